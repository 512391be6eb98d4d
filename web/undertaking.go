package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"entente"
	"entente/cal"
	"entente/node"
)

// An undertakingPage shows one entry of the register: what it says, where it stands, and what is known about it.
type undertakingPage struct {
	entry
	Chain   []step
	Deliver *delivered
	Known   string // the moment asked for; "" for now
	History []record
	Cases   []proceedingRow // that came from it
	Track   string          // where to open one
	Form    *factForm       // nil for a visitor, and for the past
	Signin  string          // where to sign in and come back from
}

// A step leads from the instrument to the statements of an entry.
type step struct {
	Kind  string // the key of its words: instrument, provision or statement
	Code  string
	URL   string
	Title entente.Wording
}

// A factForm is a form for a new fact, filled in as far as is known.
type factForm struct {
	CSRF     string
	Problem  string   // why what was sent was not recorded
	Replaces *record  // the fact to correct; nil for none
	Kinds    []string // to choose from
	Authors  []link   // to choose from; the URL is the identifier
	Author   entente.ActorID
	Sent     url.Values // what was sent, to be mended
}

func (s *site) undertaking(v *view, r *http.Request) (page, error) {
	e, err := s.entryAt(r)
	if err != nil {
		return page{}, err
	}
	p, err := s.undertakingPage(v, r, e)
	return s.asUndertaking(v, p), err
}

func (s *site) asUndertaking(v *view, p undertakingPage) page {
	return page{Template: "undertaking", Section: "register", Title: p.ID.String() + " " + p.Title.In(v.Lang), Body: p}
}

// entryAt returns the entry that the path names.
func (s *site) entryAt(r *http.Request) (entente.Undertaking, error) {
	id, err := entente.ParseStatementID(r.PathValue("i") + "/" + r.PathValue("p") + "/" + r.PathValue("n"))
	if err != nil {
		return entente.Undertaking{}, fmt.Errorf("web: %w: %w", err, entente.ErrNotFound)
	}
	return s.pack.Entry(id)
}

func (s *site) undertakingPage(v *view, r *http.Request, e entente.Undertaking) (undertakingPage, error) {
	p := undertakingPage{entry: s.entry(e), Chain: s.chain(e), Known: v.Query.Get("known")}
	q := node.FactQuery{Replaced: true}
	if p.Known != "" {
		var err error
		if q.Known, err = cal.ParseWhen(p.Known); err != nil {
			return p, fmt.Errorf("web: %w: %w", err, entente.ErrInvalid)
		}
	}
	for _, id := range e.Statements {
		q.Subject = id.String()
		about, err := s.node.Facts(r.Context(), q)
		if err != nil {
			return p, err
		}
		p.History = append(p.History, each(s.reader(v).Only(about), s.record)...)
	}
	if err := s.casesOf(r.Context(), v, &p, e); err != nil {
		return p, err
	}
	var err error
	if p.Deliver, err = s.delivered(r.Context(), v, e); err != nil {
		return p, err
	}
	slices.SortStableFunc(p.History, func(a, b record) int { return int(sign(b.Recorded - a.Recorded)) })
	switch {
	case v.Session == nil:
		p.Signin = "/signin?" + url.Values{"next": {p.URL}}.Encode()
	case p.Known == "":
		p.Form = s.newFactForm(v, p.History)
	}
	return p, nil
}

// casesOf finds the cases that came from an entry.
func (s *site) casesOf(ctx context.Context, v *view, p *undertakingPage, e entente.Undertaking) error {
	all, err := s.node.Cases(ctx, s.reader(v), 0)
	if err != nil {
		return err
	}
	p.Track = "/cases/new?" + url.Values{"from": {e.ID.String()}}.Encode()
	for _, k := range all {
		if id, err := entente.ParseStatementID(k.From); err == nil && slices.Contains(e.Statements, id) {
			p.Cases = append(p.Cases, s.proceedingRow(k))
		}
	}
	return nil
}

func sign(i cal.Instant) cal.Instant { return max(-1, min(1, i)) }

// chain leads from the instrument to the statements of e.
func (s *site) chain(e entente.Undertaking) []step {
	i := s.pack.Instrument
	chain := []step{{"instrument", i.Date.String(), instrumentURL(i.ID), i.Names}}
	for _, n := range e.Provisions() {
		p, _ := s.pack.Provision(n)
		chain = append(chain, step{"provision", fmt.Sprintf("¶%d", n), provisionURL(n), p.Title})
		for _, id := range e.Statements {
			if id.Provision == n {
				chain = append(chain, step{Kind: "statement", Code: id.String(), URL: fmt.Sprintf("%s#s%d", provisionURL(n), id.Number)})
			}
		}
	}
	return chain
}

// newFactForm returns an empty form, or one to correct the fact of history that the address names.
func (s *site) newFactForm(v *view, history []record) *factForm {
	f := &factForm{
		CSRF:   v.Session.CSRF,
		Kinds:  []string{node.KindEvidence, node.KindNote},
		Author: s.node.Author(),
		Sent:   url.Values{"label": {entente.Public.String()}},
	}
	if _, err := s.pack.Actor(f.Author); err != nil {
		f.Authors = append(f.Authors, link{string(f.Author), entente.Wording{"en": string(f.Author)}})
	}
	for _, a := range s.pack.Parties {
		f.Authors = append(f.Authors, link{string(a.ID), a.Names})
	}
	for _, b := range s.pack.Bodies {
		f.Authors = append(f.Authors, link{string(b.ID), b.Names})
	}
	for _, h := range history {
		if h.ID.String() == v.Query.Get("replaces") && h.ReplacedBy.IsZero() {
			f.correct(h)
		}
	}
	return f
}

