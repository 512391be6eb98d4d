package api

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
)

var (
	getExample  = regexp.MustCompile(`(?m)^curl '?http://127\.0\.0\.1:8642(/v1/[^'\s]*)`)
	factExample = regexp.MustCompile(`(?s)-d '(\{.*?\})'`)
)

// TestDocExamples runs the examples of doc/api.md.
func TestDocExamples(t *testing.T) {
	doc, err := os.ReadFile("../doc/api.md")
	if err != nil {
		t.Fatal(err)
	}
	g := newRig(t)
	fact := factExample.FindSubmatch(doc)
	if fact == nil {
		t.Fatal("no example of a fact")
	}
	if w := g.call("POST", "/v1/facts", string(fact[1]), g.signed); w.Code != http.StatusCreated {
		t.Errorf("fact: %d %s", w.Code, w.Body)
	}
	examples := getExample.FindAllSubmatch(doc, -1)
	if want := strings.Count(string(doc), "\ncurl http") + strings.Count(string(doc), "\ncurl 'http"); len(examples) != want || want == 0 {
		t.Errorf("%d examples read of %d", len(examples), want)
	}
	for _, m := range examples {
		if w := g.call("GET", string(m[1]), "", nil); w.Code != http.StatusOK {
			t.Errorf("%s: %d %s", m[1], w.Code, w.Body)
		}
	}
}
