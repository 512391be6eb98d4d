package text

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"entente"
)

const tinyLexicon = `
lang: xx
default: assessment
script: {spaced: true, ends: ["."], clauses: [","]}
actors: [{name: us, role: issuer, words: [wo]}]
classes: {call: [bibo], aux-will: [ba, -ubu]}
rules:
- {name: we call, act: call, weight: 50, subject: [issuer], verb: [call]}
- {name: we will, act: commitment, weight: 60, subject: [issuer], with: [aux-will]}
`

// A language that is nothing but data.
func TestParseLexicon(t *testing.T) {
	lex, err := ParseLexicon([]byte(tinyLexicon))
	if err != nil {
		t.Fatal(err)
	}
	for src, want := range map[string]entente.Act{
		"Wo bibo nana.":    entente.Call,
		"Wo ba nana.":      entente.Commitment,
		"Wo nanubu kaka.":  entente.Commitment, // by its ending
		"Wo nànubu kaka.":  entente.Commitment,
		"Nana kaka.":       entente.Assessment,
		"Nana ba kaka, x.": entente.Assessment,
	} {
		r, err := Read(src, Options{Lexicon: lex})
		if err != nil || len(r.Statements) != 1 || r.Statements[0].Act != want {
			t.Errorf("%q: have %+v, %v, want %s", src, r, err, want)
		}
	}
}

func TestParseLexiconErrors(t *testing.T) {
	check := func(old, replacement, want string) {
		t.Helper()
		_, err := ParseLexicon([]byte(strings.Replace(tinyLexicon, old, replacement, 1)))
		if !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q for %q: have %v, want %q", replacement, old, err, want)
		}
	}
	check("lang: xx", "lang: ''", "want lang")
	check("ends:", "finals:", "finals")
	check("default: assessment", "default: opinion", "opinion")
	check("act: call", "act: plea", "plea")
	check("verb: [call]", "verb: [cull]", `"cull" is not declared`)
	check("subject: [issuer]", "subject: [speaker]", "speaker")
	check("rules:", "numbers: {before: {from: '=>'}}\nrules:", "=>")
	check("rules:", "numbers: {units: {bits: 'Bit'}}\nrules:", "Bit")
	check("rules:", "numbers: {bases: {all: '%'}}\nrules:", "%")
	check("rules:", "strength: {cull: 4}\nrules:", "cull")
	check("lang: xx", "lang: [", "lexicon")
}

// The rules that the documentation shows are rules of the built-in files' form.
func TestDocumentedRules(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join("..", "doc", "lexicon.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(doc), "```yaml\n")
	rules, _, ok := strings.Cut(rest, "```")
	src, err := builtin.ReadFile("lexicon/en.yaml")
	if err != nil || !ok {
		t.Fatalf("no example: %v", err)
	}
	lex, err := ParseLexicon(append(src, "\n"+rules...))
	if err != nil || len(lex.Rules) != len(lexicon(t, "en").Rules)+2 {
		t.Errorf("have %d rules: %v", len(lex.Rules), err)
	}
}

func TestLanguages(t *testing.T) {
	if have := Languages(); !slices.Equal(have, []entente.Lang{"en", "fr", "zh"}) {
		t.Errorf("have %v", have)
	}
}

// Names in the output are the same in every language, so that readings compare.
func TestCanonicalNames(t *testing.T) {
	names := map[string]entente.Lang{}
	for _, lang := range []entente.Lang{"en", "fr", "zh"} {
		for _, n := range lexicon(t, lang).Instruments {
			if _, ok := names[n.Name]; !ok {
				names[n.Name] = lang
			}
			if strings.ContainsFunc(n.Name, func(r rune) bool { return r >= 0x2e80 }) {
				t.Errorf("%s: instrument %q is not named in English", lang, n.Name)
			}
		}
	}
	for _, n := range lexicon(t, "fr").Instruments {
		if names[n.Name] != "en" {
			t.Errorf("fr: instrument %q has another name in English", n.Name)
		}
	}
	for _, lang := range Languages() {
		seen := map[string]bool{}
		for _, r := range lexicon(t, lang).Rules {
			if r.Name == "" || seen[r.Name] {
				t.Errorf("%s: rule name %q is empty or used twice", lang, r.Name)
			}
			seen[r.Name] = true
		}
	}
}

func TestTrie(t *testing.T) {
	tr := trie{spaced: true, groups: true}
	for _, w := range []string{"we", "we all", "l'état", "bn", "-ing", "-thing"} {
		tr.add(w)
	}
	tr.sortSuffixes()
	check := func(src string, want ...string) {
		t.Helper()
		var have []string
		for _, h := range tr.scan(src, nil) {
			have = append(have, src[h.start:h.end])
		}
		if !slices.Equal(have, want) {
			t.Errorf("%q: have %q, want %q", src, have, want)
		}
	}
	check("we all were", "we all")
	check("WE owe", "WE")
	check("L’ÉTAT, l'état", "L’ÉTAT", "l'état")
	check("5bn and 1 000 000", "5", "bn", "1 000 000")
	check("2023 100 1 0000", "2023", "100", "1", "0000")
	check("going ing étingé éting", "going", "éting")
	check("F16", []string(nil)...)
}
