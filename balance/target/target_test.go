package target_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"entente"
	"entente/balance"
	"entente/balance/lp"
	"entente/balance/solve"
	"entente/balance/target"
	"entente/balance/target/targettest"
)

var solver = solve.New("")

func answer(t *testing.T, c *balance.Case, p *target.Plan) *target.Answer {
	t.Helper()
	a, err := p.Solve(t.Context(), solver, c, target.Options{})
	if errors.Is(err, solve.ErrAbsent) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// small is a plan of two parties, of which A is twice as large.
func small() (*balance.Case, *target.Plan) {
	return &balance.Case{
			ID: "small", Parties: []entente.ActorID{"AAA", "BBB"},
			Keys: []balance.Key{{ID: "gdp", Of: map[entente.ActorID]float64{"AAA": 2, "BBB": 1}}},
			Fair: balance.Fairness{Rule: balance.Proportional, Key: "gdp"},
		}, &target.Plan{
			Lines: []target.Line{{ID: "tanks", Package: 10, Cost: 3, Upkeep: 1}, {ID: "ships", Cost: 5, Upkeep: 2}},
			Tiers: []target.Tier{{ID: "high", Days: 10}}, Years: []int{2027, 2028},
			Needs: []target.Need{{Line: "tanks", Tier: "high", Year: 2027, Quantity: 35}, {Line: "ships", Tier: "high", Year: 2027, Quantity: 3},
				{Line: "tanks", Tier: "high", Year: 2028, Quantity: 40}, {Line: "ships", Tier: "high", Year: 2028, Quantity: 6}},
			Stocks: []target.Stock{{Party: "AAA", Line: "tanks", Tier: "high", Quantity: 19}},
		}
}

// TestEveryPlan compares with all plans there are: for each year, packages of A from none to all, B has the rest.
func TestEveryPlan(t *testing.T) {
	c, p := small()
	a := answer(t, c, p)
	best := 0.0
	for _, year := range [][2]int{{4, 3}, {4, 6}} { // tanks in packages of ten, ships
		least := math.Inf(1)
		for tanks := range year[0] + 1 {
			for ships := range year[1] + 1 {
				cost := float64(min(tanks, 1))*1 + float64(max(0, tanks-1)+year[0]-tanks)*3 + float64(year[1])*5
				load, all := float64(3*tanks+5*ships), float64(3*year[0]+5*year[1])
				cost += 2 * (math.Abs(load-all*2/3) + math.Abs(all-load-all/3))
				least = min(least, cost)
			}
		}
		best += least
	}
	if got := a.Certificate; math.Abs(got.Objective-best) > 1e-9 || !got.Verified || got.Bound > best+1e-9 {
		t.Errorf("%+v, want %v", got, best)
	}
}

// TestRules checks what holds of every answer: needs are met, nobody is above the cap or not eligible, and a target once set stays.
func TestRules(t *testing.T) {
	c, p := targettest.Plan(7, 8, 12, 2, 4)
	a := answer(t, c, p)
	if a.Certificate.Gap > 0.05 || !a.Certificate.Verified || len(a.Short) > 0 {
		t.Errorf("%+v, %d short", a.Certificate, len(a.Short))
	}
	lines := map[string]target.Line{}
	for _, l := range p.Lines {
		lines[l.ID] = l
	}
	type need struct {
		line, tier string
		year       int
	}
	type own struct {
		need
		party entente.ActorID
	}
	got, has := map[need]float64{}, map[own]float64{}
	for _, x := range a.Targets {
		n := need{x.Line, x.Tier, x.Year}
		got[n] += x.Quantity
		has[own{n, x.Party}] = x.Quantity
		if x.Quantity != math.Round(x.Quantity) || x.New > x.Quantity {
			t.Errorf("%+v: not whole, or more new than there is", x)
		}
	}
	for _, n := range p.Needs {
		k := need{n.Line, n.Tier, n.Year}
		if got[k] < n.Quantity {
			t.Errorf("%v: %v of %v", k, got[k], n.Quantity)
		}
		for _, who := range c.Parties {
			v := has[own{k, who}]
			if v > max(1, math.Floor(c.Fair.Cap*n.Quantity)) {
				t.Errorf("%s has %v of %v, above the cap", who, v, n)
			}
			before := k
			before.year--
			if v < has[own{before, who}] {
				t.Errorf("%s: %v of %v after %v", who, v, k, has[own{before, who}])
			}
			eligible := false
			for _, e := range lines[n.Line].Eligible {
				eligible = eligible || e == who
			}
			if v > 0 && !eligible {
				t.Errorf("%s is not eligible for %s", who, n.Line)
			}
		}
	}
	load := map[int]float64{}
	for _, b := range a.Burdens {
		load[b.Year] += b.Share
	}
	for y, sum := range load {
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("%d: shares add up to %v", y, sum)
		}
	}
}

