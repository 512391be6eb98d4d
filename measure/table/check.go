package table

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"entente"
	"entente/measure"
	"entente/measure/table/xlsx"
)

// A Fault is what is wrong in a mapping.
type Fault struct {
	Source string // the mapping's identifier
	Field  string // such as "blocks[2].periods", counted from 0
	Err    error
}

func (f Fault) Error() string { return fmt.Sprintf("source %s: %s: %v", f.Source, f.Field, f.Err) }

// Unwrap returns what is wrong.
func (f Fault) Unwrap() error { return f.Err }

// Check returns everything that is wrong with m in itself, joined; each is a [Fault] wrapping entente.ErrInvalid.
func (m Mapping) Check() error {
	c := &checker{source: m.ID}
	c.note("id", entente.CheckSlug("source", m.ID))
	c.note("publication", entente.CheckSlug("publication", string(m.Publication)))
	for _, name := range slices.Sorted(maps.Keys(m.Parties)) {
		c.note("parties", measure.CheckArea(m.Parties[name]))
		c.require("parties", strings.TrimSpace(name) != "", "a name is empty")
	}
	for _, s := range m.Strip {
		c.require("strip", s != "", "a mark is empty")
	}
	c.checkNumbers(m)
	c.checkSum(m)
	for i, g := range m.Ignore {
		c.at = fmt.Sprintf("ignore[%d].", i)
		c.checkIgnore(m.Format, g)
	}
	c.at = ""
	switch {
	case m.Format == XLSX:
		c.checkWorkbook(m)
	case m.Format == CSV || m.Format.isSDMX():
		c.checkRows(m)
	default:
		c.fault("format", "%.20q: want xlsx, csv, sdmx-csv, sdmx-json or sdmx-ml", m.Format)
	}
	return errors.Join(c.faults...)
}

// A checker collects faults.
type checker struct {
	source string
	at     string // where in the mapping, in front of a field
	faults []error
}

func (c *checker) note(field string, err error) {
	if err != nil {
		c.faults = append(c.faults, Fault{c.source, c.at + field, err})
	}
}

func (c *checker) fault(field, format string, args ...any) {
	c.note(field, fmt.Errorf(format+": %w", append(args, entente.ErrInvalid)...))
}

func (c *checker) require(field string, holds bool, format string, args ...any) {
	if !holds {
		c.fault(field, format, args...)
	}
}

func (c *checker) checkNumbers(m Mapping) {
	one := func(field, s string) {
		c.require(field, utf8.RuneCountInString(s) <= 1 && !strings.ContainsAny(s, "0123456789-+\"\r\n"), "%.20q: want one character", s)
	}
	one("decimal", m.Decimal)
	one("thousands", m.Thousands)
	one("delimiter", m.Delimiter)
	c.require("thousands", m.Thousands == "" || m.Thousands != m.decimal(), "is the decimal point too")
	c.require("delimiter", m.Format == CSV || m.Delimiter == "", "belongs to csv")
	c.require("head", m.Head >= 0 && (m.Format == CSV || m.Head == 0), "want the line of the column heads of a csv")
	for _, s := range m.Missing {
		c.require("missing", strings.TrimSpace(s) == s, "%.20q: want no spaces around it", s)
	}
}

func (m Mapping) decimal() string {
	if m.Decimal == "" {
		return "."
	}
	return m.Decimal
}

func (c *checker) checkSum(m Mapping) {
	if m.Sum == nil {
		return
	}
	s := *m.Sum
	c.require("sum.every", slices.Contains([]string{"", "month", "quarter", "year"}, s.Every), "%.20q: want month, quarter or year", s.Every)
	c.require("sum", s.Every != "" || len(s.Over) > 0, "want every or over")
	c.require("sum.over", len(s.Over) == 0 || m.Format != XLSX, "belongs to csv and sdmx")
	c.require("sum.need", s.Need >= 0 && (s.Need == 0 || s.Every != ""), "want how many periods a sum of every has")
}

