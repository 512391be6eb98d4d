package sdmx

import (
	"encoding/json"
	"fmt"
	"slices"
)

// A jsonDataset is a dataset being read.
type jsonDataset struct {
	*jsonReading
	structure *jsonStructure
	dataset   *Dataset
	seen      seen
	common    Observation // what stands on the whole dataset: dimensions with one value, and attributes
	fault     string      // why nothing of it can be kept
	notKept   int         // annotations
}

// jsonDatasetParts are the members of a dataset. Raw, since they may come in any order.
type jsonDatasetParts struct {
	structure, action, attributes, groups, series, observations json.RawMessage
}

// dataset reads one dataset.
func (j *jsonReading) dataset(raw json.RawMessage, pointer string) error {
	p, twice, err := datasetParts(raw, pointer)
	if err != nil {
		j.refuse(Place{Pointer: pointer}, "%v", err)
		return nil
	}
	d := &jsonDataset{jsonReading: j, seen: seen{}, dataset: &Dataset{}}
	d.begin(p, twice)
	before := j.message.Read
	for _, part := range []func() error{
		func() error { return eachMember(p.groups, pointer+"/dimensionGroupAttributes", d.group) },
		func() error { return eachMember(p.series, pointer+"/series", d.series) },
		func() error { return eachMember(p.observations, pointer+"/observations", d.observation) },
	} {
		if err := part(); isStop(err) {
			j.flush(d)
			return err
		} else if err != nil {
			j.refuse(Place{Pointer: pointer}, "%v", err)
		}
	}
	if j.message.Read == before {
		err = d.whole(pointer)
	}
	j.flush(d)
	return err
}

func (j *jsonReading) flush(d *jsonDataset) {
	if len(d.dataset.Observations) > 0 {
		j.message.Datasets = append(j.message.Datasets, *d.dataset)
	}
	if d.notKept > 0 {
		j.note(Place{Pointer: j.root}, "annotations are not kept")
	}
}

// datasetParts finds the members of a dataset. One that is there twice would hide the other.
func datasetParts(raw json.RawMessage, pointer string) (p jsonDatasetParts, twice string, err error) {
	into := map[string]*json.RawMessage{
		"structure": &p.structure, "action": &p.action, "attributes": &p.attributes,
		"dimensionGroupAttributes": &p.groups, "series": &p.series, "observations": &p.observations,
	}
	err = eachMember(raw, pointer, func(key string, raw json.RawMessage, _ string) error {
		if m := into[key]; m != nil {
			if *m != nil {
				twice = key
			}
			*m = raw
		}
		return nil
	})
	return p, twice, err
}

// begin reads what all rows of the dataset share. Its faults are those of each row.
func (d *jsonDataset) begin(p jsonDatasetParts, twice string) {
	if twice != "" {
		d.fault = fmt.Sprintf("the dataset has %q twice", twice)
	}
	d.structure = &jsonStructure{}
	if err := d.chooseStructure(p.structure); err != nil {
		d.fault = err.Error()
		return
	}
	s := d.structure
	*d.dataset = s.components.dataset
	d.dataset.Structure, d.dataset.Action = s.reference, Information
	if !isNull(p.action) {
		var a Action
		if json.Unmarshal(p.action, &a) != nil || !slices.Contains(actions, a) {
			d.fault = fmt.Sprintf("action %s: want one of %v", clip(string(p.action)), actions)
		}
		d.dataset.Action = a
	}
	d.common = s.row()
	for _, c := range s.at.dataset {
		if len(c.values) != 1 {
			d.fault = fmt.Sprintf("dimension %s stands on the dataset with %d values: want 1", c.ID, len(c.values))
			return
		}
		d.common.Key[s.slots[c].index] = c.values[0].Text
	}
	raws, err := array(p.attributes)
	if err == nil {
		_, err = s.fill(&d.common, s.attribute.dataset, raws)
	}
	if err == nil && d.dataset.Action != Delete {
		err = s.defaults(&d.common, s.attribute.dataset, len(raws))
	}
	if err != nil {
		d.fault = "attributes of the dataset: " + err.Error()
	}
}

func (d *jsonDataset) chooseStructure(raw json.RawMessage) error {
	i := 0
	if !isNull(raw) {
		if err := json.Unmarshal(raw, &i); err != nil {
			return fmt.Errorf("structure %s: want a number", clip(string(raw)))
		}
	}
	if i < 0 || i >= len(d.structures) {
		return fmt.Errorf("structure %d: the message has %d", i, len(d.structures))
	}
	d.structure = d.structures[i]
	return nil
}

// row returns an empty row of the structure.
func (s *jsonStructure) row() Observation {
	c := s.components.dataset
	values := make([]Value, len(c.Measures)+len(c.Attributes))
	return Observation{Key: make([]string, len(c.Dimensions)),
		Measures: values[:len(c.Measures):len(c.Measures)], Attributes: values[len(c.Measures):]}
}

