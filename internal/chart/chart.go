// Package chart draws charts as SVG text: plain structs in, the same bytes out for the same struct.
//
// Every chart is a struct with two methods: SVG draws it, and Table returns the same content as rows and columns for those
// who read it another way. The caller passes words that are already translated, and numbers as float64; a number that is
// not finite, or beyond ±10^15, counts as missing. No chart relies on colour alone: what a colour says, a shape, a dash, a
// symbol or a label says too. Labels are set where they are free, and none lies on another.
//
// The pictures carry classes and presentation attributes only, no script and no style attribute, so that they stand in a
// page whose content security policy is default-src 'self'. [Style] is the sheet for them.
//
// A kind of chart is a struct for its callers and another for while it is drawn, which holds a frame: newFrame prints the
// heading, key explains marks, span and ruler make scales, placer and spread set labels, item draws links with their titles,
// and finish puts the svg element around all of it.
package chart

import "strings"

// A Chart is a picture and its twin in words.
type Chart interface {
	SVG(Options) string
	Table() Table
}

// Options say how a chart is drawn. The zero value works.
type Options struct {
	// Width is that of the drawing in CSS pixels; 0 is the chart's own. The picture scales to the width it is given, from
	// three quarters of Width to five quarters, and is to be scrolled below that. Text is legible at Width.
	Width int

	// Height is a wish in CSS pixels; 0 is the chart's own. Charts whose height follows from their rows ignore it.
	Height int

	Lang       string // the language of the texts, such as "en"; "" for that of the page
	Heading    bool   // print title and subtitle; without it they are left to the page
	Standalone bool   // a file of its own: with heading, namespace and style sheet
}

// Text holds the words of a chart. All may be empty.
type Text struct {
	Title    string // the chart's name, also for those who cannot see it
	Subtitle string // what is measured, in which unit
	Desc     string // what the picture shows, in a sentence or two, for those who cannot see it
	Note     string // sources and reservations, printed below

	Item     string // head of the column of items, such as "Country"
	Time     string // head of the column of times, such as "Year"
	State    string // head of the column of states, such as "State"
	Estimate string // "estimate": explains hollow marks and dashed lines
	Missing  string // "no data": stands in the table where a value is missing
}

// A Table is the content of a chart as rows and columns. Every row is as long as Head.
type Table struct {
	Caption string
	Head    []string
	Rows    [][]string
}

// A Value is one number of a series.
type Value struct {
	V        float64 // not a number where it is missing
	Estimate bool    // not final: drawn hollow and dashed
	Href     string  // where it leads; "" for nowhere
}

func (v Value) known() bool { return known(v.V) }

// A State is one of a few categories that an item may be in.
type State struct {
	Key    string // by which cells refer to it
	Tone   Tone
	Symbol string // one letter or glyph that says it without colour
	Name   string
}

// A Target is a value to be reached. Without a label it is not drawn.
type Target struct {
	Value float64
	Label string // such as "2 % target"
}

func (t Target) shown() bool { return t.Label != "" && known(t.Value) }

// An Axis is what numbers along one direction mean.
type Axis struct {
	Title  string // such as "Share of GDP"
	Format Format
	Target Target
}

// table returns an empty table with the chart's caption.
func (t Text) table(head ...string) Table {
	caption := t.Title
	if t.Subtitle != "" && caption != "" {
		caption += ": "
	}
	return Table{Caption: caption + t.Subtitle, Head: head}
}

// cell returns a value as a table shows it.
func (t Text) cell(f Format, v Value) string {
	switch {
	case !v.known():
		return t.Missing
	case v.Estimate && t.Estimate != "":
		return f.String(v.V) + " (" + t.Estimate + ")"
	}
	return f.String(v.V)
}

// caption returns the title of a mark: name, time and value, as far as they are known.
func caption(name, time, value string) string {
	s := name
	if time != "" {
		s = join(", ", s, time)
	}
	return join(": ", s, value)
}

// join puts sep between the parts that are not empty.
func join(sep string, parts ...string) string {
	var some []string
	for _, p := range parts {
		if p != "" {
			some = append(some, p)
		}
	}
	return strings.Join(some, sep)
}

// label returns the name of an item where there is room, and its code where not. One stands in for the other.
func label(code, name string, room bool) string {
	if room && name != "" || code == "" {
		return name
	}
	return code
}

// at returns the i-th of list, or the zero value.
func at[T any](list []T, i int) (v T) {
	if i >= 0 && i < len(list) {
		return list[i]
	}
	return v
}

// Both draws a chart twice, for wide screens and for narrow ones, each in a div; [Style] shows the one that fits. A
// screen reader hears only that one.
func Both(c Chart, o Options) string {
	narrow := o
	narrow.Width, narrow.Height = narrowWidth, 0
	return `<div class="chart-wide">` + c.SVG(o) + `</div><div class="chart-narrow">` + c.SVG(narrow) + `</div>`
}

const narrowWidth = 360

// when returns s where b holds, and otherwise nothing.
func when(b bool, s string) string {
	if b {
		return s
	}
	return ""
}
