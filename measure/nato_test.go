package measure_test

import (
	"cmp"
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/unit"
)

// shared returns a file of the material that lies beside the repository, or skips the test.
func shared(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join(cmp.Or(os.Getenv("ENTENTE_SHARED"), filepath.Join("..", "..", "shared")), filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no %s: set ENTENTE_SHARED to the folder that holds it", path)
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

const tables measure.PublicationID = "nato-defence-expenditure"

// pledge returns definitions like those of the pack, and the members of the Alliance that this test needs.
func pledge() measure.Definitions {
	two := 2
	return measure.Definitions{
		Publications: []measure.Publication{{ID: tables, Title: w("Defence Expenditure of NATO Countries"), Publisher: "NATO", Vintages: []measure.Vintage{
			{ID: "2023-07", Published: day("2023-07-07"), Title: "July 2023"},
			{ID: "2024-06", Published: day("2024-06-17"), Title: "June 2024"},
			{ID: "2025-04", Published: day("2025-04-24"), Title: "April 2025"},
			{ID: "2025-08", Published: day("2025-08-28"), Title: "August 2025", Decimals: &two},
		}}},
		Indicators: natoIndicators(),
		Groups:     natoGroups(),
		Measures:   append([]measure.Measure{defence(), equipment(), realGrowth(), sinceSummit()}, others()...),
	}
}

func natoGroups() []measure.Group {
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
	return []measure.Group{{Group: allies, Code: "NATO"}, {Group: europe, Code: "NATO_EUR_CAN"}}
}

func natoIndicators() []measure.Indicator {
	money := func(id measure.IndicatorID, prices, base string, absent ...measure.Area) measure.Indicator {
		return measure.Indicator{ID: id, Publication: tables, Unit: "USD", Multiplier: 6, Prices: prices, Base: base, Aggregate: measure.Sum, Absent: absent}
	}
	of := func(id measure.IndicatorID, u unit.Unit) measure.Indicator {
		return measure.Indicator{ID: id, Publication: tables, Unit: u, Absent: []measure.Area{"ISL"}}
	}
	return []measure.Indicator{
		of("defence-share", "% of GDP"), of("defence-real-change", "%"),
		of("equipment-share", "% of defence budget"), of("personnel-share", "% of defence budget"),
		of("infrastructure-share", "% of defence budget"), of("other-share", "% of defence budget"),
		money("defence-constant", "2015", "defence budget", "ISL"), money("defence-current", "current", "defence budget", "ISL"),
		money("gdp-constant", "2015", "GDP"), money("gdp-current", "current", "GDP"),
		{ID: "gdp-per-head", Publication: tables, Unit: "USD", Multiplier: 3, Prices: "2015"},
		{ID: "defence-per-head", Publication: tables, Unit: "USD", Prices: "2015", Absent: []measure.Area{"ISL"}},
		{ID: "military-personnel", Publication: tables, Unit: "persons", Multiplier: 3, Aggregate: measure.Sum, Absent: []measure.Area{"ISL"}},
	}
}

var iceland = []measure.Exemption{{Party: "ISL", Reason: w("has no armed forces")}}

func defence() measure.Measure {
	return measure.Measure{
		ID: "defence-spending-share", Title: w("Defence spending"), Undertaking: entente.StatementID{Instrument: "vilnius-2023", Provision: 27, Number: 1},
		Value: "defence-share", Recompute: "share(defence-constant, gdp-constant)", Unit: "% of GDP", Places: 2, Tolerance: unit.MustDecimal("0.001"),
		Money: "gdp-current", Direction: measure.More, Projection: measure.Projection{Method: "theil-sen", Window: 6}, Exempt: iceland,
		Targets: []measure.Target{
			{Comparator: ">=", Value: unit.MustDecimal("2"), From: cal.Year(2014), Until: cal.Year(2022), By: cal.Year(2024), Bound: "allies", Basis: w("Wales 2014")},
			{Comparator: ">=", Value: unit.MustDecimal("2"), From: cal.Year(2023), Bound: "allies", Basis: w("Vilnius 2023")},
		},
	}
}

func equipment() measure.Measure {
	m := defence()
	m.ID, m.Undertaking.Provision, m.Unit, m.Value, m.Money = "major-equipment-share", 28, "% of defence budget", "equipment-share", "defence-current"
	m.Recompute = `100 "% of defence budget" - personnel-share - infrastructure-share - other-share`
	m.Targets = []measure.Target{
		{Comparator: ">=", Value: unit.MustDecimal("20"), From: cal.Year(2014), Until: cal.Year(2022), By: cal.Year(2024), Bound: "allies", Basis: w("Wales 2014")},
		{Comparator: ">=", Value: unit.MustDecimal("20"), From: cal.Year(2023), Bound: "allies", Basis: w("Vilnius 2023")},
	}
	return m
}

func realGrowth() measure.Measure {
	return measure.Measure{
		ID: "defence-real-growth", Undertaking: entente.StatementID{Instrument: "vilnius-2023", Provision: 26, Number: 1},
		Value: "defence-real-change", Recompute: "growth(defence-constant)", Unit: "%", Places: 1, Tolerance: unit.MustDecimal("0.001"), Exempt: iceland,
		Projection: measure.Projection{Method: "theil-sen", Window: 6},
		Targets:    []measure.Target{{Comparator: ">=", From: cal.Year(2015), Bound: "allies", Basis: w("Wales 2014")}},
	}
}

func sinceSummit() measure.Measure {
	return measure.Measure{
		ID: "defence-growth-since-summit", Undertaking: entente.StatementID{Instrument: "vilnius-2023", Provision: 87, Number: 2},
		Value: "defence-constant", Unit: "USD", Exempt: iceland, Projection: measure.Projection{Method: "theil-sen", Window: 6},
		Targets: []measure.Target{{Comparator: ">", Formula: "in(defence-constant, period: 2022)", From: cal.Year(2023), Trend: true, Bound: "allies", Basis: w("Vilnius 2023")}},
	}
}

// others are measures for as many more as a pack has, with every kind of function.
func others() (all []measure.Measure) {
	for _, m := range []measure.Measure{
		{ID: "computed-share", Value: "share(defence-constant, gdp-constant)", Unit: "% of GDP"},
		{ID: "share-rank", Value: "rank(defence-share, over: allies)"},
		{ID: "part-of-all", Value: "share(defence-constant, sum(defence-constant, over: allies))", Unit: "% of defence budget"},
		{ID: "above-mean", Value: "defence-share - mean(defence-share, over: allies, weight: gdp-constant)", Unit: "% of GDP"},
		{ID: "above-median", Value: "defence-share - median(defence-share, over: allies)", Unit: "% of GDP"},
		{ID: "above-europe", Value: "defence-share - greatest(defence-share, over: nato-europe-canada)", Unit: "% of GDP"},
		{ID: "smoothed-share", Value: "average(defence-share, over: 3)", Unit: "% of GDP"},
		{ID: "reached-in", Value: `crossing(defence-share, 2 "% of GDP")`, Unit: "year"},
		{ID: "per-head", Value: "defence-per-head", Unit: "USD"},
		{ID: "per-soldier", Value: `defence-constant / (military-personnel / 1 "persons")`, Unit: "USD"},
		{ID: "people-index", Value: "index(military-personnel, base: 2014)", Unit: "%"},
		{ID: "growth-of-five", Value: "growth(defence-constant, over: 5)", Unit: "%"},
		{ID: "equipment-money", Value: "of(equipment-share, defence-current)", Unit: "USD"},
		{ID: "equipment-change", Value: "change(equipment-share)", Unit: "% of defence budget"},
		{ID: "four-parts", Value: "equipment-share + personnel-share + infrastructure-share + other-share", Unit: "% of defence budget"},
		{ID: "worse-of-two", Value: "min(defence-share / 2, equipment-share / 20 * 1 \"% of GDP\" / 1 \"% of defence budget\")", Unit: "% of GDP"},
	} {
		m.Places, m.Exempt, m.Projection = 2, iceland, measure.Projection{Method: "theil-sen", Window: 6}
		m.Targets = []measure.Target{{Comparator: ">=", Value: unit.MustDecimal("2"), From: cal.Year(2014), Bound: "allies"}}
		if m.Unit == "year" {
			m.Projection.Window = 0 // a year that stands still has no trend
		}
		all = append(all, m)
	}
	return all
}

var indicatorOf = map[string]measure.IndicatorID{
	"defexp_pct_gdp": "defence-share", "defexp_real_change_pct": "defence-real-change", "equipment_pct": "equipment-share", "personnel_pct": "personnel-share",
	"infrastructure_pct": "infrastructure-share", "other_pct": "other-share", "defexp_usd_const2015": "defence-constant", "defexp_usd_current": "defence-current",
	"gdp_usd_const2015": "gdp-constant", "gdp_usd_current": "gdp-current", "gdp_pc_usd2015_k": "gdp-per-head", "defexp_pc_usd2015": "defence-per-head",
	"mil_personnel_k": "military-personnel",
}

// A row is one figure of the shared tables.
type row struct {
	measure.Observation
	file int
	line int
}

var natoFiles = []string{"nato_2023-07_partial_long.csv", "nato_2024-06_long.csv", "nato_2025-04_pct_gdp_long.csv", "nato_2025-08_partial_press.csv"}

// natoRows returns the figures of the official tables, as one long table for each vintage.
func natoRows(t testing.TB) (all []row) {
	t.Helper()
	for i, name := range natoFiles {
		f, err := os.Open(shared(t, "data/nato-defence-expenditure/"+name))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		for k, r := range rows[1:] {
			id, ok := indicatorOf[r[1]]
			if !ok {
				continue // in national currencies
			}
			period, err := cal.ParsePeriod(r[4])
			if err != nil {
				t.Fatal(err)
			}
			o := measure.Observation{Indicator: id, Area: measure.Area(r[2]), Period: period, Value: unit.MustDecimal(r[6]), Status: measure.Actual, Vintage: measure.VintageID(r[0])}
			if r[5] == "1" {
				o.Status = measure.Estimate
			}
			all = append(all, row{o, i, k + 2})
		}
	}
	return all
}

// natoData returns the figures that keep wants; nil wants all.
func natoData(t testing.TB, keep func(measure.Observation) bool) *measure.Data {
	t.Helper()
	rows := natoRows(t)
	book, err := measure.NewBook(pledge())
	if err != nil {
		t.Fatal(err)
	}
	d := measure.NewData(book)
	origins := make([]int32, len(natoFiles))
	for i, name := range natoFiles {
		origins[i] = d.Refer(measure.Origin{Document: name})
	}
	for _, r := range rows {
		if keep != nil && !keep(r.Observation) {
			continue
		}
		if added, err := d.Add(r.Observation, origins[r.file], r.line); added != measure.Stored {
			t.Fatalf("%s:%d: %v: %v", natoFiles[r.file], r.line, added, err)
		}
	}
	return d
}

// TestPledgeByVintage counts who meets the guideline, as each vintage of the official tables has it.
func TestPledgeByVintage(t *testing.T) {
	d := natoData(t, nil)
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
