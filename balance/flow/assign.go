package flow

import (
	"fmt"
	"math"

	"entente"
)

// An Assignment gives each row a column of its own at the least cost. No row and column cost less than their prices together, and those
// that are paired cost as much.
type Assignment struct {
	Column   []int // by row
	Cost     int64
	Row, Col []int64 // prices
}

// Assign returns a cheapest assignment of rows to columns, of which there must be as many or more. Of equally cheap ones it is the same
// each time.
//
// It is the method of shortest augmenting paths (Jonker and Volgenant, Computing 38, 1987), without its start heuristics.
func Assign(cost [][]int64) (*Assignment, error) {
	rows := len(cost)
	if rows == 0 {
		return &Assignment{}, nil
	}
	columns := len(cost[0])
	const most = int64(1) << 40
	for i, row := range cost {
		if len(row) != columns || columns < rows {
			return nil, fmt.Errorf("flow: row %d has %d columns, want %d, and as many as the %d rows: %w", i+1, len(row), columns, rows, entente.ErrInvalid)
		}
		for j, c := range row {
			if c > most || c < -most {
				return nil, fmt.Errorf("flow: row %d, column %d costs %d: want at most %d: %w", i+1, j+1, c, most, entente.ErrInvalid)
			}
		}
	}
	p := &pairing{cost: cost, rowOf: make([]int, columns), row: make([]int64, rows), col: make([]int64, columns)}
	for j := range p.rowOf {
		p.rowOf[j] = -1
	}
	for i := range rows {
		p.add(i)
	}
	a := &Assignment{Column: make([]int, rows), Row: p.row, Col: p.col}
	for j, i := range p.rowOf {
		if i >= 0 {
			a.Column[i] = j
			a.Cost += cost[i][j]
		}
	}
	return a, nil
}

type pairing struct {
	cost     [][]int64
	rowOf    []int // by column; -1: free
	row, col []int64
}

// add pairs one more row, along the way of changes that costs least.
func (p *pairing) add(row int) {
	columns := len(p.rowOf)
	far, before, done := make([]int64, columns), make([]int, columns), make([]bool, columns)
	for j := range far {
		far[j], before[j] = math.MaxInt64, -1
	}
	at, from, way := row, -1, int64(0)
	for at >= 0 {
		next := -1
		for j := range columns {
			if done[j] {
				continue
			}
			if d := way + p.cost[at][j] - p.row[at] - p.col[j]; d < far[j] {
				far[j], before[j] = d, from
			}
			if next < 0 || far[j] < far[next] {
				next = j
			}
		}
		done[next] = true
		way, from, at = far[next], next, p.rowOf[next]
	}
	p.row[row] += way
	for j, is := range done {
		if is && j != from {
			p.row[p.rowOf[j]] += way - far[j]
			p.col[j] -= way - far[j]
		}
	}
	for j := from; j >= 0; j = before[j] {
		if before[j] < 0 {
			p.rowOf[j] = row
		} else {
			p.rowOf[j] = p.rowOf[before[j]]
		}
	}
}

// CheckAssignment recomputes from the costs alone that a is an assignment and that none is cheaper.
func CheckAssignment(cost [][]int64, a *Assignment) error {
	taken, sum := make(map[int]bool), int64(0)
	for i, j := range a.Column {
		if taken[j] {
			return fmt.Errorf("flow: column %d is given twice", j+1)
		}
		taken[j] = true
		sum += cost[i][j]
		if cost[i][j] != a.Row[i]+a.Col[j] {
			return fmt.Errorf("flow: row %d and column %d cost %d, and their prices are %d", i+1, j+1, cost[i][j], a.Row[i]+a.Col[j])
		}
	}
	for i, row := range cost {
		for j, c := range row {
			if c < a.Row[i]+a.Col[j] {
				return fmt.Errorf("flow: row %d and column %d cost %d, less than their prices %d", i+1, j+1, c, a.Row[i]+a.Col[j])
			}
		}
	}
	for j, price := range a.Col {
		if price > 0 || price < 0 && !taken[j] {
			return fmt.Errorf("flow: column %d has the price %d", j+1, price)
		}
	}
	if sum != a.Cost {
		return fmt.Errorf("flow: cost %d, want %d", sum, a.Cost)
	}
	return nil
}
