package score

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"entente"
	"entente/cal"
)

// longColumns are the headings of the long form, in the order in which they are written.
var longColumns = []string{"undertaking", "party", "period", "analyst", "score", "source", "url", "date", "words", "note"}

// longAliases are other words for headings.
var longAliases = map[string]string{"evidence source": "source", "evidence": "source", "level": "score"}

// WriteLong writes scores as comma-separated values in UTF-8 (RFC 4180): a header, and a row for each piece of evidence that
// repeats the score. Cells of text are safe to open in a spreadsheet: what it would take for a formula begins with an
// apostrophe. What [ReadLong] reads of it is what was written; so WriteLong fails, before it writes, where a score is not
// well formed or an analyst has scored an item twice.
func WriteLong(w io.Writer, scores []Score) error {
	rows := [][]string{longColumns}
	seen := map[scoreKey]bool{}
	for _, s := range scores {
		if err := s.Check(); err != nil {
			return err
		}
		if seen[s.key()] {
			return fmt.Errorf("score of %v by %s: there are two: %w", s.Item, s.Analyst, entente.ErrConflict)
		}
		seen[s.key()] = true
		for _, e := range s.Evidence {
			rows = append(rows, longRow(s, e))
		}
	}
	return writeRows(w, rows)
}

func longRow(s Score, e Evidence) []string {
	return []string{
		s.Undertaking.String(), string(s.Party), s.Period.String(), string(s.Analyst),
		s.Level.String(), // a number, which no spreadsheet computes
		cell(e.Title), e.URL, e.Date.String(), cell(e.Words), cell(s.Note),
	}
}

// A scoreKey tells the scores of a table apart.
type scoreKey struct {
	Item
	analyst Analyst
}

func (s Score) key() scoreKey { return scoreKey{s.Item, s.Analyst} }

// ReadLong reads scores in the long form. Columns may stand in any order. Rows with the same undertaking, party, period and
// analyst are the evidence of one score; a row that gives it another level or note is refused.
//
// It fails where the file cannot be read as a table of that form, and stores nothing then.
func ReadLong(b []byte, scale Scale) ([]Score, Report, error) {
	t, err := readTable(b)
	if err != nil {
		return nil, Report{}, err
	}
	l := longReader{table: t, scale: scale, report: newReport(), index: map[scoreKey]int{}, first: map[scoreKey]string{}}
	if err := l.readHeader(); err != nil {
		return nil, Report{}, err
	}
	for _, r := range t.rows {
		l.report.Read++
		if r.isBlank() {
			l.report.Empty++
			continue
		}
		l.readRow(r)
	}
	l.refuseWordless()
	return l.scores, l.report, nil
}

// A longReader reads a table in the long form.
type longReader struct {
	table   table
	scale   Scale
	columns map[string]int
	scores  []Score
	rows    [][]string // where the evidence of each score stands
	index   map[scoreKey]int
	first   map[scoreKey]string // where a score was first given
	report  Report
}

func (l *longReader) readHeader() error {
	l.columns = map[string]int{}
	for i, h := range l.table.header {
		name := strings.ToLower(strings.TrimSpace(h))
		name = cmp.Or(longAliases[name], name)
		_, again := l.columns[name]
		switch {
		case again:
			return fmt.Errorf("header: column %q stands there twice: %w", clip(name), entente.ErrInvalid)
		case slices.Contains(longColumns, name):
			l.columns[name] = i
		default:
			l.report.note(fmt.Sprintf("column %s", clip(cmp.Or(name, fmt.Sprint(i+1)))), fmt.Sprintf("is not read; the form has %s", strings.Join(longColumns, ", ")))
		}
	}
	for _, name := range []string{"undertaking", "party", "period", "analyst", "score", "words"} {
		if _, found := l.columns[name]; !found {
			return fmt.Errorf("header: no column %q: want %s: %w", name, strings.Join(longColumns, ", "), entente.ErrInvalid)
		}
	}
	return nil
}

// text returns a cell of a row as it stands, or nothing where it is blank.
func (l *longReader) text(r row, name string) string {
	i, found := l.columns[name]
	if !found || strings.TrimSpace(r.at(i)) == "" {
		return ""
	}
	return r.at(i)
}

