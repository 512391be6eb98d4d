package measure

import (
	"fmt"

	"entente"
)

// Bounds that no formula of a person comes near, so that a hostile one costs nothing.
const (
	maxFormula = 2000    // bytes
	maxDepth   = 50      // of nesting
	maxDigits  = 100     // of a number, in a formula or published
	maxPlaces  = 20      // after the point of a value, and zeros that a multiplier stands for
	maxFactors = 8       // numbers multiplied together: with maxDigits, what an exact decimal holds
	maxFigures = 100_000 // looked up for one value
	maxPeriods = 100     // that crossing is taken to look at, in counting them
)

// checkBounds reports whether a value of x would cost too much.
func (b *Book) checkBounds(x expr) error {
	if n := b.figures(x); n > maxFigures {
		return fmt.Errorf("looks up more than %d figures for one value: nest fewer functions over groups and periods: %w", maxFigures, entente.ErrInvalid)
	}
	if n := factors(x); n > maxFactors {
		return fmt.Errorf("multiplies %d numbers together: want at most %d: %w", n, maxFactors, entente.ErrInvalid)
	}
	return nil
}

// figures returns how many figures and numbers x looks up at most, or a number above [maxFigures].
func (b *Book) figures(x expr) int {
	n := 0
	for _, y := range operands(x) {
		n = min(n+b.figures(y), maxFigures+1)
	}
	switch x := x.(type) {
	case constant, figure, breakdown:
		return 1
	case growth, change, index:
		n *= 2
	case moving:
		n *= x.steps
	case overGroup:
		n *= len(b.Groups[x.group].Members)
	case rank:
		n *= len(b.Groups[x.group].Members) + 1
	case crossing:
		n *= maxPeriods
	}
	return n
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
	case overGroup:
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
	case overGroup:
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
	case overGroup, rank:
		return true
	}
	for _, y := range operands(x) {
		if looksAround(y) {
			return true
		}
	}
	return false
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
