package lp

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
)

// WriteMPS writes a model in the MPS format with fields at fixed columns, which every solver reads. Rows and columns are named R1…
// and C1… in their order: those of the model may be longer than the format allows.
func (m *Model) WriteMPS(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "NAME          %s\n", m.Name)
	if m.Maximise {
		fmt.Fprint(b, "OBJSENSE\n    MAX\n")
	}
	fmt.Fprint(b, "ROWS\n N  COST\n")
	for i, r := range m.Rows {
		fmt.Fprintf(b, " %c  R%d\n", r.sense(), i+1)
	}
	m.writeColumns(b)
	fmt.Fprint(b, "RHS\n")
	if m.Offset != 0 {
		writeEntry(b, "RHS", "COST", -m.Offset)
	}
	for i, r := range m.Rows {
		if v := r.right(); v != 0 {
			writeEntry(b, "RHS", "R"+strconv.Itoa(i+1), v)
		}
	}
	fmt.Fprint(b, "RANGES\n")
	for i, r := range m.Rows {
		if r.Lower != -Inf && r.Upper != Inf && r.Lower != r.Upper {
			writeEntry(b, "RNG", "R"+strconv.Itoa(i+1), r.Upper-r.Lower)
		}
	}
	fmt.Fprint(b, "BOUNDS\n")
	for j, c := range m.Columns {
		c.writeBounds(b, "C"+strconv.Itoa(j+1))
	}
	fmt.Fprint(b, "ENDATA\n")
	return b.Flush()
}

// sense returns the letter of a row; one with two ends is written as G with a range.
func (r Row) sense() byte {
	switch {
	case r.Lower == r.Upper:
		return 'E'
	case r.Lower == -Inf && r.Upper == Inf:
		return 'N'
	case r.Lower == -Inf:
		return 'L'
	}
	return 'G'
}

func (r Row) right() float64 {
	switch {
	case r.Lower != -Inf:
		return r.Lower
	case r.Upper != Inf:
		return r.Upper
	}
	return 0
}

func writeEntry(w io.Writer, a, b string, v float64) {
	fmt.Fprintf(w, "    %-8s  %-8s  %12s\n", a, b, strconv.FormatFloat(v, 'g', -1, 64))
}

func (m *Model) writeColumns(w io.Writer) {
	fmt.Fprint(w, "COLUMNS\n")
	entries := make([][]pair, len(m.Columns))
	for i, r := range m.Rows {
		for _, t := range r.Terms {
			entries[t.Column] = append(entries[t.Column], pair{"R" + strconv.Itoa(i+1), t.Factor})
		}
	}
	whole := false
	marker := func(on bool) {
		if on != whole {
			whole = on
			fmt.Fprintf(w, "    MARKER                 'MARKER'                 '%s'\n", map[bool]string{true: "INTORG", false: "INTEND"}[on])
		}
	}
	for j, c := range m.Columns {
		marker(c.Whole)
		name := "C" + strconv.Itoa(j+1)
		if c.Cost != 0 || len(entries[j]) == 0 { // a column stands here even if nothing depends on it
			writeEntry(w, name, "COST", c.Cost)
		}
		for _, e := range entries[j] {
			writeEntry(w, name, e.name, e.value)
		}
	}
	marker(false)
}

func (c Column) writeBounds(w io.Writer, name string) {
	bound := func(kind string, v float64) {
		fmt.Fprintf(w, " %s %-8s  %-8s  %12s\n", kind, "BND", name, strconv.FormatFloat(v, 'g', -1, 64))
	}
	switch {
	case c.Lower == c.Upper:
		bound("FX", c.Lower)
		return
	case c.Lower == -Inf && c.Upper == Inf:
		fmt.Fprintf(w, " FR %-8s  %s\n", "BND", name)
		return
	case c.Lower == -Inf:
		fmt.Fprintf(w, " MI %-8s  %s\n", "BND", name)
	case c.Lower != 0:
		bound("LO", c.Lower)
	}
	switch {
	case !math.IsInf(c.Upper, 1):
		bound("UP", c.Upper)
	case c.Whole:
		fmt.Fprintf(w, " PL %-8s  %s\n", "BND", name)
	}
}
