package measure

import (
	"cmp"
	"maps"
	"slices"

	"entente"
	"entente/cal"
	"entente/unit"
)

// A Query says which verdicts are wanted. Known is required; a zero field else means all.
type Query struct {
	Measure     MeasureID
	Undertaking entente.StatementID
	Area        Area       // one; empty: every party that is or was bound
	Groups      bool       // with an empty Area: the groups too that figures are published of
	Period      cal.Period // one; zero: every period that figures are known of, whosever, and that has a target
	Untargeted  bool       // with a zero Period: those too that have no target, where a value is known
	Known       cal.Date   // by what had been published on this day
	Today       cal.Date   // decides which periods are over; zero: the day of Known
	Evidence    bool       // with the figures that each verdict rests on, and its basis
	Scenario    *Scenario  // under assumptions; nil for none
}

// writtenPlaces is to how many decimal places a fraction is written out.
const writtenPlaces = 12

// Assess returns the verdicts that q wants, by measure in the order of the book, then by area, then by period.
func (d *Data) Assess(q Query) []Verdict {
	var o *overlay
	if q.Scenario != nil {
		o = q.Scenario.overlay(d, d.book.limits(q.Known))
	}
	var all []Verdict
	for i, m := range d.book.Measures {
		if q.Measure != "" && m.ID != q.Measure || q.Undertaking != (entente.StatementID{}) && m.Undertaking != q.Undertaking {
			continue
		}
		a := newAssessor(d, i, q)
		a.assume(o)
		areas := a.areas(q)
		all = slices.Grow(all, len(areas)*len(a.periods))
		for _, area := range areas {
			var answered bool
			if all, answered = a.row(all, area, q); !answered && len(m.Targets) > 0 {
				all, _ = a.row(all, area, a.inLastTarget(q))
			}
		}
	}
	return all
}

// inLastTarget asks for the first period of the last target: where no figure is as late as any target, that has to be said.
func (a *assessor) inLastTarget(q Query) Query {
	q.Period = a.measure.Targets[len(a.measure.Targets)-1].From
	return q
}

// An assessor gives the verdicts of one measure.
type assessor struct {
	*compiled
	measure Measure
	data    *Data
	env     env
	area    Area // whose verdicts are at hand
	today   cal.Date
	periods []cal.Period
	since   cal.Period // the first and
	until   cal.Period // last one that a verdict is wanted of; zero: all

	readings []reading // of the area at hand; the space is used again for the next one
}

func newAssessor(d *Data, measure int, q Query) *assessor {
	a := &assessor{compiled: &d.book.compiled[measure], measure: d.book.Measures[measure], data: d, today: q.Today}
	if a.today == 0 {
		a.today = q.Known
	}
	a.env = env{data: d, limits: d.book.limits(q.Known)}
	for _, i := range a.shown {
		for p, earliest := range d.periods[i] {
			if earliest <= a.env.limits[d.book.publicationOf[i]] {
				a.note(p)
			}
		}
	}
	return a
}

// assume puts a scenario's figures over those that are published. There may be none.
func (a *assessor) assume(o *overlay) {
	if o == nil {
		return
	}
	a.env.scenario = o
	for _, p := range o.periods {
		a.note(p)
	}
}

// note adds a period to those that there are figures of, in their order.
func (a *assessor) note(p cal.Period) {
	i, ok := slices.BinarySearchFunc(a.periods, p, cal.Period.Compare)
	if !ok && ordinalOf(p).kind != noKind {
		a.periods = slices.Insert(a.periods, i, p)
	}
}

// only leaves out the verdicts that a figure of a period cannot change: those on earlier periods, and those so much later
// that neither the formulas nor the trend look back as far.
func (a *assessor) only(p cal.Period) {
	n := a.measure.Projection.Window
	for _, x := range a.formulas() {
		n = max(n, reach(x)+a.measure.Projection.Window)
	}
	if last, ok := p.Step(n); ok && n < everywhere {
		a.since, a.until = p, last
	}
}

func (a *assessor) isBefore(p cal.Period) bool { return p.Compare(a.since) < 0 }
func (a *assessor) isAfter(p cal.Period) bool  { return !a.until.IsZero() && p.Compare(a.until) > 0 }

