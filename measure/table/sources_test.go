package table_test

import (
	"bytes"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"entente/measure"
	"entente/measure/table"
	"entente/unit"
)

// The tests of this file import files as they were published, and derive what must come out from their rows once more.

// unpacked returns a shared file that is compressed with zstd, or skips the test where there is no program to unpack it.
func unpacked(t testing.TB, name string) []byte {
	t.Helper()
	packed := shared(t, name)
	program, err := exec.LookPath("zstd")
	if err != nil {
		t.Skip("no zstd: install it to read " + name)
	}
	c := exec.Command(program, "-dc")
	c.Stdin = bytes.NewReader(packed)
	b, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// world returns all countries by name and by both codes of ISO 3166-1.
func world(t testing.TB) *table.Names {
	t.Helper()
	n := table.NewNames()
	for _, row := range readCSV(t, shared(t, "countries/country-codes.csv")) {
		a := measure.Area(row["ISO3166-1-Alpha-3"])
		for _, name := range []string{string(a), row["ISO3166-1-Alpha-2"], row["CLDR display name"]} {
			if a != "" && name != "" {
				_ = n.Add(name, a) // a name of two countries is nobody's concern here
			}
		}
	}
	return n
}

// figures returns values by indicator, area, part and period.
func figures(r table.Result) map[string]string {
	all := make(map[string]string)
	for _, f := range r.Figures {
		all[key(string(f.Indicator), string(f.Area), f.Part, f.Period.String())] = f.Value.String()
	}
	return all
}

func key(parts ...string) string { return strings.Join(parts, "|") }

// same fails the test unless both have the same keys, with equal numbers.
func same(t *testing.T, got, want map[string]string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("got %d figures, want %d", len(got), len(want))
	}
	for k, w := range want {
		g, ok := got[k]
		if !ok || unit.MustDecimal(g).Cmp(unit.MustDecimal(w)) != 0 {
			t.Fatalf("%s: got %q, want %s", k, g, w)
		}
	}
}

func isCode(s string, n *table.Names) bool {
	_, ok := n.Area(s)
	return ok
}

func TestWorldBank(t *testing.T) {
	data, n := shared(t, "economy/worldbank_gdp.csv"), world(t)
	r := run(t, data, mapping(t, `
id: world-bank-gdp
publication: world-bank
format: csv
vintage: 2024-08
columns: {party: Country Code, period: Year}
values: [{column: Value, indicator: gdp}]
ignore: [{parties: ["*"], reason: regions and income groups}]
`), table.Context{Names: n})
	want, ignored := make(map[string]string), 0
	for _, row := range readCSV(t, data) {
		if !isCode(row["Country Code"], n) {
			ignored++
			continue
		}
		want[key("gdp", row["Country Code"], "", row["Year"])] = row["Value"]
	}
	same(t, figures(r), want)
	for k, v := range figures(r) {
		if want[k] != v {
			t.Fatalf("%s: %s is written %s", k, want[k], v)
		}
	}
	if got := (table.Count{Read: len(want), Figures: len(want), Ignored: ignored}); r.Count != got || len(want)+ignored != 13979 {
		t.Errorf("got %v, want %v", r.Count, got)
	}
}

func TestEurostat(t *testing.T) {
	data, n := shared(t, "gas-imports/eurostat_nrg_ti_gas_russia_total.csv"), world(t)
	m := mapping(t, `
id: eurostat-gas
publication: eurostat
format: csv
vintage: 2022-03
parties:
  United Kingdom: GBR
  Turkey: TUR
  Bosnia and Herzegovina: BIH
  European Union - 27 countries (from 2020): EU
  "Euro area - 19 countries  (from 2015)": EA
  Germany (until 1990 former territory of the FRG): DEU
  Kosovo (under United Nations Security Council Resolution 1244/99): XKX
missing: [":"]
columns: {party: reporter, period: year, part: {from: partner, map: {Russia: RUS, Total: ""}}, status: flag}
where: {siec: Natural gas}
values: [{column: value_TJ_GCV, indicator: gas-imports}]
ignore: [{parties: [European Union - 28 countries (2013-2020)], reason: another group of members}]
`)
	r, own := run(t, data, m, table.Context{Names: n}), m.Parties
	want, c := make(map[string]string), table.Count{}
	for _, row := range readCSV(t, data) {
		isEmpty := row["value_TJ_GCV"] == "" || row["value_TJ_GCV"] == ":"
		if row["siec"] != "Natural gas" || strings.HasPrefix(row["reporter"], "European Union - 28") {
			switch {
			case !isEmpty:
				c.Ignored++
			case row["siec"] == "Natural gas":
				c.Empty++ // an empty cell is empty, whosever it is
			}
			continue
		}
		if isEmpty {
			c.Empty++
			continue
		}
		if row["flag"] == ":" {
			c.Refused++ // "not available" beside a figure: whoever maps the source has to say which of the two holds
			continue
		}
		c.Figures++
		code, ok := own[row["reporter"]]
		if !ok {
			code, _ = n.Area(row["reporter"])
		}
		part := map[string]string{"Russia": "RUS"}[row["partner"]]
		want[key("gas-imports", string(code), part, row["year"])] = row["value_TJ_GCV"]
	}
	c.Read = c.Figures + c.Empty + c.Refused
	if r.Count != c || len(want) == 0 {
		t.Errorf("got %v, want %v\n%s", r.Count, c, lines(r.Refusals))
	}
	same(t, figures(r), want)
}

