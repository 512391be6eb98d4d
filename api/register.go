package api

import (
	"fmt"
	"net/http"

	"entente"
	"entente/ledger"
	"entente/node"
	"entente/pack"
)

func (s *server) register(r *http.Request) (list[entente.Undertaking], error) {
	q := r.URL.Query()
	f := node.Filter{
		Programme:  entente.ProgrammeID(q.Get("programme")),
		Act:        entente.Act(q.Get("act")),
		Bearer:     entente.ActorID(q.Get("bearer")),
		Addressee:  entente.ActorID(q.Get("addressee")),
		System:     entente.SystemID(q.Get("system")),
		Instrument: entente.InstrumentID(q.Get("instrument")),
		Deadline:   q.Get("deadline"),
		Kind:       node.Kind(q.Get("kind")),
		Text:       q.Get("text"),
	}
	var err error
	if f.Provision, err = number(q, "provision", 0, 0, 1<<31-1); err != nil {
		return list[entente.Undertaking]{}, err
	}
	if err := s.node.CheckFilter(f); err != nil {
		return list[entente.Undertaking]{}, fmt.Errorf("api: %w: %w", err, entente.ErrInvalid)
	}
	return newList(r, s.node.Register(f))
}

// An entry is an entry of the register with the facts in force about it.
type entry struct {
	entente.Undertaking
	Facts []ledger.Record `json:"facts"`
}

func (s *server) entry(r *http.Request) (entry, error) {
	name := r.PathValue("instrument") + "/" + r.PathValue("provision") + "/" + r.PathValue("number")
	id, err := entente.ParseStatementID(name)
	if err != nil {
		return entry{}, fmt.Errorf("api: entry %q: %w", name, entente.ErrNotFound)
	}
	e, err := s.pack.Entry(id)
	if err != nil {
		return entry{}, err
	}
	facts, err := s.node.FactsOn(r.Context(), e)
	return entry{e, s.reader(r).Only(facts)}, err
}

func (s *server) coverage(*http.Request) (pack.Coverage, error) { return s.pack.Coverage(), nil }

// hits is the answer to a search, best first.
type hits struct {
	Query string     `json:"query"`
	Hits  []node.Hit `json:"hits"`
}

func (s *server) search(r *http.Request) (hits, error) {
	q := r.URL.Query()
	limit, err := number(q, "limit", 20, 1, maxLimit)
	if err != nil {
		return hits{}, err
	}
	if q.Get("q") == "" {
		return hits{}, fmt.Errorf("api: q: want words to search for: %w", entente.ErrInvalid)
	}
	found, err := s.node.Search(r.Context(), q.Get("q"), limit)
	return hits{q.Get("q"), append([]node.Hit{}, found...)}, err
}
