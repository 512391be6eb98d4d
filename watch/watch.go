package watch

import (
	"cmp"
	"fmt"
	"slices"

	"entente"
)

// Options say how to watch. Sea is required.
type Options struct {
	Sea       *Sea
	Params    Params
	Synthetic bool // the reports are invented or reconstructed: warnings say so
	Shards    int  // among which the ships are divided, for as many goroutines; 0 for one. The result is the same.
	Live      bool // reports are used as they come, none is waited for
	Trails    bool // every minute of every ship is put out
}

// An Output is what came out since it was asked for last, in the order of time and then of MMSI.
type Output struct {
	Warnings   []Warning
	Detections []Detection
	Trails     []Trail
}

// A Trail is where a ship was at the end of a minute.
type Trail struct {
	MMSI  uint32
	Place Place
}

// A Watch follows ships and warns. It is not for several goroutines, except as [Watch.Run] says.
type Watch struct {
	opts   Options
	clock  clock
	common *common
	shards []*shard
	epoch  int32 // minute that runs
	tally  Tally
	held   []Report // that wait for earlier ones
	from   int64
}

// New returns a watch that has seen nothing.
func New(o Options) (*Watch, error) {
	if o.Sea == nil || o.Shards < 0 {
		return nil, fmt.Errorf("watch: no sea, or %d shards: %w", o.Shards, entente.ErrInvalid)
	}
	w := &Watch{opts: o, common: newCommon(), tally: Tally{Refused: make(map[string]int64)}}
	for range max(1, o.Shards) {
		w.shards = append(w.shards, newShard(w))
	}
	return w, nil
}

// The reasons for which reports are refused.
const (
	NoTime       = "no time"
	NotAShip     = "not from a ship"
	NoPlace      = "no position"
	BadMMSI      = "not the number of a ship"
	ClockAhead   = "its clock is ahead of the others"
	Implausible  = "no ship can have gone there"
	TooManyShips = "more ships than are followed"
)

// Add takes a report in. Reports come in the order in which they were heard; what they say may be older.
func (w *Watch) Add(r *Report) {
	w.tally.Read++
	if !w.usable(r) {
		return
	}
	switch w.clock.see(r.Time) {
	case tooLate:
		w.tally.Late++
	case waits:
		for _, r := range w.clock.wait(r) {
			w.clock.now = r.Time
			w.admit(&r)
		}
	case rewound:
		w.flush()
		w.forget()
		w.admit(r)
	default:
		w.settle()
		w.admit(r)
	}
}

// settle decides on the reports that wait for their time to be confirmed, now that one came that did not have to.
func (w *Watch) settle() {
	if len(w.clock.ahead) == 0 {
		return
	}
	w.tally.Refused[ClockAhead] += int64(w.clock.refuted())
	for _, r := range w.clock.ahead {
		w.admit(&r)
	}
	w.clock.ahead = w.clock.ahead[:0]
}

// usable refuses reports that no track can use.
func (w *Watch) usable(r *Report) bool {
	why := ""
	switch {
	case r.Time == 0:
		why = NoTime
	case r.Station == OtherStation:
		why = NotAShip
	case r.MMSI < 200_000_000 || r.MMSI > 799_999_999:
		why = BadMMSI
	case !r.HasPosition() && r.Static == nil:
		why = NoPlace
	default:
		return true
	}
	w.tally.Refused[why]++
	return false
}

// admit passes a report on, at once or in order of time.
func (w *Watch) admit(r *Report) {
	if w.from == 0 || r.Time < w.from {
		w.from = r.Time
	}
	if w.opts.Live || w.opts.Params.Settle == 0 {
		w.shard(r.MMSI).add(r)
		w.advance(int32(w.clock.now / 60_000))
		return
	}
	w.held = append(w.held, r.clone())
	if settled := w.clock.now - int64(w.opts.Params.Settle*1000); int32(settled/60_000) > w.epoch {
		w.release(settled / 60_000 * 60_000)
	}
}

