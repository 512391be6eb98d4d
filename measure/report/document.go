package report

import (
	"fmt"
	"html/template"

	"entente"
	"entente/measure"
)

// The widths that pictures are drawn for, in CSS pixels: the column of text on A4, and half of it.
const (
	wide = 680
	half = 336
)

// A document is what the templates show: a report with every word, number and picture made ready.
type document struct {
	Lang         string
	Title        string
	Instrument   string
	Scope        string
	Exercise     bool
	Cover        []field
	Contents     []chapter
	Method       method
	Summary      summaryView
	Programmes   []programmeView
	Parties      []partyView
	Outcomes     []state // that parties are counted by
	Revisions    revisionsView
	Figures      []figureGroup
	FigureCount  int
	Sources      []publicationView
	Cited        []instrumentView
	Content      []string
	Bases        []basisView
	Command      string
	Heads        []string
	Provisions   []provisionView
	CSS          template.CSS
	Policy       string
	PartyCount   int
	Undertakings int
}

// A field is a line of the cover.
type field struct{ Name, Text string }

// A chapter is a line of the contents.
type chapter struct {
	Number string
	link
	Items []link
}

// A method is the chapter that says how to read the report.
type method struct {
	About    string
	Outcomes []outcomeView
	Sections []field
	Scores   string
}

type outcomeView struct {
	state
	Means string
}

// A programmeView is an area of work with its undertakings.
type programmeView struct {
	Anchor, Title, Summary string
	Page                   string // its name among the printed pages
	Undertakings           []undertakingView
}

// A publicationView is a publication with its vintages.
type publicationView struct {
	Anchor, Title, Publisher, URL, Licence, Note string
	Vintages                                     []vintageView
}

type vintageView struct{ ID, Published, Title, URL, Partial string }

// An instrumentView is a text that undertakings cite.
type instrumentView struct{ Anchor, Name, Date, Source string }

// A figureGroup is the figures of one indicator.
type figureGroup struct {
	Indicator, Definition, Unit string
	Rows                        []evidenceView
}

// A basisView is a verdict with the name of what it was computed from.
type basisView struct {
	Measure, Period, Outcome string
	Party                    link
	Verdict                  string // anchor of the verdict
	Basis                    string
}

// A provisionView is a paragraph and the undertakings in it.
type provisionView struct {
	Anchor       string
	Number       int
	Title        string
	Undertakings []link
}

// document makes a report ready.
func (w writer) document() document {
	d := document{
		Lang: string(w.Lang), Title: w.text("title"), Instrument: w.Instrument.Names.In(w.Lang), Scope: w.scope(), Exercise: w.IsExercise(),
		Cover: w.cover(), Method: w.method(), Summary: w.summary(), Revisions: w.revisions(), Undertakings: len(w.Undertakings), PartyCount: len(w.Parties),
	}
	for i, p := range w.Programmes {
		if v := w.programme(p); len(v.Undertakings) > 0 {
			v.Page = fmt.Sprintf("programme%d", i)
			d.Programmes = append(d.Programmes, v)
		}
	}
	for _, a := range append(append([]measure.Area{}, w.Parties...), w.Groups...) {
		d.Parties = append(d.Parties, w.party(a))
	}
	d.Figures, d.FigureCount = w.figureGroups(w.figures.list), len(w.figures.list)
	for _, o := range measure.Outcomes {
		if o != measure.NotMeasurable {
			d.Outcomes = append(d.Outcomes, w.state(o))
		}
	}
	w.sources(&d)
	w.reproduction(&d)
	w.paragraphs(&d)
	d.Contents = w.contents(d)
	return d
}

func (w writer) scope() string {
	switch {
	case w.Scope.Programme != "":
		return w.text("title.scope.programme", w.programmeLink(w.Scope.Programme).Name)
	case w.Scope.Party != "":
		return w.text("title.scope.party", w.area(w.Scope.Party))
	}
	return ""
}

func (w writer) cover() []field {
	var out []field
	add := func(key, text string) {
		if text != "" {
			out = append(out, field{w.text("cover." + key), text})
		}
	}
	add("instrument", w.Instrument.Names.In(w.Lang))
	add("date", period(w.Instrument.Date))
	if w.Period.IsZero() {
		add("period", w.text("cover.period.latest"))
	} else {
		add("period", w.Period.String())
	}
	add("known", w.text("cover.known.what", w.Known))
	if w.Scope == (Scope{}) {
		add("scope", w.text("cover.scope.all", len(w.Undertakings)))
	} else {
		add("scope", w.text("cover.scope.part", len(w.Undertakings)))
	}
	add("pack", w.text("cover.pack.what", w.Pack.ID, w.Pack.Version))
	add("node", w.Node)
	add("key", w.Key)
	for _, h := range w.heads() {
		add("head", h)
	}
	if len(w.Heads) == 0 {
		add("head", w.text("cover.head.none"))
	}
	return out
}

func (w writer) heads() []string {
	var out []string
	for _, h := range w.Heads {
		out = append(out, w.text("cover.head.what", h.Log, h.Entries, h.Root))
	}
	return out
}

