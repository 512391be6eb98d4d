package web

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"sync"
)

// A land is the land of the chart, for maps that are drawn on the server. It is read when it is first needed; a program that was built
// without the chart has none.
type land struct {
	once  sync.Once
	scale []landScale
}

type landScale struct {
	Per  float64     `json:"per"` // whole numbers to a degree
	Land [][][]int32 `json:"land"`
}

func (l *land) read(a assets) []landScale {
	l.once.Do(func() {
		r, err := gzip.NewReader(bytes.NewReader(a.files["atlas.json"].data))
		if err != nil {
			return // built without
		}
		var atlas struct{ World, Theatre landScale }
		if json.NewDecoder(r).Decode(&atlas) == nil {
			l.scale = []landScale{atlas.World}
		}
	})
	return l.scale
}

// A planMap is the frame of a map on the server: where places come to lie. It is drawn in Mercator's projection.
type planMap struct {
	West, East, South, North float64
	Width, Height            float64
}

const mapWidth = 640

// frameOf returns a frame around places, each with a radius in kilometres.
func frameOf(places [][3]float64) planMap {
	const kilometres = 111.2 // to a degree of latitude
	m := planMap{West: 180, East: -180, South: 90, North: -90, Width: mapWidth}
	for _, p := range places {
		lat, lon, margin := p[0], p[1], max(p[2], 150)*1.4/kilometres
		wide := margin / math.Cos(lat*math.Pi/180)
		m.West, m.East = min(m.West, lon-wide), max(m.East, lon+wide)
		m.South, m.North = min(m.South, lat-margin), max(m.North, lat+margin)
	}
	m.Height = m.Width * (mercator(m.North) - mercator(m.South)) / ((m.East - m.West) * math.Pi / 180)
	return m
}

func mercator(lat float64) float64 { return math.Log(math.Tan(math.Pi/4 + lat*math.Pi/360)) }

// XY returns where a place lies on the map.
func (m planMap) XY(lat, lon float64) (x, y float64) {
	x = (lon - m.West) / (m.East - m.West) * m.Width
	y = (mercator(m.North) - mercator(lat)) / (mercator(m.North) - mercator(m.South)) * m.Height
	return x, y
}

// Radius returns how long kilometres at a latitude are on the map.
func (m planMap) Radius(lat, kilometres float64) float64 {
	x, _ := m.XY(lat, m.West+kilometres/(111.2*math.Cos(lat*math.Pi/180)))
	return x
}

// landPath returns the land within the frame as the path of an SVG.
func (l *land) path(a assets, m planMap) string {
	var b strings.Builder
	for _, s := range l.read(a) {
		for _, shape := range s.Land {
			for _, ring := range shape {
				m.ring(&b, ring, s.Per)
			}
		}
	}
	return b.String()
}

// ring draws a ring that comes near the frame. What lies far outside is drawn at its edge: the map cuts it off.
func (m planMap) ring(b *strings.Builder, ring []int32, per float64) {
	const beyond, mostLat = 8, 84.0
	var points [][2]float64
	x, y := 0.0, 0.0
	near := [4]bool{} // some point is not west, east, south, north of the frame
	for i := 0; i+1 < len(ring); i += 2 {
		x, y = x+float64(ring[i]), y+float64(ring[i+1])
		lon, lat := x/per, y/per
		near[0], near[1] = near[0] || lon > m.West, near[1] || lon < m.East
		near[2], near[3] = near[2] || lat > m.South, near[3] || lat < m.North
		lon = min(max(lon, m.West-beyond), m.East+beyond)
		lat = min(max(lat, m.South-beyond), min(m.North+beyond, mostLat))
		points = append(points, [2]float64{lat, lon})
	}
	if near != [4]bool{true, true, true, true} {
		return
	}
	last := ""
	for i, p := range points {
		px, py := m.XY(p[0], p[1])
		at := fmt.Sprintf("%.1f %.1f", px, py)
		if at == last {
			continue
		}
		last = at
		b.WriteString(map[bool]string{true: "M", false: "L"}[i == 0] + at)
	}
	b.WriteString("Z")
}
