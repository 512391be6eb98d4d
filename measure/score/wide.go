package score

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"entente"
	"entente/cal"
	"entente/unit"
)

// averageNames are headings, and beginnings of rows, of averages in published tables.
var averageNames = []string{"average", "avg", "mean", "overall average", "平均", "平均分", "平均值"}

// notApplicable are cells that say that a commitment does not bind a member.
var notApplicable = []string{"n/a", "na", "n.a.", "not applicable", "不适用"}

// A Wide says how to read a table in the wide form, in which research groups publish their scores: a row for each
// commitment, a column for each member. The zero value reads headings that are codes and identifiers of ours.
type Wide struct {
	Scale  Scale
	Period cal.Period // that the table is about

	// Column is the heading of the commitments; empty: the first column.
	Column string

	// Undertaking returns the undertaking that a commitment of the table is; nil: the cell is its identifier.
	Undertaking func(commitment string) (id entente.StatementID, ok bool)

	// Area returns the code of a member; nil: the heading is a code.
	Area func(name string) (code string, ok bool)
}

// WriteWide writes results as comma-separated values in UTF-8: a row for each undertaking, a column for each party, and
// their average. All are about one period, which the table does not name. What [Wide.Read] reads of it is what was written,
// ordered by undertaking and party.
func WriteWide(w io.Writer, scale Scale, results []Result) error {
	if err := checkResults(scale, results); err != nil {
		return err
	}
	byUndertaking := map[entente.StatementID]map[Area]Result{}
	areas := map[Area]bool{}
	for _, r := range results {
		switch {
		case r.Period != results[0].Period:
			return fmt.Errorf("result of %v: want the period %v, as all others have: %w", r.Item, results[0].Period, entente.ErrInvalid)
		case isOneOf(string(r.Party), averageNames):
			return fmt.Errorf("result of %v: a column %s would be taken for the average: %w", r.Item, r.Party, entente.ErrInvalid)
		case byUndertaking[r.Undertaking] == nil:
			byUndertaking[r.Undertaking] = map[Area]Result{}
		}
		byUndertaking[r.Undertaking][r.Party] = r
		areas[r.Party] = true
	}
	columns := slices.Sorted(maps.Keys(areas))
	rows := [][]string{wideHeader(columns)}
	for _, id := range slices.SortedFunc(maps.Keys(byUndertaking), entente.StatementID.Compare) {
		rows = append(rows, wideRow(scale, id, byUndertaking[id], columns))
	}
	return writeRows(w, rows)
}

func wideHeader(columns []Area) []string {
	header := []string{"commitment"}
	for _, a := range columns {
		header = append(header, string(a))
	}
	return append(header, "average")
}

func wideRow(scale Scale, id entente.StatementID, by map[Area]Result, columns []Area) []string {
	cells := []string{id.String()}
	var averaged []Result
	for _, a := range columns {
		r, given := by[a]
		if !given {
			cells = append(cells, "")
			continue
		}
		cells = append(cells, r.Level.String()) // a number, which no spreadsheet computes
		if !scale.isLeftOut(r.Level) {
			averaged = append(averaged, r)
		}
	}
	average := ""
	if scale.checkAverages() == nil && len(averaged) > 0 {
		average = scale.average(averaged).Mean.String()
	}
	return append(cells, average)
}

// Read reads results. Averages are not stored: they are compared with what the cells that were stored give, and noted where
// they differ by more than rounding. Columns that are no member's are not read, and noted; so are the rows of averages.
//
// It fails where the file cannot be read as a table, and stores nothing then.
func (w Wide) Read(b []byte) ([]Result, Report, error) {
	if w.Period.IsZero() {
		return nil, Report{}, fmt.Errorf("table: want the period that it is about: %w", entente.ErrInvalid)
	}
	if err := w.Scale.Check(); err != nil {
		return nil, Report{}, err
	}
	t, err := readTable(b)
	if err != nil {
		return nil, Report{}, err
	}
	in := wideReader{Wide: w, table: t, report: newReport(), index: map[Item]stored{}}
	if err := in.readHeader(); err != nil {
		return nil, Report{}, err
	}
	for _, r := range t.rows {
		in.readRow(r)
	}
	in.compareRows()
	return in.results, in.report, nil
}

// A wideReader reads a table in the wide form.
type wideReader struct {
	Wide
	table   table
	id      int          // the column of commitments
	average int          // the column of averages, or -1
	areas   map[int]Area // the columns of members
	members []int        // those columns, in order
	results []Result
	index   map[Item]stored
	means   []row // rows of averages
	report  Report
}

// stored is a result and where it stands.
type stored struct {
	level unit.Decimal
	where string
}

func (in *wideReader) readHeader() error {
	if in.Column != "" {
		in.id = in.table.column(in.Column)
		if in.id < 0 {
			return fmt.Errorf("header: no column %q for the commitments: %w", clip(in.Column), entente.ErrInvalid)
		}
	}
	in.average, in.areas = -1, map[int]Area{}
	for i, h := range in.table.header {
		switch {
		case i == in.id:
		case in.average < 0 && isOneOf(h, averageNames):
			in.average = i
		default:
			in.readHeading(i, strings.TrimSpace(h))
		}
	}
	if len(in.members) == 0 {
		return fmt.Errorf("header: no column is a member's: want codes such as DEU, or names that are known: %w", entente.ErrInvalid)
	}
	return nil
}

