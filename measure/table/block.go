package table

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/measure/table/xlsx"
	"entente/unit"
)

// A table is a block of a mapping in the workbook at hand.
type table struct {
	*workbook
	block   Block
	sheet   *xlsx.Sheet
	names   [2]int // first and last column
	columns []tableColumn
	merged  map[xlsx.Ref]xlsx.Range
}

// A tableColumn is a column of figures.
type tableColumn struct {
	column    int
	head      head
	indicator measure.IndicatorID
	part      string
	status    measure.Status
	scale     *unit.Decimal
	problem   string // why its figures are refused
}

// open finds a block in the workbook, and fails where the workbook is another one than it was made for.
func (w *workbook) open(b Block) (*table, error) {
	i := slices.IndexFunc(w.book.Sheets, func(s xlsx.Sheet) bool { return s.Name == b.Sheet })
	if i < 0 {
		return nil, w.noSheet(b.Sheet)
	}
	t := &table{workbook: w, block: b, sheet: &w.book.Sheets[i], merged: make(map[xlsx.Ref]xlsx.Range)}
	t.names[0], t.names[1], _ = parseColumns(b.Names) // checked
	for _, m := range t.sheet.Merged {
		t.merged[m.First] = m
	}
	faults := t.expect()
	if b.Head != 0 {
		faults = append(faults, t.readHeads()...)
	} else {
		t.declareColumns()
	}
	t.claim()
	return t, errors.Join(faults...)
}

