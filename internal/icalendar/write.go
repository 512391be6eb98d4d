package icalendar

import (
	"fmt"
	"io"
	"unicode/utf8"
)

// Write writes the calendar, or nothing and an error that says which entry cannot be written and why. Equal calendars are the same
// bytes.
//
// A calendar without entries is written too, against the grammar (RFC 5545 3.6): there is no other way to say that nothing is to come,
// and programs understand it.
func (c Calendar) Write(w io.Writer) error {
	b, err := c.append(nil)
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

func (c Calendar) append(b []byte) ([]byte, error) {
	head := c.clean()
	if err := head.check(); err != nil {
		return nil, fmt.Errorf("icalendar: calendar %q: %w", c.Name, err)
	}
	b = fold(b, "BEGIN:VCALENDAR")
	b = fold(b, "VERSION:2.0")
	b = appendFields(b, calendarFields, &head)
	first := make(map[string]int, len(c.Entries))
	for i, e := range c.Entries {
		e = e.clean()
		err := e.check()
		if j, twice := first[e.UID]; err == nil && twice {
			err = fmt.Errorf("entry %d has the same UID", j)
		}
		if err != nil {
			return nil, fmt.Errorf("icalendar: entry %d, UID %q, %q: %w", i, e.UID, e.Summary, err)
		}
		first[e.UID] = i
		b = appendEntry(b, &e)
	}
	return fold(b, "END:VCALENDAR"), nil
}

func appendEntry(b []byte, e *Entry) []byte {
	kind, trigger := "VEVENT", "TRIGGER"
	if e.Todo {
		kind, trigger = "VTODO", triggerDue
	}
	b = fold(b, "BEGIN:"+kind)
	b = appendFields(b, entryFields, e)
	for _, before := range e.Alarms {
		b = fold(b, "BEGIN:VALARM")
		b = fold(b, "ACTION:DISPLAY")
		b = fold(b, "DESCRIPTION:"+escape(e.Summary)) // required (RFC 5545 3.6.6)
		b = fold(b, trigger+":-"+writeSpan(before))
		b = fold(b, "END:VALARM")
	}
	return fold(b, "END:"+kind)
}

// triggerDue begins an alarm before a thing to do is due: without the parameter it would be before it starts (RFC 5545 3.8.6.3).
const triggerDue = "TRIGGER;RELATED=END"

func appendFields[T any](b []byte, fields []field[T], t *T) []byte {
	for _, f := range fields {
		for _, value := range f.write(t) {
			b = fold(b, f.name+":"+value)
		}
	}
	return b
}

// most is how many octets a line has at most, the space at its beginning included (RFC 5545 3.1).
const most = 75

// fold appends a line, in pieces if it is long. No rune is cut in two.
func fold(b []byte, line string) []byte {
	for room := most; len(line) > room; room = most - 1 {
		n := room
		for !utf8.RuneStart(line[n]) {
			n--
		}
		b = append(append(b, line[:n]...), "\r\n "...)
		line = line[n:]
	}
	return append(append(b, line...), "\r\n"...)
}
