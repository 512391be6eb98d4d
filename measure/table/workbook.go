package table

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"entente"
	"entente/internal/spell"
	"entente/measure"
	"entente/measure/table/xlsx"
	"entente/unit"
)

// A workbook reads the tables of one workbook.
type workbook struct {
	*tally
	book    xlsx.Book
	vintage measure.VintageID
	ignores []ignoredCells
	claimed map[string][]xlsx.Range // by sheet: what the tables are made of
}

type ignoredCells struct {
	Ignore
	cells xlsx.Range // of First.Row 0: the whole sheet
}

func (t *tally) readWorkbook(r io.Reader) error {
	v, err := t.context.vintage(t.mapping)
	if err != nil {
		return err
	}
	if p := t.vintage(v); p != "" {
		return fmt.Errorf("%s: %w", p, entente.ErrInvalid)
	}
	book, err := xlsx.Read(r)
	if err != nil {
		return err
	}
	t.places = true
	w := &workbook{tally: t, book: book, vintage: v, claimed: make(map[string][]xlsx.Range)}
	if err := w.findIgnores(); err != nil {
		return err
	}
	var tables []*table
	var faults []error
	for i, b := range t.mapping.Blocks {
		table, err := w.open(b)
		if err != nil {
			faults = append(faults, fmt.Errorf("blocks[%d]: %w", i, err))
			continue
		}
		tables = append(tables, table)
	}
	if err := errors.Join(faults...); err != nil {
		return err
	}
	for _, table := range tables {
		table.read()
	}
	for i := range book.Sheets {
		w.readOutside(&book.Sheets[i])
	}
	return nil
}

// findIgnores finds the cells that are left out on purpose.
func (w *workbook) findIgnores() error {
	for i, g := range w.mapping.Ignore {
		if g.Sheet == "" {
			continue
		}
		if _, ok := w.book.Sheet(g.Sheet); !ok {
			return fmt.Errorf("ignore[%d]: %w", i, w.noSheet(g.Sheet))
		}
		c := ignoredCells{Ignore: g}
		if g.Cells != "" {
			c.cells, _ = xlsx.ParseRange(g.Cells) // checked
		}
		w.ignores = append(w.ignores, c)
	}
	return nil
}

func (w *workbook) noSheet(name string) error {
	var names []string
	for _, s := range w.book.Sheets {
		names = append(names, s.Name)
	}
	if near, ok := spell.Nearest(name, names, fold); ok {
		return fmt.Errorf("no sheet %s; did you mean %q? %w", quote(name), near, entente.ErrInvalid)
	}
	return fmt.Errorf("no sheet %s: there are %s: %w", quote(name), quote(strings.Join(names, ", ")), entente.ErrInvalid)
}

// ignored returns the entry that leaves a cell out.
func (w *workbook) ignored(sheet string, at xlsx.Ref) (ignoredCells, bool) {
	for _, g := range w.ignores {
		if g.Sheet == sheet && (g.cells.First.Row == 0 || g.cells.Contains(at)) {
			return g, true
		}
	}
	return ignoredCells{}, false
}

func (g ignoredCells) what() string {
	if g.Cells == "" {
		return g.Sheet
	}
	return g.Sheet + "!" + g.Cells
}

// readOutside accounts for what stands outside every declared table: numbers there may be figures that nobody declared.
func (w *workbook) readOutside(s *xlsx.Sheet) {
	var run outside
	for i := range s.Cells {
		c := &s.Cells[i]
		if slices.ContainsFunc(w.claimed[s.Name], func(r xlsx.Range) bool { return r.Contains(c.Ref) }) || !w.isFigure(c) {
			continue
		}
		if g, ok := w.ignored(s.Name, c.Ref); ok {
			w.ignore(g.what(), g.Reason, 1)
			continue
		}
		what := "outside every declared table"
		if c.Kind == xlsx.Error {
			what = c.Text + ", " + what
		}
		if run.what != what || run.area.Last.Row != c.Ref.Row || run.area.Last.Column+1 != c.Ref.Column {
			run.refuse(w, s.Name)
			run = outside{what, xlsx.Range{First: c.Ref}}
		}
		run.area.Last = c.Ref
	}
	run.refuse(w, s.Name)
}

// An outside is a run of cells of one row that are in no table.
type outside struct {
	what string
	area xlsx.Range
}

func (o outside) refuse(w *workbook, sheet string) {
	if o.what != "" {
		w.tally.refuse(sheet+"!"+o.area.String(), o.what, o.area.Last.Column-o.area.First.Column+1)
	}
}

// isFigure reports whether a cell may hold a figure: anything but words.
func (w *workbook) isFigure(c *xlsx.Cell) bool {
	if c.Kind != xlsx.Text {
		return true
	}
	_, ok := w.numbers.parse(strings.TrimSpace(c.Text))
	return ok
}

// number reads the number in a cell, or says why there is none. Empty is a cell without a figure.
func (w *workbook) number(c xlsx.Cell) (v unit.Decimal, isEmpty bool, problem string) {
	switch c.Kind {
	case xlsx.Blank:
		return v, true, ""
	case xlsx.Number:
		v, err := binary(c.Text)
		if err != nil {
			return v, false, err.Error()
		}
		return v, false, ""
	case xlsx.Text:
		text := strings.TrimSpace(c.Text)
		if w.numbers.missing[text] {
			return v, true, ""
		}
		if v, ok := w.numbers.parse(text); ok {
			return v, false, ""
		}
		return v, false, "text " + quote(text) + " instead of a number; list it under missing where it says that there is none"
	case xlsx.Error:
		return v, false, "error " + c.Text
	case xlsx.Date:
		return v, false, "a date (" + quote(c.Text) + ") instead of a number"
	case xlsx.Pending:
		return v, false, "a formula that was never computed; open and save the workbook with a spreadsheet program"
	}
	return v, false, quote(c.Text) + " instead of a number"
}
