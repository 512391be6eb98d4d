package geo

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"math/bits"
	"slices"
)

// An Index finds, among many corridors, those that a point lies in and the lines that a way crosses. It holds for every
// place of a grid the segments that may matter there, so that the time of an answer hardly depends on how many there are.
// It answers as [Corridor.Contains] does, at poles and on the antimeridian too. It is never changed once it is made:
// several goroutines may ask at a time.
type Index struct {
	grid     grid
	vertices []vector // of all lines, one after the other
	owner    []uint32 // the corridor of each vertex
	starts   []uint32 // of the lines among the vertices
	reach    []limit  // of each corridor

	cells   table    // from a cell to its place in first
	first   []uint32 // where the segments of a cell begin among segments, and those of the next one
	segment []uint32 // the vertex that each begins at
}

// A limit is how far from its line a corridor reaches, in metres and as the sine of the angle.
type limit struct{ metres, sine float64 }

// A Hit is a corridor that a point lies in.
type Hit struct {
	Corridor int     // its place in the list that the index was made of
	Segment  int     // of its line, the nearest one: from point Segment to Segment+1
	Distance float64 // from the line, in metres
}

// A Crossing is where a way meets a line.
type Crossing struct {
	Corridor int
	Segment  int
	At       Point
	Along    float64 // metres from the beginning of the way
}

// NewIndex returns an index of corridors. Every one must pass [Corridor.Check], and be less than a quarter of the Earth wide.
func NewIndex(corridors []Corridor) (*Index, error) {
	x := &Index{}
	for i, c := range corridors {
		if err := c.Check(); err != nil {
			return nil, fmt.Errorf("corridor %d: %w", i+1, err)
		}
		angle := c.HalfWidth / EarthRadius
		if angle >= math.Pi/4 {
			return nil, fmt.Errorf("corridor %d: half-width of %v m: want less than an eighth of the Earth's circumference", i+1, c.HalfWidth)
		}
		x.starts = append(x.starts, uint32(len(x.vertices)))
		x.reach = append(x.reach, limit{c.HalfWidth, math.Sin(angle)})
		for _, p := range c.Line {
			x.vertices = append(x.vertices, p.vector())
			x.owner = append(x.owner, uint32(i))
		}
	}
	x.grid = newGrid(fineness(corridors))
	x.fill(corridors)
	return x, nil
}

// The finest grid: two kilometres suit corridors of some hundred metres.
const finest = 0.02 // degrees

// fineness returns the edge of the cells in degrees: the finest for which what the cells hold stays in proportion to what
// there is.
func fineness(corridors []Corridor) float64 {
	const spare, perSegment = 1 << 20, 24
	segments := 0
	for _, c := range corridors {
		segments += len(c.Line) - 1
	}
	for edge := finest; ; edge *= 2 {
		entries, size := 0.0, radians(edge)*EarthRadius
		for _, c := range corridors {
			piece := max(size, c.HalfWidth)
			side := (piece+2*c.HalfWidth)/size + 1
			entries += (c.Line.Length()/piece + float64(len(c.Line))) * side * side
		}
		if edge >= 180 || entries <= spare+perSegment*float64(segments) {
			return edge
		}
	}
}

// fill puts every segment into the cells that its corridor touches.
func (x *Index) fill(corridors []Corridor) {
	var entries []uint64 // a cell, then a segment
	var touched []uint32 // by one segment
	for i, c := range corridors {
		for n := range len(c.Line) - 1 {
			touched = touched[:0]
			for box := range pieces(c.Line[n], c.Line[n+1], max(x.grid.edge, c.HalfWidth/EarthRadius)) {
				touched = slices.AppendSeq(touched, x.grid.cells(box.Grow(c.HalfWidth)))
			}
			slices.Sort(touched)
			for _, cell := range slices.Compact(touched) {
				entries = append(entries, uint64(cell)<<32|uint64(x.starts[i]+uint32(n)))
			}
		}
	}
	slices.Sort(entries)
	x.segment = make([]uint32, len(entries))
	var cells []uint32
	for i, e := range entries {
		x.segment[i] = uint32(e)
		if cell := uint32(e >> 32); len(cells) == 0 || cells[len(cells)-1] != cell {
			cells = append(cells, cell)
			x.first = append(x.first, uint32(i))
		}
	}
	x.first = append(x.first, uint32(len(entries)))
	x.cells = newTable(cells)
}

