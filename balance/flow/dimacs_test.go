package flow

import (
	"errors"
	"strings"
	"testing"

	"entente"
)

// The example of the challenge's description of its forms ("The First DIMACS International Algorithm Implementation Challenge: Problem
// Definitions and Specifications", 1990): a cheapest flow of 4 units and a greatest flow.
const (
	cheapest = "c This is a simple example file\np min 4 5\nc supply of 4 at node 1\nn 1 4\nc demand of 4 at node 4\nn 4 -4\n" +
		"a 1 2 0 4 2\na 1 3 0 2 2\na 2 3 0 2 1\na 2 4 0 3 3\na 3 4 0 5 1\n"
	greatest = "c a greatest flow\np max 6 8\nn 1 s\nn 6 t\na 1 2 5\na 1 3 15\na 2 4 5\na 2 5 5\na 3 4 5\na 3 5 5\na 4 6 15\na 5 6 5\n"
)

func TestDIMACS(t *testing.T) {
	p, err := ReadDIMACS(strings.NewReader(cheapest))
	if err != nil {
		t.Fatal(err)
	}
	f, err := p.MinCost(t.Context())
	if err != nil || p.Check(f) != nil || f.Cost != 14 {
		t.Errorf("%+v, %v", f, err)
	}
	if p, err = ReadDIMACS(strings.NewReader(greatest)); err != nil {
		t.Fatal(err)
	}
	c, err := p.MaxFlow(t.Context(), p.Source, p.Sink)
	if err != nil || c.Value != 15 {
		t.Errorf("%+v, %v", c, err)
	}
	for text, want := range map[string]string{
		"":                                       "no line that begins with p",
		"a 1 2 3 4 5\n":                          "line 1: begins with \"a\"",
		"p min 2 1\na 1 3 0 1 1\n":               "line 2: node 3: want 1 to 2",
		"p min 2 1\na 1 2 0 1\n":                 "line 2: 4 values, want 5",
		"p min 2 1\na 1 2 0 1 x\n":               `line 2: "x": want a whole number`,
		"p min 2 2\na 1 2 0 1 1\n":               "1 arcs, and line p announces 2",
		"p min 2 0\na 1 2 0 1 1\n":               "line 2: more than the 0 arcs",
		"p max 2 1\nn 1 s\na 1 2 5\n":            "source or sink missing",
		"p max 2 1\nn 1 q\n":                     "line 2: want n NODE s",
		"p min 2 1\na 1 2 3 2 1\n":               "line 2: carries from 3 to 2",
		"p min 999999999999 1\n":                 "line 1: 999999999999 nodes",
		"p min 2 1\np min 2 1\n":                 "line 2: a second line p",
		"p asn 2 1\n":                            "line 1: want p min",
		"c " + strings.Repeat("x", 2<<20) + "\n": "line 1: longer than 1 MiB",
		"p min 2 1\nq\n":                         `line 2: begins with "q"`,
	} {
		if _, err := ReadDIMACS(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want %s", text, err, want)
		} else if !errors.Is(err, entente.ErrInvalid) {
			t.Errorf("%.40q: %v is not a refusal", text, err)
		}
	}
}

// FuzzDIMACS reads anything, and solves what is small: it neither fails nor answers wrongly.
func FuzzDIMACS(f *testing.F) {
	f.Add(cheapest)
	f.Add(greatest)
	f.Add("p min 2 1\nn 1 9\nn 2 -9\na 1 2 0 5 -3\n")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ReadDIMACS(strings.NewReader(text))
		if err != nil || len(p.Supply) > 50 || len(p.Arcs) > 200 {
			return
		}
		if p.Greatest {
			if c, err := p.MaxFlow(t.Context(), p.Source, p.Sink); err == nil && p.CheckCut(c, p.Source, p.Sink) != nil {
				t.Fatal(p.CheckCut(c, p.Source, p.Sink))
			}
			return
		}
		flow, err := p.MinCost(t.Context())
		var no *Infeasible
		switch {
		case err == nil:
			err = p.Check(flow)
		case errors.As(err, &no):
			err = p.CheckInfeasible(no)
		case errors.Is(err, entente.ErrInvalid):
			err = nil
		}
		if err != nil {
			t.Fatal(err)
		}
	})
}
