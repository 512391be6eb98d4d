package ais

import "bytes"

// maxSentence bounds the search for the end of a sentence. NMEA 0183 allows 82 bytes; this takes the longest payload.
const maxSentence = maxChars + 64

// A sentence is one VDM or VDO sentence of NMEA 0183 (IEC 61162-1), still armoured.
type sentence struct {
	talker  [2]byte
	own     bool  // VDO
	total   uint8 // sentences of the message, 1 to 9
	number  uint8 // of this one, from 1
	fill    uint8 // bits to drop at the end of the payload, 0 to 5
	seq     byte  // sequential message identifier, a digit, or 0 for none
	channel byte  // radio channel as written, or 0 for none
	sum     byte  // checksum
	payload []byte
	after   []byte // what follows the checksum
}

// head is the length of "!AIVDM,1,1,", with which every sentence begins.
const head = 11

// begins reports whether b starts like a VDM or VDO sentence of any talker.
func begins(b []byte) bool {
	return len(b) >= 7 && b[0] == '!' && b[3] == 'V' && b[4] == 'D' && (b[5] == 'M' || b[5] == 'O') && b[6] == ','
}

// findSentence returns where the first sentence from at on begins, or -1.
func findSentence(line []byte, at int) int {
	for {
		i := bytes.IndexByte(line[at:], '!')
		if i < 0 {
			return -1
		}
		at += i
		if begins(line[at:]) {
			return at
		}
		at++
	}
}

// parse reads the sentence that b begins with. It returns Complete when it is whole.
func (s *sentence) parse(b []byte) Status {
	if len(b) < head+len(",,,0*hh") {
		return NoChecksum
	}
	s.talker = [2]byte{b[1], b[2]}
	s.own = b[5] == 'O'
	s.total, s.number = b[7]-'0', b[9]-'0'
	if b[8] != ',' || b[10] != ',' || s.total-1 > 8 || s.number-1 >= s.total {
		return Malformed
	}
	at := head
	s.seq, s.channel = 0, 0
	if b[at] != ',' {
		s.seq = b[at]
		at++
	}
	if b[at] != ',' {
		return Malformed
	}
	at++
	if b[at] != ',' {
		s.channel = b[at]
		at++
	}
	if b[at] != ',' {
		return Malformed
	}
	return s.parseEnd(b, at+1)
}

// parseEnd reads the sentence b from its payload on.
func (s *sentence) parseEnd(b []byte, from int) Status {
	window := b[from:min(len(b), from+maxSentence)]
	star := bytes.IndexByte(window, '*')
	if star < 0 {
		if len(window) == maxSentence {
			return Oversized
		}
		return NoChecksum
	}
	star += from
	if star+3 > len(b) {
		return NoChecksum
	}
	sum, ok := hex2(b[star+1], b[star+2])
	if !ok {
		return NoChecksum
	}
	if checksum(b[1:star]) != sum {
		return BadChecksum
	}
	if star < from+2 || b[star-2] != ',' || b[star-1]-'0' > 5 {
		return Malformed
	}
	s.payload, s.fill, s.after, s.sum = b[from:star-2], b[star-1]-'0', b[star+3:], sum
	if len(s.payload) > maxChars {
		return Oversized
	}
	return Complete
}

// bits returns the number of bits of the payload, at least 0.
func (s *sentence) bits() int { return max(0, 6*len(s.payload)-int(s.fill)) }

// hex2 returns the byte written as two hexadecimal digits of either case.
func hex2(a, b byte) (byte, bool) {
	x, y := hexDigit[a], hexDigit[b]
	return x<<4 | y, x|y < 16
}

var hexDigit = func() (t [256]byte) {
	for i := range t {
		t[i] = 0xff
	}
	for i, c := range "0123456789ABCDEF" {
		t[c] = byte(i)
	}
	for i, c := range "abcdef" {
		t[c] = byte(10 + i)
	}
	return t
}()
