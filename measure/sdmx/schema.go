package sdmx

import (
	"fmt"
	"io"
	"slices"

	"entente"
)

// WriteSchema writes the XML schema that SDMX-ML 3.0 derives from a definition, for flat structure-specific data of the
// structure or flow r (SDMX 3.0, section 3A part IV, data structure specific schema, observation dimension AllDimensions).
// It imports the schemas of the standard from the folder given, "" for its own.
func WriteSchema(w io.Writer, f Definition, r Reference, folder string) error {
	if err := f.check(); err != nil {
		return fmt.Errorf("sdmx: write schema: %w", err)
	}
	if err := r.check(); err != nil {
		return fmt.Errorf("sdmx: write schema: %w", err)
	}
	s := &schemaWriter{newMarkup(w), f}
	s.start("xs:schema", "xmlns:xs", "http://www.w3.org/2001/XMLSchema", "xmlns", r.namespace(), "targetNamespace", r.namespace(),
		"xmlns:common", schemas+"v3_0/common", "xmlns:dsd", schemas+"v3_0/"+specificXML, "elementFormDefault", "qualified")
	s.empty("xs:import", "namespace", schemas+"v3_0/common", "schemaLocation", folder+"SDMXCommon.xsd")
	s.empty("xs:import", "namespace", schemas+"v3_0/"+specificXML, "schemaLocation", folder+"SDMXDataStructureSpecific.xsd")
	s.codes()
	s.restriction("DataSetType", "dsd:DataSetType", func() {
		s.empty("xs:element", "name", "DataProvider", "type", "common:DataProviderReferenceType", "form", "unqualified", "minOccurs", "0")
		s.start("xs:choice", "minOccurs", "0", "maxOccurs", "unbounded")
		s.empty("xs:element", "name", "Atts", "type", "AttsType", "form", "unqualified")
		s.empty("xs:element", "name", "Obs", "type", "ObsType", "form", "unqualified")
		s.close(1)
	}, nil)
	s.restriction("AttsType", "dsd:AttsType", s.comp, func() {
		s.dimensions("optional")
		s.attributes(f.Attributes)
	})
	s.restriction("ObsType", "dsd:ObsType", s.comp, func() {
		s.dimensions("required")
		s.attributes(f.Measures)
		s.attributes(f.Attributes)
	})
	s.comps()
	if err := s.end(); err != nil {
		return fmt.Errorf("sdmx: write schema: %w", err)
	}
	return nil
}

type schemaWriter struct {
	*markup
	f Definition
}

// codes writes a type for each component with codes.
func (s *schemaWriter) codes() {
	for _, c := range s.f.components() {
		if len(c.Codes) == 0 || isTime(c) == 1 {
			continue
		}
		s.start("xs:simpleType", "name", c.ID+".Codes")
		s.start("xs:restriction", "base", "xs:string")
		for _, code := range c.Codes {
			s.empty("xs:enumeration", "value", code.ID)
		}
		s.close(2)
	}
}

// restriction writes a complex type that restricts one of the standard.
func (s *schemaWriter) restriction(name, base string, elements, attributes func()) {
	s.start("xs:complexType", "name", name)
	s.start("xs:complexContent")
	s.start("xs:restriction", "base", base)
	s.start("xs:sequence")
	s.empty("xs:element", "ref", "common:Annotations", "minOccurs", "0")
	elements()
	s.close(1)
	if attributes != nil {
		attributes()
	}
	s.close(3)
}

// comp allows components of several values or languages, if there are any.
func (s *schemaWriter) comp() {
	if slices.ContainsFunc(s.f.components(), Component.isComplex) {
		s.empty("xs:element", "name", "Comp", "type", "dsd:CompType", "form", "unqualified", "minOccurs", "0", "maxOccurs", "unbounded")
	}
}

func (c Component) isComplex() bool { return c.IsList || c.IsLocalised }

// dimensions writes the dimensions as attributes. The time dimension has its own type, and is prohibited where there is none.
func (s *schemaWriter) dimensions(use string) {
	time := "prohibited"
	for _, c := range s.f.Dimensions {
		if isTime(c) == 1 {
			time = use
			continue
		}
		s.empty("xs:attribute", "name", c.ID, "type", c.schemaType(), "use", use)
	}
	s.empty("xs:attribute", "name", timePeriod, "type", "common:ObservationalTimePeriodType", "use", time)
}

func (s *schemaWriter) attributes(list []Component) {
	for _, c := range list {
		if !c.isComplex() {
			s.empty("xs:attribute", "name", c.ID, "type", c.schemaType(), "use", "optional")
		}
	}
}

// comps writes a type for each component of several values or languages.
func (s *schemaWriter) comps() {
	for _, c := range s.f.components() {
		if !c.isComplex() {
			continue
		}
		values, most := "common:StringValueType", "1"
		if c.IsLocalised {
			values = "common:TextValueType"
		}
		if c.IsList {
			most = "unbounded"
		}
		s.restriction(compType(c), "dsd:CompType", func() {
			s.empty("xs:element", "name", "Value", "type", values, "form", "unqualified", "minOccurs", "0", "maxOccurs", most)
		}, func() {
			s.empty("xs:attribute", "name", "id", "type", "common:NCNameIDType", "use", "required", "fixed", c.ID)
		})
	}
}

// schemaTypes are the types of XML Schema for data types of the standard. Those without a line are
// "common:" + the data type + "Type".
var schemaTypes = map[string]string{
	"": "xs:string", "String": "xs:string", "GeospatialInformation": "xs:string", "BigInteger": "xs:integer", "Integer": "xs:int",
	"Long": "xs:long", "Short": "xs:short", "Decimal": "xs:decimal", "Float": "xs:float", "Double": "xs:double", "Boolean": "xs:boolean",
	"URI": "xs:anyURI", "Count": "xs:integer", "InclusiveValueRange": "xs:decimal", "ExclusiveValueRange": "xs:decimal",
	"Incremental": "xs:decimal", "GregorianYear": "xs:gYear", "GregorianYearMonth": "xs:gYearMonth", "GregorianDay": "xs:date",
	"DateTime": "xs:dateTime", "Month": "xs:gMonth", "MonthDay": "xs:gMonthDay", "Day": "xs:gDay", "Time": "xs:time", "Duration": "xs:duration",
	"XHTML": "xs:string", // as Write has it, which writes markup as text
}

func (c Component) schemaType() string {
	if len(c.Codes) > 0 {
		return c.ID + ".Codes"
	}
	if t, ok := schemaTypes[c.Type]; ok {
		return t
	}
	return "common:" + c.Type + "Type"
}

// errReserved is the reason to refuse components whose names mean something else in structure-specific data.
var errReserved = fmt.Errorf("a name that SDMX-ML reserves: %w", entente.ErrUnsupported)

// checkReserved refuses components that would be taken for what the format itself says of a dataset or row.
func (d Dataset) checkReserved() error {
	for _, c := range slices.Concat(d.Dimensions, d.Measures, d.Attributes) {
		if c.ID == "type" || c.ID == "xmlns" || slices.Contains(setAttributes, c.ID) {
			return fmt.Errorf("component %s: %w", c.ID, errReserved)
		}
	}
	return nil
}
