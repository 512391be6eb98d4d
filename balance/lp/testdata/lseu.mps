NAME          lseu
ROWS
 N  COST
 L  R1
 L  R2
 L  R3
 L  R4
 L  R5
 L  R6
 L  R7
 L  R8
 L  R9
 L  R10
 L  R11
 L  R12
 L  R13
 L  R14
 L  R15
 L  R16
 L  R17
 L  R18
 L  R19
 L  R20
 L  R21
 L  R22
 L  R23
 L  R24
 L  R25
 L  R26
 L  R27
 L  R28
COLUMNS
    MARKER                 'MARKER'                 'INTORG'
    C1        COST                 7
    C1        R19                525
    C1        R20               -525
    C1        R22               -525
    C1        R23               -525
    C2        COST                10
    C2        R19                500
    C2        R20               -500
    C2        R22               -500
    C2        R23               -500
    C3        COST               179
    C3        R1                   1
    C3        R19                475
    C3        R20               -475
    C3        R24               -475
    C3        R25               -475
    C4        COST               186
    C4        R1                   1
    C4        R19                475
    C4        R20               -475
    C4        R22               -475
    C4        R23               -475
    C5        COST               179
    C5        R1                   1
    C5        R19                475
    C5        R20               -475
    C5        R22               -190
    C5        R23               -190
    C5        R24               -285
    C5        R25               -285
    C6        R2                   1
    C6        R18               -450
    C7        R2                   1
    C7        R24               -450
    C7        R25               -450
    C8        COST                 6
    C8        R2                   1
    C8        R22               -450
    C8        R23               -450
    C9        R2                   1
    C9        R22               -165
    C9        R23               -165
    C9        R24               -285
    C9        R25               -285
    C10       R2                   1
    C10       R24               -150
    C10       R25               -150
    C11       COST               164
    C11       R3                   1
    C11       R18               -435
    C12       COST               164
    C12       R3                   1
    C12       R24               -435
    C12       R25               -435
    C13       COST               170
    C13       R3                   1
    C13       R19                435
    C13       R20               -435
    C13       R23               -435
    C14       COST               164
    C14       R3                   1
    C14       R19                435
    C14       R20               -435
    C14       R21               -435
    C15       COST               346
    C15       R4                   1
    C15       R24               -435
    C15       R25               -435
    C16       COST               346
    C16       R4                   1
    C16       R19                435
    C16       R20               -435
    C16       R25               -435
    C17       COST               248
    C17       R5                   1
    C17       R19                435
    C17       R20               -435
    C17       R24               -435
    C17       R25               -435
    C18       COST               253
    C18       R5                   1
    C18       R19                435
    C18       R20               -435
    C18       R22               -435
    C18       R23               -435
    C19       COST               248
    C19       R5                   1
    C19       R19                435
    C19       R20               -435
    C19       R22               -300
    C19       R23               -300
    C19       R24               -135
    C19       R25               -135
    C20       COST               346
    C20       R6                   1
    C20       R18               -435
    C21       COST               346
    C21       R6                   1
    C21       R23               -400
    C22       COST               346
    C22       R6                   1
    C22       R21               -400
    C23       COST               346
    C23       R6                   1
    C23       R24               -100
    C23       R25               -100
    C23       R27               -300
    C24       COST               160
    C24       R7                   1
    C24       R24               -400
    C24       R25               -400
    C25       COST               161
    C25       R7                   1
    C25       R22               -400
    C25       R23               -400
    C26       COST               160
    C26       R7                   1
    C26       R22               -115
    C26       R23               -115
    C26       R24               -285
    C26       R25               -285
    C27       COST               160
    C27       R7                   1
    C27       R19                425
    C27       R20               -425
    C27       R25               -425
    C28       COST               161
    C28       R7                   1
    C28       R19                425
    C28       R20               -425
    C28       R23               -425
    C29       COST               160
    C29       R7                   1
    C29       R19                425
    C29       R20               -425
    C29       R23               -140
    C29       R25               -285
    C30       COST               160
    C30       R7                   1
    C30       R24               -100
    C30       R25               -100
    C30       R26               -300
    C30       R27               -300
    C31       COST               278
    C31       R8                   1
    C31       R18               -350
    C32       COST               278
    C32       R8                   1
    C32       R24               -350
    C32       R25               -350
    C33       COST               278
    C33       R8                   1
    C33       R21               -350
    C34       COST                86
    C34       R9                   1
    C34       R22               -330
    C34       R23               -330
    C35       COST                86
    C35       R9                   1
    C35       R26               -330
    C35       R27               -330
    C36       COST                86
    C36       R9                   1
    C36       R19                330
    C36       R20               -330
    C36       R24               -330
    C36       R25               -330
    C37       COST                86
    C37       R9                   1
    C37       R19                330
    C37       R20               -330
    C37       R23               -330
    C38       COST                86
    C38       R9                   1
    C38       R19                330
    C38       R20               -330
    C38       R21               -330
    C39       COST                86
    C39       R19                330
    C39       R20               -330
    C39       R22               -330
    C39       R23               -330
    C40       COST               188
    C40       R10                  1
    C40       R22               -330
    C40       R23               -330
    C41       COST               188
    C41       R10                  1
    C41       R19                330
    C41       R20               -330
    C41       R24               -330
    C41       R25               -330
    C42       COST               188
    C42       R10                  1
    C42       R19                330
    C42       R20               -330
    C42       R21               -330
    C43       COST                85
    C43       R11                  1
    C43       R22               -325
    C43       R23               -325
    C44       COST                85
    C44       R11                  1
    C44       R26               -325
    C44       R27               -325
    C45       COST                85
    C45       R11                  1
    C45       R19                325
    C45       R20               -325
    C45       R24               -325
    C45       R25               -325
    C46       COST                85
    C46       R11                  1
    C46       R19                325
    C46       R20               -325
    C46       R23               -325
    C47       COST                85
    C47       R11                  1
    C47       R19                325
    C47       R20               -325
    C47       R21               -325
    C48       COST                78
    C48       R12                  1
    C48       R22               -300
    C48       R23               -300
    C49       COST                78
    C49       R12                  1
    C49       R19                300
    C49       R20               -300
    C49       R24               -300
    C49       R25               -300
    C50       COST                78
    C50       R12                  1
    C50       R19                300
    C50       R20               -300
    C50       R21               -300
    C51       COST                78
    C51       R12                  1
    C51       R28               -300
    C52       COST                78
    C52       R13                  1
    C52       R22               -300
    C52       R23               -300
    C53       COST                78
    C53       R13                  1
    C53       R26               -300
    C53       R27               -300
    C54       COST                78
    C54       R13                  1
    C54       R19                300
    C54       R20               -300
    C54       R24               -300
    C54       R25               -300
    C55       COST                78
    C55       R13                  1
    C55       R19                300
    C55       R20               -300
    C55       R23               -300
    C56       COST                78
    C56       R13                  1
    C56       R19                300
    C56       R20               -300
    C56       R21               -300
    C57       COST               171
    C57       R14                  1
    C57       R22               -300
    C57       R23               -300
    C58       COST               171
    C58       R14                  1
    C58       R26               -300
    C58       R27               -300
    C59       COST               171
    C59       R14                  1
    C59       R19                300
    C59       R20               -300
    C59       R23               -300
    C60       COST               171
    C60       R14                  1
    C60       R19                300
    C60       R20               -300
    C60       R21               -300
    C61       COST               163
    C61       R15                  1
    C61       R19                285
    C61       R20               -285
    C61       R24               -285
    C61       R25               -285
    C62       COST               163
    C62       R15                  1
    C62       R19                285
    C62       R20               -285
    C62       R22               -285
    C62       R23               -285
    C63       COST               163
    C63       R15                  1
    C63       R28               -285
    C64       COST                69
    C64       R16                  1
    C64       R19                265
    C64       R20               -265
    C64       R24               -265
    C64       R25               -265
    C65       COST                69
    C65       R16                  1
    C65       R19                265
    C65       R20               -265
    C65       R22               -265
    C65       R23               -265
    C66       COST               183
    C66       R17                  1
    C66       R18               -230
    C67       COST               183
    C67       R17                  1
    C67       R24               -230
    C67       R25               -230
    C68       COST               183
    C68       R17                  1
    C68       R19                230
    C68       R20               -230
    C68       R25               -230
    C69       COST               183
    C69       R17                  1
    C69       R19                230
    C69       R20               -230
    C69       R23               -230
    C70       COST                49
    C70       R19                190
    C70       R20               -190
    C70       R22               -190
    C70       R23               -190
    C71       COST               183
    C71       R17                  1
    C72       COST               258
    C72       R18               -200
    C73       COST               517
    C73       R18               -400
    C74       COST               250
    C74       R26               -200
    C74       R27               -200
    C75       COST               500
    C75       R26               -400
    C75       R27               -400
    C76       COST               250
    C76       R27               -200
    C77       COST               500
    C77       R27               -400
    C78       COST               159
    C78       R19                200
    C78       R20               -200
    C78       R24               -200
    C78       R25               -200
    C79       COST               318
    C79       R19                400
    C79       R20               -400
    C79       R24               -400
    C79       R25               -400
    C80       COST               159
    C80       R19                200
    C80       R20               -200
    C80       R25               -200
    C81       COST               318
    C81       R19                400
    C81       R20               -400
    C81       R25               -400
    C82       COST               159
    C82       R19                200
    C82       R20               -200
    C82       R22               -200
    C82       R23               -200
    C83       COST               318
    C83       R19                400
    C83       R20               -400
    C83       R22               -400
    C83       R23               -400
    C84       COST               159
    C84       R19                200
    C84       R20               -200
    C84       R23               -200
    C85       COST               318
    C85       R19                400
    C85       R20               -400
    C85       R23               -400
    C86       COST               114
    C86       R19                200
    C86       R20               -200
    C86       R21               -200
    C87       COST               228
    C87       R19                400
    C87       R20               -400
    C87       R21               -400
    C88       COST               159
    C88       R28               -200
    C89       COST               318
    C89       R28               -400
    MARKER                 'MARKER'                 'INTEND'
