package sdmx

import (
	"fmt"
	"slices"
	"strings"

	"entente"
)

// csvReading is a message in SDMX-CSV being read.
type csvReading struct {
	*reading
	head    csvHead
	rows    []csvRow
	layouts map[Reference]*csvLayout
	parsed  map[string]Reference // of the texts in STRUCTURE and STRUCTURE_ID
	isCut   bool
	last    int // line of the last record
}

// A csvRow is a record that has as many fields as there are columns.
type csvRow struct {
	fields    []string
	line      int
	structure Reference
	action    Action
}

// csv reads SDMX-CSV. What a column is follows from all its fields, so that they are read twice.
func (r *reading) csv(data string, separator byte) error {
	in := &records{data: data, separator: separator, line: 1}
	first, _ := in.next(nil)
	if first.reason != "" {
		return fmt.Errorf("line 1: %s: %w", first.reason, entente.ErrInvalid)
	}
	head, err := parseHead(first.fields, separator)
	if err != nil {
		return fmt.Errorf("line 1: %w", err)
	}
	if err := r.found(head.format); err != nil {
		return err
	}
	c := &csvReading{reading: r, head: head, layouts: map[Reference]*csvLayout{}, parsed: map[string]Reference{}}
	if err := c.scan(in); err != nil {
		return err
	}
	c.dropLabels()
	c.findSets()
	c.layOut()
	c.decimalPoints()
	err = c.build()
	slices.SortStableFunc(r.message.Refused, func(a, b Refusal) int { return a.Where.Line - b.Where.Line })
	if err != nil {
		return err
	}
	if c.isCut {
		return fmt.Errorf("line %d: the data is cut off: %w", c.last, entente.ErrDamaged)
	}
	return nil
}

// scan divides the data into rows.
func (c *csvReading) scan(in *records) error {
	width := len(c.head.columns)
	space := make([]string, 0, width)
	cells := 0
	for {
		rec, ok := in.next(space)
		if !ok {
			break
		}
		c.last, c.isCut = rec.line, rec.isCut
		switch {
		case rec.reason != "":
			c.refuse(Place{Line: rec.line}, "%s", rec.reason)
			continue
		case rec.isBlank():
			c.empty()
			continue
		case len(rec.fields) != width:
			c.refuse(Place{Line: rec.line}, "%d columns: want %d, as in line 1", len(rec.fields), width)
			c.isCut = in.at == len(in.data) && !strings.HasSuffix(in.data, "\n")
			continue
		}
		if cells += width; cells > maxCells {
			return errTooMuch
		}
		if row, ok := c.row(rec); ok {
			c.rows = append(c.rows, row)
			space = make([]string, 0, width)
		}
	}
	if !strings.HasSuffix(in.data, "\n") {
		c.note(Place{Line: c.last}, "the last line does not end: the data may be cut off")
	}
	return nil
}

// row reads the columns that are no components'.
func (c *csvReading) row(rec record) (csvRow, bool) {
	row := csvRow{fields: rec.fields, line: rec.line}
	var err error
	if row.structure, err = c.reference(rec.fields); err == nil {
		row.action, err = c.action(rec.fields)
	}
	if err != nil {
		c.refuse(Place{Line: rec.line}, "%v", err)
	}
	return row, err == nil
}

func (c *csvReading) reference(fields []string) (Reference, error) {
	kind, id := string(Dataflow), fields[c.head.structureID]
	if c.head.structure >= 0 {
		kind = fields[c.head.structure]
	}
	if r, ok := c.parsed[id]; ok && string(r.Kind) == kind {
		return r, nil
	}
	if classes[Kind(kind)] == "" {
		return Reference{}, fmt.Errorf("STRUCTURE %q: want %s, %s or %s", clip(kind), Dataflow, DataStructure, Provision)
	}
	plain, _, _ := strings.Cut(id, ": ")
	r, err := parseReference(Kind(kind), plain)
	if err == nil {
		c.parsed[id] = r
	}
	return r, err
}

func (c *csvReading) action(fields []string) (Action, error) {
	if c.head.action < 0 {
		return Information, nil
	}
	f := fields[c.head.action]
	for _, a := range actions {
		if f == string(a[:1]) {
			return a, nil
		}
	}
	return "", fmt.Errorf("ACTION %q: want I, A, M, R or D", clip(f))
}

// build makes observations of the rows.
func (c *csvReading) build() error {
	var d *Dataset
	var last *csvLayout
	for i, row := range c.rows {
		l := c.layouts[row.structure]
		o, err := l.observation(row, c.head)
		switch {
		case err != nil:
			c.refuse(o.Where, "%v", err)
			continue
		case o.keyless() && o.isBare() && row.action != Delete:
			c.empty()
			continue
		}
		if d == nil || last != l || d.Action != row.action {
			c.flush(d)
			d, last = l.dataset(row), l
		}
		if err := c.keep(d, l.seen(row.action), o); err != nil {
			c.flush(d)
			c.message.Read += len(c.rows) - i - 1
			for _, rest := range c.rows[i+1:] {
				c.message.Refused = append(c.message.Refused, Refusal{Place{Line: rest.line}, err.Error()})
			}
			return err
		}
	}
	c.flush(d)
	return nil
}

func (c *csvReading) flush(d *Dataset) {
	if d != nil && len(d.Observations) > 0 {
		c.message.Datasets = append(c.message.Datasets, *d)
	}
}
