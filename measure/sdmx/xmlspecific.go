package sdmx

import (
	"encoding/xml"
	"slices"
	"strings"
)

// Structure-specific data has a component as an XML attribute of its own name, or, where it may have several values or
// languages, as an element Comp (SDMX-ML 3.0).

// specific reads a child of a structure-specific dataset.
func (d *xmlDataset) specific(e xml.StartElement) error {
	where := d.place()
	switch e.Name.Local {
	case "Series":
		return d.specificSeries(where, e)
	case "Obs", "Group", "Atts":
		pairs, err := d.specificRow(e)
		if err != nil {
			return d.cut(where, err)
		}
		return d.row(where, pairs)
	}
	return d.unread(e)
}

func (d *xmlDataset) specificSeries(where Place, e xml.StartElement) error {
	shared := d.attributes("Series", e, unknown)
	return d.series(where, &shared, d.specificRow, func(e xml.StartElement) error {
		if e.Name.Local == "Comp" {
			return d.comp(e, &shared)
		}
		return d.unread(e)
	})
}

// specificRow reads an element whose attributes are components.
func (d *xmlDataset) specificRow(e xml.StartElement) ([]pair, error) {
	pairs := d.attributes(e.Name.Local, e, unknown)
	err := d.children(func(e xml.StartElement) error {
		if e.Name.Local == "Comp" {
			return d.comp(e, &pairs)
		}
		return d.unread(e)
	})
	return pairs, err
}

// attributes returns the components among the XML attributes of an element: those of no namespace.
func (d *xmlDataset) attributes(element string, e xml.StartElement, as role) []pair {
	var pairs []pair
	for _, a := range e.Attr {
		switch {
		case a.Name.Space != "" || a.Name.Local == "xmlns" || a.Value == "":
			continue
		case (element == "Group" || element == "Obs") && a.Name.Local == "type":
			continue
		case element == "DataSet" && slices.Contains(setAttributes, a.Name.Local):
			continue
		}
		pairs = append(pairs, pair{a.Name.Local, d.role(element, a.Name.Local), text(a.Value)})
	}
	return pairs
}

// setAttributes are attributes of a dataset that some senders write without their namespace.
var setAttributes = []string{"structureRef", "setID", "action", "reportingBeginDate", "reportingEndDate", "validFromDate", "validToDate",
	"publicationYear", "publicationPeriod", "dataScope"}

// role returns what a component is, by the definition or by guess.
func (d *xmlDataset) role(element, id string) role {
	if at, ok := d.at[id]; ok {
		return at.role
	}
	if d.roles != nil {
		if r := d.roles[id]; r != unknown {
			return r
		}
		d.note(d.place(), "%s: not in the definition of %v; kept as an attribute", clip(id), d.definition.Reference)
		return attribute
	}
	d.note(Place{}, "which components are dimensions, measures and attributes is guessed: give the data structure definition to be sure")
	r := likely(id)
	switch {
	case id == d.observation:
		r = dimension
	case r != unknown:
	case element == "DataSet", element == "Obs" && d.observation != allDimensions && d.observation != "", d.pastKey[element]:
		r = attribute
	default:
		r = dimension
	}
	d.pastKey[element] = d.pastKey[element] || r != dimension
	return r
}

// comp reads a component of several values or languages.
func (d *xmlDataset) comp(e xml.StartElement, into *[]pair) error {
	id, _ := attr(e, "id")
	var values []Value
	err := d.children(func(e xml.StartElement) error {
		if e.Name.Local != "Value" {
			return d.unread(e)
		}
		v, err := d.compValue()
		values = append(values, v)
		return err
	})
	if err != nil {
		return err
	}
	r := d.role("Comp", id)
	if d.roles == nil && likely(id) != measure && r == dimension {
		r = attribute
	}
	*into = append(*into, pair{id, r, listed(values)})
	return nil
}

// compValue reads one value: a text, or a text in several languages.
func (d *xmlDataset) compValue() (Value, error) {
	var texts []string
	var langs []Value
	err := d.mixed(func(s string) { texts = append(texts, s) }, func(e xml.StartElement) error {
		read := d.content
		switch e.Name.Local {
		case "Text":
		case "StructuredText": // XHTML
			read = d.markup
		default:
			return d.unread(e)
		}
		lang, ok := attr(e, "lang")
		if !ok {
			lang = "en" // the default of the schema
		}
		s, err := read()
		langs = append(langs, Value{Text: s, Lang: lang})
		return err
	})
	if len(langs) > 0 {
		return localised(langs), err
	}
	return text(strings.Join(texts, "")), err
}
