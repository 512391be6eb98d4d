package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"entente/balance/flow"
)

type balanceCommand struct {
	Solve balanceSolve `cmd:"" help:"Solve a problem of flows in a file of the DIMACS form, and prove the answer."`
}

type balanceSolve struct {
	File string `arg:"" help:"File of the DIMACS form (p min or p max), also packed; - is standard input."`
	JSON bool   `help:"Print the result as JSON."`
	On   bool   `name:"arcs" help:"With --json: what each arc carries, too."`
}

// A solution is what became of a problem. Bound is what no answer can better; Gap is the share by which the objective is off it.
type solution struct {
	Status    string  `json:"status"` // optimal or infeasible
	Objective *int64  `json:"objective"`
	Bound     *int64  `json:"bound"`
	Gap       float64 `json:"gap"`
	Seconds   float64 `json:"seconds"`
	Verified  bool    `json:"verified"` // the proof was recomputed from the problem alone
	Why       string  `json:"why,omitempty"`
	Nodes     []int   `json:"nodes,omitempty"` // infeasible: those from which more must leave than can, counted from 1
	On        []int64 `json:"on,omitempty"`    // by arc
	kind      string
}

func (c *balanceSolve) Run(w *world) error {
	p, err := c.read(w)
	if err != nil {
		return placed{c.File, err}
	}
	s, err := solve(w, p)
	if err != nil {
		return placed{c.File, err}
	}
	if !c.On {
		s.On = nil
	}
	if c.JSON {
		if err := w.writeJSON(s); err != nil {
			return err
		}
	} else {
		s.print(w)
	}
	if s.Objective == nil {
		return finding{s.Why}
	}
	return nil
}

func (c *balanceSolve) read(w *world) (*flow.Problem, error) {
	in := io.NopCloser(w.stdin)
	if c.File != standardInput {
		f, err := os.Open(c.File)
		if err != nil {
			return nil, plainError(err)
		}
		in = f
	}
	defer in.Close()
	plain, err := unpack(in)
	if err != nil {
		return nil, err
	}
	defer plain.Close()
	return flow.ReadDIMACS(plain)
}

// solve solves a problem and proves the answer. An answer whose proof fails is an error: it must not be used.
func solve(w *world, p *flow.Problem) (*solution, error) {
	begun := time.Now()
	s := &solution{Status: "optimal", kind: "cheapest flow"}
	var value int64
	var err error
	if p.Greatest {
		s.kind = "greatest flow"
		var c *flow.Cut
		if c, err = p.MaxFlow(w.ctx, p.Source, p.Sink); err == nil {
			value, s.On, err = c.Value, c.On, p.CheckCut(c, p.Source, p.Sink)
		}
	} else {
		var f *flow.Flow
		if f, err = p.MinCost(w.ctx); err == nil {
			value, s.On, err = f.Cost, f.On, p.Check(f)
		}
	}
	s.Seconds = time.Since(begun).Seconds()
	var no *flow.Infeasible
	switch {
	case errors.As(err, &no):
		s.Status, s.Why = "infeasible", no.Error()
		for _, v := range no.Nodes {
			s.Nodes = append(s.Nodes, v+1)
		}
		err = p.CheckInfeasible(no)
	case err == nil:
		s.Objective, s.Bound = &value, &value
	}
	s.Verified = err == nil
	return s, err
}

func (s *solution) print(w *world) {
	if s.Objective == nil {
		fmt.Fprintf(w.stdout, "%s: none fits; %s; verified; %.3f s\n", s.kind, s.Why, s.Seconds)
		return
	}
	fmt.Fprintf(w.stdout, "%s: %d; none is better: verified; %.3f s\n", s.kind, *s.Objective, s.Seconds)
}
