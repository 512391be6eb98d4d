package node

import (
	"context"
	"fmt"
	"slices"

	"entente"
	"entente/cal"
	"entente/ledger"
	"entente/ledger/sqlite"
	"entente/procedure"
)

// A Breach is an act that is on record against the rules of its case, such as an announcement over an objection.
type Breach struct {
	Case  string          `json:"case"`
	Fact  entente.FactID  `json:"fact"`
	Act   string          `json:"act"`
	By    entente.ActorID `json:"by"`
	At    cal.Instant     `json:"at"`
	Rule  string          `json:"rule"`
	Words string          `json:"words"`
	Over  []OverAct       `json:"over,omitempty"` // the acts that it goes over: those that broke consent
}

// An OverAct is an act that a breach goes over.
type OverAct struct {
	Fact entente.FactID  `json:"fact"`
	Act  string          `json:"act"`
	By   entente.ActorID `json:"by"`
	At   cal.Instant     `json:"at"`
}

func (b Breach) String() string {
	s := fmt.Sprintf("case %s: %s by %s at %v (%v) is against rule %s", b.Case, b.Act, b.By, b.At, b.Fact, b.Rule)
	for _, o := range b.Over {
		s += fmt.Sprintf("; %s by %s at %v (%v)", o.Act, o.By, o.At, o.Fact)
	}
	return s
}

// VerifyCases verifies the cases of a ledger from its files alone: by the definitions that the ledger keeps, and in a world of meetings and
// holidays. It returns how many there are, and the acts on record that go against what a definition forbids. Acts that merely came late, or
// twice, are none.
func VerifyCases(ctx context.Context, dir string, w *procedure.World) (cases int, breaches []Breach, err error) {
	at, err := ledgerFolder(dir)
	if err != nil {
		return 0, nil, fmt.Errorf("node: verify: %w", err)
	}
	store, err := sqlite.OpenReadOnly(at)
	if err != nil {
		return 0, nil, fmt.Errorf("node: verify: %w", err)
	}
	defer store.Close()
	var b casebook
	b.reset(w, func(id string, version int) (*procedure.Procedure, error) {
		return nil, fmt.Errorf("node: procedure %s version %d is not in the ledger: %w", id, version, entente.ErrNotFound)
	})
	if err := b.read(ctx, ledger.NewReader(store)); err != nil {
		return 0, nil, err
	}
	for _, c := range b.order {
		breaches = append(breaches, breachesOf(&c.Case, b.world())...)
	}
	return len(b.order), breaches, nil
}

func breachesOf(c *Case, w *procedure.World) []Breach {
	if len(c.Acts) == 0 {
		return nil
	}
	var all []Breach
	last := c.Acts[0].Received
	for _, a := range c.Acts {
		last = max(last, a.Received)
	}
	for _, r := range c.Find(last, w).Refused {
		a := &c.Acts[r.Act]
		if !isForbidden(c.Procedure, a.Act, r.Rule) {
			continue
		}
		b := Breach{Case: c.Opening.Case, Fact: factOf(a), Act: a.Act, By: a.By, At: a.Received, Rule: r.Rule, Words: r.Words}
		for _, i := range c.Find(a.Received, w).Breaking {
			o := &c.Acts[i]
			b.Over = append(b.Over, OverAct{factOf(o), o.Act, o.By, o.Received})
		}
		all = append(all, b)
	}
	return all
}

// isForbidden reports whether a definition names a rule by which it forbids an act.
func isForbidden(p *procedure.Procedure, act, rule string) bool {
	return slices.ContainsFunc(p.Rules(act), func(r *procedure.Rule) bool {
		for _, named := range r.Refuse {
			if named == rule {
				return true
			}
		}
		return false
	})
}

func factOf(a *procedure.Act) entente.FactID {
	id, err := entente.ParseFactID(a.ID)
	if err != nil {
		return entente.FactID{}
	}
	return id
}
