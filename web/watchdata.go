package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"entente"
	"entente/geo"
	"entente/node"
	"entente/watch"
)

// A focus is what a chart is about; the zero focus is everything.
type focus struct {
	MMSI    uint32 `json:"mmsi,omitempty"`
	Warning string `json:"warning,omitempty"`
}

// A chartPlan is what the module that draws the chart goes by.
type chartPlan struct {
	Library   string            `json:"library"` // addresses of what make built; "" where it did not
	Worker    string            `json:"worker"`
	Atlas     string            `json:"atlas"`
	Lang      entente.Lang      `json:"lang"`
	From      int64             `json:"from"` // Unix seconds
	To        int64             `json:"to"`
	At        int64             `json:"at"`
	Live      bool              `json:"live"`
	Memory    int64             `json:"memory"` // seconds after which a silent ship goes
	Whole     bool              `json:"whole"`  // the tracks of all ships are few enough to be sent at once
	Focus     focus             `json:"focus"`
	Words     map[string]string `json:"words"`
	Synthetic bool              `json:"synthetic"`
}

// chartWords are the words that the module says itself.
var chartWords = []string{
	"knots", "minutes", "play", "pause", "passed", "exercise",
}

// A seaChart is a chart on a page.
type seaChart struct {
	Plan  string // what the module goes by, as JSON
	Built bool   // the program carries what draws it; without it the module still moves the tables
}

// chartFor returns the chart of a page.
func (s *site) chartFor(c *catalogue, sea watch.Picture, at time.Time, f focus) (seaChart, error) {
	src := sea.Source()
	p := chartPlan{
		Lang: c.lang, From: src.From.Unix(), To: src.To.Unix(), At: at.Unix(), Live: src.Live, Synthetic: src.Synthetic,
		Memory: int64(src.Memory / time.Second), Focus: f, Words: make(map[string]string),
	}
	for _, w := range chartWords {
		p.Words[w] = c.text("chart." + w)
	}
	_, p.Whole = wholeTracks(sea)
	_, built := s.assets.files["atlas.json"]
	if built {
		for name, to := range map[string]*string{"maplibre-gl.mjs": &p.Library, "maplibre-gl-worker.mjs": &p.Worker, "atlas.json": &p.Atlas} {
			var err error
			if *to, err = s.assets.url(name); err != nil {
				return seaChart{}, err
			}
		}
	}
	b, err := json.Marshal(p)
	return seaChart{string(b), built}, err
}

const (
	wholeShips  = 200    // so many ships at most are sent with their tracks
	wholePoints = 40_000 // and so many points of them
)

// A trackOf is where a ship was, minute by minute.
type trackOf struct {
	MMSI   uint32      `json:"mmsi"`
	Name   string      `json:"name"`
	Points []trackStep `json:"points"`
}

// A trackStep is written as [seconds, latitude, longitude, knots, course, status], with null for what is not available.
type trackStep [6]any

// wholeTracks returns the tracks of all ships of a replay. It returns false for a live picture, and where they are too many to
// be sent at once: the chart then asks for the ships of the time that it shows.
func wholeTracks(sea watch.Picture) ([]trackOf, bool) {
	src := sea.Source()
	if src.Live {
		return nil, false
	}
	ships := shipsEver(sea, src)
	if len(ships) > wholeShips {
		return nil, false
	}
	points, all := 0, []trackOf{}
	for _, s := range ships {
		t := trackOf{s.MMSI, shipName(s), stepsOf(sea.Track(s.MMSI))}
		if points += len(t.Points); points > wholePoints {
			return nil, false
		}
		if len(t.Points) > 0 {
			all = append(all, t)
		}
	}
	return all, len(all) > 0
}

// shipsEver returns the ships that are in a picture at some time, as far as a few looks show; it stops looking when they are
// more than can be sent.
func shipsEver(sea watch.Picture, src watch.Source) []watch.ShipInfo {
	const looks = 24
	var all []watch.ShipInfo
	seen := make(map[uint32]bool)
	step := max(src.Memory, src.To.Sub(src.From)/looks, time.Minute)
	for at := src.To; ; at = at.Add(-step) {
		for _, s := range sea.Ships(at) {
			if !seen[s.Ship.MMSI] {
				seen[s.Ship.MMSI] = true
				all = append(all, s.Ship)
			}
		}
		if !at.After(src.From) || len(all) > wholeShips {
			return all
		}
	}
}

