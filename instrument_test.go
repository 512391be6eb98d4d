package entente_test

import (
	"errors"
	"slices"
	"testing"

	"entente"
)

func TestParseStatementID(t *testing.T) {
	id, err := entente.ParseStatementID("vilnius-2023/27/1")
	if want := (entente.StatementID{Instrument: "vilnius-2023", Provision: 27, Number: 1}); err != nil || id != want {
		t.Errorf("got %v, %v", id, err)
	}
	if _, err := entente.ParseStatementID("draft/0/1"); err != nil {
		t.Errorf("a paragraph may be numbered 0: %v", err)
	}
	for _, s := range []string{
		"", "vilnius-2023", "vilnius-2023/27", "vilnius-2023/27/0", "vilnius-2023/27/1/1", "vilnius-2023/-1/1", "vilnius-2023/+27/1",
		"vilnius-2023/027/1", "vilnius-2023/27/1 ", "Vilnius/27/1", "/27/1", "x/99999999999999999999/1",
	} {
		if id, err := entente.ParseStatementID(s); !errors.Is(err, entente.ErrInvalid) {
			t.Errorf("%q: got %v, %v", s, id, err)
		}
	}
}

func FuzzParseStatementID(f *testing.F) {
	f.Add("vilnius-2023/27/1")
	f.Add("a/0/1")
	f.Add("a/00/1")
	f.Fuzz(func(t *testing.T, s string) {
		if id, err := entente.ParseStatementID(s); err == nil && id.String() != s {
			t.Errorf("%q is written %q", s, id)
		}
	})
}

func TestStatementIDCompare(t *testing.T) {
	want := []string{"a/2/1", "a/2/2", "a/2/10", "a/10/1", "b/1/1"}
	var ids []entente.StatementID
	for _, s := range []string{want[3], want[4], want[1], want[0], want[2]} {
		id, err := entente.ParseStatementID(s)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	slices.SortFunc(ids, entente.StatementID.Compare)
	for i, id := range ids {
		if id.String() != want[i] {
			t.Errorf("at %d: got %v, want %s", i, id, want[i])
		}
	}
}
