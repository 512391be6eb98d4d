package chart

// A Spark is a line of the height of text, for cells of tables: values, the target as a thin line, a mark at the end.
type Spark struct {
	Text
	Target Target
	Format Format
	Times  []string
	Values []Value
}

// Table returns a row for each value.
func (c Spark) Table() Table {
	t := c.table(c.Time, c.Title)
	for i, v := range c.Values {
		t.Rows = append(t.Rows, []string{at(c.Times, i), c.cell(c.Format, v)})
	}
	return t
}

// SVG draws the chart, 100 by 24 if the options do not say otherwise. It has no words but its title.
func (c Spark) SVG(o Options) string {
	width, height := 100.0, 24.0
	if o.Width > 0 {
		width = float64(max(16, min(o.Width, mostWidth)))
	}
	if o.Height > 0 {
		height = float64(max(10, min(o.Height, mostWidth)))
	}
	f := &frame{words: c.Text, opts: o, width: width}
	var all span
	all.addValues(c.Values)
	all.addTarget(c.Target)
	ticks, _ := all.ticks(1)
	up := scale{ticks[0], ticks[len(ticks)-1], height - 4, 4}
	if all.some && all.hi > all.lo {
		up.from, up.to = all.lo, all.hi
	}
	across := scale{0, float64(max(1, len(c.Values)-1)), 4, width - 5}
	if c.Target.shown() {
		f.line(0, up.at(c.Target.Value), width, up.at(c.Target.Value), "c-target")
	}
	solid, dashed := segments(c.Values, across, up)
	f.path(solid, "c-path c-s0")
	f.path(dashed, "c-path c-dash c-s0")
	if last := lastKnown(c.Values); last < len(c.Values) {
		f.circle(across.at(float64(last)), up.at(c.Values[last].V), 2.4, "c-mark c-s0"+when(c.Values[last].Estimate, " c-hollow"))
	}
	return f.spark(height)
}

// spark returns the picture with the size of its own, instead of that of its container.
func (f *frame) spark(height float64) string {
	var head drawing
	attrs := []string{"class", "chart chart-spark", "role", "img", "viewBox", "0 0 " + pair(f.width, height), "width", num(f.width), "height", num(height)}
	if f.opts.Standalone {
		attrs = append(attrs, "xmlns", svgNamespace)
	}
	head.open("svg", append(attrs, "lang", f.opts.Lang)...)
	f.describe(&head)
	return head.b.String() + f.b.String() + "</svg>"
}
