// Package picture draws verdicts: each function turns them into a chart, to be drawn as SVG or read as a table.
package picture

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"entente"
	"entente/internal/chart"
	"entente/measure"
	"entente/unit"
)

// A Guide puts measures and parties into a reader's words, and says where marks lead. The zero Guide speaks English, names
// parties by their codes and leads nowhere.
type Guide struct {
	Lang  entente.Lang
	Words func(key string, args ...any) string // nil: English
	Party func(measure.Area) string            // the name of a party or group; nil: its code
	Link  func(measure.Verdict) string         // the page of a verdict; nil: none
}

// English holds the words of the pictures by their keys. A face that speaks other languages has the same keys.
var English = map[string]string{
	"picture.party":          "Party",
	"picture.year":           "Year",
	"picture.verdict":        "Verdict",
	"picture.parties":        "Parties",
	"picture.estimate":       "estimate",
	"picture.missing":        "no data",
	"picture.target":         "target %s",
	"picture.met":            "Met",
	"picture.on-track":       "On track",
	"picture.off-track":      "Off track",
	"picture.missed":         "Missed",
	"picture.no-data":        "No data",
	"picture.not-applicable": "Not bound",
	"picture.not-measurable": "Not measurable",
	"picture.both":           "both reached",
	"picture.only":           "only “%s”",
	"picture.neither":        "neither",
	"picture.axes.title":     "Two guidelines",
	"picture.axes.desc":      "Each party by both measures, with its path over the years.",
	"picture.multiples.desc": "One small chart for each party, all with the same scales.",
	"picture.slope.title":    "%s in %v, from vintage to vintage",
	"picture.slope.desc":     "How the published figure for the same year moved between vintages.",
	"picture.up":             "revised up to the target",
	"picture.down":           "revised below the target",
	"picture.heat.title":     "Who delivers what",
	"picture.heat.desc":      "A row for each undertaking, a column for each party.",
	"picture.line.desc":      "The value over time against its target.",
	"picture.projection":     "trend",
	"picture.rivals.title":   "%s: two indicators",
	"picture.rivals.desc":    "Each party by both indicators for the same promise.",
	"picture.change.title":   "%s: what would change",
	"picture.change.desc":    "Each party as it is known to be, and as it would be under the assumption.",
	"picture.counts.title":   "Parties by verdict",
	"picture.chain.title":    "What the verdict rests on",
	"picture.chain.desc":     "From the provision to the figures, their vintages and the ledger.",
	"picture.provision":      "Provision",
	"picture.undertaking":    "Undertaking",
	"picture.measure":        "Measure",
	"picture.figure":         "Figure",
	"picture.vintage":        "Vintage",
	"picture.ledger":         "Ledger entry",
	"picture.unrecorded":     "not recorded",
	"picture.role.value":     "value",
	"picture.role.recompute": "recomputed",
	"picture.role.target":    "target",
	"picture.role.shortfall": "money",
	"picture.role.trend":     "trend",
	"picture.from":           "From",
	"picture.to":             "To",
	"picture.kind":           "Kind",
	"picture.source":         "Source: %s",
	"picture.figures":        "%d figures",
}

func (g Guide) word(key string, args ...any) string {
	key = "picture." + key
	if g.Words != nil {
		return g.Words(key, args...)
	}
	if len(args) > 0 {
		return fmt.Sprintf(English[key], args...)
	}
	return English[key]
}

func (g Guide) party(a measure.Area) string {
	if g.Party != nil {
		return g.Party(a)
	}
	return string(a)
}

// code returns the code of a party or group for narrow places: words, for a group such as NATO_EUR_CAN.
func code(a measure.Area) string { return strings.ReplaceAll(string(a), "_", " ") }

func (g Guide) link(v measure.Verdict) string {
	if g.Link != nil {
		return g.Link(v)
	}
	return ""
}

func (g Guide) title(m measure.Measure) string { return m.Title.In(g.Lang) }

