package xlsx

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"entente"
	"entente/internal/opc"
)

// A sheetReader reads the cells of one sheet.
type sheetReader struct {
	book  *workbook
	sheet Sheet
	row   int // the last one seen
	at    Ref // the last cell seen

	cell              xml.StartElement
	inCell            bool
	inValue, hasValue bool
	isFormula         bool
	value             strings.Builder
	inline            gatherer
}

func (w *workbook) readSheet(part string) (Sheet, error) {
	r := &sheetReader{book: w}
	r.sheet.hiddenRows, r.sheet.hiddenColumns = make(map[int]bool), make(map[int]bool)
	if err := w.Each(part, r.take); err != nil {
		return Sheet{}, err
	}
	cells := r.sheet.Cells
	slices.SortStableFunc(cells, func(a, b Cell) int {
		switch {
		case a.Ref.less(b.Ref):
			return -1
		case b.Ref.less(a.Ref):
			return 1
		}
		return 0
	})
	for i := 1; i < len(cells); i++ {
		if cells[i].Ref == cells[i-1].Ref {
			return Sheet{}, fmt.Errorf("cell %v stands twice: %w", cells[i].Ref, entente.ErrDamaged)
		}
	}
	return r.sheet, nil
}

func (r *sheetReader) take(_ *xml.Decoder, t xml.Token) error {
	if r.inCell {
		r.inline.take(t)
	}
	switch t := t.(type) {
	case xml.StartElement:
		return r.start(t.Copy())
	case xml.EndElement:
		switch t.Name.Local {
		case "v":
			r.inValue = false
		case "c":
			r.inCell = false
			return r.endCell()
		}
	case xml.CharData:
		if r.inValue {
			r.value.Write(t)
		}
	}
	return nil
}

func (r *sheetReader) start(e xml.StartElement) error {
	switch name := e.Name.Local; {
	case name == "row":
		return r.startRow(e)
	case name == "c" && !r.inCell:
		r.cell, r.inCell, r.hasValue, r.isFormula = e, true, false, false
		r.value.Reset()
		return r.place()
	case name == "v" && r.inCell:
		r.inValue, r.hasValue = true, true
	case name == "f" && r.inCell:
		r.isFormula = true
	case name == "col":
		return r.hide(e)
	case name == "mergeCell":
		area, err := ParseRange(opc.Attr(e, "ref"))
		if err != nil {
			return fmt.Errorf("merged cells: %v: %w", err, entente.ErrDamaged)
		}
		r.sheet.Merged = append(r.sheet.Merged, area)
	}
	return nil
}

// isTrue reports whether an attribute says yes, as XML Schema writes it.
func isTrue(s string) bool { return s == "1" || s == "true" }

// hide notes which columns e hides.
func (r *sheetReader) hide(e xml.StartElement) error {
	if !isTrue(opc.Attr(e, "hidden")) {
		return nil
	}
	first, err := strconv.Atoi(opc.Attr(e, "min"))
	last, lastErr := strconv.Atoi(opc.Attr(e, "max"))
	if err != nil || lastErr != nil || first < 1 || last > MaxColumn {
		return fmt.Errorf("columns %.20q to %.20q: want numbers up to %d: %w", opc.Attr(e, "min"), opc.Attr(e, "max"), MaxColumn, entente.ErrDamaged)
	}
	for ; first <= last && !r.sheet.hiddenColumns[first]; first++ {
		r.sheet.hiddenColumns[first] = true
	}
	return nil
}

// startRow goes to the row that e numbers, or to the next one.
func (r *sheetReader) startRow(e xml.StartElement) error {
	row := r.row + 1
	if s := opc.Attr(e, "r"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			return fmt.Errorf("row %.20q: want a number: %w", s, entente.ErrDamaged)
		}
		row = n
	}
	if row < 1 || row > MaxRow {
		return fmt.Errorf("row %d: want 1 to %d: %w", row, MaxRow, entente.ErrDamaged)
	}
	r.row, r.at = row, Ref{0, row}
	if isTrue(opc.Attr(e, "hidden")) {
		r.sheet.hiddenRows[row] = true
	}
	return nil
}

// place finds where the cell that begins stands: where it says, or right of the one before.
func (r *sheetReader) place() error {
	if s := opc.Attr(r.cell, "r"); s != "" {
		at, err := ParseRef(s)
		if err != nil {
			return fmt.Errorf("%v: %w", err, entente.ErrDamaged)
		}
		r.at = at
		return nil
	}
	if r.at.Column++; r.at.Row == 0 || r.at.Column > MaxColumn {
		return fmt.Errorf("row %d: a cell is outside the sheet: %w", r.at.Row, entente.ErrDamaged)
	}
	return nil
}

func (r *sheetReader) endCell() error {
	text := r.inline.end()
	if r.hasValue {
		text = r.value.String()
	}
	kind, text, err := r.content(opc.Attr(r.cell, "t"), text)
	if err != nil {
		return fmt.Errorf("cell %v: %w", r.at, err)
	}
	if kind == Blank {
		return nil
	}
	if r.book.cells++; r.book.cells > maxCells {
		return fmt.Errorf("more than %d cells; split the workbook: %w", maxCells, entente.ErrUnsupported)
	}
	r.sheet.Cells = append(r.sheet.Cells, Cell{Ref: r.at, Kind: kind, Text: text, Formula: r.isFormula})
	return nil
}

// content returns what stands in a cell of a type as the file names it.
func (r *sheetReader) content(typ, text string) (Kind, string, error) {
	switch typ {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if text == "" {
			return Blank, "", nil
		}
		if err != nil || n < 0 || n >= len(r.book.strings) {
			return Blank, "", fmt.Errorf("text %.20q is not in the file: %w", text, entente.ErrDamaged)
		}
		text = r.book.strings[n]
	case "inlineStr", "str":
	case "", "n", "b", "e", "d":
		text = strings.TrimSpace(text)
	default:
		return Blank, "", fmt.Errorf("type %.20q unknown: %w", typ, entente.ErrDamaged)
	}
	switch {
	case text == "" && r.isFormula && (typ != "str" || !r.hasValue):
		return Pending, "", nil
	case text == "":
		return Blank, "", nil
	}
	switch typ {
	case "b":
		return Bool, text, nil
	case "e":
		return Error, text, nil
	case "d":
		return Date, text, nil
	case "", "n":
		if style, err := strconv.Atoi(opc.Attr(r.cell, "s")); err == nil && 0 <= style && style < len(r.book.isDate) && r.book.isDate[style] {
			return Date, text, nil
		}
		return Number, text, nil
	}
	return Text, text, nil
}
