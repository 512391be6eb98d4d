package icalendar

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// Parse reads a calendar that Write has written, and refuses every other: what it has read it writes again, and compares.
func Parse(b []byte) (Calendar, error) {
	var r reader
	lines := strings.Split(string(b), "\r\n")
	for i := 0; i < len(lines); i++ {
		first, line := i, lines[i]
		for i+1 < len(lines) && strings.HasPrefix(lines[i+1], " ") {
			i++
			line += lines[i][1:]
		}
		if err := r.line(line); err != nil {
			return Calendar{}, fmt.Errorf("icalendar: line %d: %w", first+1, err)
		}
	}
	again, err := r.calendar.append(nil)
	if err != nil {
		return Calendar{}, err
	}
	if !bytes.Equal(b, again) {
		n := differs(lines, strings.Split(string(again), "\r\n"))
		return Calendar{}, fmt.Errorf("icalendar: line %d: not as it is written here", n+1)
	}
	return r.calendar, nil
}

// differs returns where two texts that are not the same first differ.
func differs(a, b []string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// A reader takes lines one by one.
type reader struct {
	calendar Calendar
	entry    bool // it is in one, the last of the calendar
	alarm    bool
}

func (r *reader) line(s string) error {
	switch s {
	case "BEGIN:VEVENT", "BEGIN:VTODO":
		r.calendar.Entries = append(r.calendar.Entries, Entry{Todo: s == "BEGIN:VTODO"})
		r.entry = true
	case "END:VEVENT", "END:VTODO":
		r.entry, r.alarm = false, false
	case "BEGIN:VALARM", "END:VALARM":
		r.alarm = s == "BEGIN:VALARM"
	case "BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR", "":
	default:
		return r.property(s)
	}
	return nil
}

func (r *reader) property(s string) error {
	name, value, ok := strings.Cut(s, ":")
	if !ok {
		return fmt.Errorf("%.60q: no property", s)
	}
	if !r.entry {
		return readField(calendarFields, &r.calendar, name, value)
	}
	e := &r.calendar.Entries[len(r.calendar.Entries)-1]
	if !r.alarm {
		return readField(entryFields, e, name, value)
	}
	if name != "TRIGGER" && name != triggerDue {
		return nil // it says what the entry says
	}
	before, err := readSpan(strings.TrimPrefix(value, "-"))
	e.Alarms = append(e.Alarms, before)
	return err
}

func readField[T any](fields []field[T], t *T, name, value string) error {
	i := slices.IndexFunc(fields, func(f field[T]) bool { return f.name == name })
	if i < 0 {
		return fmt.Errorf("property %.60q unknown", name)
	}
	if err := fields[i].read(t, value); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
