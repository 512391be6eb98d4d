package watch

import (
	"cmp"
	"slices"
)

// meetings are pairs of ships that lie or drift side by side, away from where ships lie.
type meetings struct{ pairs map[pair]meeting }

// A pair is two ships, the one with the lower number first.
type pair struct{ a, b uint32 }

// A meeting is how long a pair has been together.
type meeting struct {
	since, last int32
	told        bool
}

func newMeetings() meetings { return meetings{make(map[pair]meeting)} }

// A slowShip is one that may meet another.
type slowShip struct {
	ship  *ship
	shard *shard
}

// meet looks, every few minutes, for ships that lie or drift side by side on open water.
func (w *Watch) meet() {
	const every, lapse = 5, 20
	if w.epoch%every != 0 {
		return
	}
	at := make(map[cell][]slowShip)
	for _, s := range w.shards {
		for _, v := range s.ships {
			if v.slow(w.epoch, s.params) {
				k := cellOf(v.last.lat, v.last.lon, fineCell)
				at[k] = append(at[k], slowShip{v, s})
			}
		}
	}
	for _, ships := range at {
		for i, a := range ships {
			for _, b := range ships[i+1:] {
				w.pair(a, b)
			}
		}
	}
	for k, m := range w.common.meets.pairs {
		if w.epoch-m.last > lapse {
			delete(w.common.meets.pairs, k)
		}
	}
	w.tellMeetings()
}

// slow reports whether the ship lies or drifts, says nothing of an anchor or a berth, and was heard lately.
func (s *ship) slow(now int32, p *Params) bool {
	return s.lying.since > 0 && !s.last.moored() && now-int32(s.last.time/60_000) <= 15 && s.step.recent < p.MeetSpeed && s.hull == 0
}

// pair notes that two ships are together, if they are.
func (w *Watch) pair(a, b slowShip) {
	d := a.ship.plane.metres(a.ship.last.lat, a.ship.last.lon, b.ship.last.lat, b.ship.last.lon)
	if d > w.opts.Params.MeetDistance || a.shard.sea.in(PortArea, a.ship.last.point()) != nil || a.shard.sea.in(AnchorageArea, a.ship.last.point()) != nil {
		return
	}
	k := pair{min(a.ship.mmsi, b.ship.mmsi), max(a.ship.mmsi, b.ship.mmsi)}
	m := w.common.meets.pairs[k]
	if m.since == 0 {
		m.since = w.epoch
	}
	m.last = w.epoch
	w.common.meets.pairs[k] = m
}

// tellMeetings puts out the pairs that have been together for long enough, each once.
func (w *Watch) tellMeetings() {
	var due []pair
	for k, m := range w.common.meets.pairs {
		if !m.told && float64(m.last-m.since) >= w.opts.Params.MeetFor {
			due = append(due, k)
		}
	}
	slices.SortFunc(due, func(a, b pair) int { return cmp.Or(cmp.Compare(a.a, b.a), cmp.Compare(a.b, b.b)) })
	for _, k := range due {
		m := w.common.meets.pairs[k]
		m.told = true
		w.common.meets.pairs[k] = m
		s := w.shards[w.shardOf(k.a)]
		v := s.ships[keyOf(k.a, 0)]
		if v == nil {
			continue
		}
		var l signs
		l.add(context, "rendezvous.for", float64(m.last-m.since), w.opts.Params.MeetFor, "min", m.since, m.last,
			"lies or drifts within %.0f m of %d for %d minutes", w.opts.Params.MeetDistance, k.b, m.last-m.since)
		s.detected("rendezvous", v, m.since, m.last, l).Other = k.b
	}
}
