package measure

import "entente/unit"

// Shown returns the value rounded to so many decimal places, as it is printed; with more of them where the rounded figure
// would stand on the other side of the target: 1.996 against 2 is not to be read as 2.00. Without a value it is zero.
func (v Verdict) Shown(places int) unit.Decimal {
	if v.Value == nil {
		return unit.Decimal{}
	}
	return shown(*v.Value, v.Target, v.Comparator, places)
}

func shown(d unit.Decimal, target *unit.Decimal, c unit.Comparator, places int) unit.Decimal {
	for ; places < writtenPlaces; places++ {
		r := d.Round(places)
		if target == nil || c.Holds(r, *target) == c.Holds(d, *target) {
			return r
		}
	}
	return d
}

// Shown returns the figures before and after as verdicts on them show theirs, with more places where they would look the same.
func (r Revision) Shown(places int) (before, after unit.Decimal) {
	for ; places < writtenPlaces; places++ {
		before, after = shown(r.Before, r.Target, r.Comparator, places), shown(r.After, r.Target, r.Comparator, places)
		if before.Cmp(after) != 0 {
			return before, after
		}
	}
	return r.Before, r.After
}

// Spent returns what the value comes to in money, in whole units: its per cent of what it is a share of, as far as the
// evidence has the figure. It is nil for a value that is no share of money, and for a verdict without evidence.
func (v Verdict) Spent() *Amount {
	if v.Value == nil || v.Unit.Kind() != unit.Share {
		return nil
	}
	var base *Amount
	for _, e := range v.Evidence {
		if e.Role != InMoney || e.Unit.Kind() != unit.Money {
			continue
		}
		if base == nil {
			base = &Amount{Currency: e.Unit}
		}
		base.Value = base.Value.Add(e.Value.Shift(e.Multiplier))
	}
	if base == nil {
		return nil
	}
	const percent = -2
	base.Value = base.Value.Mul(*v.Value).Shift(percent).Round(0)
	return base
}
