package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"entente/node"
)

func TestSignIn(t *testing.T) {
	b := newBrowser(t)
	if w := b.post("/signin", url.Values{"token": {"wrong"}, "next": {aPage}}, http.StatusForbidden); !strings.Contains(w.Body.String(), `value="`+aPage+`"`) {
		t.Error("after a wrong token the form has forgotten where to go")
	}
	b.post("/signin", url.Values{"token": {""}}, http.StatusForbidden)
	if len(b.cookies) > 0 {
		t.Errorf("a wrong token gives cookies: %v", b.cookies)
	}
	w := b.post("/signin", url.Values{"token": {" " + b.node.Token() + "\n"}, "next": {aPage}}, http.StatusSeeOther)
	if got := w.Header().Get("Location"); got != aPage {
		t.Errorf("goes on to %q, want %q", got, aPage)
	}
	c := b.cookies[b.sessions.cookie]
	if c == nil || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || len(c.Value) < 26 {
		t.Errorf("cookie %+v", c)
	}
	if strings.Contains(c.Value, b.node.Token()) {
		t.Error("the cookie holds the token")
	}
}

func TestSignOut(t *testing.T) {
	b := newBrowser(t)
	form := b.signIn()
	secret := *b.cookies[b.sessions.cookie]
	b.post("/signout", url.Values{"csrf": {"wrong"}}, http.StatusForbidden)
	b.post("/signout", form, http.StatusSeeOther)
	if len(b.cookies) > 0 {
		t.Errorf("cookies kept: %v", b.cookies)
	}
	b.cookies[secret.Name] = &secret
	b.post(aPage, with(form, "kind", "note", "text", "x", "label", "PUBLIC"), http.StatusForbidden)
}

func TestSessionEnds(t *testing.T) {
	b := newBrowser(t)
	form := b.signIn()
	for spent := time.Duration(0); spent < sessionLength-time.Hour; spent += idleLength / 2 {
		b.now = b.now.Add(idleLength / 2)
		b.post(aPage, with(form, "kind", "note", "text", "x", "label", "PUBLIC"), http.StatusSeeOther)
	}
	b.now = b.now.Add(idleLength)
	b.post(aPage, with(form, "kind", "note", "text", "x", "label", "PUBLIC"), http.StatusForbidden)

	form = b.signIn()
	for spent := time.Duration(0); spent < sessionLength; spent += idleLength / 2 {
		b.now = b.now.Add(idleLength / 2)
		b.get("/about", http.StatusOK)
	}
	b.post(aPage, with(form, "kind", "note", "text", "x", "label", "PUBLIC"), http.StatusForbidden)
}

// TestANewSecret signs in twice in one browser: what was known before is worth nothing afterwards.
func TestANewSecret(t *testing.T) {
	b := newBrowser(t)
	form := b.signIn()
	old := *b.cookies[b.sessions.cookie]
	again := b.signIn()
	if now := b.cookies[b.sessions.cookie]; now.Value == old.Value || again.Get("csrf") == form.Get("csrf") {
		t.Error("the secret is the same after signing in again")
	}
	b.cookies[old.Name] = &old
	b.post(aPage, with(form, "kind", "note", "text", "x", "label", "PUBLIC"), http.StatusForbidden)
}

func TestSecureCookie(t *testing.T) {
	b := newBrowser(t)
	for proto, want := range map[string]bool{"": false, "http": false, "https": true} {
		b.do("POST", "/signin", url.Values{"token": {b.node.Token()}}.Encode(), func(r *http.Request) { r.Header.Set("X-Forwarded-Proto", proto) })
		if c := b.cookies[b.sessions.cookie]; c == nil || c.Secure != want {
			t.Errorf("%q: %v", proto, c)
		}
	}
}

func TestSessionsAreBounded(t *testing.T) {
	b := newBrowser(t)
	for range maxSessions + 10 {
		b.post("/signin", url.Values{"token": {b.node.Token()}}, http.StatusSeeOther)
	}
	if got := len(b.sessions.open); got > maxSessions {
		t.Errorf("%d sessions, want at most %d", got, maxSessions)
	}
	b.signIn() // the newest still works
}

// TestForeignForms sends what a page of another site could make a browser send.
func TestForeignForms(t *testing.T) {
	b := newBrowser(t)
	form := with(b.signIn(), "kind", "note", "text", "x", "label", "PUBLIC")
	foreign := func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }
	otherOrigin := func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }
	for _, target := range []string{aPage, "/signin", "/signout", "/ledger/verify"} {
		for _, change := range []func(*http.Request){foreign, otherOrigin} {
			if w := b.do("POST", target, form.Encode(), change); w.Code != http.StatusForbidden {
				t.Errorf("%s: %d, want %d", target, w.Code, http.StatusForbidden)
			}
		}
	}
	form.Set("csrf", "guessed")
	b.post(aPage, form, http.StatusForbidden)
	if records, err := b.node.Recent(t.Context(), 2); err != nil || len(records) != 1 || records[0].Fact.Kind != node.KindAudit {
		t.Errorf("recorded more than the sign-in: %v (%v)", records, err)
	}
}

func TestLocal(t *testing.T) {
	check := func(address, want string) {
		t.Helper()
		if got := local(address); got != want {
			t.Errorf("local(%q) = %q, want %q", address, got, want)
		}
	}
	check("/p/27", "/p/27")
	check("/register?act=call", "/register?act=call")
	check("", "/")
	check("p/27", "/")
	check("https://evil.example/", "/")
	check("//evil.example/", "/")
	check("///evil.example/", "/")
	check(`/\evil.example/`, "/")
	check(`\\evil.example/`, "/")
	check("/\t/evil.example/", "/")
	check("javascript:alert(1)", "/")
	check("http:/evil.example", "/")
}

func FuzzLocal(f *testing.F) {
	for _, s := range []string{"/p/27", "//evil.example", "/%2f/evil.example", "/\\evil", "/a?next=//b", "/\x00", "%2f0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := local(s)
		u, err := url.Parse("http://localhost" + got)
		base, _ := url.Parse("http://localhost/signin")
		ref, rerr := base.Parse(got)
		if err != nil || rerr != nil || u.Host != "localhost" || ref.Host != "localhost" || strings.HasPrefix(got, "//") {
			t.Errorf("local(%q) = %q leads away", s, got)
		}
	})
}
