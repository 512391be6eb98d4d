package node_test

import (
	"bytes"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/measure/report"
	"entente/measure/score"
	"entente/node"
	"entente/pack"
	"entente/unit"
)

// contentPack returns the built-in pack that has measures.
func contentPack(t testing.TB) *pack.Pack {
	t.Helper()
	fsys, err := fs.Sub(entente.Packs, "packs/vilnius")
	if err != nil {
		t.Fatal(err)
	}
	p, err := pack.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestReport(t *testing.T) {
	p := contentPack(t)
	n := open(t, node.Options{Pack: p})
	r, err := n.Report(t.Context(), node.ReportQuery{Known: cal.NewDate(2025, 6, 1)})
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, u := range r.Undertakings {
		got = append(got, u.Entry.ID.String())
		if len(u.Measured) == 0 && (u.How == nil || u.How.Note.In("en") == "" || u.How.Note.In("zh") == "") {
			t.Errorf("%v: neither a measure nor a word on why there is none", u.Entry.ID)
		}
	}
	for _, e := range p.Entries {
		if !e.Context {
			want = append(want, e.ID.String())
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%d undertakings, want each of %d once", len(got), len(want))
	}
	if len(r.Parties) != 32 {
		t.Errorf("parties: %v", r.Parties)
	}
	for _, v := range reported(r, "defence-spending-share") {
		wanted, err := n.Assess(t.Context(), node.AssessQuery{Measure: v.Measure, Area: v.Area, Period: v.Period, Known: r.Known, Evidence: true})
		if err != nil || len(wanted) != 1 || wanted[0].Outcome != v.Outcome || wanted[0].Basis != v.Basis || v.Basis == "" {
			t.Errorf("%s: the report says %s by %s, assess %v: %v", v.Area, v.Outcome, v.Basis, wanted, err)
		}
		for _, e := range v.Evidence {
			if e.Published > r.Known {
				t.Errorf("%s: rests on a figure of %v", v.Area, e.Published)
			}
		}
	}
	for _, x := range r.Publications {
		for _, v := range x.Vintages {
			if v.Published > r.Known {
				t.Errorf("%s: names vintage %s of %v", x.ID, v.ID, v.Published)
			}
		}
	}
	revisions, err := n.Revisions(t.Context(), node.AssessQuery{Groups: true, Known: r.Known})
	if err != nil || len(r.Revisions) != len(revisions) || len(revisions) == 0 {
		t.Errorf("%d revisions, want %d: %v", len(r.Revisions), len(revisions), err)
	}
	for _, lang := range report.Langs {
		r.Lang = lang
		var b bytes.Buffer
		if err := report.WriteHTML(&b, r); err != nil {
			t.Error(err)
		}
		const most = 10 << 20
		if b.Len() > most {
			t.Errorf("%s: %d bytes", lang, b.Len())
		}
		if i := strings.Index(b.String(), "⟦"); i >= 0 {
			t.Errorf("%s: words are missing: %.40s", lang, b.String()[i:])
		}
	}
}

// reported returns the verdicts of a report by a measure.
func reported(r report.Report, id measure.MeasureID) []measure.Verdict {
	for _, u := range r.Undertakings {
		for _, m := range u.Measured {
			if m.Measure.ID == id {
				return m.Verdicts
			}
		}
	}
	return nil
}

func TestReportScope(t *testing.T) {
	n := open(t, node.Options{Pack: contentPack(t)})
	check := func(name string, q node.ReportQuery, want func(report.Report) bool) {
		t.Helper()
		r, err := n.Report(t.Context(), q)
		if err != nil || !want(r) {
			t.Errorf("%s: %d undertakings, parties %v, groups %v: %v", name, len(r.Undertakings), r.Parties, r.Groups, err)
		}
	}
	day := cal.NewDate(2025, 6, 1)
	check("a programme", node.ReportQuery{Known: day, Programme: "investment"}, func(r report.Report) bool {
		return len(r.Programmes) == 1 && len(r.Undertakings) == len(n.Pack().Entries)-len(slices.DeleteFunc(slices.Clone(n.Pack().Entries),
			func(e entente.Undertaking) bool { return !e.Context && e.Programme == "investment" }))
	})
	check("a party", node.ReportQuery{Known: day, Party: "DEU"}, func(r report.Report) bool {
		others := slices.ContainsFunc(reported(r, "defence-spending-share"), func(v measure.Verdict) bool { return v.Area != "DEU" })
		return slices.Equal(r.Parties, []measure.Area{"DEU"}) && len(r.Groups) == 0 && !others && len(r.Undertakings) > 200
	})
	check("a group", node.ReportQuery{Known: day, Party: "NATO"}, func(r report.Report) bool {
		return len(r.Parties) == 0 && slices.Equal(r.Groups, []measure.Area{"NATO"})
	})
	check("a period", node.ReportQuery{Known: day, Period: cal.Year(2023)}, func(r report.Report) bool {
		return !slices.ContainsFunc(r.Revisions, func(x measure.Revision) bool { return x.Period != cal.Year(2023) }) &&
			len(r.Revisions) > 0 && reported(r, "defence-spending-share")[0].Period == cal.Year(2023)
	})
	check("a day before anything was published", node.ReportQuery{Known: cal.NewDate(2001, 1, 1)}, func(r report.Report) bool {
		return len(r.Undertakings) > 200 && len(r.Revisions) == 0 && len(r.Publications) == 0
	})
	for _, q := range []node.ReportQuery{{Programme: "nothing"}, {Party: "XYZ"}} {
		if _, err := n.Report(t.Context(), q); !errors.Is(err, entente.ErrNotFound) {
			t.Errorf("%+v: got %v, want not found", q, err)
		}
	}
	if _, err := n.Report(t.Context(), node.ReportQuery{Lang: "tlh"}); !errors.Is(err, entente.ErrInvalid) {
		t.Errorf("got %v, want invalid", err)
	}
}

// TestReportOfRecords checks which facts a report has: those that anyone may know, as they were on the day.
func TestReportOfRecords(t *testing.T) {
	now := time.Date(2031, 6, 1, 12, 0, 0, 0, time.UTC)
	n := open(t, node.Options{Clock: func() time.Time { return now }})
	first, err := n.AddFact(t.Context(), evidence("exercise-2031/1/2", "a patrol"))
	if err != nil {
		t.Fatal(err)
	}
	secret := evidence("exercise-2031/1/1", "a secret patrol")
	if secret.Label, err = entente.ParseLabel("RESTRICTED:ALLIES"); err != nil {
		t.Fatal(err)
	}
	if _, err := n.AddFact(t.Context(), secret); err != nil {
		t.Fatal(err)
	}
	publish(t, n, "exercise-2031/2/1")
	now = now.AddDate(0, 0, 2)
	late := evidence("exercise-2031/1/1", "a later patrol")
	late.Replaces = first.ID
	late.Subject = first.Fact.Subject
	if _, err := n.AddFact(t.Context(), late); err != nil {
		t.Fatal(err)
	}
	said := func(day cal.Date) (texts []string, scores int, r report.Report) {
		r, err := n.Report(t.Context(), node.ReportQuery{Known: day})
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range r.Undertakings {
			for _, rec := range u.Records {
				texts = append(texts, rec.Text)
			}
		}
		for _, s := range r.Scores {
			scores += len(s.Cases)
		}
		return texts, scores, r
	}
	check := func(day cal.Date, scores int, want ...string) {
		t.Helper()
		if got, n, _ := said(day); !slices.Equal(got, want) || n != scores {
			t.Errorf("known on %v: %q and %d scores, want %q and %d", day, got, n, want, scores)
		}
	}
	check(cal.NewDate(2031, 5, 31), 0)
	check(cal.NewDate(2031, 6, 1), 1, "a patrol")
	check(cal.NewDate(2031, 6, 3), 1, "a later patrol")
	_, _, r := said(0)
	if !r.IsExercise() || len(r.Heads) != 1 || !strings.HasSuffix(r.Heads[0].Log, "/PUBLIC") {
		t.Errorf("exercise %v, heads %v", r.IsExercise(), r.Heads)
	}
	var b bytes.Buffer
	if err := report.WriteHTML(&b, r); err != nil || strings.Contains(b.String(), "secret") || !strings.Contains(b.String(), "a later patrol") {
		t.Errorf("the page has what not everybody may know, or lacks what was recorded: %v", err)
	}
}

// publish has two analysts agree on a score, which is published.
func publish(t *testing.T, n *node.Node, id string) {
	t.Helper()
	u, err := entente.ParseStatementID(id)
	if err != nil {
		t.Fatal(err)
	}
	item := score.Item{Undertaking: u, Party: "DEU", Period: cal.Year(2031)}
	by := node.Scoring{Exercise: true}
	for _, analyst := range []score.Analyst{"ana", "ben"} {
		s := score.Score{Item: item, Analyst: analyst, Level: unit.MustDecimal("1"), Evidence: []score.Evidence{{Words: "it is invented"}}}
		if _, err := n.AddScore(t.Context(), s, by); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := n.Publish(t.Context(), item, by); err != nil {
		t.Fatal(err)
	}
}

// BenchmarkReport gathers and writes the whole report from cold.
func BenchmarkReport(b *testing.B) {
	p := contentPack(b)
	for b.Loop() {
		n := benchNode(b, p)
		r, err := n.Report(b.Context(), node.ReportQuery{Known: cal.NewDate(2025, 12, 31)})
		if err != nil {
			b.Fatal(err)
		}
		var out bytes.Buffer
		if err := report.WriteHTML(&out, r); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(out.Len()), "bytes")
	}
}
