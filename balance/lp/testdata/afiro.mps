NAME          afiro
ROWS
 N  COST
 E  R1
 E  R2
 L  R3
 L  R4
 E  R5
 E  R6
 L  R7
 L  R8
 L  R9
 L  R10
 E  R11
 E  R12
 L  R13
 L  R14
 E  R15
 E  R16
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
COLUMNS
    C1        R1                  -1
    C1        R2               -1.06
    C1        R3                   1
    C1        R24              0.301
    C2        COST              -0.4
    C2        R1                   1
    C2        R4                  -1
    C3        R1                   1
    C3        R22                 -1
    C4        R2                   1
    C4        R26                  1
    C5        R5                  -1
    C5        R6               -1.06
    C5        R7                   1
    C5        R25              0.301
    C6        R5                  -1
    C6        R6               -1.06
    C6        R8                   1
    C6        R25              0.313
    C7        R5                  -1
    C7        R6               -0.96
    C7        R9                   1
    C7        R25              0.313
    C8        R5                  -1
    C8        R6               -0.86
    C8        R10                  1
    C8        R25              0.326
    C9        R7                  -1
    C9        R21              2.364
    C10       R8                  -1
    C10       R21              2.386
    C11       R9                  -1
    C11       R21              2.408
    C12       R10                 -1
    C12       R21              2.429
    C13       COST             -0.32
    C13       R4                 1.4
    C13       R5                   1
    C14       R5                   1
    C14       R23                 -1
    C15       R6                   1
    C15       R27                  1
    C16       R11                 -1
    C16       R12              -0.43
    C16       R13                  1
    C16       R22              0.109
    C17       COST              -0.6
    C17       R11                  1
    C17       R14                 -1
    C18       R11                  1
    C18       R24                 -1
    C19       R11                  1
    C19       R21                 -1
    C20       R12                  1
    C20       R26                  1
    C21       R15              -0.43
    C21       R16                  1
    C21       R17                  1
    C21       R23              0.109
    C22       R15              -0.43
    C22       R16                  1
    C22       R18                  1
    C22       R23              0.108
    C23       R15              -0.39
    C23       R16                  1
    C23       R19                  1
    C23       R23              0.108
    C24       R15              -0.37
    C24       R16                  1
    C24       R20                  1
    C24       R23              0.107
    C25       R17                 -1
    C25       R21              2.191
    C26       R18                 -1
    C26       R21              2.219
    C27       R19                 -1
    C27       R21              2.249
    C28       R20                 -1
    C28       R21              2.279
    C29       COST             -0.48
    C29       R14                1.4
    C29       R16                 -1
    C30       R16                  1
    C30       R25                 -1
    C31       R15                  1
    C31       R27                  1
    C32       COST                10
    C32       R16                  1
RHS
    RHS       R3                  80
    RHS       R7                  80
    RHS       R13                500
    RHS       R16                 44
    RHS       R17                500
    RHS       R26                310
    RHS       R27                300
RANGES
BOUNDS
ENDATA
