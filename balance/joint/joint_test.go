package joint

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"entente"
	"entente/balance/solve"
)

var lpSolver = solve.New("")

func answer(t *testing.T, b *Book, parties ...entente.ActorID) *Answer {
	t.Helper()
	a, err := b.Solve(t.Context(), parties, Options{Solver: lpSolver})
	if errors.Is(err, solve.ErrAbsent) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	fair(t, a)
	return a
}

// fair checks what holds of every division of cost: it is the whole cost, and where it can be nobody pays more than alone.
func fair(t *testing.T, a *Answer) {
	t.Helper()
	sum := 0.0
	for _, c := range a.Charges {
		sum += c.Pays
		if a.NobodyWorse && c.Pays > c.AloneLeast+1e-6 || c.AloneLeast > c.AloneFound+1e-6 {
			t.Errorf("%+v", c)
		}
	}
	if math.Abs(sum-a.Cost) > 1e-6*max(1, a.Cost) {
		t.Errorf("charges add up to %v of %v", sum, a.Cost)
	}
}

// shells is a book in which two parties reach a price break that none reaches alone.
func shells() *Book {
	return &Book{Start: "2025-Q1", Quarters: 4, Currency: "EUR",
		Items:   []Item{{ID: "shell"}},
		Sources: []Source{{Supplier: "s", Item: "shell", Lead: 1, Capacity: 100, Price: 10, Breaks: []Break{{From: 100, Price: 8}}}, {Supplier: "t", Item: "shell", Capacity: 100, Price: 9.5}},
		Demand:  []Demand{{Party: "AAA", Item: "shell", Quarter: 2, Quantity: 60}, {Party: "BBB", Item: "shell", Quarter: 4, Quantity: 60}},
	}
}

func TestPriceBreak(t *testing.T) {
	b := shells()
	for _, rule := range []Rule{Proportional, Shapley, Nucleolus} {
		b.Share = rule
		a := answer(t, b, "AAA", "BBB")
		if a.Cost != 960 || a.Certificate.Gap != 0 || !a.NobodyWorse || a.Saved != 180 {
			t.Errorf("%s: %+v", rule, a)
		}
		for _, c := range a.Charges {
			if math.Abs(c.Pays-480) > 1e-6 || c.AloneLeast != 570 { // alike: each pays the same by every rule
				t.Errorf("%s: %+v", rule, c)
			}
		}
	}
	// Too little for the break: it is cheaper to order more than is needed only where that may be stored away, which is not asked for.
	b.Demand[1].Quantity = 30
	if a := answer(t, b, "AAA", "BBB"); a.Cost != 9.5*90 {
		t.Errorf("below the break: %v", a.Cost)
	}
}

func TestClassesAndStorage(t *testing.T) {
	b := &Book{Quarters: 2, Storage: 0.5, Items: []Item{{ID: "a", Class: "c"}, {ID: "b", Class: "c"}},
		Sources: []Source{{Supplier: "s", Item: "a", Capacity: 10, Price: 2}, {Supplier: "s", Item: "b", Capacity: 10, Price: 1}},
		Demand:  []Demand{{Party: "AAA", Item: "a", Quarter: 2, Quantity: 5}, {Party: "AAA", Item: "a", Quarter: 2, Quantity: 4, Only: true}, {Party: "BBB", Item: "b", Quarter: 2, Quantity: 8}}}
	// 13 of any: ten of b come in the second quarter at 1, three in the first at 1 and a half for storage; four of a at 2.
	if a := answer(t, b, "AAA", "BBB"); a.Cost != 10+3*1.5+8 {
		t.Errorf("%+v", a)
	}
}

func TestLateAndLacking(t *testing.T) {
	b := shells()
	b.Demand[0].Quarter, b.Demand[0].Quantity = 1, 250
	a := answer(t, b, "AAA", "BBB")
	if len(a.Lacking) != 1 || a.Lacking[0].Why != "by quarter 1 250 are due, and with lead times and capacities 100 can have come" {
		t.Errorf("%+v", a.Lacking)
	}
	b.Late = 0.25
	if a := answer(t, b, "AAA", "BBB"); len(a.Lacking) != 0 || a.Cost <= 310*8 {
		t.Errorf("%+v", a)
	}
	b.Sources = nil
	if a := answer(t, b, "AAA", "BBB"); a.Lacking[0].Why != "nobody supplies it" {
		t.Errorf("%+v", a.Lacking)
	}
}

