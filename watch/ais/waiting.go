package ais

import (
	"bytes"
	"math/bits"
)

const (
	sets = 32 // messages wait in one of sets places, by hash
	ways = 4  // so many at each; the oldest makes room

	// A part joins another when fewer lines than window lie between them, and when one with a lower number comes later,
	// than reorder. Sequence numbers are used again after ten messages, and the parts of two would be taken for one.
	// Within a group of tag blocks window holds for both.
	window  = 512
	reorder = 16

	// most milliseconds between the receptions of two parts, where both are known
	apart = 60_000
)

// A key tells apart the messages whose parts may come mixed.
type key struct {
	source       Source // empty when the group is known: later parts of a group need not name it
	group        uint32
	talker       [2]byte
	seq, channel byte
	total        uint8
	own          bool
}

func (k *key) set() int {
	h := uint32(k.seq)<<8 | uint32(k.channel) | uint32(k.total)<<16 | k.group<<4
	for _, c := range k.source.name[:k.source.len] {
		h = h*31 + uint32(c)
	}
	return int(h * 2654435769 >> (32 - 5))
}

// A pending message is one of which at least one part is missing.
type pending struct {
	key      key
	have     uint16 // bit n: part n+1 is there; 0: the place is free
	received int64
	source   Source
	last     uint64 // line of the last part
	used     int    // bytes of chars
	parts    [9]part
	chars    [maxChars]byte // payloads in the order of arrival
}

type part struct {
	at, len uint16
	fill    uint8
}

func (p *pending) payload(i int) []byte { return p.chars[p.parts[i].at:][:p.parts[i].len] }

// waiting holds the pending messages.
type waiting [sets][ways]pending

func (w *waiting) parts() int {
	n := 0
	for i := range w {
		for j := range w[i] {
			n += bits.OnesCount16(w[i][j].have)
		}
	}
	return n
}

// add takes a part in. It returns Complete and the message when no part of it is missing; the caller then frees it.
func (w *waiting) add(s *sentence, t *tag, line uint64, c *Counts) (*pending, Status) {
	k := key{t.source, t.group, s.talker, s.seq, s.channel, s.total, s.own}
	if t.group != 0 {
		k.source = Source{}
	}
	p := w.place(&k)
	if p.have != 0 && p.key == k && p.repeats(s, t, line) {
		return nil, Repeated
	}
	if p.have != 0 && (p.key != k || !p.takes(s, t, line)) {
		p.abandon(c)
	}
	if p.have == 0 {
		p.key, p.used, p.received, p.source = k, 0, 0, Source{}
	}
	if p.used+len(s.payload) > maxChars {
		p.abandon(c)
		return nil, Oversized
	}
	p.put(s, t, line)
	if p.have == 1<<s.total-1 {
		return p, Complete
	}
	return nil, Waiting
}

// place returns where the message k waits, or else a free place or the one that has waited longest.
func (w *waiting) place(k *key) *pending {
	set := &w[k.set()]
	best := &set[0]
	for i := range set {
		p := &set[i]
		if p.have != 0 && p.key == *k {
			return p
		}
		if best.have != 0 && (p.have == 0 || p.last < best.last) {
			best = p
		}
	}
	return best
}

func (p *pending) abandon(c *Counts) {
	c.Abandoned += uint64(bits.OnesCount16(p.have))
	p.have = 0
}

// near reports whether a part could belong here by line and time.
func (p *pending) near(t *tag, line uint64) bool {
	if d := p.received - t.received; p.received != 0 && t.received != 0 && (d > apart || d < -apart) {
		return false
	}
	return line-p.last < window
}

// repeats reports whether the part is here already, word for word.
func (p *pending) repeats(s *sentence, t *tag, line uint64) bool {
	i := int(s.number - 1)
	return p.have&(1<<i) != 0 && p.near(t, line) && p.parts[i].fill == s.fill && bytes.Equal(p.payload(i), s.payload)
}

// takes reports whether the part belongs to those that are here.
func (p *pending) takes(s *sentence, t *tag, line uint64) bool {
	if p.have&(1<<(s.number-1)) != 0 || !p.near(t, line) {
		return false
	}
	late := p.have>>s.number != 0
	return !late || p.key.group != 0 || line-p.last < reorder
}

func (p *pending) put(s *sentence, t *tag, line uint64) {
	i := s.number - 1
	p.parts[i] = part{uint16(p.used), uint16(len(s.payload)), s.fill}
	p.used += copy(p.chars[p.used:], s.payload)
	p.have |= 1 << i
	p.last = line
	if p.received == 0 {
		p.received = t.received
	}
	if p.source.len == 0 {
		p.source = *t.heard()
	}
}

// join writes the payload of all parts into m.
func (p *pending) join(m *Message) Status {
	last := int(p.key.total) - 1
	at := uint16(0)
	for i := range last {
		if p.parts[i].at != at || p.parts[i].fill != 0 {
			return p.joinBits(m)
		}
		at += p.parts[i].len
	}
	m.bits = max(0, 6*p.used-int(p.parts[last].fill))
	if p.parts[last].at != at {
		return p.joinBits(m)
	}
	if !m.payload.unarmour(p.chars[:p.used]) {
		return BadArmour
	}
	return Complete
}

// joinBits is join for parts that came out of order or are filled up to whole characters before the last.
func (p *pending) joinBits(m *Message) Status {
	m.bits = 0
	for i := range int(p.key.total) {
		for j, c := range p.payload(i) {
			x := '0'*(ones>>8) | uint64(c)<<56
			if illegal(x) != 0 {
				return BadArmour
			}
			width := 6
			if j == int(p.parts[i].len)-1 {
				width -= int(p.parts[i].fill)
			}
			m.payload.set(uint(m.bits), uint(width), sextets(x)>>(6-width))
			m.bits += width
		}
	}
	return Complete
}
