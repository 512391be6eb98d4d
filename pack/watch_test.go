package pack_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"entente"
	"entente/geo"
	"entente/pack"
	"entente/watch"
	"entente/watch/feed"
)

// vilnius returns the content pack that has a watch.
func vilnius(t *testing.T) *pack.Pack {
	t.Helper()
	p, err := pack.Load(packs(t)["vilnius"])
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestSea makes a sea of the assets and areas of the pack.
func TestSea(t *testing.T) {
	w := vilnius(t).Watch
	if len(w.Assets) < 35 {
		t.Errorf("%d assets: want 35 or more", len(w.Assets))
	}
	if _, err := watch.NewSea(w.Assets, w.Areas, w.Params); err != nil {
		t.Error(err)
	}
}

// TestExercise plays the exercise of the pack: the ship that drags is warned of before it comes to the second cable, and nobody
// else is.
func TestExercise(t *testing.T) {
	w := vilnius(t).Watch
	script, err := feed.ParseScript(w.Replay)
	if err != nil {
		t.Fatal(err)
	}
	dragger := script.Vessels[0].MMSI
	second := passage(t, script, w.Exercise.Assets, "exercise-cable-east", dragger)
	for what, sea := range map[string]struct {
		assets []watch.Asset
		areas  []watch.Area
	}{
		"by itself": {w.Exercise.Assets, w.Exercise.Areas},
		"with all":  {slices.Concat(w.Assets, w.Exercise.Assets), slices.Concat(w.Areas, w.Exercise.Areas)},
	} {
		out := follow(t, sea.assets, sea.areas, w.Params, script)
		if len(out.Warnings) == 0 {
			t.Errorf("%s: nobody is warned", what)
			continue
		}
		if first := out.Warnings[0]; first.Kind != watch.AnchorDrag || !first.Time.Before(second) {
			t.Errorf("%s: first warning %s at %s: want %s before %s", what, first.Kind, first.Time, watch.AnchorDrag, second)
		}
		for _, one := range out.Warnings {
			if one.Ships[0].MMSI != dragger {
				t.Errorf("%s: warning %s of %d as well, at %s", what, one.Kind, one.Ships[0].MMSI, one.Time)
			}
		}
	}
}

// passage returns when a ship of a script passes over an asset.
func passage(t *testing.T, s feed.Script, assets []watch.Asset, id string, mmsi uint32) time.Time {
	t.Helper()
	for _, a := range assets {
		if a.ID != id {
			continue
		}
		all, err := s.Crossings([]geo.Corridor{{Line: a.Lines[0], HalfWidth: 1}})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range all {
			if c.MMSI == mmsi {
				return c.Time
			}
		}
	}
	t.Fatalf("ship %d does not pass over %s", mmsi, id)
	return time.Time{}
}

// follow returns what a watch makes of a script.
func follow(t *testing.T, assets []watch.Asset, areas []watch.Area, p watch.Params, s feed.Script) watch.Output {
	t.Helper()
	sea, err := watch.NewSea(assets, areas, p)
	if err != nil {
		t.Fatal(err)
	}
	w, err := watch.New(watch.Options{Sea: sea, Params: p, Synthetic: true})
	if err != nil {
		t.Fatal(err)
	}
	reports := s.Play()
	for r := new(watch.Report); reports.Next(r); {
		w.Add(r)
	}
	w.Close()
	return w.Drain()
}

// TestParameters holds the file of parameters against those that are built in: it explains all of them, and changes none.
func TestParameters(t *testing.T) {
	w := vilnius(t).Watch
	if w.Params != watch.Standard() {
		t.Errorf("parameters of the pack:\n%+v\nwant those built in:\n%+v", w.Params, watch.Standard())
	}
	for _, q := range watch.Parameters {
		if !slices.ContainsFunc(w.Parameters, func(p pack.Parameter) bool { return p.Name == q.Name }) {
			t.Errorf("parameter %s is not explained", q.Name)
		}
	}
}

// TestIncidentsAccounts checks that every incident has more than one account, and that each can be read somewhere.
func TestIncidentsAccounts(t *testing.T) {
	for _, c := range vilnius(t).Watch.Incidents {
		if len(c.Accounts) < 2 {
			t.Errorf("%s: %d accounts: want those of two parties or more", c.ID, len(c.Accounts))
		}
		for _, a := range c.Accounts {
			if !strings.Contains(a.Source, ".") {
				t.Errorf("%s: account of %s: source %q names no place to read it", c.ID, a.By, a.Source)
			}
		}
	}
}

// TestAreasExcuseNoIncident checks that no area in which a stop is excused lies where an anchor was dragged, as far as the
// reconstructions of public incidents tell.
func TestAreasExcuseNoIncident(t *testing.T) {
	w := vilnius(t).Watch
	for name, s := range reconstructions(t) {
		for _, v := range s.Vessels {
			for _, p := range dragged(v) {
				at := geo.Point{Lon: p.Lon, Lat: p.Lat}
				for _, a := range w.Areas {
					if slices.Contains([]watch.AreaKind{watch.PortArea, watch.AnchorageArea, watch.PilotArea}, a.Kind) && a.Contains(at) {
						t.Errorf("%s: %s was dragging in %s at %s", name, v.Name, a.ID, p.Time)
					}
				}
			}
		}
	}
}

// TestIncidentsOverPack watches the reconstructions of public incidents over the assets and areas of the pack: the ships that
// dragged are warned of, and no other.
func TestIncidentsOverPack(t *testing.T) {
	w := vilnius(t).Watch
	for name, s := range reconstructions(t) {
		out := follow(t, w.Assets, w.Areas, w.Params, s)
		var want []uint32
		for _, v := range s.Vessels {
			if len(dragged(v)) > 0 {
				want = append(want, v.MMSI)
			}
		}
		var got []uint32
		for _, one := range out.Warnings {
			if mmsi := one.Ships[0].MMSI; !slices.Contains(got, mmsi) {
				got = append(got, mmsi)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: warned of %v, want %v", name, got, want)
		}
	}
}

// dragged returns the waypoints from the first at which a ship of a script weaves to the last.
func dragged(v feed.Vessel) []feed.Waypoint {
	weaves := func(p feed.Waypoint) bool { return p.Yaw != nil && *p.Yaw > 0 }
	first := slices.IndexFunc(v.Waypoints, weaves)
	if first < 0 {
		return nil
	}
	last := len(v.Waypoints) - 1
	for !weaves(v.Waypoints[last]) {
		last--
	}
	return v.Waypoints[first : last+1]
}

// reconstructions reads the scripts of public incidents, which stand beside the repository.
func reconstructions(t *testing.T) map[string]feed.Script {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("..", "..", "shared", "replays", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]feed.Script)
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := feed.ParseScript(b)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(name)] = s
	}
	if len(all) == 0 {
		t.Skip("no ../shared/replays")
	}
	return all
}

