package table

import (
	"fmt"
	"slices"
	"strings"

	"entente"
	"entente/measure"
	"entente/unit"
)

// A rows takes the rows of a table whose columns have heads.
type rows struct {
	*tally
	party      *reader[measure.Area]
	period     *reader[head]
	year       *reader[string]
	month      *reader[string]
	indicator  *reader[measure.Indicator]
	part       *reader[string]
	status     *reader[measure.Status]
	vintage    *reader[measure.VintageID]
	multiplier *reader[int]

	values []valueColumn
	where  []filter
	over   []int
	loose  []looseColumn
	months map[[2]string]meaning[head]
	free   []freeDimension
	spot   func(row int) string // where a row stands, for people
}

// A valueColumn is a column with figures. What it says itself is not nil.
type valueColumn struct {
	column    int
	head      string
	party     *meaning[measure.Area]
	period    *meaning[head]
	indicator *meaning[measure.Indicator]
	part      *meaning[string]
	status    measure.Status
	scale     *unit.Decimal
}

// A filter lets rows pass that have one of the texts in a column.
type filter struct {
	column int
	head   string
	texts  []string
}

// A looseColumn is one that the mapping does not use.
type looseColumn struct {
	column int
	head   string
	ignore string // the reason, where it is left out on purpose
	cells  int    // with numbers
	line   int    // of the first of them
}

// take reads one row. Its cells are those of the columns with figures.
func (r *rows) take(row []string, line int) {
	for i := range r.loose {
		r.loose[i].see(r, row, line)
	}
	for _, f := range r.where {
		if !slices.Contains(f.texts, strings.TrimSpace(row[f.column])) {
			r.ignore(fmt.Sprintf("rows whose %s is not %s", f.head, strings.Join(f.texts, " or ")), "left out by where", r.filled(row))
			return
		}
	}
	if p := r.mixed(row); p != "" {
		r.refuse(r.spot(line), p, r.filled(row))
		r.empty(len(r.values) - r.filled(row))
		return
	}
	at := r.read(row)
	for i := range r.values {
		r.cell(&r.values[i], &at, row, line)
	}
}

// A freeDimension is a dimension of SDMX that the mapping does not use. It may have but one value: rows that differ in it
// are different figures.
type freeDimension struct {
	column int
	head   string
	value  string // of the first row
	isSet  bool
}

// mixed says why a row is none of the series of those before.
func (r *rows) mixed(row []string) (problem string) {
	for i := range r.free {
		f := &r.free[i]
		if s := row[f.column]; !f.isSet {
			f.value, f.isSet = s, true
		} else if s != f.value {
			return fmt.Sprintf("%s is %s, and %s in rows before: say in where which is meant", f.head, quote(s), quote(f.value))
		}
	}
	return ""
}

func (c *looseColumn) see(r *rows, row []string, line int) {
	s := row[c.column]
	if s == "" || s[0] > '9' {
		return // no number begins so
	}
	if _, ok := r.numbers.parse(strings.TrimSpace(s)); !ok {
		return
	}
	if c.cells++; c.cells == 1 {
		c.line = line
	}
}

// filled returns how many columns with figures are not empty.
func (r *rows) filled(row []string) int {
	n := 0
	for i := range r.values {
		if !r.isEmpty(row[r.values[i].column]) {
			n++
		}
	}
	return n
}

func (r *rows) isEmpty(s string) bool { return s == "" || r.numbers.missing[strings.TrimSpace(s)] }

// A subject is what a row says about its figures.
type subject struct {
	party      *meaning[measure.Area]
	period     *meaning[head]
	indicator  *meaning[measure.Indicator]
	part       *meaning[string]
	status     *meaning[measure.Status]
	vintage    *meaning[measure.VintageID]
	multiplier *meaning[int]
	over       int32
}

func (r *rows) read(row []string) subject {
	s := subject{
		party: r.party.of(row), indicator: r.indicator.of(row), part: r.part.of(row),
		status: r.status.of(row), vintage: r.vintage.of(row), multiplier: r.multiplier.of(row),
	}
	if r.month == nil {
		s.period = r.period.of(row)
	} else {
		s.period = r.monthOf(row)
	}
	if len(r.over) > 0 {
		var b strings.Builder
		for _, i := range r.over {
			b.WriteString(row[i])
			b.WriteByte(0)
		}
		s.over = r.id(b.String())
	}
	return s
}

func (r *rows) monthOf(row []string) *meaning[head] {
	key := [2]string{r.year.of(row).value, r.month.of(row).value}
	m, ok := r.months[key]
	if !ok {
		h, err := r.mapping.parseMonth(key[0], key[1])
		if m.value = h; err != nil {
			m.problem = reason(err)
		}
		r.months[key] = m
	}
	return &m
}

// cell reads one figure of a row.
func (r *rows) cell(v *valueColumn, s *subject, row []string, line int) {
	text := strings.TrimSpace(row[v.column])
	if text == "" || r.numbers.missing[text] {
		r.empty(1)
		return
	}
	party, period, indicator, part := own(v.party, s.party), own(v.period, s.period), own(v.indicator, s.indicator), own(v.part, s.part)
	where := func() string { return r.place(v, line) }
	switch {
	case indicator.ignore != "":
		r.ignore(indicator.what, indicator.ignore, 1)
		return
	case party.ignore != "":
		r.ignore(party.what, party.ignore, 1)
		return
	}
	for _, p := range [...]string{indicator.problem, party.problem, period.problem, part.problem, s.status.problem, s.vintage.problem, s.multiplier.problem} {
		if p != "" {
			r.refuse(where(), p, 1)
			return
		}
	}
	value, ok := r.numbers.parse(text)
	if !ok {
		r.refuse(where(), quote(text)+" is no number", 1)
		return
	}
	value = scaled(value, v.scale)
	if r.multiplier.column >= 0 || r.multiplier.same.value != 0 {
		value = value.Shift(s.multiplier.value - indicator.value.Multiplier)
	}
	said := v.status
	if s.status.value != "" {
		said = s.status.value
	}
	r.figure(measure.Observation{
		Indicator: indicator.value.ID, Area: party.value, Part: part.value, Period: period.value.period,
		Value: value, Status: period.value.status(said), Vintage: s.vintage.value,
	}, seriesKey{indicator.id, party.id, part.id, s.vintage.id, s.over}, line, where)
}

// own returns what a column says itself, or else what the row says.
func own[T any](column, row *meaning[T]) *meaning[T] {
	if column != nil {
		return column
	}
	return row
}

func (r *rows) place(v *valueColumn, line int) string {
	if len(r.values) == 1 {
		return r.spot(line)
	}
	return r.spot(line) + ", " + v.head
}

// close accounts for the columns that the mapping does not use.
func (r *rows) close() {
	for _, c := range r.loose {
		if c.ignore != "" {
			r.ignore("column "+c.head, c.ignore, c.cells)
			continue
		}
		if c.cells == 0 {
			continue
		}
		r.refuse(fmt.Sprintf("column %s, from %s", quote(c.head), r.spot(c.line)),
			"the mapping does not use it: add it to values, or list it under ignore", c.cells)
	}
}

// reason returns the text of an error without its kind.
func reason(err error) string {
	return strings.TrimSuffix(err.Error(), ": "+entente.ErrInvalid.Error())
}
