package cal_test

import (
	"encoding/json"
	"testing"

	"entente/cal"
)

var july11 = cal.NewDate(2023, 7, 11)

func TestPeriodText(t *testing.T) {
	check := func(p cal.Period, want string) {
		t.Helper()
		if p.String() != want {
			t.Errorf("got %q, want %q", p, want)
		}
		if again, err := cal.ParsePeriod(want); err != nil || again != p {
			t.Errorf("%q is read as %v, %v", want, again, err)
		}
	}
	check(cal.Period{}, "")
	check(cal.Always, "../..")
	check(cal.Year(2023), "2023")
	check(cal.Quarter(2023, 1), "2023-Q1")
	check(cal.Quarter(2023, 4), "2023-Q4")
	check(cal.Month(2023, 7), "2023-07")
	check(cal.Month(2023, 12), "2023-12")
	check(cal.Day(july11), "2023-07-11")
	check(cal.Days(july11, july11+1), "2023-07-11/2023-07-12")
	check(cal.Days(cal.NewDate(2014, 1, 1), cal.NewDate(2024, 12, 31)), "2014/2024")
	check(cal.Days(cal.NewDate(2023, 1, 1), cal.NewDate(2023, 6, 30)), "2023-01/2023-06")
	check(cal.Days(cal.NewDate(2023, 2, 1), cal.NewDate(2023, 4, 30)), "2023-02/2023-04")
	check(cal.Days(cal.NewDate(2023, 7, 1), cal.NewDate(2024, 12, 31)), "2023-07/2024-12")
	check(cal.Days(cal.NewDate(2023, 1, 1), july11), "2023-01-01/2023-07-11")
	check(cal.Since(july11), "2023-07-11/..")
	check(cal.Since(cal.NewDate(2023, 1, 1)), "2023/..")
	check(cal.Until(cal.NewDate(2023, 12, 31)), "../2023")
	check(cal.Until(july11), "../2023-07-11")
	check(cal.Year(1), "0001")
	check(cal.Year(9999), "9999")
	check(cal.Day(cal.NewDate(9999, 12, 31)), "9999-12-31")

	if p := cal.Days(july11, july11-1); !p.IsZero() || p != (cal.Period{}) {
		t.Errorf("last before first: got %v", p)
	}
}

func TestParsePeriodRefuses(t *testing.T) {
	for _, s := range []string{
		" ", "23", "0000", "2023-13", "2023-00", "2023-Q0", "2023-Q5", "2023-q1", "2023-02-29", "2023/", "/2023", "..", "2024/2023",
		"2023/2023", "2023-01/2023-12", "2023-07-01/2023-07-31", "2023-01/2023-03", "2023-Q1/2023-Q4", "2023-Q1/2023-Q2", "2023-07-01/..",
		"2023/2024-06", "2023-01-01/2024", "2023/2024/2025", "+023", "２０２３", "../../..",
	} {
		if p, err := cal.ParsePeriod(s); err == nil {
			t.Errorf("%q: got %v", s, p)
		}
	}
}

func TestPeriodEnds(t *testing.T) {
	check := func(p cal.Period, first, last string) {
		t.Helper()
		end := func(d cal.Date, ok bool) string {
			if !ok {
				return ".."
			}
			return d.String()
		}
		if got := end(p.First()); got != first {
			t.Errorf("%v: first %s, want %s", p, got, first)
		}
		if got := end(p.Last()); got != last {
			t.Errorf("%v: last %s, want %s", p, got, last)
		}
	}
	check(cal.Month(2024, 2), "2024-02-01", "2024-02-29")
	check(cal.Since(july11), "2023-07-11", "..")
	check(cal.Until(july11), "..", "2023-07-11")
	check(cal.Always, "..", "..")
	check(cal.Period{}, "..", "..")
}

func TestCoversOverlapsContains(t *testing.T) {
	check := func(p, q string, covers, overlaps bool) {
		t.Helper()
		a, b := period(t, p), period(t, q)
		if got := a.Covers(b); got != covers {
			t.Errorf("%q covers %q: %v", p, q, got)
		}
		if got := a.Overlaps(b); got != overlaps {
			t.Errorf("%q overlaps %q: %v", p, q, got)
		}
		if a.Overlaps(b) != b.Overlaps(a) {
			t.Errorf("%q and %q: overlap is mutual", p, q)
		}
	}
	check("2023", "2023-Q3", true, true)
	check("2023-Q3", "2023", false, true)
	check("2023", "2023", true, true)
	check("2023", "2024", false, false)
	check("2023", "2023-12-31/2024-01-01", false, true)
	check("../..", "2023", true, true)
	check("2023", "../..", false, true)
	check("../2022", "2023/..", false, false)
	check("../2023-01-01", "2023/..", false, true)
	check("2023/..", "2024/..", true, true)
	check("", "2023", false, false)
	check("2023", "", false, false)
	check("", "", false, false)
	check("../..", "", false, false)
}

