package text

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente"
)

// An exercise is an invented sentence with the act that a careful reader gives it.
type exercise struct {
	line int
	act  entente.Act
	text string
}

func exercises(t testing.TB, lang entente.Lang) []exercise {
	t.Helper()
	path := filepath.Join("testdata", "exercise-"+string(lang)+".tsv")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []exercise
	for i, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		act, sentence, ok := strings.Cut(line, "\t")
		if err := entente.CheckAct(entente.Act(act)); !ok || err != nil {
			t.Fatalf("%s:%d: want an act, a tab, a sentence: %v", path, i+1, err)
		}
		out = append(out, exercise{i + 1, entente.Act(act), sentence})
	}
	return out
}

// TestExercises reads each invented sentence alone, as a document of its own.
func TestExercises(t *testing.T) {
	for _, lang := range Languages() {
		lex := lexicon(t, lang)
		all := exercises(t, lang)
		right := 0
		seen := map[entente.Act]int{}
		var misses []string
		for _, e := range all {
			seen[e.act]++
			r, err := Read(e.text, Options{Lexicon: lex})
			if err != nil || len(r.Statements) != 1 {
				t.Errorf("%s:%d: want one statement of %q, have %+v, %v", lang, e.line, e.text, r, err)
				continue
			}
			s := r.Statements[0]
			if s.Act == e.act {
				right++
			} else {
				misses = append(misses, fmt.Sprintf("%s:%d: want %s, have %s %q\n\t%s", lang, e.line, e.act, s.Act, s.Rules, e.text))
			}
		}
		for _, act := range entente.Acts {
			if seen[act] < 5 {
				t.Errorf("%s: %d exercises for %s, want at least 5", lang, seen[act], act)
			}
		}
		t.Logf("%s: %d of %d", lang, right, len(all))
		if right*100 < len(all)*90 {
			t.Errorf("%s: want 90 in 100 right", lang)
		}
		for _, m := range misses {
			t.Log(m)
		}
	}
}

func lexicon(t testing.TB, lang entente.Lang) *Lexicon {
	t.Helper()
	lex, err := BuiltinLexicon(lang)
	if err != nil {
		t.Fatal(err)
	}
	return lex
}
