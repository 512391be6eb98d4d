package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// What of the description the tests read.
type (
	openAPI struct {
		Paths      map[string]map[string]operation
		Components struct{ Parameters map[string]parameter }
	}
	operation struct {
		OperationID string
		Parameters  []parameter
		Responses   map[string]response
		Security    []map[string][]string
	}
	parameter struct {
		Ref      string `json:"$ref"`
		Name, In string
		Required bool
		Example  any
	}
	response struct {
		Ref     string `json:"$ref"`
		Content map[string]any
	}
)

// A schemas validates answers against the description.
type schemas struct {
	*testing.T
	doc      openAPI
	compiler *jsonschema.Compiler
}

const docURL = "https://entente.invalid/openapi.json"

func newSchemas(t *testing.T, g *rig) *schemas {
	t.Helper()
	w := g.call("GET", "/v1/openapi.json", "", nil)
	s := &schemas{T: t, compiler: jsonschema.NewCompiler()}
	if err := json.Unmarshal(w.Body.Bytes(), &s.doc); err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	s.compiler.DefaultDraft(jsonschema.Draft2020)
	s.compiler.AssertFormat()
	if err := s.compiler.AddResource(docURL, doc); err != nil {
		t.Fatal(err)
	}
	return s
}

// pointer returns a JSON pointer in the form of a URL's fragment.
func pointer(parts ...string) string {
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	var b strings.Builder
	for _, p := range parts {
		b.WriteString("/" + url.PathEscape(escape.Replace(p)))
	}
	return "#" + b.String()
}

