package aid

import (
	"fmt"
	"slices"

	"entente/cal"
	"entente/unit"
)

// An item is an entry that counts on the day of the account, or would if the body through which it is given did not report it.
type item struct {
	*Entry
	stage    int
	amount   unit.Decimal // in the currency of the account
	currency unit.Unit
	rate     int // among the rates of the fund; -1: none
	parent   int // among the items; -1: none
	root     int // the first of its chain
	period   cal.Period
	unmet    bool // its condition
	left     bool // out of the lines, for a body reports it
	Step
	pending unit.Decimal // of it, and of what was drawn on it, what may still come
}

// A book is a fund as of a day.
type book struct {
	f       *Fund
	on      cal.Date
	at      map[string]int
	items   []item
	order   []int // items by stage
	repeats []item
	later   int
	used    map[int]bool // rates
	issues  []Issue
}

// open makes the book of a fund whose form was checked.
func open(f *Fund, at map[string]int, on cal.Date) *book {
	b := &book{f: f, on: on, at: at, used: map[int]bool{}}
	chosen := b.choose()
	place := make([]int, len(f.Entries)) // among the items, of what stands for each entry
	for i := range f.Entries {
		e := &f.Entries[i]
		place[i] = -1
		switch {
		case e.Made > on:
		case chosen[b.first(i)] == i:
			place[b.first(i)] = len(b.items)
			b.items = append(b.items, item{Entry: e, stage: e.Stage.index(), unmet: isUnmet(e, on), parent: -1, root: len(b.items)})
		default:
			b.repeats = append(b.repeats, item{Entry: e, stage: e.Stage.index(), parent: -1})
		}
	}
	b.link(place)
	for i := range b.repeats {
		b.convert(&b.repeats[i])
	}
	return b
}

// first returns the entry that an entry repeats, or itself.
func (b *book) first(i int) int {
	if same := b.f.Entries[i].Same; same != "" {
		return b.at[same]
	}
	return i
}

// choose returns, by the first of those that are the same, the entry that stands for them: the first itself, or before it was made the
// earliest of its repeats.
func (b *book) choose() []int {
	chosen := make([]int, len(b.f.Entries))
	for i := range chosen {
		chosen[i] = -1
	}
	for i := range b.f.Entries {
		e := &b.f.Entries[i]
		if e.Made > b.on {
			b.later++
			continue
		}
		first := b.first(i)
		switch now := chosen[first]; {
		case now < 0, i == first, now != first && e.Made < b.f.Entries[now].Made:
			chosen[first] = i
		}
	}
	return chosen
}

func isUnmet(e *Entry, on cal.Date) bool {
	return e.Condition != "" && (e.Met == nil || *e.Met > on)
}

// link ties each item to what it draws on, stage by stage, so that what an item takes over is there.
func (b *book) link(place []int) {
	b.order = make([]int, 0, len(b.items))
	for stage := range stages {
		for i := range b.items {
			if b.items[i].stage == stage {
				b.order = append(b.order, i)
			}
		}
	}
	for _, i := range b.order {
		it := &b.items[i]
		it.period, it.rate = it.Period, -1
		if it.Draws != "" {
			it.parent = place[b.first(b.at[it.Draws])]
		}
		if it.parent >= 0 {
			b.follow(it)
		} else if it.Draws != "" {
			b.issue(NotCounted, it, it.Draws, fmt.Sprintf("draws on %s, which was not there on %v", it.Draws, b.on))
		}
		b.convert(it)
		if it.amount.Sign() < 0 {
			b.issue(Negative, it, "", "below zero: it takes back what was "+string(it.Entry.Stage))
		}
		if it.unmet && it.stage == b.f.last(it.Kind) {
			b.issue(Unmet, it, "", fmt.Sprintf("%s, although its condition is not met: %s", it.Entry.Stage, it.Condition))
		}
	}
}

