package report

import (
	"slices"

	"entente"
	"entente/measure"
)

// A revisionsView is the annex of revised figures, by measure.
type revisionsView struct {
	Flipped []revisionRow
	All     []revisionGroup
}

// A revisionGroup is the revised figures of a measure.
type revisionGroup struct {
	Title, Lead string
	Rows        []revisionRow
}

// A revisionRow is one step of a figure from vintage to vintage.
type revisionRow struct {
	Measure                         string
	Party                           link
	Period                          string
	From, To                        link
	Before, After, Change, Target   number
	Was, Is                         state
	Flipped, CrossedWithoutFlipping bool
}

func (w writer) revisions() revisionsView {
	var v revisionsView
	for _, r := range w.Report.Revisions {
		m, publication := w.measureOf(r.Measure)
		before, after := r.Shown(m.Places)
		row := revisionRow{
			Measure: m.Title.In(w.Lang), Party: w.partyLink(r.Area), Period: r.Period.String(),
			From: link{string(r.From), publication}, To: link{string(r.To), publication},
			Before: number{r.Before.String(), printed(before.String())}, After: number{r.After.String(), printed(after.String())}, Change: signed(shown(&r.Change, m.Places)), Target: exactly(r.Target),
			Was: w.state(r.Was), Is: w.state(r.Is), Flipped: r.Flipped(), CrossedWithoutFlipping: r.Crossed && !r.Flipped(),
		}
		if row.Flipped {
			v.Flipped = append(v.Flipped, row)
		}
		if n := len(v.All); n == 0 || v.All[n-1].Title != row.Measure {
			v.All = append(v.All, revisionGroup{Title: row.Measure, Lead: w.text("revisions.all.text", w.unit(m.Unit))})
		}
		g := &v.All[len(v.All)-1]
		g.Rows = append(g.Rows, row)
	}
	return v
}

// measureOf returns a measure, and the place of the publication that its values come from.
func (w writer) measureOf(id measure.MeasureID) (m measure.Measure, publication string) {
	note := func(x measure.Measure, verdicts []measure.Verdict) {
		if x.ID != id {
			return
		}
		m = x
		for _, v := range verdicts {
			for _, e := range v.Evidence {
				if e.Role == measure.InValue && publication == "" {
					publication = publicationAnchor(e.Publication)
				}
			}
		}
	}
	for _, u := range w.Undertakings {
		for _, x := range u.Measured {
			note(x.Measure, x.Verdicts)
			for _, rival := range x.Rivals {
				note(rival.Measure, rival.Verdicts)
			}
		}
	}
	if m.ID == "" {
		m = measure.Measure{ID: id, Title: entente.Wording{"en": string(id)}, Places: 2}
	}
	if !slices.ContainsFunc(w.Publications, func(p measure.Publication) bool { return publicationAnchor(p.ID) == publication }) {
		publication = ""
	}
	return m, publication
}
