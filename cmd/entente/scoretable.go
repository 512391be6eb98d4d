package main

import (
	"fmt"
	"slices"

	"entente"
	"entente/cal"
	"entente/measure/score"
	"entente/node"
	"entente/pack"
)

type scoreImport struct {
	File     string `arg:"" help:"The table; - is standard input."`
	Wide     bool   `help:"A row for each commitment and a column for each member, as research groups publish them; otherwise a row for each piece of evidence."`
	Scale    string `help:"The scale that the scores are on." default:"compliance" placeholder:"ID"`
	Period   string `help:"Of a wide table: the period that it is about." placeholder:"PERIOD"`
	Analyst  string `help:"Of a wide table: in whose name the scores are recorded." placeholder:"NAME"`
	Title    string `help:"Of a wide table: the title of its source." placeholder:"TEXT"`
	URL      string `help:"Of a wide table: the address of its source." placeholder:"URL"`
	Author   string `help:"Who states it: a state (DEU), a group or a body; otherwise the node." env:"ENTENTE_AUTHOR" placeholder:"ID"`
	Exercise bool   `help:"They are invented for an exercise."`
	DryRun   bool   `help:"Tell what would be stored and refused, and store nothing."`
	JSON     bool   `help:"Print one JSON document."`
}

func (c *scoreImport) Run(w *world) error {
	data, err := readUnpacked(w, c.File)
	if err != nil {
		return err
	}
	n, err := w.open(node.Options{ReadOnly: c.DryRun})
	if err != nil {
		return err
	}
	defer n.Close()
	scores, report, err := c.read(n, data)
	if err != nil {
		return placed{c.File, err}
	}
	if !c.DryRun {
		c.store(w, n, scores, &report)
	}
	if c.JSON {
		if err := w.writeJSON(report); err != nil {
			return err
		}
	} else {
		for _, r := range slices.Concat(report.Refusals, report.Notes) {
			w.printf("%v\n", r)
		}
		w.printf("%d read: %d stored, %d refused, %d empty, %d not applicable, %d known already\n",
			report.Read, report.Stored, report.Refused, report.Empty, report.NotApplicable, report.Duplicates)
	}
	if report.Refused > 0 {
		return finding{fmt.Sprintf("%d of %d refused", report.Refused, report.Read)}
	}
	return nil
}

// read returns the scores of the table in either form.
func (c *scoreImport) read(n *node.Node, data []byte) ([]score.Score, score.Report, error) {
	i := slices.IndexFunc(n.Scales(), func(s score.Scale) bool { return s.ID == c.Scale })
	if i < 0 {
		return nil, score.Report{}, fmt.Errorf("scale %q: %w", c.Scale, entente.ErrNotFound)
	}
	scale := n.Scales()[i]
	if !c.Wide {
		return score.ReadLong(data, scale)
	}
	period, err := cal.ParsePeriod(c.Period)
	if err != nil || period.IsZero() || c.Analyst == "" || c.Title == "" {
		return nil, score.Report{}, fmt.Errorf("a wide table wants --period, --analyst and --title: %w", entente.ErrInvalid)
	}
	wide := score.Wide{Scale: scale, Period: period, Undertaking: undertakingNamed(n.Pack()), Area: areaNamed(n.Pack())}
	results, report, err := wide.Read(data)
	var scores []score.Score
	for _, r := range results {
		e := score.Evidence{Title: c.Title, URL: c.URL, Words: "As published in the table of this title."}
		scores = append(scores, score.Score{Item: r.Item, Analyst: score.Analyst(c.Analyst), Level: r.Level, Evidence: []score.Evidence{e}})
	}
	return scores, report, err
}

func undertakingNamed(p *pack.Pack) func(string) (entente.StatementID, bool) {
	return func(s string) (entente.StatementID, bool) {
		id, err := entente.ParseStatementID(subject(p, s))
		if err != nil {
			return id, false
		}
		_, err = p.Entry(id)
		return id, err == nil
	}
}

func areaNamed(p *pack.Pack) func(string) (string, bool) {
	names := p.Names()
	return func(s string) (string, bool) {
		a, ok := names.Area(s)
		return string(a), ok
	}
}

// store records scores one by one; what the node refuses counts as refused.
func (c *scoreImport) store(w *world, n *node.Node, scores []score.Score, report *score.Report) {
	by := node.Scoring{Author: entente.ActorID(c.Author), Exercise: c.Exercise}
	p := w.progress("score import")
	defer p.done()
	for i, s := range scores {
		p.report(i, len(scores))
		if known(w, n, s, by) {
			report.Stored--
			report.Duplicates++
		} else if _, err := n.AddScore(w.ctx, s, by); err != nil {
			report.Stored--
			report.Refused++
			report.Refusals = append(report.Refusals, score.Remark{Where: s.Item.String(), Reason: message(err)})
		}
	}
}

// known reports whether the analyst has given this score already.
func known(w *world, n *node.Node, s score.Score, by node.Scoring) bool {
	sheet, err := n.Scores(w.ctx, n.Scale(s.Undertaking).ID, by.Exercise)
	if err != nil {
		return false
	}
	c, err := sheet.Case(s.Item)
	return err == nil && slices.ContainsFunc(c.Scores, func(r score.Recorded[score.Score]) bool {
		return r.Value.Analyst == s.Analyst && r.Value.Level.Cmp(s.Level) == 0
	})
}

type scoreExport struct {
	wanted
	Wide   bool   `help:"Published scores, a column for each member; otherwise every score that stands, with its evidence."`
	Period string `help:"Of a wide table: this period." placeholder:"PERIOD"`
}

func (c *scoreExport) Run(w *world) error {
	n, scores, err := c.sheet(w)
	if err != nil {
		return err
	}
	defer n.Close()
	if !c.Wide {
		var all []score.Score
		for _, k := range scores.Cases() {
			for _, s := range k.Scores {
				all = append(all, s.Value)
			}
		}
		return score.WriteLong(w.stdout, all)
	}
	period, err := cal.ParsePeriod(c.Period)
	if err != nil || period.IsZero() {
		return fmt.Errorf("a wide table is about one period: want --period: %w", entente.ErrInvalid)
	}
	results := slices.DeleteFunc(scores.Results(), func(r score.Result) bool { return r.Period != period })
	return score.WriteWide(w.stdout, scores.Scale(), results)
}
