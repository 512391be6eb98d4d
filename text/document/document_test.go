package document

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"entente"
)

var kinds = []error{ErrEmpty, ErrTooLarge, ErrNoText, ErrEncrypted, ErrEncoding, ErrBomb, ErrDamaged, ErrFormat}

func TestKindsWrapTheRoot(t *testing.T) {
	for _, kind := range kinds {
		if errors.Is(kind, entente.ErrInvalid) == errors.Is(kind, entente.ErrUnsupported) {
			t.Errorf("%v: want exactly one of %v and %v", kind, entente.ErrInvalid, entente.ErrUnsupported)
		}
	}
}

func TestRefusals(t *testing.T) {
	check := func(name, data string, kind error, says string) {
		t.Helper()
		doc, err := Decode([]byte(data), Options{Name: name})
		if !errors.Is(err, kind) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %v saying %q", name, err, kind, says)
		}
		if doc.Text != "" {
			t.Errorf("%s: text %q beside an error", name, doc.Text)
		}
	}
	ole := "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 504)
	check("nothing.txt", "", ErrEmpty, "white space")
	check("blank.txt", " \r\n\t\n", ErrEmpty, "white space")
	check("mark.txt", utf8BOM, ErrEmpty, "without a word")
	check("empty.html", "<html><body><script>x()</script></body></html>", ErrEmpty, "without a word")
	check("locked.docx", ole+string(utf16Bytes("EncryptedPackage")), ErrEncrypted, "password")
	check("old.doc", ole+string(utf16Bytes("WordDocument")), ErrFormat, "DOCX")
	check("mail.msg", ole, ErrFormat, "PDF")
	check("note.rtf", `{\rtf1 We will}`, ErrFormat, "RTF")
	check("scan.png", "\x89PNG\r\n\x1a\n", ErrNoText, "OCR")
	check("scan.jpg", "\xFF\xD8\xFF\xE0", ErrNoText, "OCR")
	check("text.gz", "\x1F\x8B\x08", ErrFormat, "unpack")
	check("program", "\x7fELF\x02\x01\x01\x00\x00", ErrFormat, "control characters")
}

func TestFormatIsFoundByContent(t *testing.T) {
	check := func(name, data string, want Format) {
		t.Helper()
		if got, err := sniff([]byte(data), name); got != want {
			t.Errorf("%s %q: %s (%v), want %s", name, data, got, err, want)
		}
	}
	check("a.pdf", "1. We will", Text)
	check("a.txt", "%PDF-1.7\n", PDF)
	check("a.pdf", "junk before\n%PDF-1.7\n", PDF)
	check("a.txt", "A file that begins with %PDF-1.7 is a PDF.", Text)
	check("a.txt", "PK\x03\x04", DOCX)
	check("", "\uFEFF \n<!DOCTYPE html>", HTML)
	check("", "\xFF\xFE"+string(utf16Bytes("<html>")), HTML)
	check("", "<!-- saved --><HTML lang=zh>", HTML)
	check("", `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">`, HTML)
	check("a.html", "<p>1. We will", HTML)
	check("a.txt", "<p>1. We will", Text)
	check("a.html", "1. We will <p>", Text)
	check("a.xml", `<?xml version="1.0"?><akomaNtoso>`, Text)
}

// A hog is a file of a size that fails the test when it is read.
type hog struct {
	t    *testing.T
	info fs.FileInfo
}

func (h hog) Stat() (fs.FileInfo, error) { return h.info, nil }

func (h hog) Read([]byte) (int, error) {
	h.t.Error("a file over the limit was read")
	return 0, io.EOF
}

func TestLargeFileIsRefusedUnread(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large.txt")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 500<<20); err != nil { // a hole: no block is written
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Read(hog{t, info}, "large.txt", Options{})
	if !errors.Is(err, ErrTooLarge) || !strings.Contains(err.Error(), "524288000 bytes") {
		t.Errorf("%v, want %v with the size", err, ErrTooLarge)
	}
}

// An endless reader counts what is read from it.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	e.read += len(p)
	return len(p), nil
}

func TestEndlessReaderIsReadToTheLimit(t *testing.T) {
	const limit = 1 << 16
	var e endless
	if _, err := Read(&e, "-", Options{Limit: limit}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("%v, want %v", err, ErrTooLarge)
	}
	if e.read > 2*limit {
		t.Errorf("%d bytes read at a limit of %d", e.read, limit)
	}
}

func TestLimitIsInclusive(t *testing.T) {
	if _, err := Read(strings.NewReader("12345678"), "", Options{Limit: 8}); err != nil {
		t.Error(err)
	}
	if _, err := Read(strings.NewReader("123456789"), "", Options{Limit: 8}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("%v, want %v", err, ErrTooLarge)
	}
}

// FuzzDecode decodes anything but PDFs, which have a target of their own.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		"1. We will\r\n", "我们将", "\xCE\xD2\xC3\xC7\xBD\xAB", "\xFF\xFE\x11\x62", "caf\xE9 cr\xE9\xE9",
		"<html><ol start=27><li>In<li value=x><table><td>a<td>b<pre>\n a\n</pre><sup><a href='#1'>1</a></sup>",
		"<html><meta charset=big5><nav><div></nav>x<svg/><math/><title>T", "<body><ul><li></ul><p>x<ol type=i reversed><li>y",
		"%!PS", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
	} {
		f.Add([]byte(s), "")
	}
	f.Add([]byte("<p>a<br>b"), "a.html")
	f.Add(word(f, paragraphs("27")), "a.docx")
	f.Add(word(f, numbered, part{"word/numbering.xml", numberingPart}, part{"word/styles.xml", stylesPart}), "a.docx")
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		const limit = 1 << 16
		if format, _ := sniff(data, name); format == PDF {
			t.Skip()
		}
		doc, err := Decode(data, Options{Name: name, Limit: limit})
		if err != nil {
			checkKind(t, err)
			return
		}
		checkDocument(t, data, doc, limit)
	})
}

func checkKind(t *testing.T, err error) {
	t.Helper()
	for _, kind := range kinds {
		if errors.Is(err, kind) {
			return
		}
	}
	t.Errorf("%v is of no kind", err)
}

// checkDocument checks what holds for every document.
func checkDocument(t *testing.T, data []byte, doc Document, limit int) {
	t.Helper()
	switch {
	case !utf8.ValidString(doc.Text) || !utf8.ValidString(doc.Title):
		t.Errorf("%q, %q: not UTF-8", doc.Text, doc.Title)
	case doc.Format == Text && doc.Encoding == "utf-8":
		if want := strings.TrimPrefix(string(data), utf8BOM); doc.Text != want {
			t.Errorf("%q, want it as it stands: %q", doc.Text, want)
		}
	case doc.Format == HTML || doc.Format == DOCX:
		checkLayout(t, doc.Text)
	}
	const slack = 4 // from a legacy encoding to UTF-8
	if len(doc.Text) > slack*limit {
		t.Errorf("%d bytes of text at a limit of %d", len(doc.Text), limit)
	}
}

// checkLayout checks that text is lines without space at their ends, and never two blank lines.
func checkLayout(t *testing.T, text string) {
	t.Helper()
	if strings.Contains(text, "\n\n\n") || strings.HasPrefix(text, "\n") || !strings.HasSuffix(text, "\n") ||
		strings.HasSuffix(text, "\n\n") {
		t.Errorf("%q: too many or too few line ends", text)
	}
	for line := range strings.Lines(text) {
		if strings.TrimRight(line, " \n") != strings.TrimSuffix(line, "\n") {
			t.Errorf("%q: ends in a space", line)
		}
	}
}
