// Package report writes how the undertakings of an instrument stand as one document: HTML that prints well, JSON and
// comma-separated values, all with the same content. The same facts give the same bytes, in whatever order they are handed
// over; there is no clock inside.
package report

import (
	"slices"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/measure/score"
	"entente/unit"
)

// A Report is everything that a report says. Lists may be in any order: writing puts them in order.
type Report struct {
	Lang       entente.Lang       `json:"lang"` // of the words around the content, of those that [Langs] has
	Instrument entente.Instrument `json:"instrument"`
	Pack       Pack               `json:"pack"`
	Node       string             `json:"node"` // the name of the node that the report was made on
	Key        string             `json:"key,omitempty"`
	Period     cal.Period         `json:"period,omitzero"` // zero: of each measure the latest period that is well known
	Known      cal.Date           `json:"known"`           // by what had been published on this day
	Scope      Scope              `json:"scope,omitzero"`
	Heads      []Head             `json:"heads"` // of the logs that the report rests on

	Names        map[entente.ActorID]entente.Wording `json:"names"` // of all that the report speaks of: parties, groups by identifier and by code, bodies
	Parties      []measure.Area                      `json:"parties"`
	Groups       []measure.Area                      `json:"groups"` // that figures are published of
	Programmes   []entente.Programme                 `json:"programmes"`
	Provisions   []entente.Provision                 `json:"provisions"`
	Instruments  []entente.Instrument                `json:"instruments"` // that undertakings cite
	Publications []measure.Publication               `json:"publications"`
	Indicators   []measure.Indicator                 `json:"indicators"`

	Undertakings []Undertaking      `json:"undertakings"`
	Revisions    []measure.Revision `json:"revisions"`
	Scores       []Scoring          `json:"scores"`
}

// A Pack names the content that a report was made by.
type Pack struct {
	ID      string          `json:"id"`
	Version string          `json:"version"`
	Title   entente.Wording `json:"title"`
	Source  string          `json:"source,omitempty"`
	Licence string          `json:"licence,omitempty"`
}

// A Scope is what a report is confined to. A zero field confines nothing.
type Scope struct {
	Programme entente.ProgrammeID `json:"programme,omitempty"`
	Party     measure.Area        `json:"party,omitempty"`
}

// A Head is the latest checkpoint of a log.
type Head struct {
	Log     string `json:"log"`
	Entries int64  `json:"entries"`
	Root    string `json:"root"` // of its RFC 6962 tree
}

// An Undertaking is an entry of the register and how it stands.
type Undertaking struct {
	Entry    entente.Undertaking `json:"entry"`
	How      *How                `json:"how,omitempty"`
	Measured []Measured          `json:"measured"` // none: no public figure at hand shows it
	Records  []Record            `json:"records"`  // what parties and analysts recorded about it
}

// How says how it can be known whether an undertaking is delivered.
type How struct {
	By   string          `json:"by"`  // "figures", "event" or "score"
	Why  string          `json:"why"` // the class of the reason
	Note entente.Wording `json:"note"`
}

// Measured is an undertaking by one measure.
type Measured struct {
	Measure  measure.Measure   `json:"measure"`
	Period   cal.Period        `json:"period"`
	Verdicts []measure.Verdict `json:"verdicts"` // of the period, with evidence
	History  []measure.Verdict `json:"history"`  // of all periods up to it, without
	Rivals   []Rival           `json:"rivals"`
	Remarks  []Remark          `json:"remarks"`
}

// A Rival is another indicator for the same promise.
type Rival struct {
	Measure  measure.Measure   `json:"measure"`
	Verdicts []measure.Verdict `json:"verdicts"` // of the same period, with evidence
}

// A Remark is what must be known of a figure and its source does not mark.
type Remark struct {
	Area   measure.Area    `json:"party"`
	Period cal.Period      `json:"period"`
	Text   entente.Wording `json:"text"`
	Source string          `json:"source"`
}

// A Record is a fact about an undertaking that stands in the ledger.
type Record struct {
	Fact     entente.FactID  `json:"fact"`
	Author   entente.ActorID `json:"author"`
	Kind     string          `json:"kind"`
	Subject  string          `json:"subject"`
	Recorded cal.Instant     `json:"recorded"`
	Text     string          `json:"text"`
	URL      string          `json:"url,omitempty"`
	Source   *entente.Source `json:"source,omitempty"`
	Exercise bool            `json:"exercise,omitempty"` // invented for an exercise
}

// A Scoring is what analysts judged and published on one scale.
type Scoring struct {
	Scale    score.Scale  `json:"scale"`
	Exercise bool         `json:"exercise,omitempty"` // invented for an exercise
	Cases    []score.Case `json:"cases"`              // those that are published
	Alpha    *score.Alpha `json:"alpha"`              // agreement of the analysts; null where it is not defined
}

// IsExercise reports whether anything in r was invented for an exercise.
func (r Report) IsExercise() bool {
	for _, u := range r.Undertakings {
		for _, rec := range u.Records {
			if rec.Exercise {
				return true
			}
		}
	}
	return slices.ContainsFunc(r.Scores, func(s Scoring) bool { return s.Exercise && len(s.Cases) > 0 })
}

// isMeasured reports whether a figure is known that a verdict on u rests on.
func (u Undertaking) isMeasured() bool {
	return slices.ContainsFunc(u.Measured, Measured.isKnown)
}

// isKnown reports whether a figure is known that a verdict of m rests on.
func (m Measured) isKnown() bool {
	return slices.ContainsFunc(m.Verdicts, func(v measure.Verdict) bool { return v.Value != nil })
}

// name returns what an actor is called in the language of r, or its identifier.
func (r Report) name(id entente.ActorID) string {
	if w := r.Names[id]; len(w) > 0 {
		return w.In(r.Lang)
	}
	return string(id)
}

func (r Report) area(a measure.Area) string { return r.name(entente.ActorID(a)) }

// published returns the level that analysts published on an undertaking for a party and period.
type published struct {
	score.Case
	Scale    score.Scale
	Exercise bool
}

// scoresOf returns the published scores that want is true of, in order.
func (r Report) scoresOf(want func(score.Item) bool) []published {
	var out []published
	for _, s := range r.Scores {
		for _, c := range s.Cases {
			if c.State == score.Published && c.Level != nil && want(c.Item) {
				out = append(out, published{c, s.Scale, s.Exercise})
			}
		}
	}
	return out
}

// title returns what the level of p is called, and as what outcome it counts.
func (p published) title(lang entente.Lang) (string, measure.Outcome) {
	l, ok := p.Scale.Level(*p.Level)
	if !ok {
		return "", measure.NoData
	}
	return l.Title.In(lang), measure.Outcome(l.Outcome)
}

// verdictOf returns the verdict on an area, if there is one.
func verdictOf(verdicts []measure.Verdict, a measure.Area) (measure.Verdict, bool) {
	for _, v := range verdicts {
		if v.Area == a {
			return v, true
		}
	}
	return measure.Verdict{}, false
}

// isShare reports whether a measure is a share of something that money can be told of.
func isShare(m measure.Measure) bool { return m.Money != "" && m.Unit.Kind() == unit.Share }
