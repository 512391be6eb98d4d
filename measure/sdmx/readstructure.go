package sdmx

import (
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"entente"
)

// ReadDefinitions reads the data structure definitions of a structure message: SDMX-ML 2.1 or 3.0, or SDMX-JSON 2.0. Of a
// message it takes the components in the order of their key, their types and names, the codes as far as the message itself
// holds them, and the data flows. A message without a data structure definition gives none.
func ReadDefinitions(data []byte) ([]Definition, error) {
	if len(data) > maxSize {
		return nil, fmt.Errorf("sdmx: more than %d bytes: %w", maxSize, entente.ErrUnsupported)
	}
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\uFEFF")))
	var s structures
	var err error
	if bytes.HasPrefix(data, []byte("{")) {
		s, err = jsonStructures(data)
	} else {
		s, err = xmlStructures(data)
	}
	if err != nil {
		return nil, fmt.Errorf("sdmx: read structure: %w", err)
	}
	return s.definitions(), nil
}

// structures is what the two formats say.
type structures struct {
	list      []rawStructure
	flows     []rawFlow
	codelists map[Reference][]Code
	concepts  map[string]string // names by URN
}

type (
	rawStructure struct {
		reference                        Reference
		name                             string
		dimensions, measures, attributes []rawComponent
	}
	rawComponent struct {
		id, concept, kind string
		codelist          Reference
		isList            bool
		isLocalised       bool
		position          int
	}
	rawFlow struct{ reference, structure Reference }
)

func (s structures) definitions() []Definition {
	var all []Definition
	for _, r := range s.list {
		f := Definition{Reference: r.reference, Name: r.name}
		slices.SortStableFunc(r.dimensions, func(a, b rawComponent) int { return cmp.Compare(a.position, b.position) })
		f.Dimensions = s.components(r.dimensions)
		timeLast(f.Dimensions)
		f.Measures, f.Attributes = s.components(r.measures), s.components(r.attributes)
		for _, flow := range s.flows {
			if flow.structure == r.reference {
				f.Flows = append(f.Flows, flow.reference)
			}
		}
		all = append(all, f)
	}
	return all
}

func (s structures) components(raws []rawComponent) []Component {
	var all []Component
	for _, r := range raws {
		id := cmp.Or(r.id, r.concept[strings.LastIndexByte(r.concept, '.')+1:])
		name := s.concepts[r.concept]
		if name == id {
			name = "" // what a writer puts where it knows none
		}
		all = append(all, Component{ID: id, Name: name, Type: r.kind, Codes: s.codelists[r.codelist],
			IsList: r.isList, IsLocalised: r.isLocalised})
	}
	return all
}

// The elements of a structure message that are read, of both versions.
type (
	xmlStructureMessage struct {
		XMLName    xml.Name
		Codelists  []xmlScheme `xml:"Structures>Codelists>Codelist"`
		Concepts   []xmlScheme `xml:"Structures>ConceptSchemes>ConceptScheme"`
		Concepts21 []xmlScheme `xml:"Structures>Concepts>ConceptScheme"`
		Flows      []struct {
			xmlArtefact
			Structure xmlReference `xml:"Structure"`
		} `xml:"Structures>Dataflows>Dataflow"`
		Structures []struct {
			xmlArtefact
			Dimensions []xmlComponent `xml:"DataStructureComponents>DimensionList>Dimension"`
			Measures21 []xmlComponent `xml:"DataStructureComponents>DimensionList>MeasureDimension"`
			Time       []xmlComponent `xml:"DataStructureComponents>DimensionList>TimeDimension"`
			Measures   []xmlComponent `xml:"DataStructureComponents>MeasureList>Measure"`
			Primary    []xmlComponent `xml:"DataStructureComponents>MeasureList>PrimaryMeasure"`
			Attributes []xmlComponent `xml:"DataStructureComponents>AttributeList>Attribute"`
		} `xml:"Structures>DataStructures>DataStructure"`
	}
	xmlArtefact struct {
		Agency  string   `xml:"agencyID,attr"`
		ID      string   `xml:"id,attr"`
		Version string   `xml:"version,attr"`
		Names   []string `xml:"Name"`
	}
	xmlScheme struct {
		xmlArtefact
		Codes    []xmlArtefact `xml:"Code"`
		Concepts []xmlArtefact `xml:"Concept"`
	}
	xmlReference struct {
		Text string `xml:",chardata"`
		URN  string `xml:"URN"`
		Ref  struct {
			xmlArtefact
			Parent        string `xml:"maintainableParentID,attr"`
			ParentVersion string `xml:"maintainableParentVersion,attr"`
		} `xml:"Ref"`
	}
	xmlComponent struct {
		ID             string       `xml:"id,attr"`
		Position       int          `xml:"position,attr"`
		Concept        xmlReference `xml:"ConceptIdentity"`
		Representation struct {
			MaxOccurs   string       `xml:"maxOccurs,attr"`
			Enumeration xmlReference `xml:"Enumeration"`
			Format      struct {
				Type           string `xml:"textType,attr"`
				IsMultiLingual string `xml:"isMultiLingual,attr"`
			} `xml:"TextFormat"`
		} `xml:"LocalRepresentation"`
	}
)

