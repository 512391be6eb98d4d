package sdmx

import (
	"fmt"
	"slices"
	"strings"
)

// A csvLayout says which columns hold the components of one structure.
type csvLayout struct {
	reference  Reference
	definition *Definition
	dimensions []int
	measures   []int
	attributes []int
	components [3][]Component // of the three
	keys       map[Action]seen
}

// layOut finds the components of each structure. A file of several structures has the columns of all: those that a
// structure never uses are none of its own.
func (c *csvReading) layOut() {
	used := map[Reference][]bool{}
	for _, row := range c.rows {
		u := used[row.structure]
		if u == nil {
			u = make([]bool, len(c.head.columns))
			used[row.structure] = u
		}
		for i, f := range row.fields {
			u[i] = u[i] || f != ""
		}
	}
	for _, row := range c.rows {
		if c.layouts[row.structure] == nil {
			c.layouts[row.structure] = c.layoutOf(row.structure, used[row.structure], len(used) > 1)
		}
	}
	for _, l := range c.layouts {
		l.sortDimensions(c)
		l.fill(c.head.columns)
	}
}

func (c *csvReading) layoutOf(r Reference, used []bool, isOneOfSeveral bool) *csvLayout {
	l := &csvLayout{reference: r, definition: definitionOf(c.options.Definitions, r), keys: map[Action]seen{}}
	roles := c.roles(l.definition)
	for i, col := range c.head.columns {
		if col.use != ofComponent || isOneOfSeveral && !used[i] {
			continue
		}
		switch roles[i] {
		case dimension:
			l.dimensions = append(l.dimensions, i)
		case measure:
			l.measures = append(l.measures, i)
		default:
			l.attributes = append(l.attributes, i)
		}
	}
	return l
}

// roles returns the role of each column. A column that the definition does not know is a custom one, kept as an attribute.
func (c *csvReading) roles(f *Definition) []role {
	ids, known := make([]string, len(c.head.columns)), make([]role, len(c.head.columns))
	var defined map[string]role
	if f != nil {
		defined = f.roles()
	}
	for i, col := range c.head.columns {
		ids[i] = col.component.ID
		switch {
		case col.use != ofComponent:
			known[i] = dimension // counts for nothing
		case f != nil && defined[ids[i]] != unknown:
			known[i] = defined[ids[i]]
		case f != nil:
			known[i] = attribute
			c.note(Place{Line: 1}, "%s: not in the definition of %v; kept as an attribute", ids[i], f.Reference)
		case (col.layout.isList || col.layout.langs != nil || strings.ContainsAny(ids[i], ".[")) && likely(ids[i]) != measure:
			known[i] = attribute
		}
	}
	if f != nil {
		return known
	}
	c.note(Place{Line: 1}, "which columns are dimensions, measures and attributes is guessed: give the data structure definition to be sure")
	return guess(ids, known)
}

// sortDimensions puts the dimensions into the order of the key: that of the definition, or of the key columns.
func (l *csvLayout) sortDimensions(c *csvReading) {
	if l.definition != nil {
		slices.SortStableFunc(l.dimensions, func(a, b int) int {
			return l.definition.position(c.head.columns[a].component) - l.definition.position(c.head.columns[b].component)
		})
		return
	}
	for _, u := range []use{ofObsKey, ofSeriesKey} {
		at := slices.IndexFunc(c.head.columns, func(col column) bool { return col.use == u })
		if at >= 0 && l.sortByKey(c.rows, at) {
			return
		}
	}
}

