package report

import (
	"html/template"

	"entente/internal/chart"
	"entente/measure"
	"entente/measure/picture"
	"entente/measure/score"
)

// A summaryView is the chapter with the whole picture.
type summaryView struct {
	How      string // in a sentence
	HowDrawn template.HTML
	HowTable []howRow
	Total    howRow
	Outcomes []outcomesRow
	Heat     template.HTML // "" without verdicts
	Axes     template.HTML // "" without two measures that share parties and periods
	Scores   []string
	Revised  string
}

// hows are the ways to know of delivery, in the order of the columns.
var hows = []string{"measured", "figures", "event", "score", "silent"}

// howOf returns which of hows an undertaking belongs to.
func howOf(u Undertaking) string {
	switch {
	case u.isMeasured():
		return "measured"
	case len(u.Measured) > 0:
		return "figures"
	case u.How == nil:
		return "silent"
	}
	return u.How.By
}

// A howRow counts the undertakings of a programme by how delivery can be known.
type howRow struct {
	Programme link
	Counts    []int
	All       int
}

// An outcomesRow counts the parties by outcome, of an undertaking.
type outcomesRow struct {
	Undertaking link
	Place       string
	Measure     string
	Period      string
	Bound       int
	Tallies     []tally
}

func (w writer) summary() summaryView {
	v := summaryView{HowDrawn: w.howDrawn()}
	v.HowTable, v.Total = w.howTable()
	v.How = w.text("summary.how.text", v.Total.All, v.Total.Counts[0])
	for _, u := range w.Undertakings {
		for _, m := range u.Measured {
			if !m.isKnown() {
				continue
			}
			r := outcomesRow{
				Undertaking: link{u.Entry.Title.In(w.Lang), undertakingAnchor(u.Entry.ID)}, Place: place(u.Entry.ID),
				Measure: m.Measure.Title.In(w.Lang), Period: m.Period.String(), Tallies: w.tallies(m.Verdicts), Bound: len(ofParties(m.Verdicts)),
			}
			v.Outcomes = append(v.Outcomes, r)
		}
	}
	v.Heat, v.Axes = w.heat(), w.axes()
	v.Scores = w.scored()
	flipped := 0
	for _, r := range w.Report.Revisions {
		if r.Flipped() {
			flipped++
		}
	}
	v.Revised = w.text("summary.revised", len(w.Report.Revisions), flipped)
	return v
}

func (w writer) howTable() (rows []howRow, total howRow) {
	total.Counts = make([]int, len(hows))
	for _, p := range w.Programmes {
		r := howRow{Programme: link{p.Title.In(w.Lang), programmeAnchor(p.ID)}, Counts: make([]int, len(hows))}
		for _, u := range w.Undertakings {
			for i, how := range hows {
				if u.Entry.Programme == p.ID && howOf(u) == how {
					r.Counts[i]++
					r.All++
					total.Counts[i]++
					total.All++
				}
			}
		}
		if r.All > 0 {
			rows = append(rows, r)
		}
	}
	return rows, total
}

// howDrawn draws how many undertakings can be known of in which way. The tones are no judgement: none is better.
func (w writer) howDrawn() template.HTML {
	tones := map[string]chart.Tone{"measured": chart.Info, "figures": chart.Mixed, "event": chart.Fair, "score": chart.Muted, "silent": chart.Blank}
	symbols := map[string]string{"measured": "#", "figures": "…", "event": "!", "score": "±", "silent": "?"}
	c := chart.Share{Text: chart.Text{Title: w.text("summary.how"), Item: w.text("summary.how")}, Count: w.text("how.undertakings")}
	for _, how := range hows {
		n := 0
		for _, u := range w.Undertakings {
			if howOf(u) == how {
				n++
			}
		}
		if n > 0 {
			c.Parts = append(c.Parts, chart.Part{State: chart.State{Key: how, Tone: tones[how], Symbol: symbols[how], Name: w.text("how." + how)}, Count: float64(n)})
		}
	}
	return w.picture(c, wide)
}

// heat draws every verdict on a party, by programme.
func (w writer) heat() template.HTML {
	if len(w.Parties) < 2 {
		return ""
	}
	var groups []picture.HeatGroup
	for _, p := range w.Programmes {
		g := picture.HeatGroup{Name: p.Title.In(w.Lang)}
		for _, u := range w.Undertakings {
			if u.Entry.Programme == p.ID {
				g.Rows = append(g.Rows, w.heatRows(u)...)
			}
		}
		if len(g.Rows) > 0 {
			groups = append(groups, g)
		}
	}
	if len(groups) == 0 {
		return ""
	}
	return w.picture(w.guide.Heat(groups, w.Parties), wide)
}

// heatRows returns a row for each measure of an undertaking, and one for its published scores.
func (w writer) heatRows(u Undertaking) []picture.HeatRow {
	var rows []picture.HeatRow
	for _, m := range u.Measured {
		if !m.isKnown() {
			continue
		}
		rows = append(rows, picture.HeatRow{
			Code: place(u.Entry.ID), Name: u.Entry.Title.In(w.Lang), Href: "#" + undertakingAnchor(u.Entry.ID), Verdicts: ofParties(m.Verdicts),
		})
	}
	var scored []measure.Verdict
	for _, p := range w.scoresOf(func(i score.Item) bool { return i.Undertaking == u.Entry.ID }) {
		if p.Exercise {
			continue // never mixed with verdicts about real parties
		}
		_, outcome := p.title(w.Lang)
		scored = append(scored, measure.Verdict{Undertaking: u.Entry.ID, Area: measure.Area(p.Item.Party), Period: p.Item.Period, Outcome: outcome})
	}
	if len(scored) > 0 {
		rows = append(rows, picture.HeatRow{
			Code: place(u.Entry.ID), Name: u.Entry.Title.In(w.Lang), Href: "#" + undertakingAnchor(u.Entry.ID), Verdicts: scored,
		})
	}
	return rows
}

// axes draws the first two measures of shares against each other.
func (w writer) axes() template.HTML {
	var both []picture.Series
	for _, u := range w.Undertakings {
		for _, m := range u.Measured {
			if isShare(m.Measure) {
				s := picture.Series{Measure: m.Measure, Sources: sourcesOf(m.Verdicts, measure.InValue, measure.InTrend)}
				for _, v := range m.History {
					if v.Area.IsParty() && v.Period.Compare(m.Period) <= 0 {
						s.Verdicts = append(s.Verdicts, v)
					}
				}
				both = append(both, s)
			}
		}
	}
	const needed = 2
	if len(both) < needed || len(both[0].Verdicts) == 0 || len(both[1].Verdicts) == 0 {
		return ""
	}
	return w.picture(w.guide.TwoAxis(both[0], both[1]), wide)
}

func anyScore(score.Item) bool { return true }

// scored says how many scores are published, and how far the analysts agree.
func (w writer) scored() []string {
	var out []string
	for _, s := range w.Report.Scores {
		n := 0
		for _, c := range s.Cases {
			if c.State == score.Published {
				n++
			}
		}
		if n == 0 {
			continue
		}
		out = append(out, w.text("summary.scores.text", n, s.Scale.Title.In(w.Lang)))
		if s.Alpha == nil {
			out = append(out, w.text("summary.alpha.none"))
			continue
		}
		out = append(out, w.text("summary.alpha", float(s.Alpha.Value).Text, s.Alpha.Items))
	}
	return out
}
