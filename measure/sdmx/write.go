package sdmx

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"entente"
)

// Write writes m in a format: [CSV2], [JSON2], [Specific30], [Generic21] or [Specific21]. The same message gives the same
// bytes. Observations are written flat, each with its whole key.
//
// It fails, before it writes anything, with entente.ErrInvalid for a message that is not well formed, and with
// entente.ErrUnsupported for what the format has no place for:
//
//   - a deletion of measures by part of a key, anywhere but in SDMX-CSV;
//   - a dimension that is switched off, in SDMX-ML;
//   - nested attributes (identifiers with a point), anywhere but in SDMX-CSV;
//   - a key in two datasets of one structure and action with no deletion between, in SDMX-CSV;
//   - texts of one component with and without language;
//   - several values or languages of one component, several measures, another measure than OBS_VALUE, and a deletion by
//     part of a key, in SDMX-ML 2.1.
//
// The header is not written in SDMX-CSV, which has none. SDMX-ML has no action Merge: it is written as Append, which a
// receiver takes for the same.
func Write(w io.Writer, m Message, f Format) error {
	write, ok := map[Format]func(io.Writer, Message) error{
		CSV2: writeCSV, JSON2: writeJSON, Specific30: writeSpecific30, Generic21: writeGeneric21, Specific21: writeSpecific21,
	}[f]
	if !ok {
		return fmt.Errorf("sdmx: write %q: want %s, %s, %s, %s or %s: %w",
			string(f), CSV2, JSON2, Specific30, Generic21, Specific21, entente.ErrUnsupported)
	}
	err := m.check()
	if err == nil && f != CSV2 {
		err = m.Header.check()
	}
	if err == nil {
		err = write(w, m)
	}
	if err != nil {
		return fmt.Errorf("sdmx: write %s: %w", f, err)
	}
	return nil
}

// check reports whether h can be written.
func (h Header) check() error {
	switch {
	case !idForm.MatchString(h.ID) || !idForm.MatchString(h.Sender):
		return fmt.Errorf("header: id %q, sender %q: want letters, digits and _@$-: %w", clip(h.ID), clip(h.Sender), entente.ErrInvalid)
	case h.Prepared.IsZero() || h.Prepared.Year() < 1 || h.Prepared.Year() > 9999:
		return fmt.Errorf("header: no time of preparation: %w", entente.ErrInvalid)
	}
	return nil
}

// check reports whether the datasets of m are well formed.
func (m Message) check() error {
	for i, d := range m.Datasets {
		if err := d.check(); err != nil {
			return fmt.Errorf("dataset %d: %w", i, err)
		}
	}
	return nil
}

func (d Dataset) check() error {
	if err := d.Structure.check(); err != nil {
		return err
	}
	if !slices.Contains(actions, d.Action) {
		return fmt.Errorf("action %q: want one of %v: %w", clip(string(d.Action)), actions, entente.ErrInvalid)
	}
	ids := map[string]bool{}
	for _, c := range slices.Concat(d.Dimensions, d.Measures, d.Attributes) {
		if !nestedForm.MatchString(c.ID) || ids[c.ID] {
			return fmt.Errorf("component %q: no identifier, or there twice: %w", clip(c.ID), entente.ErrInvalid)
		}
		ids[c.ID] = true
	}
	keys := seen{}
	for _, o := range d.Observations {
		if err := d.checkObservation(o); err != nil {
			return fmt.Errorf("observation %s: %w", clip(strings.Join(o.Key, ".")), err)
		}
		if o.keyless() && o.isBare() && d.Action != Delete {
			return fmt.Errorf("an observation that says nothing: %w", entente.ErrInvalid)
		}
		if _, twice := keys.add(o); twice && d.Action != Delete {
			return fmt.Errorf("observation %s: there twice: %w", keyText(d.Dimensions, o.Key), entente.ErrInvalid)
		}
	}
	return nil
}

func (d Dataset) checkObservation(o Observation) error {
	if len(o.Key) != len(d.Dimensions) || len(o.Measures) != len(d.Measures) || len(o.Attributes) != len(d.Attributes) {
		return fmt.Errorf("%d+%d+%d values: want as many as components, %d+%d+%d: %w", len(o.Key), len(o.Measures), len(o.Attributes),
			len(d.Dimensions), len(d.Measures), len(d.Attributes), entente.ErrInvalid)
	}
	for _, k := range o.Key {
		if !utf8.ValidString(k) {
			return fmt.Errorf("%q: not UTF-8: %w", clip(k), entente.ErrInvalid)
		}
	}
	for _, v := range slices.Concat(o.Measures, o.Attributes) {
		if err := v.check(); err != nil {
			return err
		}
	}
	return nil
}

