// Package chart draws what a watch has seen: a chart in Mercator's projection as SVG, and a page of HTML that says the same in words.
// Both need nothing else, and neither shows land: it is for a file that is passed on, not for navigation.
package chart

import (
	"cmp"
	"fmt"
	"html/template"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"entente/geo"
	"entente/watch"
)

const (
	width    = 1200.0
	margin   = 48.0
	tallest  = 1000.0
	flattest = 500.0
)

// A frame turns places into points of the drawing.
type frame struct {
	west, north, scale float64 // degrees; Mercator's measure of latitude in degrees; units for each degree
	height             float64
}

// mercator is the measure of latitude in degrees.
func mercator(lat float64) float64 {
	lat = max(-85, min(85, lat)) * math.Pi / 180
	return math.Log(math.Tan(math.Pi/4+lat/2)) * 180 / math.Pi
}

// newFrame fits a box. Longitudes east of the antimeridian go on past 180.
func newFrame(points []geo.Point) frame {
	if len(points) == 0 {
		points = []geo.Point{{Lon: -10, Lat: 50}, {Lon: 30, Lat: 66}}
	}
	b := geo.Line(points).Box().Grow(5000)
	span := b.East - b.West
	if span < 0 {
		span += 360
	}
	south, north := mercator(b.South), mercator(b.North)
	f := frame{west: b.West, north: north}
	f.scale = min((width-2*margin)/max(span, 1e-3), (tallest-2*margin)/max(north-south, 1e-3))
	f.height = max(flattest, (north-south)*f.scale+2*margin)
	f.west -= ((width-2*margin)/f.scale - span) / 2
	f.north += ((f.height-2*margin)/f.scale - (north - south)) / 2
	return f
}

func (f frame) at(p geo.Point) (x, y float64) {
	lon := math.Mod(p.Lon-f.west+720, 360)
	if lon > 270 { // just west of the frame
		lon -= 360
	}
	return margin + lon*f.scale, margin + (f.north-mercator(p.Lat))*f.scale
}

func (f frame) path(points []geo.Point) string {
	var b strings.Builder
	for i, p := range points {
		x, y := f.at(p)
		letter := 'L'
		if i == 0 {
			letter = 'M'
		}
		fmt.Fprintf(&b, "%c%.1f %.1f", letter, x, y)
	}
	return b.String()
}

// A drawing is what the template draws.
type drawing struct {
	Width, Height float64
	Title         string
	Synthetic     bool
	Grid          []gridLine
	Areas, Assets []shape
	Tracks        []shape
	Marks         []mark
	Warnings      []watch.Warning
	Source        watch.Source
}

type gridLine struct {
	X1, Y1, X2, Y2, X, Y float64
	Text                 string
}

type shape struct{ Path, Class, Name string }

type mark struct {
	X, Y        float64
	Class, Text string
	Below       int // how far below the point its text stands
}

// A Trail is a ship's track, as a picture keeps it.
type Trail struct {
	MMSI   uint32
	Places []watch.Place
}

// draw makes a drawing of a picture. Where there are warnings it fits the ships that they are about and what these passed,
// otherwise all ships.
func draw(p watch.Picture, trails []Trail) drawing {
	src, warnings := p.Source(), last(p.Warnings())
	warned := make(map[uint32]bool)
	for _, w := range warnings {
		for _, s := range w.Ships {
			warned[s.MMSI] = true
		}
	}
	f := newFrame(extent(trails, warned))
	d := drawing{Width: width, Height: f.height, Title: cmp.Or(src.Title, src.Name), Synthetic: src.Synthetic, Warnings: warnings, Source: src, Grid: f.grid()}
	for _, a := range p.Areas() {
		if len(a.Shape) > 0 && a.Kind != watch.ZoneArea {
			d.Areas = append(d.Areas, shape{f.path(a.Shape[0]), "area", a.Name})
		}
	}
	for _, a := range p.Assets() {
		for _, l := range a.Lines {
			d.Assets = append(d.Assets, shape{f.path(l), "asset " + strings.ReplaceAll(string(a.Kind), " ", "-"), a.Name})
		}
		for _, g := range a.Shapes {
			d.Assets = append(d.Assets, shape{f.path(g[0]), "asset " + strings.ReplaceAll(string(a.Kind), " ", "-"), a.Name})
		}
	}
	for _, t := range trails {
		class := "track"
		if warned[t.MMSI] {
			class = "track warned"
		}
		for _, leg := range legs(t.Places) {
			d.Tracks = append(d.Tracks, shape{f.path(leg), class, fmt.Sprint(t.MMSI)})
		}
	}
	slices.SortStableFunc(d.Tracks, func(a, b shape) int { return len(a.Class) - len(b.Class) })
	for _, w := range p.Warnings() {
		if w.Revision == 1 {
			d.Marks = append(d.Marks, f.mark(w.Place.Point(), "raised", w.Time.Format("15:04")+" "+shipName(&w), -8))
		}
	}
	for _, w := range warnings {
		for i, c := range w.Crossed {
			d.Marks = append(d.Marks, f.mark(c.Point(), "crossed", c.Time.Format("15:04")+" "+c.Asset.Name, 16+16*(i%4)))
		}
	}
	return d
}

