package pack_test

import (
	"encoding/json"
	"slices"
	"testing"

	"entente"
	"entente/pack"
	"entente/unit"
)

func TestCompare(t *testing.T) {
	p := mustLoad(t, map[string]string{"p.yaml": minimal})
	read := func(provision, number int, acts ...entente.Act) entente.Statement {
		return entente.Statement{
			ID:        entente.StatementID{Instrument: "file", Provision: provision, Number: number},
			Provision: provision, Number: number, Text: "wording", Act: acts[0], Acts: acts,
		}
	}
	half := entente.Figure{Value: "50", Unit: "% of money", Comparator: unit.MoreThan, Of: "spending"}
	annually := "annually"
	// agreeing is what a document says that the register agrees with.
	agreeing := func() []entente.Statement {
		s := []entente.Statement{
			read(1, 1, entente.Assessment),
			read(2, 1, entente.Commitment, entente.Position),
			read(2, 2, entente.Commitment),
		}
		s[1].Quantities = []entente.Figure{half}
		s[2].Deadline = &annually
		return s
	}
	check := func(what string, change func(s []entente.Statement) []entente.Statement, want ...pack.Disagreement) {
		t.Helper()
		got := p.Compare(change(agreeing()))
		if !slices.Equal(got.Disagreements, want) {
			t.Errorf("%s: got %+v, want %+v", what, got.Disagreements, want)
		}
	}
	alter := func(i int, alter func(s *entente.Statement)) func([]entente.Statement) []entente.Statement {
		return func(s []entente.Statement) []entente.Statement { alter(&s[i]); return s }
	}

	check("agreement", func(s []entente.Statement) []entente.Statement { return s })
	check("a statement more", func(s []entente.Statement) []entente.Statement {
		return append(s, read(2, 3, entente.Report))
	}, pack.Disagreement{statementID(2, 3), pack.FieldStatement, "", "wording"})
	check("a statement less", func(s []entente.Statement) []entente.Statement { return s[1:] },
		pack.Disagreement{statementID(1, 1), pack.FieldStatement, "Peace matters", ""})
	check("another primary act", alter(0, func(s *entente.Statement) { s.Act, s.Acts = entente.Report, []entente.Act{entente.Report} }),
		pack.Disagreement{statementID(1, 1), pack.FieldAct, "assessment", "report"})
	check("an act more", alter(0, func(s *entente.Statement) { s.Acts = append(s.Acts, entente.Call) }),
		pack.Disagreement{statementID(1, 1), pack.FieldActs, "assessment", "assessment; call"})
	check("an act less", alter(1, func(s *entente.Statement) { s.Acts = s.Acts[:1] }),
		pack.Disagreement{statementID(2, 1), pack.FieldActs, "commitment; position", "commitment"})
	check("a quantity more", alter(0, func(s *entente.Statement) { s.Quantities = []entente.Figure{half} }),
		pack.Disagreement{statementID(1, 1), pack.FieldQuantity, "", "> 50% of money"})
	check("a quantity less", alter(1, func(s *entente.Statement) { s.Quantities = nil }),
		pack.Disagreement{statementID(2, 1), pack.FieldQuantity, ">= 50.0% of budget", ""})
	for _, f := range []entente.Figure{
		{Value: "51", Unit: "%", Comparator: unit.AtLeast},
		{Value: "50", Unit: "EUR", Comparator: unit.AtLeast},
		{Value: "50", Unit: "%", Comparator: unit.About},
		{Value: "5e1", Unit: "%", Comparator: unit.AtLeast},
	} {
		space := " "
		if f.Unit == "%" {
			space = ""
		}
		shown := string(f.Comparator) + " " + f.Value.String() + space + string(f.Unit)
		check("another quantity", alter(1, func(s *entente.Statement) { s.Quantities = []entente.Figure{f} }),
			pack.Disagreement{statementID(2, 1), pack.FieldQuantity, ">= 50.0% of budget", shown})
	}
	soon, in2025, in2026 := "soon", "2025-06", "2026"
	check("a deadline more", alter(0, func(s *entente.Statement) { s.Deadline = &soon }),
		pack.Disagreement{statementID(1, 1), pack.FieldDeadline, "", "soon"})
	check("a deadline less", alter(2, func(s *entente.Statement) { s.Deadline = nil }),
		pack.Disagreement{statementID(2, 1), pack.FieldDeadline, "2025", ""})
	check("a deadline in it", alter(2, func(s *entente.Statement) { s.Deadline = &in2025 }))
	check("another deadline", alter(2, func(s *entente.Statement) { s.Deadline = &in2026 }),
		pack.Disagreement{statementID(2, 2), pack.FieldDeadline, "2025", "2026"})

	c := p.Compare(append(agreeing(), read(3, 1, entente.Call)))
	if c.Read != 4 || c.AccountedFor != 3 || c.Percent() != 75 {
		t.Errorf("got %d of %d, %d %%", c.AccountedFor, c.Read, c.Percent())
	}
	nothing := p.Compare(nil)
	if nothing.Percent() != 0 || len(nothing.Disagreements) != 3 {
		t.Errorf("got %+v", nothing)
	}
	if b, err := json.Marshal(p.Compare(agreeing())); string(b) != `{"read":3,"accountedFor":3,"disagreements":[]}` {
		t.Errorf("got %s, %v", b, err)
	}
}
