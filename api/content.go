package api

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"entente"
	"entente/cal"
	"entente/pack"
)

func (s *server) provisions(r *http.Request) (list[entente.Provision], error) {
	return newList(r, s.pack.Provisions)
}

// A provision is a provision with what stands in it.
type provision struct {
	entente.Provision
	Entries []entente.Undertaking `json:"entries"`
	Systems []entente.SystemID    `json:"systems"`
}

func (s *server) provision(r *http.Request) (provision, error) {
	n, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		return provision{}, fmt.Errorf("api: provision %q: %w", r.PathValue("number"), entente.ErrNotFound)
	}
	p, err := s.pack.Provision(n)
	v := provision{p, s.pack.EntriesByProvision(n), []entente.SystemID{}}
	for _, y := range s.pack.Systems {
		if slices.Contains(y.Provisions, n) {
			v.Systems = append(v.Systems, y.ID)
		}
	}
	return v, err
}

func (s *server) programmes(r *http.Request) (list[entente.Programme], error) {
	return newList(r, s.pack.Programmes)
}

// A programme is an area of work with what belongs to it.
type programme struct {
	entente.Programme
	Provisions []int                 `json:"provisions"`
	Entries    []entente.StatementID `json:"entries"`
	Systems    []entente.SystemID    `json:"systems"`
}

func (s *server) programme(r *http.Request) (programme, error) {
	p, err := s.pack.Programme(entente.ProgrammeID(r.PathValue("id")))
	v := programme{p, []int{}, ids(s.pack.EntriesByProgramme(p.ID)), []entente.SystemID{}}
	for _, o := range s.pack.Provisions {
		if o.Programme == p.ID {
			v.Provisions = append(v.Provisions, o.Number)
		}
	}
	for _, y := range s.pack.Systems {
		if y.Programme == p.ID {
			v.Systems = append(v.Systems, y.ID)
		}
	}
	return v, err
}

func ids(entries []entente.Undertaking) []entente.StatementID {
	out := make([]entente.StatementID, len(entries))
	for i, e := range entries {
		out[i] = e.ID
	}
	return out
}

func (s *server) systems(r *http.Request) (list[entente.System], error) {
	return newList(r, s.pack.Systems)
}

// A system is a mechanism with the entries that concern it.
type system struct {
	entente.System
	Entries []entente.StatementID `json:"entries"`
}

func (s *server) system(r *http.Request) (system, error) {
	y, err := s.pack.System(entente.SystemID(r.PathValue("id")))
	return system{y, ids(s.pack.EntriesBySystem(y.ID))}, err
}

func (s *server) instruments(r *http.Request) (list[entente.Instrument], error) {
	return newList(r, s.pack.Instruments)
}

// An instrument is a document with the entries that cite it.
type instrument struct {
	entente.Instrument
	CitedBy []entente.StatementID `json:"citedBy"`
}

func (s *server) instrument(r *http.Request) (instrument, error) {
	i, err := s.pack.InstrumentByID(entente.InstrumentID(r.PathValue("id")))
	return instrument{i, ids(s.pack.EntriesByInstrument(i.ID))}, err
}

func (s *server) actors(r *http.Request) (list[pack.Actor], error) {
	var all []pack.Actor
	for _, p := range s.pack.Parties {
		all = append(all, pack.Actor{ID: entente.ActorID(p.ID), Kind: pack.Party, Names: p.Names})
	}
	for _, g := range s.pack.Groups {
		all = append(all, pack.Actor{ID: g.ID, Kind: pack.Group, Names: g.Names})
	}
	for _, b := range s.pack.Bodies {
		all = append(all, pack.Actor{ID: b.ID, Kind: pack.Body, Names: b.Names})
	}
	return newList(r, all)
}

// An actor is a party, group or body on a day.
type actor struct {
	pack.Actor
	At        cal.Date              `json:"at"`
	MemberOf  []entente.ActorID     `json:"memberOf"` // groups that a party belongs to on the day
	Members   []entente.PartyID     `json:"members"`  // of a group or body on the day
	Open      bool                  `json:"open"`     // members are not enumerated
	Bears     []entente.StatementID `json:"bears"`
	Addressed []entente.StatementID `json:"addressed"`
}

func (s *server) actor(r *http.Request) (actor, error) {
	a, err := s.pack.Actor(entente.ActorID(r.PathValue("id")))
	if err != nil {
		return actor{}, err
	}
	v := actor{Actor: a, At: s.textDay(), MemberOf: []entente.ActorID{}, Members: []entente.PartyID{}, Bears: []entente.StatementID{}, Addressed: []entente.StatementID{}}
	if at := r.URL.Query().Get("at"); at != "" {
		if v.At, err = cal.ParseDate(at); err != nil {
			return actor{}, fmt.Errorf("api: at: %w: %w", err, entente.ErrInvalid)
		}
	}
	for _, g := range s.pack.Groups {
		if slices.Contains(g.At(v.At), entente.PartyID(a.ID)) {
			v.MemberOf = append(v.MemberOf, g.ID)
		}
	}
	if g, ok := s.groupOf(a); ok {
		v.Members, v.Open = append(v.Members, g.At(v.At)...), g.Open
	}
	for _, e := range s.pack.EntriesByActor(a.ID) {
		if slices.Contains(e.Bearer, a.ID) {
			v.Bears = append(v.Bears, e.ID)
		}
		if slices.Contains(e.Addressee, a.ID) {
			v.Addressed = append(v.Addressed, e.ID)
		}
	}
	return v, nil
}

// groupOf returns the group that a is, or whose members a body has.
func (s *server) groupOf(a pack.Actor) (entente.Group, bool) {
	id := a.ID
	if b, err := s.pack.Body(a.ID); err == nil {
		id = b.Group
	}
	g, err := s.pack.Group(id)
	return g, err == nil
}

// textDay returns the day of the pack's instrument, or the present one where it has none.
func (s *server) textDay() cal.Date {
	if d, ok := s.pack.Instrument.Date.First(); ok {
		return d
	}
	return cal.DateOf(s.opts.Clock())
}
