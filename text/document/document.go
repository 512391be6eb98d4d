// Package document turns the bytes of a file into plain text: plain text in the encodings of Chinese and Western
// documents, HTML, Word (DOCX) and PDF. It knows no language and no grammar, and opens nothing but, where the caller
// asks for it, the cache folder of the PDF reader.
//
// What is text comes out, in reading order; what is layout or navigation does not. Lines end in "\n", blocks are parted
// by a blank line, list items begin with "• " or with their number, cells of a table row are parted by tabs, and a page
// begins with a form feed. Plain text is an exception: it comes out as it stands in the file.
package document

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"time"

	"entente"
)

// Kinds of error. Each also wraps one of the kinds at the root.
var (
	ErrEmpty     = fmt.Errorf("empty document: %w", entente.ErrInvalid)
	ErrTooLarge  = fmt.Errorf("too large: %w", entente.ErrUnsupported)
	ErrNoText    = fmt.Errorf("no text layer: %w", entente.ErrUnsupported)
	ErrEncrypted = fmt.Errorf("encrypted: %w", entente.ErrUnsupported)
	ErrEncoding  = fmt.Errorf("wrong encoding: %w", entente.ErrInvalid)
	ErrBomb      = fmt.Errorf("decompression bomb: %w", entente.ErrInvalid)
	ErrDamaged   = fmt.Errorf("damaged document: %w", entente.ErrInvalid)
	ErrFormat    = fmt.Errorf("unknown format: %w", entente.ErrUnsupported)
)

// A Format is a kind of file.
type Format string

// The formats.
const (
	Text Format = "text"
	HTML Format = "html"
	DOCX Format = "docx"
	PDF  Format = "pdf"
)

// Options say how to read a document. The zero Options works.
type Options struct {
	Name     string        // of the file: a hint where the content leaves the format open
	Encoding string        // of plain text and HTML by its name on the web, such as "gb18030"; empty: found out
	Limit    int64         // the most bytes of input, and of text; 0: DefaultLimit
	CacheDir string        // a private folder that keeps the compiled PDF reader; empty: none. The first PDF's counts.
	PDFTime  time.Duration // the longest that reading one PDF may take; 0: DefaultPDFTime
}

// Defaults of [Options].
const (
	DefaultLimit   = 100 << 20
	DefaultPDFTime = 2 * time.Minute
)

func (o Options) limit() int64 {
	if o.Limit > 0 {
		return o.Limit
	}
	return DefaultLimit
}

// A Document is what a file says.
type Document struct {
	Text     string   // UTF-8
	Format   Format   // what the file is
	Encoding string   // what plain text and HTML were encoded in, by its name on the web
	Title    string   // what the file calls itself; empty where it does not
	Pages    []int    // where in Text each page of a PDF begins, after its form feed
	Notes    []string // what a reader should know, such as a page without text
}

// Read decodes what r holds, as [Decode] does. A file over the limit is refused before it is read, any other reader once
// the limit has been passed.
func Read(r io.Reader, name string, opts Options) (Document, error) {
	opts.Name = name
	limit := opts.limit()
	if f, ok := r.(interface{ Stat() (fs.FileInfo, error) }); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() && info.Size() > limit {
			return Document{}, fmt.Errorf("document: %w", tooLarge(fmt.Sprintf("%d bytes, more", info.Size()), limit))
		}
	}
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return Document{}, fmt.Errorf("document: read: %w", err)
	}
	return Decode(data, opts)
}

// Decode returns the text of data. Errors wrap one of the kinds of this package and say what to do.
func Decode(data []byte, opts Options) (Document, error) {
	if limit := opts.limit(); int64(len(data)) > limit {
		return Document{}, fmt.Errorf("document: %w", tooLarge("more", limit))
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return Document{}, fmt.Errorf("document: nothing in it but white space: %w", ErrEmpty)
	}
	format, err := sniff(data, opts.Name)
	if err != nil {
		return Document{}, fmt.Errorf("document: %w", err)
	}
	doc, err := decoders[format](data, opts)
	if err != nil {
		return Document{}, fmt.Errorf("document: %w", err)
	}
	if len(bytes.TrimSpace([]byte(doc.Text))) == 0 {
		return Document{}, fmt.Errorf("document: %s without a word of text: %w", format, ErrEmpty)
	}
	doc.Format = format
	return doc, nil
}

var decoders = map[Format]func([]byte, Options) (Document, error){
	Text: decodeText,
	HTML: decodeHTML,
	DOCX: decodeDOCX,
	PDF:  decodePDF,
}

func tooLarge(what string, limit int64) error {
	return fmt.Errorf("%s than the limit of %d bytes; split the document: %w", what, limit, ErrTooLarge)
}
