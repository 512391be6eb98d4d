package pack

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"entente"
	"entente/measure"
	"entente/measure/score"
	"entente/measure/table"
)

// source reads a mapping. Its fields have the names that they have in JSON: so the package that reads files by mappings
// alone says what a mapping is.
func (d *decoder) source(n *yaml.Node) {
	var raw any
	var m table.Mapping
	err := n.Decode(&raw)
	if err == nil {
		m, err = decodeSource(raw)
	}
	if err != nil {
		d.wrong(n, "sources", "source: %s", plain(err))
		return
	}
	d.declare(d.at(n), m.ID, sourceKind)
	d.refer(d.at(n), "publication", string(m.Publication), publication)
	if m.Title != nil {
		d.wordings = append(d.wordings, wordingAt{d.at(n), "title", m.Title})
	}
	for _, err := range joined(m.Check()) {
		if f, ok := errors.AsType[table.Fault](err); ok {
			d.wrong(n, f.Field, "source %s: %s: %s", m.ID, f.Field, plain(f.Err))
		}
	}
	for _, id := range indicatorsOf(m) {
		d.refer(d.at(n), "indicator", string(id), indicator)
	}
	d.pack.Sources = append(d.pack.Sources, m)
}

// scale reads a scale that undertakings are scored on.
func (d *decoder) scale(n *yaml.Node) {
	var raw any
	var s score.Scale
	err := n.Decode(&raw)
	if err == nil {
		err = strictly(raw, &s)
	}
	if err == nil {
		err = s.Check()
	}
	if err != nil {
		d.wrong(n, "scales", "scale: %s", plain(err))
		return
	}
	d.declare(d.at(n), s.ID, scaleKind)
	d.pack.Scales = append(d.pack.Scales, s)
}

// indicatorsOf returns the indicators that a mapping leads to.
func indicatorsOf(m table.Mapping) []measure.IndicatorID {
	var ids []measure.IndicatorID
	for _, b := range m.Blocks {
		ids = append(ids, b.Indicator)
		for _, c := range b.Columns {
			ids = append(ids, c.Indicator)
		}
	}
	for _, v := range m.Values {
		ids = append(ids, v.Indicator)
	}
	ids = append(ids, measure.IndicatorID(m.Columns.Indicator.Is))
	for _, text := range slices.Sorted(maps.Keys(m.Columns.Indicator.Map)) {
		ids = append(ids, measure.IndicatorID(m.Columns.Indicator.Map[text]))
	}
	slices.Sort(ids)
	return slices.DeleteFunc(slices.Compact(ids), func(id measure.IndicatorID) bool { return id == "" })
}

// DecodeSource makes a mapping of what a YAML reader gave for one source, and checks it. The error wraps
// [entente.ErrInvalid] and names every field at fault.
func DecodeSource(raw any) (table.Mapping, error) {
	m, err := decodeSource(raw)
	if err == nil {
		err = m.Check()
	}
	return m, err
}

func decodeSource(raw any) (table.Mapping, error) {
	var m table.Mapping
	err := strictly(raw, &m)
	return m, err
}

// strictly brings what YAML gave into v by the names that its fields have in JSON; others are refused.
func strictly(raw, v any) error {
	b, err := json.Marshal(raw)
	if err == nil {
		r := json.NewDecoder(bytes.NewReader(b))
		r.DisallowUnknownFields()
		err = r.Decode(v)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", strings.TrimPrefix(err.Error(), "json: "), entente.ErrInvalid)
	}
	return nil
}

// joined returns the errors that err joins.
func joined(err error) []error {
	if err == nil {
		return nil
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		var all []error
		for _, e := range many.Unwrap() {
			all = append(all, joined(e)...)
		}
		return all
	}
	return []error{err}
}

// SourceByID returns the mapping named id, or an error wrapping [entente.ErrNotFound].
func (p *Pack) SourceByID(id string) (table.Mapping, error) {
	var known []string
	for _, s := range p.Sources {
		if s.ID == id {
			return s, nil
		}
		known = append(known, s.ID)
	}
	return table.Mapping{}, fmt.Errorf("pack %s: source %q%s: want one of %s: %w", p.ID, id, suggest(id, known), strings.Join(known, ", "), entente.ErrNotFound)
}

// Names returns the parties of the pack by their codes and their names in every language, and the groups that figures are
// published of by their codes and names.
func (p *Pack) Names() *table.Names {
	names := table.NewNames()
	for _, party := range p.Parties {
		addNames(names, measure.Area(party.ID), party.Names)
	}
	for _, g := range p.Groups {
		if code := p.Codes[g.ID]; code != "" {
			addNames(names, measure.Area(code), g.Names)
		}
	}
	return names
}

func addNames(to *table.Names, a measure.Area, names entente.Wording) {
	_ = to.Add(string(a), a) // a name that two have belongs to the first
	for _, l := range names.Langs() {
		_ = to.Add(names[l], a)
	}
}
