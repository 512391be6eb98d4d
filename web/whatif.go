package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"entente"
	"entente/cal"
	"entente/internal/chart"
	"entente/measure"
	"entente/node"
	"entente/unit"
)

// A whatIfPage shows what follows from assumptions.
type whatIfPage struct {
	Text     string // the assumptions as they were written, one a line
	Measure  measure.MeasureID
	At       string
	Known    string
	Problem  string // what is wrong with the assumptions; "" for nothing
	Field    string // the field that it is about
	Measures []link // to choose from
	Presets  []preset
	Inputs   []inputRow // indicators that can be assumed
	Example  measure.IndicatorID
	Tabs     []alternative

	Result     *node.WhatIf // nil before something is assumed
	Rows       []changeRow
	Flips      int
	Picture    chart.Dumbbell
	Recomputed bool // what is known now was recomputed from inputs
	More       *measure.Amount
	Spent      *measure.Amount
	Would      *measure.Amount
}

// A preset is an assumption ready to try.
type preset struct {
	Key  string // of its words
	Args []any
	URL  string
	Is   bool // the one shown
}

// A changeRow is a party as it is and as it would be.
type changeRow struct {
	node.Change
	Party     link
	Was, Is   verdictView
	Flips     bool
	MoreMoney *measure.Amount
}

const maxAssumptions = 50

func (s *site) whatIf(v *view, r *http.Request) (page, error) {
	p, err := s.whatIfPage(r.Context(), v)
	out := page{Template: "what-if", Section: "delivery", Title: s.catalogue(v.Lang).text("whatif.title"), Body: p}
	if p.Problem != "" {
		out.Code = http.StatusBadRequest
	}
	return out, err
}

func (s *site) whatIfPage(ctx context.Context, v *view) (p whatIfPage, err error) {
	if _, err := s.node.Book(ctx); err != nil {
		return p, err // a pack without measures
	}
	p = whatIfPage{
		Text: strings.TrimSpace(strings.Join(v.Query["assume"], "\n")), Measure: measure.MeasureID(v.Query.Get("measure")),
		At: v.Query.Get("at"), Known: v.Query.Get("known"), Tabs: s.tabs("/what-if", moment{}),
	}
	for _, m := range s.pack.Book.Measures {
		if m.RivalOf == "" {
			p.Measures = append(p.Measures, link{string(m.ID), m.Title})
		}
	}
	if p.Measure == "" {
		p.Measure = s.firstShare()
	}
	for _, id := range s.pack.Book.Uses(p.Measure) {
		if ind, err := s.pack.Book.Indicator(id); err == nil {
			p.Inputs = append(p.Inputs, inputRow{Indicator: ind})
		}
	}
	if len(p.Inputs) > 0 {
		p.Example = p.Inputs[0].ID
	}
	if err := s.fillPresets(ctx, &p); err != nil {
		return p, err
	}
	if p.Text == "" {
		return p, nil
	}
	err = s.fillResult(ctx, v, &p)
	if errors.Is(err, entente.ErrInvalid) || errors.Is(err, entente.ErrNotFound) {
		p.Problem, err = reason(err), nil
	}
	return p, err
}

// firstShare returns the first measure of a share of money, which assumptions are most often about.
func (s *site) firstShare() measure.MeasureID {
	for _, m := range s.pack.Book.Measures {
		if m.Money != "" && m.RivalOf == "" {
			return m.ID
		}
	}
	return s.pack.Book.Measures[0].ID
}

// readAssumptions reads a line for each assumption. Every line that is wrong is named.
func readAssumptions(text string) (all []measure.Assumption, err error) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		a, lineErr := measure.ParseAssumption(line)
		err = errors.Join(err, lineErr)
		all = append(all, a)
	}
	if len(all) > maxAssumptions {
		return nil, errors.Join(entente.ErrInvalid, errors.New("more than 50 assumptions"))
	}
	return all, err
}

