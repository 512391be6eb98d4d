package web

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"entente"
	"entente/node"
)

// A registerPage is the register as a table, or the part of it that a filter leaves.
type registerPage struct {
	Asked   url.Values // the filter: only what is set
	Entries []entry
	All     int // entries in the register
	Choices choices
	Exports []export
}

// choices are what a filter can be set to.
type choices struct {
	Acts       []entente.Act
	Programmes []link // the URL of each is its identifier
	Bearers    []link
	Addressees []link
	Deadlines  []string // years in which an entry is due
	Kinds      []node.Kind
}

// An export is the entries shown, in a form for machines.
type export struct{ Format, URL string }

// filterNames are the names of the fields of a filter in an address.
var filterNames = []string{"programme", "act", "bearer", "addressee", "system", "instrument", "provision", "deadline", "kind", "text"}

// readFilter returns the filter that an address asks for, and what of the address it is.
func (s *site) readFilter(q url.Values) (f node.Filter, asked url.Values, err error) {
	asked = make(url.Values)
	for _, name := range filterNames {
		if v := strings.TrimSpace(q.Get(name)); v != "" {
			asked.Set(name, v)
		}
	}
	f = node.Filter{
		Programme:  entente.ProgrammeID(asked.Get("programme")),
		Act:        entente.Act(asked.Get("act")),
		Bearer:     entente.ActorID(asked.Get("bearer")),
		Addressee:  entente.ActorID(asked.Get("addressee")),
		System:     entente.SystemID(asked.Get("system")),
		Instrument: entente.InstrumentID(asked.Get("instrument")),
		Deadline:   asked.Get("deadline"),
		Kind:       node.Kind(asked.Get("kind")),
		Text:       asked.Get("text"),
	}
	if n := asked.Get("provision"); n != "" {
		if f.Provision, err = strconv.Atoi(n); err != nil {
			return f, asked, fmt.Errorf("web: provision %q: want a number: %w", n, entente.ErrInvalid)
		}
	}
	return f, asked, s.node.CheckFilter(f)
}

func (s *site) register(v *view, _ *http.Request) (page, error) {
	p, err := s.registerPage(v.Query)
	return page{Template: "register", Section: "register", Title: s.catalogue(v.Lang).text("nav.register"), Body: p}, err
}

func (s *site) registerPage(q url.Values) (registerPage, error) {
	f, asked, err := s.readFilter(q)
	if err != nil {
		return registerPage{}, err
	}
	p := registerPage{Asked: asked, Entries: s.entries(s.node.Register(f)), All: len(s.pack.Entries), Choices: s.choices()}
	for _, format := range []string{"csv", "json", "akn"} {
		p.Exports = append(p.Exports, export{format, address("/register."+format, asked)})
	}
	return p, nil
}

func (s *site) choices() choices {
	c := choices{Acts: entente.Acts, Kinds: []node.Kind{node.Undertakings, node.Context}}
	for _, p := range s.pack.Programmes {
		c.Programmes = append(c.Programmes, link{string(p.ID), p.Title})
	}
	years := make(map[string]bool)
	bearers, addressees := make(map[entente.ActorID]int), make(map[entente.ActorID]int)
	for _, e := range s.pack.Entries {
		for _, id := range e.Bearer {
			bearers[id]++
		}
		for _, id := range e.Addressee {
			addressees[id]++
		}
		if e.Deadline != nil {
			if first, ok := e.Deadline.Due.First(); ok {
				years[first.String()[:len("2006")]] = true
			}
		}
	}
	c.Bearers, c.Addressees = s.byCount(bearers), s.byCount(addressees)
	c.Deadlines = slices.Sorted(maps.Keys(years))
	return c
}

// byCount returns actors to choose from, those that most entries name first.
func (s *site) byCount(counts map[entente.ActorID]int) []link {
	ids := slices.Sorted(maps.Keys(counts))
	slices.SortStableFunc(ids, func(a, b entente.ActorID) int { return counts[b] - counts[a] })
	return each(ids, func(id entente.ActorID) link { return link{string(id), s.actorLink(id).Names} })
}
