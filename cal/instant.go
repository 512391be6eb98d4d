package cal

import (
	"fmt"
	"time"
)

// An Instant is a moment in UTC, in microseconds since 1970-01-01. The zero Instant stands for "not stated".
// Its text form is 2006-01-02T15:04:05.000000Z.
type Instant int64

const instantLayout = "2006-01-02T15:04:05.000000Z"

// InstantOf returns the instant of t, cut to the microsecond.
func InstantOf(t time.Time) Instant { return Instant(t.UnixMicro()) }

// ParseInstant parses what [Instant.String] writes.
func ParseInstant(s string) (Instant, error) {
	t, err := time.Parse(instantLayout, s)
	if i := InstantOf(t); err == nil && i.isCivil() && i.String() == s {
		return i, nil
	}
	return 0, fmt.Errorf("instant %q: want %s", s, instantLayout)
}

// ParseWhen parses what a person types for a moment: an RFC 3339 time, or a day, which stands for its last microsecond,
// so that "known on 2023-07-11" includes what was learned that day.
func ParseWhen(s string) (Instant, error) {
	if len(s) == len(time.DateOnly) {
		if d, err := ParseDate(s); err == nil {
			return InstantOf((d + 1).Time()) - 1, nil
		}
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if i := InstantOf(t); err == nil && i.isCivil() {
		return i, nil
	}
	return 0, fmt.Errorf("moment %q: want 2023-07-11 or 2023-07-11T12:00:00Z", s)
}

// isCivil reports whether i lies in the years 0001 to 9999, in UTC.
func (i Instant) isCivil() bool {
	y := i.Time().Year()
	return 1 <= y && y <= 9999
}

// Time returns i as a time in UTC.
func (i Instant) Time() time.Time { return time.UnixMicro(int64(i)).UTC() }

// Date returns the day of i in UTC.
func (i Instant) Date() Date { return DateOf(i.Time()) }

func (i Instant) String() string { return i.Time().Format(instantLayout) }

// MarshalText implements [encoding.TextMarshaler].
func (i Instant) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (i *Instant) UnmarshalText(b []byte) (err error) {
	*i, err = ParseInstant(string(b))
	return err
}
