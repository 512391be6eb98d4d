package measure_test

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/unit"
)

// A series of the June 2024 tables that a formula gives again, from other figures of the members alone.
type series struct {
	indicator measure.IndicatorID
	formula   string
	unit      unit.Unit
	slack     *big.Rat // how far rounding to 6 places, of the cell and of what it is computed from, can lead
}

// million is what a unit of the sixth decimal place of tables in millions is.
var million = big.NewRat(1, 1_000_000)

func times(n int64, r *big.Rat) *big.Rat { return new(big.Rat).Mul(big.NewRat(n, 1), r) }

// aggregates are the series that are published for groups. A total of 32 members with half a unit of the last place each,
// and its own half, may be 16.5 units off.
func aggregates(group string) []series {
	people := fmt.Sprintf("sum(gdp-constant / gdp-per-head, over: %s)", group)
	return []series{
		{"defence-current", "defence-current", "USD", big.NewRat(33, 2)},
		{"defence-constant", "defence-constant", "USD", big.NewRat(33, 2)},
		{"gdp-current", "gdp-current", "USD", big.NewRat(33, 2)},
		{"gdp-constant", "gdp-constant", "USD", big.NewRat(33, 2)},
		{"military-personnel", "military-personnel", "persons", times(33, big.NewRat(1, 2000))},
		{"defence-share", "share(defence-constant, gdp-constant)", "% of GDP", million},
		{"defence-real-change", "growth(defence-constant)", "%", times(2, million)},
		{"gdp-per-head", "gdp-constant / " + people, "USD", times(1000, million)},
		{"defence-per-head", "defence-constant / " + people, "USD", times(10, million)},
	}
}

// membersOnly returns the June 2024 figures of the parties, with measures that are the formulas of all.
func membersOnly(t *testing.T, all []series) *measure.Data {
	t.Helper()
	defs := pledge()
	defs.Measures = nil
	for _, s := range all {
		defs.Measures = append(defs.Measures, measure.Measure{ID: measure.MeasureID(s.indicator), Value: s.formula, Unit: s.unit,
			Targets: []measure.Target{{Comparator: ">=", From: cal.Year(2014), Bound: "allies"}}})
	}
	book, err := measure.NewBook(defs)
	if err != nil {
		t.Fatal(err)
	}
	d := measure.NewData(book)
	for _, r := range natoRows(t) {
		if r.Vintage != "2024-06" || !r.Area.IsParty() {
			continue
		}
		if added, err := d.Add(r.Observation, -1, r.line); added != measure.Stored {
			t.Fatal(r, err)
		}
	}
	return d
}

// published returns the June 2024 figures that keep wants.
func published(t *testing.T, keep func(measure.Observation) bool) map[measure.Observation]*big.Rat {
	t.Helper()
	cells := make(map[measure.Observation]*big.Rat)
	book, err := measure.NewBook(pledge())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range natoRows(t) {
		if r.Vintage == "2024-06" && keep(r.Observation) {
			i, err := book.Indicator(r.Indicator)
			if err != nil {
				t.Fatal(err)
			}
			cells[measure.Observation{Indicator: r.Indicator, Area: r.Area, Period: r.Period}] = r.Value.Shift(i.Multiplier).Rat()
		}
	}
	return cells
}

// compareWith holds what the formulas of all give for the cells of areas against what is published. It returns how many
// cells come out, and lists those that do not.
func compareWith(t *testing.T, all []series, cells map[measure.Observation]*big.Rat, areas func(measure.Area) bool) (same int, other []string) {
	t.Helper()
	d := membersOnly(t, all)
	for cell, want := range cells {
		i := slices.IndexFunc(all, func(s series) bool { return s.indicator == cell.Indicator })
		if i < 0 || !areas(cell.Area) {
			continue
		}
		v := d.Assess(measure.Query{Measure: measure.MeasureID(cell.Indicator), Area: cell.Area, Period: cell.Period, Known: day("2024-07-01")})[0]
		name := fmt.Sprintf("%s %s %v: published %s", cell.Indicator, cell.Area, cell.Period, want.FloatString(6))
		if v.Value == nil {
			other = append(other, name+", "+v.Reason)
			continue
		}
		diff := new(big.Rat).Sub(v.Value.Rat(), want)
		if diff.Abs(diff).Cmp(all[i].slack) > 0 {
			other = append(other, fmt.Sprintf("%s, computed %s", name, v.Value.Rat().FloatString(6)))
			continue
		}
		same++
	}
	slices.Sort(other)
	return same, other
}

func sameLists(t *testing.T, what string, got, want []string) {
	t.Helper()
	for _, s := range got {
		t.Logf("%s: %s", what, s)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s:\ngot  %q\nwant %q", what, got, want)
	}
}

