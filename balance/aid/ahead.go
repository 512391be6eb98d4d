package aid

import (
	"cmp"
	"math"
	"math/big"
	"slices"

	"entente/cal"
	"entente/unit"
)

// How firm money is.
const (
	firm = iota
	conditional
	promised
	grades
)

// A pot is money of one kind that is there for a period, of one grade.
type pot struct {
	potKey
	amount unit.Decimal
}

type potKey struct {
	currency unit.Unit
	grade    int
	kind     string
	period   cal.Period // zero: for any time
}

// A demand is a need with what it gets.
type demand struct {
	*Need
	index    int
	currency unit.Unit
	needed   unit.Decimal
	got      [grades]unit.Decimal
}

// ahead sets money against needs, in order of time: what is firm first, then what is conditional, then what is only promised. An amount
// may serve a need if their periods overlap, and if it is of the kind of the need or not earmarked. Of the amounts that may, earmarked
// ones go before others, and then those whose period ends sooner before those that last. Each amount is used once. With one kind, and needs
// whose periods do not overlap, no other order would meet more, or meet it earlier.
func (b *book) ahead(a *Account) error {
	demands, err := b.demands()
	if err != nil {
		return err
	}
	pots := b.pots()
	for grade := range grades {
		for i := range demands {
			demands[i].fill(pots, grade)
		}
	}
	a.Gaps = gaps(demands, b.on)
	coming := slices.DeleteFunc(slices.Clone(demands), func(d demand) bool { return d.last() < b.on })
	a.Ahead = coverage(coming, func(d demand) cal.Period { return d.Period })
	a.ByYear = coverage(demands, func(d demand) cal.Period { return years(d.Period) })
	a.Horizons = horizons(coming, b.on)
	return nil
}

func (n *Need) last() cal.Date {
	last, _ := n.Period.Last() // checked
	return last
}

func (n *Need) first() cal.Date {
	first, _ := n.Period.First() // checked
	return first
}

// demands returns the needs in order of time; at one time those of a kind come before those of any.
func (b *book) demands() ([]demand, error) {
	all := make([]demand, len(b.f.Needs))
	for i := range b.f.Needs {
		n := &b.f.Needs[i]
		needed, cur, err := b.needRate(n)
		if err != nil {
			return nil, err
		}
		all[i] = demand{Need: n, index: i, currency: cur, needed: needed}
	}
	slices.SortFunc(all, func(x, y demand) int {
		return cmp.Or(x.Period.Compare(y.Period), -cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.index, y.index))
	})
	return all, nil
}

// pots returns what there is: of each entry what was not drawn and holds, and what is done. Amounts below zero lessen those of their pot.
func (b *book) pots() []pot {
	sums := map[potKey]unit.Decimal{}
	for i := range b.items {
		it := &b.items[i]
		if it.left {
			continue
		}
		for grade, v := range []unit.Decimal{firm: it.Done.Add(it.Open), conditional: it.Conditional} {
			if v.Sign() == 0 {
				continue
			}
			if it.stage < b.f.secured() {
				grade = promised
			}
			k := potKey{it.currency, grade, it.Kind, it.period}
			sums[k] = sums[k].Add(v)
		}
	}
	pots := make([]pot, 0, len(sums))
	for k, v := range sums {
		if v.Sign() > 0 {
			pots = append(pots, pot{k, v})
		}
	}
	slices.SortFunc(pots, func(x, y pot) int {
		return cmp.Or(-cmp.Compare(min(len(x.kind), 1), min(len(y.kind), 1)), cmp.Compare(end(x.period), end(y.period)), x.period.Compare(y.period), cmp.Compare(x.kind, y.kind))
	})
	return pots
}

// end returns the last day of a period; what is for any time ends last.
func end(p cal.Period) cal.Date {
	if last, ok := p.Last(); ok {
		return last
	}
	return math.MaxInt32
}

