// Package measure finds out whether undertakings are delivered: published figures with vintages in, verdicts with their
// evidence out. A verdict is computed on exact numbers and can be computed again from its evidence.
package measure

import (
	"entente"
	"entente/cal"
	"entente/unit"
)

// A MeasureID names a measure by a slug, such as "defence-spending-share".
type MeasureID string

// A Measure holds figures against what an undertaking says.
type Measure struct {
	ID          MeasureID           `json:"id"`
	Title       entente.Wording     `json:"title"`
	Undertaking entente.StatementID `json:"undertaking"`
	Value       string              `json:"value"`               // the formula of what is measured
	Recompute   string              `json:"recompute,omitempty"` // the formula of the same from the inputs that the source itself publishes
	Unit        unit.Unit           `json:"unit"`
	Places      int                 `json:"places"`              // decimal places in which the source prints the value, and we
	Tolerance   unit.Decimal        `json:"tolerance"`           // value and recomputed value that differ by more disagree
	Money       IndicatorID         `json:"money,omitempty"`     // what the value is a share of, for the shortfall in money
	Direction   Direction           `json:"direction,omitempty"` // which way is better
	Targets     []Target            `json:"targets"`             // at most one for each period; none: a figure that informs
	Exempt      []Exemption         `json:"exempt,omitempty"`
	Projection  Projection          `json:"projection"`
	RivalOf     MeasureID           `json:"rivalOf,omitempty"` // the measure that it is another indicator for; its verdicts do not count
	Note        entente.Wording     `json:"note,omitempty"`
}

// A Target is what the value is compared with, for the periods from From until Until.
type Target struct {
	Comparator unit.Comparator `json:"comparator"`
	Value      unit.Decimal    `json:"value"`
	Formula    string          `json:"formula,omitempty"` // instead of Value: compared with another figure, such as that of a base year
	From       cal.Period      `json:"from"`              // the first period that it applies to
	Until      cal.Period      `json:"until,omitzero"`    // the last one; zero for none
	By         cal.Period      `json:"by,omitzero"`       // when it has to be reached; zero: in every period
	Trend      bool            `json:"trend,omitempty"`   // the text names no figure: only the direction is judged, and nothing is met or missed
	Bound      entente.ActorID `json:"bound"`             // the group whose members are bound
	Basis      entente.Wording `json:"basis"`             // what in which text sets it
}

// applies reports whether t is about a period.
func (t Target) applies(p cal.Period) bool {
	first, ok := p.First()
	from, _ := t.From.First()
	last, isBounded := t.Until.Last()
	return ok && from <= first && (!isBounded || first <= last)
}

// An Exemption says who is not bound although a member, and why.
type Exemption struct {
	Party  entente.PartyID `json:"party"`
	Reason entente.Wording `json:"reason"`
}

// A Projection says how a trend is continued.
type Projection struct {
	Method string `json:"method"` // "theil-sen"
	Window int    `json:"window"` // how many periods back it looks
}
