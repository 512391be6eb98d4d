package measure

import (
	"encoding/json"
	"testing"

	"entente"
	"entente/cal"
	"entente/unit"
)

// exercise returns definitions that are invented: codes that ISO 3166 leaves to users stand for parties.
func exercise(measures ...Measure) Definitions {
	always := func(parties ...entente.PartyID) (all []entente.Membership) {
		for _, p := range parties {
			all = append(all, entente.Membership{Party: p, Period: cal.Always})
		}
		return all
	}
	money := func(id IndicatorID, prices, base string, absent ...Area) Indicator {
		return Indicator{ID: id, Publication: "tables", Unit: "USD", Multiplier: 6, Prices: prices, Base: base, Aggregate: Sum, Absent: absent}
	}
	union := entente.Group{ID: "union", Names: entente.Wording{"en": "the Union"}, Members: always("XAA", "XBB", "XDD")}
	union.Members = append(union.Members, entente.Membership{Party: "XCC", Period: cal.Since(cal.NewDate(2020, 6, 1))})
	two := 2
	return Definitions{
		Publications: []Publication{
			{ID: "tables", Vintages: []Vintage{
				{ID: "first", Published: cal.NewDate(2022, 3, 1)}, {ID: "second", Published: cal.NewDate(2023, 3, 1)}, {ID: "press", Published: cal.NewDate(2023, 9, 1), Decimals: &two},
			}},
			{ID: "gas", Vintages: []Vintage{{ID: "once", Published: cal.NewDate(2022, 6, 1)}}},
		},
		Indicators: []Indicator{
			{ID: "share-spent", Publication: "tables", Unit: "% of GDP"},
			money("spent", "2015", "budget", "XDD"), money("spent-current", "current", "budget", "XDD"),
			money("gdp", "2015", "GDP"), money("gdp-current", "current", "GDP"),
			{ID: "people", Publication: "tables", Unit: "persons", Multiplier: 3, Aggregate: Sum},
			{ID: "imports", Publication: "gas", Unit: "TJ", Part: "supplier"},
		},
		Groups:   []Group{{Group: union, Code: "UNION"}, {Group: entente.Group{ID: "pair", Members: always("XAA", "XBB")}}, {Group: entente.Group{ID: "nobody"}}},
		Measures: measures,
	}
}

// exerciseFigures are in the order indicator, area, part, vintage, then values of the years from 2019 on; "" for none.
var exerciseFigures = []struct {
	indicator, area, part, vintage string
	values                         []string
}{
	{"spent", "XAA", "", "first", []string{"10", "12", "15", "18"}},
	{"spent", "XBB", "", "first", []string{"4", "4", "5", "7"}},
	{"spent", "XCC", "", "first", []string{"", "1", "1", "1.5"}},
	{"spent-current", "XAA", "", "first", []string{"11", "13"}},
	{"gdp", "XAA", "", "first", []string{"500", "600", "500", "720"}},
	{"gdp", "XBB", "", "first", []string{"400", "400", "400", "400"}},
	{"gdp", "XCC", "", "first", []string{"", "100", "100", "100"}},
	{"gdp", "XDD", "", "first", []string{"50", "50", "50", "50"}},
	{"share-spent", "XAA", "", "first", []string{"2.0", "2.00", "3.000", "2.5"}},
	{"share-spent", "XBB", "", "first", []string{"1", "1", "1.25", "1.75"}},
	{"people", "XAA", "", "first", []string{"", "", "8", "-8"}},
	{"people", "XBB", "", "first", []string{"", "", "2", "0"}},
	{"imports", "XAA", "RUS", "once", []string{"", "", "60", "0"}},
	{"imports", "XAA", "NOR", "once", []string{"", "", "30"}},
	{"imports", "XAA", "QAT", "once", []string{"", "", "10"}},
	{"imports", "XAA", "", "once", []string{"", "", "101"}},
}

// exerciseData returns the figures above.
func exerciseData(t testing.TB, measures ...Measure) *Data {
	t.Helper()
	book, err := NewBook(exercise(measures...))
	if err != nil {
		t.Fatal(err)
	}
	d := NewData(book)
	origin := d.Refer(Origin{Document: "exercise"})
	for row, f := range exerciseFigures {
		for i, v := range f.values {
			if v == "" {
				continue
			}
			o := Observation{Indicator: IndicatorID(f.indicator), Area: Area(f.area), Part: f.part, Period: cal.Year(2019 + i), Value: unit.MustDecimal(v), Vintage: VintageID(f.vintage)}
			if added, err := d.Add(o, origin, row); added != Stored {
				t.Fatal(o, added, err)
			}
		}
	}
	return d
}

// add adds one figure.
func add(t testing.TB, d *Data, indicator IndicatorID, area Area, p cal.Period, value string, vintage VintageID) {
	t.Helper()
	o := Observation{Indicator: indicator, Area: area, Period: p, Value: unit.MustDecimal(value), Vintage: vintage}
	if added, err := d.Add(o, -1, 0); added != Stored {
		t.Fatal(o, added, err)
	}
}

// atLeast returns a target that binds the union from a year on.
func atLeast(value string, from int) []Target {
	return []Target{{Comparator: unit.AtLeast, Value: unit.MustDecimal(value), From: cal.Year(from), Bound: "union"}}
}

// plainVerdict writes a verdict as JSON, to compare it.
func plainVerdict(t testing.TB, v Verdict) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