RHS
    RHS       R1                   1
    RHS       R2                   1
    RHS       R3                   1
    RHS       R4                   1
    RHS       R5                   1
    RHS       R6                   1
    RHS       R7                   1
    RHS       R8                   1
    RHS       R9                   1
    RHS       R10                  1
    RHS       R11                  1
    RHS       R12                  1
    RHS       R13                  1
    RHS       R14                  1
    RHS       R15                  1
    RHS       R16                  1
    RHS       R17                  1
    RHS       R18               -190
    RHS       R19               2700
    RHS       R20              -2600
    RHS       R21               -630
    RHS       R22               -900
    RHS       R23              -1656
    RHS       R24               -335
    RHS       R25              -1026
    RHS       R26               -150
    RHS       R27               -500
    RHS       R28               -270
RANGES
BOUNDS
 UP BND       C1                   1
 UP BND       C2                   1
 UP BND       C3                   1
 UP BND       C4                   1
 UP BND       C5                   1
 UP BND       C6                   1
 UP BND       C7                   1
 UP BND       C8                   1
 UP BND       C9                   1
 UP BND       C10                  1
 UP BND       C11                  1
 UP BND       C12                  1
 UP BND       C13                  1
 UP BND       C14                  1
 UP BND       C15                  1
 UP BND       C16                  1
 UP BND       C17                  1
 UP BND       C18                  1
 UP BND       C19                  1
 UP BND       C20                  1
 UP BND       C21                  1
 UP BND       C22                  1
 UP BND       C23                  1
 UP BND       C24                  1
 UP BND       C25                  1
 UP BND       C26                  1
 UP BND       C27                  1
 UP BND       C28                  1
 UP BND       C29                  1
 UP BND       C30                  1
 UP BND       C31                  1
 UP BND       C32                  1
 UP BND       C33                  1
 UP BND       C34                  1
 UP BND       C35                  1
 UP BND       C36                  1
 UP BND       C37                  1
 UP BND       C38                  1
 UP BND       C39                  1
 UP BND       C40                  1
 UP BND       C41                  1
 UP BND       C42                  1
 UP BND       C43                  1
 UP BND       C44                  1
 UP BND       C45                  1
 UP BND       C46                  1
 UP BND       C47                  1
 UP BND       C48                  1
 UP BND       C49                  1
 UP BND       C50                  1
 UP BND       C51                  1
 UP BND       C52                  1
 UP BND       C53                  1
 UP BND       C54                  1
 UP BND       C55                  1
 UP BND       C56                  1
 UP BND       C57                  1
 UP BND       C58                  1
 UP BND       C59                  1
 UP BND       C60                  1
 UP BND       C61                  1
 UP BND       C62                  1
 UP BND       C63                  1
 UP BND       C64                  1
 UP BND       C65                  1
 UP BND       C66                  1
 UP BND       C67                  1
 UP BND       C68                  1
 UP BND       C69                  1
 UP BND       C70                  1
 UP BND       C71                  1
 UP BND       C72                  1
 UP BND       C73                  1
 UP BND       C74                  1
 UP BND       C75                  1
 UP BND       C76                  1
 UP BND       C77                  1
 UP BND       C78                  1
 UP BND       C79                  1
 UP BND       C80                  1
 UP BND       C81                  1
 UP BND       C82                  1
 UP BND       C83                  1
 UP BND       C84                  1
 UP BND       C85                  1
 UP BND       C86                  1
 UP BND       C87                  1
 UP BND       C88                  1
 UP BND       C89                  1
ENDATA