func (in *wideReader) readHeading(column int, name string) {
	code, ok := name, CheckArea(Area(name)) == nil
	if in.Area != nil && name != "" {
		code, ok = in.Area(name)
	}
	if ok && CheckArea(Area(code)) == nil {
		in.areas[column] = Area(code)
		in.members = append(in.members, column)
		return
	}
	filled := 0
	for _, r := range in.table.rows {
		if strings.TrimSpace(r.at(column)) != "" {
			filled++
		}
	}
	if name != "" || filled > 0 {
		in.report.note(fmt.Sprintf("column %s", clip(cmp.Or(name, fmt.Sprint(column+1)))), fmt.Sprintf("is no member's; its %d filled cells are not read", filled))
	}
}

func (in *wideReader) readRow(r row) {
	if isOneOf(r.at(in.id), averageNames) {
		in.means = append(in.means, r)
		return
	}
	in.noteBeyond(r)
	id, err := in.undertaking(strings.TrimSpace(r.at(in.id)))
	var read []Result
	for _, column := range in.members {
		in.report.Read++
		text, where := strings.TrimSpace(r.at(column)), r.in(in.table, column)
		switch {
		case text == "":
			in.report.Empty++
		case err != nil:
			in.report.refuse(where, reason(err))
		case isOneOf(text, notApplicable):
			in.report.NotApplicable++
		default:
			read = append(read, in.readCell(text, where, Item{id, in.areas[column], in.Period})...)
		}
	}
	in.compare(r, in.average, read)
}

// noteBeyond notes cells that no column has a heading for.
func (in *wideReader) noteBeyond(r row) {
	for i := len(in.table.header); i < len(r.cells); i++ {
		if strings.TrimSpace(r.cells[i]) != "" {
			in.report.note(r.in(in.table, i), "has no heading, and is not read")
		}
	}
}

func (in *wideReader) undertaking(commitment string) (entente.StatementID, error) {
	if commitment == "" {
		return entente.StatementID{}, fmt.Errorf("the row names no commitment")
	}
	if in.Undertaking == nil {
		return entente.ParseStatementID(commitment)
	}
	id, ok := in.Undertaking(commitment)
	if !ok {
		return entente.StatementID{}, fmt.Errorf("commitment %q is not known", clip(commitment))
	}
	_, err := entente.ParseStatementID(id.String())
	return id, err
}

// readCell returns the result of a cell, or none where it is refused.
func (in *wideReader) readCell(text, where string, i Item) []Result {
	level, err := parseLevel(text)
	err = cmp.Or(err, in.Scale.checkLevel(level))
	old, again := in.index[i]
	switch {
	case err != nil:
		in.report.refuse(where, reason(err))
	case again && old.level.Cmp(level) == 0:
		in.report.duplicate(where, fmt.Sprintf("says again what stands in %s", old.where))
		return []Result{{i, level}}
	case again:
		in.report.refuse(where, fmt.Sprintf("%v, and %s gave the same item %v", level, old.where, old.level))
	default:
		in.report.Stored++
		in.index[i] = stored{level, where}
		in.results = append(in.results, Result{i, level})
		return in.results[len(in.results)-1:]
	}
	return nil
}

// compareRows compares the rows of averages with the columns that they stand below.
func (in *wideReader) compareRows() {
	byArea := groupBy(in.results, func(r Result) Area { return r.Party })
	for _, r := range in.means {
		for _, column := range in.members {
			in.compare(r, column, byArea[in.areas[column]])
		}
		in.compare(r, in.average, in.results)
	}
}

// compare notes an average of the table that is not that of results.
func (in *wideReader) compare(r row, column int, results []Result) {
	text := strings.TrimSpace(r.at(column))
	if text == "" || isOneOf(text, notApplicable) || in.Scale.checkAverages() != nil {
		return
	}
	a := in.Scale.average(slices.DeleteFunc(slices.Clone(results), func(r Result) bool { return in.Scale.isLeftOut(r.Level) }))
	number, isPercent := strings.CutSuffix(text, "%")
	published, err := parseLevel(number)
	switch {
	case err != nil:
		in.report.note(r.in(in.table, column), fmt.Sprintf("average %q: want a number", clip(text)))
	case a.Scores == 0:
		in.report.note(r.in(in.table, column), fmt.Sprintf("average %v, and no score that it is of was stored", published))
	case !a.roundsTo(published, isPercent):
		in.report.note(r.in(in.table, column), fmt.Sprintf("average %s, and the %d scores that were stored give %v, or %v%%", clip(text), a.Scores, a.Mean, a.Percent))
	}
}

// roundsTo reports whether a is what was published, to as many places as that has, whichever way a half was rounded.
func (a Average) roundsTo(published unit.Decimal, isPercent bool) bool {
	parts, sum := whole(a.Scores), a.Sum
	if isPercent {
		sum = sum.Sub(a.low.Mul(parts)).Mul(whole(100))
		parts = parts.Mul(a.high.Sub(a.low))
	}
	_, fraction, _ := strings.Cut(published.String(), ".")
	off := published.Mul(parts).Sub(sum).Mul(unit.NewDecimal(2, -len(fraction)))
	return off.Cmp(parts) <= 0 && off.Neg().Cmp(parts) <= 0
}
