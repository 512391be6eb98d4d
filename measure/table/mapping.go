package table

import (
	"encoding/json"

	"entente"
	"entente/measure"
	"entente/unit"
)

// A Format is how a file is laid out.
type Format string

// The formats. That of an SDMX file is found out from the file; the three names say what is expected.
const (
	XLSX     Format = "xlsx"
	CSV      Format = "csv"
	SDMXCSV  Format = "sdmx-csv"
	SDMXJSON Format = "sdmx-json"
	SDMXML   Format = "sdmx-ml"
)

func (f Format) isSDMX() bool { return f == SDMXCSV || f == SDMXJSON || f == SDMXML }

// A Mapping says where in a file of one source which figures stand. In JSON, and in the YAML of a pack, its fields have
// the names given here.
type Mapping struct {
	ID          string                `json:"id"` // a slug
	Publication measure.PublicationID `json:"publication"`
	Title       entente.Wording       `json:"title,omitempty"`
	Format      Format                `json:"format"`
	Vintage     measure.VintageID     `json:"vintage,omitempty"` // where the file is always of one

	// Names of parties and groups, beyond those that the pack knows.
	Parties  map[string]measure.Area `json:"parties,omitempty"`
	Strip    []string                `json:"strip,omitempty"`    // marks that are dropped at the end of names, such as "*"
	Brackets bool                    `json:"brackets,omitempty"` // what stands in brackets at the end of a name is dropped too

	// How numbers and periods are written.
	Estimate  string   `json:"estimate,omitempty"`  // behind a period, it makes the figures estimates: "e" for 2023e
	Missing   []string `json:"missing,omitempty"`   // texts that say that there is no figure, such as "n.a."
	Decimal   string   `json:"decimal,omitempty"`   // decimal point of a text; "" is "."
	Thousands string   `json:"thousands,omitempty"` // between groups of three digits; "" for none

	Sum    *Sum     `json:"sum,omitempty"`    // finer figures are added up
	Ignore []Ignore `json:"ignore,omitempty"` // what is left out on purpose

	Blocks []Block `json:"blocks,omitempty"` // XLSX: the tables

	Delimiter string           `json:"delimiter,omitempty"` // CSV: between cells; "" is ","
	Head      int              `json:"head,omitempty"`      // CSV: the line of the column heads; 0 is 1
	Columns   Columns          `json:"columns,omitzero"`    // CSV, SDMX: what says whose figure of what a row holds
	Where     map[string]Texts `json:"where,omitempty"`     // CSV, SDMX: only rows that have, in each of these columns, one of the texts
	Values    []Value          `json:"values,omitempty"`    // CSV, SDMX: the columns with figures
}

// A Block is one table of a workbook: names of parties in a column, a period in the head of each other column. Or, with
// Columns, whatever each column is said to be.
type Block struct {
	Sheet     string              `json:"sheet"`
	Head      int                 `json:"head,omitempty"`    // row of the period heads, which ascend or descend; 0: the periods stand in Columns
	Names     string              `json:"names"`             // column of the names, such as "C", or columns of which one has the name, such as "B:C"
	First     int                 `json:"first"`             // first row
	Last      int                 `json:"last"`              // last row
	Periods   string              `json:"periods,omitempty"` // columns under the head, such as "D:N"
	Columns   []BlockColumn       `json:"columns,omitempty"` // instead of Head and Periods
	Indicator measure.IndicatorID `json:"indicator,omitempty"`
	Part      string              `json:"part,omitempty"`
	Status    measure.Status      `json:"status,omitempty"` // of all figures, whatever the heads say
	Scale     *unit.Decimal       `json:"scale,omitempty"`  // figures are multiplied by it; nil is 1
	Expect    map[string]string   `json:"expect,omitempty"` // cells that must have this text, so that another workbook is not misread
	Hidden    bool                `json:"hidden,omitempty"` // hidden rows, columns and sheets are read too, rather than refused
}

