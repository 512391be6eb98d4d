package measure

import (
	"errors"
	"fmt"
	"slices"

	"entente/cal"
)

// A weighted is a number, and the same times how much it counts.
type weighted struct{ value, product Number }

// eval computes the same for every area, and so only once for each period.
func (o *overGroup) eval(e *env) (Number, error) {
	if e.trace != nil || e.fixed != nil {
		return o.compute(e)
	}
	key := foldKey{o, e.period}
	f, ok := e.folds[key]
	if !ok {
		before := e.seen
		e.seen = seen{}
		f.value, f.err = o.compute(e)
		f.seen, e.seen = e.seen, before
		if e.folds == nil {
			e.folds = make(map[foldKey]folded)
		}
		e.folds[key] = f
	}
	e.seen = e.data.both(e.seen, f.seen)
	return f.value, f.err
}

type foldKey struct {
	*overGroup
	period cal.Period
}

type folded struct {
	value Number
	err   error
	seen  seen
}

func (o *overGroup) compute(e *env) (Number, error) {
	var values []weighted
	weights := whole(0)
	for _, m := range e.members(o.group) {
		value, err := e.of(m, o.x)
		v, weight := weighted{value, value}, Number{}
		if err == nil && o.weight != nil {
			weight, err = e.of(m, o.weight)
			v.product = value.mul(weight)
			weights = weights.add(weight)
		}
		switch {
		case isAbsent(err):
			continue
		case err != nil:
			return Number{}, err
		}
		values = append(values, v)
	}
	if len(values) == 0 {
		return Number{}, &Gap{Period: e.period, Why: fmt.Sprintf("no member has a figure in %v", e.period)}
	}
	if o.weight == nil {
		weights = whole(int64(len(values)))
	}
	if weights.Sign() == 0 {
		return e.divide(whole(1), weights)
	}
	return o.fold(values, weights), nil
}

// of evaluates x for another area.
func (e *env) of(area int32, x expr) (Number, error) {
	now := e.area
	e.area = area
	v, err := x.eval(e)
	e.area = now
	return v, err
}

// absent is wrapped where a figure is missing because its publication has none of the area, ever.
var errAbsent = errors.New("not published for it")

func isAbsent(err error) bool { return errors.Is(err, errAbsent) }

func sumOf(values []weighted, _ Number) Number {
	total := whole(0)
	for _, v := range values {
		total = total.add(v.product)
	}
	return total
}

func meanOf(values []weighted, weights Number) Number { return sumOf(values, weights).quo(weights) }

// medianOf returns the middle value, or the mean of the two in the middle.
func medianOf(values []weighted, _ Number) Number {
	slices.SortFunc(values, byValue)
	n := len(values)
	if n%2 == 1 {
		return values[n/2].value
	}
	return values[n/2-1].value.add(values[n/2].value).quo(whole(2))
}

func leastOf(values []weighted, _ Number) Number    { return slices.MinFunc(values, byValue).value }
func greatestOf(values []weighted, _ Number) Number { return slices.MaxFunc(values, byValue).value }

func byValue(a, b weighted) int { return a.value.Cmp(b.value) }

// eval counts how many members come before the area at hand, which is one of them; equal values share a rank.
func (r rank) eval(e *env) (Number, error) {
	own, err := r.x.eval(e)
	if err != nil {
		return own, err
	}
	before := int64(0)
	for _, m := range e.members(r.group) {
		v, err := e.of(m, r.x)
		if err != nil {
			continue // whoever has no figure has no rank
		}
		if c := v.Cmp(own); c > 0 && !r.less || c < 0 && r.less {
			before++
		}
	}
	return whole(before + 1), nil
}

func (b breakdown) eval(e *env) (Number, error) {
	parts, total := []Number{}, whole(0)
	for _, p := range e.data.partsOf(b.indicator, e.area) {
		v, err := e.figure(b.indicator, p)
		if err != nil {
			continue // a part without a figure in this period
		}
		parts = append(parts, v)
		total = total.add(v)
	}
	if len(parts) == 0 || total.Sign() <= 0 {
		return Number{}, e.gap(b.indicator, "")
	}
	return b.fold(parts, total), nil
}

// herfindahlOf returns the Herfindahl-Hirschman index of concentration: the sum of the squared shares in per cent, from
// near 0 for many small parts to 10,000 for one. See A. O. Hirschman, "The Paternity of an Index", American Economic
// Review 54 (1964); the scale is that of the U.S. Department of Justice's Merger Guidelines (2023), section 2.1.
func herfindahlOf(parts []Number, total Number) Number {
	squares := whole(0)
	for _, p := range parts {
		squares = squares.add(p.mul(p))
	}
	return squares.mul(whole(10000)).quo(total.mul(total))
}

// largestOf returns the share of the largest part in per cent.
func largestOf(parts []Number, total Number) Number {
	return hundred.mul(slices.MaxFunc(parts, Number.Cmp)).quo(total)
}