// release passes on the reports before a time, which is the beginning of a minute, in order.
func (w *Watch) release(before int64) {
	slices.SortStableFunc(w.held, func(a, b Report) int { return cmp.Compare(a.Time, b.Time) })
	n := 0
	for ; n < len(w.held) && w.held[n].Time < before; n++ {
		r := &w.held[n]
		w.advance(int32(r.Time / 60_000))
		w.shard(r.MMSI).add(r)
	}
	w.held = append(w.held[:0], w.held[n:]...)
	w.advance(int32(before / 60_000))
}

// advance ends the minutes before one.
func (w *Watch) advance(at int32) {
	if at <= w.epoch {
		return
	}
	first := w.epoch == 0
	w.epoch = at
	if !first {
		w.join()
	}
	w.common.begin(at)
}

// join lets the ships know of each other, and gathers what came out.
func (w *Watch) join() {
	for _, s := range w.shards {
		for _, n := range s.notes {
			w.common.take(n)
		}
		s.notes = s.notes[:0]
	}
	for _, s := range w.shards {
		s.sweep(w.epoch)
	}
	w.meet()
}

// shard returns the one that follows a ship.
func (w *Watch) shard(mmsi uint32) *shard {
	return w.shards[int(mmsi*2654435769>>16)%len(w.shards)]
}

// flush passes on everything that waits.
func (w *Watch) flush() {
	if len(w.held) == 0 {
		return
	}
	last := int64(0)
	for i := range w.held {
		last = max(last, w.held[i].Time)
	}
	w.release((last/60_000 + 1) * 60_000)
}

// forget drops all ships: the time of the reports went back.
func (w *Watch) forget() {
	for _, s := range w.shards {
		s.forget()
	}
	w.common, w.epoch = newCommon(), 0
	for _, s := range w.shards {
		s.common = w.common
	}
}

// Close takes in what still waits for earlier reports or for its time to be confirmed. More may be added afterwards.
func (w *Watch) Close() {
	for _, r := range w.clock.ahead {
		w.clock.now = max(w.clock.now, r.Time)
		w.admit(&r)
	}
	w.clock.ahead = w.clock.ahead[:0]
	w.flush()
	for _, s := range w.shards {
		s.finish()
	}
	w.advance(w.epoch + 1)
}

// Drain returns what came out since it was asked for last.
func (w *Watch) Drain() Output {
	var o Output
	for _, s := range w.shards {
		o.Warnings = append(o.Warnings, s.out.Warnings...)
		o.Detections = append(o.Detections, s.out.Detections...)
		o.Trails = append(o.Trails, s.out.Trails...)
		s.out.Warnings, s.out.Detections, s.out.Trails = s.out.Warnings[:0], s.out.Detections[:0], s.out.Trails[:0]
	}
	slices.SortStableFunc(o.Warnings, func(a, b Warning) int {
		return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(a.Ships[0].MMSI, b.Ships[0].MMSI))
	})
	slices.SortStableFunc(o.Detections, func(a, b Detection) int {
		return cmp.Or(a.To.Compare(b.To), cmp.Compare(a.MMSI, b.MMSI))
	})
	slices.SortStableFunc(o.Trails, func(a, b Trail) int {
		return cmp.Or(a.Place.Time.Compare(b.Place.Time), cmp.Compare(a.MMSI, b.MMSI))
	})
	return o
}

// Tally returns what became of the reports.
func (w *Watch) Tally() Tally {
	t := w.tally
	t.Refused = make(map[string]int64)
	for why, n := range w.tally.Refused {
		t.Refused[why] = n
	}
	t.Late += int64(0)
	for _, s := range w.shards {
		t.Used, t.Duplicates, t.Late = t.Used+s.used, t.Duplicates+s.duplicates, t.Late+s.late
		for why, n := range s.refused {
			t.Refused[why] += n
		}
	}
	return t
}