// follow gives an item what it has from the one that it draws on, and says what is odd about that.
func (b *book) follow(it *item) {
	from := &b.items[it.parent]
	it.root = from.root
	if it.period.IsZero() {
		it.period = from.period
	}
	if it.Currency == from.Currency {
		it.rate = from.rate
	}
	if it.Made < from.Made {
		b.issue(BeforeSource, it, from.ID, fmt.Sprintf("of %v draws on %s of %v", it.Made, from.ID, from.Made))
	}
	if root := b.items[it.root]; it.Donor != root.Donor && it.Donor != root.Via {
		b.issue(OtherDonor, it, from.ID, fmt.Sprintf("of %s draws on what %s %s, and counts with %s", it.Donor, root.Donor, root.Entry.Stage, root.Donor))
	}
	if from.unmet {
		b.issue(Unmet, it, from.ID, fmt.Sprintf("draws on %s, whose condition is not met: %s", from.ID, from.Condition))
	}
	if end, _, ok := from.end(); ok && it.Made >= end {
		b.issue(AfterEnd, it, from.ID, fmt.Sprintf("of %v draws on %s, which ended on %v", it.Made, from.ID, end))
	}
}

func (b *book) issue(what string, it *item, other, words string) {
	b.issues = append(b.issues, Issue{What: what, Entry: it.ID, Other: other, Donor: it.Donor, Currency: it.Currency, Amount: it.Amount, Words: words})
}

// convert brings an amount to the currency of the fund. What draws on an entry in the same currency has the rate of that entry, so that
// a change of rates makes nothing open or overdrawn.
func (b *book) convert(it *item) {
	it.amount, it.currency = it.Amount, it.Currency
	if b.f.Currency == "" || it.Currency == b.f.Currency {
		return
	}
	if it.parent < 0 || it.Currency != b.items[it.parent].Currency {
		it.rate = b.f.rateFor(it.Currency, it.Made)
	}
	it.amount, it.currency = it.Amount.Mul(b.f.Rates[it.rate].Value), b.f.Currency
	b.used[it.rate] = true
}

// end returns the first day on which what is not drawn no longer holds, and whether it was withdrawn rather than lapsed.
func (e *Entry) end() (day cal.Date, isWithdrawn, ok bool) {
	switch {
	case e.Withdrawn != nil && (e.Lapses == nil || *e.Withdrawn <= *e.Lapses):
		return *e.Withdrawn, true, true
	case e.Lapses != nil:
		return *e.Lapses, false, true
	}
	return 0, false, false
}

// settle draws what is drawn, and says of each item what became of the rest.
func (b *book) settle() {
	for i := range b.items {
		if it := &b.items[i]; it.parent >= 0 {
			from := &b.items[it.parent]
			from.Drawn = from.Drawn.Add(it.amount)
		}
	}
	for _, i := range slices.Backward(b.order) {
		b.items[i].settle(b)
		if it := &b.items[i]; it.parent >= 0 {
			from := &b.items[it.parent]
			from.pending = from.pending.Add(it.pending)
		}
	}
}

func (it *item) settle(b *book) {
	it.Step.Stage, it.Stated = it.Entry.Stage, it.amount
	rest := it.amount.Sub(it.Drawn)
	if it.amount.Sign() >= 0 && rest.Sign() < 0 {
		it.Over, rest = rest.Neg(), unit.Decimal{}
	}
	end, isWithdrawn, ends := it.end()
	ends = ends && b.on >= end
	switch {
	case it.stage == b.f.last(it.Kind):
		it.Done = rest
	case ends && isWithdrawn:
		it.Step.Withdrawn = rest
	case ends:
		it.Lapsed = rest
	case it.unmet:
		it.Conditional = rest
	default:
		it.Open = rest
	}
	it.pending = sum(it.pending, it.Open, it.Conditional)
}

// bucket returns the calendar years that a chain is for, or where it states none the year in which the item was made.
func (it *item) bucket() cal.Period {
	if it.period.IsZero() {
		y, _, _ := it.Made.Civil()
		return cal.Year(y)
	}
	return years(it.period)
}

// years widens a period to whole calendar years.
func years(p cal.Period) cal.Period {
	first, hasFirst := p.First()
	last, hasLast := p.Last()
	a, _, _ := first.Civil()
	z, _, _ := last.Civil()
	switch {
	case hasFirst && hasLast:
		return cal.Days(cal.NewDate(a, 1, 1), cal.NewDate(z, 12, 31))
	case hasFirst:
		return cal.Since(cal.NewDate(a, 1, 1))
	case hasLast:
		return cal.Until(cal.NewDate(z, 12, 31))
	}
	return cal.Always
}
