package web

import (
	"encoding/json"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"entente"
	"entente/geo"
	"entente/node"
	"entente/watch"
)

// aSea is a picture made by hand: three ships, two assets, an area and a warning.
type aSea struct {
	source   watch.Source
	ships    []watch.ShipState
	warnings []watch.Warning
	assets   []watch.Asset
}

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const (
	draggerID = "w-20260301-1200-211000001"
	dragger   = 211000001
)

func (s *aSea) Source() watch.Source { return s.source }
func (s *aSea) Ships(at time.Time) []watch.ShipState {
	return slices.DeleteFunc(slices.Clone(s.ships), func(x watch.ShipState) bool { return x.Place.Time.After(at) })
}
func (s *aSea) Warnings() []watch.Warning { return s.warnings }
func (s *aSea) Assets() []watch.Asset     { return s.assets }
func (s *aSea) Areas() []watch.Area {
	return []watch.Area{{ID: "haven", Name: "Haven", Kind: watch.PortArea, Centre: geo.Point{Lon: 24, Lat: 59}, Radius: 5000}}
}
func (s *aSea) Detections() []watch.Detection {
	return []watch.Detection{{Detector: "speed-step", MMSI: dragger, From: noon, To: noon, Spot: watch.Spot{Lat: 59.5, Lon: 24.5}, Asset: &watch.AssetRef{ID: "north", Name: "North"}}}
}

func (s *aSea) Track(mmsi uint32) []watch.Place {
	if mmsi != dragger {
		return nil
	}
	var all []watch.Place
	for i := range 40 {
		all = append(all, aPlace(noon.Add(time.Duration(i-30)*time.Minute), 59.5, 24+float64(i)/60, 11-float64(i)/10))
	}
	return all
}

func aPlace(at time.Time, lat, lon, speed float64) watch.Place {
	course, status := 90.0, 0
	return watch.Place{Time: at, Spot: watch.Spot{Lat: lat, Lon: lon}, Speed: &speed, Course: &course, Status: &status}
}

func newSea() *aSea {
	north := watch.AssetRef{ID: "north", Name: "North", Kind: watch.PowerCable}
	south := watch.AssetRef{ID: "south", Name: "South", Kind: watch.TelecomCable}
	ship := watch.ShipInfo{MMSI: dragger, Name: "<INVENTED> ONE", Type: 70, Length: 120, Beam: 18}
	w := watch.Warning{
		ID: draggerID, Revision: 1, Kind: watch.AnchorDrag, Time: noon, Raised: noon, Since: noon.Add(-20 * time.Minute), Ships: []watch.ShipInfo{ship},
		Place: aPlace(noon, 59.5, 24.5, 8), Asset: north, Severity: watch.Severe, Urgency: watch.Expected, Certainty: watch.Possible, Why: "raised",
		Crossed:  []watch.Passage{{Asset: north, Time: noon.Add(-5 * time.Minute), Spot: watch.Spot{Lat: 59.5, Lon: 24.4}, Speed: 8, Usual: 11}},
		Next:     []watch.NextAsset{{Asset: south, Minutes: 42.4, Distance: 10_000, Spot: watch.Spot{Lat: 59.5, Lon: 24.9}}},
		Evidence: []watch.Evidence{{Rule: "speed-step.loss", Value: 0.27, Limit: 0.12, From: noon, To: noon, Text: "lost speed"}},
		Against:  []watch.Doubt{{Kind: "port", Known: true, Text: "no port"}, {Kind: "weather", Text: "nobody near"}},
		Raw:      []string{"!AIVDM,1,1,,A,13u@Dt002s000000000000000000,0*00"}, Synthetic: true,
	}
	later := w
	later.Revision, later.Time, later.Certainty, later.Why = 2, noon.Add(5*time.Minute), watch.Likely, "it is surer"
	return &aSea{
		source: watch.Source{Name: "invented.csv", Title: "An invented day", Synthetic: true, From: noon.Add(-30 * time.Minute), To: noon.Add(10 * time.Minute), Memory: 6 * time.Hour},
		ships: []watch.ShipState{
			{Ship: ship, Place: aPlace(noon, 59.5, 24.5, 8), Warning: draggerID},
			{Ship: watch.ShipInfo{MMSI: 211000002, Name: "INVENTED TWO", Callsign: "DABC"}, Place: aPlace(noon.Add(-time.Minute), 59.4, 24.1, 0)},
			{Ship: watch.ShipInfo{MMSI: 211000003}, Place: watch.Place{Time: noon.Add(8 * time.Minute), Spot: watch.Spot{Lat: -1, Lon: -0.5}}},
		},
		warnings: []watch.Warning{w, later},
		assets: []watch.Asset{
			{ID: "north", Name: "North", Kind: watch.PowerCable, Lines: []geo.Line{{{Lon: 24.4, Lat: 59}, {Lon: 24.4, Lat: 60}}}, Names: entente.Wording{"zh": "北线"}, Exercise: true},
			{ID: "south", Name: "South", Kind: watch.TelecomCable, Corridor: 500, Lines: []geo.Line{{{Lon: 24.9, Lat: 59}, {Lon: 24.9, Lat: 60}}}, Exercise: true},
		},
	}
}

