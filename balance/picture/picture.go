// Package picture draws findings of balance: what is covered when, how fair shares are, how fast strength grows.
package picture

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"entente"
	"entente/balance"
	"entente/balance/aid"
	"entente/balance/cover"
	"entente/balance/joint"
	"entente/cal"
	"entente/internal/chart"
	"entente/unit"
)

// A Guide puts pictures into a reader's words. The zero Guide speaks English and names parties by their codes.
type Guide struct {
	Words func(key string, args ...any) string // nil: English
	Party func(entente.ActorID) string         // nil: its code
	Link  func(requirement string) string      // where a requirement leads; nil: nowhere
}

// English holds the words of the pictures by their keys. A face that speaks other languages has the same keys.
var English = map[string]string{
	"balance.picture.calendar":     "What is covered, when",
	"balance.picture.calendar.in":  "A row for each requirement, a column for each run of time; numbers are what is missing.",
	"balance.picture.full":         "covered",
	"balance.picture.part":         "covered in part",
	"balance.picture.none":         "nothing there",
	"balance.picture.requirement":  "Requirement",
	"balance.picture.time":         "Time",
	"balance.picture.state":        "State",
	"balance.picture.cell":         "%s, %s: needed %s, there %s",
	"balance.picture.always":       "always",
	"balance.picture.shares":       "Who bears what",
	"balance.picture.shares.in":    "What each party bears, beside its fair share by %s.",
	"balance.picture.bears":        "bears",
	"balance.picture.fair":         "fair share",
	"balance.picture.party":        "Party",
	"balance.picture.share":        "Share of all",
	"balance.picture.surge":        "How fast strength grows",
	"balance.picture.surge.in":     "What can be at each requirement by days of notice, as a share of what it needs.",
	"balance.picture.days":         "Days of notice",
	"balance.picture.strength":     "Share of what is needed",
	"balance.picture.all":          "what is needed",
	"balance.picture.ready.within": "ready in %d days",
	"balance.picture.charges":      "What each pays",
	"balance.picture.charges.in":   "What each party pays together, beside what it would pay alone at the least.",
	"balance.picture.millions":     "millions of %s",
	"balance.picture.pays":         "together",
	"balance.picture.alone":        "alone, at least",
	"balance.picture.secured":      "How far needs are secured",
	"balance.picture.secured.in":   "By year, in millions: what is needed, firm, on a condition, promised, and missing.",
	"balance.picture.secured.cell": "%v, %s: %s %s",
	"balance.picture.needed":       "needed",
	"balance.picture.firm":         "firm",
	"balance.picture.conditional":  "conditional",
	"balance.picture.promised":     "promised",
	"balance.picture.missing":      "missing",
	"balance.picture.unsure":       "on a condition, or promised",
}

func (g Guide) word(key string, args ...any) string {
	key = "balance.picture." + key
	if g.Words != nil {
		return g.Words(key, args...)
	}
	if len(args) == 0 {
		return English[key]
	}
	return fmt.Sprintf(English[key], args...)
}

func (g Guide) party(id entente.ActorID) string {
	if g.Party == nil {
		return string(id)
	}
	return g.Party(id)
}

func number(v float64) string { return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) }

// mostColumns is how many runs of time a calendar shows; where there are more, they are taken together.
const mostColumns = 24

// Calendar draws what is covered: a row for each requirement, a column for each run of time in which nothing changes, or for each year or
// month where there are many. A cell shows the worst of its time. Nothing is drawn of requirements beyond the first most; 0 draws all.
func (g Guide) Calendar(f *balance.Finding, most int) chart.Heat {
	columns := columnsOf(f)
	h := chart.Heat{
		Text: chart.Text{
			Title: g.word("calendar"), Desc: g.word("calendar.in"), Item: g.word("requirement"), Time: g.word("time"), State: g.word("state"),
		},
		States: []chart.State{{Key: "full", Tone: chart.Good, Symbol: "●", Name: g.word("full")}, {Key: "part", Tone: chart.Mixed, Symbol: "◐", Name: g.word("part")}, {Key: "none", Tone: chart.Bad, Symbol: "○", Name: g.word("none")}},
	}
	for _, c := range columns {
		h.Columns = append(h.Columns, chart.Column{Code: short(c), Name: g.time(c)})
	}
	rows := map[string][]chart.Row{}
	var kinds []string
	for i, r := range f.Requirements {
		if most > 0 && i >= most {
			break
		}
		if rows[r.Kind] == nil {
			kinds = append(kinds, r.Kind)
		}
		rows[r.Kind] = append(rows[r.Kind], g.row(r, columns))
	}
	for _, k := range kinds {
		h.Groups = append(h.Groups, chart.Group{Name: k, Rows: rows[k]})
	}
	if len(kinds) == len(f.Requirements) { // a heading for each row says nothing
		all := chart.Group{}
		for _, k := range kinds {
			all.Rows = append(all.Rows, rows[k]...)
		}
		h.Groups = []chart.Group{all}
	}
	return h
}

