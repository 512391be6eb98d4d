package watch_test

import (
	"os"
	"testing"
	"time"

	"entente/watch"
	"entente/watch/watchtest"
)

// TestInnocent watches traffic that does nothing wrong: at most one false alarm in 1,000 days in which a ship is followed, over thirty
// days of 2,000 ships. The short run looks at a part of it only, where one alarm more or less weighs more.
func TestInnocent(t *testing.T) {
	traffic, most := watchtest.Traffic{Seed: 7, Ships: 500, Days: 4, Start: begin, Every: time.Minute}, 3.0
	if os.Getenv("ENTENTE_LONG") != "" {
		traffic.Ships, traffic.Days, most = 2000, 30, 1
	}
	p := watch.Standard()
	sea, err := watch.NewSea(watchtest.Cables(), watchtest.Areas(), p)
	if err != nil {
		t.Fatal(err)
	}
	w, err := watch.New(watch.Options{Sea: sea, Params: p, Synthetic: true})
	if err != nil {
		t.Fatal(err)
	}
	alarms, kinds := 0, make(map[watch.WarningKind]int)
	count := func() {
		for _, x := range w.Drain().Warnings {
			if x.Revision == 1 {
				alarms++
				kinds[x.Kind]++
			}
		}
	}
	reports := traffic.Play()
	n := 0
	for r := new(watch.Report); reports.Next(r); n++ {
		w.Add(r)
		if n%100_000 == 0 {
			count()
		}
	}
	w.Close()
	count()
	days := w.Tally().ShipDays
	rate := 1000 * float64(alarms) / days
	t.Logf("%d reports, %.0f ship-days, %d alarms: %.2f in 1,000 ship-days; %v", n, days, alarms, rate, kinds)
	if rate > most {
		t.Errorf("%.2f alarms in 1,000 ship-days, want at most %v", rate, most)
	}
}
