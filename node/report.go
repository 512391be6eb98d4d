package node

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"entente"
	"entente/cal"
	"entente/ledger"
	"entente/measure"
	"entente/measure/report"
	"entente/measure/score"
)

// A ReportQuery says what a compliance report is to be about. The zero ReportQuery wants all, as known today, in English.
type ReportQuery struct {
	Period    cal.Period // zero: of each measure the latest that is well known, as in [Node.Standings]
	Known     cal.Date   // by what had been published, and recorded in the ledger, on this day; zero for today
	Programme entente.ProgrammeID
	Party     measure.Area    // a party, or a group that figures are published of
	Lang      entente.Lang    // empty: English
	Progress  func(n, of int) // is told how many measures are done; nil for nobody
}

// Report gathers everything that a compliance report says. What q names must exist; otherwise the error wraps
// [entente.ErrNotFound]. Only what anyone may know goes into it.
func (n *Node) Report(ctx context.Context, q ReportQuery) (report.Report, error) {
	g := reporter{node: n, ctx: ctx, q: q}
	if g.q.Known == 0 {
		g.q.Known = cal.DateOf(n.clock())
	}
	if g.q.Lang == "" {
		g.q.Lang = "en"
	}
	if err := g.check(); err != nil {
		return report.Report{}, err
	}
	for _, step := range []func() error{g.undertakings, g.records, g.scores, g.revisions, g.heads} {
		if err := step(); err != nil {
			return report.Report{}, err
		}
		if err := ctx.Err(); err != nil {
			return report.Report{}, err
		}
	}
	g.content()
	return g.out, nil
}

// A reporter gathers a report.
type reporter struct {
	node *Node
	ctx  context.Context // of the call
	q    ReportQuery
	book *measure.Book // nil for a pack without measures
	out  report.Report
}

// check checks the query and begins the report.
func (g *reporter) check() error {
	p := g.node.pack
	if err := report.CheckLang(g.q.Lang); err != nil {
		return fmt.Errorf("node: %w", err)
	}
	if g.q.Programme != "" {
		if _, err := p.Programme(g.q.Programme); err != nil {
			return fmt.Errorf("node: %w", err)
		}
	}
	if p.Book != nil {
		book, err := g.node.Book(g.ctx)
		if err != nil {
			return err
		}
		g.book = book
	}
	if a := g.q.Party; a != "" && !g.node.isArea(a) {
		return fmt.Errorf("node: party %q: no state (DEU), and no code of a group of pack %s: %w", a, p.ID, entente.ErrNotFound)
	}
	g.out = report.Report{
		Lang: g.q.Lang, Instrument: p.Instrument, Node: g.node.name, Key: g.node.PublicKey(), Period: g.q.Period, Known: g.q.Known,
		Pack:  report.Pack{ID: p.ID, Version: p.Version, Title: p.Title, Source: p.Source, Licence: p.Licence},
		Scope: report.Scope{Programme: g.q.Programme, Party: g.q.Party},
	}
	return nil
}

// undertakings adds the undertakings with their verdicts.
func (g *reporter) undertakings() error {
	byMeasure := make(map[measure.MeasureID][]measure.Verdict)
	if g.book != nil {
		verdicts, err := g.node.Assess(g.ctx, AssessQuery{Groups: true, Known: g.q.Known})
		if err != nil {
			return err
		}
		for _, v := range verdicts {
			byMeasure[v.Measure] = append(byMeasure[v.Measure], v)
		}
	}
	done := 0
	for _, e := range g.node.pack.Entries {
		if e.Context || g.q.Programme != "" && e.Programme != g.q.Programme {
			continue
		}
		u := report.Undertaking{Entry: e}
		for i := range g.node.pack.Measurability {
			if m := &g.node.pack.Measurability[i]; m.Undertaking == e.ID {
				u.How = &report.How{By: string(m.By), Why: m.Why, Note: m.Note}
			}
		}
		for _, m := range g.measuresOf(e.ID) {
			measured, err := g.measured(m, byMeasure[m.ID])
			if err != nil {
				return err
			}
			u.Measured = append(u.Measured, measured)
			if done++; g.q.Progress != nil {
				g.q.Progress(done, len(g.book.Measures))
			}
		}
		g.out.Undertakings = append(g.out.Undertakings, u)
	}
	return nil
}

