package measure

import (
	"fmt"
	"slices"

	"entente"
)

// Bounds that no formula of a person comes near, so that a hostile one costs little.
const (
	maxFormula   = 2000    // bytes
	maxDepth     = 50      // of nesting
	maxDigits    = 40      // of a number, in a formula or published
	maxPlaces    = 20      // after the point of a value, and zeros that a multiplier stands for
	maxFactors   = 4       // numbers multiplied together: an exact decimal has room for their digits
	maxFigures   = 100_000 // looked up for one value
	maxDivisions = 1000    // for one value: a sum of fractions grows longer with each
	maxPeriods   = 100     // that crossing is taken to look at, in counting both
)

// A cost is what one value takes at most, or more than the bounds.
type cost struct{ figures, divisions int }

func (c cost) plus(d cost) cost {
	return cost{min(c.figures+d.figures, maxFigures+1), min(c.divisions+d.divisions, maxDivisions+1)}
}

func (c cost) times(n int) cost { return cost{c.figures * n, c.divisions * n} }

// checkBounds reports whether a value of x would cost too much.
func (b *Book) checkBounds(x expr) error {
	c := b.cost(x)
	if c.figures > maxFigures {
		return fmt.Errorf("looks up more than %d figures for one value: nest fewer functions over groups and periods: %w", maxFigures, entente.ErrInvalid)
	}
	if c.divisions > maxDivisions {
		return fmt.Errorf("divides more than %d times for one value: divide sums rather than add quotients: %w", maxDivisions, entente.ErrInvalid)
	}
	if n := factors(x); n > maxFactors {
		return fmt.Errorf("multiplies %d numbers together: want at most %d: %w", n, maxFactors, entente.ErrInvalid)
	}
	return nil
}

func (b *Book) cost(x expr) cost {
	var c cost
	for _, y := range operands(x) {
		c = c.plus(b.cost(y))
	}
	one, division := cost{figures: 1}, cost{divisions: 1}
	switch x := x.(type) {
	case constant, figure:
		return one
	case breakdown:
		return one.plus(division)
	case share:
		return c.plus(division)
	case binary:
		if x.op == '/' {
			return c.plus(division)
		}
	case change:
		return c.times(2)
	case growth, index:
		return c.times(2).plus(division)
	case moving:
		return c.times(x.steps).plus(division)
	case *overGroup:
		return c.times(len(b.Groups[x.group].Members)).plus(division)
	case rank:
		return c.times(len(b.Groups[x.group].Members) + 1)
	case crossing, cumulative:
		return c.times(maxPeriods)
	}
	return c
}

// factors returns how many numbers are multiplied together for a digit of x.
func factors(x expr) int {
	most, all := 1, 0
	for _, y := range operands(x) {
		n := factors(y)
		most, all = max(most, n), all+n
	}
	switch x := x.(type) {
	case binary:
		if x.op == '*' {
			return all
		}
	case product:
		return all
	case *overGroup:
		if x.weight != nil {
			return all
		}
	}
	return most
}

// operands returns the expressions that x is made of.
func operands(x expr) []expr {
	switch x := x.(type) {
	case negation:
		return []expr{x.x}
	case absolute:
		return []expr{x.x}
	case binary:
		return []expr{x.x, x.y}
	case extreme:
		return []expr{x.x, x.y}
	case share:
		return []expr{x.x, x.base}
	case product:
		return []expr{x.x, x.base}
	case crossing:
		return []expr{x.x, x.target}
	case cumulative:
		return []expr{x.x}
	case shifted:
		return []expr{x.x}
	case at:
		return []expr{x.x}
	case growth:
		return []expr{x.x}
	case change:
		return []expr{x.x}
	case index:
		return []expr{x.x}
	case moving:
		return []expr{x.x}
	case rank:
		return []expr{x.x}
	case *overGroup:
		if x.weight != nil {
			return []expr{x.x, x.weight}
		}
		return []expr{x.x}
	}
	return nil
}

// looksAround reports whether x looks at other areas than the one at hand.
func looksAround(x expr) bool {
	switch x.(type) {
	case *overGroup, rank:
		return true
	}
	return slices.ContainsFunc(operands(x), looksAround)
}

// everywhere is the reach of a formula that can look at any period.
const everywhere = 1 << 20

// reach returns how many periods after its own a figure can change the value of x.
func reach(x expr) int {
	most := 0
	for _, y := range operands(x) {
		most = max(most, reach(y))
	}
	switch x := x.(type) {
	case at, index, crossing, cumulative:
		return everywhere
	case shifted:
		most += x.steps
	case change:
		most += x.steps
	case growth:
		most += x.steps
	case moving:
		most += x.steps - 1
	}
	return min(most, everywhere)
}

// indicatorsOf returns the indicators that x rests on; one may come twice.
func indicatorsOf(x expr) []int {
	switch x := x.(type) {
	case figure:
		return []int{x.indicator}
	case breakdown:
		return []int{x.indicator}
	}
	var all []int
	for _, y := range operands(x) {
		all = append(all, indicatorsOf(y)...)
	}
	return all
}