// A BlockColumn is a column of figures that has no period in its head. What it leaves out it has from its block.
type BlockColumn struct {
	Column    string              `json:"column"`
	Period    string              `json:"period"` // such as "2014/2024"; with the mark for estimates where they are
	Indicator measure.IndicatorID `json:"indicator,omitempty"`
	Part      string              `json:"part,omitempty"`
	Status    measure.Status      `json:"status,omitempty"`
	Scale     *unit.Decimal       `json:"scale,omitempty"`
}

// Columns say what a row is about. Year and Month together stand for Period. A field that is left out says nothing.
type Columns struct {
	Party      Field `json:"party,omitzero"`
	Period     Field `json:"period,omitzero"`
	Year       Field `json:"year,omitzero"`
	Month      Field `json:"month,omitzero"`      // 1 to 12, beside Year
	Indicator  Field `json:"indicator,omitzero"`  // its map leads to identifiers of indicators
	Part       Field `json:"part,omitzero"`       // an empty cell is the whole
	Status     Field `json:"status,omitzero"`     // its map leads to statuses; an empty cell is an actual figure
	Vintage    Field `json:"vintage,omitzero"`    // instead of one for the whole file
	Multiplier Field `json:"multiplier,omitzero"` // the power of ten that the figures are given in, such as SDMX's UNIT_MULT
}

// A Field says where something is read: in a column, or nowhere because it is the same in every row. In JSON a text alone
// is a From.
type Field struct {
	From string            `json:"from,omitempty"` // head of a column; of SDMX the identifier of a dimension, measure or attribute
	Is   string            `json:"is,omitempty"`   // what it is in every row
	Map  map[string]string `json:"map,omitempty"`  // what the texts in the column stand for; others are refused
}

// IsZero reports whether f says nothing.
func (f Field) IsZero() bool { return f.From == "" && f.Is == "" && f.Map == nil }

// UnmarshalJSON implements [json.Unmarshaler].
func (f *Field) UnmarshalJSON(b []byte) error {
	if json.Unmarshal(b, &f.From) == nil {
		return nil
	}
	type plain Field
	return json.Unmarshal(b, (*plain)(f))
}

// Texts are one text or several. In JSON one may stand alone.
type Texts []string

// UnmarshalJSON implements [json.Unmarshaler].
func (t *Texts) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*t = Texts{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(t))
}

// A Value is a column with figures, or all columns whose head is a period. What it says goes before what [Columns] say.
type Value struct {
	Column    string              `json:"column,omitempty"`
	Periods   bool                `json:"periods,omitempty"` // instead of Column: every other column whose head is a period
	Indicator measure.IndicatorID `json:"indicator,omitempty"`
	Party     string              `json:"party,omitempty"` // where each column is a party's
	Part      string              `json:"part,omitempty"`
	Period    string              `json:"period,omitempty"`
	Status    measure.Status      `json:"status,omitempty"`
	Scale     *unit.Decimal       `json:"scale,omitempty"` // figures are multiplied by it; nil is 1
}

// Sum adds figures up: those of finer periods, and those of several rows.
type Sum struct {
	Every string   `json:"every,omitempty"` // "month", "quarter" or "year": the period of the sums; "" leaves periods as they are
	Over  []string `json:"over,omitempty"`  // columns by which rows of one sum differ, such as the name of a pipeline
	Need  int      `json:"need,omitempty"`  // how many finer periods a sum must have, such as 12 months; others are refused. 0 for any
}

// An Ignore leaves cells out on purpose. They are not refused but counted, with the reason.
type Ignore struct {
	Sheet      string   `json:"sheet,omitempty"`      // XLSX: of this sheet
	Cells      string   `json:"cells,omitempty"`      // XLSX: these cells, such as "D42:N42"; "" for the whole sheet
	Columns    []string `json:"columns,omitempty"`    // CSV, SDMX: columns that the mapping does not use
	Parties    []string `json:"parties,omitempty"`    // rows of these names; "*" for every name that is not known
	Indicators []string `json:"indicators,omitempty"` // rows with these texts in the column of the indicator; "*" for every one that is not in its map
	Reason     string   `json:"reason"`
}
