package cal_test

import (
	"testing"
	"time"

	"entente/cal"
)

func TestParseInstant(t *testing.T) {
	const s = "2023-07-11T15:04:05.000006Z"
	i, err := cal.ParseInstant(s)
	if err != nil || i != cal.InstantOf(time.Date(2023, 7, 11, 15, 4, 5, 6000, time.UTC)) || i.String() != s {
		t.Errorf("got %v, %v", i, err)
	}
	if i.Date() != cal.NewDate(2023, 7, 11) {
		t.Errorf("day: %v", i.Date())
	}
	for _, s := range []string{
		"", "2023-07-11", "2023-07-11T15:04:05Z", "2023-07-11T15:04:05.000Z", "2023-07-11T15:04:05.0000000Z", "2023-07-11T15:04:05,000000Z",
		"2023-07-11T15:04:05.000000+00:00", "2023-07-11 15:04:05.000000Z", "2023-07-11T24:00:00.000000Z", "0000-07-11T15:04:05.000000Z",
	} {
		if i, err := cal.ParseInstant(s); err == nil {
			t.Errorf("%q: got %v", s, i)
		}
	}
}

func TestInstantOfCutsToMicroseconds(t *testing.T) {
	at := time.Date(2023, 7, 11, 0, 0, 0, 1999, time.FixedZone("", 60*60))
	if got, want := cal.InstantOf(at).String(), "2023-07-10T23:00:00.000001Z"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestParseWhen(t *testing.T) {
	check := func(s, want string) {
		t.Helper()
		if i, err := cal.ParseWhen(s); err != nil || i.String() != want {
			t.Errorf("%q: got %v, %v, want %s", s, i, err, want)
		}
	}
	check("2023-07-11", "2023-07-11T23:59:59.999999Z")
	check("1949-04-04", "1949-04-04T23:59:59.999999Z")
	check("9999-12-31", "9999-12-31T23:59:59.999999Z")
	check("2023-07-11T12:00:00Z", "2023-07-11T12:00:00.000000Z")
	check("2023-07-11T12:00:00.5+02:00", "2023-07-11T10:00:00.500000Z")
	check("2023-07-11T15:04:05.000006Z", "2023-07-11T15:04:05.000006Z")

	for _, s := range []string{"", "now", "2023", "2023-07-11T12:00", "2023-07-11 12:00:00", "0000-01-01T00:00:00Z", "9999-12-31T23:00:00-02:00", "0001-01-01T00:00:00+01:00"} {
		if i, err := cal.ParseWhen(s); err == nil {
			t.Errorf("%q: got %v", s, i)
		}
	}
}

func FuzzParseInstant(f *testing.F) {
	f.Add("2023-07-11T15:04:05.000006Z")
	f.Add("2023-07-11T15:04:05,000006Z")
	f.Fuzz(func(t *testing.T, s string) {
		if i, err := cal.ParseInstant(s); err == nil && i.String() != s {
			t.Errorf("%q is written %q", s, i)
		}
	})
}

func FuzzParseWhen(f *testing.F) {
	f.Add("2023-07-11")
	f.Add("2023-07-11T12:00:00.5+02:00")
	f.Fuzz(func(t *testing.T, s string) {
		i, err := cal.ParseWhen(s)
		if err != nil {
			return
		}
		if again, err := cal.ParseInstant(i.String()); err != nil || again != i {
			t.Errorf("%q: %v is read back as %v, %v", s, i, again, err)
		}
	})
}
