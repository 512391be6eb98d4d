package chart

import (
	"math"
	"strings"
)

// A Charset says which characters a terminal shows.
type Charset int

// The character sets.
const (
	Unicode Charset = iota
	ASCII
)

// bars are the characters of a sparkline from low to high; the second half is for values that reach the target.
var bars = [...][8]string{
	Unicode: {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
	ASCII:   {"_", ".", "-", "=", "+", "*", "%", "#"},
}

// Sparkline returns one character for each value, "·" (in ASCII, a space) for one that is missing. With a target, values below
// it are drawn in the lower half of the line and those that reach it in the upper, so that the crossing can be seen;
// without one (not a number) the lowest and the highest value fill the line.
func Sparkline(values []float64, target float64, set Charset) string {
	var all span
	all.add(values...)
	var b strings.Builder
	for _, v := range values {
		switch {
		case known(v):
			b.WriteString(bars[set&1][level8(v, target, all)])
		case set == Unicode:
			b.WriteString("·")
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// level8 returns the height of v, from 0 to 7.
func level8(v, target float64, all span) int {
	part := func(v, lo, hi float64, n int) int {
		if hi <= lo {
			return n - 1
		}
		return max(0, min(n-1, int((v-lo)/(hi-lo)*float64(n))))
	}
	switch {
	case !known(target):
		if all.hi <= all.lo {
			return 3
		}
		return part(v, all.lo, all.hi, 8)
	case v >= target:
		return 4 + part(v, target, all.hi, 4)*btoi(all.hi > target)
	}
	return part(v, all.lo, target, 4)
}

// A Plot is a chart for a terminal: one series as dots and lines, and the target as a line across.
type Plot struct {
	Times  []string
	Values []float64
	Target Target
	Format Format
	Width  int // in characters with the axis; 0 is 60
	Height int // in lines with the times; 0 is 12
	Set    Charset
}

// String returns the chart, with a line feed after each line. Characters that fill two places in Times count as one.
func (p Plot) String() string {
	width, height := p.size()
	var all span
	all.add(p.Values...)
	all.addTarget(p.Target)
	ticks, _ := all.ticks(3)
	up := scale{ticks[0], ticks[len(ticks)-1], float64(height-1)*dotRows - 1, 0}
	if all.some && all.hi > all.lo {
		up.from, up.to = all.lo, all.hi
	}
	labels := p.labels(up, height-1)
	side := 0
	for _, l := range labels {
		side = max(side, len([]rune(l)))
	}
	side = min(side, width/3)
	c := newCanvas(width-side-2, height-1)
	p.draw(c, up)
	target := -1
	if p.Target.shown() {
		target = int(up.at(p.Target.Value)) / dotRows
	}
	return p.print(c, labels, side, target)
}

// size returns the width and the height, within bounds.
func (p Plot) size() (width, height int) {
	width, height = 60, 12
	if p.Width > 0 {
		width = max(20, min(p.Width, 400))
	}
	if p.Height > 0 {
		height = max(4, min(p.Height, 200))
	}
	return width, height
}

// labels returns what stands left of each line: the highest and the lowest value, and the target.
func (p Plot) labels(up scale, lines int) []string {
	labels := make([]string, lines)
	labels[0], labels[lines-1] = p.Format.String(up.to), p.Format.String(up.from)
	if p.Target.shown() {
		labels[max(0, min(lines-1, int(up.at(p.Target.Value))/dotRows))] = p.Format.String(p.Target.Value)
	}
	if p.Set == ASCII {
		for i := range labels {
			labels[i] = ascii(labels[i])
		}
	}
	return labels
}

// A character of braille holds 2 by 4 dots.
const (
	dotColumns = 2
	dotRows    = 4
)

// A canvas is a field of dots, and of places where a value lies.
type canvas struct {
	columns, lines int
	dots           []uint8 // of each character
	values         []bool
}

func newCanvas(columns, lines int) *canvas {
	return &canvas{columns, lines, make([]uint8, columns*lines), make([]bool, columns*lines)}
}

// bits are those of a braille pattern, by column and row of its dots.
var bits = [dotColumns][dotRows]uint8{{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}}

func (c *canvas) set(x, y int, value bool) {
	if x < 0 || y < 0 || x >= c.columns*dotColumns || y >= c.lines*dotRows {
		return
	}
	i := y/dotRows*c.columns + x/dotColumns
	c.dots[i] |= bits[x%dotColumns][y%dotRows]
	c.values[i] = c.values[i] || value
}

// draw sets the dots of the series: lines between values that follow each other, and thick dots on the values.
func (p Plot) draw(c *canvas, up scale) {
	across := scale{0, float64(max(1, len(p.Values)-1)), 1, float64(c.columns*dotColumns - 3)}
	for i, v := range p.Values {
		if !known(v) {
			continue
		}
		x, y := across.at(float64(i)), up.at(v)
		for dx := range 2 {
			for dy := range 2 {
				c.set(int(x)+dx, int(y)+dy, dx+dy == 0)
			}
		}
		if i > 0 && known(p.Values[i-1]) {
			c.line(across.at(float64(i-1)), up.at(p.Values[i-1]), x, y)
		}
	}
}

func (c *canvas) line(x0, y0, x1, y1 float64) {
	n := int(max(math.Abs(x1-x0), math.Abs(y1-y0))) + 1
	for i := range n {
		t := float64(i) / float64(n)
		c.set(int(x0+(x1-x0)*t), int(y0+(y1-y0)*t), false)
	}
}

func (p Plot) print(c *canvas, labels []string, side, target int) string {
	var b strings.Builder
	rule := map[Charset]string{Unicode: "│", ASCII: "|"}[p.Set&1]
	for y := range c.lines {
		b.WriteString(padLeft(labels[y], side) + " " + rule)
		line := ""
		for x := range c.columns {
			line += c.character(x, y, y == target, p.Set)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	b.WriteString(p.foot(side, c.columns))
	return b.String()
}

// character returns that of one place: of the series, of the target where that is empty, or a space.
func (c *canvas) character(x, y int, target bool, set Charset) string {
	i := y*c.columns + x
	switch {
	case set == ASCII && c.values[i]:
		return "*"
	case set == ASCII && c.dots[i] != 0:
		return "."
	case c.dots[i] != 0:
		return string(rune(0x2800 + int(c.dots[i])))
	case target && set == ASCII:
		return "-"
	case target:
		return "┄"
	}
	return " "
}

// foot returns the first and the last time below the axis, and the label of the target between them where it fits.
func (p Plot) foot(side, columns int) string {
	if len(p.Times) == 0 {
		return ""
	}
	first, last, middle := p.Times[0], p.Times[len(p.Times)-1], ""
	if p.Target.shown() {
		middle = map[Charset]string{Unicode: "┄ ", ASCII: "- "}[p.Set&1] + p.Target.Label
	}
	if p.Set == ASCII {
		first, last, middle = ascii(first), ascii(last), ascii(middle)
	}
	used := len([]rune(first)) + len([]rune(last))
	if len(p.Times) == 1 || used+2 > columns {
		return strings.Repeat(" ", side+2) + padLeft(first, min(columns, len([]rune(first)))) + "\n"
	}
	room := columns - used
	if n := len([]rune(middle)); n+4 > room {
		middle = ""
	}
	left := (room - len([]rune(middle))) / 2
	return strings.Repeat(" ", side+2) + first + strings.Repeat(" ", left) + middle +
		strings.Repeat(" ", room-left-len([]rune(middle))) + last + "\n"
}

func padLeft(s string, width int) string {
	r := []rune(s)
	if len(r) >= width {
		return string(r[:width])
	}
	return strings.Repeat(" ", width-len(r)) + s
}

// ascii returns s with what a plain terminal lacks replaced.
func ascii(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '−':
			return '-'
		case r == '\u00a0' || r == '\u202f':
			return ' '
		case r > '~':
			return '?'
		}
		return r
	}, s)
}
