package lp

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// A Core is a set of rows and ends of columns that cannot all hold, while any of them left out lets the rest hold.
type Core struct {
	Rows    []int // in order
	Lower   []int // columns whose lower end is among them
	Upper   []int
	Whole   bool // that columns are whole is needed for it
	Minimal bool // each member was shown to be needed; false: a limit ended the search for those that are not
}

// ErrFits is returned when there is no core: a point fits, at least within the tolerance.
var ErrFits = errors.New("a point fits, within the tolerance")

// CoreOptions say what a core is made of.
type CoreOptions struct {
	Keep func(row int) bool // rows that hold without being named, such as definitions; nil: none
	Rows bool               // ends of columns hold without being named
	Time time.Duration      // for all of the search; 0: no limit
}

// FindCore returns a minimal core of a model in which nothing fits, by the deletion filter (Chinneck and Dravnieks, ORSA Journal on
// Computing 3, 1991) on the rows that carry a proof of infeasibility: each is left out in turn, and stays out if nothing fits still. When
// the time is over, what is left is returned, and not called minimal.
func FindCore(ctx context.Context, s Solver, m *Model, o CoreOptions) (*Core, error) {
	f := &filter{ctx: ctx, solver: s, model: m, options: o, minimal: true}
	if f.options.Keep == nil {
		f.options.Keep = func(int) bool { return false }
	}
	if o.Time > 0 {
		var cancel context.CancelFunc
		f.ctx, cancel = context.WithTimeout(ctx, o.Time)
		defer cancel()
	}
	all := part{}
	for i := range m.Rows {
		all.rows = append(all.rows, i)
	}
	for j, c := range m.Columns {
		if c.Lower != -Inf {
			all.lower = append(all.lower, j)
		}
		if c.Upper != Inf {
			all.upper = append(all.upper, j)
		}
	}
	for _, whole := range []bool{false, true} {
		if whole && !m.Mixed() {
			break
		}
		f.whole = whole
		fits, less, err := f.fits(all)
		switch {
		case f.late(ctx, err):
			f.minimal = false
			return f.found(all), nil
		case err != nil:
			return nil, err
		case fits:
			continue
		}
		core, err := f.core(less)
		if err != nil && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return core, err
	}
	return nil, ErrFits
}

// A part of a model is some of its rows and ends of columns.
type part struct{ rows, lower, upper []int }

type filter struct {
	ctx     context.Context
	solver  Solver
	model   *Model
	options CoreOptions
	whole   bool
	minimal bool
}

// late reports whether the time for the core is over, and that of the caller is not.
func (f *filter) late(ctx context.Context, err error) bool {
	return err != nil && f.ctx.Err() != nil && ctx.Err() == nil
}

// core leaves out one member of a part after the other, rows first, for they say more than the ends of columns. Where many can go, they
// go by halves.
func (f *filter) core(p part) (*Core, error) {
	var err error
	if p, err = f.thin(p, func(p *part) *[]int { return &p.rows }, f.options.Keep); err != nil {
		return nil, err
	}
	if f.options.Rows {
		return f.found(p), nil
	}
	never := func(int) bool { return false }
	if p, err = f.thin(p, func(p *part) *[]int { return &p.lower }, never); err != nil {
		return nil, err
	}
	if p, err = f.thin(p, func(p *part) *[]int { return &p.upper }, never); err != nil {
		return nil, err
	}
	return f.found(p), nil
}

// found returns what is named of a part.
func (f *filter) found(p part) *Core {
	c := &Core{Whole: f.whole, Minimal: f.minimal}
	for _, i := range p.rows {
		if !f.options.Keep(i) {
			c.Rows = append(c.Rows, i)
		}
	}
	if !f.options.Rows {
		c.Lower, c.Upper = p.lower, p.upper
	}
	return c
}

// thin leaves out what it can of one of the lists of a part. It tries runs of members, shorter when one is needed.
func (f *filter) thin(p part, list func(*part) *[]int, keep func(int) bool) (part, error) {
	done := map[int]bool{} // members that are needed
	run := max(1, len(*list(&p))/4)
	for {
		var try []int
		for _, i := range *list(&p) {
			if !done[i] && !keep(i) && len(try) < run {
				try = append(try, i)
			}
		}
		if len(try) == 0 {
			return p, nil
		}
		without := p
		*list(&without) = slices.DeleteFunc(slices.Clone(*list(&p)), func(i int) bool { return slices.Contains(try, i) })
		fits, less, err := f.fits(without)
		switch {
		case err != nil && f.ctx.Err() != nil:
			f.minimal = false
			return p, nil
		case err != nil:
			return part{}, err
		case !fits:
			p = less
			run = min(2*run, max(1, len(*list(&p))/4))
		case len(try) == 1:
			done[try[0]] = true
		default:
			run = max(1, len(try)/4)
		}
	}
}

