package score

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"entente"
	"entente/internal/sheet"
	"entente/unit"
)

// maxTable is the most bytes that a table may have.
const maxTable = 64 << 20

// A Report says what became of a table that was read. Nothing is dropped silently: what was read is what was stored, and
// the rest by reason. It counts rows in the long form and the cells below parties in the wide one.
type Report struct {
	Read          int      `json:"read"`
	Stored        int      `json:"stored"`
	Refused       int      `json:"refused"`
	Duplicates    int      `json:"duplicates"` // say again what was stored
	Empty         int      `json:"empty"`
	NotApplicable int      `json:"notApplicable"` // "n/a"
	Refusals      []Remark `json:"refusals"`      // as many as were refused, in the order of the table
	Notes         []Remark `json:"notes"`         // columns and rows that hold no scores, duplicates, averages that do not come out
}

// A Remark is about a place of a table, such as "row 12, column DEU". The header is row 1.
type Remark struct {
	Where  string `json:"where"`
	Reason string `json:"reason"`
}

func (r Remark) String() string { return r.Where + ": " + r.Reason }

// Balanced reports whether all that was read is accounted for.
func (r Report) Balanced() bool {
	return r.Read == r.Stored+r.Refused+r.Duplicates+r.Empty+r.NotApplicable && r.Refused == len(r.Refusals)
}

func newReport() Report { return Report{Refusals: []Remark{}, Notes: []Remark{}} }

func (r *Report) refuse(where, reason string) {
	r.Refused++
	r.Refusals = append(r.Refusals, Remark{where, reason})
}

func (r *Report) duplicate(where, reason string) {
	r.Duplicates++
	r.note(where, reason)
}

func (r *Report) note(where, reason string) { r.Notes = append(r.Notes, Remark{where, reason}) }

// reason returns what err says, without the kind that it wraps.
func reason(err error) string {
	return strings.TrimSuffix(err.Error(), ": "+entente.ErrInvalid.Error())
}

// A table is a file of separated values.
type table struct {
	header []string
	rows   []row
}

type row struct {
	number int // as a spreadsheet counts it
	cells  []string
}

// readTable reads separated values in UTF-8 (RFC 4180), with or without a byte order mark, with commas, semicolons or tabs
// between them: whichever is most often in the header. Cells come back as the writer got them.
func readTable(b []byte) (table, error) {
	switch {
	case len(b) > maxTable:
		return table{}, fmt.Errorf("table of %d bytes: want at most %d: %w", len(b), maxTable, entente.ErrInvalid)
	case !utf8.Valid(b):
		return table{}, fmt.Errorf("table is not in UTF-8; save it so: %w", entente.ErrInvalid)
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	in := csv.NewReader(bytes.NewReader(b))
	in.Comma = delimiter(b)
	in.FieldsPerRecord = -1
	var t table
	number, ended := 0, 0 // row and line
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return table{}, fmt.Errorf("table: %w: %w", err, entente.ErrInvalid)
		}
		begins, _ := in.FieldPos(0)
		number += begins - ended // blank lines between are rows too
		last := len(cells) - 1
		ended, _ = in.FieldPos(last)
		ended += strings.Count(cells[last], "\n")
		t.rows = append(t.rows, row{number, plain(cells)})
	}
	if len(t.rows) == 0 {
		return table{}, fmt.Errorf("table is empty: want a header and rows: %w", entente.ErrInvalid)
	}
	t.header, t.rows = t.rows[0].cells, t.rows[1:]
	return t, nil
}

// delimiter returns what separates the cells of the header.
func delimiter(b []byte) rune {
	counts := map[byte]int{}
	quoted := false
	for _, c := range bytes.TrimLeft(b, "\r\n") {
		if c == '\n' && !quoted {
			break
		}
		if c == '"' {
			quoted = !quoted
		}
		if !quoted {
			counts[c]++
		}
	}
	best := byte(',')
	for _, c := range []byte(";\t") {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return rune(best)
}

// cell returns s so that no spreadsheet computes it: what it would take for a formula begins with an apostrophe, and what
// begins so already with one more.
func cell(s string) string {
	if sheet.IsFormula(strings.TrimLeft(s, "'")) {
		return "'" + s
	}
	return s
}

// plain undoes what cell did to cells.
func plain(cells []string) []string {
	out := slices.Clone(cells)
	for i, s := range out {
		if rest, found := strings.CutPrefix(s, "'"); found && sheet.IsFormula(strings.TrimLeft(rest, "'")) {
			out[i] = rest
		}
	}
	return out
}

// column returns the place of a heading, whatever its case, or -1.
func (t table) column(names ...string) int {
	return slices.IndexFunc(t.header, func(h string) bool { return isOneOf(h, names) })
}

func isOneOf(s string, names []string) bool {
	s = strings.TrimSpace(s)
	return slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(s, name) })
}

// at returns a cell of r; a row that ends early is empty from there on.
func (r row) at(column int) string {
	if column < 0 || column >= len(r.cells) {
		return ""
	}
	return r.cells[column]
}

func (r row) isBlank() bool {
	return !slices.ContainsFunc(r.cells, func(s string) bool { return strings.TrimSpace(s) != "" })
}

func (r row) where() string { return fmt.Sprintf("row %d", r.number) }

// in returns a place of r, for a remark.
func (r row) in(t table, column int) string {
	if column < len(t.header) && strings.TrimSpace(t.header[column]) != "" {
		return fmt.Sprintf("row %d, column %s", r.number, clip(strings.TrimSpace(t.header[column])))
	}
	return fmt.Sprintf("row %d, column %d", r.number, column+1)
}

// parseLevel reads a number with a sign as people write it: "+1", "-1", and "−1" with a minus instead of a hyphen.
func parseLevel(s string) (unit.Decimal, error) {
	s = strings.TrimSpace(s)
	for _, minus := range []string{"−", "–", "－"} {
		if rest, found := strings.CutPrefix(s, minus); found {
			s = "-" + rest
		}
	}
	for _, plus := range []string{"+", "＋"} {
		if rest, found := strings.CutPrefix(s, plus); found && !strings.HasPrefix(rest, "-") {
			s = rest
		}
	}
	return unit.ParseDecimal(s)
}

// writeRows writes rows of cells.
func writeRows(w io.Writer, rows [][]string) error {
	out := csv.NewWriter(w)
	if err := out.WriteAll(rows); err != nil {
		return err
	}
	return out.Error()
}