// measuresOf returns the measures that an undertaking is judged by.
func (g *reporter) measuresOf(id entente.StatementID) []measure.Measure {
	if g.book == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(g.book.Measures), func(m measure.Measure) bool { return m.Undertaking != id || m.RivalOf != "" })
}

// measured gathers the verdicts of one measure and its rivals, with evidence for the period that the report is about.
func (g *reporter) measured(m measure.Measure, all []measure.Verdict) (report.Measured, error) {
	out := report.Measured{Measure: m}
	out.Period, _ = Latest(all, g.q.Period)
	for _, v := range all {
		if g.wants(v.Area) && v.Period.Compare(out.Period) <= 0 {
			out.History = append(out.History, v)
		}
	}
	var err error
	if out.Verdicts, err = g.cited(m.ID, out.Period); err != nil {
		return out, err
	}
	for _, rival := range g.book.Rivals(m.ID) {
		if rival.ID == m.ID {
			continue
		}
		r := report.Rival{Measure: rival}
		if r.Verdicts, err = g.cited(rival.ID, out.Period); err != nil {
			return out, err
		}
		out.Rivals = append(out.Rivals, r)
	}
	out.Remarks = g.remarks(out)
	return out, nil
}

func (g *reporter) wants(a measure.Area) bool { return g.q.Party == "" || g.q.Party == a }

// cited returns the verdicts of a measure for one period with their evidence.
func (g *reporter) cited(id measure.MeasureID, p cal.Period) ([]measure.Verdict, error) {
	if p.IsZero() {
		return nil, nil // nothing is known of it
	}
	return g.node.Assess(g.ctx, AssessQuery{Measure: id, Area: g.q.Party, Groups: true, Period: p, Known: g.q.Known, Evidence: true})
}

// remarks returns what the pack says about the figures that verdicts rest on.
func (g *reporter) remarks(m report.Measured) []report.Remark {
	var out []report.Remark
	for _, r := range g.node.pack.Remarks {
		rests := slices.ContainsFunc(m.Verdicts, func(v measure.Verdict) bool {
			return slices.ContainsFunc(v.Evidence, func(e measure.Evidence) bool {
				return e.Area == r.Area && e.Period.Overlaps(r.Period) && slices.Contains(r.Indicators, e.Indicator)
			})
		})
		if rests {
			out = append(out, report.Remark{Area: r.Area, Period: r.Period, Text: r.Text, Source: r.Source})
		}
	}
	return out
}

// records adds what anyone may know of what was recorded about the undertakings by the end of the day.
func (g *reporter) records() error {
	at := make(map[string]int)
	for i, u := range g.out.Undertakings {
		for _, s := range u.Entry.Statements {
			at[s.String()] = i
		}
	}
	for _, kind := range []string{KindEvidence, KindNote} {
		facts := g.node.reader.Facts(g.ctx, ledger.Query{Kind: kind, Labels: []entente.Label{entente.Public}, Known: endOf(g.q.Known)})
		records, err := collect(facts)
		if err != nil {
			return err
		}
		for _, rec := range records {
			if i, ok := at[rec.Fact.Subject]; ok {
				g.out.Undertakings[i].Records = append(g.out.Undertakings[i].Records, recordOf(rec))
			}
		}
	}
	return nil
}

// endOf returns the last instant of a day.
func endOf(d cal.Date) cal.Instant {
	end, err := cal.ParseWhen(d.String())
	if err != nil {
		return 0 // a day beyond those that are written: whatever is known now
	}
	return end
}

func recordOf(rec ledger.Record) report.Record {
	f := rec.Fact
	r := report.Record{
		Fact: rec.ID, Author: f.Author, Kind: f.Kind, Subject: f.Subject, Recorded: rec.Recorded, Source: f.Source, Exercise: f.Exercise,
	}
	var said struct {
		Summary string `json:"summary"`
		Text    string `json:"text"`
		URL     string `json:"url"`
	}
	_ = json.Unmarshal(f.Payload, &said) // payloads of both kinds were checked
	r.Text, r.URL = said.Summary+said.Text, said.URL
	return r
}

