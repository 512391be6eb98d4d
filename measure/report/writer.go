package report

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"entente"
	"entente/internal/chart"
	"entente/measure"
	"entente/measure/picture"
	"entente/unit"
)

// A writer turns the content of a report into what the templates show.
type writer struct {
	Report
	words
	figures figures
	guide   picture.Guide
}

func newWriter(r Report) (writer, error) {
	if err := CheckLang(r.Lang); err != nil {
		return writer{}, fmt.Errorf("report: %w", err)
	}
	w := writer{Report: r.ordered(), words: catalogues()[r.Lang]}
	w.figures = w.Report.figures()
	w.guide = picture.Guide{Lang: r.Lang, Words: w.text, Party: w.area, Link: verdictLink}
	return w, nil
}

// The places of the document that links lead to.

func undertakingAnchor(id entente.StatementID) string {
	return fmt.Sprintf("u-%d-%d", id.Provision, id.Number)
}
func partyAnchor(a measure.Area) string                 { return "p-" + string(a) }
func programmeAnchor(id entente.ProgrammeID) string     { return "g-" + string(id) }
func provisionAnchor(n int) string                      { return fmt.Sprintf("s-%d", n) }
func publicationAnchor(id measure.PublicationID) string { return "d-" + string(id) }
func instrumentAnchor(id entente.InstrumentID) string   { return "i-" + string(id) }

func verdictAnchor(v measure.Verdict) string {
	return "v-" + string(v.Measure) + "-" + string(v.Area)
}

// verdictLink leads to the row of a verdict; one of scores alone has none, and leads to its undertaking.
func verdictLink(v measure.Verdict) string {
	if v.Measure == "" {
		return "#" + undertakingAnchor(v.Undertaking)
	}
	return "#" + verdictAnchor(v)
}

// A link is a name and where in the document it leads; without an anchor it leads nowhere.
type link struct{ Name, Anchor string }

// A state is an outcome as it is shown.
type state struct{ Key, Symbol, Name, Tone string }

func (w writer) state(o measure.Outcome) state {
	return state{string(o), picture.Symbol(o), w.text("picture." + string(o)), string(picture.Tone(o))}
}

// place writes where a statement stands: "27/1".
func place(id entente.StatementID) string { return fmt.Sprintf("%d/%d", id.Provision, id.Number) }

func (w writer) partyLink(a measure.Area) link {
	l := link{Name: w.area(a)}
	if slices.Contains(w.Parties, a) || slices.Contains(w.Groups, a) {
		l.Anchor = partyAnchor(a)
	}
	return l
}

func (w writer) unit(u unit.Unit) string {
	return w.or("unit", string(u))
}

// quantity prints an amount in its unit, such as "≥ 2% of GDP".
func (w writer) quantity(c unit.Comparator, value string, u unit.Unit) string {
	if _, ok := w.words["amount."+string(u)]; ok {
		return sign(c) + w.text("amount."+string(u), printed(value))
	}
	gap := " "
	if u.Kind() == unit.Share {
		gap = ""
	}
	if u.Kind() == unit.Number && u == "" {
		return sign(c) + printed(value)
	}
	return sign(c) + printed(value) + gap + w.unit(u)
}

// short is what a target is called in a cell: its unit stands in the head of the table.
func short(v measure.Verdict) number {
	if v.Target == nil {
		return number{}
	}
	n := exactly(v.Target)
	n.Text = sign(v.Comparator) + n.Text
	return n
}

// options are those of a picture of a width in the column of text, whose words stand around it.
func (w writer) options(width int) chart.Options {
	return chart.Options{Width: width, Lang: string(w.Lang)}
}

// picture draws a chart. Charts are functions of plain values to SVG without script, and escape their words.
func (w writer) picture(c chart.Chart, width int) template.HTML {
	return template.HTML(c.SVG(w.options(width)))
}

// spark draws the values of a row over the years, up to the verdict's own.
func (w writer) spark(m Measured, v measure.Verdict) template.HTML {
	c := chart.Spark{Text: chart.Text{Title: w.area(v.Area)}}
	known := false
	for _, h := range m.History {
		if h.Area != v.Area || h.Period.Compare(m.Period) > 0 {
			continue
		}
		value := chart.Value{V: chart.Missing()}
		if h.Value != nil {
			value, known = chart.Value{V: h.Value.Float(), Estimate: h.Estimate}, true
		}
		c.Times = append(c.Times, h.Period.String())
		c.Values = append(c.Values, value)
	}
	if !known {
		return ""
	}
	if v.Target != nil {
		c.Target = chart.Target{Value: v.Target.Float(), Label: w.text("picture.target", v.Target)}
	}
	const width, height = 76, 18
	o := w.options(width)
	o.Height = height
	return template.HTML(c.SVG(o))
}

// reason says why a verdict is no answer, in the language of the report where that is known.
func (w writer) reason(m measure.Measure, v measure.Verdict) string {
	switch {
	case v.Reason == "":
		return ""
	case v.Outcome == measure.NotApplicable:
		for _, e := range m.Exempt {
			if measure.Area(e.Party) == v.Area {
				return e.Reason.In(w.Lang)
			}
		}
	}
	if w.Lang == "en" && v.Outcome != measure.NoData {
		return v.Reason
	}
	return w.text("reason." + string(v.Outcome))
}

// actors names actors; parties that have a page are links.
func (w writer) actors(ids []entente.ActorID) []link {
	var out []link
	for _, id := range ids {
		out = append(out, w.partyLink(measure.Area(id)))
		if l := &out[len(out)-1]; l.Anchor == "" {
			l.Name = w.name(id)
		}
	}
	return out
}

// listed joins things that may have commas in them.
func (w writer) listed(list []string) string { return strings.Join(list, w.words["semicolon"]) }
