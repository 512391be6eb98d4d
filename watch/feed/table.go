package feed

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"entente"
	"entente/watch"
	"entente/watch/ais"
)

// A Table reads rows of decoded reports, separated by commas under a line of names: days as the Danish Maritime Authority
// publishes them, files of Marine Cadastre and of exactEarth, and plain tables of points. Columns are found by their names, in any
// order; those that it does not know are left out. A cell that is empty or holds the value for "not available" is that.
type Table struct {
	in      *bufio.Reader
	form    string
	columns []column // by place; nil for one that is not known
	header  []byte
	count   Count
	row     row
	fields  [][]byte
	mmsi    uint32
	err     error
}

// A row is a report that is being read.
type row struct {
	report watch.Report
	static ais.Static
}

// A column takes a cell into a row. It returns why the row is refused, or "".
type column func(*row, []byte) string

// NewTable reads the line of names. Rows of a table without a column for the ship are about mmsi.
func NewTable(r io.Reader, mmsi uint32) (*Table, error) {
	t := &Table{in: bufio.NewReaderSize(r, 1<<16), mmsi: mmsi}
	line, _, err := t.line()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read: %w", err)
	}
	t.header = bytes.Clone(bytes.TrimPrefix(line, []byte("\xef\xbb\xbf")))
	t.count.Rows, t.count.Empty = 1, 1
	if err := t.name(); err != nil {
		return nil, err
	}
	return t, nil
}

// name finds out what the columns are.
func (t *Table) name() error {
	fields, _ := cells(t.header, nil)
	var names []string
	for _, f := range fields {
		name := strings.ToLower(strings.Trim(string(f), " #"))
		names = append(names, strings.ReplaceAll(name, " ", "_"))
	}
	has := func(name string) bool { return slices.Contains(names, name) }
	switch {
	case has("type_of_mobile"):
		t.form = "Danish Maritime Authority CSV"
	case has("basedatetime") || has("base_date_time"):
		t.form = "Marine Cadastre CSV"
	case has("message_id"):
		t.form = "exactEarth CSV"
	default:
		t.form = "table of points"
	}
	seen := make(map[string]bool)
	for _, name := range names {
		known := columns[name]
		if seen[known.what] {
			known.take = nil
		}
		t.columns, seen[known.what] = append(t.columns, known.take), true
	}
	for _, need := range []string{"time", "lat", "lon"} {
		if !seen[need] {
			return fmt.Errorf("table of reports without a column %q, only %q: %w", need, names, entente.ErrInvalid)
		}
	}
	if seen["mmsi"] {
		t.mmsi = 0
	}
	return nil
}

// Form says what table it is, for people.
func (t *Table) Form() string { return t.form }

// Next implements [Reader].
func (t *Table) Next(r *watch.Report) bool {
	for t.err == nil {
		line, whole, err := t.line()
		if err != nil {
			t.err = err
			if len(line) == 0 {
				return false
			}
		}
		t.count.Rows++
		switch why := t.take(line, whole); {
		case why == empty:
			t.count.Empty++
		case why != "":
			t.count.refuse(why)
		default:
			*r = t.row.report
			r.Raw = line
			t.count.Yielded++
			return true
		}
	}
	return false
}

const empty = "empty"

// line returns the next line without its end, and whether that is all of it.
func (t *Table) line() (line []byte, whole bool, err error) {
	line, err = t.in.ReadSlice('\n')
	whole = !errors.Is(err, bufio.ErrBufferFull)
	if !whole {
		line = bytes.Clone(line[:min(len(line), 80)])
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = t.in.ReadSlice('\n')
		}
	}
	return bytes.TrimRight(line, "\r\n"), whole, err
}

// take reads a row. It returns why it is refused, or "".
func (t *Table) take(line []byte, whole bool) string {
	switch {
	case !whole:
		return "longer than 64 KiB"
	case len(line) == 0 || bytes.Equal(line, t.header):
		return empty
	}
	var ok bool
	if t.fields, ok = cells(line, t.fields[:0]); !ok {
		return "a quotation mark is not closed"
	}
	if len(t.fields) < len(t.columns) && len(t.fields) < 3 {
		return "fewer cells than columns"
	}
	t.row.report = watch.Report{MMSI: t.mmsi, Station: watch.ClassA, Position: ais.Position{
		Lat: ais.NoLat, Lon: ais.NoLon, Speed: ais.NoSpeed, Course: ais.NoCourse, Heading: ais.NoHeading, Turn: ais.NoTurn,
		Status: ais.NoStatus, Second: ais.NoSecond, Altitude: ais.NoAltitude,
	}}
	if t.row.static != (ais.Static{}) {
		t.row.static = ais.Static{}
	}
	for i, take := range t.columns {
		if take == nil || i >= len(t.fields) || len(t.fields[i]) == 0 {
			continue
		}
		if why := take(&t.row, t.fields[i]); why != "" {
			return why
		}
	}
	return t.row.check()
}

