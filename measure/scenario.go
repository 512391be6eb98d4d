package measure

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"entente"
	"entente/cal"
	"entente/unit"
)

// A Scenario is assumptions to compute verdicts under. Verdicts that rest on one are marked [Verdict.Assumed].
type Scenario struct{ Assumptions []Assumption }

// An Assumption says what figures would be. Its text form is one of
//
//	INDICATORS PARTY = VALUE              in every period that there are figures of
//	INDICATORS PARTY = VALUE in PERIOD    in one period
//	INDICATORS PARTY >= VALUE             every figure below it raised to it, also "in PERIOD"
//	INDICATORS PARTY +1%                  every figure revised by so much, also "in PERIOD"
//	INDICATORS PARTY to VALUE by PERIOD   in equal steps from the last figure
//	INDICATORS PARTY trend until PERIOD   on the line through the last figures
//
// with indicators joined by commas, and a party, or "all" for every party that there are figures of.
type Assumption struct {
	Indicators []IndicatorID
	Area       Area // "" for all
	Kind       AssumptionKind
	Value      unit.Decimal // in the indicator's unit and multiplier; of ReviseBy, per cent
	Period     cal.Period   // of SetTo, RaiseTo and ReviseBy: zero for every one
}

// An AssumptionKind says how figures change.
type AssumptionKind string

// The kinds of assumptions.
const (
	SetTo      AssumptionKind = "set"
	RaiseTo    AssumptionKind = "raise"
	ReviseBy   AssumptionKind = "revise"
	ReachBy    AssumptionKind = "reach"
	TrendUntil AssumptionKind = "trend"
)

var assumptionForm = regexp.MustCompile(`^([a-z0-9,-]+) ([A-Z][A-Z0-9_-]*|all) (?:` +
	`(>?=) ?(-?[0-9.]{1,40})(?: in ([0-9Q-]+))?|([+-][0-9.]{1,40})%(?: in ([0-9Q-]+))?|(to) (-?[0-9.]{1,40}) by ([0-9Q-]+)|(trend) until ([0-9Q-]+))$`)

// ParseAssumption parses the text form of an assumption.
func ParseAssumption(s string) (Assumption, error) {
	m := assumptionForm.FindStringSubmatch(strings.Join(strings.Fields(s), " "))
	if m == nil {
		return Assumption{}, fmt.Errorf(`assumption %.80q: want one of "INDICATOR PARTY = 2", "INDICATOR PARTY >= 2", "INDICATOR PARTY +1%%", "INDICATOR PARTY to 5 by 2035", "INDICATOR PARTY trend until 2030", with all for every party: %w`,
			s, entente.ErrInvalid)
	}
	a := Assumption{}
	for id := range strings.SplitSeq(m[1], ",") {
		a.Indicators = append(a.Indicators, IndicatorID(id))
	}
	if m[2] != "all" {
		a.Area = Area(m[2])
	}
	value, period := m[4], m[5]
	switch {
	case m[3] == "=":
		a.Kind = SetTo
	case m[3] != "":
		a.Kind = RaiseTo
	case m[6] != "":
		a.Kind, value, period = ReviseBy, strings.TrimPrefix(m[6], "+"), m[7]
	case m[8] != "":
		a.Kind, value, period = ReachBy, m[9], m[10]
	default:
		a.Kind, value, period = TrendUntil, "0", m[12]
	}
	var err error
	if a.Value, err = unit.ParseDecimal(value); err == nil {
		a.Period, err = cal.ParsePeriod(period)
	}
	if err != nil {
		return Assumption{}, fmt.Errorf("assumption %.80q: %w: %w", s, err, entente.ErrInvalid)
	}
	return a, nil
}

