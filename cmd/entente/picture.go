package main

import (
	"fmt"
	"slices"

	"entente"
	"entente/internal/chart"
	"entente/measure"
	"entente/measure/picture"
	"entente/node"
)

// picture prints a chart of the verdicts as an SVG file.
func (c *assessCommand) picture(w *world, n *node.Node, q node.AssessQuery) error {
	p := painter{w, n, q, c, picture.Guide{Party: partyName(n, c.langs())}}
	drawn, err := p.paint()
	if err != nil {
		return err
	}
	lang := "en"
	if l := c.langs(); len(l) > 0 {
		p.guide.Lang, lang = l[0], string(l[0])
	}
	w.printf("%s", drawn.SVG(chart.Options{Standalone: true, Lang: lang}))
	return nil
}

// partyName returns how to name whoever figures are of.
func partyName(n *node.Node, langs []entente.Lang) func(measure.Area) string {
	return func(a measure.Area) string { return n.AreaNames(a).In(langs...) }
}

// A painter gathers what a picture shows.
type painter struct {
	w     *world
	n     *node.Node
	q     node.AssessQuery
	c     *assessCommand
	guide picture.Guide
}

// paint draws the picture asked for, or the one that fits the question.
func (p painter) paint() (chart.Chart, error) {
	name := p.c.Picture
	if name == "auto" {
		name = p.fitting()
	}
	switch name {
	case "scatter":
		return p.scatter()
	case "heat":
		return p.heat()
	case "chain":
		return p.chain()
	}
	m, err := p.measure()
	if err != nil {
		return nil, err
	}
	switch name {
	case "slope":
		return p.slope(m)
	case "rivals":
		return p.rivals(m)
	}
	s, err := p.series(m)
	if err != nil {
		return nil, err
	}
	if name == "line" {
		return p.guide.Line(s, p.remarks(m)), nil
	}
	return p.guide.Multiples(s), nil
}

func (p painter) fitting() string {
	switch one := p.q.Area != ""; {
	case p.q.Measure == "" && p.c.Undertaking == "":
		return "heat"
	case one && !p.q.Period.IsZero():
		return "chain"
	case one:
		return "line"
	}
	return "multiples"
}

// measure returns the measure asked for, or the first of the undertaking.
func (p painter) measure() (measure.Measure, error) {
	book, err := p.n.Book(p.w.ctx)
	if err != nil {
		return measure.Measure{}, err
	}
	if p.q.Measure != "" {
		return book.Measure(p.q.Measure)
	}
	for _, m := range book.Measures {
		if m.Undertaking == p.q.Undertaking || p.c.Undertaking == "" {
			return m, nil
		}
	}
	return measure.Measure{}, fmt.Errorf("undertaking %s has no measure: %w", p.c.Undertaking, entente.ErrNotFound)
}

// series returns a measure with its verdicts in all periods.
func (p painter) series(m measure.Measure) (picture.Series, error) {
	q := p.q
	q.Measure = m.ID
	return p.n.Series(p.w.ctx, q)
}

func (p painter) scatter() (chart.Chart, error) {
	x, y, err := p.n.Axes(p.w.ctx, p.q)
	if err != nil {
		return nil, err
	}
	return p.guide.TwoAxis(x, y, p.q.Area), nil
}

func (p painter) slope(m measure.Measure) (chart.Chart, error) {
	q := p.q
	q.Measure = m.ID
	if q.Period.IsZero() {
		return nil, fmt.Errorf("--picture slope needs --at: which year's figure moved: %w", entente.ErrInvalid)
	}
	columns, err := p.n.Columns(p.w.ctx, q)
	if err != nil {
		return nil, err
	}
	return p.guide.Slope(m, q.Period.String(), columns), nil
}

func (p painter) rivals(m measure.Measure) (chart.Chart, error) {
	book, err := p.n.Book(p.w.ctx)
	if err != nil {
		return nil, err
	}
	rivals := book.Rivals(m.ID)
	if len(rivals) < 2 {
		return nil, fmt.Errorf("measure %s has no rival: %w", m.ID, entente.ErrNotFound)
	}
	first, err := p.series(rivals[0])
	if err != nil {
		return nil, err
	}
	second, err := p.series(rivals[1])
	if err != nil {
		return nil, err
	}
	period := p.q.Period
	if period.IsZero() {
		period, _ = node.Latest(second.Verdicts, period)
	}
	return p.guide.Rivals(first, second, period.String()), nil
}

func (p painter) heat() (chart.Chart, error) {
	standings, err := p.n.Standings(p.w.ctx, p.q)
	if err != nil {
		return nil, err
	}
	var rows []picture.HeatRow
	var areas []measure.Area
	for _, s := range standings {
		if s.Measure == nil {
			continue
		}
		for _, v := range s.Verdicts {
			if !slices.Contains(areas, v.Area) {
				areas = append(areas, v.Area)
			}
		}
		rows = append(rows, picture.HeatRow{Code: place(s.Entry.ID), Name: s.Entry.Title.In(p.c.langs()...), Verdicts: s.Verdicts})
	}
	return p.guide.Heat([]picture.HeatGroup{{Rows: rows}}, areas), nil
}

func (p painter) chain() (chart.Chart, error) {
	q := p.q
	q.Evidence = true
	verdicts, err := p.n.Assess(p.w.ctx, q)
	if err != nil {
		return nil, err
	}
	if len(verdicts) == 0 {
		return nil, fmt.Errorf("no verdict to explain: name --measure, --party and --at: %w", entente.ErrNotFound)
	}
	v := verdicts[len(verdicts)-1]
	m, err := p.n.Pack().Book.Measure(v.Measure)
	if err != nil {
		return nil, err
	}
	e, err := p.n.Pack().Entry(v.Undertaking)
	return p.guide.Chain(picture.Chain{Verdict: v, Measure: m, Undertaking: e}), err
}

// remarks returns what must be known of a party's figures, by period.
func (p painter) remarks(m measure.Measure) map[string]string {
	out := make(map[string]string)
	for _, r := range p.n.Remarks(m.ID, p.q.Area) {
		if d, ok := r.Period.First(); ok {
			y, _, _ := d.Civil()
			out[fmt.Sprint(y)] = r.Text.In(p.c.langs()...)
		}
	}
	return out
}

// plot draws the values of a party up to the period of a verdict on one line.
func plot(series []measure.Verdict, v measure.Verdict) string {
	target := chart.Missing()
	if v.Target != nil {
		target = v.Target.Float()
	}
	var values []float64
	for _, o := range series {
		switch {
		case o.Period.Compare(v.Period) > 0:
		case o.Value == nil:
			values = append(values, chart.Missing())
		default:
			values = append(values, o.Value.Float())
		}
	}
	const most = 24 // periods
	return chart.Sparkline(values[max(0, len(values)-most):], target, chart.Unicode)
}
