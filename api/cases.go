package api

import (
	"net/http"
	"slices"
	"strings"

	"entente"
	"entente/ledger"
	"entente/node"
	"entente/procedure"
)

// procedures lists the latest version of each procedure.
func (s *server) procedures(r *http.Request) (list[procedure.Definition], error) {
	var all []procedure.Definition
	for _, p := range s.pack.Procedures {
		if latest, err := s.pack.ProcedureByID(p.ID, 0); err == nil && latest == p {
			all = append(all, p.Definition)
		}
	}
	return newList(r, all)
}

func (s *server) procedure(r *http.Request) (procedure.Definition, error) {
	p, err := s.pack.ProcedureByID(r.PathValue("id"), 0)
	if err != nil {
		return procedure.Definition{}, err
	}
	return p.Definition, nil
}

// reader returns what whoever asks may know: with the node's token all, without what is public.
func (s *server) reader(r *http.Request) node.Reader {
	if s.authorise(r) == nil {
		return node.Everything
	}
	return node.Reader{}
}

func (s *server) cases(r *http.Request) (list[*procedure.Document], error) {
	q := r.URL.Query()
	at, err := moment(r.URL.Query(), "at")
	if err != nil {
		return list[*procedure.Document]{}, err
	}
	found, err := s.node.Cases(r.Context(), s.reader(r), at)
	if err != nil {
		return list[*procedure.Document]{}, err
	}
	var all []*procedure.Document
	for _, k := range found {
		if kind := q.Get("kind"); kind != "" && string(k.Procedure.Kind) != kind {
			continue
		}
		if state := q.Get("state"); state != "" && k.Finding.State != state {
			continue
		}
		if who := q.Get("for"); who != "" && !k.Finding.Concerns(entente.ActorID(who)) {
			continue
		}
		all = append(all, k.Finding.Document(&k.Opening, k.Acts))
	}
	return newList(r, all)
}

func (s *server) oneCase(r *http.Request) (*procedure.Document, error) {
	at, err := moment(r.URL.Query(), "at")
	if err != nil {
		return nil, err
	}
	k, err := s.node.Case(r.Context(), r.PathValue("id"), s.reader(r), at)
	if err != nil {
		return nil, err
	}
	return k.Finding.Document(&k.Opening, k.Acts), nil
}

func (s *server) due(r *http.Request) (list[node.DueLine], error) {
	at, err := moment(r.URL.Query(), "at")
	if err != nil {
		return list[node.DueLine]{}, err
	}
	var who []entente.ActorID
	if name := r.URL.Query().Get("for"); name != "" {
		if _, err := s.pack.Actor(entente.ActorID(name)); err != nil {
			return list[node.DueLine]{}, named(err)
		}
		who = append(who, entente.ActorID(name))
	}
	items, err := s.node.Inbox(r.Context(), s.reader(r), at, who...)
	if err != nil {
		return list[node.DueLine]{}, err
	}
	lines := make([]node.DueLine, len(items))
	for i, x := range items {
		lines[i] = x.Line()
	}
	return newList(r, lines)
}

// A newCase opens a case.
type newCase struct {
	ID        string                       `json:"id,omitempty"`
	Procedure string                       `json:"procedure"`
	Title     entente.Wording              `json:"title,omitempty"`
	By        entente.ActorID              `json:"by,omitempty"`
	Roles     map[string][]entente.ActorID `json:"roles,omitempty"`
	Terms     procedure.Content            `json:"terms,omitempty"`
	From      string                       `json:"from,omitempty"` // an undertaking, which gives what is not said here
	Label     entente.Label                `json:"label,omitzero"`
	Exercise  bool                         `json:"exercise,omitempty"`
}

func (s *server) openCase(w http.ResponseWriter, r *http.Request) (ledger.Record, error) {
	c, err := readBody[newCase](w, r, "case")
	if err != nil {
		return ledger.Record{}, err
	}
	k := node.NewCase{Definition: c.Procedure, Terms: procedure.Content{}, Roles: map[string][]entente.ActorID{}}
	if id, err := entente.ParseStatementID(c.From); err == nil {
		if k, err = s.node.CaseFrom(c.Procedure, id); err != nil {
			return ledger.Record{}, err
		}
	} else if c.From != "" && !strings.HasPrefix(c.From, "case/") {
		return ledger.Record{}, err
	}
	k.ID, k.By, k.Label, k.Exercise = c.ID, c.By, c.Label, c.Exercise
	if k.From == "" {
		k.From = c.From
	}
	if len(c.Title) > 0 {
		k.Title = c.Title
	}
	for role, who := range c.Roles {
		k.Roles[role] = slices.Clone(who)
	}
	for field, value := range c.Terms {
		k.Terms[field] = value
	}
	return s.node.OpenCase(r.Context(), k)
}

// A newAct does something in a case.
type newAct struct {
	Act     string            `json:"act"`
	By      entente.ActorID   `json:"by,omitempty"`
	Content procedure.Content `json:"content,omitempty"`
	Label   *entente.Label    `json:"label,omitempty"`
	Anyway  bool              `json:"anyway,omitempty"`
}

func (s *server) act(w http.ResponseWriter, r *http.Request) (ledger.Record, error) {
	a, err := readBody[newAct](w, r, "act")
	if err != nil {
		return ledger.Record{}, err
	}
	done, err := s.node.Do(r.Context(), node.NewAct{Case: r.PathValue("id"), Act: a.Act, By: a.By, Content: a.Content, Label: a.Label, Anyway: a.Anyway})
	return done.Record, err
}
