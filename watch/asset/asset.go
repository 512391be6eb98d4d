// Package asset reads and writes files of what is watched over, and of areas in which ships have good reasons: GeoJSON (RFC 7946),
// also a feature on each line, KML 2.2, well-known text (ISO 19125-1), and tables with a column of it. Shapefiles come as GeoJSON.
package asset

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"entente"
	"entente/geo"
	"entente/watch"
)

// A Set is what a file of assets and areas holds: Read = the assets + the areas + the refused.
type Set struct {
	Assets  []watch.Asset
	Areas   []watch.Area
	Read    int // features
	Refused []Refusal
}

// A Refusal is a feature that is neither an asset nor an area, and why.
type Refusal struct {
	Feature int    `json:"feature"` // from 1
	Name    string `json:"name"`
	Reason  string `json:"reason"`
}

func (r Refusal) String() string {
	return fmt.Sprintf("feature %d (%q): %s", r.Feature, r.Name, r.Reason)
}

// A feature is one of any form.
type feature struct {
	props  map[string]string // by name, in lower case
	lines  []geo.Line
	shapes []geo.Polygon
	points []geo.Point
	err    error
}

const (
	mostFeatures = 200_000
	mostPoints   = 10_000_000
)

// Read reads a file, whose form it tells from its text. name only serves for messages. A file that is in none of the forms, or is
// cut off, is an error; a feature that is no use is refused.
func Read(b []byte, name string) (Set, error) {
	text := bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")))
	var all []feature
	var err error
	switch {
	case len(text) == 0:
		return Set{}, fmt.Errorf("empty: want GeoJSON, KML or WKT: %w", entente.ErrInvalid)
	case text[0] == '{':
		all, err = readGeoJSON(text)
	case text[0] == '<':
		all, err = readKML(text)
	default:
		all, err = readText(text)
	}
	if err != nil {
		return Set{}, fmt.Errorf("%w: %w", err, entente.ErrInvalid)
	}
	if len(all) > mostFeatures {
		return Set{}, fmt.Errorf("%d features: want at most %d: %w", len(all), mostFeatures, entente.ErrInvalid)
	}
	return sort(all), nil
}

// sort makes assets and areas of features.
func sort(all []feature) Set {
	s := Set{Read: len(all)}
	ids := make(map[string]bool)
	points := 0
	for i := range all {
		f := &all[i]
		name := f.text("name", "title", "cable_name", "id")
		refuse := func(format string, args ...any) {
			s.Refused = append(s.Refused, Refusal{i + 1, name, fmt.Sprintf(format, args...)})
		}
		points += f.size()
		switch {
		case f.err != nil:
			refuse("%v", f.err)
			continue
		case points > mostPoints:
			refuse("more than %d points in the file", mostPoints)
			continue
		}
		if kind, ok := f.area(); ok {
			f.areas(&s, kind, name, ids, refuse)
			continue
		}
		a, err := f.asset(name, ids)
		if err != nil {
			refuse("%v", err)
			continue
		}
		s.Assets = append(s.Assets, a)
	}
	return s
}

func (f *feature) size() (n int) {
	for _, l := range f.lines {
		n += len(l)
	}
	for _, g := range f.shapes {
		for _, r := range g {
			n += len(r)
		}
	}
	return n + len(f.points)
}

// text returns the first property that is there and not empty.
func (f *feature) text(names ...string) string {
	for _, n := range names {
		if v := strings.TrimSpace(f.props[n]); v != "" {
			return v
		}
	}
	return ""
}

// metres returns a length that is given in metres or in kilometres.
func (f *feature) metres(name string) (float64, error) {
	for _, unit := range []struct {
		suffix string
		metres float64
	}{{"_m", 1}, {"_km", 1000}, {"", 1}} {
		text := f.text(name + unit.suffix)
		if text == "" {
			continue
		}
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || !(v >= 0 && v <= 1e6) {
			return 0, fmt.Errorf("%s%s %q: want a number of 0 or more", name, unit.suffix, text)
		}
		return v * unit.metres, nil
	}
	return 0, nil
}

// asset makes an asset of a feature.
func (f *feature) asset(name string, ids map[string]bool) (a watch.Asset, err error) {
	if len(f.lines)+len(f.shapes) == 0 {
		return a, fmt.Errorf("no line and no area")
	}
	a = watch.Asset{
		Name: name, Kind: kindOf(f.text("kind", "type", "power", "category")), Owner: f.text("owner", "operator", "owners"), Source: f.text("source"),
		Note: f.text("note", "description"), Lines: f.lines, Shapes: f.shapes, Exercise: f.exercise(),
	}
	for _, one := range []struct {
		name string
		into *float64
	}{{"corridor", &a.Corridor}, {"accuracy", &a.Accuracy}, {"depth", &a.Depth}} {
		if *one.into, err = f.metres(one.name); err != nil {
			return a, err
		}
	}
	if text := f.text("label"); text != "" {
		if err := a.Label.UnmarshalText([]byte(text)); err != nil {
			return a, err
		}
	}
	a.ID = unique(cmp.Or(f.text("id"), name, string(a.Kind)), ids)
	a.Name = cmp.Or(a.Name, a.ID)
	return a, a.Check()
}

