package node_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/node"
)

// A clerk imports and asks.
type clerk struct {
	*testing.T
	n *node.Node
}

func newClerk(t *testing.T) clerk { return clerk{t, open(t, node.Options{Pack: benchPack(t)})} }

func (c clerk) take(vintage measure.VintageID, published cal.Date, rows ...string) node.Imported {
	c.Helper()
	got, err := c.n.Import(c.Context(), node.Import{
		Mapping: exerciseMapping(), Data: []byte("who,day,value\n" + strings.Join(rows, "\n") + "\n"), Document: "invented.csv", Vintage: vintage, Published: published,
	})
	if err != nil {
		c.Fatal(err)
	}
	if got.Read != got.Stored+got.Refused+got.Empty+got.Duplicates+got.Merged {
		c.Errorf("cells do not add up: %+v", got)
	}
	return got
}

// verdict returns the verdict of Germany in 2030.
func (c clerk) verdict(known cal.Date) measure.Verdict {
	c.Helper()
	all, err := c.n.Assess(c.Context(), node.AssessQuery{Measure: "defence-spending-share", Area: "DEU", Period: cal.Year(2030), Known: known, Evidence: true})
	if err != nil || len(all) != 1 {
		c.Fatalf("%d verdicts, %v", len(all), err)
	}
	return all[0]
}

var inMay, inJune = cal.NewDate(2031, 5, 1), cal.NewDate(2031, 6, 1)

func TestImportKeepsVintages(t *testing.T) {
	c := newClerk(t)
	if v := c.verdict(inJune); v.Outcome != measure.NoData {
		t.Errorf("before any import: %s", v.Outcome)
	}
	if got := c.take("may", inMay, "DEU,2030,1.50", "POL,2030,"); got.Stored != 1 || got.Empty != 1 {
		t.Errorf("first: %+v", got)
	}
	if got := c.take("may", inMay, "DEU,2030,1.50"); got.Stored != 0 || got.Duplicates != 1 {
		t.Errorf("the same again: %+v", got)
	}
	if got := c.take("may", inMay, "DEU,2030,1.60"); got.Stored != 0 || got.Refused != 1 || !strings.Contains(got.Refusals[0].Reason, "later vintage") {
		t.Errorf("another figure of the same vintage: %+v", got)
	}
	c.take("june", inJune, "DEU,2030,2.25")
	check := func(known cal.Date, value string, outcome measure.Outcome, vintage measure.VintageID) {
		t.Helper()
		if v := c.verdict(known); v.Value == nil || v.Value.String() != value || v.Outcome != outcome || v.Vintage != vintage {
			t.Errorf("known on %v: %v %s by %s, want %s %s by %s", known, v.Value, v.Outcome, v.Vintage, value, outcome, vintage)
		}
	}
	check(inMay, "1.50", measure.Missed, "may")
	check(inJune-1, "1.50", measure.Missed, "may")
	check(inJune, "2.25", measure.Met, "june")

	moved, err := c.n.Revisions(t.Context(), node.AssessQuery{Measure: "defence-spending-share", Area: "DEU", Period: cal.Year(2030), Known: inJune})
	if err != nil || len(moved) != 1 || !moved[0].Crossed || moved[0].Was != measure.Missed || moved[0].Is != measure.Met {
		t.Errorf("revisions %+v, %v", moved, err)
	}
}

// TestImportIsProved follows the evidence of a verdict to the ledger entry, and the proof of that.
func TestImportIsProved(t *testing.T) {
	c := newClerk(t)
	c.take("may", inMay, "DEU,2030,1.50")
	v := c.verdict(inMay)
	if len(v.Evidence) == 0 || v.Evidence[0].Fact == nil || v.Evidence[0].Document != "invented.csv" || v.Evidence[0].Place != "line 2" {
		t.Fatalf("evidence %+v", v.Evidence)
	}
	entry, proof, err := c.n.Prove(t.Context(), *v.Evidence[0].Fact)
	if err != nil || !strings.Contains(string(entry), `["defence-share","DEU","","2030","1.50","A","line 2",2]`) {
		t.Errorf("entry %s, %v", entry, err)
	}
	if proof.String() == "" {
		t.Error("no proof")
	}
}

func TestImportDryRun(t *testing.T) {
	c := newClerk(t)
	in := node.Import{Mapping: exerciseMapping(), Data: []byte("who,day,value\nDEU,2030,1.5\n"), Document: "invented.csv", Vintage: "may", Published: inMay, DryRun: true}
	got, err := c.n.Import(t.Context(), in)
	if err != nil || got.Stored != 1 || len(got.Figures) != 1 {
		t.Errorf("%+v, %v", got, err)
	}
	if v := c.verdict(inMay); v.Outcome != measure.NoData {
		t.Errorf("after a dry run: %s", v.Outcome)
	}
}

