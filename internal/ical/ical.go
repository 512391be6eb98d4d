// Package ical writes calendars (iCalendar, RFC 5545, with the properties of RFC 7986 that name a calendar).
package ical

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// A Calendar is what one subscribes to.
type Calendar struct {
	Product string // what wrote it, such as "-//Entente//EN"
	Name    string
	About   string
	URL     string        // where it can be got again
	Refresh time.Duration // how often it is worth getting; 0 for unsaid
	Entries []Entry
}

// An Entry is an event at a time, or something to do by a time.
type Entry struct {
	UID     string    // tells it from all others, also tomorrow
	Stamp   time.Time // when it was written
	Todo    bool      // something to do; otherwise an event
	At      time.Time // when it is, or is due; zero for a to-do without a date
	End     time.Time // of an event; zero: it takes no time, or of a day, the whole day
	AllDay  bool      // At and End are days, of UTC; End is the day after the last
	Summary string
	About   string
	URL     string
	Tags    []string
	Done    bool
	Alarm   time.Duration // so long before At; 0 for none
}

// Append appends the calendar to b. Its error names the entry in which something is missing.
func (c Calendar) Append(b []byte) ([]byte, error) {
	if c.Product == "" {
		return b, errors.New("ical: a calendar without a product (RFC 5545, 3.7.3)")
	}
	w := writer{b}
	w.line("BEGIN", "VCALENDAR")
	w.line("VERSION", "2.0")
	w.text("PRODID", c.Product)
	w.line("CALSCALE", "GREGORIAN")
	w.line("METHOD", "PUBLISH")
	w.text("NAME", c.Name)
	w.text("X-WR-CALNAME", c.Name)
	w.text("DESCRIPTION", c.About)
	w.uri("URL", c.URL)
	w.uri("SOURCE;VALUE=URI", c.URL)
	if c.Refresh > 0 {
		w.line("REFRESH-INTERVAL;VALUE=DURATION", duration(c.Refresh))
	}
	for i, e := range c.Entries {
		if err := e.check(); err != nil {
			return b, fmt.Errorf("ical: entry %d %q: %w", i+1, e.Summary, err)
		}
		w.entry(&e)
	}
	w.line("END", "VCALENDAR")
	return w.b, nil
}

func (e Entry) check() error {
	switch {
	case e.UID == "":
		return errors.New("no UID (RFC 5545, 3.8.4.7)")
	case e.Stamp.IsZero():
		return errors.New("no stamp (RFC 5545, 3.8.7.2)")
	case e.At.IsZero() && !e.Todo:
		return errors.New("an event without a time")
	case !e.End.IsZero() && e.End.Before(e.At):
		return errors.New("ends before it begins")
	}
	return nil
}

type writer struct{ b []byte }

func (w *writer) entry(e *Entry) {
	kind := "VEVENT"
	if e.Todo {
		kind = "VTODO"
	}
	w.line("BEGIN", kind)
	w.text("UID", e.UID)
	w.line("DTSTAMP", utc(e.Stamp))
	switch {
	case e.At.IsZero():
	case e.Todo:
		w.time("DUE", e.At, e.AllDay)
	default:
		w.time("DTSTART", e.At, e.AllDay)
		if !e.End.IsZero() {
			w.time("DTEND", e.End, e.AllDay)
		}
		w.line("TRANSP", "TRANSPARENT") // it keeps nobody from meeting
	}
	w.text("SUMMARY", e.Summary)
	w.text("DESCRIPTION", e.About)
	w.uri("URL", e.URL)
	if len(e.Tags) > 0 {
		tags := make([]string, len(e.Tags))
		for i, t := range e.Tags {
			tags[i] = escape(t)
		}
		w.line("CATEGORIES", strings.Join(tags, ","))
	}
	if e.Todo {
		status := "NEEDS-ACTION"
		if e.Done {
			status = "COMPLETED"
		}
		w.line("STATUS", status)
	}
	if e.Alarm > 0 && !e.At.IsZero() {
		related := ""
		if e.Todo {
			related = ";RELATED=END"
		}
		w.line("BEGIN", "VALARM")
		w.line("ACTION", "DISPLAY")
		w.text("DESCRIPTION", e.Summary)
		w.line("TRIGGER"+related, "-"+duration(e.Alarm))
		w.line("END", "VALARM")
	}
	w.line("END", kind)
}

func (w *writer) time(name string, t time.Time, day bool) {
	if day {
		w.line(name+";VALUE=DATE", t.UTC().Format("20060102"))
		return
	}
	w.line(name, utc(t))
}

func utc(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

// duration writes a length in the form of RFC 5545, 3.3.6.
func duration(d time.Duration) string {
	if d%(24*time.Hour) == 0 {
		return fmt.Sprintf("P%dD", d/(24*time.Hour))
	}
	return fmt.Sprintf("PT%dM", max(1, d/time.Minute))
}

func (w *writer) text(name, s string) {
	if s != "" {
		w.line(name, escape(s))
	}
}

// uri writes an address, which is not escaped (RFC 5545, 3.3.13).
func (w *writer) uri(name, s string) {
	if s != "" {
		w.line(name, strings.Map(func(r rune) rune {
			if r <= ' ' || r == 0x7f {
				return -1
			}
			return r
		}, s))
	}
}

// escape makes TEXT of words (RFC 5545, 3.3.11). Control characters, which a calendar cannot hold, are left out.
func escape(s string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(s, "\ufffd") {
		switch {
		case r == '\\' || r == ';' || r == ',':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r < ' ' && r != '\t' || r == 0x7f:
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// line writes a content line, folded after at most 75 octets without cutting a character (RFC 5545, 3.1).
func (w *writer) line(name, value string) {
	const most = 75
	line := []byte(name + ":" + value)
	for room := most; len(line) > room; room = most - 1 {
		cut := room
		for cut > 0 && !utf8.RuneStart(line[cut]) {
			cut--
		}
		w.b = append(w.b, line[:cut]...)
		w.b = append(w.b, "\r\n "...)
		line = line[cut:]
	}
	w.b = append(w.b, bytes.TrimRight(line, "\r\n")...)
	w.b = append(w.b, "\r\n"...)
}
