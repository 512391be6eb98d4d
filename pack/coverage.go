package pack

import (
	"maps"
	"slices"

	"entente"
)

// A Coverage says how much of an instrument its register accounts for. Of a pack that [Load] returned it is complete, as
// far as a pack can know without the source: [Pack.Compare] knows the rest.
type Coverage struct {
	Provisions []ProvisionCoverage `json:"provisions"` // in the order of the outline
	Statements int                 `json:"statements"` // accounted for in all provisions
}

// A ProvisionCoverage says how much of one provision the register accounts for.
type ProvisionCoverage struct {
	Number       int   `json:"number"`
	Statements   int   `json:"statements"`     // accounted for
	Undertakings int   `json:"undertakings"`   // statements in undertakings
	Context      int   `json:"context"`        // statements in context entries
	Gaps         []Gap `json:"gaps,omitempty"` // numbers skipped before a later statement
}

// A Gap is a run of statement numbers that no entry accounts for: from Missing up to the one before Next.
type Gap struct {
	Missing int `json:"missing"`
	Next    int `json:"next"`
}

// Complete reports whether the provision has entries without gaps.
func (c ProvisionCoverage) Complete() bool { return c.Statements > 0 && len(c.Gaps) == 0 }

// Percent returns the share of provisions that are complete, rounded down.
func (c Coverage) Percent() int {
	if len(c.Provisions) == 0 {
		return 0
	}
	complete := 0
	for _, p := range c.Provisions {
		if p.Complete() {
			complete++
		}
	}
	return 100 * complete / len(c.Provisions)
}

// Coverage counts the statements that the register accounts for.
func (p *Pack) Coverage() Coverage {
	numbers := make(map[int]map[int]entente.Undertaking)
	for _, e := range p.Entries {
		for _, s := range e.Statements {
			if numbers[s.Provision] == nil {
				numbers[s.Provision] = make(map[int]entente.Undertaking)
			}
			numbers[s.Provision][s.Number] = e
		}
	}
	var c Coverage
	for _, v := range p.Provisions {
		pc := coverProvision(v.Number, numbers[v.Number])
		c.Provisions = append(c.Provisions, pc)
		c.Statements += pc.Statements
	}
	return c
}

func coverProvision(number int, entries map[int]entente.Undertaking) ProvisionCoverage {
	c := ProvisionCoverage{Number: number, Statements: len(entries)}
	want := 1
	for _, n := range slices.Sorted(maps.Keys(entries)) {
		if n > want {
			c.Gaps = append(c.Gaps, Gap{Missing: want, Next: n})
		}
		want = n + 1
		if entries[n].Context {
			c.Context++
		} else {
			c.Undertakings++
		}
	}
	return c
}
