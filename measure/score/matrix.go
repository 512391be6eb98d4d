package score

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"entente"
	"entente/unit"
)

// ErrUndefined is wrapped by errors about a measure of agreement that the scores at hand leave without a value.
var ErrUndefined = errors.New("undefined")

// A Matrix counts how often one analyst gave a level (the row) where another gave a level (the column).
type Matrix struct {
	Levels []unit.Decimal `json:"levels"`
	Counts [][]int        `json:"counts"`
}

// A Pair is what two analysts gave to the same item.
type Pair [2]unit.Decimal

// NewMatrix counts pairs over levels, which are distinct. It fails where a pair has another level.
func NewMatrix(levels []unit.Decimal, pairs []Pair) (Matrix, error) {
	m := Matrix{Levels: levels, Counts: make([][]int, len(levels))}
	for i := range m.Counts {
		m.Counts[i] = make([]int, len(levels))
	}
	for _, p := range pairs {
		row, column := m.index(p[0]), m.index(p[1])
		if row < 0 || column < 0 {
			return Matrix{}, fmt.Errorf("levels %v and %v: want two of %v: %w", p[0], p[1], levels, entente.ErrInvalid)
		}
		m.Counts[row][column]++
	}
	return m, nil
}

func (m Matrix) index(v unit.Decimal) int {
	return slices.IndexFunc(m.Levels, func(l unit.Decimal) bool { return l.Cmp(v) == 0 })
}

// Items returns how many items both analysts scored.
func (m Matrix) Items() int {
	n := 0
	for _, row := range m.Counts {
		for _, count := range row {
			n += count
		}
	}
	return n
}

// Same returns how many items both analysts gave the same level.
func (m Matrix) Same() int {
	n := 0
	for i := range m.Counts {
		n += m.Counts[i][i]
	}
	return n
}

// Kappa is a coefficient of agreement that allows for chance: 1 is full agreement, 0 what chance would bring, and less is
// worse than chance.
type Kappa struct {
	Value    float64 `json:"value"`
	SE       float64 `json:"se"`     // asymptotic standard error, for intervals around Value
	SEZero   float64 `json:"seZero"` // the same were there no agreement beyond chance, for testing that
	Observed float64 `json:"observed"`
	Expected float64 `json:"expected"`
	Items    int     `json:"items"`
}

// Kappa returns the coefficient for nominal scales, in which every disagreement weighs the same (J. Cohen, A Coefficient of
// Agreement for Nominal Scales, Educational and Psychological Measurement 20, 1960, 37-46). See [Matrix.KappaWith].
func (m Matrix) Kappa() (Kappa, error) {
	return m.KappaWith(m.weights(func(share float64) float64 { return math.Ceil(share) }))
}

// LinearKappa returns the coefficient in which a disagreement weighs as much as its levels are apart.
func (m Matrix) LinearKappa() (Kappa, error) {
	return m.KappaWith(m.weights(func(share float64) float64 { return share }))
}

// QuadraticKappa returns the coefficient in which a disagreement weighs as the square of how far its levels are apart.
func (m Matrix) QuadraticKappa() (Kappa, error) {
	return m.KappaWith(m.weights(func(share float64) float64 { return share * share }))
}

// weights returns what pairs of levels count as agreement: 1 less the disagreement of their distance, which is given as its
// share of the largest.
func (m Matrix) weights(disagreement func(share float64) float64) [][]float64 {
	w := make([][]float64, len(m.Levels))
	for i, a := range m.Levels {
		w[i] = make([]float64, len(m.Levels))
		for j, b := range m.Levels {
			w[i][j] = 1 - disagreement(math.Abs(number(a.Sub(b)))/m.widest())
		}
	}
	return w
}

// widest returns the largest distance between two levels.
func (m Matrix) widest() float64 {
	if len(m.Levels) == 0 {
		return 1
	}
	low := slices.MinFunc(m.Levels, unit.Decimal.Cmp)
	high := slices.MaxFunc(m.Levels, unit.Decimal.Cmp)
	if low.Cmp(high) == 0 {
		return 1
	}
	return number(high.Sub(low))
}

