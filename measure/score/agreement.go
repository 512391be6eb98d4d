package score

import (
	"maps"
	"slices"

	"entente/unit"
)

// A Rating is a score as agreement counts it.
type Rating struct {
	Item    Item
	Analyst Analyst
	Level   unit.Decimal
}

// Ratings returns the scores that were given independently, in the order of items and analysts: what each analyst scored
// last before it could see another's. What it corrected afterwards stands, and says nothing about agreement. Levels that
// are not applicable are left out where the metric of the scale is not nominal.
func (s *Sheet) Ratings() []Rating {
	var all []Rating
	for _, i := range s.Items() {
		given := s.independent(s.files[i])
		for _, a := range slices.Sorted(maps.Keys(given)) {
			if s.isCompared(given[a]) {
				all = append(all, Rating{i, a, given[a]})
			}
		}
	}
	return all
}

func (s *Sheet) isCompared(value unit.Decimal) bool {
	return slices.ContainsFunc(s.scale.compared(), func(l Level) bool { return l.Value.Cmp(value) == 0 })
}

// independent returns the last score of each analyst before [Sheet.Visible] showed it another's: a score counts when its
// analyst has none yet, or when fewer than [Independent] analysts had scored.
func (s *Sheet) independent(f *file) map[Analyst]unit.Decimal {
	all := map[Analyst]unit.Decimal{}
	for _, r := range f.scores {
		if by, gone := s.replaced[r.Ref]; gone && by != r.Value.Item {
			continue // it was about another item
		}
		if _, scored := all[r.Value.Analyst]; !scored || len(all) < Independent {
			all[r.Value.Analyst] = r.Value.Level
		}
	}
	return all
}

// Matrix returns how often one analyst gave a level where the other gave a level, of the items that both scored.
func (s *Sheet) Matrix(row, column Analyst) (Matrix, error) {
	given := map[Item]map[Analyst]unit.Decimal{}
	for _, r := range s.Ratings() {
		if given[r.Item] == nil {
			given[r.Item] = map[Analyst]unit.Decimal{}
		}
		given[r.Item][r.Analyst] = r.Level
	}
	var pairs []Pair
	for _, by := range given {
		a, hasRow := by[row]
		b, hasColumn := by[column]
		if hasRow && hasColumn {
			pairs = append(pairs, Pair{a, b})
		}
	}
	return NewMatrix(values(s.scale.compared()), pairs)
}

// Alpha returns how reliable the scores of all analysts are, by the metric of the scale.
func (s *Sheet) Alpha() (Alpha, error) {
	var items [][]unit.Decimal
	var last Item
	for _, r := range s.Ratings() {
		if len(items) == 0 || r.Item != last {
			items, last = append(items, nil), r.Item
		}
		items[len(items)-1] = append(items[len(items)-1], r.Level)
	}
	return NewAlpha(items, s.scale.Metric)
}

// A Comparison is how two analysts agree.
type Comparison struct {
	Row    Analyst `json:"row"`
	Column Analyst `json:"column"`
	Matrix Matrix  `json:"matrix"`
}

// Comparisons returns the matrix of each two analysts that scored an item both, in alphabetical order.
func (s *Sheet) Comparisons() ([]Comparison, error) {
	var all []Comparison
	analysts := s.Analysts()
	for i, a := range analysts {
		for _, b := range analysts[i+1:] {
			m, err := s.Matrix(a, b)
			if err != nil {
				return nil, err
			}
			if m.Items() > 0 {
				all = append(all, Comparison{a, b, m})
			}
		}
	}
	return all, nil
}