func (g Guide) row(r balance.Covered, columns []cal.Period) chart.Row {
	row := chart.Row{Code: r.ID, Name: r.Name()}
	if r.Within > 0 {
		row.Name += " · " + g.word("ready.within", r.Within)
	}
	if g.Link != nil {
		row.Href = g.Link(r.ID)
	}
	for _, c := range columns {
		row.Cells = append(row.Cells, g.cell(row.Name, r, c))
	}
	return row
}

// cell shows the worst slice in a column.
func (g Guide) cell(name string, r balance.Covered, column cal.Period) chart.Cell {
	worst := balance.Slice{Missing: -1}
	for _, s := range r.Slices {
		if (s.Period.IsZero() || column.IsZero() || s.Period.Overlaps(column)) && s.Missing > worst.Missing {
			worst = s
		}
	}
	c := chart.Cell{Title: g.word("cell", name, g.time(column), number(worst.Needed), number(worst.Covered))}
	switch {
	case worst.Missing < 0:
		return chart.Cell{}
	case worst.Missing == 0:
		c.State = "full"
	case worst.Covered > 0:
		c.State, c.Text = "part", "−"+number(worst.Missing)
	default:
		c.State, c.Text = "none", "−"+number(worst.Missing)
	}
	return c
}

func (g Guide) time(p cal.Period) string {
	if p.IsZero() {
		return g.word("always")
	}
	return p.String()
}

// short writes a period as a head of a column.
func short(p cal.Period) string {
	first, ok := p.First()
	if !ok {
		return ""
	}
	y, m, d := first.Civil()
	last, _ := p.Last()
	switch {
	case p == cal.Year(y):
		return strconv.Itoa(y)
	case p == cal.Month(y, m), d == 1 && last > first+27:
		return fmt.Sprintf("%02d/%02d", int(m), y%100)
	}
	return fmt.Sprintf("%d.%d.", d, int(m))
}

// columnsOf cuts the time of all requirements.
func columnsOf(f *balance.Finding) []cal.Period {
	var all []cal.Period
	for _, r := range f.Requirements {
		for _, s := range r.Slices {
			all = append(all, s.Period)
		}
	}
	slices.SortFunc(all, cal.Period.Compare)
	cut := balance.Slices(slices.Compact(all))
	if months := monthsOf(cut); len(months) > 0 && len(months) <= mostColumns {
		return months
	}
	if len(cut) <= mostColumns {
		return cut
	}
	for _, by := range []func(y int, m int) cal.Period{
		func(y, m int) cal.Period { return cal.Quarter(y, (m-1)/3+1) },
		func(y, _ int) cal.Period { return cal.Year(y) },
	} {
		var coarse []cal.Period
		for _, p := range cut {
			if first, ok := p.First(); ok {
				y, m, _ := first.Civil()
				if q := by(y, int(m)); len(coarse) == 0 || coarse[len(coarse)-1] != q {
					coarse = append(coarse, q)
				}
			}
		}
		if len(coarse) <= mostColumns {
			return coarse
		}
	}
	return cut[:mostColumns]
}

// monthsOf returns the months of runs of days that all begin and end with one, or nothing.
func monthsOf(cut []cal.Period) []cal.Period {
	var months []cal.Period
	for _, p := range cut {
		first, ok := p.First()
		last, ok2 := p.Last()
		if !ok || !ok2 || len(months) > mostColumns {
			return nil
		}
		for d := first; d <= last; d = d.AddDate(0, 1, 0) {
			y, m, day := d.Civil()
			month := cal.Month(y, m)
			if end, _ := month.Last(); day != 1 || end > last {
				return nil
			}
			months = append(months, month)
		}
	}
	return months
}

// Shares draws what parties bear beside their fair shares by a key.
func (g Guide) Shares(f *balance.Finding, key balance.Key) chart.Dumbbell {
	const percent = 100
	d := chart.Dumbbell{
		Text:  chart.Text{Title: g.word("shares"), Desc: g.word("shares.in", key.Title), Subtitle: g.word("shares.in", key.Title), Item: g.word("party")},
		Axis:  chart.Axis{Title: g.word("share"), Format: chart.Format{Places: 1, Suffix: " %"}},
		First: g.word("bears"), Second: g.word("fair"),
	}
	for _, s := range f.Fairness {
		p := chart.Pair{Code: string(s.Party), Name: g.party(s.Party), First: chart.Value{V: percent * s.Share}, Second: chart.Value{V: math.NaN()}}
		if v, ok := s.Fair[key.ID]; ok {
			p.Second.V = percent * v
		}
		d.Items = append(d.Items, p)
	}
	return d
}

