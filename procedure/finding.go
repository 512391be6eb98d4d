package procedure

import (
	"slices"

	"entente"
	"entente/cal"
)

// A Finding is how a case stands at an instant.
type Finding struct {
	Case       string      `json:"case"`
	Definition string      `json:"definition"`
	Version    int         `json:"version"`
	At         cal.Instant `json:"at"`
	State      string      `json:"state"`
	Since      cal.Instant `json:"since"`
	Ended      bool        `json:"ended"`
	Outcome    string      `json:"outcome,omitempty"`

	Texts    []Text            `json:"texts,omitempty"`
	BrokenBy []entente.ActorID `json:"broken_by"`          // who broke consent to the present text
	Breaking []int             `json:"breaking,omitempty"` // the acts by which
	Attached []int             `json:"attached,omitempty"`
	Expiry   cal.Instant       `json:"expiry,omitzero"` // of the clock that decides, or decided, the present round

	Timers    []Timer                      `json:"timers"` // that run
	Steps     []Step                       `json:"steps"`
	Refused   []Refusal                    `json:"refused"`
	Waiting   []int                        `json:"waiting,omitempty"` // acts that a second person has yet to confirm
	Dues      []Due                        `json:"due"`
	Awaits    []Await                      `json:"awaits,omitempty"` // what would lead out of the state by itself
	Items     []Item                       `json:"items,omitempty"`
	Standings []StandingOf                 `json:"standings,omitempty"`
	Roles     map[string][]entente.ActorID `json:"roles"`
	Values    Content                      `json:"values,omitempty"` // of all fields, the last that was said
	Follows   []Following                  `json:"follows,omitempty"`
	Unseen    []entente.ActorID            `json:"unseen,omitempty"` // whose records are not known up to what decided: it may yet change
	Next      cal.Instant                  `json:"next,omitzero"`    // when it changes by itself
}

// Adopted reports whether the case decided for its text.
func (f *Finding) Adopted() bool { return f.Outcome == Adopted }

// Concerns reports whether an actor has a role in the case.
func (f *Finding) Concerns(who entente.ActorID) bool {
	for _, holders := range f.Roles {
		if slices.Contains(holders, who) {
			return true
		}
	}
	return false
}

// Adopted is the outcome of states in which a text is agreed.
const Adopted = "adopted"

// A Text is one version of what is to be decided.
type Text struct {
	Version int             `json:"version"`
	Text    string          `json:"text"`
	By      entente.ActorID `json:"by"`
	At      cal.Instant     `json:"at"`
	Act     int             `json:"act"` // its number among the acts given, from 0
}

// A Timer is a clock that runs.
type Timer struct {
	Clock string      `json:"clock"`
	At    cal.Instant `json:"at,omitzero"` // when it runs out; zero while nobody can say
	Why   string      `json:"why"`         // how that moment comes about
	Leads bool        `json:"leads,omitempty"`
}

// A Step is something that happened in a case: an act that counted, or a clock that ran out. Where it led to another state, From and
// To differ.
type Step struct {
	At     cal.Instant `json:"at"`
	Act    int         `json:"act"`             // its number among the acts given, from 0; -1 for a clock or a condition
	Clock  string      `json:"clock,omitempty"` // that ran out
	From   string      `json:"from"`
	To     string      `json:"to"`
	Notify []string    `json:"notify,omitempty"` // the roles that are told

	rule *Rule // of the act
}

// A Refusal is an act that did not count, and the rule that says so.
type Refusal struct {
	Act   int    `json:"act"` // its number among the acts given, from 0
	Rule  string `json:"rule"`
	Words string `json:"words"`
}

// The rules by which acts are refused. A definition may name others, for what it forbids in a state.
const (
	RuleUnknown       = "unknown-act"   // the definition has no such act
	RuleRole          = "role"          // whoever did it has no role that may
	RuleState         = "state"         // it is not open in this state
	RuleExpired       = "expired"       // the clock had run out
	RuleClosed        = "closed"        // the case has ended
	RuleSuperseded    = "superseded"    // it speaks of a version of the text that another has replaced
	RuleTwice         = "twice"         // it was done already
	RuleContent       = "content"       // something is missing or malformed
	RuleMoment        = "moment"        // a moment is past, or too near
	RuleCondition     = "condition"     // what must hold first does not
	RuleContradiction = "contradiction" // its author said the opposite at the same instant
	RuleLabel         = "label"         // it comes under another label than the case
	RuleItem          = "item"          // what it speaks of is not there, or not so far
	RuleMigration     = "migration"     // the case cannot be moved to that version
	RuleBeforeOpening = "before-opening"
)

// A Due is what somebody is to do, or may still do.
type Due struct {
	Actors   []entente.ActorID `json:"actors"` // any of them
	Role     string            `json:"role"`
	Acts     []string          `json:"acts"`
	Title    entente.Wording   `json:"title,omitempty"`
	At       cal.Instant       `json:"at,omitzero"` // zero: at no known time
	Clock    string            `json:"clock,omitempty"`
	Why      string            `json:"why,omitempty"` // how that moment comes about
	Late     bool              `json:"late,omitempty"`
	Optional bool              `json:"optional,omitempty"` // silence is an answer
	Item     string            `json:"item,omitempty"`
}

// An Await is a count of acts that leads to another state when it is reached.
type Await struct {
	Act     string            `json:"act"`
	Role    string            `json:"role"`
	To      string            `json:"to"`
	Least   Share             `json:"least"`
	Have    float64           `json:"have"`
	Of      float64           `json:"of"`
	Missing []entente.ActorID `json:"missing"`
}

// An Item is something that acts began within a case: an offer, a goal, a piece of evidence.
type Item struct {
	Kind    string          `json:"kind"`
	ID      string          `json:"id"`
	By      entente.ActorID `json:"by"`
	Is      string          `json:"is"`
	Since   cal.Instant     `json:"since"`
	Lapses  cal.Instant     `json:"lapses,omitzero"`
	Content Content         `json:"content"` // all that was said of it, the last word of each field
	Acts    []int           `json:"acts"`
}

// Lapsed is what an item is when its time has run out.
const Lapsed = "lapsed"

// A StandingOf is what an actor is since an instant, which may lie ahead.
type StandingOf struct {
	Actor entente.ActorID `json:"actor"`
	Is    string          `json:"is"`
	At    cal.Instant     `json:"at"`
	Act   int             `json:"act"`
}

// A Following is a case that an act calls for.
type Following struct {
	Act        int                          `json:"act"`
	Definition string                       `json:"definition"`
	Roles      map[string][]entente.ActorID `json:"roles"`
	Terms      Content                      `json:"terms,omitempty"`
	Items      []Carried                    `json:"items,omitempty"`
}
