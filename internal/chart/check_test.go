package chart

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A picture is what a test reads back from SVG.
type picture struct {
	view    box
	texts   []drawnText
	titles  []string
	hrefs   []string
	classes map[string]bool
	root    map[string]string
	faults  []string
}

// A drawnText is a line of text with the room it takes by our estimate.
type drawnText struct {
	box
	s string
}

// An inherited is what an element has from those around it.
type inherited struct{ name, size, anchor, turn, class string }

// read parses SVG and notes what breaks a promise of the package.
func read(t testing.TB, svg string) picture {
	t.Helper()
	p := picture{classes: map[string]bool{}}
	d := xml.NewDecoder(strings.NewReader(svg))
	stack := []inherited{{}}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%.2000s", err, svg)
		}
		switch token := token.(type) {
		case xml.StartElement:
			stack = append(stack, p.start(token, stack[len(stack)-1]))
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			p.characters(string(token), stack[len(stack)-1])
		}
	}
	return p
}

func (p *picture) start(e xml.StartElement, in inherited) inherited {
	name := e.Name.Local
	in.name = name
	attrs := map[string]string{}
	for _, a := range e.Attr {
		attrs[a.Name.Local] = a.Value
	}
	if name == "svg" {
		p.root = attrs
		v := numbers(attrs["viewBox"])
		p.view = box{v[0], v[1], v[2], v[3]}
	}
	for k, v := range attrs {
		p.attribute(name, k, v)
	}
	in.size, in.anchor, in.class = or(attrs["font-size"], in.size), or(attrs["text-anchor"], in.anchor), attrs["class"]
	in.turn = or(attrs["transform"], in.turn)
	if name == "text" {
		p.texts = append(p.texts, drawnText{p.textBox(attrs, in), ""})
	}
	return in
}

func (p *picture) attribute(element, name, value string) {
	switch name {
	case "style", "id":
		p.faults = append(p.faults, fmt.Sprintf("%s has %s=%q", element, name, value))
	case "class":
		for _, c := range strings.Fields(value) {
			p.classes[c] = true
		}
	case "href":
		p.hrefs = append(p.hrefs, value)
	case "x", "y", "cx", "cy", "d":
		p.inside(element, value)
	}
	if name != "lang" && name != "href" && (strings.Contains(value, "NaN") || strings.Contains(value, "Inf")) {
		p.faults = append(p.faults, fmt.Sprintf("%s has %s=%q", element, name, value))
	}
	if strings.HasPrefix(name, "on") || element == "script" {
		p.faults = append(p.faults, fmt.Sprintf("%s runs %s", element, name))
	}
}

// inside notes coordinates beyond the picture. Those of a path alternate between x and y.
func (p *picture) inside(element, value string) {
	const slack = 6 // a mark on the edge
	limit := max(p.view.x1, p.view.y1)
	for i, v := range numbers(value) {
		most := limit
		if element == "path" {
			most = []float64{p.view.x1, p.view.y1}[i%2]
		}
		if v < -slack || v > most+slack {
			p.faults = append(p.faults, fmt.Sprintf("%s: %v of %q is beyond %v", element, v, value, p.view))
		}
	}
}

func (p *picture) textBox(attrs map[string]string, in inherited) box {
	size := number(in.size)
	if strings.Contains(in.class, "c-bold") || strings.Contains(in.class, "c-title") {
		size *= boldFactor
	}
	return box{number(attrs["x"]), number(attrs["y"]), size, float64(len(in.turn))} // completed with the words
}

func (p *picture) characters(s string, in inherited) {
	switch in.name {
	case "title":
		p.titles = append(p.titles, s)
	case "text":
		last := &p.texts[len(p.texts)-1]
		x, y, size := last.x0, last.y0, last.x1
		b := textBox(x, y, size, in.anchor, s)
		if in.turn != "" { // by -90 degrees around its own beginning
			b = box{x - size*ascent, y - (b.x1 - b.x0), x + size*descent, y}
		}
		last.box, last.s = b, last.s+s
	}
}

var numeral = regexp.MustCompile(`-?[0-9.]+`)

func numbers(s string) (list []float64) {
	for _, n := range numeral.FindAllString(s, -1) {
		list = append(list, number(n))
	}
	return list
}

func number(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic(fmt.Sprintf("number %q: %v", s, err))
	}
	return v
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// all returns the words of a picture, a line each.
func (p picture) all() string {
	words := slices.Clone(p.titles)
	for _, t := range p.texts {
		words = append(words, t.s)
	}
	return strings.Join(words, "\n")
}

// overlaps returns pairs of texts that touch, by our estimate of their width.
func (p picture) overlaps() (list []string) {
	for i, a := range p.texts {
		for _, b := range p.texts[i+1:] {
			if a.grown(-0.6).meets(b.grown(-0.6)) { // coordinates are rounded
				list = append(list, fmt.Sprintf("%q %.1f and %q %.1f", a.s, a.box, b.s, b.box))
			}
		}
	}
	return list
}

// beyond returns texts that leave the picture.
func (p picture) beyond() (list []string) {
	for _, t := range p.texts {
		if !p.view.grown(1).holds(t.box) {
			list = append(list, fmt.Sprintf("%q %.1f beyond %.1f", t.s, t.box, p.view))
		}
	}
	return list
}

// checkPicture reports what breaks a promise that holds for all charts and all inputs.
func checkPicture(t testing.TB, svg string) picture {
	t.Helper()
	p := read(t, svg)
	for _, f := range p.faults {
		t.Error(f)
	}
	for _, o := range p.overlaps() {
		t.Errorf("texts overlap: %s", o)
	}
	for _, b := range p.beyond() {
		t.Errorf("text leaves the picture: %s", b)
	}
	for _, h := range p.hrefs {
		if !SafeHref(h) {
			t.Errorf("link to %q", h)
		}
	}
	if role := p.root["role"]; role != "img" && len(p.hrefs) == 0 || role != "group" && len(p.hrefs) > 0 {
		t.Errorf("role %q with %d links", role, len(p.hrefs))
	}
	if t.Failed() {
		t.Logf("%.4000s", svg)
	}
	return p
}

// checkTable reports rows that do not fit the head.
func checkTable(t testing.TB, table Table) {
	t.Helper()
	for i, r := range table.Rows {
		if len(r) != len(table.Head) {
			t.Errorf("row %d has %d cells under %d heads: %q %q", i, len(r), len(table.Head), r, table.Head)
		}
	}
}
