package feed

import (
	"bufio"
	"fmt"
	"io"
	"time"

	"entente/watch"
	"entente/watch/ais"
)

// SentenceOptions say how to read AIS sentences. The zero options work.
type SentenceOptions struct {
	Zone *time.Location // of date and time before a sentence that name no zone; nil for UTC
	// Clock returns the time at which a sentence is heard that brings no time; nil: such a sentence is dated by the newest report of
	// a base station, and refused as long as there was none.
	Clock func() time.Time
}

// A Sentences reads reports from AIS sentences in lines, as [ais.Decoder] decodes them. A line is a row. Raw of a report is the
// line that completed it.
type Sentences struct {
	lines   *bufio.Scanner
	rest    []byte // of a line that held more than one sentence
	decoder ais.Decoder
	message ais.Message
	opts    SentenceOptions
	count   Count
	base    time.Time // newest time of a base station
}

// NewSentences returns a reader of AIS sentences.
func NewSentences(r io.Reader, o SentenceOptions) *Sentences {
	s := &Sentences{lines: bufio.NewScanner(r), opts: o}
	s.lines.Buffer(make([]byte, 2*ais.MaxLine), 2*ais.MaxLine)
	s.lines.Split(ais.SplitLines)
	if s.opts.Zone == nil {
		s.opts.Zone = time.UTC
	}
	return s
}

// Next implements [Reader].
func (s *Sentences) Next(r *watch.Report) bool {
	for {
		line := s.rest
		if line == nil {
			if !s.lines.Scan() {
				return false
			}
			line = s.lines.Bytes()
		}
		s.count.Rows++
		status := s.decoder.Decode(line, &s.message)
		s.rest = s.decoder.Rest()
		switch {
		case status == ais.Complete:
			if s.report(r, line) {
				return true
			}
		case status.Refused():
			s.count.refuse(status.String())
		default:
			s.count.Empty++
		}
	}
}

// report fills in what the message says, if it speaks of a ship.
func (s *Sentences) report(r *watch.Report, line []byte) bool {
	if t, ok := s.message.Clock.Time(); ok && (s.message.Type == 4 || s.message.Type == 11) {
		s.base = t
	}
	var ok bool
	if *r, ok = watch.FromAIS(&s.message); !ok {
		s.count.Empty++
		return false
	}
	if r.Time == 0 {
		r.Time = s.heard()
	}
	r.Raw = line
	s.count.Yielded++
	return true
}

// heard returns when a sentence without a time of its own was heard, in Unix milliseconds, or 0 when that is not known.
func (s *Sentences) heard() int64 {
	if t, ok := localTime(s.decoder.Prefix(), s.opts.Zone); ok {
		return t.UnixMilli()
	}
	switch {
	case s.opts.Clock != nil:
		return s.opts.Clock().UnixMilli()
	case !s.base.IsZero():
		return s.base.UnixMilli()
	}
	return 0
}

// localTime reads the date and time that some loggers write before a sentence.
func localTime(prefix []byte, zone *time.Location) (time.Time, bool) {
	const layout = "2006-01-02 15:04:05"
	if len(prefix) < len(layout) {
		return time.Time{}, false
	}
	t, err := time.ParseInLocation(layout, string(prefix[:len(layout)]), zone)
	return t, err == nil
}

// Err implements [Reader].
func (s *Sentences) Err() error {
	if err := s.lines.Err(); err != nil {
		return fmt.Errorf("cut off or damaged: %w", err)
	}
	return nil
}

// Count implements [Reader].
func (s *Sentences) Count() Count { return s.count }