func TestNobodyCanMeet(t *testing.T) {
	c, p := small()
	c.Fair.Cap = 0.5
	p.Lines[1].Eligible = []entente.ActorID{"BBB"}
	a := answer(t, c, p)
	if len(a.Short) != 2 || a.Short[0].Quantity != 2 || a.Short[0].Why != "1 parties can have it, each 50 % at most: together 1 of 3 packages" {
		t.Errorf("%+v", a.Short)
	}
	p.Must = true
	a = answer(t, c, p)
	want := []string{"ships, ready in 10 days, in 2028: 6 packages are needed; 1 parties can have 3 of them at most"}
	if got := a.Certificate; got.Status != lp.Infeasible || !got.Minimal || !got.Verified || strings.Join(got.Core, "; ") != strings.Join(want, "; ") {
		t.Errorf("%+v", got)
	}
}

// TestFloor: a party that would bear nothing, for it is dear, bears its floor.
func TestFloor(t *testing.T) {
	c, p := small()
	c.Fair = balance.Fairness{Key: "gdp"}
	for i := range p.Lines {
		p.Lines[i].Factor = map[entente.ActorID]float64{"BBB": 1.5}
	}
	bears := func() float64 {
		sum := 0.0
		for _, b := range answer(t, c, p).Burdens {
			if b.Party == "BBB" {
				sum += b.Share
			}
		}
		return sum
	}
	if v := bears(); v != 0 {
		t.Errorf("without a floor B bears %v", v)
	}
	c.Fair.Floor = 0.75 // of a third
	if v := bears(); v < 2*0.2 {
		t.Errorf("with a floor B bears %v of two years", v)
	}
}

func TestReview(t *testing.T) {
	c, p := small()
	a := answer(t, c, p)
	p.Offers = []target.Offer{{Party: "BBB", Line: "ships", Tier: "high", Year: 2027, Quantity: 9}, {Party: "AAA", Line: "tanks", Tier: "high", Year: 2027, Quantity: 10}}
	list, sums := p.Review(a)
	set, offered := 0.0, 0.0
	for _, r := range list {
		if r.Target-r.Short+r.Over != r.Offered {
			t.Errorf("%+v does not add up", r)
		}
		set += r.Target
		offered += r.Offered
	}
	want := 0.0
	for _, x := range a.Targets {
		want += x.Quantity
	}
	if set != want || offered != 19 || len(sums) != 4 {
		t.Errorf("targets %v of %v, offers %v, %d summaries", set, want, offered, len(sums))
	}
}

func TestFaults(t *testing.T) {
	check := func(want string, change func(c *balance.Case, p *target.Plan)) {
		t.Helper()
		c, p := small()
		change(c, p)
		if err := p.Check(c); !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
	check("needs[0]: quantity -1", func(_ *balance.Case, p *target.Plan) { p.Needs[0].Quantity = -1 })
	check(`needs[0]: line "x" is not among`, func(_ *balance.Case, p *target.Plan) { p.Needs[0].Line = "x" })
	check("needs[1]: tanks, high, 2027: needed a second time", func(_ *balance.Case, p *target.Plan) { p.Needs[1] = p.Needs[0] })
	check("needs[0]: year 1999", func(_ *balance.Case, p *target.Plan) { p.Needs[0].Year = 1999 })
	check("lines[1] tanks: id missing or given twice", func(_ *balance.Case, p *target.Plan) { p.Lines[1].ID = "tanks" })
	check("lines[0] tanks: cost -3", func(_ *balance.Case, p *target.Plan) { p.Lines[0].Cost = -3 })
	check("years: 2029 after 2027", func(_ *balance.Case, p *target.Plan) { p.Years[1] = 2029 })
	check("stocks[0]: party XXX is not among", func(_ *balance.Case, p *target.Plan) { p.Stocks[0].Party = "XXX" })
	check("parties: CCC has no value of the key gdp", func(c *balance.Case, _ *target.Plan) { c.Parties = append(c.Parties, "CCC") })
}