// fits reports whether something fits a part of the model, and if not, a smaller part of it that nothing fits either. A search that a
// limit ends counts as one that found something: what is left out then may not have been needed, and the core is not called minimal.
func (f *filter) fits(p part) (bool, part, error) {
	sub, columns := f.model.part(p, f.whole)
	if j, i := sub.empty(); j >= 0 || i >= 0 {
		return false, f.blamed(p, j, i, columns), nil
	}
	l := Limits{Any: sub.Mixed()}
	found, err := f.solver.Solve(f.ctx, sub, l)
	if err != nil {
		return false, part{}, err
	}
	switch {
	case found.Status == Infeasible && found.Ray != nil && sub.CheckRay(found.Ray) == nil:
		return false, sub.support(found.Ray, p, columns), nil
	case found.Status == Infeasible:
		return false, p, nil
	case found.X == nil || sub.CheckPoint(found.X) != nil:
		f.minimal = false
	}
	return true, part{}, nil
}

// blamed returns the part with an empty range alone.
func (f *filter) blamed(p part, j, i int, columns []int) part {
	if j < 0 {
		return part{rows: []int{p.rows[i]}}
	}
	return part{lower: []int{columns[j]}, upper: []int{columns[j]}}
}

// part returns the model of some rows and ends of columns, without costs, and the columns that it has.
func (m *Model) part(p part, whole bool) (*Model, []int) {
	index := make([]int, len(m.Columns)) // counted from 1
	sub, columns := &Model{}, []int(nil)
	add := func(j int) int {
		if index[j] == 0 {
			c := m.Columns[j]
			columns = append(columns, j)
			index[j] = sub.Column(Column{c.Name, 0, -Inf, Inf, c.Whole && whole}) + 1
		}
		return index[j] - 1
	}
	for _, i := range p.rows {
		r := m.Rows[i]
		terms := make([]Term, len(r.Terms))
		for k, t := range r.Terms {
			terms[k] = Term{add(t.Column), t.Factor}
		}
		sub.Row(r.Name, r.Lower, r.Upper, terms...)
	}
	for _, j := range p.lower {
		if c := m.Columns[j]; index[j] > 0 || c.Lower > c.Upper {
			sub.Columns[add(j)].Lower = c.Lower
		}
	}
	for _, j := range p.upper {
		if c := m.Columns[j]; index[j] > 0 || c.Lower > c.Upper {
			sub.Columns[add(j)].Upper = c.Upper
		}
	}
	return sub, columns
}

// support returns the rows and ends of columns that carry a ray.
func (m *Model) support(ray []float64, p part, columns []int) part {
	var less part
	sums := make([]float64, len(m.Columns))
	for i, w := range ray {
		if w == 0 {
			continue
		}
		less.rows = append(less.rows, p.rows[i])
		for _, t := range m.Rows[i].Terms {
			sums[t.Column] += w * t.Factor
		}
	}
	for k, s := range sums {
		if s == 0 {
			continue
		}
		if m.Columns[k].Lower != -Inf {
			less.lower = append(less.lower, columns[k])
		}
		if m.Columns[k].Upper != Inf {
			less.upper = append(less.upper, columns[k])
		}
	}
	slices.Sort(less.lower)
	slices.Sort(less.upper)
	return less
}

// Words returns the members of a core, each as a line: the sum of a row with its range, or the end of a column.
func (c *Core) Words(m *Model) []string {
	var all []string
	for _, i := range c.Rows {
		all = append(all, m.rowWords(i))
	}
	for _, j := range c.Lower {
		all = append(all, fmt.Sprintf("%s >= %v", m.Columns[j].Name, m.Columns[j].Lower))
	}
	for _, j := range c.Upper {
		all = append(all, fmt.Sprintf("%s <= %v", m.Columns[j].Name, m.Columns[j].Upper))
	}
	if c.Whole {
		all = append(all, "whole numbers where the model wants them")
	}
	return all
}

func (m *Model) rowWords(i int) string {
	const most = 6 // terms that are written out
	r := m.Rows[i]
	var b strings.Builder
	fmt.Fprintf(&b, "%s:", r.Name)
	for k, t := range r.Terms {
		if k == most {
			fmt.Fprintf(&b, " + … (%d terms)", len(r.Terms))
			break
		}
		sign := "+"
		if t.Factor < 0 {
			sign = "-"
		}
		if k > 0 || sign == "-" {
			b.WriteString(" " + sign)
		}
		if f := math.Abs(t.Factor); f != 1 {
			fmt.Fprintf(&b, " %v", f)
		}
		b.WriteString(" " + m.Columns[t.Column].Name)
	}
	switch {
	case r.Lower == r.Upper:
		fmt.Fprintf(&b, " = %v", r.Lower)
	case r.Lower == -Inf:
		fmt.Fprintf(&b, " <= %v", r.Upper)
	case r.Upper == Inf:
		fmt.Fprintf(&b, " >= %v", r.Lower)
	default:
		fmt.Fprintf(&b, " from %v to %v", r.Lower, r.Upper)
	}
	return b.String()
}
