package cover

import (
	"context"
	"errors"
	"fmt"
	"time"

	"entente/balance"
	"entente/balance/lp"
)

// conflictTime is how long a smallest conflict is looked for.
const conflictTime = 5 * time.Second

// conflict names needs and rules that cannot all hold: those of the first slice with a gap, if they conflict by themselves, else of all.
func (p *problem) conflict(ctx context.Context, s lp.Solver, out *outcome, solved *model) (*balance.Conflict, error) {
	first := -1
	for _, n := range solved.needs {
		if first < 0 && out.coverage.X[solved.gaps[n]] > small {
			first = n.slice
		}
	}
	if first < 0 {
		return nil, nil
	}
	for _, slice := range []int{first, -1} {
		m := p.build()
		words := m.demand(slice)
		core, err := lp.FindCore(ctx, s, &m.Model, lp.CoreOptions{Keep: func(row int) bool { return words[row] == "" }, Rows: true, Time: conflictTime})
		if errors.Is(err, lp.ErrFits) {
			continue
		}
		if err != nil {
			return nil, err
		}
		c := &balance.Conflict{Words: []string{}, Minimal: core.Minimal}
		for _, row := range core.Rows {
			c.Words = append(c.Words, words[row])
		}
		return c, nil
	}
	return nil, nil
}

// demand lets nothing be missing in a slice, or in all for -1, and leaves out what other slices need. It returns what each row means.
func (m *model) demand(slice int) map[int]string {
	words := map[int]string{}
	for _, n := range m.needs {
		if slice >= 0 && n.slice != slice {
			row := &m.Rows[m.rows[n]]
			row.Lower, row.Upper = -lp.Inf, lp.Inf
			continue
		}
		m.Columns[m.gaps[n]].Upper = 0
		q := m.p.Requirements[n.requirement]
		words[m.rows[n]] = fmt.Sprintf("%s needs %v %s in %v", q.Name(), q.Quantity, q.Unit, m.p.slices[n.slice])
	}
	for _, b := range m.rules {
		words[b.row] = fmt.Sprintf("%s: %v at most", b.words, m.Rows[b.row].Upper)
		if !m.p.slices[b.slice].IsZero() {
			words[b.row] += fmt.Sprintf(" in %v", m.p.slices[b.slice])
		}
	}
	return words
}
