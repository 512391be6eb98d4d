package ais

import (
	"bytes"
	"time"
)

// An announcement is a sentence $PGHP,1, with which the servers of Gatehouse, among them that of the Danish Maritime
// Authority, say when and where the sentence after it was heard. It names that sentence by its checksum.
type announcement struct {
	received int64 // Unix milliseconds, or 0 for no announcement
	station  Source
	sum      byte
}

var gatehouse = []byte("$PGHP,1,")

// read reads a line that may be an announcement.
func (a *announcement) read(line []byte) {
	a.received = 0
	star := bytes.IndexByte(line[:min(len(line), maxSentence)], '*')
	if !bytes.HasPrefix(line, gatehouse) || star < 0 || star+3 > len(line) {
		return
	}
	if sum, ok := hex2(line[star+1], line[star+2]); !ok || checksum(line[1:star]) != sum {
		return
	}
	var cells [12][]byte // year to millisecond, country, region, station, online, checksum
	rest := line[len(gatehouse):star]
	for i := range cells {
		cells[i], rest, _ = bytes.Cut(rest, []byte{','})
	}
	var n [7]int
	for i := range n {
		v, ok := number(cells[i])
		if !ok || v > 9999 {
			return
		}
		n[i] = int(v)
	}
	if len(cells[11]) != 2 {
		return
	}
	sum, ok := hex2(cells[11][0], cells[11][1])
	if !ok {
		return
	}
	a.station.set(cells[9])
	a.sum = sum
	a.received = time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], n[6]*int(time.Millisecond), time.UTC).UnixMilli()
}

// tell gives what was announced to the sentence it was announced for; it holds for the next sentence only.
func (a *announcement) tell(t *tag, s *sentence) {
	if a.sum == s.sum && t.received == 0 {
		t.received = a.received
		t.station = a.station
	}
	a.received = 0
}