// TestNothingWatched looks at the pages of a node that watches nothing.
func TestNothingWatched(t *testing.T) {
	b := newBrowser(t)
	if page := b.get("/watch", http.StatusOK); !strings.Contains(page, "watches nothing") || strings.Contains(page, "data-chart") {
		t.Error("the page does not say that nothing is watched")
	}
	for _, path := range []string{"ships", "warnings", "ships.json", "tracks.json", "events.json", "assets.geojson", "areas.geojson", "track/1.json", "ship/1", "warning/x"} {
		b.get("/watch/"+path, http.StatusNotFound)
	}
}

func TestWatchPage(t *testing.T) {
	b := newBrowser(t)
	sea := newSea()
	b.node.Show(sea)
	p, err := b.watchPage(t.Context(), b.catalogue("zh"), sea, url.Values{})
	if err != nil {
		t.Fatal(err)
	}
	if !p.At.Equal(noon) || p.Minute != 30 || p.Minutes != 40 || !slices.Equal(p.Ticks, []int{750}) {
		t.Errorf("at %v, minute %d of %d, ticks %v: want the time of the first warning", p.At, p.Minute, p.Minutes, p.Ticks)
	}
	if len(p.Warnings) != 1 || p.Warnings[0].Revision != 2 || p.Warnings[0].Asset != "北线" || !p.Warnings[0].Open() {
		t.Errorf("warnings: %+v", p.Warnings)
	}
	if p.Ships.All != 2 || p.Ships.Rows[0].Ship.MMSI != dragger {
		t.Errorf("ships: %+v: want two, the one in the warning first", p.Ships.Rows)
	}
	if p.Assets[0].Half != 926 || p.Assets[1].Half != 500 {
		t.Errorf("corridors of %v and %v m", p.Assets[0].Half, p.Assets[1].Half)
	}
	if page := b.get("/watch", http.StatusOK); strings.Contains(page, "<INVENTED>") || !strings.Contains(page, `class="synthetic"`) {
		t.Error("want names escaped, and the page marked as an exercise")
	}
}

// TestChartIsBuiltOrNot looks at the pages of a program that carries what draws the chart, and of one that does not.
func TestChartIsBuiltOrNot(t *testing.T) {
	b := newBrowser(t)
	b.node.Show(newSea())
	built := []string{"atlas.json", "maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.txt"}
	check := func(what string, want, not string) {
		t.Helper()
		for _, path := range []string{"/watch", "/watch/warning/" + draggerID, "/watch/ship/211000001"} {
			page := b.get(path, http.StatusOK)
			if !strings.Contains(page, want) || strings.Contains(page, not) || !strings.Contains(page, "/static/watch.mjs") {
				t.Errorf("%s, %s: want %q and not %q", path, what, want, not)
			}
		}
	}
	for _, name := range built {
		delete(b.assets.files, name)
	}
	check("not built", "was built without the chart", "sea-canvas")
	for _, name := range built {
		b.assets.files[name] = asset{[]byte("{}"), "1", false}
	}
	check("built", "sea-canvas", "was built without the chart")
}