// text returns the words that all charts of the guide have.
func (g Guide) text(title, subtitle, desc string) chart.Text {
	return chart.Text{
		Title: title, Subtitle: subtitle, Desc: desc,
		Item: g.word("party"), Time: g.word("year"), State: g.word("verdict"), Estimate: g.word("estimate"), Missing: g.word("missing"),
	}
}

// sourced adds the documents that the verdicts come from.
func (g Guide) sourced(t chart.Text, sources []string) chart.Text {
	if len(sources) > 0 {
		t.Note = g.word("source", strings.Join(sources, "; "))
	}
	return t
}

// Tone returns what colour and shape stand for an outcome.
func Tone(o measure.Outcome) chart.Tone {
	switch o {
	case measure.Met:
		return chart.Good
	case measure.OnTrack:
		return chart.Info
	case measure.OffTrack:
		return chart.Mixed
	case measure.Missed:
		return chart.Bad
	case measure.NoData:
		return chart.Blank
	}
	return chart.Muted
}

var symbols = map[measure.Outcome]string{
	measure.Met: "✓", measure.OnTrack: "↗", measure.OffTrack: "↘", measure.Missed: "✕", measure.NoData: "?", measure.NotApplicable: "–", measure.NotMeasurable: "○",
}

// Symbol returns the one sign that stands for an outcome where there is no room for a word.
func Symbol(o measure.Outcome) string { return symbols[o] }

// states returns the outcomes as a chart explains them: those that are there, in their order.
func (g Guide) states(has func(measure.Outcome) bool) []chart.State {
	var states []chart.State
	for _, o := range measure.Outcomes {
		if has(o) {
			states = append(states, chart.State{Key: string(o), Tone: Tone(o), Symbol: symbols[o], Name: g.word(string(o))})
		}
	}
	return states
}

func (g Guide) statesOf(verdicts []measure.Verdict) []chart.State {
	n := measure.Count(verdicts)
	return g.states(func(o measure.Outcome) bool { return n[o] > 0 })
}

// value returns a verdict's value as a chart takes it.
func value(v measure.Verdict) chart.Value {
	if v.Value == nil {
		return chart.Value{V: math.NaN()}
	}
	return chart.Value{V: v.Value.Float(), Estimate: v.Estimate || v.Assumed}
}

func (g Guide) axis(m measure.Measure, verdicts []measure.Verdict) chart.Axis {
	a := chart.Axis{Title: g.title(m), Format: format(m)}
	for _, v := range verdicts {
		if v.Target != nil && len(m.Targets) > 0 && m.Targets[0].Formula == "" {
			a.Target = chart.Target{Value: v.Target.Float(), Label: g.word("target", figure(*v.Target, m.Unit))}
		}
	}
	return a
}

func format(m measure.Measure) chart.Format {
	f := chart.Format{Places: m.Places}
	if m.Unit.Kind() == unit.Share {
		f.Suffix = "%"
	}
	return f
}

// figure writes a target, such as "2%" for a share of whatever.
func figure(d unit.Decimal, u unit.Unit) string {
	if u.Kind() == unit.Share {
		return d.String() + "%"
	}
	return unit.Quantity{Value: d, Unit: u}.String()
}

// periodsOf returns the periods of verdicts, ascending.
func periodsOf(verdicts []measure.Verdict) []string {
	var all []string
	for _, v := range verdicts {
		all = append(all, v.Period.String())
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// areasOf returns whoever verdicts are of, in their order.
func areasOf(verdicts []measure.Verdict) []measure.Area {
	var all []measure.Area
	for _, v := range verdicts {
		if !slices.Contains(all, v.Area) {
			all = append(all, v.Area)
		}
	}
	return all
}

// A grid finds verdicts by area and period.
type grid map[string]measure.Verdict

func gridOf(verdicts []measure.Verdict) grid {
	g := make(grid, len(verdicts))
	for _, v := range verdicts {
		g[string(v.Area)+" "+v.Period.String()] = v
	}
	return g
}

func (g grid) at(a measure.Area, period string) measure.Verdict { return g[string(a)+" "+period] }