func (f frame) mark(p geo.Point, class, text string, below int) mark {
	x, y := f.at(p)
	return mark{x, y, class, text, below}
}

func shipName(w *watch.Warning) string {
	return cmp.Or(w.Ships[0].Name, fmt.Sprint(w.Ships[0].MMSI))
}

// last returns the newest revision of each warning, in the order in which they were raised.
func last(all []watch.Warning) (newest []watch.Warning) {
	at := make(map[string]int)
	for _, w := range all {
		i, ok := at[w.ID]
		if !ok {
			at[w.ID] = len(newest)
			newest = append(newest, w)
			continue
		}
		newest[i] = w
	}
	return newest
}

// extent returns the points that the frame has to hold.
func extent(trails []Trail, warned map[uint32]bool) (points []geo.Point) {
	for _, t := range trails {
		if len(warned) > 0 && !warned[t.MMSI] {
			continue
		}
		for _, p := range t.Places {
			points = append(points, p.Point())
		}
	}
	return points
}

// legs cuts a track where the ship was not heard for a quarter of an hour.
func legs(places []watch.Place) (all [][]geo.Point) {
	var leg []geo.Point
	for i, p := range places {
		if i > 0 && p.Time.Sub(places[i-1].Time) > 15*time.Minute {
			all, leg = append(all, leg), nil
		}
		leg = append(leg, p.Point())
	}
	if len(leg) > 0 {
		all = append(all, leg)
	}
	return all
}

// grid returns lines at whole steps of degrees.
func (f frame) grid() (all []gridLine) {
	step := 30.0
	for _, s := range []float64{10, 5, 2, 1, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01} {
		if s*f.scale >= 110 {
			step = s
		}
	}
	for lon := math.Ceil(f.west/step) * step; ; lon += step {
		x := margin + (lon-f.west)*f.scale
		if x > width-margin {
			break
		}
		all = append(all, gridLine{x, margin, x, f.height - margin, x, f.height - margin + 18, angle(math.Mod(lon+540, 360)-180, "E", "W")})
	}
	for lat := -80.0; lat <= 85; lat += step {
		y := margin + (f.north-mercator(lat))*f.scale
		if y >= margin && y <= f.height-margin {
			all = append(all, gridLine{margin, y, width - margin, y, margin - 4, y + 4, angle(lat, "N", "S")})
		}
	}
	return all
}

func angle(v float64, positive, negative string) string {
	letter := positive
	if v < 0 {
		letter = negative
	}
	return fmt.Sprintf("%g°%s", math.Round(math.Abs(v)*100)/100, letter)
}

// SVG writes a chart of a picture and the tracks in it.
func SVG(w io.Writer, p watch.Picture, trails []Trail) error {
	return pages.ExecuteTemplate(w, "svg", draw(p, trails))
}

// HTML writes a page with the chart and every warning in words.
func HTML(w io.Writer, p watch.Picture, trails []Trail) error {
	return pages.ExecuteTemplate(w, "html", draw(p, trails))
}

var pages = template.Must(template.New("").Parse(svgTemplate + htmlTemplate))

// Inner is the height of the frame.
func (d drawing) Inner() float64 { return d.Height - 2*margin }

// Bottom is where the legend stands.
func (d drawing) Bottom() float64 { return d.Height - 10 }
