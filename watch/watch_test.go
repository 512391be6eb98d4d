package watch_test

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/geo"
	"entente/watch"
	"entente/watch/asset"
	"entente/watch/feed"
)

// A cable runs north to south along 20° E; ships come from the west on 57° N.
var cable = watch.Asset{ID: "cable", Name: "Cable", Kind: watch.TelecomCable, Exercise: true, Lines: []geo.Line{{{Lon: 20, Lat: 56}, {Lon: 20, Lat: 58}}}}

var begin = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)

// A leg is a part of a voyage: for so many minutes, until a speed is reached, on a course.
type leg struct {
	minutes float64
	speed   float64 // at its end, knots
	course  float64
	yaw     float64
	status  uint8
	silent  bool
}

// voyage returns a ship that makes legs from a place, at a speed.
func voyage(mmsi uint32, from geo.Point, speed float64, legs ...leg) feed.Vessel {
	v := feed.Vessel{MMSI: mmsi, Name: "EXERCISE", Type: 70, Bow: 150, Stern: 30}
	at, now := from, begin
	add := func(l *leg) {
		v.Waypoints = append(v.Waypoints, feed.Waypoint{Time: now, Lat: at.Lat, Lon: at.Lon, Speed: speed, Status: &l.status, Yaw: &l.yaw, Silent: l.silent})
	}
	for i := range legs {
		l := &legs[i]
		add(l)
		at = at.Destination(l.course, (speed+l.speed)/2*1852/60*l.minutes)
		now, speed = now.Add(time.Duration(l.minutes*float64(time.Minute))), l.speed
	}
	add(&leg{})
	return v
}

// play returns what a watch over assets and areas makes of vessels.
func play(t *testing.T, assets []watch.Asset, areas []watch.Area, shards int, vessels ...feed.Vessel) (*watch.Watch, watch.Output) {
	t.Helper()
	p := watch.Standard()
	sea, err := watch.NewSea(assets, areas, p)
	if err != nil {
		t.Fatal(err)
	}
	w, err := watch.New(watch.Options{Sea: sea, Params: p, Synthetic: true, Shards: shards})
	if err != nil {
		t.Fatal(err)
	}
	reports := feed.Script{Vessels: vessels}.Play()
	for r := new(watch.Report); reports.Next(r); {
		w.Add(r)
	}
	w.Close()
	tally := w.Tally()
	sum := tally.Used + tally.Duplicates + tally.Late
	for _, n := range tally.Refused {
		sum += n
	}
	if sum != tally.Read {
		t.Errorf("reports do not add up: %+v", tally)
	}
	return w, w.Drain()
}

