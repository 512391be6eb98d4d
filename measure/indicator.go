package measure

import (
	"entente"
	"entente/cal"
	"entente/unit"
)

// An IndicatorID names an indicator by a slug, such as "defence-share".
type IndicatorID string

// An Indicator is one published quantity: what is counted, in what, by whom.
type Indicator struct {
	ID          IndicatorID     `json:"id"`
	Title       entente.Wording `json:"title"`
	Definition  entente.Wording `json:"definition"`
	Publication PublicationID   `json:"publication"`
	Place       string          `json:"place,omitempty"` // the table of the publication
	Unit        unit.Unit       `json:"unit"`
	Multiplier  int             `json:"multiplier,omitempty"` // figures are given in 10^Multiplier of the unit, as SDMX's UNIT_MULT
	Prices      string          `json:"prices,omitempty"`     // of money: "current", "2015"; amounts of different prices do not add
	Base        string          `json:"base,omitempty"`       // what a share of it is a share of: "GDP" makes "% of GDP"
	Direction   Direction       `json:"direction,omitempty"`
	Aggregate   Aggregate       `json:"aggregate,omitempty"` // how the figure of a group comes about
	Part        string          `json:"part,omitempty"`      // what it is broken down by, such as "supplier"; "" for whole figures only
	Absent      []Area          `json:"absent,omitempty"`    // for whom the publication has no figure, ever: sums go without them
}

// A Direction says which way is better.
type Direction string

// The directions.
const (
	NoDirection Direction = ""
	More        Direction = "more"
	Less        Direction = "less"
)

// An Aggregate says how the figure of a group comes about from those of its members.
type Aggregate string

// The aggregates. The figure of a group that is published is always preferred.
const (
	NoAggregate Aggregate = ""          // it does not: shares, means, growth rates
	Sum         Aggregate = "sum"       // the sum over the members in the period; unknown while one of them has no figure
	SumKnown    Aggregate = "sum-known" // the sum over the members that have a figure: not listed means nothing to count
)

// A PublicationID names a publication by a slug, such as "nato-defence-expenditure".
type PublicationID string

// A Publication is what is published again and again, each time as a new vintage.
type Publication struct {
	ID        PublicationID   `json:"id"`
	Title     entente.Wording `json:"title"`
	Publisher string          `json:"publisher"`
	URL       string          `json:"url,omitempty"`
	Licence   string          `json:"licence,omitempty"`
	Note      entente.Wording `json:"note,omitempty"`
	Vintages  []Vintage       `json:"vintages"` // by day of publication, ascending
}

// A VintageID names a vintage within its publication, such as "2024-06".
type VintageID string

// A Vintage is one issue of a publication. A revised figure is a figure of a later vintage; the earlier one stays.
type Vintage struct {
	ID        VintageID `json:"id"`
	Published cal.Date  `json:"published"`
	Title     string    `json:"title"`              // the document
	URL       string    `json:"url,omitempty"`      // where it can be read
	Decimals  *int      `json:"decimals,omitempty"` // places that its figures were rounded to; nil where they are not rounded
	Partial   string    `json:"partial,omitempty"`  // what of it is at hand, where that is not all
}
