package watch

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"entente"
	"entente/geo"
)

// A Sea is what is watched over: assets and areas, ready to be asked. It is never changed once it is made.
type Sea struct {
	assets []Asset
	areas  []Area
	boxes  []geo.Box // around the areas
	width  []float64 // of the corridor of each asset, in metres to either side
	near   []float64 // of each asset: within which a stop matters
	index  *geo.Index
	owner  []int   // of each corridor of the index
	clear  float64 // what the index does not find is at least that far away, in metres
}

// NewSea returns a sea with assets and areas, which must pass their checks.
func NewSea(assets []Asset, areas []Area, p Params) (*Sea, error) {
	s := &Sea{assets: assets, areas: areas, clear: math.Inf(1)}
	seen := make(map[string]bool, len(assets))
	var corridors []geo.Corridor
	for i := range assets {
		a := &assets[i]
		if err := a.Check(); err != nil {
			return nil, err
		}
		if seen[a.ID] {
			return nil, fmt.Errorf("asset %q is there twice: give one another id: %w", a.ID, entente.ErrInvalid)
		}
		seen[a.ID] = true
		doubt := p.HalfTrust * a.Accuracy
		width := cmp.Or(a.Corridor, p.Corridor) + doubt
		near := max(p.Nearby+doubt, width)
		s.width, s.near = append(s.width, width), append(s.near, near)
		s.clear = min(s.clear, near)
		for _, l := range a.Lines {
			corridors, s.owner = append(corridors, geo.Corridor{Line: l, HalfWidth: near}), append(s.owner, i)
		}
		for _, g := range a.Shapes {
			for _, r := range g {
				corridors, s.owner = append(corridors, geo.Corridor{Line: geo.Line(r), HalfWidth: near}), append(s.owner, i)
			}
		}
	}
	for i := range areas {
		if err := areas[i].Check(); err != nil {
			return nil, err
		}
		s.boxes = append(s.boxes, areas[i].box())
	}
	var err error
	s.index, err = geo.NewIndex(corridors)
	return s, err
}

// box returns a box around a.
func (a *Area) box() geo.Box {
	if a.Radius > 0 {
		return geo.Box{West: a.Centre.Lon, East: a.Centre.Lon, South: a.Centre.Lat, North: a.Centre.Lat}.Grow(a.Radius)
	}
	return geo.Line(a.Shape[0]).Box()
}

// Assets returns what is watched over.
func (s *Sea) Assets() []Asset { return s.assets }

// Areas returns where ships have good reasons.
func (s *Sea) Areas() []Area { return s.areas }

func (s *Sea) ref(asset int) AssetRef {
	a := &s.assets[asset]
	return AssetRef{ID: a.ID, Name: a.Name, Kind: a.Kind}
}

// A nearby is an asset close to a ship.
type nearby struct {
	asset    int
	distance float64 // from its line in metres; 0 inside of its shape
}

// around appends the assets close to p to found, each once, nearest first. It returns as well how far a ship may go before it
// can touch a line.
func (s *Sea) around(p geo.Point, hits []geo.Hit, found []nearby) ([]geo.Hit, []nearby, float64) {
	hits = s.index.At(p, hits[:0])
	found, clear := found[:0], s.clear
	for _, h := range hits {
		clear = min(clear, h.Distance)
		asset := s.owner[h.Corridor]
		if i := slices.IndexFunc(found, func(n nearby) bool { return n.asset == asset }); i >= 0 {
			found[i].distance = min(found[i].distance, h.Distance)
			continue
		}
		found = append(found, nearby{asset, h.Distance})
	}
	slices.SortFunc(found, func(a, b nearby) int { return cmp.Or(cmp.Compare(a.distance, b.distance), a.asset-b.asset) })
	return hits, found, clear
}

// A crossing is where a way passes over an asset.
type crossing struct {
	asset int
	at    geo.Point
	along float64 // metres from the beginning of the way
}

// ahead returns the assets on a course, nearest first, each once.
func (s *Sea) ahead(p geo.Point, course, metres float64) []crossing {
	const leg = 50_000 // a way along a great circle changes its course; ships hold theirs
	var all []crossing
	for gone := 0.0; gone < metres; gone += leg {
		q := p.Destination(course, min(leg, metres-gone))
		for _, c := range s.index.Crossings(p, q, nil) {
			asset := s.owner[c.Corridor]
			if !slices.ContainsFunc(all, func(d crossing) bool { return d.asset == asset }) {
				all = append(all, crossing{asset, c.At, gone + c.Along})
			}
		}
		p = q
	}
	return all
}

// in returns an area of a kind that contains p, or nil.
func (s *Sea) in(kind AreaKind, p geo.Point) *Area {
	for i := range s.areas {
		if a := &s.areas[i]; a.Kind == kind && s.boxes[i].Contains(p) && a.Contains(p) {
			return a
		}
	}
	return nil
}

// into returns an area of a kind that a way leads into, or nil. It looks every two kilometres.
func (s *Sea) into(kind AreaKind, p geo.Point, course, metres float64) *Area {
	const step = 2000
	box := geo.Line{p, p.Destination(course, max(metres, 1))}.Box()
	for i := range s.areas {
		a := &s.areas[i]
		if a.Kind != kind || !overlap(s.boxes[i], box) {
			continue
		}
		for gone := 0.0; gone <= metres; gone += step {
			if a.Contains(p.Destination(course, gone)) {
				return a
			}
		}
	}
	return nil
}

// overlap reports whether two boxes may have a point in common.
func overlap(a, b geo.Box) bool {
	if a.South > b.North || b.South > a.North {
		return false
	}
	if a.West > a.East || b.West > b.East {
		return true // one of them crosses the antimeridian
	}
	return a.West <= b.East && b.West <= a.East
}
