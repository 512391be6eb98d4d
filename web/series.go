package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"entente"
	"entente/internal/chart"
	"entente/measure"
)

func isNotFound(err error) bool { return errors.Is(err, entente.ErrNotFound) }

// A seriesPage shows one party over time by one measure.
type seriesPage struct {
	Measure  measure.Measure
	Entry    entry
	Area     measure.Area
	Names    entente.Wording
	Actor    string // the page of the party; "" for a group of figures
	Moment   moment
	Known    string
	Last     *verdictView // the latest that has a value; nil for none
	Rows     []verdictView
	Remarks  []remarkRow
	Line     chart.Line
	Vintages []alternative
	Today    string // the address of the page as of today
	Whole    string // the page of the measure
}

func (s *site) series(v *view, r *http.Request) (page, error) {
	p, err := s.seriesPage(r.Context(), v, measure.MeasureID(r.PathValue("id")), measure.Area(r.PathValue("party")))
	return page{Template: "series", Section: "delivery", Title: p.Names.In(v.Lang) + " – " + p.Measure.Title.In(v.Lang), Body: p}, err
}

func (s *site) seriesPage(ctx context.Context, v *view, id measure.MeasureID, a measure.Area) (p seriesPage, err error) {
	m, err := readMoment(v.Query)
	if err != nil {
		return p, err
	}
	q := m.then().ask()
	q.Measure, q.Area = id, a
	series, err := s.node.Series(ctx, q)
	if err != nil {
		return p, err
	}
	if len(series.Verdicts) == 0 {
		return p, fmt.Errorf("web: measure %s has no verdict on %s: %w", id, a, entente.ErrNotFound)
	}
	p = seriesPage{Measure: series.Measure, Area: a, Names: s.node.AreaNames(a), Moment: m, Known: v.Query.Get("known"), Remarks: s.remarks(id, a, m)}
	e, err := s.pack.Entry(p.Measure.Undertaking)
	if err != nil {
		return p, err
	}
	p.Entry = s.entry(e)
	p.Actor = s.areaURL(a)
	notes := make(map[string]string)
	for _, r := range p.Remarks {
		if d, ok := r.Period.First(); ok {
			y, _, _ := d.Civil()
			notes[fmt.Sprint(y)] = s.catalogue(v.Lang).text("remark.short")
		}
	}
	p.Line = s.guide(v.Lang, m).Line(series, notes)
	for _, x := range series.Verdicts {
		view := s.verdictView(x, m)
		p.Rows = append(p.Rows, view)
		if x.Value != nil {
			p.Last = &view
		}
	}
	slices.Reverse(p.Rows)
	p.Today, p.Whole = at(v)("known", ""), measureURL(id, m.then())
	p.Vintages, err = s.vintages(ctx, id, m, at(v))
	return p, err
}

// areaURL returns the page of a party, or of the group that figures are published of under a code; "" for none.
func (s *site) areaURL(a measure.Area) string {
	id := entente.ActorID(a)
	if g, err := s.pack.Book.GroupByCode(a); err == nil {
		id = g.ID
	}
	return s.actorLink(id).URL
}
