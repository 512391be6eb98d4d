// Package pack reads and checks content packs: everything Entente knows about one instrument, as YAML files.
// The format is described in doc/pack.md.
package pack

import (
	"fmt"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/measure/score"
	"entente/measure/table"
	"entente/procedure"
)

// A Pack is the content of one pack, complete and without faults. The lists keep the order of the pack's files, except
// that provisions are in order of their numbers and entries in order of their statements.
//
// A Pack is not changed after [Load] and may be read from many goroutines; the lists and maps that it hands out are its
// own and must not be changed.
type Pack struct {
	ID         string             `json:"id"`
	Version    string             `json:"version"`
	Languages  []entente.Lang     `json:"languages"` // every wording has these
	Licence    string             `json:"licence"`
	Title      entente.Wording    `json:"title"`
	Source     string             `json:"source,omitempty"`
	Instrument entente.Instrument `json:"instrument"` // what the pack is about; also one of Instruments

	Provisions  []entente.Provision   `json:"provisions"`
	Programmes  []entente.Programme   `json:"programmes"`
	Parties     []entente.Party       `json:"parties"`
	Groups      []entente.Group       `json:"groups"`
	Bodies      []entente.Body        `json:"bodies"`
	Instruments []entente.Instrument  `json:"instruments"`
	Systems     []entente.System      `json:"systems"`
	Entries     []entente.Undertaking `json:"entries"` // the register: undertakings and context

	Codes         map[entente.ActorID]string `json:"codes,omitempty"` // of groups: under which figures of them are published
	Publications  []measure.Publication      `json:"publications,omitempty"`
	Indicators    []measure.Indicator        `json:"indicators,omitempty"`
	Measures      []measure.Measure          `json:"measures,omitempty"`
	Measurability []Measurability            `json:"measurability,omitempty"`
	Remarks       []Remark                   `json:"remarks,omitempty"`
	Sources       []table.Mapping            `json:"sources,omitempty"` // how to read the files that figures come in
	Scales        []score.Scale              `json:"scales,omitempty"`  // besides that of the summit research groups
	FigureFiles   []FigureFile               `json:"-"`
	Book          *measure.Book              `json:"-"`               // the measures, ready to compute
	Watch         Watch                      `json:"-"`               // what the watch at sea goes by
	Cases         []Case                     `json:"cases,omitempty"` // of balance
	Procedures    []*procedure.Procedure     `json:"-"`
	Proceedings   []Record                   `json:"-"` // cases of the procedures
	Meetings      []procedure.Meeting        `json:"-"`
	Week          cal.Workweek               `json:"-"` // the days on which the bodies work

	index index
}

// An Actor is a party, group or body, seen as somebody with a name.
type Actor struct {
	ID    entente.ActorID `json:"id"`
	Kind  ActorKind       `json:"kind"`
	Names entente.Wording `json:"names"`
}

// An ActorKind says what an actor is.
type ActorKind string

// The kinds of actors.
const (
	Party ActorKind = "party"
	Group ActorKind = "group"
	Body  ActorKind = "body"
)

// Entry returns the entry that accounts for a statement, be it the entry's first or not.
func (p *Pack) Entry(id entente.StatementID) (entente.Undertaking, error) {
	return find(p, p.index.entries, "statement", id)
}

// Provision returns the provision with number n.
func (p *Pack) Provision(n int) (entente.Provision, error) {
	return find(p, p.index.provisions, "provision", n)
}

// Programme returns the programme named id.
func (p *Pack) Programme(id entente.ProgrammeID) (entente.Programme, error) {
	return find(p, p.index.programmes, "programme", id)
}

// System returns the system named id.
func (p *Pack) System(id entente.SystemID) (entente.System, error) {
	return find(p, p.index.systems, "system", id)
}

// InstrumentByID returns the instrument named id.
func (p *Pack) InstrumentByID(id entente.InstrumentID) (entente.Instrument, error) {
	return find(p, p.index.instruments, "instrument", id)
}

// Actor returns the party, group or body named id.
func (p *Pack) Actor(id entente.ActorID) (Actor, error) {
	return find(p, p.index.actors, "actor", id)
}

// Party returns the party named id.
func (p *Pack) Party(id entente.PartyID) (entente.Party, error) {
	return find(p, p.index.parties, "party", id)
}

// Group returns the group named id; its members on a day are Group(id).At(day).
func (p *Pack) Group(id entente.ActorID) (entente.Group, error) {
	return find(p, p.index.groups, "group", id)
}

// Body returns the body named id.
func (p *Pack) Body(id entente.ActorID) (entente.Body, error) {
	return find(p, p.index.bodies, "body", id)
}

// EntriesByProvision returns the entries with a statement in provision n, in order of their statements.
func (p *Pack) EntriesByProvision(n int) []entente.Undertaking { return p.index.byProvision[n] }

// EntriesByProgramme returns the entries of a programme, in order of their statements.
func (p *Pack) EntriesByProgramme(id entente.ProgrammeID) []entente.Undertaking {
	return p.index.byProgramme[id]
}

// EntriesBySystem returns the entries that concern a system, in order of their statements.
func (p *Pack) EntriesBySystem(id entente.SystemID) []entente.Undertaking {
	return p.index.bySystem[id]
}

// EntriesByActor returns the entries that name an actor as bearer or addressee, in order of their statements. Entries
// that name a group which the actor belongs to are not among them.
func (p *Pack) EntriesByActor(id entente.ActorID) []entente.Undertaking { return p.index.byActor[id] }

// EntriesByInstrument returns the entries that cite an instrument, in order of their statements.
func (p *Pack) EntriesByInstrument(id entente.InstrumentID) []entente.Undertaking {
	return p.index.byInstrument[id]
}

func find[K comparable, V any](p *Pack, m map[K]V, kind string, id K) (V, error) {
	v, ok := m[id]
	if !ok {
		return v, fmt.Errorf("pack %s: %s %v: %w", p.ID, kind, id, entente.ErrNotFound)
	}
	return v, nil
}