// from returns a copy of o for another row.
func (s *jsonStructure) from(o Observation, pointer string) Observation {
	row := s.row()
	row.Where = Place{Pointer: pointer}
	copy(row.Key, o.Key)
	copy(row.Measures, o.Measures)
	copy(row.Attributes, o.Attributes)
	return row
}

func array(raw json.RawMessage) ([]json.RawMessage, error) {
	if isNull(raw) {
		return nil, nil
	}
	var raws []json.RawMessage
	if err := json.Unmarshal(raw, &raws); err != nil {
		return nil, fmt.Errorf("%s: want an array", clip(string(raw)))
	}
	return raws, nil
}

// whole keeps a dataset without rows: one that deletes everything, or says something of everything.
func (d *jsonDataset) whole(pointer string) error {
	switch {
	case d.fault != "":
		d.refuse(Place{Pointer: pointer}, "%s", d.fault)
		return nil
	case d.dataset.Action != Delete && saysNothing(d.common.Attributes):
		return nil
	}
	return d.keep(d.dataset, d.seen, d.structure.from(d.common, pointer))
}

// group reads attributes of part of a key. Its indices are of all dimensions, as they come at the levels.
func (d *jsonDataset) group(key string, raw json.RawMessage, pointer string) error {
	if d.fault != "" {
		d.refuse(Place{Pointer: pointer}, "%s", d.fault)
		return nil
	}
	s := d.structure
	o := s.row()
	o.Where = Place{Pointer: pointer}
	raws, err := array(raw)
	if err == nil {
		err = s.key(&o, slices.Concat(s.at.dataset, s.at.series, s.at.observation), key, true)
	}
	return d.row(o, s.attribute.group, raws, err)
}

// row keeps o with the components from an array, unless err or what is found there speaks against it.
func (d *jsonDataset) row(o Observation, components []*jsonComponent, raws []json.RawMessage, err error) error {
	left := 0
	if err == nil {
		left, err = d.structure.fill(&o, components, raws)
	}
	if err == nil {
		err = d.annotations(raws[len(raws)-left:])
	}
	if err != nil {
		d.refuse(o.Where, "%v", err)
		return nil
	}
	return d.keep(d.dataset, d.seen, o)
}

// annotations checks that what is left over at the end of an array are indices of annotations.
func (d *jsonDataset) annotations(raws []json.RawMessage) error {
	for _, raw := range raws {
		var i int
		if json.Unmarshal(raw, &i) != nil || i < 0 {
			return fmt.Errorf("%s: more values than components", clip(string(raw)))
		}
	}
	d.notKept += len(raws)
	return nil
}

// series reads the observations of one series.
func (d *jsonDataset) series(key string, raw json.RawMessage, pointer string) error {
	var x struct {
		Attributes   json.RawMessage
		Observations json.RawMessage
		Annotations  []json.RawMessage
	}
	fault := d.fault
	if err := json.Unmarshal(raw, &x); err != nil {
		d.refuse(Place{Pointer: pointer}, "%v", err)
		return nil
	}
	common := d.structure.from(d.common, pointer)
	if fault == "" {
		fault = d.startSeries(&common, key, x.Attributes)
	}
	d.notKept += len(x.Annotations)
	before := d.message.Read
	err := eachMember(x.Observations, pointer+"/observations", func(key string, raw json.RawMessage, pointer string) error {
		return d.observationOf(common, fault, key, raw, pointer)
	})
	switch {
	case isStop(err):
		return err
	case err != nil:
		d.refuse(Place{Pointer: pointer}, "%v", err)
	case d.message.Read > before:
	case fault != "":
		d.refuse(Place{Pointer: pointer}, "%s", fault)
	default:
		return d.keep(d.dataset, d.seen, common)
	}
	return nil
}

// startSeries sets what the rows of a series share, and returns why it cannot.
func (d *jsonDataset) startSeries(common *Observation, key string, attributes json.RawMessage) string {
	s := d.structure
	if err := s.key(common, s.at.series, key, false); err != nil {
		return "the series: " + err.Error()
	}
	raws, err := array(attributes)
	if err == nil {
		_, err = s.fill(common, s.attribute.series, raws)
	}
	if err == nil && d.dataset.Action != Delete {
		err = s.defaults(common, s.attribute.series, len(raws))
	}
	if err != nil {
		return "attributes of the series: " + err.Error()
	}
	return ""
}

// observation reads one observation of a dataset without series.
func (d *jsonDataset) observation(key string, raw json.RawMessage, pointer string) error {
	return d.observationOf(d.common, d.fault, key, raw, pointer)
}

func (d *jsonDataset) observationOf(common Observation, fault, key string, raw json.RawMessage, pointer string) error {
	if fault != "" {
		d.refuse(Place{Pointer: pointer}, "%s", fault)
		return nil
	}
	s := d.structure
	o := s.from(common, pointer)
	raws, err := array(raw)
	if err == nil {
		err = s.key(&o, s.at.observation, key, false)
	}
	if err == nil && d.dataset.Action != Delete {
		err = s.defaults(&o, s.attribute.observation, len(raws)-len(s.measures))
	}
	return d.row(o, slices.Concat(s.measures, s.attribute.observation), raws, err)
}
