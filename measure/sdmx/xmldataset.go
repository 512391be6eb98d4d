package sdmx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
)

// An xmlDataset is a dataset being read.
type xmlDataset struct {
	*xmlReading
	table
	observation string // the dimension at the observation
	definition  *Definition
	roles       map[string]role // of the definition; nil: they are guessed
	pastKey     map[string]bool // the elements in which a measure or attribute has come
	fault       string          // why nothing of it can be kept
	common      []pair          // attributes of the whole dataset
}

// A pair is a component with its value.
type pair struct {
	id    string
	as    role // unknown in structure-specific data
	value Value
}

// dataset reads a dataset, generic or specific.
func (x *xmlReading) dataset(e xml.StartElement) error {
	where := x.place()
	d := &xmlDataset{xmlReading: x, table: *newTable(Dataset{}), pastKey: map[string]bool{}}
	id, ok := attr(e, "structureRef")
	s, known := x.structures[id]
	if !ok && len(x.structures) == 1 {
		s, known = x.structures[x.onlyOne], true
	}
	if !known {
		d.fault = fmt.Sprintf("structureRef %q: no structure of the header", clip(id))
	}
	d.table.dataset.Structure, d.observation = s.reference, s.observation
	d.useDefinition()
	d.table.dataset.Action = x.action
	if a, ok := attr(e, "action"); ok {
		d.table.dataset.Action = Action(a)
	}
	if !slices.Contains(actions, d.table.dataset.Action) {
		d.fault = fmt.Sprintf("action %q: want one of %v", clip(string(d.table.dataset.Action)), actions)
	}
	before := x.message.Read
	var err error
	if x.message.Format == Generic21 {
		err = x.children(d.generic)
	} else {
		d.common = d.attributes("DataSet", e, unknown)
		err = x.children(d.specific)
	}
	if err == nil && x.message.Read == before {
		err = d.whole(where)
	}
	d.finish()
	return err
}

func (d *xmlDataset) useDefinition() {
	if d.definition = definitionOf(d.options.Definitions, d.table.dataset.Structure); d.definition != nil {
		d.roles = d.definition.roles()
	}
}

// finish adds the dataset to the message.
func (d *xmlDataset) finish() {
	done := d.close()
	switch {
	case d.definition != nil:
		done.sortKey(d.definition.position)
	default:
		done.sortKey(isTime)
	}
	if len(done.Observations) > 0 {
		d.message.Datasets = append(d.message.Datasets, done)
	}
}

// whole keeps a dataset without rows: one that deletes everything, or says something of everything.
func (d *xmlDataset) whole(where Place) error {
	if d.fault == "" && d.table.dataset.Action != Delete && len(d.common) == 0 {
		return nil
	}
	return d.row(where, nil)
}

// row keeps one row, with the attributes of the whole dataset.
func (d *xmlDataset) row(where Place, pairs []pair) error {
	o := Observation{Where: where}
	if d.fault != "" {
		d.refuse(where, "%s", d.fault)
		return nil
	}
	given := map[string]bool{}
	for _, p := range pairs {
		if p.id == "" || given[p.id] {
			d.refuse(where, "component %q: there twice, or without id", clip(p.id))
			return nil
		}
		given[p.id] = true
	}
	for _, p := range slices.Concat(d.common, pairs) {
		if err := d.fit(&o, p); err != nil {
			d.refuse(where, "%v", err)
			return nil
		}
	}
	o.Key = widen(o.Key, len(d.table.dataset.Dimensions))
	o.Measures = widen(o.Measures, len(d.table.dataset.Measures))
	o.Attributes = widen(o.Attributes, len(d.table.dataset.Attributes))
	if o.keyless() && o.isBare() && d.table.dataset.Action != Delete {
		d.empty()
		return nil
	}
	return d.keep(&d.table.dataset, d.seen, o)
}

