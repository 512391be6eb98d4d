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
	Period      cal.Period // one; zero: every period that there are figures of and a target for
	Known       cal.Date   // by what had been published on this day
	Today       cal.Date   // decides which periods are over; zero: the day of Known
	Evidence    bool       // with the figures that each verdict rests on, and its basis
	Scenario    *Scenario  // under assumptions; nil for none
}

// writtenPlaces is to how many decimal places a fraction is written out.
const writtenPlaces = 12

// Assess returns the verdicts that q wants, by measure in the order of the book, then by area, then by period.
func (d *Data) Assess(q Query) []Verdict {
	var all []Verdict
	for i, m := range d.book.Measures {
		if q.Measure != "" && m.ID != q.Measure || q.Undertaking != (entente.StatementID{}) && m.Undertaking != q.Undertaking {
			continue
		}
		a := newAssessor(d, i, q)
		for _, area := range a.areas(q) {
			all = append(all, a.row(area, q)...)
		}
	}
	return all
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
}

func newAssessor(d *Data, measure int, q Query) *assessor {
	a := &assessor{compiled: &d.book.compiled[measure], measure: d.book.Measures[measure], data: d, today: q.Today}
	if a.today == 0 {
		a.today = q.Known
	}
	a.env = env{data: d, limits: d.book.limits(q.Known)}
	if q.Scenario != nil {
		a.env.scenario = q.Scenario.overlay(d, a.env.limits)
	}
	seen := make(map[cal.Period]bool)
	note := func(p cal.Period) {
		if _, ok := p.Step(0); ok && !seen[p] {
			seen[p] = true
			a.periods = append(a.periods, p)
		}
	}
	for _, i := range a.shown {
		for p := range d.periods[i] {
			note(p)
		}
	}
	if a.env.scenario != nil {
		for _, p := range a.env.scenario.periods {
			note(p)
		}
	}
	slices.SortFunc(a.periods, cal.Period.Compare)
	return a
}

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
	for _, g := range a.data.book.Groups {
		if g.Code != "" {
			areas = append(areas, g.Code)
		}
	}
	return areas
}

// A reading is the value of a measure in one period, as far as it is known.
type reading struct {
	period cal.Period
	value  Number
	err    error
	seen
}

// row returns the verdicts of one area.
func (a *assessor) row(area Area, q Query) []Verdict {
	id, ok := a.data.areaIDs[area]
	if !ok {
		id = -1
	}
	a.area, a.env.area = area, id
	readings := a.read()
	var verdicts []Verdict
	for i, r := range readings {
		if !q.Period.IsZero() && r.period != q.Period {
			continue
		}
		t := a.target(r.period)
		if t < 0 && q.Period.IsZero() {
			continue
		}
		verdicts = append(verdicts, a.verdict(readings[:i+1], t, q))
	}
	if len(verdicts) == 0 && !q.Period.IsZero() {
		verdicts = append(verdicts, a.verdict(append(readings, a.readIn(q.Period)), a.target(q.Period), q))
	}
	return verdicts
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
func (a *assessor) read() []reading {
	readings := make([]reading, len(a.periods))
	for i, p := range a.periods {
		readings[i] = a.readIn(p)
	}
	return readings
}

func (a *assessor) readIn(p cal.Period) reading {
	r := reading{period: p}
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
	a.env.period = now.period
	goal, err := a.goal(target)
	if target >= 0 {
		v.Comparator = a.measure.Targets[target].Comparator
		if err == nil {
			v.Target = written(goal)
		}
	}
	if now.err == nil {
		v.Value = written(now.value)
		_, v.Exact = now.value.Decimal(writtenPlaces)
		v.Estimate, v.Assumed = now.notFirm, now.assumed
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
