package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"entente"
	"entente/cal"
	"entente/internal/chart"
	"entente/measure"
	"entente/measure/picture"
	"entente/node"
	"entente/pack"
)

// A measurePage shows how an undertaking is measured, and how all parties stand in one period.
type measurePage struct {
	measure.Measure
	Entry    entry
	RivalTo  *link // the measure whose verdicts count; nil where they are its own
	Moment   moment
	Known    string
	Period   cal.Period // shown
	Years    []alternative
	Vintages []alternative
	Today    string          // the address of the page as of today
	Every    string          // with every outcome
	Outcome  measure.Outcome // shown only; "" for all

	Bare      bool // no figure is at hand
	Before    bool // no target applies to the period: the figures at hand end before it begins
	Inputs    []inputRow
	Remarks   []remarkRow
	Counts    chart.Share
	Rows      []partyRow // parties, then groups
	Unbound   []verdictView
	Multiples chart.Multiples
	Rivals    []rivalView
	Slope     *chart.Slope // nil where one vintage only has figures
	Vintage   []string     // the columns of the slope
	Tabs      []alternative
}

// An inputRow is an indicator that a measure rests on.
type inputRow struct {
	measure.Indicator
	Publication measure.Publication
}

// A remarkRow is what a reader of a party's figures must know.
type remarkRow struct {
	pack.Remark
	Party link
}

// A partyRow is a party in the table of a measure.
type partyRow struct {
	verdictView
	Spark chart.Spark
}

// A rivalView holds a measure against another indicator for the same promise, in the latest period that both know.
type rivalView struct {
	Rival    link
	Note     entente.Wording
	Period   cal.Period // zero: no period is known by both
	Dumbbell chart.Dumbbell
	Compared int
	Verdicts []contrastRow // where the verdict is another one
	Ranks    []contrastRow // where the rank moves most
}

// A contrastRow is a party by two indicators.
type contrastRow struct {
	measure.Contrast
	First, Second verdictView
}

func (s *site) measure(v *view, r *http.Request) (page, error) {
	p, err := s.measurePage(r.Context(), v, measure.MeasureID(r.PathValue("id")))
	return page{Template: "measure", Section: "delivery", Title: p.Title.In(v.Lang), Body: p}, err
}

func (s *site) measurePage(ctx context.Context, v *view, id measure.MeasureID) (p measurePage, err error) {
	m, err := readMoment(v.Query)
	if err != nil {
		return p, err
	}
	q := m.then().ask()
	q.Measure, q.Groups = id, true
	series, err := s.node.Series(ctx, q)
	if err != nil {
		return p, err
	}
	p = measurePage{Measure: series.Measure, Moment: m, Known: v.Query.Get("known"), Outcome: measure.Outcome(v.Query.Get("outcome")), Tabs: s.tabs("", m)}
	p.Today, p.Every = at(v)("known", ""), at(v)("outcome", "")+"#parties"
	e, err := s.pack.Entry(p.Undertaking)
	if err != nil {
		return p, err
	}
	p.Entry = s.entry(e)
	s.fillMeasure(&p, series.Measure, m)
	g := s.guide(v.Lang, m)
	period, now := node.Latest(series.Verdicts, m.At)
	p.Period, p.Bare = period, !slices.ContainsFunc(series.Verdicts, hasValue)
	p.Before = !p.Bare && !slices.ContainsFunc(now, func(v measure.Verdict) bool { return v.Target != nil })
	s.fillParties(&p, g, series, now)
	p.Multiples = g.Multiples(until(series, period))
	if p.Years, err = s.years(ctx, id, m, at(v)); err != nil {
		return p, err
	}
	for i := range p.Years {
		p.Years[i].Chosen = p.Years[i].Name == period.String()
	}
	if p.Vintages, err = s.vintages(ctx, id, m, at(v)); err != nil {
		return p, err
	}
	if err := s.fillSlope(ctx, &p, g); err != nil {
		return p, err
	}
	return p, s.fillRivals(ctx, &p, g, series)
}

// fillMeasure fills in what the measure itself says.
func (s *site) fillMeasure(p *measurePage, m measure.Measure, at moment) {
	if m.RivalOf != "" {
		if main, err := s.pack.Book.Measure(m.RivalOf); err == nil {
			p.RivalTo = &link{measureURL(main.ID, at), main.Title}
		}
	}
	for _, id := range s.pack.Book.Uses(m.ID) {
		ind, err := s.pack.Book.Indicator(id)
		if err != nil {
			continue
		}
		pub, _ := s.pack.Book.Publication(ind.Publication) // the pack was checked
		p.Inputs = append(p.Inputs, inputRow{ind, pub})
	}
	p.Remarks = s.remarks(m.ID, "", at)
}

func (s *site) remarks(id measure.MeasureID, a measure.Area, m moment) []remarkRow {
	return each(s.node.Remarks(id, a), func(r pack.Remark) remarkRow {
		return remarkRow{r, link{seriesURL(id, r.Area, m), s.node.AreaNames(r.Area)}}
	})
}

