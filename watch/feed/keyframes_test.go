package feed_test

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"entente/geo"
	"entente/watch"
	"entente/watch/feed"
)

func shared(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", name))
	if err != nil {
		t.Skipf("without ../shared: %v", err)
	}
	return b
}

// TestKeyframes plays the public incidents and finds the ships at their waypoints, at the speeds that are written there.
func TestKeyframes(t *testing.T) {
	for _, name := range []string{"eagle_s_2024", "yi_peng_3_2024", "vezhen_silver_dania_2025"} {
		s, err := feed.ParseScript(shared(t, "replays/"+name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		type key struct {
			mmsi uint32
			time int64
		}
		at := make(map[key]watch.Report)
		p, last := s.Play(), int64(0)
		for r := new(watch.Report); p.Next(r); {
			if r.Time < last {
				t.Fatalf("%s: a report of %d after one of %d", name, r.Time, last)
			}
			last = r.Time
			at[key{r.MMSI, r.Time}] = *r
		}
		for _, v := range s.Vessels {
			for _, w := range v.Waypoints {
				r, ok := at[key{v.MMSI, w.Time.UnixMilli()}]
				if !ok {
					continue // no report is due at that second
				}
				if d := r.Point().Distance(geo.Point{Lon: w.Lon, Lat: w.Lat}); d > 200 {
					t.Errorf("%s: %s at %v: %.0f m from the waypoint", name, v.Name, w.Time, d)
				}
				if math.Abs(float64(r.Speed)/10-w.Speed) > 0.15 {
					t.Errorf("%s: %s at %v: %.1f kn, want %.1f", name, v.Name, w.Time, float64(r.Speed)/10, w.Speed)
				}
			}
		}
		if c := p.Count(); c.Rows != c.Yielded || c.Rows < 4000 {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

func TestParseScript(t *testing.T) {
	check := func(what, text string) {
		t.Helper()
		if _, err := feed.ParseScript([]byte(text)); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	check("no JSON", "mmsi,lat")
	check("no vessels", `{"title": "x"}`)
	check("bad number", `{"vessels": [{"mmsi": 12, "waypoints": [{"t": "2024-01-01T00:00:00Z"}]}]}`)
	check("no waypoints", `{"vessels": [{"mmsi": 200000001}]}`)
	check("off the Earth", `{"vessels": [{"mmsi": 200000001, "waypoints": [{"t": "2024-01-01T00:00:00Z", "lat": 91}]}]}`)
	check("back in time", `{"vessels": [{"mmsi": 200000001, "waypoints": [{"t": "2024-01-01T00:00:00Z"}, {"t": "2023-01-01T00:00:00Z"}]}]}`)
	check("impossible speed", `{"vessels": [{"mmsi": 200000001, "waypoints": [{"t": "2024-01-01T00:00:00Z", "sog": -1}]}]}`)
}

func FuzzScript(f *testing.F) {
	f.Add([]byte(`{"vessels": [{"mmsi": 200000001, "name": "A", "waypoints": [{"t": "2024-01-01T00:00:00Z", "lat": 59, "lon": 24, "sog": 9, "yaw": 3}, {"t": "2024-01-01T00:30:00Z", "lat": 59.05, "lon": 24, "sog": 0, "status": 1, "silent": true}, {"t": "2024-01-01T01:00:00Z", "lat": 59.05, "lon": 24.1}]}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := feed.ParseScript(b)
		if err != nil {
			return
		}
		p, n := s.Play(), 0
		for r := new(watch.Report); n < 1000 && p.Next(r); n++ {
			if !r.HasPosition() {
				t.Fatal("a report without a position")
			}
		}
	})
}
