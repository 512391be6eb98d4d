package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"entente/measure"
)

// TestVerdictPage looks at cells of the published tables that are known for what they are.
func TestVerdictPage(t *testing.T) {
	b := newBrowser(t)
	p := b.verdictAt("/measure/defence-spending-share/FRA/2020?known=2024-07-01")
	if p.Outcome != measure.Met || p.Digits != "2%" || !p.Disagrees || p.Recomputed.Round(3).String() != "1.986" {
		t.Errorf("France 2020 by the tables of June 2024: %s, %s, recomputed %v; want exactly 2, and less from its own inputs", p.Outcome, p.Digits, p.Recomputed)
	}
	p = b.verdictAt("/measure/defence-spending-share/ROU/2023")
	var said []string
	for _, h := range p.History {
		said = append(said, h.Verdict.Value+" "+string(h.Verdict.Outcome))
	}
	if want := []string{"2.44% met", "1.60% missed", "1.60% missed"}; !slices.Equal(said, want) || !p.History[1].Flipped || p.History[2].Flipped {
		t.Errorf("Romania 2023: %q, want %q", said, want)
	}
	if !p.History[2].Is || p.Shortfall == nil || p.SetBy == nil || len(p.Chain.Boxes) < 6 {
		t.Errorf("Romania 2023: shortfall %v, set by %v, %d boxes", p.Shortfall, p.SetBy, len(p.Chain.Boxes))
	}
	if p.Previous == nil || p.Previous.URL != "/measure/defence-spending-share/ROU/2022" || p.Next == nil || p.Next.URL != "/measure/defence-spending-share/ROU/2024" {
		t.Errorf("between %+v and %+v", p.Previous, p.Next)
	}
	for _, e := range p.Evidence {
		if e.Fact != "" || e.Place == "" || e.Row == 0 {
			t.Errorf("%s of %v: fact %q, place %q, row %d; nothing was recorded yet", e.Indicator, e.Period, e.Fact, e.Place, e.Row)
		}
	}
	iceland := b.verdictAt("/measure/defence-spending-share/ISL/2024")
	if iceland.Outcome != measure.NotApplicable || iceland.Why["zh"] == "" {
		t.Errorf("Iceland: %s because %v", iceland.Outcome, iceland.Why)
	}
}

// TestEvidenceLeadsToTheLedger records the pack's figures and follows one to its proof.
func TestEvidenceLeadsToTheLedger(t *testing.T) {
	b := newBrowser(t)
	if _, err := b.node.LoadFigures(t.Context()); err != nil {
		t.Fatal(err)
	}
	p := b.verdictAt("/measure/defence-spending-share/ROU/2023")
	if !p.Signed || p.Evidence[0].Fact == "" {
		t.Fatalf("evidence without a fact: %+v", p.Evidence[0])
	}
	fact := b.get(p.Evidence[0].Fact, http.StatusOK)
	if !strings.Contains(fact, "Defence Expenditure of NATO Countries") || !strings.Contains(fact, "ROU") {
		t.Error("the fact does not show the figure")
	}
	entry := b.get(p.Evidence[0].Fact+"/entry", http.StatusOK)
	if !json.Valid([]byte(entry)) || !strings.Contains(entry, p.Evidence[0].Value.String()) {
		t.Error("the entry has not the figure")
	}
	if ledger := b.get("/ledger", http.StatusOK); len(ledger) > 100_000 {
		t.Errorf("the ledger's page has %d bytes: it shows the figures themselves", len(ledger))
	}
}

func TestRevisionsPage(t *testing.T) {
	b := newBrowser(t)
	at := func(target string) revisionsPage {
		t.Helper()
		v, r := asks(t, target)
		p, err := b.revisionsPage(r.Context(), v)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	flips, all := at("/revisions"), at("/revisions?all=1")
	if len(flips.Rows) == 0 || len(all.Rows) != all.Revised || flips.Flipped != all.Flipped {
		t.Errorf("%d flips of %d, %d rows in all", len(flips.Rows), flips.Revised, len(all.Rows))
	}
	for _, r := range flips.Rows {
		was, is := b.verdictAt(r.WasURL), b.verdictAt(r.URL)
		if was.Outcome == measure.OnTrack || was.Outcome == measure.OffTrack {
			was.Outcome = r.Revision.Was // on the day of the vintage it was not due yet
		}
		if was.Outcome != r.Revision.Was || is.Outcome != r.Is || was.Value != r.Before || is.Value != r.After {
			t.Errorf("%s %v: leads from %s %s to %s %s, want %s %s to %s %s", r.Area, r.Period, was.Value, was.Outcome, is.Value, is.Outcome, r.Before, r.Revision.Was, r.After, r.Is)
		}
	}
	some := at("/revisions?measure=defence-spending-share&party=ROU")
	if len(some.Rows) == 0 || slices.ContainsFunc(some.Rows, func(r revisionRow) bool { return r.Area != "ROU" }) {
		t.Errorf("Romania: %d rows", len(some.Rows))
	}
}
