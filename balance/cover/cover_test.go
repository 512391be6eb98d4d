package cover_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"entente"
	"entente/balance"
	"entente/balance/cover"
	"entente/balance/flow"
	"entente/balance/lp"
	"entente/balance/solve"
	"entente/cal"
)

var solver = solve.New("")

var today = cal.NewDate(2024, 1, 1)

func finding(t *testing.T, c *balance.Case) *balance.Finding {
	t.Helper()
	f, err := cover.Solve(t.Context(), solver, c, cover.Options{On: today})
	if errors.Is(err, solve.ErrAbsent) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if f.Certificate.Status != lp.Optimal || !f.Certificate.Verified {
		t.Errorf("%+v", f.Certificate)
	}
	sound(t, c, f)
	return f
}

// sound checks what holds of every finding: nothing is used beyond what is offered, no thing twice at a time, requirements are sums of what
// is put to them.
func sound(t *testing.T, c *balance.Case, f *balance.Finding) {
	t.Helper()
	var periods []cal.Period
	for _, a := range f.Allocations {
		periods = append(periods, a.Period)
	}
	for _, slice := range balance.Slices(periods) {
		used, things, covers := map[string]float64{}, map[string]float64{}, map[string]float64{}
		most := map[string]float64{}
		for _, o := range c.Contributions {
			if o.Asset != "" {
				most[o.Asset] = max(most[o.Asset], o.Quantity)
			}
		}
		for _, a := range f.Allocations {
			if !a.Period.IsZero() && !a.Period.Covers(slice) {
				continue
			}
			used[a.Contribution] += a.Quantity
			covers[a.Requirement] += a.Quantity
			for _, o := range c.Contributions {
				if o.ID != a.Contribution {
					continue
				}
				if o.Asset != "" {
					things[o.Asset] += a.Quantity
				}
				if o.Package > 0 && math.Abs(math.Remainder(a.Quantity, o.Package)) > 1e-6 {
					t.Errorf("%+v: not whole lots of %v", a, o.Package)
				}
			}
		}
		for _, o := range c.Contributions {
			if used[o.ID] > o.Quantity+1e-6 {
				t.Errorf("%v: %s is used %v times of %v", slice, o.ID, used[o.ID], o.Quantity)
			}
		}
		for thing, v := range things {
			if v > most[thing]+1e-6 {
				t.Errorf("%v: %v of thing %s, and there is %v", slice, v, thing, most[thing])
			}
		}
	}
}