// String returns the text form.
func (a Assumption) String() string {
	ids := make([]string, len(a.Indicators))
	for i, id := range a.Indicators {
		ids[i] = string(id)
	}
	who := "all"
	if a.Area != "" {
		who = string(a.Area)
	}
	s := strings.Join(ids, ",") + " " + who
	in := ""
	if !a.Period.IsZero() {
		in = " in " + a.Period.String()
	}
	switch a.Kind {
	case SetTo:
		return s + " = " + a.Value.String() + in
	case RaiseTo:
		return s + " >= " + a.Value.String() + in
	case ReviseBy:
		sign := "+"
		if a.Value.Sign() < 0 {
			sign = ""
		}
		return s + " " + sign + a.Value.String() + "%" + in
	case ReachBy:
		return s + " to " + a.Value.String() + " by " + a.Period.String()
	}
	return s + " trend until " + a.Period.String()
}

// CheckScenario reports what s names that the book does not have.
func (b *Book) CheckScenario(s Scenario) error {
	for _, a := range s.Assumptions {
		for _, id := range a.Indicators {
			if _, err := b.Indicator(id); err != nil {
				return fmt.Errorf("assumption %q: %w", a, err)
			}
		}
	}
	return nil
}

// An overlay is the figures that a scenario assumes. They hide those that are published.
type overlay struct {
	data    *Data
	limits  []int16
	cells   map[overlayKey]*cell
	touched map[touch]bool // groups follow from their members there
	periods []cal.Period   // that have an assumed figure, ascending
}

// A touch is an indicator and a period for which some area has an assumed figure.
type touch struct {
	indicator int32
	period    cal.Period
}

type overlayKey struct {
	seriesKey
	period cal.Period
}

// overlay computes the assumed figures, in the order of the assumptions, from what was known.
func (s *Scenario) overlay(d *Data, limits []int16) *overlay {
	o := &overlay{data: d, limits: limits, cells: make(map[overlayKey]*cell), touched: make(map[touch]bool)}
	for _, a := range s.Assumptions {
		for _, id := range a.Indicators {
			i, ok := d.book.indicatorIndex[id]
			if !ok {
				continue
			}
			for _, area := range o.areas(a, id) {
				o.assume(a, seriesKey{int32(i), area, wholePart})
			}
		}
	}
	o.follow()
	seen := make(map[cal.Period]bool)
	for k := range o.cells {
		seen[k.period] = true
	}
	o.periods = slices.SortedFunc(maps.Keys(seen), cal.Period.Compare)
	return o
}

// areas returns whom an assumption is about. A group follows from its members.
func (o *overlay) areas(a Assumption, id IndicatorID) []int32 {
	var ids []int32
	for _, area := range o.data.Areas(id) {
		if area == a.Area || a.Area == "" && area.IsParty() {
			ids = append(ids, o.data.areaIDs[area])
		}
	}
	return ids
}

// cell returns the assumed figure, or nil. Those of a group are added up anew where a member's is assumed.
func (o *overlay) cell(k seriesKey, p cal.Period) *cell { return o.cells[overlayKey{k, p}] }

func (o *overlay) set(k seriesKey, p cal.Period, n Number) {
	const places = 9
	d, _ := n.Decimal(places)
	o.cells[overlayKey{k, p}] = &cell{period: p, value: d, origin: -1, status: codeOf(Assumed)}
	o.touched[touch{k.indicator, p}] = true
}

// known returns the figures of a series as they were known, with what is assumed of it so far, by period.
func (o *overlay) known(k seriesKey) (periods []cal.Period, values map[cal.Period]Number) {
	values = make(map[cal.Period]Number)
	if s := o.data.series[k]; s != nil {
		limit := o.limits[o.data.book.publicationOf[k.indicator]]
		for i := range s.cells {
			if c := &s.cells[i]; c.vintage <= limit {
				values[c.period] = Exactly(c.value) // a later vintage comes later
			}
		}
	}
	for key, c := range o.cells {
		if key.seriesKey == k {
			values[key.period] = Exactly(c.value)
		}
	}
	return slices.SortedFunc(maps.Keys(values), cal.Period.Compare), values
}

