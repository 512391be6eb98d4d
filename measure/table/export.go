package table

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"entente"
	"entente/measure"
	"entente/measure/sdmx"
)

// The components of an export. Those that the standard's guidelines know have their names.
const (
	indicatorID  = "INDICATOR"
	areaID       = "REF_AREA"
	partID       = "PART"
	vintageID    = "VINTAGE"
	periodID     = "TIME_PERIOD"
	valueID      = "OBS_VALUE"
	statusID     = "OBS_STATUS"
	unitID       = "UNIT_MEASURE"
	multiplierID = "UNIT_MULT"
	wholeCode    = "_T"
)

// Export returns observations of one publication as a data message, with the definition of its structure, which has the
// publication's identifier. [ExportMapping] reads them back. Agency is the SDMX identifier of who publishes the message.
//
// It fails where an observation is not of the publication, is an assumption, or has a period without end.
func Export(b *measure.Book, id measure.PublicationID, agency string, h sdmx.Header, all []measure.Observation) (sdmx.Message, sdmx.Definition, error) {
	p, err := b.Publication(id)
	if err != nil {
		return sdmx.Message{}, sdmx.Definition{}, err
	}
	x := exporter{book: b, publication: p}
	d := sdmx.Dataset{
		Structure:  sdmx.Reference{Kind: sdmx.DataStructure, Agency: agency, ID: string(id), Version: "1.0"},
		Action:     sdmx.Information,
		Dimensions: components(indicatorID, areaID, partID, vintageID, periodID),
		Measures:   components(valueID),
		Attributes: components(statusID, unitID, multiplierID),
	}
	for _, o := range all {
		row, err := x.row(o)
		if err != nil {
			return sdmx.Message{}, sdmx.Definition{}, fmt.Errorf("export %s %s %v: %w", o.Indicator, o.Area, o.Period, err)
		}
		d.Observations = append(d.Observations, row)
	}
	x.describe(&d)
	m := sdmx.Message{Header: h, Datasets: []sdmx.Dataset{d}, Read: len(all), Kept: len(all)}
	f := sdmx.Definition{
		Reference: d.Structure, Name: p.Title.In(), Dimensions: d.Dimensions, Measures: d.Measures, Attributes: d.Attributes,
		Flows: []sdmx.Reference{{Kind: sdmx.Dataflow, Agency: agency, ID: string(id), Version: "1.0"}},
	}
	return m, f, nil
}

// ExportMapping returns the mapping that reads what [Export] made, written in a format.
func ExportMapping(id measure.PublicationID, f Format) Mapping {
	from := func(s string) Field { return Field{From: s} }
	return Mapping{
		ID: string(id) + "-export", Publication: id, Format: f,
		Columns: Columns{
			Party: from(areaID), Period: from(periodID), Indicator: from(indicatorID), Part: from(partID), Status: from(statusID),
			Vintage: from(vintageID), Multiplier: from(multiplierID),
		},
		Values: []Value{{Column: valueID}},
	}
}

type exporter struct {
	book        *measure.Book
	publication measure.Publication
}

func components(ids ...string) []sdmx.Component {
	all := make([]sdmx.Component, len(ids))
	for i, id := range ids {
		all[i] = sdmx.Component{ID: id, Type: "String"}
	}
	return all
}

func (x exporter) row(o measure.Observation) (sdmx.Observation, error) {
	i, err := x.book.Indicator(o.Indicator)
	switch {
	case err != nil:
		return sdmx.Observation{}, err
	case i.Publication != x.publication.ID:
		return sdmx.Observation{}, fmt.Errorf("is of %s: %w", i.Publication, entente.ErrInvalid)
	case o.Status == measure.Assumed:
		return sdmx.Observation{}, fmt.Errorf("is assumed, not published: %w", entente.ErrInvalid)
	}
	period, ok := formatPeriod(o.Period)
	if !ok {
		return sdmx.Observation{}, fmt.Errorf("want a period with a first and a last day: %w", entente.ErrUnsupported)
	}
	part := o.Part
	if part == "" {
		part = wholeCode
	}
	text := func(s string) sdmx.Value { return sdmx.Value{Text: s} }
	return sdmx.Observation{
		Key:        []string{string(o.Indicator), string(o.Area), part, string(o.Vintage), period},
		Measures:   []sdmx.Value{text(o.Value.String())},
		Attributes: []sdmx.Value{text(string(o.Status)), text(string(i.Unit)), text(strconv.Itoa(i.Multiplier))},
	}, nil
}

// describe names the components, and the codes as far as the book knows their names.
func (x exporter) describe(d *sdmx.Dataset) {
	d.Dimensions[4].Type = "ObservationalTimePeriod"
	d.Measures[0].Type = "Decimal"
	d.Attributes[2].Type = "Integer"
	for i, name := range []string{"Indicator", "Reference area", "Part of the breakdown", "Vintage of the publication", "Period"} {
		d.Dimensions[i].Name = name
	}
	d.Measures[0].Name = "Value"
	for i, name := range []string{"Status", "Unit of measure", "Power of ten that values are given in"} {
		d.Attributes[i].Name = name
	}
	used := make(map[string]bool)
	for _, o := range d.Observations {
		used[o.Key[0]] = true
	}
	for _, i := range x.book.Indicators {
		if used[string(i.ID)] {
			d.Dimensions[0].Codes = append(d.Dimensions[0].Codes, sdmx.Code{ID: string(i.ID), Name: i.Title.In()})
		}
	}
	for _, v := range x.publication.Vintages {
		d.Dimensions[3].Codes = append(d.Dimensions[3].Codes, sdmx.Code{ID: string(v.ID), Name: v.Title})
	}
	d.Attributes[0].Codes = statusCodes(d.Observations)
}

// statusCodes returns the statuses that there are, in alphabetical order of their codes.
func statusCodes(all []sdmx.Observation) (codes []sdmx.Code) {
	for _, o := range all {
		s := o.Attributes[0].Text
		if !slices.ContainsFunc(codes, func(c sdmx.Code) bool { return c.ID == s }) {
			codes = append(codes, sdmx.Code{ID: s, Name: measure.Status(s).String()})
		}
	}
	slices.SortFunc(codes, func(a, b sdmx.Code) int { return cmp.Compare(a.ID, b.ID) })
	return codes
}