// areas returns whom verdicts are wanted of.
func (a *assessor) areas(q Query) []Area {
	if q.Area != "" {
		return []Area{q.Area}
	}
	seen := make(map[Area]bool)
	var areas []Area
	for _, g := range a.bound {
		for _, m := range a.data.book.Groups[g].Members {
			if id := Area(m.Party); !seen[id] {
				seen[id] = true
				areas = append(areas, id)
			}
		}
	}
	slices.Sort(areas)
	if !q.Groups {
		return areas
	}
	for i, g := range a.data.book.Groups {
		if g.Code != "" && a.concerns(i) {
			areas = append(areas, g.Code)
		}
	}
	return areas
}

// concerns reports whether a group has figures of its own, or has somebody among its members who is or was bound.
func (a *assessor) concerns(group int) bool {
	g := a.data.book.Groups[group]
	hasFigures := func(i int) bool {
		return a.data.series[seriesKey{int32(i), a.data.areaIDs[g.Code], wholePart}] != nil
	}
	if slices.ContainsFunc(a.shown, hasFigures) {
		return true
	}
	return slices.ContainsFunc(a.bound, func(b int) bool {
		return slices.ContainsFunc(a.data.book.Groups[b].Members, func(m entente.Membership) bool { return g.has(Area(m.Party)) })
	})
}

// A reading is the value of a measure in one period, as far as it is known.
type reading struct {
	period cal.Period
	ordinal
	value Number
	err   error
	seen
}

// row appends the verdicts of one area to those before. It is answered where one of them is about what was asked: the period
// of the query or, without one, a period that a target applies to.
func (a *assessor) row(verdicts []Verdict, area Area, q Query) (all []Verdict, answered bool) {
	id, ok := a.data.areaIDs[area]
	if !ok {
		id = -1
	}
	a.area, a.env.area = area, id
	a.read()
	readings := a.readings
	for i, r := range readings {
		if !q.Period.IsZero() && r.period != q.Period || a.isBefore(r.period) || a.isAfter(r.period) {
			continue
		}
		t := a.target(r.period)
		if t < 0 && q.Period.IsZero() && (!q.Untargeted || r.err != nil) {
			continue
		}
		answered = answered || t >= 0 || !q.Period.IsZero()
		verdicts = append(verdicts, a.verdict(readings[:i+1], t, q))
	}
	if !answered && !q.Period.IsZero() {
		answered = true
		verdicts = append(verdicts, a.verdict(append(readings, a.readIn(q.Period, ordinalOf(q.Period))), a.target(q.Period), q))
	}
	return verdicts, answered
}

// gap returns the error of a period that no figure is known of.
func (a *assessor) gap(p cal.Period) error {
	g := &Gap{Area: a.area, Period: p}
	if len(a.shown) == 0 {
		g.Why = "the measure rests on no figure"
		return g
	}
	g.Indicator = a.data.book.Indicators[a.shown[0]].ID
	return g
}

// read evaluates the measure in every period.
func (a *assessor) read() {
	if a.readings == nil {
		a.readings = make([]reading, len(a.periods))
		for i, p := range a.periods {
			a.readings[i].ordinal = ordinalOf(p)
		}
	}
	since := ordinalOf(a.since)
	for i, p := range a.periods {
		if o := a.readings[i].ordinal; o.until(since) < max(1, a.measure.Projection.Window) && !a.isAfter(p) {
			a.readings[i] = a.readIn(p, o)
		}
	}
}

func (a *assessor) readIn(p cal.Period, o ordinal) reading {
	r := reading{period: p, ordinal: o}
	if a.env.area < 0 {
		r.err = a.gap(p)
		return r
	}
	a.env.period, a.env.seen = p, seen{}
	r.value, r.err = a.evaluate()
	r.seen = a.env.seen
	return r
}

// evaluate returns the value in the area and period at hand. Where an assumption is about an input that the value is
// recomputed from, the published value no longer follows from it: then the recomputed one counts.
func (a *assessor) evaluate() (Number, error) {
	if a.recompute != nil && a.env.scenario != nil && a.isOvertaken() {
		return a.recompute.eval(&a.env)
	}
	return a.value.eval(&a.env)
}

