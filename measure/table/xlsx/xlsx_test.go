package xlsx_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"entente"
	"entente/measure/table/xlsx"
)

const (
	rels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>`
	rel  = `<Relationship Id="%s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s"/>`
)

// parts returns the parts of a workbook with one sheet, named S, of this content.
func parts(sheet string) map[string]string {
	return map[string]string{
		"_rels/.rels":     fmt.Sprintf(rels, fmt.Sprintf(rel, "r1", "officeDocument", "xl/workbook.xml")),
		"xl/workbook.xml": `<workbook><sheets><sheet name="S" sheetId="1" r:id="r1" xmlns:r="r"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": fmt.Sprintf(rels, fmt.Sprintf(rel, "r1", "worksheet", "worksheets/sheet1.xml")+
			fmt.Sprintf(rel, "r2", "sharedStrings", "/xl/sharedStrings.xml")+fmt.Sprintf(rel, "r3", "styles", "styles.xml")),
		"xl/sharedStrings.xml": `<sst><si><t>plain</t></si><si><r><t>rich</t></r><r><t xml:space="preserve"> text</t></r><rPh><t>reading</t></rPh></si></sst>`,
		"xl/styles.xml": `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0.0&quot;day&quot;"/><numFmt numFmtId="165" formatCode="[Red]dd\.mm\.yyyy"/></numFmts>` +
			`<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml": `<worksheet>` + sheet + `</worksheet>`,
	}
}

func pack(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range parts {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var kinds = map[xlsx.Kind]string{xlsx.Number: "number", xlsx.Text: "text", xlsx.Bool: "bool", xlsx.Error: "error", xlsx.Date: "date", xlsx.Pending: "pending"}

func list(s xlsx.Sheet) string {
	var b strings.Builder
	for _, c := range s.Cells {
		formula := map[bool]string{true: "=", false: ""}[c.Formula]
		fmt.Fprintf(&b, "%v%s %s %q\n", c.Ref, formula, kinds[c.Kind], c.Text)
	}
	return b.String()
}

// TestCells lists what a file may have in a sheet, and what it is read as.
func TestCells(t *testing.T) {
	check := func(sheet, want string) {
		t.Helper()
		b, err := xlsx.Read(bytes.NewReader(pack(t, parts("<sheetData>"+sheet+"</sheetData>"))))
		if err != nil || len(b.Sheets) != 1 || list(b.Sheets[0]) != want {
			t.Errorf("%s: got %v\n%v", sheet, err, b.Sheets)
		}
	}
	check(``, "")
	check(`<row r="3"><c r="B3"><v>1.50</v></c></row>`, "B3 number \"1.50\"\n")
	check(`<row><c><v>1</v></c><c/><c><v>2</v></c></row><row><c><v>3</v></c></row>`, "A1 number \"1\"\nC1 number \"2\"\nA2 number \"3\"\n")
	check(`<row r="2"><c r="B2"><v>1</v></c><c><v>2</v></c></row>`, "B2 number \"1\"\nC2 number \"2\"\n")
	check(`<row r="2"><c r="A2"><v>2</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>`, "A1 number \"1\"\nA2 number \"2\"\n")
	check(`<row><c t="n"><v> 6.1504590367716779E-2 </v></c></row>`, "A1 number \"6.1504590367716779E-2\"\n")
	check(`<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>`, "A1 text \"plain\"\nB1 text \"rich text\"\n")
	check(`<row><c t="inlineStr"><is><t>in</t><r><t>line</t></r><rPh><t>x</t></rPh></is></c></row>`, "A1 text \"inline\"\n")
	check(`<row><c t="str"><f>A1</f><v>made</v></c></row>`, "A1= text \"made\"\n")
	check(`<row><c t="str"><f>A1</f><v></v></c></row>`, "")
	check(`<row><c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c></row>`, "A1 bool \"1\"\nB1 error \"#REF!\"\nC1= error \"#DIV/0!\"\n")
	check(`<row><c><f>1+1</f><v>2</v></c><c><f>1+1</f></c><c t="str"><f>A1</f></c></row>`, "A1= number \"2\"\nB1= pending \"\"\nC1= pending \"\"\n")
	check(`<row><c s="1"><v>41640</v></c><c s="2"><v>3</v></c><c s="3"><v>41640</v></c><c s="9"><v>4</v></c><c t="d"><v>2014-01-01</v></c></row>`,
		"A1 date \"41640\"\nB1 number \"3\"\nC1 date \"41640\"\nD1 number \"4\"\nE1 date \"2014-01-01\"\n")
	check(`<row><c><v></v></c><c s="1"/><c t="s"></c></row>`, "")
	check(`<row><c r="XFD1048576"><v>1</v></c></row>`, "XFD1048576 number \"1\"\n")
}

func TestSheets(t *testing.T) {
	p := parts(`<cols><col min="2" max="3" hidden="1"/><col min="5" max="16384" hidden="0"/></cols><sheetData><row r="7" hidden="true"><c r="A7"><v>1</v></c></row></sheetData>` +
		`<mergeCells><mergeCell ref="A1:B2"/></mergeCells>`)
	p["xl/workbook.xml"] = `<workbook xmlns:r="r"><sheets><sheet name="S" r:id="r1"/><sheet name="Chart" r:id="r4"/><sheet name="H" state="veryHidden" r:id="r5"/></sheets></workbook>`
	p["xl/_rels/workbook.xml.rels"] = strings.Replace(p["xl/_rels/workbook.xml.rels"], "</Rel", fmt.Sprintf(rel, "r4", "chartsheet", "chart.xml")+fmt.Sprintf(rel, "r5", "worksheet", "worksheets/sheet1.xml")+"</Rel", 1)
	b, err := xlsx.Read(bytes.NewReader(pack(t, p)))
	if err != nil || len(b.Sheets) != 2 {
		t.Fatalf("got %v, %v", b, err)
	}
	s, ok := b.Sheet("S")
	at := func(text string) xlsx.Ref {
		r, err := xlsx.ParseRef(text)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if !ok || s.Hidden || !b.Sheets[1].Hidden || len(s.Merged) != 1 || s.Merged[0].String() != "A1:B2" {
		t.Errorf("got %+v", s)
	}
	for cell, hidden := range map[string]bool{"A1": false, "B1": true, "C9": true, "D1": false, "E1": false, "A7": true} {
		if s.IsHidden(at(cell)) != hidden {
			t.Errorf("%s: hidden should be %v", cell, hidden)
		}
	}
	if c, ok := s.Cell(at("A7")); !ok || c.Text != "1" {
		t.Errorf("got %v", c)
	}
	if c, ok := s.Cell(at("A8")); ok || c.Kind != xlsx.Blank {
		t.Errorf("got %v", c)
	}
}

// TestRefused reads what is no workbook, or a damaged or hostile one.
func TestRefused(t *testing.T) {
	check := func(name string, data []byte, kind error, want string) {
		t.Helper()
		if _, err := xlsx.Read(bytes.NewReader(data)); !errors.Is(err, kind) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
	sheet := func(content string) []byte { return pack(t, parts(content)) }
	row := func(content string) []byte { return sheet("<sheetData><row>" + content + "</row></sheetData>") }
	without := func(part string) []byte {
		p := parts("")
		delete(p, part)
		return pack(t, p)
	}
	check("nothing", nil, entente.ErrUnsupported, "an empty file")
	check("a text", []byte("a,b"), entente.ErrUnsupported, "no XLSX file")
	check("an old workbook", []byte("\xD0\xCF\x11\xE0"), entente.ErrUnsupported, "save it as XLSX")
	check("gzip", []byte("\x1F\x8B\x08"), entente.ErrUnsupported, "unpack it")
	check("cut off", sheet("")[:100], entente.ErrDamaged, "get a fresh copy")
	check("another archive", pack(t, map[string]string{"a": "b"}), entente.ErrUnsupported, "without an XLSX workbook")
	check("no sheet", without("xl/worksheets/sheet1.xml"), entente.ErrDamaged, `sheet "S" is not in the file`)
	check("no text of that number", row(`<c t="s"><v>2</v></c>`), entente.ErrDamaged, `cell A1: text "2" is not in the file`)
	check("no texts", pack(t, func() map[string]string {
		p := parts(`<sheetData><row><c t="s"><v>0</v></c></row></sheetData>`)
		delete(p, "xl/sharedStrings.xml")
		return p
	}()), entente.ErrDamaged, "is not in the file")
	check("a type of cell unknown", row(`<c t="x"><v>2</v></c>`), entente.ErrDamaged, `type "x" unknown`)
	check("a cell twice", row(`<c r="B2"><v>2</v></c><c r="B2"><v>3</v></c>`), entente.ErrDamaged, "cell B2 stands twice")
	check("a place unknown", row(`<c r="B"><v>2</v></c>`), entente.ErrDamaged, `cell "B"`)
	check("a place outside", row(`<c r="XFE1"><v>2</v></c>`), entente.ErrDamaged, `cell "XFE1"`)
	check("beyond the last column", row(`<c r="XFD1"><v>2</v></c><c><v>2</v></c>`), entente.ErrDamaged, "outside the sheet")
	check("a cell in no row", sheet(`<c><v>2</v></c>`), entente.ErrDamaged, "outside the sheet")
	check("a row unknown", sheet(`<sheetData><row r="x"/></sheetData>`), entente.ErrDamaged, `row "x"`)
	check("a row outside", sheet(`<sheetData><row r="1048577"/></sheetData>`), entente.ErrDamaged, "row 1048577")
	check("columns outside", sheet(`<cols><col min="1" max="99999" hidden="1"/></cols>`), entente.ErrDamaged, "columns")
	check("merged cells unknown", sheet(`<mergeCell ref="A1:"/>`), entente.ErrDamaged, "merged cells")
	check("no XML", sheet(`<a>`), entente.ErrDamaged, "sheet1.xml")
	check("an entity", sheet(`&bomb;`), entente.ErrDamaged, "sheet1.xml")
	check("deep", sheet(strings.Repeat("<a>", 100)), entente.ErrUnsupported, "nested more than 64 deep")
	check("much from little", sheet(strings.Repeat(" ", 65<<20)), entente.ErrUnsupported, "unpacks to more")
	locked := sheet("")
	locked[bytes.Index(locked, []byte("PK\x01\x02"))+8] |= 1 // the flag of encryption, of whatever part comes first
	check("a password", locked, entente.ErrUnsupported, "has a password; save the workbook without one")
	check("many entries", bytes.Join([][]byte{[]byte("PK"), bytes.Repeat([]byte("PK\x01\x02"), 10_001)}, nil), entente.ErrUnsupported, "unpacks to more")
	broken := errors.New("broken")
	if _, err := xlsx.Read(failing{broken}); !errors.Is(err, broken) {
		t.Errorf("a broken reader: got %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// TestWideSheet reads a small file whose rows each have a cell in the last column. What is read is what stands there.
func TestWideSheet(t *testing.T) {
	var b strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&b, `<row r="%d"><c r="XFD%d"><v>1</v></c></row>`, 500*i+1, 500*i+1)
	}
	data := pack(t, parts("<sheetData>"+b.String()+"</sheetData>"))
	allocated := testing.AllocsPerRun(1, func() {
		if book, err := xlsx.Read(bytes.NewReader(data)); err != nil || len(book.Sheets[0].Cells) != 2000 {
			t.Errorf("got %v", err)
		}
	})
	if allocated > 200_000 {
		t.Errorf("%v allocations for 2,000 cells", allocated)
	}
}

func TestRefs(t *testing.T) {
	for _, s := range []string{"A1", "Z9", "AA10", "XFD1048576"} {
		if r, err := xlsx.ParseRef(s); err != nil || r.String() != s {
			t.Errorf("%s: got %v, %v", s, r, err)
		}
	}
	for _, s := range []string{"", "A", "1", "A0", "A01", "a1", "A1048577", "XFE1", "ZZZZZZZZZZZZZZZ1", "A-1", "A1x", "$A$1", "A+1"} {
		if r, err := xlsx.ParseRef(s); err == nil {
			t.Errorf("%s: got %v", s, r)
		}
	}
	for _, s := range []string{"A1", "D11:N41", "D11:D11x", "B2:A1", "A2:B1", "A1:", ":A1"} {
		r, err := xlsx.ParseRange(s)
		if wants := s == "A1" || s == "D11:N41"; (err == nil) != wants || wants && r.String() != s {
			t.Errorf("%s: got %v, %v", s, r, err)
		}
	}
	for n := 1; n <= xlsx.MaxColumn; n++ {
		if got, err := xlsx.ParseColumn(xlsx.ColumnName(n)); err != nil || got != n {
			t.Fatalf("column %d is %s, read as %d, %v", n, xlsx.ColumnName(n), got, err)
		}
	}
}

// FuzzSheet reads sheets of any content, and FuzzBook any files: cells are in order, none stands twice.
func FuzzSheet(f *testing.F) {
	for _, s := range []string{
		`<sheetData><row r="3"><c r="B3" s="1"><v>1.50</v></c><c t="s"><v>0</v></c></row></sheetData>`,
		`<cols><col min="2" max="3" hidden="1"/></cols><sheetData><row hidden="1"><c t="inlineStr"><is><t>x</t></is></c><c t="e"><v>#REF!</v></c></row></sheetData><mergeCell ref="A1:B2"/>`,
		`<row><c><f>1</f></c><c t="b"><v>1</v></c></row>`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { ordered(t, pack(t, parts(s))) })
}

func FuzzBook(f *testing.F) {
	f.Add(pack(f, parts(`<sheetData><row r="3"><c r="B3"><v>1.50</v></c></row></sheetData>`)))
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(ordered)
}

func ordered(t *testing.T, data []byte) {
	b, err := xlsx.Read(bytes.NewReader(data))
	if err != nil {
		if !errors.Is(err, entente.ErrDamaged) && !errors.Is(err, entente.ErrUnsupported) {
			t.Errorf("got %v", err)
		}
		return
	}
	for _, s := range b.Sheets {
		for i, c := range s.Cells {
			if got, ok := s.Cell(c.Ref); !ok || got != c || c.Kind == xlsx.Blank {
				t.Errorf("cell %d: %v found as %v", i, c, got)
			}
			if i > 0 && (c.Ref.Row < s.Cells[i-1].Ref.Row || c.Ref.Row == s.Cells[i-1].Ref.Row && c.Ref.Column <= s.Cells[i-1].Ref.Column) {
				t.Errorf("%v stands after %v", c, s.Cells[i-1])
			}
		}
	}
}