func TestMomentOf(t *testing.T) {
	sea := newSea()
	check := func(query string, want time.Time, ok bool) {
		t.Helper()
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		got, err := momentOf(sea.source, sea.warnings, q)
		if (err == nil) != ok || ok && !got.Equal(want) {
			t.Errorf("%q: %v, %v; want %v", query, got, err, want)
		}
	}
	check("", noon, true)
	check("minute=10", noon.Add(-20*time.Minute), true)
	check("minute=10.5", noon.Add(-19*time.Minute-30*time.Second), true)
	check("minute=4000", sea.source.To, true)
	check("at=2026-03-01T12:03:00Z", noon.Add(3*time.Minute), true)
	check("at=2026-03-01T13:03:00%2B01:00", noon.Add(3*time.Minute), true)
	check("at=1999-01-01T00:00:00Z", sea.source.From, true)
	check("at=noon", noon, false)
	check("minute=-1", noon, false)
	check("minute=NaN", noon, false)
	sea.source.Live = true
	check("", sea.source.To, true)
}

func TestShipsAt(t *testing.T) {
	sea := newSea()
	check := func(words string, found ...uint32) {
		t.Helper()
		var got []uint32
		for _, r := range shipsAt(sea, sea.source.To, words).Rows {
			got = append(got, r.Ship.MMSI)
		}
		if !slices.Equal(got, found) {
			t.Errorf("%q: %v, want %v", words, got, found)
		}
	}
	check("", dragger, 211000002, 211000003)
	check("invented", dragger, 211000002)
	check(" dabc ", 211000002)
	check("0003", 211000003)
	check("nobody")
	for i := range 3 * mostShips {
		sea.ships = append(sea.ships, watch.ShipState{Ship: watch.ShipInfo{MMSI: uint32(300000000 + i)}, Place: aPlace(noon, 59, 24, 1)})
	}
	if ships := shipsAt(sea, noon, ""); len(ships.Rows) != mostShips || ships.Hidden() != 2*mostShips+2 {
		t.Errorf("%d rows and %d hidden", len(ships.Rows), ships.Hidden())
	}
}

