package joint

import (
	"context"
	"fmt"
	"math"
	"slices"

	"entente"
	"entente/balance/lp"
)

// Secrecy says which sums may be published. A sum of fewer than Least parties may not, nor one from which the second largest could tell
// the largest to within P of it: what is left without the two must be at least P times the largest (the p% rule; Hundepool et al.,
// Statistical Disclosure Control, 2012, section 4.2). The zero Secrecy is three parties and a tenth.
type Secrecy struct {
	Least int     `json:"least,omitempty"`
	P     float64 `json:"p,omitempty"`
}

func (s Secrecy) orDefault() Secrecy {
	if s.Least == 0 {
		s.Least = 3
	}
	if s.P == 0 {
		s.P = 0.1
	}
	return s
}

// A Sheet is demand by item and year with its totals, of which some are held back.
type Sheet struct {
	Rules Secrecy  `json:"rules"`
	Items []string `json:"items"`
	Years int      `json:"years"`
	Cells [][]Sum  `json:"cells"` // by item and year; the last of each is the total of the item, the last row that of all items
	of    [][]map[entente.ActorID]float64
}

// A Sum is a sum of demand. One that is held back has no value when it is printed.
type Sum struct {
	Value  *float64 `json:"value"` // nil: held back
	Why    string   `json:"why,omitempty"`
	hidden bool
	actual float64
}

// Publish adds up demand by item and year (four quarters), holds back what may not be published, and then as much else as is needed so that
// what is held back does not follow from what is not: in every row and column with one sum held back, the smallest other one is, too.
func (b *Book) Publish(rules Secrecy) *Sheet {
	s := &Sheet{Rules: rules.orDefault(), Years: (b.Quarters + 3) / 4}
	index := map[string]int{}
	for i, it := range b.Items {
		s.Items = append(s.Items, it.ID)
		index[it.ID] = i
	}
	rows, columns := len(b.Items)+1, s.Years+1
	s.Cells, s.of = make([][]Sum, rows), make([][]map[entente.ActorID]float64, rows)
	for i := range rows {
		s.Cells[i], s.of[i] = make([]Sum, columns), make([]map[entente.ActorID]float64, columns)
		for j := range columns {
			s.of[i][j] = map[entente.ActorID]float64{}
		}
	}
	for _, d := range b.Demand {
		i, j := index[d.Item], (d.Quarter-1)/4
		for _, at := range [][2]int{{i, j}, {i, s.Years}, {rows - 1, j}, {rows - 1, s.Years}} {
			s.of[at[0]][at[1]][d.Party] += d.Quantity
		}
	}
	s.primary()
	for s.complete() {
	}
	s.print()
	return s
}

// primary holds back the sums that may not be published by themselves.
func (s *Sheet) primary() {
	for i := range s.Cells {
		for j := range s.Cells[i] {
			c := &s.Cells[i][j]
			var parts []float64
			for _, v := range s.of[i][j] {
				c.actual += v
				if v > 0 {
					parts = append(parts, v)
				}
			}
			slices.SortFunc(parts, func(a, b float64) int { return int(math.Copysign(1, b-a)) })
			switch {
			case len(parts) == 0: // nothing is nobody's
			case len(parts) < s.Rules.Least:
				c.hidden, c.Why = true, fmt.Sprintf("fewer than %d parties", s.Rules.Least)
			case len(parts) > 1 && c.actual-parts[0]-parts[1] < s.Rules.P*parts[0]:
				c.hidden, c.Why = true, fmt.Sprintf("the largest could be told to within %.3g %%", 100*s.Rules.P)
			}
		}
	}
}

// complete holds back one more sum in each row and column that has only one held back, and reports whether it did.
func (s *Sheet) complete() bool {
	changed := false
	rows, columns := len(s.Cells), len(s.Cells[0])
	for i := range rows {
		changed = s.second(columns, func(j int) *Sum { return &s.Cells[i][j] }) || changed
	}
	for j := range columns {
		changed = s.second(rows, func(i int) *Sum { return &s.Cells[i][j] }) || changed
	}
	return changed
}