// pieces returns boxes around the parts of an arc, none longer than an angle: the box of a long arc that runs askew would
// hold many cells that it does not touch.
func pieces(p, q Point, longest float64) iter.Seq[Box] {
	a, b := p.vector(), q.vector()
	n := max(1, int(math.Ceil(a.angleTo(b)/longest)))
	return func(yield func(Box) bool) {
		from := p
		for i := 1; i <= n; i++ {
			to := q
			if i < n {
				to = between(a, b, float64(i)/float64(n)).point()
			}
			if !yield(Line{from, to}.Box()) {
				return
			}
			from = to
		}
	}
}

// between returns the point of the arc from a to b at a part of its angle.
func between(a, b vector, part float64) vector {
	angle := a.angleTo(b)
	if angle == 0 {
		return a
	}
	return a.times(math.Sin((1 - part) * angle)).plus(b.times(math.Sin(part * angle))).times(1 / math.Sin(angle))
}

// At appends the corridors that p lies in to hits, in no promised order, each once.
func (x *Index) At(p Point, hits []Hit) []Hit {
	place, ok := x.cells.find(x.grid.cell(p))
	if !ok {
		return hits
	}
	before, v := len(hits), p.vector()
	for _, s := range x.segment[x.first[place]:x.first[place+1]] {
		c := x.owner[s]
		reach := &x.reach[c]
		a, b := &x.vertices[s], &x.vertices[s+1]
		n := a.cross(*b)
		if across := n.dot(v); across*across > reach.sine*reach.sine*n.dot(n)*(1+rounding) {
			continue // farther from the whole circle
		}
		if d := EarthRadius * newArc(*a, *b).angleTo(v); d <= reach.metres {
			hits = addHit(hits, before, Hit{int(c), int(s - x.starts[c]), d})
		}
	}
	return hits
}

// rounding is far above the errors of the products that are compared, and far below what matters on the ground.
const rounding = 1e-9

// addHit adds a hit, or keeps the nearer one of the same corridor.
func addHit(hits []Hit, from int, h Hit) []Hit {
	for i := from; i < len(hits); i++ {
		if hits[i].Corridor == h.Corridor {
			if h.Distance < hits[i].Distance {
				hits[i] = h
			}
			return hits
		}
	}
	return append(hits, h)
}

// Crossings appends where the way from p to q, an arc, crosses lines to all, in the order of the way. A way that ends on a line
// and another that goes on from there to the other side cross it once between them, and so does a way through a point of it.
func (x *Index) Crossings(p, q Point, all []Crossing) []Crossing {
	var room [64]uint32
	seen, before := room[:0], len(all)
	a, b := p.vector(), q.vector()
	for box := range pieces(p, q, x.grid.edge) {
		for cell := range x.grid.cells(box) {
			place, ok := x.cells.find(cell)
			if !ok {
				continue
			}
			for _, s := range x.segment[x.first[place]:x.first[place+1]] {
				if slices.Contains(seen, s) {
					continue
				}
				seen = append(seen, s)
				if at, ok := meet(a, b, x.vertices[s], x.vertices[s+1]); ok {
					c := x.owner[s]
					all = append(all, Crossing{int(c), int(s - x.starts[c]), at.point(), EarthRadius * a.angleTo(at)})
				}
			}
		}
	}
	slices.SortFunc(all[before:], func(c, d Crossing) int {
		return cmp.Or(cmp.Compare(c.Along, d.Along), c.Corridor-d.Corridor)
	})
	return all
}

