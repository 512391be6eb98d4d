// Package procedure runs procedures: who may do what, by when, and what comes of it. A [Definition] is data; a case is an [Opening]
// and the [Act]s that were received since. [Procedure.Fold] computes the [Finding] of a case at an instant from these alone: nothing
// else is kept, so that any case can be asked how it stood at any instant.
//
// The language of definitions and the rules by which acts count are described in doc/procedure.md.
package procedure

import (
	"entente"
	"entente/cal"
)

// A Definition is a procedure as data.
type Definition struct {
	ID      string           `json:"id"`
	Version int              `json:"version"` // cases keep the version that they began with
	Kind    Kind             `json:"kind"`
	Title   entente.Wording  `json:"title"`
	Summary entente.Wording  `json:"summary,omitempty"`
	Sources []entente.Source `json:"sources,omitempty"` // of the rules
	Body    entente.ActorID  `json:"body,omitempty"`    // whose procedure it is, where it is one body's
	Roles   []Role           `json:"roles"`
	Terms   []Field          `json:"terms,omitempty"` // said when a case is opened
	States  []State          `json:"states"`          // the first is the one that cases begin in
	Acts    []Rule           `json:"acts"`            // acts of one instant take effect in this order
	Clocks  []Clock          `json:"clocks,omitempty"`
	From    map[int][]Moved  `json:"migrations,omitempty"` // by an earlier version: which state becomes which
}

// A Kind says what a procedure is for.
type Kind string

// The kinds of procedures.
const (
	Decision     Kind = "decision"
	Tasking      Kind = "tasking"
	Consultation Kind = "consultation"
	Programme    Kind = "programme"
	Path         Kind = "path"
	Support      Kind = "support"
	Attribution  Kind = "attribution"
	Treaty       Kind = "treaty"
)

// Kinds are all of them.
var Kinds = []Kind{Decision, Tasking, Consultation, Programme, Path, Support, Attribution, Treaty}

// A Role is a part that actors have in a case.
type Role struct {
	ID       string          `json:"id"`
	Title    entente.Wording `json:"title"`
	One      bool            `json:"one,omitempty"`      // held by one actor
	Open     bool            `json:"open,omitempty"`     // whoever acts in it has it
	Optional bool            `json:"optional,omitempty"` // may be held by nobody
	Group    entente.ActorID `json:"group,omitempty"`    // who holds it unless a case says otherwise: the members of a group on the day
	Holder   entente.ActorID `json:"holder,omitempty"`   // or one actor
}

// A State is how far a case has come.
type State struct {
	ID      string          `json:"id"`
	Title   entente.Wording `json:"title"`
	Tone    Tone            `json:"tone,omitempty"`
	End     bool            `json:"end,omitempty"`     // a case may stay here
	Outcome string          `json:"outcome,omitempty"` // a slug, of states that decide
	Leaves  []Exit          `json:"leaves,omitempty"`  // at once, when the conditions hold
	Duties  []Duty          `json:"duties,omitempty"`
	Notify  []string        `json:"notify,omitempty"` // roles that are told when a case comes here
}

// A Tone says how a state is to be shown.
type Tone string

// The tones.
const (
	Waiting Tone = ""
	Good    Tone = "good"
	Bad     Tone = "bad"
	Over    Tone = "over" // neither good nor bad
)

// A Duty is what somebody is to do, or may still do, in a state.
type Duty struct {
	Role     string          `json:"role"`
	Acts     []string        `json:"acts"`               // any of them does
	Each     bool            `json:"each,omitempty"`     // of all who hold the role; otherwise of any of them
	Except   string          `json:"except,omitempty"`   // a role whose holders need not
	Clock    string          `json:"clock,omitempty"`    // by when
	Optional bool            `json:"optional,omitempty"` // it may be left undone: silence is an answer
	Since    Scope           `json:"since,omitempty"`    // from when on an act counts as done; the state unless it says otherwise
	Title    entente.Wording `json:"title,omitempty"`    // what is to be done, where the titles of the acts do not say
	Items    string          `json:"items,omitempty"`    // a kind: it is due about each item of it that is in one of Are
	Are      []string        `json:"are,omitempty"`
	Own      bool            `json:"own,omitempty"` // by whoever began the item, rather than Role
}

// A Scope is a part of a case's life.
type Scope string

// The scopes.
const (
	InState   Scope = "state"   // since the state was entered
	InVersion Scope = "version" // since the text was last changed
	InCase    Scope = "case"    // since the case was opened
)

