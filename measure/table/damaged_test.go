package table_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"entente"
	"entente/measure/table"
)

// edit returns a copy of a workbook with a part changed.
func edit(t testing.TB, data []byte, part string, change func(string) string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	changed := false
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == part {
			after := change(string(b))
			changed = changed || after != string(b)
			b = []byte(after)
		}
		to, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if !changed {
		t.Fatalf("%s was not changed", part)
	}
	return out.Bytes()
}

func replace(old, by string) func(string) string {
	return func(s string) string { return strings.Replace(s, old, by, 1) }
}

// cellXML returns a change of one cell: its type and content anew.
func cellXML(ref, typ, content string) func(string) string {
	cell := regexp.MustCompile(`<c r="` + ref + `"( s="\d+")?( t="\w+")?>.*?</c>`)
	return func(s string) string {
		return cell.ReplaceAllString(s, `<c r="`+ref+`"$1 t="`+typ+`">`+content+`</c>`)
	}
}

// shift moves all rows from the first one on down by one.
func shift(first int) func(string) string {
	return func(s string) string {
		return regexp.MustCompile(`(<row r="|<c r="[A-Z]+)(\d+)"`).ReplaceAllStringFunc(s, func(m string) string {
			i := strings.LastIndexAny(m[:len(m)-1], `"ABCDEFGHIJKLMNOPQRSTUVWXYZ`) + 1
			n, _ := strconv.Atoi(m[i : len(m)-1])
			if n >= first {
				n++
			}
			return m[:i] + strconv.Itoa(n) + `"`
		})
	}
}

const (
	table3  = "xl/worksheets/sheet3.xml"
	cells   = 5541 // of the workbook, in tables and outside
	refused = 40   // of them as they were published
)

// TestDamagedCells changes the published workbook so that part of it cannot be read. The rest is, and nothing is lost
// silently: as many cells are read as before.
func TestDamagedCells(t *testing.T) {
	original, m := shared(t, natoXLSX), natoMapping(t)
	check := func(name string, data []byte, m table.Mapping, read, refusedHere int, want ...string) {
		t.Helper()
		r := run(t, data, m, table.Context{Names: names(t)})
		if r.Count.Read != read || r.Count.Refused != refused+refusedHere {
			t.Errorf("%s: got %v", name, r.Count)
		}
		for _, w := range want {
			if !strings.Contains(lines(r.Refusals), w+"\n") {
				t.Errorf("%s: got\n%s\nwant\n%s", name, lines(r.Refusals), w)
			}
		}
	}
	sheet := func(change func(string) string) []byte { return edit(t, original, table3, change) }

	check("a text for a number", sheet(cellXML("D11", "inlineStr", "<is><t>n.a.</t></is>")), m, cells, 1,
		`TABLE3!D11: text "n.a." instead of a number; list it under missing where it says that there is none`)
	withMissing := m
	withMissing.Missing = []string{"n.a."}
	check("a text that says that there is none", sheet(cellXML("D11", "inlineStr", "<is><t>n.a.</t></is>")), withMissing, cells, 0)
	check("an error", sheet(cellXML("D11", "e", "<v>#DIV/0!</v>")), m, cells, 1, "TABLE3!D11: error #DIV/0!")
	check("yes or no", sheet(cellXML("D11", "b", "<v>1</v>")), m, cells, 1, `TABLE3!D11: "1" instead of a number`)
	check("no number", sheet(cellXML("D11", "n", "<v>1,5</v>")), m, cells, 1, `TABLE3!D11: "1,5" is no number`)
	check("infinite", sheet(cellXML("D11", "n", "<v>Inf</v>")), m, cells, 1, `TABLE3!D11: "Inf" is no number`)
	check("a day", sheet(cellXML("D11", "d", "<v>2014-01-01</v>")), m, cells, 1, `TABLE3!D11: a date ("2014-01-01") instead of a number`)
	check("a formula that was never computed", sheet(cellXML("D11", "n", "<f>1+1</f>")), m, cells, 1,
		"TABLE3!D11: a formula that was never computed; open and save the workbook with a spreadsheet program")
	check("a formula that was computed", sheet(cellXML("E12", "n", "<f>1+1</f><v>2</v>")), m, cells, 0)
	check("a blank cell", sheet(cellXML("E12", "n", "")), m, cells, 0)
	check("a number beside the table", sheet(replace(`<row r="60"`, `<row r="59"><c r="Q59"><v>7</v></c><c r="R59"><v>8</v></c></row><row r="60"`)), m, cells+2, 2,
		"TABLE3!Q59:R59: outside every declared table")
	check("a hidden row", sheet(replace(`<row r="12" `, `<row r="12" hidden="1" `)), m, cells, 11,
		"TABLE3!D12: the row, column or sheet is hidden; say hidden: true to read it")
	check("a hidden column", sheet(replace(`<cols>`, `<cols><col min="4" max="4" hidden="1"/>`)), m, cells, 66,
		"TABLE3!D43: the row, column or sheet is hidden; say hidden: true to read it")
	check("merged cells", sheet(replace(`<mergeCells count="2">`, `<mergeCells count="3"><mergeCell ref="D11:E11"/>`)), m, cells, 1,
		"TABLE3!D11: cells D11:E11 are merged: whose figure it is cannot be told")
	// Table 1 has the name with a currency behind it, another text; table 4 has five columns.
	check("a misspelt name", edit(t, original, "xl/sharedStrings.xml", replace(">Slovenia<", ">Slovenija<")), m, cells, 13*11+5,
		`TABLE3!D36:N36: TABLE3!C36: party "Slovenija" unknown; did you mean "Slovenia"? If so, add it to parties`)
	check("no name", sheet(cellXML("C36", "n", "")), m, cells, 11, "TABLE3!D36:N36: TABLE3!B36: no party")
	check("a figure that contradicts another", edit(t, original, "xl/worksheets/sheet4.xml", cellXML("G23", "n", "<v>1.5</v>")), m, cells, 1,
		"TABLE4!G23: defence-share ALB 2014 is 1.346516857031259 (actual) already in TABLE3!D11, not 1.5 (actual)")
	withIgnore := m
	withIgnore.Ignore = []table.Ignore{{Sheet: "TABLE1", Cells: "D42:N42", Reason: "left over"}, {Sheet: "TABLE4", Reason: "repeats tables 2 and 3"}}
	r := run(t, original, withIgnore, table.Context{Names: names(t)})
	if c := (table.Count{Read: cells - 6 - 155, Figures: 5346, Refused: 34, Ignored: 6 + 155 + 1}); r.Count.Read != c.Read || r.Count.Figures != c.Figures || r.Count.Refused != c.Refused {
		t.Errorf("ignored: got %v, want %v", r.Count, c)
	}
}

