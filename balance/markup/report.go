package markup

import (
	"fmt"
	"slices"
	"strings"
)

// A Report says what became of what was read: Read = Stored + Refused, and Refused = len(Refusals). What is counted is said
// by whoever hands it out. What stood in the document and has no place in the values is ignored, and named here.
type Report struct {
	Read     int       `json:"read"`
	Stored   int       `json:"stored"`
	Refused  int       `json:"refused"`
	Refusals []Refusal `json:"refusals,omitempty"`
	Ignored  []Ignored `json:"ignored,omitempty"` // in alphabetical order
}

// A Refusal is something that was read and not kept, and why.
type Refusal struct {
	Where string `json:"where"` // such as "line 12: iati-activities/iati-activity[2]/budget[1]", or a JSON pointer
	Why   string `json:"why"`
}

func (r Refusal) String() string { return r.Where + ": " + r.Why }

// An Ignored is an element or an attribute that has no place in the values, counted over the document.
type Ignored struct {
	Name  string `json:"name"` // its path without numbers, such as "iati-activity/location" or "sector/@custom"
	Count int    `json:"count"`
	Line  int    `json:"line,omitempty"` // of the first; 0 where there are no lines
}

func (i Ignored) String() string {
	if i.Line == 0 {
		return fmt.Sprintf("%s: %d", i.Name, i.Count)
	}
	return fmt.Sprintf("%s: %d, first in line %d", i.Name, i.Count, i.Line)
}

// Count counts one thing that was read; with a reason it was refused.
func (r *Report) Count(where, why string) {
	r.Read++
	if why == "" {
		r.Stored++
		return
	}
	r.Refused++
	r.Refusals = append(r.Refusals, Refusal{where, why})
}

// mostIgnored bounds the names that a document can make us keep.
const mostIgnored = 1000

// Ignore counts one more of what has no place.
func (r *Report) Ignore(name string, line int) {
	if len(r.Ignored) >= mostIgnored {
		name = "others"
	}
	i, found := slices.BinarySearchFunc(r.Ignored, name, func(x Ignored, name string) int { return strings.Compare(x.Name, name) })
	if !found {
		r.Ignored = slices.Insert(r.Ignored, i, Ignored{Name: name, Line: line})
	}
	r.Ignored[i].Count++
}

// add takes in what became of the records in a record.
func (r *Report) add(inner Report) {
	r.Read += inner.Read
	r.Stored += inner.Stored
	r.Refused += inner.Refused
	r.Refusals = append(r.Refusals, inner.Refusals...)
}