func (w writer) method() method {
	m := method{About: w.text("method.about.text", len(w.Undertakings))}
	for _, o := range measure.Outcomes {
		m.Outcomes = append(m.Outcomes, outcomeView{w.state(o), w.text("outcome." + string(o))})
	}
	for _, key := range []string{"exact", "rounding", "recompute", "vintage", "group", "trend", "money", "unmeasured", "score"} {
		m.Sections = append(m.Sections, field{w.text("method." + key), w.text("method." + key + ".text")})
	}
	if len(w.scoresOf(anyScore)) == 0 {
		m.Scores = w.text("method.score.none")
	}
	return m
}

func (w writer) programme(p entente.Programme) programmeView {
	v := programmeView{Anchor: programmeAnchor(p.ID), Title: p.Title.In(w.Lang), Summary: p.Summary.In(w.Lang)}
	for _, u := range w.Report.Undertakings {
		if u.Entry.Programme == p.ID {
			v.Undertakings = append(v.Undertakings, w.undertaking(u))
		}
	}
	return v
}

// figureGroups puts figures that are in the order of their numbers under the names of their indicators.
func (w writer) figureGroups(list []Figure) []figureGroup {
	var all []figureGroup
	for _, f := range list {
		e := w.evidence(f)
		if n := len(all); n == 0 || all[n-1].Indicator != e.Indicator || all[n-1].Unit != e.Unit {
			g := figureGroup{Indicator: e.Indicator, Unit: e.Unit}
			for _, i := range w.Indicators {
				if i.ID == f.Indicator {
					g.Definition = i.Definition.In(w.Lang)
				}
			}
			all = append(all, g)
		}
		g := &all[len(all)-1]
		g.Rows = append(g.Rows, e)
	}
	return all
}

func (w writer) sources(d *document) {
	for _, p := range w.Publications {
		v := publicationView{publicationAnchor(p.ID), p.Title.In(w.Lang), p.Publisher, p.URL, p.Licence, p.Note.In(w.Lang), nil}
		for _, x := range p.Vintages {
			y := vintageView{string(x.ID), x.Published.String(), x.Title, x.URL, ""}
			if x.Partial != "" {
				y.Partial = w.text("sources.partial", x.Partial)
			}
			v.Vintages = append(v.Vintages, y)
		}
		d.Sources = append(d.Sources, v)
	}
	for _, i := range w.Instruments {
		d.Cited = append(d.Cited, instrumentView{instrumentAnchor(i.ID), i.Names.In(w.Lang), period(i.Date), i.Source})
	}
	for _, s := range []string{w.Pack.Title.In(w.Lang), w.Pack.Source, w.Pack.Licence} {
		if s != "" {
			d.Content = append(d.Content, s)
		}
	}
}

func (w writer) reproduction(d *document) {
	d.Command = "entente assess --measure MEASURE --party PARTY --at PERIOD --known " + w.Known.String() + " --explain"
	d.Heads = w.heads()
	w.verdicts(func(v measure.Verdict) {
		if v.Value == nil {
			return
		}
		b := basisView{Measure: string(v.Measure), Period: v.Period.String(), Party: link{string(v.Area), ""}, Outcome: w.state(v.Outcome).Name, Basis: v.Basis}
		d.Bases = append(d.Bases, b)
	})
}

func (w writer) paragraphs(d *document) {
	for _, p := range w.Report.Provisions {
		v := provisionView{Anchor: provisionAnchor(p.Number), Number: p.Number, Title: p.Title.In(w.Lang)}
		for _, u := range w.Report.Undertakings {
			for _, n := range u.Entry.Provisions() {
				if n == p.Number {
					v.Undertakings = append(v.Undertakings, link{place(u.Entry.ID), undertakingAnchor(u.Entry.ID)})
				}
			}
		}
		if len(v.Undertakings) > 0 {
			d.Provisions = append(d.Provisions, v)
		}
	}
}

func (w writer) contents(d document) []chapter {
	all := []chapter{
		{Number: "1", link: link{w.text("method"), "method"}},
		{Number: "2", link: link{w.text("summary"), "summary"}},
		{Number: "3", link: link{w.text("programmes"), "programmes"}},
		{Number: "4", link: link{w.text("parties"), "parties"}},
		{Number: "5", link: link{w.text("undertakings"), "undertakings"}},
	}
	for _, p := range d.Parties {
		all[3].Items = append(all[3].Items, link{p.Name, p.Anchor})
	}
	for _, p := range d.Programmes {
		all[2].Items = append(all[2].Items, link{p.Title, p.Anchor})
		for _, u := range p.Undertakings {
			if len(u.Measured) > 0 {
				all[4].Items = append(all[4].Items, link{u.Place + " " + u.Title, u.Anchor})
			}
		}
	}
	for _, key := range []string{"revisions", "figures", "sources", "reproduce", "provisions"} {
		all = append(all, chapter{link: link{w.text(key), key}})
	}
	return all
}
