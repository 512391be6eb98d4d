package pack

import (
	"slices"

	"entente"
)

// An index answers a Pack's look-ups. It is built once, so that each look-up is one map access.
type index struct {
	entries     map[entente.StatementID]entente.Undertaking
	provisions  map[int]entente.Provision
	programmes  map[entente.ProgrammeID]entente.Programme
	systems     map[entente.SystemID]entente.System
	instruments map[entente.InstrumentID]entente.Instrument
	parties     map[entente.PartyID]entente.Party
	groups      map[entente.ActorID]entente.Group
	bodies      map[entente.ActorID]entente.Body
	actors      map[entente.ActorID]Actor

	byProvision  map[int][]entente.Undertaking
	byProgramme  map[entente.ProgrammeID][]entente.Undertaking
	bySystem     map[entente.SystemID][]entente.Undertaking
	byActor      map[entente.ActorID][]entente.Undertaking
	byInstrument map[entente.InstrumentID][]entente.Undertaking
}

func newIndex(p *Pack) index {
	return index{
		entries:     entriesByStatement(p.Entries),
		provisions:  keyed(p.Provisions, func(v entente.Provision) int { return v.Number }),
		programmes:  keyed(p.Programmes, func(v entente.Programme) entente.ProgrammeID { return v.ID }),
		systems:     keyed(p.Systems, func(v entente.System) entente.SystemID { return v.ID }),
		instruments: keyed(p.Instruments, func(v entente.Instrument) entente.InstrumentID { return v.ID }),
		parties:     keyed(p.Parties, func(v entente.Party) entente.PartyID { return v.ID }),
		groups:      keyed(p.Groups, func(v entente.Group) entente.ActorID { return v.ID }),
		bodies:      keyed(p.Bodies, func(v entente.Body) entente.ActorID { return v.ID }),
		actors:      keyed(p.actors(), func(v Actor) entente.ActorID { return v.ID }),

		byProvision: grouped(p.Entries, entente.Undertaking.Provisions),
		byProgramme: grouped(p.Entries, func(e entente.Undertaking) []entente.ProgrammeID {
			return []entente.ProgrammeID{e.Programme}
		}),
		bySystem: grouped(p.Entries, func(e entente.Undertaking) []entente.SystemID { return e.Systems }),
		byActor: grouped(p.Entries, func(e entente.Undertaking) []entente.ActorID {
			return distinct(slices.Concat(e.Bearer, e.Addressee))
		}),
		byInstrument: grouped(p.Entries, func(e entente.Undertaking) []entente.InstrumentID { return e.Instruments }),
	}
}

// actors returns the parties, groups and bodies, in this order.
func (p *Pack) actors() []Actor {
	var actors []Actor
	for _, v := range p.Parties {
		actors = append(actors, Actor{entente.ActorID(v.ID), Party, v.Names})
	}
	for _, v := range p.Groups {
		actors = append(actors, Actor{v.ID, Group, v.Names})
	}
	for _, v := range p.Bodies {
		actors = append(actors, Actor{v.ID, Body, v.Names})
	}
	return actors
}

func entriesByStatement(entries []entente.Undertaking) map[entente.StatementID]entente.Undertaking {
	m := make(map[entente.StatementID]entente.Undertaking)
	for _, e := range entries {
		for _, s := range e.Statements {
			m[s] = e
		}
	}
	return m
}

func keyed[K comparable, V any](values []V, key func(V) K) map[K]V {
	m := make(map[K]V, len(values))
	for _, v := range values {
		m[key(v)] = v
	}
	return m
}

// grouped returns the entries under each of their keys, in the order given. The keys of one entry are different.
func grouped[K comparable](entries []entente.Undertaking, keys func(entente.Undertaking) []K) map[K][]entente.Undertaking {
	m := make(map[K][]entente.Undertaking)
	for _, e := range entries {
		for _, k := range keys(e) {
			m[k] = append(m[k], e)
		}
	}
	return m
}