// TestWarnings tells of ships that approach a cable, and what each is warned of.
func TestWarnings(t *testing.T) {
	west := geo.Point{Lon: 19, Lat: 57} // 60 km from the cable
	before := leg{minutes: 60, speed: 12, course: 90}
	drag := []leg{before, {minutes: 6, speed: 9, course: 90, yaw: 3}, {minutes: 90, speed: 8.5, course: 90, yaw: 3}}
	const ship = 200_000_001
	check := func(what string, want watch.WarningKind, assets []watch.Asset, areas []watch.Area, v feed.Vessel) {
		t.Helper()
		_, out := play(t, assets, areas, 1, v)
		var got watch.WarningKind
		if len(out.Warnings) > 0 {
			got = out.Warnings[0].Kind
		}
		if got != want {
			t.Errorf("%s: warned of %q, want %q", what, got, want)
			for _, d := range out.Detections {
				t.Log(d.Detector, d.From, d.Evidence)
			}
		}
	}
	one := []watch.Asset{cable}
	port := []watch.Area{{ID: "port", Name: "Port", Kind: watch.PortArea, Centre: geo.Point{Lon: 19.45, Lat: 57}, Radius: 10_000}}
	check("drags an anchor", watch.AnchorDrag, one, nil, voyage(ship, west, 12, drag...))
	check("drags, and no cable is near", "", []watch.Asset{{ID: "far", Name: "Far", Kind: watch.Pipeline, Lines: []geo.Line{{{Lon: 0, Lat: 0}, {Lon: 1, Lat: 0}}}}}, nil, voyage(ship, west, 12, drag...))
	check("passes steadily", "", one, nil, voyage(ship, west, 12, leg{minutes: 200, speed: 12, course: 90}))
	check("slows at once and does not yaw", "", one, nil, voyage(ship, west, 12, before, leg{minutes: 6, speed: 9, course: 90}, leg{minutes: 90, speed: 9, course: 90}))
	check("slows over an hour, yawing", "", one, nil, voyage(ship, west, 12, before, leg{minutes: 70, speed: 8.5, course: 90, yaw: 3}, leg{minutes: 60, speed: 8.5, course: 90, yaw: 3}))
	check("slows for a port", "", one, port, voyage(ship, west, 12, drag...))
	check("slows and has its speed back", "", one, nil, voyage(ship, west, 12, before, leg{minutes: 5, speed: 9, course: 90, yaw: 3}, leg{minutes: 8, speed: 9, course: 90, yaw: 3}, leg{minutes: 5, speed: 12, course: 90}, leg{minutes: 90, speed: 12, course: 90}))
	check("slows and stops", "", one, nil, voyage(ship, west, 12, before, leg{minutes: 15, speed: 0, course: 90, yaw: 3}, leg{minutes: 120, speed: 0.1, course: 90}))
	check("hooks the cable for a moment", watch.AnchorDrag, one, nil, voyage(ship, geo.Point{Lon: 19.28, Lat: 57}, 11, leg{minutes: 126, speed: 11, course: 90}, leg{minutes: 2, speed: 9, course: 90}, leg{minutes: 2, speed: 11, course: 90}, leg{minutes: 60, speed: 11, course: 90}))
	fishing := voyage(ship, west, 12, drag...)
	fishing.Type = 30
	check("fishes", "", one, nil, fishing)
	anchor := geo.Point{Lon: 19.97, Lat: 57}
	check("slips its anchor towards the cable", watch.AnchorSlip, one, nil, voyage(ship, anchor, 0.1, leg{minutes: 90, speed: 0.1, course: 0, status: 1}, leg{minutes: 5, speed: 2, course: 90, status: 1}, leg{minutes: 40, speed: 2, course: 90, status: 1}))
	check("leaves its anchorage", "", one, nil, voyage(ship, anchor, 0.1, leg{minutes: 90, speed: 0.1, course: 0, status: 1}, leg{minutes: 10, speed: 11, course: 90}, leg{minutes: 60, speed: 11, course: 90}))
	check("anchors over the cable", watch.AnchorOver, one, nil, voyage(ship, geo.Point{Lon: 19.983, Lat: 57}, 8, leg{minutes: 10, speed: 8, course: 270}, leg{minutes: 25, speed: 1, course: 90}, leg{minutes: 3, speed: 0, course: 90}, leg{minutes: 120, speed: 0.1, course: 0, status: 1}))
	zigzag := []leg{{minutes: 60, speed: 10, course: 90}, {minutes: 120, speed: 4, course: 90}}
	for range 4 {
		zigzag = append(zigzag, leg{minutes: 5, speed: 4, course: 80}, leg{minutes: 45, speed: 4, course: 80}, leg{minutes: 45, speed: 4, course: 260})
	}
	check("crosses back and forth", watch.BackAndForth, one, nil, voyage(ship, geo.Point{Lon: 19.25, Lat: 57}, 10, zigzag...))
}

// TestShards watches the same ships with several numbers of shards: the result is the same.
func TestShards(t *testing.T) {
	var all []feed.Vessel
	for i := range 40 {
		from := geo.Point{Lon: 19, Lat: 56.2 + float64(i)*0.04}
		all = append(all, voyage(200_000_001+uint32(i)*7919, from, 12, leg{minutes: 60, speed: 12, course: 90}, leg{minutes: 6, speed: 8 + float64(i%5), course: 90, yaw: 3}, leg{minutes: 90, speed: 8, course: 90, yaw: float64(i % 4)}))
	}
	_, want := play(t, []watch.Asset{cable}, nil, 1, all...)
	for _, shards := range []int{2, 5} {
		if _, got := play(t, []watch.Asset{cable}, nil, shards, all...); !reflect.DeepEqual(got, want) {
			t.Errorf("%d shards: %d warnings and %d detections, want %d and %d", shards, len(got.Warnings), len(got.Detections), len(want.Warnings), len(want.Detections))
		}
	}
}

