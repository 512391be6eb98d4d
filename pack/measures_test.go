package pack_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"entente/pack"
)

// invented measures what the one undertaking of the minimal pack says.
const invented = `publications:
- id: tables
  title: {en: Tables, zh: 表}
  publisher: Invented office
  vintages:
  - {id: "2030-06", published: 2030-06-17, title: June tables}
  - {id: "2031-06", published: 2031-06-17, title: June tables a year later}
indicators:
- {id: spending, title: {en: Spending, zh: 开支}, definition: {en: What is spent., zh: 开支。}, publication: tables, unit: USD, multiplier: 6, base: output, aggregate: sum, absent: [ALP]}
- {id: output, title: {en: Output, zh: 产出}, definition: {en: What is made., zh: 产出。}, publication: tables, unit: USD, base: output}
measures:
- id: spending-share
  undertaking: 2/1
  title: {en: A share of output, zh: 产出占比}
  value: share(spending, output)
  unit: "% of output"
  targets:
  - {comparator: ">=", value: "2", from: 2030, bound: members, basis: {en: Said so., zh: 如此说。}}
measurability:
- {undertaking: 2/1, by: figures, why: published-figures, note: {en: The tables show it., zh: 表中可见。}}
`

const inventedFigures = `indicator,party,part,period,value,status,vintage,place
spending,ALP,,2030,1.5,,2030-06,T1!B2
output,ALP,,2030,90.25,E,2030-06,T1!C2
`

// TestMeasureFaults changes one thing in what a good pack measures and expects the faults that follow, all of them.
func TestMeasureFaults(t *testing.T) {
	files := func(measures, figures string) map[string]string {
		return map[string]string{"p.yaml": minimal, "m.yaml": measures, "figures/f.csv": figures}
	}
	if _, err := load(t, files(invented, inventedFigures)); err != nil {
		t.Fatal(err)
	}
	expect := func(measures, figures, what string, want []string) {
		t.Helper()
		_, err := load(t, files(measures, figures))
		faults, _ := errors.AsType[pack.Faults](err)
		var got []string
		for _, f := range faults {
			got = append(got, f.String())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got\n\t%s\nwant\n\t%s", what, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
		}
	}
	check := func(old, replacement string, want ...string) {
		t.Helper()
		if !strings.Contains(invented, old) {
			t.Fatalf("no %q in the measures", old)
		}
		expect(strings.Replace(invented, old, replacement, 1), inventedFigures, replacement, want)
	}
	checkFigures := func(old, replacement string, want ...string) {
		t.Helper()
		if !strings.Contains(inventedFigures, old) {
			t.Fatalf("no %q in the figures", old)
		}
		expect(invented, strings.Replace(inventedFigures, old, replacement, 1), replacement, want)
	}

	// What is named must be there, and of the right kind.
	check("publication: tables, unit: USD, base", "publication: table, unit: USD, base", `m.yaml:10: publication "table" unknown; did you mean "tables"?`)
	check("undertaking: 2/1\n", "undertaking: 2/9\n", `m.yaml:13: undertaking "2/9" unknown; did you mean "2/1"?`)
	check("undertaking: 2/1\n", "undertaking: 2/2\n", "m.yaml:12: undertaking 2/2 is not the first statement of an entry: name the entry by its first",
		"m.yaml:12: undertaking 2/2 has a measure but no record under measurability")
	check("undertaking: 2/1\n", "undertaking: two\n", `m.yaml:13: undertaking "two": want PROVISION/NUMBER such as 27/1`)
	check("bound: members", "bound: memberz", `m.yaml:18: bound "memberz" unknown; did you mean "members"?`)
	check("absent: [ALP]", "absent: [ALPS]", "m.yaml:9: absent ALPS: no party and no group's code")
	check("absent: [ALP]", "absent: [alp]", `m.yaml:9: absent "alp": want a party (DEU) or the code of a group (NATO)`)

	// Formulas are read, and give what the measure is in.
	check("share(spending, output)", "share(spending output)", `m.yaml:15: value: column 16: want , or ) in the arguments of share`)
	check("share(spending, output)", "share(spending, outputs)", `m.yaml:15: value: column 17: indicator "outputs" unknown`)
	check("share(spending, output)", "spending", `m.yaml:15: value: gives USD, but the measure is in "% of output"`)
	check("share(spending, output)", "spending / output", `m.yaml:15: value: gives a bare number, but the measure is in "% of output"`)
	check(`value: "2", from`, `value: "2", formula: "spending", from`, "m.yaml:18: target: want either a value or a formula")
	check(`value: "2", from`, `formula: "spending", from`, `m.yaml:18: targets: gives USD, but the measure is in "% of output"`)
	check("from: 2030,", "from: ../2030,", `m.yaml:18: from "../2030": want a first day`)

	// Vintages stand in the order of publication, each once.
	check(`id: "2031-06"`, `id: "2030-06"`, `m.yaml:7: vintage 2030-06 of tables given twice`)
	check("2031-06-17,", "2030-06-17,", "m.yaml:6: vintages: vintage 2031-06 is not later than 2030-06: put them in order of publication")

	// No undertaking is left silent.
	check("by: figures, why: published-figures", "by: figure, why: published-figures", `m.yaml:20: by "figure" unknown; did you mean "figures"?`)
	check("{undertaking: 2/1, by", "{undertaking: 1/1, by", "m.yaml:12: undertaking 2/1 has a measure but no record under measurability",
		"m.yaml:20: undertaking 1/1 is a context entry: nothing is left to be delivered",
		"p.yaml:36: undertaking 2/1 has no record under measurability: say how its delivery can be known")

	// Figures.
	checkFigures("indicator,party", "party,indicator", "figures/f.csv:1: want the columns indicator,party,part,period,value,status,vintage,place")
	checkFigures("1.5,", "1,5,", "figures/f.csv:2: wrong number of fields")
	checkFigures(",1.5,", ",1.5 bn,", `figures/f.csv:2: value "1.5 bn": want digits with an optional minus and decimal point, such as -12.50`)
	checkFigures("ALP,,2030,1.5", "Alpland,,2030,1.5", `figures/f.csv:2: party "Alpland": want a party (DEU) or the code of a group (NATO)`)
	checkFigures("spending,", "spendings,", `figures/f.csv:2: indicator "spendings" unknown`)
	checkFigures("2030-06,T1!B2", "2029-06,T1!B2", `figures/f.csv:2: vintage "2029-06" of tables unknown`)
	checkFigures(",2030,1.5", ",in 2030,1.5", `figures/f.csv:2: period "in 2030": want such as 2023`)
	checkFigures("1.5,,", "1.5,X,", `figures/f.csv:2: status "X": want A (actual), E (estimate), P (provisional), F (forecast) or B (break)`)
	checkFigures("T1!B2\n", "T1!B2\nspending,ALP,,2030,1.5,,2030-06,T1!B2\n", "figures/f.csv:3: figure given twice")
	checkFigures("T1!B2\n", "T1!B2\nspending,ALP,,2030,1.6,,2030-06,T1!B2\n",
		"figures/f.csv:3: spending ALP 2030 of vintage 2030-06 is 1.5 (actual) already, not 1.6 (actual): a revised figure belongs to a later vintage")
}
