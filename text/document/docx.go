package document

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strings"

	"entente/internal/opc"
)

// maxRatio is how many times its size a part may unpack to.
const maxRatio = 200

// decodeDOCX takes the text out of a Word document, as it reads with all tracked changes accepted. Footnotes, headers,
// footers and comments are no part of it.
func decodeDOCX(data []byte, opts Options) (Document, error) {
	doc, err := readDOCX(data, opts.limit())
	if err != nil {
		return Document{}, fmt.Errorf("DOCX: %w", inKind(err))
	}
	return doc, nil
}

// inKind gives an error of the archive its kind here, and says what to do. One of no kind is of an element that cannot be
// decoded.
func inKind(err error) error {
	switch {
	case errors.Is(err, ErrFormat), errors.Is(err, ErrTooLarge):
		return err
	case errors.Is(err, opc.ErrEncrypted):
		return fmt.Errorf("%w; save the document without one: %w", err, ErrEncrypted)
	case errors.Is(err, opc.ErrTooLarge):
		return fmt.Errorf("%w; split the document: %w", err, ErrTooLarge)
	case errors.Is(err, opc.ErrBomb):
		return fmt.Errorf("%w: %w", err, ErrBomb)
	}
	return fmt.Errorf("%w; get a fresh copy: %w", err, ErrDamaged)
}

// readDOCX reads the parts that the text depends on.
func readDOCX(data []byte, limit int64) (Document, error) {
	a, err := opc.Open(data, opc.Limits{Part: limit, Ratio: maxRatio, Depth: maxDepth})
	if err != nil {
		return Document{}, err
	}
	root, err := a.Relations("")
	if err != nil {
		return Document{}, err
	}
	main := root.ByKind["officeDocument"]
	if !strings.HasPrefix(main, "word/") {
		return Document{}, foreign(a, main)
	}
	links, err := a.Relations(main)
	if err != nil {
		return Document{}, err
	}
	var n numbering
	if err := n.read(a, links.ByKind["numbering"], links.ByKind["styles"]); err != nil {
		return Document{}, err
	}
	b := body{flow: &flow{limit: limit}, numbering: &n}
	if err := a.Each(main, b.take); err != nil {
		return Document{}, err
	}
	text, err := b.flow.text()
	if err != nil {
		return Document{}, err
	}
	title, err := titleOf(a, root.ByKind["core-properties"])
	return Document{Text: text, Title: title}, err
}

// foreign says what an archive is that holds no Word document.
func foreign(a *opc.Archive, main string) error {
	what := "a ZIP archive without a Word document; unpack it"
	switch {
	case strings.HasPrefix(main, "xl/"):
		what = "an Excel workbook; save it as PDF"
	case strings.HasPrefix(main, "ppt/"):
		what = "a PowerPoint presentation; save it as PDF"
	case a.Has("mimetype") && a.Has("content.xml"):
		what = "an OpenDocument file; save it as DOCX or PDF"
	case a.Has("mimetype"):
		what = "an EPUB or similar book; save it as PDF or HTML"
	}
	return fmt.Errorf("%s: %w", what, ErrFormat)
}

// titleOf returns what the document's properties call it.
func titleOf(a *opc.Archive, part string) (string, error) {
	var properties struct {
		Title string `xml:"title"`
	}
	err := a.Each(part, func(d *xml.Decoder, t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok {
			return d.DecodeElement(&properties, &e)
		}
		return nil
	})
	return oneLine(properties.Title), err
}
