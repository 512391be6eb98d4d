package text

import (
	"os"
	"strings"
	"testing"
)

func TestDev(t *testing.T) {
	b, _ := os.ReadFile(os.Getenv("DEV"))
	lex := lexicon(t, "en")
	if os.Getenv("DEVLANG") != "" {
		lex = lexicon(t, "zh")
	}
	n, ok, among := 0, 0, 0
	for _, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		act, s, _ := strings.Cut(line, "\t")
		n++
		r, err := Read(s, Options{Lexicon: lex})
		if err != nil || len(r.Statements) == 0 {
			t.Log("NONE", s, r, err)
			continue
		}
		st := r.Statements[0]
		in := false
		for _, a := range st.Acts {
			in = in || string(a) == act
		}
		if in {
			among++
		}
		if string(st.Act) == act {
			ok++
		} else {
			t.Logf("want %s have %v %q\n\t%s", act, st.Acts, st.Rules, s)
		}
	}
	t.Log(ok, among, n)
}