// TestDisorder hears the reports late and in disorder, each from two receivers: the warnings are the same.
func TestDisorder(t *testing.T) {
	v := voyage(200_000_001, geo.Point{Lon: 19, Lat: 57}, 12, leg{minutes: 60, speed: 12, course: 90}, leg{minutes: 6, speed: 9, course: 90, yaw: 3}, leg{minutes: 90, speed: 8.5, course: 90, yaw: 3})
	_, want := play(t, []watch.Asset{cable}, nil, 1, v)
	type heard struct {
		at int64
		r  watch.Report
	}
	var all []heard
	reports := feed.Script{Vessels: []feed.Vessel{v}}.Play()
	for r, n := new(watch.Report), int64(0); reports.Next(r); n++ {
		one := *r
		if r.Static != nil {
			s := *r.Static
			one.Static = &s
		}
		all = append(all, heard{r.Time + n*7919%20_000, one}, heard{r.Time + n*104_729%25_000, one})
	}
	slices.SortStableFunc(all, func(a, b heard) int { return int(a.at - b.at) })
	p := watch.Standard()
	sea, err := watch.NewSea([]watch.Asset{cable}, nil, p)
	if err != nil {
		t.Fatal(err)
	}
	w, err := watch.New(watch.Options{Sea: sea, Params: p, Synthetic: true})
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		w.Add(&all[i].r)
	}
	w.Close()
	if got := w.Drain(); !reflect.DeepEqual(got.Warnings, want.Warnings) {
		t.Errorf("%d warnings, want %d", len(got.Warnings), len(want.Warnings))
	}
	if tally := w.Tally(); tally.Duplicates < tally.Read/2-5 {
		t.Errorf("duplicates were not known: %+v", tally)
	}
}

// TestWrongClock hears a receiver whose clock is a year ahead, and one that says nothing of the time.
func TestWrongClock(t *testing.T) {
	v := voyage(200_000_001, geo.Point{Lon: 19, Lat: 57}, 12, leg{minutes: 60, speed: 12, course: 90}, leg{minutes: 6, speed: 9, course: 90, yaw: 3}, leg{minutes: 90, speed: 8.5, course: 90, yaw: 3})
	p := watch.Standard()
	sea, err := watch.NewSea([]watch.Asset{cable}, nil, p)
	if err != nil {
		t.Fatal(err)
	}
	w, err := watch.New(watch.Options{Sea: sea, Params: p})
	if err != nil {
		t.Fatal(err)
	}
	reports := feed.Script{Vessels: []feed.Vessel{v}}.Play()
	n := 0
	for r := new(watch.Report); reports.Next(r); n++ {
		w.Add(r)
		if n%50 == 10 {
			wrong := *r
			wrong.Time += 365 * 24 * 3600 * 1000
			w.Add(&wrong)
			wrong.Time = 0
			w.Add(&wrong)
		}
	}
	w.Close()
	tally := w.Tally()
	if tally.Refused[watch.ClockAhead] == 0 || tally.Refused[watch.NoTime] != tally.Refused[watch.ClockAhead] || tally.Used < int64(n)-1 {
		t.Errorf("%d reports: %+v", n, tally)
	}
	if out := w.Drain(); len(out.Warnings) == 0 {
		t.Error("no warning")
	}
}

// TestExplain asks why a ship that passed was not warned of.
func TestExplain(t *testing.T) {
	w, _ := play(t, []watch.Asset{cable}, nil, 1, voyage(200_000_001, geo.Point{Lon: 19.5, Lat: 57}, 12, leg{minutes: 120, speed: 12, course: 90}))
	e, ok := w.Explain(200_000_001)
	if !ok || len(e.Passages) != 1 || e.Passages[0].Warned || !strings.Contains(e.Passages[0].Why, "100 %") {
		t.Errorf("explanation %+v", e)
	}
	if _, ok := w.Explain(200_000_002); ok {
		t.Error("a ship that was never heard is explained")
	}
}

