package spell

import (
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	words := []string{"undersea", "investment", "Türkiye", "tables", "t"}
	check := func(s, want string, fold func(string) string) {
		t.Helper()
		if got, ok := Nearest(s, words, fold); got != want || ok != (want != "") {
			t.Errorf("%q: got %q (%v), want %q", s, got, ok, want)
		}
	}
	check("undersee", "undersea", nil)
	check("udnersea", "undersea", nil) // two letters swapped are one slip
	check("investmnet", "investment", nil)
	check("sea", "", nil)
	check("TABLES", "", nil)
	check("TABLE", "tables", strings.ToLower)
	check("Turkiye", "Türkiye", nil)
	check("", "t", nil)
	check(strings.Repeat("x", 100), "", nil)
}

// TestDistance is worked out by hand.
func TestDistance(t *testing.T) {
	check := func(a, b string, want int) {
		t.Helper()
		if got, back := distance([]rune(a), []rune(b)), distance([]rune(b), []rune(a)); got != want || back != want {
			t.Errorf("%q and %q: %d and %d, want %d", a, b, got, back, want)
		}
	}
	check("", "", 0)
	check("", "abc", 3)
	check("kitten", "sitting", 3)
	check("ca", "abc", 3) // no part is edited twice
	check("ab", "ba", 1)
	check("电缆", "电览", 1)
}
