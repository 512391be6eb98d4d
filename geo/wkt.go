package geo

import (
	"fmt"
	"strconv"
	"strings"
)

// A Geometry is a [Point], a [Line] or a [Polygon].
type Geometry interface {
	Check() error
	wkt() string
	coordinates() (kind string, coordinates any)
}

// WKT returns g as well-known text (ISO 19125-1), longitude first, in the spacing of PostGIS: "LINESTRING(30 10,10 30)".
func WKT(g Geometry) string { return g.wkt() }

func (p Point) wkt() string   { return "POINT(" + pair(p) + ")" }
func (l Line) wkt() string    { return "LINESTRING" + pairs(l) }
func (g Polygon) wkt() string { return "POLYGON" + list(g, func(r Ring) string { return pairs(r) }) }

func pair(p Point) string {
	return strconv.FormatFloat(p.Lon, 'f', -1, 64) + " " + strconv.FormatFloat(p.Lat, 'f', -1, 64)
}

func pairs(points []Point) string { return list(points, pair) }

// list writes items between parentheses.
func list[T any](items []T, write func(T) string) string {
	parts := make([]string, len(items))
	for i, item := range items {
		parts[i] = write(item)
	}
	return "(" + strings.Join(parts, ",") + ")"
}

// ParseWKT parses what [WKT] writes.
func ParseWKT(s string) (Geometry, error) {
	bad := fmt.Errorf("geometry %.60q: want POINT(…), LINESTRING(…) or POLYGON((…)), as PostGIS writes them", s)
	kind, body, found := strings.Cut(s, "(")
	if !found || !strings.HasSuffix(body, ")") {
		return nil, bad
	}
	var g Geometry
	body = strings.TrimSuffix(body, ")")
	switch kind {
	case "POINT":
		g = parsePair(body)
	case "LINESTRING":
		g = Line(parsePairs(body))
	case "POLYGON":
		var polygon Polygon
		for ring := range strings.SplitSeq(strings.TrimSuffix(strings.TrimPrefix(body, "("), ")"), "),(") {
			polygon = append(polygon, parsePairs(ring))
		}
		g = polygon
	default:
		return nil, bad
	}
	if WKT(g) != s {
		return nil, bad
	}
	if err := g.Check(); err != nil {
		return nil, err
	}
	return g, nil
}

func parsePairs(s string) []Point {
	var points []Point
	for p := range strings.SplitSeq(s, ",") {
		points = append(points, parsePair(p))
	}
	return points
}

// parsePair returns the point of a pair of numbers. What is no pair of numbers gives a point that is written otherwise.
func parsePair(s string) Point {
	lon, lat, _ := strings.Cut(s, " ")
	x, _ := strconv.ParseFloat(lon, 64)
	y, _ := strconv.ParseFloat(lat, 64)
	return Point{x, y}
}
