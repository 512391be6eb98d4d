package watch

import (
	"cmp"
	"math"
	"slices"

	"entente/watch/ais"
)

// A heard is a report of a ship in a small space, as shards take it in.
type heard struct {
	fix
	mmsi    uint32
	static  int32  // its particulars: their place in the pen, plus one; 0: none
	raw     uint32 // where its sentence begins in the pen
	length  uint16 // of the sentence
	names   Named
	station Station
}

func heardOf(r *Report) heard {
	return heard{fix: fixOf(r), mmsi: r.MMSI, names: r.Names, station: r.Station}
}

// A pen holds reports until they may be passed on. Its memory is used again.
type pen struct {
	all     []heard
	statics []ais.Static
	raw     []byte
	done    int  // how many of the reports have been passed on
	mixed   bool // the reports are not in order of time
	spare   *pen
}

// add copies a report into the pen, with its sentence or without.
func (p *pen) add(r *Report, sentence bool) {
	h := heardOf(r)
	if r.Static != nil {
		p.statics = append(p.statics, *r.Static)
		h.static = int32(len(p.statics))
	}
	if n := len(r.Raw); sentence && n > 0 && n <= rawMost {
		h.raw, h.length = uint32(len(p.raw)), uint16(n)
		p.raw = append(p.raw, r.Raw...)
	}
	if n := len(p.all); n > 0 && h.time < p.all[n-1].time {
		p.mixed = true
	}
	p.all = append(p.all, h)
}

// particulars returns those that came with a report, or nil.
func (p *pen) particulars(h *heard) *ais.Static {
	if h.static == 0 {
		return nil
	}
	return &p.statics[h.static-1]
}

// sentence returns that of a report, or nothing.
func (p *pen) sentence(h *heard) []byte { return p.raw[h.raw:][:h.length] }

// clear forgets all reports.
func (p *pen) clear() {
	p.all, p.statics, p.raw, p.done, p.mixed = p.all[:0], p.statics[:0], p.raw[:0], 0, false
}

// adopt returns a report of another pen as one of this pen, with copies of what belongs to it.
func (p *pen) adopt(from *pen, h heard) heard {
	if h.static > 0 {
		p.statics = append(p.statics, from.statics[h.static-1])
		h.static = int32(len(p.statics))
	}
	if h.length > 0 {
		line := from.sentence(&h)
		h.raw = uint32(len(p.raw))
		p.raw = append(p.raw, line...)
	}
	return h
}

// first returns the time of the first report that has not been passed on; very late when there is none.
func (p *pen) first() int64 {
	if p.done == len(p.all) {
		return math.MaxInt64
	}
	return p.all[p.done].time
}

// pass returns the reports before a time that have not been passed on. They must be in order of time.
func (p *pen) pass(until int64) []heard {
	n, _ := slices.BinarySearchFunc(p.all[p.done:], until, func(h heard, t int64) int { return cmp.Compare(h.time, t) })
	all := p.all[p.done:][:n]
	p.done += n
	return all
}

// drop forgets the reports that have been passed on.
func (p *pen) drop() {
	if p.spare == nil {
		p.spare = new(pen)
	}
	p.spare.clear()
	rest := p.all[:copy(p.all, p.all[p.done:])]
	for i := range rest {
		rest[i] = p.spare.adopt(p, rest[i])
	}
	p.all, p.done = rest, 0
	p.statics, p.raw = append(p.statics[:0], p.spare.statics...), append(p.raw[:0], p.spare.raw...)
}

// sort puts the reports in order of time; those of one time stay in the order in which they came.
func (p *pen) sort() {
	if p.mixed {
		slices.SortStableFunc(p.all, func(a, b heard) int { return cmp.Compare(a.time, b.time) })
		p.mixed = false
	}
}