// TestWatchFaults tells what is wrong in the folder of a watch, and where.
func TestWatchFaults(t *testing.T) {
	check := func(what, file, data, want string) {
		t.Helper()
		_, err := load(t, map[string]string{"pack.yaml": minimal, file: data})
		if err == nil && want == "" {
			return
		}
		if err == nil || !strings.Contains(err.Error(), want) || want == "" {
			t.Errorf("%s: got %v, want %q", what, err, want)
		}
	}
	collection := func(features ...string) string {
		return "{\"type\": \"FeatureCollection\", \"features\": [\n" + strings.Join(features, ",\n") + "\n]}"
	}
	line := func(props string) string {
		return `{"type": "Feature", "properties": {` + props + `}, "geometry": {"type": "LineString", "coordinates": [[20, 56], [20, 57]]}}`
	}
	circle := func(props string) string {
		return `{"type": "Feature", "properties": {` + props + `}, "geometry": {"type": "Point", "coordinates": [20, 56]}}`
	}
	const whole = `"id": "a", "name": "A", "kind": "power", "accuracy_m": 100, "source": "S"`
	check("an asset", "watch/assets.geojson", collection(line(whole)), "")
	check("an area", "watch/areas.geojson", collection(circle(`"id": "p", "area": "port", "radius_m": 100, "source": "S"`)), "")
	check("not GeoJSON", "watch/assets.geojson", `{"type": `, "watch/assets.geojson: GeoJSON")
	check("no line", "watch/assets.geojson", collection(line(whole), circle(`"name": "B"`)), `watch/assets.geojson:3: "B": no line and no area`)
	check("no source", "watch/assets.geojson", collection(line(`"id": "a", "accuracy_m": 100`)), "asset a: source missing")
	check("no accuracy", "watch/assets.geojson", collection(line(`"id": "a", "source": "S"`)), "asset a: accuracy_m missing")
	check("invented", "watch/assets.geojson", collection(line(whole+`, "exercise": true`)), "asset a is invented: put it into watch/exercise.geojson")
	check("not invented", "watch/exercise.geojson", collection(line(whole)), "asset a: want exercise: true")
	check("an asset among areas", "watch/areas.geojson", collection(line(whole)), "asset a: assets are in watch/assets.geojson")
	check("an area among assets", "watch/assets.geojson", collection(circle(`"id": "p", "area": "port", "radius_m": 100, "source": "S"`)), "area p: areas are in watch/areas.geojson")
	check("no keyframes", "watch/replay.json", `{"vessels": []}`, "watch/replay.json: keyframes without vessels")

	detector := func(s string) string { return "detectors:\n- {" + s + ", does: {en: D, zh: 作}, source: S}\n" }
	check("a parameter", "d.yaml", detector("name: speed-step.loss, value: 0.2"), "")
	check("no such parameter", "d.yaml", detector("name: speed-step.los, value: 0.2"), `d.yaml:2: name "speed-step.los" unknown; did you mean "speed-step.loss"?`)
	check("no number", "d.yaml", detector("name: speed-step.loss, value: much"), `d.yaml:2: value "much": want a number`)
	check("too much", "d.yaml", detector("name: speed-step.loss, value: 2"), "d.yaml:2: parameter speed-step.loss is 2: want 0.01 to 1")
	check("another unit", "d.yaml", detector("name: held.for, value: 20, unit: h"), `d.yaml:2: unit "h" of held.for: want "min"`)
	check("twice", "d.yaml", detector("name: held.for, value: 20, unit: min")+"- {name: held.for, value: 20, unit: min, does: {en: D, zh: 作}, source: S}\n", "d.yaml:3: parameter held.for is declared twice")

	incident := func(s string) string {
		return "incidents:\n- {id: i, title: {en: T, zh: 题}, date: 2024-12-25, uncertain: {en: U, zh: 疑}" + s + "}\n"
	}
	const account = `, accounts: [{by: B, says: {en: S, zh: 说}, source: "https://example.org", date: 2025}]`
	check("an incident", "i.yaml", incident(account), "")
	check("no account", "i.yaml", incident(""), "i.yaml:2: accounts missing")
	check("no source", "i.yaml", incident(`, accounts: [{by: B, says: {en: S, zh: 说}}]`), "i.yaml:2: source missing")
	check("no such asset", "i.yaml", incident(account+", assets: [b]"), `i.yaml:2: assets "b" unknown; declare it in watch/assets.geojson`)
	check("a ship's number", "i.yaml", incident(account+", ships: [{name: N, imo: 9329761}]"), "i.yaml:2: imo 9329761: want seven digits, the last of which checks the others")
	check("a station's number", "i.yaml", incident(account+", ships: [{name: N, mmsi: 12}]"), "i.yaml:2: mmsi 12: want nine digits")
}

