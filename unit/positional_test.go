package unit

import "testing"

func TestPositional(t *testing.T) {
	check := func(negative bool, whole, fraction string, exponent int, want string) {
		t.Helper()
		got := Positional(negative, whole, fraction, exponent)
		if got != want {
			t.Errorf("%s.%se%d: got %s, want %s", whole, fraction, exponent, got, want)
		}
		if _, err := ParseDecimal(got); err != nil {
			t.Error(err)
		}
	}
	check(false, "1", "5", 0, "1.5")
	check(false, "1", "5", 3, "1500")
	check(false, "1", "5", 1, "15")
	check(false, "1", "5", -3, "0.0015")
	check(true, "1", "5", -1, "-0.15")
	check(false, "007", "50", 0, "7.50")
	check(false, "", "5", 0, "0.5")
	check(true, "0", "00", 0, "0.00")
	check(true, "0", "", 5, "0")
}