// second looks at a line of sums, of which the last is the total.
func (s *Sheet) second(n int, at func(int) *Sum) bool {
	hidden, smallest := 0, -1
	for k := range n {
		c := at(k)
		switch {
		case c.hidden:
			hidden++
		case c.actual > 0 && (smallest < 0 || c.actual < at(smallest).actual):
			smallest = k
		}
	}
	if hidden != 1 || smallest < 0 {
		return false
	}
	c := at(smallest)
	c.hidden, c.Why = true, "another sum would follow from it"
	return true
}

func (s *Sheet) print() {
	for i := range s.Cells {
		for j := range s.Cells[i] {
			c := &s.Cells[i][j]
			c.Value = nil
			if !c.hidden {
				v := c.actual
				c.Value = &v
			}
		}
	}
}

// An Inferred is what follows from the published sums for one that is held back.
type Inferred struct {
	Item string  `json:"item"` // "" for all items
	Year int     `json:"year"` // counted from 1; one more than there are for all years
	From float64 `json:"from"`
	To   float64 `json:"to"`
	Safe bool    `json:"safe"` // the range reaches the part P of the value to both sides, or is as wide
}

// Audit attacks a sheet as a reader would: for every sum held back it finds the least and the greatest value that fit all that is published,
// by linear programmes. Knows is what the reader knows besides: its own demand, by row and column; nil for an outsider.
func (s *Sheet) Audit(ctx context.Context, solver lp.Solver, knows func(i, j int) float64) ([]Inferred, error) {
	m, column := s.attack(knows)
	var all []Inferred
	for i := range s.Cells {
		for j := range s.Cells[i] {
			if !s.Cells[i][j].hidden {
				continue
			}
			x := Inferred{Year: j + 1}
			if i < len(s.Items) {
				x.Item = s.Items[i]
			}
			for _, most := range []bool{false, true} {
				m.Maximise = most
				m.Columns[column[i][j]].Cost = 1
				r, err := lp.Solve(ctx, solver, m, lp.Limits{})
				m.Columns[column[i][j]].Cost = 0
				if err != nil {
					return nil, fmt.Errorf("joint: audit: %w", err)
				}
				if most {
					x.To = r.Objective
				} else {
					x.From = r.Objective
				}
			}
			v := s.Cells[i][j].actual
			x.Safe = x.To-x.From >= s.Rules.P*v
			all = append(all, x)
		}
	}
	return all, nil
}

// attack states what a reader knows: published sums are what they are, rows and columns add up, and nothing is less than what it knows.
func (s *Sheet) attack(knows func(i, j int) float64) (*lp.Model, [][]int) {
	m := &lp.Model{Name: "audit"}
	total := s.Cells[len(s.Cells)-1][s.Years].actual
	column := make([][]int, len(s.Cells))
	for i := range s.Cells {
		for j, c := range s.Cells[i] {
			low, high := 0.0, 2*total
			if knows != nil {
				low = knows(i, j)
			}
			if !c.hidden {
				low, high = c.actual, c.actual
			}
			column[i] = append(column[i], m.Column(lp.Column{Name: fmt.Sprintf("%d/%d", i, j), Lower: low, Upper: high}))
		}
	}
	last := len(s.Cells) - 1
	for i := range s.Cells {
		terms := []lp.Term{{Column: column[i][s.Years], Factor: -1}}
		for j := range s.Years {
			terms = append(terms, lp.Term{Column: column[i][j], Factor: 1})
		}
		m.Row(fmt.Sprint("row ", i), 0, 0, terms...)
	}
	for j := range s.Cells[0] {
		terms := []lp.Term{{Column: column[last][j], Factor: -1}}
		for i := range last {
			terms = append(terms, lp.Term{Column: column[i][j], Factor: 1})
		}
		m.Row(fmt.Sprint("column ", j), 0, 0, terms...)
	}
	return m, column
}

// Heads returns the years of a sheet, and 0 for all of them, in the order of the columns.
func (s *Sheet) Heads() []int {
	heads := make([]int, s.Years+1)
	for j := range s.Years {
		heads[j] = j + 1
	}
	return heads
}

// A SheetRow is a row of a sheet; that of all items has none.
type SheetRow struct {
	Item string
	Sums []Sum
}

// Rows returns the rows of a sheet.
func (s *Sheet) Rows() []SheetRow {
	var rows []SheetRow
	for i, sums := range s.Cells {
		row := SheetRow{Sums: sums}
		if i < len(s.Items) {
			row.Item = s.Items[i]
		}
		rows = append(rows, row)
	}
	return rows
}
