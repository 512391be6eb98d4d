package procedure

import (
	"cmp"
	"slices"
	"strings"

	"entente"
	"entente/cal"
)

// A World is what clocks go by, besides the case itself. The zero World has no meetings, and works on all days but weekends.
type World struct {
	Week     cal.Workweek
	Meetings []Meeting // in any order
	// Procedure returns a definition by its name and version, to which a case can be moved; nil where there is none.
	Procedure func(id string, version int) *Procedure
}

// A Meeting is days on which a body meets.
type Meeting struct {
	Body   entente.ActorID `json:"body"`
	Days   cal.Period      `json:"days"`
	Title  entente.Wording `json:"title"`
	Place  string          `json:"place,omitempty"`
	Source *entente.Source `json:"source,omitempty"`
}

// Next returns the first meeting of a body that begins on a later day; ok is false where none is known.
func (w *World) Next(body entente.ActorID, after cal.Date) (m Meeting, ok bool) {
	if w == nil {
		return m, false
	}
	for _, x := range w.Meetings {
		first, _ := x.Days.First()
		if x.Body == body && first > after && (!ok || cmp.Compare(first, firstDay(m)) < 0) {
			m, ok = x, true
		}
	}
	return m, ok
}

func firstDay(m Meeting) cal.Date {
	d, _ := m.Days.First()
	return d
}

// An Opening begins a case: by which procedure, for whom, on what terms.
type Opening struct {
	Case       string                                 `json:"case"` // a slug
	Definition string                                 `json:"definition"`
	Version    int                                    `json:"version"`
	Title      entente.Wording                        `json:"title"`
	By         entente.ActorID                        `json:"by,omitempty"`
	Opened     cal.Instant                            `json:"-"` // when the ledger learned of it
	Roles      map[string][]entente.ActorID           `json:"roles"`
	Terms      Content                                `json:"terms,omitempty"`
	Weights    map[string]map[entente.ActorID]float64 `json:"weights,omitempty"`
	From       string                                 `json:"from,omitempty"` // the statement, case or warning that it came from
	Label      entente.Label                          `json:"label,omitzero"`
	Exercise   bool                                   `json:"exercise,omitempty"`
	Source     *entente.Source                        `json:"source,omitempty"`
	Items      []Carried                              `json:"items,omitempty"` // what is taken over from the case before
}

// A Carried is an item that a case takes over from the one before it. It begins anew.
type Carried struct {
	Kind    string          `json:"kind"`
	ID      string          `json:"id"`
	By      entente.ActorID `json:"by"`
	Content Content         `json:"content"`
}

// An Act is what somebody did in a case, as it was received.
type Act struct {
	Act      string          `json:"act"` // the name of its rule
	By       entente.ActorID `json:"by"`
	Person   string          `json:"person,omitempty"` // of By, where two must say the same
	Received cal.Instant     `json:"received"`
	Content  Content         `json:"content,omitempty"`
	ID       string          `json:"id,omitempty"` // tells it from other acts; one that comes twice counts once
	Label    entente.Label   `json:"label,omitzero"`
	Source   *entente.Source `json:"source,omitempty"`
}

// Migrate is the act that moves a case to another version of its definition. It is in all definitions; whoever holds the first role may
// do it.
const Migrate = "migrate"

// compare orders acts by their receipt. What was received at one instant is in the order of the definition, so that objections can go
// before what they object to; then in an order that does not hang on how the acts came here.
func (p *Procedure) compare(a, b *Act) int {
	if c := cmp.Compare(a.Received, b.Received); c != 0 {
		return c
	}
	if c := cmp.Compare(p.rank(a.Act), p.rank(b.Act)); c != 0 {
		return c
	}
	if c := cmp.Or(cmp.Compare(a.Act, b.Act), cmp.Compare(a.By, b.By)); c != 0 {
		return c
	}
	if c := a.Content.compare(b.Content); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Label.String(), b.Label.String()), cmp.Compare(a.from(), b.from()))
}

// from names the source of an act.
func (a *Act) from() string {
	if a.Source == nil {
		return ""
	}
	return strings.Join([]string{a.Source.URL, a.Source.Title, a.Source.Place, a.Source.Date.String()}, "\n")
}

func (p *Procedure) rank(act string) int {
	if rules := p.rules[act]; len(rules) > 0 {
		return rules[0]
	}
	return len(p.Acts)
}

func (c Content) compare(d Content) int {
	keys := func(c Content) []string {
		all := make([]string, 0, len(c))
		for k := range c {
			all = append(all, k)
		}
		slices.Sort(all)
		return all
	}
	a, b := keys(c), keys(d)
	if x := slices.Compare(a, b); x != 0 {
		return x
	}
	for _, k := range a {
		if x := cmp.Compare(string(c[k]), string(d[k])); x != 0 {
			return x
		}
	}
	return 0
}