func (a xmlArtefact) reference(k Kind) Reference { return Reference{k, a.Agency, a.ID, a.Version} }

func (a xmlArtefact) name() string {
	if len(a.Names) == 0 || a.Names[0] == a.ID {
		return ""
	}
	return a.Names[0]
}

// urn returns the reference as text: URN, or what a Ref amounts to.
func (r xmlReference) urn(class string) string {
	if s := strings.TrimSpace(r.Text + r.URN); s != "" {
		return s
	}
	if r.Ref.Parent != "" {
		return urnPrefix + class + "=" + Reference{Agency: r.Ref.Agency, ID: r.Ref.Parent, Version: cmp.Or(r.Ref.ParentVersion, "1.0")}.String() + "." + r.Ref.ID
	}
	return urnPrefix + class + "=" + Reference{Agency: r.Ref.Agency, ID: r.Ref.ID, Version: cmp.Or(r.Ref.Version, "1.0")}.String()
}

func xmlStructures(data []byte) (structures, error) {
	var m xmlStructureMessage
	if err := xml.Unmarshal(data, &m); err != nil {
		return structures{}, fmt.Errorf("%v: %w", err, entente.ErrInvalid)
	}
	version := messageNamespaces[m.XMLName.Space]
	if m.XMLName.Local != "Structure" || version == "" {
		return structures{}, fmt.Errorf("element %s: want Structure of SDMX-ML 2.1 or 3.0: %w", clip(m.XMLName.Local), entente.ErrUnsupported)
	}
	s := structures{codelists: map[Reference][]Code{}, concepts: map[string]string{}}
	for _, l := range m.Codelists {
		var codes []Code
		for _, c := range l.Codes {
			codes = append(codes, Code{c.ID, cmp.Or(c.name(), c.ID)})
		}
		s.codelists[l.reference("")] = codes
	}
	for _, l := range append(m.Concepts, m.Concepts21...) {
		for _, c := range l.Concepts {
			s.concepts[urnPrefix+"conceptscheme.Concept="+l.reference("").versioned().String()+"."+c.ID] = c.name()
		}
	}
	for _, f := range m.Flows {
		r, err := parseURN(f.Structure.urn(classes[DataStructure]))
		if err == nil { // a flow without structure is none of a definition
			s.flows = append(s.flows, rawFlow{f.reference(Dataflow), r})
		}
	}
	for _, d := range m.Structures {
		s.list = append(s.list, rawStructure{d.reference(DataStructure), d.name(),
			rawComponents(version, d.Dimensions, d.Measures21, d.Time), rawComponents(version, d.Measures, d.Primary), rawComponents(version, d.Attributes)})
	}
	return s, nil
}

func rawComponents(version string, lists ...[]xmlComponent) []rawComponent {
	var all []rawComponent
	for _, c := range slices.Concat(lists...) {
		r := rawComponent{id: c.ID, concept: c.Concept.urn("conceptscheme.Concept"), kind: c.Representation.Format.Type, position: c.Position}
		if c.ID == timePeriod {
			r.position = 1 << 30
		}
		r.codelist = codelistOf(c.Representation.Enumeration.urn("codelist.Codelist"))
		r.isList = c.Representation.MaxOccurs != "" && c.Representation.MaxOccurs != "1"
		r.isLocalised = version == "3.0" && c.Representation.Format.IsMultiLingual == "true"
		all = append(all, r)
	}
	return all
}

