package feed

import (
	"cmp"
	"fmt"
	"slices"

	"entente"
	"entente/watch"
)

// ordered yields the reports of a table in order of time. Some publishers put their tables in order of ships: when the first rows are
// not in order of time, all are held and put in order.
type ordered struct {
	Reader
	begun bool
	all   bool // everything is held
	held  Batch
	next  int
	err   error

	sample, most int
}

// inOrder returns a reader of r in order of time.
func inOrder(r Reader) Reader {
	const sample, most = 1 << 14, 1 << 21 // of 200 to 400 bytes
	return &ordered{Reader: r, sample: sample, most: most}
}

func (o *ordered) Next(r *watch.Report) bool {
	if !o.begun {
		o.begun = true
		o.begin()
	}
	switch {
	case o.err != nil:
		return false
	case o.next < len(o.held.Reports):
		*r = o.held.Reports[o.next]
		o.next++
		return true
	case o.all:
		return false
	}
	o.held = Batch{}
	o.next = 0
	return o.Reader.Next(r)
}

func (o *ordered) Err() error { return cmp.Or(o.err, o.Reader.Err()) }

// begin reads the first rows, and all others when these are not in order.
func (o *ordered) begin() {
	if o.held.Fill(o.Reader, o.sample, nil); runsOn(o.held.Reports) {
		return
	}
	for r := new(watch.Report); o.Reader.Next(r); o.held.add(r) {
		if len(o.held.Reports) >= o.most {
			o.err = fmt.Errorf("rows are not in order of time, and more than the %d that are put in order here: sort the file by its times first: %w", o.most, entente.ErrInvalid)
			return
		}
	}
	o.all = true
	slices.SortStableFunc(o.held.Reports, func(a, b watch.Report) int { return cmp.Compare(a.Time, b.Time) })
}

// runsOn reports whether times go on, apart from what reports are late by as a rule.
func runsOn(all []watch.Report) bool {
	const tolerated = 5 * 60_000 // milliseconds
	newest := int64(0)
	for i := range all {
		if t := all[i].Time; t != 0 && t < newest-tolerated {
			return false
		}
		newest = max(newest, all[i].Time)
	}
	return true
}