func (s *site) fillResult(ctx context.Context, v *view, p *whatIfPage) error {
	p.Field = "assume"
	assume, err := readAssumptions(p.Text)
	if err != nil {
		return err
	}
	p.Field = "at"
	m, err := readMoment(v.Query)
	if err != nil {
		return err
	}
	p.Field = "assume"
	q := m.ask()
	q.Measure, q.Assume = p.Measure, assume
	result, err := s.node.WhatIf(ctx, q)
	if err != nil {
		return err
	}
	p.Field, p.Result = "", &result
	p.Recomputed = slices.ContainsFunc(assume, func(a measure.Assumption) bool { return a.Kind == measure.ReviseBy })
	var now, then []measure.Verdict
	for _, c := range result.Changes {
		row := changeRow{Change: c, Was: s.verdictView(c.Now, m), Is: s.verdictView(c.Then, m), Flips: c.Now.Outcome != c.Then.Outcome}
		if c.Now.Value == nil && c.Then.Value == nil {
			continue // not bound, or nothing is known
		}
		row.Party = row.Was.Party
		if c.Spent != nil && c.Would != nil {
			row.MoreMoney = &measure.Amount{Value: c.Would.Value.Sub(c.Spent.Value), Currency: c.Would.Currency}
		}
		if row.Flips && c.Area.IsParty() {
			p.Flips++
		}
		p.Rows = append(p.Rows, row)
		now, then = append(now, c.Now), append(then, c.Then)
	}
	words := s.catalogue(v.Lang)
	names := [2]string{result.Now.String(), words.text("whatif.assumed", result.Then)}
	p.Picture = s.guide(v.Lang, m).Change(result.Measure, now, then, names)
	if t := result.Total; t.Currency != "" {
		money := func(d unit.Decimal) *measure.Amount { return &measure.Amount{Value: d, Currency: t.Currency} }
		p.Spent, p.Would, p.More = money(t.Spent), money(t.Would), money(t.More())
	}
	return nil
}

// fillPresets offers assumptions about the measure: its target for everybody, the usual next figure, the trend, and a
// revision of what the value is a share of, for the parties that are nearest to missing it.
func (s *site) fillPresets(ctx context.Context, p *whatIfPage) error {
	m, err := s.pack.Book.Measure(p.Measure)
	if err != nil {
		p.Problem, p.Field = reason(err), "measure"
		return nil
	}
	add := func(key, assumption string, args ...any) {
		if _, err := measure.ParseAssumption(assumption); err != nil {
			return
		}
		q := map[string][]string{"assume": {assumption}, "measure": {string(m.ID)}}
		if p.Known != "" {
			q["known"] = []string{p.Known}
		}
		p.Presets = append(p.Presets, preset{key, args, address("/what-if", q) + "#result", p.Text == assumption})
	}
	if ind, err := s.pack.Book.Indicator(measure.IndicatorID(m.Value)); err == nil && len(m.Targets) > 0 && m.Targets[len(m.Targets)-1].Formula == "" {
		id, goal := string(ind.ID), m.Targets[len(m.Targets)-1].Value
		amount := amountOf(goal, m.Unit)
		add("preset.target", id+" all >= "+goal.String(), amount)
		if p.Measure == s.firstShare() {
			const next, by = "5", "2035"
			add("preset.reach", id+" all to "+next+" by "+by, next+"%", by)
		}
		year := s.textYear() + trendAhead
		add("preset.trend", id+" all trend until "+cal.Year(year).String(), cal.Year(year).String())
	}
	return s.addRevision(ctx, m, add)
}

const trendAhead = 7 // years after the text, for the trend

// textYear returns the year of the pack's instrument.
func (s *site) textYear() int {
	y, _, _ := s.textDay().Civil()
	return y
}

// addRevision offers a revision of the base of a share by one per cent.
func (s *site) addRevision(ctx context.Context, m measure.Measure, add func(key, assumption string, args ...any)) error {
	money, err := s.pack.Book.Indicator(m.Money)
	if err != nil || m.Recompute == "" {
		return nil
	}
	var bases []string
	for _, id := range s.pack.Book.Uses(m.ID) {
		if ind, err := s.pack.Book.Indicator(id); err == nil && ind.Base == money.Base {
			bases = append(bases, string(ind.ID))
		}
	}
	if len(bases) < 2 {
		return nil // nothing else than the money follows from it
	}
	verdicts, err := s.node.Assess(ctx, node.AssessQuery{Measure: m.ID})
	if err != nil {
		return err
	}
	_, now := node.Latest(verdicts, cal.Period{})
	var met []measure.Verdict
	for _, v := range now {
		if v.Outcome == measure.Met && v.Margin != nil {
			met = append(met, v)
		}
	}
	slices.SortStableFunc(met, func(a, b measure.Verdict) int { return a.Margin.Cmp(*b.Margin) })
	slices.Sort(bases)
	const offered = 2
	for _, v := range met[:min(offered, len(met))] {
		add("preset.revise", strings.Join(bases, ",")+" "+string(v.Area)+" +1%", s.node.AreaNames(v.Area), "1%")
	}
	return nil
}