// TestImportAtOnce takes the same file in from several sides: it is stored once.
func TestImportAtOnce(t *testing.T) {
	c := newClerk(t)
	var wg sync.WaitGroup
	stored := make([]int, 8)
	for i := range stored {
		wg.Go(func() {
			got, err := c.n.Import(t.Context(), node.Import{
				Mapping: exerciseMapping(), Data: []byte("who,day,value\nDEU,2030,1.5\nPOL,2030,4\n"), Document: "invented.csv", Vintage: "may", Published: inMay,
			})
			if err != nil {
				t.Error(err)
			}
			stored[i] = got.Stored
		})
	}
	wg.Wait()
	slices.Sort(stored)
	if stored[7] != 2 || stored[6] != 0 {
		t.Errorf("stored %v, want 2 once", stored)
	}
}

func TestImportRefusesNewVintageWithoutDay(t *testing.T) {
	c := newClerk(t)
	_, err := c.n.Import(t.Context(), node.Import{Mapping: exerciseMapping(), Data: []byte("who,day,value\n"), Document: "invented.csv", Vintage: "may"})
	if !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), "say on which day it was published") {
		t.Error(err)
	}
}

// TestFiguresCorrected replaces a fact with figures: from then on the others count, and what was known before stays.
func TestFiguresCorrected(t *testing.T) {
	c := newClerk(t)
	c.take("may", inMay, "DEU,2030,1.50")
	old := *c.verdict(inMay).Evidence[0].Fact
	rec, err := c.n.Fact(t.Context(), old)
	if err != nil {
		t.Fatal(err)
	}
	f := rec.Fact
	f.Payload, f.Replaces = json.RawMessage(strings.Replace(string(f.Payload), `"1.50"`, `"2.50"`, 1)), old
	if _, err := c.n.AddFact(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	if v := c.verdict(inMay); v.Value.String() != "2.50" {
		t.Errorf("after the correction: %v", v.Value)
	}
}

// TestInventedFiguresCountForNothing keeps exercises out of verdicts on real parties.
func TestInventedFiguresCountForNothing(t *testing.T) {
	c := newClerk(t)
	payload := `{"document":"invented.csv","publication":"nato-defence-expenditure","published":"2031-05-01","rows":[["defence-share","DEU","","2030","9","A","",2]],"vintage":"may"}`
	f := entente.Fact{Kind: node.KindFigures, Subject: "figures/nato-defence-expenditure/may", Payload: json.RawMessage(payload), Exercise: true}
	if _, err := c.n.AddFact(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	if v := c.verdict(inMay); v.Outcome != measure.NoData {
		t.Errorf("an invented figure counts: %s %v", v.Outcome, v.Value)
	}
}

func TestFiguresPayload(t *testing.T) {
	c := newClerk(t)
	good := `{"document":"d","publication":"p","published":"2031-05-01","rows":[["i","DEU","","2030","9","A","",2]],"vintage":"v"}`
	check := func(old, replacement, want string) {
		t.Helper()
		f := entente.Fact{Kind: node.KindFigures, Subject: "figures/p/v", Payload: json.RawMessage(strings.Replace(good, old, replacement, 1)), Exercise: true}
		if _, err := c.n.AddFact(t.Context(), f); !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s for %s: %v, want %q", replacement, old, err, want)
		}
	}
	check(`[["i","DEU","","2030","9","A","",2]]`, `[]`, "no rows")
	check(`,"",2]`, `,2]`, "of type string")
	check(`,2]`, `,2,3]`, "want [indicator, party, part, period, value, status, place, row]")
	check(`"9"`, `"9,5"`, "9,5")
	check(`"DEU"`, `"Germany"`, "Germany")
	check(`"2030"`, `"soon"`, "soon")
	check(`"A"`, `"Z"`, "status")
	check(`"d"`, `""`, "document")
	check(`"vintage"`, `"vintages"`, "vintages")
}

func TestLoadFiguresOnce(t *testing.T) {
	c := newClerk(t)
	before, err := c.n.Assess(t.Context(), node.AssessQuery{Measure: "defence-spending-share", Area: "DEU", Period: cal.Year(2024), Known: inMay, Evidence: true})
	if err != nil || before[0].Evidence[0].Fact != nil {
		t.Fatalf("%+v, %v", before, err)
	}
	stored, err := c.n.LoadFigures(t.Context())
	if err != nil || stored < 6000 {
		t.Fatalf("stored %d, %v", stored, err)
	}
	if again, err := c.n.LoadFigures(t.Context()); err != nil || again != 0 {
		t.Errorf("the second time: stored %d, %v", again, err)
	}
	after, err := c.n.Assess(t.Context(), node.AssessQuery{Measure: "defence-spending-share", Area: "DEU", Period: cal.Year(2024), Known: inMay, Evidence: true})
	if err != nil || after[0].Evidence[0].Fact == nil || after[0].Basis != before[0].Basis {
		t.Errorf("in the ledger: %+v, %v", after[0].Evidence[0], err)
	}
}
