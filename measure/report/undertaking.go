package report

import (
	"fmt"
	"html/template"
	"path"
	"slices"
	"strconv"
	"strings"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/measure/score"
)

// An undertakingView is an undertaking as it is shown.
type undertakingView struct {
	Anchor, Place, Title, Summary string
	Paragraphs, Numbers           []link // of the paragraphs: in words, and as numbers alone
	Programme                     link
	Act                           string
	Bearer, Addressee             []link
	Deadline                      string
	Quantities                    []string
	Cites                         []link
	Statements                    string
	By, Why                       string // how delivery can be known
	Measured                      []measuredView
	Tallies                       []tally // of its first measure
	Period                        string
	Records                       []recordView
	Scores                        []scoreView
}

// State says in a word how an undertaking without verdicts stands.
func (u undertakingView) State() string { return u.By }

// A measuredView is an undertaking by a measure.
type measuredView struct {
	ID, Title, Formula, Unit, Window, Tolerance, Note string
	Period                                            string
	Inputs                                            []string
	Targets                                           []targetView
	Exempt                                            []string
	Picture                                           template.HTML
	Parties, Groups                                   table
	Rivals                                            rivalsView
	Remarks                                           []remarkView
	Evidence                                          []figureGroup
	Sources                                           string
}

// A targetView is what a value is compared with, and what sets it.
type targetView struct{ Amount, When, Basis string }

// A remarkView is a remark with its source.
type remarkView struct {
	Party        link
	Period       string
	Text, Source string
}

// A recordView is a fact of the ledger about an undertaking.
type recordView struct {
	Kind, Author, Recorded, Text, Source, URL, Fact string
	Exercise                                        bool
}

// A scoreView is a published score.
type scoreView struct {
	Subject  link
	Period   string
	Level    number
	Means    string
	State    state
	Evidence []string
	Exercise bool
}

// An evidenceView is a figure as it was published.
type evidenceView struct {
	Number    int
	Party     link
	Indicator string
	Period    string
	Figure    number
	Unit      string
	Status    string
	Vintage   link
	Document  string
	Place     string
	File      string
	Ledger    string
}

func (w writer) undertaking(u Undertaking) undertakingView {
	e := u.Entry
	v := undertakingView{
		Anchor: undertakingAnchor(e.ID), Place: place(e.ID), Title: e.Title.In(w.Lang), Summary: e.Summary.In(w.Lang),
		Programme: w.programmeLink(e.Programme), Act: w.acts(e.Acts, e.Act), Bearer: w.actors(e.Bearer), Addressee: w.actors(e.Addressee),
		Deadline: w.deadline(e.Deadline),
	}
	for _, n := range e.Provisions() {
		v.Numbers = append(v.Numbers, link{strconv.Itoa(n), provisionAnchor(n)})
		v.Paragraphs = append(v.Paragraphs, link{w.text("undertaking.paragraph.n", n), provisionAnchor(n)})
	}
	var at []string
	for _, s := range e.Statements {
		at = append(at, place(s))
	}
	v.Statements = w.join(at)
	for _, q := range e.Quantities {
		text := w.quantity(q.Comparator, q.Value.String(), q.Unit)
		if of := q.Of.In(w.Lang); of != "" {
			text = of + w.words["colon"] + text
		}
		v.Quantities = append(v.Quantities, text)
	}
	for _, id := range e.Instruments {
		v.Cites = append(v.Cites, w.instrumentLink(id))
	}
	w.howOf(&v, u)
	for _, m := range u.Measured {
		v.Measured = append(v.Measured, w.measured(m))
	}
	for _, r := range u.Records {
		v.Records = append(v.Records, w.record(r))
	}
	for _, p := range w.scoresOf(func(i score.Item) bool { return slices.Contains(e.Statements, i.Undertaking) || i.Undertaking == e.ID }) {
		v.Scores = append(v.Scores, w.score(p, w.partyLink(measure.Area(p.Item.Party))))
	}
	return v
}