// check refuses rows that lack what every report has.
func (r *row) check() string {
	p := &r.report
	switch {
	case p.Time == 0:
		return "no time"
	case p.MMSI == 0:
		return "no MMSI"
	case (p.Lat == ais.NoLat) != (p.Lon == ais.NoLon):
		p.Lat, p.Lon = ais.NoLat, ais.NoLon
	}
	if p.Names != 0 {
		p.Static = &r.static
	}
	return ""
}

// Err implements [Reader].
func (t *Table) Err() error {
	if t.err == nil || errors.Is(t.err, io.EOF) {
		return nil
	}
	return fmt.Errorf("cut off or damaged: %w", t.err)
}

// Count implements [Reader].
func (t *Table) Count() Count { return t.count }

// cells takes a line apart. It returns false when a quotation mark is not closed.
func cells(line []byte, into [][]byte) ([][]byte, bool) {
	for {
		if len(line) > 0 && line[0] == '"' {
			cell, rest, ok := quoted(line[1:])
			if !ok {
				return into, false
			}
			into = append(into, cell)
			if len(rest) == 0 {
				return into, true
			}
			line = rest[1:]
			continue
		}
		cell, rest, more := bytes.Cut(line, comma)
		into = append(into, bytes.TrimSpace(cell))
		if !more {
			return into, true
		}
		line = rest
	}
}

var comma = []byte(",")

// quoted reads a cell after its first quotation mark, to the comma after it or the end.
func quoted(b []byte) (cell, rest []byte, ok bool) {
	for i := 0; i < len(b); i++ {
		if b[i] != '"' {
			continue
		}
		if i+1 < len(b) && b[i+1] == '"' { // stands for one
			i++
			continue
		}
		at := bytes.IndexByte(b[i:], ',')
		if at < 0 {
			at = len(b) - i
		}
		cell = b[:i]
		if bytes.Contains(cell, []byte(`""`)) {
			cell = bytes.ReplaceAll(cell, []byte(`""`), []byte(`"`))
		}
		return bytes.TrimSpace(cell), b[i+at:], true
	}
	return nil, nil, false
}

// when reads the forms of time that tables have, in UTC.
func when(b []byte) (int64, bool) {
	for _, f := range timeForms {
		if len(b) >= len(f.mask) {
			if ms, ok := f.read(b); ok {
				return ms, true
			}
		}
	}
	if v, ok := number(b); ok && v > 0 && v < 1e11 {
		return int64(v * 1000), true
	}
	if t, err := time.Parse(time.RFC3339, string(b)); err == nil {
		return t.UnixMilli(), true
	}
	return 0, false
}

// A timeForm is a form of time of fixed places: Y, M, D, h, m and s stand for digits.
type timeForm struct{ mask string }

var timeForms = []timeForm{{"YYYY-MM-DDThh:mm:ss"}, {"YYYY-MM-DD hh:mm:ss"}, {"DD/MM/YYYY hh:mm:ss"}, {"YYYYMMDD_hhmmss"}}

func (f timeForm) read(b []byte) (int64, bool) {
	var year, month, day, hour, minute, second int
	for i := range len(f.mask) {
		var v *int
		switch f.mask[i] {
		case 'Y':
			v = &year
		case 'M':
			v = &month
		case 'D':
			v = &day
		case 'h':
			v = &hour
		case 'm':
			v = &minute
		case 's':
			v = &second
		default:
			if b[i] != f.mask[i] {
				return 0, false
			}
			continue
		}
		if b[i] < '0' || b[i] > '9' {
			return 0, false
		}
		*v = 10**v + int(b[i]-'0')
	}
	if year < 1990 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60 {
		return 0, false
	}
	ms, rest := int64(0), b[len(f.mask):]
	if len(rest) > 1 && rest[0] == '.' {
		if v, ok := number(bytes.TrimSuffix(rest, []byte("Z"))); ok {
			ms, rest = int64(v*1000), nil
		}
	}
	if len(rest) > 0 && string(rest) != "Z" && string(rest) != "+00:00" {
		return 0, false
	}
	return time.Date(year, time.Month(month), day, hour, minute, second, 0, time.UTC).UnixMilli() + ms, true
}
