package joint

import (
	"errors"
	"testing"

	"entente"
	"entente/balance/solve"
)

// secret is demand in which one item of one year is wanted by two parties only.
func secret() *Book {
	b := &Book{Quarters: 8, Items: []Item{{ID: "a"}, {ID: "b"}, {ID: "c"}}}
	for _, item := range []string{"a", "b", "c"} {
		for _, q := range []int{2, 6} {
			for k, who := range []entente.ActorID{"AAA", "BBB", "CCC", "DDD"} {
				if item == "b" && q == 2 && k > 1 {
					continue
				}
				b.Demand = append(b.Demand, Demand{Party: who, Item: item, Quarter: q, Quantity: float64(20 + 7*k + q)})
			}
		}
	}
	return b
}

func audit(t *testing.T, s *Sheet, knows func(i, j int) float64) []Inferred {
	t.Helper()
	all, err := s.Audit(t.Context(), lpSolver, knows)
	if errors.Is(err, solve.ErrAbsent) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestPublish(t *testing.T) {
	b := secret()
	s := b.Publish(Secrecy{})
	if c := s.Cells[1][0]; c.Value != nil || c.Why != "fewer than 3 parties" {
		t.Errorf("%+v", c)
	}
	hidden := 0
	for i := range s.Cells {
		for j, c := range s.Cells[i] {
			if c.Value == nil {
				hidden++
			} else if *c.Value != c.actual {
				t.Errorf("%d/%d: %v of %v", i, j, *c.Value, c.actual)
			}
		}
	}
	if hidden != 4 {
		t.Errorf("%d held back, want the one, and one more in its row and column with the fourth of the square", hidden)
	}
	for _, x := range audit(t, s, nil) {
		if !x.Safe {
			t.Errorf("follows from what is published: %+v", x)
		}
	}
	// A party that knows its own demand learns no more than its own.
	for _, who := range []entente.ActorID{"AAA", "CCC"} {
		for _, x := range audit(t, s, func(i, j int) float64 { return s.of[i][j][who] }) {
			if !x.Safe {
				t.Errorf("%s can tell: %+v", who, x)
			}
		}
	}
}

// TestDifferencing shows that the attack works on a sheet without the complement: the one sum follows from the others.
func TestDifferencing(t *testing.T) {
	s := secret().Publish(Secrecy{})
	for i := range s.Cells {
		for j := range s.Cells[i] {
			s.Cells[i][j].hidden = i == 1 && j == 0
		}
	}
	all := audit(t, s, nil)
	if len(all) != 1 || all[0].Safe || all[0].From != s.Cells[1][0].actual || all[0].To != all[0].From {
		t.Errorf("%+v", all)
	}
}

func TestDominance(t *testing.T) {
	b := &Book{Quarters: 4, Items: []Item{{ID: "a"}, {ID: "b"}}}
	for k, q := range []float64{1000, 50, 3} {
		b.Demand = append(b.Demand, Demand{Party: entente.ActorID([]string{"AAA", "BBB", "CCC"}[k]), Item: "a", Quarter: 1, Quantity: q})
	}
	for _, who := range []entente.ActorID{"AAA", "BBB", "CCC"} {
		b.Demand = append(b.Demand, Demand{Party: who, Item: "b", Quarter: 1, Quantity: 100})
	}
	if s := b.Publish(Secrecy{}); s.Cells[0][0].Value != nil || s.Cells[0][0].Why != "the largest could be told to within 10 %" {
		t.Errorf("%+v", s.Cells[0][0])
	}
}
