package icalendar

import (
	"strconv"
	"strings"
	"time"
)

// A field is one property of a component. It stands here once, for the writer and the reader.
type field[T any] struct {
	name  string            // with its parameters
	write func(*T) []string // its values; none leaves it out
	read  func(*T, string) error
}

// at is the field of that name which keeps its value in the given place.
func at[T, V any](name string, place func(*T) *V, c codec[V]) field[T] {
	return field[T]{
		name:  name,
		write: func(t *T) []string { return c.write(*place(t)) },
		read:  func(t *T, s string) error { return c.read(place(t), s) },
	}
}

// calendarFields are those of the calendar itself: of RFC 5545 3.7 and RFC 7986 5, and the older names that many programs know them
// by.
var calendarFields = []field[Calendar]{
	at("PRODID", func(c *Calendar) *string { return &c.ProdID }, text),
	at("NAME", func(c *Calendar) *string { return &c.Name }, text),
	at("X-WR-CALNAME", func(c *Calendar) *string { return &c.Name }, text),
	at("DESCRIPTION", func(c *Calendar) *string { return &c.Description }, text),
	at("X-WR-CALDESC", func(c *Calendar) *string { return &c.Description }, text),
	at("URL", func(c *Calendar) *string { return &c.URL }, plain),
	at("SOURCE;VALUE=URI", func(c *Calendar) *string { return &c.Source }, plain),
	at("REFRESH-INTERVAL;VALUE=DURATION", func(c *Calendar) *time.Duration { return &c.Refresh }, span),
	at("X-PUBLISHED-TTL", func(c *Calendar) *time.Duration { return &c.Refresh }, span),
}

// entryFields are those of events and things to do (RFC 5545 3.8).
var entryFields = []field[Entry]{
	at("UID", func(e *Entry) *string { return &e.UID }, text),
	at("DTSTAMP", func(e *Entry) *time.Time { return &e.Stamp }, moment),
	at("SEQUENCE", func(e *Entry) *int { return &e.Sequence }, number),
	at("DTSTART", func(e *Entry) *When { return &e.Start }, instant),
	at("DTSTART;VALUE=DATE", func(e *Entry) *When { return &e.Start }, day),
	at("DTEND", func(e *Entry) *When { return &e.End }, instant),
	at("DTEND;VALUE=DATE", func(e *Entry) *When { return &e.End }, day),
	at("DUE", func(e *Entry) *When { return &e.Due }, instant),
	at("DUE;VALUE=DATE", func(e *Entry) *When { return &e.Due }, day),
	at("COMPLETED", func(e *Entry) *time.Time { return &e.Completed }, moment),
	at("PERCENT-COMPLETE", func(e *Entry) *int { return &e.Percent }, number),
	at("STATUS", func(e *Entry) *string { return &e.Status }, plain),
	at("SUMMARY", func(e *Entry) *string { return &e.Summary }, text),
	at("DESCRIPTION", func(e *Entry) *string { return &e.Description }, text),
	at("LOCATION", func(e *Entry) *string { return &e.Location }, text),
	at("URL", func(e *Entry) *string { return &e.URL }, plain),
	at("CATEGORIES", func(e *Entry) *[]string { return &e.Categories }, list),
	at("CLASS", func(e *Entry) *string { return &e.Class }, plain),
	at("PRIORITY", func(e *Entry) *int { return &e.Priority }, number),
	at("RELATED-TO", func(e *Entry) *[]string { return &e.Related }, repeated),
}

// A codec turns what is in a place into values of a property, and reads one of them into it.
type codec[V any] struct {
	write func(V) []string
	read  func(*V, string) error
}

// single is the codec of what is left out when it is zero.
func single[V any](isZero func(V) bool, write func(V) string, read func(string) (V, error)) codec[V] {
	return codec[V]{
		write: func(v V) []string {
			if isZero(v) {
				return nil
			}
			return []string{write(v)}
		},
		read: func(v *V, s string) (err error) {
			*v, err = read(s)
			return err
		},
	}
}

