package web

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"entente"
	"entente/measure/score"
	"entente/pack"
)

// A deskPage is where analysts see what was scored, as far as they may, and what is left to score.
type deskPage struct {
	As        score.Analyst // whose eyes; "" for the public's
	Exercise  bool          // invented scores
	Scale     score.Scale
	Scales    []score.Scale
	Cases     []caseRow
	Agreement *agreementView // nil for the public
	Averages  []score.PartyAverage
	Groups    []deskGroup
	CSV       string
	Signin    string // where to sign in; "" for whoever is
	Tabs      []alternative
}

// A caseRow is an item that was scored.
type caseRow struct {
	score.Case
	URL   string
	Title entente.Wording
	Party link
	Level *score.Level // nil while it is open or disputed
}

// A deskGroup is undertakings of a programme that analysts judge.
type deskGroup struct {
	Programme link
	Rows      []deskRow
}

// A deskRow is an undertaking to score.
type deskRow struct {
	Entry entry
	URL   string
}

// An agreementView is how far analysts agree, ready to read.
type agreementView struct {
	score.Agreement
	Pairs []pairView
}

// A pairView is two analysts: how often one gave a level (the row) where the other gave a level (the column).
type pairView struct {
	score.PairAgreement
	Rows []matrixRow
}

type matrixRow struct {
	Level  string
	Counts []int
}

// desk shows the scoring desk.
func (s *site) desk(v *view, r *http.Request) (page, error) {
	p, err := s.deskPage(v, r)
	return page{Template: "desk", Section: "delivery", Title: s.catalogue(v.Lang).text("desk.title"), Body: p}, err
}

func (s *site) deskPage(v *view, r *http.Request) (deskPage, error) {
	as, exercise, err := v.seat()
	if err != nil {
		return deskPage{}, err
	}
	p := deskPage{As: as, Exercise: exercise, Scales: s.node.Scales(), Tabs: s.tabs("/scores", moment{})}
	sheet, err := s.sheet(v, r)
	if err != nil {
		return p, err
	}
	p.Scale = sheet.Scale()
	for _, c := range s.visible(sheet, p.As) {
		p.Cases = append(p.Cases, s.caseRow(c, p.Scale, p.As, p.Exercise))
	}
	if v.Session == nil {
		p.Signin = "/signin?" + url.Values{"next": {address(v.Path, v.Query)}}.Encode()
	} else if p.Agreement, err = viewAgreement(seenBy(sheet, p.As)); err != nil {
		return p, err
	}
	if summary, err := score.Summarise(p.Scale, sheet.Results()); err == nil {
		p.Averages = summary.Parties
	}
	p.Groups = s.toScore(p.Scale.ID, p.As, p.Exercise)
	p.CSV = address("/scores.csv", deskQuery("", p.Exercise, url.Values{"scale": {p.Scale.ID}}))
	return p, nil
}

// seat returns as which analyst someone looks, and whether at an exercise. Whoever has not signed in looks as the public.
func (v *view) seat() (as score.Analyst, exercise bool, err error) {
	exercise = v.Query.Get("exercise") != ""
	name := v.Query.Get("as")
	if name == "" || v.Session == nil {
		return "", exercise, nil
	}
	if err := entente.CheckSlug("analyst", name); err != nil {
		return "", exercise, fmt.Errorf("web: %w", err)
	}
	return score.Analyst(name), exercise, nil
}

// sheet returns the scores on the scale that the address asks for.
func (s *site) sheet(v *view, r *http.Request) (*score.Sheet, error) {
	scale := v.Query.Get("scale")
	if scale == "" {
		scale = s.node.Scales()[0].ID
	}
	return s.node.Scores(r.Context(), scale, v.Query.Get("exercise") != "")
}

// visible returns the cases that may be seen: by an analyst, those that independence allows; by the public, those published.
func (s *site) visible(sheet *score.Sheet, as score.Analyst) []score.Case {
	own := sheet.Visible(as)
	var cases []score.Case
	for _, c := range sheet.Cases() {
		if c.State == score.Published {
			cases = append(cases, c)
		} else if seen, err := own.Case(c.Item); err == nil && as != "" {
			cases = append(cases, seen)
		}
	}
	return cases
}

