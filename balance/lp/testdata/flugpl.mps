NAME          flugpl
ROWS
 N  COST
 E  R1
 G  R2
 L  R3
 E  R4
 G  R5
 L  R6
 E  R7
 G  R8
 L  R9
 E  R10
 G  R11
 L  R12
 E  R13
 G  R14
 L  R15
 E  R16
 G  R17
 L  R18
COLUMNS
    C1        COST              2700
    C1        R1                   1
    C1        R2                 150
    C1        R3                 -20
    C1        R4                 0.9
    MARKER                 'MARKER'                 'INTORG'
    C2        COST              1500
    C2        R2                -100
    C2        R4                   1
    MARKER                 'MARKER'                 'INTEND'
    C3        COST                30
    C3        R2                   1
    C3        R3                   1
    MARKER                 'MARKER'                 'INTORG'
    C4        COST              2700
    C4        R4                  -1
    C4        R5                 150
    C4        R6                 -20
    C4        R7                 0.9
    C5        COST              1500
    C5        R5                -100
    C5        R7                   1
    MARKER                 'MARKER'                 'INTEND'
    C6        COST                30
    C6        R5                   1
    C6        R6                   1
    MARKER                 'MARKER'                 'INTORG'
    C7        COST              2700
    C7        R7                  -1
    C7        R8                 150
    C7        R9                 -20
    C7        R10                0.9
    C8        COST              1500
    C8        R8                -100
    C8        R10                  1
    MARKER                 'MARKER'                 'INTEND'
    C9        COST                30
    C9        R8                   1
    C9        R9                   1
    MARKER                 'MARKER'                 'INTORG'
    C10       COST              2700
    C10       R10                 -1
    C10       R11                150
    C10       R12                -20
    C10       R13                0.9
    C11       COST              1500
    C11       R11               -100
    C11       R13                  1
    MARKER                 'MARKER'                 'INTEND'
    C12       COST                30
    C12       R11                  1
    C12       R12                  1
    MARKER                 'MARKER'                 'INTORG'
    C13       COST              2700
    C13       R13                 -1
    C13       R14                150
    C13       R15                -20
    C13       R16                0.9
    C14       COST              1500
    C14       R14               -100
    C14       R16                  1
    MARKER                 'MARKER'                 'INTEND'
    C15       COST                30
    C15       R14                  1
    C15       R15                  1
    MARKER                 'MARKER'                 'INTORG'
    C16       COST              2700
    C16       R16                 -1
    C16       R17                150
    C16       R18                -20
    C17       COST              1500
    C17       R17               -100
    MARKER                 'MARKER'                 'INTEND'
    C18       COST                30
    C18       R17                  1
    C18       R18                  1
RHS
    RHS       R1                  60
    RHS       R2                8000
    RHS       R5                9000
    RHS       R8                8000
    RHS       R11              10000
    RHS       R14               9000
    RHS       R17              12000
RANGES
BOUNDS
 UP BND       C2                  18
 LO BND       C4                  57
 UP BND       C4                  75
 UP BND       C5                  18
 LO BND       C7                  57
 UP BND       C7                  75
 UP BND       C8                  18
 LO BND       C10                 57
 UP BND       C10                 75
 UP BND       C11                 18
 LO BND       C13                 57
 UP BND       C13                 75
 UP BND       C14                 18
 LO BND       C16                 57
 UP BND       C16                 75
 UP BND       C17                 18
ENDATA