// expect compares the cells that must have a text.
func (t *table) expect() (faults []error) {
	for _, at := range slices.Sorted(maps.Keys(t.block.Expect)) {
		ref, _ := xlsx.ParseRef(at) // checked
		c, _ := t.sheet.Cell(ref)
		if got, want := oneLine(c.Text), oneLine(t.block.Expect[at]); got != want {
			faults = append(faults, fmt.Errorf("%s has %s: want %s; this is another workbook than the mapping is for: %w", t.at(ref), quote(got), quote(want), entente.ErrInvalid))
		}
	}
	return faults
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func (t *table) at(r xlsx.Ref) string { return t.sheet.Name + "!" + r.String() }

// readHeads reads the periods of the columns. They ascend or descend: a table with its years in disorder was edited by
// hand, and nobody knows which figures were moved along.
func (t *table) readHeads() (faults []error) {
	first, last, _ := parseColumns(t.block.Periods) // checked
	var before cal.Period
	order := 0
	for n := first; n <= last; n++ {
		at := xlsx.Ref{Column: n, Row: t.block.Head}
		c := tableColumn{column: n, indicator: t.block.Indicator, part: t.block.Part, status: t.block.Status, scale: t.block.Scale}
		cell, _ := t.sheet.Cell(at)
		h, err := t.readHead(cell)
		switch {
		case cell.Kind == xlsx.Blank:
			c.problem = t.at(at) + " has no period"
		case err != nil:
			faults = append(faults, fmt.Errorf("%s: %w", t.at(at), err))
		case !before.IsZero():
			now := h.period.Compare(before)
			if now == 0 || order != 0 && now != order {
				faults = append(faults, fmt.Errorf("%s: %v does not follow %v: want the periods in order: %w", t.at(at), h.period, before, entente.ErrInvalid))
			}
			order = now
		}
		if err == nil {
			before = h.period
		}
		c.head = h
		t.columns = append(t.columns, c)
	}
	return faults
}

// readHead reads a period. A year is a number in some files and a text in others, often in the same row.
func (t *table) readHead(c xlsx.Cell) (head, error) {
	switch c.Kind {
	case xlsx.Blank:
		return head{}, nil
	case xlsx.Number, xlsx.Text:
		return t.mapping.parsePeriod(c.Text)
	case xlsx.Date:
		return head{}, fmt.Errorf("a date (%s) instead of a year: %w", quote(c.Text), entente.ErrInvalid)
	}
	return head{}, fmt.Errorf("%s instead of a period: %w", quote(c.Text), entente.ErrInvalid)
}

func (t *table) declareColumns() {
	b := t.block
	for _, col := range b.Columns {
		c := tableColumn{indicator: b.Indicator, part: b.Part, status: b.Status, scale: b.Scale}
		c.column, _ = xlsx.ParseColumn(col.Column)       // checked
		c.head, _ = t.mapping.parsePeriod(col.Period)    // checked
		c.indicator = cmp.Or(col.Indicator, c.indicator) // what the column says goes first
		c.part = cmp.Or(col.Part, c.part)
		c.status = cmp.Or(col.Status, c.status)
		c.scale = cmp.Or(col.Scale, c.scale)
		t.columns = append(t.columns, c)
	}
}

// claim notes which cells the table is made of: heads, names, figures, and what is known to stand there.
func (t *table) claim() {
	area := func(column, first, last int) {
		r := xlsx.Range{First: xlsx.Ref{Column: column, Row: first}, Last: xlsx.Ref{Column: column, Row: last}}
		t.claimed[t.sheet.Name] = append(t.claimed[t.sheet.Name], r)
	}
	for n := t.names[0]; n <= t.names[1]; n++ {
		area(n, t.block.First, t.block.Last)
	}
	for at := range t.block.Expect {
		ref, _ := xlsx.ParseRef(at) // checked
		area(ref.Column, ref.Row, ref.Row)
	}
	for i := range t.columns {
		c := &t.columns[i]
		area(c.column, t.block.First, t.block.Last)
		if t.block.Head != 0 {
			area(c.column, t.block.Head, t.block.Head)
		}
		if _, p := t.indicator(c.indicator); p != "" && c.problem == "" {
			c.problem = p
		}
	}
}

// read takes the figures.
func (t *table) read() {
	for row := t.block.First; row <= t.block.Last; row++ {
		t.readRow(row)
	}
}

// readRow reads one row. What is wrong with the row as a whole is said once for all its figures.
func (t *table) readRow(row int) {
	party := t.readName(row)
	var bad xlsx.Range // figures that are refused for the name
	cells := 0
	for i := range t.columns {
		at := xlsx.Ref{Column: t.columns[i].column, Row: row}
		if g, ok := t.ignored(t.sheet.Name, at); ok {
			if c, ok := t.sheet.Cell(at); ok && t.isFigure(&c) {
				t.ignore(g.what(), g.Reason, 1)
			}
			continue
		}
		if !t.readCell(&t.columns[i], at, &party) {
			if cells++; cells == 1 {
				bad.First = at
			}
			bad.Last = at
		}
	}
	t.refuse(t.sheet.Name+"!"+bad.String(), party.problem, cells)
}

// readName reads whose row it is. Where names are indented, each stands in one of several columns.
func (t *table) readName(row int) meaning[measure.Area] {
	at, name := xlsx.Ref{Column: t.names[0], Row: row}, ""
	for n := t.names[0]; n <= t.names[1]; n++ {
		c, ok := t.sheet.Cell(xlsx.Ref{Column: n, Row: row})
		switch {
		case ok && name != "":
			return problem[measure.Area](fmt.Sprintf("%s and %v: two names", t.at(at), c.Ref))
		case ok:
			at, name = c.Ref, oneLine(c.Text)
		}
	}
	party := t.readParty(name)
	if party.problem != "" {
		party.problem = t.at(at) + ": " + party.problem
	}
	return party
}

// readCell reads one figure. It reports false where the cell is to be refused because of its row.
func (t *table) readCell(col *tableColumn, at xlsx.Ref, party *meaning[measure.Area]) bool {
	c, _ := t.sheet.Cell(at)
	v, isEmpty, problem := t.number(c)
	merged, isMerged := t.merged[at]
	switch {
	case isEmpty:
		t.empty(1)
		return true
	case party.ignore != "":
		t.ignore(party.what, party.ignore, 1)
		return true
	case party.problem != "":
		return false
	case problem != "":
	case col.problem != "":
		problem = col.problem
	case isMerged && merged.First != merged.Last:
		problem = fmt.Sprintf("cells %v are merged: whose figure it is cannot be told", merged)
	case !t.block.Hidden && (t.sheet.Hidden || t.sheet.IsHidden(at)):
		problem = "the row, column or sheet is hidden; say hidden: true to read it"
	}
	if problem != "" {
		t.refuse(t.at(at), problem, 1)
		return true
	}
	o := measure.Observation{
		Indicator: col.indicator, Area: party.value, Part: col.part, Period: col.head.period,
		Value: scaled(v, col.scale), Status: col.head.status(col.status), Vintage: t.vintage,
	}
	key := seriesKey{t.id(string(o.Indicator)), party.id, t.id(o.Part), t.id(string(o.Vintage)), 0}
	t.figure(o, key, 0, func() string { return t.at(at) })
	return true
}