func isZero[V comparable](v V) bool { return v == *new(V) }

const (
	instantLayout = "20060102T150405Z" // RFC 5545 3.3.5, form #2
	dayLayout     = "20060102"         // RFC 5545 3.3.4
)

var (
	plain  = single(isZero, func(s string) string { return s }, func(s string) (string, error) { return s, nil })
	text   = single(isZero, escape, func(s string) (string, error) { return unescape(s), nil })
	number = single(isZero, strconv.Itoa, strconv.Atoi)
	span   = single(isZero, writeSpan, readSpan)
	moment = single(time.Time.IsZero, func(t time.Time) string { return t.Format(instantLayout) }, readMoment)

	instant = single(func(w When) bool { return w.isZero() || w.Day },
		func(w When) string { return w.Time.Format(instantLayout) },
		func(s string) (When, error) { t, err := readMoment(s); return When{t, false}, err })
	day = single(func(w When) bool { return w.isZero() || !w.Day },
		func(w When) string { return w.Time.Format(dayLayout) },
		func(s string) (When, error) { t, err := time.Parse(dayLayout, s); return When{t, true}, err })

	list = codec[[]string]{
		write: func(all []string) []string {
			if len(all) == 0 {
				return nil
			}
			return []string{strings.Join(escapeAll(all), ",")}
		},
		read: func(all *[]string, s string) error { *all = splitList(s); return nil },
	}
	repeated = codec[[]string]{
		write: escapeAll,
		read:  func(all *[]string, s string) error { *all = append(*all, unescape(s)); return nil },
	}
)

func readMoment(s string) (time.Time, error) { return time.Parse(instantLayout, s) }

var (
	escaper   = strings.NewReplacer(`\`, `\\`, `;`, `\;`, `,`, `\,`, "\n", `\n`)
	unescaper = strings.NewReplacer(`\\`, `\`, `\;`, `;`, `\,`, `,`, `\n`, "\n")
)

// escape writes a text as a value (RFC 5545 3.3.11).
func escape(s string) string { return escaper.Replace(s) }

func unescape(s string) string { return unescaper.Replace(s) }

func escapeAll(all []string) []string {
	values := make([]string, len(all))
	for i, s := range all {
		values[i] = escape(s)
	}
	return values
}

// splitList reads texts with commas between them.
func splitList(s string) []string {
	var all []string
	begin := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case ',':
			all = append(all, unescape(s[begin:i]))
			begin = i + 1
		}
	}
	return append(all, unescape(s[begin:]))
}

// writeSpan writes a duration of whole seconds (RFC 5545 3.3.6). Between hours and seconds it has minutes, if none: the grammar
// wants them.
func writeSpan(d time.Duration) string {
	const day = 24 * time.Hour
	s := "P"
	if d >= day {
		s += strconv.Itoa(int(d/day)) + "D"
	}
	if d%day == 0 && d > 0 {
		return s
	}
	s += "T"
	hours, minutes, seconds := int(d%day/time.Hour), int(d%time.Hour/time.Minute), int(d%time.Minute/time.Second)
	if hours > 0 {
		s += strconv.Itoa(hours) + "H"
	}
	if minutes > 0 || hours > 0 && seconds > 0 {
		s += strconv.Itoa(minutes) + "M"
	}
	if seconds > 0 || d == 0 {
		s += strconv.Itoa(seconds) + "S"
	}
	return s
}

func readSpan(s string) (time.Duration, error) {
	days, rest, timed := strings.Cut(strings.TrimPrefix(s, "P"), "T")
	var d time.Duration
	if n, ok := strings.CutSuffix(days, "D"); ok {
		whole, err := strconv.Atoi(n)
		if err != nil {
			return 0, err
		}
		d = time.Duration(whole) * 24 * time.Hour
	}
	if !timed {
		return d, nil
	}
	part, err := time.ParseDuration(strings.ToLower(rest)) // which means the same by H, M and S
	return d + part, err
}