// correct makes f the form of a correction: what can be kept of the fact is filled in.
func (f *factForm) correct(h record) {
	f.Replaces, f.Author, f.Kinds = &h, h.Fact.Author, []string{h.Fact.Kind}
	f.Sent = url.Values{"text": {h.Text}, "url": {h.Link}, "period": {h.Fact.Period.String()}, "label": {h.Fact.Label.String()}}
	if src := h.Fact.Source; src != nil {
		f.Sent["source"], f.Sent["source-url"], f.Sent["place"] = []string{src.Title}, []string{src.URL}, []string{src.Place}
		f.Sent["source-date"] = []string{src.Date.String()}
	}
	if h.Fact.Exercise {
		f.Sent.Set("exercise", "yes")
	}
}

// addFact records what the form says and goes back to the page.
func (s *site) addFact(w http.ResponseWriter, r *http.Request, v *view) (string, error) {
	if err := v.takeForm(r); err != nil {
		return "", err
	}
	e, err := s.entryAt(r)
	if err != nil {
		return "", err
	}
	f, err := readFact(r.PostForm)
	if err == nil {
		f.Subject = e.ID.String()
		err = s.keepSubject(r, v, &f)
	}
	if err == nil {
		rec, addErr := s.node.AddFact(r.Context(), f)
		if addErr == nil {
			return entryURL(e.ID) + "#fact-" + rec.ID.String(), nil
		}
		err = addErr
	}
	if !isMendable(err) {
		return "", err
	}
	return "", s.mend(v, r, e, err)
}

// keepSubject makes a correction be about what the fact that it replaces is about.
func (s *site) keepSubject(r *http.Request, v *view, f *entente.Fact) error {
	if f.Replaces.IsZero() {
		return nil
	}
	old, err := s.knownFact(r.Context(), v, f.Replaces)
	f.Subject = old.Fact.Subject
	return err
}

// isMendable reports whether another form would be accepted.
func isMendable(err error) bool {
	return errors.Is(err, entente.ErrInvalid) || errors.Is(err, entente.ErrConflict) || errors.Is(err, entente.ErrNotFound)
}

// A mendError is a form to send again.
type mendError struct {
	page page
	err  error
}

func (e *mendError) Error() string { return e.err.Error() }
func (e *mendError) Unwrap() error { return e.err }

// mend returns the page with the form as it was sent, and what is wrong with it.
func (s *site) mend(v *view, r *http.Request, e entente.Undertaking, wrong error) error {
	v.Query.Set("replaces", r.PostForm.Get("replaces"))
	p, err := s.undertakingPage(v, r, e)
	if err != nil {
		return err
	}
	p.Form.Sent, p.Form.Author = r.PostForm, entente.ActorID(r.PostForm.Get("author"))
	p.Form.Problem = reason(wrong)
	return &mendError{s.asUndertaking(v, p), wrong}
}

// readFact returns the fact that a form says, without its subject.
func readFact(form url.Values) (f entente.Fact, err error) {
	get := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	f = entente.Fact{
		Author: entente.ActorID(get("author")), Kind: get("kind"), Exercise: get("exercise") != "",
		Payload: payload(get("kind"), get("text"), get("url")),
	}
	invalid := func(what string, err error) error {
		if err == nil {
			return nil
		}
		return fmt.Errorf("%s: %w: %w", what, err, entente.ErrInvalid)
	}
	var errs [4]error
	f.Period, errs[0] = cal.ParsePeriod(get("period"))
	f.Label, errs[1] = entente.ParseLabel(get("label"))
	if id := get("replaces"); id != "" {
		if f.Replaces, errs[2] = entente.ParseFactID(id); errs[2] == nil && f.Replaces.IsZero() {
			errs[2] = fmt.Errorf("fact %s: %w", id, entente.ErrNotFound)
		}
	}
	if get("source")+get("source-url")+get("source-date")+get("place") != "" {
		f.Source = &entente.Source{Title: get("source"), URL: get("source-url"), Place: get("place")}
		f.Source.Date, errs[3] = cal.ParsePeriod(get("source-date"))
	}
	if f.Kind == node.KindNote && get("url") != "" {
		return f, fmt.Errorf("a note has no address; choose evidence: %w", entente.ErrInvalid)
	}
	for i, what := range []string{"period", "label", "replaces", "source date"} {
		if err := invalid(what, errs[i]); err != nil {
			return f, err
		}
	}
	return f, nil
}

// payload returns the payload of a kind that forms know.
func payload(kind, text, url string) json.RawMessage {
	var v any = node.Note{Text: text}
	if kind == node.KindEvidence {
		v = node.Evidence{Summary: text, URL: url}
	}
	b, _ := json.Marshal(v) // two strings
	return b
}
