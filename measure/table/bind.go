package table

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"entente"
	"entente/internal/spell"
	"entente/measure"
)

// bind finds the columns of a mapping among the heads of a table.
func (t *tally) bind(heads []string, spot func(int) string) (*rows, error) {
	b := &binder{tally: t, heads: heads, index: make(map[string]int), used: make([]bool, len(heads))}
	for i, h := range heads {
		if _, ok := b.index[h]; ok {
			b.index[h] = -1 // several
			continue
		}
		b.index[h] = i
	}
	r := &rows{tally: t, spot: spot, months: make(map[[2]string]meaning[head])}
	if err := b.bindFields(r); err != nil {
		return nil, err
	}
	if err := b.bindFilters(r); err != nil {
		return nil, err
	}
	if err := b.bindValues(r); err != nil {
		return nil, err
	}
	b.bindLoose(r)
	t.places = len(r.values) > 1 || t.mapping.Format.isSDMX()
	return r, nil
}

type binder struct {
	*tally
	heads []string
	index map[string]int // -1: several columns have this head
	used  []bool
}

func (b *binder) column(name string) (int, error) {
	i, ok := b.index[name]
	switch {
	case !ok:
		if near, ok := spell.Nearest(name, b.heads, fold); ok {
			return 0, fmt.Errorf("no column %s; did you mean %q? %w", quote(name), near, entente.ErrInvalid)
		}
		return 0, fmt.Errorf("no column %s: there are %s: %w", quote(name), quote(strings.Join(b.heads, ", ")), entente.ErrInvalid)
	case i < 0:
		return 0, fmt.Errorf("several columns are called %s: %w", quote(name), entente.ErrInvalid)
	}
	b.used[i] = true
	return i, nil
}

// bindField returns the reader of a field.
func bindField[T any](b *binder, f Field, work func(string) meaning[T]) (*reader[T], error) {
	if f.From == "" {
		return constant(work(f.Is)), nil
	}
	i, err := b.column(f.From)
	if err != nil {
		return nil, err
	}
	if f.Map == nil {
		return reading(i, work), nil
	}
	return reading(i, func(s string) meaning[T] {
		to, ok := f.Map[s]
		if !ok && s != "" {
			return problem[T](fmt.Sprintf("%s %s is not in the map", f.From, quote(s)))
		}
		return work(to)
	}), nil
}

func (b *binder) bindFields(r *rows) (err error) {
	c := b.mapping.Columns
	if c.Vintage.IsZero() {
		v, err := b.context.vintage(b.mapping)
		if err != nil {
			return err
		}
		c.Vintage = Field{Is: string(v)}
	}
	bound := func(e error) {
		if err == nil {
			err = e
		}
	}
	var e error
	r.party, e = bindField(b, c.Party, b.readParty)
	bound(e)
	r.period, e = bindField(b, cmpField(c.Period, c.Year), b.readPeriod)
	bound(e)
	if !c.Month.IsZero() {
		r.year, e = bindField(b, c.Year, plainText)
		bound(e)
		r.month, e = bindField(b, c.Month, plainText)
		bound(e)
	}
	r.indicator, e = b.bindIndicator(c.Indicator)
	bound(e)
	r.part, e = bindField(b, c.Part, b.readPart)
	bound(e)
	r.status, e = bindField(b, c.Status, readStatus)
	bound(e)
	r.vintage, e = bindField(b, c.Vintage, b.readVintage)
	bound(e)
	r.multiplier, e = bindField(b, c.Multiplier, readMultiplier)
	bound(e)
	if err == nil && !c.Multiplier.IsZero() && b.context.Book == nil {
		err = fmt.Errorf("columns.multiplier: needs the indicators: %w", entente.ErrInvalid)
	}
	return err
}

func cmpField(a, b Field) Field {
	if !a.IsZero() {
		return a
	}
	return b
}

// bindIndicator reads indicators; the texts that an ignore lists are left out.
func (b *binder) bindIndicator(f Field) (*reader[measure.Indicator], error) {
	r, err := bindField(b, f, b.readIndicator)
	if err != nil || r.column < 0 {
		return r, err
	}
	inner := r.work
	r.work = func(s string) meaning[measure.Indicator] {
		m := inner(s)
		for _, g := range b.mapping.Ignore {
			if slices.Contains(g.Indicators, s) || m.problem != "" && slices.Contains(g.Indicators, "*") {
				return meaning[measure.Indicator]{ignore: g.Reason, what: f.From + " " + s}
			}
		}
		return m
	}
	return r, nil
}

func (b *binder) readIndicator(s string) meaning[measure.Indicator] {
	i, p := b.indicator(measure.IndicatorID(s))
	return meaning[measure.Indicator]{value: i, id: b.id(s), problem: p}
}

