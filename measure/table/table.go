// Package table imports figures from the files in which the world publishes them: workbooks, comma-separated values and
// SDMX. A [Mapping] says where in a file which figures stand; the file is read and never changed.
//
// No cell is lost silently. Whatever a file holds is counted: as a figure, as empty, as the same figure once more, or as
// refused, with its place and the reason; see [Count].
package table

import (
	"fmt"
	"io"

	"entente"
	"entente/measure"
	"entente/measure/sdmx"
)

// A Context is what an import needs to know beyond the mapping.
type Context struct {
	Names   *Names            // of parties and groups; the mapping may add more. Nil for none
	Vintage measure.VintageID // of the file, where no column says it; "" for that of the mapping

	// Indicators and vintages that there are; nil: any. A mapping with a multiplier needs it.
	Book *measure.Book

	// Structures that SDMX files may name; see [sdmx.Options]. May be left out.
	Structures []sdmx.Definition
}

// Import reads a file by a mapping. It fails, and returns nothing, where the mapping has a fault or does not fit the file
// as a whole: another workbook, a column that is not there. The error then wraps entente.ErrInvalid; entente.ErrDamaged
// for a file that is cut off or malformed, entente.ErrUnsupported for another format or one over the bounds. What is
// wrong with single cells or rows stands in the result.
func Import(r io.Reader, m Mapping, c Context) (Result, error) {
	if err := m.Check(); err != nil {
		return Result{}, err
	}
	t := newTally(m, c)
	var err error
	switch m.Format {
	case XLSX:
		err = t.readWorkbook(r)
	case CSV:
		err = t.readCSV(r)
	default:
		err = t.readSDMX(r)
	}
	if err != nil {
		return Result{}, fmt.Errorf("source %s: %w", m.ID, err)
	}
	t.foldSums()
	if err := t.result.Check(); err != nil {
		return Result{}, fmt.Errorf("source %s: %w", m.ID, err)
	}
	return t.result, nil
}

// vintage returns the vintage of the file as a whole, or an error where neither mapping nor context names one.
func (c Context) vintage(m Mapping) (measure.VintageID, error) {
	switch {
	case c.Vintage != "":
		return c.Vintage, nil
	case m.Vintage != "":
		return m.Vintage, nil
	}
	return "", fmt.Errorf("say of which vintage of %s the file is: %w", m.Publication, entente.ErrInvalid)
}
