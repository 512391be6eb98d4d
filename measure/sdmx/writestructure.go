package sdmx

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"entente"
)

// The formats of structure messages, which hold no data but what it means.
const (
	Structure30    Format = "SDMX-ML 3.0 structure"
	StructureJSON2 Format = "SDMX-JSON 2.0 structure"
)

// WriteDefinitions writes a structure message, in [Structure30] or [StructureJSON2]: each definition, the code lists of its
// components (CL_ID_COMPONENT), a scheme with a concept for each component (CS_ID), and the data flows that use it. All have
// the agency and version of their definition.
func WriteDefinitions(w io.Writer, h Header, all []Definition, f Format) error {
	write, ok := map[Format]func(io.Writer, Header, []Definition) error{
		Structure30: writeStructure30, StructureJSON2: writeStructureJSON,
	}[f]
	if !ok {
		return fmt.Errorf("sdmx: write structure %q: want %s or %s: %w", string(f), Structure30, StructureJSON2, entente.ErrUnsupported)
	}
	err := h.check()
	for _, f := range all {
		err = cmp.Or(err, f.check())
	}
	if err == nil {
		err = write(w, h, all)
	}
	if err != nil {
		return fmt.Errorf("sdmx: write %s: %w", f, err)
	}
	return nil
}

// check reports whether f can be written.
func (f Definition) check() error {
	if err := f.Reference.check(); err != nil {
		return err
	}
	if f.Kind != DataStructure {
		return fmt.Errorf("%v: kind %q: want %s: %w", f.Reference, f.Kind, DataStructure, entente.ErrInvalid)
	}
	if !slices.ContainsFunc(f.Dimensions, func(c Component) bool { return isTime(c) == 0 }) {
		return fmt.Errorf("%v: no dimension but time: %w", f.Reference, entente.ErrUnsupported)
	}
	for _, r := range f.Flows {
		if err := r.check(); err != nil {
			return err
		}
	}
	for _, c := range f.components() {
		if !componentForm.MatchString(c.ID) {
			return fmt.Errorf("%v: component %q: nested, or no identifier: %w", f.Reference, clip(c.ID), entente.ErrUnsupported)
		}
		for _, code := range c.Codes {
			if !idForm.MatchString(code.ID) {
				return fmt.Errorf("%v: %s: code %q: no identifier: %w", f.Reference, c.ID, clip(code.ID), entente.ErrInvalid)
			}
		}
	}
	return nil
}

// components returns all components of f.
func (f Definition) components() []Component {
	return slices.Concat(f.Dimensions, f.Measures, f.Attributes)
}

// Identifiers of what a definition needs beside itself.
func (f Definition) scheme() Reference {
	return Reference{Agency: f.Agency, ID: "CS_" + f.ID, Version: f.versioned().Version}
}

func (f Definition) codelist(c Component) Reference {
	return Reference{Agency: f.Agency, ID: "CL_" + f.ID + "_" + c.ID, Version: f.versioned().Version}
}

func (f Definition) conceptURN(c Component) string {
	return urnPrefix + "conceptscheme.Concept=" + f.scheme().String() + "." + c.ID
}

func (f Definition) codelistURN(c Component) string {
	return urnPrefix + "codelist.Codelist=" + f.codelist(c).String()
}

func (f Definition) name() string { return cmp.Or(f.Name, f.ID) }

