package feed

import (
	"entente/watch"
	"entente/watch/ais"
)

// A Batch holds reports on its own, unlike those of a [Reader]. Its memory is used again by the next Fill.
type Batch struct {
	Reports []watch.Report
	statics []ais.Static
	raw     []byte
}

// Fill takes the next reports of r: until there are n of them, or until full says that it is enough, which may be nil. It returns
// false when r had none left.
func (b *Batch) Fill(r Reader, n int, full func(*watch.Report) bool) bool {
	b.Reports, b.statics, b.raw = b.Reports[:0], b.statics[:0], b.raw[:0]
	var one watch.Report
	for len(b.Reports) < n && r.Next(&one) {
		b.add(&one)
		if full != nil && full(&one) {
			break
		}
	}
	return len(b.Reports) > 0
}

func (b *Batch) add(r *watch.Report) {
	b.Reports = append(b.Reports, *r)
	held := &b.Reports[len(b.Reports)-1]
	if r.Static != nil {
		b.statics = append(b.statics, *r.Static)
		held.Static = &b.statics[len(b.statics)-1]
	}
	if r.Raw != nil {
		from := len(b.raw)
		b.raw = append(b.raw, r.Raw...)
		held.Raw = b.raw[from:len(b.raw):len(b.raw)]
	}
}