// codelistOf reads the URN of a code list.
func codelistOf(urn string) Reference {
	_, name, _ := strings.Cut(urn, "Codelist=")
	r, err := parseReference("", name)
	if err != nil {
		return Reference{}
	}
	return r
}

// jsonStructures reads SDMX-JSON. What it takes has the same form in versions 1.0 and 2.0, but for the time dimension.
func jsonStructures(data []byte) (structures, error) {
	var m struct {
		Data struct {
			Codelists      []jsonScheme
			ConceptSchemes []jsonScheme
			Dataflows      []struct {
				jsonScheme
				Structure string
			}
			DataStructures []struct {
				jsonScheme
				DataStructureComponents struct {
					DimensionList struct {
						Dimensions     []jsonPart
						TimeDimensions []jsonPart
						TimeDimension  *jsonPart
					}
					MeasureList struct {
						Measures       []jsonPart
						PrimaryMeasure *jsonPart
					}
					AttributeList struct{ Attributes []jsonPart }
				}
			}
		}
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return structures{}, jsonError(data, err)
	}
	s := structures{codelists: map[Reference][]Code{}, concepts: map[string]string{}}
	for _, l := range m.Data.Codelists {
		var codes []Code
		for _, c := range l.Codes {
			codes = append(codes, Code{c.ID, cmp.Or(c.Name, c.ID)})
		}
		s.codelists[l.reference("")] = codes
	}
	for _, l := range m.Data.ConceptSchemes {
		for _, c := range l.Concepts {
			s.concepts[urnPrefix+"conceptscheme.Concept="+l.reference("").versioned().String()+"."+c.ID] = c.Name
		}
	}
	for _, f := range m.Data.Dataflows {
		if r, err := parseURN(f.Structure); err == nil {
			s.flows = append(s.flows, rawFlow{f.reference(Dataflow), r})
		}
	}
	for _, d := range m.Data.DataStructures {
		c := d.DataStructureComponents
		name := d.Name
		if name == d.ID {
			name = ""
		}
		s.list = append(s.list, rawStructure{d.reference(DataStructure), name,
			jsonParts(c.DimensionList.Dimensions, c.DimensionList.TimeDimensions, optionalPart(c.DimensionList.TimeDimension)),
			jsonParts(c.MeasureList.Measures, optionalPart(c.MeasureList.PrimaryMeasure)), jsonParts(c.AttributeList.Attributes)})
	}
	return s, nil
}

type (
	jsonScheme struct {
		AgencyID, ID, Version, Name string
		Codes, Concepts             []struct{ ID, Name string }
	}
	jsonPart struct {
		ID                  string
		Position            int
		ConceptIdentity     string
		LocalRepresentation struct {
			Enumeration string
			MaxOccurs   json.RawMessage
			Format      struct {
				DataType, TextType string
				IsMultiLingual     bool
			}
		}
	}
)

func (a jsonScheme) reference(k Kind) Reference { return Reference{k, a.AgencyID, a.ID, a.Version} }

func optionalPart(p *jsonPart) []jsonPart {
	if p == nil {
		return nil
	}
	return []jsonPart{*p}
}

func jsonParts(lists ...[]jsonPart) []rawComponent {
	var all []rawComponent
	for _, c := range slices.Concat(lists...) {
		l := c.LocalRepresentation
		r := rawComponent{id: c.ID, concept: c.ConceptIdentity, kind: cmp.Or(l.Format.DataType, l.Format.TextType), position: c.Position,
			codelist: codelistOf(l.Enumeration), isLocalised: l.Format.IsMultiLingual}
		if c.ID == timePeriod {
			r.position = 1 << 30
		}
		r.isList = !isNull(l.MaxOccurs) && string(l.MaxOccurs) != "1"
		all = append(all, r)
	}
	return all
}
