package main

import (
	"fmt"
	"slices"
	"strings"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/node"
	"entente/unit"
)

type assessCommand struct {
	Undertaking string   `arg:"" optional:"" help:"The undertaking, such as vilnius-2023/27/1 or 27/1; otherwise all."`
	Measure     string   `help:"By this measure." placeholder:"ID"`
	Party       string   `help:"Of this party (DEU) or group (NATO); ALL: of every party, of the Alliance and of the published aggregates." placeholder:"PARTY"`
	At          string   `help:"In this period, such as 2023." placeholder:"PERIOD"`
	Known       string   `help:"By what had been published on this day; otherwise today." placeholder:"DAY"`
	Assume      []string `help:"Under an assumption, such as 'defence-share all = 2'; may be repeated." placeholder:"ASSUMPTION" sep:"none"`
	Explain     bool     `help:"Print the figures that each verdict rests on, to the cell of the published table."`
	Scores      bool     `help:"The published scores of analysts too." hidden:""`
	display
	assessFormats
}

type assessFormats struct {
	JSON    bool   `help:"Print an array of verdicts." xor:"format"`
	CSV     bool   `name:"csv" help:"Print comma-separated values." xor:"format"`
	SDMX    bool   `name:"sdmx" help:"Print SDMX-CSV 2.0." xor:"format"`
	SVG     bool   `name:"svg" help:"Print a picture." xor:"format"`
	Picture string `help:"Which picture: auto, scatter, multiples, slope, heat, rivals, line or chain." enum:"auto,scatter,multiples,slope,heat,rivals,line,chain" default:"auto" placeholder:"NAME"`
}

// query turns the flags into what the node is asked.
func (c *assessCommand) query(n *node.Node) (q node.AssessQuery, err error) {
	q = node.AssessQuery{Measure: measure.MeasureID(c.Measure), Area: measure.Area(c.Party)}
	if c.Party == "ALL" {
		q.Area, q.Groups = "", true
	}
	if q.Period, err = cal.ParsePeriod(c.At); err != nil {
		return q, placed{"--at", err}
	}
	if c.Known != "" {
		if q.Known, err = cal.ParseDate(c.Known); err != nil {
			return q, placed{"--known", err}
		}
	}
	if c.Undertaking != "" {
		if q.Undertaking, err = entente.ParseStatementID(subject(n.Pack(), c.Undertaking)); err != nil {
			return q, err
		}
	}
	for _, s := range c.Assume {
		a, err := measure.ParseAssumption(s)
		if err != nil {
			return q, err
		}
		q.Assume = append(q.Assume, a)
	}
	return q, nil
}

func (c *assessCommand) Run(w *world) error {
	n, err := w.openToRead()
	if err != nil {
		return err
	}
	defer n.Close()
	q, err := c.query(n)
	if err != nil {
		return err
	}
	if c.SVG {
		return c.picture(w, n, q)
	}
	q.Evidence = c.JSON || c.Explain
	q.Untargeted = c.isTable() && q.Area != "" && (c.Measure != "" || c.Undertaking != "")
	verdicts, err := c.verdicts(w, n, q)
	if err != nil {
		return err
	}
	switch {
	case c.JSON:
		return w.writeJSON(verdicts)
	case c.CSV:
		return measure.WriteCSV(w.stdout, verdicts)
	case c.SDMX:
		return writeVerdictsSDMX(w, verdicts)
	case c.Explain:
		return c.explain(w, n, verdicts)
	case c.Measure == "" && c.Undertaking == "" && c.Party == "":
		return c.overview(w, n, q)
	}
	return c.list(w, n, q, verdicts)
}

// isTable reports whether the answer is for people: who looks at one party wants to see the years before the promise too.
func (c *assessCommand) isTable() bool { return !c.JSON && !c.CSV && !c.SDMX && !c.Explain }

// verdicts returns what the flags want: those of the measures, and for what no public figure shows, one that says so.
func (c *assessCommand) verdicts(w *world, n *node.Node, q node.AssessQuery) ([]measure.Verdict, error) {
	verdicts, err := n.Assess(w.ctx, q)
	if err != nil || q.Measure != "" || q.Area != "" {
		return listed(verdicts), err
	}
	unmeasured, err := n.Unmeasured(w.ctx, q)
	return listed(slices.Concat(verdicts, unmeasured)), err
}

// overview prints a line for each undertaking that is measured, and counts the rest.
func (c *assessCommand) overview(w *world, n *node.Node, q node.AssessQuery) error {
	standings, err := n.Standings(w.ctx, q)
	if err != nil {
		return err
	}
	t := newTable("UNDERTAKING", "MEASURE", "IN", "MET", "ON TRACK", "OFF TRACK", "MISSED", "NO DATA", "TITLE")
	other := make(map[string]int)
	for _, s := range standings {
		if s.Measure == nil {
			if s.How != nil {
				other[string(s.How.By)]++
			}
			continue
		}
		k := measure.Count(s.Parties())
		t.add(place(s.Entry.ID), string(s.Measure.ID), s.Period.String(), number(k[measure.Met]), number(k[measure.OnTrack]), number(k[measure.OffTrack]),
			number(k[measure.Missed]), number(k[measure.NoData]), s.Measure.Title.In(c.langs()...))
	}
	w.write(t)
	w.printf("%s measured by public figures; %d shown by a public record of one act, %d judged by analysts, %d by figures that are not at hand: entente assess UNDERTAKING says why\n",
		count(len(t.rows), "undertaking", "undertakings"), other["event"], other["score"], other["figures"])
	return nil
}

