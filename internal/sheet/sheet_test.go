package sheet

import "testing"

func TestSafe(t *testing.T) {
	check := func(s, want string) {
		t.Helper()
		if got := Safe(s); got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
	check("", "")
	check("2% of GDP", "2% of GDP")
	check("=1+1", "'=1+1")
	check("-1", "'-1")
	check("+1", "'+1")
	check("@sum", "'@sum")
	check("\t=1", "'\t=1")
	check("＝1", "'＝1") // full width
	check(" =1", " =1")
}
