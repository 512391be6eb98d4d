// Package compare sets two readings side by side: two documents of one series, or two languages of one document.
package compare

import (
	"slices"

	"entente"
	"entente/cal"
	"entente/text"
	"entente/unit"
)

// A SeriesReport says what became of the undertakings of an earlier document in a later one.
type SeriesReport struct {
	New     []entente.Statement `json:"new"`     // only in the later document
	Dropped []entente.Statement `json:"dropped"` // only in the earlier one
	Carried []Carried           `json:"carried"`
}

// A Carried is an undertaking that stands in both documents.
type Carried struct {
	Before     entente.Statement `json:"before"`
	After      entente.Statement `json:"after"`
	Similarity float64           `json:"similarity"` // of the wording: 0 nothing in common, 1 the same
	Changes    []Change          `json:"changes"`
	Direction  Direction         `json:"direction"`
}

// A Direction says how an undertaking or one of its parts moved.
type Direction string

// The directions.
const (
	Same     Direction = "same"
	Stronger Direction = "stronger"
	Weaker   Direction = "weaker"
	Changed  Direction = "changed" // moved, but neither stronger nor weaker, or both at once
)

// A Change is one part of an undertaking that differs.
type Change struct {
	Field     string    `json:"field"` // act, strength, quantity or deadline
	Before    string    `json:"before"`
	After     string    `json:"after"`
	Direction Direction `json:"direction"`
}

// Series compares two documents of one series in one language, the earlier first. Statements pair off by their wording,
// most alike first; pairs of which neither side undertakes anything are left out.
func Series(before, after *text.Reading) SeriesReport {
	report := SeriesReport{New: []entente.Statement{}, Dropped: []entente.Statement{}, Carried: []Carried{}}
	partners := pairUp(before, after)
	taken := map[int]bool{}
	for i, s := range before.Statements {
		p, ok := partners[i]
		if !ok {
			if undertakes(s) {
				report.Dropped = append(report.Dropped, s)
			}
			continue
		}
		taken[p.after] = true
		if t := after.Statements[p.after]; undertakes(s) || undertakes(t) {
			report.Carried = append(report.Carried, carry(s, t, p.similarity))
		}
	}
	for j, t := range after.Statements {
		if !taken[j] && undertakes(t) {
			report.New = append(report.New, t)
		}
	}
	return report
}

func undertakes(s entente.Statement) bool {
	return slices.ContainsFunc(s.Acts, entente.Act.Undertakes)
}

func carry(before, after entente.Statement, similarity float64) Carried {
	c := Carried{Before: before, After: after, Similarity: similarity, Changes: []Change{}}
	note := func(field, was, is string, d Direction) {
		if d != Same {
			c.Changes = append(c.Changes, Change{field, was, is, d})
		}
	}
	note("act", string(before.Act), string(after.Act), actMoved(before.Act, after.Act))
	note("strength", strengthName(before.Strength), strengthName(after.Strength), moved(before.Strength, after.Strength))
	for _, ch := range figuresMoved(before.Quantities, after.Quantities) {
		note("quantity", ch.Before, ch.After, ch.Direction)
	}
	was, is := stated(before.Deadline), stated(after.Deadline)
	note("deadline", was, is, deadlineMoved(was, is))
	c.Direction = sum(c.Changes)
	return c
}

// sum returns the direction of several changes together.
func sum(changes []Change) Direction {
	d := Same
	for _, ch := range changes {
		switch {
		case d == Same:
			d = ch.Direction
		case d != ch.Direction:
			return Changed
		}
	}
	return d
}

func moved(before, after int) Direction {
	switch {
	case before == 0 && after == 0, before == after:
		return Same
	case before == 0 || after == 0:
		return Changed
	case after > before:
		return Stronger
	}
	return Weaker
}

// actMoved compares acts: what undertakes something is stronger than what only takes a stance or tells.
func actMoved(before, after entente.Act) Direction {
	switch {
	case before == after:
		return Same
	case after.Undertakes() && !before.Undertakes():
		return Stronger
	case before.Undertakes() && !after.Undertakes():
		return Weaker
	}
	return Changed
}

func strengthName(n int) string {
	return [...]string{"", "consider", "intend", "ought", "will"}[n]
}

func stated(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// deadlineMoved compares deadlines: a date is stronger than none, an earlier one stronger than a later one.
func deadlineMoved(before, after string) Direction {
	switch {
	case before == after:
		return Same
	case before == "":
		return Stronger
	case after == "":
		return Weaker
	}
	b, berr := cal.ParsePeriod(before)
	a, aerr := cal.ParsePeriod(after)
	if berr != nil || aerr != nil {
		return Changed
	}
	was, _ := b.Last()
	is, _ := a.Last()
	if is < was {
		return Stronger
	}
	return Weaker
}

// figuresMoved compares the figures of two statements unit by unit, in the order in which they stand.
func figuresMoved(before, after []entente.Figure) []Change {
	var changes []Change
	rest := slices.Clone(after)
	for _, b := range before {
		i := slices.IndexFunc(rest, func(a entente.Figure) bool { return a.Unit == b.Unit })
		if i < 0 {
			changes = append(changes, Change{Before: figure(b), Direction: Weaker})
			continue
		}
		if ch := figureMoved(b, rest[i]); ch.Direction != Same {
			changes = append(changes, ch)
		}
		rest = slices.Delete(rest, i, i+1)
	}
	for _, a := range rest {
		changes = append(changes, Change{After: figure(a), Direction: Stronger})
	}
	return changes
}

func figure(f entente.Figure) string {
	q := f.Value.String()
	if f.Unit.Kind() != unit.Share {
		q += " "
	}
	q += string(f.Unit)
	if f.Comparator == unit.Exactly {
		return q
	}
	return string(f.Comparator) + " " + q
}

func figureMoved(before, after entente.Figure) Change {
	ch := Change{Before: figure(before), After: figure(after), Direction: Changed}
	b, berr := unit.ParseDecimal(before.Value.String())
	a, aerr := unit.ParseDecimal(after.Value.String())
	if berr != nil || aerr != nil {
		return ch
	}
	switch order := a.Cmp(b); {
	case order == 0 && before.Comparator == after.Comparator:
		ch.Direction = Same
	case order == 0, before.Comparator != after.Comparator && before.Comparator != unit.Exactly && after.Comparator != unit.Exactly:
		ch.Direction = Changed
	case before.Comparator == unit.AtMost || after.Comparator == unit.AtMost:
		ch.Direction = higher(order < 0)
	default:
		ch.Direction = higher(order > 0)
	}
	return ch
}

func higher(stronger bool) Direction {
	if stronger {
		return Stronger
	}
	return Weaker
}
