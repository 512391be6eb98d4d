package picture

import (
	"fmt"
	"strings"

	"entente"
	"entente/internal/chart"
	"entente/measure"
)

// A Chain is a verdict with what leads to it.
type Chain struct {
	Verdict     measure.Verdict // with evidence
	Measure     measure.Measure
	Undertaking entente.Undertaking
	Links       func(kind, id string) string // the page of a provision, undertaking, measure, indicator or fact; nil for none
}

// Chain draws what a verdict rests on: provision, undertaking, measure, figures, vintages, ledger entries. Figures that go
// into the same role from the same vintage are one box.
func (g Guide) Chain(c Chain) chart.Graph {
	b := chainBuilder{Guide: g, chain: c, seen: make(map[string]bool)}
	graph := &b.graph
	graph.Text = g.text(g.word("chain.title"), "", g.word("chain.desc"))
	graph.Layers = []string{g.word("provision"), g.word("undertaking"), g.word("measure"), g.word("figure"), g.word("vintage"), g.word("ledger")}
	graph.From, graph.To = g.word("from"), g.word("to")
	v := c.Verdict
	provision := fmt.Sprint(v.Undertaking.Provision)
	b.box(chart.Box{ID: "provision", Layer: 0, Kind: g.word("provision"), Name: "¶" + provision, Href: b.href("provision", provision)})
	b.box(chart.Box{ID: "undertaking", Layer: 1, Kind: v.Undertaking.String(), Name: c.Undertaking.Title.In(g.Lang), Href: b.href("undertaking", v.Undertaking.String())})
	name := g.title(c.Measure) + ", " + g.party(v.Area) + " " + v.Period.String()
	b.box(chart.Box{ID: "measure", Layer: 2, Kind: string(c.Measure.ID), Name: name, Tone: Tone(v.Outcome), State: g.word(string(v.Outcome)), Href: b.href("measure", string(c.Measure.ID))})
	b.arrow("provision", "undertaking")
	b.arrow("undertaking", "measure")
	b.figures()
	return b.graph
}

type chainBuilder struct {
	Guide
	chain Chain
	graph chart.Graph
	seen  map[string]bool
}

func (b *chainBuilder) href(kind, id string) string {
	if b.chain.Links == nil {
		return ""
	}
	return b.chain.Links(kind, id)
}

func (b *chainBuilder) box(x chart.Box) {
	if !b.seen[x.ID] {
		b.seen[x.ID] = true
		b.graph.Boxes = append(b.graph.Boxes, x)
	}
}

func (b *chainBuilder) arrow(from, to string) {
	key := from + "\x00" + to
	if !b.seen[key] {
		b.seen[key] = true
		b.graph.Arrows = append(b.graph.Arrows, chart.Arrow{From: from, To: to})
	}
}

// figures draws the evidence: one box for each role, indicator and vintage.
func (b *chainBuilder) figures() {
	groups := make(map[string][]measure.Evidence)
	var order []string
	for _, e := range b.chain.Verdict.Evidence {
		key := strings.Join([]string{string(e.Role), string(e.Indicator), string(e.Vintage)}, " ")
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], e)
	}
	for _, key := range order {
		b.figureBox(key, groups[key])
	}
}

// rounded writes a figure with at most four decimal places: there is room for no more.
func rounded(e measure.Evidence) string {
	const places = 4
	return e.Value.Round(places).Trim().String()
}

func (b *chainBuilder) figureBox(key string, group []measure.Evidence) {
	first := group[0]
	name := b.word("figures", len(group))
	if len(group) == 1 {
		name = rounded(first)
		if first.Place != "" {
			name += " (" + first.Place + ")"
		}
	}
	b.box(chart.Box{ID: key, Layer: 3, Kind: b.word("role."+string(first.Role)) + " · " + string(first.Indicator), Name: name, Href: b.href("indicator", string(first.Indicator)+"/"+string(first.Area))})
	b.arrow("measure", key)
	vintage := "vintage " + string(first.Publication) + string(first.Vintage)
	b.box(chart.Box{ID: vintage, Layer: 4, Kind: string(first.Vintage), Name: first.Source})
	b.arrow(key, vintage)
	for _, e := range group {
		id, name, href := "none", b.word("unrecorded"), ""
		if e.Fact != nil {
			id, name, href = e.Fact.String(), e.Fact.String()[:12], b.href("fact", e.Fact.String())
		}
		b.box(chart.Box{ID: "fact " + id, Layer: 5, Kind: b.word("ledger"), Name: name, Href: href})
		b.arrow(vintage, "fact "+id)
	}
}
