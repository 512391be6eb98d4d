package balance

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"entente"
	"entente/cal"
)

// A Change is an assumption about a case.
type Change struct {
	Text     string          // as it was written
	Party    entente.ActorID // that is left out; "": none
	Supplier string          // that is left out, of a model that has suppliers; "": none
	apply    func(*Case) error
}

// Forms are the assumptions that [ParseChange] reads, for messages and help.
var Forms = []string{
	"without CONTRIBUTION", "accept CONTRIBUTION", "without party PARTY", "without supplier SUPPLIER", "with party PARTY", "quantity CONTRIBUTION NUMBER", "need REQUIREMENT NUMBER",
	"cap PERCENT or cap none", "budget NUMBER or budget none", "offer PARTY NUMBER KIND [in AREA] [for PERIOD] [ready DAYS] [cost NUMBER]",
}

// ParseChange reads an assumption of one of the [Forms].
func ParseChange(text string) (Change, error) {
	c := Change{Text: strings.Join(strings.Fields(text), " ")}
	words := strings.Fields(text)
	if len(words) < 2 {
		return c, badChange(text)
	}
	var err error
	switch verb, rest := words[0], words[1:]; {
	case verb == "without" && rest[0] == "party" && len(rest) == 2:
		c.Party = entente.ActorID(rest[1])
		c.apply = withoutParty(c.Party)
	case verb == "without" && rest[0] == "supplier" && len(rest) == 2:
		c.Supplier = rest[1]
		c.apply = func(*Case) error { return nil } // the model knows it
	case verb == "with" && rest[0] == "party" && len(rest) == 2:
		who := entente.ActorID(rest[1])
		c.apply = func(k *Case) error {
			if slices.Contains(k.Parties, who) {
				return fmt.Errorf("%s is a party of the case: %w", who, entente.ErrConflict)
			}
			k.Parties = append(k.Parties, who)
			return nil
		}
	case verb == "without" && len(rest) == 1:
		c.apply = onContribution(rest[0], func(o *Contribution) { o.State = Withdrawn })
	case verb == "accept" && len(rest) == 1:
		c.apply = onContribution(rest[0], func(o *Contribution) { o.State = Accepted })
	case verb == "quantity" && len(rest) == 2:
		var v float64
		v, err = amount(rest[1])
		c.apply = onContribution(rest[0], func(o *Contribution) { o.Quantity = v })
	case verb == "need" && len(rest) == 2:
		c.apply, err = need(rest[0], rest[1])
	case verb == "cap" && len(rest) == 1:
		var v float64
		if rest[0] != "none" {
			v, err = amount(strings.TrimSuffix(rest[0], "%"))
		}
		c.apply = func(k *Case) error { k.Fair.Cap = v / 100; return nil }
	case verb == "budget" && len(rest) == 1:
		var v float64
		if rest[0] != "none" {
			v, err = amount(rest[0])
		}
		c.apply = func(k *Case) error { k.Budget = v; return nil }
	case verb == "offer" && len(rest) >= 3:
		c.apply, err = offer(rest)
	default:
		return c, badChange(text)
	}
	if err != nil {
		return c, fmt.Errorf("%q: %w", text, err)
	}
	return c, nil
}

func badChange(text string) error {
	return fmt.Errorf("%q: want one of: %s: %w", text, strings.Join(Forms, "; "), entente.ErrInvalid)
}

func amount(s string) (float64, error) {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(v >= 0) || v > 1e15 {
		return 0, fmt.Errorf("%q: want a number that is not negative: %w", s, entente.ErrInvalid)
	}
	return v, nil
}

func onContribution(id string, do func(*Contribution)) func(*Case) error {
	return func(c *Case) error {
		i := slices.IndexFunc(c.Contributions, func(o Contribution) bool { return o.ID == id })
		if i < 0 {
			return fmt.Errorf("no contribution %q in the case: %w", id, entente.ErrNotFound)
		}
		do(&c.Contributions[i])
		return nil
	}
}

func withoutParty(who entente.ActorID) func(*Case) error {
	return func(c *Case) error {
		found := slices.Contains(c.Parties, who)
		for i := range c.Contributions {
			if c.Contributions[i].Party == who {
				c.Contributions[i].State, found = Withdrawn, true
			}
		}
		c.Parties = slices.DeleteFunc(c.Parties, func(p entente.ActorID) bool { return p == who })
		if !found {
			return fmt.Errorf("no party %q in the case: %w", who, entente.ErrNotFound)
		}
		return nil
	}
}