// Surge draws how fast requirements grow, as shares of what they need.
func (g Guide) Surge(f *balance.Finding, s *cover.Surge) chart.Line {
	const percent = 100
	l := chart.Line{
		Text: chart.Text{Title: g.word("surge"), Desc: g.word("surge.in"), Subtitle: g.word("surge.in"), Item: g.word("requirement"), Time: g.word("days")},
		Axis: chart.Axis{Title: g.word("strength"), Format: chart.Format{Suffix: " %"}, Target: chart.Target{Value: percent, Label: g.word("all")}},
	}
	for _, step := range s.Steps {
		l.Times, l.At = append(l.Times, strconv.Itoa(step.Day)), append(l.At, float64(step.Day))
	}
	for _, r := range f.Requirements {
		line := chart.Series{Name: r.Name()}
		for _, step := range s.Steps {
			line.Values = append(line.Values, chart.Value{V: percent * step.Of[r.ID] / max(r.Quantity, 1e-9)})
		}
		l.Series = append(l.Series, line)
	}
	return l
}

// Charges draws what each party pays in a joint order beside what it would pay alone, in millions.
func (g Guide) Charges(a *joint.Answer, currency string) chart.Dumbbell {
	const million = 1e6
	d := chart.Dumbbell{
		Text:  chart.Text{Title: g.word("charges"), Desc: g.word("charges.in"), Subtitle: g.word("charges.in"), Item: g.word("party")},
		Axis:  chart.Axis{Title: g.word("millions", currency), Format: chart.Format{Places: 1}},
		First: g.word("pays"), Second: g.word("alone"),
	}
	for _, c := range a.Charges {
		d.Items = append(d.Items, chart.Pair{Code: string(c.Party), Name: g.party(c.Party), First: chart.Value{V: c.Pays / million}, Second: chart.Value{V: c.AloneLeast / million}})
	}
	return d
}

// Secured draws how far needs are secured by period: firm, on a condition, promised, missing, in millions.
func (g Guide) Secured(a aid.Account) chart.Heat {
	h := chart.Heat{
		Text:   chart.Text{Title: g.word("secured"), Desc: g.word("secured.in"), Item: g.word("time"), Time: g.word("part"), State: g.word("state")},
		States: []chart.State{{Key: "need", Tone: chart.Info, Symbol: "·", Name: g.word("needed")}, {Key: "full", Tone: chart.Good, Symbol: "●", Name: g.word("firm")}, {Key: "part", Tone: chart.Mixed, Symbol: "◐", Name: g.word("unsure")}, {Key: "none", Tone: chart.Bad, Symbol: "○", Name: g.word("missing")}},
	}
	for _, k := range []string{"needed", "firm", "conditional", "promised", "missing"} {
		h.Columns = append(h.Columns, chart.Column{Code: g.word(k), Name: g.word(k)})
	}
	all := chart.Group{}
	for _, c := range a.ByYear {
		row := chart.Row{Code: c.Period.String()}
		for i, v := range []unit.Decimal{c.Needed, c.Firm, c.Conditional, c.Promised, c.Missing} {
			cell := chart.Cell{Text: number(v.Float() / 1e6), Title: g.word("secured.cell", c.Period, h.Columns[i].Name, number(v.Float()), c.Currency)}
			if v.Sign() > 0 {
				cell.State = []string{"need", "full", "part", "part", "none"}[i]
			}
			row.Cells = append(row.Cells, cell)
		}
		all.Rows = append(all.Rows, row)
	}
	h.Groups = []chart.Group{all}
	return h
}

// Of draws the picture that fits a finding best.
func (g Guide) Of(f *balance.Finding) chart.Chart {
	switch d := f.Detail.(type) {
	case *cover.Surge:
		return g.Surge(f, d)
	case joint.Detail:
		return g.Charges(d.Answer, f.Currency)
	case aid.Account:
		return g.Secured(d)
	}
	return g.Calendar(f, 0)
}

// ByMissing orders requirements, those of which most is missing first.
func ByMissing(all []balance.Covered) []balance.Covered {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b balance.Covered) int { return -cmp.Compare(a.Missing, b.Missing) })
	return sorted
}