func TestWatchData(t *testing.T) {
	b := newBrowser(t)
	b.node.Show(newSea())
	get := func(path string, into any) {
		t.Helper()
		if err := json.Unmarshal([]byte(b.get("/watch/"+path, http.StatusOK)), into); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
	var ships shipsAnswer
	get("ships.json?at=2026-03-01T12:10:00Z", &ships)
	if len(ships.Ships) != 3 || ships.Revisions != 2 || ships.Ships[2][3] != nil || ships.Ships[0][8] != draggerID {
		t.Errorf("ships: %+v", ships)
	}
	var tracks struct{ Ships []trackOf }
	get("tracks.json", &tracks)
	if len(tracks.Ships) != 1 || len(tracks.Ships[0].Points) != 40 {
		t.Errorf("tracks: %d", len(tracks.Ships))
	}
	var track trackOf
	get("track/211000001.json", &track)
	if len(track.Points) != 40 || track.Points[30][0] != float64(noon.Unix()) {
		t.Errorf("track: %+v", track.Points)
	}
	var events struct {
		Revisions []revisionMark
		Seen      []seenMark
	}
	get("events.json", &events)
	if len(events.Revisions) != 2 || len(events.Seen) != 1 || events.Seen[0].Name != "Lost speed" || len(events.Revisions[0].Next) != 1 {
		t.Errorf("events: %+v", events)
	}
	for path, want := range map[string]int{"assets.geojson": 2, "areas.geojson": 1} {
		var all features
		get(path, &all)
		if len(all.Features) != want {
			t.Errorf("%s: %d features, want %d", path, len(all.Features), want)
		}
		for _, f := range all.Features {
			if g, err := geo.ParseGeoJSON(f.Geometry); err != nil || g.Check() != nil {
				t.Errorf("%s: %s: %v", path, f.Geometry, err)
			}
		}
	}
	b.get("/watch/track/x.json", http.StatusNotFound)
	b.get("/watch/ships.json?at=x", http.StatusBadRequest)
}

// TestTracksThatAreTooMany are not sent at once: the chart then asks for the ships of a time.
func TestTracksThatAreTooMany(t *testing.T) {
	sea := newSea()
	if _, whole := wholeTracks(sea); !whole {
		t.Error("three ships are too many")
	}
	sea.source.Live = true
	if _, whole := wholeTracks(sea); whole {
		t.Error("a live picture is sent whole")
	}
	sea.source.Live = false
	for i := range wholeShips + 1 {
		sea.ships = append(sea.ships, watch.ShipState{Ship: watch.ShipInfo{MMSI: uint32(300000000 + i)}, Place: aPlace(noon, 59, 24, 1)})
	}
	if _, whole := wholeTracks(sea); whole {
		t.Error("all of many tracks are sent")
	}
	b := newBrowser(t)
	b.node.Show(sea)
	b.get("/watch/tracks.json", http.StatusUnprocessableEntity)
}

func TestWarningPage(t *testing.T) {
	b := newBrowser(t)
	b.node.Show(newSea())
	p, err := b.warningPage(t.Context(), &view{Lang: "en"}, draggerID)
	if err != nil {
		t.Fatal(err)
	}
	if p.Revision != 2 || len(p.Revisions) != 2 || p.Revisions[0].Revision != 2 || p.State != node.NewWarning {
		t.Errorf("revision %d, of %d; %s", p.Revision, len(p.Revisions), p.State)
	}
	if len(p.Crossed) != 1 || p.Crossed[0].Loss != 27 || len(p.Next) != 1 || p.Next[0].Name != "South" {
		t.Errorf("crossed %+v, next %+v", p.Crossed, p.Next)
	}
	if p.Speed == nil || p.Speed.Axis.Target.Value != 11 || len(p.Speed.Remarks) != 2 {
		t.Errorf("speed: %+v", p.Speed)
	}
	if plan := string(p.Plan); strings.Count(plan, `class="asset`) != 2 || !strings.Contains(plan, "South +42 min") || strings.Contains(plan, "<INV") {
		t.Errorf("plan: %s", plan)
	}
	if p.CSRF != "" || !strings.Contains(p.Signin, "next=") {
		t.Error("a visitor gets a form")
	}
	b.get("/watch/warning/w-20260301-1200-999999999", http.StatusNotFound)
	page := b.get("/watch/warning/"+draggerID, http.StatusOK)
	for _, want := range []string{"27 %", "12 %", "does not hold", "not known", "42 min", "!AIVDM", "Sign in to answer"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
}

// TestAnswerWarning answers a warning, and finds the answers in the ledger when the picture has gone on.
func TestAnswerWarning(t *testing.T) {
	b := newBrowser(t)
	b.node.Show(newSea())
	say := "/watch/warning/" + draggerID + "/say"
	b.post(say, url.Values{"act": {"confirm"}}, http.StatusForbidden)
	form := b.signIn()
	b.post(say, with(form, "act", "dismiss"), http.StatusBadRequest)
	b.post(say, with(form, "act", "sink"), http.StatusBadRequest)
	if w := b.post(say, with(form, "act", "dismiss", "by", "Somebody"), http.StatusBadRequest); !strings.Contains(w.Body.String(), `value="Somebody"`) {
		t.Error("what was typed is lost")
	}
	b.post(say, with(form, "act", "comment", "text", "Called on channel 16"), http.StatusSeeOther)
	b.post(say, with(form, "act", "confirm"), http.StatusSeeOther)
	b.post("/watch/warning/w-20260301-1200-999999999/say", with(form, "act", "confirm"), http.StatusNotFound)
	b.node.Show(nil)
	p, err := b.warningPage(t.Context(), &view{Lang: "en"}, draggerID)
	if err != nil {
		t.Fatal(err)
	}
	if !p.Kept || p.State != node.ConfirmedWarning || len(p.Responses) != 2 || !p.Responses[0].Exercise {
		t.Errorf("kept %v, state %s, %+v", p.Kept, p.State, p.Responses)
	}
	for _, path := range []string{"/watch/warning/" + draggerID, p.Responses[1].URL, "/ledger"} {
		if page := b.get(path, http.StatusOK); !strings.Contains(page, draggerID) {
			t.Errorf("%s does not name the warning", path)
		}
	}
	page := b.get("/ledger", http.StatusOK)
	if !strings.Contains(page, "Drags an anchor") || strings.Contains(page, "next_assets") {
		t.Error("the ledger does not say in words what was answered")
	}
}

func TestShipPage(t *testing.T) {
	b := newBrowser(t)
	sea := newSea()
	b.node.Show(sea)
	p, err := b.shipPage(t.Context(), b.catalogue("en"), sea, dragger)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Warnings) != 1 || len(p.Seen) != 1 || p.Points != 40 || p.Speed == nil || !p.Open() || p.Why != nil {
		t.Errorf("%+v", p)
	}
	b.get("/watch/ship/211000003", http.StatusOK)
	b.get("/watch/ship/1", http.StatusNotFound)
	b.get("/watch/ship/x", http.StatusNotFound)
}

// TestLinksOfTheWatch follows the links of the watch, in each language.
func TestLinksOfTheWatch(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		b := newBrowser(t)
		b.node.Show(newSea())
		b.cookies[langCookie] = &http.Cookie{Name: langCookie, Value: lang}
		seen := map[string]bool{"/watch": true}
		for queue := []string{"/watch"}; len(queue) > 0; queue = queue[1:] {
			for _, m := range hrefs.FindAllStringSubmatch(b.get(queue[0], http.StatusOK), -1) {
				if target := strings.ReplaceAll(m[1], "&amp;", "&"); strings.HasPrefix(target, "/watch/") && !seen[target] && !strings.Contains(target, "theme=") {
					seen[target] = true
					queue = append(queue, target)
				}
			}
		}
		if len(seen) < 5 {
			t.Errorf("%s: %d pages of the watch", lang, len(seen))
		}
	}
}

