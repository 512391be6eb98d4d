package chart

import "slices"

// A Dumbbell shows two values of each item side by side, such as two ways to measure the same, against a target. Items stand
// in the order of their first value, the highest first.
type Dumbbell struct {
	Text
	Axis          Axis
	First, Second string // names of the two values; "" for Second where there is one only
	Items         []Pair
}

// A Pair is one item of a Dumbbell.
type Pair struct {
	Code, Name, Href string
	First, Second    Value
}

func (c Dumbbell) sorted() []Pair {
	list := slices.Clone(c.Items)
	slices.SortStableFunc(list, func(a, b Pair) int {
		if !a.First.known() || !b.First.known() {
			return btoi(b.First.known()) - btoi(a.First.known())
		}
		return compare(b.First.V, a.First.V)
	})
	return list
}

// Table returns a row for each item, in the order of the chart.
func (c Dumbbell) Table() Table {
	t := c.table(c.Item, c.First)
	if c.Second != "" {
		t.Head = append(t.Head, c.Second)
	}
	for _, p := range c.sorted() {
		row := []string{label(p.Code, p.Name, true), c.cell(c.Axis.Format, p.First)}
		if c.Second != "" {
			row = append(row, c.cell(c.Axis.Format, p.Second))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// A dumbbell is a Dumbbell being drawn.
type dumbbell struct {
	Dumbbell
	*frame
	plot
	across ruler
	items  []Pair
}

const dumbbellRow = 19.0

// SVG draws the chart. Its height follows from the number of items.
func (c Dumbbell) SVG(o Options) string {
	d := dumbbell{Dumbbell: c, frame: newFrame(c.Text, o, 720), items: c.sorted()}
	d.keys()
	d.layout()
	d.axis()
	for i, p := range d.items {
		d.row(p, d.top+(float64(i)+0.5)*dumbbellRow)
	}
	d.frame.y = d.bottom + 24
	return d.finish()
}

func (d *dumbbell) keys() {
	var entries []keyEntry
	for i, name := range []string{d.First, d.Second} {
		if name != "" {
			entries = append(entries, keyEntry{name, 12, func(x, y float64) { d.dot(i, false, x+6, y) }})
		}
	}
	var firsts, seconds []Value
	for _, p := range d.Items {
		firsts, seconds = append(firsts, p.First), append(seconds, p.Second)
	}
	d.key(append(entries, d.estimateEntry(firsts, seconds)...))
}

// dot draws a mark of the first or the second value.
func (d *dumbbell) dot(i int, hollow bool, x, y float64) {
	shape := []Tone{Good, Info}[i]
	d.shape(shape, "c-mark "+seriesClass(i)+when(hollow, " c-hollow"), x, y, 4.2)
}

func (d *dumbbell) layout() {
	var all span
	most := 0.0
	for _, p := range d.items {
		all.add(p.First.V)
		if d.Second != "" {
			all.add(p.Second.V)
		}
		most = max(most, textWidth(d.name(p), labelSize))
	}
	all.addTarget(d.Axis.Target)
	d.plot = plot{left: min(most, d.width*0.34) + 14, top: d.frame.y + 26, right: d.width - 52}
	d.bottom = d.top + float64(len(d.items))*dumbbellRow + 4
	d.across = all.withZero().ruler(d.left, d.right, max(3, int(d.width/120)), d.Axis.Format)
}

func (d *dumbbell) name(p Pair) string { return label(p.Code, p.Name, !d.narrow()) }

func (d *dumbbell) axis() {
	d.columns(d.plot, d.across, true)
	t := d.Axis.Target
	if !t.shown() {
		return
	}
	x := d.across.at(t.Value)
	d.line(x, d.top-6, x, d.bottom, "c-target")
	size := smallSize * boldFactor
	text := clip(t.Label, size, d.width)
	at := max(0, min(x-textWidth(text, size)/2, d.width-textWidth(text, size)))
	d.text(at, d.top-12, smallSize, "", "c-bold", text)
}

// row draws one item: name, marks, the line between them, and the first value in figures.
func (d *dumbbell) row(p Pair, y float64) {
	second := p.Second
	if d.Second == "" {
		second = Value{V: Missing()}
	}
	f := d.Axis.Format
	title := join(" · ", label(p.Code, p.Name, true), caption(d.First, "", d.cell(f, p.First)))
	if d.Second != "" {
		title = join(" · ", title, caption(d.Second, "", d.cell(f, second)))
	}
	d.item(p.Href, title, "c-row", func() {
		d.text(d.left-10, y+labelSize*0.35, labelSize, "end", "", clip(d.name(p), labelSize, d.left-12))
		d.line(d.left, y, d.right, y, "c-grid")
		if !p.First.known() && !second.known() {
			d.text(d.left+6, y+smallSize*0.35, smallSize, "", "c-soft c-halo", clip(d.Missing, smallSize, d.right-d.left-6))
		}
		end := d.left
		if p.First.known() && second.known() {
			d.line(d.across.at(p.First.V), y, d.across.at(second.V), y, "c-path c-strong")
		}
		for i, v := range []Value{second, p.First} {
			if v.known() {
				d.dot(1-i, v.Estimate, d.across.at(v.V), y)
				end = max(end, d.across.at(v.V))
			}
		}
		if p.First.known() {
			d.text(end+9, y+smallSize*0.35, smallSize, "", "c-halo", clip(f.digits(p.First.V), smallSize, d.width-end-9))
		}
	})
}
