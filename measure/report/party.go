package report

import (
	"html/template"

	"entente"
	"entente/internal/chart"
	"entente/measure"
	"entente/measure/picture"
	"entente/measure/score"
)

// A pictureView is a picture under its name.
type pictureView struct {
	Title, Unit string
	Drawn       template.HTML
}

// A partyView is the page of a party, or of a group that figures are published of.
type partyView struct {
	Anchor, Name, Code string
	IsGroup            bool
	Page               string // its name among the printed pages
	Tallies            []tally
	Counts             []int // of verdicts, by the outcomes that the chapter begins with
	Rows               []row
	Notes              []string
	HasShortfall       bool
	Currency           string
	Pictures           []pictureView
	Scores             []scoreView
	Bears, Addressed   []link
}

func (w writer) party(a measure.Area) partyView {
	v := partyView{Anchor: partyAnchor(a), Name: w.area(a), Code: string(a), IsGroup: !a.IsParty(), Page: "party-" + string(a)}
	var all []measure.Verdict
	var said notes
	var unknown []string
	for _, u := range w.Undertakings {
		for _, m := range u.Measured {
			x, ok := verdictOf(m.Verdicts, a)
			switch {
			case !ok || !m.isKnown() || v.IsGroup && x.Value == nil:
			case x.Outcome == measure.NoData:
				unknown = append(unknown, place(u.Entry.ID)+" "+m.Measure.Title.In(w.Lang))
			default:
				all = append(all, x)
				w.addVerdict(&v, &said, u, m, x)
			}
		}
		w.addNamed(&v, u, entente.ActorID(a))
	}
	v.Notes = said.lines(w.words)
	if len(unknown) > 0 {
		v.Notes = append(v.Notes, w.text("party.unknown", w.listed(unknown)))
	}
	n := measure.Count(all)
	n[measure.NoData] = len(unknown)
	for _, o := range measure.Outcomes {
		if o == measure.NotMeasurable {
			continue // so are undertakings, not parties
		}
		v.Counts = append(v.Counts, n[o])
		if n[o] > 0 {
			v.Tallies = append(v.Tallies, tally{w.state(o), n[o]})
		}
	}
	for _, p := range w.scoresOf(func(i score.Item) bool { return string(i.Party) == string(a) }) {
		v.Scores = append(v.Scores, w.score(p, w.undertakingLink(p.Item.Undertaking)))
	}
	return v
}

func (w writer) addVerdict(v *partyView, said *notes, u Undertaking, m Measured, x measure.Verdict) {
	r := w.row(m, x)
	r.Subject = link{place(u.Entry.ID) + " " + m.Measure.Title.In(w.Lang), verdictAnchor(x)}
	v.Rows = append(v.Rows, r)
	w.note(said, m.Measure, x, place(u.Entry.ID))
	if x.Shortfall != nil {
		v.HasShortfall, v.Currency = true, w.unit(x.Shortfall.Currency)
	}
	if drawn := w.line(m, x); drawn != "" {
		v.Pictures = append(v.Pictures, pictureView{r.Measure, r.Unit, drawn})
	}
}

// line draws the values of a party over the years, up to the verdict's own.
func (w writer) line(m Measured, x measure.Verdict) template.HTML {
	s := picture.Series{Measure: m.Measure, Sources: sourcesOf([]measure.Verdict{x}, measure.InValue, measure.InTrend)}
	known := 0
	for _, h := range m.History {
		if h.Area == x.Area && h.Period.Compare(m.Period) <= 0 {
			s.Verdicts = append(s.Verdicts, h)
			if h.Value != nil {
				known++
			}
		}
	}
	const fewest = 2
	if known < fewest {
		return ""
	}
	c := w.guide.Line(s, nil)
	c.Title, c.Note, c.Estimate, c.Axis.Title = w.area(x.Area)+": "+m.Measure.Title.In(w.Lang), "", "", "" // said around it
	o := w.options(half)
	o.Height = 165
	return template.HTML(chart.Chart(c).SVG(o))
}

// addNamed notes an undertaking that names the party itself.
func (w writer) addNamed(v *partyView, u Undertaking, id entente.ActorID) {
	l := link{place(u.Entry.ID) + " " + u.Entry.Title.In(w.Lang), undertakingAnchor(u.Entry.ID)}
	for _, b := range u.Entry.Bearer {
		if b == id {
			v.Bears = append(v.Bears, l)
		}
	}
	for _, b := range u.Entry.Addressee {
		if b == id {
			v.Addressed = append(v.Addressed, l)
		}
	}
}

func (w writer) undertakingLink(id entente.StatementID) link {
	for _, u := range w.Undertakings {
		if u.Entry.ID == id {
			return link{place(id) + " " + u.Entry.Title.In(w.Lang), undertakingAnchor(id)}
		}
	}
	return link{Name: id.String()}
}
