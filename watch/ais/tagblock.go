package ais

import "bytes"

// A Source names the station that heard a message: the s of its tag block, or the station at the end of a sentence in
// the manner of the US Coast Guard. NMEA 4.10 allows 15 bytes; of longer names the first 15 are kept.
type Source struct {
	name [15]byte
	len  uint8
}

func (s *Source) set(b []byte) { s.len = uint8(copy(s.name[:], b)) }

// String returns the name, or "" when no station is named.
func (s *Source) String() string { return string(s.name[:s.len]) }

// A tag is what the tag blocks before a sentence say (NMEA 0183 version 4.10, section 7).
type tag struct {
	received int64  // c: Unix time in milliseconds, or 0
	group    uint32 // g: identifier of the group plus 1, or 0
	source   Source // s:
	station  Source // named after the sentence; not all parts of a message name it
}

// heard returns who heard the sentence.
func (t *tag) heard() *Source {
	if t.source.len > 0 {
		return &t.source
	}
	return &t.station
}

// maxBlocks bounds how many tag blocks before one sentence are read.
const maxBlocks = 4

// read reads the tag blocks at the end of before, which precedes a sentence, and returns how many were not believed
// and what stands before them.
func (t *tag) read(before []byte) (bad int, prefix []byte) {
	for range maxBlocks {
		end := len(before) - 1
		if end < 0 || before[end] != '\\' {
			break
		}
		open := bytes.LastIndexByte(before[max(0, end-maxSentence):end], '\\')
		if open < 0 {
			return bad + 1, before[:0]
		}
		open += max(0, end-maxSentence)
		if !t.readBlock(before[open+1 : end]) {
			bad++
		}
		before = before[:open]
	}
	return bad, before
}

// readBlock reads one block without its backslashes and reports whether its checksum confirms it.
func (t *tag) readBlock(b []byte) bool {
	star := len(b) - 3
	if star < 0 || b[star] != '*' {
		return false
	}
	sum, ok := hex2(b[star+1], b[star+2])
	if !ok || checksum(b[:star]) != sum {
		return false
	}
	for rest := b[:star]; len(rest) > 0; {
		var item []byte
		item, rest, _ = bytes.Cut(rest, []byte{','})
		if len(item) > 2 && item[1] == ':' {
			t.readItem(item[0], item[2:])
		}
	}
	return true
}

func (t *tag) readItem(code byte, value []byte) {
	switch code {
	case 'c':
		t.received = unixMilli(value)
	case 's':
		t.source.set(value)
	case 'g':
		if i := bytes.LastIndexByte(value, '-'); i >= 0 {
			if n, ok := number(value[i+1:]); ok {
				t.group = uint32(n) + 1
			}
		}
	}
}

// readSuffix reads what the US Coast Guard appends to a sentence: fields of which one is the station, r or b and its
// number, and the last the Unix time of reception. What a tag block said stands.
func (t *tag) readSuffix(b []byte) {
	b = bytes.TrimRight(b, "\r\n ")
	for last := []byte(nil); len(b) > 0; b = b[:len(b)-len(last)-1] {
		i := bytes.LastIndexByte(b, ',')
		if i < 0 {
			return
		}
		last = b[i+1:]
		switch {
		case t.received == 0 && len(last) >= 10 && last[0] >= '0' && last[0] <= '9':
			t.received = unixMilli(last)
		case len(last) > 4 && (last[0] == 'r' || last[0] == 'b'):
			t.station.set(last)
		}
	}
}

// readPrefix reads a Unix time that a log wrote before the sentence. Other times are left to who knows the log.
func (t *tag) readPrefix(b []byte) {
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == ',' || b[len(b)-1] == ';' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	i := len(b)
	for i > 0 && len(b)-i < 20 && b[i-1]-'0' < 10 {
		i--
	}
	if len(b)-i >= 10 && (i == 0 || b[i-1] != '-') {
		t.received = unixMilli(b[i:])
	}
}

// unixMilli returns a Unix time in milliseconds that is written in seconds, milli-, micro- or nanoseconds, which its
// size tells, or 0.
func unixMilli(b []byte) int64 {
	n, ok := number(b)
	switch {
	case !ok:
		return 0
	case n < 1e11:
		return n * 1e3
	case n < 1e14:
		return n
	case n < 1e17:
		return n / 1e3
	}
	return n / 1e6
}

// number reads decimal digits, at most 19.
func number(b []byte) (n int64, ok bool) {
	for _, c := range b {
		if c-'0' > 9 {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, len(b) > 0 && len(b) < 19 || len(b) == 19 && n > 0
}