// fill takes from the pots of a grade what the demand still needs.
func (d *demand) fill(pots []pot, grade int) {
	for i := range pots {
		p := &pots[i]
		left := d.missing()
		switch {
		case left.Sign() <= 0:
			return
		case p.grade != grade || p.currency != d.currency || p.amount.Sign() <= 0:
		case d.Kind != "" && p.kind != "" && p.kind != d.Kind:
		case !p.period.IsZero() && !p.period.Overlaps(d.Period):
		default:
			if p.amount.Cmp(left) < 0 {
				left = p.amount
			}
			d.got[grade] = d.got[grade].Add(left)
			p.amount = p.amount.Sub(left)
		}
	}
}

func (d *demand) missing() unit.Decimal {
	return d.needed.Sub(sum(d.got[:]...))
}

func gaps(demands []demand, on cal.Date) []Gap {
	all := []Gap{}
	for _, d := range demands {
		unsecured := d.needed.Sub(d.got[firm])
		if unsecured.Sign() > 0 {
			all = append(all, Gap{Need: d.ID, Title: d.Title, Kind: d.Kind, Period: d.Period, Currency: d.currency, Needed: d.needed,
				Unsecured: unsecured, Missing: d.missing(), Passed: d.last() < on})
		}
	}
	return all
}

// coverage adds demands up by period and currency.
func coverage(demands []demand, of func(demand) cal.Period) []Coverage {
	all := []Coverage{}
	for _, d := range demands {
		p := of(d)
		i := slices.IndexFunc(all, func(c Coverage) bool { return c.Period == p && c.Currency == d.currency })
		if i < 0 {
			i = len(all)
			all = append(all, Coverage{Period: p, Currency: d.currency})
		}
		c := &all[i]
		c.Needed = c.Needed.Add(d.needed)
		c.Firm = c.Firm.Add(d.got[firm])
		c.Conditional = c.Conditional.Add(d.got[conditional])
		c.Promised = c.Promised.Add(d.got[promised])
		c.Missing = c.Missing.Add(d.missing())
	}
	for i := range all {
		all[i].Shares = all[i].shares()
	}
	slices.SortFunc(all, func(x, y Coverage) int {
		return cmp.Or(x.Period.Compare(y.Period), cmp.Compare(x.Currency, y.Currency))
	})
	return all
}

func (c Coverage) shares() *CoverageRate {
	if c.Needed.Sign() == 0 {
		return nil
	}
	const places = 4
	of := func(v unit.Decimal) unit.Decimal {
		q, _ := unit.RoundRat(v.Over(c.Needed), places)
		return q
	}
	return &CoverageRate{of(c.Firm), of(c.Conditional), of(c.Promised), of(c.Missing)}
}

// horizons says, for each currency, up to which day the coming needs are secured.
func horizons(coming []demand, on cal.Date) []Horizon {
	by := map[unit.Unit][]demand{}
	var currencies []unit.Unit
	for _, d := range coming {
		if by[d.currency] == nil {
			currencies = append(currencies, d.currency)
		}
		by[d.currency] = append(by[d.currency], d)
	}
	slices.Sort(currencies)
	all := []Horizon{}
	for _, cur := range currencies {
		all = append(all, horizon(cur, by[cur], on))
	}
	return all
}

func horizon(cur unit.Unit, demands []demand, on cal.Date) Horizon {
	h := Horizon{Currency: cur, All: true}
	until, lasts := cal.Date(math.MinInt32), cal.Date(math.MaxInt32)
	for _, d := range demands {
		until = max(until, d.last())
	}
	for _, d := range demands {
		if d.needed.Sub(d.got[firm]).Sign() <= 0 {
			continue
		}
		if h.All {
			h.All, h.First = false, d.ID
		}
		until = min(until, d.first()-1)
		lasts = min(lasts, d.lasts())
	}
	lasts = max(until, min(lasts, math.MaxInt32))
	if h.All {
		lasts = until
	}
	if until >= on {
		h.Until, h.Days = &until, int(until-on)
	}
	if lasts >= on {
		h.Lasts = &lasts
	}
	return h
}

// lasts returns the last day of a demand that firm money covers, if an even part of it is used each day.
func (d *demand) lasts() cal.Date {
	days := int64(d.last()-d.first()) + 1
	share := d.got[firm].Mul(unit.NewDecimal(days, 0)).Over(d.needed)
	whole := new(big.Int).Quo(share.Num(), share.Denom()) // less than days
	return d.first() + cal.Date(whole.Int64()) - 1
}
