package web

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"entente"
	"entente/cal"
	"entente/internal/chart"
	"entente/measure"
	"entente/measure/picture"
	"entente/node"
	"entente/pack"
)

// A deliveryPage shows which undertakings are delivered, by whom.
type deliveryPage struct {
	Asked      url.Values // only what is set
	Moment     moment
	Known      string // the day asked for; "" for today
	Latest     []cal.Period
	Years      []alternative
	Vintages   []alternative
	Today      string // the address of the page as of today
	All        bool   // those that no figure shows too
	Programmes []link
	Parties    []link
	Outcomes   []measure.Outcome
	How        []howCount
	Heat       heatPair
	Rows       []standingRow // shown in the heat map
	Brief      bool          // without rows that no figure is at hand for
	Others     []otherGroup  // what no figure shows, by programme
	OtherCount int
	Exports    []export
	Report     string // the address of the report, in HTML
	Tabs       []alternative
}

// A heatPair is the same heat map for wide screens and for narrow ones.
type heatPair struct{ Wide, Narrow chart.Heat }

// A standingRow is an undertaking that has verdicts.
type standingRow struct {
	Entry   entry
	Measure *link // nil for one that analysts scored
	Period  cal.Period
	Counts  chart.Share
	Groups  []verdictView // of the Alliance and other groups
	Bare    bool          // no figure is at hand
}

// An otherGroup is undertakings of a programme whose delivery no figure shows.
type otherGroup struct {
	Programme link
	Rows      []otherRow
}

// An otherRow is an undertaking and how its delivery can be known.
type otherRow struct {
	Entry entry
	How   pack.Measurability
}

// A howCount counts undertakings by how their delivery can be known.
type howCount struct {
	How   string // figures, scored, event, score or missing
	Count int
	URL   string
}

// The ways in which delivery is known.
const (
	howMeasured = "measured" // by published figures
	howScored   = "scored"   // by analysts who published a score
	howEvent    = "event"    // one act that a public record shows
	howScore    = "score"    // by analysts, once they do
	howMissing  = "missing"  // by figures that are not at hand
)

// howOf returns how the delivery of an undertaking is known.
func howOf(s node.Standing) string {
	switch {
	case s.Measure != nil && slices.ContainsFunc(s.Verdicts, hasValue):
		return howMeasured
	case s.Measure != nil:
		return howMissing
	case len(s.Verdicts) > 0:
		return howScored
	case s.How == nil || s.How.By == pack.ByScore:
		return howScore
	case s.How.By == pack.ByEvent:
		return howEvent
	}
	return howMissing
}

func hasValue(v measure.Verdict) bool { return v.Value != nil }

// countHow counts each undertaking once, those of several measures too. The page for each count asks for base.
func countHow(standings []node.Standing, base url.Values) []howCount {
	counts := make(map[string]int)
	seen := make(map[entente.StatementID]bool)
	for _, s := range standings {
		if !seen[s.Entry.ID] {
			seen[s.Entry.ID] = true
			counts[howOf(s)]++
		}
	}
	var all []howCount
	for _, how := range []string{howMeasured, howScored, howEvent, howScore, howMissing} {
		if counts[how] == 0 {
			continue
		}
		q := maps.Clone(base)
		if how != howMeasured && how != howScored {
			q.Set("all", "1")
		}
		all = append(all, howCount{how, counts[how], address("/delivery", q)})
	}
	return all
}

func (s *site) delivery(v *view, r *http.Request) (page, error) {
	p, err := s.deliveryPage(r.Context(), v)
	return page{Template: "delivery", Section: "delivery", Title: s.catalogue(v.Lang).text("delivery.title"), Body: p}, err
}

// A deliveryFilter is what of the heat map is wanted.
type deliveryFilter struct {
	moment
	programme entente.ProgrammeID
	party     measure.Area
	outcome   measure.Outcome
	all       bool
}

var deliveryNames = []string{"programme", "party", "outcome", "all", "at", "known"}

