package measure

import (
	"fmt"
	"testing"

	"entente/cal"
	"entente/unit"
)

// outcomeOf assesses values of XAA, from 2019 on, with a measure that is changed before. "" leaves a year out.
func outcomeOf(t *testing.T, values []string, known string, year int, change func(*Measure)) Verdict {
	t.Helper()
	m := Measure{ID: "m", Value: "share-spent", Unit: "% of GDP", Places: 2, Projection: Projection{Window: 6}, Targets: atLeast("2", 2019)}
	change(&m)
	book, err := NewBook(exercise(m))
	if err != nil {
		t.Fatal(err)
	}
	d := NewData(book)
	for i, v := range values {
		if v != "" {
			add(t, d, "share-spent", "XAA", cal.Year(2019+i), v, "first")
		}
	}
	day, err := cal.ParseDate(known)
	if err != nil {
		t.Fatal(err)
	}
	return d.Assess(Query{Area: "XAA", Period: cal.Year(year), Known: day})[0]
}

// TestOutcomeTable has a line for each row of the table in doc/measure.md.
func TestOutcomeTable(t *testing.T) {
	by := func(year int) func(*Measure) { return func(m *Measure) { m.Targets[0].By = cal.Year(year) } }
	none := func(*Measure) {}
	check := func(name string, want Outcome, values []string, known string, year int, change func(*Measure)) {
		t.Helper()
		if v := outcomeOf(t, values, known, year, change); v.Outcome != want {
			t.Errorf("%s: got %s (%s)", name, v.Outcome, v.Reason)
		}
	}
	rising, falling := []string{"1", "1.2", "1.4", "1.6"}, []string{"1.6", "1.4", "1.2", "1"}
	check("no target yet", NotApplicable, rising, "2024-01-01", 2022, func(m *Measure) { m.Targets[0].From = cal.Year(2023) })
	check("no target any more", NotApplicable, rising, "2024-01-01", 2022, func(m *Measure) { m.Targets[0].Until = cal.Year(2021) })
	check("exempt", NotApplicable, rising, "2024-01-01", 2022, func(m *Measure) { m.Exempt = []Exemption{{Party: "XAA"}} })
	check("not a member", NotApplicable, rising, "2024-01-01", 2022, func(m *Measure) { m.Targets[0].Bound = "nobody" })
	check("no figure", NoData, rising, "2024-01-01", 2023, none)
	check("not published yet", NoData, rising, "2021-01-01", 2022, none)
	check("target cannot be computed", NoData, rising, "2024-01-01", 2022, func(m *Measure) { m.Targets[0].Formula = "in(share-spent, period: 2010)" })
	check("reached", Met, []string{"2"}, "2024-01-01", 2019, none)
	check("reached before it is due", Met, []string{"2"}, "2024-01-01", 2019, by(2030))
	check("short, the year is over", Missed, rising, "2023-01-01", 2022, none)
	check("short, on its last day", OffTrack, rising, "2022-12-31", 2022, none)
	check("due later, the line reaches it in time", OnTrack, rising, "2024-01-01", 2022, by(2024))
	check("due later, the line reaches it a year late", OffTrack, rising, "2024-01-01", 2022, by(2023))
	check("due later, the line leads away", OffTrack, falling, "2024-01-01", 2022, by(2030))
	check("due later, too few years for a line", OffTrack, rising[:2], "2024-01-01", 2020, by(2030))
	check("due this year, and over", Missed, rising, "2024-01-01", 2022, by(2022))
	check("due this year, and not over", OffTrack, rising, "2022-12-31", 2022, by(2022))
	check("overdue", Missed, rising, "2024-01-01", 2022, by(2021))

	trend := func(m *Measure) { m.Targets[0].Trend, m.Targets[0].Formula = true, "in(share-spent, period: 2019)" }
	check("right direction", OnTrack, rising, "2024-01-01", 2022, trend)
	check("wrong direction", OffTrack, falling, "2024-01-01", 2022, trend)
}

// TestComparators decides at the target itself and on either side of it, exactly.
func TestComparators(t *testing.T) {
	check := func(c unit.Comparator, below, at, above Outcome) {
		t.Helper()
		for value, want := range map[string]Outcome{"1.999999999999999999999": below, "2.000": at, "2.000000000000000000001": above} {
			v := outcomeOf(t, []string{value}, "2024-01-01", 2019, func(m *Measure) { m.Targets[0].Comparator = c })
			if v.Outcome != want || v.Value.String() != value {
				t.Errorf("%s %s 2: got %s", v.Value, c, v.Outcome)
			}
		}
	}
	check(unit.AtLeast, Missed, Met, Met)
	check(unit.MoreThan, Missed, Missed, Met)
	check(unit.AtMost, Met, Met, Missed)
	check(unit.LessThan, Met, Missed, Missed)
	check(unit.Exactly, Missed, Met, Missed)
	check(unit.About, Missed, Missed, Missed) // sets no bound
}

