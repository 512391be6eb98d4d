package watch

import (
	"cmp"
	"math"
	"slices"
)

// A newcomer is a ship that was heard for the first time.
type newcomer struct {
	mmsi uint32
	fix  fix
}

// handovers looks, every few minutes, for ships that came up under way where another one fell silent: one hull that goes on under
// another number. It waits until the silence of the other is certain.
func (w *Watch) handovers() {
	const every, certain = 5, 10
	if w.epoch%every != 0 || len(w.newcomers) == 0 {
		return
	}
	slices.SortFunc(w.newcomers, func(a, b newcomer) int {
		return cmp.Or(cmp.Compare(a.fix.time, b.fix.time), cmp.Compare(a.mmsi, b.mmsi))
	})
	due := 0
	for due < len(w.newcomers) && int32(w.newcomers[due].fix.time/60_000) <= w.epoch-certain {
		due++
	}
	if due == 0 {
		return
	}
	silent := w.silent(w.newcomers[0].fix.time, w.newcomers[due-1].fix.time)
	for i := range w.newcomers[:due] {
		w.handover(&w.newcomers[i], silent)
	}
	w.newcomers = slices.Delete(w.newcomers, 0, due)
}

// silent returns the ships under way that were heard last within or shortly before a time.
func (w *Watch) silent(from, to int64) map[cell][]*ship {
	within := int64(w.opts.Params.TwinWithin * 60_000)
	all := make(map[cell][]*ship)
	for _, s := range w.shards {
		for _, v := range s.ships {
			if v.fixes > 0 && v.last.time >= from-within && v.last.time <= to && v.step.recent >= w.opts.Params.TwinSpeed {
				k := cellOf(v.last.lat, v.last.lon, fineCell)
				all[k] = append(all[k], v)
			}
		}
	}
	return all
}

// handover tells of the ship that a newcomer was before, if there is one.
func (w *Watch) handover(n *newcomer, silent map[cell][]*ship) {
	s, p := w.shards[w.shardOf(n.mmsi)], &w.opts.Params
	v := s.ships[keyOf(n.mmsi, 0)]
	if v == nil || v.fixes < 3 || float64(n.fix.speed)/10 < p.TwinSpeed || s.sea.in(PortArea, n.fix.point()) != nil {
		return
	}
	var old *ship
	least, limit := math.Inf(1), 0.0
	cellOf(n.fix.lat, n.fix.lon, fineCell).around(func(k cell) {
		for _, o := range silent[k] {
			seconds := float64(n.fix.time-o.last.time) / 1000
			if o.mmsi == n.mmsi || seconds < 0 || seconds > 60*p.TwinWithin {
				continue
			}
			way := o.step.recent * knot * seconds
			would := o.last.point().Destination(float64(o.last.course)/10, way)
			d := would.Distance(n.fix.point())
			if most := p.TwinDistance + 0.1*way; d <= most && (d < least || d == least && o.mmsi < old.mmsi) {
				old, least, limit = o, d, most
			}
		}
	})
	if old == nil {
		return
	}
	var l signs
	from, to := int32(old.last.time/60_000), int32(n.fix.time/60_000)
	l.add(context, "identity.distance", least, limit, "m", from, to,
		"came up %.0f m from where %d would be, which has been silent since %d minutes before", least, old.mmsi, to-from)
	s.detected("identity-handover", v, from, to, l).Other = old.mmsi
}
