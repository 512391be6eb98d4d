package aid

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"entente"
	"entente/cal"
	"entente/unit"
)

// A channel is what goes through a body and what the body reports, of one kind, in years that hang together.
type channel struct {
	body     entente.ActorID
	kind     string
	currency unit.Unit
	period   cal.Period
}

// A channels is, for the root of each chain that takes part in one, its channel.
type channels map[int]channel

type channelKey struct {
	body     entente.ActorID
	kind     string
	currency unit.Unit
}

// leaveOut finds the chains that are given through a body which itself reports of that kind in years that overlap, directly or by way of
// others, and leaves them out of the lines: the body's own figure is there. A chain of which the body names the pledge that it draws on is
// one already, and stays.
func (b *book) leaveOut() channels {
	groups := b.groups()
	found := channels{}
	for k, roots := range groups {
		for _, run := range b.runs(roots) {
			b.channel(k, run, found)
		}
	}
	for i := range b.items {
		c, ok := found[b.items[i].root]
		b.items[i].left = ok && b.items[b.items[i].root].Via == c.body
	}
	b.otherKinds(groups)
	return found
}

// groups returns the roots of what is given through a body and of what such bodies report, by what they have in common.
func (b *book) groups() map[channelKey][]int {
	groups := map[channelKey][]int{}
	bodies, linked := map[entente.ActorID]bool{}, map[int]bool{}
	for i := range b.items {
		root := &b.items[b.items[i].root]
		if root.Via != "" {
			bodies[root.Via] = true
			linked[b.items[i].root] = linked[b.items[i].root] || b.items[i].Donor == root.Via
		}
	}
	for i := range b.items {
		it := &b.items[i]
		body := it.Via
		if body == "" && bodies[it.Donor] {
			body = it.Donor
		}
		if it.root == i && body != "" && !linked[i] {
			k := channelKey{body, it.Kind, it.currency}
			groups[k] = append(groups[k], i)
		}
	}
	return groups
}

// runs sorts roots by their years and cuts them where no year hangs together with the next.
func (b *book) runs(roots []int) [][]int {
	slices.SortFunc(roots, func(x, y int) int {
		return cmp.Or(b.items[x].bucket().Compare(b.items[y].bucket()), cmp.Compare(x, y))
	})
	var runs [][]int
	var all cal.Period
	for _, i := range roots {
		p := b.items[i].bucket()
		if len(runs) > 0 && all.Overlaps(p) {
			runs[len(runs)-1] = append(runs[len(runs)-1], i)
			all = hull(all, p)
			continue
		}
		runs, all = append(runs, []int{i}), p
	}
	return runs
}

// channel marks the roots of a run as a channel if the body reports in it and somebody gives through the body.
func (b *book) channel(k channelKey, run []int, found channels) {
	given, own := false, false
	all := b.items[run[0]].bucket()
	for _, i := range run {
		isGiven := b.items[i].Via == k.body
		given, own = given || isGiven, own || !isGiven
		all = hull(all, b.items[i].bucket())
	}
	if !given || !own {
		return
	}
	for _, i := range run {
		found[i] = channel{k.body, k.kind, k.currency, all}
	}
}

// otherKinds tells of what is given through a body that reports in these years, but of another kind.
func (b *book) otherKinds(groups map[channelKey][]int) {
	own := map[channelKey][]cal.Period{} // without the kind
	for k, roots := range groups {
		for _, i := range roots {
			if b.items[i].Via == "" {
				any := channelKey{body: k.body, currency: k.currency}
				own[any] = append(own[any], b.items[i].bucket())
			}
		}
	}
	for k, ps := range own {
		slices.SortFunc(ps, cal.Period.Compare)
		own[k] = slices.Compact(ps)
	}
	for k, roots := range groups {
		periods := own[channelKey{body: k.body, currency: k.currency}]
		for _, i := range roots {
			it := &b.items[i]
			if it.Via != "" && !it.left && slices.ContainsFunc(periods, it.bucket().Overlaps) {
				b.issue(OtherKind, it, "", fmt.Sprintf("given through %s, which reports in these years of another kind: if its figure contains this one, give both the same kind", it.Via))
			}
		}
	}
}

// hull returns the period from the first to the last day of two that overlap.
func hull(p, q cal.Period) cal.Period {
	first, hasFirst := p.First()
	last, hasLast := p.Last()
	f, ok := q.First()
	if hasFirst = hasFirst && ok; hasFirst {
		first = min(first, f)
	}
	l, ok := q.Last()
	if hasLast = hasLast && ok; hasLast {
		last = max(last, l)
	}
	switch {
	case hasFirst && hasLast:
		return cal.Days(first, last)
	case hasFirst:
		return cal.Since(first)
	case hasLast:
		return cal.Until(last)
	}
	return cal.Always
}

type cellKey struct {
	channel
	stage int
}

