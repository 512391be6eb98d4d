package document

import (
	"bytes"
	"fmt"
	"path"
	"strings"
	"unicode/utf16"
)

// sniff finds the format of data from its first bytes; the file's name decides only where those leave it open.
func sniff(data []byte, name string) (Format, error) {
	ext := strings.ToLower(path.Ext(name))
	head := data[:min(len(data), 1024)]
	switch {
	case bytes.HasPrefix(trimStart(head), []byte("%PDF-")), ext == ".pdf" && bytes.Contains(head, []byte("%PDF-")):
		return PDF, nil
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return DOCX, nil
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return "", compoundFile(data)
	}
	for _, o := range others {
		if bytes.HasPrefix(data, []byte(o.magic)) {
			return "", fmt.Errorf("%s; %s: %w", o.what, o.todo, o.kind)
		}
	}
	if isHTML(head, ext) {
		return HTML, nil
	}
	return Text, nil
}

// others are formats that a user may well try, with what to do instead.
var others = []struct {
	magic, what, todo string
	kind              error
}{
	{`{\rtf`, "an RTF document", "save it as DOCX or PDF", ErrFormat},
	{"\x89PNG\r\n", "a PNG picture", "recognise its text (OCR) and save that as PDF", ErrNoText},
	{"\xFF\xD8\xFF", "a JPEG picture", "recognise its text (OCR) and save that as PDF", ErrNoText},
	{"II*\x00", "a TIFF picture", "recognise its text (OCR) and save that as PDF", ErrNoText},
	{"MM\x00*", "a TIFF picture", "recognise its text (OCR) and save that as PDF", ErrNoText},
	{"%!PS", "a PostScript document", "save it as PDF", ErrFormat},
	{"\x1F\x8B", "a gzip archive", "unpack it", ErrFormat},
	{"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", "unpack it", ErrFormat},
	{"Rar!\x1A\x07", "a RAR archive", "unpack it", ErrFormat},
}

// compoundFile says what the OLE compound file in data is: Word writes its older format and its encrypted documents so.
func compoundFile(data []byte) error {
	switch {
	case bytes.Contains(data, utf16Bytes("EncryptedPackage")):
		return fmt.Errorf("an Office document with a password; save it without one: %w", ErrEncrypted)
	case bytes.Contains(data, utf16Bytes("WordDocument")):
		return fmt.Errorf("a Word document in the format before 2007; save it as DOCX: %w", ErrFormat)
	}
	return fmt.Errorf("an OLE compound file that is no Word document; save it as DOCX or PDF: %w", ErrFormat)
}

// utf16Bytes returns s in UTF-16, little end first.
func utf16Bytes(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

var htmlStarts = []string{"<!doctype html", "<html", "<head", "<body"}

// isHTML reports whether a document that begins with head is HTML. One that begins with a comment, an XML declaration or
// any other tag is HTML if a tag of its frame follows, or if its name says so.
func isHTML(head []byte, ext string) bool {
	if bytes.HasPrefix(head, []byte(boms["utf-16le"])) || bytes.HasPrefix(head, []byte(boms["utf-16be"])) {
		head = bytes.ReplaceAll(head[2:], []byte{0}, nil)
	}
	s := strings.ToLower(string(trimStart(head)))
	if !strings.HasPrefix(s, "<") {
		return false
	}
	isFramed := ext == ".html" || ext == ".htm" || ext == ".xhtml"
	for _, start := range htmlStarts {
		if strings.HasPrefix(s, start) {
			return true
		}
		isComment := strings.HasPrefix(s, "<!--") || strings.HasPrefix(s, "<?xml")
		isFramed = isFramed || isComment && strings.Contains(s, start)
	}
	return isFramed
}

// trimStart drops a byte order mark and white space.
func trimStart(b []byte) []byte {
	return bytes.TrimLeft(bytes.TrimPrefix(b, []byte(utf8BOM)), " \t\r\n\f")
}
