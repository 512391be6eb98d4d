package measure

import (
	"entente"
	"entente/cal"
	"entente/unit"
)

// An Outcome says how an undertaking stands.
type Outcome string

// The outcomes.
const (
	Met           Outcome = "met"
	OnTrack       Outcome = "on-track"       // not yet due, and reached in time if the trend goes on; or the direction is right where no figure is set
	OffTrack      Outcome = "off-track"      // not yet due, and not reached in time if the trend goes on; or the direction is wrong
	Missed        Outcome = "missed"         // due, and not met
	NoData        Outcome = "no-data"        // no figure is known
	NotApplicable Outcome = "not-applicable" // not bound in the period
	NotMeasurable Outcome = "not-measurable" // no public figure shows it
)

// Outcomes lists all outcomes, in the order in which they are shown.
var Outcomes = []Outcome{Met, OnTrack, OffTrack, Missed, NoData, NotApplicable, NotMeasurable}

// A Verdict is how one party stands to one undertaking in one period, by what was known on a day.
type Verdict struct {
	Measure     MeasureID           `json:"measure"`
	Undertaking entente.StatementID `json:"undertaking"`
	Area        Area                `json:"party"`
	Period      cal.Period          `json:"period"`
	Known       cal.Date            `json:"known"`
	Unit        unit.Unit           `json:"unit"`

	Value      *unit.Decimal   `json:"value"`                // null where there is none
	Exact      bool            `json:"exact"`                // false: value is a fraction, rounded to 12 places to be written
	Comparator unit.Comparator `json:"comparator,omitempty"` // how value has to stand to target
	Target     *unit.Decimal   `json:"target"`               // null where no target applies
	Outcome    Outcome         `json:"verdict"`
	Reason     string          `json:"reason,omitempty"` // why there is no answer, or what it rests on

	Margin       *unit.Decimal `json:"margin"`    // value - target, rounded to 12 places
	Shortfall    *Amount       `json:"shortfall"` // what is missing in money; null where nothing is or it is not known
	Vintage      VintageID     `json:"vintage"`   // the latest that value comes from
	Estimate     bool          `json:"estimate"`  // a figure is not final
	Assumed      bool          `json:"assumed,omitempty"`
	RoundingOnly bool          `json:"rounding_only"` // whether it is met depends on digits that the source rounds away
	Recomputed   *unit.Decimal `json:"recomputed"`    // from the inputs that the same vintage publishes; null where it has none
	Disagrees    bool          `json:"disagrees"`     // value and recomputed differ by more than rounding explains

	Trend       *Trend       `json:"trend,omitempty"`
	Projected   *Projected   `json:"projected,omitempty"`
	Sensitivity *Sensitivity `json:"sensitivity,omitempty"`

	Basis    string     `json:"basis,omitempty"`    // names the figures and definitions that the verdict was computed from
	Evidence []Evidence `json:"evidence,omitempty"` // the figures, in the order of use
}

// An Amount is a sum of money.
type Amount struct {
	Value    unit.Decimal `json:"value"` // whole units of the currency
	Currency unit.Unit    `json:"currency"`
	Prices   string       `json:"prices,omitempty"`
}

// A Projected value is where the trend leads.
type Projected struct {
	Period  cal.Period `json:"period"`           // when the target has to be reached, or the next period
	Value   string     `json:"value"`            // on the line; 4 decimal places
	Low     string     `json:"low"`              // with the least slope of the interval
	High    string     `json:"high"`             // with the greatest
	Reached cal.Period `json:"reached,omitzero"` // the first period in which the line reaches the target; zero: not within 25
}

// A Sensitivity is the smallest change of the value that gives another answer.
type Sensitivity struct {
	Change  unit.Decimal `json:"change"`  // in the value's unit
	Percent unit.Decimal `json:"percent"` // of the value; 2 decimal places
}

// An Evidence is one figure that a verdict rests on.
type Evidence struct {
	Role        Role            `json:"role"`
	Indicator   IndicatorID     `json:"indicator"`
	Area        Area            `json:"party"`
	Part        string          `json:"part,omitempty"`
	Period      cal.Period      `json:"period"`
	Value       unit.Decimal    `json:"value"`
	Unit        unit.Unit       `json:"unit"`
	Multiplier  int             `json:"multiplier,omitempty"`
	Status      Status          `json:"status"`
	Publication PublicationID   `json:"publication"`
	Vintage     VintageID       `json:"vintage"`
	Published   cal.Date        `json:"published"`
	Source      string          `json:"source"`          // the document of the vintage
	Place       string          `json:"place,omitempty"` // table and cell
	Document    string          `json:"document"`        // the file that it was read from
	Row         int             `json:"row"`             // in it
	Fact        *entente.FactID `json:"fact,omitempty"`  // the ledger entry that has it
}

// A Role says what a figure does in a verdict.
type Role string

// The roles.
const (
	InValue     Role = "value"
	InRecompute Role = "recompute"
	InTarget    Role = "target"
	InMoney     Role = "shortfall"
	InTrend     Role = "trend"
)
