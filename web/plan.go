package web

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strings"
	"time"

	"entente/geo"
	"entente/watch"
)

// A plan is a small drawing of an event for readers without scripts, and for paper: the assets around it, the way of the ship,
// and where it passed over them. Land is left out.
type plan struct {
	b           strings.Builder
	west, north float64
	x, y        float64 // units for a degree
	marks       int     // so far
}

const (
	planWidth  = 720.0
	planHeight = 400.0
)

// planOf draws a warning. It returns "" where there is nothing to draw.
func planOf(w watch.Warning, track []watch.Place, assets []watch.Asset, names names) template.HTML {
	p := newPlan(w, track)
	if p == nil {
		return ""
	}
	fmt.Fprintf(&p.b, `<svg class="plan" viewBox="0 0 %.0f %.0f" aria-hidden="true"><rect class="water" width="%.0f" height="%.0f"/>`, planWidth, planHeight, planWidth, planHeight)
	for _, a := range assets {
		for _, l := range a.Lines {
			p.line("asset "+planClass(a.Kind), l)
		}
		for _, g := range a.Shapes {
			p.line("asset other", geo.Line(g[0]))
		}
	}
	for _, way := range ways(track, w.Time) {
		p.line("way", way)
	}
	for _, c := range w.Crossed {
		p.mark("crossed", c.Spot, names.asset(c.Asset.ID, c.Asset.Name)+" "+c.Time.Format("15:04"))
	}
	for _, n := range w.Next {
		p.mark("ahead", n.Spot, fmt.Sprintf("%s +%.0f min", names.asset(n.Asset.ID, n.Asset.Name), n.Minutes))
	}
	p.mark("here", w.Place.Spot, shipName(w.Ships[0]))
	p.b.WriteString("</svg>")
	return template.HTML(p.b.String())
}

// ways returns a track up to a time, parted where there were no reports.
func ways(track []watch.Place, to time.Time) (all []geo.Line) {
	for i, t := range track {
		if t.Time.After(to) {
			break
		}
		if i == 0 || t.Time.Sub(track[i-1].Time) > silence {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], t.Point())
	}
	return all
}

// silence is the time between two reports over which no way is drawn.
const silence = 15 * time.Minute

func planClass(k watch.AssetKind) string {
	switch k {
	case watch.PowerCable, watch.TelecomCable, watch.Pipeline:
		return string(k)
	}
	return "other"
}

// newPlan returns an empty plan around what a warning names.
func newPlan(w watch.Warning, track []watch.Place) *plan {
	around := geo.Line{w.Place.Point()}
	for _, c := range w.Crossed {
		around = append(around, c.Point())
	}
	for _, n := range w.Next[:min(len(w.Next), 2)] {
		around = append(around, n.Point())
	}
	for _, t := range track {
		if !t.Time.Before(w.Since) && !t.Time.After(w.Time) {
			around = append(around, t.Point())
		}
	}
	const margin = 8000 // metres
	box := around.Box().Grow(margin)
	width, height := box.East-box.West, box.North-box.South
	squeeze := math.Cos((box.North + box.South) / 2 * math.Pi / 180)
	if !(width > 0 && height > 0 && squeeze > 0.05) {
		return nil // across the antimeridian, or at a pole
	}
	scale := min(planWidth/(width*squeeze), planHeight/height)
	return &plan{
		x: scale * squeeze, y: scale,
		west:  (box.East+box.West)/2 - planWidth/2/(scale*squeeze),
		north: (box.North+box.South)/2 + planHeight/2/scale,
	}
}

func (p *plan) at(q geo.Point) (x, y float64) { return (q.Lon - p.west) * p.x, (p.north - q.Lat) * p.y }

// line draws the parts of a line that are not far outside.
func (p *plan) line(class string, l geo.Line) {
	var d strings.Builder
	far := func(v, limit float64) bool { return v < -limit || v > 2*limit }
	pen := false
	for i, q := range l {
		x, y := p.at(q)
		if far(x, 40*planWidth) || far(y, 40*planHeight) {
			pen = false
			continue
		}
		letter := "M"
		if pen && i > 0 {
			letter = "L"
		}
		fmt.Fprintf(&d, "%s%.1f %.1f", letter, x, y)
		pen = true
	}
	if d.Len() > 0 {
		fmt.Fprintf(&p.b, `<path class="%s" d="%s"/>`, class, d.String())
	}
}

// mark draws a place with its name, which leans to the side where there is room, in turn below and above.
func (p *plan) mark(class string, s watch.Spot, name string) {
	x, y := p.at(s.Point())
	if x < 0 || x > planWidth || y < 0 || y > planHeight {
		return
	}
	shape := map[string]string{
		"crossed": "m-4-4 8 8m0-8-8 8", "ahead": "m4 0a4 4 0 1 1-8 0a4 4 0 1 1 8 0z", "here": "m0-7 6 12-6-3-6 3z",
	}[class]
	anchor, dx, dy := "start", 8.0, 14.0
	if p.marks++; p.marks%2 == 0 {
		dy = -8
	}
	if x > planWidth*0.7 {
		anchor, dx = "end", -8
	}
	fmt.Fprintf(&p.b, `<path class="%s" d="M%.1f %.1f%s"/><text x="%.1f" y="%.1f" text-anchor="%s">%s</text>`,
		class, x, y, shape, x+dx, y+dy, anchor, html.EscapeString(name))
}
