package entente

import (
	"entente/cal"
	"entente/unit"
)

// An Undertaking is an entry of a register: what one or more statements of an instrument commit to, decide, task or call
// for. Context entries account for the statements that do none of these.
type Undertaking struct {
	ID          StatementID    `json:"id"` // its first statement
	Statements  []StatementID  `json:"statements"`
	Context     bool           `json:"context,omitempty"`
	Title       Wording        `json:"title"`
	Summary     Wording        `json:"summary,omitempty"`
	Act         Act            `json:"act"`
	Acts        []Act          `json:"acts"` // primary first
	Bearer      []ActorID      `json:"bearer,omitempty"`
	Addressee   []ActorID      `json:"addressee,omitempty"`
	Quantities  []Target       `json:"quantities,omitempty"`
	Deadline    *Deadline      `json:"deadline,omitempty"`
	Instruments []InstrumentID `json:"instruments,omitempty"`
	Programme   ProgrammeID    `json:"programme"`
	Systems     []SystemID     `json:"systems,omitempty"`
}

// Provisions returns the numbers of the provisions that u stands in, ascending.
func (u Undertaking) Provisions() []int {
	var numbers []int
	for _, s := range u.Statements {
		if n := len(numbers); n == 0 || numbers[n-1] != s.Provision {
			numbers = append(numbers, s.Provision)
		}
	}
	return numbers
}

// A Target is a figure that an undertaking names.
type Target struct {
	Comparator unit.Comparator `json:"comparator"`
	unit.Quantity
	Of Wording `json:"of,omitempty"`
}

// A Deadline says by when, in the text's sense and, where it is known, in the calendar.
type Deadline struct {
	Phrase  Wording    `json:"phrase"`
	Due     cal.Period `json:"due,omitzero"`
	Recurs  string     `json:"recurs,omitempty"`  // an ISO 8601 duration, such as P1Y
	Meeting ActorID    `json:"meeting,omitempty"` // the body at whose next meeting it is due
}

// A SystemID names a mechanism, such as "V047".
type SystemID string

// CheckSystemID reports whether id has the form of a system's name.
func CheckSystemID(id SystemID) error {
	return checkID("system", string(id), isSystem(string(id)), "a capital letter and digits, such as V047")
}

// A System is a mechanism that an instrument sets up or relies on: a registry, a workflow, a network, a body.
type System struct {
	ID         SystemID    `json:"id"`
	Names      Wording     `json:"names"`
	Provisions []int       `json:"provisions"`
	Programme  ProgrammeID `json:"programme"`
	Who        Wording     `json:"who,omitempty"`
	Lets       Wording     `json:"lets"`  // what working software lets a user do
	Today      string      `json:"today"` // what this version can do for it
	Note       Wording     `json:"note,omitempty"`
}
