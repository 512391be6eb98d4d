package sdmx

import (
	"cmp"
	"slices"
)

// A Definition is a data structure definition: the components that a dataset may have, the dimensions in the order of the
// key. Flows are the data flows that use it.
type Definition struct {
	Reference
	Name       string
	Dimensions []Component
	Measures   []Component
	Attributes []Component
	Flows      []Reference
}

// timePeriod is the identifier that the standard reserves for the time dimension, which comes last in a key.
const timePeriod = "TIME_PERIOD"

// obsValue is the identifier of the measure where there can be but one.
const obsValue = "OBS_VALUE"

// Definitions returns what the datasets of m say about their structures: a definition for each structure that they name.
// A measure whose values are all numbers is a Double; every other type is String, but that of the time dimension. Where
// values have names and all are identifiers, they are the component's codes. Datasets of a data flow get a definition of
// the flow's own name.
func (m Message) Definitions() []Definition {
	var all []Definition
	for _, d := range m.Datasets {
		i := slices.IndexFunc(all, func(f Definition) bool { return f.describes(d.Structure) })
		if i < 0 {
			all = append(all, define(d.Structure))
			i = len(all) - 1
		}
		f := &all[i]
		f.Dimensions = d.add(f.Dimensions, d.Dimensions, func(o Observation, i int) Value { return text(o.Key[i]) })
		f.Measures = d.add(f.Measures, d.Measures, func(o Observation, i int) Value { return o.Measures[i] })
		f.Attributes = d.add(f.Attributes, d.Attributes, func(o Observation, i int) Value { return o.Attributes[i] })
	}
	for _, f := range all {
		timeLast(f.Dimensions)
		f.settleTypes()
	}
	return all
}

// settleTypes makes Strings of what has no values, and of dimensions and attributes that are all numbers: a code may look
// like a number.
func (f Definition) settleTypes() {
	for i, list := range [][]Component{f.Measures, f.Dimensions, f.Attributes} {
		for j := range list {
			if list[j].Type == "" || list[j].Type == "Double" && i > 0 {
				list[j].Type = "String"
			}
		}
	}
}

func define(r Reference) Definition {
	f := Definition{Reference: r, Name: r.ID}
	f.Kind = DataStructure
	if r.Kind != DataStructure {
		f.Flows = []Reference{{Dataflow, r.Agency, r.ID, r.Version}}
	}
	return f
}

// describes reports whether f is the structure r, or that of the flow r.
func (f Definition) describes(r Reference) bool {
	return f.isOf(r, f.Reference) || slices.ContainsFunc(f.Flows, func(flow Reference) bool { return f.isOf(r, flow) })
}

// isOf compares without kind: a data flow has mostly the name of its structure, and two versions only where both are stated.
func (Definition) isOf(r, s Reference) bool {
	return r.Agency == s.Agency && r.ID == s.ID && (r.Version == s.Version || r.Version == "" || s.Version == "")
}

// add puts what d says of its components to those of all.
func (d Dataset) add(all, components []Component, value func(Observation, int) Value) []Component {
	for i, c := range components {
		c.Codes = slices.Clone(c.Codes)
		d.describe(&c, func(o Observation) Value { return value(o, i) })
		at := slices.IndexFunc(all, func(k Component) bool { return k.ID == c.ID })
		if at < 0 {
			all = append(all, c)
			continue
		}
		all[at].merge(c)
	}
	return all
}

// describe sets the type, the codes and the form of c by its values.
func (d Dataset) describe(c *Component, value func(Observation) Value) {
	numbers, some, coded := true, false, len(c.Codes) > 0
	codes := map[string]bool{}
	for _, code := range c.Codes {
		codes[code.ID] = true
	}
	for _, o := range d.Observations {
		v := value(o)
		c.IsList = c.IsList || v.isSeveral()
		c.IsLocalised = c.IsLocalised || len(v.langs()) > 0
		some = some || !v.IsZero()
		for _, p := range v.instances() {
			numbers = numbers && p.isPlain() && (p.Text == "" || isNumber(p.Text))
			coded = coded && p.isPlain()
			if coded && p.Text != "" && p.Text != SwitchedOff && !codes[p.Text] {
				codes[p.Text] = true
				c.Codes = append(c.Codes, Code{p.Text, p.Text})
			}
		}
	}
	if !coded || slices.ContainsFunc(c.Codes, func(code Code) bool { return !idForm.MatchString(code.ID) }) {
		c.Codes = nil
	}
	switch {
	case c.ID == timePeriod:
		c.Type, c.Codes = "ObservationalTimePeriod", nil
	case c.Type == "" && numbers && some && c.Codes == nil:
		c.Type = "Double"
	case c.Type == "" && some:
		c.Type = "String"
	}
}

// merge adds what another dataset says of the same component.
func (c *Component) merge(d Component) {
	switch {
	case c.Type == "":
		c.Type = d.Type
	case d.Type != "" && d.Type != c.Type:
		c.Type = "String"
	}
	c.IsList, c.IsLocalised = c.IsList || d.IsList, c.IsLocalised || d.IsLocalised
	if (len(c.Codes) == 0) != (len(d.Codes) == 0) {
		c.Codes = nil // one of the two may have values that are no codes
		return
	}
	for _, code := range d.Codes {
		if !slices.ContainsFunc(c.Codes, func(k Code) bool { return k.ID == code.ID }) {
			c.Codes = append(c.Codes, code)
		}
	}
}

// timeLast moves the time dimension behind the others.
func timeLast(dimensions []Component) {
	slices.SortStableFunc(dimensions, func(a, b Component) int {
		return cmp.Compare(isTime(a), isTime(b))
	})
}

func isTime(c Component) int {
	if c.ID == timePeriod {
		return 1
	}
	return 0
}

// definitionOf returns the definition among all that describes r: by its name, or as the only one given.
func definitionOf(all []Definition, r Reference) *Definition {
	for i := range all {
		if all[i].describes(r) {
			return &all[i]
		}
	}
	if len(all) == 1 {
		return &all[0]
	}
	return nil
}
