NAME          galenet
ROWS
 N  COST
 L  R1
 L  R2
 L  R3
 E  R4
 E  R5
 G  R6
 G  R7
 G  R8
COLUMNS
    C1        R1                   1
    C1        R4                   1
    C2        R2                   1
    C2        R4                   1
    C3        R2                   1
    C3        R5                   1
    C4        R3                   1
    C4        R5                   1
    C5        R4                  -1
    C5        R6                   1
    C6        R4                  -1
    C6        R7                   1
    C7        R5                  -1
    C7        R7                   1
    C8        R5                  -1
    C8        R8                   1
RHS
    RHS       R1                  20
    RHS       R2                  20
    RHS       R3                  20
    RHS       R6                  10
    RHS       R7                  20
    RHS       R8                  30
RANGES
BOUNDS
 UP BND       C1                  30
 UP BND       C2                  20
 UP BND       C3                  10
 UP BND       C4                  10
 UP BND       C5                  10
 UP BND       C6                   2
 UP BND       C7                  20
 UP BND       C8                  30
ENDATA