// TestWatchArea finds areas by their names.
func TestWatchArea(t *testing.T) {
	w := vilnius(t).Watch
	if a, err := w.Area("baltic"); err != nil || !a.Contains(geo.Point{Lon: 19.5, Lat: 56}) || a.Contains(geo.Point{Lon: 3, Lat: 56}) {
		t.Errorf("baltic: %v, %v", a, err)
	}
	if _, err := w.Area("balti"); !errors.Is(err, entente.ErrNotFound) || !strings.Contains(err.Error(), `did you mean "baltic"?`) {
		t.Error(err)
	}
}

// TestLoadWatch reads the part that is of the sea alone: it is as in the whole, and what is wrong in it is said.
func TestLoadWatch(t *testing.T) {
	fsys := os.DirFS("../packs/vilnius")
	got, err := pack.LoadWatch(fsys)
	if err != nil {
		t.Fatal(err)
	}
	want := vilnius(t).Watch
	if !reflect.DeepEqual(got.Assets, want.Assets) || !reflect.DeepEqual(got.Areas, want.Areas) || got.Params != want.Params || !reflect.DeepEqual(got.Exercise, want.Exercise) {
		t.Errorf("%d assets, %d areas, %+v; want %d, %d, %+v", len(got.Assets), len(got.Areas), got.Params, len(want.Assets), len(want.Areas), want.Params)
	}
	if got, err = pack.LoadWatch(fstest.MapFS{"pack.yaml": {Data: []byte("- nothing\n")}}); err != nil || got.Params != watch.Standard() {
		t.Errorf("a pack without a sea: %+v, %v", got, err)
	}
	var faults pack.Faults
	if _, err = pack.LoadWatch(fstest.MapFS{"watch/assets.geojson": {Data: []byte("{")}}); !errors.As(err, &faults) || faults[0].File != "watch/assets.geojson" {
		t.Errorf("a broken file: %v", err)
	}
}