// cells adds up each channel by stage.
func (found channels) cells(b *book) []Through {
	cells := map[cellKey]*Through{}
	parts := map[cellKey]map[entente.ActorID]*Part{}
	for i := range b.items {
		it := &b.items[i]
		c, ok := found[it.root]
		if !ok {
			continue
		}
		k := cellKey{c, it.stage}
		if cells[k] == nil {
			cells[k] = &Through{Body: c.body, Kind: c.kind, Period: c.period, Currency: c.currency, Stage: it.Entry.Stage, Donors: []Part{}}
			parts[k] = map[entente.ActorID]*Part{}
		}
		if !it.left {
			cells[k].Own = cells[k].Own.Add(it.amount)
			continue
		}
		cells[k].Given = cells[k].Given.Add(it.amount)
		donor := b.items[it.root].Donor
		if parts[k][donor] == nil {
			parts[k][donor] = &Part{Party: donor}
		}
		p := parts[k][donor]
		p.Amount, p.Entries = p.Amount.Add(it.amount), append(p.Entries, it.ID)
	}
	all := []Through{}
	for k, t := range cells {
		if t.close(parts[k]) {
			all = append(all, *t)
		}
	}
	slices.SortFunc(all, func(x, y Through) int {
		return cmp.Or(cmp.Compare(x.Body, y.Body), cmp.Compare(x.Kind, y.Kind), x.Period.Compare(y.Period), cmp.Compare(x.Currency, y.Currency),
			cmp.Compare(x.Stage.index(), y.Stage.index()))
	})
	return all
}

// close sets what is counted twice and what is left of each side, and reports whether anything was given.
func (t *Through) close(parts map[entente.ActorID]*Part) bool {
	for _, donor := range slices.Sorted(maps.Keys(parts)) {
		t.Donors = append(t.Donors, *parts[donor])
	}
	if t.Own.Sign() > 0 && t.Given.Sign() > 0 {
		t.Twice = t.Own
		if t.Given.Cmp(t.Own) < 0 {
			t.Twice = t.Given
		}
	}
	t.Remainder, t.Unreported = t.Own.Sub(t.Twice), t.Given.Sub(t.Twice)
	return len(parts) > 0
}

// once adds up, by currency and stage, all that was said, and what there is of it.
func (b *book) once(through []Through) []Once {
	type key struct {
		currency unit.Unit
		stage    int
	}
	all := map[key]*Once{}
	at := func(cur unit.Unit, stage int) *Once {
		k := key{cur, stage}
		if all[k] == nil {
			all[k] = &Once{Currency: cur, Stage: Stages()[stage]}
		}
		return all[k]
	}
	for i := range b.items {
		it := &b.items[i]
		o := at(it.currency, it.stage)
		o.Naive = o.Naive.Add(it.amount)
		if it.left {
			o.Given = o.Given.Add(it.amount)
		} else {
			o.Counted = o.Counted.Add(it.amount)
		}
	}
	for i := range b.repeats {
		it := &b.repeats[i]
		o := at(it.currency, it.stage)
		o.Naive, o.Repeated = o.Naive.Add(it.amount), o.Repeated.Add(it.amount)
	}
	for _, t := range through {
		o := at(t.Currency, t.Stage.index())
		o.Unreported = o.Unreported.Add(t.Unreported)
	}
	sorted := []Once{}
	for _, k := range slices.SortedFunc(maps.Keys(all), func(x, y key) int { return cmp.Or(cmp.Compare(x.currency, y.currency), cmp.Compare(x.stage, y.stage)) }) {
		o := all[k]
		o.Net = o.Counted.Add(o.Unreported)
		sorted = append(sorted, *o)
	}
	return sorted
}

// alike finds entries that look like one. Those without words look like nothing.
func (b *book) alike() []Alike {
	type key struct {
		donor, via entente.ActorID
		stage      int
		kind, text string
		amount     string
		currency   unit.Unit
		period     cal.Period
	}
	groups := map[key][]int{}
	for i := range b.items {
		it := &b.items[i]
		text := strings.ToLower(strings.Join(strings.Fields(it.Text), " "))
		if it.left || text == "" {
			continue
		}
		k := key{it.Donor, it.Via, it.stage, it.Kind, text, it.Amount.Trim().String(), it.Currency, it.Entry.Period}
		groups[k] = append(groups[k], i)
	}
	all := []Alike{}
	for _, group := range groups {
		if len(group) < 2 {
			continue
		}
		it := &b.items[group[0]]
		a := Alike{Donor: it.Donor, Stage: it.Entry.Stage, Text: it.Text, Period: it.Entry.Period, Currency: it.currency, Amount: it.amount}
		for n, i := range group {
			a.Entries = append(a.Entries, b.items[i].ID)
			if n > 0 {
				a.Twice = a.Twice.Add(b.items[i].amount)
			}
		}
		all = append(all, a)
	}
	slices.SortFunc(all, func(x, y Alike) int { return cmp.Compare(x.Entries[0], y.Entries[0]) })
	return all
}