// TestKiel adds up months to years, as they come and as whole years only.
func TestKiel(t *testing.T) {
	data := shared(t, "assistance/kiel_data_explorer.csv")
	const text = `
id: kiel
publication: ukraine-support-tracker
format: csv
vintage: release-29
parties: {EU: EU}
columns: {party: iso, year: year, month: month}
values:
- {column: total, indicator: allocations}
- {column: military, indicator: allocations-kind, part: military}
ignore:
- {columns: [financial, humanitarian, commitments, to_be_allocated], reason: not asked for}
- {columns: [gdp, pct_gdp], reason: derived}
sum: {every: year`
	r := run(t, data, mapping(t, text+"}"), table.Context{Names: world(t)})
	sums, rows := make(map[string]unit.Decimal), readCSV(t, data)
	for _, row := range rows {
		for _, v := range [][3]string{{"allocations", "", "total"}, {"allocations-kind", "military", "military"}} {
			k := key(v[0], row["iso"], v[1], row["year"])
			sums[k] = sums[k].Add(decimal(t, row[v[2]]))
		}
	}
	want := make(map[string]string)
	for k, v := range sums {
		want[k] = v.String()
	}
	same(t, figures(r), want)
	c := table.Count{Read: 2 * len(rows), Figures: len(sums), Merged: 2*len(rows) - len(sums), Ignored: 6 * len(rows)}
	if r.Count != c {
		t.Errorf("got %v, want %v", r.Count, c)
	}
	whole := run(t, data, mapping(t, text+", need: 12}"), table.Context{Names: world(t)})
	if whole.Count.Read != c.Read || whole.Count.Refused == 0 || whole.Count.Figures+len(whole.Refusals) != c.Figures {
		t.Errorf("whole years: got %v", whole.Count)
	}
}

// decimal reads a number as such files have it, also 1e-06.
func decimal(t *testing.T, s string) unit.Decimal {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return unit.MustDecimal(strconv.FormatFloat(f, 'f', -1, 64))
}

func TestSIPRI(t *testing.T) {
	data := shared(t, "nato-defence-expenditure/sipri_milex_nato_allies_2014_2024.csv")
	r := run(t, data, mapping(t, `
id: sipri
publication: sipri-milex
format: csv
vintage: 2025-04
columns: {party: iso3, period: year, indicator: {from: series, map: {sipri_milex_pct_gdp: sipri-share, sipri_milex_usd_current: sipri-current}}}
values: [{column: value}]
ignore: [{indicators: [sipri_milex_pct_govt, sipri_milex_usd_const2023], reason: not used}]
`), table.Context{Names: names(t)})
	want := make(map[string]string)
	for _, row := range readCSV(t, data) {
		switch row["series"] {
		case "sipri_milex_pct_gdp":
			want[key("sipri-share", row["iso3"], "", row["year"])] = row["value"]
		case "sipri_milex_usd_current":
			want[key("sipri-current", row["iso3"], "", row["year"])] = row["value"]
		}
	}
	same(t, figures(r), want)
	if c := (table.Count{Read: 341 + 352, Figures: 341 + 352, Ignored: 330 + 352}); r.Count != c {
		t.Errorf("got %v, want %v", r.Count, c)
	}
}

