package chart

import "math"

// A Heat is a table of states: a coloured cell with a symbol for every row and column.
type Heat struct {
	Text
	States  []State // what cells may be, explained above
	Columns []Column
	Groups  []Group
}

// A Column is one of a Heat.
type Column struct{ Code, Name, Href string }

// A Group is a run of rows under one heading; without a name it has none.
type Group struct {
	Name string
	Rows []Row
}

// A Row is one of a Heat, with a cell for each column.
type Row struct {
	Code, Name, Href string
	Cells            []Cell
}

// A Cell is where a row and a column meet. Without a state it stays empty.
type Cell struct {
	State string // key of one of the States
	Text  string // printed instead of the symbol where it fits, such as "1.9"
	Title string // what is known about it; "" for row, column and state
	Href  string
}

// Table returns a row for each row, with a column for each column.
func (c Heat) Table() Table {
	head := []string{c.Item}
	for _, col := range c.Columns {
		head = append(head, label(col.Code, col.Name, true))
	}
	t := c.table(head...)
	for _, g := range c.Groups {
		for _, r := range g.Rows {
			t.Rows = append(t.Rows, c.tableRow(r))
		}
	}
	return t
}

func (c Heat) tableRow(r Row) []string {
	row := []string{join(" ", r.Code, r.Name)}
	for i := range c.Columns {
		cell := at(r.Cells, i)
		row = append(row, join(" · ", stateOf(c.States, cell.State).Name, cell.Text))
	}
	return row
}

// A heat is a Heat being drawn.
type heat struct {
	Heat
	*frame
	states  map[string]State
	left    float64 // of the first cell
	side    float64 // width of a column
	headed  float64 // height of the heads of the columns
	upright bool    // the heads fit beside each other
	tall    float64 // least height of a row
}

const (
	leastCell  = 13.0
	fingerCell = 20.0 // on a narrow screen
	mostCell   = 44.0
	rowLine    = labelSize * 1.2
	repeat     = 900.0 // after so much height the heads are repeated
)

// SVG draws the chart. It is wider than the options ask for where the columns would not be legible.
func (c Heat) SVG(o Options) string {
	h := heat{Heat: c, frame: newFrame(c.Text, o, ownWidth), states: map[string]State{}}
	for _, s := range c.States {
		h.states[s.Key] = s
	}
	h.key(h.stateEntries(c.States))
	h.layout()
	h.heads()
	headAt := h.y
	for _, g := range c.Groups {
		if h.y-headAt > repeat {
			h.y += 10
			h.heads()
			headAt = h.y
		}
		h.group(g, &headAt)
	}
	return h.finish()
}

func (h *heat) layout() {
	h.left = h.labelWidth()
	n := float64(max(1, len(h.Columns)))
	least := leastCell
	if h.narrow() {
		least = fingerCell
	}
	h.side = max(least, min(mostCell, math.Floor((h.width-h.left-1)/n*10)/10))
	h.width = max(h.width, h.left+n*h.side+1)
	h.tall = max(18, min(h.side, 24))
	h.upright = true
	h.headed = 0
	for _, c := range h.Columns {
		w := textWidth(h.headText(c), smallSize)
		h.headed = max(h.headed, w)
		h.upright = h.upright && w <= h.side-3
	}
	if h.headed += 8; h.upright {
		h.headed = smallSize * 1.5
	}
}

// headText returns what stands above a column.
func (h *heat) headText(c Column) string {
	return clip(label(c.Code, c.Name, c.Code == ""), smallSize, 110)
}

// labelWidth returns the room for the names of rows: what the longest needs, but no more than a part of the width.
func (h *heat) labelWidth() float64 {
	most := 0.0
	for _, g := range h.Groups {
		for _, r := range g.Rows {
			most = max(most, textWidth(join(" ", r.Code, r.Name), labelSize))
		}
	}
	return max(40, min(most+12, h.width*0.32, 300))
}

// heads prints the heads of the columns, upright or turned.
func (h *heat) heads() {
	h.y += h.headed + 2
	for i, c := range h.Columns {
		x := h.left + (float64(i)+0.5)*h.side
		h.item(c.Href, join(" ", c.Code, c.Name), "c-columnhead", func() { h.head(h.headText(c), x) })
	}
	h.y += 4
}

func (h *heat) head(s string, x float64) {
	if h.upright {
		h.text(x, h.y-1, smallSize, "middle", "c-soft", s)
		return
	}
	x += smallSize * 0.35
	h.within("g", []string{"transform", "rotate(-90 " + pair(x, h.y) + ")"}, func() { h.text(x, h.y, smallSize, "", "c-soft", s) })
}

// group draws a run of rows. Heads are repeated within a long one.
func (h *heat) group(g Group, headAt *float64) {
	if g.Name != "" {
		h.y += 10
		for _, l := range wrap(g.Name, labelSize*boldFactor, h.width, 3) {
			h.y += rowLine
			h.text(0, h.y-2, labelSize, "", "c-bold", l)
		}
		h.y += 5
	}
	for _, r := range g.Rows {
		if h.y-*headAt > repeat {
			h.y += 6
			h.heads()
			*headAt = h.y
		}
		h.row(r)
	}
}

func (h *heat) row(r Row) {
	room := h.left - 10
	code := clip(r.Code, labelSize*boldFactor, room)
	indent := 0.0
	if code != "" && r.Name != "" {
		indent = textWidth(code, labelSize*boldFactor) + 6
	}
	lines := wrap(r.Name, labelSize, room-indent, 3)
	height := max(h.tall, float64(len(lines))*rowLine+4)
	h.item(r.Href, join(" ", r.Code, r.Name), "c-row", func() {
		y := h.y + (height-rowLine*float64(max(1, len(lines))))/2 + labelSize*0.98
		h.text(0, y, labelSize, "", "c-bold", code)
		for i, l := range lines {
			h.text(indent, y+float64(i)*rowLine, labelSize, "", "", l)
		}
	})
	size := min(labelSize, h.side*0.68)
	h.within("g", []string{"font-size", num(size), "text-anchor", "middle"}, func() {
		for i := range h.Columns {
			h.cell(r, at(r.Cells, i), h.Columns[i], h.left+float64(i)*h.side, height, size)
		}
	})
	h.y += height
}

// cell draws one cell. Size and anchor of its text are those of the row, and the colours of its parts follow from its own
// class: there may be thousands.
func (h *heat) cell(r Row, c Cell, col Column, x, height, size float64) {
	s, ok := h.states[c.State]
	if !ok {
		return
	}
	title := c.Title
	if title == "" {
		title = join(" · ", label(r.Code, r.Name, true), label(col.Code, col.Name, true), s.Name, c.Text)
	}
	text := c.Text
	if text == "" || textWidth(text, size) > h.side-3 {
		text = clip(s.Symbol, size, h.side-1)
	}
	h.item(c.Href, title, "c-heat "+s.Tone.class(), func() {
		h.rect(x, h.y, h.side-1, height-1, "")
		if text != "" {
			h.open("text", "x", num(x+(h.side-1)/2), "y", num(h.y+(height-1)/2+size*0.35))
			h.escape(text)
			h.close("text")
		}
	})
}
