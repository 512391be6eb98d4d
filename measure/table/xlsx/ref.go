package xlsx

import (
	"fmt"
	"strconv"
	"strings"

	"entente"
)

// The size of a sheet.
const (
	MaxRow    = 1 << 20
	MaxColumn = 1 << 14
)

// A Ref is the place of a cell, counted from 1. Its text form is that of the program that made the file: D11.
type Ref struct{ Column, Row int }

func (r Ref) String() string { return ColumnName(r.Column) + strconv.Itoa(r.Row) }

func (r Ref) less(o Ref) bool { return r.Row < o.Row || r.Row == o.Row && r.Column < o.Column }

// ParseRef parses what [Ref.String] writes.
func ParseRef(s string) (Ref, error) {
	n := strings.IndexAny(s, "0123456789")
	if n < 0 {
		n = len(s)
	}
	column, err := ParseColumn(s[:n])
	row, rowErr := strconv.ParseUint(s[n:], 10, 32)
	if err != nil || rowErr != nil || row < 1 || row > MaxRow || s[n] == '0' {
		return Ref{}, fmt.Errorf("cell %.20q: want a column and a row, such as D11: %w", s, entente.ErrInvalid)
	}
	return Ref{column, int(row)}, nil
}

// ColumnName returns the name of a column: A for 1, AA for 27.
func ColumnName(column int) string {
	name := ""
	for ; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}

// ParseColumn parses what [ColumnName] writes.
func ParseColumn(s string) (int, error) {
	column := 0
	for _, r := range s {
		if r < 'A' || 'Z' < r || column > MaxColumn {
			column = 0
			break
		}
		column = 26*column + int(r-'A') + 1
	}
	if column < 1 || column > MaxColumn {
		return 0, fmt.Errorf("column %.20q: want capitals from A to %s: %w", s, ColumnName(MaxColumn), entente.ErrInvalid)
	}
	return column, nil
}

// A Range is the cells from one corner to the other, both included. Its text form is D11:N41, or D11 for one cell.
type Range struct{ First, Last Ref }

func (r Range) String() string {
	if r.First == r.Last {
		return r.First.String()
	}
	return r.First.String() + ":" + r.Last.String()
}

// ParseRange parses what [Range.String] writes.
func ParseRange(s string) (Range, error) {
	from, to, isRange := strings.Cut(s, ":")
	first, err := ParseRef(from)
	if err != nil {
		return Range{}, err
	}
	if !isRange {
		return Range{first, first}, nil
	}
	last, err := ParseRef(to)
	if err != nil {
		return Range{}, err
	}
	if last.Row < first.Row || last.Column < first.Column {
		return Range{}, fmt.Errorf("cells %q: want the upper left corner first: %w", s, entente.ErrInvalid)
	}
	return Range{first, last}, nil
}

// Contains reports whether a cell is one of r.
func (r Range) Contains(at Ref) bool {
	return r.First.Row <= at.Row && at.Row <= r.Last.Row && r.First.Column <= at.Column && at.Column <= r.Last.Column
}
