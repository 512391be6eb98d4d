// Package icalendar writes calendars for other programs to show and to subscribe to: iCalendar (RFC 5545) with the properties of
// RFC 7986. It knows what dates, deadlines and reminders need of it: no recurrence, no time zones but UTC, no guests.
package icalendar

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// A Calendar is a named list of entries. It is written in their order.
//
// Texts may have several lines. What cannot stand in a calendar is left out of them: control characters (RFC 5545 3.3.11) and bytes
// that are no UTF-8. Times are written in UTC, to the second.
type Calendar struct {
	ProdID      string // names the program that writes it, such as "-//Example//Calendar//EN"; required
	Name        string
	Description string
	URL         string        // of a page that shows the same
	Source      string        // URL from which to fetch it again
	Refresh     time.Duration // how long to wait before fetching it again; 0 leaves that open
	Entries     []Entry       // each with its own UID
}

// An Entry is an event, or with Todo a thing to do. What is zero is left out; what is required gives an error then.
type Entry struct {
	Todo        bool
	UID         string    // names the entry for good, in this calendar and in all others; required
	Stamp       time.Time // when the entry was last revised (RFC 5545 3.8.7.2); required
	Sequence    int       // counts the revisions that those concerned have to hear of
	Start       When      // required of an event
	End         When      // of an event, not included: of whole days, the day after the last. Zero: one day, or no time at all
	Due         When      // of a thing to do
	Completed   time.Time // of a thing to do
	Percent     int       // of a thing to do: how much of it is done
	Status      string    // TENTATIVE, CONFIRMED, CANCELLED; of a thing to do NEEDS-ACTION, IN-PROCESS, COMPLETED, CANCELLED
	Summary     string
	Description string
	Location    string
	URL         string
	Categories  []string
	Class       string          // PUBLIC, PRIVATE, CONFIDENTIAL
	Priority    int             // from 1, the highest, to 9
	Related     []string        // UIDs of the entries that this one is part of
	Alarms      []time.Duration // how long before the start, or before a thing to do is due, to remind of it
}

// A When is an instant, or with Day the day that the time shows in its own location.
type When struct {
	Time time.Time
	Day  bool
}

func (w When) isZero() bool { return w.Time.IsZero() }

// clean returns the calendar without its entries, as it will be read again.
func (c Calendar) clean() Calendar {
	c.ProdID, c.Name, c.Description = clean(c.ProdID), clean(c.Name), clean(c.Description)
	c.Refresh = c.Refresh.Truncate(time.Second)
	c.Entries = nil
	return c
}

func (c *Calendar) check() error {
	return cmp.Or(
		require(c.ProdID != "", "no ProdID"),
		require(c.Refresh >= 0, "refresh after %v", c.Refresh),
		checkURL("URL", c.URL),
		checkURL("source", c.Source),
	)
}

// clean returns the entry as it will be read again.
func (e Entry) clean() Entry {
	e.Stamp, e.Completed = e.Stamp.UTC().Truncate(time.Second), e.Completed.UTC().Truncate(time.Second)
	e.Start, e.End, e.Due = e.Start.clean(), e.End.clean(), e.Due.clean()
	e.Summary, e.Description, e.Location = clean(e.Summary), clean(e.Description), clean(e.Location)
	e.Categories = slices.Clone(e.Categories)
	for i, s := range e.Categories {
		e.Categories[i] = clean(s)
	}
	e.Alarms = slices.Clone(e.Alarms)
	for i, d := range e.Alarms {
		e.Alarms[i] = d.Truncate(time.Second)
	}
	return e
}

func (w When) clean() When {
	if w.isZero() {
		return When{}
	}
	if w.Day {
		year, month, day := w.Time.Date()
		return When{time.Date(year, month, day, 0, 0, 0, 0, time.UTC), true}
	}
	return When{w.Time.UTC().Truncate(time.Second), false}
}

// clean returns a text without what cannot stand in a calendar. All ends of lines become the same.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "")
	if !strings.ContainsFunc(s, unicode.IsControl) {
		return s
	}
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
}

// What RFC 5545 has words for (3.8.1.11, 3.8.1.3).
var (
	eventStates = []string{"", "TENTATIVE", "CONFIRMED", "CANCELLED"}
	todoStates  = []string{"", "NEEDS-ACTION", "IN-PROCESS", "COMPLETED", "CANCELLED"}
	classes     = []string{"", "PUBLIC", "PRIVATE", "CONFIDENTIAL"}
)

func (e *Entry) check() error {
	kind := (*Entry).checkEvent
	if e.Todo {
		kind = (*Entry).checkTodo
	}
	return cmp.Or(
		require(e.UID != "", "no UID"),
		require(e.UID == clean(e.UID), "control characters in UID"),
		require(!e.Stamp.IsZero(), "no stamp"),
		kind(e),
		checkYears(e.Stamp, e.Completed, e.Start.Time, e.End.Time, e.Due.Time),
		require(slices.Contains(classes, e.Class), "class %q: want one of %q", e.Class, classes[1:]),
		require(e.Priority >= 0 && e.Priority <= 9, "priority %d: want 1 to 9", e.Priority),
		require(e.Sequence >= 0, "sequence %d", e.Sequence),
		checkURL("URL", e.URL),
		require(!slices.Contains(e.Categories, ""), "an empty category"),
		require(!slices.ContainsFunc(e.Related, func(s string) bool { return s == "" || s != clean(s) }), "related to %q", e.Related),
		require(!slices.ContainsFunc(e.Alarms, func(d time.Duration) bool { return d < 0 }), "an alarm after the time: %v", e.Alarms),
	)
}

func (e *Entry) checkEvent() error {
	return cmp.Or(
		require(!e.Start.isZero(), "no start"),
		checkOrder("end", e.Start, e.End),
		require(e.Due.isZero() && e.Completed.IsZero() && e.Percent == 0, "an event is neither due nor completed"),
		require(slices.Contains(eventStates, e.Status), "status %q: want one of %q", e.Status, eventStates[1:]),
	)
}

func (e *Entry) checkTodo() error {
	return cmp.Or(
		require(e.End.isZero(), "a thing to do has no end; it is due"),
		checkOrder("due", e.Start, e.Due),
		require(len(e.Alarms) == 0 || !e.Due.isZero(), "an alarm, and it is never due"),
		require(e.Percent >= 0 && e.Percent <= 100, "%d percent", e.Percent),
		require(slices.Contains(todoStates, e.Status), "status %q: want one of %q", e.Status, todoStates[1:]),
	)
}

func require(ok bool, format string, args ...any) error {
	if ok {
		return nil
	}
	return fmt.Errorf(format, args...)
}

// checkOrder asks that what ends come later than what starts, and be of its kind (RFC 5545 3.8.2.2, 3.8.2.3).
func checkOrder(name string, start, end When) error {
	if start.isZero() || end.isZero() || start.Day == end.Day && start.Time.Before(end.Time) {
		return nil
	}
	return fmt.Errorf("%s %v: want it later than the start %v, and both instants or both days", name, end.Time, start.Time)
}

// checkYears asks for years of four digits (RFC 5545 3.3.4).
func checkYears(times ...time.Time) error {
	for _, t := range times {
		if y := t.Year(); y < 0 || y > 9999 {
			return fmt.Errorf("year %d", y)
		}
	}
	return nil
}

// checkURL asks for an address that may stand as it is (RFC 5545 3.3.13, RFC 3986 2).
func checkURL(name, s string) error {
	if strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return fmt.Errorf("%s %q: want printable ASCII, all else percent-encoded", name, s)
	}
	return nil
}
