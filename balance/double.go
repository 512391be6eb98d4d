package balance

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"entente"
	"entente/cal"
)

// A Double is one thing that is offered more than once at the same time: it is counted once.
type Double struct {
	Asset  string          `json:"asset"`
	Party  entente.ActorID `json:"party"`
	Offers []string        `json:"offers"`          // identifiers of contributions
	Period cal.Period      `json:"period,omitzero"` // when they overlap
	Twice  float64         `json:"twice"`           // by how much the sum of the offers exceeds what there is
	Unit   string          `json:"unit,omitempty"`
	Why    string          `json:"why"`
}

// Doubles finds what is offered twice: contributions with one asset whose periods overlap, in whatever tier, operation or name, and those of
// which each looks like the other (same party, kind, quantity, title, and overlapping periods), which are told but not merged unless they
// name an asset. What there is of an asset is the largest quantity offered of it.
func Doubles(all []Contribution) []Double {
	doubles := []Double{}
	for _, group := range groups(all, func(c Contribution) string { return c.Asset }) {
		doubles = append(doubles, overlapping(group)...)
	}
	alike := func(c Contribution) string {
		if c.Asset != "" || c.Title == "" {
			return ""
		}
		return strings.Join([]string{string(c.Party), c.Kind, strings.ToLower(c.Title), fmt.Sprint(c.Quantity)}, "\x00")
	}
	for _, group := range groups(all, alike) {
		for _, d := range overlapping(group) {
			d.Asset = ""
			d.Why = "look alike: same party, kind, title and quantity at the same time; if they are one thing, give them one asset, for each is counted"
			doubles = append(doubles, d)
		}
	}
	return doubles
}

// groups returns the live contributions that have something in common, in order of what that is.
func groups(all []Contribution, of func(Contribution) string) [][]Contribution {
	by := map[string][]Contribution{}
	var names []string
	for _, c := range all {
		name := of(c)
		if name == "" || c.State == Withdrawn || c.State == Expired {
			continue
		}
		if by[name] == nil {
			names = append(names, name)
		}
		by[name] = append(by[name], c)
	}
	slices.Sort(names)
	var groups [][]Contribution
	for _, n := range names {
		if len(by[n]) > 1 {
			groups = append(groups, by[n])
		}
	}
	return groups
}

// overlapping returns the runs of days on which more than one of a group is offered, each as a double.
func overlapping(group []Contribution) []Double {
	slices.SortStableFunc(group, byPartyAndID)
	most := 0.0
	for _, c := range group {
		most = max(most, c.Quantity)
	}
	var doubles []Double
	for _, slice := range Slices(periods(group)) {
		var offers []string
		sum := 0.0
		for _, c := range group {
			if covers(c.Period, slice) {
				offers = append(offers, c.ID)
				sum += c.Quantity
			}
		}
		if len(offers) < 2 {
			continue
		}
		d := Double{Asset: group[0].Asset, Party: group[0].Party, Offers: offers, Period: slice, Twice: sum - most, Unit: string(group[0].Unit)}
		d.Why = fmt.Sprintf("offered %d times at once", len(offers))
		if last := len(doubles) - 1; last >= 0 && slices.Equal(doubles[last].Offers, offers) && Follows(doubles[last].Period, slice) {
			doubles[last].Period = Join(doubles[last].Period, slice)
			continue
		}
		doubles = append(doubles, d)
	}
	return doubles
}

func periods(all []Contribution) []cal.Period {
	list := make([]cal.Period, len(all))
	for i, c := range all {
		list[i] = c.Period
	}
	return list
}

// Slices cuts time where one of the periods begins or ends, and returns the runs of days between, in order, within the first beginning and
// the last end. A zero period is at all times; when all are, there is one slice, the zero period.
func Slices(periods []cal.Period) []cal.Period {
	var cuts []cal.Date // first days of slices
	open := false
	for _, p := range periods {
		if p.IsZero() {
			continue
		}
		if first, ok := p.First(); ok {
			cuts = append(cuts, first)
		} else {
			open = true
		}
		if last, ok := p.Last(); ok {
			cuts = append(cuts, last+1)
		} else {
			cuts = append(cuts, math.MaxInt32)
		}
	}
	if len(cuts) == 0 {
		return []cal.Period{{}}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var all []cal.Period
	if open {
		all = append(all, cal.Until(cuts[0]-1))
	}
	for i := 0; i+1 < len(cuts); i++ {
		if cuts[i+1] == math.MaxInt32 {
			all = append(all, cal.Since(cuts[i]))
		} else {
			all = append(all, cal.Days(cuts[i], cuts[i+1]-1))
		}
	}
	return all
}

func covers(p, slice cal.Period) bool { return p.IsZero() || slice.IsZero() || p.Covers(slice) }

// Follows reports whether q begins on the day after p ends.
func Follows(p, q cal.Period) bool {
	last, ok := p.Last()
	first, ok2 := q.First()
	return ok && ok2 && first == last+1
}

// Join returns the days from the first of p to the last of q.
func Join(p, q cal.Period) cal.Period {
	first, ok := p.First()
	last, ok2 := q.Last()
	switch {
	case ok && ok2:
		return cal.Days(first, last)
	case ok:
		return cal.Since(first)
	case ok2:
		return cal.Until(last)
	}
	return cal.Always
}

// Days returns how many days a period has, or 0 if it has no end.
func Days(p cal.Period) int {
	first, ok := p.First()
	last, ok2 := p.Last()
	if !ok || !ok2 {
		return 0
	}
	return int(last-first) + 1
}
