package score

import (
	"fmt"
	"math/big"
	"slices"

	"entente"
	"entente/unit"
)

// Alpha is Krippendorff's coefficient of reliability: 1 is full agreement, 0 what chance would bring, and less is worse.
// It says how far scores can be relied on, not whether they are right.
type Alpha struct {
	Value    float64 `json:"value"`
	Metric   Metric  `json:"metric"`
	Observed float64 `json:"observed"` // disagreement found
	Expected float64 `json:"expected"` // disagreement by chance
	Items    int     `json:"items"`    // with two values or more
	Values   int     `json:"values"`   // in those items
}

// NewAlpha returns the coefficient of the values that each item was given, by whomever and however many (K. Krippendorff,
// Computing Krippendorff's Alpha-Reliability, 2011). Items with a single value say nothing about agreement and are left
// out. It is computed in fractions, and the same for every order of items and values.
//
// It wraps [ErrUndefined] where no item has two values, and where all values are the same: nothing shows then that
// different things would have been told apart.
func NewAlpha(items [][]unit.Decimal, metric Metric) (Alpha, error) {
	if !slices.Contains(metrics, metric) {
		return Alpha{}, fmt.Errorf("alpha: metric %q: want one of %v: %w", clip(string(metric)), metrics, entente.ErrInvalid)
	}
	c := coincide(items)
	switch {
	case c.total == 0:
		return Alpha{}, fmt.Errorf("alpha: no item has two scores: %w", ErrUndefined)
	case len(c.values) == 1:
		return Alpha{}, fmt.Errorf("alpha: all scores are the same, and there is no variation: %w", ErrUndefined)
	case metric == Ratio && c.values[0].Sign() < 0:
		return Alpha{}, fmt.Errorf("alpha: value %v: want none below 0 where the metric is ratio: %w", c.values[0], entente.ErrInvalid)
	}
	observed, expected := c.disagreement(c.differences(metric))
	ratio := new(big.Rat).Quo(observed, expected)
	return Alpha{
		Value:    float(ratio.Sub(big.NewRat(1, 1), ratio)),
		Metric:   metric,
		Observed: float(observed),
		Expected: float(expected),
		Items:    c.items,
		Values:   c.total,
	}, nil
}

// coincidences is a coincidence matrix: how often two values were given to one item, every pair of an item's values counted
// in both directions and by 1 over the number of its values less one.
type coincidences struct {
	values []unit.Decimal // distinct, ascending
	cells  [][]*big.Rat
	counts []int // of each value
	items  int
	total  int // of counts
}

func coincide(items [][]unit.Decimal) coincidences {
	items = slices.DeleteFunc(slices.Clone(items), func(values []unit.Decimal) bool { return len(values) < 2 })
	c := coincidences{values: slices.Concat(items...), items: len(items)}
	c.total = len(c.values)
	slices.SortFunc(c.values, unit.Decimal.Cmp)
	c.values = slices.CompactFunc(c.values, func(a, b unit.Decimal) bool { return a.Cmp(b) == 0 })
	c.counts = make([]int, len(c.values))
	bySize := map[int][][]int64{} // pairs of items with that many values
	for _, given := range items {
		counts := c.count(given)
		for v, n := range counts {
			c.counts[v] += n
		}
		if bySize[len(given)] == nil {
			bySize[len(given)] = square[int64](len(c.values))
		}
		addPairs(bySize[len(given)], counts)
	}
	c.cells = square[*big.Rat](len(c.values))
	for i := range c.cells {
		for j := range c.cells[i] {
			c.cells[i][j] = new(big.Rat)
			for size, pairs := range bySize {
				c.cells[i][j].Add(c.cells[i][j], big.NewRat(pairs[i][j], int64(size-1)))
			}
		}
	}
	return c
}

// count returns how often each value of c is among given.
func (c coincidences) count(given []unit.Decimal) []int {
	counts := make([]int, len(c.values))
	for _, v := range given {
		i, _ := slices.BinarySearchFunc(c.values, v, unit.Decimal.Cmp)
		counts[i]++
	}
	return counts
}

// addPairs adds the ordered pairs of different values among one item's.
func addPairs(pairs [][]int64, counts []int) {
	for i, n := range counts {
		for j, m := range counts {
			if i == j {
				m--
			}
			pairs[i][j] += int64(n) * int64(m)
		}
	}
}

func square[T any](side int) [][]T {
	all := make([][]T, side)
	for i := range all {
		all[i] = make([]T, side)
	}
	return all
}

// differences returns the squared difference of each two values under a metric.
func (c coincidences) differences(metric Metric) [][]*big.Rat {
	all := square[*big.Rat](len(c.values))
	for i := range all {
		for j := range all {
			switch {
			case i == j:
				all[i][j] = new(big.Rat)
			case metric == Nominal:
				all[i][j] = big.NewRat(1, 1)
			case metric == Ordinal:
				all[i][j] = c.ranksBetween(min(i, j), max(i, j))
			case metric == Interval:
				all[i][j] = squared(fraction(c.values[i].Sub(c.values[j])))
			default:
				d, sum := fraction(c.values[i].Sub(c.values[j])), fraction(c.values[i].Add(c.values[j]))
				all[i][j] = squared(d.Quo(d, sum))
			}
		}
	}
	return all
}

// ranksBetween returns the square of how many values lie from one to the other, of the two themselves half.
func (c coincidences) ranksBetween(low, high int) *big.Rat {
	twice := -c.counts[low] - c.counts[high]
	for _, n := range c.counts[low : high+1] {
		twice += 2 * n
	}
	return squared(big.NewRat(int64(twice), 2))
}

// disagreement returns the average squared difference in c, found and by chance.
func (c coincidences) disagreement(differences [][]*big.Rat) (observed, expected *big.Rat) {
	observed, expected = new(big.Rat), new(big.Rat)
	for i, row := range differences {
		for j, d := range row {
			observed.Add(observed, new(big.Rat).Mul(c.cells[i][j], d))
			chance := new(big.Rat).SetInt64(int64(c.counts[i]) * int64(c.counts[j]))
			expected.Add(expected, chance.Mul(chance, d))
		}
	}
	n := int64(c.total)
	return observed.Mul(observed, big.NewRat(1, n)), expected.Mul(expected, new(big.Rat).SetFrac64(1, n*(n-1)))
}

func squared(r *big.Rat) *big.Rat { return r.Mul(r, r) }

// fraction returns d as a fraction.
func fraction(d unit.Decimal) *big.Rat {
	r, ok := new(big.Rat).SetString(d.String())
	if !ok {
		panic(fmt.Sprintf("score: decimal %v is no number", d))
	}
	return r
}

func float(r *big.Rat) float64 {
	f, _ := r.Float64()
	return f
}

// number returns d as the nearest floating-point number.
func number(d unit.Decimal) float64 { return float(fraction(d)) }
