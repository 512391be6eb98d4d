package watch

import (
	"encoding/binary"
	"slices"
)

// raws keeps the newest sentences of the ships that matter in one piece of memory: eight bytes of header, then the sentence.
type raws struct {
	ring  []byte
	start int // of the oldest
	end   int // where the next goes
	full  bool
}

const (
	rawBytes  = 1 << 20
	rawHeader = 8 // MMSI and length
	rawMost   = 400
)

func (r *raws) add(mmsi uint32, line []byte) {
	if len(line) == 0 || len(line) > rawMost {
		return
	}
	if r.ring == nil {
		r.ring = make([]byte, rawBytes)
	}
	size := rawHeader + len(line)
	if r.end+size+rawHeader > len(r.ring) { // the rest of the ring stays empty
		r.wrap()
	}
	for r.full && r.start < r.end+size+rawHeader {
		if n := r.length(r.start); n > 0 {
			r.start += rawHeader + n
			continue
		}
		r.start, r.full = 0, false
	}
	binary.LittleEndian.PutUint32(r.ring[r.end:], mmsi)
	binary.LittleEndian.PutUint32(r.ring[r.end+4:], uint32(len(line)))
	copy(r.ring[r.end+rawHeader:], line)
	r.end += size
}

// matters reports whether the sentences of a ship may be asked for: it is near an asset, or something about it is unusual.
func (s *ship) matters() bool {
	return len(s.near) > 0 || s.step.phase != cruising || s.story.open
}

func (r *raws) wrap() {
	binary.LittleEndian.PutUint64(r.ring[r.end:], 0)
	r.start, r.end, r.full = 0, 0, true
}

func (r *raws) length(at int) int { return int(binary.LittleEndian.Uint32(r.ring[at+4:])) }

// of returns the newest sentences of a ship, the oldest first.
func (r *raws) of(mmsi uint32, most int) []string {
	var all []string
	collect := func(from, to int) {
		for at := from; at < to && at+rawHeader <= len(r.ring); {
			n := r.length(at)
			if n == 0 {
				return
			}
			if binary.LittleEndian.Uint32(r.ring[at:]) == mmsi {
				all = append(all, string(r.ring[at+rawHeader:at+rawHeader+n]))
			}
			at += rawHeader + n
		}
	}
	if r.full {
		collect(r.start, len(r.ring))
	}
	collect(0, r.end)
	return all[max(0, len(all)-most):]
}

// sentences are those of a ship that its warning shows: some from each moment that matters.
type sentences struct{ lines []string }

// keep adds the newest sentences of a ship to those that its warning shows.
func (s *shard) keep(v *ship) {
	const each, most = 6, 60
	for _, line := range s.raws.of(v.mmsi, each) {
		if !slices.Contains(v.raw.lines, line) {
			v.raw.lines = append(v.raw.lines, line)
		}
	}
	v.raw.lines = v.raw.lines[max(0, len(v.raw.lines)-most):]
}

func (s *shard) sentences(v *ship) []string {
	s.keep(v)
	return slices.Clone(v.raw.lines)
}
