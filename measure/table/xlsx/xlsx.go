// Package xlsx reads the cells of a workbook in the Office Open XML format (ECMA-376, ISO/IEC 29500), as they are stored:
// numbers with the digits of the file, texts, errors, and formulas with the value that was computed last. It computes and
// formats nothing.
//
// A general library was tried first and dropped: it lays a sheet out as a full grid, so that a file of 16 kB with a cell in
// the last column of 2,000 rows took 6 GB. Here a sheet costs what stands in it.
package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sort"

	"entente"
	"entente/internal/opc"
)

// A Book is a workbook.
type Book struct {
	Sheets []Sheet // in the order of their tabs, without chart sheets
}

// Sheet returns the sheet of a name; ok is false where there is none.
func (b Book) Sheet(name string) (s Sheet, ok bool) {
	for _, s := range b.Sheets {
		if s.Name == name {
			return s, true
		}
	}
	return Sheet{}, false
}

// A Sheet is one sheet of a workbook.
type Sheet struct {
	Name   string
	Hidden bool
	Cells  []Cell  // those that are not blank, by row, then column
	Merged []Range // areas that are shown as one cell; only their first one has content

	hiddenRows    map[int]bool
	hiddenColumns map[int]bool
}

// Cell returns the cell at a place; ok is false where it is blank.
func (s *Sheet) Cell(at Ref) (c Cell, ok bool) {
	i := sort.Search(len(s.Cells), func(i int) bool { return !s.Cells[i].Ref.less(at) })
	if i < len(s.Cells) && s.Cells[i].Ref == at {
		return s.Cells[i], true
	}
	return Cell{Ref: at}, false
}

// IsHidden reports whether the row or the column of a place is hidden.
func (s *Sheet) IsHidden(at Ref) bool { return s.hiddenRows[at.Row] || s.hiddenColumns[at.Column] }

// A Kind says what stands in a cell.
type Kind int

// The kinds. A Date is a number that is formatted as a day or a time, or a day in ISO 8601. A formula that was never
// computed is Pending.
const (
	Blank Kind = iota
	Number
	Text
	Bool
	Error
	Date
	Pending
)

// A Cell is what stands at a place.
type Cell struct {
	Ref     Ref
	Kind    Kind
	Text    string // of a number its digits as stored, of an error its name, such as "#REF!"
	Formula bool   // Text was computed
}

// Bounds against hostile files.
const (
	maxFile  = 64 << 20  // bytes
	maxCells = 2_000_000 // that are not blank, in all sheets
)

// limits bound the archive.
var limits = opc.Limits{Part: 64 << 20, All: 128 << 20, Depth: 64}

// Read reads a workbook to its end. It fails with an error wrapping entente.ErrDamaged where the file is cut off or
// malformed, and entente.ErrUnsupported where it is no workbook of this format or over the bounds.
func Read(r io.Reader) (Book, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	switch {
	case err != nil:
		return Book{}, fmt.Errorf("workbook: %w", err)
	case len(data) > maxFile:
		return Book{}, fmt.Errorf("workbook: more than %d bytes: %w", maxFile, entente.ErrUnsupported)
	}
	b, err := parse(data)
	if err != nil {
		return Book{}, fmt.Errorf("workbook: %w", inKind(err))
	}
	return b, nil
}

// sniff refuses what is no ZIP archive, and says what it is.
func sniff(data []byte) error {
	what := ""
	switch {
	case bytes.HasPrefix(data, []byte("PK")):
		return nil
	case len(data) == 0:
		what = "an empty file"
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0")):
		what = "a workbook of Excel before 2007, or one with a password; save it as XLSX without one"
	case bytes.HasPrefix(data, []byte("\x1F\x8B")), bytes.HasPrefix(data, []byte("\x28\xB5\x2F\xFD")):
		what = "a compressed file; unpack it"
	default:
		what = "no XLSX file"
	}
	return fmt.Errorf("%s: %w", what, entente.ErrUnsupported)
}

// inKind gives an error of the archive its kind here, and says what to do.
func inKind(err error) error {
	switch {
	case errors.Is(err, opc.ErrDamaged):
		return fmt.Errorf("%w; get a fresh copy: %w", err, entente.ErrDamaged)
	case errors.Is(err, opc.ErrEncrypted):
		return fmt.Errorf("%w; save the workbook without one: %w", err, entente.ErrUnsupported)
	case errors.Is(err, opc.ErrTooLarge):
		return fmt.Errorf("%w; split the workbook: %w", err, entente.ErrUnsupported)
	case errors.Is(err, opc.ErrBomb):
		return fmt.Errorf("%w: %w", err, entente.ErrUnsupported)
	}
	return err
}
