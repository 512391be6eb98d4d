package pack_test

import (
	"errors"
	"io"
	"testing"
	"testing/fstest"

	"entente/pack"
)

// bomb is a document of a few hundred bytes that its aliases would blow up to 10^9 lists.
const bomb = `a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
h: &h [*g, *g, *g, *g, *g, *g, *g, *g, *g, *g]
undertakings: *h
parties: &p [*p]
`

// FuzzLoad reads any file: it gives a pack that keeps its promises, or faults.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(minimal))
	f.Add([]byte(bomb))
	f.Add([]byte("provisions:\n- {number: 1}\n- {number: 999999999999999999}\n"))
	f.Add([]byte("context:\n- at: [1/1, 1/999999999999999999]\n"))
	f.Add([]byte("<<: {pack: 1}\n? [a]\n: !!binary x\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := pack.Load(fstest.MapFS{"p.yaml": {Data: data}})
		if err != nil {
			faults, ok := errors.AsType[pack.Faults](err)
			if p != nil || !ok || len(faults) == 0 {
				t.Fatalf("got pack %v and error %v, want faults", p, err)
			}
			return
		}
		if n := p.Coverage().Percent(); n != 100 && len(p.Provisions) > 0 {
			t.Errorf("got a pack with %d %% coverage", n)
		}
		for _, e := range p.Entries {
			if same, err := p.Entry(e.ID); err != nil || same.ID != e.ID {
				t.Errorf("entry %v: got %v, %v", e.ID, same.ID, err)
			}
			if _, err := p.Programme(e.Programme); err != nil {
				t.Error(err)
			}
			for _, id := range append(e.Bearer, e.Addressee...) {
				if _, err := p.Actor(id); err != nil {
					t.Error(err)
				}
			}
		}
		if err := pack.WriteCSV(io.Discard, p.Entries, p); err != nil {
			t.Error(err)
		}
	})
}

// FuzzWatch reads any file of the folder of a watch: it gives a pack, or faults.
func FuzzWatch(f *testing.F) {
	f.Add([]byte(`{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"id": "a", "area": "port", "radius_m": 5}, "geometry": {"type": "Point", "coordinates": [20, 56]}}]}`))
	f.Add([]byte(`{"features": [1, {}, `))
	f.Add([]byte(`{"features": {}}`))
	f.Add([]byte(`{"title": "t", "vessels": [{"mmsi": 200000001, "waypoints": [{"t": "2030-01-01T00:00:00Z"}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, name := range []string{"assets.geojson", "areas.geojson", "exercise.geojson", "replay.json"} {
			p, err := pack.Load(fstest.MapFS{"p.yaml": {Data: []byte(minimal)}, "watch/" + name: {Data: data}})
			if faults, ok := errors.AsType[pack.Faults](err); err != nil && (p != nil || !ok || len(faults) == 0) {
				t.Fatalf("%s: got pack %v and error %v, want faults", name, p, err)
			}
		}
	})
}
