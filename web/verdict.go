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
	"entente/unit"
)

// A verdictPage shows one verdict with all that it rests on.
type verdictPage struct {
	verdictView
	Measure  measure.Measure
	Entry    entry
	Names    entente.Wording
	Actor    string           // the page of the party; "" for a group of figures
	SetBy    *entente.Wording // what sets the target; nil where none applies
	Due      cal.Period       // when the target has to be reached; zero: in the period
	Digits   string           // the value as it is published, with all its digits
	Moment   moment
	Known    string
	Asked    cal.Date // the day whose knowledge is shown
	Chain    chart.Graph
	Evidence []evidenceRow
	Remarks  []remarkRow
	History  []vintageRow // what each vintage said
	Sources  []string     // the documents of the figures
	Whole    string       // the page of the measure
	Previous *link        // the verdict on the period before; nil for none
	Next     *link
	JSON     string // address of the same as data
	Command  string // that prints the same
	Signed   bool   // every figure is in the ledger
}

// An evidenceRow is a figure that a verdict rests on.
type evidenceRow struct {
	measure.Evidence
	Title entente.Wording // of the indicator
	Party link
	Text  string // the figure in its unit
	Fact  string // the page of the ledger entry; "" for none
	First bool   // of its role
}

// A vintageRow is what one vintage said.
type vintageRow struct {
	measure.Vintage
	Verdict verdictView
	Change  *unit.Decimal // since the vintage before; nil for none
	Flipped bool          // the outcome is another one than before
	Is      bool          // the one that the page shows
}

func (s *site) verdict(v *view, r *http.Request) (page, error) {
	p, err := s.verdictPage(r.Context(), v, r)
	title := fmt.Sprintf("%s %v – %s", p.Names.In(v.Lang), p.Period, p.Measure.Title.In(v.Lang))
	return page{Template: "verdict", Section: "delivery", Title: title, Body: p}, err
}

// verdictOf returns the verdict that the path names, with its evidence.
func (s *site) verdictOf(ctx context.Context, v *view, r *http.Request) (x measure.Verdict, m moment, err error) {
	if m, err = readMoment(v.Query); err != nil {
		return x, m, err
	}
	if m.At, err = cal.ParsePeriod(r.PathValue("period")); err != nil || m.At.IsZero() {
		return x, m, fmt.Errorf("web: period %q: %w", r.PathValue("period"), entente.ErrNotFound)
	}
	q := m.ask()
	q.Measure, q.Area, q.Evidence = measure.MeasureID(r.PathValue("id")), measure.Area(r.PathValue("party")), true
	verdicts, err := s.node.Assess(ctx, q)
	if err != nil {
		return x, m, err
	}
	if len(verdicts) != 1 {
		return x, m, fmt.Errorf("web: %d verdicts on %s in %v: %w", len(verdicts), q.Area, m.At, entente.ErrNotFound)
	}
	return verdicts[0], m, nil
}

func (s *site) verdictPage(ctx context.Context, v *view, r *http.Request) (p verdictPage, err error) {
	x, m, err := s.verdictOf(ctx, v, r)
	if err != nil {
		return p, err
	}
	p = verdictPage{
		verdictView: s.verdictView(x, m), Names: s.node.AreaNames(x.Area), Moment: m, Known: v.Query.Get("known"), Asked: x.Known,
		Remarks: s.remarks(x.Measure, x.Area, m), Evidence: s.evidence(x, m),
	}
	if p.Measure, err = s.pack.Book.Measure(x.Measure); err != nil {
		return p, err
	}
	e, err := s.pack.Entry(x.Undertaking)
	if err != nil {
		return p, err
	}
	p.Entry = s.entry(e)
	p.Actor = s.areaURL(x.Area)
	p.target(x)
	p.Whole = measureURL(x.Measure, m)
	for _, e := range x.Evidence {
		if !slices.Contains(p.Sources, e.Source) {
			p.Sources = append(p.Sources, e.Source)
		}
	}
	p.Chain = s.guide(v.Lang, m).Chain(picture.Chain{Verdict: x, Measure: p.Measure, Undertaking: e, Links: s.chainLinks(x, m)})
	p.Signed = len(x.Evidence) > 0 && !slices.ContainsFunc(x.Evidence, func(e measure.Evidence) bool { return e.Fact == nil })
	p.JSON = address(r.URL.Path+"/evidence.json", m.then().values())
	p.Command = fmt.Sprintf("entente assess --measure %s --party %s --at %v --known %v --explain", x.Measure, x.Area, x.Period, x.Known)
	if err := s.fillNeighbours(ctx, &p, x, m); err != nil {
		return p, err
	}
	return p, s.fillHistory(ctx, &p, x, m)
}