// TestLessIsBetter judges a ceiling: nothing is missing in money, and the line may come down to it.
func TestLessIsBetter(t *testing.T) {
	v := outcomeOf(t, []string{"3", "2.8", "2.6", "2.4"}, "2024-01-01", 2022, func(m *Measure) {
		m.Direction, m.Money, m.Targets[0].Comparator, m.Targets[0].By = Less, "gdp", unit.AtMost, cal.Year(2024)
	})
	if v.Outcome != OnTrack || v.Shortfall != nil || v.Margin.String() != "0.4" || v.Sensitivity.Change.String() != "-0.4" || v.Projected.Reached != cal.Year(2024) {
		t.Errorf("got %s, margin %v, %+v, %+v", v.Outcome, v.Margin, v.Sensitivity, v.Projected)
	}
}

// TestProjected continues the line: to the year in which the target is due, and to the year in which it is reached.
func TestProjected(t *testing.T) {
	check := func(name string, values []string, year int, by, want string) {
		t.Helper()
		v := outcomeOf(t, values, "2024-01-01", year, func(m *Measure) {
			m.Targets[0].By, _ = cal.ParsePeriod(by)
		})
		got := "none"
		if v.Projected != nil {
			got = fmt.Sprintf("%s in %v, %s to %s, reached %v", v.Projected.Value, v.Projected.Period, v.Projected.Low, v.Projected.High, v.Projected.Reached)
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	check("two years", []string{"1", "1.1"}, 2020, "", "none")
	check("next year", []string{"1", "1.1", "1.2"}, 2021, "", "1.3000 in 2022, 1.3000 to 1.3000, reached 2029")
	check("when due", []string{"1", "1.1", "1.2"}, 2021, "2030", "2.1000 in 2030, 2.1000 to 2.1000, reached 2029")
	check("a year without a figure", []string{"1", "1.1", "", "1.3"}, 2022, "", "1.4000 in 2023, 1.4000 to 1.4000, reached 2029")
	check("an outlier", []string{"1", "1.1", "9", "1.3", "1.4", "1.5"}, 2024, "", "1.6000 in 2025, -1.0000 to 1.6000, reached 2029")
	check("reached already", []string{"1.9", "2", "2.1"}, 2021, "", "2.2000 in 2022, 2.2000 to 2.2000, reached 2021")
	check("never", []string{"1.2", "1.1", "1"}, 2021, "2030", "0.1000 in 2030, 0.1000 to 0.1000, reached ")
	check("not within 25 years", []string{"1", "1.03", "1.06"}, 2021, "", "1.0900 in 2022, 1.0900 to 1.0900, reached ")
	check("within 25 years", []string{"1", "1.04", "1.08"}, 2021, "", "1.1200 in 2022, 1.1200 to 1.1200, reached 2044")
	check("overdue", []string{"1", "1.1", "1.2"}, 2021, "2020", "1.2000 in 2021, 1.2000 to 1.2000, reached 2029")
	check("only the window counts", []string{"9", "9", "1", "1.1", "1.2", "1.3", "1.4", "1.5"}, 2026, "", "1.6000 in 2027, 1.6000 to 1.6000, reached 2031")
}

// TestTrendOfKinds keeps years and quarters apart.
func TestTrendOfKinds(t *testing.T) {
	book, err := NewBook(exercise(Measure{ID: "m", Value: "share-spent", Unit: "% of GDP", Projection: Projection{Window: 6}, Targets: atLeast("2", 2019)}))
	if err != nil {
		t.Fatal(err)
	}
	d := NewData(book)
	for i := range 4 {
		add(t, d, "share-spent", "XAA", cal.Year(2019+i), fmt.Sprint(i), "first")
		add(t, d, "share-spent", "XAA", cal.Quarter(2021, i+1), fmt.Sprint(7-i), "first")
	}
	check := func(p cal.Period, slope float64, points int) {
		t.Helper()
		v := d.Assess(Query{Area: "XAA", Period: p, Known: cal.NewDate(2024, 1, 1), Evidence: true})[0]
		cited := 0
		for _, e := range v.Evidence {
			if e.Role == InTrend {
				cited++
			}
		}
		if v.Trend == nil || v.Trend.Slope != slope || v.Trend.Points != points || cited != points-1 {
			t.Errorf("%v: got %+v, %d figures cited, want a slope of %v", p, v.Trend, cited, slope)
		}
	}
	check(cal.Year(2022), 1, 4)
	check(cal.Quarter(2021, 4), -1, 4)
}

// TestExact says whether the value that is written is the value itself.
func TestExact(t *testing.T) {
	check := func(formula, want string, isExact bool) {
		t.Helper()
		d := exerciseData(t, Measure{ID: "m", Value: formula, Targets: atLeast("2", 2019)})
		v := d.Assess(Query{Area: "XAA", Period: cal.Year(2021), Known: cal.NewDate(2024, 1, 1)})[0]
		if v.Value.String() != want || v.Exact != isExact {
			t.Errorf("%s: got %v, exact: %v", formula, v.Value, v.Exact)
		}
	}
	check("2.00", "2.00", true) // the digits stay
	check("1 / 8", "0.125", true)
	check("6 / 3", "2", true)
	check("1 / 3", "0.333333333333", false)
	check("2 / 3", "0.666666666667", false)
	check("1 / 3 * 3", "1", true)
	check("1 / 3 + 1 / 3 + 1 / 3 - 1", "0", true)
	check("spent / gdp", "0.03", true)
	check("0.000000000000000001 * 2", "0.000000000000000002", true) // a decimal is not cut
	check("0.000000000000000001 / 1", "0", false)
}

// TestBookFaults has a line for each thing that can be wrong in a definition, but for formulas.
func TestBookFaults(t *testing.T) {
	check := func(want string, change func(*Definitions, *Measure)) {
		t.Helper()
		m := Measure{ID: "m", Value: "share-spent", Unit: "% of GDP", Targets: atLeast("2", 2019)}
		defs := exercise()
		change(&defs, &m)
		defs.Measures = append(defs.Measures, m)
		_, err := NewBook(defs)
		if got := fmt.Sprint(err); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	check("<nil>", func(*Definitions, *Measure) {})
	check(`measure m: value: column 1: indicator "share" unknown: invalid`, func(_ *Definitions, m *Measure) { m.Value = "share" })
	check(`measure m: recompute: gives USD at 2015 prices, but the measure is in "% of GDP": invalid`, func(_ *Definitions, m *Measure) { m.Recompute = "spent" })
	check(`measure m: targets: gives a bare number, but the measure is in "% of GDP": invalid`, func(_ *Definitions, m *Measure) { m.Targets[0].Formula = "2" })
	check(`measure m: targets: bound: group "onion" unknown: invalid`, func(_ *Definitions, m *Measure) { m.Targets[0].Bound = "onion" })
	check("measure m: targets: target 1: from: want the first period that it applies to: invalid", func(_ *Definitions, m *Measure) { m.Targets[0].From = cal.Period{} })
	check("measure m: targets: target 1: until 2018 lies before from 2019: invalid", func(_ *Definitions, m *Measure) { m.Targets[0].Until = cal.Year(2018) })
	check("measure m: targets: target 2: a period has two targets: give the earlier one until: invalid", func(_ *Definitions, m *Measure) { m.Targets = append(m.Targets, atLeast("3", 2022)...) })
	check(`measure m: money: indicator "cash" unknown: invalid`, func(_ *Definitions, m *Measure) { m.Money = "cash" })
	check(`measure m: money: people is in "persons": want a currency: invalid`, func(_ *Definitions, m *Measure) { m.Money = "people" })
	check(`measure m: money: the measure is in "% of GDP", not a share of "budget": invalid`, func(_ *Definitions, m *Measure) { m.Money = "spent" })
	check(`measure m: rival-of: measure "n" unknown: invalid`, func(_ *Definitions, m *Measure) { m.RivalOf = "n" })
	check("measure m: places: 21: want a number from 0 to 20: invalid", func(_ *Definitions, m *Measure) { m.Places = 21 })
	check("indicator people: multiplier: -21: want a number from -20 to 20: invalid", func(d *Definitions, _ *Measure) { d.Indicators[5].Multiplier = -21 })
	check(`indicator people: publication: publication "books" unknown: invalid`, func(d *Definitions, _ *Measure) { d.Indicators[5].Publication = "books" })
	check("publication tables: vintages: decimals of press: 21: want a number from 0 to 20: invalid", func(d *Definitions, _ *Measure) { *d.Publications[0].Vintages[2].Decimals = 21 })
	check("publication tables: vintages: vintage second is not later than first: put them in order of publication: invalid", func(d *Definitions, _ *Measure) {
		d.Publications[0].Vintages[1].Published = d.Publications[0].Vintages[0].Published
	})
	check("measure m: value: column 1: indicator \"a\" unknown: invalid\nmeasure m: recompute: column 1: indicator \"b\" unknown: invalid", func(_ *Definitions, m *Measure) { m.Value, m.Recompute = "a", "b" })
}