func writeStructure30(w io.Writer, h Header, all []Definition) error {
	var b bytes.Buffer
	x := &structureWriter{newMarkup(&b)}
	x.start("message:Structure", "xmlns:message", schemas+"v3_0/message", "xmlns:str", schemas+"v3_0/structure",
		"xmlns:common", schemas+"v3_0/common")
	x.header(h)
	x.close(1)
	x.start("message:Structures")
	x.group("str:Codelists", all, x.codelists, func(f Definition) bool { return f.isCoded() })
	x.group("str:ConceptSchemes", all, x.concepts, nil)
	x.group("str:Dataflows", all, x.flows, func(f Definition) bool { return len(f.Flows) > 0 })
	x.group("str:DataStructures", all, x.definition, nil)
	if err := x.end(); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (f Definition) isCoded() bool {
	return slices.ContainsFunc(f.components(), func(c Component) bool { return len(c.Codes) > 0 })
}

type structureWriter struct{ *markup }

// group writes an element with what f writes of the definitions that are wanted, if there are any.
func (x structureWriter) group(name string, all []Definition, f func(Definition), wanted func(Definition) bool) {
	if wanted != nil {
		all = slices.DeleteFunc(slices.Clone(all), func(f Definition) bool { return !wanted(f) })
	}
	if len(all) == 0 {
		return
	}
	x.start(name)
	for _, d := range all {
		f(d)
	}
	x.close(1)
}

// artefact begins an element with identification and name.
func (x structureWriter) artefact(element string, r Reference, name string) {
	x.start(element, "agencyID", r.Agency, "id", r.ID, "version", r.versioned().Version)
	x.named(name)
}

func (x structureWriter) named(name string) { x.leaf("common:Name", name, "xml:lang", "en") }

func (x structureWriter) codelists(f Definition) {
	for _, c := range f.components() {
		if len(c.Codes) == 0 {
			continue
		}
		x.artefact("str:Codelist", f.codelist(c), c.name())
		for _, code := range c.Codes {
			x.start("str:Code", "id", code.ID)
			x.named(cmp.Or(code.Name, code.ID))
			x.close(1)
		}
		x.close(1)
	}
}

func (x structureWriter) concepts(f Definition) {
	x.artefact("str:ConceptScheme", f.scheme(), f.name())
	for _, c := range f.components() {
		x.start("str:Concept", "id", c.ID)
		x.named(c.name())
		x.close(1)
	}
	x.close(1)
}

func (x structureWriter) flows(f Definition) {
	for _, r := range f.Flows {
		x.artefact("str:Dataflow", r, f.name())
		x.leaf("str:Structure", f.URN())
		x.close(1)
	}
}

func (x structureWriter) definition(f Definition) {
	x.artefact("str:DataStructure", f.Reference, f.name())
	x.start("str:DataStructureComponents")
	x.start("str:DimensionList")
	dimensions := slices.Clone(f.Dimensions)
	timeLast(dimensions)
	for i, c := range dimensions {
		if isTime(c) == 1 {
			x.component("str:TimeDimension", f, c, "")
			continue
		}
		x.component("str:Dimension", f, c, "", "position", fmt.Sprint(i+1))
	}
	x.close(1)
	if len(f.Attributes) > 0 {
		x.start("str:AttributeList")
		for _, c := range f.Attributes {
			x.component("str:Attribute", f, c, occurs(c))
		}
		x.close(1)
	}
	if len(f.Measures) > 0 {
		x.start("str:MeasureList")
		for _, c := range f.Measures {
			x.component("str:Measure", f, c, occurs(c))
		}
		x.close(1)
	}
	x.close(2)
}

func occurs(c Component) string {
	if c.IsList {
		return "unbounded"
	}
	return "1"
}

// component writes a component. An attribute is said to depend on the whole key: from the data no less can be told.
func (x structureWriter) component(element string, f Definition, c Component, maxOccurs string, attributes ...string) {
	x.start(element, append([]string{"id", c.ID}, attributes...)...)
	x.leaf("str:ConceptIdentity", f.conceptURN(c))
	x.start("str:LocalRepresentation", "maxOccurs", maxOccurs)
	switch {
	case len(c.Codes) > 0:
		x.leaf("str:Enumeration", f.codelistURN(c))
	case maxOccurs == "":
		x.empty("str:TextFormat", "textType", c.textType())
	default:
		x.empty("str:TextFormat", "textType", c.textType(), "isMultiLingual", fmt.Sprint(c.IsLocalised))
	}
	x.close(1)
	if element == "str:Attribute" {
		x.start("str:AttributeRelationship")
		x.empty("str:Observation")
		x.close(1)
	}
	x.close(1)
}

// textType returns the data type, which is that of the time dimension for it.
func (c Component) textType() string {
	if isTime(c) == 1 {
		return cmp.Or(c.Type, "ObservationalTimePeriod")
	}
	return cmp.Or(c.Type, "String")
}

// writeStructureJSON writes maps, whose keys JSON sorts.
func writeStructureJSON(w io.Writer, h Header, all []Definition) error {
	type object = map[string]any
	var codelists, schemes, flows, structures []any
	for _, f := range all {
		var concepts []any
		for _, c := range f.components() {
			concepts = append(concepts, object{"id": c.ID, "name": c.name()})
			if len(c.Codes) == 0 {
				continue
			}
			var codes []any
			for _, code := range c.Codes {
				codes = append(codes, object{"id": code.ID, "name": cmp.Or(code.Name, code.ID)})
			}
			codelists = append(codelists, jsonArtefact(f.codelist(c), c.name(), "codes", codes))
		}
		schemes = append(schemes, jsonArtefact(f.scheme(), f.name(), "concepts", concepts))
		for _, r := range f.Flows {
			flows = append(flows, jsonArtefact(r, f.name(), "structure", f.URN()))
		}
		structures = append(structures, jsonArtefact(f.Reference, f.name(), "dataStructureComponents", f.jsonComponents()))
	}
	data := object{}
	for name, list := range map[string][]any{"codelists": codelists, "conceptSchemes": schemes, "dataflows": flows, "dataStructures": structures} {
		if len(list) > 0 {
			data[name] = list
		}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(object{"data": data, "meta": object{
		"id": h.ID, "test": h.Test, "prepared": h.Prepared.Format(time.RFC3339Nano), "sender": object{"id": h.Sender}, "contentLanguages": []string{"en"},
	}})
}

// jsonArtefact returns an artefact with one member more.
func jsonArtefact(r Reference, name, key string, value any) map[string]any {
	return map[string]any{"agencyID": r.Agency, "id": r.ID, "version": r.versioned().Version, "name": name, key: value}
}

func (f Definition) jsonComponents() map[string]any {
	var dimensions, measures, attributes []any
	list := map[string]any{"id": "DimensionDescriptor"}
	ordered := slices.Clone(f.Dimensions)
	timeLast(ordered)
	for i, c := range ordered {
		x := f.jsonComponent(c, false)
		if isTime(c) == 1 {
			list["timeDimension"] = x
			continue
		}
		x["position"] = i
		dimensions = append(dimensions, x)
	}
	list["dimensions"] = dimensions
	for _, c := range f.Measures {
		measures = append(measures, f.jsonComponent(c, true))
	}
	for _, c := range f.Attributes {
		x := f.jsonComponent(c, true)
		x["attributeRelationship"] = map[string]any{"observation": map[string]any{}}
		attributes = append(attributes, x)
	}
	components := map[string]any{"dimensionList": list}
	if measures != nil {
		components["measureList"] = map[string]any{"id": "MeasureDescriptor", "measures": measures}
	}
	if attributes != nil {
		components["attributeList"] = map[string]any{"id": "AttributeDescriptor", "attributes": attributes}
	}
	return components
}

func (f Definition) jsonComponent(c Component, mayRepeat bool) map[string]any {
	representation := map[string]any{}
	if len(c.Codes) > 0 {
		representation["enumeration"] = f.codelistURN(c)
	} else {
		format := map[string]any{"dataType": c.textType()}
		if mayRepeat {
			format["isMultiLingual"] = c.IsLocalised
		}
		representation["format"] = format
	}
	if mayRepeat && c.IsList {
		representation["maxOccurs"] = "unbounded"
	}
	return map[string]any{"id": c.ID, "conceptIdentity": f.conceptURN(c), "localRepresentation": representation}
}