func stepsOf(track []watch.Place) []trackStep {
	steps := []trackStep{}
	for _, p := range track {
		steps = append(steps, trackStep{p.Time.Unix(), p.Lat, p.Lon, or(p.Speed), or(p.Course), or(p.Status)})
	}
	return steps
}

// or returns what p points at, or nil.
func or[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

// asData answers with what f returns, as JSON.
func (s *site) asData(f func(*view, *http.Request, watch.Picture) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := s.view(r)
		sea, err := s.sea()
		var value any
		if err == nil {
			value, err = f(v, r, sea)
		}
		var b []byte
		if err == nil {
			b, err = json.Marshal(value)
		}
		if err != nil {
			s.fail(w, v, err)
			return
		}
		s.send(w, v, "application/json", "", b)
	}
}

// tracksJSON returns the tracks of all ships.
func tracksJSON(_ *view, _ *http.Request, sea watch.Picture) (any, error) {
	all, ok := wholeTracks(sea)
	if !ok {
		return nil, fmt.Errorf("web: too many tracks for one answer; ask for /watch/ships.json?at=…: %w", entente.ErrUnsupported)
	}
	return map[string]any{"ships": all}, nil
}

// trackJSON returns the track of one ship.
func trackJSON(_ *view, r *http.Request, sea watch.Picture) (any, error) {
	mmsi, err := mmsiOf(strings.TrimSuffix(r.PathValue("file"), ".json"))
	if err != nil {
		return nil, err
	}
	return trackOf{mmsi, namesOf(preferred, sea).ship(mmsi), stepsOf(sea.Track(mmsi))}, nil
}

func mmsiOf(text string) (uint32, error) {
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return 0, fmt.Errorf("web: %q is no number of a ship: %w", text, entente.ErrNotFound)
	}
	return uint32(n), nil
}

// A shipsAnswer is where ships were at a time. Each is [mmsi, latitude, longitude, knots, course, status, seconds since it was
// heard, name, warning].
type shipsAnswer struct {
	At        int64    `json:"at"`
	From      int64    `json:"from"`
	To        int64    `json:"to"`
	Revisions int      `json:"revisions"` // of all warnings: when it grows there is something new
	Ships     [][9]any `json:"ships"`
}

// shipsJSON returns where ships were at a time.
func shipsJSON(v *view, _ *http.Request, sea watch.Picture) (any, error) {
	src, warnings := sea.Source(), sea.Warnings()
	at, err := momentOf(src, warnings, v.Query)
	if err != nil {
		return nil, err
	}
	a := shipsAnswer{at.Unix(), src.From.Unix(), src.To.Unix(), len(warnings), [][9]any{}}
	for _, s := range sea.Ships(at) {
		p := s.Place
		a.Ships = append(a.Ships, [9]any{
			s.Ship.MMSI, p.Lat, p.Lon, or(p.Speed), or(p.Course), or(p.Status), int64(at.Sub(p.Time) / time.Second), shipName(s.Ship), s.Warning,
		})
	}
	return a, nil
}

// An eventMark is a place on the chart where something happened, or will happen.
type eventMark struct {
	At   int64   `json:"at"` // Unix seconds
	Lat  float64 `json:"lat"`
	Lon  float64 `json:"lon"`
	Name string  `json:"name"`
}

// A revisionMark is what the chart shows of one revision of a warning.
type revisionMark struct {
	eventMark
	ID      string      `json:"id"`
	MMSI    uint32      `json:"mmsi"`
	Ended   bool        `json:"ended"`
	Quiet   bool        `json:"quiet"` // somebody dismissed the warning
	Crossed []eventMark `json:"crossed"`
	Next    []eventMark `json:"next"` // At is when the ship would be there
}

// A seenMark is what the chart shows of a detection.
type seenMark struct {
	eventMark
	MMSI uint32 `json:"mmsi"`
}

// eventsJSON returns what the chart shows of warnings and detections.
func (s *site) eventsJSON(v *view, r *http.Request, sea watch.Picture) (any, error) {
	const most = 2000
	states, err := s.statesOf(r.Context())
	if err != nil {
		return nil, err
	}
	words, names := s.catalogue(v.Lang), namesOf(v.Lang, sea)
	warnings, revisions := sea.Warnings(), []revisionMark{}
	for _, w := range warnings[max(0, len(warnings)-most):] {
		m := revisionOf(w, names)
		m.Quiet = states[w.ID] == node.DismissedWarning
		revisions = append(revisions, m)
	}
	detections, seen := sea.Detections(), []seenMark{}
	for _, d := range detections[max(0, len(detections)-most):] {
		seen = append(seen, seenMark{eventMark{d.To.Unix(), d.Lat, d.Lon, words.or("detector", d.Detector)}, d.MMSI})
	}
	return map[string]any{"revisions": revisions, "seen": seen}, nil
}

