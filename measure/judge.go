package measure

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"entente"
	"entente/cal"
	"entente/unit"
)

// judge decides the outcome of the last of readings.
func (a *assessor) judge(v *Verdict, readings []reading, target int, goal Number, goalErr error) {
	now := readings[len(readings)-1]
	switch {
	case target < 0:
		v.Outcome, v.Reason = NotApplicable, fmt.Sprintf("no target applies to %v", now.period)
		return
	case !a.isBound(v, target):
		return
	case now.err != nil:
		v.Outcome, v.Reason = NoData, now.err.Error()
		return
	case goalErr != nil:
		v.Outcome, v.Reason = NoData, "no target: "+goalErr.Error()
		return
	}
	t := a.measure.Targets[target]
	margin := now.value.sub(goal)
	isMet := holds(t.Comparator, margin)
	v.Margin = written(margin)
	v.RoundingOnly = !t.Trend && a.isRounding(t.Comparator, now, goal, isMet)
	v.Sensitivity = sensitivity(*v.Value, *v.Margin)
	if !isMet && !t.Trend {
		a.env.seen = seen{}
		v.Shortfall = a.shortfall(margin)
		v.Assumed = v.Assumed || a.env.seen.assumed
	}
	a.project(v, readings, t, goal)
	v.Outcome = a.outcome(v, t, isMet, now.period)
}

// isBound reports whether the area is bound in the period; otherwise it gives the outcome.
func (a *assessor) isBound(v *Verdict, target int) bool {
	if !v.Area.IsParty() {
		return true // what its members reach together
	}
	for _, e := range a.measure.Exempt {
		if Area(e.Party) == v.Area {
			v.Outcome, v.Reason = NotApplicable, e.Reason.In("en")
			return false
		}
	}
	g := a.data.book.Groups[a.bound[target]]
	if g.hasIn(v.Area, v.Period) {
		return true
	}
	v.Outcome, v.Reason = NotApplicable, fmt.Sprintf("not among %s in %v", g.Names.In("en"), v.Period)
	return false
}

// outcome decides between met, missed and the two in between.
func (a *assessor) outcome(v *Verdict, t Target, isMet bool, p cal.Period) Outcome {
	last, _ := p.Last()
	due, hasDue := t.By.Last()
	switch {
	case t.Trend && isMet:
		return OnTrack
	case t.Trend:
		return OffTrack
	case isMet:
		return Met
	case hasDue && last < due:
		if v.Projected != nil && isReached(v.Projected.Reached, due) {
			return OnTrack
		}
		return OffTrack
	case last >= a.today:
		return OffTrack // the period is not over, and its estimate falls short
	}
	return Missed
}

func isReached(p cal.Period, due cal.Date) bool {
	last, ok := p.Last()
	return ok && last <= due
}

// isRounding reports whether another answer would come out of the value as the source prints it, or could come out of the
// digits that the source has rounded away.
func (a *assessor) isRounding(c unit.Comparator, now reading, goal Number, isMet bool) bool {
	if holds(c, Exactly(now.value.Round(a.measure.Places)).sub(goal)) != isMet {
		return true
	}
	if now.latest == nil {
		return false
	}
	decimals := a.data.book.Publications[now.latest.publication].Vintages[now.latest.index].Decimals
	if decimals == nil {
		return false
	}
	half := Exactly(unit.NewDecimal(5, *decimals+1))
	margin := now.value.sub(goal)
	return holds(c, margin.sub(half)) != holds(c, margin.add(half))
}

// sensitivity returns by how much the value has to change to stand on the target, from the value and margin as written.
func sensitivity(value, margin unit.Decimal) *Sensitivity {
	s := &Sensitivity{Change: margin.Neg()}
	if value.Sign() != 0 {
		s.Percent, _, _ = s.Change.Shift(2).Quo(value, 2) // fails only for zero
	}
	return s
}

// shortfall returns a margin below the target in money, in whole units of the currency.
func (a *assessor) shortfall(margin Number) *Amount {
	if a.money < 0 || margin.Sign() >= 0 {
		return nil
	}
	base, err := a.env.figure(a.money, wholePart)
	if err != nil {
		return nil
	}
	i := a.data.book.Indicators[a.money]
	return &Amount{Value: margin.neg().mul(base).shift(-2).Round(0), Currency: i.Unit, Prices: i.Prices}
}

// project continues the trend of the measure's window.
func (a *assessor) project(v *Verdict, readings []reading, t Target, goal Number) {
	now := readings[len(readings)-1]
	last := a.window(readings)
	points := make([]point, 0, len(last))
	for _, r := range last {
		v.Assumed = v.Assumed || r.assumed
		points = append(points, point{-float64(r.until(now.ordinal)), r.value.Float()})
	}
	trend, ok := theilSen(points)
	if !ok {
		return
	}
	v.Trend = &trend
	v.Projected = projected(trend, now.period, t, goal.Float())
}

// window returns the readings that the trend up to the last one rests on, in their order.
func (a *assessor) window(readings []reading) []*reading {
	now := readings[len(readings)-1].ordinal
	in := make([]*reading, 0, min(a.measure.Projection.Window, len(readings)))
	for i := len(readings) - 1; i >= 0; i-- {
		r := &readings[i]
		back := r.until(now)
		if back >= a.measure.Projection.Window {
			break
		}
		if back >= 0 && r.err == nil {
			in = append(in, r)
		}
	}
	slices.Reverse(in)
	return in
}

const maxAhead = 25 // periods; nobody believes a line longer than that

func projected(trend Trend, now cal.Period, t Target, goal float64) *Projected {
	ahead := 1
	if !t.By.IsZero() {
		ahead = max(0, stepsBetween(now, t.By))
	}
	p, ok := now.Step(ahead)
	if !ok {
		return nil
	}
	value, low, high := trend.at(float64(ahead))
	out := &Projected{Period: p, Value: fixed(value), Low: fixed(min(low, high)), High: fixed(max(low, high))}
	for i := range maxAhead + 1 {
		value, _, _ := trend.at(float64(i))
		if floatHolds(t.Comparator, value, goal) {
			out.Reached, _ = now.Step(i)
			break
		}
	}
	return out
}

func fixed(f float64) string {
	s := strconv.FormatFloat(f, 'f', 4, 64)
	if s == "-0.0000" {
		return s[1:]
	}
	return s
}

// floatHolds is for points on a line, which are no exact numbers.
func floatHolds(c unit.Comparator, value, goal float64) bool {
	const noise = 1e-9
	switch c {
	case unit.AtLeast, unit.MoreThan:
		return value >= goal-noise
	case unit.AtMost, unit.LessThan:
		return value <= goal+noise
	case unit.Exactly:
		return math.Abs(value-goal) <= noise
	}
	return false
}

// Count returns how many of verdicts have each outcome.
func Count(verdicts []Verdict) map[Outcome]int {
	n := make(map[Outcome]int)
	for _, v := range verdicts {
		n[v.Outcome]++
	}
	return n
}

// Of returns the verdicts on an undertaking.
func Of(verdicts []Verdict, id entente.StatementID) []Verdict {
	var out []Verdict
	for _, v := range verdicts {
		if v.Undertaking == id {
			out = append(out, v)
		}
	}
	return out
}
