package api

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"entente"
	"entente/ledger"
	"entente/node"
	"entente/pack"
)

// vilnius is the pack that comes with the program.
var vilnius = sync.OnceValues(func() (*pack.Pack, error) {
	dir, err := fs.Sub(entente.Packs, "packs/vilnius")
	if err != nil {
		return nil, err
	}
	return pack.Load(dir)
})

// A rig is an API with a node of its own behind it.
type rig struct {
	*testing.T
	node *node.Node
	http.Handler
}

func newRig(t *testing.T) *rig {
	t.Helper()
	return openRig(t, node.Options{Dir: t.TempDir(), Name: "test"})
}

// openRig opens a node with the pack, and two sources more.
func openRig(t *testing.T, o node.Options) *rig {
	t.Helper()
	p, err := vilnius()
	if err != nil {
		t.Fatal(err)
	}
	content := *p
	content.Sources = slices.Concat(p.Sources, sources)
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	var mu sync.Mutex
	o.Pack, o.Clock = &content, func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(time.Second)
		return now
	}
	n, err := node.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	h, err := New(n, Options{Version: "test", Warn: func(err error) { t.Error(err) }})
	if err != nil {
		t.Fatal(err)
	}
	return &rig{t, n, h}
}

// call sends a request; change, if not nil, alters it first.
func (g *rig) call(method, target, body string, change func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://localhost"+target, strings.NewReader(body))
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	g.ServeHTTP(w, r)
	return w
}

// signed makes a request one of who has the token.
func (g *rig) signed(r *http.Request) {
	r.Header.Set("Authorization", "Bearer "+g.node.Token())
	r.Header.Set("Content-Type", "application/json")
}

// get reads an answer into v.
func (g *rig) get(target string, v any) {
	g.Helper()
	w := g.call("GET", target, "", nil)
	if w.Code != http.StatusOK {
		g.Fatalf("GET %s: %d %s", target, w.Code, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), v); err != nil {
		g.Fatalf("GET %s: %v", target, err)
	}
}

// add records evidence about a subject.
func (g *rig) add(subject, summary string) ledger.Record {
	g.Helper()
	body := `{"kind":"evidence","subject":"` + subject + `","payload":{"summary":"` + summary + `"},"label":"PUBLIC"}`
	return g.post("/v1/facts", body)
}

// post records something.
func (g *rig) post(target, body string) ledger.Record {
	g.Helper()
	w := g.call("POST", target, body, g.signed)
	if w.Code != http.StatusCreated {
		g.Fatalf("POST %s: %d %s", target, w.Code, w.Body)
	}
	var rec ledger.Record
	if err := json.Unmarshal(w.Body.Bytes(), &rec); err != nil {
		g.Fatal(err)
	}
	if got, want := w.Header().Get("Location"), "/v1/facts/"+rec.ID.String(); got != want {
		g.Errorf("location %q, want %q", got, want)
	}
	return rec
}

const subject = "vilnius-2023/27/1"

func TestPages(t *testing.T) {
	g := newRig(t)
	type page struct {
		Items                []entente.Undertaking
		Total, Limit, Offset int
		Next                 string
	}
	var whole, part page
	g.get("/v1/register?limit=1000", &whole)
	if whole.Total != len(g.node.Pack().Entries) || len(whole.Items) != whole.Total || whole.Next != "" {
		t.Fatalf("whole register: %d of %d items, next %q", len(whole.Items), whole.Total, whole.Next)
	}
	var ids []string
	for next := "/v1/register?limit=70"; next != ""; next = part.Next {
		part = page{}
		g.get(next, &part)
		for _, e := range part.Items {
			ids = append(ids, e.ID.String())
		}
	}
	for i, e := range whole.Items {
		if i >= len(ids) || ids[i] != e.ID.String() {
			t.Fatalf("page by page item %d is not that of the whole", i)
		}
	}
	g.get("/v1/register?offset=100000", &part)
	if len(part.Items) != 0 || part.Next != "" {
		t.Errorf("beyond the end: %d items, next %q", len(part.Items), part.Next)
	}
}

