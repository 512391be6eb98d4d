package document

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// A textLine is a line to print at a height of the page, in points.
type textLine struct {
	y    int
	text string
}

// pdf returns a PDF with a title, of pages of lines. Its font is not embedded but says which characters it shows.
func pdf(title string, pages ...[]textLine) []byte {
	contents := make([]string, len(pages))
	used := map[rune]bool{}
	for i, lines := range pages {
		var b strings.Builder
		for _, l := range lines {
			fmt.Fprintf(&b, "BT /F1 12 Tf 1 0 0 1 60 %d Tm <", l.y)
			for _, r := range l.text {
				fmt.Fprintf(&b, "%04X", r)
				used[r] = true
			}
			b.WriteString("> Tj ET\n")
		}
		contents[i] = b.String()
	}
	return rawPDF(title, toUnicode(used), contents...)
}

// toUnicode returns the map from the codes of the font to characters, which are the same.
func toUnicode(used map[rune]bool) string {
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n" +
		"1 begincodespacerange <0000> <FFFF> endcodespacerange\n")
	for r := range used {
		fmt.Fprintf(&b, "1 beginbfchar <%04X> <%04X> endbfchar\n", r, r)
	}
	b.WriteString("endcmap end end")
	return b.String()
}

// rawPDF returns a PDF of pages with the given contents, whose font F1 has the given map.
func rawPDF(title, cmap string, contents ...string) []byte {
	stream := func(s string) string { return fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(s), s) }
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"", // the page tree
		"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 6 0 R>>",
		"<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>" +
			"/DW 500/FontDescriptor 5 0 R>>",
		"<</Type/FontDescriptor/FontName/Song/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 900/Descent -200/CapHeight 700/StemV 80>>",
		stream(cmap),
		fmt.Sprintf("<</Title<FEFF%X>>>", encodeUTF16(title)),
	}
	var kids []string
	for _, c := range contents {
		n := len(objects) + 1
		kids = append(kids, fmt.Sprintf("%d 0 R", n))
		objects = append(objects,
			fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>>>>>", n+1),
			stream(c))
	}
	objects[1] = fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", strings.Join(kids, " "), len(kids))
	return assemble(objects, "/Info 7 0 R")
}

func encodeUTF16(s string) []byte {
	b := utf16Bytes(s)
	for i := 0; i+1 < len(b); i += 2 {
		b[i], b[i+1] = b[i+1], b[i]
	}
	return b
}

// assemble numbers the objects from 1 and adds what goes around them.
func assemble(objects []string, trailer string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, start)
	return b.Bytes()
}

const picture = "0 0 0 rg 50 50 400 600 re f"

func TestPDF(t *testing.T) {
	check := func(name, want string, pages ...[]textLine) {
		t.Helper()
		doc, err := Decode(pdf("Vilnius 公报", pages...), Options{})
		if err != nil || doc.Text != want || doc.Format != PDF || doc.Title != "Vilnius 公报" {
			t.Errorf("%s: %q, title %q (%v), want %q", name, doc.Text, doc.Title, err, want)
		}
		if len(doc.Pages) != len(pages) {
			t.Fatalf("%s: pages %v, want %d", name, doc.Pages, len(pages))
		}
		for i, at := range doc.Pages {
			if i > 0 && doc.Text[at-1] != '\f' {
				t.Errorf("%s: page %d begins at %d, behind %q", name, i+1, at, doc.Text[at-1])
			}
		}
	}
	check("lines and paragraphs", "1. We, the Allies,\nstand together.\n\n2. We will\nact.\n", []textLine{
		{700, "1. We, the Allies,"}, {682, "stand together."}, {650, "2. We will"}, {632, "act."}})
	check("Chinese", "1. 我们重申坚不可摧\n的承诺（第 5 条）。\n", []textLine{{700, "1. 我们重申坚不可摧"}, {680, "的承诺（第 5 条）。"}})
	check("pages", "我们将\n1\n\f继续\n", []textLine{{700, "我们将"}, {40, "1"}}, []textLine{{700, "继续"}})
	check("hyphen at a line's end", "Govern-\nment acts.\n", []textLine{{700, "Govern-"}, {682, "ment acts."}})
	check("radicals and ligatures", "人民办公 effort\n", []textLine{{700, "⼈⺠办公 eﬀort"}})
}

func TestPDFWithPicturePage(t *testing.T) {
	text := "BT /F1 12 Tf 60 700 Td <00570065> Tj ET"
	doc, err := Decode(rawPDF("", toUnicode(map[rune]bool{'W': true, 'e': true}), text, picture), Options{})
	if err != nil || doc.Text != "We\n\f" || len(doc.Notes) != 1 || !strings.Contains(doc.Notes[0], "page 2") {
		t.Errorf("%q, notes %q (%v), want a note on page 2", doc.Text, doc.Notes, err)
	}
}

