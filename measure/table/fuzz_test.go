package table_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"testing"

	"entente"
	"entente/measure"
	"entente/measure/table"
)

const smallMapping = `
id: exercise
publication: exercise
format: xlsx
vintage: "2024"
estimate: e
strip: ["*"]
brackets: true
missing: [n.a.]
blocks:
- {sheet: S, head: 1, names: "A:B", first: 2, last: 4, periods: "C:D", indicator: exercise-share}
ignore: [{sheet: S, cells: "A9:Z9", reason: notes}, {parties: [World], reason: a sum}]
`

// smallBook returns a workbook with one sheet, named S, of this content.
func smallBook(t testing.TB, sheet string) []byte {
	t.Helper()
	const space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"_rels/.rels", `<Relationships><Relationship Id="r1" Type="` + space + `officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook><sheets><sheet name="S" id="r1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Type="` + space + `worksheet" Target="sheet1.xml"/></Relationships>`},
		{"xl/sheet1.xml", `<worksheet>` + sheet + `</worksheet>`},
	} {
		w, err := z.Create(part[0])
		if err == nil {
			_, err = w.Write([]byte(part[1]))
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

const smallSheet = `<sheetData><row r="1"><c r="C1"><v>2023</v></c><c r="D1" t="str"><v>2024e</v></c></row>` +
	`<row r="2"><c r="A2" t="str"><v>Albania* (Leks)</v></c><c r="C2"><v>1.5</v></c><c r="D2"><v>16250.362999999999</v></c></row>` +
	`<row r="3"><c r="B3" t="str"><v>World</v></c><c r="C3"><v>9</v></c><c r="D3" t="e"><v>#N/A</v></c></row>` +
	`<row r="4"><c r="A4" t="str"><v>Belgium</v></c><c r="C4" t="str"><v>n.a.</v></c><c r="D4" t="str"><v>1.6</v></c></row>` +
	`<row r="9"><c r="A9"><v>1</v></c><c r="B9"><v>2</v></c></row><row r="10"><c r="F10"><v>3</v></c></row></sheetData>`

func TestSmallBook(t *testing.T) {
	r := run(t, smallBook(t, smallSheet), mapping(t, smallMapping), table.Context{Names: names(t)})
	const want = `exercise-share ALB 2023 1.5 A 2024
exercise-share ALB 2024 16250.363 E 2024
exercise-share BEL 2024 1.6 E 2024
- S!F10: outside every declared table
~ party World: a sum
~ S!A9:Z9: notes
`
	if got := show(r); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if c := (table.Count{Read: 5, Figures: 3, Empty: 1, Refused: 1, Ignored: 4}); r.Count != c {
		t.Errorf("got %v, want %v", r.Count, c)
	}
	book, err := measure.NewBook(measure.Definitions{
		Publications: []measure.Publication{{ID: "exercise", Vintages: []measure.Vintage{{ID: "2024"}}}},
		Indicators:   []measure.Indicator{{ID: "exercise-share", Publication: "exercise"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	d := measure.NewData(book)
	if a := r.AddTo(d, measure.Origin{Document: "exercise.xlsx"}); a.Stored != 3 {
		t.Errorf("got %+v", a)
	}
	if e := d.Figures("exercise-share", "BEL"); len(e) != 1 || e[0].Place != "S!D4" || e[0].Document != "exercise.xlsx" {
		t.Errorf("got %+v", e)
	}
	const counts = "5 cells read: 3 figures, 1 empty, 1 refused; 4 ignored"
	if r.Count.String() != counts {
		t.Errorf("got %v, want %s", r.Count, counts)
	}
}

// FuzzXLSX reads sheets of any content: every cell is accounted for.
func FuzzXLSX(f *testing.F) {
	f.Add(smallSheet)
	f.Add(`<cols><col min="3" max="3" hidden="1"/></cols><sheetData><row r="1"><c r="C1"><v>2024</v></c><c r="D1"><v>2023</v></c></row><row r="2" hidden="1"><c r="A2" t="str"><v>X</v></c><c r="C2"><f>1</f></c></row></sheetData><mergeCell ref="C2:D2"/>`)
	f.Add(`<row><c r="Z1048576"><v>1e308</v></c></row>`)
	m, known := mapping(f, smallMapping), names(f)
	f.Fuzz(func(t *testing.T, sheet string) {
		r, err := table.Import(bytes.NewReader(smallBook(t, sheet)), m, table.Context{Names: known})
		if err != nil {
			if !errors.Is(err, entente.ErrDamaged) && !errors.Is(err, entente.ErrUnsupported) && !errors.Is(err, entente.ErrInvalid) {
				t.Errorf("got %v", err)
			}
			return
		}
		balanced(t, r)
	})
}
