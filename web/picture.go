package web

import (
	"fmt"
	"html"
	"html/template"
	"slices"
	"strings"

	"entente"
)

// A mark stands for one statement of the text, in the shape and colour of its primary act. Solid shapes are acts that leave
// something to be done; outlined ones are the others. A dot inside says that a further act leaves something to be done.
type mark struct {
	Act   entente.Act
	Inner entente.Act // the further act; "" for none
	Label string      // shown when pointed at
}

// newMark returns the mark of a statement that an entry accounts for.
func newMark(e entente.Undertaking, label string) mark {
	m := mark{Act: e.Act, Label: label}
	if i := slices.IndexFunc(e.Acts, entente.Act.Undertakes); i > 0 && !e.Act.Undertakes() {
		m.Inner = e.Acts[i]
	}
	return m
}

// outlines are the shapes of the acts on a square of 10 by 10.
var outlines = map[entente.Act]string{
	entente.Commitment: "M5 .5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9z",
	entente.Decision:   "M1 1h8v8h-8z",
	entente.Tasking:    "M.6 9.2 5 .8 9.4 9.2z",
	entente.Call:       "M5 0 10 5 5 10 0 5z",
	entente.Position:   "M5 1.2a3.8 3.8 0 1 1 0 7.6a3.8 3.8 0 1 1 0-7.6z",
	entente.Assessment: "M1.5 1.5h7v7h-7z",
	entente.Report:     "M1.2 8.6 5 1.6 8.8 8.6z",
	entente.Appraisal:  "M5 .9 9.1 5 5 9.1.9 5z",
}

// draw returns the shape of m, its square beginning at (x, y).
func (m mark) draw(x, y int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<g class="m %s" transform="translate(%d %d)">`, m.Act, x, y)
	if m.Label != "" {
		fmt.Fprintf(&b, `<title>%s</title>`, html.EscapeString(m.Label))
	}
	fmt.Fprintf(&b, `<path d="%s"/>`, outlines[m.Act])
	if m.Inner != "" {
		fmt.Fprintf(&b, `<circle class="%s" cx="5" cy="5" r="1.9"/>`, m.Inner)
	}
	b.WriteString(`</g>`)
	return b.String()
}

// icon returns one mark as a picture of its own. It is decoration: words beside it say the same.
func icon(act entente.Act) template.HTML { return mark{Act: act}.icon() }

// inner returns an example of a mark with a dot.
func inner() template.HTML { return mark{Act: entente.Position, Inner: entente.Commitment}.icon() }

func (m mark) icon() template.HTML {
	return template.HTML(`<svg class="icon" viewBox="-1 -1 12 12" width="12" height="12" aria-hidden="true">` + m.draw(0, 0) + `</svg>`)
}

// Marks stand in rows of perRow, one every pitch units.
const (
	perRow = 9
	pitch  = 12
)

// strip draws marks in the order given, row by row.
func strip(marks []mark, perRow int) template.HTML {
	columns := min(perRow, max(1, len(marks)))
	rows := (len(marks) + perRow - 1) / perRow
	width, height := columns*pitch, rows*pitch
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="strip" viewBox="0 0 %d %d" width="%d" height="%d" aria-hidden="true">`, width, height, width, height)
	for i, m := range marks {
		b.WriteString(m.draw(i%perRow*pitch+1, i/perRow*pitch+1))
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}
