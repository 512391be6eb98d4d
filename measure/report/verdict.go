package report

import (
	"html/template"
	"slices"

	"entente/measure"
)

// A row is a verdict in a table: of an undertaking by party, or of a party by undertaking.
type row struct {
	Anchor    string
	Subject   link
	Measure   string
	Unit      string
	Period    string
	Spark     template.HTML
	Value     number
	Estimate  bool
	Target    number
	Margin    number
	State     state
	Shortfall number
	Trend     *trend
	Reached   string
	Vintage   link
	Figures   []figureRange
	Inputs    []figureRange // that the trend rests on
}

// A trend is the slope of a row.
type trend struct {
	Slope, Low, High number
	Uncertain        bool
}

// A table is the verdicts on an undertaking, with what has to be said about single rows.
type table struct {
	Rows         []row
	Notes        []string
	HasShortfall bool
	Currency     string
}

// table returns verdicts as rows, each under the name of its party.
func (w writer) table(m Measured, verdicts []measure.Verdict) table {
	var t table
	var said notes
	for _, v := range verdicts {
		r := w.row(m, v)
		r.Anchor, r.Subject = verdictAnchor(v), w.partyLink(v.Area)
		t.Rows = append(t.Rows, r)
		w.note(&said, m.Measure, v, w.area(v.Area))
		if v.Shortfall != nil {
			t.HasShortfall, t.Currency = true, w.unit(v.Shortfall.Currency)
		}
	}
	t.Notes = said.lines(w.words)
	return t
}

func (w writer) row(m Measured, v measure.Verdict) row {
	places := m.Measure.Places
	r := row{
		Measure: m.Measure.Title.In(w.Lang), Unit: w.unit(m.Measure.Unit), Period: v.Period.String(),
		Spark: w.spark(m, v), Value: valueOf(v, places), Estimate: v.Estimate, Target: short(v), Margin: marginOf(v, places),
		State: w.state(v.Outcome), Shortfall: w.money(v.Shortfall), Vintage: w.vintage(v),
		Figures: w.figures.ranges(v.Evidence, measure.InValue, measure.InRecompute, measure.InTarget, measure.InMoney),
		Inputs:  w.figures.ranges(v.Evidence, measure.InTrend),
	}
	if t := v.Trend; t != nil {
		r.Trend = &trend{signed(float(t.Slope)), signed(float(t.Low)), signed(float(t.High)), t.Uncertain}
	}
	r.Reached = w.reached(v)
	return r
}

// reached says when the trend reaches the target.
func (w writer) reached(v measure.Verdict) string {
	switch {
	case v.Trend == nil || v.Projected == nil || v.Margin == nil:
		return ""
	case v.Comparator.Holds(*v.Value, *v.Target):
		return w.text("reached.now")
	case v.Projected.Reached.IsZero():
		return w.text("reached.never")
	}
	return v.Projected.Reached.String()
}

// vintage names the vintage that a value comes from, and leads to its publication.
func (w writer) vintage(v measure.Verdict) link {
	l := link{Name: string(v.Vintage)}
	i := slices.IndexFunc(v.Evidence, func(e measure.Evidence) bool { return e.Vintage == v.Vintage && e.Role == measure.InValue })
	if i >= 0 {
		l.Anchor = publicationAnchor(v.Evidence[i].Publication)
	}
	return l
}

// notes are remarks below a table: each once, with the names of all rows that it is about.
type notes struct {
	texts []string
	names map[string][]string
}

func (n *notes) add(text, name string) {
	if n.names == nil {
		n.names = make(map[string][]string)
	}
	if n.names[text] == nil {
		n.texts = append(n.texts, text)
	}
	n.names[text] = append(n.names[text], name)
}

func (n *notes) lines(w words) []string {
	var out []string
	for _, text := range n.texts {
		out = append(out, w.text("note", w.join(n.names[text]), text))
	}
	return out
}

// note says about a verdict what does not show in its row.
func (w writer) note(n *notes, m measure.Measure, v measure.Verdict, name string) {
	if v.RoundingOnly {
		n.add(w.text("note.rounding"), name)
	}
	if v.Disagrees && v.Recomputed != nil && v.Value != nil {
		n.add(w.text("note.disagrees", printed(v.Recomputed.String()), printed(v.Value.String())), name)
	}
	if s := w.reason(m, v); s != "" {
		n.add(s, name)
	}
}

// A tally is how many verdicts have an outcome.
type tally struct {
	State state
	Count int
}

// tallies counts the verdicts on parties, in the order of outcomes.
func (w writer) tallies(verdicts []measure.Verdict) []tally {
	n := measure.Count(ofParties(verdicts))
	var out []tally
	for _, o := range measure.Outcomes {
		if n[o] > 0 {
			out = append(out, tally{w.state(o), n[o]})
		}
	}
	return out
}

func ofParties(verdicts []measure.Verdict) []measure.Verdict {
	return slices.DeleteFunc(slices.Clone(verdicts), func(v measure.Verdict) bool { return !v.Area.IsParty() })
}

func ofGroups(verdicts []measure.Verdict) []measure.Verdict {
	return slices.DeleteFunc(slices.Clone(verdicts), func(v measure.Verdict) bool { return v.Area.IsParty() })
}
