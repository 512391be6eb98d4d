package web

import (
	"fmt"
	"slices"
	"strings"

	"entente"
	"entente/unit"
)

// An entry is an undertaking or context entry of the register with the names of all that it mentions.
type entry struct {
	entente.Undertaking
	URL         string
	Bearer      []link
	Addressee   []link
	Instruments []link
	Programme   link
	Systems     []systemRef
	Figures     []figure
	Marks       []mark // one per statement
}

// A systemRef is a system's code and name.
type systemRef struct {
	ID entente.SystemID
	link
}

// A figure is a target made ready to read.
type figure struct {
	Amount string // such as "≥ 2% of GDP"
	Of     entente.Wording
}

func (s *site) entry(e entente.Undertaking) entry {
	v := entry{
		Undertaking: e,
		URL:         entryURL(e.ID),
		Bearer:      s.actorLinks(e.Bearer),
		Addressee:   s.actorLinks(e.Addressee),
		Instruments: each(e.Instruments, s.instrumentLink),
		Programme:   s.programmeLink(e.Programme),
		Systems:     each(e.Systems, s.systemRef),
		Figures:     each(e.Quantities, newFigure),
	}
	for range e.Statements {
		v.Marks = append(v.Marks, newMark(e, ""))
	}
	return v
}

func (s *site) entries(list []entente.Undertaking) []entry { return each(list, s.entry) }

func (s *site) systemRef(id entente.SystemID) systemRef {
	v, _ := s.pack.System(id)
	return systemRef{id, link{systemURL(id), v.Names}}
}

// Place returns where e stands: "27/1", or "1/3, 1/7" for several statements.
func (e entry) Place() string {
	return strings.Join(each(e.Statements, func(id entente.StatementID) string {
		return fmt.Sprintf("%d/%d", id.Provision, id.Number)
	}), ", ")
}

var signs = map[unit.Comparator]string{
	unit.AtLeast: "≥ ", unit.MoreThan: "> ", unit.LessThan: "< ", unit.AtMost: "≤ ", unit.About: "≈ ",
}

func newFigure(t entente.Target) figure {
	amount := signs[t.Comparator] + grouped(t.Value.String())
	switch t.Unit.Kind() {
	case unit.Number:
	case unit.Share:
		amount += string(t.Unit)
	default:
		amount += " " + string(t.Unit)
	}
	return figure{amount, t.Of}
}

// grouped sets a narrow space between each three digits before the point, from five digits on.
func grouped(number string) string {
	whole, fraction, point := strings.Cut(number, ".")
	minus := strings.HasPrefix(whole, "-")
	whole = strings.TrimPrefix(whole, "-")
	if len(whole) > 4 {
		var groups []string
		for len(whole) > 3 {
			groups = append(groups, whole[len(whole)-3:])
			whole = whole[:len(whole)-3]
		}
		groups = append(groups, whole)
		slices.Reverse(groups)
		whole = strings.Join(groups, "\u202f")
	}
	if minus {
		whole = "−" + whole
	}
	if point {
		whole += "." + fraction
	}
	return whole
}

// A tally counts the statements of each act.
type tally struct {
	Act        entente.Act
	Statements int // whose primary act it is
}

// tallies counts the statements of entries by primary act, in the order of [entente.Acts].
func tallies(entries []entente.Undertaking) []tally {
	counts := make(map[entente.Act]int)
	for _, e := range entries {
		counts[e.Act] += len(e.Statements)
	}
	return each(entente.Acts, func(a entente.Act) tally { return tally{a, counts[a]} })
}
