package chart

import "slices"

const remarkLine = smallSize * leading

// shownRemarks returns the remarks that have words and a time, in order of time.
func (c Line) shownRemarks() (list []Remark) {
	for _, r := range c.Remarks {
		if r.Label != "" && r.Time >= 0 && r.Time < len(c.Times) {
			list = append(list, r)
		}
	}
	slices.SortStableFunc(list, func(a, b Remark) int { return a.Time - b.Time })
	return list
}

// remarks prints each remark in a row of its own above the diagram, the first lowest, and leads it down to its time. Rows of
// their own keep the lines of the later ones clear of the words of the earlier.
func (l *lineChart) remarks() {
	for i, r := range l.shownRemarks() {
		x := l.xs[r.Time]
		l.line(x, l.top-8-float64(i)*remarkLine-smallSize+2, x, l.bottom, "c-lead c-kind c-s2")
	}
	for i, r := range l.shownRemarks() {
		x := l.xs[r.Time]
		y := l.top - 8 - float64(i)*remarkLine
		anchor, at, room := "end", x-4, x-4
		if textWidth(r.Label, smallSize) > room {
			anchor, at, room = "", x+4, l.width-x-4
		}
		l.text(at, y, smallSize, anchor, "c-soft c-halo", clip(r.Label, smallSize, room))
	}
}

// byEnd returns the numbers of the series that have values, from the one that ends highest.
func (l *lineChart) byEnd() []int {
	var order []int
	for i, s := range l.Series {
		if firstKnown(s.Values[:min(len(s.Values), len(l.Times))]) < min(len(s.Values), len(l.Times)) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		_, ya := l.end(a)
		_, yb := l.end(b)
		return compare(ya, yb)
	})
	return order
}

// end returns where the last value of a series lies.
func (l *lineChart) end(i int) (x, y float64) {
	values := l.Series[i].Values[:min(len(l.Series[i].Values), len(l.Times))]
	last := lastKnown(values)
	return l.xs[last], l.up.at(values[last].V)
}
