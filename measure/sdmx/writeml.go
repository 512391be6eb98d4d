package sdmx

import (
	"bytes"
	"fmt"
	"io"

	"entente"
)

// A dialect is one of the XML formats of data.
type dialect struct {
	version string // as it stands in namespaces
	root    string
	data    string // the namespace of the data, behind the version
	generic bool
	isOld   bool // version 2.1
}

const (
	schemas     = "http://www.sdmx.org/resources/sdmxml/schemas/"
	xsi         = "http://www.w3.org/2001/XMLSchema-instance"
	flatSuffix  = ":ObsLevelDim:" + allDimensions
	specificXML = "data/structurespecific"
)

func writeSpecific30(w io.Writer, m Message) error {
	return writeML(w, m, dialect{"v3_0/", "message:StructureSpecificData", specificXML, false, false})
}

func writeSpecific21(w io.Writer, m Message) error {
	return writeML(w, m, dialect{"v2_1/", "message:StructureSpecificData", specificXML, false, true})
}

func writeGeneric21(w io.Writer, m Message) error {
	return writeML(w, m, dialect{"v2_1/", "message:GenericData", "data/generic", true, true})
}

// writeML writes into memory first: a value that XML cannot hold is found late.
func writeML(w io.Writer, m Message, as dialect) error {
	all := m.Definitions()
	if err := m.checkUniform(all); err != nil {
		return err
	}
	for _, d := range m.Datasets {
		if err := d.checkML(as); err != nil {
			return err
		}
	}
	var b bytes.Buffer
	x := &mlWriter{newMarkup(&b), as, all, map[Reference]int{}}
	x.begin(m)
	for _, d := range m.Datasets {
		if err := x.dataset(d); err != nil {
			return err
		}
	}
	if err := x.end(); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// checkML reports whether SDMX-ML has a place for all of d.
func (d Dataset) checkML(as dialect) error {
	if err := d.checkPlain(); err != nil {
		return err
	}
	if err := d.checkPartial(); err != nil {
		return err
	}
	if err := d.checkReserved(); err != nil && !as.generic {
		return err
	}
	if as.isOld && (len(d.Measures) > 1 || len(d.Measures) == 1 && d.Measures[0].ID != obsValue) {
		return fmt.Errorf("measures %v: the version has one, %s: %w", IDs(d.Measures), obsValue, entente.ErrUnsupported)
	}
	for _, o := range d.Observations {
		for i, k := range o.Key {
			if k == SwitchedOff {
				return fmt.Errorf("%s: a dimension that is switched off: %w", d.Dimensions[i].ID, entente.ErrUnsupported)
			}
		}
		if as.isOld && o.kind() == ofPart && o.isBare() {
			return fmt.Errorf("%s: a row of part of a key without attributes: %w", keyText(d.Dimensions, o.Key), entente.ErrUnsupported)
		}
	}
	return nil
}

// mlWriter writes a message of data.
type mlWriter struct {
	*markup
	as          dialect
	definitions []Definition
	numbers     map[Reference]int // of the structures in the header
}

// begin writes the header, with each structure once.
func (x *mlWriter) begin(m Message) {
	spaces := []string{
		"xmlns:message", schemas + x.as.version + "message",
		"xmlns:common", schemas + x.as.version + "common",
		"xmlns:data", schemas + x.as.version + x.as.data,
		"xmlns:xsi", xsi,
	}
	var all []Reference
	for _, d := range m.Datasets {
		if _, ok := x.numbers[d.Structure]; !ok {
			x.numbers[d.Structure] = len(all) + 1
			all = append(all, d.Structure)
			if !x.as.generic {
				spaces = append(spaces, fmt.Sprintf("xmlns:ns%d", len(all)), d.Structure.namespace())
			}
		}
	}
	x.start(x.as.root, spaces...)
	x.header(m.Header)
	for i, r := range all {
		x.structure(r, i+1)
	}
	x.close(1)
}

// namespace returns the recommended namespace of flat data of the structure.
func (r Reference) namespace() string { return r.URN() + flatSuffix }

// structure writes the n-th structure of the header.
func (x *mlWriter) structure(r Reference, n int) {
	attributes := []string{"structureID", fmt.Sprintf("S%d", n), "dimensionAtObservation", allDimensions}
	if !x.as.generic {
		attributes = append(attributes, "namespace", r.namespace())
	}
	x.start("message:Structure", attributes...)
	name := map[Kind]string{Dataflow: "StructureUsage", DataStructure: "Structure", Provision: "ProvisionAgreement"}[r.Kind]
	if !x.as.isOld {
		x.leaf("common:"+name, r.URN())
		x.close(1)
		return
	}
	if r.Kind == Provision {
		name = "ProvisionAgrement" // so spelled in the schemas of version 2.1
	}
	x.start("common:" + name)
	x.empty("Ref", "agencyID", r.Agency, "id", r.ID, "version", r.versioned().Version)
	x.close(2)
}

// dataset writes d, what concerns all of it in datasets of its own.
func (x *mlWriter) dataset(d Dataset) error {
	for _, piece := range d.pieces() {
		first := piece.Observations[0]
		whole := first.kind() == ofAll && (x.as.isOld || first.isBare())
		if err := x.startDataset(piece, whole); err != nil {
			return err
		}
		if whole {
			x.close(1)
			continue
		}
		for _, o := range piece.Observations {
			if err := x.row(piece, o); err != nil {
				return err
			}
		}
		x.close(1)
	}
	return nil
}

// actionName returns the action in SDMX-ML, which has no Merge before version 3.1.
func (a Action) actionName() string {
	if a == Merge {
		return string(Append)
	}
	return string(a)
}

// scopes are what version 2.1 calls the kinds of structure of a dataset.
var scopes = map[Kind]string{Dataflow: "Dataflow", DataStructure: "DataStructure", Provision: "ProvisionAgreement"}

func (x *mlWriter) startDataset(d Dataset, whole bool) error {
	n := x.numbers[d.Structure]
	ref := fmt.Sprintf("S%d", n)
	if x.as.generic {
		x.start("message:DataSet", "structureRef", ref, "action", d.Action.actionName())
		if whole && !saysNothing(d.Observations[0].Attributes) {
			return x.genericValues("data:Attributes", d.Attributes, d.Observations[0].Attributes)
		}
		return nil
	}
	attributes := []string{"data:structureRef", ref, "data:action", d.Action.actionName(), "xsi:type", fmt.Sprintf("ns%d:DataSetType", n)}
	if x.as.isOld {
		attributes = append(attributes, "data:dataScope", scopes[d.Structure.Kind])
	}
	if whole {
		more, _, err := x.attributes(d, d.Observations[0])
		if err != nil {
			return err
		}
		attributes = append(attributes, more...)
	}
	x.start("message:DataSet", attributes...)
	return nil
}

// row writes one observation, or attributes of part of a key.
func (x *mlWriter) row(d Dataset, o Observation) error {
	if x.as.generic {
		return x.genericRow(d, o)
	}
	attributes, complex, err := x.attributes(d, o)
	if err != nil {
		return err
	}
	name := "Obs"
	switch {
	case o.kind() == ofFull:
	case x.as.isOld:
		name = "Group"
		attributes = append(attributes, "xsi:type", fmt.Sprintf("ns%d:%s", x.numbers[d.Structure], d.groupID(o)))
	default:
		name = "Atts"
	}
	if len(complex) == 0 {
		x.empty(name, attributes...)
		return nil
	}
	x.start(name, attributes...)
	for _, c := range complex {
		x.comp(c, x.numbers[d.Structure])
	}
	x.close(1)
	return nil
}

// groupID names the group of the dimensions that o has. Version 2.1 wants a group for attributes of part of a key.
func (d Dataset) groupID(o Observation) string {
	id := "Group"
	for i, k := range o.Key {
		if k != "" {
			id += "_" + d.Dimensions[i].ID
		}
	}
	return id
}

// A complexValue is one that is written as an element.
type complexValue struct {
	component Component
	value     Value
}

// attributes returns the components of o as XML attributes, and those that cannot be such.
func (x *mlWriter) attributes(d Dataset, o Observation) (simple []string, complex []complexValue, err error) {
	for i, c := range d.Dimensions {
		simple = append(simple, c.ID, o.Key[i])
	}
	f := definitionOf(x.definitions, d.Structure)
	add := func(list []Component, values []Value) {
		for i, c := range list {
			defined, _ := f.component(c.ID)
			switch {
			case values[i].IsZero():
			case !defined.IsList && !defined.IsLocalised:
				simple = append(simple, c.ID, values[i].Text)
			default:
				complex = append(complex, complexValue{defined, values[i]})
			}
		}
	}
	add(d.Measures, o.Measures)
	add(d.Attributes, o.Attributes)
	if len(complex) > 0 && x.as.isOld {
		_, err = complex[0].value.plainText(complex[0].component.ID)
		if err == nil {
			err = fmt.Errorf("%s: several values or languages: %w", complex[0].component.ID, entente.ErrUnsupported)
		}
	}
	return simple, complex, err
}

// comp writes a component of several values or languages.
func (x *mlWriter) comp(c complexValue, n int) {
	x.start("Comp", "id", c.component.ID, "xsi:type", fmt.Sprintf("ns%d:%s", n, compType(c.component)))
	for _, v := range c.value.instances() {
		if !c.component.IsLocalised {
			x.leaf("Value", v.Text)
			continue
		}
		x.start("Value")
		for _, t := range v.texts() {
			x.leaf("common:Text", t.Text, "xml:lang", t.Lang)
		}
		x.close(1)
	}
	x.close(1)
}

// compType names the schema's type of a component of several values or languages.
func compType(c Component) string { return c.ID + ".Comp" }

// genericRow writes one observation, or attributes of part of a key, in the generic format.
func (x *mlWriter) genericRow(d Dataset, o Observation) error {
	keys := eachText(o.Key)
	if o.kind() != ofFull {
		x.start("data:Group", "type", d.groupID(o))
		if err := x.genericValues("data:GroupKey", d.Dimensions, keys); err != nil {
			return err
		}
	} else {
		x.start("data:Obs")
		if err := x.genericValues("data:ObsKey", d.Dimensions, keys); err != nil {
			return err
		}
		if len(o.Measures) > 0 && !o.Measures[0].IsZero() {
			s, err := o.Measures[0].plainText(obsValue)
			if err != nil {
				return err
			}
			x.empty("data:ObsValue", "value", s)
		}
	}
	if !saysNothing(o.Attributes) {
		if err := x.genericValues("data:Attributes", d.Attributes, o.Attributes); err != nil {
			return err
		}
	}
	x.close(1)
	return nil
}

func (x *mlWriter) genericValues(name string, components []Component, values []Value) error {
	x.start(name)
	for i, v := range values {
		s, err := v.plainText(components[i].ID)
		if err != nil {
			return err
		}
		if s != "" {
			x.empty("data:Value", "id", components[i].ID, "value", s)
		}
	}
	x.close(1)
	return nil
}
