package aid

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"entente"
	"entente/cal"
	"entente/unit"
)

// Assess returns the account of a fund as of a day: entries made later do not count, conditions met later are not met. What is drawn on a
// pledge counts with the one who pledged; what a donor gives through a body that reports in the same years and of the same kind counts
// with the body. A fund whose form is wrong, or whose needs have no rate on the day, is refused with an error that wraps
// entente.ErrInvalid; what is odd about entries of right form is told in the account.
func Assess(f Fund, on cal.Date) (Account, error) {
	at, err := f.check()
	if err != nil {
		return Account{}, err
	}
	b := open(&f, at, on)
	through := b.leaveOut()
	b.settle()
	a := Account{Fund: f.ID, Title: f.Title, Exercise: f.Exercise, On: on, Currency: f.Currency, Later: b.later}
	b.lines(&a)
	a.Through = through.cells(b)
	a.Once = b.once(a.Through)
	if err := b.ahead(&a); err != nil {
		return Account{}, err
	}
	a.Lead = b.lead()
	a.Late, a.Alike, a.Beyond = b.late(), b.alike(), b.beyond()
	a.Issues = append([]Issue{}, b.issues...)
	slices.SortStableFunc(a.Issues, func(x, y Issue) int { return cmp.Or(cmp.Compare(x.What, y.What), cmp.Compare(x.Entry, y.Entry)) })
	a.Rates = []Rate{}
	for _, i := range slices.Sorted(maps.Keys(b.used)) {
		a.Rates = append(a.Rates, f.Rates[i])
	}
	return a, nil
}

// A lineKey is what the entries of a line have in common.
type lineKey struct {
	donor    entente.ActorID
	kind     string
	period   cal.Period
	currency unit.Unit
}

type lineMap map[lineKey]*Line

// line returns the line of a key, which it makes if there is none.
func (m lineMap) line(k lineKey, isReached bool) *Line {
	l := m[k]
	if l != nil {
		return l
	}
	l = &Line{Donor: k.donor, Kind: k.kind, Period: k.period, Currency: k.currency, Steps: make([]Step, stages)}
	for i, s := range Stages() {
		l.Steps[i].Stage = s
	}
	if isReached {
		l.Reached = make([]Reach, stages)
		for i, s := range Stages() {
			l.Reached[i].Stage = s
		}
	}
	m[k] = l
	return l
}

func (m lineMap) sorted() []Line {
	lines := make([]Line, 0, len(m))
	for _, l := range m {
		for i := range l.Reached {
			r := &l.Reached[i]
			r.Stated = l.Steps[i].Stated
			r.Amount = r.Stated.Add(r.Straight)
		}
		lines = append(lines, *l)
	}
	slices.SortFunc(lines, func(x, y Line) int {
		return cmp.Or(cmp.Compare(x.Donor, y.Donor), cmp.Compare(x.Kind, y.Kind), x.Period.Compare(y.Period), cmp.Compare(x.Currency, y.Currency))
	})
	return lines
}

func (b *book) lines(a *Account) {
	totals, donors, kinds, years, both := lineMap{}, lineMap{}, lineMap{}, lineMap{}, lineMap{}
	for i := range b.items {
		it := &b.items[i]
		if it.left {
			continue
		}
		total := totals.line(lineKey{currency: it.currency}, true)
		root, year := b.items[it.root].Donor, it.bucket()
		donor := donors.line(lineKey{donor: root, currency: it.currency}, true)
		for _, l := range []*Line{total, donor, kinds.line(lineKey{kind: it.Kind, currency: it.currency}, false),
			years.line(lineKey{period: year, currency: it.currency}, false), both.line(lineKey{donor: root, period: year, currency: it.currency}, false)} {
			l.Steps[it.stage].add(it.Step)
		}
		before := 0 // the first stage that it goes past
		if it.parent >= 0 {
			before = b.items[it.parent].stage + 1
		}
		for s := before; s < it.stage; s++ {
			total.Reached[s].Straight = total.Reached[s].Straight.Add(it.amount)
			donor.Reached[s].Straight = donor.Reached[s].Straight.Add(it.amount)
		}
	}
	a.Totals, a.Donors, a.Kinds, a.Years, a.DonorYears = totals.sorted(), donors.sorted(), kinds.sorted(), years.sorted(), both.sorted()
}

