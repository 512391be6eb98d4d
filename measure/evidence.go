package measure

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// cite adds to a verdict the figures that it rests on, and the name of what it was computed from.
func (a *assessor) cite(v *Verdict, readings []reading, target int) {
	if a.env.area < 0 {
		v.Basis = basis(a.measure, nil)
		return
	}
	type use struct {
		role Role
		cell *cell
	}
	role, cited := InValue, make(map[use]bool)
	a.env.trace = func(indicator int, area, part int32, c *cell) {
		if cited[use{role, c}] {
			return
		}
		cited[use{role, c}] = true
		e := a.data.evidence(indicator, area, part, c)
		e.Role = role
		v.Evidence = append(v.Evidence, e)
	}
	defer func() { a.env.trace = nil }()
	now := readings[len(readings)-1]
	a.env.period = now.period
	from := func(r Role, x expr) {
		role = r
		if x != nil {
			_, _ = x.eval(&a.env) // what is missing has been said already
		}
	}
	from(InValue, exprFunc(func(*env) (Number, error) { return a.evaluate() }))
	if now.latest != nil {
		a.env.fixed = now.latest
		from(InRecompute, a.recompute)
		a.env.fixed = nil
	}
	if target >= 0 {
		from(InTarget, a.targets[target])
	}
	if a.money >= 0 {
		from(InMoney, figure{a.money, wholePart})
	}
	if v.Trend != nil {
		for _, r := range a.window(readings) {
			if r.period == now.period {
				continue
			}
			a.env.period = r.period
			from(InTrend, exprFunc(func(*env) (Number, error) { return a.evaluate() }))
		}
		a.env.period = now.period
	}
	v.Basis = basis(a.measure, v.Evidence)
}

// evidence describes a figure.
func (d *Data) evidence(indicator int, area, part int32, c *cell) Evidence {
	i := d.book.Indicators[indicator]
	e := Evidence{
		Indicator: i.ID, Area: d.areas[area], Part: d.names[part], Period: c.period, Value: c.value, Unit: i.Unit, Multiplier: i.Multiplier,
		Status: statusCodes[c.status], Publication: i.Publication, Row: int(c.row),
	}
	if e.Status == Assumed {
		e.Source = "assumption"
		return e
	}
	v := d.book.Publications[d.book.publicationOf[indicator]].Vintages[c.vintage]
	e.Vintage, e.Published, e.Source = v.ID, v.Published, v.Title
	if c.origin >= 0 && int(c.origin) < len(d.origins) {
		o := d.origins[c.origin]
		e.Document = o.Document
		if int(c.row) < len(o.Places) {
			e.Place = o.Places[c.row]
		}
		if !o.Fact.IsZero() {
			e.Fact = &o.Fact
		}
	}
	return e
}

// basis names what a verdict was computed from: the SHA-256 hash of the measure's definition and of the figures, each as a
// line of JSON. The same figures under the same definition give the same name, wherever they were read.
func basis(m Measure, evidence []Evidence) string {
	h := sha256.New()
	write := func(v any) {
		b, err := json.Marshal(v)
		if err != nil {
			panic(fmt.Sprintf("measure: basis: %v", err)) // texts and numbers
		}
		h.Write(append(b, '\n'))
	}
	write(m)
	for _, e := range evidence {
		e.Document, e.Row, e.Fact, e.Place = "", 0, nil, ""
		write(e)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Observation returns the figure that e is.
func (e Evidence) Observation() Observation {
	return Observation{Indicator: e.Indicator, Area: e.Area, Part: e.Part, Period: e.Period, Value: e.Value, Status: e.Status, Vintage: e.Vintage, Place: e.Place}
}

// Figures returns every vintage of the figures of an indicator for an area, by part, then period, then vintage, each as
// evidence without a role.
func (d *Data) Figures(id IndicatorID, area Area) []Evidence {
	i, ok := d.book.indicatorIndex[id]
	a, known := d.areaIDs[area]
	if !ok || !known {
		return nil
	}
	var all []Evidence
	for _, part := range append([]int32{wholePart}, d.partsOf(i, a)...) {
		s := d.series[seriesKey{int32(i), a, part}]
		if s == nil {
			continue
		}
		for k := range s.cells {
			all = append(all, d.evidence(i, a, part, &s.cells[k]))
		}
	}
	return all
}
