package sdmx

import (
	"fmt"
	"slices"
	"strings"
)

// reading is a message being read.
type reading struct {
	options Options
	message Message
	cells   int
}

func (r *reading) refuse(where Place, format string, args ...any) {
	r.message.Read++
	r.message.Refused = append(r.message.Refused, Refusal{where, fmt.Sprintf(format, args...)})
}

func (r *reading) empty() {
	r.message.Read++
	r.message.Empty++
}

// mostNotes bounds the notes: hostile data gives cause for one a byte.
const mostNotes = 100

func (r *reading) note(where Place, format string, args ...any) {
	n := Note{where, fmt.Sprintf(format, args...)}
	if len(r.message.Notes) >= mostNotes {
		n = Note{Text: "more notes are left out"}
	}
	if len(r.message.Notes) > mostNotes {
		return
	}
	if !slices.ContainsFunc(r.message.Notes, func(m Note) bool { return m.Text == n.Text }) {
		r.message.Notes = append(r.message.Notes, n)
	}
}

// seen holds the keys of a dataset, with their places.
type seen map[string]Place

// add reports the place where the key stood before.
func (s seen) add(o Observation) (Place, bool) {
	key := s.key(o)
	before, twice := s[key]
	if !twice {
		s[key] = o.Where
	}
	return before, twice
}

// key joins the key. 0xFF is in no text, which is UTF-8. A key read before its last dimensions were found is shorter by them.
func (seen) key(o Observation) string {
	key := strings.Join(o.Key, "\xFF")
	for strings.HasSuffix(key, "\xFF") {
		key = key[:len(key)-1]
	}
	return key
}

// keep puts o into d, unless its key is there already. A deletion may name a key again: it deletes more of it.
func (r *reading) keep(d *Dataset, s seen, o Observation) error {
	if before, twice := s.add(o); twice && d.Action != Delete {
		r.refuse(o.Where, "the key %s stands already at %v", keyText(d.Dimensions, o.Key), before)
		return nil
	}
	r.cells += len(o.Key) + len(o.Measures) + len(o.Attributes) + 1
	if r.cells > maxCells {
		r.refuse(o.Where, "%v", errTooMuch)
		return errTooMuch
	}
	r.message.Read++
	r.message.Kept++
	d.Observations = append(d.Observations, o)
	return nil
}

// keyText shows a key in a message: "FREQ=M, CURRENCY=USD".
func keyText(dimensions []Component, key []string) string {
	var parts []string
	for i, k := range key {
		if k != "" {
			parts = append(parts, dimensions[i].ID+"="+clip(k))
		}
	}
	if len(parts) == 0 {
		return "of no dimension"
	}
	return strings.Join(parts, ", ")
}

// isFull reports whether the key has a value for every dimension.
func (o Observation) isFull() bool {
	for _, k := range o.Key {
		if k == "" || k == SwitchedOff {
			return false
		}
	}
	return true
}

// isBare reports whether o says nothing but its key.
func (o Observation) isBare() bool { return saysNothing(o.Measures) && saysNothing(o.Attributes) }

func saysNothing(values []Value) bool {
	return !slices.ContainsFunc(values, func(v Value) bool { return !v.IsZero() })
}

// keyless reports whether o concerns the whole dataset.
func (o Observation) keyless() bool {
	return !slices.ContainsFunc(o.Key, func(k string) bool { return k != "" })
}

// A table is a dataset whose components are found while its rows are read.
type table struct {
	dataset Dataset
	at      map[string]slot
	seen    seen
}

// A slot is the place of a component among those of its role.
type slot struct {
	role  role
	index int
}

func newTable(d Dataset) *table { return &table{dataset: d, at: map[string]slot{}, seen: seen{}} }

// slot returns the place of the component id, which gets the role when it is new.
func (t *table) slot(c Component, as role) slot {
	if s, ok := t.at[c.ID]; ok {
		return s
	}
	list := t.list(as)
	*list = append(*list, c)
	s := slot{as, len(*list) - 1}
	t.at[c.ID] = s
	return s
}

func (t *table) list(r role) *[]Component {
	switch r {
	case dimension:
		return &t.dataset.Dimensions
	case measure:
		return &t.dataset.Measures
	}
	return &t.dataset.Attributes
}

// set puts a value into its slot of o.
func (s slot) set(o *Observation, v Value) {
	switch s.role {
	case dimension:
		put(&o.Key, s.index, v.Text)
	case measure:
		put(&o.Measures, s.index, v)
	default:
		put(&o.Attributes, s.index, v)
	}
}

func put[T any](list *[]T, i int, v T) {
	if i >= len(*list) {
		*list = append(*list, make([]T, i+1-len(*list))...)
	}
	(*list)[i] = v
}

// close makes all rows as wide as the components that were found up to the last.
func (t *table) close() Dataset {
	d := t.dataset
	for i := range d.Observations {
		o := &d.Observations[i]
		o.Key = widen(o.Key, len(d.Dimensions))
		o.Measures = widen(o.Measures, len(d.Measures))
		o.Attributes = widen(o.Attributes, len(d.Attributes))
	}
	return d
}

func widen[T any](list []T, n int) []T {
	return append(list, make([]T, n-len(list))...)
}

// reorder puts the components of one role of d into the order given: order[i] is where the i-th comes from.
func reorder[T any](list []T, order []int) []T {
	moved := make([]T, len(order))
	for i, from := range order {
		moved[i] = list[from]
	}
	return moved
}

// sortKey puts the dimensions of d into the order of the definition, those that it does not know behind.
func (d *Dataset) sortKey(position func(Component) int) {
	order := make([]int, len(d.Dimensions))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return position(d.Dimensions[a]) - position(d.Dimensions[b]) })
	if slices.IsSorted(order) {
		return
	}
	d.Dimensions = reorder(d.Dimensions, order)
	for i := range d.Observations {
		d.Observations[i].Key = reorder(d.Observations[i].Key, order)
	}
}

// position returns the place of c in the key of f, or one behind all.
func (f *Definition) position(c Component) int {
	if i := slices.IndexFunc(f.Dimensions, func(k Component) bool { return k.ID == c.ID }); i >= 0 {
		return i
	}
	return len(f.Dimensions)
}
