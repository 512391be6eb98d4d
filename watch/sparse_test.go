package watch_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"entente/watch"
	"entente/watch/feed"
)

// TestPoorReception hears the incidents as poor receivers do: course and speed with errors, a part of the reports only. What is warned of
// must not hang on clean figures.
func TestPoorReception(t *testing.T) {
	assets := sharedAssets(t)
	due := func(s string) time.Time {
		at, err := time.Parse("2006-01-02 15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, c := range []struct {
		file   string
		before time.Time // its second asset, or the first that the anchor harmed
	}{
		{"eagle_s_2024.json", due("2024-12-25 15:40")},
		{"vezhen_silver_dania_2025.json", due("2025-01-26 00:46")},
		{"yi_peng_3_2024.json", due("2024-11-17 08:01")},
	} {
		b, err := os.ReadFile(filepath.Join("..", "..", "shared", "replays", c.file))
		if err != nil {
			t.Fatal(err)
		}
		script, err := feed.ParseScript(b)
		if err != nil {
			t.Fatal(err)
		}
		for _, how := range []struct {
			every time.Duration
			noise float64 // standard deviation of the course, degrees
		}{{10 * time.Second, 0.5}, {10 * time.Second, 1}, {time.Minute, 0.25}, {time.Minute, 0.5}} {
			w := newWatch(t, assets, watch.Options{Synthetic: true})
			p := poor{Reader: script.Play(), every: how.every, noise: how.noise, rng: rand.New(rand.NewPCG(1, 5)), last: make(map[uint32]int64)}
			for r := new(watch.Report); p.Next(r); {
				w.Add(r)
			}
			w.Close()
			warned := false
			for _, x := range w.Drain().Warnings {
				if x.Ships[0].MMSI != script.Vessels[0].MMSI {
					t.Errorf("%s every %s with %.1f° of noise: %s is warned of", c.file, how.every, how.noise, x.Ships[0].Name)
				}
				warned = warned || x.Time.Before(c.before)
			}
			if !warned {
				t.Errorf("%s every %s with %.1f° of noise: no warning before %s", c.file, how.every, how.noise, c.before)
			}
		}
	}
}

// A poor receiver hears each ship once in a time, and with errors.
type poor struct {
	feed.Reader
	every time.Duration
	noise float64
	rng   *rand.Rand
	last  map[uint32]int64
}

func (p *poor) Next(r *watch.Report) bool {
	for p.Reader.Next(r) {
		wait := p.every.Milliseconds() * int64(850+p.rng.IntN(300)) / 1000
		if r.Time-p.last[r.MMSI] < wait-500 {
			continue
		}
		p.last[r.MMSI] = r.Time
		turn := p.noise * p.rng.NormFloat64()
		r.Course = uint16(int(float64(r.Course)+10*turn+3600) % 3600)
		r.Heading = uint16(int(float64(r.Heading)+p.noise*p.rng.NormFloat64()+360) % 360)
		r.Speed = uint16(max(0, float64(r.Speed)+p.noise*p.rng.NormFloat64()))
		return true
	}
	return false
}
