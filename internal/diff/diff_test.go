package diff_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"entente/internal/diff"
)

func TestWords(t *testing.T) {
	check := func(old, new, want string) {
		t.Helper()
		if got := show(diff.Words(old, new)); got != want {
			t.Errorf("%q, %q: got %s, want %s", old, new, got, want)
		}
	}
	check("", "", "")
	check("the same", "the same", "the same")
	check("", "new", "{+new+}")
	check("old", "", "[-old-]")
	check("the Council decides A", "the Council decides B", "the Council decides [-A-]{+B+}")
	check("to report by the next summit", "to report to Ministers by the next summit", "to report {+to Ministers +}by the next summit")
	check("one two three", "two three four", "[-one -]two [-three-]{+three four+}")
	check("不迟于2024年报告", "不迟于2025年报告", "不迟于[-2024-]{+2025+}年报告")
	check("Agreed.", "Agreed, in part.", "Agreed{+, in part+}.")
}

// Whatever the texts, the parts make both of them again.
func FuzzWords(f *testing.F) {
	f.Add("the Council decides A", "the Council, meeting, decides B")
	f.Add("不迟于2024年报告", "2025年")
	f.Fuzz(func(t *testing.T, old, new string) {
		var was, is strings.Builder
		for _, p := range diff.Words(old, new) {
			if p.Kind != diff.Added {
				was.WriteString(p.Text)
			}
			if p.Kind != diff.Removed {
				is.WriteString(p.Text)
			}
		}
		if was.String() != old || is.String() != new {
			t.Errorf("%q, %q: parts make %q, %q", old, new, was.String(), is.String())
		}
	})
}

// The changes are as few as the longest common subsequence allows.
func TestFewestChanges(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	letters := []string{"a ", "b ", "c "}
	text := func() (s []string) {
		for range rng.IntN(12) {
			s = append(s, letters[rng.IntN(3)])
		}
		return s
	}
	for range 2000 {
		a, b := text(), text()
		changes := 0
		for _, p := range diff.Words(strings.Join(a, ""), strings.Join(b, "")) {
			if p.Kind != diff.Same {
				changes += strings.Count(p.Text, " ")
			}
		}
		if want := len(a) + len(b) - 2*common(a, b); changes != want {
			t.Fatalf("%v, %v: %d changes, want %d", a, b, changes, want)
		}
	}
}

// common returns the length of the longest common subsequence.
func common(a, b []string) int {
	row := make([]int, len(b)+1)
	for i := range a {
		before := 0
		for j := range b {
			above := row[j+1]
			if a[i] == b[j] {
				row[j+1] = before + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			before = above
		}
	}
	return row[len(b)]
}

func TestManyChanges(t *testing.T) {
	old, new := strings.Repeat("a ", 5000), strings.Repeat("b ", 5000)
	parts := diff.Words(old, new)
	if len(parts) != 2 || parts[0].Text != old || parts[1].Text != new {
		t.Errorf("got %d parts", len(parts))
	}
}

// show writes parts in one line: [-removed-]{+added+}.
func show(all []diff.Part) string {
	var b strings.Builder
	for _, p := range all {
		switch p.Kind {
		case diff.Removed:
			b.WriteString("[-" + p.Text + "-]")
		case diff.Added:
			b.WriteString("{+" + p.Text + "+}")
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}
