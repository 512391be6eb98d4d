package web

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"entente"
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

// A browser visits a site with a node of its own behind it, and keeps cookies.
type browser struct {
	testing.TB
	*site
	handler http.Handler
	cookies map[string]*http.Cookie
	now     time.Time
}

// compiled is where the solver is kept compiled, for all nodes of the tests and the next run.
var compiled = filepath.Join(os.TempDir(), "entente-test-compiled")

func newBrowser(t testing.TB) *browser {
	t.Helper()
	p, err := vilnius()
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{TB: t, cookies: make(map[string]*http.Cookie), now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
	clock := func() time.Time { b.now = b.now.Add(time.Second); return b.now }
	n, err := node.Open(t.Context(), node.Options{Dir: t.TempDir(), Pack: p, Name: "test", Clock: clock, Cache: compiled})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	b.site, err = newSite(n, Options{Version: "test", Clock: clock, Warn: func(err error) { t.Error(err) }})
	if err != nil {
		t.Fatal(err)
	}
	b.handler = b.site.handler()
	return b
}

// do sends a request with the cookies kept; change, if not nil, alters it first.
func (b *browser) do(method, target, body string, change func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://localhost"+target, strings.NewReader(body))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if b.cookies[c.Name] = c; c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	return w
}

// get returns the page at an address.
func (b *browser) get(target string, want int) string {
	b.Helper()
	w := b.do("GET", target, "", nil)
	if w.Code != want {
		b.Fatalf("GET %s: %d, want %d: %.300s", target, w.Code, want, w.Body)
	}
	return w.Body.String()
}

// post sends a form.
func (b *browser) post(target string, form url.Values, want int) *httptest.ResponseRecorder {
	b.Helper()
	w := b.do("POST", target, form.Encode(), nil)
	if w.Code != want {
		b.Fatalf("POST %s: %d, want %d: %.300s", target, w.Code, want, w.Body)
	}
	return w
}

var csrfField = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// signIn signs in and returns what forms of the session hold.
func (b *browser) signIn() url.Values {
	b.Helper()
	b.post("/signin", url.Values{"token": {b.node.Token()}}, http.StatusSeeOther)
	found := csrfField.FindStringSubmatch(b.get("/", http.StatusOK))
	if found == nil {
		b.Fatal("no form of a session on the page")
	}
	return url.Values{"csrf": {found[1]}}
}

// with returns a form with more fields.
func with(form url.Values, pairs ...string) url.Values {
	more := url.Values{}
	for k, v := range form {
		more[k] = v
	}
	for i := 0; i < len(pairs); i += 2 {
		more.Set(pairs[i], pairs[i+1])
	}
	return more
}

const aPage = "/u/vilnius-2023/27/1"

// isRepeated finds pages that there is one of for each party and year.
var isRepeated = regexp.MustCompile(`^/measure/[^/]+/[A-Z]`)

var hrefs = regexp.MustCompile(`(?:href|src)="([^"#]*)`)

// TestEveryLinkLeadsSomewhere follows every link from the first page on, in each language of the pages.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		b := newBrowser(t)
		b.cookies[langCookie] = &http.Cookie{Name: langCookie, Value: lang}
		seen := map[string]bool{"/": true}
		for queue := []string{"/"}; len(queue) > 0; queue = queue[1:] {
			w := b.do("GET", queue[0], "", nil)
			if w.Code != http.StatusOK {
				t.Errorf("GET %s: %d", queue[0], w.Code)
			}
			if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
				continue
			}
			for _, m := range hrefs.FindAllStringSubmatch(w.Body.String(), -1) {
				target := strings.ReplaceAll(m[1], "&amp;", "&")
				isOther := strings.Contains(target, "?") && !strings.HasPrefix(target, "/static") && queue[0] != "/"
				if !strings.HasPrefix(target, "/") || strings.HasPrefix(target, "/v1/") || seen[target] || isOther {
					continue // the API has tests of its own, and queries too many combinations
				}
				if isRepeated.MatchString(target) && !strings.Contains(target, "/DEU") {
					continue // thousands of one kind
				}
				if strings.Contains(target, "theme=") || strings.Contains(target, "lang=") {
					continue
				}
				seen[target] = true
				queue = append(queue, target)
			}
		}
		if want := len(b.pack.Entries) + len(b.pack.Systems) + len(b.pack.Provisions); len(seen) < want {
			t.Errorf("%s: %d pages found, want more than %d", lang, len(seen), want)
		}
	}
}

