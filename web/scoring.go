package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/measure/score"
	"entente/node"
	"entente/pack"
	"entente/unit"
)

// A scorePage is where one undertaking is scored for one party and period.
type scorePage struct {
	Entry    entry
	How      *pack.Measurability // nil where the pack does not say
	Scale    score.Scale
	As       score.Analyst
	Exercise bool
	Party    string
	Period   string
	Parties  []link       // to choose from; the URL is the code
	Chosen   bool         // party and period are
	Case     *caseRow     // as the analyst may see it; nil where nothing may be seen
	Own      *score.Score // the analyst's own score; nil for none
	Waiting  bool         // others' scores are hidden until the analyst has scored
	Events   []scoreEvent
	Resolve  bool // scores differ and may be settled
	Publish  bool
	CSRF     string // "" for a visitor
	Signin   string
	Problem  string
	Sent     url.Values
}

// A scoreEvent is a step in the history of an item.
type scoreEvent struct {
	score.Event
	URL string // of the fact
}

func (s *site) score(v *view, r *http.Request) (page, error) {
	e, err := s.entryAt(r)
	if err != nil {
		return page{}, err
	}
	p, err := s.scorePage(v, r, e)
	return s.asScore(v, p), err
}

func (s *site) asScore(v *view, p scorePage) page {
	return page{Template: "score", Section: "delivery", Title: s.catalogue(v.Lang).text("score.title", p.Entry.Title.In(v.Lang)), Body: p}
}

func (s *site) scorePage(v *view, r *http.Request, e entente.Undertaking) (scorePage, error) {
	q := v.Query
	as, exercise, err := v.seat()
	if err != nil {
		return scorePage{}, err
	}
	p := scorePage{
		Entry: s.entry(e), Scale: s.node.Scale(e.ID), As: as, Exercise: exercise,
		Party: q.Get("party"), Period: q.Get("period"), Parties: s.scored(), Sent: url.Values{},
	}
	for i := range s.pack.Measurability {
		if s.pack.Measurability[i].Undertaking == e.ID {
			p.How = &s.pack.Measurability[i]
		}
	}
	if v.Session != nil {
		p.CSRF = v.Session.CSRF
	} else {
		p.Signin = "/signin?" + url.Values{"next": {address(v.Path, q)}}.Encode()
	}
	item, err := itemOf(e.ID, p.Party, p.Period)
	if err != nil || p.Party == "" || p.Period == "" {
		return p, err
	}
	p.Chosen = true
	return p, s.fillCase(r, &p, item)
}

// scored returns whom scores can be of: the URL of each is the code.
func (s *site) scored() []link {
	var all []link
	for _, party := range s.pack.Parties {
		all = append(all, link{string(party.ID), party.Names})
	}
	for _, group := range s.pack.Groups {
		if code := s.pack.Codes[entente.ActorID(group.ID)]; code != "" {
			all = append(all, link{code, group.Names})
		}
	}
	return all
}

// itemOf returns what is scored.
func itemOf(id entente.StatementID, party, period string) (score.Item, error) {
	p, err := cal.ParsePeriod(period)
	if err != nil {
		return score.Item{}, fmt.Errorf("web: %w: %w", err, entente.ErrInvalid)
	}
	if party != "" {
		if err := measure.CheckArea(measure.Area(party)); err != nil {
			return score.Item{}, fmt.Errorf("web: %w", err)
		}
	}
	return score.Item{Undertaking: id, Party: score.Area(party), Period: p}, nil
}

// fillCase shows of an item what the analyst may see.
func (s *site) fillCase(r *http.Request, p *scorePage, item score.Item) error {
	sheet, err := s.node.Scores(r.Context(), p.Scale.ID, p.Exercise)
	if err != nil {
		return err
	}
	for _, c := range s.visible(sheet, p.As) {
		if c.Item != item {
			continue
		}
		row := s.caseRow(c, p.Scale, p.As, p.Exercise)
		p.Case = &row
		for _, o := range c.Scores {
			if own := o.Value; own.Analyst == p.As {
				p.Own = &own
			}
		}
		mayAct := p.CSRF != "" && p.As != ""
		p.Resolve = mayAct && c.State == score.Disputed
		p.Publish = mayAct && (c.State == score.Agreed || c.State == score.Resolved)
	}
	whole, err := sheet.Case(item)
	p.Waiting = err == nil && p.As != "" && (p.Case == nil || len(p.Case.Scores) < len(whole.Scores))
	if p.Case == nil || p.Waiting {
		return nil
	}
	events, err := sheet.History(item)
	for _, e := range events {
		p.Events = append(p.Events, scoreEvent{e, "/fact/" + string(e.Ref)})
	}
	return err
}

