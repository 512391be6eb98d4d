package table

import (
	"fmt"

	"entente/cal"
	"entente/measure"
	"entente/unit"
)

// A sum is figures that are added up.
type sum struct {
	figure  Figure // the first one
	cells   int
	last    string // where the last one stands
	total   unit.Decimal
	periods map[cal.Period]bool
}

type sumKey struct {
	series seriesKey
	period cal.Period
}

// foldSums adds up the figures as the mapping says. What cannot be added up is refused.
func (t *tally) foldSums() {
	if t.mapping.Sum == nil {
		return
	}
	figures, keys := t.result.Figures, t.keys
	places := t.result.Places
	read := Result{Places: places}
	t.result.Figures, t.result.Places = nil, nil
	t.result.Count.Read -= len(figures)
	t.result.Count.Figures = 0
	index := make(map[sumKey]*sum)
	var order []*sum
	for i, f := range figures {
		whole, ok := within(f.Period, t.mapping.Sum.Every)
		if !ok {
			t.refuse(read.Place(f), fmt.Sprintf("period %v is not within one %s", f.Period, t.mapping.Sum.Every), 1)
			continue
		}
		key := sumKey{keys[i], whole}
		key.series.over = 0
		s := index[key]
		if s == nil {
			s = &sum{figure: f, periods: make(map[cal.Period]bool)}
			index[key] = s
			order = append(order, s)
		}
		s.add(f, whole, read.Place(f))
	}
	for _, s := range order {
		t.takeSum(s, read.Place(s.figure))
	}
}

func (s *sum) add(f Figure, whole cal.Period, place string) {
	s.periods[f.Period] = true
	s.cells++
	s.total = s.total.Add(f.Value)
	s.last = place
	if !firmer(s.figure.Status, f.Status) {
		s.figure.Status = f.Status
	}
	s.figure.Period = whole
}

// firmness orders statuses: a sum is as firm as the least firm of what it is made of.
var firmness = map[measure.Status]int{measure.Forecast: 0, measure.Estimate: 1, measure.Provisional: 2, measure.Break: 3, measure.Actual: 4}

// firmer reports whether a sum of status a stays so when a figure of status b is added.
func firmer(a, b measure.Status) bool { return firmness[a] <= firmness[b] }

// takeSum takes a finished sum.
func (t *tally) takeSum(s *sum, first string) {
	where := first
	if s.cells > 1 {
		where = fmt.Sprintf("%s to %s", first, s.last)
	}
	if need := t.mapping.Sum.Need; len(s.periods) < need {
		t.refuse(where, fmt.Sprintf("%s %s %v: %d of %d periods", s.figure.Indicator, s.figure.Area, s.figure.Period, len(s.periods), need), s.cells)
		return
	}
	f := s.figure
	f.Value, f.Row = s.total, len(t.result.Places)
	f.Place = where
	if s.cells > 1 {
		f.Place = fmt.Sprintf("%s, %d cells", where, s.cells)
	}
	t.result.Places = append(t.result.Places, f.Place)
	t.result.Figures = append(t.result.Figures, f)
	t.result.Count.Read += s.cells
	t.result.Count.Figures++
	t.result.Count.Merged += s.cells - 1
}
