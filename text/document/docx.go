package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"golang.org/x/net/html/charset"
)

// Limits against an archive that unpacks to far more than it is.
const (
	maxEntries  = 10_000
	maxDeclared = 2 << 30 // bytes in all entries together
	maxRatio    = 200     // unpacked to packed, of a part that is read
	freeSize    = 1 << 20 // up to which a part may have any ratio
)

// decodeDOCX takes the text out of a Word document, as it reads with all tracked changes accepted. Footnotes, headers,
// footers and comments are no part of it.
func decodeDOCX(data []byte, opts Options) (Document, error) {
	a, err := openArchive(data, opts.limit())
	if err != nil {
		return Document{}, fmt.Errorf("DOCX: %w", err)
	}
	doc, err := a.document()
	if err != nil {
		return Document{}, fmt.Errorf("DOCX: %w", err)
	}
	return doc, nil
}

// An archive is the ZIP archive that an Office document is packed in.
type archive struct {
	files map[string]*zip.File
	limit int64
}

func openArchive(data []byte, limit int64) (*archive, error) {
	if n := bytes.Count(data, []byte("PK\x01\x02")); n > maxEntries {
		return nil, fmt.Errorf("%d entries in the archive, more than %d: %w", n, maxEntries, ErrBomb)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%v; get a fresh copy: %w", err, ErrDamaged)
	}
	a := &archive{files: map[string]*zip.File{}, limit: limit}
	var declared uint64
	for _, f := range z.File {
		if declared += f.UncompressedSize64; f.UncompressedSize64 > maxDeclared || declared > maxDeclared {
			return nil, fmt.Errorf("it unpacks to more than %d bytes: %w", int64(maxDeclared), ErrBomb)
		}
		if name := strings.TrimPrefix(f.Name, "/"); a.files[name] == nil {
			a.files[name] = f
		}
	}
	return a, nil
}

// document reads the parts that the text depends on.
func (a *archive) document() (Document, error) {
	root, err := a.relations("")
	if err != nil {
		return Document{}, err
	}
	main := root["officeDocument"]
	if !strings.HasPrefix(main, "word/") {
		return Document{}, a.foreign(main)
	}
	links, err := a.relations(main)
	if err != nil {
		return Document{}, err
	}
	var n numbering
	if err := n.read(a, links["numbering"], links["styles"]); err != nil {
		return Document{}, err
	}
	b := body{flow: &flow{limit: a.limit}, numbering: &n}
	if err := a.each(main, b.take); err != nil {
		return Document{}, err
	}
	text, err := b.flow.text()
	if err != nil {
		return Document{}, err
	}
	title, err := a.title(root["core-properties"])
	return Document{Text: text, Title: title}, err
}

// foreign says what an archive is that holds no Word document.
func (a *archive) foreign(main string) error {
	what := "a ZIP archive without a Word document; unpack it"
	switch {
	case strings.HasPrefix(main, "xl/"):
		what = "an Excel workbook; save it as PDF"
	case strings.HasPrefix(main, "ppt/"):
		what = "a PowerPoint presentation; save it as PDF"
	case a.files["mimetype"] != nil && a.files["content.xml"] != nil:
		what = "an OpenDocument file; save it as DOCX or PDF"
	case a.files["mimetype"] != nil:
		what = "an EPUB or similar book; save it as PDF or HTML"
	}
	return fmt.Errorf("%s: %w", what, ErrFormat)
}

// relations returns the parts that a part refers to, by the last word of the relation's type; "" stands for the archive.
func (a *archive) relations(part string) (map[string]string, error) {
	dir, base := path.Split(part)
	targets := map[string]string{}
	err := a.each(dir+"_rels/"+base+".rels", func(_ *xml.Decoder, t xml.Token) error {
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "Relationship" || attrOf(e, "TargetMode") == "External" {
			return nil
		}
		target := attrOf(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", dir, target)
		}
		targets[path.Base(attrOf(e, "Type"))] = strings.TrimPrefix(path.Clean(target), "/")
		return nil
	})
	return targets, err
}

// title returns what the document's properties call it.
func (a *archive) title(part string) (string, error) {
	var properties struct {
		Title string `xml:"title"`
	}
	err := a.each(part, func(d *xml.Decoder, t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok {
			return d.DecodeElement(&properties, &e)
		}
		return nil
	})
	return oneLine(properties.Title), err
}

// each calls take with every token of an XML part, or not at all where the archive has no such part. Take may read on
// from the decoder.
func (a *archive) each(part string, take func(*xml.Decoder, xml.Token) error) error {
	f := a.files[part]
	if f == nil {
		return nil
	}
	if f.Flags&1 != 0 {
		return fmt.Errorf("%s has a password; save the document without one: %w", part, ErrEncrypted)
	}
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("%s: %v; get a fresh copy: %w", part, err, ErrDamaged)
	}
	defer r.Close()
	d := xml.NewDecoder(a.bound(r, int64(f.CompressedSize64)))
	d.CharsetReader = charset.NewReaderLabel
	for {
		t, err := d.Token()
		if err == nil {
			err = take(d, t)
		}
		switch {
		case err == io.EOF:
			return nil
		case errors.Is(err, ErrBomb), errors.Is(err, ErrTooLarge):
			return fmt.Errorf("%s: %w", part, err)
		case err != nil:
			return fmt.Errorf("%s: %v; get a fresh copy: %w", part, err, ErrDamaged)
		}
	}
}

// bound keeps a part, packed into so many bytes, to the limit and to a credible ratio.
func (a *archive) bound(r io.Reader, packed int64) io.Reader {
	if most := max(freeSize, min(packed, a.limit)*maxRatio); most < a.limit {
		return &bounded{r, most, fmt.Errorf("it unpacks to more than %d times its size: %w", maxRatio, ErrBomb)}
	}
	return &bounded{r, a.limit, tooLarge("it unpacks to more", a.limit)}
}

// A bounded reader fails with err once it has given out the bytes left to it.
type bounded struct {
	r    io.Reader
	left int64
	err  error
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, b.err
	}
	return n, err
}

func attrOf(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
