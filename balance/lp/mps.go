package lp

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"entente"
)

// ReadMPS reads a model in the MPS format, with fields at fixed columns or between spaces: NAME, OBJSENSE, ROWS, COLUMNS with markers of
// integers, RHS, RANGES, BOUNDS, ENDATA. As is the custom, the first row N is the objective and further ones are left out, a right side of
// the objective is subtracted from it, an integer column without bounds takes 0 or 1, and an upper bound below 0 on a column whose
// lower one is not given takes the lower end away. Other sections and second sets are refused. Errors name the line.
func ReadMPS(r io.Reader) (*Model, error) {
	p := &mps{model: &Model{}, rows: map[string]int{}, columns: map[string]int{}, sets: map[string]string{}}
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), 1<<20)
	for !p.ended && lines.Scan() {
		p.line++
		if err := p.take(strings.TrimRight(lines.Text(), " \t\r")); err != nil {
			return nil, fmt.Errorf("line %d: %w: %w", p.line, err, entente.ErrInvalid)
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, fmt.Errorf("line %d: longer than 1 MiB: %w", p.line+1, entente.ErrInvalid)
	} else if err != nil {
		return nil, fmt.Errorf("line %d: %w", p.line+1, err)
	}
	if !p.ended {
		return nil, fmt.Errorf("no ENDATA after line %d: the file is cut off: %w", p.line, entente.ErrInvalid)
	}
	if p.objective == "" {
		return nil, fmt.Errorf("no objective: want a row N in ROWS: %w", entente.ErrInvalid)
	}
	return p.finish()
}

const (
	objectiveRow = -1 // in mps.rows: the row of costs
	freeRow      = -2 // a further row N
)

type mps struct {
	model     *Model
	line      int
	section   string
	ended     bool
	objective string
	whole     bool // between markers
	rows      map[string]int
	columns   map[string]int
	senses    []byte // by row: L, G or E
	last      map[int]bool
	bound     []bool            // by column: it has bounds
	sets      map[string]string // by section: the set that is read
}

// take reads a line. A line that begins with a space is data of the section.
func (p *mps) take(line string) error {
	if line == "" || line[0] == '*' || line[0] == '$' {
		return nil
	}
	fields := strings.Fields(line)
	if line[0] != ' ' && line[0] != '\t' {
		return p.open(fields)
	}
	read := map[string]func([]string) error{
		"ROWS": p.row, "COLUMNS": p.column, "RHS": p.right, "RANGES": p.span, "BOUNDS": p.limit, "OBJSENSE": p.sense,
	}[p.section]
	if read == nil {
		return fmt.Errorf("data without a section: want ROWS first")
	}
	for k, f := range fields { // a comment at the end of the line
		if k > 0 && (f[0] == '$' || f[0] == '*') {
			fields = fields[:k]
			break
		}
	}
	err := read(fields)
	if err != nil && strings.Contains(strings.TrimSpace(line), " ") { // a name may have a space in it where columns are fixed
		if fixed := fixedFields(line); fixed != nil && read(fixed) == nil {
			return nil
		}
	}
	return err
}

// fixedFields returns the fields at the columns 2, 5, 15, 25, 40 and 50 of a line, or nil if it is not made so. The first is left out
// where it is empty.
func fixedFields(line string) []string {
	at := []int{1, 4, 14, 24, 39, 49, math.MaxInt}
	var fields []string
	for i, from := range at[:6] {
		if from > 0 && from <= len(line) && line[from-1] != ' ' {
			return nil
		}
		if from >= len(line) {
			break
		}
		if f := strings.TrimSpace(line[from:min(at[i+1], len(line))]); f != "" {
			fields = append(fields, f)
		}
	}
	return fields
}

func (p *mps) open(fields []string) error {
	p.section = strings.ToUpper(fields[0])
	switch p.section {
	case "NAME":
		p.model.Name = strings.Join(fields[1:], " ")
	case "ROWS", "COLUMNS", "RHS", "RANGES", "BOUNDS":
	case "OBJSENSE":
		return p.sense(fields[1:])
	case "OBJSENSEMAX", "MAX", "MAXIMIZE":
		p.model.Maximise = true
	case "ENDATA":
		p.ended = true
	default:
		return fmt.Errorf("section %q: want NAME, OBJSENSE, ROWS, COLUMNS, RHS, RANGES, BOUNDS or ENDATA; others, such as squares and sets, are not read", fields[0])
	}
	return nil
}

