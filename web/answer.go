package web

import (
	"context"
	"net/url"
	"slices"

	"entente"
	"entente/cal"
	"entente/internal/chart"
	"entente/measure"
	"entente/node"
	"entente/pack"
)

// An answer says in short whether the undertakings are delivered.
type answer struct {
	How   []howCount
	Bar   chart.Share // of How
	Total int         // undertakings
	Rows  []standingRow
	Heat  heatPair
	Axes  *chart.Scatter // nil where there are no two measures to draw against each other
	Years []cal.Period   // that the verdicts are about
	Bare  []link         // measures that no figure is at hand for
}

// answer returns the answer by what is known today, or nil for a pack that measures nothing.
func (s *site) answer(ctx context.Context, v *view) (*answer, error) {
	if s.pack.Book == nil {
		return nil, nil
	}
	standings, err := s.node.Standings(ctx, node.AssessQuery{})
	if err != nil {
		return nil, err
	}
	g := s.guide(v.Lang, moment{})
	a := &answer{How: countHow(standings, url.Values{})}
	for _, h := range a.How {
		a.Total += h.Count
	}
	a.Bar = s.howBar(v.Lang, a.How)
	p := deliveryPage{Brief: true}
	if err := s.fillHeat(&p, g, standings); err != nil {
		return nil, err
	}
	a.Rows, a.Heat, a.Years = p.Rows, p.Heat, p.Latest
	for _, st := range standings {
		if st.Measure != nil && howOf(st) == howMissing {
			a.Bare = append(a.Bare, link{measureURL(st.Measure.ID, moment{}), st.Measure.Title})
		}
	}
	x, y, err := s.node.Axes(ctx, node.AssessQuery{})
	if isNotFound(err) {
		return a, nil
	}
	if err != nil {
		return nil, err
	}
	last, _ := node.Latest(x.Verdicts, cal.Period{})
	axes := g.TwoAxis(until(x, last), until(y, last))
	a.Axes = &axes
	return a, nil
}

// howTones draw the ways in which delivery is known, in tones that say nothing of how it stands.
var howTones = map[string]chart.State{
	howMeasured: {Tone: chart.Info, Symbol: "%"},
	howScored:   {Tone: chart.Fair, Symbol: "±"},
	howEvent:    {Tone: chart.Muted, Symbol: "1"},
	howScore:    {Tone: chart.Muted, Symbol: "±"},
	howMissing:  {Tone: chart.Blank, Symbol: "?"},
}

func (s *site) howBar(lang entente.Lang, counts []howCount) chart.Share {
	words := s.catalogue(lang)
	bar := chart.Share{
		Text:  chart.Text{Title: words.text("delivery.how"), State: words.text("delivery.how"), Item: words.text("undertakings")},
		Count: words.text("undertakings"),
	}
	for _, h := range counts {
		state := howTones[h.How]
		state.Key, state.Name = h.How, words.text("how."+h.How)
		bar.Parts = append(bar.Parts, chart.Part{State: state, Count: float64(h.Count), Href: h.URL})
	}
	return bar
}

// delivered says on the page of an undertaking how it stands.
type delivered struct {
	Rows []standingRow
	How  *pack.Measurability // nil where the pack does not say
	Kind string              // of the ways in which delivery is known

	Score string // the page where analysts score it; "" where figures show all
}

// delivered returns how an entry stands; nil for context and for a pack that measures nothing.
func (s *site) delivered(ctx context.Context, v *view, e entente.Undertaking) (*delivered, error) {
	if e.Context || s.pack.Book == nil {
		return nil, nil
	}
	standings, err := s.node.Standings(ctx, node.AssessQuery{})
	if err != nil {
		return nil, err
	}
	g, out := s.guide(v.Lang, moment{}), &delivered{}
	for _, st := range standings {
		if st.Entry.ID != e.ID {
			continue
		}
		out.Kind, out.How = howOf(st), st.How
		if st.How == nil || st.How.By != pack.ByFigures {
			out.Score = "/score/" + e.ID.String()
		}
		if len(st.Verdicts) > 0 {
			out.Rows = append(out.Rows, s.standingRow(g, st, moment{}))
		}
	}
	return out, nil
}

// measured is how a party stands to one undertaking.
type measured struct {
	verdictView
	Entry   entry
	Measure *link // nil for one that analysts scored
}

// measuredOf returns how a party, or a group that figures are published of, stands to all that is measured or scored.
func (s *site) measuredOf(ctx context.Context, id entente.ActorID) ([]measured, error) {
	area := measure.Area(id)
	if !id.IsParty() {
		area = measure.Area(s.pack.Codes[id])
	}
	if s.pack.Book == nil || area == "" {
		return nil, nil
	}
	standings, err := s.node.Standings(ctx, node.AssessQuery{})
	if err != nil {
		return nil, err
	}
	var rows []measured
	for _, st := range standings {
		i := slices.IndexFunc(st.Verdicts, func(x measure.Verdict) bool { return x.Area == area })
		if i < 0 || !area.IsParty() && st.Verdicts[i].Value == nil {
			continue // no such figure is published
		}
		row := measured{verdictView: s.verdictView(st.Verdicts[i], moment{}), Entry: s.entry(st.Entry)}
		if st.Measure != nil {
			row.Measure = &link{measureURL(st.Measure.ID, moment{}), st.Measure.Title}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// programmeDelivery returns how the undertakings of a programme stand.
func (s *site) programmeDelivery(ctx context.Context, v *view, id entente.ProgrammeID) (rows []standingRow, how []howCount, err error) {
	if s.pack.Book == nil {
		return nil, nil, nil
	}
	_, own, err := s.standings(ctx, deliveryFilter{programme: id})
	if err != nil {
		return nil, nil, err
	}
	how = countHow(own, url.Values{"programme": {string(id)}})
	return s.standingRows(v, own), how, nil
}

// deliveryOf returns how the undertakings stand that are wanted and measured or scored.
func (s *site) deliveryOf(ctx context.Context, v *view, wants func(entente.Undertaking) bool) ([]standingRow, error) {
	if s.pack.Book == nil {
		return nil, nil
	}
	all, err := s.node.Standings(ctx, node.AssessQuery{})
	if err != nil {
		return nil, err
	}
	return s.standingRows(v, slices.DeleteFunc(all, func(st node.Standing) bool { return !wants(st.Entry) })), nil
}

// standingRows shows the standings that have verdicts.
func (s *site) standingRows(v *view, standings []node.Standing) (rows []standingRow) {
	g := s.guide(v.Lang, moment{})
	for _, st := range standings {
		if len(st.Verdicts) > 0 {
			rows = append(rows, s.standingRow(g, st, moment{}))
		}
	}
	return rows
}