// fit puts a component into the row.
func (d *xmlDataset) fit(o *Observation, p pair) error {
	c := Component{ID: p.id}
	if d.definition != nil {
		if defined, ok := d.definition.component(p.id); ok {
			c.Type, c.Name = defined.Type, defined.Name
		}
	}
	at := d.slot(c, p.as)
	if p.as == dimension && at.role != dimension {
		return fmt.Errorf("%s: a dimension here, none elsewhere", clip(p.id))
	}
	if at.role == dimension && !p.value.isPlain() {
		return fmt.Errorf("%s: a dimension with several values", clip(p.id))
	}
	if d.table.dataset.Action != Delete {
		if err := checkType(c, p.value.Text); err != nil {
			return err
		}
	}
	at.set(o, p.value)
	return nil
}

// cut refuses what was being read when the data ended, or was no XML any more.
func (d *xmlDataset) cut(where Place, err error) error {
	if err != nil && !errors.Is(err, errTooMuch) {
		d.refuse(where, "%v", err)
	}
	return err
}

// generic reads a child of a generic dataset.
func (d *xmlDataset) generic(e xml.StartElement) error {
	where := d.place()
	switch e.Name.Local {
	case "Attributes":
		return d.values(attribute, &d.common)
	case "Series":
		return d.genericSeries(where)
	case "Obs":
		pairs, err := d.genericObs(e)
		if err != nil {
			return d.cut(where, err)
		}
		return d.row(where, pairs)
	case "Group":
		return d.genericGroup(where)
	}
	return d.unread(e)
}

// values reads Value elements.
func (d *xmlDataset) values(as role, into *[]pair) error {
	return d.children(func(e xml.StartElement) error {
		if e.Name.Local != "Value" {
			return d.unread(e)
		}
		id, _ := attr(e, "id")
		v, _ := attr(e, "value")
		*into = append(*into, pair{id, as, text(v)})
		return d.skip(e)
	})
}

func (d *xmlDataset) genericGroup(where Place) error {
	var pairs []pair
	err := d.children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "GroupKey":
			return d.values(dimension, &pairs)
		case "Attributes":
			return d.values(attribute, &pairs)
		}
		return d.unread(e)
	})
	if err != nil {
		return d.cut(where, err)
	}
	return d.row(where, pairs)
}

// genericSeries reads a series. Its attributes come before its observations.
func (d *xmlDataset) genericSeries(where Place) error {
	var shared []pair
	return d.series(where, &shared, d.genericObs, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "SeriesKey":
			return d.values(dimension, &shared)
		case "Attributes":
			return d.values(attribute, &shared)
		}
		return d.unread(e)
	})
}

// series reads a series: a row for each observation, or one of what is shared where it has none. Other reads what it has
// besides.
func (d *xmlDataset) series(where Place, shared *[]pair, obs func(xml.StartElement) ([]pair, error), other func(xml.StartElement) error) error {
	rows := 0
	err := d.children(func(e xml.StartElement) error {
		where := d.place()
		if e.Name.Local != "Obs" {
			return other(e)
		}
		rows++
		pairs, err := obs(e)
		if err != nil {
			return d.cut(where, err)
		}
		return d.row(where, slices.Concat(*shared, pairs))
	})
	if rows > 0 {
		return err
	}
	if err != nil {
		return d.cut(where, err)
	}
	return d.row(where, *shared)
}

func (d *xmlDataset) genericObs(xml.StartElement) (pairs []pair, err error) {
	err = d.children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "ObsKey":
			return d.values(dimension, &pairs)
		case "Attributes":
			return d.values(attribute, &pairs)
		case "ObsDimension":
			id, ok := attr(e, "id")
			if !ok {
				id = d.observation
			}
			v, _ := attr(e, "value")
			pairs = append(pairs, pair{id, dimension, text(v)})
			return d.skip(e)
		case "ObsValue":
			id, ok := attr(e, "id")
			if !ok {
				id = obsValue
			}
			v, _ := attr(e, "value")
			pairs = append(pairs, pair{id, measure, text(v)})
			return d.skip(e)
		}
		return d.unread(e)
	})
	return pairs, err
}
