package aid_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/balance/aid"
	"entente/unit"
)

// real reads the tables of the Ukraine Support Tracker of the Kiel Institute (Release 29), which stand outside the project, or skips the
// test where they are absent.
func real(t testing.TB) *aid.Kiel {
	t.Helper()
	dir := os.Getenv("ENTENTE_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	files, err := filepath.Glob(filepath.Join(dir, "data", "assistance", "kiel_*.csv"))
	if err != nil || len(files) == 0 {
		t.Skipf("skipped: no tables of the Kiel Institute in %s: %v", filepath.Join(dir, "data", "assistance"), err)
	}
	k := &aid.Kiel{}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := k.Read(filepath.Base(name), bytes.NewReader(b)); err != nil {
			t.Fatal(err)
		}
	}
	if k.Release.Number != "29" {
		t.Skipf("skipped: the figures below are those of release 29, and here is %q", k.Release.Number)
	}
	return k
}

func TestRealRows(t *testing.T) {
	k := real(t)
	rows := map[string]int{aid.KielMonths: 1079, aid.KielShares: 27, aid.KielTotals: 52, aid.KielTrends: 52, aid.KielWeaponList: 61, aid.KielRelease: 1}
	for _, r := range k.Reports {
		t.Logf("%s: %s, %d rows = %d stored + %d refused, %d flagged", r.File, r.Kind, r.Rows, r.Stored, r.Refused, r.Flagged)
		for _, x := range append(r.Refusals, r.Flags...) {
			t.Logf("  line %d: %s", x.Line, x.Why)
		}
		if r.Rows != rows[r.Kind] || r.Stored != r.Rows || r.Rows != r.Stored+r.Refused || len(r.Ignored) > 0 {
			t.Errorf("%+v", r)
		}
		delete(rows, r.Kind)
	}
	if len(rows) > 0 {
		t.Errorf("not read: %v", rows)
	}
	items := 0
	for _, w := range k.Weapons {
		items += len(w.Items)
		if w.Donor == "" || len(w.Unread) > 0 {
			t.Errorf("%+v", w)
		}
	}
	t.Logf("%d items of weapons", items)
}

func TestRealReconciliation(t *testing.T) {
	k := real(t)
	r, err := k.Reconcile()
	if err != nil {
		t.Fatal(err)
	}
	check := func(name string, got unit.Decimal, want string) {
		t.Helper()
		if got.Cmp(dec(want)) != 0 {
			t.Errorf("%s: got %v, want %s", name, got, want)
		}
	}
	check("institutions", r.Institutions, "84.425291")
	check("attributed", r.Attributed, "84.425292")
	check("remainder", r.Remainder, "-0.000001")
	check("with the institutions as a donor", r.AsDonor, "358.399501")
	check("by members", r.AsMembers, "358.399501")
	check("naive", r.Naive, "442.824793")
	check("twice", r.Twice, "84.425292")
	check("committed by the institutions", r.Committed, "190.724321")
	if !r.IsRounding || len(r.Members) != 27 {
		t.Errorf("remainder is rounding: %v, %d members", r.IsRounding, len(r.Members))
	}
	t.Logf("members by themselves %v, others %v", r.Bilateral, r.Others)
	for _, d := range r.Differences {
		t.Logf("%s %s: %v by the rows, %v in the table: %v, worth %v billion", d.Party, d.What, d.Ours, d.Theirs, d.By, d.Worth)
		if d.Party != "SVN" {
			t.Errorf("%+v", d)
		}
	}
	if len(r.Differences) != 2 {
		t.Errorf("%d differences", len(r.Differences))
	}
	for _, n := range r.Notes {
		t.Log(n)
	}
}

