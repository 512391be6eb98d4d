package score_test

import (
	"testing"
	"time"

	"entente/watch"
	"entente/watch/score"
)

func at(minute int) time.Time {
	return time.Date(2030, 1, 1, 0, minute, 0, 0, time.UTC)
}

func warning(mmsi uint32, minute, revision int) watch.Warning {
	return watch.Warning{Kind: watch.AnchorDrag, Revision: revision, Time: at(minute), Ships: []watch.ShipInfo{{MMSI: mmsi}}}
}

func TestScore(t *testing.T) {
	var s score.Scorer
	passages := []score.Passage{{"One", at(100)}, {"One", at(110)}, {"Two", at(200)}}
	s.Add(&score.Incident{Name: "b", Ships: []uint32{1}, Passages: passages}, score.Run{
		Warnings:   []watch.Warning{warning(1, 115, 1), warning(1, 120, 2), warning(2, 50, 1)},
		Detections: []watch.Detection{{Detector: "gap", MMSI: 1, To: at(300)}, {Detector: "gap", MMSI: 2, To: at(1)}, {Detector: "gap", MMSI: 2, To: at(5)}},
		ShipDays:   50,
	})
	s.Add(&score.Incident{Name: "a", Ships: []uint32{1}, Passages: passages}, score.Run{Warnings: []watch.Warning{warning(1, 250, 1)}, ShipDays: 50})
	s.Add(&score.Incident{Name: "c", Ships: []uint32{1}}, score.Run{ShipDays: 50})
	s.Add(&score.Incident{Name: "d"}, score.Run{Warnings: []watch.Warning{warning(7, 1, 1)}, ShipDays: 50})
	s.Add(nil, score.Run{Warnings: []watch.Warning{warning(8, 1, 1), warning(8, 3, 1)}, ShipDays: 300})
	r := s.Report()
	if len(r.Outcomes) != 4 || r.Due != 3 || r.ShipDays != 500 {
		t.Fatalf("%+v", r)
	}
	a, b, c, d := r.Outcomes[0], r.Outcomes[1], r.Outcomes[2], r.Outcomes[3]
	if a.InTime || a.Warned == nil || a.Lead != nil || *a.Minutes != 150 {
		t.Errorf("late: %+v", a)
	}
	if !b.InTime || *b.Minutes != 15 || *b.Lead != 85 || b.Ahead != "Two" || b.Others != 1 {
		t.Errorf("in time: %+v", b)
	}
	if c.Warned != nil || c.InTime || d.Warned != nil || d.Others != 1 {
		t.Errorf("never: %+v, %+v", c, d)
	}
	want := []score.Row{{"warnings, all", 2, 1, 4, 8}, {"warning: anchor-drag", 2, 1, 3, 6}, {"gap", 1, 0, 1, 2}}
	for i, row := range r.Rows {
		if i >= len(want) || row != want[i] {
			t.Errorf("row %d: %+v", i, row)
		}
	}
	if r.Total() != want[0] {
		t.Errorf("total %+v", r.Total())
	}
}