func revisionOf(w watch.Warning, names names) revisionMark {
	m := revisionMark{
		eventMark: eventMark{w.Time.Unix(), w.Place.Lat, w.Place.Lon, names.asset(w.Asset.ID, w.Asset.Name)},
		ID:        w.ID, Ended: w.Ended, Crossed: []eventMark{}, Next: []eventMark{},
	}
	if len(w.Ships) > 0 {
		m.MMSI = w.Ships[0].MMSI
	}
	for _, c := range w.Crossed {
		m.Crossed = append(m.Crossed, eventMark{c.Time.Unix(), c.Lat, c.Lon, names.asset(c.Asset.ID, c.Asset.Name)})
	}
	for _, n := range w.Next {
		at := w.Time.Add(time.Duration(n.Minutes * float64(time.Minute)))
		m.Next = append(m.Next, eventMark{at.Unix(), n.Lat, n.Lon, names.asset(n.Asset.ID, n.Asset.Name)})
	}
	return m
}

// A feature is one of GeoJSON (RFC 7946).
type feature struct {
	Type       string          `json:"type"`
	Geometry   json.RawMessage `json:"geometry"`
	Properties map[string]any  `json:"properties"`
}

type features struct {
	Type     string    `json:"type"`
	Features []feature `json:"features"`
}

func (f *features) add(g geo.Geometry, properties map[string]any) error {
	b, err := geo.GeoJSON(g)
	f.Features = append(f.Features, feature{"Feature", b, properties})
	return err
}

// assetsGeoJSON returns a feature for each line and each shape of an asset.
func (s *site) assetsGeoJSON(v *view, _ *http.Request, sea watch.Picture) (any, error) {
	words, names := s.catalogue(v.Lang), namesOf(v.Lang, sea)
	all := features{"FeatureCollection", []feature{}}
	for _, a := range sea.Assets() {
		properties := map[string]any{
			"id": a.ID, "name": names.asset(a.ID, a.Name), "kind": a.Kind, "kindName": words.or("asset", string(a.Kind)), "owner": a.Owner,
			"half": halfWidth(a), "accuracy": a.Accuracy, "exercise": a.Exercise,
		}
		for _, l := range a.Lines {
			if err := all.add(l, properties); err != nil {
				return nil, fmt.Errorf("web: asset %s: %w", a.ID, err)
			}
		}
		for _, g := range a.Shapes {
			if err := all.add(g, properties); err != nil {
				return nil, fmt.Errorf("web: asset %s: %w", a.ID, err)
			}
		}
	}
	return all, nil
}

// areasGeoJSON returns a feature for each area that explains what ships do.
func (s *site) areasGeoJSON(v *view, _ *http.Request, sea watch.Picture) (any, error) {
	words := s.catalogue(v.Lang)
	all := features{"FeatureCollection", []feature{}}
	for _, a := range areasOf(sea) {
		name := a.Name
		if other := a.Names[v.Lang]; other != "" {
			name = other
		}
		properties := map[string]any{"id": a.ID, "name": name, "kind": a.Kind, "kindName": words.or("area", string(a.Kind)), "exercise": a.Exercise}
		if err := all.add(outline(a), properties); err != nil {
			return nil, fmt.Errorf("web: area %s: %w", a.ID, err)
		}
	}
	return all, nil
}

// areasOf returns the areas in which ships have good reasons. Those that only say whose waters they are would cover the chart.
func areasOf(sea watch.Picture) []watch.Area {
	return slices.DeleteFunc(slices.Clone(sea.Areas()), func(a watch.Area) bool { return a.Kind == watch.ZoneArea })
}

// outline returns the shape of an area, of a circle with many corners.
func outline(a watch.Area) geo.Polygon {
	if a.Radius == 0 {
		return a.Shape
	}
	const corners = 72
	ring := make([]geo.Point, 0, corners+1)
	for i := range corners {
		ring = append(ring, a.Centre.Destination(360-float64(i)*360/corners, a.Radius))
	}
	return geo.Polygon{append(ring, ring[0])}
}
