package document

import (
	"encoding/xml"
	"strings"
)

// A body is the main part of a Word document while its text is taken out.
type body struct {
	flow      *flow
	numbering *numbering
	paragraph paragraph
	tables    []int // the cells begun in the current row of each open table
	outer     []*story
	boxes     []string // the text boxes anchored in the paragraph
	isHidden  bool     // the run is hidden
}

// A story is a text that a text box interrupts.
type story struct {
	flow      *flow
	paragraph paragraph
	tables    []int
}

// A paragraph is what is known of a paragraph before its text.
type paragraph struct {
	Style ref      `xml:"pStyle"`
	List  *listRef `xml:"numPr"`
	Mark  struct {
		Deleted *struct{} `xml:"del"`
		Moved   *struct{} `xml:"moveFrom"`
	} `xml:"rPr"`
	isNumbered bool // its number has been counted
}

type ref struct {
	Val string `xml:"val,attr"`
}

type listRef struct {
	Level *ref `xml:"ilvl"`
	ID    *ref `xml:"numId"`
}

// isJoined reports whether the paragraph runs on into the next: its end has been deleted.
func (p paragraph) isJoined() bool { return p.Mark.Deleted != nil || p.Mark.Moved != nil }

// left are elements of WordprocessingML whose content is not read: what was deleted or moved away, the code of fields,
// the reading of a word, the same thing again for older programs.
var left = map[string]bool{
	"del": true, "moveFrom": true, "delText": true, "instrText": true, "delInstrText": true, "rt": true,
	"Fallback": true, "sdtPr": true, "sectPr": true, "tblPr": true, "trPr": true, "tcPr": true,
}

// take adds one token of the main part to the text.
func (b *body) take(d *xml.Decoder, t xml.Token) error {
	if b.flow.isFull() {
		return tooLarge("its text is longer", b.flow.limit)
	}
	switch e := t.(type) {
	case xml.StartElement:
		if left[e.Name.Local] {
			return d.Skip()
		}
		if isWord(e.Name) {
			return b.start(d, e)
		}
	case xml.EndElement:
		if isWord(e.Name) {
			b.end(e.Name.Local)
		}
	}
	return nil
}

// isWord reports whether an element is of WordprocessingML, or of the formulas in it.
func isWord(name xml.Name) bool {
	return strings.Contains(name.Space, "wordprocessingml") || strings.HasSuffix(name.Space, "/math")
}

func (b *body) start(d *xml.Decoder, e xml.StartElement) error {
	switch e.Name.Local {
	case "p":
		b.paragraph = paragraph{isNumbered: b.paragraph.isJoined() && b.paragraph.isNumbered}
	case "pPr":
		p := paragraph{isNumbered: b.paragraph.isNumbered}
		err := d.DecodeElement(&p, &e)
		b.paragraph = p
		return err
	case "rPr":
		var run struct {
			Vanish *ref `xml:"vanish"`
		}
		err := d.DecodeElement(&run, &e)
		b.isHidden = run.Vanish != nil && run.Vanish.Val != "0" && run.Vanish.Val != "false"
		return err
	case "t":
		var s string
		err := d.DecodeElement(&s, &e)
		b.text(s)
		return err
	case "tab", "ptab":
		b.text("\t")
	case "noBreakHyphen":
		b.text("-")
	case "br", "cr":
		b.flow.line()
	case "tbl":
		b.tables = append(b.tables, 0)
		b.flow.table()
	case "tr":
		b.row()
	case "tc":
		b.cell()
	case "txbxContent":
		b.outer = append(b.outer, &story{b.flow, b.paragraph, b.tables})
		b.flow, b.paragraph, b.tables = &flow{limit: b.flow.limit}, paragraph{}, nil
	}
	return nil
}

func (b *body) end(name string) {
	switch name {
	case "r":
		b.isHidden = false
	case "p":
		b.endParagraph()
	case "tbl":
		if n := len(b.tables); n > 0 {
			b.tables = b.tables[:n-1]
		}
		if len(b.tables) == 0 {
			b.flow.endTable()
		}
	case "txbxContent":
		b.endBox()
	}
}

// text adds text to the paragraph; the first brings the paragraph's number with it.
func (b *body) text(s string) {
	if b.isHidden || s == "" {
		return
	}
	if !b.paragraph.isNumbered {
		b.flow.item(b.numbering.next(b.paragraph))
		b.paragraph.isNumbered = true
	}
	b.flow.run(s)
}

// endParagraph ends the paragraph. One without text counts in its list all the same.
func (b *body) endParagraph() {
	if b.paragraph.isJoined() {
		return
	}
	if !b.paragraph.isNumbered {
		b.numbering.next(b.paragraph)
	}
	b.paragraph = paragraph{}
	b.flow.item("")
	b.flow.block()
	if len(b.outer) > 0 {
		return
	}
	for _, box := range b.boxes {
		for line := range strings.Lines(box) {
			b.flow.run(line)
			b.flow.line()
		}
		b.flow.block()
	}
	b.boxes = nil
}

// endBox keeps the text box for the end of the paragraph that it is anchored in.
func (b *body) endBox() {
	n := len(b.outer)
	if n == 0 {
		return
	}
	if text := string(b.flow.b); text != "" {
		b.boxes = append(b.boxes, text)
	}
	s := b.outer[n-1]
	b.outer = b.outer[:n-1]
	b.flow, b.paragraph, b.tables = s.flow, s.paragraph, s.tables
}

func (b *body) row() {
	if n := len(b.tables); n > 0 {
		b.tables[n-1] = 0
		b.flow.row()
	}
}

func (b *body) cell() {
	if n := len(b.tables); n > 0 {
		b.flow.cell(b.tables[n-1] == 0)
		b.tables[n-1]++
	}
}
