package api

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
)

var (
	getExample    = regexp.MustCompile(`(?m)^curl '?http://127\.0\.0\.1:8642(/v1/[^'\s]*)`)
	postExample   = regexp.MustCompile(`(?s)-d '(\{.*?\})' \\\n +http://127\.0\.0\.1:8642(/v1/\S+)`)
	importExample = regexp.MustCompile(`--data-binary @\S+ \\\n +'http://127\.0\.0\.1:8642(/v1/import[^']*)'`)
)

// TestDocExamples runs the examples of doc/api.md, those that write first.
func TestDocExamples(t *testing.T) {
	b, err := os.ReadFile("../doc/api.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(b)
	g := newRig(t)
	posts := postExample.FindAllStringSubmatch(doc, -1)
	if want := strings.Count(doc, " -d '"); len(posts) != want || want == 0 {
		t.Errorf("%d examples that write read of %d", len(posts), want)
	}
	for _, m := range posts {
		if w := g.call("POST", m[2], m[1], g.signed); w.Code != http.StatusCreated {
			t.Errorf("%s: %d %s", m[2], w.Code, w.Body)
		}
	}
	examples := getExample.FindAllStringSubmatch(doc, -1)
	if want := strings.Count(doc, "\ncurl http") + strings.Count(doc, "\ncurl 'http"); len(examples) != want || want == 0 {
		t.Errorf("%d examples read of %d", len(examples), want)
	}
	for _, m := range examples {
		if w := g.call("GET", m[1], "", nil); w.Code != http.StatusOK {
			t.Errorf("%s: %d %s", m[1], w.Code, w.Body)
		}
	}
}