// howOf says how delivery can be known.
func (w writer) howOf(v *undertakingView, u Undertaking) {
	switch {
	case u.isMeasured():
		v.By, v.Tallies, v.Period = w.text("how.measured"), w.tallies(u.Measured[0].Verdicts), u.Measured[0].Period.String()
	default:
		v.By = w.text("how." + howOf(u))
	}
	if u.How != nil {
		v.Why = u.How.Note.In(w.Lang)
	}
}

func (w writer) acts(acts []entente.Act, first entente.Act) string {
	if len(acts) == 0 {
		acts = []entente.Act{first}
	}
	var out []string
	for _, a := range acts {
		out = append(out, w.text("act."+string(a)))
	}
	return w.join(out)
}

func (w writer) deadline(d *entente.Deadline) string {
	if d == nil {
		return ""
	}
	parts := []string{d.Phrase.In(w.Lang)}
	if !d.Due.IsZero() {
		parts = append(parts, w.text("undertaking.due", d.Due))
	}
	if d.Recurs != "" {
		parts = append(parts, w.text("undertaking.recurs", w.or("recurs", d.Recurs)))
	}
	return w.listed(parts)
}

func (w writer) programmeLink(id entente.ProgrammeID) link {
	for _, p := range w.Programmes {
		if p.ID == id {
			return link{p.Title.In(w.Lang), programmeAnchor(id)}
		}
	}
	return link{Name: string(id)}
}

func (w writer) instrumentLink(id entente.InstrumentID) link {
	for _, i := range w.Instruments {
		if i.ID == id {
			return link{i.Names.In(w.Lang), instrumentAnchor(id)}
		}
	}
	return link{Name: string(id)}
}

func (w writer) measured(m Measured) measuredView {
	v := measuredView{
		ID: string(m.Measure.ID), Title: m.Measure.Title.In(w.Lang), Formula: m.Measure.Value, Unit: w.unit(m.Measure.Unit), Period: m.Period.String(),
		Window: w.text("measure.window", m.Measure.Projection.Window), Note: m.Measure.Note.In(w.Lang), Inputs: w.inputs(m),
		Groups: w.table(m, withValue(ofGroups(m.Verdicts))), Sources: w.listed(sourcesOf(m.Verdicts, measure.InValue, measure.InRecompute, measure.InTarget, measure.InMoney, measure.InTrend)),
		Rivals: w.rivals(m),
	}
	if m.Measure.Recompute != "" {
		v.Tolerance = m.Measure.Recompute + w.words["semicolon"] + "± " + m.Measure.Tolerance.String()
	}
	for _, t := range m.Measure.Targets {
		v.Targets = append(v.Targets, w.target(m.Measure, t))
	}
	for _, e := range m.Measure.Exempt {
		v.Exempt = append(v.Exempt, w.name(entente.ActorID(e.Party))+w.words["colon"]+e.Reason.In(w.Lang))
	}
	for _, r := range m.Remarks {
		v.Remarks = append(v.Remarks, remarkView{w.partyLink(r.Area), r.Period.String(), r.Text.In(w.Lang), r.Source})
	}
	if bound := ofParties(m.Verdicts); len(withValue(slices.Clone(bound))) > 0 {
		v.Parties = w.table(m, bound)
		if len(bound) > 1 {
			v.Picture = w.picture(w.guide.Counts(bound), wide)
		}
	}
	v.Evidence = w.figureGroups(w.valuesOf(m.Verdicts))
	return v
}

// valuesOf returns the figures that values rest on, in the order of their numbers.
func (w writer) valuesOf(verdicts []measure.Verdict) []Figure {
	var all []Figure
	for _, f := range w.figures.list {
		rests := slices.ContainsFunc(verdicts, func(v measure.Verdict) bool {
			return slices.ContainsFunc(v.Evidence, func(e measure.Evidence) bool { return e.Role == measure.InValue && keyOf(e) == keyOf(f.Evidence) })
		})
		if rests {
			all = append(all, f)
		}
	}
	return all
}

func withValue(verdicts []measure.Verdict) []measure.Verdict {
	return slices.DeleteFunc(verdicts, func(v measure.Verdict) bool { return v.Value == nil })
}