func TestFilter(t *testing.T) {
	g := newRig(t)
	check := func(query string, want int, fits func(entente.Undertaking) bool) {
		t.Helper()
		var l list[entente.Undertaking]
		g.get("/v1/register?limit=1000&"+query, &l)
		if l.Total < want {
			t.Errorf("%s: %d entries, want at least %d", query, l.Total, want)
		}
		for _, e := range l.Items {
			if !fits(e) {
				t.Errorf("%s: %v does not fit", query, e.ID)
			}
		}
	}
	check("programme=investment", 1, func(e entente.Undertaking) bool { return e.Programme == "investment" })
	check("provision=27", 1, func(e entente.Undertaking) bool { return e.ID.Provision == 27 })
	check("kind=context", 1, func(e entente.Undertaking) bool { return e.Context })
	check("deadline=any", 1, func(e entente.Undertaking) bool { return e.Deadline != nil })
	check("system=V047&act=commitment", 1, func(e entente.Undertaking) bool { return e.Systems[0] == "V047" })
}

// refuses checks that a request is answered with a problem, whose detail has every one of words.
func (g *rig) refuses(method, target, body string, want int, change func(*http.Request), words ...string) {
	g.Helper()
	w := g.call(method, target, body, change)
	var p problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != want || p.Status != want || p.Detail == "" {
		g.Errorf("%s %s: %d %s (%v), want %d", method, target, w.Code, w.Body, err, want)
	}
	for _, word := range words {
		if !strings.Contains(p.Detail, word) {
			g.Errorf("%s %s: %q does not say %q", method, target, p.Detail, word)
		}
	}
	if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
		g.Errorf("%s %s: content type %q", method, target, got)
	}
}