// readDelivery returns the filter that an address asks for, and what of the address it is.
func (s *site) readDelivery(q url.Values) (f deliveryFilter, asked url.Values, err error) {
	asked = make(url.Values)
	for _, name := range deliveryNames {
		if v := q.Get(name); v != "" {
			asked.Set(name, v)
		}
	}
	if f.moment, err = readMoment(asked); err != nil {
		return f, asked, err
	}
	f.programme, f.party = entente.ProgrammeID(asked.Get("programme")), measure.Area(asked.Get("party"))
	f.outcome, f.all = measure.Outcome(asked.Get("outcome")), asked.Get("all") != ""
	if f.programme != "" {
		if _, err := s.pack.Programme(f.programme); err != nil {
			return f, asked, fmt.Errorf("web: programme %q unknown: %w", f.programme, entente.ErrInvalid)
		}
	}
	if f.outcome != "" && !slices.Contains(measure.Outcomes, f.outcome) {
		return f, asked, fmt.Errorf("web: outcome %q: want one of %v: %w", f.outcome, measure.Outcomes, entente.ErrInvalid)
	}
	return f, asked, nil
}

// standings returns the standings that a filter leaves, with the verdicts that it leaves.
func (s *site) standings(ctx context.Context, f deliveryFilter) (all, shown []node.Standing, err error) {
	if all, err = s.node.Standings(ctx, f.ask()); err != nil {
		return nil, nil, err
	}
	for _, st := range f.inProgramme(all) {
		if f.party != "" && len(st.Verdicts) == 0 && !s.bears(st.Entry, entente.PartyID(f.party)) {
			continue
		}
		if f.party != "" || f.outcome != "" && len(st.Verdicts) > 0 {
			st.Verdicts = f.keep(st.Verdicts)
			if len(st.Verdicts) == 0 && st.Measure != nil {
				continue
			}
		}
		if len(st.Verdicts) == 0 && f.outcome != "" && f.outcome != outcomeOf(st) {
			continue
		}
		shown = append(shown, st)
	}
	return all, shown, nil
}

// address returns the part of an address that asks for the moment and the programme of the filter.
func (f deliveryFilter) address() url.Values {
	q := f.values()
	if f.programme != "" {
		q.Set("programme", string(f.programme))
	}
	return q
}

// inProgramme returns the standings of the programme that the filter names.
func (f deliveryFilter) inProgramme(all []node.Standing) []node.Standing {
	var own []node.Standing
	for _, st := range all {
		if f.programme == "" || st.Entry.Programme == f.programme {
			own = append(own, st)
		}
	}
	return own
}

// keep returns the verdicts that the filter leaves.
func (f deliveryFilter) keep(verdicts []measure.Verdict) []measure.Verdict {
	var kept []measure.Verdict
	for _, v := range verdicts {
		if (f.party == "" || v.Area == f.party) && (f.outcome == "" || v.Outcome == f.outcome) {
			kept = append(kept, v)
		}
	}
	return kept
}

// outcomeOf returns the outcome of an undertaking without verdicts.
func outcomeOf(s node.Standing) measure.Outcome {
	if howOf(s) == howMissing {
		return measure.NoData
	}
	return measure.NotMeasurable
}

// bears reports whether a party bears an entry, by itself or with a group on the day of the text.
func (s *site) bears(e entente.Undertaking, id entente.PartyID) bool {
	for _, b := range e.Bearer {
		if b == entente.ActorID(id) {
			return true
		}
		if g, err := s.pack.Group(b); err == nil && slices.Contains(g.At(s.textDay()), id) {
			return true
		}
	}
	return false
}

func (s *site) deliveryPage(ctx context.Context, v *view) (deliveryPage, error) {
	f, asked, err := s.readDelivery(v.Query)
	if err != nil {
		return deliveryPage{}, err
	}
	all, shown, err := s.standings(ctx, f)
	if err != nil {
		return deliveryPage{}, err
	}
	p := deliveryPage{
		Asked: asked, Moment: f.moment, Known: asked.Get("known"), All: f.all || f.outcome == measure.NotMeasurable,
		Outcomes: measure.Outcomes, How: countHow(f.inProgramme(all), f.address()), Tabs: s.tabs("/delivery", f.moment), Today: at(v)("known", ""),
	}
	for _, g := range s.pack.Programmes {
		p.Programmes = append(p.Programmes, link{string(g.ID), g.Title})
	}
	g := s.guide(v.Lang, f.moment)
	if err := s.fillHeat(&p, g, shown); err != nil {
		return p, err
	}
	p.Parties = s.areaChoices(all)
	if p.Years, err = s.years(ctx, "", f.moment, at(v)); err != nil {
		return p, err
	}
	if p.Vintages, err = s.vintages(ctx, "", f.moment, at(v)); err != nil {
		return p, err
	}
	for _, format := range []string{"csv", "json"} {
		p.Exports = append(p.Exports, export{format, address("/delivery."+format, asked)})
	}
	p.Report = address("/report.html", reportQuery(asked))
	return p, nil
}

