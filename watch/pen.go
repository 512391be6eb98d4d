package watch

import (
	"cmp"
	"slices"

	"entente/watch/ais"
)

// A pen holds copies of reports until they may be passed on. Its memory is used again.
type pen struct {
	reports []Report
	statics []ais.Static
	raw     []byte
}

// add copies a report into the pen.
func (p *pen) add(r *Report) {
	p.reports = append(p.reports, *r)
	c := &p.reports[len(p.reports)-1]
	if r.Static != nil {
		p.statics = append(p.statics, *r.Static)
		c.Static = &p.statics[len(p.statics)-1]
	}
	if r.Raw != nil {
		from := len(p.raw)
		p.raw = append(p.raw, r.Raw...)
		c.Raw = p.raw[from:len(p.raw):len(p.raw)]
	}
}

// sort puts the reports in order of time; those of one time stay in the order in which they came.
func (p *pen) sort() {
	byTime := func(a, b Report) int { return cmp.Compare(a.Time, b.Time) }
	if !slices.IsSortedFunc(p.reports, byTime) {
		slices.SortStableFunc(p.reports, byTime)
	}
}

func (p *pen) clear() { p.reports, p.statics, p.raw = p.reports[:0], p.statics[:0], p.raw[:0] }