// doScore carries out what the desk asks for: a score, a resolution or a publication.
func (s *site) doScore(_ http.ResponseWriter, r *http.Request, v *view) (string, error) {
	e, err := s.entryAt(r)
	if err != nil {
		return "", err
	}
	if err := v.checkCSRF(r); err != nil {
		return "", err
	}
	form := r.PostForm
	for _, name := range []string{"as", "party", "period", "exercise"} {
		v.Query.Set(name, strings.TrimSpace(form.Get(name)))
	}
	item, err := itemOf(e.ID, v.Query.Get("party"), v.Query.Get("period"))
	by := node.Scoring{Exercise: v.Query.Get("exercise") != ""}
	if err == nil {
		switch form.Get("do") {
		case "score":
			err = s.addScore(r, item, by)
		case "resolve":
			err = s.resolve(r, item, by)
		case "publish":
			_, err = s.node.Publish(r.Context(), item, by)
		default:
			err = fmt.Errorf("web: nothing to do: %w", entente.ErrInvalid)
		}
	}
	if err == nil {
		return scoreURL(item, score.Analyst(v.Query.Get("as")), by.Exercise) + "#case", nil
	}
	if !isMendable(err) {
		return "", err
	}
	return "", s.mendScore(v, r, e, err)
}

// mendScore returns the page with the form as it was sent, and what is wrong with it.
func (s *site) mendScore(v *view, r *http.Request, e entente.Undertaking, wrong error) error {
	if _, err := itemOf(e.ID, v.Query.Get("party"), v.Query.Get("period")); err != nil {
		v.Query.Del("party")
		v.Query.Del("period")
	}
	if _, _, err := v.seat(); err != nil {
		v.Query.Del("as")
	}
	p, err := s.scorePage(v, r, e)
	if err != nil {
		return err
	}
	p.Sent, p.Problem = r.PostForm, reason(wrong)
	p.As, p.Party, p.Period = score.Analyst(r.PostForm.Get("as")), r.PostForm.Get("party"), r.PostForm.Get("period")
	return &mendError{s.asScore(v, p), wrong}
}

func (s *site) addScore(r *http.Request, item score.Item, by node.Scoring) error {
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	level, err := unit.ParseDecimal(get("level"))
	if err != nil {
		return fmt.Errorf("web: choose a score: %w", entente.ErrInvalid)
	}
	date, err := cal.ParsePeriod(get("date"))
	if err != nil {
		return fmt.Errorf("web: %w: %w", err, entente.ErrInvalid)
	}
	given := score.Score{
		Item: item, Analyst: score.Analyst(get("as")), Level: level, Note: get("note"),
		Evidence: []score.Evidence{{Title: get("source"), URL: get("url"), Date: date, Words: get("words")}},
	}
	if err := s.keepEvidence(r, &given, by); err != nil {
		return err
	}
	_, err = s.node.AddScore(r.Context(), given, by)
	return err
}

// keepEvidence keeps of the score that is corrected the evidence that the form has no room for: all but the first.
func (s *site) keepEvidence(r *http.Request, given *score.Score, by node.Scoring) error {
	sheet, err := s.node.Scores(r.Context(), s.node.Scale(given.Undertaking).ID, by.Exercise)
	if err != nil {
		return err
	}
	c, err := sheet.Case(given.Item)
	if err != nil {
		return nil // nobody has scored it
	}
	for _, o := range c.Scores {
		if o.Value.Analyst == given.Analyst && len(o.Value.Evidence) > 1 {
			given.Evidence = append(given.Evidence, o.Value.Evidence[1:]...)
		}
	}
	return nil
}

func (s *site) resolve(r *http.Request, item score.Item, by node.Scoring) error {
	level, err := unit.ParseDecimal(r.PostForm.Get("level"))
	if err != nil {
		return fmt.Errorf("web: choose a score: %w", entente.ErrInvalid)
	}
	_, err = s.node.Resolve(r.Context(), score.Resolution{
		Item: item, Level: level, Reason: strings.TrimSpace(r.PostForm.Get("reason")), By: score.Analyst(strings.TrimSpace(r.PostForm.Get("as"))),
	}, by)
	return err
}

// Chose reports whether a level was sent, or is the analyst's own so far.
func (p scorePage) Chose(level unit.Decimal) bool {
	if sent := p.Sent.Get("level"); sent != "" {
		return sent == level.String()
	}
	return p.Own != nil && p.Own.Level.Cmp(level) == 0
}

// Filled returns what was sent for a field, or what the analyst's own score has there.
func (p scorePage) Filled(name string) string {
	if p.Sent.Has(name) || p.Own == nil || len(p.Own.Evidence) == 0 {
		return p.Sent.Get(name)
	}
	e := p.Own.Evidence[0]
	return map[string]string{"source": e.Title, "url": e.URL, "date": e.Date.String(), "words": e.Words, "note": p.Own.Note}[name]
}

// LevelsDown returns the levels of the scale, the highest first, as people expect them.
func (p scorePage) LevelsDown() []score.Level {
	levels := slices.Clone(p.Scale.Levels)
	slices.Reverse(levels)
	return levels
}