// inputs names the indicators that the values rest on, with what they count.
func (w writer) inputs(m Measured) []string {
	var out []string
	for _, i := range w.Indicators {
		rests := slices.ContainsFunc(m.Verdicts, func(v measure.Verdict) bool {
			return slices.ContainsFunc(v.Evidence, func(e measure.Evidence) bool { return e.Indicator == i.ID && e.Role == measure.InValue })
		})
		if rests {
			out = append(out, string(i.ID)+w.words["colon"]+i.Title.In(w.Lang)+w.words["semicolon"]+i.Definition.In(w.Lang))
		}
	}
	return out
}

func (w writer) target(m measure.Measure, t measure.Target) targetView {
	v := targetView{Basis: t.Basis.In(w.Lang), Amount: sign(t.Comparator) + t.Formula}
	if t.Formula == "" {
		v.Amount = w.quantity(t.Comparator, t.Value.String(), m.Unit)
	}
	when := []string{w.text("measure.from", t.From)}
	if !t.Until.IsZero() {
		when[0] = w.text("measure.until", t.From, t.Until)
	}
	if !t.By.IsZero() {
		when = append(when, w.text("measure.by", t.By))
	}
	if t.Trend {
		when = append(when, w.text("measure.direction"))
	}
	v.When = w.join(append(when, w.name(t.Bound)))
	return v
}

func (w writer) record(r Record) recordView {
	v := recordView{
		Kind: w.or("kind", r.Kind), Author: w.name(r.Author), Recorded: r.Recorded.Date().String(), Text: r.Text, URL: r.URL,
		Fact: w.fact(&r.Fact), Exercise: r.Exercise,
	}
	if s := r.Source; s != nil {
		parts := []string{s.Title}
		for _, p := range []string{s.Place, period(s.Date), s.URL} {
			if p != "" {
				parts = append(parts, p)
			}
		}
		v.Source = w.listed(parts)
	}
	return v
}

func period(p cal.Period) string {
	if p.IsZero() {
		return ""
	}
	return p.String()
}

func (w writer) score(p published, subject link) scoreView {
	title, outcome := p.title(w.Lang)
	v := scoreView{Subject: subject, Period: p.Item.Period.String(), Level: exactly(p.Level), Means: title, State: w.state(outcome), Exercise: p.Exercise}
	for _, s := range p.Scores {
		for _, e := range s.Value.Evidence {
			parts := []string{string(s.Value.Analyst)}
			for _, x := range []string{e.Words, e.Title, period(e.Date), e.URL} {
				if x != "" {
					parts = append(parts, x)
				}
			}
			v.Evidence = append(v.Evidence, w.listed(parts))
		}
	}
	return v
}

const shortHash = 12 // digits that name a ledger entry in print

func (w writer) fact(id *entente.FactID) string {
	if id == nil || id.IsZero() {
		return w.text("recorded.not")
	}
	return id.String()[:shortHash]
}

func (w writer) evidence(f Figure) evidenceView {
	v := evidenceView{
		Number: f.Number, Party: w.partyLink(f.Area), Indicator: w.indicator(f.Indicator), Period: f.Period.String(), Figure: exactly(&f.Value),
		Unit: w.scaled(f.Evidence), Status: w.text("status." + string(f.Status)), Vintage: link{string(f.Vintage), publicationAnchor(f.Publication)},
		Document: f.Source, Place: f.Place, File: fmt.Sprintf("%s:%d", path.Base(f.Document), f.Row), Ledger: w.fact(f.Fact),
	}
	if f.Part != "" {
		v.Party.Name += " / " + f.Part
	}
	return v
}

func (w writer) indicator(id measure.IndicatorID) string {
	for _, i := range w.Indicators {
		if i.ID == id {
			return i.Title.In(w.Lang)
		}
	}
	return string(id)
}

// scaled writes the unit of a figure with the power of ten that it is given in, such as "10⁶ USD".
func (w writer) scaled(e measure.Evidence) string {
	if e.Multiplier == 0 {
		return w.unit(e.Unit)
	}
	digits := strings.NewReplacer("0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹", "-", "⁻")
	return "10" + digits.Replace(fmt.Sprint(e.Multiplier)) + " " + w.unit(e.Unit)
}