func TestPDFRefusals(t *testing.T) {
	check := func(name string, data []byte, opts Options, kind error, says string) {
		t.Helper()
		if _, err := Decode(data, opts); !errors.Is(err, kind) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %v saying %q", name, err, kind, says)
		}
	}
	whole := pdf("", []textLine{{700, "We will"}})
	check("pictures", rawPDF("", toUnicode(nil), picture, picture), Options{}, ErrNoText, "2 pages")
	check("private characters", pdf("", []textLine{{700, "\uE000\uE001\uE002\uE003"}}), Options{}, ErrNoText, "fonts")
	check("password", bytes.Replace(whole, []byte("/Info 7 0 R"), []byte("/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<"+
		strings.Repeat("5A", 32)+">/U<"+strings.Repeat("A5", 32)+">>>"), 1), Options{}, ErrEncrypted, "password")
	check("cut off", whole[:300], Options{}, ErrDamaged, "fresh copy")
	check("nothing behind the header", []byte("%PDF-1.7\n"), Options{}, ErrDamaged, "fresh copy")
	check("no page", assemble([]string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>"}, ""), Options{}, ErrDamaged, "page")
	check("pages in a circle", assemble([]string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R]/Count 1>>"}, ""), Options{}, ErrDamaged, "")
	check("text over the limit", pdf("", []textLine{{700, strings.Repeat("我", 2000)}}), Options{Limit: 5000}, ErrTooLarge, "limit")
	check("time", whole, Options{PDFTime: 1}, ErrTooLarge, "1ns")

	if doc, err := Decode(whole, Options{}); err != nil || doc.Text != "We will\n" {
		t.Errorf("after the refusals: %q (%v)", doc.Text, err)
	}
}

func TestEndlessPDFIsEnded(t *testing.T) {
	if testing.Short() {
		t.Skip("takes its time limit")
	}
	slow := pdf("", []textLine{{700, "We"}}, []textLine{{700, strings.Repeat("will ", 1_000_000)}})
	const limit = 200 * time.Millisecond
	if _, err := Decode(slow, Options{PDFTime: limit}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("%v, want %v", err, ErrTooLarge)
	}
}

func TestPDFsAtOnce(t *testing.T) {
	var group sync.WaitGroup
	for i := range 4 {
		group.Go(func() {
			want := fmt.Sprintf("We will %d\n", i)
			if doc, err := Decode(pdf("", []textLine{{700, strings.TrimSpace(want)}}), Options{}); err != nil || doc.Text != want {
				t.Errorf("%q (%v), want %q", doc.Text, err, want)
			}
		})
	}
	group.Wait()
}

// The compiled reader is kept in the folder that is asked for, and a folder that cannot be used does no harm.
func TestCompiledReaderIsKept(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the reader again")
	}
	dir := t.TempDir()
	var r pdfReader
	if pages, _, err := r.read(pdf("", []textLine{{700, "We"}}), Options{CacheDir: dir}); err != nil || len(pages) != 1 {
		t.Errorf("%v (%v), want one page", pages, err)
	}
	r.close()
	if kept, err := os.ReadDir(dir); err != nil || len(kept) == 0 {
		t.Errorf("nothing kept: %v", err)
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if newCache(filepath.Join(file, "cache")) == nil {
		t.Error("no cache where the folder cannot be used")
	}
}

func FuzzPDF(f *testing.F) {
	f.Add(pdf("x", []textLine{{700, "1. We will"}, {682, "我们"}}, nil))
	f.Add(rawPDF("", toUnicode(nil), picture))
	f.Add([]byte("%PDF-1.7\n"))
	if _, err := Decode(pdf("", []textLine{{700, "We"}}), Options{}); err != nil { // compiles the reader
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		const limit = 1 << 16
		if format, _ := sniff(data, ""); format != PDF {
			t.Skip()
		}
		doc, err := Decode(data, Options{Limit: limit, PDFTime: 10 * time.Second})
		if err != nil {
			checkKind(t, err)
			return
		}
		checkDocument(t, data, doc, limit)
	})
}

func BenchmarkPDF(b *testing.B) {
	lines := make([]textLine, 40)
	for i := range lines {
		lines[i] = textLine{800 - 18*i, strings.Repeat("我们重申", 9)}
	}
	data := pdf("", lines)
	b.Run("page", func(b *testing.B) {
		if _, err := Decode(data, Options{}); err != nil { // compiles the reader
			b.Fatal(err)
		}
		for b.Loop() {
			if _, err := Decode(data, Options{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	dir := b.TempDir()
	start := func(b *testing.B, cache string) {
		var r pdfReader
		if err := r.start(cache); err != nil {
			b.Fatal(err)
		}
		r.close()
		_ = r.cache.Close(b.Context())
	}
	b.Run("start", func(b *testing.B) {
		for b.Loop() {
			start(b, "")
		}
	})
	b.Run("start with cache", func(b *testing.B) {
		start(b, dir)
		for b.Loop() {
			start(b, dir)
		}
	})
}
