// Package aid follows assistance: what is needed in which period, who pledged it, directly or through a body, and how far it has come
// (pledged, committed, allocated, disbursed, delivered). As of a day it says what is open at each step, how far ahead needs are secured,
// what is late, and what would be counted twice. A body and the members that give through it are counted once.
//
// Money is exact. Amounts of two currencies are never added unless the fund names its currency and the rates, each with its source.
// No figure is spread over years or parties by a formula: what cannot be attributed is named.
package aid

import (
	"slices"

	"entente"
	"entente/cal"
	"entente/unit"
)

// A Stage is how far money or goods have come.
type Stage string

// The stages, in order.
const (
	Pledged   Stage = "pledged"   // said in public
	Committed Stage = "committed" // bound by a decision, a contract or an appropriation
	Allocated Stage = "allocated" // set aside for one purpose
	Disbursed Stage = "disbursed" // paid out
	Delivered Stage = "delivered" // arrived as goods or services
)

// Stages returns the stages in order.
func Stages() []Stage { return []Stage{Pledged, Committed, Allocated, Disbursed, Delivered} }

const stages = 5

// index returns the place of a stage among [Stages], or -1.
func (s Stage) index() int { return slices.Index(Stages(), s) }

// The kinds of assistance that most sources tell apart. A fund may have kinds of its own.
const (
	Military     = "military"
	Financial    = "financial"
	Humanitarian = "humanitarian"
)

// A Need is what a fund has to have in a period.
type Need struct {
	ID       string          `json:"id"` // one in its fund
	Title    string          `json:"title,omitempty"`
	Kind     string          `json:"kind,omitempty"` // "": of any kind
	Amount   unit.Decimal    `json:"amount"`
	Currency unit.Unit       `json:"currency"`
	Period   cal.Period      `json:"period"` // with a first and a last day
	Source   *entente.Source `json:"source,omitempty"`
	Exercise bool            `json:"exercise,omitempty"`
}

// An Entry is what somebody has said or done about an amount at one stage.
type Entry struct {
	ID        string          `json:"id"`            // one in its fund
	Donor     entente.ActorID `json:"donor"`         // a party, or a body that gives of its own
	Via       entente.ActorID `json:"via,omitempty"` // the body through which it is given; "": directly
	Stage     Stage           `json:"stage"`
	Kind      string          `json:"kind,omitempty"`      // "": not earmarked
	Amount    unit.Decimal    `json:"amount"`              // below zero: it takes back what was said at that stage
	Currency  unit.Unit       `json:"currency"`            // ISO 4217
	Period    cal.Period      `json:"period,omitzero"`     // that it is for; zero: not stated
	Made      cal.Date        `json:"made"`                // the day on which it was said or done
	Text      string          `json:"text,omitempty"`      // what it is for, in words
	Condition string          `json:"condition,omitempty"` // in words; "": none
	Met       *cal.Date       `json:"met,omitempty"`       // the day on which the condition was met; nil: it is not
	Draws     string          `json:"draws,omitempty"`     // the entry of an earlier stage out of which this comes
	Expected  *cal.Date       `json:"expected,omitempty"`  // the day by which all of it is expected at its last stage
	Lapses    *cal.Date       `json:"lapses,omitempty"`    // the first day on which what is not drawn no longer holds
	Withdrawn *cal.Date       `json:"withdrawn,omitempty"` // the first day on which its donor no longer holds to what is not drawn
	Same      string          `json:"same,omitempty"`      // the entry that this one repeats, as of another report: it is not counted
	Source    *entente.Source `json:"source,omitempty"`
	Exercise  bool            `json:"exercise,omitempty"`
}

// A Rate says that one unit of From is worth Value of To. It needs a source.
type Rate struct {
	From   unit.Unit       `json:"from"`
	To     unit.Unit       `json:"to"`
	Value  unit.Decimal    `json:"value"`
	Period cal.Period      `json:"period,omitzero"` // for what was made in it; zero: at all times
	Source *entente.Source `json:"source"`
}

// A Fund is a trust fund, a package or a programme of assistance.
type Fund struct {
	ID       string           `json:"id"`
	Title    entente.Wording  `json:"title,omitempty"`
	Exercise bool             `json:"exercise,omitempty"` // invented, in whole or in part
	Currency unit.Unit        `json:"currency,omitempty"` // in which it is accounted; "": each currency by itself
	Rates    []Rate           `json:"rates,omitempty"`
	Secured  Stage            `json:"secured,omitempty"` // from which on money counts as secured; "" is committed
	Ends     map[string]Stage `json:"ends,omitempty"`    // the last stage of a kind, such as financial: disbursed; others end delivered
	Needs    []Need           `json:"needs,omitempty"`
	Entries  []Entry          `json:"entries,omitempty"`
	Sources  []entente.Source `json:"sources,omitempty"`
}

// secured returns the place of the stage from which on money counts as secured.
func (f *Fund) secured() int {
	if f.Secured == "" {
		return Committed.index()
	}
	return f.Secured.index()
}

// last returns the place of the last stage of a kind.
func (f *Fund) last(kind string) int {
	if s, ok := f.Ends[kind]; ok {
		return s.index()
	}
	return Delivered.index()
}