// scores adds what analysts had published by the end of the day, invented scores apart from the others.
func (g *reporter) scores() error {
	facts, err := g.node.scoreFacts(g.ctx)
	if err != nil {
		return err
	}
	end := endOf(g.q.Known)
	for _, scale := range g.node.Scales() {
		for _, exercise := range []bool{false, true} {
			var r score.Records
			for _, rec := range facts {
				f := rec.Fact
				id, err := entente.ParseStatementID(f.Subject)
				if err != nil || f.Exercise != exercise || !f.Label.IsPublic() || end != 0 && rec.Recorded > end || g.node.Scale(id).ID != scale.ID {
					continue
				}
				if err := addScoreRecord(&r, rec); err != nil {
					return fmt.Errorf("node: fact %v: %w", rec.ID, err)
				}
			}
			g.addScores(scale, r, exercise)
		}
	}
	return nil
}

// addScores adds the published cases of the undertakings and parties that the report is about.
func (g *reporter) addScores(scale score.Scale, r score.Records, exercise bool) {
	sheet, _ := score.NewSheet(scale, r) // what cannot be used was refused when it was recorded, or came from elsewhere
	s := report.Scoring{Scale: scale, Exercise: exercise}
	for _, c := range sheet.Cases() {
		reported := slices.ContainsFunc(g.out.Undertakings, func(u report.Undertaking) bool { return u.Entry.ID == c.Item.Undertaking })
		if c.State == score.Published && reported && g.wants(measure.Area(c.Item.Party)) {
			s.Cases = append(s.Cases, c)
		}
	}
	if len(s.Cases) == 0 {
		return
	}
	if alpha, err := sheet.Alpha(); err == nil {
		s.Alpha = &alpha
	}
	g.out.Scores = append(g.out.Scores, s)
}

// revisions adds the figures that were revised: of the period wanted, or of all.
func (g *reporter) revisions() error {
	if g.book == nil {
		return nil
	}
	all, err := g.node.Revisions(g.ctx, AssessQuery{Area: g.q.Party, Groups: true, Period: g.q.Period, Known: g.q.Known})
	if err != nil {
		return err
	}
	reported := make(map[measure.MeasureID]bool)
	for _, u := range g.out.Undertakings {
		for _, m := range u.Measured {
			reported[m.Measure.ID] = true
			for _, r := range m.Rivals {
				reported[r.Measure.ID] = true
			}
		}
	}
	for _, r := range all {
		if reported[r.Measure] {
			g.out.Revisions = append(g.out.Revisions, r)
		}
	}
	return nil
}

// heads adds the head of the public log, whose facts alone a report rests on.
func (g *reporter) heads() error {
	channels, err := g.node.reader.Channels(g.ctx)
	if err != nil {
		return fmt.Errorf("node: %w", err)
	}
	for _, c := range channels {
		if c.Log.Label.IsPublic() {
			g.out.Heads = append(g.out.Heads, report.Head{Log: c.Log.String(), Entries: c.Entries, Root: c.Root.String()})
		}
	}
	return nil
}

// content adds the names and definitions of all that the report speaks of.
func (g *reporter) content() {
	g.structure()
	areas := g.areas()
	for a := range areas {
		if a.IsParty() {
			g.out.Parties = append(g.out.Parties, a)
		} else {
			g.out.Groups = append(g.out.Groups, a)
		}
	}
	g.definitions()
	g.names(areas)
}

// structure adds the programmes, provisions and cited instruments of the undertakings.
func (g *reporter) structure() {
	p := g.node.pack
	provisions, instruments, programmes := make(map[int]bool), make(map[entente.InstrumentID]bool), make(map[entente.ProgrammeID]bool)
	for _, u := range g.out.Undertakings {
		programmes[u.Entry.Programme] = true
		for _, n := range u.Entry.Provisions() {
			provisions[n] = true
		}
		for _, id := range u.Entry.Instruments {
			instruments[id] = true
		}
	}
	g.out.Provisions = kept(p.Provisions, func(v entente.Provision) bool { return provisions[v.Number] })
	g.out.Instruments = kept(p.Instruments, func(v entente.Instrument) bool { return instruments[v.ID] })
	g.out.Programmes = kept(p.Programmes, func(v entente.Programme) bool { return programmes[v.ID] })
}