// word returns a cell of a row without space around it.
func (l *longReader) word(r row, name string) string { return strings.TrimSpace(l.text(r, name)) }

func (l *longReader) readRow(r row) {
	if beyond := r.cells[min(len(r.cells), len(l.table.header)):]; !(row{cells: beyond}).isBlank() {
		l.report.refuse(r.where(), "has a cell behind the last column; is a comma not quoted?")
		return
	}
	s, column, err := l.parse(r)
	if err != nil {
		l.report.refuse(r.in(l.table, l.columns[column]), reason(err))
		return
	}
	i, known := l.index[s.key()]
	if !known {
		l.index[s.key()] = len(l.scores)
		l.first[s.key()] = r.where()
		l.scores = append(l.scores, s)
		l.rows = append(l.rows, []string{r.where()})
		l.report.Stored++
		return
	}
	l.add(r, i, s)
}

// add adds the evidence of a row to a score that an earlier row gave.
func (l *longReader) add(r row, i int, s Score) {
	old, first := l.scores[i], l.first[s.key()]
	switch {
	case old.Level.Cmp(s.Level) != 0:
		l.report.refuse(r.in(l.table, l.columns["score"]), fmt.Sprintf("%v, and %s gave the same item %v", s.Level, first, old.Level))
	case old.Note != s.Note:
		l.report.refuse(r.where(), fmt.Sprintf("has another note than %s for the same score", first))
	case slices.Contains(old.Evidence, s.Evidence[0]):
		l.report.duplicate(r.where(), fmt.Sprintf("says again what stands from %s on", first))
	case len(old.Evidence) == maxEvidence:
		l.report.refuse(r.where(), fmt.Sprintf("the score has %d pieces of evidence already, the most that it may", maxEvidence))
	default:
		l.scores[i].Evidence = append(old.Evidence, s.Evidence[0])
		l.rows[i] = append(l.rows[i], r.where())
		l.report.Stored++
	}
}

// parse reads a row by itself, and names the column that is at fault.
func (l *longReader) parse(r row) (s Score, column string, err error) {
	if s.Undertaking, err = entente.ParseStatementID(l.word(r, "undertaking")); err != nil {
		return s, "undertaking", err
	}
	s.Party = Area(l.word(r, "party"))
	if err = CheckArea(s.Party); err != nil {
		return s, "party", err
	}
	if s.Period, err = cal.ParsePeriod(l.word(r, "period")); err != nil || s.Period.IsZero() {
		return s, "period", cmp.Or(err, fmt.Errorf("want the days that the score is about, such as 2023"))
	}
	s.Analyst = Analyst(l.word(r, "analyst"))
	if err = entente.CheckSlug("analyst", string(s.Analyst)); err != nil {
		return s, "analyst", err
	}
	if s.Level, err = parseLevel(l.word(r, "score")); err != nil {
		return s, "score", err
	}
	if err = l.scale.checkLevel(s.Level); err != nil {
		return s, "score", err
	}
	return l.parseEvidence(r, s)
}

func (l *longReader) parseEvidence(r row, s Score) (_ Score, column string, err error) {
	e := Evidence{Title: l.text(r, "source"), URL: l.word(r, "url"), Words: l.text(r, "words")}
	if e.Date, err = cal.ParsePeriod(l.word(r, "date")); err != nil {
		return s, "date", err
	}
	if err = checkURL(e.URL); err != nil {
		return s, "url", err
	}
	if err = e.check(); err != nil {
		return s, "words", err
	}
	s.Note = l.text(r, "note")
	if err = checkText("note", s.Note); err != nil {
		return s, "note", err
	}
	s.Evidence = []Evidence{e}
	return s, "", nil
}

// refuseWordless refuses the rows of scores that have no words of the analyst's own in any of them.
func (l *longReader) refuseWordless() {
	var good []Score
	for i, s := range l.scores {
		if err := checkEvidence(s.Evidence); err == nil {
			good = append(good, s)
			continue
		}
		for _, where := range l.rows[i] {
			l.report.Stored--
			l.report.refuse(where+", column words", "no row of the score has words of the analyst's own")
		}
	}
	l.scores = good
}
