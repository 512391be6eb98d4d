package measure

import (
	"fmt"

	"entente"
	"entente/cal"
)

// An expr is a formula checked against the indicators of a book.
type expr interface {
	// eval returns the value in an environment, or a *Gap where a figure is missing.
	eval(e *env) (Number, error)
}

// A Gap is a figure that a formula needs and that is not there.
type Gap struct {
	Indicator IndicatorID
	Area      Area
	Period    cal.Period
	Why       string // "" where no figure is known
}

func (g *Gap) Error() string {
	if g.Why != "" {
		return g.Why
	}
	return fmt.Sprintf("no figure for %s of %s in %v", g.Indicator, g.Area, g.Period)
}

// Unwrap returns [entente.ErrNotFound].
func (g *Gap) Unwrap() error { return entente.ErrNotFound }

type (
	constant struct{ value Number }
	negation struct{ x expr }
	binary   struct {
		op   byte
		x, y expr
	}
	figure struct { // of the area and period at hand
		indicator int
		part      int32
	}
	share   struct{ x, base expr } // 100 x / base
	product struct{ x, base expr } // x/100 of base
	shifted struct {               // x so many periods before
		x     expr
		steps int
	}
	at struct { // x in a fixed period
		x      expr
		period cal.Period
	}
	change struct { // over so many periods
		x     expr
		steps int
	}
	growth struct { // likewise, in per cent
		x     expr
		steps int
	}
	index struct { // 100 in the base period
		x    expr
		base cal.Period
	}
	moving struct { // mean of so many periods, this one the last
		x     expr
		steps int
	}
	overGroup struct {
		fold   func(values []weighted, weights Number) Number
		x      expr
		weight expr // nil: each counts the same
		group  int
	}
	rank struct {
		x     expr
		group int
		less  bool // the least is first
	}
	cumulative struct { // the sum of all periods up to this one
		x          expr
		indicators []int
	}
	crossing struct {
		x, target  expr
		indicators []int // that both rest on: the periods that they have figures of are looked at
	}
	breakdown struct { // over the parts of a figure
		indicator int
		fold      func(parts []Number, total Number) Number
	}
	extreme struct { // the least (-1) or greatest (+1) of two
		x, y expr
		sign int
	}
	absolute struct{ x expr }
)

func (c constant) eval(*env) (Number, error) { return c.value, nil }

func (n negation) eval(e *env) (Number, error) {
	v, err := n.x.eval(e)
	if err != nil {
		return v, err
	}
	return v.neg(), nil
}

// two evaluates both operands.
func two(e *env, x, y expr) (a, b Number, err error) {
	if a, err = x.eval(e); err != nil {
		return a, b, err
	}
	b, err = y.eval(e)
	return a, b, err
}

func (n binary) eval(e *env) (Number, error) {
	a, b, err := two(e, n.x, n.y)
	if err != nil {
		return a, err
	}
	switch n.op {
	case '+':
		return a.add(b), nil
	case '-':
		return a.sub(b), nil
	case '*':
		return a.mul(b), nil
	}
	return e.divide(a, b)
}

func (e *env) divide(a, b Number) (Number, error) {
	if b.Sign() == 0 {
		return b, &Gap{Area: e.data.areas[e.area], Period: e.period, Why: fmt.Sprintf("division by zero for %s in %v", e.data.areas[e.area], e.period)}
	}
	return a.quo(b), nil
}

func (f figure) eval(e *env) (Number, error) { return e.figure(f.indicator, f.part) }

var hundred = whole(100)

func (s share) eval(e *env) (Number, error) {
	a, b, err := two(e, s.x, s.base)
	if err != nil {
		return a, err
	}
	return e.divide(hundred.mul(a), b)
}

func (s product) eval(e *env) (Number, error) {
	a, b, err := two(e, s.x, s.base)
	if err != nil {
		return a, err
	}
	return a.mul(b).shift(-2), nil
}

// in evaluates x with another period.
func (e *env) in(p cal.Period, x expr) (Number, error) {
	now := e.period
	e.period = p
	v, err := x.eval(e)
	e.period = now
	return v, err
}

// ago evaluates x so many periods before.
func (e *env) ago(steps int, x expr) (Number, error) {
	p, ok := e.period.Step(-steps)
	if !ok {
		return Number{}, &Gap{Area: e.data.areas[e.area], Period: e.period, Why: fmt.Sprintf("no period comes before %v: want a year, quarter, month or day", e.period)}
	}
	return e.in(p, x)
}

func (s shifted) eval(e *env) (Number, error) { return e.ago(s.steps, s.x) }

func (a at) eval(e *env) (Number, error) { return e.in(a.period, a.x) }

func (c change) eval(e *env) (Number, error) {
	now, before, err := two(e, c.x, shifted(c))
	return now.sub(before), err
}

func (g growth) eval(e *env) (Number, error) {
	now, before, err := two(e, g.x, shifted(g))
	if err != nil {
		return now, err
	}
	return e.divide(hundred.mul(now.sub(before)), before)
}

func (i index) eval(e *env) (Number, error) { return share{i.x, at{i.x, i.base}}.eval(e) }

func (m moving) eval(e *env) (Number, error) {
	total := whole(0)
	for i := range m.steps {
		v, err := e.ago(i, m.x)
		if err != nil {
			return v, err
		}
		total = total.add(v)
	}
	return total.quo(whole(int64(m.steps))), nil
}

func (c crossing) eval(e *env) (Number, error) {
	for _, p := range e.periodsUntil(c.indicators) {
		var err error
		reached := false
		_, err = e.in(p, exprFunc(func(e *env) (Number, error) {
			a, b, err := two(e, c.x, c.target)
			reached = err == nil && a.Cmp(b) >= 0
			return a, err
		}))
		if err == nil && reached {
			first, _ := p.First()
			y, _, _ := first.Civil()
			return whole(int64(y)), nil
		}
	}
	return Number{}, &Gap{Area: e.data.areas[e.area], Period: e.period, Why: fmt.Sprintf("not reached by %v", e.period)}
}

// eval adds up all periods that have a value; one without counts as nothing, as a donor gives nothing in some years.
func (c cumulative) eval(e *env) (Number, error) {
	total, found := whole(0), false
	for _, p := range e.periodsUntil(c.indicators) {
		if v, err := e.in(p, c.x); err == nil {
			total, found = total.add(v), true
		}
	}
	if !found {
		return Number{}, &Gap{Area: e.data.areas[e.area], Period: e.period, Why: fmt.Sprintf("no figure for %s up to %v", e.data.areas[e.area], e.period)}
	}
	return total, nil
}

type exprFunc func(e *env) (Number, error)

func (f exprFunc) eval(e *env) (Number, error) { return f(e) }

func (x extreme) eval(e *env) (Number, error) {
	a, b, err := two(e, x.x, x.y)
	if err == nil && b.Cmp(a) == x.sign {
		return b, nil
	}
	return a, err
}

func (x absolute) eval(e *env) (Number, error) {
	v, err := x.x.eval(e)
	if err == nil && v.Sign() < 0 {
		v = v.neg()
	}
	return v, err
}
