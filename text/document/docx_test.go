package document

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"entente/internal/opc"
)

// A part is a file in a DOCX archive.
type part struct{ name, content string }

const (
	rootLinks = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>
</Relationships>`
	wordLinks = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>
<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="/word/numbering.xml"/>
</Relationships>`
	space = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ` +
		`xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"`
)

// word returns a Word document with the given body and further parts.
func word(t testing.TB, body string, parts ...part) []byte {
	return pack(t, append([]part{
		{"_rels/.rels", rootLinks},
		{"word/_rels/document.xml.rels", wordLinks},
		{"word/document.xml", fmt.Sprintf("<w:document %s><w:body>%s</w:body></w:document>", space, body)},
	}, parts...)...)
}

func pack(t testing.TB, parts ...part) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.Create(p.name)
		if err == nil {
			_, err = w.Write([]byte(p.content))
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

// paragraphs returns plain paragraphs.
func paragraphs(texts ...string) string {
	var b strings.Builder
	for _, s := range texts {
		b.WriteString("<w:p><w:r><w:t>" + s + "</w:t></w:r></w:p>")
	}
	return b.String()
}

func TestDOCX(t *testing.T) {
	check := func(name, body, want string) {
		t.Helper()
		doc, err := Decode(word(t, body), Options{})
		if err != nil || doc.Text != want+"\n" || doc.Format != DOCX {
			t.Errorf("%s: %q (%v), want %q", name, doc.Text, err, want+"\n")
		}
	}
	p := func(runs string) string { return "<w:p>" + runs + "</w:p>" }
	check("paragraphs", paragraphs("27. In line", "", "28. 我们将"), "27. In line\n\n28. 我们将")
	check("runs", p(`<w:r><w:t xml:space="preserve">We </w:t></w:r><w:hyperlink><w:r><w:t>will</w:t></w:r></w:hyperlink>`), "We will")
	check("tabs and breaks", p(`<w:r><w:t>27.</w:t><w:tab/><w:t>a</w:t><w:br/><w:t>b</w:t><w:cr/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:softHyphen/><w:t>e</w:t></w:r>`),
		"27.\ta\nb\nc-de")
	check("deleted", p(`<w:r><w:t>2</w:t></w:r><w:del><w:r><w:delText>3</w:delText></w:r></w:del><w:ins><w:r><w:t>%</w:t></w:r></w:ins>`), "2%")
	check("moved", p(`<w:moveFrom><w:r><w:t>old</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>new</w:t></w:r></w:moveTo>`), "new")
	check("deleted paragraph end", `<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>one </w:t></w:r></w:p>`+paragraphs("two"), "one two")
	check("footnote", p(`<w:r><w:t>2024</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:t>.</w:t></w:r>`), "2024.")
	check("field", p(`<w:r><w:instrText>PAGEREF x</w:instrText></w:r><w:r><w:t>7</w:t></w:r>`), "7")
	check("hidden", p(`<w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>y</w:t></w:r>`), "y")
	check("content control", `<w:sdt><w:sdtPr><w:t>no</w:t></w:sdtPr><w:sdtContent>`+paragraphs("yes")+`</w:sdtContent></w:sdt>`, "yes")
	check("text box", p(`<w:r><w:t>before</w:t></w:r><mc:AlternateContent><mc:Choice><w:txbxContent>`+paragraphs("box", "more")+
		`</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>`+paragraphs("box")+`</w:txbxContent></mc:Fallback></mc:AlternateContent><w:r><w:t> after</w:t></w:r>`)+
		paragraphs("next"), "before after\n\nbox\nmore\n\nnext")
	cell := func(s string) string { return "<w:tc>" + paragraphs(s) + "</w:tc>" }
	check("table", paragraphs("a")+"<w:tbl><w:tr>"+cell("Ally")+cell("Share")+"</w:tr><w:tr>"+cell("EST")+cell("")+cell("2 %")+
		"</w:tr></w:tbl>"+paragraphs("b"), "a\n\nAlly\tShare\nEST\t\t2 %\n\nb")
	check("a foreign text", p(`<a:t xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">no</a:t><w:r><w:t>yes</w:t></w:r>`), "yes")
}

const (
	numberingPart = `<w:numbering ` + space + `>
<w:abstractNum w:abstractNumId="0">
 <w:lvl w:ilvl="0"><w:start w:val="27"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>
 <w:lvl w:ilvl="2"><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1.%2.%3"/><w:isLgl/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1">
 <w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl>
 <w:lvl w:ilvl="1"><w:pStyle w:val="Article"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%2条"/><w:suff w:val="nothing"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
</w:numbering>`
	stylesPart = `<w:styles ` + space + `>
<w:style w:styleId="Numbered"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="Based"><w:basedOn w:val="Numbered"/></w:style>
<w:style w:styleId="Article"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>
</w:styles>`
	numbered = `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>In line</w:t></w:r></w:p>`
)

func TestDOCXNumbers(t *testing.T) {
	item := func(id, level int, text string) string {
		return fmt.Sprintf(`<w:p><w:pPr><w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr></w:pPr><w:r><w:t>%s</w:t></w:r></w:p>`, level, id, text)
	}
	styled := func(style, more, text string) string {
		return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/>` + more + `</w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
	}
	check := func(name, body, want string) {
		t.Helper()
		doc, err := Decode(word(t, body, part{"word/numbering.xml", numberingPart}, part{"word/styles.xml", stylesPart}), Options{})
		if err != nil || doc.Text != want+"\n" {
			t.Errorf("%s: %q (%v), want %q", name, doc.Text, err, want+"\n")
		}
	}
	check("decimal", item(1, 0, "In line")+paragraphs("between")+item(1, 0, "We will"), "27. In line\n\nbetween\n\n28. We will")
	check("levels", item(1, 0, "a")+item(1, 1, "b")+item(1, 1, "c")+item(1, 2, "d")+item(1, 0, "e")+item(1, 1, "f"),
		"27. a\n\n(a) b\n\n(b) c\n\n27.2.1 d\n\n28. e\n\n(a) f")
	check("deep before shallow", item(1, 2, "a")+item(1, 0, "b"), "27.1.1 a\n\n27. b")
	check("bullets", item(2, 0, "a")+item(2, 0, "b"), "• a\n\n• b")
	check("own start", item(1, 0, "a")+item(3, 0, "b")+item(3, 0, "c"), "27. a\n\n5. b\n\n6. c")
	check("an item without text counts", item(1, 0, "")+item(1, 0, "b"), "28. b")
	check("a deleted item does not", `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr></w:p>`+item(1, 0, "a"), "27. a")
	check("by style", styled("Numbered", "", "a")+styled("Based", "", "b"), "27. a\n\n28. b")
	check("style on its own level", styled("Article", "", "总则")+styled("Article", "", "附则"), "第一条总则\n\n第二条附则")
	check("style with a level", styled("Numbered", "", "a")+styled("Numbered", `<w:numPr><w:ilvl w:val="1"/></w:numPr>`, "b"), "27. a\n\n(a) b")
	check("style without its number", styled("Numbered", `<w:numPr><w:numId w:val="0"/></w:numPr>`, "a"), "a")
	check("style based on itself", styled("Loop", "", "a"), "a")
	check("no such list, no such level", item(9, 0, "a")+item(1, 99, "b"), "a\n\nb")
}

func TestNumerals(t *testing.T) {
	for _, c := range []struct {
		format string
		n      int
		want   string
	}{
		{"decimal", 90, "90"}, {"decimalZero", 7, "07"}, {"decimalZero", 10, "10"}, {"none", 3, ""}, {"newFormat", 3, "3"},
		{"lowerLetter", 1, "a"}, {"lowerLetter", 26, "z"}, {"lowerLetter", 27, "aa"}, {"upperLetter", 0, "0"},
		{"lowerRoman", 4, "iv"}, {"upperRoman", 1994, "MCMXCIV"}, {"upperRoman", 4000, "4000"},
		{"chineseCounting", 10, "十"}, {"chineseCounting", 11, "十一"}, {"chineseCounting", 20, "二十"}, {"chineseCounting", 99, "九十九"}, {"chineseCounting", 100, "100"},
	} {
		if got := numeral(c.format, c.n); got != c.want {
			t.Errorf("%s %d: %q, want %q", c.format, c.n, got, c.want)
		}
	}
}

func TestDOCXTitle(t *testing.T) {
	core := part{"docProps/core.xml", `<cp:coreProperties xmlns:cp="c" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Vilnius
 Summit</dc:title></cp:coreProperties>`}
	if doc, err := Decode(word(t, paragraphs("x"), core), Options{}); err != nil || doc.Title != "Vilnius Summit" {
		t.Errorf("title %q (%v)", doc.Title, err)
	}
}

func TestDOCXRefusals(t *testing.T) {
	check := func(name string, data []byte, kind error, says string) {
		t.Helper()
		if _, err := Decode(data, Options{}); !errors.Is(err, kind) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %v saying %q", name, err, kind, says)
		}
	}
	whole := word(t, paragraphs("We will"))
	check("cut off", whole[:len(whole)/2], ErrDamaged, "fresh copy")
	flipped := bytes.Clone(whole)
	flipped[bytes.Index(whole, []byte("word/document.xml"))+len("word/document.xml")+20] ^= 4
	check("bit flipped", flipped, ErrDamaged, "document.xml")
	check("not XML", word(t, "<w:p>"), ErrDamaged, "document.xml")
	check("unknown entity", word(t, paragraphs("&lol;")), ErrDamaged, "entity")
	check("no text", word(t, "<w:p/>"), ErrEmpty, "docx")
	check("some archive", pack(t, part{"readme.txt", "x"}), ErrFormat, "ZIP")
	check("workbook", pack(t, part{"_rels/.rels", strings.ReplaceAll(rootLinks, "word/document", "xl/workbook")}), ErrFormat, "Excel")
	check("OpenDocument", pack(t, part{"mimetype", "application/vnd.oasis.opendocument.text"}, part{"content.xml", "<x/>"}), ErrFormat, "OpenDocument")
	check("empty archive", pack(t), ErrFormat, "ZIP")

	locked := bytes.Clone(whole)
	for i := range locked { // set the flag of encryption in the records of all entries
		if bytes.HasPrefix(locked[i:], []byte("PK\x01\x02")) {
			locked[i+8] |= 1
		}
	}
	check("encrypted entries", locked, ErrEncrypted, "password")
}

