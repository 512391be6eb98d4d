package main

type balanceCommand struct {
	Solve balanceSolve `cmd:"" help:"Solve a model of the MPS format or a problem of flows of the DIMACS form, and prove the answer."`
}
