package procedure_test

import (
	"slices"
	"testing"

	"entente/procedure"
)

// TestChanges tells what an objection that arrived late changes.
func TestChanges(t *testing.T) {
	p := define(t, silence)
	o := opening(t, p)
	all := acts(t, `2026-03-02 CHR table text=A expiry=2026-03-05T12:00:00Z
2026-03-04 AAA object`)
	q := procedure.Query{At: all[1].Received + 10*24*3600e6}
	before, after := p.Fold(o, all[:1], q), p.Fold(o, all, q)
	var what []string
	for _, c := range after.Changes(before) {
		what = append(what, c.What+": "+c.Was+" → "+c.Is)
	}
	want := []string{"state: adopted → broken", "outcome: adopted → broken", "broken_by:  → AAA"}
	if len(what) < 3 || !slices.Equal(what[:2], want[:2]) || !slices.Contains(what, want[2]) {
		t.Errorf("changed: %q", what)
	}
	if c := after.Changes(after); c != nil {
		t.Errorf("changed by nothing: %v", c)
	}
}