func (s *Step) add(o Step) {
	plus := func(a *unit.Decimal, v unit.Decimal) {
		if v.Sign() != 0 {
			*a = a.Add(v)
		}
	}
	plus(&s.Stated, o.Stated)
	plus(&s.Drawn, o.Drawn)
	plus(&s.Done, o.Done)
	plus(&s.Open, o.Open)
	plus(&s.Conditional, o.Conditional)
	plus(&s.Lapsed, o.Lapsed)
	plus(&s.Withdrawn, o.Withdrawn)
	plus(&s.Over, o.Over)
}

// late returns what is past the day on which it was expected, the longest first.
func (b *book) late() []Late {
	all := []Late{}
	for i := range b.items {
		it := &b.items[i]
		if it.left || it.Expected == nil || b.on <= *it.Expected || it.pending.Sign() <= 0 {
			continue
		}
		l := Late{Entry: it.ID, Donor: it.Donor, Stage: it.Entry.Stage, Text: it.Text, Currency: it.currency, Amount: it.amount, Missing: it.pending,
			Undrawn: it.Open.Add(it.Conditional), Expected: *it.Expected, Days: int(b.on - *it.Expected)}
		if it.unmet {
			l.Condition = it.Condition
		}
		all = append(all, l)
	}
	slices.SortFunc(all, func(x, y Late) int { return cmp.Or(cmp.Compare(y.Days, x.Days), cmp.Compare(x.Entry, y.Entry)) })
	return all
}

// beyond returns what is overdrawn, with what draws on it.
func (b *book) beyond() []Beyond {
	by := map[int][]string{}
	for i := range b.items {
		if p := b.items[i].parent; p >= 0 && b.items[p].Over.Sign() > 0 {
			by[p] = append(by[p], b.items[i].ID)
		}
	}
	all := []Beyond{}
	for _, p := range slices.Sorted(maps.Keys(by)) {
		it := &b.items[p]
		all = append(all, Beyond{Entry: it.ID, Donor: it.Donor, Stage: it.Entry.Stage, Currency: it.currency, Amount: it.amount, Drawn: it.Drawn, Over: it.Over, By: by[p]})
	}
	return all
}

// lead measures how long before the beginning of its period money was committed.
func (b *book) lead() *Lead {
	var days []int
	for i := range b.items {
		it := &b.items[i]
		first, ok := it.Period.First()
		if !it.left && it.Entry.Stage == Committed && ok && it.amount.Sign() > 0 {
			days = append(days, int(first-it.Made))
		}
	}
	if days == nil {
		return nil
	}
	slices.Sort(days)
	n := len(days)
	twice := days[(n-1)/2] + days[n/2]
	return &Lead{Entries: n, Median: unit.NewDecimal(int64(twice)*5, 1).Trim(), Least: days[0], Most: days[n-1]}
}

// needRate brings the amount of a need to the currency of the fund, at the rate of the day of the account.
func (b *book) needRate(n *Need) (unit.Decimal, unit.Unit, error) {
	if b.f.Currency == "" || n.Currency == b.f.Currency {
		return n.Amount, n.Currency, nil
	}
	i := b.f.rateFor(n.Currency, b.on)
	if i < 0 {
		return unit.Decimal{}, "", fmt.Errorf("aid: fund %q: need %s: no rate from %s to %s on %v, the day of the account: %w", b.f.ID, n.ID, n.Currency, b.f.Currency, b.on, entente.ErrInvalid)
	}
	b.used[i] = true
	return n.Amount.Mul(b.f.Rates[i].Value), b.f.Currency, nil
}
