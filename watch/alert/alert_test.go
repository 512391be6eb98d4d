package alert_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"entente"
	"entente/watch"
	"entente/watch/alert"
)

var moment = time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)

func aWarning() watch.Warning {
	speed, course := 8.5, 90.0
	ref := watch.AssetRef{ID: "a", Name: "Cable <A> & Co", Kind: watch.PowerCable}
	return watch.Warning{
		ID: "w-20300101-1200-200000001", Revision: 1, Kind: watch.AnchorDrag, Time: moment, Raised: moment, Since: moment.Add(-30 * time.Minute),
		Ships: []watch.ShipInfo{{MMSI: 200_000_001, IMO: 9_999_999, Name: "EXERCISE \x01ONE"}},
		Place: watch.Place{Time: moment, Spot: watch.Spot{Lat: 57.123456, Lon: -20.5}, Speed: &speed, Course: &course},
		Asset: ref, Crossed: []watch.Passage{{Asset: ref, Time: moment, Speed: 8.5}}, Next: []watch.NextAsset{{Asset: ref, Minutes: 42, Distance: 9000}},
		Severity: watch.Severe, Urgency: watch.Expected, Certainty: watch.Observed, Why: "raised",
		Evidence: []watch.Evidence{{Text: "lost 25 % of its own speed"}}, Against: []watch.Doubt{{Text: "no port near"}}, Synthetic: true,
	}
}

func TestCAP(t *testing.T) {
	allies, err := entente.ParseLabel("RESTRICTED:ALLIES")
	if err != nil {
		t.Fatal(err)
	}
	check := func(what string, change func(*watch.Warning, *alert.Options), want ...string) {
		t.Helper()
		x, o := aWarning(), alert.Options{Sender: "node.example", By: "A & B"}
		change(&x, &o)
		b, err := alert.CAP(&x, o)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			return
		}
		for _, w := range want {
			if !strings.Contains(string(b), w) {
				t.Errorf("%s: no %s in\n%s", what, w, b)
			}
		}
		valid(t, what, b)
	}
	check("an exercise", func(*watch.Warning, *alert.Options) {}, "<status>Exercise</status>", "<msgType>Alert</msgType>", "<scope>Public</scope>",
		"Cable &lt;A&gt; &amp; Co", "EXERCISE ONE (MMSI 200000001)", "<circle>57.12346,-20.50000 9.0</circle>", "<sent>2030-01-01T12:00:00-00:00</sent>", "in 42 minutes")
	check("real", func(x *watch.Warning, _ *alert.Options) { x.Synthetic = false }, "<status>Actual</status>")
	check("an update", func(x *watch.Warning, _ *alert.Options) { x.Revision = 3 }, "<msgType>Update</msgType>",
		"<references>node.example,w-20300101-1200-200000001-1,2030-01-01T12:00:00-00:00</references>")
	check("the end", func(x *watch.Warning, _ *alert.Options) { x.Revision, x.Ended = 4, true }, "<msgType>Cancel</msgType>", "AllClear")
	check("restricted", func(_ *watch.Warning, o *alert.Options) { o.Label = allies }, "<scope>Restricted</scope>", "<restriction>RESTRICTED:ALLIES</restriction>")
	x := aWarning()
	if _, err := alert.CAP(&x, alert.Options{Sender: "two words"}); !errors.Is(err, entente.ErrInvalid) {
		t.Errorf("sender of two words: %v", err)
	}
	if _, err := alert.CoT(&watch.Warning{}, alert.Options{Sender: "x"}); !errors.Is(err, entente.ErrInvalid) {
		t.Errorf("no ship: %v", err)
	}
}

// valid checks an alert against the schema that OASIS publishes.
func valid(t *testing.T, what string, b []byte) {
	t.Helper()
	schema := filepath.Join("..", "..", "..", "shared", "data", "alert-formats", "cap12.xsd")
	if _, err := os.Stat(schema); err != nil {
		t.Log("not checked against the schema, without ../shared")
		return
	}
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Log("not checked against the schema, without xmllint")
		return
	}
	c := exec.Command("xmllint", "--nonet", "--noout", "--schema", schema, "-")
	c.Stdin = strings.NewReader(string(b))
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("%s: %s", what, out)
	}
}

func TestGeoJSON(t *testing.T) {
	b, err := alert.GeoJSON([]watch.Warning{aWarning()})
	if err != nil {
		t.Fatal(err)
	}
	var c struct {
		Type     string
		Features []struct {
			ID         string
			Properties map[string]any
			Geometry   struct{ Coordinates []float64 }
		}
	}
	if err := json.Unmarshal(b, &c); err != nil {
		t.Fatal(err)
	}
	f := c.Features[0]
	if c.Type != "FeatureCollection" || f.ID != "w-20300101-1200-200000001" || f.Geometry.Coordinates[0] != -20.5 || f.Properties["synthetic"] != true {
		t.Errorf("%+v", c)
	}
	if b, err := alert.GeoJSON(nil); err != nil || !strings.Contains(string(b), `"features": []`) {
		t.Errorf("none: %s, %v", b, err)
	}
}

func TestCoT(t *testing.T) {
	x := aWarning()
	b, err := alert.CoT(&x, alert.Options{Sender: "node.example"})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`version="2.0"`, `type="a-o-S-X-M"`, `lat="57.123456"`, `lon="-20.5"`, `stale="2030-01-01T13:00:00.000Z"`, `course="90"`, `speed="4.372778"`, "EXERCISE"} {
		if !strings.Contains(string(b), want) {
			t.Errorf("no %s in\n%s", want, b)
		}
	}
}

// FuzzShipName puts anything into the name of a ship: the documents stay whole.
func FuzzShipName(f *testing.F) {
	f.Add("A<B>&\x00\xff\ufffe", "]]>")
	f.Fuzz(func(t *testing.T, name, asset string) {
		x := aWarning()
		x.Ships[0].Name, x.Asset.Name, x.Why = name, asset, name
		for _, write := range []func(*watch.Warning, alert.Options) ([]byte, error){alert.CAP, alert.CoT} {
			b, err := write(&x, alert.Options{Sender: "node.example", By: asset})
			if err != nil {
				t.Fatal(err)
			}
			for d := xml.NewDecoder(strings.NewReader(string(b))); ; {
				_, err := d.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("%v in %s", err, b)
				}
			}
		}
		b, err := alert.GeoJSON([]watch.Warning{x})
		if err != nil || !json.Valid(b) {
			t.Fatalf("%v: %s", err, b)
		}
	})
}
