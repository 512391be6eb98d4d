package table

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"entente"
	"entente/measure/sdmx"
)

// messages are the formats of messages by the name that a mapping has for them.
var messages = map[Format][]sdmx.Format{
	SDMXCSV:  {sdmx.CSV1, sdmx.CSV2},
	SDMXJSON: {sdmx.JSON1, sdmx.JSON2},
	SDMXML:   {sdmx.Generic21, sdmx.Specific21, sdmx.Specific30},
}

// readSDMX reads a data message. Its components are columns: dimensions, measures and attributes by their identifiers.
func (t *tally) readSDMX(r io.Reader) error {
	m, err := sdmx.Read(r, sdmx.Options{Definitions: t.context.Structures})
	if err != nil {
		return err
	}
	if !slices.Contains(messages[t.mapping.Format], m.Format) {
		return fmt.Errorf("the file is %s, the mapping is for %s: %w", m.Format, t.mapping.Format, entente.ErrInvalid)
	}
	if len(m.Datasets) == 0 && len(m.Refused) == 0 {
		return fmt.Errorf("the message has no dataset: %w", entente.ErrInvalid)
	}
	width := len(t.mapping.Values)
	t.places = true
	for _, d := range m.Datasets {
		if err := t.readDataset(d.Resolve()); err != nil {
			return err
		}
	}
	for _, x := range m.Refused {
		t.refuse(x.Where.String(), x.Reason, width)
	}
	t.empty(m.Empty * width)
	return nil
}

func (t *tally) readDataset(d sdmx.Dataset) error {
	if d.Action.Effect() == sdmx.Delete {
		for _, o := range d.Observations {
			t.refuse(o.Where.String(), "a deletion: published figures stay, a revision belongs to a later vintage", len(t.mapping.Values))
		}
		return nil
	}
	heads := slices.Concat(sdmx.IDs(d.Dimensions), sdmx.IDs(d.Measures), sdmx.IDs(d.Attributes))
	rows, err := t.bind(heads, func(i int) string { return d.Observations[i].Where.String() })
	if err != nil {
		return fmt.Errorf("dataset %v: %w", d.Structure, err)
	}
	rows.keepMeasures(d)
	row := make([]string, len(heads))
	for i, o := range d.Observations {
		n := copy(row, o.Key)
		for _, v := range slices.Concat(o.Measures, o.Attributes) {
			row[n] = flat(v)
			n++
		}
		rows.take(row, i)
	}
	rows.close()
	return nil
}

// keepMeasures sorts the columns that the mapping does not use: a measure holds figures that somebody may miss, a dimension
// tells figures apart, an attribute explains.
func (r *rows) keepMeasures(d sdmx.Dataset) {
	var measures []looseColumn
	for _, c := range r.loose {
		switch isNamed := func(g Ignore) bool { return slices.Contains(g.Columns, c.head) }; {
		case c.column >= len(d.Dimensions)+len(d.Measures):
		case c.column >= len(d.Dimensions):
			measures = append(measures, c)
		case !slices.ContainsFunc(r.mapping.Ignore, isNamed):
			r.free = append(r.free, freeDimension{column: c.column, head: c.head})
		}
	}
	r.loose = measures
}

// flat returns a value as one text, "" where it says that there is none.
func flat(v sdmx.Value) string {
	if v.IsMissing() {
		return ""
	}
	if len(v.Parts) == 0 {
		return v.Text
	}
	var parts []string
	for _, p := range v.Parts {
		parts = append(parts, flat(p))
	}
	return strings.Join(parts, "; ")
}
