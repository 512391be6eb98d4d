package entente

import (
	"slices"

	"entente/cal"
)

// An ActorID names whoever can bind itself, be asked or be spoken of: a party by its [PartyID], a group or a body by a slug.
type ActorID string

// A PartyID names a sovereign party by its ISO 3166-1 alpha-3 code, such as "DEU".
type PartyID string

// CheckPartyID reports whether id has the form of a party's name.
func CheckPartyID(id PartyID) error {
	return checkID("party", string(id), isParty(string(id)), "an ISO 3166-1 alpha-3 code such as DEU")
}

// IsParty reports whether id has the form of a party's name rather than a group's or a body's.
func (id ActorID) IsParty() bool { return isParty(string(id)) }

// A Party is a state.
type Party struct {
	ID    PartyID `json:"id"`
	Names Wording `json:"names"`
	Note  string  `json:"note,omitempty"`
}

// A Group is a set of parties that changes with time, such as the members of an alliance.
type Group struct {
	ID      ActorID      `json:"id"`
	Names   Wording      `json:"names"`
	Members []Membership `json:"members,omitempty"`
	Open    bool         `json:"open,omitempty"` // membership is not enumerated, as of "all states"
	Source  string       `json:"source,omitempty"`
}

// A Membership is a run of days on which a party belongs to a group.
type Membership struct {
	Party  PartyID    `json:"party"`
	Period cal.Period `json:"period"`
}

// At returns the members of g on day d, in alphabetical order.
func (g Group) At(d cal.Date) []PartyID {
	var members []PartyID
	for _, m := range g.Members {
		if m.Period.Contains(d) {
			members = append(members, m.Party)
		}
	}
	slices.Sort(members)
	return slices.Compact(members)
}

// A Rule says how a body decides.
type Rule string

// The decision rules.
const (
	NoRule            Rule = ""
	Consensus         Rule = "consensus"
	ConsensusMinusOne Rule = "consensus-minus-one"
	QualifiedMajority Rule = "qualified-majority"
	Majority          Rule = "majority"
)

// A Body is an organ or organisation: it can be tasked and, where it has a rule, decide.
type Body struct {
	ID     ActorID    `json:"id"`
	Names  Wording    `json:"names"`
	Group  ActorID    `json:"group,omitempty"` // whose members are its members
	Parent ActorID    `json:"parent,omitempty"`
	Rule   Rule       `json:"rule,omitempty"`
	Period cal.Period `json:"period,omitzero"` // when it exists
	Source string     `json:"source,omitempty"`
	Note   string     `json:"note,omitempty"`
}
