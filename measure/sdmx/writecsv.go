package sdmx

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"entente"
)

// csvEnd ends a line, as RFC 4180 has it.
const csvEnd = "\r\n"

// writeCSV writes SDMX-CSV 2.0 with commas, in the columns of all datasets together.
func writeCSV(w io.Writer, m Message) error {
	columns, err := csvColumns(m)
	if err == nil {
		err = m.checkRows()
	}
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	heading := "STRUCTURE"
	if slices.ContainsFunc(columns, func(c csvColumn) bool { return c.layout.isList || c.layout.langs != nil }) {
		heading += "[;]"
	}
	fmt.Fprintf(out, "%s,STRUCTURE_ID,ACTION", heading)
	for _, c := range columns {
		fmt.Fprintf(out, ",%s", c.heading())
	}
	out.WriteString(csvEnd)
	for _, d := range m.Datasets {
		from := d.columns(columns)
		for _, o := range d.Observations {
			fmt.Fprintf(out, "%s,%s,%s", d.Structure.Kind, d.Structure, d.Action[:1])
			for i, c := range columns {
				out.WriteByte(',')
				out.WriteString(csvField(c.layout.field(from[i].of(o), ';')))
			}
			out.WriteString(csvEnd)
		}
	}
	return out.Flush()
}

// checkRows refuses a key that stands in two datasets of one structure and action, with no deletion between them. In a file
// without datasets it would stand twice.
func (m Message) checkRows() error {
	type run struct {
		structure Reference
		action    Action
	}
	keys := map[run]map[string]bool{}
	for _, d := range m.Datasets {
		at := run{d.Structure, d.Action}
		if d.Action == Delete && len(d.Observations) > 0 {
			for _, a := range actions {
				delete(keys, run{d.Structure, a})
			}
			continue
		}
		if keys[at] == nil {
			keys[at] = map[string]bool{}
		}
		for _, o := range d.Observations {
			key := keyOf(d.Dimensions, o.Key)
			if keys[at][key] {
				return fmt.Errorf("%s: in two datasets of %v: %w", keyText(d.Dimensions, o.Key), d.Structure, entente.ErrUnsupported)
			}
			keys[at][key] = true
		}
	}
	return nil
}

// keyOf joins a key with its dimensions, in whatever order they come.
func keyOf(dimensions []Component, key []string) string {
	var parts []string
	for i, k := range key {
		if k != "" {
			parts = append(parts, dimensions[i].ID+"="+k)
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, "\xFF") // in no text
}

// A csvColumn is a column to be written.
type csvColumn struct {
	id     string
	layout layoutOf
}

func (c csvColumn) heading() string {
	h := c.id
	if c.layout.isList {
		h += "[]"
	}
	if c.layout.langs != nil {
		h += "[" + strings.Join(c.layout.langs, ";") + "]"
	}
	return h
}

// csvColumns returns the dimensions, then the measures, then the attributes of all datasets.
func csvColumns(m Message) ([]csvColumn, error) {
	var columns []csvColumn
	at := map[string]int{}
	for _, list := range []func(Dataset) []Component{
		func(d Dataset) []Component { return d.Dimensions },
		func(d Dataset) []Component { return d.Measures },
		func(d Dataset) []Component { return d.Attributes },
	} {
		for _, d := range m.Datasets {
			for _, c := range list(d) {
				if _, ok := at[c.ID]; ok {
					continue
				}
				if _, ok := headings[c.ID]; ok {
					return nil, fmt.Errorf("component %s: a heading of SDMX-CSV: %w", c.ID, entente.ErrUnsupported)
				}
				at[c.ID] = len(columns)
				columns = append(columns, csvColumn{id: c.ID})
			}
		}
	}
	return columns, layOutColumns(m, columns)
}

// layOutColumns finds which columns hold lists and languages. Texts with and without language do not go into one column.
func layOutColumns(m Message, columns []csvColumn) error {
	langs := make([]map[string]bool, len(columns))
	plain := make([]bool, len(columns))
	for _, d := range m.Datasets {
		from := d.columns(columns)
		for _, o := range d.Observations {
			for i := range columns {
				v := from[i].of(o)
				columns[i].layout.isList = columns[i].layout.isList || v.isSeveral()
				plain[i] = plain[i] || !v.IsZero() && len(v.langs()) == 0
				for _, l := range v.langs() {
					if langs[i] == nil {
						langs[i] = map[string]bool{}
					}
					langs[i][l] = true
				}
			}
		}
	}
	for i := range columns {
		if langs[i] != nil && plain[i] {
			return fmt.Errorf("%s: texts with and without language: %w", columns[i].id, entente.ErrUnsupported)
		}
		for l := range langs[i] {
			columns[i].layout.langs = append(columns[i].layout.langs, l)
		}
		slices.Sort(columns[i].layout.langs)
	}
	return nil
}

// columns returns the slot of each column in d; role unknown where d has no such component.
func (d Dataset) columns(columns []csvColumn) []slot {
	at := map[string]slot{}
	for i, c := range d.Dimensions {
		at[c.ID] = slot{dimension, i}
	}
	for i, c := range d.Measures {
		at[c.ID] = slot{measure, i}
	}
	for i, c := range d.Attributes {
		at[c.ID] = slot{attribute, i}
	}
	from := make([]slot, len(columns))
	for i, c := range columns {
		from[i] = at[c.id]
	}
	return from
}

// of returns what stands in the slot.
func (s slot) of(o Observation) Value {
	switch s.role {
	case dimension:
		return text(o.Key[s.index])
	case measure:
		return o.Measures[s.index]
	case attribute:
		return o.Attributes[s.index]
	}
	return Value{}
}

// csvField puts a field into quotation marks where it needs them.
func csvField(s string) string {
	if !strings.ContainsAny(s, ",\"\r\n") {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}
