package sdmx

import (
	"slices"
	"strings"
)

// Resolve returns d with the attributes of part of a key on each observation that the part fits, where it states none of
// its own; the more dimensions the part has, the sooner it counts. Rows of part of a key are left out. A deletion is
// returned as it is: it names what is to go.
func (d Dataset) Resolve() Dataset {
	if d.Action == Delete {
		return d
	}
	var masks []string
	parts := map[string]Observation{}
	for _, o := range d.Observations {
		if o.isFull() {
			continue
		}
		mask := maskOf(o.Key)
		if !slices.Contains(masks, mask) {
			masks = append(masks, mask)
		}
		parts[mask+masked(o.Key, mask)] = o
	}
	slices.SortStableFunc(masks, func(a, b string) int { return strings.Count(b, "+") - strings.Count(a, "+") })
	resolved := d
	resolved.Observations = nil
	for _, o := range d.Observations {
		if !o.isFull() {
			continue
		}
		o.Attributes = slices.Clone(o.Attributes)
		for _, mask := range masks {
			fill(o.Attributes, parts[mask+masked(o.Key, mask)].Attributes)
		}
		resolved.Observations = append(resolved.Observations, o)
	}
	return resolved
}

// maskOf returns a + for each dimension that the key has, and a - for the others.
func maskOf(key []string) string {
	mask := make([]byte, len(key))
	for i, k := range key {
		mask[i] = '-'
		if k != "" && k != SwitchedOff {
			mask[i] = '+'
		}
	}
	return string(mask)
}

// masked joins what the key has of the dimensions in the mask.
func masked(key []string, mask string) string {
	var b strings.Builder
	for i, k := range key {
		if mask[i] == '+' {
			b.WriteString(k)
		}
		b.WriteByte(0xFF) // in no text
	}
	return b.String()
}

// fill sets the values that say nothing to those of from.
func fill(values, from []Value) {
	for i, v := range from {
		if values[i].IsZero() {
			values[i] = v
		}
	}
}