// isOvertaken reports whether an assumption changes the inputs of the value but not the value itself.
func (a *assessor) isOvertaken() bool {
	o := a.env.scenario
	if !a.data.areas[a.env.area].IsParty() {
		return slices.ContainsFunc(slices.Collect(maps.Keys(a.inputs)), func(i int) bool { return o.touched[touch{int32(i), a.env.period}] })
	}
	assumed := func(i int) bool { return o.cell(seriesKey{int32(i), a.env.area, wholePart}, a.env.period) != nil }
	return !slices.ContainsFunc(a.shown, assumed) && slices.ContainsFunc(slices.Collect(maps.Keys(a.inputs)), assumed)
}

// target returns the number of the target that applies to a period, or -1.
func (a *assessor) target(p cal.Period) int {
	return slices.IndexFunc(a.measure.Targets, func(t Target) bool { return t.applies(p) })
}

// verdict judges the last of readings by a target.
func (a *assessor) verdict(readings []reading, target int, q Query) Verdict {
	now := readings[len(readings)-1]
	v := Verdict{
		Measure: a.measure.ID, Undertaking: a.measure.Undertaking, Area: a.area, Period: now.period, Known: q.Known, Unit: a.measure.Unit,
	}
	a.env.period, a.env.seen = now.period, seen{}
	goal, err := a.goal(target)
	v.Assumed = a.env.seen.assumed
	if target >= 0 {
		v.Comparator = a.measure.Targets[target].Comparator
		if err == nil {
			v.Target = written(goal)
		}
	}
	if now.err == nil {
		v.Value = written(now.value)
		_, v.Exact = now.value.Decimal(writtenPlaces)
		v.Estimate, v.Assumed = now.notFirm, v.Assumed || now.assumed
		v.Vintage = a.data.book.vintageID(now.latest)
		a.compareInputs(&v, now)
	}
	a.judge(&v, readings, target, goal, err)
	if q.Evidence {
		a.cite(&v, readings, target)
	}
	return v
}

// goal returns what the value is compared with.
func (a *assessor) goal(target int) (Number, error) {
	if target < 0 {
		return Number{}, nil
	}
	if a.targets[target] == nil {
		return Exactly(a.measure.Targets[target].Value), nil
	}
	if a.env.area < 0 {
		return Number{}, a.gap(a.env.period)
	}
	return a.targets[target].eval(&a.env)
}

func written(n Number) *unit.Decimal {
	d, _ := n.Decimal(writtenPlaces)
	d = trimFraction(n, d)
	return &d
}

// trimFraction drops the zeros that writing a fraction out leaves behind; the digits of a published figure all stay.
func trimFraction(n Number, d unit.Decimal) unit.Decimal {
	if n.r == nil {
		return d
	}
	return d.Trim()
}

// compareInputs holds the value against the one that follows from the inputs of the same vintage.
func (a *assessor) compareInputs(v *Verdict, now reading) {
	if a.recompute == nil || now.assumed || now.latest == nil {
		return
	}
	a.env.fixed, a.env.seen = now.latest, seen{}
	n, err := a.recompute.eval(&a.env)
	a.env.fixed = nil
	if err != nil {
		return
	}
	v.Recomputed = written(n)
	diff := now.value.sub(n)
	if diff.Sign() < 0 {
		diff = diff.neg()
	}
	v.Disagrees = diff.Cmp(Exactly(a.measure.Tolerance)) > 0
}

// vintageID returns the name of a vintage, "" for none.
func (b *Book) vintageID(v *vintage) VintageID {
	if v == nil {
		return ""
	}
	return b.Publications[v.publication].Vintages[v.index].ID
}

// Sort orders verdicts by measure, area and period, for lists that were gathered from several queries.
func Sort(verdicts []Verdict) {
	slices.SortFunc(verdicts, func(a, b Verdict) int {
		return cmp.Or(cmp.Compare(a.Measure, b.Measure), cmp.Compare(a.Area, b.Area), a.Period.Compare(b.Period))
	})
}