// fillHeat draws what has verdicts and lists the rest.
func (s *site) fillHeat(p *deliveryPage, g picture.Guide, shown []node.Standing) error {
	var groups []picture.HeatGroup
	var areas []measure.Area
	others := make(map[entente.ProgrammeID][]otherRow)
	for _, st := range shown {
		if len(st.Verdicts) == 0 || howOf(st) == howMissing && p.Brief {
			row := otherRow{Entry: s.entry(st.Entry)}
			if st.How != nil {
				row.How = *st.How
			}
			others[st.Entry.Programme] = append(others[st.Entry.Programme], row)
			p.OtherCount++
			continue
		}
		row := s.standingRow(g, st, p.Moment)
		p.Rows = append(p.Rows, row)
		for _, v := range st.Verdicts {
			if (v.Area.IsParty() || v.Value != nil) && !slices.Contains(areas, v.Area) {
				areas = append(areas, v.Area)
			}
		}
		if !row.Bare && !slices.Contains(p.Latest, st.Period) {
			p.Latest = append(p.Latest, st.Period)
		}
		groups = append(groups, picture.HeatGroup{Rows: []picture.HeatRow{s.heatRow(g, row, st)}})
	}
	p.Heat = s.heatPair(g, groups, parties(areas))
	for _, programme := range s.pack.Programmes {
		if rows := others[programme.ID]; len(rows) > 0 {
			p.Others = append(p.Others, otherGroup{s.programmeLink(programme.ID), rows})
		}
	}
	return nil
}

func (s *site) heatRow(g picture.Guide, row standingRow, st node.Standing) picture.HeatRow {
	h := picture.HeatRow{Code: row.Entry.Place(), Name: st.Entry.Title.In(g.Lang), Href: row.Entry.URL, Verdicts: st.Verdicts}
	if row.Measure != nil {
		h.Name, h.Href = row.Measure.Names.In(g.Lang), row.Measure.URL
	}
	return h
}

func (s *site) heatPair(g picture.Guide, groups []picture.HeatGroup, areas []measure.Area) heatPair {
	var flat picture.HeatGroup
	for _, group := range groups {
		flat.Rows = append(flat.Rows, group.Rows...)
	}
	wide := g.Heat([]picture.HeatGroup{flat}, areas)
	return heatPair{wide, picture.Transpose(wide)}
}

// parties puts single parties first, each kind in the order of its codes.
func parties(areas []measure.Area) []measure.Area {
	slices.SortFunc(areas, func(a, b measure.Area) int {
		switch {
		case a.IsParty() == b.IsParty():
			return cmp.Compare(a, b)
		case a.IsParty():
			return -1
		}
		return 1
	})
	return areas
}

// standingRow counts the parties of an undertaking by verdict.
func (s *site) standingRow(g picture.Guide, st node.Standing, m moment) standingRow {
	row := standingRow{Entry: s.entry(st.Entry), Period: st.Period, Counts: g.Counts(st.Parties()), Bare: howOf(st) == howMissing}
	target := row.Entry.URL
	if st.Measure != nil {
		row.Measure = &link{measureURL(st.Measure.ID, m), st.Measure.Title}
		target = measureURL(st.Measure.ID, moment{st.Period, m.Known})
	}
	linkParts(row.Counts.Parts, target)
	for _, v := range st.Verdicts {
		if !v.Area.IsParty() && v.Value != nil {
			row.Groups = append(row.Groups, s.verdictView(v, m))
		}
	}
	return row
}

// linkParts leads each part of a bar to the parties with its verdict.
func linkParts(parts []chart.Part, target string) {
	u, err := url.Parse(target)
	if err != nil {
		return
	}
	for i := range parts {
		q := u.Query()
		q.Set("outcome", parts[i].Key)
		parts[i].Href = address(u.Path, q) + "#parties"
	}
}

// areaChoices returns whoever has a verdict, to choose from: the URL of each is the code.
func (s *site) areaChoices(all []node.Standing) []link {
	seen := make(map[measure.Area]bool)
	for _, st := range all {
		for _, v := range st.Verdicts {
			seen[v.Area] = true
		}
	}
	return each(parties(slices.Collect(maps.Keys(seen))), func(a measure.Area) link { return link{string(a), s.node.AreaNames(a)} })
}