// TestEveryPlan compares with all ways to split each need among two sources, on books at random.
func TestEveryPlan(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 1))
		b := &Book{Quarters: 2, Items: []Item{{ID: "x"}}}
		for range 2 {
			price := float64(5 + r.IntN(5))
			b.Sources = append(b.Sources, Source{Supplier: string(rune('s' + len(b.Sources))), Item: "x", Capacity: float64(4 + r.IntN(5)), Price: price,
				Breaks: []Break{{From: float64(2 + r.IntN(5)), Price: price - float64(r.IntN(3))}, {From: float64(8 + r.IntN(3)), Price: price - 2}}})
		}
		need := []int{r.IntN(6), r.IntN(6)}
		for q, n := range need {
			b.Demand = append(b.Demand, Demand{Party: "AAA", Item: "x", Quarter: q + 1, Quantity: float64(n)})
		}
		best := math.Inf(1)
		s, u := b.Sources[0], b.Sources[1]
		for a1 := 0; a1 <= int(s.Capacity); a1++ { // storage is free: what counts is that enough has come
			for a2 := 0; a2 <= int(s.Capacity); a2++ {
				for c1 := 0; c1 <= int(u.Capacity); c1++ {
					c2 := need[0] + need[1] - a1 - a2 - c1
					if c2 < 0 || c2 > int(u.Capacity) || a1+c1 < need[0] {
						continue
					}
					cost := float64(a1+a2)*s.priceAt(float64(a1+a2)) + float64(c1+c2)*u.priceAt(float64(c1+c2))
					best = min(best, cost)
				}
			}
		}
		a := answer(t, b, "AAA")
		if math.IsInf(best, 1) != (len(a.Lacking) > 0) || !math.IsInf(best, 1) && (a.Cost != best || a.Certificate.Gap != 0) {
			t.Errorf("seed %d: %v, lacking %v; the best is %v", seed, a.Cost, a.Lacking, best)
		}
	}
}

// TestVerify tampers with plans.
func TestVerify(t *testing.T) {
	b := shells()
	p := b.parts()[0]
	n := p.need(everybody)
	check := func(name string, change func(x *bought)) {
		t.Helper()
		x, err := p.buy(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.verify(x, n); err != nil {
			t.Fatal(err)
		}
		change(x)
		if err := p.verify(x, n); !errors.Is(err, entente.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	check("a lower cost", func(x *bought) { x.cost-- })
	check("before the lead time", func(x *bought) { x.deliver[0][0], x.deliver[0][1] = x.deliver[0][1], 0 })
	check("less than ordered", func(x *bought) { x.deliver[0][3]-- })
	check("more than it can", func(x *bought) { x.deliver[0][1], x.ordered[0] = 200, 260 })
	check("too late", func(x *bought) { x.deliver[0][3] += x.deliver[0][1]; x.deliver[0][1] = 0 })
	check("a price that is not reached", func(x *bought) { x.ordered[0], x.deliver[0][1], x.deliver[0][3] = 50, 50, 0 })
}

func TestFaults(t *testing.T) {
	check := func(want string, change func(b *Book)) {
		t.Helper()
		b := shells()
		change(b)
		if err := b.Check([]entente.ActorID{"AAA", "BBB"}); !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
	check("sources[0] shell of s: lead 1, capacity -1", func(b *Book) { b.Sources[0].Capacity = -1 })
	check("sources[1] shell of s: given twice", func(b *Book) { b.Sources[1].Supplier = "s" })
	check("break from 100 at 11: want rising quantities and falling prices", func(b *Book) { b.Sources[0].Breaks[0].Price = 11 })
	check(`demand[0]: item "x" is not among`, func(b *Book) { b.Demand[0].Item = "x" })
	check(`demand[0]: party "ZZZ" is not among`, func(b *Book) { b.Demand[0].Party = "ZZZ" })
	check("demand[0]: quarter 9: want 1 to 4", func(b *Book) { b.Demand[0].Quarter = 9 })
	check("demand[0]: quantity 1.5: want a whole number", func(b *Book) { b.Demand[0].Quantity = 1.5 })
	check(`share: "lot"`, func(b *Book) { b.Share = "lot" })
}