func days(t *testing.T, s string) cal.Period {
	t.Helper()
	p, err := cal.ParsePeriod(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestGaps(t *testing.T) {
	c := &balance.Case{
		ID: "air", Model: "coverage", Areas: []balance.Area{{ID: "north"}, {ID: "south"}}, Currency: "EUR",
		Requirements: []balance.Requirement{
			{ID: "n", Kind: "battery", Quantity: 2, Area: "north", Period: days(t, "2024"), Standards: []string{"link-16"}},
			{ID: "s", Kind: "battery", Quantity: 1, Area: "south", Period: days(t, "2024-Q2")},
		},
		Contributions: []balance.Contribution{
			{ID: "a", Party: "DEU", Kind: "battery", Quantity: 1, Period: days(t, "2024"), Standards: []string{"link-16"}, Cost: 100},
			{ID: "b", Party: "FRA", Kind: "battery", Quantity: 1, Period: days(t, "2024-01/2024-05"), Standards: []string{"link-16"}},
			{ID: "c", Party: "ITA", Kind: "battery", Quantity: 1, Period: days(t, "2024"), Areas: []string{"south"}},
			{ID: "d", Party: "POL", Kind: "battery", Quantity: 1, Period: days(t, "2024"), Standards: []string{"link-16"}, Condition: "the parliament agrees"},
			{ID: "e", Party: "ESP", Kind: "battery", Quantity: 1, Period: days(t, "2024")},
			{ID: "f", Party: "ESP", Kind: "battery", Quantity: 1, Period: days(t, "2024"), State: balance.Withdrawn, Standards: []string{"link-16"}},
			{ID: "g", Party: "ESP", Kind: "ship", Quantity: 1},
		},
	}
	f := finding(t, c)
	if len(f.Gaps) != 1 {
		t.Fatalf("%+v", f.Gaps)
	}
	g := f.Gaps[0]
	if g.Requirement != "n" || g.Missing != 1 || g.Period.String() != "2024-06/2024-12" {
		t.Errorf("%+v", g)
	}
	if want := "1 offers with 1  fit, which is not enough; 1 not there then, 1 not offered for that area, 1 does not meet link-16"; g.Why != want {
		t.Errorf("why: %q, want %q", g.Why, want)
	}
	var closers []string
	for _, x := range g.Closers {
		closers = append(closers, x.Contribution+" needs "+x.Needs)
	}
	want := []string{
		"b needs to be there in 2024-06/2024-12, not only in 2024-01/2024-05", "c needs to fit: not offered for that area",
		"d needs its condition to be met (conditional: the parliament agrees)", "e needs to fit: does not meet link-16", "f needs to be offered again (withdrawn)",
	}
	if !slices.Equal(closers, want) {
		t.Errorf("closers %q", closers)
	}
	if f.Contributions[6].Why != "nothing of its kind is needed" {
		t.Errorf("%+v", f.Contributions[6])
	}
	if len(f.Prices) == 0 || !strings.HasPrefix(f.Prices[0].Words, "one more battery for n would cover 214 unit-days") || f.Prices[0].Period.String() != "2024-06/2024-12" {
		t.Errorf("%+v", f.Prices)
	}
	if f.Conflict == nil || !f.Conflict.Minimal || len(f.Conflict.Words) == 0 || f.Conflict.Words[0] != "n needs 2  in 2024-06" {
		t.Errorf("conflict: %+v", f.Conflict)
	}
	c.Contributions[3].State = balance.Accepted
	if f := finding(t, c); len(f.Gaps) != 0 {
		t.Errorf("the condition is met: %+v", f.Gaps)
	}
}

func TestCountedOnce(t *testing.T) {
	c := &balance.Case{ID: "once", Requirements: []balance.Requirement{{ID: "r", Kind: "ship", Quantity: 3}, {ID: "q", Kind: "ship", Quantity: 2}},
		Contributions: []balance.Contribution{
			{ID: "a", Party: "NLD", Kind: "ship", Quantity: 2, Asset: "frigates", Serves: []string{"r"}},
			{ID: "b", Party: "NLD", Kind: "ship", Quantity: 2, Asset: "frigates", Serves: []string{"q"}},
			{ID: "c", Party: "BEL", Kind: "ship", Quantity: 1},
		}}
	f := finding(t, c)
	if f.Certificate.Objective != 2 || len(f.Doubles) != 1 || f.Doubles[0].Twice != 2 {
		t.Errorf("%+v %+v", f.Certificate, f.Doubles)
	}
}

func TestLotsConditionsBudget(t *testing.T) {
	c := &balance.Case{ID: "lots", Currency: "EUR", Requirements: []balance.Requirement{{ID: "r", Kind: "shell", Quantity: 10}},
		Contributions: []balance.Contribution{
			{ID: "a", Party: "DEU", Kind: "shell", Quantity: 9, Package: 4, Cost: 1},
			{ID: "b", Party: "FRA", Kind: "shell", Quantity: 5, Cost: 3, Requires: []string{"c"}},
			{ID: "c", Party: "FRA", Kind: "train", Quantity: 1, State: balance.Withdrawn},
		}}
	f := finding(t, c)
	if f.Certificate.Objective != 2 || f.Cost != 8 {
		t.Errorf("two lots of four: %+v, cost %v", f.Certificate, f.Cost)
	}
	if f.Contributions[1].Why != "requires c, which is withdrawn" {
		t.Errorf("%+v", f.Contributions[1])
	}
	c.Contributions[2].State = balance.Offered
	if f := finding(t, c); f.Certificate.Objective != 0 || math.Abs(f.Cost-14) > 1e-4 {
		t.Errorf("with the rest from b: %+v, cost %v", f.Certificate, f.Cost)
	}
	c.Budget = 11
	if f := finding(t, c); math.Abs(f.Certificate.Objective-1) > 1e-6 || f.Cost > 11+1e-6 {
		t.Errorf("within the budget: %+v, cost %v", f.Certificate, f.Cost)
	}
}

// TestTours: three units of four months each and eight of rest cover a year; two do not.
func TestTours(t *testing.T) {
	c := &balance.Case{ID: "tours", Requirements: []balance.Requirement{{ID: "r", Kind: "battery", Quantity: 1, Period: days(t, "2024")}}}
	for i := range 3 {
		c.Contributions = append(c.Contributions, balance.Contribution{ID: fmt.Sprint("u", i), Party: "DEU", Kind: "battery", Quantity: 1, Package: 1, Tour: 4, Rest: 8})
	}
	f := finding(t, c)
	if len(f.Gaps) != 0 {
		t.Errorf("%+v", f.Gaps)
	}
	for _, a := range f.Allocations {
		if n := balance.Days(a.Period); n > 124 {
			t.Errorf("%+v: longer than four months", a)
		}
	}
	c.Contributions = c.Contributions[:2]
	missing := 0
	for _, g := range finding(t, c).Gaps {
		missing += balance.Days(g.Period)
	}
	if missing < 120 || missing > 124 {
		t.Errorf("%d days missing, want four months", missing)
	}
}

func TestFairness(t *testing.T) {
	c := func(rule balance.Rule) *balance.Case {
		return &balance.Case{ID: "fair", Fair: balance.Fairness{Rule: rule},
			Keys:         []balance.Key{{ID: "gdp", Of: map[entente.ActorID]float64{"AAA": 3, "BBB": 2, "CCC": 1}}},
			Requirements: []balance.Requirement{{ID: "r", Kind: "men", Quantity: 12}, {ID: "q", Kind: "men", Quantity: 6}},
			Contributions: []balance.Contribution{
				{ID: "a", Party: "AAA", Kind: "men", Quantity: 20}, {ID: "b", Party: "BBB", Kind: "men", Quantity: 4}, {ID: "c", Party: "CCC", Kind: "men", Quantity: 20, Serves: []string{"q"}},
			}}
	}
	check := func(rule balance.Rule, a, b, cc float64) {
		t.Helper()
		f := finding(t, c(rule))
		for i, want := range []float64{a, b, cc} {
			if got := f.Fairness[i].Bears; math.Abs(got-want) > 0.02 {
				t.Errorf("%s: %s bears %v, want %v", rule, f.Fairness[i].Party, got, want)
			}
		}
	}
	// B can bear 4; A and C share the 14 that are left as three to one.
	check(balance.MaxMin, 10.5, 4, 3.5)
	check(balance.Nash, 10.5, 4, 3.5)
	f := finding(t, c(balance.Proportional))
	off := 0.0
	for _, s := range f.Fairness {
		off += math.Abs(s.Off["gdp"])
	}
	if math.Abs(off-2*2./18) > 1e-6 { // B is two short, whoever bears them
		t.Errorf("off by %v", off)
	}
	capped := c("")
	capped.Fair.Cap = 0.5
	if f := finding(t, capped); f.Certificate.Objective != 2 { // r: 6 + 4; q: 3 + 3
		t.Errorf("with a cap of a half: %+v", f.Certificate)
	}
}

// TestLeastMissing compares with the greatest flow on cases at random, which is another way to the same number.
func TestLeastMissing(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 9))
		c := &balance.Case{ID: "random"}
		n := flow.Network{Supply: make([]int64, 2)}
		need := 0.0
		for i := range 6 {
			q := float64(1 + r.IntN(9))
			need += q
			c.Requirements = append(c.Requirements, balance.Requirement{ID: fmt.Sprint("r", i), Kind: "k", Quantity: q})
			n.Supply = append(n.Supply, 0)
			n.Arcs = append(n.Arcs, flow.Arc{From: 2 + i, To: 1, Upper: int64(q)})
		}
		for i := range 8 {
			o := balance.Contribution{ID: fmt.Sprint("c", i), Party: "DEU", Kind: "k", Quantity: float64(1 + r.IntN(6))}
			n.Supply = append(n.Supply, 0)
			n.Arcs = append(n.Arcs, flow.Arc{From: 0, To: 8 + i, Upper: int64(o.Quantity)})
			for j := range 6 {
				if r.IntN(3) == 0 {
					o.Serves = append(o.Serves, fmt.Sprint("r", j))
					n.Arcs = append(n.Arcs, flow.Arc{From: 8 + i, To: 2 + j, Upper: int64(o.Quantity)})
				}
			}
			if len(o.Serves) > 0 {
				c.Contributions = append(c.Contributions, o)
			}
		}
		cut, err := n.MaxFlow(t.Context(), 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		if f := finding(t, c); math.Abs(f.Certificate.Objective-(need-float64(cut.Value))) > 1e-6 {
			t.Errorf("seed %d: missing %v, by flow %v", seed, f.Certificate.Objective, need-float64(cut.Value))
		}
	}
}

