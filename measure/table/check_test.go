package table_test

import (
	"errors"
	"strings"
	"testing"

	"entente"
	"entente/measure/table"
)

// TestMappingFaults changes one thing in a good mapping and expects the faults that follow, all of them.
func TestMappingFaults(t *testing.T) {
	const workbook = `
id: nato
publication: nato-defence-expenditure
format: xlsx
blocks:
- {sheet: T, head: 8, names: C, first: 11, last: 43, periods: "D:N", indicator: share}
- {sheet: T, names: C, first: 45, last: 46, columns: [{column: D, period: "2014", indicator: change}]}
`
	const rows = `
id: bank
publication: bank
format: csv
columns: {party: Country, period: Year}
where: {Unit: kt}
values: [{column: Value, indicator: gdp}]
`
	check := func(good, old, by string, want ...string) {
		t.Helper()
		if !strings.Contains(good, old) {
			t.Fatalf("no %q in the mapping", old)
		}
		err := mapping(t, strings.Replace(good, old, by, 1)).Check()
		got := strings.Split(strings.TrimPrefix(errorText(err), "\n"), "\n")
		if err == nil {
			got = nil
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") || err != nil && !errors.Is(err, entente.ErrInvalid) {
			t.Errorf("%q for %q: got\n%s\nwant\n%s", by, old, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	check(workbook, "id: nato", "id: nato")
	check(rows, "id: bank", "id: bank")
	check(workbook, "id: nato", "id: NATO", `source NATO: id: source "NATO": want lower-case words joined by hyphens: invalid`)
	check(workbook, "publication: nato-defence-expenditure", "publication: \"\"", `source nato: publication: publication "": want lower-case words joined by hyphens: invalid`)
	check(workbook, "format: xlsx", "format: ods", `source nato: format: "ods": want xlsx, csv, sdmx-csv, sdmx-json or sdmx-ml: invalid`)
	check(workbook, "format: xlsx", "format: xlsx\nparties: {Total: nato}", `source nato: parties: area "nato": want a party (DEU) or the code of a group (NATO): invalid`)
	check(workbook, "format: xlsx", "format: xlsx\nstrip: [\"\"]", "source nato: strip: a mark is empty: invalid")
	check(workbook, "format: xlsx", "format: xlsx\ndelimiter: \";\"", "source nato: delimiter: belongs to csv: invalid")
	check(workbook, "format: xlsx", "format: xlsx\ncolumns: {party: C}", "source nato: columns: columns, where and values belong to csv and sdmx: want blocks: invalid")
	check(workbook, "sheet: T", "sheet: \"\"", "source nato: blocks[0].sheet: missing: invalid")
	check(workbook, "names: C", "names: c", `source nato: blocks[0].names: column "c": want capitals from A to XFD: invalid`)
	check(workbook, "names: C", "names: C:B", `source nato: blocks[0].names: "C:B": want the first column first: invalid`)
	check(workbook, "first: 11", "first: 44", "source nato: blocks[0].first: want rows first to last, from 1: invalid")
	check(workbook, "last: 43", "last: 45", "source nato: blocks[1].first: a row and column are in blocks[0] too: invalid")
	check(workbook, "head: 8", "head: 11", "source nato: blocks[0].head: want a row above the first: invalid")
	check(workbook, `periods: "D:N"`, "periods: D-N", `source nato: blocks[0].periods: column "D-N": want capitals from A to XFD: invalid`)
	check(workbook, "indicator: share", "indicator: Share", `source nato: blocks[0].indicator: indicator "Share": want lower-case words joined by hyphens: invalid`)
	check(workbook, "indicator: share", "indicator: share, status: X",
		`source nato: blocks[0].status: status "X": want A (actual), E (estimate), P (provisional), F (forecast) or B (break): invalid`)
	check(workbook, "indicator: share", "indicator: share, expect: {ten: x}", `source nato: blocks[0].expect: cell "ten": want a column and a row, such as D11: invalid`)
	check(workbook, "last: 46", "last: 2000046", "source nato: blocks[1].first: want rows first to last, from 1: invalid",
		"source nato: blocks[1].last: more than 2000000 cells: want the rows and columns of one table: invalid")
	check(workbook, `period: "2014"`, `period: "14"`, `source nato: blocks[1].columns[0].period: period "14": want 2023, 2023-Q3, 2023-07 or 2023-07-11: invalid`)
	check(workbook, "columns: [{column: D, period: \"2014\", indicator: change}]", "indicator: change", "source nato: blocks[1].columns: want columns, or head and periods: invalid")
	check(workbook, "format: xlsx", "format: xlsx\nignore: [{sheet: T}]", "source nato: ignore[0].reason: missing: say why it is left out: invalid")
	check(workbook, "format: xlsx", "format: xlsx\nignore: [{reason: x}]", "source nato: ignore[0].sheet: want a sheet, or else parties: invalid")
	check(workbook, "format: xlsx", "format: xlsx\nignore: [{sheet: T, cells: B2:A1, reason: x}]", `source nato: ignore[0].cells: cells "B2:A1": want the upper left corner first: invalid`)
	check(rows, "format: csv", "format: csv\ndelimiter: \";;\"", `source bank: delimiter: ";;": want one character: invalid`)
	check(rows, "format: csv", "format: csv\nthousands: \".\"", "source bank: thousands: is the decimal point too: invalid")
	check(rows, "format: csv", "format: csv\nhead: -1", "source bank: head: want the line of the column heads of a csv: invalid")
	check(rows, "format: csv", "format: csv\nsum: {}", "source bank: sum: want every or over: invalid")
	check(rows, "format: csv", "format: csv\nsum: {every: week}", `source bank: sum.every: "week": want month, quarter or year: invalid`)
	check(rows, "format: csv", "format: csv\nsum: {over: [pipe], need: 12}", "source bank: sum.need: want how many periods a sum of every has: invalid")
	check(rows, "period: Year", "period: Year, year: Year", "source bank: columns.period: want period, or year and month: invalid")
	check(rows, "period: Year", "period: Year, month: Month", "source bank: columns.month: of which year?: invalid")
	check(rows, "party: Country", "party: {from: Country, is: DEU}", "source bank: columns.party: want from or is: invalid")
	check(rows, "party: Country", "indicator: {from: Series, map: {S1: GDP}}, party: Country", `source bank: columns.indicator: indicator "GDP": want lower-case words joined by hyphens: invalid`)
	check(rows, "party: Country, ", "", "source bank: values[0].party: missing: say it here or in columns: invalid")
	check(rows, "period: Year", "", "source bank: values[0].period: missing: say it here or in columns: invalid")
	check(rows, ", indicator: gdp", "", "source bank: values[0].indicator: missing: say it here or in columns: invalid")
	check(rows, "column: Value", "periods: true", "source bank: values[0].period: the period stands in the heads: invalid")
	check(rows, "column: Value", "column: Value, periods: true", "source bank: values[0].column: want a column, or periods: true: invalid",
		"source bank: values[0].period: the period stands in the heads: invalid")
	check(rows, "Unit: kt", "Unit: []", `source bank: where: "Unit": want a column and its texts: invalid`)
	check(rows, "values: [{column: Value, indicator: gdp}]", "values: []", "source bank: values: missing: want the columns with figures: invalid")
	check(rows, "format: csv", "format: csv\nignore: [{sheet: T, reason: x}]", "source bank: ignore[0].sheet: belongs to xlsx: invalid",
		"source bank: ignore[0].columns: want columns, parties or indicators: invalid")

	f, ok := errors.AsType[table.Fault](mapping(t, strings.Replace(rows, "id: bank", "id: Bank", 1)).Check())
	if !ok || f.Source != "Bank" || f.Field != "id" {
		t.Errorf("got %+v", f)
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
