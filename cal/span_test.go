package cal_test

import (
	"testing"

	"entente/cal"
)

func TestSpanAfter(t *testing.T) {
	check := func(from, span, want string) {
		t.Helper()
		i, err := cal.ParseWhen(from)
		if err != nil {
			t.Fatal(err)
		}
		p, err := cal.ParseSpan(span)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.After(i).Time().Format("2006-01-02T15:04:05Z"); got != want {
			t.Errorf("%s and %s: got %s, want %s", from, span, got, want)
		}
	}
	check("2023-07-11T12:00:00Z", "PT72H", "2023-07-14T12:00:00Z")
	check("2023-06-10T00:00:00Z", "P150D", "2023-11-07T00:00:00Z") // the notice of withdrawal from the CFE Treaty
	check("2020-05-22T00:00:00Z", "P6M", "2020-11-22T00:00:00Z")   // and from the Open Skies Treaty
	check("2024-01-31T08:00:00Z", "P1M", "2024-02-29T08:00:00Z")
	check("2024-02-29T08:00:00Z", "P1Y", "2025-02-28T08:00:00Z")
	check("2024-01-01T00:00:00Z", "P1Y2M3DT4H5M6S", "2025-03-04T04:05:06Z")
	check("2024-01-01T00:00:00Z", "P2W", "2024-01-15T00:00:00Z")
}

func TestParseSpan(t *testing.T) {
	for _, s := range []string{"", "P", "PT", "P1", "1Y", "P1H", "PT1D", "P1D1M", "P-1D", "P1.5D", "P1YT", "p1y", "P0D", "PT1H1H", "P99999999999D"} {
		if p, err := cal.ParseSpan(s); err == nil {
			t.Errorf("%q: got %v", s, p)
		}
	}
}

func FuzzParseSpan(f *testing.F) {
	f.Add("P1Y2M3DT4H5M6S")
	f.Add("PT72H")
	f.Add("P14M")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := cal.ParseSpan(s)
		if err != nil {
			return
		}
		if again, err := cal.ParseSpan(p.String()); err != nil || again != p {
			t.Errorf("%q: %v is read back as %v, %v", s, p, again, err)
		}
	})
}

func TestWorkweek(t *testing.T) {
	week := cal.Workweek{Holidays: map[cal.Date]bool{cal.NewDate(2023, 7, 21): true}} // a Friday
	check := func(from cal.Date, n int, want string) {
		t.Helper()
		if got := week.Add(from, n); got.String() != want {
			t.Errorf("%v and %d working days: got %v, want %s", from, n, got, want)
		}
	}
	thursday := cal.NewDate(2023, 7, 20)
	check(thursday, 0, "2023-07-20")
	check(thursday, 1, "2023-07-24")
	check(thursday, 5, "2023-07-28")
	check(thursday+2, 1, "2023-07-24")
}