func TestHeaders(t *testing.T) {
	b := newBrowser(t)
	h := b.do("GET", "/", "", nil).Header()
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'self'; ", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
		"Cache-Control": "private, no-cache", "Vary": "Cookie", "Content-Type": "text/html; charset=utf-8",
	} {
		if !strings.HasPrefix(h.Get(name), want) {
			t.Errorf("%s: %q, want %q", name, h.Get(name), want)
		}
	}
	if w := b.do("GET", "/", "", func(r *http.Request) { r.Host = "evil.example" }); w.Code != http.StatusMisdirectedRequest {
		t.Errorf("another host: %d", w.Code)
	}
	if page := b.get("/", http.StatusOK); strings.Contains(page, "<style") || strings.Contains(page, " style=") || strings.Contains(page, " onclick=") {
		t.Error("the page has inline styles or scripts, which the policy forbids")
	}
}

func TestStatic(t *testing.T) {
	b := newBrowser(t)
	versioned, err := b.assets.url("style.css")
	if err != nil {
		t.Fatal(err)
	}
	if got := b.do("GET", versioned, "", nil).Header().Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("present version: %q", got)
	}
	w := b.do("GET", "/static/style.css?v=old", "", nil)
	if got := w.Header().Get("Cache-Control"); got != "no-cache" {
		t.Errorf("another version: %q", got)
	}
	again := b.do("GET", "/static/style.css", "", func(r *http.Request) { r.Header.Set("If-None-Match", w.Header().Get("ETag")) })
	if again.Code != http.StatusNotModified {
		t.Errorf("with its ETag: %d", again.Code)
	}
	if got := b.do("GET", "/static/page.mjs", "", nil).Header().Get("Content-Type"); got != "text/javascript; charset=utf-8" {
		t.Errorf("module: %q", got)
	}
	if w := b.do("GET", "/static/none.css", "", nil); w.Code != http.StatusNotFound {
		t.Errorf("no such file: %d", w.Code)
	}
	if _, err := b.assets.url("none.css"); err == nil {
		t.Error("an address for a file that is not there")
	}
}

// TestStaticPacked serves files that were built packed, packed and plain.
func TestStaticPacked(t *testing.T) {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	if _, err := w.Write([]byte("[1,2]")); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	a, err := readAssets(fstest.MapFS{"static/built/atlas.json.gz": {Data: z.Bytes()}, "static/built/bad.json.gz": {Data: []byte("x")}})
	if err != nil {
		t.Fatal(err)
	}
	get := func(name, accept string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", "/static/"+name, nil)
		r.SetPathValue("file", name)
		r.Header.Set("Accept-Encoding", accept)
		rec := httptest.NewRecorder()
		a.ServeHTTP(rec, r)
		return rec
	}
	if rec := get("atlas.json", "gzip, br"); rec.Header().Get("Content-Encoding") != "gzip" || !bytes.Equal(rec.Body.Bytes(), z.Bytes()) || rec.Header().Get("Content-Type") != "application/json" {
		t.Errorf("packed: %v %q", rec.Header(), rec.Body)
	}
	if rec := get("atlas.json", ""); rec.Header().Get("Content-Encoding") != "" || rec.Body.String() != "[1,2]" {
		t.Errorf("plain: %v %q", rec.Header(), rec.Body)
	}
	if rec := get("bad.json", ""); rec.Code != http.StatusInternalServerError {
		t.Errorf("damaged: %d", rec.Code)
	}
}

func TestProblemPages(t *testing.T) {
	b := newBrowser(t)
	check := func(target string, want int) {
		t.Helper()
		if page := b.get(target, want); !strings.Contains(page, `class="ordinal">`+http.StatusText(want)) && !strings.Contains(page, "problem-page") {
			t.Errorf("%s: not the page of a problem: %.200s", target, page)
		}
	}
	check("/nothing", http.StatusNotFound)
	check("/p/0", http.StatusNotFound)
	check("/p/91", http.StatusNotFound)
	check("/p/027", http.StatusNotFound)
	check("/p/x", http.StatusNotFound)
	check("/u/vilnius-2023/27/99", http.StatusNotFound)
	check("/u/x/y/z", http.StatusNotFound)
	check(aPage+"?known=soon", http.StatusBadRequest)
	check("/programme/none", http.StatusNotFound)
	check("/system/V999", http.StatusNotFound)
	check("/party/ZZZ", http.StatusNotFound)
	check("/party/allies", http.StatusNotFound)
	check("/group/allies?at=2024", http.StatusBadRequest)
	check("/instrument/none", http.StatusNotFound)
	check("/fact/abc", http.StatusNotFound)
	check("/fact/"+strings.Repeat("0", 64), http.StatusNotFound)
	check("/register?act=promise", http.StatusBadRequest)
	check("/register?provision=x", http.StatusBadRequest)
	check("/register.csv?act=promise", http.StatusBadRequest)
}