func TestPosition(t *testing.T) {
	check := func(lat, lon float64, want string) {
		t.Helper()
		if got := position(watch.Spot{Lat: lat, Lon: lon}); got != want {
			t.Errorf("%v %v: %q, want %q", lat, lon, got, want)
		}
	}
	check(59.9, 26.2, "59°54.0′N 026°12.0′E")
	check(-33.85, -151.21, "33°51.0′S 151°12.6′W")
	check(59.99999, 0, "60°00.0′N 000°00.0′E")
	check(0.5, -0.008, "00°30.0′N 000°00.5′W")
}

// TestSilenceIsNotDrawn looks for a line over a time without reports.
func TestSilenceIsNotDrawn(t *testing.T) {
	b := newBrowser(t)
	track := newSea().Track(dragger)
	track = append(track[:10], track[30:]...)
	l := speedLine(b.catalogue("en"), track)
	missing := 0
	for _, v := range l.Series[0].Values {
		if math.IsNaN(v.V) {
			missing++
		}
	}
	if missing != 1 || len(l.Times) != len(track)+1 {
		t.Errorf("%d missing of %d values", missing, len(l.Times))
	}
	if got := ways(track, track[15].Time); len(got) != 2 || len(got[0]) != 10 || len(got[1]) != 6 {
		t.Errorf("ways: %v", got)
	}
	if speedLine(b.catalogue("en"), track[:1]) != nil || speedLine(b.catalogue("en"), nil) != nil {
		t.Error("a line through one point")
	}
}

func TestClockOn(t *testing.T) {
	check := func(day time.Time, want string) {
		t.Helper()
		if got := clockOn(noon, day); got != want {
			t.Errorf("on %v: %q, want %q", day, got, want)
		}
	}
	check(noon.Add(-11*time.Hour), "12:00")
	check(noon.Add(-13*time.Hour), "03-01 12:00")
	check(noon.AddDate(1, 0, 0), "03-01 12:00")
}

// TestWatchWords holds the words of the watch against what the engine says.
func TestWatchWords(t *testing.T) {
	b := newBrowser(t)
	check := func(prefix, name string) {
		t.Helper()
		if _, ok := b.catalogues[0].words[prefix+"."+name]; !ok {
			t.Errorf("%s %q has no words", prefix, name)
		}
	}
	for _, k := range watch.WarningKinds {
		check("warning", string(k))
	}
	for _, k := range watch.AssetKinds {
		check("asset", string(k))
	}
	for _, k := range watch.AreaKinds {
		check("area", string(k))
	}
	for _, k := range node.WarningActs {
		check("say", string(k))
		check("response", string(k))
	}
	for _, k := range []node.WarningState{node.NewWarning, node.AcknowledgedWarning, node.DismissedWarning, node.ConfirmedWarning} {
		check("state", string(k))
	}
	for _, k := range []watch.Severity{watch.Severe, watch.Moderate, watch.Minor} {
		check("severity", string(k))
	}
	for _, k := range []watch.Urgency{watch.Immediate, watch.Expected, watch.Future, watch.Past} {
		check("urgency", string(k))
	}
	for _, k := range []watch.Certainty{watch.Observed, watch.Likely, watch.Possible} {
		check("certainty", string(k))
	}
	for _, k := range chartWords {
		check("chart", k)
	}
	for _, k := range []string{"holds", "not", "unknown"} {
		check("doubt.says", k)
	}
	check("kind", node.KindWarningResponse)
}