// validate checks an answer against the schema at a place of the description.
func (s *schemas) validate(what string, body []byte, at string) {
	s.Helper()
	schema, err := s.compiler.Compile(docURL + at)
	if err != nil {
		s.Errorf("%s: schema %s: %v", what, at, err)
		return
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err == nil {
		err = schema.Validate(v)
	}
	if err != nil {
		s.Errorf("%s: answer %.200s\n%v", what, body, err)
	}
}

// answer checks one answer of an operation: a status that it declares, of the media type and form that it declares.
func (s *schemas) answer(g *rig, path, method, target, body string, want int, change func(*http.Request)) {
	s.Helper()
	what := fmt.Sprintf("%s %s", method, target)
	w := g.call(method, target, body, change)
	code := fmt.Sprint(w.Code)
	declared, ok := s.doc.Paths[path][strings.ToLower(method)].Responses[code]
	if w.Code != want || !ok {
		s.Errorf("%s: status %s (declared: %v), want %d: %s", what, code, ok, want, w.Body)
		return
	}
	media := w.Header().Get("Content-Type")
	if declared.Ref != "" {
		if media != "application/problem+json" {
			s.Errorf("%s: content type %q", what, media)
		}
		s.validate(what, w.Body.Bytes(), pointer("components", "schemas", "Problem"))
		return
	}
	if _, ok := declared.Content[media]; !ok {
		s.Errorf("%s: content type %q is not declared", what, media)
		return
	}
	s.validate(what, w.Body.Bytes(), pointer("paths", path, strings.ToLower(method), "responses", code, "content", media, "schema"))
}

// parameters returns the parameters of an operation in the query, and its path with the examples put in.
func (s *schemas) parameters(path string, op operation) (query []parameter, target string) {
	target = path
	for _, p := range op.Parameters {
		if p.Ref != "" {
			p = s.doc.Components.Parameters[p.Ref[strings.LastIndex(p.Ref, "/")+1:]]
		}
		switch p.In {
		case "query":
			query = append(query, p)
		case "path":
			target = strings.ReplaceAll(target, "{"+p.Name+"}", fmt.Sprint(p.Example))
		default:
			s.Errorf("%s: parameter %q in %q", path, p.Name, p.In)
		}
	}
	return query, target
}

// TestEveryRouteIsDescribed holds the routes against the description, both ways.
func TestEveryRouteIsDescribed(t *testing.T) {
	g := newRig(t)
	s := newSchemas(t, g)
	described := make(map[string][]string)
	seen := make(map[string]bool)
	for path, operations := range s.doc.Paths {
		for method, op := range operations {
			query, _ := s.parameters(path, op)
			names := []string{}
			for _, p := range query {
				names = append(names, p.Name)
			}
			described[strings.ToUpper(method)+" "+path] = names
			if op.OperationID == "" || seen[op.OperationID] {
				t.Errorf("%s %s: operationId %q is missing or used twice", method, path, op.OperationID)
			}
			seen[op.OperationID] = true
		}
	}
	served := make(map[string][]string)
	for _, r := range (&server{node: g.node, pack: g.node.Pack()}).routes() {
		served[r.method+" "+r.path] = r.query
	}
	for name, query := range served {
		if names, ok := described[name]; !ok {
			t.Errorf("%s is served and not described", name)
		} else if slices.Sort(names); !slices.Equal(names, slices.Sorted(slices.Values(query))) {
			t.Errorf("%s takes %v, the description says %v", name, query, names)
		}
	}
	for name := range described {
		if _, ok := served[name]; !ok {
			t.Errorf("%s is described and not served", name)
		}
	}
}

// TestAnswersAreAsDescribed calls every operation: in the ways that its examples show, and with what it must refuse.
func TestAnswersAreAsDescribed(t *testing.T) {
	g := newRig(t)
	s := newSchemas(t, g)
	first := g.add(subject, "first")
	for _, body := range []string{scoreBody("36/5", "reader-1", "1"), scoreBody("36/5", "reader-2", "1"), scoreBody("36/6", "reader-1", "1"), scoreBody("36/6", "reader-2", "0")} {
		g.post("/v1/scores", body)
	}
	correction := fmt.Sprintf(`{"kind":"evidence","subject":%q,"payload":{"summary":"corrected","url":"https://example.org"},"label":"PUBLIC",
		"replaces":%q,"period":"2024","exercise":true,"source":{"title":"T","date":"2024-07-10","place":"p. 3","url":"https://example.org"}}`, subject, first.ID)
	for _, path := range slices.Sorted(maps.Keys(s.doc.Paths)) {
		for method, op := range s.doc.Paths[path] {
			method := strings.ToUpper(method)
			query, target := s.parameters(path, op)
			target = strings.ReplaceAll(target, strings.Repeat("0", 64), first.ID.String())
			switch {
			case method == "POST" && path == "/v1/verify":
				s.answer(g, path, method, target, "", 200, nil)
			case method == "POST":
				s.posts(g, path, correction)
				continue
			default:
				s.calls(g, path, method, target, query)
			}
			s.answer(g, path, method, target+"?no-such-parameter=1", "", 400, nil)
			if _, ok := op.Responses["404"]; ok && strings.Contains(path, "{") {
				s.answer(g, path, method, inPath.ReplaceAllString(path, "0"), "", 404, nil)
			}
		}
	}
}

// posts calls an operation that writes: as it should be called, in ways that it must refuse, and without the token.
func (s *schemas) posts(g *rig, path, correction string) {
	s.Helper()
	attempt := func(body string, want int) {
		s.Helper()
		s.answer(g, path, "POST", path, body, want, g.signed)
	}
	if path == "/v1/cases/{id}/acts" {
		s.acts(g, path)
		return
	}
	attempt("{}", 400)
	s.answer(g, path, "POST", path, "{}", 401, nil)
	switch path {
	case "/v1/cases":
		const milestone = `{"id": "promise", "procedure": "milestone", "title": {"en": "A promise"}, "roles": {"bearer": ["DEU"]}, "terms": {"task": "Do it"}, "exercise": true}`
		attempt(milestone, 201)
		attempt(milestone, 409)
		attempt(`{"procedure": "tasking", "from": "vilnius-2023/22/8", "exercise": true}`, 201)
		attempt(`{"procedure": "tasking", "from": "vilnius-2023/999/8"}`, 400)
	case "/v1/facts":
		attempt(correction, 201)
		attempt(correction, 409)
	case "/v1/scores":
		attempt(scoreBody("36/2", "reader-1", "1"), 201)
		attempt(scoreBody("36/2", "reader-1", "0"), 201)
	case "/v1/scores/resolutions":
		attempt(resolutionBody("36/6", "0"), 201)
	case "/v1/scores/publications":
		attempt(itemBody("36/5"), 201)
		attempt(itemBody("36/2"), 409)
	case "/v1/import":
		file := shares("DEU,2023,1.57\nFRA,2023,x\nITA,2023,")
		s.answer(g, path, "POST", path+"?source=shares&vintage=2024-06&dry-run=true", file, 200, g.signed)
		s.answer(g, path, "POST", path+"?source=shares&vintage=2030-01&published=2023-07-07", file, 409, g.signed)
		s.answer(g, path, "POST", path+"?source=book&vintage=2024-06", "no workbook", 422, g.signed)
	default:
		s.Errorf("POST %s: the test does not call it", path)
	}
}

// acts does something in a case, also what it must refuse.
func (s *schemas) acts(g *rig, path string) {
	s.Helper()
	attempt := func(id, body string, want int, call func(*http.Request)) {
		s.Helper()
		s.answer(g, path, "POST", "/v1/cases/"+id+"/acts", body, want, call)
	}
	attempt("finland-integration", `{"act": "done"}`, 401, nil)
	attempt("finland-integration", `{"act": "progress", "by": "FIN", "content": {"text": "More staff sent"}}`, 201, g.signed)
	attempt("finland-integration", `{"act": "done", "by": "FIN", "content": {"text": "x"}}`, 403, g.signed)
	attempt("finland-integration", `{"act": "done", "by": "allies"}`, 400, g.signed)
	attempt("summit-2024", `{"act": "done", "by": "allies", "content": {"text": "x"}}`, 409, g.signed)
	attempt("nothing", `{"act": "done"}`, 400, g.signed)
}

// inPath finds the parameters of a path. Nothing is named 0.
var inPath = regexp.MustCompile(`{[a-z]+}`)

// calls calls an operation with what it requires, and with each of its other parameters that has an example.
func (s *schemas) calls(g *rig, path, method, target string, query []parameter) {
	s.Helper()
	required := url.Values{}
	for _, p := range query {
		if p.Required {
			required[p.Name] = p.examples()
		}
	}
	s.answer(g, path, method, target+"?"+required.Encode(), "", 200, nil)
	for _, p := range query {
		if p.Example == nil {
			continue
		}
		q := maps.Clone(required)
		q[p.Name] = p.examples()
		s.answer(g, path, method, target+"?"+q.Encode(), "", 200, nil)
	}
}

// examples returns the values that the example of p gives it: of an array each of its items.
func (p parameter) examples() []string {
	all, isArray := p.Example.([]any)
	if !isArray {
		all = []any{p.Example}
	}
	var texts []string
	for _, v := range all {
		texts = append(texts, fmt.Sprint(v))
	}
	return texts
}

// TestWholeContentIsAsDescribed validates everything that the pack holds, not only the first page of it.
func TestWholeContentIsAsDescribed(t *testing.T) {
	g := newRig(t)
	s := newSchemas(t, g)
	for _, path := range []string{"/v1/register", "/v1/provisions", "/v1/programmes", "/v1/systems", "/v1/instruments", "/v1/actors",
		"/v1/measures", "/v1/indicators", "/v1/publications", "/v1/measurability", "/v1/standings"} {
		s.answer(g, path, "GET", path+"?limit=1000", "", 200, nil)
	}
	for _, target := range []string{"/v1/verdicts?party=ALL&evidence=true", "/v1/revisions?all=true", "/v1/figures?indicator=defence-share"} {
		path, _, _ := strings.Cut(target, "?")
		for next := target + "&limit=1000"; next != ""; {
			var page struct{ Next string }
			s.answer(g, path, "GET", next, "", 200, nil)
			g.get(next, &page)
			next = page.Next
		}
	}
}
