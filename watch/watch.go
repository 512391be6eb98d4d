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

	// Start begins to call do for 0 to n-1, in any order or at once, and returns a function that returns when all have. The shards
	// then work in parallel to each other and to whoever adds reports, which changes nothing of the result. nil: one after the
	// other, at once.
	Start func(n int, do func(i int)) (wait func())
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

// A Watch follows ships and warns. It is for one goroutine at a time.
type Watch struct {
	opts    Options
	clock   clock
	common  *common
	shards  []*shard
	epoch   int32 // minute that runs
	passed  int32 // minute before which reports have been passed on
	tally   Tally
	waiting int    // reports that wait for earlier ones
	rest    func() // waits until they have; nil: they have, and what they found is gathered
	out     Output

	newcomers []newcomer     // whose first fix is not long ago
	wants     [1 << 16]int32 // by the number of a ship, mixed: the last minute in which its sentences mattered
}

// New returns a watch that has seen nothing.
func New(o Options) (*Watch, error) {
	if o.Sea == nil || o.Shards < 0 {
		return nil, fmt.Errorf("watch: no sea, or %d shards: %w", o.Shards, entente.ErrInvalid)
	}
	if o.Start == nil {
		o.Start = inTurn
	}
	w := &Watch{opts: o, common: newCommon(), tally: Tally{Refused: make(map[string]int64)}}
	for range max(1, o.Shards) {
		w.shards = append(w.shards, newShard(w))
	}
	return w, nil
}

// inTurn does everything at once, one after the other.
func inTurn(n int, do func(int)) (wait func()) {
	for i := range n {
		do(i)
	}
	return func() {}
}

// The reasons for which reports are refused.
const (
	NoTime      = "no time"
	NotAShip    = "not from a ship"
	NoPlace     = "no position"
	BadMMSI     = "not the number of a ship"
	ClockAhead  = "its clock is ahead of the others"
	Implausible = "no ship can have gone there"
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
	if w.opts.Live || w.opts.Params.Settle == 0 {
		h := heardOf(r)
		w.shards[w.shardOf(r.MMSI)].add(&h, r.Static, r.Raw)
		w.advance(int32(w.clock.now / 60_000))
		return
	}
	const most = 1 << 20 // reports that wait: a log in which time stands still
	w.shards[w.shardOf(r.MMSI)].held.add(r, w.wanted(r.MMSI))
	w.waiting++
	settled := int32((w.clock.now - int64(w.opts.Params.Settle*1000)) / 60_000)
	switch {
	case settled > w.passed:
		w.passed = settled
		w.release(int64(settled) * 60_000)
	case w.waiting >= most:
		w.release(w.clock.now + 1)
	}
}

// release passes on the reports before a time, in order of time, minute by minute. It returns while the shards take in the last
// minute: what they find is gathered at the next.
func (w *Watch) release(limit int64) {
	for _, s := range w.shards {
		s.held.sort()
	}
	for {
		first := limit
		for _, s := range w.shards {
			first = min(first, s.held.first())
		}
		if first >= limit {
			break
		}
		w.gather()
		w.advance(int32(first / 60_000))
		until := min(limit, (int64(w.epoch)+1)*60_000)
		w.opts.Start(len(w.shards), func(i int) { w.shards[i].fetch(until, limit) })()
		w.rest = w.opts.Start(len(w.shards), func(i int) { w.shards[i].take() })
	}
	w.waiting = 0
	for _, s := range w.shards {
		w.waiting += len(s.held.all)
	}
}

// gather waits for the shards and takes over what they found.
func (w *Watch) gather() {
	if w.rest != nil {
		w.rest()
		w.rest = nil
	}
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
	w.out.Warnings = append(w.out.Warnings, o.Warnings...)
	w.out.Detections = append(w.out.Detections, o.Detections...)
	w.out.Trails = append(w.out.Trails, o.Trails...)
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

// join lets the ships know of each other.
func (w *Watch) join() {
	var events []event
	for _, s := range w.shards {
		for _, n := range s.notes {
			w.common.take(n)
		}
		events = append(events, s.events...)
		for _, place := range s.wants {
			w.wants[place] = w.epoch
		}
		w.newcomers = append(w.newcomers, s.newcomers...)
		s.wants, s.newcomers = s.wants[:0], s.newcomers[:0]
		s.notes, s.events = s.notes[:0], s.events[:0]
	}
	w.common.happened(events)
	const every = 10
	if w.epoch%every == 0 {
		for _, s := range w.shards {
			s.sweep(w.epoch)
		}
		w.crowd()
	}
	w.meet()
	w.handovers()
}

// crowd forgets the ships heard longest ago when there are too many.
func (w *Watch) crowd() {
	n, most := 0, int(w.opts.Params.MaxShips)
	for _, s := range w.shards {
		n += len(s.ships)
	}
	if n <= most {
		return
	}
	times := make([]int64, 0, n)
	for _, s := range w.shards {
		for _, v := range s.ships {
			times = append(times, v.last.time)
		}
	}
	slices.Sort(times)
	limit := times[n-most+most/10]
	for _, s := range w.shards {
		for k, v := range s.ships {
			if v.last.time < limit {
				w.tally.Forgotten++
				s.drop(k, v, w.epoch, "too many ships are followed")
			}
		}
	}
}

// shardOf returns which shard follows a ship.
func (w *Watch) shardOf(mmsi uint32) int { return int(mixed(mmsi)&0xffff) % len(w.shards) }

// wanted reports whether the sentences of a ship may be asked for. It may be so of others that share its place in the table.
func (w *Watch) wanted(mmsi uint32) bool {
	const after = 3 // minutes
	last := w.wants[mixed(mmsi)>>16]
	return last > 0 && w.epoch-last <= after
}

// mixed spreads numbers of ships, whose digits are not evenly spread.
func mixed(mmsi uint32) uint32 {
	h := mmsi * 2654435769
	return h ^ h>>15
}

// flush passes on everything that waits.
func (w *Watch) flush() {
	last := int64(0)
	for _, s := range w.shards {
		for i := range s.held.all {
			last = max(last, s.held.all[i].time)
		}
	}
	w.release((last/60_000 + 1) * 60_000)
}

// forget drops all ships: the time of the reports went back.
func (w *Watch) forget() {
	w.gather()
	for _, s := range w.shards {
		s.forget()
	}
	w.common, w.epoch, w.passed, w.newcomers = newCommon(), 0, 0, nil
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
	w.gather()
	for _, s := range w.shards {
		s.finish()
	}
	w.advance(w.epoch + 1)
}

// Drain returns what came out since it was asked for last. It does not wait for what the shards still do.
func (w *Watch) Drain() Output {
	if w.rest == nil {
		w.gather()
	}
	o := w.out
	w.out = Output{}
	return o
}

// Tally returns what became of the reports.
func (w *Watch) Tally() Tally {
	w.gather()
	t := w.tally
	t.Refused = make(map[string]int64)
	for why, n := range w.tally.Refused {
		t.Refused[why] = n
	}
	for _, s := range w.shards {
		t.Used, t.Duplicates, t.Late = t.Used+s.used, t.Duplicates+s.duplicates, t.Late+s.late
		t.ShipDays += float64(s.heard) / (24 * 3600 * 1000)
		for why, n := range s.refused {
			t.Refused[why] += n
		}
	}
	return t
}