// TestOurWorldInData reads a wide table: a column for each indicator.
func TestOurWorldInData(t *testing.T) {
	data, n := unpacked(t, "energy-climate/owid_ghg_emissions_by_sector_cait_2021.csv.zst"), world(t)
	rows := readCSV(t, data)
	columns := []string{"Agriculture", "Buildings", "Industry", "Electricity and heat"}
	text := `
id: owid-ghg
publication: owid
format: csv
vintage: "2021"
columns: {party: Entity, period: Year}
ignore:
- {columns: ["*"], reason: not asked for}
- {parties: ["*"], reason: regions}
values:
`
	for _, c := range columns {
		text += "- {column: " + c + ", indicator: ghg-sector, part: " + strings.ToLower(c) + "}\n"
	}
	r := run(t, data, mapping(t, text), table.Context{Names: n})
	want, empty := make(map[string]string), 0
	for _, row := range rows {
		a, ok := n.Area(row["Entity"])
		for _, c := range columns {
			switch {
			case row[c] == "":
				empty++
			case ok:
				want[key("ghg-sector", string(a), strings.ToLower(c), row["Year"])] = row[c]
			}
		}
	}
	same(t, figures(r), want)
	if r.Count.Empty != empty || r.Count.Refused != 0 || len(want) < 10_000 {
		t.Errorf("got %v\n%s", r.Count, lines(r.Refusals))
	}
}

// TestENTSOG adds up daily flows of several entry points. A point that is listed twice is counted once.
func TestENTSOG(t *testing.T) {
	data, n := unpacked(t, "gas-imports/entsog_flows_2021.csv.zst"), world(t)
	r := run(t, data, mapping(t, `
id: entsog
publication: entsog
format: csv
vintage: 2023-03
parties: {UK: GBR}
columns: {party: country, period: dates, part: exportcountry}
where: {direction: entry}
values: [{column: values, indicator: gas-flow}]
ignore: [{columns: [""], reason: number of the row}]
sum: {every: year, over: [operator, location]}
`), table.Context{Names: n})
	type cell struct{ party, part, day, operator, location string }
	seen := make(map[cell]string)
	sums := make(map[string]unit.Decimal)
	c := table.Count{}
	for _, row := range readCSV(t, data) {
		if row["direction"] != "entry" {
			if row["values"] != "" {
				c.Ignored++
			}
			continue
		}
		c.Read++
		k := cell{row["country"], row["exportcountry"], row["dates"], row["operator"], row["location"]}
		old, twice := seen[k]
		switch {
		case row["values"] == "":
			c.Empty++
		case twice && old == row["values"]:
			c.Duplicates++
		case twice:
			c.Refused++
		default:
			seen[k] = row["values"]
			a, _ := n.Area(strings.Replace(row["country"], "UK", "GB", 1))
			k := key("gas-flow", string(a), row["exportcountry"], row["dates"][:4])
			sums[k] = sums[k].Add(decimal(t, row["values"]))
			c.Merged++
		}
	}
	c.Figures, c.Merged = len(sums), c.Merged-len(sums)
	c.Ignored += 29862 // the first column
	want := make(map[string]string)
	for k, v := range sums {
		want[k] = v.String()
	}
	same(t, figures(r), want)
	if r.Count != c {
		t.Errorf("got %v, want %v", r.Count, c)
	}
	t.Log(r.Count)
}

// TestLongNATO reads the long table, every series of it, and compares it with the workbook.
func TestLongNATO(t *testing.T) {
	text := `
id: nato-long
publication: nato-defence-expenditure
format: csv
columns:
  party: iso3
  period: year
  vintage: edition
  status: {from: estimate, map: {"0": A, "1": E}}
  indicator: {from: series, map: {`
	var pairs []string
	for from, to := range natoSeries {
		pairs = append(pairs, from+": "+string(to))
	}
	slices.Sort(pairs)
	text += strings.Join(pairs, ", ") + `}}
values: [{column: value}]
ignore: [{columns: [footnote_star], reason: a footnote}]
`
	long := run(t, shared(t, "nato-defence-expenditure/nato_2024-06_long.csv"), mapping(t, text), table.Context{Names: names(t)})
	book := run(t, shared(t, natoXLSX), natoMapping(t), table.Context{Names: names(t)})
	if c := (table.Count{Read: 5346, Figures: 5346, Ignored: 5346}); long.Count != c {
		t.Fatalf("got %v, want %v\n%s", long.Count, c, lines(long.Refusals))
	}
	exact := figures(book)
	for k, v := range figures(long) {
		_, decimals, _ := strings.Cut(v, ".")
		if !rounds(unit.MustDecimal(exact[k]), unit.MustDecimal(v), len(decimals)) {
			t.Errorf("%s: %s in the list, %s in the workbook", k, v, exact[k])
		}
	}
}
