package web

import (
	"context"
	"net/http"
	"net/url"

	"entente/measure"
	"entente/node"
	"entente/unit"
)

// A revisionsPage lists figures that later vintages revised.
type revisionsPage struct {
	Asked    url.Values
	Measures []link // to choose from
	Parties  []link
	All      bool
	Rows     []revisionRow
	Revised  int // figures
	Flipped  int // verdicts
	Exports  []export
	Tabs     []alternative
}

// A revisionRow is a figure that moved from one vintage to the next.
type revisionRow struct {
	measure.Revision
	Measure link
	Party   link
	URL     string // the verdict by the later vintage
	WasURL  string // the verdict by the vintage before
	Unit    unit.Unit
	Places  int
	Before  string
	After   string
	Rise    bool
	Flips   bool
}

var revisionNames = []string{"measure", "party", "all", "at", "known"}

func (s *site) revisions(v *view, r *http.Request) (page, error) {
	p, err := s.revisionsPage(r.Context(), v)
	return page{Template: "revisions", Section: "delivery", Title: s.catalogue(v.Lang).text("revisions.title"), Body: p}, err
}

// revisionsOf returns the revisions that an address asks for: those of figures, and of them those to show.
func (s *site) revisionsOf(ctx context.Context, q url.Values) (asked url.Values, all, shown []measure.Revision, err error) {
	asked = make(url.Values)
	for _, name := range revisionNames {
		if value := q.Get(name); value != "" {
			asked.Set(name, value)
		}
	}
	m, err := readMoment(asked)
	if err != nil {
		return asked, nil, nil, err
	}
	ask := m.ask()
	ask.Measure, ask.Area = measure.MeasureID(asked.Get("measure")), measure.Area(asked.Get("party"))
	ask.Groups = ask.Area == ""
	if all, err = s.node.Revisions(ctx, ask); err != nil {
		return asked, nil, nil, err
	}
	shown = []measure.Revision{}
	for _, r := range all {
		if asked.Get("all") != "" || r.Notable() {
			shown = append(shown, r)
		}
	}
	return asked, all, shown, nil
}

func (s *site) revisionsPage(ctx context.Context, v *view) (p revisionsPage, err error) {
	asked, all, shown, err := s.revisionsOf(ctx, v.Query)
	if err != nil {
		return p, err
	}
	p = revisionsPage{Asked: asked, All: asked.Get("all") != "", Revised: len(all), Tabs: s.tabs("/revisions", moment{})}
	for _, r := range all {
		if r.Flipped() {
			p.Flipped++
		}
	}
	book, err := s.node.Book(ctx)
	if err != nil {
		return p, err
	}
	for _, r := range shown {
		p.Rows = append(p.Rows, s.revisionRow(book, r))
	}
	for _, m := range s.pack.Book.Measures {
		p.Measures = append(p.Measures, link{string(m.ID), m.Title})
	}
	standings, err := s.node.Standings(ctx, node.AssessQuery{})
	if err != nil {
		return p, err
	}
	p.Parties = s.areaChoices(standings)
	for _, format := range []string{"csv", "json"} {
		p.Exports = append(p.Exports, export{format, address("/revisions."+format, asked)})
	}
	return p, nil
}

func (s *site) revisionRow(book *measure.Book, r measure.Revision) revisionRow {
	m, _ := book.Measure(r.Measure) // revisions are of measures of the book
	row := revisionRow{
		Revision: r, Measure: link{measureURL(m.ID, moment{}), m.Title}, Party: link{seriesURL(r.Measure, r.Area, moment{}), s.node.AreaNames(r.Area)},
		Rise: r.Change.Sign() > 0, Flips: r.Flipped(), Unit: m.Unit, Places: m.Places,
	}
	before, after := r.Shown(m.Places)
	row.Before, row.After = amountOf(before, m.Unit), amountOf(after, m.Unit)
	v := measure.Verdict{Measure: r.Measure, Area: r.Area, Period: r.Period}
	row.URL, row.WasURL = verdictURL(v, published(book, m.ID, r.To)), verdictURL(v, published(book, m.ID, r.From))
	return row
}

// published returns the moment at which a vintage of what a measure rests on came out.
func published(book *measure.Book, id measure.MeasureID, vintage measure.VintageID) moment {
	for _, i := range book.Uses(id) {
		if v, err := book.Vintage(i, vintage); err == nil {
			return moment{Known: v.Published}
		}
	}
	return moment{}
}
