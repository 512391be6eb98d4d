package measure

import (
	"errors"
	"fmt"
	"slices"
)

// A weighted is a number with how much it counts.
type weighted struct{ value, weight Number }

func (o overGroup) eval(e *env) (Number, error) {
	var values []weighted
	for _, m := range e.data.members(o.group, e.period) {
		v := weighted{weight: whole(1)}
		var err error
		if v.value, err = e.of(m, o.x); err == nil && o.weight != nil {
			v.weight, err = e.of(m, o.weight)
		}
		switch {
		case isAbsent(err):
			continue
		case err != nil:
			return v.value, err
		}
		values = append(values, v)
	}
	if len(values) == 0 {
		return Number{}, &Gap{Period: e.period, Why: fmt.Sprintf("no member has a figure in %v", e.period)}
	}
	total := whole(0)
	for _, v := range values {
		total = total.add(v.weight)
	}
	if total.Sign() == 0 {
		return e.divide(whole(1), total)
	}
	return o.fold(values), nil
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

func sumOf(values []weighted) Number {
	total := whole(0)
	for _, v := range values {
		total = total.add(v.value.mul(v.weight))
	}
	return total
}

func meanOf(values []weighted) Number {
	weights := whole(0)
	for _, v := range values {
		weights = weights.add(v.weight)
	}
	return sumOf(values).quo(weights)
}

// medianOf returns the middle value, or the mean of the two in the middle.
func medianOf(values []weighted) Number {
	slices.SortFunc(values, byValue)
	n := len(values)
	if n%2 == 1 {
		return values[n/2].value
	}
	return values[n/2-1].value.add(values[n/2].value).quo(whole(2))
}

func leastOf(values []weighted) Number    { return slices.MinFunc(values, byValue).value }
func greatestOf(values []weighted) Number { return slices.MaxFunc(values, byValue).value }

func byValue(a, b weighted) int { return a.value.Cmp(b.value) }

// eval counts how many members come before the area at hand, which is one of them; equal values share a rank.
func (r rank) eval(e *env) (Number, error) {
	own, err := r.x.eval(e)
	if err != nil {
		return own, err
	}
	before := int64(0)
	for _, m := range e.data.members(r.group, e.period) {
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
