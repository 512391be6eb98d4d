// Package feed reads ship reports: AIS sentences, tables of decoded reports as authorities publish them, and keyframes of
// reconstructed incidents.
package feed

import (
	"fmt"

	"entente/watch"
)

// A Reader yields reports one after the other.
type Reader interface {
	// Next fills in the next report and reports whether there was one. The memory that the report refers to is used again by
	// the next call.
	Next(*watch.Report) bool
	// Err returns what kept Next from reading on; nil at the end of the input.
	Err() error
	// Count says what became of the rows so far.
	Count() Count
}

// A Count says what became of rows: Rows = Yielded + the sum of Refused + Empty.
type Count struct {
	Rows    int64            `json:"rows"`
	Yielded int64            `json:"yielded"`
	Empty   int64            `json:"empty"` // rows that were read and say nothing of a ship: headers, comments, parts of messages
	Refused map[string]int64 `json:"refused"`
	First   []Refusal        `json:"first,omitempty"` // the first refusals
}

// A Refusal is a row that was not understood.
type Refusal struct {
	Row    int64  `json:"row"`
	Reason string `json:"reason"`
}

// refuse counts a refused row.
func (c *Count) refuse(reason string) {
	const most = 20
	if c.Refused == nil {
		c.Refused = make(map[string]int64)
	}
	c.Refused[reason]++
	if len(c.First) < most {
		c.First = append(c.First, Refusal{c.Rows, reason})
	}
}

// Summary says in one line what became of the rows.
func (c *Count) Summary() string {
	refused := int64(0)
	for _, n := range c.Refused {
		refused += n
	}
	return fmt.Sprintf("%d rows: %d reports, %d refused, %d that say nothing of a ship", c.Rows, c.Yielded, refused, c.Empty)
}