func (c *checker) checkIgnore(f Format, g Ignore) {
	c.require("reason", g.Reason != "", "missing: say why it is left out")
	isRows := len(g.Columns)+len(g.Parties)+len(g.Indicators) > 0
	switch {
	case f == XLSX:
		c.require("sheet", (g.Sheet == "") == (len(g.Parties) > 0), "want a sheet, or else parties")
		c.require("cells", g.Cells == "" || g.Sheet != "", "of which sheet?")
		c.require("columns", len(g.Columns)+len(g.Indicators) == 0, "columns and indicators belong to csv and sdmx")
		if g.Cells != "" {
			_, err := xlsx.ParseRange(g.Cells)
			c.note("cells", err)
		}
	default:
		c.require("sheet", g.Sheet == "" && g.Cells == "", "belongs to xlsx")
		c.require("columns", isRows, "want columns, parties or indicators")
	}
}

func (c *checker) checkWorkbook(m Mapping) {
	c.require("columns", m.Columns.isZero() && len(m.Where) == 0 && len(m.Values) == 0, "columns, where and values belong to csv and sdmx: want blocks")
	c.require("blocks", len(m.Blocks) > 0, "missing")
	for i, b := range m.Blocks {
		c.at = fmt.Sprintf("blocks[%d].", i)
		c.checkBlock(m, b)
		for k, o := range m.Blocks[:i] {
			c.require("first", !b.overlaps(o), "a row and column are in blocks[%d] too", k)
		}
	}
	c.at = ""
}

// maxBlock is the most cells that a table of a workbook may have.
const maxBlock = 2_000_000

func (c *checker) checkBlock(m Mapping, b Block) {
	c.require("sheet", b.Sheet != "", "missing")
	_, _, err := parseColumns(b.Names)
	c.note("names", err)
	c.require("first", 1 <= b.First && b.First <= b.Last && b.Last <= xlsx.MaxRow, "want rows first to last, from 1")
	c.require("last", (b.Last-b.First+1)*len(b.columnsAt()) <= maxBlock, "more than %d cells: want the rows and columns of one table", maxBlock)
	if b.Head != 0 {
		_, _, err := parseColumns(b.Periods)
		c.note("periods", err)
		c.require("head", b.Head > 0 && b.Head < b.First, "want a row above the first")
		c.require("columns", len(b.Columns) == 0, "want columns, or head and periods")
		c.note("indicator", entente.CheckSlug("indicator", string(b.Indicator)))
	} else {
		c.require("columns", len(b.Columns) > 0 && b.Periods == "", "want columns, or head and periods")
	}
	c.checkStatus("status", b.Status)
	for i, col := range b.Columns {
		field := fmt.Sprintf("columns[%d].", i)
		_, err := xlsx.ParseColumn(col.Column)
		c.note(field+"column", err)
		_, err = m.parsePeriod(col.Period)
		c.note(field+"period", err)
		c.checkStatus(field+"status", col.Status)
		c.note(field+"indicator", entente.CheckSlug("indicator", string(cmp.Or(col.Indicator, b.Indicator))))
	}
	for _, cell := range slices.Sorted(maps.Keys(b.Expect)) {
		_, err := xlsx.ParseRef(cell)
		c.note("expect", err)
	}
}

func (c *checker) checkStatus(field string, s measure.Status) {
	_, err := measure.ParseStatus(string(s))
	c.note(field, err)
}

// parseColumns parses a run of columns, such as "D:N", or one, such as "D".
func parseColumns(s string) (first, last int, err error) {
	from, to, isRun := strings.Cut(s, ":")
	if first, err = xlsx.ParseColumn(from); err != nil || !isRun {
		return first, first, err
	}
	if last, err = xlsx.ParseColumn(to); err == nil && last < first {
		err = fmt.Errorf("%q: want the first column first: %w", s, entente.ErrInvalid)
	}
	return first, last, err
}

