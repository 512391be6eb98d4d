package geo

import (
	"encoding/json"
	"fmt"
)

// GeoJSON returns g as a GeoJSON geometry object (RFC 7946). Lines that cross the antimeridian are not cut there.
func GeoJSON(g Geometry) ([]byte, error) {
	if err := g.Check(); err != nil {
		return nil, err
	}
	kind, coordinates := g.coordinates()
	return json.Marshal(struct {
		Type        string `json:"type"`
		Coordinates any    `json:"coordinates"`
	}{kind, coordinates})
}

func (p Point) coordinates() (string, any) { return "Point", position(p) }
func (l Line) coordinates() (string, any)  { return "LineString", positions(l) }
func (g Polygon) coordinates() (string, any) {
	rings := make([][][]float64, len(g))
	for i, r := range g {
		rings[i] = positions(r)
	}
	return "Polygon", rings
}

func position(p Point) []float64 { return []float64{p.Lon, p.Lat} }

func positions(points []Point) [][]float64 {
	all := make([][]float64, len(points))
	for i, p := range points {
		all[i] = position(p)
	}
	return all
}

// ParseGeoJSON parses a geometry object of type Point, LineString or Polygon. As RFC 7946 asks of readers, it passes over
// altitudes and members that it does not know.
func ParseGeoJSON(b []byte) (Geometry, error) {
	var object struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	}
	if err := json.Unmarshal(b, &object); err != nil {
		return nil, fmt.Errorf("geometry: %w", err)
	}
	g, err := decode(object.Type, object.Coordinates)
	if err == nil {
		err = g.Check()
	}
	if err != nil {
		return nil, fmt.Errorf("geometry %.60q: %w", object.Type, err)
	}
	return g, nil
}

func decode(kind string, b json.RawMessage) (Geometry, error) {
	switch kind {
	case "Point":
		var p place
		err := json.Unmarshal(b, &p)
		return Point(p), err
	case "LineString":
		var places []place
		err := json.Unmarshal(b, &places)
		return Line(points(places)), err
	case "Polygon":
		var rings [][]place
		err := json.Unmarshal(b, &rings)
		polygon := make(Polygon, len(rings))
		for i, r := range rings {
			polygon[i] = points(r)
		}
		return polygon, err
	}
	return nil, fmt.Errorf("want Point, LineString or Polygon")
}

func points(places []place) []Point {
	all := make([]Point, len(places))
	for i, p := range places {
		all[i] = Point(p)
	}
	return all
}

// A place is a Point as GeoJSON has it: longitude, latitude, and perhaps an altitude.
type place Point

// UnmarshalJSON implements [json.Unmarshaler].
func (p *place) UnmarshalJSON(b []byte) error {
	var numbers []float64
	if err := json.Unmarshal(b, &numbers); err != nil {
		return err
	}
	if len(numbers) < 2 {
		return fmt.Errorf("position of %d numbers: want longitude and latitude", len(numbers))
	}
	p.Lon, p.Lat = numbers[0], numbers[1]
	return nil
}
