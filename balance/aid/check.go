package aid

import (
	"fmt"
	"maps"
	"slices"

	"entente/balance"
	"entente/cal"
	"entente/unit"
)

// mostDigits bounds figures, so that no sum or product of them is too long to be exact.
const mostDigits = 100

func isLong(d unit.Decimal) bool { return len(d.String()) > mostDigits }

// mostFaults is how many faults an error tells; the rest are counted.
const mostFaults = 100

// A checker collects what is wrong with a fund.
type checker struct {
	f     *Fund
	at    map[string]int // entries by identifier
	money map[unit.Unit]bool
	all   balance.Faults
	more  int
}

func (c *checker) add(where, format string, args ...any) {
	if len(c.all) == mostFaults {
		c.more++
		return
	}
	c.all = append(c.all, balance.Fault{Where: where, What: fmt.Sprintf(format, args...)})
}

// Check reports all that is wrong with the form of a fund as [balance.Faults], which wrap entente.ErrInvalid: identifiers that are missing
// or there twice, stages and currencies that do not exist, a draw on nothing, on a stage that is not earlier or in another currency
// without a rate, repeats that lead round in a circle, invented entries in a fund that is not.
func (f *Fund) Check() error {
	_, err := f.check()
	return err
}

func (f *Fund) check() (at map[string]int, err error) {
	c := &checker{f: f, at: make(map[string]int, len(f.Entries)), money: map[unit.Unit]bool{}}
	c.fund()
	for i := range f.Entries {
		e := &f.Entries[i]
		if e.ID == "" {
			c.add(fmt.Sprintf("entries[%d]", i), "id missing")
		} else if first, ok := c.at[e.ID]; ok {
			c.add(fmt.Sprintf("entries[%d] %s", i, e.ID), "entries[%d] has that id: if it is the same thing reported twice, give it an id of its own and name the other in same", first)
		} else {
			c.at[e.ID] = i
		}
	}
	for i := range f.Entries {
		c.entry(i)
	}
	c.needs()
	if c.more > 0 {
		c.all = append(c.all, balance.Fault{Where: f.ID, What: fmt.Sprintf("and %d faults more", c.more)})
	}
	if c.all != nil {
		return nil, fmt.Errorf("aid: fund %q: %w", f.ID, c.all)
	}
	return c.at, nil
}

func (c *checker) fund() {
	f := c.f
	if f.ID == "" {
		c.add("fund", "id missing")
	}
	if f.Currency != "" && f.Currency.Kind() != unit.Money {
		c.add("currency", "%q: want an ISO 4217 code", f.Currency)
	}
	if f.secured() < 0 {
		c.add("secured", "stage %q: want one of %v", f.Secured, Stages())
	}
	for _, kind := range slices.Sorted(maps.Keys(f.Ends)) {
		if f.last(kind) < 0 {
			c.add("ends "+kind, "stage %q: want one of %v", f.Ends[kind], Stages())
		}
	}
	for i, r := range f.Rates {
		c.rate(i, r)
	}
}

func (c *checker) rate(i int, r Rate) {
	where := fmt.Sprintf("rates[%d] %s to %s", i, r.From, r.To)
	switch {
	case r.From.Kind() != unit.Money || r.To.Kind() != unit.Money:
		c.add(where, "want two ISO 4217 codes")
	case r.From == r.To:
		c.add(where, "leads from a currency to itself")
	case r.Value.Sign() <= 0:
		c.add(where, "%v: want a number above zero", r.Value)
	case isLong(r.Value):
		c.add(where, "more than %d digits", mostDigits)
	case r.Source == nil || r.Source.Title == "":
		c.add(where, "source missing: a rate is a figure of somebody's")
	}
	for j, o := range c.f.Rates[:i] {
		if r.From == o.From && r.To == o.To && (r.Period.IsZero() || o.Period.IsZero() || r.Period.Overlaps(o.Period)) {
			c.add(where, "rates[%d] says another for the same days", j)
		}
	}
}

