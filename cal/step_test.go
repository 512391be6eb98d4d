package cal

import "testing"

func TestStep(t *testing.T) {
	check := func(p string, n int, want string) {
		t.Helper()
		period, err := ParsePeriod(p)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := period.Step(n)
		if ok != (want != "") || got.String() != want {
			t.Errorf("%s, %d steps: got %q (%v), want %q", p, n, got, ok, want)
		}
	}
	check("2023", 1, "2024")
	check("2023", -9, "2014")
	check("2024", 0, "2024")
	check("2023-Q4", 1, "2024-Q1")
	check("2023-Q1", -1, "2022-Q4")
	check("2023-12", 2, "2024-02")
	check("2024-02", 1, "2024-03")
	check("2023-12-31", 1, "2024-01-01")
	check("2023/2024", 1, "")
	check("2023-07-11/..", 1, "")
	check("", 1, "")
}