// readParty finds whose figure it is.
func (t *tally) readParty(s string) meaning[measure.Area] {
	if g, ok := t.ignoredParty(s, false); ok {
		return meaning[measure.Area]{ignore: g.Reason, what: "party " + s}
	}
	if a, ok := t.names.area(s); ok {
		return meaning[measure.Area]{value: a, id: t.id(string(a))}
	}
	switch g, ok := t.ignoredParty(s, true); {
	case ok:
		return meaning[measure.Area]{ignore: g.Reason, what: "party " + s}
	case s == "":
		return problem[measure.Area]("no party")
	}
	return problem[measure.Area](t.names.unknown(s))
}

// ignoredParty returns why rows of a name are left out, for names that are unknown also where "*" says so.
func (t *tally) ignoredParty(name string, isUnknown bool) (Ignore, bool) {
	for _, g := range t.mapping.Ignore {
		if name == "" {
			break
		}
		if slices.Contains(g.Parties, name) || slices.Contains(g.Parties, t.names.bare(name)) || isUnknown && slices.Contains(g.Parties, "*") {
			return g, true
		}
	}
	return Ignore{}, false
}

func (b *binder) readPeriod(s string) meaning[head] {
	h, err := b.mapping.parsePeriod(s)
	if err != nil {
		return problem[head](reason(err))
	}
	return meaning[head]{value: h}
}

// readPart reads a part. SDMX writes the whole as a code: _T for the total, _Z where the breakdown does not apply.
func (b *binder) readPart(s string) meaning[string] {
	if b.mapping.Format.isSDMX() && (s == "_T" || s == "_Z") {
		s = ""
	}
	return meaning[string]{value: s, id: b.id(s)}
}

func plainText(s string) meaning[string] { return meaning[string]{value: s} }

func readStatus(s string) meaning[measure.Status] {
	if s == "" {
		return meaning[measure.Status]{} // the period says it
	}
	status, err := measure.ParseStatus(s)
	if err != nil {
		return problem[measure.Status](reason(err))
	}
	return meaning[measure.Status]{value: status}
}

func (b *binder) readVintage(s string) meaning[measure.VintageID] {
	v := measure.VintageID(s)
	return meaning[measure.VintageID]{value: v, id: b.id(s), problem: b.vintage(v)}
}

func readMultiplier(s string) meaning[int] {
	if s == "" {
		return meaning[int]{}
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < -30 || n > 30 {
		return problem[int](fmt.Sprintf("multiplier %s: want a power of ten, such as 6 for millions", quote(s)))
	}
	return meaning[int]{value: n}
}

func (b *binder) bindFilters(r *rows) error {
	for i, h := range b.heads {
		texts, ok := b.mapping.Where[h]
		if !ok || b.index[h] < 0 {
			continue
		}
		b.used[i] = true
		r.where = append(r.where, filter{i, h, texts})
	}
	for h := range b.mapping.Where {
		if _, err := b.column(h); err != nil {
			return fmt.Errorf("where: %w", err)
		}
	}
	if b.mapping.Sum == nil {
		return nil
	}
	for _, h := range b.mapping.Sum.Over {
		i, err := b.column(h)
		if err != nil {
			return fmt.Errorf("sum.over: %w", err)
		}
		r.over = append(r.over, i)
	}
	return nil
}

func (b *binder) bindValues(r *rows) error {
	for _, v := range b.mapping.Values {
		if v.Periods {
			continue
		}
		i, err := b.column(v.Column)
		if err != nil {
			return err
		}
		r.values = append(r.values, b.valueColumn(v, i))
	}
	for _, v := range b.mapping.Values {
		if v.Periods && b.bindPeriods(r, v) == 0 {
			return fmt.Errorf("no column has a period for its head: there are %s: %w", quote(strings.Join(b.heads, ", ")), entente.ErrInvalid)
		}
	}
	return nil
}

// bindPeriods takes every column that is not used otherwise and whose head is a period.
func (b *binder) bindPeriods(r *rows, v Value) (n int) {
	for i, h := range b.heads {
		if b.used[i] || b.index[h] < 0 {
			continue
		}
		if m := b.readPeriod(h); m.problem == "" {
			b.used[i] = true
			c := b.valueColumn(v, i)
			c.period = &m
			r.values = append(r.values, c)
			n++
		}
	}
	return n
}

func (b *binder) valueColumn(v Value, i int) valueColumn {
	c := valueColumn{column: i, head: b.heads[i], status: v.Status, scale: v.Scale}
	if v.Indicator != "" {
		m := b.readIndicator(string(v.Indicator))
		c.indicator = &m
	}
	if v.Party != "" {
		m := b.readParty(v.Party)
		c.party = &m
	}
	if v.Part != "" {
		m := b.readPart(v.Part)
		c.part = &m
	}
	if v.Period != "" {
		m := b.readPeriod(v.Period)
		c.period = &m
	}
	return c
}

// bindLoose finds the columns that are left.
func (b *binder) bindLoose(r *rows) {
	for i, h := range b.heads {
		if b.used[i] {
			continue
		}
		c := looseColumn{column: i, head: h}
		for _, g := range b.mapping.Ignore {
			if slices.Contains(g.Columns, h) || slices.Contains(g.Columns, "*") {
				c.ignore = g.Reason
			}
		}
		r.loose = append(r.loose, c)
	}
}