// columnsAt returns the columns with figures, by number.
func (b Block) columnsAt() map[int]bool {
	at := make(map[int]bool)
	if b.Head != 0 {
		first, last, err := parseColumns(b.Periods)
		for n := first; err == nil && n <= last; n++ {
			at[n] = true
		}
	}
	for _, col := range b.Columns {
		if n, err := xlsx.ParseColumn(col.Column); err == nil {
			at[n] = true
		}
	}
	return at
}

func (b Block) overlaps(o Block) bool {
	if b.Sheet != o.Sheet || b.Last < o.First || o.Last < b.First {
		return false
	}
	at := o.columnsAt()
	for n := range b.columnsAt() {
		if at[n] {
			return true
		}
	}
	return false
}

func (c *checker) checkRows(m Mapping) {
	c.require("blocks", len(m.Blocks) == 0, "belongs to xlsx")
	c.require("values", len(m.Values) > 0, "missing: want the columns with figures")
	all := m.Columns
	c.require("columns.period", all.Period.IsZero() || all.Year.IsZero(), "want period, or year and month")
	c.require("columns.month", all.Month.IsZero() || !all.Year.IsZero(), "of which year?")
	fields := all.byName()
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		f := fields[name]
		c.require("columns."+name, f.IsZero() || (f.From == "") != (f.Is == ""), "want from or is")
		c.require("columns."+name, f.Map == nil || f.From != "", "map belongs to from")
		c.checkField(m, name, f)
	}
	for _, column := range slices.Sorted(maps.Keys(m.Where)) {
		c.require("where", column != "" && len(m.Where[column]) > 0, "%q: want a column and its texts", column)
	}
	for i, v := range m.Values {
		c.at = fmt.Sprintf("values[%d].", i)
		c.checkValue(m, v)
	}
	c.at = ""
}

// checkField checks what a field may become.
func (c *checker) checkField(m Mapping, name string, f Field) {
	for _, s := range append(slices.Sorted(maps.Values(f.Map)), f.Is) {
		switch {
		case s == "":
		case name == "indicator":
			c.note("columns.indicator", entente.CheckSlug("indicator", s))
		case name == "status":
			c.checkStatus("columns.status", measure.Status(s))
		case name == "period":
			_, err := m.parsePeriod(s)
			c.note("columns.period", err)
		}
	}
}

func (c *checker) checkValue(m Mapping, v Value) {
	all := m.Columns
	c.require("column", (v.Column == "") == v.Periods, "want a column, or periods: true")
	has := func(field string, own string, f Field) {
		c.require(field, own != "" || !f.IsZero(), "missing: say it here or in columns")
	}
	has("indicator", string(v.Indicator), all.Indicator)
	has("party", v.Party, all.Party)
	if v.Indicator != "" {
		c.note("indicator", entente.CheckSlug("indicator", string(v.Indicator)))
	}
	if v.Periods {
		c.require("period", v.Period == "" && all.Period.IsZero() && all.Year.IsZero(), "the period stands in the heads")
	} else {
		c.require("period", v.Period != "" || !all.Period.IsZero() || !all.Year.IsZero(), "missing: say it here or in columns")
	}
	if v.Period != "" {
		_, err := m.parsePeriod(v.Period)
		c.note("period", err)
	}
	c.checkStatus("status", v.Status)
}

// byName returns the fields by the name they have in a mapping.
func (c Columns) byName() map[string]Field {
	return map[string]Field{
		"party": c.Party, "period": c.Period, "year": c.Year, "month": c.Month, "indicator": c.Indicator,
		"part": c.Part, "status": c.Status, "vintage": c.Vintage, "multiplier": c.Multiplier,
	}
}

func (c Columns) isZero() bool {
	for _, f := range c.byName() {
		if !f.IsZero() {
			return false
		}
	}
	return true
}
