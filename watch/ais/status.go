package ais

import "fmt"

// A Status says what became of one line. Each line has exactly one, so that the counts of all statuses add up to the
// number of lines.
type Status uint8

// Complete and Waiting take a line in; every other status refuses it and is the reason.
const (
	Complete Status = iota // the line completed a message
	Waiting                // the line is a part of a message; other parts are missing

	Blank       // nothing but white space
	NoSentence  // no start of a VDM or VDO sentence in the line, or a comment, which begins with #
	Malformed   // the sentence lacks fields, or they are not what NMEA 0183 allows
	NoChecksum  // the sentence ends without its checksum: cut off, or never there
	BadChecksum // the checksum contradicts the sentence
	BadArmour   // the payload has bytes outside of the six-bit alphabet of IEC 61162-1
	Oversized   // the payload is longer than MaxBits
	Repeated    // a part that is already waiting for the others, word for word: another receiver's copy
	Short       // the payload ends before the fields that make its type useful
	UnknownType // the type is 0 or above 27

	statuses // number of statuses
)

var statusNames = [statuses]string{"complete", "waiting", "blank", "no sentence", "malformed", "no checksum",
	"bad checksum", "bad armour", "oversized", "repeated part", "short payload", "unknown type"}

// String returns the status in a few words of lower case.
func (s Status) String() string {
	if s < statuses {
		return statusNames[s]
	}
	return fmt.Sprintf("status %d", uint8(s))
}

// Refused reports whether the line gave neither a message nor a part of one.
func (s Status) Refused() bool { return s > Waiting }

// Counts says how many lines had each status, and what the decoder noticed beside.
type Counts struct {
	By [statuses]uint64 // lines by Status; the sum is the number of lines

	Joined    uint64 // parts that went into a complete message; the line that completed it is not among them
	Abandoned uint64 // parts whose message can no longer be completed
	BadTags   uint64 // tag blocks that were not believed; their sentences were decoded without them
}

// Lines returns the number of lines.
func (c *Counts) Lines() uint64 {
	var n uint64
	for _, by := range c.By {
		n += by
	}
	return n
}

// Refused returns the number of lines that were refused, for whatever reason.
func (c *Counts) Refused() uint64 { return c.Lines() - c.By[Complete] - c.By[Waiting] }

// Statuses returns every status there is, in order, for tables of counts.
func Statuses() []Status {
	all := make([]Status, statuses)
	for i := range all {
		all[i] = Status(i)
	}
	return all
}
