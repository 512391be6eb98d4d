package table_test

import (
	"fmt"
	"strings"
	"testing"

	"entente/measure"
	"entente/measure/table"
	"entente/unit"
)

const natoXLSX = "nato-defence-expenditure/nato_2024-06_tables_official.xlsx"

// natoSeries names the series of the long table as the mapping does.
var natoSeries = map[string]measure.IndicatorID{
	"defexp_ncu_current": "defence-ncu-current", "defexp_ncu_const2015": "defence-ncu-constant", "defexp_usd_current": "defence-current",
	"defexp_usd_const2015": "defence-constant", "defexp_pct_gdp": "defence-share", "defexp_real_change_pct": "defence-real-change",
	"gdp_usd_current": "gdp-current", "gdp_usd_const2015": "gdp-constant", "gdp_pc_usd2015_k": "gdp-per-capita", "defexp_pc_usd2015": "defence-per-capita",
	"mil_personnel_k": "military-personnel", "equipment_pct": "equipment-share", "personnel_pct": "personnel-share",
	"infrastructure_pct": "infrastructure-share", "other_pct": "other-share",
}

// TestWorkbook imports tables 1 to 8b as they were published, and compares every figure with the same tables as somebody
// else wrote them down in one long list.
func TestWorkbook(t *testing.T) {
	r := run(t, shared(t, natoXLSX), natoMapping(t), table.Context{Names: names(t)})
	got := make(map[string]table.Figure)
	ownOfTable4 := 0
	for _, f := range r.Figures {
		if f.Indicator == "defence-change-since-2014" {
			ownOfTable4++
			continue
		}
		got[string(f.Indicator)+" "+string(f.Area)+" "+f.Period.String()] = f
	}
	long := readCSV(t, shared(t, "nato-defence-expenditure/nato_2024-06_long.csv"))
	for _, row := range long {
		key := string(natoSeries[row["series"]]) + " " + row["iso3"] + " " + row["year"]
		f, ok := got[key]
		want := unit.MustDecimal(row["value"])
		_, decimals, _ := strings.Cut(row["value"], ".")
		switch {
		case !ok:
			t.Errorf("%s: not imported", key)
		case !rounds(f.Value, want, len(decimals)):
			t.Errorf("%s: got %v, want %v", key, f.Value, want)
		case (f.Status == measure.Estimate) != (row["estimate"] == "1"):
			t.Errorf("%s: got status %v", key, f.Status)
		case f.Vintage != "2024-06" || r.Place(f) != f.Place || !strings.HasPrefix(f.Place, "TABLE"):
			t.Errorf("%s: got vintage %s, place %s", key, f.Vintage, f.Place)
		}
		delete(got, key)
	}
	for key := range got {
		t.Errorf("%s: imported, and not in the list", key)
	}
	if len(long) != 5346 || ownOfTable4 != 31 {
		t.Errorf("got %d figures in the list and %d of table 4", len(long), ownOfTable4)
	}
	// Table 4 repeats four figures of each ally.
	if want := (table.Count{Read: 5346 + 31 + 124 + 40, Figures: 5346 + 31, Duplicates: 124, Refused: 40}); r.Count != want {
		t.Errorf("got %v, want %v", r.Count, want)
	}
	const refused = `TABLE1!D42:I42: #REF!, outside every declared table
TABLE1!D75:I75: #REF!, outside every declared table
TABLE8a!D42:I42: #REF!, outside every declared table
TABLE8a!D75:I75: #REF!, outside every declared table
TABLE8b!D42:M42: outside every declared table
TABLE8b!D75:I75: #REF!, outside every declared table
`
	if got := lines(r.Refusals); got != refused {
		t.Errorf("got refusals\n%s\nwant\n%s", got, refused)
	}
}

// rounds reports whether want is v rounded to so many places. Of a number halfway between two, either will do: the list was
// rounded from the float64, which is on one side of it.
func rounds(v, want unit.Decimal, places int) bool {
	d := v.Sub(want)
	if d.Sign() < 0 {
		d = d.Neg()
	}
	return d.Cmp(unit.NewDecimal(5, places+1)) <= 0
}

// TestEurostatWorkbook imports a workbook of another maker, and compares it with the same figures in a list.
func TestEurostatWorkbook(t *testing.T) {
	text := `
id: eurostat-xlsx
publication: eurostat
format: xlsx
vintage: 2022-03
missing: [":"]
ignore: [{sheet: Structure, reason: lists of codes}]
parties:
  European Union - 27 countries (from 2020): EU27
  European Union - 28 countries (2013-2020): EU28
  Euro area - 19 countries (from 2015): EA19
  Germany (until 1990 former territory of the FRG): DEU
  Kosovo (under United Nations Security Council Resolution 1244/99): XKX
  Bosnia and Herzegovina: BIH
  Turkey: TUR
  United Kingdom: GBR
blocks:
`
	kinds := [][2]string{{"Natural gas", "Russia"}, {"Natural gas", "Total"}, {"Liquefied natural gas", "Russia"}, {"Liquefied natural gas", "Total"}}
	for i, k := range kinds {
		text += fmt.Sprintf("- {sheet: Sheet %d, head: 10, names: A, first: 12, last: 55, periods: \"B:K\", indicator: %s, part: %s, expect: {C6: %s, C7: %s}}\n",
			i+1, strings.ReplaceAll(strings.ToLower(k[0]), " ", "-"), k[1], k[0], k[1])
	}
	m, n := mapping(t, text), world(t)
	r := run(t, shared(t, "gas-imports/eurostat_nrg_ti_gas_custom.xlsx"), m, table.Context{Names: n})
	want := make(map[string]string)
	for _, row := range readCSV(t, shared(t, "gas-imports/eurostat_nrg_ti_gas_russia_total.csv")) {
		code, ok := m.Parties[strings.Join(strings.Fields(row["reporter"]), " ")]
		if !ok {
			code, _ = n.Area(row["reporter"])
		}
		want[key(strings.ReplaceAll(strings.ToLower(row["siec"]), " ", "-"), string(code), row["partner"], row["year"])] = row["value_TJ_GCV"]
	}
	same(t, figures(r), want)
	if c := r.Count; c.Read != 4*44*10 || c.Figures != 1702 || c.Empty != c.Read-c.Figures || c.Ignored != 10 {
		t.Errorf("got %v\n%s", c, lines(r.Refusals))
	}
}