func (s *site) caseRow(c score.Case, scale score.Scale, as score.Analyst, exercise bool) caseRow {
	row := caseRow{Case: c, URL: scoreURL(c.Item, as, exercise), Party: s.areaLink(string(c.Item.Party))}
	if e, err := s.pack.Entry(c.Item.Undertaking); err == nil {
		row.Title = e.Title
	}
	if c.Level != nil {
		if l, ok := scale.Level(*c.Level); ok {
			row.Level = &l
		}
	}
	return row
}

// areaLink returns whom scores are of.
func (s *site) areaLink(area string) link {
	for group, code := range s.pack.Codes {
		if code == area {
			return s.actorLink(group)
		}
	}
	return s.actorLink(entente.ActorID(area))
}

// toScore returns the undertakings that analysts judge on a scale, by programme in the order of the pack.
func (s *site) toScore(scale string, as score.Analyst, exercise bool) []deskGroup {
	by := make(map[entente.StatementID]pack.By)
	for _, m := range s.pack.Measurability {
		by[m.Undertaking] = m.By
	}
	var groups []deskGroup
	for _, p := range s.pack.Programmes {
		g := deskGroup{Programme: link{programmeURL(p.ID), p.Title}}
		for _, e := range s.pack.EntriesByProgramme(p.ID) {
			if how, known := by[e.ID]; known && how != pack.ByFigures && s.node.Scale(e.ID).ID == scale {
				g.Rows = append(g.Rows, deskRow{s.entry(e), address("/score/"+e.ID.String(), deskQuery(as, exercise, nil))})
			}
		}
		if len(g.Rows) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// seenBy returns the sheet as an analyst may see it; whoever looks as no analyst organises the scoring and sees all.
func seenBy(sheet *score.Sheet, as score.Analyst) *score.Sheet {
	if as == "" {
		return sheet
	}
	return sheet.Visible(as)
}

func viewAgreement(sheet *score.Sheet) (*agreementView, error) {
	a, err := sheet.Agreement()
	if err != nil {
		return nil, err
	}
	v := &agreementView{Agreement: a}
	for _, p := range a.Pairs {
		pair := pairView{PairAgreement: p}
		for i, l := range p.Matrix.Levels {
			pair.Rows = append(pair.Rows, matrixRow{l.String(), p.Matrix.Counts[i]})
		}
		v.Pairs = append(v.Pairs, pair)
	}
	return v, nil
}

// deskQuery is what every address of the desk carries on: who looks, and whether at an exercise.
func deskQuery(as score.Analyst, exercise bool, more url.Values) url.Values {
	q := url.Values{}
	for k, v := range more {
		q[k] = v
	}
	if as != "" {
		q.Set("as", string(as))
	}
	if exercise {
		q.Set("exercise", "1")
	}
	return q
}

// scoreURL returns the page on which an item is scored.
func scoreURL(i score.Item, as score.Analyst, exercise bool) string {
	q := deskQuery(as, exercise, url.Values{"party": {string(i.Party)}, "period": {i.Period.String()}})
	return address("/score/"+i.Undertaking.String(), q)
}

// scoresCSV serves the published scores, a column for each party; with a period where the address asks for one.
func (s *site) scoresCSV(w http.ResponseWriter, r *http.Request) {
	v := s.view(r)
	sheet, err := s.sheet(v, r)
	var b bytes.Buffer
	if err == nil {
		results := sheet.Results()
		if period := v.Query.Get("period"); period != "" {
			results = slices.DeleteFunc(results, func(x score.Result) bool { return x.Period.String() != period })
		} else if len(results) > 0 {
			last := slices.MaxFunc(results, func(a, b score.Result) int { return a.Period.Compare(b.Period) }).Period
			results = slices.DeleteFunc(results, func(x score.Result) bool { return x.Period != last })
		}
		err = score.WriteWide(&b, sheet.Scale(), results)
	}
	if err != nil {
		s.fail(w, v, err)
		return
	}
	s.send(w, v, "text/csv; charset=utf-8", s.pack.ID+"-scores.csv", b.Bytes())
}
