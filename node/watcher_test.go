package node_test

import (
	"os"
	"reflect"
	"sync"
	"testing"
	"time"

	"entente/node"
	"entente/pack"
	"entente/watch"
	"entente/watch/feed"
)

// TestWorkers follows the exercise of the pack with more and more goroutines, while others ask what is known: what comes out is the
// same.
func TestWorkers(t *testing.T) {
	p, err := pack.Load(os.DirFS("../packs/vilnius"))
	if err != nil {
		t.Fatal(err)
	}
	script, err := feed.ParseScript(p.Watch.Replay)
	if err != nil {
		t.Fatal(err)
	}
	type outcome struct {
		told, kept []watch.Warning
		seen       []watch.Detection
		source     watch.Source
		ships      []watch.ShipState
	}
	follow := func(workers int) (o outcome) {
		w, err := node.NewWatcher(node.WatcherOptions{
			Assets: p.Watch.Exercise.Assets, Areas: p.Watch.Exercise.Areas, Params: &p.Watch.Params, Workers: workers, Tracks: true,
			Warning: func(x watch.Warning) { o.told = append(o.told, x) },
		})
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		over := make(chan struct{})
		var asking sync.WaitGroup
		asking.Go(func() {
			for {
				select {
				case <-over:
					return
				case <-time.After(time.Millisecond):
					w.Ships(time.Now())
					w.Explain(script.Vessels[0].MMSI)
					w.Warnings()
					w.Source()
				}
			}
		})
		if err := w.Follow(script.Play(), nil, func() error { return nil }); err != nil {
			t.Fatal(err)
		}
		w.End()
		close(over)
		asking.Wait()
		o.kept, o.seen, o.source = w.Warnings(), w.Detections(), w.Source()
		o.ships = w.Ships(o.source.To)
		return o
	}
	want := follow(0)
	if len(want.told) == 0 || !reflect.DeepEqual(want.told, want.kept) {
		t.Fatalf("%d warnings told, %d kept", len(want.told), len(want.kept))
	}
	for _, workers := range []int{1, 2, 5} {
		if got := follow(workers); !reflect.DeepEqual(got, want) {
			t.Errorf("with %d workers: %d warnings, %d detections, %+v; want %d, %d, %+v",
				workers, len(got.told), len(got.seen), got.source.Tally, len(want.told), len(want.seen), want.source.Tally)
		}
	}
}
