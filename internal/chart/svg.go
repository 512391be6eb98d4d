package chart

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"
)

// A drawing collects SVG elements. Attributes are given as names and values by turns.
type drawing struct {
	b      strings.Builder
	linked bool // it holds a link
}

func (d *drawing) open(name string, attrs ...string)  { d.tag(name, attrs, ">") }
func (d *drawing) empty(name string, attrs ...string) { d.tag(name, attrs, "/>") }
func (d *drawing) close(name string)                  { d.b.WriteString("</" + name + ">") }

func (d *drawing) tag(name string, attrs []string, end string) {
	d.b.WriteByte('<')
	d.b.WriteString(name)
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] == "" {
			continue
		}
		d.b.WriteByte(' ')
		d.b.WriteString(attrs[i])
		d.b.WriteString(`="`)
		d.escape(attrs[i+1])
		d.b.WriteByte('"')
	}
	d.b.WriteString(end)
}

// escape writes text for content or attribute; a character that XML cannot hold becomes U+FFFD.
func (d *drawing) escape(s string) {
	if strings.IndexFunc(s, isSpecial) < 0 {
		d.b.WriteString(s)
		return
	}
	_ = xml.EscapeText(&d.b, []byte(s)) // a builder takes everything
}

func isSpecial(r rune) bool {
	return r < ' ' || r > '~' || r == '&' || r == '<' || r == '>' || r == '"' || r == '\''
}

// within writes an element with others in it.
func (d *drawing) within(name string, attrs []string, inside func()) {
	d.open(name, attrs...)
	inside()
	d.close(name)
}

// layer draws what decorates: a screen reader passes over it.
func (d *drawing) layer(class string, inside func()) {
	d.within("g", []string{"class", class, "aria-hidden", "true"}, inside)
}

// text writes a line of text from, around or up to x, as anchor says ("", "middle" or "end"), on the base line y.
func (d *drawing) text(x, y, size float64, anchor, class, s string) {
	if s == "" {
		return
	}
	d.open("text", "x", num(x), "y", num(y), "font-size", num(size), "text-anchor", anchor, "class", class)
	d.escape(s)
	d.close("text")
}

func (d *drawing) rect(x, y, w, h float64, class string, more ...string) {
	d.empty("rect", append([]string{"x", num(x), "y", num(y), "width", num(max(w, 0)), "height", num(max(h, 0)), "class", class}, more...)...)
}

func (d *drawing) line(x1, y1, x2, y2 float64, class string) {
	d.empty("path", "d", "M"+pair(x1, y1)+"L"+pair(x2, y2), "class", class)
}

func (d *drawing) circle(x, y, r float64, class string) {
	d.empty("circle", "cx", num(x), "cy", num(y), "r", num(r), "class", class)
}

func (d *drawing) path(data, class string) {
	if data != "" {
		d.empty("path", "d", data, "class", class)
	}
}

// item draws one item of a chart with its title, as a link where href is one that is safe to follow.
func (d *drawing) item(href, title, class string, inside func()) {
	name, attrs := "g", []string{"class", class}
	if SafeHref(href) {
		name, attrs = "a", []string{"href", href, "class", class}
		d.linked = true
	}
	d.within(name, attrs, func() {
		if title != "" {
			d.within("title", nil, func() { d.escape(title) })
		}
		inside()
	})
}

// SafeHref reports whether a link may be followed: it is a path, query or fragment of the same site, or an address by
// http or https. All else (javascript:, data:, //host, control characters) is drawn without a link.
func SafeHref(href string) bool {
	if href == "" || strings.ContainsFunc(href, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '\\' || r == '\uFFFD' }) {
		return false
	}
	if strings.HasPrefix(href, "//") {
		return false
	}
	head, _, colon := strings.Cut(href, ":")
	if !colon || strings.ContainsAny(head, "/?#") {
		return true
	}
	scheme := strings.ToLower(head)
	return (scheme == "http" || scheme == "https") && strings.HasPrefix(href[len(head):], "://")
}

const farthest = 1e6 // no coordinate lies beyond

// num writes a coordinate with at most one decimal.
func num(v float64) string {
	if math.IsNaN(v) {
		v = 0
	}
	v = math.Round(max(-farthest, min(farthest, v))*10) / 10
	if v == 0 {
		return "0" // not -0
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func pair(x, y float64) string { return num(x) + " " + num(y) }

// A point is a place on the drawing.
type point struct{ x, y float64 }

// polyline returns path data through points.
func polyline(points []point) string {
	var b strings.Builder
	for i, p := range points {
		b.WriteByte("LM"[btoi(i == 0)])
		b.WriteString(pair(p.x, p.y))
	}
	return b.String()
}

// area returns path data of the closed shape with these corners.
func area(points ...point) string {
	if len(points) == 0 {
		return ""
	}
	return polyline(points) + "Z"
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
