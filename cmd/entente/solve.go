package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"entente/balance/flow"
	"entente/balance/lp"
	"entente/balance/solve"
)

type balanceSolve struct {
	File  string        `arg:"" help:"File in the MPS format, or in the DIMACS form (p min or p max), also packed; - is standard input."`
	JSON  bool          `help:"Print the result as JSON."`
	On    bool          `name:"values" help:"With --json: what each column or arc carries, too."`
	Gap   float64       `help:"Gap, as a share of the objective, at which a search for whole numbers may end." default:"0.0001"`
	Time  time.Duration `help:"Time after which the search ends with the best answer so far, and its gap. An answer cut off so may differ the next time."`
	Nodes int           `help:"Nodes after which a search for whole numbers ends, likewise; the answer is the same each time."`
	Core  bool          `help:"When nothing fits, name a smallest set of rows and bounds that cannot all hold." negatable:"" default:"true"`
}

// A solution is what became of a problem. Bound is what no answer can better; Gap is the share by which the objective is off it.
type solution struct {
	Status    lp.Status    `json:"status"`
	Objective *json.Number `json:"objective"`
	Bound     *json.Number `json:"bound"`
	Gap       *float64     `json:"gap"`
	Seconds   float64      `json:"seconds"`
	Verified  bool         `json:"verified"`        // the proof was recomputed from the problem alone
	Proof     string       `json:"proof,omitempty"` // of what kind it is
	Why       string       `json:"why,omitempty"`
	Core      []string     `json:"core,omitempty"`    // infeasible: rows and bounds that cannot all hold
	Minimal   *bool        `json:"minimal,omitempty"` // each of the core is needed for that
	Nodes     []int        `json:"nodes,omitempty"`   // infeasible: those from which more must leave than can, counted from 1
	On        any          `json:"values,omitempty"`  // by arc, or by the name of a column
	kind      string
}

