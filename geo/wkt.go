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

// ParseWKT parses well-known text of a point, a line string or a polygon in two dimensions (ISO 19125-1): what [WKT] writes, and
// the same in lower case or with other white space.
func ParseWKT(s string) (Geometry, error) {
	kind, body, _ := strings.Cut(strings.TrimSpace(s), "(")
	inner, ok := strings.CutSuffix(body, ")")
	var g Geometry
	switch strings.ToUpper(strings.TrimSpace(kind)) {
	case "POINT":
		var p Point
		p, ok = parsePair(inner, ok)
		g = p
	case "LINESTRING":
		var l Line
		l, ok = parsePairs(inner, ok)
		g = l
	case "POLYGON":
		var polygon Polygon
		polygon, ok = parseRings(inner, ok)
		g = polygon
	default:
		ok = false
	}
	if !ok {
		return nil, fmt.Errorf("geometry %.60q: want POINT(…), LINESTRING(…) or POLYGON((…)) with pairs of numbers, longitude first", s)
	}
	if err := g.Check(); err != nil {
		return nil, err
	}
	return g, nil
}

// parseRings, parsePairs and parsePair parse what stands between parentheses, unless something was wrong before.

func parseRings(s string, ok bool) (p Polygon, _ bool) {
	for ok {
		var closed bool
		var ring string
		s, ok = strings.CutPrefix(strings.TrimSpace(s), "(")
		ring, s, closed = strings.Cut(s, ")")
		var points []Point
		points, ok = parsePairs(ring, ok && closed)
		p = append(p, points)
		if s = strings.TrimSpace(s); s == "" {
			return p, ok
		}
		s, ok = strings.CutPrefix(s, ",")
	}
	return nil, false
}

func parsePairs(s string, ok bool) ([]Point, bool) {
	var points []Point
	for part := range strings.SplitSeq(s, ",") {
		var p Point
		p, ok = parsePair(part, ok)
		points = append(points, p)
	}
	return points, ok
}

func parsePair(s string, ok bool) (Point, bool) {
	numbers := strings.Fields(s)
	if !ok || len(numbers) != 2 || strings.Trim(numbers[0]+numbers[1], "+-.0123456789eE") != "" {
		return Point{}, false // no infinity, nor hexadecimal digits
	}
	x, errX := strconv.ParseFloat(numbers[0], 64)
	y, errY := strconv.ParseFloat(numbers[1], 64)
	return Point{x, y}, errX == nil && errY == nil
}
