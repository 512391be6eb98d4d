package measure

import (
	"fmt"

	"entente"
	"entente/cal"
	"entente/unit"
)

// A Status says how firm a figure is. The codes are those of the SDMX code list CL_OBS_STATUS.
type Status string

// The statuses.
const (
	Actual      Status = "A"
	Estimate    Status = "E"
	Provisional Status = "P"
	Forecast    Status = "F"
	Break       Status = "B" // the series is not comparable with what came before
	Assumed     Status = "assumed"
)

var statuses = map[Status]string{
	Actual: "actual", Estimate: "estimate", Provisional: "provisional", Forecast: "forecast", Break: "break in series", Assumed: "assumed",
}

// ParseStatus checks and returns a status that a figure may be published with. The empty string is [Actual].
func ParseStatus(s string) (Status, error) {
	if s == "" {
		return Actual, nil
	}
	if _, ok := statuses[Status(s)]; !ok || Status(s) == Assumed {
		return "", fmt.Errorf("status %.20q: want A (actual), E (estimate), P (provisional), F (forecast) or B (break): %w", s, entente.ErrInvalid)
	}
	return Status(s), nil
}

// String returns the status in words.
func (s Status) String() string { return statuses[s] }

// IsFirm reports whether no better figure of the period is announced.
func (s Status) IsFirm() bool { return s == Actual || s == Break }

// An Observation is one published figure.
type Observation struct {
	Indicator IndicatorID  `json:"indicator"`
	Area      Area         `json:"party"`
	Part      string       `json:"part,omitempty"` // which part of the breakdown; "" for the whole
	Period    cal.Period   `json:"period"`
	Value     unit.Decimal `json:"value"` // exactly as published, in the indicator's unit and multiplier
	Status    Status       `json:"status"`
	Vintage   VintageID    `json:"vintage"`
	Place     string       `json:"place,omitempty"` // table and cell of the source
}

// cell returns what identifies the figure: two observations of one cell are the same figure, or contradict each other.
func (o Observation) cell() string {
	return fmt.Sprintf("%s %s%s %v of vintage %s", o.Indicator, o.Area, map[bool]string{true: "", false: "/" + o.Part}[o.Part == ""], o.Period, o.Vintage)
}