// check reports whether v has the form that its type promises.
func (v Value) check() error {
	switch {
	case len(v.Parts) == 0:
		return v.checkText()
	case v.Text != "" || v.Lang != "":
		return fmt.Errorf("a text beside parts: %w", entente.ErrInvalid)
	case v.isLocalised():
		return v.checkSet(2)
	case len(v.Parts) == 1:
		return fmt.Errorf("several values of which there is one: %w", entente.ErrInvalid)
	}
	for _, p := range v.Parts {
		if err := p.checkInstance(); err != nil {
			return err
		}
		if (len(p.langs()) > 0) != (len(v.Parts[0].langs()) > 0) {
			return fmt.Errorf("texts with and without language: %w", entente.ErrUnsupported)
		}
	}
	return nil
}

// checkInstance reports whether v may be one of several values.
func (v Value) checkInstance() error {
	switch {
	case v.isLocalised():
		return v.checkSet(1)
	case len(v.Parts) > 0 || v.Lang != "":
		return fmt.Errorf("parts within parts, or a language without: %w", entente.ErrInvalid)
	}
	return v.checkText()
}

// checkSet reports whether v is one text in at least so many languages.
func (v Value) checkSet(least int) error {
	langs := map[string]bool{}
	for _, p := range v.Parts {
		if err := p.checkText(); err != nil {
			return err
		}
		if p.Lang == "" || len(p.Parts) > 0 || langs[p.Lang] {
			return fmt.Errorf("language %q: there twice, or parts within: %w", clip(p.Lang), entente.ErrInvalid)
		}
		langs[p.Lang] = true
	}
	if len(v.Parts) < least {
		return fmt.Errorf("several languages of which there is one: %w", entente.ErrInvalid)
	}
	return nil
}

func (v Value) checkText() error {
	if !utf8.ValidString(v.Text) {
		return fmt.Errorf("%q: not UTF-8: %w", clip(v.Text), entente.ErrInvalid)
	}
	if v.Lang != "" && !langForm.MatchString(v.Lang) {
		return fmt.Errorf("language %q: %w", clip(v.Lang), entente.ErrInvalid)
	}
	return nil
}

// checkUniform reports whether each component of f either always or never states languages.
func (m Message) checkUniform(all []Definition) error {
	localised := map[string]bool{}
	for _, f := range all {
		for _, c := range slices.Concat(f.Measures, f.Attributes) {
			if c.IsLocalised {
				localised[f.String()+" "+c.ID] = true
			}
		}
	}
	for _, d := range m.Datasets {
		f := definitionOf(all, d.Structure)
		var ids []string // of the components that state languages; "" for the others
		for _, c := range slices.Concat(d.Measures, d.Attributes) {
			if !localised[f.String()+" "+c.ID] {
				c.ID = ""
			}
			ids = append(ids, c.ID)
		}
		for _, o := range d.Observations {
			for i, id := range ids {
				if v := o.valueAt(i); id != "" && !v.IsZero() && len(v.langs()) == 0 {
					return fmt.Errorf("%s: texts with and without language: %w", id, entente.ErrUnsupported)
				}
			}
		}
	}
	return nil
}

// valueAt returns the i-th of the measures and attributes.
func (o Observation) valueAt(i int) Value {
	if i < len(o.Measures) {
		return o.Measures[i]
	}
	return o.Attributes[i-len(o.Measures)]
}

// checkPlain reports whether all components have identifiers without a point, which all formats but SDMX-CSV want.
func (d Dataset) checkPlain() error {
	for _, c := range slices.Concat(d.Dimensions, d.Measures, d.Attributes) {
		if !componentForm.MatchString(c.ID) {
			return fmt.Errorf("component %q: nested: %w", c.ID, entente.ErrUnsupported)
		}
	}
	return nil
}

// pieces divides d so that each has either observations of a full key or rows of part of a key, none a key twice, and
// what concerns the whole dataset stands alone.
func (d Dataset) pieces() []Dataset {
	var all []Dataset
	var keys seen
	for i, o := range d.Observations {
		_, twice := keys.find(o)
		if i == 0 || twice || o.kind() == ofAll || o.kind() != d.Observations[i-1].kind() {
			piece := d
			piece.Observations = nil
			all, keys = append(all, piece), seen{}
		}
		keys.add(o)
		last := &all[len(all)-1]
		last.Observations = append(last.Observations, o)
	}
	return all
}

// find is add without adding.
func (s seen) find(o Observation) (Place, bool) {
	before, ok := s[s.key(o)]
	return before, ok
}

// The kinds of row by their keys.
type rowKind int

const (
	ofFull rowKind = iota
	ofPart
	ofAll // of no dimension
)

func (o Observation) kind() rowKind {
	switch {
	case o.isFull() && len(o.Key) > 0:
		return ofFull
	case o.keyless():
		return ofAll
	}
	return ofPart
}

// checkPartial refuses measures of part of a key, for which only SDMX-CSV has a place.
func (d Dataset) checkPartial() error {
	for _, o := range d.Observations {
		if o.kind() != ofFull && !saysNothing(o.Measures) {
			return fmt.Errorf("%s: measures of part of a key: %w", keyText(d.Dimensions, o.Key), entente.ErrUnsupported)
		}
	}
	return nil
}