// definitions adds the indicators and publications of the figures, with the vintages that were out on the day.
func (g *reporter) definitions() {
	if g.book == nil {
		return
	}
	indicators, publications := make(map[measure.IndicatorID]bool), make(map[measure.PublicationID]bool)
	g.evidence(func(e measure.Evidence) { indicators[e.Indicator], publications[e.Publication] = true, true })
	g.out.Indicators = kept(g.book.Indicators, func(v measure.Indicator) bool { return indicators[v.ID] })
	g.out.Publications = kept(g.book.Publications, func(v measure.Publication) bool { return publications[v.ID] })
	for i, p := range g.out.Publications {
		g.out.Publications[i].Vintages = kept(p.Vintages, func(v measure.Vintage) bool { return v.Published <= g.q.Known })
	}
}

// names adds what everybody is called whom the report speaks of.
func (g *reporter) names(areas map[measure.Area]bool) {
	names := make(map[entente.ActorID]entente.Wording)
	for a := range areas {
		names[entente.ActorID(a)] = nil
	}
	for _, u := range g.out.Undertakings {
		for _, id := range slices.Concat(u.Entry.Bearer, u.Entry.Addressee) {
			names[id] = nil
		}
		for _, m := range u.Measured {
			for _, t := range m.Measure.Targets {
				names[t.Bound] = nil
			}
			for _, e := range m.Measure.Exempt {
				names[entente.ActorID(e.Party)] = nil
			}
		}
		for _, r := range u.Records {
			names[r.Author] = nil
		}
	}
	for _, r := range g.out.Revisions {
		names[entente.ActorID(r.Area)] = nil
	}
	g.evidence(func(e measure.Evidence) { names[entente.ActorID(e.Area)] = nil })
	for id := range names {
		names[id] = g.nameOf(id)
	}
	g.out.Names = names
}

// areas returns whoever verdicts and scores are of; in a pack without measures, the parties that are bound by name. A group
// is there only where a figure of it is known.
func (g *reporter) areas() map[measure.Area]bool {
	areas := make(map[measure.Area]bool)
	for _, u := range g.out.Undertakings {
		for _, id := range u.Entry.Bearer {
			if g.book == nil && id.IsParty() && g.wants(measure.Area(id)) {
				areas[measure.Area(id)] = true
			}
		}
		for _, m := range u.Measured {
			for _, v := range m.Verdicts {
				if v.Area.IsParty() || v.Value != nil {
					areas[v.Area] = true
				}
			}
		}
	}
	for _, s := range g.out.Scores {
		for _, c := range s.Cases {
			areas[measure.Area(c.Item.Party)] = true
		}
	}
	if g.q.Party != "" {
		areas[g.q.Party] = true
	}
	return areas
}

// evidence calls f with every figure that a verdict of the report rests on.
func (g *reporter) evidence(f func(measure.Evidence)) {
	each := func(verdicts []measure.Verdict) {
		for _, v := range verdicts {
			for _, e := range v.Evidence {
				f(e)
			}
		}
	}
	for _, u := range g.out.Undertakings {
		for _, m := range u.Measured {
			each(m.Verdicts)
			for _, r := range m.Rivals {
				each(r.Verdicts)
			}
		}
	}
}

// nameOf returns what an actor, or a group by its code, is called.
func (g *reporter) nameOf(id entente.ActorID) entente.Wording {
	if a, err := g.node.pack.Actor(id); err == nil {
		return a.Names
	}
	if g.book != nil {
		if group, err := g.book.GroupByCode(measure.Area(id)); err == nil {
			return group.Names
		}
	}
	return nil
}

// kept returns those of list that want is true of.
func kept[T any](list []T, want func(T) bool) []T {
	var out []T
	for _, v := range list {
		if want(v) {
			out = append(out, v)
		}
	}
	return out
}
