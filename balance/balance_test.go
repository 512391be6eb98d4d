package balance_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"entente"
	"entente/balance"
	"entente/cal"
)

func days(t *testing.T, s string) cal.Period {
	t.Helper()
	p, err := cal.ParsePeriod(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestCheck(t *testing.T) {
	good := func() balance.Case {
		return balance.Case{
			ID: "c", Model: "coverage", Areas: []balance.Area{{ID: "north"}},
			Keys:          []balance.Key{{ID: "gdp", Of: map[entente.ActorID]float64{"DEU": 2, "FRA": 1}}},
			Requirements:  []balance.Requirement{{ID: "r", Kind: "fuel", Quantity: 2, Unit: "t", Area: "north"}},
			Contributions: []balance.Contribution{{ID: "a", Party: "DEU", Kind: "fuel", Quantity: 1, Unit: "t"}, {ID: "b", Party: "FRA", Kind: "fuel", Quantity: 500, Unit: "kg", Package: 100, Cost: 3, Requires: []string{"a"}}},
		}
	}
	c := good()
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	if o := c.Contributions[1]; o.Quantity != 0.5 || o.Unit != "t" || o.Package != 0.1 || o.Cost != 3000 {
		t.Errorf("kilograms among tonnes: %+v", o)
	}
	check := func(want string, change func(c *balance.Case)) {
		t.Helper()
		c := good()
		change(&c)
		err := c.Check()
		if !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
	check("contributions[0] a: quantity: -1: want a number that is not negative", func(c *balance.Case) { c.Contributions[0].Quantity = -1 })
	check("requirements[0] r: quantity: NaN", func(c *balance.Case) { c.Requirements[0].Quantity = math.NaN() })
	check("is in km, and others of fuel are in t", func(c *balance.Case) { c.Contributions[0].Unit = "km" })
	check("is in bare numbers, and others of fuel are in t", func(c *balance.Case) { c.Contributions[0].Unit = "" })
	check(`a second one with the id "a"`, func(c *balance.Case) { c.Contributions[1].ID = "a"; c.Contributions[1].Requires = nil })
	check("conditions lead round in a circle: a → b → a", func(c *balance.Case) { c.Contributions[0].Requires = []string{"b"} })
	check("conditions lead round in a circle: a → a", func(c *balance.Case) { c.Contributions[0].Requires = []string{"a"} })
	check(`requires "z", which is no contribution`, func(c *balance.Case) { c.Contributions[0].Requires = []string{"z"} })
	check(`serves "z", which is no requirement`, func(c *balance.Case) { c.Contributions[0].Serves = []string{"z"} })
	check(`area "south" is not among`, func(c *balance.Case) { c.Requirements[0].Area = "south" })
	check(`state "sold"`, func(c *balance.Case) { c.Contributions[0].State = "sold" })
	check(`key "people" is not among`, func(c *balance.Case) { c.Fair.Key = "people" })
	check("cap 50: want a part of one", func(c *balance.Case) { c.Fair.Cap = 50 })
}

func TestStateOn(t *testing.T) {
	day := cal.NewDate(2024, 3, 1)
	o := balance.Contribution{Expires: &day}
	if got := o.StateOn(day - 1); got != balance.Offered {
		t.Errorf("the day before: %s", got)
	}
	if got := o.StateOn(day); got != balance.Expired {
		t.Errorf("on the day: %s", got)
	}
	o.State = balance.Accepted
	if got := o.StateOn(day + 100); got != balance.Accepted {
		t.Errorf("accepted: %s", got)
	}
}

func TestDoubles(t *testing.T) {
	all := []balance.Contribution{
		{ID: "a", Party: "DEU", Kind: "battery", Quantity: 2, Asset: "patriot-1", Period: days(t, "2024-01/2024-06")},
		{ID: "b", Party: "DEU", Kind: "battery", Quantity: 1, Asset: "patriot-1", Period: days(t, "2024-04/2024-12")},
		{ID: "c", Party: "DEU", Kind: "battery", Quantity: 1, Asset: "patriot-1", Period: days(t, "2025")},
		{ID: "d", Party: "DEU", Kind: "battery", Quantity: 1, Asset: "patriot-1", Period: days(t, "2024"), State: balance.Withdrawn},
		{ID: "e", Party: "FRA", Kind: "battery", Quantity: 1, Title: "SAMP/T"},
		{ID: "f", Party: "FRA", Kind: "battery", Quantity: 1, Title: "samp/t"},
	}
	got := balance.Doubles(all)
	if len(got) != 2 {
		t.Fatalf("%+v", got)
	}
	if d := got[0]; !slices.Equal(d.Offers, []string{"a", "b"}) || d.Period != days(t, "2024-Q2") || d.Twice != 1 {
		t.Errorf("%+v", d)
	}
	if d := got[1]; !slices.Equal(d.Offers, []string{"e", "f"}) || !strings.HasPrefix(d.Why, "look alike") {
		t.Errorf("%+v", d)
	}
}

func TestSlices(t *testing.T) {
	check := func(want []string, of ...string) {
		t.Helper()
		var periods []cal.Period
		for _, s := range of {
			periods = append(periods, days(t, s))
		}
		var got []string
		for _, p := range balance.Slices(append(periods, cal.Period{})) {
			got = append(got, p.String())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%v: got %v, want %v", of, got, want)
		}
	}
	check([]string{""})
	check([]string{"2024-Q1", "2024-Q2", "2024-07/2024-12"}, "2024-01/2024-06", "2024-04/2024-12")
	check([]string{"2024"}, "2024", "2024")
	check([]string{"../2023", "2024"}, "../2024", "2024")
}

// TestDivide checks divisions by what makes them fair: nobody's burden can be lowered at the cost of one that is lower.
func TestDivide(t *testing.T) {
	type m = map[entente.ActorID]float64
	check := func(total float64, key, lower, upper, want m, missing float64) {
		t.Helper()
		d := balance.Divide(total, key, lower, upper)
		for p, v := range want {
			if math.Abs(d.Of[p]-v) > 1e-9 {
				t.Errorf("%s bears %v, want %v", p, d.Of[p], v)
			}
		}
		if math.Abs(d.Missing-missing) > 1e-9 {
			t.Errorf("missing %v, want %v", d.Missing, missing)
		}
	}
	check(12, m{"A": 3, "B": 2, "C": 1}, nil, nil, m{"A": 6, "B": 4, "C": 2}, 0)
	check(12, m{"A": 3, "B": 2, "C": 1}, nil, m{"A": 3}, m{"A": 3, "B": 6, "C": 3}, 0)
	check(12, m{"A": 3, "B": 2, "C": 1}, m{"C": 6}, nil, m{"A": 3.6, "B": 2.4, "C": 6}, 0)
	check(12, m{"A": 1, "B": 1}, nil, m{"A": 3, "B": 4}, m{"A": 3, "B": 4}, 5)
	check(1, m{"A": 1, "B": 1}, m{"A": 2, "B": 2}, nil, m{"A": 2, "B": 2}, 0)
	check(0, m{"A": 1}, nil, nil, m{"A": 0}, 0)
	check(5, m{"A": 0, "B": 1}, nil, nil, m{"A": 0, "B": 5}, 0)
}

func TestStandings(t *testing.T) {
	keys := []balance.Key{{ID: "gdp", Of: map[entente.ActorID]float64{"DEU": 3, "FRA": 1}}}
	got := balance.Standings(map[entente.ActorID]float64{"DEU": 1, "ISL": 1}, []entente.ActorID{"FRA"}, keys)
	if len(got) != 3 || got[0].Share != 0.5 || got[0].Off["gdp"] != -0.25 || got[1].Off["gdp"] != -0.25 || len(got[2].Fair) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestRows(t *testing.T) {
	var table balance.Contributions
	if err := table.Head([]string{"ID", "party", "kind", "quantity", "from", "until", "areas", "Ready days", "source", "source_url"}); err != nil {
		t.Fatal(err)
	}
	for _, row := range [][]string{
		{"a", "DEU", "battery", "2", "2024-01-01", "2024-03-31", "north; south", "10", "Report", "https://example.org"},
		{"", "", ""},
		{"b", "DEU", "battery", "-2"},
		{"a", "DEU", "battery", "2"},
		{"c", "DEU", "battery", "2", "2024-03-01", "2024-01-01"},
		{"d", "DEU", "battery", "two"},
		{"e", "FRA", "battery", "1", "2024-01-01"},
		{"", "FRA", "battery", "1"},
	} {
		if err := table.Row(row); err != nil {
			t.Fatal(err)
		}
	}
	r := table.Report
	if r.Read != 7 || r.Stored != 2 || r.Refused != 5 || len(table.All) != 2 {
		t.Errorf("%+v", r)
	}
	if got := table.All[0]; got.Period.String() != "2024-Q1" || !slices.Equal(got.Areas, []string{"north", "south"}) || got.Ready != 10 || got.Source.URL != "https://example.org" {
		t.Errorf("%+v", got)
	}
	want := []string{`quantity "-2": want a number that is not negative`, `a second one with the id "a", after row 2`, "until 2024-01-01 is before from 2024-03-01", `quantity "two": want a number that is not negative`, "no id"}
	for i, x := range r.Refusals {
		if x.What != want[i] {
			t.Errorf("row %d: %s, want %s", x.Row, x.What, want[i])
		}
	}
	var bad balance.Requirements
	if err := bad.Head([]string{"id", "kind", "quantity", "party"}); err == nil || !strings.Contains(err.Error(), `column "party"`) {
		t.Errorf("%v", err)
	}
	if err := new(balance.Requirements).Head([]string{"id", "kind"}); err == nil || !strings.Contains(err.Error(), "no column quantity") {
		t.Errorf("%v", err)
	}
}

func TestAssume(t *testing.T) {
	c := &balance.Case{Fair: balance.Fairness{Cap: 0.5}, Parties: []entente.ActorID{"DEU", "FRA"},
		Requirements:  []balance.Requirement{{ID: "r", Kind: "battery", Quantity: 2, Standards: []string{"s"}}},
		Contributions: []balance.Contribution{{ID: "a", Party: "DEU", Kind: "battery", Quantity: 1}, {ID: "b", Party: "FRA", Kind: "battery", Quantity: 1}}}
	check := func(text string, is func(k *balance.Case) bool) {
		t.Helper()
		x, err := balance.ParseChange(text)
		if err != nil {
			t.Error(err)
			return
		}
		k, err := c.Assume([]balance.Change{x})
		if err != nil || !is(k) {
			t.Errorf("%s: %+v %v", text, k, err)
		}
	}
	check("without a", func(k *balance.Case) bool {
		return k.Contributions[0].State == balance.Withdrawn && c.Contributions[0].State == ""
	})
	check("accept  b", func(k *balance.Case) bool { return k.Contributions[1].State == balance.Accepted })
	check("without party FRA", func(k *balance.Case) bool {
		return k.Contributions[1].State == balance.Withdrawn && len(k.Parties) == 1
	})
	check("with party ITA", func(k *balance.Case) bool { return len(k.Parties) == 3 && len(c.Parties) == 2 })
	check("quantity a 3", func(k *balance.Case) bool { return k.Contributions[0].Quantity == 3 })
	check("need r 5", func(k *balance.Case) bool { return k.Requirements[0].Quantity == 5 })
	check("cap 40%", func(k *balance.Case) bool { return k.Fair.Cap == 0.4 })
	check("cap none", func(k *balance.Case) bool { return k.Fair.Cap == 0 })
	check("budget 1000", func(k *balance.Case) bool { return k.Budget == 1000 })
	check("offer ITA 2 battery for 2024-Q1 ready 5", func(k *balance.Case) bool {
		o := k.Contributions[2]
		return o.Party == "ITA" && o.Quantity == 2 && o.Ready == 5 && o.Period.String() == "2024-Q1" && slices.Equal(o.Standards, []string{"s"})
	})
	for _, bad := range []string{"", "without", "burn it all", "cap -3", "offer ITA x battery", "offer ITA 1 battery in", "quantity a many", "offer ITA 1 battery at sea"} {
		if _, err := balance.ParseChange(bad); !errors.Is(err, entente.ErrInvalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	x, _ := balance.ParseChange("without z")
	if _, err := c.Assume([]balance.Change{x}); !errors.Is(err, entente.ErrNotFound) {
		t.Error(err)
	}
}
