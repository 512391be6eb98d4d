package main

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"entente/balance"
)

// TestWorkbook reads contributions from a workbook: texts, numbers, an empty row and a day.
func TestWorkbook(t *testing.T) {
	const sheetML = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	parts := [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="s1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="s2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook ` + sheetML + ` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Offers" sheetId="1" r:id="s1"/></sheets></workbook>`},
		{"xl/styles.xml", `<styleSheet ` + sheetML + `><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`},
		{"xl/worksheets/sheet1.xml", `<worksheet ` + sheetML + `><sheetData>` +
			`<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t>party</t></is></c><c r="C1" t="inlineStr"><is><t>kind</t></is></c><c r="D1" t="inlineStr"><is><t>quantity</t></is></c><c r="E1" t="inlineStr"><is><t>from</t></is></c></row>` +
			`<row r="3"><c r="A3" t="inlineStr"><is><t>a</t></is></c><c r="B3" t="inlineStr"><is><t>DEU</t></is></c><c r="C3" t="inlineStr"><is><t>fuel</t></is></c><c r="D3"><v>2.5</v></c><c r="E3" s="1"><v>45658</v></c></row>` +
			`<row r="4"><c r="A4" t="inlineStr"><is><t>b</t></is></c><c r="C4" t="inlineStr"><is><t>fuel</t></is></c><c r="D4"><v>-1</v></c></row>` +
			`</sheetData></worksheet>`},
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.Create(p[0])
		if err == nil {
			_, err = w.Write([]byte(p[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "offers.xlsx")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	var table balance.Contributions
	if err := readRows(file, table.Head, table.Row); err != nil {
		t.Fatal(err)
	}
	r := table.Report
	if r.Read != 2 || r.Stored != 1 || r.Refused != 1 || r.Refusals[0].Row != 4 {
		t.Errorf("%+v", r)
	}
	if got := table.All[0]; got.ID != "a" || got.Quantity != 2.5 || got.Period.String() != "2025/.." {
		t.Errorf("%+v", got)
	}
}
