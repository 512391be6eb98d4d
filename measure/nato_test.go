package measure_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/unit"
)

func shared(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("ENTENTE_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	path := filepath.Join(dir, filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("%s is not beside the project: %v", name, err)
	}
	return path
}

func w(s string) entente.Wording { return entente.Wording{"en": s} }

func day(s string) cal.Date {
	d, err := cal.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// pledge returns definitions like those of the pack, and the members of the Alliance that this test needs.
func pledge() measure.Definitions {
	allies := entente.Group{ID: "allies", Names: w("Allies")}
	for _, p := range []entente.PartyID{"ALB", "BEL", "BGR", "CAN", "HRV", "CZE", "DNK", "EST", "FRA", "DEU", "GRC", "HUN", "ISL", "ITA", "LVA", "LTU",
		"LUX", "NLD", "NOR", "POL", "PRT", "ROU", "SVK", "SVN", "ESP", "TUR", "GBR", "USA"} {
		allies.Members = append(allies.Members, entente.Membership{Party: p, Period: cal.Always})
	}
	for p, since := range map[entente.PartyID]string{"MNE": "2017-06-05", "MKD": "2020-03-27", "FIN": "2023-04-04", "SWE": "2024-03-07"} {
		allies.Members = append(allies.Members, entente.Membership{Party: p, Period: cal.Since(day(since))})
	}
	europe := entente.Group{ID: "nato-europe-canada", Names: w("NATO Europe and Canada")}
	for _, m := range allies.Members {
		if m.Party != "USA" {
			europe.Members = append(europe.Members, m)
		}
	}
	pub := measure.PublicationID("nato-defence-expenditure")
	usd := func(id measure.IndicatorID, prices, base string, absent ...measure.Area) measure.Indicator {
		return measure.Indicator{ID: id, Title: w(string(id)), Publication: pub, Unit: "USD", Multiplier: 6, Prices: prices, Base: base, Aggregate: measure.Sum, Absent: absent}
	}
	return measure.Definitions{
		Publications: []measure.Publication{{ID: pub, Title: w("Defence Expenditure of NATO Countries"), Publisher: "NATO", Vintages: []measure.Vintage{
			{ID: "2023-07", Published: day("2023-07-07"), Title: "July 2023"},
			{ID: "2024-06", Published: day("2024-06-17"), Title: "June 2024"},
			{ID: "2025-04", Published: day("2025-04-24"), Title: "April 2025"},
		}}},
		Indicators: []measure.Indicator{
			{ID: "defence-share", Publication: pub, Unit: "% of GDP"},
			{ID: "equipment-share", Publication: pub, Unit: "% of defence budget"},
			usd("defence-constant", "2015", "defence budget", "ISL"),
			usd("defence-current", "current", "defence budget", "ISL"),
			usd("gdp-constant", "2015", "GDP"),
			usd("gdp-current", "current", "GDP"),
		},
		Groups: []measure.Group{{Group: allies, Code: "NATO"}, {Group: europe, Code: "NATO_EUR_CAN"}},
		Measures: []measure.Measure{{
			ID: "defence-spending-share", Title: w("Defence spending"), Undertaking: entente.StatementID{Instrument: "vilnius-2023", Provision: 27, Number: 1},
			Value: "defence-share", Recompute: "share(defence-constant, gdp-constant)", Unit: "% of GDP", Places: 2, Tolerance: unit.MustDecimal("0.001"),
			Money: "gdp-current", Direction: measure.More, Projection: measure.Projection{Method: "theil-sen", Window: 6},
			Exempt: []measure.Exemption{{Party: "ISL", Reason: w("has no armed forces")}},
			Targets: []measure.Target{
				{Comparator: ">=", Value: unit.MustDecimal("2"), From: cal.Year(2014), Until: cal.Year(2022), By: cal.Year(2024), Bound: "allies", Basis: w("Wales 2014")},
				{Comparator: ">=", Value: unit.MustDecimal("2"), From: cal.Year(2023), Bound: "allies", Basis: w("Vilnius 2023")},
			},
		}},
	}
}

var indicatorOf = map[string]measure.IndicatorID{
	"defexp_pct_gdp": "defence-share", "equipment_pct": "equipment-share", "defexp_usd_const2015": "defence-constant", "defexp_usd_current": "defence-current",
	"gdp_usd_const2015": "gdp-constant", "gdp_usd_current": "gdp-current",
}

// natoData returns the figures of the official tables, as one long table for each vintage.
func natoData(t testing.TB) *measure.Data {
	t.Helper()
	book, err := measure.NewBook(pledge())
	if err != nil {
		t.Fatal(err)
	}
	d := measure.NewData(book)
	for _, name := range []string{"nato_2023-07_partial_long.csv", "nato_2024-06_long.csv", "nato_2025-04_pct_gdp_long.csv"} {
		f, err := os.Open(shared(t, "data/nato-defence-expenditure/"+name))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		origin := d.Refer(measure.Origin{Document: name})
		for i, r := range rows[1:] {
			id, ok := indicatorOf[r[1]]
			if !ok {
				continue
			}
			period, err := cal.ParsePeriod(r[4])
			if err != nil {
				t.Fatal(err)
			}
			o := measure.Observation{Indicator: id, Area: measure.Area(r[2]), Period: period, Value: unit.MustDecimal(r[6]), Status: measure.Actual, Vintage: measure.VintageID(r[0])}
			if r[5] == "1" {
				o.Status = measure.Estimate
			}
			if added, err := d.Add(o, origin, i+2); added != measure.Stored {
				t.Fatalf("%s:%d: %v: %v", name, i+2, added, err)
			}
		}
	}
	return d
}

// TestPledgeByVintage counts who meets the guideline, as each vintage of the official tables has it.
func TestPledgeByVintage(t *testing.T) {
	d := natoData(t)
	check := func(year int, known string, want int) {
		t.Helper()
		n := measure.Count(d.Assess(measure.Query{Measure: "defence-spending-share", Period: cal.Year(year), Known: day(known)}))
		if n[measure.Met] != want {
			t.Errorf("%d as known on %s: %d met, want %d (%v)", year, known, n[measure.Met], want, n)
		}
	}
	check(2023, "2023-07-11", 11)
	check(2023, "2024-07-01", 10)
	check(2024, "2024-07-01", 23)
	check(2014, "2024-07-01", 3)
	check(2020, "2024-07-01", 9)
	check(2023, "2023-07-06", 0)
}