// until returns a series up to a period: what comes later is known of a few parties only.
func until(s picture.Series, p cal.Period) picture.Series {
	kept := make([]measure.Verdict, 0, len(s.Verdicts))
	for _, v := range s.Verdicts {
		if p.IsZero() || v.Period.Compare(p) <= 0 {
			kept = append(kept, v)
		}
	}
	s.Verdicts = kept
	return s
}

// fillParties fills the table of the parties with what is known of one period, and before it.
func (s *site) fillParties(p *measurePage, g picture.Guide, series picture.Series, now []measure.Verdict) {
	var counted []measure.Verdict
	for _, v := range now {
		if v.Area.IsParty() {
			counted = append(counted, v)
		}
		view := s.verdictView(v, p.Moment)
		switch {
		case p.Outcome != "" && v.Outcome != p.Outcome, !v.Area.IsParty() && v.Value == nil:
		case v.Outcome == measure.NotApplicable && (v.Target != nil || v.Value == nil):
			p.Unbound = append(p.Unbound, view)
		default:
			p.Rows = append(p.Rows, partyRow{view, g.Spark(series.Measure, ofArea(series.Verdicts, v.Area, p.Period))})
		}
	}
	p.Counts = g.Counts(counted)
	linkParts(p.Counts.Parts, measureURL(p.ID, moment{p.Period, p.Moment.Known}))
	slices.SortStableFunc(p.Rows, func(a, b partyRow) int {
		switch {
		case a.Area.IsParty() != b.Area.IsParty():
			return before(a.Area.IsParty())
		case (a.Verdict.Value == nil) != (b.Verdict.Value == nil):
			return before(b.Verdict.Value == nil)
		case a.Verdict.Value == nil:
			return 0
		}
		return b.Verdict.Value.Cmp(*a.Verdict.Value)
	})
}

func before(is bool) int {
	if is {
		return -1
	}
	return 1
}

// ofArea returns the verdicts on one area up to a period.
func ofArea(verdicts []measure.Verdict, a measure.Area, p cal.Period) []measure.Verdict {
	var own []measure.Verdict
	for _, v := range verdicts {
		if v.Area == a && (p.IsZero() || v.Period.Compare(p) <= 0) {
			own = append(own, v)
		}
	}
	return own
}

// fillSlope draws how the figures of the period moved from vintage to vintage, where there are two or more.
func (s *site) fillSlope(ctx context.Context, p *measurePage, g picture.Guide) error {
	if p.Period.IsZero() {
		return nil
	}
	q := moment{p.Period, p.Moment.Known}.ask()
	q.Measure = p.ID
	columns, err := s.node.Columns(ctx, q)
	if isNotFound(err) || err == nil && len(columns) < 2 {
		return nil
	}
	if err != nil {
		return err
	}
	slope := g.Slope(p.Measure, p.Period.String(), columns)
	if len(slope.Items) == 0 {
		return nil
	}
	p.Slope = &slope
	p.Vintage = each(columns, func(c picture.Column) string { return c.Name })
	return nil
}

const mostMoved = 6 // how many parties a list of moved ranks holds

func (s *site) fillRivals(ctx context.Context, p *measurePage, g picture.Guide, series picture.Series) error {
	for _, m := range s.pack.Book.Rivals(p.ID) {
		if m.ID == p.ID {
			continue
		}
		q := p.Moment.then().ask()
		q.Measure = m.ID
		rival, err := s.node.Series(ctx, q)
		if err != nil {
			return err
		}
		view := rivalView{Rival: link{measureURL(m.ID, p.Moment), m.Title}, Note: m.Note}
		known, _ := node.Latest(rival.Verdicts, cal.Period{})
		if !slices.ContainsFunc(rival.Verdicts, hasValue) {
			p.Rivals = append(p.Rivals, view)
			continue
		}
		if known.Compare(p.Period) > 0 {
			known = p.Period
		}
		_, first := node.Latest(series.Verdicts, known)
		_, second := node.Latest(rival.Verdicts, known)
		view.Period = known
		s.fillContrasts(&view, p, measure.Contrasts(first, second, p.Direction))
		view.Dumbbell = g.Rivals(series, rival, known.String())
		p.Rivals = append(p.Rivals, view)
	}
	return nil
}

func (s *site) fillContrasts(view *rivalView, p *measurePage, all []measure.Contrast) {
	view.Compared = len(all)
	row := func(c measure.Contrast) contrastRow {
		return contrastRow{c, s.verdictView(c.First, p.Moment), s.verdictView(c.Second, p.Moment)}
	}
	for _, c := range all {
		if c.Differs() {
			view.Verdicts = append(view.Verdicts, row(c))
		}
	}
	slices.SortStableFunc(all, func(a, b measure.Contrast) int { return abs(b.Moved()) - abs(a.Moved()) })
	for _, c := range all[:min(mostMoved, len(all))] {
		if c.Moved() != 0 {
			view.Ranks = append(view.Ranks, row(c))
		}
	}
}

func abs(n int) int { return max(n, -n) }

// Rises writes by how many ranks a party moves, with its sign.
func (c contrastRow) Rises() string {
	switch n := c.Moved(); {
	case n > 0:
		return fmt.Sprintf("▲ %d", n)
	case n < 0:
		return fmt.Sprintf("▼ %d", -n)
	}
	return "="
}