func TestRealMonths(t *testing.T) {
	k := real(t)
	c := k.CompareTotals()
	t.Logf("%d months, %d figures: %d equal, %d by rounding, %d differ", c.Months, c.Figures, c.Equal, c.Rounding, len(c.Differences))
	if c.Figures != 208 || c.Equal != 208 {
		t.Errorf("got %+v", c)
	}
	p := k.CompareProcurement()
	t.Logf("procurement: %d months, %d equal, %d by rounding, %d differ", p.Months, p.Equal, p.Rounding, len(p.Differences))
	for _, d := range p.Differences {
		t.Logf("%v %s: rows %v, table %v: %v", d.Month, d.What, d.Ours, d.Theirs, d.By)
	}
}

func TestRealAccount(t *testing.T) {
	k := real(t)
	f := k.Fund()
	a := assess(t, f, "2026-04-30")
	if len(a.Totals) != 1 || len(a.Donors) != 42 || a.Later != 0 {
		t.Fatalf("%d totals, %d donors, %d later", len(a.Totals), len(a.Donors), a.Later)
	}
	t.Logf("%d entries: %s", len(f.Entries), steps(a.Totals[0]))
	committed, allocated := a.Totals[0].Steps[1], a.Totals[0].Steps[2]
	if committed.Stated.Cmp(dec("547983846000")) != 0 || allocated.Stated.Cmp(dec("358399501000")) != 0 || committed.Over.Sign() != 0 {
		t.Errorf("got %s", steps(a.Totals[0]))
	}
	straight := a.Totals[0].Reached[1].Straight
	if gap := committed.Open.Sub(straight); straight.Cmp(dec("4125662000")) != 0 || gap.Cmp(dec("189584345000")) != 0 {
		t.Errorf("%v allocated without a commitment, gap %v", straight, gap)
	}
	sums := k.Sums()
	for i, l := range a.Donors {
		s := sums[i]
		if l.Donor != s.Donor || l.Steps[1].Stated.Cmp(s.Committed.Shift(9)) != 0 || l.Steps[2].Stated.Cmp(s.Allocated.Shift(9)) != 0 {
			t.Errorf("%s: %s, and the sums are %+v", l.Donor, steps(l), s)
		}
		if straight := l.Reached[1].Straight; straight.Sign() > 0 {
			t.Logf("%s: %v euro allocated beyond commitments by then", l.Donor, straight)
		}
	}
	for _, y := range a.Years {
		t.Logf("%v: committed %v, allocated %v", y.Period, y.Steps[1].Stated.Shift(-9), y.Steps[2].Stated.Shift(-9))
	}
	for _, y := range a.Kinds {
		t.Logf("%q: committed %v, allocated %v", y.Kind, y.Steps[1].Stated.Shift(-9), y.Steps[2].Stated.Shift(-9))
	}
	early := assess(t, f, "2023-07-11")
	t.Logf("on 2023-07-11: %s; %d later", steps(early.Totals[0]), early.Later)
}

func TestRealGaps(t *testing.T) {
	k := real(t)
	all := k.Gaps()
	last := all[len(all)-1]
	if last.Gap.Cmp(dec("189.584345")) != 0 || last.Month.String() != "2026-04" {
		t.Errorf("got %+v", last)
	}
	for _, g := range all {
		if m := g.Month.String(); strings.HasSuffix(m, "-12") || m == "2026-04" || m == "2023-06" {
			eu := k.Gaps(aid.EU)
			now := unit.Decimal{}
			for _, x := range eu {
				if x.Month.Compare(g.Month) <= 0 {
					now = x.Gap
				}
			}
			t.Logf("%v: committed %v, allocated %v, gap %v, of that the institutions %v", g.Month, g.AllCommitted, g.AllAllocated, g.Gap, now)
		}
	}
	var out bytes.Buffer
	if err := aid.WriteSums(&out, k.Sums()); err != nil || strings.Count(out.String(), "\n") != 43 {
		t.Errorf("%d lines, %v", strings.Count(out.String(), "\n"), err)
	}
	if testing.Verbose() {
		t.Log(out.String())
	}
}