// KappaWith returns the weighted coefficient (J. Cohen, Weighted Kappa, Psychological Bulletin 70, 1968, 213-220) with its
// large-sample standard errors (J. L. Fleiss, J. Cohen and B. S. Everitt, Large Sample Standard Errors of Kappa and Weighted
// Kappa, Psychological Bulletin 72, 1969, 323-327). A weight says what a pair of levels counts as agreement: 1 for the same
// level, down to 0.
//
// It wraps [ErrUndefined] where no item was scored by both, and where chance alone would bring full agreement, as it would
// when both gave all items the same level.
func (m Matrix) KappaWith(weights [][]float64) (Kappa, error) {
	n := m.Items()
	isShort := func(row []float64) bool { return len(row) != len(m.Levels) }
	if len(weights) != len(m.Levels) || slices.ContainsFunc(weights, isShort) {
		return Kappa{}, fmt.Errorf("kappa: weights: want %d by %[1]d: %w", len(m.Levels), entente.ErrInvalid)
	}
	if n == 0 {
		return Kappa{}, fmt.Errorf("kappa: no item was scored by both: %w", ErrUndefined)
	}
	if m.onlyLevel() {
		return Kappa{}, fmt.Errorf("kappa: both gave every item the same level, and there is no variation: %w", ErrUndefined)
	}
	p := m.proportions(weights)
	if p.expected >= 1 {
		return Kappa{}, fmt.Errorf("kappa: chance would bring full agreement: %w", ErrUndefined)
	}
	value := (p.observed - p.expected) / (1 - p.expected)
	scale := math.Sqrt(float64(n)) * (1 - p.expected)
	return Kappa{
		Value:    value,
		SE:       p.deviation(value) / scale,
		SEZero:   p.deviationByChance() / scale,
		Observed: p.observed,
		Expected: p.expected,
		Items:    n,
	}, nil
}

// onlyLevel reports whether all counts are in one cell of the diagonal.
func (m Matrix) onlyLevel() bool {
	n := m.Items()
	for i := range m.Counts {
		if m.Counts[i][i] == n {
			return true
		}
	}
	return false
}

// proportions are a matrix as shares of its items, with what they come to under weights.
type proportions struct {
	weights            [][]float64
	cells              [][]float64
	rows, columns      []float64 // marginal shares
	rowMean            []float64 // the average weight of a row's cells, by the columns' shares
	columnMean         []float64
	observed, expected float64 // weighted agreement, found and by chance
}

func (m Matrix) proportions(weights [][]float64) proportions {
	k, n := len(m.Levels), float64(m.Items())
	p := proportions{
		weights: weights, cells: make([][]float64, k), rows: make([]float64, k), columns: make([]float64, k),
		rowMean: make([]float64, k), columnMean: make([]float64, k),
	}
	for i, row := range m.Counts {
		p.cells[i] = make([]float64, k)
		for j, count := range row {
			share := float64(count) / n
			p.cells[i][j] = share
			p.rows[i] += share
			p.columns[j] += share
		}
	}
	for i := range k {
		for j := range k {
			w := weights[i][j]
			p.rowMean[i] += w * p.columns[j]
			p.columnMean[j] += w * p.rows[i]
			p.observed += w * p.cells[i][j]
			p.expected += w * p.rows[i] * p.columns[j]
		}
	}
	return p
}

// deviation is the numerator of the standard error of a coefficient that has the given value.
func (p proportions) deviation(value float64) float64 {
	sum := 0.0
	for i, row := range p.cells {
		for j, share := range row {
			d := p.weights[i][j] - (p.rowMean[i]+p.columnMean[j])*(1-value)
			sum += share * d * d
		}
	}
	d := value - p.expected*(1-value)
	return math.Sqrt(max(0, sum-d*d))
}

// deviationByChance is the numerator of the standard error where the cells were what the marginal shares make them.
func (p proportions) deviationByChance() float64 {
	sum := 0.0
	for i, row := range p.rows {
		for j, column := range p.columns {
			d := p.weights[i][j] - (p.rowMean[i] + p.columnMean[j])
			sum += row * column * d * d
		}
	}
	return math.Sqrt(max(0, sum-p.expected*p.expected))
}