// target says what sets the target of x.
func (p *verdictPage) target(x measure.Verdict) {
	if x.Value != nil {
		p.Digits = amountOf(*x.Value, x.Unit)
	}
	for i, t := range p.Measure.Targets {
		if t.From.Compare(x.Period) <= 0 && (t.Until.IsZero() || x.Period.Compare(t.Until) <= 0) {
			p.SetBy, p.Due = &p.Measure.Targets[i].Basis, t.By
		}
	}
}

// chainLinks leads from the boxes of a chain.
func (s *site) chainLinks(x measure.Verdict, m moment) func(kind, id string) string {
	return func(kind, id string) string {
		switch kind {
		case "provision":
			return "/p/" + id
		case "undertaking":
			return "/u/" + id
		case "measure":
			return measureURL(x.Measure, m)
		case "fact":
			return "/fact/" + id
		}
		return "#figures"
	}
}

// evidence makes the figures of a verdict ready to read, in the order of use.
func (s *site) evidence(x measure.Verdict, m moment) []evidenceRow {
	var rows []evidenceRow
	role := measure.Role("")
	for _, e := range x.Evidence {
		row := evidenceRow{Evidence: e, Party: link{Names: s.node.AreaNames(e.Area)}, First: e.Role != role}
		role = e.Role
		if ind, err := s.pack.Book.Indicator(e.Indicator); err == nil {
			row.Title = ind.Title
		}
		if e.Fact != nil {
			row.Fact = factURL(*e.Fact)
		}
		row.Party.URL = seriesURL(x.Measure, e.Area, m)
		rows = append(rows, row)
	}
	return rows
}

// fillNeighbours leads to the verdicts on the periods before and after.
func (s *site) fillNeighbours(ctx context.Context, p *verdictPage, x measure.Verdict, m moment) error {
	q := m.then().ask()
	q.Measure, q.Area, q.Untargeted = x.Measure, x.Area, true
	all, err := s.node.Assess(ctx, q)
	if err != nil {
		return err
	}
	for _, o := range all {
		to := &link{verdictURL(o, m), entente.Wording{"en": o.Period.String()}}
		switch d := o.Period.Compare(x.Period); {
		case d < 0:
			p.Previous = to
		case d > 0 && p.Next == nil:
			p.Next = to
		}
	}
	return nil
}

// fillHistory says what each vintage said, up to today, whatever day is asked for.
func (s *site) fillHistory(ctx context.Context, p *verdictPage, x measure.Verdict, m moment) error {
	q := moment{At: m.At}.ask()
	q.Measure, q.Area = x.Measure, x.Area
	views, err := s.node.ByVintage(ctx, q)
	if err != nil {
		return err
	}
	var last *measure.Verdict
	for _, w := range views {
		if len(w.Verdicts) != 1 || w.Verdicts[0].Vintage != w.Vintage.ID {
			continue // it has no figure for this
		}
		o := w.Verdicts[0]
		row := vintageRow{Vintage: w.Vintage, Verdict: s.verdictView(o, moment{Known: w.Vintage.Published}), Is: o.Vintage == x.Vintage}
		if last != nil && o.Value != nil && last.Value != nil {
			d := o.Value.Sub(*last.Value)
			row.Change, row.Flipped = &d, last.Outcome != o.Outcome
		}
		last = &o
		p.History = append(p.History, row)
	}
	return nil
}
