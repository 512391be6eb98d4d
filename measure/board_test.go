package measure

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"entente"
	"entente/cal"
	"entente/unit"
)

// boardMeasures look around, back, ahead and at parts: whatever makes a verdict rest on a figure that is not its own.
func boardMeasures() []Measure {
	formulas := []struct {
		value string
		unit  unit.Unit
	}{
		{"share-spent", "% of GDP"},
		{"share(spent, gdp)", "% of GDP"},
		{"rank(share-spent, over: union)", ""},
		{"share-spent - mean(share-spent, over: pair)", "% of GDP"},
		{"share(spent, sum(spent, over: union))", "% of budget"},
		{"growth(spent, over: 2)", "%"},
		{"average(share-spent, over: 3)", "% of GDP"},
		{"change(lag(share-spent, by: 2))", "% of GDP"},
		{"index(spent, base: 2021)", "%"},
		{"in(share-spent, period: 2022)", "% of GDP"},
		{`crossing(share-spent, 2 "% of GDP")`, "year"},
		{"cumulative(spent)", "USD"},
		{"herfindahl(imports)", ""},
		{`part("RUS", of: imports)`, "TJ"},
		{"median(growth(gdp), over: union)", "%"},
	}
	var all []Measure
	for i, f := range formulas {
		for _, window := range []int{0, 4} {
			m := Measure{ID: MeasureID(fmt.Sprintf("m%d-%d", i, window)), Value: f.value, Unit: f.unit, Places: 1, Projection: Projection{Window: window}, Targets: atLeast("2", 2019)}
			if i == 0 {
				m.Recompute, m.Money, m.Targets[0].By = "share(spent, gdp)", "gdp", cal.Year(2023)
			}
			if i == 1 {
				m.Targets[0].Formula = "in(share-spent, period: 2020)"
			}
			all = append(all, m)
		}
	}
	return all
}

// TestBoardStaysTrue adds random figures. After each one the board says what a board made anew says, and what it reported as
// changed is just what differs from before.
func TestBoardStaysTrue(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 11))
	d := exerciseData(t, boardMeasures()...)
	known := cal.NewDate(2023, 6, 1)
	board := NewBoard(d, known)
	stored := 0
	before := byCell(t, board.Verdicts())
	for range 200 {
		o := randomObservation(rng)
		added, changed, err := board.Add(o, -1, 0)
		if added == Refused && !errors.Is(err, entente.ErrConflict) {
			t.Fatal(o, err)
		}
		if added != Stored {
			if len(changed) > 0 {
				t.Fatalf("%+v was not stored and changed %d verdicts", o, len(changed))
			}
			continue
		}
		stored++
		after := byCell(t, board.Verdicts())
		anew := byCell(t, NewBoard(d, known).Verdicts())
		if len(after) != len(anew) {
			t.Fatalf("after %+v: %d verdicts, anew %d", o, len(after), len(anew))
		}
		for cell, want := range anew {
			if after[cell] != want {
				t.Fatalf("after %+v, %s:\ngot  %s\nwant %s", o, cell, after[cell], want)
			}
		}
		reported := byCell(t, changed)
		was := before
		before = after
		for cell, now := range after {
			if _, isReported := reported[cell]; isReported != (was[cell] != now) {
				t.Fatalf("after %+v, %s: reported as changed: %v\nwas %s\nis  %s", o, cell, isReported, was[cell], now)
			}
		}
	}
	if stored < 100 {
		t.Errorf("only %d figures were stored", stored)
	}
}

// byCell writes verdicts, by what they are about.
func byCell(t *testing.T, verdicts []Verdict) map[string]string {
	t.Helper()
	all := make(map[string]string, len(verdicts))
	for _, v := range verdicts {
		cell := fmt.Sprint(v.Measure, " ", v.Area, " ", v.Period)
		if all[cell] != "" {
			t.Fatalf("two verdicts on %s", cell)
		}
		all[cell] = plainVerdict(t, v)
	}
	return all
}

func randomObservation(rng *rand.Rand) Observation {
	pick := func(of ...string) string { return of[rng.IntN(len(of))] }
	o := Observation{
		Indicator: IndicatorID(pick("share-spent", "share-spent", "spent", "gdp", "people", "imports")),
		Area:      Area(pick("XAA", "XAA", "XBB", "XCC", "XDD", "XEE", "UNION")),
		Period:    cal.Year(2016 + rng.IntN(10)),
		Value:     unit.NewDecimal(rng.Int64N(400), rng.IntN(3)),
		Status:    []Status{Actual, Estimate}[rng.IntN(2)],
		Vintage:   VintageID(pick("first", "second", "press")),
	}
	if rng.IntN(6) == 0 {
		o.Period = cal.Quarter(2019+rng.IntN(4), 1+rng.IntN(4))
	}
	if o.Indicator == "imports" {
		o.Vintage, o.Part = "once", pick("", "RUS", "NOR", "QAT", "DZA")
	}
	return o
}

func TestReach(t *testing.T) {
	b := exerciseData(t).book
	check := func(formula string, want int) {
		t.Helper()
		x, err := compileIn(b, formula)
		if got := reach(x.expr); err != nil || got != want {
			t.Errorf("%s: got %d, %v, want %d", formula, got, err, want)
		}
	}
	check("2", 0)
	check("gdp + spent", 0)
	check("growth(gdp)", 1)
	check("growth(gdp, over: 5) / change(spent, over: 7)", 7)
	check("average(lag(gdp, by: 2), over: 3)", 4)
	check("mean(lag(gdp), over: union)", 1)
	check("rank(lag(gdp), over: union)", 1)
	check("abs(-in(gdp, period: 2020))", everywhere)
	check("lag(index(gdp, base: 2020))", everywhere)
	check("cumulative(gdp)", everywhere)
	check("crossing(gdp, spent)", everywhere)
}
