package flow

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"entente"
)

// random returns a network on which a flow often fits.
func random(r *rand.Rand, nodes, arcs int) *Network {
	n := &Network{Supply: make([]int64, nodes)}
	for range nodes / 2 {
		units := r.Int64N(20)
		n.Supply[r.IntN(nodes)] += units
		n.Supply[r.IntN(nodes)] -= units
	}
	for range arcs {
		a := Arc{From: r.IntN(nodes), To: r.IntN(nodes), Upper: r.Int64N(40), Cost: r.Int64N(100) - 20}
		if r.IntN(5) == 0 {
			a.Lower = r.Int64N(a.Upper + 1)
		}
		n.Arcs = append(n.Arcs, a)
	}
	return n
}

// TestMinCost solves many small networks; every answer proves itself.
func TestMinCost(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	fits, fails := 0, 0
	for range 3000 {
		n := random(r, 2+r.IntN(12), r.IntN(60))
		f, err := n.MinCost(t.Context())
		var no *Infeasible
		switch {
		case err == nil:
			fits++
			err = n.Check(f)
		case errors.As(err, &no):
			fails++
			err = n.CheckInfeasible(no)
		}
		if err != nil {
			t.Fatalf("%+v: %v", n, err)
		}
	}
	if fits < 300 || fails < 300 {
		t.Errorf("%d networks have a flow and %d have none: want many of both", fits, fails)
	}
}

// TestKnownFlow is a transport of goods from two places to three, whose cheapest way is known by hand.
func TestKnownFlow(t *testing.T) {
	n := &Network{Supply: []int64{20, 30, -10, -25, -15}}
	for i, costs := range [][]int64{{8, 6, 10}, {9, 12, 13}} {
		for j, c := range costs {
			n.Arcs = append(n.Arcs, Arc{From: i, To: 2 + j, Upper: Unbounded, Cost: c})
		}
	}
	f, err := n.MinCost(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Check(f); err != nil || f.Cost != 20*6+10*9+5*12+15*13 {
		t.Errorf("cost %d, %v", f.Cost, err)
	}
}

// TestCheck changes right answers: each change is found.
func TestCheck(t *testing.T) {
	n := &Network{Supply: []int64{5, 0, -5}, Arcs: []Arc{{0, 1, 0, 5, 1}, {1, 2, 0, 5, 1}, {0, 2, 0, 5, 3}}}
	solve := func() *Flow {
		f, err := n.MinCost(t.Context())
		if err != nil || n.Check(f) != nil {
			t.Fatal(err, n.Check(f))
		}
		return f
	}
	for what, spoil := range map[string]func(*Flow){
		"dearer way":   func(f *Flow) { f.On = []int64{0, 0, 5}; f.Cost = 15 },
		"lost units":   func(f *Flow) { f.On[1]-- },
		"beyond bound": func(f *Flow) { f.On[0], f.On[1], f.On[2] = 6, 6, -1 },
		"wrong cost":   func(f *Flow) { f.Cost-- },
		"wrong prices": func(f *Flow) { f.Price[1] += 5 },
		"too few arcs": func(f *Flow) { f.On = f.On[:2] },
	} {
		f := solve()
		f.Price = append([]int64(nil), f.Price...)
		if spoil(f); n.Check(f) == nil {
			t.Errorf("%s: not found", what)
		}
	}
}

// TestRefused hands in networks whose numbers make no sense.
func TestRefused(t *testing.T) {
	for what, n := range map[string]*Network{
		"no such node":  {Supply: []int64{1, -1}, Arcs: []Arc{{0, 2, 0, 1, 1}}},
		"bounds":        {Supply: []int64{1, -1}, Arcs: []Arc{{0, 1, 3, 2, 1}}},
		"cost":          {Supply: []int64{1, -1}, Arcs: []Arc{{0, 1, 0, 2, 1 << 62}}},
		"least cost":    {Supply: []int64{1, -1}, Arcs: []Arc{{0, 1, 0, 2, -1 << 63}}},
		"supply":        {Supply: []int64{1 << 62, -1 << 62}},
		"not balanced":  {Supply: []int64{2, -1}},
		"endless gain":  {Supply: []int64{0, 0}, Arcs: []Arc{{0, 1, 0, Unbounded, -1}, {1, 0, 0, Unbounded, 0}}},
		"nothing leads": {Supply: []int64{1, -1}},
	} {
		if f, err := n.MinCost(t.Context()); !errors.Is(err, entente.ErrInvalid) {
			t.Errorf("%s: %+v, %v", what, f, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := random(rand.New(rand.NewPCG(1, 1)), 100, 2000).MinCost(ctx); err == nil {
		t.Error("a context that has ended is not heeded")
	}
}

// TestMaxFlow solves many networks; every cut proves itself.
func TestMaxFlow(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	some := 0
	for range 2000 {
		nodes := 2 + r.IntN(15)
		n := random(r, nodes, r.IntN(80))
		for i := range n.Arcs {
			n.Arcs[i].Lower = 0
		}
		c, err := n.MaxFlow(t.Context(), 0, nodes-1)
		if err == nil {
			err = n.CheckCut(c, 0, nodes-1)
		}
		if err != nil {
			t.Fatalf("%+v: %v", n, err)
		}
		if c.Value > 0 {
			some++
		}
	}
	if some < 500 {
		t.Errorf("%d networks carry something", some)
	}
}

// TestAssign solves many tables; every assignment proves itself. One is known: the columns in order of their squares.
func TestAssign(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 500 {
		rows := 1 + r.IntN(12)
		cost := make([][]int64, rows)
		columns := rows + r.IntN(4)
		for i := range cost {
			for range columns {
				cost[i] = append(cost[i], r.Int64N(200)-60)
			}
		}
		a, err := Assign(cost)
		if err == nil {
			err = CheckAssignment(cost, a)
		}
		if err != nil {
			t.Fatalf("%v: %v", cost, err)
		}
	}
	const n = 9
	product := make([][]int64, n)
	for i := range product {
		for j := range n {
			product[i] = append(product[i], int64((i+1)*(j+1)))
		}
	}
	if a, err := Assign(product); err != nil || a.Cost != 165 || a.Column[0] != n-1 { // sum of i(10-i)
		t.Errorf("%+v, %v", a, err)
	}
	if _, err := Assign([][]int64{{1}, {2}}); !errors.Is(err, entente.ErrInvalid) {
		t.Errorf("two rows and one column: %v", err)
	}
}