// TestAggregatesReproduced computes every published figure of the two groups in the June 2024 tables from those of their
// members in each year. Two things come out of it that the tables do not say: the share counts Iceland's GDP, and the real
// change compares the members of one year with the fewer members of the year before, so that accession is growth.
func TestAggregatesReproduced(t *testing.T) {
	cells := published(t, func(o measure.Observation) bool { return !o.Area.IsParty() })
	if len(cells) != 9*2*11 {
		t.Fatalf("%d cells of groups are published, want 198", len(cells))
	}
	var other []string
	total := 0
	for area, group := range map[measure.Area]string{"NATO": "allies", "NATO_EUR_CAN": "nato-europe-canada"} {
		same, rest := compareWith(t, aggregates(group), cells, func(a measure.Area) bool { return a == area })
		other = append(other, rest...)
		total += same
	}
	slices.Sort(other)
	sameLists(t, "not reproduced", other, []string{ // the tables begin in 2014
		"defence-real-change NATO 2014: published -4.041397, no figure for defence-constant of ALB in 2013",
		"defence-real-change NATO_EUR_CAN 2014: published -0.882657, no figure for defence-constant of ALB in 2013",
	})
	if total != 196 {
		t.Errorf("%d cells come out, want 196", total)
	}
}

// TestAccessionIsGrowth shows what the published real change of the groups leaves out: with the same members in both years
// it is a percentage point less in 2024, when Sweden joined, and three for Europe and Canada.
func TestAccessionIsGrowth(t *testing.T) {
	check := func(area measure.Area, group string, year int, want string) {
		t.Helper()
		d := membersOnly(t, []series{{indicator: "now", formula: fmt.Sprintf("growth(sum(defence-constant, over: %s))", group), unit: "%"}})
		v := d.Assess(measure.Query{Area: area, Period: cal.Year(year), Known: day("2024-07-01")})[0]
		same := sameMembers(t, area, year)
		gap := new(big.Rat).Sub(v.Value.Rat(), same)
		if got, _ := unit.RoundRat(gap, 4); got.String() != want {
			t.Errorf("%s %d: growth counts %s points for accession, want %s", area, year, got, want)
		}
	}
	check("NATO", "allies", 2022, "0.0000")
	check("NATO", "allies", 2023, "0.4297")
	check("NATO", "allies", 2024, "0.9986")
	check("NATO_EUR_CAN", "nato-europe-canada", 2024, "3.0596")
}

// sameMembers returns the growth of a year over those who are members at its end, in per cent.
func sameMembers(t *testing.T, area measure.Area, year int) *big.Rat {
	t.Helper()
	sums := map[cal.Period]*big.Rat{cal.Year(year): new(big.Rat), cal.Year(year - 1): new(big.Rat)}
	i := slices.IndexFunc(natoGroups(), func(g measure.Group) bool { return g.Code == area })
	last, _ := cal.Year(year).Last()
	members := natoGroups()[i].At(last)
	for _, r := range natoRows(t) {
		if sum := sums[r.Period]; sum != nil && r.Indicator == "defence-constant" && slices.Contains(members, entente.PartyID(r.Area)) {
			sum.Add(sum, r.Value.Rat())
		}
	}
	growth := new(big.Rat).Quo(sums[cal.Year(year)], sums[cal.Year(year-1)])
	return times(100, growth.Sub(growth, big.NewRat(1, 1)))
}

// TestSharesReproduced divides defence expenditure by GDP for every party and year. Three cells are exactly 2 where their
// own numerator and denominator give less.
func TestSharesReproduced(t *testing.T) {
	all := aggregates("allies")
	all = slices.DeleteFunc(all, func(s series) bool { return s.indicator != "defence-share" && s.indicator != "defence-real-change" })
	cells := published(t, func(o measure.Observation) bool { return o.Area.IsParty() })
	same, other := compareWith(t, all[:1], cells, measure.Area.IsParty)
	sameLists(t, "share of GDP", other, []string{
		"defence-share FRA 2020: published 2.000000, computed 1.986183",
		"defence-share LTU 2019: published 2.000000, computed 1.994914",
		"defence-share SVK 2024: published 2.000000, computed 1.989050",
	})
	if same != 338 {
		t.Errorf("%d shares come out, want 338: with the 22 of groups, 360 of 363", same)
	}
	same, other = compareWith(t, all[1:], cells, measure.Area.IsParty)
	if same != 310 || len(other) != 31 {
		t.Errorf("%d real changes come out and %d do not, want 310 and those of 2014: %q", same, len(other), other)
	}
}

// TestCategoriesSumToHundred adds up what defence expenditure is spent on. Rounding to 6 places explains 2 units of the last
// one; the other rows are a little off in the source.
func TestCategoriesSumToHundred(t *testing.T) {
	parts := []series{{"equipment-share", `100 "% of defence budget" - personnel-share - infrastructure-share - other-share`, "% of defence budget", times(2, million)}}
	cells := published(t, func(o measure.Observation) bool { return true })
	same, other := compareWith(t, parts, cells, measure.Area.IsParty)
	var names []string
	for _, s := range other {
		names = append(names, s[len("equipment-share "):len("equipment-share XXX 2000")])
	}
	sameLists(t, "four categories are not 100", names, []string{
		"BGR 2019", "CZE 2014", "EST 2019", "GRC 2019", "GRC 2020", "HRV 2021", "HRV 2022", "HRV 2023", "ITA 2014", "MNE 2022", "MNE 2024",
		"PRT 2021", "PRT 2022", "SVK 2019", "SVK 2020", "SVN 2019", "SVN 2020", "USA 2016",
	})
	if same+len(other) != 341 {
		t.Errorf("%d rows, want 341", same+len(other))
	}
}
