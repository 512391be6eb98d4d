package xlsx

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"entente"
	"entente/internal/opc"
)

// A workbook is what is common to the sheets while they are read.
type workbook struct {
	*opc.Archive
	strings []string // shared texts
	isDate  []bool   // by style: numbers are shown as days or times
	cells   int      // read so far
}

type tab struct {
	name, id string
	hidden   bool
}

func parse(data []byte) (Book, error) {
	if err := sniff(data); err != nil {
		return Book{}, err
	}
	a, err := opc.Open(data, limits)
	if err != nil {
		return Book{}, err
	}
	root, err := a.Relations("")
	if err != nil {
		return Book{}, err
	}
	main := root.ByKind["officeDocument"]
	if !a.Has(main) || !strings.HasSuffix(main, ".xml") || strings.HasPrefix(main, "word/") || strings.HasPrefix(main, "ppt/") {
		return Book{}, fmt.Errorf("a ZIP archive without an XLSX workbook; save it as XLSX: %w", entente.ErrUnsupported)
	}
	links, err := a.Relations(main)
	if err != nil {
		return Book{}, err
	}
	w := &workbook{Archive: a}
	if err := w.readStrings(links.ByKind["sharedStrings"]); err != nil {
		return Book{}, err
	}
	if err := w.readStyles(links.ByKind["styles"]); err != nil {
		return Book{}, err
	}
	tabs, err := w.tabs(main)
	if err != nil {
		return Book{}, err
	}
	var b Book
	for _, t := range tabs {
		link, ok := links.ByID[t.id]
		if ok && link.Kind != "worksheet" {
			continue // a chart sheet has no cells
		}
		if !ok || !a.Has(link.Part) {
			return Book{}, fmt.Errorf("sheet %q is not in the file; get a fresh copy: %w", t.name, entente.ErrDamaged)
		}
		s, err := w.readSheet(link.Part)
		if err != nil {
			return Book{}, fmt.Errorf("sheet %q: %w", t.name, err)
		}
		s.Name, s.Hidden = t.name, t.hidden
		b.Sheets = append(b.Sheets, s)
	}
	return b, nil
}

func (w *workbook) tabs(part string) ([]tab, error) {
	var tabs []tab
	err := w.Each(part, func(_ *xml.Decoder, t xml.Token) error {
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "sheet" {
			return nil
		}
		state := opc.Attr(e, "state")
		tabs = append(tabs, tab{opc.Attr(e, "name"), opc.Attr(e, "id"), state == "hidden" || state == "veryHidden"})
		return nil
	})
	return tabs, err
}

// readStrings reads the texts that cells refer to by number.
func (w *workbook) readStrings(part string) error {
	var text gatherer
	return w.Each(part, func(_ *xml.Decoder, t xml.Token) error {
		text.take(t)
		if e, ok := t.(xml.EndElement); ok && e.Name.Local == "si" {
			w.strings = append(w.strings, text.end())
		}
		return nil
	})
}

// A gatherer puts a text together from its runs. How a word is pronounced is no part of it.
type gatherer struct {
	b        strings.Builder
	inText   bool
	phonetic int
}

func (g *gatherer) take(t xml.Token) {
	switch t := t.(type) {
	case xml.StartElement:
		switch t.Name.Local {
		case "rPh":
			g.phonetic++
		case "t":
			g.inText = g.phonetic == 0
		}
	case xml.EndElement:
		switch t.Name.Local {
		case "rPh":
			g.phonetic--
		case "t":
			g.inText = false
		}
	case xml.CharData:
		if g.inText {
			g.b.Write(t)
		}
	}
}

// end returns the text and begins another.
func (g *gatherer) end() string {
	s := g.b.String()
	*g = gatherer{}
	return s
}

// readStyles finds out which styles show a number as a day or a time.
func (w *workbook) readStyles(part string) error {
	formats := make(map[string]bool)
	inCells := false
	return w.Each(part, func(_ *xml.Decoder, t xml.Token) error {
		switch e := t.(type) {
		case xml.StartElement:
			switch {
			case e.Name.Local == "numFmt":
				formats[opc.Attr(e, "numFmtId")] = showsDate(opc.Attr(e, "formatCode"))
			case e.Name.Local == "cellXfs":
				inCells = true
			case e.Name.Local == "xf" && inCells:
				id := opc.Attr(e, "numFmtId")
				isDate, isOwn := formats[id]
				if !isOwn {
					n, _ := strconv.Atoi(id) // "" is 0: general
					isDate = builtInDate(n)
				}
				w.isDate = append(w.isDate, isDate)
			}
		case xml.EndElement:
			inCells = inCells && e.Name.Local != "cellXfs"
		}
		return nil
	})
}

// builtInDate reports whether a format that files do not define shows days or times (ECMA-376 part 1, 18.8.30).
func builtInDate(id int) bool {
	return 14 <= id && id <= 22 || 27 <= id && id <= 36 || 45 <= id && id <= 47 || 50 <= id && id <= 58
}

// showsDate reports whether a format code has a part of a day or time outside quotes, escapes and brackets.
func showsDate(code string) bool {
	first, _, _ := strings.Cut(code, ";")
	quoted, bracketed, escaped := false, false, false
	for _, r := range strings.ToLower(first) {
		switch {
		case escaped:
			escaped = false
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '\\' || r == '_' || r == '*':
			escaped = true
		case r == '[':
			bracketed = true
		case r == ']':
			bracketed = false
		case !bracketed && strings.ContainsRune("ymdhs", r):
			return true
		}
	}
	return false
}