func (p *mps) sense(fields []string) error {
	if len(fields) == 0 {
		return nil
	}
	switch strings.ToUpper(fields[0]) {
	case "MAX", "MAXIMIZE", "MAXIMISE":
		p.model.Maximise = true
	case "MIN", "MINIMIZE", "MINIMISE":
		p.model.Maximise = false
	default:
		return fmt.Errorf("OBJSENSE %q: want MIN or MAX", fields[0])
	}
	return nil
}

func (p *mps) row(fields []string) error {
	if len(fields) != 2 || !strings.Contains("NLGE", strings.ToUpper(fields[0])) {
		return fmt.Errorf("%q: want N, L, G or E and the name of a row", strings.Join(fields, " "))
	}
	sense, name := strings.ToUpper(fields[0]), fields[1]
	if _, ok := p.rows[name]; ok {
		return fmt.Errorf("row %q a second time", name)
	}
	switch {
	case sense == "N" && p.objective == "":
		p.objective, p.rows[name] = name, objectiveRow
		return nil
	case sense == "N":
		p.rows[name] = freeRow
		return nil
	}
	lower, upper := 0.0, 0.0
	switch sense {
	case "L":
		lower = -Inf
	case "G":
		upper = Inf
	}
	p.rows[name] = p.model.Row(name, lower, upper)
	p.senses = append(p.senses, sense[0])
	return nil
}

// A pair is a name with a number.
type pair struct {
	name  string
	value float64
}

func pairs(fields []string) ([]pair, error) {
	if len(fields) != 2 && len(fields) != 4 {
		return nil, fmt.Errorf("%q: want one or two names, each with a number", strings.Join(fields, " "))
	}
	var all []pair
	for i := 0; i < len(fields); i += 2 {
		v, err := number(fields[i+1])
		if err != nil {
			return nil, err
		}
		all = append(all, pair{fields[i], v})
	}
	return all, nil
}

// number reads a number; one of 1e30 or more is an infinity, as is the custom.
func number(s string) (float64, error) {
	v, err := strconv.ParseFloat(strings.NewReplacer("d", "e", "D", "e").Replace(s), 64)
	if err != nil || math.IsNaN(v) {
		return 0, fmt.Errorf("%q: want a number", s)
	}
	if math.Abs(v) >= 1e30 {
		v = math.Copysign(Inf, v)
	}
	return v, nil
}

func (p *mps) column(fields []string) error {
	if len(fields) == 3 && strings.Trim(fields[1], "'") == "MARKER" {
		switch strings.Trim(fields[2], "'") {
		case "INTORG":
			p.whole = true
		case "INTEND":
			p.whole = false
		default:
			return fmt.Errorf("marker %s: want 'INTORG' or 'INTEND'", fields[2])
		}
		return nil
	}
	if len(fields) < 3 {
		return fmt.Errorf("%q: want a column, a row and a number", strings.Join(fields, " "))
	}
	all, err := pairs(fields[1:])
	if err != nil {
		return err
	}
	for _, e := range all {
		if err := p.known(e); err != nil {
			return err
		}
	}
	j, ok := p.columns[fields[0]]
	if !ok {
		j = p.model.Column(Column{fields[0], 0, 0, Inf, p.whole})
		p.columns[fields[0]], p.last = j, map[int]bool{}
		p.bound = append(p.bound, false)
	} else if j != len(p.model.Columns)-1 {
		return fmt.Errorf("column %q a second time", fields[0])
	}
	for _, e := range all {
		i := p.rows[e.name]
		if i == freeRow {
			continue
		}
		if p.last[i] {
			return fmt.Errorf("column %q a second time in row %q", fields[0], e.name)
		}
		p.last[i] = true
		if i == objectiveRow {
			p.model.Columns[j].Cost = e.value
		} else if e.value != 0 {
			p.model.Rows[i].Terms = append(p.model.Rows[i].Terms, Term{j, e.value})
		}
	}
	return nil
}

func (p *mps) known(e pair) error {
	if _, ok := p.rows[e.name]; !ok {
		return fmt.Errorf("row %q is not in ROWS", e.name)
	}
	if math.IsInf(e.value, 0) {
		return fmt.Errorf("%v for row %q: want a number below 1e30", e.value, e.name)
	}
	return nil
}

