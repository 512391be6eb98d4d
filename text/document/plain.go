package document

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

// decodeText decodes plain text. UTF-8 comes out byte by byte as it stands, without its byte order mark.
func decodeText(data []byte, opts Options) (Document, error) {
	name, err := encodingOf(data, opts.Encoding, detect)
	if err != nil {
		return Document{}, err
	}
	text, name, err := transcode(data, name)
	if err != nil {
		return Document{}, err
	}
	if at := binaryAt(text); at >= 0 {
		return Document{}, fmt.Errorf("control characters from byte %d on: no text, PDF, HTML or DOCX; "+
			"if it is text, name its encoding (--encoding utf-16le): %w", at, ErrFormat)
	}
	return Document{Text: text, Encoding: name}, nil
}

// encodingOf returns the encoding of data: the one named, unless data clearly is in another, or else the one found.
func encodingOf(data []byte, named string, find func([]byte) (string, error)) (string, error) {
	if named == "" {
		return find(data)
	}
	return named, checkNamed(data, named)
}

// transcode decodes data from the encoding of that name and returns the text with the encoding's usual name. It fails
// where any byte has no meaning in the encoding.
func transcode(data []byte, name string) (text, usual string, err error) {
	enc, usual, err := lookUp(name)
	if err != nil {
		return "", "", err
	}
	data = bytes.TrimPrefix(data, []byte(boms[usual]))
	if usual == "utf-8" {
		if at := invalidUTF8(data); at >= 0 {
			return "", "", fmt.Errorf("byte %d is not UTF-8; name the encoding (--encoding gb18030): %w", at, ErrEncoding)
		}
		return string(data), usual, nil
	}
	text, ok := decodeStrictly(enc, data)
	if !ok {
		return "", "", fmt.Errorf("not %s throughout; name another encoding (--encoding gb18030): %w", usual, ErrEncoding)
	}
	return text, usual, nil
}

// lookUp returns the encoding of a name, and its usual name.
func lookUp(name string) (enc encoding.Encoding, usual string, err error) {
	enc, err = htmlindex.Get(name)
	if err == nil {
		usual, err = htmlindex.Name(enc)
	}
	if err != nil || usual == "replacement" {
		return nil, "", fmt.Errorf("encoding %q unknown; use one such as utf-8, utf-16le, gb18030, big5 or windows-1252: %w",
			clip(name), ErrEncoding)
	}
	return enc, usual, nil
}

// decodeStrictly reports whether every byte of data has a meaning in enc. The decoders mark what has none by U+FFFD,
// which no encoding here but Unicode's own and GB18030 can write; a document that truly holds it is refused with the rest.
func decodeStrictly(enc encoding.Encoding, data []byte) (string, bool) {
	b, err := enc.NewDecoder().Bytes(data)
	return string(b), err == nil && !bytes.ContainsRune(b, utf8.RuneError) && !hasUndefined(b)
}

// hasUndefined reports whether b holds a C1 control: the web's decoders give one for a byte that windows-1252 and its
// kin leave undefined.
func hasUndefined(b []byte) bool {
	return bytes.ContainsFunc(b, func(r rune) bool { return 0x80 <= r && r < 0xA0 })
}

// invalidUTF8 returns the offset of the first byte of b that is not UTF-8, or -1.
func invalidUTF8(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// binaryAt returns the offset of the first control character where text has too many of them to be text, or -1.
// A stray one is forgiven: programs that take text out of PDFs leave some. A NUL is not.
func binaryAt(text string) int {
	const oneIn = 1000
	first, count := -1, 0
	for i := range len(text) {
		if c := text[i]; c >= ' ' || strings.IndexByte("\t\n\v\f\r", c) >= 0 {
			continue
		}
		if first < 0 {
			first = i
		}
		count++
	}
	if count > 0 && (count*oneIn > len(text)+oneIn || strings.IndexByte(text, 0) >= 0) {
		return first
	}
	return -1
}

// clip shortens s for an error message.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