func TestProblems(t *testing.T) {
	g := newRig(t)
	check := g.refuses
	fact := `{"kind":"note","subject":"` + subject + `","payload":{"text":"x"},"label":"PUBLIC"}`
	check("GET", "/v1/nothing", "", 404, nil)
	check("DELETE", "/v1/facts", "", 405, nil)
	check("GET", "/v1/verify", "", 405, nil)
	check("GET", "/v1/register?programe=investment", "", 400, nil)
	check("GET", "/v1/register?act=decision&act=call", "", 400, nil)
	check("GET", "/v1/register?programme=none", "", 400, nil)
	check("GET", "/v1/register?act=promise", "", 400, nil)
	check("GET", "/v1/register?limit=0", "", 400, nil)
	check("GET", "/v1/register?limit=1001", "", 400, nil)
	check("GET", "/v1/register?offset=-1", "", 400, nil)
	check("GET", "/v1/search?q=", "", 400, nil)
	check("GET", "/v1/history", "", 400, nil)
	check("GET", "/v1/facts?at=tomorrow", "", 400, nil)
	check("GET", "/v1/facts?known=yesterday", "", 400, nil)
	check("GET", "/v1/facts/abc", "", 404, nil)
	check("GET", "/v1/ledger/consistency?label=PUBLIC&from=1&to=2", "", 404, nil)
	check("GET", "/v1/ledger/consistency?label=public&from=1&to=1", "", 400, nil)
	check("GET", "/v1/actors/allies?at=2024", "", 400, nil)
	check("POST", "/v1/facts", fact, 401, nil)
	check("POST", "/v1/facts", fact, 401, func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") })
	check("POST", "/v1/facts", fact, 401, func(r *http.Request) { r.Header.Set("Authorization", g.node.Token()) })
	check("POST", "/v1/facts", fact, 415, func(r *http.Request) { g.signed(r); r.Header.Set("Content-Type", "text/plain") })
	check("POST", "/v1/facts", "", 400, g.signed)
	check("POST", "/v1/facts", fact+"{}", 400, g.signed)
	check("POST", "/v1/facts", strings.Replace(fact, "kind", "sort", 1), 400, g.signed)
	check("POST", "/v1/facts", strings.Replace(fact, "/27/1", "/27/99", 1), 400, g.signed)
	check("POST", "/v1/facts", strings.Replace(fact, "text", "words", 1), 400, g.signed)
	check("POST", "/v1/facts", `{"kind":"`+strings.Repeat("x", maxBody)+`"}`, 413, g.signed)
	if w := g.call("POST", "/v1/facts", fact, nil); w.Header().Get("WWW-Authenticate") == "" {
		t.Error("401 without WWW-Authenticate")
	}
}

func TestOtherHosts(t *testing.T) {
	g := newRig(t)
	w := g.call("GET", "/v1/version", "", func(r *http.Request) { r.Host = "evil.example" })
	if w.Code != http.StatusMisdirectedRequest {
		t.Errorf("got %d, want %d", w.Code, http.StatusMisdirectedRequest)
	}
}

func TestFactsAndProofs(t *testing.T) {
	g := newRig(t)
	first := g.add(subject, "first")
	second := g.add(subject, "second")

	var facts list[ledger.Record]
	g.get("/v1/facts?subject="+subject, &facts)
	if facts.Total != 2 || facts.Items[0].ID != first.ID || facts.Items[1].ID != second.ID {
		t.Errorf("facts: %+v", facts)
	}
	g.get("/v1/facts?subject="+subject+"&known="+first.Recorded.String(), &facts)
	if facts.Total != 1 || facts.Items[0].ID != first.ID {
		t.Errorf("as known after the first: %+v", facts)
	}
	var e entry
	g.get("/v1/register/"+subject, &e)
	if len(e.Facts) != 2 {
		t.Errorf("entry with %d facts, want 2", len(e.Facts))
	}

	key, err := ledger.ParsePublicKey(g.node.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	var p proof
	g.get("/v1/facts/"+first.ID.String()+"/proof", &p)
	parsed, err := ledger.ParseProof(p.Proof)
	if err != nil {
		t.Fatal(err)
	}
	if err := parsed.Check([]byte(p.Entry), ledger.Keys{key}); err != nil {
		t.Errorf("proof: %v", err)
	}
	if err := parsed.Check(bytes.Replace([]byte(p.Entry), []byte("first"), []byte("fIrst"), 1), ledger.Keys{key}); err == nil {
		t.Error("the proof holds for another entry")
	}

	var c consistency
	g.get("/v1/ledger/consistency?label=PUBLIC&from=1&to=2", &c)
	if len(c.Path) == 0 {
		t.Error("no path from size 1 to 2")
	}
	w := g.call("POST", "/v1/verify", "", nil)
	var r report
	if err := json.Unmarshal(w.Body.Bytes(), &r); err != nil || r.Entries != 2 || len(r.Problems) != 0 {
		t.Errorf("verify: %s (%v)", w.Body, err)
	}
}

// TestFactsUnderLabels asks without and with the node's token for a fact that is not public.
func TestFactsUnderLabels(t *testing.T) {
	g := newRig(t)
	open := g.add(subject, "open")
	closed := g.post("/v1/facts", `{"kind":"evidence","subject":"`+subject+`","payload":{"summary":"closed"},"label":"RESTRICTED:EST"}`)
	for _, target := range []string{"/v1/facts?subject=" + subject, "/v1/history?subject=" + subject, "/v1/register/" + subject} {
		for ids, change := range map[[2]bool]func(*http.Request){{true, false}: nil, {true, true}: g.signed} {
			body := g.call("GET", target, "", change).Body.String()
			if got := [2]bool{strings.Contains(body, open.ID.String()), strings.Contains(body, closed.ID.String())}; got != ids {
				t.Errorf("%s shows %v, want %v", target, got, ids)
			}
		}
	}
	for _, target := range []string{"/v1/facts/" + closed.ID.String(), "/v1/facts/" + closed.ID.String() + "/proof"} {
		g.refuses("GET", target, "", http.StatusNotFound, nil, "not found")
		if w := g.call("GET", target, "", g.signed); w.Code != http.StatusOK {
			t.Errorf("%s with the token: %d", target, w.Code)
		}
	}
}

func TestActorOnDay(t *testing.T) {
	g := newRig(t)
	check := func(at string, want int) {
		t.Helper()
		var a actor
		g.get("/v1/actors/allies?at="+at, &a)
		if len(a.Members) != want {
			t.Errorf("on %s: %d members, want %d", at, len(a.Members), want)
		}
	}
	check("2023-04-03", 30)
	check("2023-07-11", 31)
	check("2024-03-08", 32)
}
