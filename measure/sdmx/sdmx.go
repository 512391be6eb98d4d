// Package sdmx reads and writes data messages of SDMX, the standard by which statistical offices and central banks
// exchange figures (ISO 17369): SDMX-CSV, SDMX-JSON and SDMX-ML. It also writes, and reads, the data structure definition
// that a receiver needs to know what the columns mean.
//
// Whatever the format, a [Message] is the same flat table: one [Observation] a row, its key by dimension, its measures and
// attributes as text exactly as written. Attributes of a series or of the whole dataset stand on each of its observations.
// What stands on part of a key only (a group, a row of SDMX-CSV that leaves dimensions out) is a row of its own with those
// dimensions empty; [Dataset.Resolve] carries it to the observations.
//
// Nothing read is lost silently: everything counted in Message.Read is kept, was empty, or stands in Message.Refused with
// its place and the reason. What was understood but has no place in the table stands in Message.Notes.
package sdmx

import (
	"fmt"
	"time"
)

// A Format is a format of data messages, with its version.
type Format string

// The formats. SDMX-CSV 1.0 and SDMX-JSON 1.0 are read and not written.
const (
	CSV1       Format = "SDMX-CSV 1.0"
	CSV2       Format = "SDMX-CSV 2.0"
	JSON1      Format = "SDMX-JSON 1.0"
	JSON2      Format = "SDMX-JSON 2.0"
	Generic21  Format = "SDMX-ML 2.1 generic"
	Specific21 Format = "SDMX-ML 2.1 structure-specific"
	Specific30 Format = "SDMX-ML 3.0 structure-specific"
)

// A Message is what one file of data says, and what became of all that stood in it:
// Read = Kept + Empty + len(Refused).
type Message struct {
	Format   Format // as read; the writers do not look at it
	Header   Header // empty in SDMX-CSV, which has none
	Datasets []Dataset

	Read    int // rows of SDMX-CSV, observations and attribute groups of the others
	Kept    int // the observations in Datasets
	Empty   int // rows that say nothing
	Refused []Refusal
	Notes   []Note
}

// A Header says whose message it is.
type Header struct {
	ID       string
	Test     bool      // not to be taken for real figures
	Prepared time.Time // zero: not stated
	Sender   string    // the sender's identifier, such as "ECB"
}

// A Dataset is a run of observations of one structure with one action. Datasets are to be processed in their order.
type Dataset struct {
	Structure    Reference
	Action       Action
	Dimensions   []Component // in the order of the key
	Measures     []Component
	Attributes   []Component
	Observations []Observation
}

// An Observation is one row. Key, Measures and Attributes run parallel to the components of the same name of its dataset.
type Observation struct {
	Key        []string // "" where the row leaves the dimension out, [SwitchedOff] where it does not apply
	Measures   []Value
	Attributes []Value
	Where      Place
}

// SwitchedOff stands in a key for a dimension that does not apply to the row.
const SwitchedOff = "~"

// A Component is a dimension, a measure or an attribute.
type Component struct {
	ID    string // such as "FREQ"
	Name  string // for people, "" if not stated
	Type  string // a data type of the standard, such as "Double" or "ObservationalTimePeriod"; "" if not stated
	Codes []Code // with their names as far as they were stated

	IsList      bool // it may have several values; set in a [Definition]
	IsLocalised bool // its texts state their languages; set in a [Definition]
}

// A Code is a value with its name.
type Code struct{ ID, Name string }

// IDs returns the identifiers of components.
func IDs(components []Component) []string {
	ids := make([]string, len(components))
	for i, c := range components {
		ids[i] = c.ID
	}
	return ids
}

// An Action says what a receiver is to do with a dataset.
type Action string

// The actions. A receiver that updates its store takes Information and Append for Merge.
const (
	Information Action = "Information"
	Append      Action = "Append"
	Merge       Action = "Merge"
	Replace     Action = "Replace"
	Delete      Action = "Delete"
)

var actions = []Action{Information, Append, Merge, Replace, Delete}

// Effect returns Merge, Replace or Delete: what the action does to a store.
func (a Action) Effect() Action {
	if a == Information || a == Append {
		return Merge
	}
	return a
}

// A Place says where something stood: a line of SDMX-CSV, a JSON pointer (RFC 6901), a line and column of XML.
type Place struct {
	Line    int // counted from 1
	Column  int // counted from 1, in bytes; 0 where the whole line is meant
	Pointer string
}

// String returns "line 3", "line 3:14" or the pointer.
func (p Place) String() string {
	switch {
	case p.Line == 0:
		return p.Pointer
	case p.Column == 0:
		return fmt.Sprintf("line %d", p.Line)
	}
	return fmt.Sprintf("line %d:%d", p.Line, p.Column)
}

// A Refusal is something that was read and not kept.
type Refusal struct {
	Where  Place
	Reason string
}

func (r Refusal) String() string { return r.Where.String() + ": " + r.Reason }

// A Note is what a reader of the message should know beyond what it holds: what was guessed, and what has no place in it.
type Note struct {
	Where Place
	Text  string
}

func (n Note) String() string {
	if n.Where == (Place{}) { // of the whole message
		return n.Text
	}
	return n.Where.String() + ": " + n.Text
}