func TestZIPBombs(t *testing.T) {
	check := func(name string, data []byte, opts Options, kind error) {
		t.Helper()
		if _, err := Decode(data, opts); !errors.Is(err, kind) {
			t.Errorf("%s: %v, want %v", name, err, kind)
		}
	}
	spaces := strings.Repeat(" ", 2*opc.FreeSize)
	check("main part", word(t, spaces+paragraphs("x")), Options{}, ErrBomb)
	check("styles", word(t, paragraphs("x"), part{"word/styles.xml", "<x>" + spaces + "</x>"}), Options{}, ErrBomb)
	check("one word", word(t, paragraphs(strings.Repeat("x", 2*opc.FreeSize))), Options{}, ErrBomb)
	check("text over the limit", word(t, paragraphs(strings.Repeat("We will act. ", 1000))), Options{Limit: 5000}, ErrTooLarge)

	check("deep", word(t, strings.Repeat("<w:del>", maxDepth)), Options{}, ErrBomb)

	many := make([]part, opc.MaxEntries)
	for i := range many {
		many[i].name = fmt.Sprint("media/", i)
	}
	check("many entries", word(t, paragraphs("x"), many...), Options{}, ErrBomb)

	declared := word(t, paragraphs("x"), part{"media/huge.png", "x"})
	record := bytes.LastIndex(declared, []byte("PK\x01\x02"))
	copy(declared[record+24:], "\xFE\xFF\xFF\xFF") // where it states the size
	check("declared size", declared, Options{}, ErrBomb)
}
