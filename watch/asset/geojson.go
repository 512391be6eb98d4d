package asset

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"entente/geo"
	"entente/watch"
)

// An object is any object of GeoJSON.
type object struct {
	Type        string          `json:"type"`
	ID          json.RawMessage `json:"id"`
	Properties  map[string]any  `json:"properties"`
	Geometry    *object         `json:"geometry"`
	Geometries  []object        `json:"geometries"`
	Features    []object        `json:"features"`
	Coordinates json.RawMessage `json:"coordinates"`
	CRS         json.RawMessage `json:"crs"`
}

// readGeoJSON reads a collection, a feature or a geometry, or several of them one after the other.
func readGeoJSON(b []byte) ([]feature, error) {
	var all []feature
	in := json.NewDecoder(bytes.NewReader(b))
	for {
		var o object
		err := in.Decode(&o)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("GeoJSON: at byte %d: %w", in.InputOffset(), err)
		}
		if err := worldly(o.CRS); err != nil {
			return nil, err
		}
		switch o.Type {
		case "FeatureCollection":
			for i := range o.Features {
				all = append(all, o.Features[i].feature())
			}
		case "Feature":
			all = append(all, o.feature())
		default:
			f := feature{}
			f.err = o.geometry(&f, 0)
			all = append(all, f)
		}
	}
}

// worldly refuses coordinates that are not of WGS 84, which old files may have.
func worldly(crs json.RawMessage) error {
	text := string(crs)
	if text == "" || text == "null" || strings.Contains(text, "CRS84") || strings.Contains(text, "4326") {
		return nil
	}
	return fmt.Errorf("GeoJSON: coordinates of %.80s: convert them to WGS 84, such as with ogr2ogr -t_srs EPSG:4326", text)
}

func (o *object) feature() feature {
	f := feature{props: make(map[string]string)}
	for k, v := range o.Properties {
		f.props[k] = text(v)
	}
	f.props = lower(f.props)
	if id := strings.Trim(string(o.ID), `"`); id != "" && id != "null" && f.props["id"] == "" {
		f.props["id"] = id
	}
	switch {
	case o.Type != "Feature":
		f.err = fmt.Errorf("type %.40q: want Feature", o.Type)
	case o.Geometry == nil:
		f.err = errors.New("no geometry")
	default:
		f.err = o.Geometry.geometry(&f, 0)
	}
	return f
}

// text returns a value of JSON as text; lists and objects are left out.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// geometry adds what an object holds to a feature.
func (o *object) geometry(f *feature, depth int) error {
	const deepest = 8
	switch o.Type {
	case "GeometryCollection":
		if depth == deepest {
			return fmt.Errorf("collections within collections")
		}
		for i := range o.Geometries {
			if err := o.Geometries[i].geometry(f, depth+1); err != nil {
				return err
			}
		}
		return nil
	case "MultiLineString", "MultiPolygon", "MultiPoint":
		var parts []json.RawMessage
		if err := json.Unmarshal(o.Coordinates, &parts); err != nil {
			return fmt.Errorf("coordinates: %w", err)
		}
		for _, p := range parts {
			one := object{Type: strings.TrimPrefix(o.Type, "Multi"), Coordinates: p}
			if err := one.geometry(f, depth); err != nil {
				return err
			}
		}
		return nil
	case "Point", "LineString", "Polygon":
		g, err := o.simple()
		if err != nil {
			return err
		}
		return f.add(g)
	}
	return fmt.Errorf("geometry of type %.40q: want a line, an area or a point", o.Type)
}

func (o *object) simple() (geo.Geometry, error) {
	switch o.Type {
	case "Point":
		all, err := positions([]json.RawMessage{o.Coordinates})
		if err != nil {
			return nil, err
		}
		return all[0], nil
	case "LineString":
		var parts []json.RawMessage
		if err := json.Unmarshal(o.Coordinates, &parts); err != nil {
			return nil, fmt.Errorf("coordinates: %w", err)
		}
		all, err := positions(parts)
		return geo.Line(all), err
	}
	var rings [][]json.RawMessage
	if err := json.Unmarshal(o.Coordinates, &rings); err != nil {
		return nil, fmt.Errorf("coordinates: %w", err)
	}
	if len(rings) == 0 {
		return nil, errors.New("area without an outline")
	}
	var g geo.Polygon
	for _, r := range rings {
		all, err := positions(r)
		if err != nil {
			return nil, err
		}
		g = append(g, all)
	}
	return g, nil
}

func positions(parts []json.RawMessage) ([]geo.Point, error) {
	all := make([]geo.Point, 0, len(parts))
	for _, p := range parts {
		var n []float64
		if err := json.Unmarshal(p, &n); err != nil || len(n) < 2 {
			return nil, fmt.Errorf("position %.40s: want a longitude and a latitude", p)
		}
		all = append(all, geo.Point{Lon: n[0], Lat: n[1]})
	}
	return all, nil
}

// Write writes assets and areas as a feature collection, which [Read] reads back the same.
func Write(w io.Writer, s Set) error {
	type out struct {
		Type       string          `json:"type"`
		ID         string          `json:"id"`
		Properties any             `json:"properties"`
		Geometry   json.RawMessage `json:"geometry"`
	}
	all := make([]out, 0, len(s.Assets)+len(s.Areas))
	for i := range s.Assets {
		a := &s.Assets[i]
		all = append(all, out{"Feature", a.ID, propertiesOf(a), collection(a.Lines, a.Shapes)})
	}
	for i := range s.Areas {
		a := &s.Areas[i]
		props := map[string]any{"name": a.Name, "area": a.Kind}
		put(props, "source", a.Source)
		put(props, "note", a.Note)
		put(props, "radius_m", a.Radius)
		put(props, "exercise", a.Exercise)
		var g geo.Geometry = a.Shape
		if a.Radius > 0 {
			g = a.Centre
		}
		b, err := geo.GeoJSON(g)
		if err != nil {
			return err
		}
		all = append(all, out{"Feature", a.ID, props, b})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return e.Encode(map[string]any{"type": "FeatureCollection", "features": all})
}

func propertiesOf(a *watch.Asset) map[string]any {
	props := map[string]any{"name": a.Name, "kind": a.Kind}
	put(props, "owner", a.Owner)
	put(props, "source", a.Source)
	put(props, "note", a.Note)
	put(props, "corridor_m", a.Corridor)
	put(props, "accuracy_m", a.Accuracy)
	put(props, "depth_m", a.Depth)
	put(props, "exercise", a.Exercise)
	if !a.Label.IsPublic() {
		props["label"] = a.Label.String()
	}
	return props
}

// put keeps a property that says something.
func put[T comparable](props map[string]any, name string, v T) {
	if v != *new(T) {
		props[name] = v
	}
}

// collection returns lines and shapes as one geometry.
func collection(lines []geo.Line, shapes []geo.Polygon) json.RawMessage {
	var parts []json.RawMessage
	add := func(g geo.Geometry) {
		b, err := geo.GeoJSON(g)
		if err != nil { // the coordinates were checked: they are numbers
			panic(err)
		}
		parts = append(parts, b)
	}
	for _, l := range lines {
		add(l)
	}
	for _, g := range shapes {
		add(g)
	}
	if len(parts) == 1 {
		return parts[0]
	}
	b, err := json.Marshal(map[string]any{"type": "GeometryCollection", "geometries": parts})
	if err != nil {
		panic(err)
	}
	return b
}