// TestIncidents replays the public incidents: each is warned of before its second asset is passed, and Silver Dania never.
func TestIncidents(t *testing.T) {
	assets := sharedAssets(t)
	for _, c := range []struct {
		file  string
		mmsi  uint32
		first string // the latest time of the warning
	}{
		{"eagle_s_2024", 518998865, "2024-12-25T10:41:00Z"},
		{"yi_peng_3_2024", 414270000, "2024-11-17T08:00:00Z"},
		{"vezhen_silver_dania_2025", 229659000, "2025-01-26T00:45:00Z"},
	} {
		b, err := os.ReadFile(filepath.Join("..", "..", "shared", "replays", c.file+".json"))
		if err != nil {
			t.Skip(err)
		}
		s, err := feed.ParseScript(b)
		if err != nil {
			t.Fatal(err)
		}
		_, out := play(t, assets, nil, 1, s.Vessels...)
		latest, err := time.Parse(time.RFC3339, c.first)
		if err != nil {
			t.Fatal(err)
		}
		if len(out.Warnings) == 0 || out.Warnings[0].Time.After(latest) {
			t.Errorf("%s: not warned of by %s: %d warnings", c.file, c.first, len(out.Warnings))
		}
		for _, w := range out.Warnings {
			if w.Ships[0].MMSI != c.mmsi || w.ID != out.Warnings[0].ID {
				t.Errorf("%s: warning %s of %d as well", c.file, w.ID, w.Ships[0].MMSI)
			}
		}
	}
}

// sharedAssets reads the lines that the incidents happened at.
func sharedAssets(t *testing.T) []watch.Asset {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "shared", "replays", "assets.geojson"))
	if err != nil {
		t.Skipf("without ../shared: %v", err)
	}
	set, err := asset.Read(b, "assets.geojson")
	if err != nil || len(set.Refused) > 0 {
		t.Fatal(err, set.Refused)
	}
	return set.Assets
}

// TestHandover follows a ship that falls silent while another number comes up where it would be, and ones that come up elsewhere, late,
// or while it is still heard.
func TestHandover(t *testing.T) {
	from := geo.Point{Lon: 17, Lat: 57}
	later := func(mmsi uint32, minutes float64, aside float64) feed.Vessel {
		at := from.Destination(90, 12*1852/60*minutes)
		v := voyage(mmsi, at.Destination(0, aside), 12, leg{minutes: 60, speed: 12, course: 90})
		for i := range v.Waypoints {
			v.Waypoints[i].Time = v.Waypoints[i].Time.Add(time.Duration(minutes * float64(time.Minute)))
		}
		return v
	}
	for what, c := range map[string]struct {
		first float64 // minutes for which the old number is heard
		next  feed.Vessel
		want  bool
	}{
		"where it would be":  {60, later(200_000_002, 62, 30), true},
		"two kilometres off": {60, later(200_000_002, 62, 2000), false},
		"too late":           {60, later(200_000_002, 70, 0), false},
		"both are heard":     {100, later(200_000_002, 62, 30), false},
	} {
		old := voyage(200_000_001, from, 12, leg{minutes: c.first, speed: 12, course: 90})
		_, out := play(t, []watch.Asset{cable}, nil, 2, old, c.next)
		i := slices.IndexFunc(out.Detections, func(d watch.Detection) bool { return d.Detector == "identity-handover" })
		if i >= 0 != c.want {
			t.Errorf("%s: told %v, want %v", what, i >= 0, c.want)
		}
		if i >= 0 && (out.Detections[i].MMSI != 200_000_002 || out.Detections[i].Other != 200_000_001) {
			t.Errorf("%s: %d after %d", what, out.Detections[i].MMSI, out.Detections[i].Other)
		}
	}
}

// TestLyingTwice anchors over the cable, goes and comes back: it is one story each time, and no more.
func TestLyingTwice(t *testing.T) {
	v := voyage(200_000_001, geo.Point{Lon: 19.983, Lat: 57}, 8, leg{minutes: 10, speed: 8, course: 270}, leg{minutes: 25, speed: 1, course: 90},
		leg{minutes: 3, speed: 0, course: 90}, leg{minutes: 120, speed: 0.1}, leg{minutes: 10, speed: 9, course: 90}, leg{minutes: 60, speed: 9, course: 90})
	_, out := play(t, []watch.Asset{cable}, nil, 1, v)
	first, last := 0, 0
	for _, x := range out.Warnings {
		if x.Revision == 1 {
			first++
		}
		if x.Ended {
			last++
		}
	}
	if first != 1 || last != 1 {
		t.Errorf("%d warnings begin and %d end, want one", first, last)
	}
}
