package main

import (
	"fmt"
	"strconv"

	"entente"
	"entente/measure"
	"entente/node"
	"entente/unit"
)

// explain prints the evidence of verdicts: from the provision to the cell of the published table and the ledger entry.
func (c *assessCommand) explain(w *world, n *node.Node, verdicts []measure.Verdict) error {
	for i, v := range verdicts {
		if i > 0 {
			w.printf("\n")
		}
		if err := c.explainOne(w, n, v); err != nil {
			return err
		}
	}
	return nil
}

func (c *assessCommand) explainOne(w *world, n *node.Node, v measure.Verdict) error {
	line := func(name, format string, args ...any) {
		if text := fmt.Sprintf(format, args...); text != "" {
			w.printf("%-12s %s\n", name, text)
		}
	}
	e, err := n.Pack().Entry(v.Undertaking)
	if err != nil {
		return err
	}
	line("provision", "%s ¶%d", n.Pack().Instrument.ID, v.Undertaking.Provision)
	line("undertaking", "%s  %s", e.ID, e.Title.In(c.langs()...))
	if v.Measure == "" {
		line("verdict", "%s", v.Outcome)
		line("because", "%s", v.Reason)
		return nil
	}
	m, err := n.Pack().Book.Measure(v.Measure)
	if err != nil {
		return err
	}
	line("measure", "%s  %s", m.ID, m.Title.In(c.langs()...))
	line("formula", "%s", m.Value)
	line("of", "%s in %v, as published by %v", v.Area, v.Period, v.Known)
	c.explainTarget(line, m, v)
	c.explainValue(line, v)
	line("verdict", "%s", v.Outcome)
	line("because", "%s", v.Reason)
	c.explainTrend(line, m, v)
	w.printf("figures\n")
	t := newTable("  FOR", "INDICATOR", "PARTY", "PERIOD", "FIGURE", "STATUS", "VINTAGE", "CELL", "FILE", "LEDGER")
	for _, ev := range v.Evidence {
		t.add("  "+string(ev.Role), string(ev.Indicator), string(ev.Area)+part(ev), ev.Period.String(), figureText(ev), ev.Status.String(), string(ev.Vintage),
			ev.Place, ev.Document+":"+strconv.Itoa(ev.Row), factText(ev.Fact))
	}
	w.write(t)
	line("sources", "%s", sources(v.Evidence))
	line("basis", "%s", v.Basis)
	return nil
}

func part(e measure.Evidence) string {
	if e.Part == "" {
		return ""
	}
	return "/" + e.Part
}

// figureText writes a figure in its unit, such as "4610035.2 million USD".
func figureText(e measure.Evidence) string {
	powers := map[int]string{3: " thousand", 6: " million", 9: " billion"}
	q := unit.Quantity{Value: e.Value, Unit: e.Unit}
	if word, ok := powers[e.Multiplier]; ok {
		return e.Value.String() + word + " " + string(e.Unit)
	}
	return q.String()
}

func factText(id *entente.FactID) string {
	if id == nil {
		return "not recorded"
	}
	return id.String()[:12]
}

// sources names each document once.
func sources(evidence []measure.Evidence) string {
	seen := make(map[string]bool)
	var all []string
	for _, e := range evidence {
		if !seen[e.Source] {
			seen[e.Source] = true
			all = append(all, e.Source)
		}
	}
	return joinFunc(all, func(s string) string { return s })
}

func (c *assessCommand) explainTarget(line func(string, string, ...any), m measure.Measure, v measure.Verdict) {
	if v.Target == nil {
		return
	}
	line("target", "%s %s", v.Comparator, unit.Quantity{Value: *v.Target, Unit: v.Unit})
	for _, t := range m.Targets {
		if t.From.Compare(v.Period) <= 0 && (t.Until.IsZero() || v.Period.Compare(t.Until) <= 0) {
			line("set by", "%s", t.Basis.In(c.langs()...))
		}
	}
}

func (c *assessCommand) explainValue(line func(string, string, ...any), v measure.Verdict) {
	if v.Value == nil {
		return
	}
	exact := ""
	if !v.Exact {
		exact = " (a fraction, rounded to 12 places)"
	}
	line("value", "%s%s%s", unit.Quantity{Value: *v.Value, Unit: v.Unit}, map[bool]string{true: ", an estimate"}[v.Estimate], exact)
	if v.Recomputed != nil {
		verb := "agrees: its own inputs give"
		if v.Disagrees {
			verb = "DISAGREES with its own inputs, which give"
		}
		line("recomputed", "%s %s", verb, v.Recomputed)
	}
	if v.RoundingOnly {
		line("rounding", "whether it is met depends on digits that the source rounds away")
	}
	if v.Margin != nil {
		line("margin", "%s", v.Margin)
	}
	if f := v.Sensitivity; f != nil && f.Change.Sign() == 0 {
		line("flips if", "the value moves at all to the other side: it stands exactly on the target")
	} else if f != nil {
		line("flips if", "the value changes by %s (%s%% of it)", f.Change, f.Percent)
	}
	line("shortfall", "%s", amount(v.Shortfall))
}

func (c *assessCommand) explainTrend(line func(string, string, ...any), m measure.Measure, v measure.Verdict) {
	if v.Trend == nil {
		return
	}
	t := v.Trend
	unsure := ""
	if t.Uncertain {
		unsure = "; its direction is uncertain"
	}
	line("trend", "%+.4f a period (90%% interval %+.4f to %+.4f, %s over %d periods%s)", t.Slope, t.Low, t.High, t.Method, t.Points, unsure)
	if p := v.Projected; p != nil {
		line("projected", "%s in %v (%s to %s)", p.Value, p.Period, p.Low, p.High)
		if !p.Reached.IsZero() && v.Outcome != measure.Met {
			line("reaches it", "in %v, if the trend goes on", p.Reached)
		}
	}
}
