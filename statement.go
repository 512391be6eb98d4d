package entente

import (
	"encoding/json"
	"fmt"
	"slices"

	"entente/unit"
)

// An Act is what a statement does, one of eight speech acts.
type Act string

// The acts. The issuers are those in whose name the text speaks.
const (
	Commitment Act = "commitment" // the issuers bind themselves to future or continuing conduct
	Decision   Act = "decision"   // something is settled by the text, or recorded as agreed by the issuers
	Tasking    Act = "tasking"    // the issuers direct a body of their own
	Call       Act = "call"       // the issuers ask someone who is not bound by the text
	Position   Act = "position"   // a stance: reaffirm, support, recognise, reject
	Assessment Act = "assessment" // a judgement about the world
	Report     Act = "report"     // what has been or is being done, without a new promise
	Appraisal  Act = "appraisal"  // welcome, thanks, regret, condemnation, concern
)

// Acts lists all acts: those that make an undertaking first.
var Acts = []Act{Commitment, Decision, Tasking, Call, Position, Assessment, Report, Appraisal}

// CheckAct reports whether a is one of [Acts].
func CheckAct(a Act) error {
	if !slices.Contains(Acts, a) {
		return fmt.Errorf("act %q: want one of %v: %w", clip(string(a)), Acts, ErrInvalid)
	}
	return nil
}

// Undertakes reports whether a leaves something to be done or decided: a commitment, decision, tasking or call.
func (a Act) Undertakes() bool {
	return a == Commitment || a == Decision || a == Tasking || a == Call
}

// A Span is the bytes [Start, End) of a decoded source document. Its JSON form is [start, end].
type Span struct {
	Start int
	End   int
}

// MarshalJSON implements [json.Marshaler].
func (s Span) MarshalJSON() ([]byte, error) { return json.Marshal([2]int{s.Start, s.End}) }

// UnmarshalJSON implements [json.Unmarshaler].
func (s *Span) UnmarshalJSON(b []byte) error {
	var pair []int
	if err := json.Unmarshal(b, &pair); err != nil {
		return err
	}
	if len(pair) != 2 || pair[0] < 0 || pair[1] < pair[0] {
		return fmt.Errorf("span %s: want [start, end]: %w", clip(string(b)), ErrInvalid)
	}
	s.Start, s.End = pair[0], pair[1]
	return nil
}

// A Statement is one sentence or bullet of an instrument, with what was read from it.
type Statement struct {
	ID          StatementID `json:"id"`
	Provision   int         `json:"provision"`
	Number      int         `json:"statement"`
	Span        Span        `json:"span"` // where it stands in the decoded source
	Text        string      `json:"text"` // its wording without the source's line and page breaks
	Act         Act         `json:"act"`  // the primary act
	Acts        []Act       `json:"acts"` // every act, primary first
	Bearer      string      `json:"bearer"`
	Addressee   *string     `json:"addressee"` // null where there is none
	Quantities  []Figure    `json:"quantities"`
	Deadline    *string     `json:"deadline"` // null where there is none
	Instruments []string    `json:"instruments"`
	Strength    int         `json:"strength"` // how firmly it binds: 0 not at all, 1 consider, 2 intend, 3 ought, 4 will
	Rules       []string    `json:"rules"`    // what the classifier's decisions rest on
}

// A Figure is a quantity as a statement gives it.
type Figure struct {
	Value      json.Number     `json:"value"`
	Unit       unit.Unit       `json:"unit"`
	Comparator unit.Comparator `json:"comparator"`
	Of         string          `json:"of"`
}
