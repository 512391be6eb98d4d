package measure

import "entente/cal"

// An ordinal is the number of a period among those of its kind.
type ordinal struct {
	kind kind
	n    int
}

type kind int

const (
	noKind kind = iota // runs of days that are no unit of the calendar: none comes next
	byYear
	byQuarter
	byMonth
	byDay
)

func ordinalOf(p cal.Period) ordinal {
	first, ok := p.First()
	if !ok {
		return ordinal{}
	}
	y, m, _ := first.Civil()
	switch q := int(m+2) / 3; p {
	case cal.Year(y):
		return ordinal{byYear, y}
	case cal.Quarter(y, q):
		return ordinal{byQuarter, 4*y + q}
	case cal.Month(y, m):
		return ordinal{byMonth, 12*y + int(m)}
	case cal.Day(first):
		return ordinal{byDay, int(first)}
	}
	return ordinal{}
}

// until returns how many periods p is after o; negative where it is before, or where they are not of one kind.
func (o ordinal) until(p ordinal) int {
	if o.kind != p.kind || o.kind == noKind {
		return -1
	}
	return p.n - o.n
}

// stepsBetween returns how many periods b is after a; negative where it is before, or where they are not of one kind.
func stepsBetween(a, b cal.Period) int { return ordinalOf(a).until(ordinalOf(b)) }