func (o *overlay) assume(a Assumption, k seriesKey) {
	periods, values := o.known(k)
	if len(periods) == 0 {
		return
	}
	last := periods[len(periods)-1]
	switch a.Kind {
	case SetTo:
		if !a.Period.IsZero() {
			periods = []cal.Period{a.Period}
		}
		for _, p := range periods {
			o.set(k, p, Exactly(a.Value))
		}
	case RaiseTo:
		for _, p := range periods {
			if (a.Period.IsZero() || p == a.Period) && values[p].Cmp(Exactly(a.Value)) < 0 {
				o.set(k, p, Exactly(a.Value))
			}
		}
	case ReviseBy:
		for _, p := range periods {
			if a.Period.IsZero() || p == a.Period {
				o.set(k, p, values[p].mul(hundred.add(Exactly(a.Value))).shift(-2))
			}
		}
	case ReachBy:
		n := stepsBetween(last, a.Period)
		for i := 1; i <= min(n, maxAhead); i++ {
			p, _ := last.Step(i)
			step := Exactly(a.Value).sub(values[last]).mul(whole(int64(i))).quo(whole(int64(n)))
			o.set(k, p, values[last].add(step))
		}
	case TrendUntil:
		o.extend(k, a.Period)
	}
}

// trendWindow is how many periods an assumed continuation looks back.
const trendWindow = 6

// extend continues a series on the line through its last figures.
func (o *overlay) extend(k seriesKey, until cal.Period) {
	periods, values := o.known(k)
	if len(periods) == 0 {
		return
	}
	last := periods[len(periods)-1]
	var points []point
	for _, p := range periods {
		if back := stepsBetween(p, last); 0 <= back && back < trendWindow {
			points = append(points, point{-float64(back), values[p].Float()})
		}
	}
	line, ok := theilSen(points)
	if !ok {
		return
	}
	for i := 1; i <= min(stepsBetween(last, until), maxAhead); i++ {
		p, _ := last.Step(i)
		value, _, _ := line.at(float64(i))
		if d, err := unit.ParseDecimal(fixed(value)); err == nil {
			o.set(k, p, Exactly(d))
		}
	}
}

// follow makes the inputs of a measure follow from an assumed share: what is spent is the share of the base. Where the base
// has no figure yet, it and the money go on as they did.
func (o *overlay) follow() {
	direct := slices.SortedFunc(maps.Keys(o.cells), func(a, b overlayKey) int { return b.period.Compare(a.period) }) // the last first: a base goes on once, to the end
	for i := range o.data.book.compiled {
		c := &o.data.book.compiled[i]
		value, isPlain := c.value.expr.(figure)
		s, isShare := c.recompute.(share)
		if !isPlain || !isShare {
			continue
		}
		x, okX := s.x.(figure)
		base, okBase := s.base.(figure)
		if !okX || !okBase {
			continue
		}
		for _, key := range direct {
			if key.indicator == int32(value.indicator) {
				o.spend(key, int32(x.indicator), int32(base.indicator), c.money)
				o.goOn(value.indicator, base.indicator, key.period)
			}
		}
	}
}

// goOn continues the base of those who never have a figure of the value: they count in the base of a group all the same.
func (o *overlay) goOn(value, base int, p cal.Period) {
	for _, area := range o.data.book.Indicators[value].Absent {
		id, ok := o.data.areaIDs[area]
		k := seriesKey{int32(base), id, wholePart}
		if ok && o.value(k, p) == nil {
			o.extend(k, p)
		}
	}
}

func (o *overlay) spend(key overlayKey, x, base int32, money int) {
	for _, i := range []int32{base, int32(money)} {
		k := seriesKey{i, key.area, wholePart}
		if i >= 0 && o.value(k, key.period) == nil {
			o.extend(k, key.period)
		}
	}
	of := o.value(seriesKey{base, key.area, wholePart}, key.period)
	if of == nil {
		return
	}
	shift := o.data.book.Indicators[base].Multiplier - o.data.book.Indicators[x].Multiplier
	spent := Exactly(o.cells[key].value).mul(Exactly(of.value)).shift(-2 + shift)
	o.set(seriesKey{x, key.area, wholePart}, key.period, spent)
}

// value returns the assumed or the known figure, or nil.
func (o *overlay) value(k seriesKey, p cal.Period) *cell {
	if c := o.cell(k, p); c != nil {
		return c
	}
	if s := o.data.series[k]; s != nil {
		return s.latest(p, o.limits[o.data.book.publicationOf[k.indicator]])
	}
	return nil
}
