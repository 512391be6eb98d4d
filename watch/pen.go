package watch

import (
	"cmp"
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
	mixed   bool // the reports are not in order of time
	spare   struct {
		statics []ais.Static
		raw     []byte
	}
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

// drop forgets the first n reports.
func (p *pen) drop(n int) {
	p.all = p.all[:copy(p.all, p.all[n:])]
	statics, raw := p.spare.statics[:0], p.spare.raw[:0]
	for i := range p.all {
		h := &p.all[i]
		line := p.sentence(h)
		h.raw = uint32(len(raw))
		raw = append(raw, line...)
		if h.static > 0 {
			statics = append(statics, p.statics[h.static-1])
			h.static = int32(len(statics))
		}
	}
	p.spare.statics, p.spare.raw = statics, raw
	p.statics, p.raw = append(p.statics[:0], statics...), append(p.raw[:0], raw...)
}

// sort puts the reports in order of time; those of one time stay in the order in which they came.
func (p *pen) sort() {
	if p.mixed {
		slices.SortStableFunc(p.all, func(a, b heard) int { return cmp.Compare(a.time, b.time) })
		p.mixed = false
	}
}