// The rules of periods, tried on every pair of a set that touches in all ways, day by day.
func TestPeriodRulesByDays(t *testing.T) {
	day := cal.NewDate(2023, 12, 29)
	periods := []cal.Period{{}, cal.Always, cal.Year(2023), cal.Year(2024), cal.Quarter(2024, 1)}
	for i := range cal.Date(5) {
		periods = append(periods, cal.Since(day+i), cal.Until(day+i))
		for j := i; j < 5; j++ {
			periods = append(periods, cal.Days(day+i, day+j))
		}
	}
	for _, p := range periods {
		for _, q := range periods {
			covers, overlaps := !q.IsZero(), false
			for d := cal.NewDate(2022, 12, 1); d < cal.NewDate(2025, 2, 1); d++ {
				both := p.Contains(d) && q.Contains(d)
				overlaps = overlaps || both
				covers = covers && (both || !q.Contains(d))
				if p.Intersect(q).Contains(d) != both {
					t.Errorf("%v and %v: intersection is %v, wrong on %v", p, q, p.Intersect(q), d)
				}
			}
			if p.Covers(q) != covers {
				t.Errorf("%q covers %q: got %v", p, q, !covers)
			}
			if p.Overlaps(q) != overlaps {
				t.Errorf("%q overlaps %q: got %v", p, q, !overlaps)
			}
			if p.Compare(q) != -q.Compare(p) || (p.Compare(q) == 0) != (p == q) {
				t.Errorf("%q and %q: compare gives %d and %d", p, q, p.Compare(q), q.Compare(p))
			}
		}
	}
}

func TestCompareOrder(t *testing.T) {
	order := []string{"../2023", "../..", "2023-01-01", "2023-Q1", "2023", "2023/..", "2024"}
	for i := range order[1:] {
		if a, b := period(t, order[i]), period(t, order[i+1]); a.Compare(b) != -1 {
			t.Errorf("%q is not before %q", a, b)
		}
	}
}

func TestPeriodJSON(t *testing.T) {
	type row struct {
		Period cal.Period `json:"period,omitzero"`
	}
	for want, p := range map[string]cal.Period{`{}`: {}, `{"period":"2023-Q3"}`: cal.Quarter(2023, 3)} {
		b, err := json.Marshal(row{p})
		if err != nil || string(b) != want {
			t.Errorf("got %s, %v, want %s", b, err, want)
		}
		var r row
		if err := json.Unmarshal(b, &r); err != nil || r.Period != p {
			t.Errorf("%s is read as %v, %v", b, r.Period, err)
		}
	}
}

func FuzzParsePeriod(f *testing.F) {
	for _, s := range []string{"", "2023", "2023-Q3", "2023-07", "2023-07-11", "2014/2024", "2023-07/..", "../2023-07-11", "../..", "9999", "2023-01/2023-03"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := cal.ParsePeriod(s)
		if err == nil && p.String() != s {
			t.Errorf("%q is written %q", s, p)
		}
		if err == nil && p.IsZero() != (s == "") {
			t.Errorf("%q has no day", s)
		}
	})
}

// Every period is read back as it was written.
func FuzzPeriodString(f *testing.F) {
	f.Add(int32(19549), int32(19549), false, false)
	f.Add(int32(19358), int32(19722), false, true)
	f.Fuzz(func(t *testing.T, first, last int32, noFirst, noLast bool) {
		const days = 3652059 // 0001-01-01 to 9999-12-31
		start := cal.NewDate(1, 1, 1) + cal.Date(uint32(first)%days)
		end := cal.NewDate(1, 1, 1) + cal.Date(uint32(last)%days)
		p := cal.Days(start, end)
		switch {
		case noFirst && noLast:
			p = cal.Always
		case noFirst:
			p = cal.Until(end)
		case noLast:
			p = cal.Since(start)
		}
		if again, err := cal.ParsePeriod(p.String()); err != nil || again != p {
			t.Errorf("%q is read back as %v, %v", p, again, err)
		}
	})
}

func period(t *testing.T, s string) cal.Period {
	t.Helper()
	p, err := cal.ParsePeriod(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
