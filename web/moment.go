package web

import (
	"fmt"
	"net/url"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/node"
)

// A moment says what verdicts are of: a period of the world, and the day by whose publications they are given.
type moment struct {
	At    cal.Period // zero: the latest that is well known
	Known cal.Date   // zero: today
}

// readMoment returns the moment that an address asks for.
func readMoment(q url.Values) (m moment, err error) {
	if m.At, err = cal.ParsePeriod(q.Get("at")); err != nil {
		return m, fmt.Errorf("web: at: %w: %w", err, entente.ErrInvalid)
	}
	if known := q.Get("known"); known != "" {
		if m.Known, err = cal.ParseDate(known); err != nil {
			return m, fmt.Errorf("web: known: %w: %w", err, entente.ErrInvalid)
		}
	}
	return m, nil
}

// values returns the part of an address that asks for m.
func (m moment) values() url.Values {
	q := make(url.Values)
	if !m.At.IsZero() {
		q.Set("at", m.At.String())
	}
	if m.Known != 0 {
		q.Set("known", m.Known.String())
	}
	return q
}

// ask returns the query for m.
func (m moment) ask() node.AssessQuery { return node.AssessQuery{Period: m.At, Known: m.Known} }

// then returns m with the period left open.
func (m moment) then() moment { return moment{Known: m.Known} }

// measureURL returns the page of a measure at a moment.
func measureURL(id measure.MeasureID, m moment) string {
	return address("/measure/"+string(id), m.values())
}

// seriesURL returns the page of one party over time.
func seriesURL(id measure.MeasureID, a measure.Area, m moment) string {
	return address("/measure/"+string(id)+"/"+string(a), m.then().values())
}

// verdictURL returns the page of a verdict, by what it says was known; that of its undertaking where no measure gave it.
func verdictURL(v measure.Verdict, m moment) string {
	if v.Measure == "" {
		return entryURL(v.Undertaking)
	}
	return address("/measure/"+string(v.Measure)+"/"+string(v.Area)+"/"+v.Period.String(), m.then().values())
}

// An alternative is one of a few ways to see the same page.
type alternative struct {
	Name    string
	URL     string
	Chosen  bool
	Explain string // what it is called in full; "" for no more
}