func place(id entente.StatementID) string { return fmt.Sprintf("%d/%d", id.Provision, id.Number) }

func number(n int) string {
	if n == 0 {
		return "·"
	}
	return fmt.Sprint(n)
}

// list prints a line for each verdict, with the value over the years as a small plot.
func (c *assessCommand) list(w *world, n *node.Node, q node.AssessQuery, verdicts []measure.Verdict) error {
	if len(verdicts) == 0 {
		w.printf("no verdicts\n")
	}
	for _, m := range measuresOf(verdicts) {
		of := verdictsBy(verdicts, m)
		if err := c.listMeasure(w, n, q, of); err != nil {
			return err
		}
	}
	return nil
}

func measuresOf(verdicts []measure.Verdict) []measure.MeasureID {
	var ids []measure.MeasureID
	for _, v := range verdicts {
		if !slices.Contains(ids, v.Measure) {
			ids = append(ids, v.Measure)
		}
	}
	return ids
}

func verdictsBy(verdicts []measure.Verdict, id measure.MeasureID) []measure.Verdict {
	var out []measure.Verdict
	for _, v := range verdicts {
		if v.Measure == id {
			out = append(out, v)
		}
	}
	return out
}

func (c *assessCommand) listMeasure(w *world, n *node.Node, q node.AssessQuery, verdicts []measure.Verdict) error {
	first := verdicts[0]
	if first.Measure == "" {
		for _, v := range verdicts {
			w.printf("%s  %s: %s\n", place(v.Undertaking), v.Outcome, v.Reason)
		}
		return nil
	}
	if m, err := n.Pack().Book.Measure(first.Measure); err == nil {
		w.printf("%s  %s  %s", place(m.Undertaking), m.ID, m.Title.In(c.langs()...))
		if m.Unit != "" {
			w.printf(" (%s)", m.Unit)
		}
		w.printf("\n")
	}
	t := newTable("PARTY", "PERIOD", "VALUE", "TARGET", "VERDICT", "SHORTFALL", "VINTAGE", "OVER THE YEARS", "NOTE")
	var series []measure.Verdict // of the party at hand
	for i, v := range verdicts {
		if i == 0 || v.Area != verdicts[i-1].Area {
			own := node.AssessQuery{Measure: v.Measure, Area: v.Area, Known: v.Known, Untargeted: true, Assume: q.Assume}
			var err error
			if series, err = n.Assess(w.ctx, own); err != nil {
				return err
			}
		}
		t.add(string(v.Area), v.Period.String(), c.shown(n, v), goal(v), string(v.Outcome), amount(v.Shortfall), string(v.Vintage),
			plot(series, v), remark(v))
	}
	w.write(t)
	return nil
}

// shown returns the value with the decimal places of its measure, and with more where fewer would belie the verdict.
func (c *assessCommand) shown(n *node.Node, v measure.Verdict) string {
	if v.Value == nil {
		return ""
	}
	m, err := n.Pack().Book.Measure(v.Measure)
	if err != nil {
		return v.Value.String()
	}
	s := v.Shown(m.Places).String()
	if m.Unit.Kind() == unit.Money {
		s = amount(&measure.Amount{Value: *v.Value, Currency: m.Unit})
	}
	if v.Estimate {
		s += "e"
	}
	return s
}

func goal(v measure.Verdict) string {
	if v.Target == nil {
		return ""
	}
	if v.Unit.Kind() == unit.Money {
		return string(v.Comparator) + " " + amount(&measure.Amount{Value: *v.Target, Currency: v.Unit})
	}
	const places = 4
	return string(v.Comparator) + " " + v.Target.Round(places).Trim().String()
}

// amount writes money in the largest of thousands, millions and billions that leaves a whole part.
func amount(a *measure.Amount) string {
	if a == nil {
		return ""
	}
	for _, step := range []struct {
		power int
		name  string
	}{{9, "bn"}, {6, "m"}, {3, "k"}} {
		if one := unit.NewDecimal(1, 0).Shift(step.power); a.Value.Cmp(one) >= 0 {
			return a.Value.Shift(-step.power).Round(1).String() + " " + step.name + " " + string(a.Currency)
		}
	}
	return a.Value.String() + " " + string(a.Currency)
}

// remark says what a reader of the value must know.
func remark(v measure.Verdict) string {
	var parts []string
	if v.Assumed {
		parts = append(parts, "ASSUMED")
	}
	if v.RoundingOnly {
		parts = append(parts, "depends on rounding")
	}
	if v.Disagrees {
		parts = append(parts, "own inputs give "+v.Recomputed.Round(4).String())
	}
	if v.Projected != nil && !v.Projected.Reached.IsZero() && v.Outcome != measure.Met {
		parts = append(parts, "trend reaches it in "+v.Projected.Reached.String())
	}
	if v.Reason != "" {
		parts = append(parts, v.Reason)
	}
	return strings.Join(parts, "; ")
}
