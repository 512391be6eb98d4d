package cal_test

import (
	"testing"
	"time"

	"entente/cal"
)

func TestParseDate(t *testing.T) {
	check := func(s string, year int, month time.Month, day int) {
		t.Helper()
		d, err := cal.ParseDate(s)
		if err != nil || d != cal.NewDate(year, month, day) || d.String() != s {
			t.Errorf("%q: got %v, %v", s, d, err)
		}
		if y, m, dd := d.Civil(); y != year || m != month || dd != day {
			t.Errorf("%q: civil %d-%d-%d", s, y, m, dd)
		}
	}
	check("1970-01-01", 1970, time.January, 1)
	check("2023-07-11", 2023, time.July, 11)
	check("2024-02-29", 2024, time.February, 29)
	check("1949-04-04", 1949, time.April, 4)
	check("0001-01-01", 1, time.January, 1)
	check("9999-12-31", 9999, time.December, 31)

	for _, s := range []string{"", "2023", "2023-7-11", "2023-02-29", "2023-13-01", "0000-01-01", "2023-07-11 ", "+2023-07-11", "２０２３-07-11"} {
		if d, err := cal.ParseDate(s); err == nil {
			t.Errorf("%q: got %v", s, d)
		}
	}
}

func TestDateArithmetic(t *testing.T) {
	check := func(got cal.Date, want string) {
		t.Helper()
		if got.String() != want {
			t.Errorf("got %v, want %s", got, want)
		}
	}
	d := cal.NewDate(2023, 7, 11)
	check(d+1, "2023-07-12")
	check(d.AddDate(1, 0, 0), "2024-07-11")
	check(d.AddDate(0, 6, -11), "2023-12-31")
	check(cal.NewDate(2024, 2, 29).AddDate(1, 0, 0), "2025-03-01")
	check(cal.NewDate(2023, 14, 1), "2024-02-01")

	// The day is that of UTC, before 1970 too.
	cest := time.FixedZone("", 2*60*60)
	check(cal.DateOf(time.Date(2023, 7, 12, 1, 59, 59, 0, cest)), "2023-07-11")
	check(cal.DateOf(time.Date(2023, 7, 12, 2, 0, 0, 0, cest)), "2023-07-12")
	check(cal.DateOf(time.Date(1969, 12, 31, 23, 59, 59, 999, time.UTC)), "1969-12-31")
	check(cal.DateOf(time.Date(1949, 4, 4, 0, 0, 0, 0, time.UTC)), "1949-04-04")
}

func FuzzParseDate(f *testing.F) {
	f.Add("2023-07-11")
	f.Add("2024-02-29")
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := cal.ParseDate(s); err == nil && d.String() != s {
			t.Errorf("%q is written %q", s, d)
		}
	})
}
