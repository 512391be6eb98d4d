package main

import (
	"fmt"
	"strings"

	"entente"
	"entente/text"
	"entente/text/compare"
)

type compareCommand struct {
	A string `arg:"" help:"The earlier document, or one language."`
	B string `arg:"" help:"The later document, or the other language."`
	reading

	As   string `help:"What the two are: series or languages; otherwise languages where theirs differ." enum:",series,languages" default:"" placeholder:"KIND"`
	All  bool   `help:"List what did not change, too."`
	JSON bool   `help:"Print one JSON document." xor:"format"`
	CSV  bool   `name:"csv" help:"Print comma-separated values." xor:"format"`
}

func (c *compareCommand) Run(w *world) error {
	if c.A == standardInput && c.B == standardInput {
		return fmt.Errorf("standard input can be one of the documents, not both: %w", entente.ErrInvalid)
	}
	a, err := c.read(w, c.A, text.Options{})
	if err != nil {
		return err
	}
	b, err := c.read(w, c.B, text.Options{})
	if err != nil {
		return err
	}
	if c.As == "languages" || c.As == "" && a.Lang != b.Lang {
		return c.languages(w, a, b)
	}
	if a.Lang != b.Lang {
		return fmt.Errorf("%s is in %q and %s in %q: a series is compared in one language: %w", c.A, a.Lang, c.B, b.Lang, entente.ErrInvalid)
	}
	return c.series(w, a, b)
}

// A side says which document stands on a side of a comparison.
type side struct {
	File       string               `json:"file"`
	Instrument entente.InstrumentID `json:"instrument"`
	Lang       entente.Lang         `json:"lang"`
}

func sideOf(s source) side { return side{s.File, s.Instrument, s.Lang} }

func (c *compareCommand) series(w *world, a, b source) error {
	report := compare.Series(a.Reading, b.Reading)
	if c.JSON {
		return w.writeJSON(struct {
			Kind   string `json:"kind"`
			Before side   `json:"before"`
			After  side   `json:"after"`
			compare.SeriesReport
		}{"series", sideOf(a), sideOf(b), report})
	}
	if c.CSV {
		return w.writeCSV(seriesTable(report, c.All))
	}
	counts := make(map[compare.Direction]int)
	for _, p := range report.Carried {
		counts[p.Direction]++
		if p.Direction == compare.Same && !c.All {
			continue
		}
		w.printf("%s  %s → %s\n", p.Direction, located(p.Before), located(p.After))
		w.printf("  before  %s\n  after   %s\n", p.Before.Text, p.After.Text)
		for _, ch := range p.Changes {
			w.printf("  - %s\n", change(ch))
		}
		w.printf("\n")
	}
	for _, s := range report.New {
		w.printf("new  %s\n  %s\n\n", located(s), s.Text)
	}
	for _, s := range report.Dropped {
		w.printf("dropped  %s\n  %s\n\n", located(s), s.Text)
	}
	w.printf("%s → %s: %d new, %d dropped, %d carried over (%d stronger, %d weaker, %d changed, %d the same)\n",
		a.File, b.File, len(report.New), len(report.Dropped), len(report.Carried),
		counts[compare.Stronger], counts[compare.Weaker], counts[compare.Changed], counts[compare.Same])
	return nil
}

func seriesTable(r compare.SeriesReport, all bool) *table {
	t := newTable("what", "before", "before_span", "after", "after_span", "similarity", "changes", "before_text", "after_text")
	for _, p := range r.Carried {
		if p.Direction == compare.Same && !all {
			continue
		}
		t.add(string(p.Direction), p.Before.ID.String(), span(p.Before.Span), p.After.ID.String(), span(p.After.Span),
			fmt.Sprintf("%.2f", p.Similarity), joinFunc(p.Changes, change), p.Before.Text, p.After.Text)
	}
	for _, s := range r.New {
		t.add("new", "", "", s.ID.String(), span(s.Span), "", "", "", s.Text)
	}
	for _, s := range r.Dropped {
		t.add("dropped", s.ID.String(), span(s.Span), "", "", "", "", s.Text, "")
	}
	return t
}

func change(c compare.Change) string {
	from, to := c.Before, c.After
	if from == "" {
		from = "none"
	}
	if to == "" {
		to = "none"
	}
	return fmt.Sprintf("%s: %s → %s (%s)", c.Field, from, to, c.Direction)
}

func (c *compareCommand) languages(w *world, a, b source) error {
	report := compare.Languages(a.Reading, b.Reading)
	if c.JSON {
		return w.writeJSON(struct {
			Kind string `json:"kind"`
			A    side   `json:"a"`
			B    side   `json:"b"`
			compare.LanguageReport
		}{"languages", sideOf(a), sideOf(b), report})
	}
	files := map[string]string{"a": a.File, "b": b.File}
	t := newTable("what", "only in", "value", "a", "b", "text")
	for _, m := range report.Missing {
		t.add(string(m.Kind), files[m.In], m.Value, places(m.A, m.ASpans), places(m.B, m.BSpans), m.Text)
	}
	for _, d := range report.ActsApart {
		t.add("act", "", string(d.A.Act)+" / "+string(d.B.Act), located(d.A), located(d.B), d.A.Text+" / "+d.B.Text)
	}
	unpaired := 0
	for _, p := range report.Aligned {
		if len(p.A) > 0 && len(p.B) > 0 {
			if c.All {
				t.add("aligned", "", "", joinFunc(p.A, located), joinFunc(p.B, located), "")
			}
			continue
		}
		unpaired++
		only := "a"
		if len(p.A) == 0 {
			only = "b"
		}
		for _, s := range append(p.A, p.B...) {
			t.add("statement", files[only], "", joinFunc(p.A, located), joinFunc(p.B, located), s.Text)
		}
	}
	if c.CSV {
		return w.writeCSV(t)
	}
	for i, h := range t.head {
		t.head[i] = strings.ToUpper(h)
	}
	w.write(t)
	w.printf("%s / %s: %d aligned, %d of one side only; %d mentions missing on one side, %d acts apart\n",
		a.File, b.File, len(report.Aligned)-unpaired, unpaired, len(report.Missing), len(report.ActsApart))
	return nil
}

// located names a statement and where it stands.
func located(s entente.Statement) string { return s.ID.String() + " " + span(s.Span) }

func span(s entente.Span) string { return fmt.Sprintf("[%d,%d)", s.Start, s.End) }

func places(ids []entente.StatementID, spans []entente.Span) string {
	var out []string
	for i, id := range ids {
		out = append(out, id.String()+" "+span(spans[i]))
	}
	return strings.Join(out, "; ")
}
