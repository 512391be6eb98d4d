package ais

import "bytes"

// A Decoder turns lines into messages. It holds the parts of messages that are not yet complete, in 128 KiB of its own, and
// counts what became of every line. The zero Decoder is ready. It must not be copied nor used by two goroutines at once.
type Decoder struct {
	counts Counts
	wait   waiting
	said   announcement
	lines  uint64
	prefix []byte
	rest   []byte
}

// Counts returns what became of the lines so far.
func (d *Decoder) Counts() Counts { return d.counts }

// Waiting returns how many parts wait for others. The lines that had status Waiting are those that were Joined, those
// that were Abandoned, and these.
func (d *Decoder) Waiting() int { return d.wait.parts() }

// Prefix returns what stood before the sentence of the last line and its tag blocks, such as a time that a log wrote.
// It is part of the line.
func (d *Decoder) Prefix() []byte { return d.prefix }

// Rest returns the end of the last line from where another sentence begins after the one that was taken, or nil. It is
// part of the line, and to be decoded as a line of its own: two sentences had lost the line end between them.
func (d *Decoder) Rest() []byte { return d.rest }

// Decode reads one line, with or without its line end, and says what became of it. When that is Complete, m holds the
// message; otherwise the content of m is undefined. Of a line in which the first sentence is damaged the first sound one
// is taken. Decode keeps no reference to line, and allocates nothing.
func (d *Decoder) Decode(line []byte, m *Message) Status {
	d.lines++
	s := d.decode(line, m)
	d.counts.By[s]++
	return s
}

func (d *Decoder) decode(line []byte, m *Message) Status {
	d.prefix, d.rest = nil, nil
	at := 0
	if !begins(line) {
		if at = findSentence(line, 0); at < 0 || line[0] == '#' {
			d.prefix = line
			d.said.read(line)
			return noSentence(line)
		}
	}
	first := Complete
	for {
		s := d.decodeAt(line, at, m)
		if !s.Refused() {
			return s
		}
		if first == Complete {
			first = s
		}
		if at = findSentence(line, at+1); at < 0 {
			return first
		}
	}
}

func noSentence(line []byte) Status {
	if len(bytes.TrimSpace(line)) == 0 {
		return Blank
	}
	return NoSentence
}

// decodeAt decodes the sentence at a place of the line.
func (d *Decoder) decodeAt(line []byte, at int, m *Message) Status {
	var s sentence
	if st := s.parse(line[at:]); st != Complete {
		return st
	}
	var t tag
	if at > 0 {
		bad, prefix := t.read(line[:at])
		d.counts.BadTags += uint64(bad)
		d.prefix = prefix
		if t.received == 0 {
			t.readPrefix(prefix)
		}
	}
	if len(s.after) > 2 {
		d.readAfter(&t, s.after)
	}
	if d.said.received != 0 {
		d.said.tell(&t, &s)
	}
	if s.total > 1 {
		return d.decodePart(&s, &t, m)
	}
	if !m.payload.unarmour(s.payload) {
		return BadArmour
	}
	m.bits = s.bits()
	m.received, m.Source = t.received, *t.heard()
	m.Own, m.Channel, m.Talker = s.own, s.channel, s.talker
	return m.unpack()
}

// readAfter reads what follows a sentence on its line.
func (d *Decoder) readAfter(t *tag, after []byte) {
	if next := findSentence(after, 0); next >= 0 {
		if open := bytes.IndexByte(after[:next], '\\'); open >= 0 && after[next-1] == '\\' {
			next = open
		}
		d.rest, after = after[next:], after[:next]
	}
	if len(after) < maxSentence {
		t.readSuffix(after)
	}
}

// decodePart takes one of several sentences of a message, and decodes the message when it is the last to come.
func (d *Decoder) decodePart(s *sentence, t *tag, m *Message) Status {
	p, st := d.wait.add(s, t, d.lines, &d.counts)
	if st != Complete {
		return st
	}
	if st = p.join(m); st == Complete {
		m.received, m.Source = p.received, p.source
		m.Own, m.Channel, m.Talker = s.own, s.channel, s.talker
		st = m.unpack()
	}
	others := uint64(s.total - 1)
	if st == Complete {
		d.counts.Joined += others
	} else {
		d.counts.Abandoned += others
	}
	p.have = 0
	return st
}