func (f *feature) exercise() bool {
	v, _ := strconv.ParseBool(f.text("exercise"))
	return v
}

// area returns the kind of area that a feature says it is.
func (f *feature) area() (watch.AreaKind, bool) {
	for _, name := range []string{"area", "kind"} {
		if k := watch.AreaKind(strings.ToLower(f.text(name))); slices.Contains(watch.AreaKinds, k) {
			return k, true
		}
	}
	return "", false
}

// areas makes an area of each shape and each point of a feature, which has a radius.
func (f *feature) areas(s *Set, kind watch.AreaKind, name string, ids map[string]bool, refuse func(string, ...any)) {
	radius, err := f.metres("radius")
	if err != nil {
		refuse("%v", err)
		return
	}
	base := watch.Area{Name: name, Kind: kind, Source: f.text("source"), Note: f.text("note", "description"), Exercise: f.exercise()}
	var all []watch.Area
	for _, g := range f.shapes {
		one := base
		one.Shape = g
		all = append(all, one)
	}
	for _, p := range f.points {
		one := base
		one.Centre, one.Radius = p, radius
		all = append(all, one)
	}
	if len(all) == 0 {
		refuse("an area of kind %q without a shape, or a point with radius_m", kind)
		return
	}
	for i := range all {
		all[i].ID = cmp.Or(name, string(kind)) // for the message
		if err := all[i].Check(); err != nil {
			refuse("%v", err)
			return
		}
	}
	for i := range all {
		all[i].ID = unique(cmp.Or(f.text("id"), name, string(kind)), ids)
		all[i].Name = cmp.Or(name, all[i].ID)
	}
	s.Areas = append(s.Areas, all...)
	s.Read += len(all) - 1
}

// kindOf finds the kind of asset in common words.
func kindOf(text string) watch.AssetKind {
	text = strings.ToLower(text)
	if k := watch.AssetKind(text); slices.Contains(watch.AssetKinds, k) {
		return k
	}
	for _, one := range kindWords {
		if strings.Contains(text, one.word) {
			return one.kind
		}
	}
	return watch.OtherAsset
}

var kindWords = []struct {
	word string
	kind watch.AssetKind
}{
	{"pipe", watch.Pipeline}, {"gas", watch.Pipeline}, {"oil", watch.Pipeline}, {"wind", watch.WindFarm}, {"platform", watch.Platform},
	{"tele", watch.TelecomCable}, {"fibre", watch.TelecomCable}, {"fiber", watch.TelecomCable}, {"communication", watch.TelecomCable},
	{"power", watch.PowerCable}, {"hvdc", watch.PowerCable}, {"electric", watch.PowerCable}, {"interconnector", watch.PowerCable},
	{"cable", watch.PowerCable},
}

// unique makes a slug of a name, with a number when it is taken.
func unique(name string, ids map[string]bool) string {
	slug := slugOf(name)
	id := slug
	for n := 2; ids[id]; n++ {
		id = fmt.Sprint(slug, "-", n)
	}
	ids[id] = true
	return id
}

// slugOf returns a name in small letters and digits of any script, without accents, joined by hyphens.
func slugOf(name string) string {
	plain, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), strings.ToLower(name))
	if err != nil {
		plain = strings.ToLower(name)
	}
	words := strings.FieldsFunc(plain, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return cmp.Or(strings.Join(words, "-"), "unnamed")
}

// lower returns properties with their names in lower case.
func lower(props map[string]string) map[string]string {
	all := make(map[string]string, len(props))
	for _, k := range slices.Sorted(maps.Keys(props)) {
		all[strings.ToLower(k)] = props[k]
	}
	return all
}

// add checks a geometry and takes it into a feature.
func (f *feature) add(g geo.Geometry) error {
	switch one := g.(type) {
	case geo.Point:
		p := []geo.Point{one}
		wrap(p)
		f.points, g = append(f.points, p...), p[0]
	case geo.Line:
		wrap(one)
		f.lines = append(f.lines, one)
	case geo.Polygon:
		for _, r := range one {
			wrap(r)
		}
		f.shapes = append(f.shapes, one)
	}
	if err := g.Check(); err != nil {
		return fmt.Errorf("%w%s", err, swapped(g))
	}
	return nil
}

// wrap brings longitudes that go on past the antimeridian back to -180 to 180.
func wrap(points []geo.Point) {
	for i, p := range points {
		switch {
		case p.Lon > 180 && p.Lon <= 540:
			points[i].Lon -= 360
		case p.Lon < -180 && p.Lon >= -540:
			points[i].Lon += 360
		}
	}
}

// swapped advises those who put the latitude first.
func swapped(g geo.Geometry) string {
	var points []geo.Point
	switch g := g.(type) {
	case geo.Point:
		points = []geo.Point{g}
	case geo.Line:
		points = g
	case geo.Polygon:
		for _, r := range g {
			points = append(points, r...)
		}
	}
	for _, p := range points {
		if (p.Lat > 90 || p.Lat < -90) && p.Lon >= -90 && p.Lon <= 90 {
			return "; longitude comes first: are they swapped?"
		}
	}
	return ""
}