// set checks the name of the set of a line; one that is left out is the set.
func (p *mps) set(name string) error {
	if first, ok := p.sets[p.section]; !ok {
		p.sets[p.section] = name
	} else if first != name {
		return fmt.Errorf("a second set %q: only one, here %q, is read", name, first)
	}
	return nil
}

// vector reads the line of a set of numbers by row, whose name may be left out.
func (p *mps) vector(fields []string) ([]pair, error) {
	name := ""
	if len(fields)%2 == 1 {
		name, fields = fields[0], fields[1:]
	}
	all, err := pairs(fields)
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		if err := p.known(e); err != nil {
			return nil, err
		}
	}
	return all, p.set(name)
}

func (p *mps) right(fields []string) error {
	all, err := p.vector(fields)
	for _, e := range all {
		switch i := p.rows[e.name]; {
		case i == objectiveRow:
			p.model.Offset = -e.value
		case i == freeRow:
		default:
			r := &p.model.Rows[i]
			if r.Lower != -Inf {
				r.Lower = e.value
			}
			if r.Upper != Inf {
				r.Upper = e.value
			}
		}
	}
	return err
}

func (p *mps) span(fields []string) error {
	all, err := p.vector(fields)
	for _, e := range all {
		i := p.rows[e.name]
		if i < 0 {
			continue
		}
		r := &p.model.Rows[i]
		switch sense := p.senses[i]; {
		case sense == 'L':
			r.Lower = r.Upper - math.Abs(e.value)
		case sense == 'G':
			r.Upper = r.Lower + math.Abs(e.value)
		case e.value >= 0:
			r.Upper = r.Lower + e.value
		default:
			r.Lower = r.Upper + e.value
		}
	}
	return err
}

func (p *mps) limit(fields []string) error {
	kind, name, value, err := p.limitFields(fields)
	if err != nil {
		return err
	}
	c := &p.model.Columns[p.columns[name]]
	j := p.columns[name]
	switch kind {
	case "UP", "UI":
		if value < 0 && !p.bound[j] && c.Lower == 0 {
			c.Lower = -Inf
		}
		c.Upper = value
	case "LO", "LI":
		c.Lower = value
		if !p.bound[j] && c.Whole {
			c.Upper = Inf
		}
	case "FX":
		c.Lower, c.Upper = value, value
	case "FR":
		c.Lower, c.Upper = -Inf, Inf
	case "MI":
		c.Lower = -Inf
	case "PL":
		c.Upper = Inf
	case "BV":
		c.Lower, c.Upper = 0, 1
	}
	c.Whole = c.Whole || kind == "BV" || kind == "UI" || kind == "LI"
	p.bound[j] = true
	return nil
}

// limitFields reads a line of BOUNDS: kind, set, column and, for some kinds, a number. The set may be left out.
func (p *mps) limitFields(fields []string) (kind, name string, value float64, err error) {
	bad := fmt.Errorf("%q: want UP, LO, FX, FR, MI, PL, BV, UI or LI, the set, a column and a number", strings.Join(fields, " "))
	if len(fields) < 2 {
		return "", "", 0, bad
	}
	kind = strings.ToUpper(fields[0])
	rest := fields[1:]
	switch kind {
	case "UP", "LO", "FX", "UI", "LI":
		if value, err = number(rest[len(rest)-1]); err != nil {
			return "", "", 0, err
		}
		rest = rest[:len(rest)-1]
	case "FR", "MI", "PL", "BV":
		if len(rest) == 3 { // with a number that means nothing
			rest = rest[:2]
		}
	case "SC", "SI", "SF":
		return "", "", 0, fmt.Errorf("bound %s: columns that are zero or within a range are not read; add a column of 0 or 1 for it", kind)
	default:
		return "", "", 0, bad
	}
	set := ""
	if len(rest) == 2 {
		set, rest = rest[0], rest[1:]
	}
	if len(rest) != 1 {
		return "", "", 0, bad
	}
	if _, ok := p.columns[rest[0]]; !ok {
		return "", "", 0, fmt.Errorf("column %q is not in COLUMNS", rest[0])
	}
	return kind, rest[0], value, p.set(set)
}

func (p *mps) finish() (*Model, error) {
	for j := range p.model.Columns {
		if c := &p.model.Columns[j]; c.Whole && !p.bound[j] {
			c.Upper = 1
		}
	}
	return p.model, p.model.Check()
}
