package score

import (
	"fmt"
	"slices"

	"entente"
	"entente/cal"
	"entente/unit"
)

// A Ref names a record by whatever its keeper calls it, such as the identifier of a fact. No two records share one.
type Ref string

// A Recorded is something that its keeper recorded at an instant. It may correct an earlier record, which then stands no
// more; one that is not among the records at hand changes nothing.
type Recorded[T any] struct {
	Ref      Ref         `json:"ref"`
	At       cal.Instant `json:"at"`
	Replaces Ref         `json:"replaces,omitempty"`
	Value    T           `json:"value"`
}

// A Resolution settles an item by weighing its scores. It holds as long as they are the scores that stand: whoever scores
// or corrects afterwards opens the question again.
type Resolution struct {
	Item
	Level   unit.Decimal `json:"level"`
	Reason  string       `json:"reason"`
	By      Analyst      `json:"by"`
	Between []Ref        `json:"between"` // the scores that were weighed: at least two
}

// Check reports whether r is complete and well formed.
func (r Resolution) Check() error {
	if err := r.check(); err != nil {
		return fmt.Errorf("resolution: %w", err)
	}
	if err := entente.CheckSlug("by", string(r.By)); err != nil {
		return fmt.Errorf("resolution of %v: %w", r.Item, err)
	}
	if err := checkText("reason", r.Reason); err != nil {
		return fmt.Errorf("resolution of %v: %w", r.Item, err)
	}
	if r.Reason == "" {
		return fmt.Errorf("resolution of %v: want a reason: %w", r.Item, entente.ErrInvalid)
	}
	if err := checkRefs(r.Between, 2); err != nil {
		return fmt.Errorf("resolution of %v: between: %w", r.Item, err)
	}
	return nil
}

// A Publication makes the level of an item known. It holds as long as what it rests on does: a resolution, or the scores
// that agree.
type Publication struct {
	Item
	Level unit.Decimal `json:"level"`
	Refs  []Ref        `json:"refs"`
}

// Check reports whether p is complete and well formed.
func (p Publication) Check() error {
	if err := p.check(); err != nil {
		return fmt.Errorf("publication: %w", err)
	}
	if err := checkRefs(p.Refs, 1); err != nil {
		return fmt.Errorf("publication of %v: refs: %w", p.Item, err)
	}
	return nil
}

func checkRefs(refs []Ref, least int) error {
	if len(refs) < least {
		return fmt.Errorf("%d records: want at least %d: %w", len(refs), least, entente.ErrInvalid)
	}
	for i, r := range refs {
		if r == "" || slices.Contains(refs[:i], r) {
			return fmt.Errorf("record %q: want each once: %w", clip(string(r)), entente.ErrInvalid)
		}
	}
	return nil
}