func need(id, number string) (func(*Case) error, error) {
	v, err := amount(number)
	return func(c *Case) error {
		i := slices.IndexFunc(c.Requirements, func(r Requirement) bool { return r.ID == id })
		if i < 0 {
			return fmt.Errorf("no requirement %q in the case: %w", id, entente.ErrNotFound)
		}
		c.Requirements[i].Quantity = v
		return nil
	}, err
}

// offer reads PARTY NUMBER KIND and what may follow.
func offer(words []string) (func(*Case) error, error) {
	o := Contribution{Party: entente.ActorID(words[0]), Kind: words[2], Title: "assumed"}
	var err error
	if o.Quantity, err = amount(words[1]); err != nil {
		return nil, err
	}
	rest := words[3:]
	if len(rest)%2 != 0 {
		return nil, fmt.Errorf("%q stands alone: %w", rest[len(rest)-1], entente.ErrInvalid)
	}
	for i := 0; i < len(rest); i += 2 {
		switch value := rest[i+1]; rest[i] {
		case "in":
			o.Areas = append(o.Areas, value)
		case "for":
			o.Period, err = cal.ParsePeriod(value)
		case "ready":
			o.Ready, err = strconv.Atoi(value)
		case "cost":
			o.Cost, err = amount(value)
		default:
			err = fmt.Errorf("%q: want in, for, ready or cost: %w", rest[i], entente.ErrInvalid)
		}
		if err != nil {
			return nil, err
		}
	}
	return func(c *Case) error {
		added := o
		for i := range c.Requirements { // it meets the standards of what it is for, and has its unit
			if r := c.Requirements[i]; c.Class(r.Kind) == c.Class(o.Kind) {
				added.Standards, added.Unit = append(added.Standards, r.Standards...), r.Unit
			}
		}
		added.ID = fmt.Sprintf("assumed-%d", len(c.Contributions)+1)
		c.Contributions = append(c.Contributions, added)
		return nil
	}, nil
}

// Assume returns a copy of a case with changes applied in their order. A change that names nothing of the case is an error.
func (c *Case) Assume(changes []Change) (*Case, error) {
	k := *c
	k.Requirements, k.Contributions, k.Parties = slices.Clone(c.Requirements), slices.Clone(c.Contributions), slices.Clone(c.Parties)
	for _, x := range changes {
		if err := x.apply(&k); err != nil {
			return nil, fmt.Errorf("%q: %w", x.Text, err)
		}
	}
	return &k, nil
}

// A Difference is what a change makes of a requirement, at its worst time and over all days.
type Difference struct {
	Requirement  string  `json:"requirement"`
	Title        string  `json:"title,omitempty"`
	Was          float64 `json:"missing_was"`
	Is           float64 `json:"missing_is"`
	DaysWas      float64 `json:"missing_unit_days_was"`
	DaysIs       float64 `json:"missing_unit_days_is"`
	NewlyMissing bool    `json:"newly_missing,omitempty"`
	Closed       bool    `json:"closed,omitempty"`
}

// Compare returns the requirements that differ between two findings of a case, in its order.
func Compare(was, is *Finding) []Difference {
	before := map[string]Covered{}
	for _, c := range was.Requirements {
		before[c.ID] = c
	}
	all := []Difference{}
	for _, c := range is.Requirements {
		b := before[c.ID]
		d := Difference{Requirement: c.ID, Title: c.Title, Was: b.Missing, Is: c.Missing, DaysWas: unitDays(b), DaysIs: unitDays(c)}
		d.NewlyMissing, d.Closed = d.DaysWas == 0 && d.DaysIs > 0, d.DaysWas > 0 && d.DaysIs == 0
		if d.Was != d.Is || d.DaysWas != d.DaysIs {
			all = append(all, d)
		}
	}
	return all
}

func unitDays(c Covered) float64 {
	sum := 0.0
	for _, s := range c.Slices {
		sum += s.Missing * float64(max(1, Days(s.Period)))
	}
	return sum
}