// meet returns where the arcs from a to b and from c to d cross.
func meet(a, b, c, d vector) (vector, bool) {
	way, line := a.cross(b), c.cross(d)
	if (way.dot(c) >= 0) == (way.dot(d) >= 0) || (line.dot(a) >= 0) == (line.dot(b) >= 0) {
		return vector{}, false
	}
	at := plain(way, line)
	length := at.length()
	if length == 0 {
		return vector{}, false
	}
	at = at.times(1 / length)
	if at.dot(a.plus(b)) < 0 {
		at = at.times(-1)
	}
	return at, at.dot(c.plus(d)) > 0 // else they cross on the far side of the Earth
}

// Size returns how many segments the index holds, and how many bytes it takes for them.
func (x *Index) Size() (segments, bytes int) {
	const vertex, word = 24, 4
	segments = len(x.vertices) - len(x.starts)
	words := len(x.owner) + len(x.starts) + len(x.first) + len(x.segment) + 2*len(x.cells.keys)
	return segments, vertex*len(x.vertices) + word*words + 16*len(x.reach) + 8*len(x.grid.bands)
}

// A grid divides the Earth into cells of about the same size: bands of latitude, each cut into columns of longitude.
type grid struct {
	edge  float64 // of the bands, an angle
	scale float64 // bands in a degree
	bands []band
}

// A band has columns cells, the first of which has the number start.
type band struct{ start, columns uint32 }

func newGrid(degrees float64) grid {
	n := int(math.Ceil(180 / degrees))
	g := grid{edge: radians(180 / float64(n)), scale: float64(n) / 180, bands: make([]band, n)}
	next := uint32(0)
	for i := range g.bands {
		south := float64(i)/g.scale - 90
		widest := min(math.Abs(south), math.Abs(south+1/g.scale))
		g.bands[i] = band{next, uint32(max(1, 2*float64(n)*math.Cos(radians(widest))))}
		next += g.bands[i].columns
	}
	return g
}

func (g *grid) band(lat float64) int { return min(max(0, int((lat+90)*g.scale)), len(g.bands)-1) }

func (b band) column(lon float64) uint32 {
	return min(uint32(max(0, (lon+180)/360*float64(b.columns))), b.columns-1)
}

// cell returns the cell that a point lies in. A point at 180 degrees counts as one at -180.
func (g *grid) cell(p Point) uint32 {
	b := g.bands[g.band(p.Lat)]
	if p.Lon == 180 {
		return b.start
	}
	return b.start + b.column(p.Lon)
}

// cells returns the cells that a box touches.
func (g *grid) cells(box Box) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for i := g.band(box.South); i <= g.band(box.North); i++ {
			b := g.bands[i]
			west, east := b.column(box.West), b.column(box.East)
			n := east - west
			if box.West > box.East {
				n = min(east+b.columns-west, b.columns-1)
			}
			for k := range n + 1 {
				if !yield(b.start + (west+k)%b.columns) {
					return
				}
			}
		}
	}
}

// A table finds the place of a number in a list. Every other slot or more is free, so that a search ends soon.
type table struct {
	keys   []uint32 // 0 for a free slot, otherwise one more than the number
	places []uint32
	shift  int
}

func newTable(numbers []uint32) table {
	size := bits.Len(uint(2*len(numbers) + 1))
	t := table{make([]uint32, 1<<size), make([]uint32, 1<<size), 32 - size}
	for place, n := range numbers {
		i := t.slot(n)
		for t.keys[i] != 0 {
			i = (i + 1) & uint32(len(t.keys)-1)
		}
		t.keys[i], t.places[i] = n+1, uint32(place)
	}
	return t
}

// slot returns where the search for a number begins: by the golden ratio, which scatters numbers in a row (D. E. Knuth, The
// Art of Computer Programming 3, 6.4).
func (t *table) slot(n uint32) uint32 { return n * 2654435769 >> t.shift }

func (t *table) find(n uint32) (place uint32, ok bool) {
	for i := t.slot(n); t.keys[i] != 0; i = (i + 1) & uint32(len(t.keys)-1) {
		if t.keys[i] == n+1 {
			return t.places[i], true
		}
	}
	return 0, false
}