func (c *balanceSolve) Run(w *world) error {
	in, err := c.open(w)
	if err != nil {
		return placed{c.File, err}
	}
	defer in.Close()
	s, err := c.solve(w, in)
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

func (c *balanceSolve) open(w *world) (io.ReadCloser, error) {
	in := io.NopCloser(w.stdin)
	if c.File != standardInput {
		f, err := os.Open(c.File)
		if err != nil {
			return nil, plainError(err)
		}
		in = f
	}
	return unpack(in)
}

// solve solves a problem and proves the answer. An answer whose proof fails is an error: it must not be used.
func (c *balanceSolve) solve(w *world, in io.Reader) (*solution, error) {
	b := bufio.NewReaderSize(in, 1<<16)
	if isDIMACS(b) {
		p, err := flow.ReadDIMACS(b)
		if err != nil {
			return nil, err
		}
		return solveFlow(w, p)
	}
	m, err := lp.ReadMPS(b)
	if err != nil {
		return nil, err
	}
	return c.solveModel(w, m)
}

// isDIMACS looks at the first line that says something: in that form it is a comment, c, or the problem, p.
func isDIMACS(b *bufio.Reader) bool {
	head, _ := b.Peek(1 << 12) // an error comes again when it is read
	for line := range bytes.Lines(head) {
		if words := bytes.Fields(line); len(words) > 0 {
			return line[0] != ' ' && (string(words[0]) == "c" || string(words[0]) == "p")
		}
	}
	return false
}

func solveFlow(w *world, p *flow.Problem) (*solution, error) {
	begun := time.Now()
	s := &solution{Status: lp.Optimal, kind: "cheapest flow", Proof: "prices of the nodes"}
	var value int64
	var on []int64
	var err error
	if p.Greatest {
		s.kind, s.Proof = "greatest flow", "a cut"
		var c *flow.Cut
		if c, err = p.MaxFlow(w.ctx, p.Source, p.Sink); err == nil {
			value, on, err = c.Value, c.On, p.CheckCut(c, p.Source, p.Sink)
		}
	} else {
		var f *flow.Flow
		if f, err = p.MinCost(w.ctx); err == nil {
			value, on, err = f.Cost, f.On, p.Check(f)
		}
	}
	s.Seconds = time.Since(begun).Seconds()
	var no *flow.Infeasible
	switch {
	case errors.As(err, &no):
		s.Status, s.Why, s.Proof = lp.Infeasible, no.Error(), "a set of nodes"
		for _, v := range no.Nodes {
			s.Nodes = append(s.Nodes, v+1)
		}
		err = p.CheckInfeasible(no)
	case err == nil:
		exact := json.Number(strconv.FormatInt(value, 10))
		s.Objective, s.Bound, s.Gap, s.On = &exact, &exact, new(float64), on
	}
	s.Verified = err == nil
	return s, err
}

func (c *balanceSolve) solveModel(w *world, m *lp.Model) (*solution, error) {
	begun := time.Now()
	solver := solve.New(cacheFolder())
	r, err := lp.Solve(w.ctx, solver, m, lp.Limits{Gap: c.Gap, Time: c.Time, Nodes: c.Nodes})
	if err != nil {
		return nil, err
	}
	s := &solution{
		Status: r.Status, Objective: decimal(r.Objective), Bound: decimal(r.Bound), Verified: r.Proved || r.X != nil,
		kind: fmt.Sprintf("%d columns, %d rows", len(m.Columns), len(m.Rows)), Proof: "the word of the search, which weights of the rows do not contradict",
	}
	switch {
	case r.Status == lp.Infeasible:
		s.Why = "nothing fits"
		if c.Core {
			err = s.findCore(w, solver, m)
		}
		if s.Verified = r.Proved; r.Proved {
			s.Proof = "weights of the rows"
		} else {
			s.Proof = "the word of the search"
		}
	case r.Status == lp.Unbounded:
		s.Why, s.Objective, s.Bound, s.Proof = "there is no best: the objective can be bettered without end", nil, nil, ""
		s.Verified = false
	case r.X == nil:
		s.Why, s.Proof = "nothing found within the limits", ""
	case r.Proved:
		s.Proof = "weights of the rows"
	}
	if !math.IsInf(r.Gap, 0) {
		s.Gap = &r.Gap
	}
	if r.X != nil {
		values := map[string]float64{}
		for j, col := range m.Columns {
			if r.X[j] != 0 {
				values[col.Name] = r.X[j]
			}
		}
		s.On = values
	}
	s.Seconds = time.Since(begun).Seconds()
	return s, err
}

// decimal returns a number for JSON, nil for one that is none or has no end.
func decimal(v float64) *json.Number {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	n := json.Number(strconv.FormatFloat(v, 'g', -1, 64))
	return &n
}

const coreTime = 50 * time.Second // for the search of a core

func (s *solution) findCore(w *world, solver lp.Solver, m *lp.Model) error {
	core, err := lp.FindCore(w.ctx, solver, m, lp.CoreOptions{Time: coreTime})
	if errors.Is(err, lp.ErrFits) {
		s.Why = fmt.Sprintf("nothing fits, by less than %v: without the objective a point was found that does, within that tolerance", lp.Tolerance)
		return nil
	}
	if err != nil {
		return err
	}
	s.Core, s.Minimal = core.Words(m), &core.Minimal
	s.Why = fmt.Sprintf("nothing fits: %d rows and bounds cannot all hold", len(s.Core))
	return nil
}

func (s *solution) print(w *world) {
	of := "verified by "
	if !s.Verified {
		of = "not verified, "
	}
	of += s.Proof
	if s.Proof == "" {
		of = "no proof"
	}
	switch {
	case s.Objective == nil:
		fmt.Fprintf(w.stdout, "%s: %s; %s; %.3f s\n", s.kind, s.Why, of, s.Seconds)
		if s.Minimal != nil {
			fmt.Fprintf(w.stdout, "  %s\n", strings.Join(s.Core, "\n  "))
			if !*s.Minimal {
				fmt.Fprintln(w.stdout, "  (not all of them may be needed: the search for a smaller set was cut off)")
			}
		}
	case s.Gap == nil:
		fmt.Fprintf(w.stdout, "%s: %s; how much better could be is not known; %.3f s\n", s.kind, *s.Objective, s.Seconds)
	case *s.Gap <= lp.Tolerance:
		fmt.Fprintf(w.stdout, "%s: %s; none is better: %s; %.3f s\n", s.kind, *s.Objective, of, s.Seconds)
	default:
		fmt.Fprintf(w.stdout, "%s: %s; none is better than %s, a gap of %.3g %%: %s; %.3f s\n", s.kind, *s.Objective, *s.Bound, *s.Gap*100, of, s.Seconds)
	}
}
