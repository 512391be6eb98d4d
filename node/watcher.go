package node

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"
	"time"

	"entente/geo"
	"entente/watch"
)

// WatcherOptions say what to watch over, and how. The zero options watch over nothing, by the standard parameters.
type WatcherOptions struct {
	Source  watch.Source // where the reports come from; Tally, From and To are filled in
	Assets  []watch.Asset
	Areas   []watch.Area
	Params  *watch.Params // nil for the standard ones
	Workers int           // goroutines that follow ships beside the one that adds reports; 0: it follows them itself
	Tracks  bool          // tracks are kept whole, as far as they fit into TrackPoints; otherwise nothing is remembered of them

	// Warning is told every revision of a warning, in order; nil for nobody.
	Warning func(watch.Warning)
	// Detection is told what detectors saw, in order; nil for nobody.
	Detection func(watch.Detection)
}

// TrackPoints is how many points of tracks a watcher keeps, one for each minute of a ship. The oldest go first.
const TrackPoints = 2_000_000

// mostDetections is how many detections a watcher keeps.
const mostDetections = 10_000

// A Watcher follows ships by their reports, and keeps the picture of the sea. It implements [watch.Picture]. Several goroutines
// may ask it while one adds reports.
type Watcher struct {
	opts WatcherOptions
	sea  *watch.Sea
	pool *pool

	mu         sync.RWMutex // held whole for what the watch is asked: it waits for its shards
	watch      *watch.Watch
	source     watch.Source
	warnings   []watch.Warning
	detections []watch.Detection
	tracks     map[uint32][]trackPoint
	points     int

	first, last int64 // times of the reports, Unix milliseconds
}

// A trackPoint is a place of a ship, in a small space.
type trackPoint struct {
	minute        uint32
	lat, lon      float32
	speed, course uint16 // tenths; noTenths: not available
	heading       uint16
	status        uint8
}

const noTenths = 1<<16 - 1

// NewWatcher returns a watcher that has seen nothing.
func NewWatcher(o WatcherOptions) (*Watcher, error) {
	params := watch.Standard()
	if o.Params != nil {
		params = *o.Params
	}
	sea, err := watch.NewSea(o.Assets, o.Areas, params)
	if err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	w := &Watcher{opts: o, sea: sea, source: o.Source, first: math.MaxInt64, tracks: make(map[uint32][]trackPoint), pool: newPool(o.Workers)}
	w.source.Memory = time.Duration(params.Memory) * time.Minute
	w.watch, err = watch.New(watch.Options{
		Sea: sea, Params: params, Synthetic: o.Source.Synthetic, Live: o.Source.Live, Shards: max(1, o.Workers), Start: w.pool.start, Trails: o.Tracks,
	})
	if err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	return w, nil
}

// Add takes reports in, in the order in which they were heard. It does not hold on to them.
func (w *Watcher) Add(reports ...watch.Report) {
	w.mu.Lock()
	for i := range reports {
		w.watch.Add(&reports[i])
		if t := reports[i].Time; t != 0 {
			w.first, w.last = min(w.first, t), max(w.last, t)
		}
	}
	out := w.drain()
	w.mu.Unlock()
	w.tell(out)
}

// End takes in the reports that waited for others. Reports may be added afterwards.
func (w *Watcher) End() {
	w.mu.Lock()
	w.watch.Close()
	out := w.drain()
	w.mu.Unlock()
	w.tell(out)
}

// Close ends the goroutines of the watcher. What it knows may still be asked.
func (w *Watcher) Close() { w.pool.close() }

// drain keeps what came out of the engine.
func (w *Watcher) drain() watch.Output {
	out := w.watch.Drain()
	w.warnings = append(w.warnings, out.Warnings...)
	w.detections = append(w.detections, out.Detections...)
	if extra := len(w.detections) - mostDetections; extra > 0 {
		w.detections = slices.Delete(w.detections, 0, extra)
	}
	for _, t := range out.Trails {
		w.tracks[t.MMSI] = append(w.tracks[t.MMSI], pointOf(t.Place))
	}
	w.points += len(out.Trails)
	if w.points > TrackPoints {
		w.thin()
	}
	return out
}

// thin drops the older half of every track.
func (w *Watcher) thin() {
	w.points = 0
	for mmsi, track := range w.tracks {
		w.tracks[mmsi] = slices.Clone(track[len(track)/2:])
		w.points += len(w.tracks[mmsi])
	}
}

func (w *Watcher) tell(out watch.Output) {
	if w.opts.Warning != nil {
		for _, x := range out.Warnings {
			w.opts.Warning(x)
		}
	}
	if w.opts.Detection != nil {
		for _, d := range out.Detections {
			w.opts.Detection(d)
		}
	}
}