func (c *checker) needs() {
	ids := make(map[string]bool, len(c.f.Needs))
	for i, n := range c.f.Needs {
		where := fmt.Sprintf("needs[%d] %s", i, n.ID)
		_, first := n.Period.First()
		_, last := n.Period.Last()
		switch {
		case n.ID == "":
			c.add(where, "id missing")
		case ids[n.ID]:
			c.add(where, "a second one with that id")
		case n.Amount.Sign() < 0:
			c.add(where, "amount %v: want a number that is not negative", n.Amount)
		case isLong(n.Amount):
			c.add(where, "amount of more than %d digits", mostDigits)
		case !first || !last:
			c.add(where, "period %q: want one with a first and a last day", n.Period)
		case n.Exercise && !c.f.Exercise:
			c.add(where, "invented, in a fund that is not marked as an exercise")
		}
		ids[n.ID] = true
		c.currency(n.Currency, func(format string, args ...any) { c.add(where, format, args...) })
	}
}

func (c *checker) entry(i int) {
	e := &c.f.Entries[i]
	where := ""
	add := func(format string, args ...any) {
		if where == "" {
			where = fmt.Sprintf("entries[%d] %s", i, e.ID)
		}
		c.add(where, format, args...)
	}
	if isLong(e.Amount) {
		add("amount of more than %d digits", mostDigits)
	}
	if e.Donor == "" {
		add("donor missing")
	}
	if e.Via != "" && e.Via == e.Donor {
		add("given via its own donor %s: leave via out", e.Via)
	}
	if e.Stage.index() < 0 {
		add("stage %q: want one of %v", e.Stage, Stages())
	} else if last := c.f.last(e.Kind); last >= 0 && e.Stage.index() > last {
		add("%s, and what is %s ends %s in this fund", e.Stage, e.Kind, Stages()[last])
	}
	if e.Made == 0 {
		add("made missing: the day on which it was said or done")
	}
	if e.Condition == "" && e.Met != nil {
		add("a condition was met on %v, and none is stated", *e.Met)
	}
	if e.Exercise && !c.f.Exercise {
		add("invented, in a fund that is not marked as an exercise")
	}
	c.currency(e.Currency, add)
	if c.f.Currency != "" && e.Currency != c.f.Currency {
		if c.f.rateFor(e.Currency, e.Made) < 0 {
			add("no rate from %s to %s on %v: give one with its source, or leave out the currency of the fund", e.Currency, c.f.Currency, e.Made)
		}
	}
	if e.Draws != "" {
		c.draw(e, add)
	}
	if e.Same != "" {
		c.same(e, add)
	}
}

// currency checks a code once.
func (c *checker) currency(code unit.Unit, add func(string, ...any)) {
	ok, known := c.money[code]
	if !known {
		ok = code != "" && code.Kind() == unit.Money
		c.money[code] = ok
	}
	if !ok {
		add("currency %q: want an ISO 4217 code", code)
	}
}

func (c *checker) draw(e *Entry, add func(string, ...any)) {
	j, ok := c.at[e.Draws]
	if !ok {
		add("draws on %q, which is no entry of the fund", e.Draws)
		return
	}
	from := &c.f.Entries[j]
	if from.Stage.index() >= e.Stage.index() {
		add("is %s and draws on %s, which is %s: want an earlier stage", e.Stage, from.ID, from.Stage)
	}
	if from.Currency != e.Currency && c.f.Currency == "" {
		add("in %s, draws on %s in %s: give the fund a currency and a rate", e.Currency, from.ID, from.Currency)
	}
}

func (c *checker) same(e *Entry, add func(string, ...any)) {
	j, ok := c.at[e.Same]
	if !ok {
		add("repeats %q, which is no entry of the fund", e.Same)
		return
	}
	o := &c.f.Entries[j]
	switch {
	case o == e || o.Same != "":
		add("repeats %s, which is itself a repeat: name the first of them", o.ID)
	case o.Stage != e.Stage || o.Currency != e.Currency:
		add("%s in %s, and %s, which it is said to repeat, is %s in %s", e.Stage, e.Currency, o.ID, o.Stage, o.Currency)
	}
}

// rateFor returns the place of the rate from a currency to that of the fund for what was made on a day, or -1.
func (f *Fund) rateFor(from unit.Unit, day cal.Date) int {
	return slices.IndexFunc(f.Rates, func(r Rate) bool {
		return r.From == from && r.To == f.Currency && (r.Period.IsZero() || r.Period.Contains(day))
	})
}