// A Rule says who may do an act, when, with what content, and what comes of it. Rules of the same ID are variants of one act: the
// first that fits the actor's role and the state holds.
type Rule struct {
	ID         string            `json:"id"`
	Title      entente.Wording   `json:"title"`
	By         []string          `json:"by"`                    // roles
	Except     string            `json:"except,omitempty"`      // a role whose holders may not, even where they hold one of By
	In         []string          `json:"in,omitempty"`          // states; in all that are no end, unless it says
	Before     string            `json:"before,omitempty"`      // a clock that must not have run out
	If         []Condition       `json:"if,omitempty"`          // or it is refused
	Content    []Field           `json:"content,omitempty"`     // more may be given, and is kept
	To         string            `json:"to,omitempty"`          // the state that it leads to
	When       []Exit            `json:"when,omitempty"`        // where it leads instead, tried first
	Text       string            `json:"text,omitempty"`        // the field that holds a new version of the text
	Breaks     bool              `json:"breaks,omitempty"`      // it breaks consent
	Attaches   bool              `json:"attaches,omitempty"`    // it is kept with the text, and changes nothing
	Once       Scope             `json:"once,omitempty"`        // an actor may do it once in this time
	Stance     string            `json:"stance,omitempty"`      // of an actor's acts with one stance, the last stands
	Undoes     []string          `json:"undoes,omitempty"`      // acts of the same actor that no longer stand
	TwoPersons bool              `json:"two_persons,omitempty"` // it counts when a second person of the actor says the same
	Label      LabelRule         `json:"label,omitempty"`
	Assigns    map[string]string `json:"assigns,omitempty"` // role: by the field that names who holds it from now on
	Adds       map[string]string `json:"adds,omitempty"`    // role: by the field that names who holds it besides
	Item       *ItemRule         `json:"item,omitempty"`
	Standing   []Standing        `json:"standing,omitempty"` // what becomes of the actor
	Opens      *Opens            `json:"opens,omitempty"`    // a case that follows
	Notify     []string          `json:"notify,omitempty"`   // roles that are told
	Refuse     map[string]string `json:"refuse,omitempty"`   // by state: the rule that forbids it there, for the one who tries
}

// A LabelRule says under what label an act comes.
type LabelRule string

// The label rules.
const (
	OwnLabel  LabelRule = ""     // the actor's choice
	CaseLabel LabelRule = "case" // that of the case
)

// An ItemRule makes an act begin something that has a life of its own within the case, such as an offer, or go on with it.
type ItemRule struct {
	Kind    string   `json:"kind"`
	ID      string   `json:"id"`                // the field that names the item
	In      []string `json:"in,omitempty"`      // what the item must be; nothing for an act that begins one
	Own     bool     `json:"own,omitempty"`     // only whoever began it may
	To      string   `json:"to"`                // what the item is then
	Expires string   `json:"expires,omitempty"` // the field that says when it lapses unless somebody goes on with it
}

// A Standing is what an actor becomes by an act: at once, or after a time unless it does another act with standings first that does not
// keep what lies ahead.
type Standing struct {
	Is        string   `json:"is"`
	After     cal.Span `json:"after,omitzero"`
	AfterTerm string   `json:"after_term,omitempty"` // or as long as this term says
	Keeps     bool     `json:"keeps,omitempty"`      // what lies ahead stays so, such as a withdrawal while operation is suspended
}

// An Opens says which case an act opens.
type Opens struct {
	Definition string            `json:"definition"`
	Roles      map[string]string `json:"roles,omitempty"` // of the new case: by a role of this one
	Terms      map[string]string `json:"terms,omitempty"` // of the new case: by a field of this one
	Items      []string          `json:"items,omitempty"` // kinds that are carried over as proposals
	Shift      cal.Span          `json:"shift,omitzero"`  // by which days among the terms move on
}

// A Clock runs in some states and, when it has run out, may lead to another. Exactly one of Field, After, AfterTerm, Workdays and
// Meeting says when, or Field and another that holds where no act has given the field. A clock that runs again and again runs out first
// when Field says, or else after Each; the nth act of a duty by such a clock is due when it runs out for the nth time.
type Clock struct {
	ID        string          `json:"id"`
	Title     entente.Wording `json:"title"`
	In        []string        `json:"in"`                   // states in which it runs
	From      string          `json:"from,omitempty"`       // the act from which it counts; the entry into the state, unless it says
	Field     string          `json:"field,omitempty"`      // a moment given by acts or terms
	After     cal.Span        `json:"after,omitzero"`       // this much later
	AfterTerm string          `json:"after_term,omitempty"` // or as much later as this term says
	Workdays  int             `json:"workdays,omitempty"`   // so many working days later, by the calendar of the case
	Meeting   entente.ActorID `json:"meeting,omitempty"`    // the next meeting of a body
	Least     cal.Span        `json:"least,omitzero"`       // a moment that is given must leave so much time
	Each      cal.Span        `json:"each,omitzero"`        // it runs again and again
	To        string          `json:"to,omitempty"`         // the state it leads to; without one it only says when something is late
	Exits     []Exit          `json:"exits,omitempty"`      // where it leads instead, tried first
	Notify    []string        `json:"notify,omitempty"`     // roles that are told
}

// An Exit leads to a state when all its conditions hold.
type Exit struct {
	If []Condition `json:"if,omitempty"`
	To string      `json:"to"`
}

// A Moved says which state of an earlier version becomes which in this one.
type Moved struct {
	From string `json:"from"`
	To   string `json:"to"`
}