// sortByKey sorts the dimensions as the key column at has them, those that it does not have behind. It reports false
// where the rows do not show the order.
func (l *csvLayout) sortByKey(rows []csvRow, at int) bool {
	var may [][]bool // may[p][d]: in every row, the p-th part of the key is the d-th dimension
	for _, row := range rows {
		if row.structure != l.reference || row.fields[at] == "" {
			continue
		}
		parts := strings.Split(row.fields[at], ".")
		if may == nil {
			may = allTrue(len(parts), len(l.dimensions))
		}
		if len(parts) != len(may) || len(parts) > len(l.dimensions) {
			return false
		}
		for p := range parts {
			for d, col := range l.dimensions {
				may[p][d] = may[p][d] && row.fields[col] == parts[p]
			}
		}
	}
	var order []int
	for _, m := range may {
		d := slices.Index(m, true)
		if d < 0 || slices.Contains(m[d+1:], true) || slices.Contains(order, l.dimensions[d]) {
			return false
		}
		order = append(order, l.dimensions[d])
	}
	for _, col := range l.dimensions {
		if !slices.Contains(order, col) {
			order = append(order, col)
		}
	}
	l.dimensions = order
	return true
}

func allTrue(n, m int) [][]bool {
	all := make([][]bool, n)
	for i := range all {
		all[i] = slices.Repeat([]bool{true}, m)
	}
	return all
}

// fill sets the components from the columns, and their types and names from the definition.
func (l *csvLayout) fill(columns []column) {
	for i, list := range [][]int{l.dimensions, l.measures, l.attributes} {
		for _, at := range list {
			c := columns[at].component
			if l.definition != nil {
				if defined, ok := l.definition.component(c.ID); ok {
					c.Type = defined.Type
				}
			}
			l.components[i] = append(l.components[i], c)
		}
	}
}

func (l *csvLayout) dataset(row csvRow) *Dataset {
	return &Dataset{Structure: row.structure, Action: row.action,
		Dimensions: l.components[0], Measures: l.components[1], Attributes: l.components[2]}
}

// seen returns the keys that stood under the action since the last deletion: a key that was deleted may come again.
func (l *csvLayout) seen(a Action) seen {
	if a == Delete {
		clear(l.keys)
	}
	if l.keys[a] == nil {
		l.keys[a] = seen{}
	}
	return l.keys[a]
}

// observation reads a row.
func (l *csvLayout) observation(row csvRow, head csvHead) (Observation, error) {
	o := Observation{Where: Place{Line: row.line}}
	if err := l.checkKeys(row, head); err != nil {
		return o, err
	}
	o.Key = make([]string, len(l.dimensions))
	for i, at := range l.dimensions {
		o.Key[i] = row.fields[at]
	}
	values := make([]Value, len(l.measures)+len(l.attributes))
	o.Measures, o.Attributes = values[:len(l.measures):len(l.measures)], values[len(l.measures):]
	for i, at := range l.measures {
		v, err := l.value(row, head, at, l.components[1][i])
		if err != nil {
			return o, err
		}
		o.Measures[i] = v
	}
	for i, at := range l.attributes {
		v, err := l.value(row, head, at, l.components[2][i])
		if err != nil {
			return o, err
		}
		o.Attributes[i] = v
	}
	return o, nil
}

func (l *csvLayout) value(row csvRow, head csvHead, at int, c Component) (Value, error) {
	f := row.fields[at]
	v, err := head.columns[at].layout.value(f, head.subfield)
	if err != nil {
		return Value{}, fmt.Errorf("%s %q: %v", c.ID, clip(f), err)
	}
	if l.definition != nil && row.action != Delete {
		err = checkType(c, v.Text)
	}
	return v, err
}

// checkKeys compares the key columns with the dimensions, where they have the same number.
func (l *csvLayout) checkKeys(row csvRow, head csvHead) error {
	for i, col := range head.columns {
		if col.use != ofObsKey && col.use != ofSeriesKey || row.fields[i] == "" {
			continue
		}
		parts := strings.Split(row.fields[i], ".")
		if col.use == ofObsKey && len(parts) != len(l.dimensions) || len(parts) > len(l.dimensions) {
			continue
		}
		left := make(map[string]int, len(l.dimensions))
		for _, at := range l.dimensions {
			left[row.fields[at]]++
		}
		for _, p := range parts {
			if left[p]--; left[p] < 0 {
				return fmt.Errorf("key %q: %q is no dimension's value in this row", clip(row.fields[i]), clip(p))
			}
		}
	}
	return nil
}