func pointOf(p watch.Place) trackPoint {
	tenths := func(v *float64) uint16 {
		if v == nil {
			return noTenths
		}
		return uint16(*v*10 + 0.5)
	}
	t := trackPoint{minute: uint32(p.Time.Unix() / 60), lat: float32(p.Lat), lon: float32(p.Lon), speed: tenths(p.Speed), course: tenths(p.Course), heading: tenths(p.Heading), status: 15}
	if p.Status != nil {
		t.status = uint8(*p.Status)
	}
	return t
}

func (t trackPoint) place() watch.Place {
	value := func(v uint16) *float64 {
		if v == noTenths {
			return nil
		}
		f := float64(v) / 10
		return &f
	}
	p := watch.Place{Time: time.Unix(60*int64(t.minute), 0).UTC(), Speed: value(t.speed), Course: value(t.course), Heading: value(t.heading)}
	p.Lat, p.Lon = digits(t.lat), digits(t.lon)
	if t.status != 15 {
		s := int(t.status)
		p.Status = &s
	}
	return p
}

// digits returns a coordinate to a hundred-thousandth of a degree, about a metre.
func digits(v float32) float64 { return math.Round(float64(v)*1e5) / 1e5 }

// Source implements [watch.Picture].
func (w *Watcher) Source() watch.Source {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := w.source
	s.Tally = w.watch.Tally()
	if w.last > 0 {
		s.From, s.To = time.UnixMilli(w.first).UTC(), time.UnixMilli(w.last).UTC()
	}
	return s
}

// Ships implements [watch.Picture].
func (w *Watcher) Ships(at time.Time) []watch.ShipState {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := w.watch.Ships(time.Time{})
	if !w.opts.Tracks {
		all = slices.DeleteFunc(all, func(s watch.ShipState) bool {
			return s.Place.Time.After(at) || at.Sub(s.Place.Time) > w.source.Memory
		})
	} else {
		all = w.earlier(all, at)
	}
	slices.SortFunc(all, func(a, b watch.ShipState) int { return cmp.Compare(a.Ship.MMSI, b.Ship.MMSI) })
	return all
}

// earlier takes ships back to where they were at a time.
func (w *Watcher) earlier(all []watch.ShipState, at time.Time) []watch.ShipState {
	minute := uint32(at.Unix() / 60)
	kept := all[:0]
	for _, s := range all {
		if s.Place.Time.After(at) {
			track := w.tracks[s.Ship.MMSI]
			i, _ := slices.BinarySearchFunc(track, minute+1, func(t trackPoint, m uint32) int { return cmp.Compare(t.minute, m) })
			if i == 0 {
				continue
			}
			s.Place = track[i-1].place()
		}
		if at.Sub(s.Place.Time) > w.source.Memory {
			continue
		}
		s.Warning = w.openAt(s.Ship.MMSI, at)
		kept = append(kept, s)
	}
	return kept
}

// openAt returns the ID of the warning that a ship was in at a time, if it was.
func (w *Watcher) openAt(mmsi uint32, at time.Time) (id string) {
	for i := range w.warnings {
		x := &w.warnings[i]
		if x.Ships[0].MMSI != mmsi || x.Time.After(at) {
			continue
		}
		id = x.ID
		if x.Ended {
			id = ""
		}
	}
	return id
}

// Track implements [watch.Picture].
func (w *Watcher) Track(mmsi uint32) []watch.Place {
	w.mu.RLock()
	defer w.mu.RUnlock()
	all := make([]watch.Place, 0, len(w.tracks[mmsi]))
	for _, t := range w.tracks[mmsi] {
		all = append(all, t.place())
	}
	return all
}

// Warnings implements [watch.Picture].
func (w *Watcher) Warnings() []watch.Warning {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return slices.Clone(w.warnings)
}

// Detections implements [watch.Picture].
func (w *Watcher) Detections() []watch.Detection {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return slices.Clone(w.detections)
}

// Assets implements [watch.Picture].
func (w *Watcher) Assets() []watch.Asset { return w.sea.Assets() }

// Areas implements [watch.Picture].
func (w *Watcher) Areas() []watch.Area { return w.sea.Areas() }

// Explain says why a ship is warned of or not. It returns false for a ship that is not followed.
func (w *Watcher) Explain(mmsi uint32) (watch.Explanation, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.watch.Explain(mmsi)
}

// Tracked returns the ships of which a track is kept, in order of MMSI.
func (w *Watcher) Tracked() []uint32 {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return slices.Sorted(maps.Keys(w.tracks))
}

// Box returns a box around what is watched over, and false when that is nothing.
func (w *Watcher) Box() (geo.Box, bool) {
	var l geo.Line
	for _, a := range w.sea.Assets() {
		for _, line := range a.Lines {
			l = append(l, line...)
		}
		for _, g := range a.Shapes {
			l = append(l, g[0]...)
		}
	}
	if len(l) == 0 {
		return geo.Box{}, false
	}
	return l.Box(), true
}