// late is a solver whose time is always over.
type late struct{}

func (late) Solve(context.Context, *lp.Model, lp.Limits) (*lp.Solution, error) {
	return &lp.Solution{Status: lp.Unknown, Bound: math.Inf(-1)}, nil
}

func TestNothingInTime(t *testing.T) {
	c := &balance.Case{ID: "late", Requirements: []balance.Requirement{{ID: "r", Kind: "k", Quantity: 3}}, Contributions: []balance.Contribution{{ID: "a", Party: "DEU", Kind: "k", Quantity: 1}}}
	f, err := cover.Solve(t.Context(), late{}, c, cover.Options{On: today})
	if err != nil || f.Certificate.Status != lp.Feasible || f.Certificate.Objective != 3 || f.Certificate.Gap != 1 || len(f.Gaps) != 1 {
		t.Errorf("%+v %v", f, err)
	}
}

func TestSurges(t *testing.T) {
	c := &balance.Case{ID: "brigades",
		Requirements: []balance.Requirement{{ID: "EST", Kind: "troops", Quantity: 4000}, {ID: "LVA", Kind: "troops", Quantity: 4000}},
		Contributions: []balance.Contribution{
			{ID: "e0", Party: "GBR", Kind: "troops", Quantity: 1000, Serves: []string{"EST"}},
			{ID: "l0", Party: "CAN", Kind: "troops", Quantity: 1500, Serves: []string{"LVA"}},
			{ID: "e1", Party: "GBR", Kind: "troops", Quantity: 3000, Ready: 10, Asset: "brigade"},
			{ID: "e2", Party: "GBR", Kind: "troops", Quantity: 3000, Ready: 5, Asset: "brigade", Condition: "transport is there"},
			{ID: "l1", Party: "CAN", Kind: "troops", Quantity: 2500, Ready: 30, Serves: []string{"LVA"}},
		}}
	s, err := cover.Surges(t.Context(), c, cover.Options{On: today})
	if err != nil {
		t.Fatal(err)
	}
	if s.All != 30 || len(s.Steps) != 3 || s.Steps[1].Covered != 5500 {
		t.Errorf("%+v", s)
	}
	if want := "on day 10 no more than 5500 of 8000 can be there: CAN offers 1500 with l0"; !strings.HasPrefix(s.Proof, want[:50]) {
		t.Errorf("%s", s.Proof)
	}
	for _, d := range s.Days {
		if d.Together < 0 || d.Missing != 0 || d.Alone > d.Together {
			t.Errorf("%+v", d)
		}
	}
	c.Contributions = c.Contributions[:2]
	if s, _ := cover.Surges(t.Context(), c, cover.Options{On: today}); s.All != -1 || s.Days[0].Missing != 3000 || s.Days[0].Together != -1 {
		t.Errorf("%+v", s)
	}
}