// TestAnotherWorkbook changes the published workbook so that it is not the one that the mapping is for: nothing is imported.
func TestAnotherWorkbook(t *testing.T) {
	original, m := shared(t, natoXLSX), natoMapping(t)
	check := func(name string, data []byte, kind error, want ...string) {
		t.Helper()
		r, err := table.Import(bytes.NewReader(data), m, table.Context{Names: names(t)})
		if !errors.Is(err, kind) || len(r.Figures) > 0 {
			t.Errorf("%s: got %v and %d figures", name, err, len(r.Figures))
			return
		}
		for _, w := range want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: got %v\nwant %s", name, err, w)
			}
		}
	}
	sheet := func(change func(string) string) []byte { return edit(t, original, table3, change) }
	check("cut off", original[:len(original)/2], entente.ErrDamaged, "get a fresh copy")
	check("a sheet cut off", sheet(func(s string) string { return s[:len(s)/2] }), entente.ErrDamaged, "sheet3.xml")
	check("not XML", sheet(func(string) string { return "<a><b></a>" }), entente.ErrDamaged, "sheet3.xml")
	check("a sheet missing", edit(t, original, "xl/workbook.xml", replace(`<sheet name="TABLE3"`, `<sheet name="TABLE3x"`)), entente.ErrInvalid,
		`blocks[4]: no sheet "TABLE3"; did you mean "TABLE1"?`, "blocks[5]: no sheet")
	check("rows shifted", sheet(shift(9)), entente.ErrInvalid,
		`TABLE3!B10 has "": want "Share of real GDP (%)"; this is another workbook than the mapping is for`)
	check("rows shifted between tables", sheet(shift(30)), entente.ErrInvalid, `TABLE3!B44 has "NATO Total": want "Annual real change (%)"`)
	check("years swapped", sheet(func(s string) string {
		return cellXML("E8", "n", "<v>2014</v>")(cellXML("D8", "n", "<v>2015</v>")(s))
	}), entente.ErrInvalid, "TABLE3!F8: 2016 does not follow 2014: want the periods in order")
	check("a year twice", sheet(cellXML("E8", "n", "<v>2014</v>")), entente.ErrInvalid, "TABLE3!E8: 2014 does not follow 2014")
	check("no year", sheet(cellXML("E8", "inlineStr", "<is><t>Average</t></is>")), entente.ErrInvalid, `TABLE3!E8: period "Average"`)
	check("an empty file", nil, entente.ErrUnsupported, "an empty file")
	check("an old workbook", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), entente.ErrUnsupported, "save it as XLSX")
	check("a text", []byte("Country,2014"), entente.ErrUnsupported, "no XLSX file")
}
