package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"entente"
	"entente/cal"
	"entente/node"
)

// An actorsPage lists parties, groups and bodies.
type actorsPage struct {
	Parties []actorRow
	Groups  []actorRow
	Bodies  []actorRow
}

// An actorRow is an actor and how often the register names it.
type actorRow struct {
	ID entente.ActorID
	link
	Bears   int // undertakings
	Speaks  int // context entries in its name
	Is      int // entries addressed to it
	Members int // of a group, on the day of the text; -1 where they are not enumerated
}

func (s *site) actors(v *view, _ *http.Request) (page, error) {
	words := s.catalogue(v.Lang)
	return page{Template: "actors", Section: "actors", Title: words.text("nav.actors"), Body: s.actorsPage()}, nil
}

func (s *site) actorsPage() actorsPage {
	var p actorsPage
	for _, a := range s.pack.Parties {
		p.Parties = append(p.Parties, s.actorRow(entente.ActorID(a.ID)))
	}
	for _, g := range s.pack.Groups {
		row := s.actorRow(g.ID)
		row.Members = len(g.At(s.textDay()))
		if g.Open {
			row.Members = -1
		}
		p.Groups = append(p.Groups, row)
	}
	for _, b := range s.pack.Bodies {
		p.Bodies = append(p.Bodies, s.actorRow(b.ID))
	}
	return p
}

func (s *site) actorRow(id entente.ActorID) actorRow {
	row := actorRow{ID: id, link: s.actorLink(id)}
	for _, e := range s.pack.EntriesByActor(id) {
		isBearer := slices.Contains(e.Bearer, id)
		switch {
		case isBearer && e.Context:
			row.Speaks++
		case isBearer:
			row.Bears++
		}
		if slices.Contains(e.Addressee, id) {
			row.Is++
		}
	}
	return row
}

// textDay returns the day of the pack's instrument, or the present one where it has none.
func (s *site) textDay() cal.Date {
	if d, ok := s.pack.Instrument.Date.First(); ok {
		return d
	}
	return cal.DateOf(s.opts.Clock())
}

// An actorPage shows a party, a group or a body.
type actorPage struct {
	ID     entente.ActorID
	Kind   string // of the address: party, group or body
	Names  entente.Wording
	Note   string
	Source string
	At     cal.Date // the day that memberships are shown for

	In      []membership // a party: its groups
	Members []membership // a group or body: who belongs to it, or ever did
	Count   int          // members on the day
	Open    bool         // a group whose members are not enumerated
	Group   *link        // a body: whose members are its members
	Parent  *link        // a body
	Organs  []link       // a body: those whose parent it is
	Rule    entente.Rule
	Period  cal.Period

	Bears     []entry // undertakings
	Speaks    []entry // context in its name
	Addressed []entry
	Through   []shared // what its groups bear
	Verdicts  []measured
}

// A membership is a party in a group, seen from either side.
type membership struct {
	ID entente.ActorID
	link
	Period cal.Period
	Is     bool // on the day shown
}

// shared is what a group bears, and its members with it.
type shared struct {
	link
	Bears     int // undertakings
	Addressed int
	Register  string // the address of the entries
}

func (s *site) party(v *view, r *http.Request) (page, error) {
	return s.actorPage(v, r, "party", s.fillParty)
}
func (s *site) group(v *view, r *http.Request) (page, error) {
	return s.actorPage(v, r, "group", s.fillGroup)
}
func (s *site) body(v *view, r *http.Request) (page, error) {
	return s.actorPage(v, r, "body", s.fillBody)
}

func (s *site) actorPage(v *view, r *http.Request, kind string, fill func(*actorPage) error) (page, error) {
	p := actorPage{ID: entente.ActorID(r.PathValue("id")), Kind: kind, At: s.textDay()}
	if at := v.Query.Get("at"); at != "" {
		var err error
		if p.At, err = cal.ParseDate(at); err != nil {
			return page{}, fmt.Errorf("web: %w: %w", err, entente.ErrInvalid)
		}
	}
	if err := fill(&p); err != nil {
		return page{}, err
	}
	var err error
	if p.Verdicts, err = s.measuredOf(r.Context(), p.ID); err != nil {
		return page{}, err
	}
	for _, e := range s.pack.EntriesByActor(p.ID) {
		isBearer := slices.Contains(e.Bearer, p.ID)
		switch {
		case isBearer && e.Context:
			p.Speaks = append(p.Speaks, s.entry(e))
		case isBearer:
			p.Bears = append(p.Bears, s.entry(e))
		}
		if slices.Contains(e.Addressee, p.ID) {
			p.Addressed = append(p.Addressed, s.entry(e))
		}
	}
	return page{Template: "actor", Section: "actors", Title: p.Names.In(v.Lang), Body: p}, nil
}

func (s *site) fillParty(p *actorPage) error {
	party, err := s.pack.Party(entente.PartyID(p.ID))
	if err != nil {
		return err
	}
	p.Names, p.Note = party.Names, party.Note
	for _, g := range s.pack.Groups {
		for _, m := range g.Members {
			if m.Party != party.ID {
				continue
			}
			is := m.Period.Contains(p.At)
			p.In = append(p.In, membership{g.ID, s.actorLink(g.ID), m.Period, is})
			row := s.actorRow(g.ID)
			if is && row.Bears+row.Is > 0 {
				q := url.Values{"bearer": {string(g.ID)}, "kind": {string(node.Undertakings)}}
				p.Through = append(p.Through, shared{row.link, row.Bears, row.Is, address("/register", q)})
			}
		}
	}
	return nil
}

func (s *site) fillGroup(p *actorPage) error {
	g, err := s.pack.Group(p.ID)
	if err != nil {
		return err
	}
	p.Names, p.Source, p.Open = g.Names, g.Source, g.Open
	s.fillMembers(p, g)
	return nil
}

func (s *site) fillBody(p *actorPage) error {
	b, err := s.pack.Body(p.ID)
	if err != nil {
		return err
	}
	p.Names, p.Note, p.Source, p.Rule, p.Period = b.Names, b.Note, b.Source, b.Rule, b.Period
	if b.Parent != "" {
		parent := s.actorLink(b.Parent)
		p.Parent = &parent
	}
	for _, other := range s.pack.Bodies {
		if other.Parent == b.ID {
			p.Organs = append(p.Organs, s.actorLink(other.ID))
		}
	}
	if b.Group == "" {
		return nil
	}
	g, err := s.pack.Group(b.Group)
	if err != nil {
		return err
	}
	group := s.actorLink(g.ID)
	p.Group, p.Open = &group, g.Open
	s.fillMembers(p, g)
	return nil
}

// fillMembers lists the members of g, those of the day first, each by the day on which it joined.
func (s *site) fillMembers(p *actorPage, g entente.Group) {
	for _, m := range g.Members {
		id := entente.ActorID(m.Party)
		p.Members = append(p.Members, membership{id, s.actorLink(id), m.Period, m.Period.Contains(p.At)})
	}
	slices.SortStableFunc(p.Members, func(a, b membership) int {
		if a.Is != b.Is {
			if a.Is {
				return -1
			}
			return 1
		}
		return a.Period.Compare(b.Period)
	})
	p.Count = len(g.At(p.At))
}
