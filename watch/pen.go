package watch

import (
	"cmp"
	"slices"

	"entente/watch/ais"
)

// A pen holds copies of reports until they may be passed on. Its memory is used again.
type pen struct {
	reports []Report
	held    attachments // what the reports refer to
	spare   attachments
}

// attachments are what reports refer to.
type attachments struct {
	statics []ais.Static
	raw     []byte
}

// add copies a report into the pen.
func (p *pen) add(r *Report) {
	p.reports = append(p.reports, *r)
	p.held.hold(&p.reports[len(p.reports)-1])
}

// hold copies what a report refers to.
func (a *attachments) hold(r *Report) {
	if r.Static != nil {
		a.statics = append(a.statics, *r.Static)
		r.Static = &a.statics[len(a.statics)-1]
	}
	if r.Raw != nil {
		from := len(a.raw)
		a.raw = append(a.raw, r.Raw...)
		r.Raw = a.raw[from:len(a.raw):len(a.raw)]
	}
}

// drop forgets the first n reports.
func (p *pen) drop(n int) {
	p.reports = p.reports[:copy(p.reports, p.reports[n:])]
	p.held, p.spare = p.spare, p.held
	p.held.statics, p.held.raw = p.held.statics[:0], p.held.raw[:0]
	for i := range p.reports {
		p.held.hold(&p.reports[i])
	}
}

// sort puts the reports in order of time; those of one time stay in the order in which they came.
func (p *pen) sort() {
	byTime := func(a, b Report) int { return cmp.Compare(a.Time, b.Time) }
	if !slices.IsSortedFunc(p.reports, byTime) {
		slices.SortStableFunc(p.reports, byTime)
	}
}
