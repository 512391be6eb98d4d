package web

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"entente/internal/accounts"
)

// A provider plays an OpenID provider at which one person is signed in already. The browser test has a real one.
type provider struct {
	*httptest.Server
	key   *rsa.PrivateKey
	who   string
	asked url.Values                  // of the last visit
	lie   func(claims map[string]any) // what is wrong with the identity; nil for nothing
}

func newProvider(t *testing.T) *provider {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{key: key, who: "ada"}
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(v); err != nil {
			t.Error(err)
		}
	}
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{
			"issuer": p.URL, "authorization_endpoint": p.URL + "/auth", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{"keys": []any{map[string]any{
			"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1", "n": inURL(key.N.Bytes()), "e": inURL(big.NewInt(int64(key.E)).Bytes()),
		}}})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
		if id, secret, _ := r.BasicAuth(); id != "entente" || secret != "s3" || inURL(sum[:]) != p.asked.Get("code_challenge") || r.PostFormValue("redirect_uri") != p.asked.Get("redirect_uri") {
			http.Error(w, `{"error": "invalid_grant"}`, http.StatusBadRequest)
			return
		}
		claims := map[string]any{"iss": p.URL, "sub": p.who, "aud": "entente", "nonce": p.asked.Get("nonce"), "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix()}
		if p.lie != nil {
			p.lie(claims)
		}
		answer(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": p.sign(t, claims)})
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func inURL(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (p *provider) sign(t *testing.T, claims map[string]any) string {
	body, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	text := inURL([]byte(`{"alg":"RS256","kid":"1"}`)) + "." + inURL(body)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return text + "." + inURL(signature)
}

// visit goes to the provider and comes back.
func (b *browser) visit(p *provider, form url.Values, change func(back url.Values)) *httptest.ResponseRecorder {
	b.Helper()
	w := b.do("GET", "/signin/openid?"+form.Encode(), "", nil)
	to, err := url.Parse(w.Header().Get("Location"))
	if w.Code != http.StatusSeeOther || err != nil || !strings.HasPrefix(to.String(), p.URL+"/auth?") {
		b.Fatalf("%d to %q: %s", w.Code, to, w.Body)
	}
	p.asked = to.Query()
	back := url.Values{"code": {"c"}, "state": {p.asked.Get("state")}}
	if change != nil {
		change(back)
	}
	return b.do("GET", backAddress+"?"+back.Encode(), "", nil)
}

func TestOpenID(t *testing.T) {
	b := newBrowser(t)
	p := newProvider(t)
	b.get("/signin/openid", http.StatusNotFound)
	b.opts.Provider = &accounts.Provider{Name: "Ministry", Issuer: p.URL, Client: "entente", Secret: "s3"}
	wantPage(t, b.get("/signin?next=/due", http.StatusOK), "Sign in at Ministry", "/signin/openid?next=%2Fdue")

	w := b.visit(p, nil, nil)
	if w.Code != http.StatusForbidden || b.cookies[b.sessions.cookie] != nil {
		t.Errorf("a stranger: %d", w.Code)
	}
	wantPage(t, w.Body.String(), "The identity ada of "+p.URL+" has no account here")
	if p.asked.Get("response_type") != "code" || p.asked.Get("code_challenge_method") != "S256" || p.asked.Get("redirect_uri") != "http://localhost"+backAddress || p.asked.Get("scope") != "openid" {
		t.Errorf("asked %v", p.asked)
	}

	a, code := b.invite("Estonian desk", false)
	wantPage(t, b.get("/enrol?code="+code, http.StatusOK), "/signin/openid?code="+code)
	w = b.visit(p, url.Values{"code": {code}, "next": {"/account"}}, nil)
	if w.Code != http.StatusOK {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	wantPage(t, w.Body.String(), `<meta http-equiv="refresh" content="0; url=/account">`, "Estonian desk")
	if c := b.cookies[b.sessions.cookie]; c == nil || c.SameSite != http.SameSiteStrictMode {
		t.Errorf("cookie %v", c)
	}
	wantPage(t, b.get("/account", http.StatusOK), "<b>ada</b>", p.URL)
	w = b.visit(p, url.Values{"next": {"//evil.example/"}}, nil)
	wantPage(t, w.Body.String(), `content="0; url=/"`)
	b.wantAudits(a.ID, "enrol openid", "sign-in openid")

	other, code := b.invite("Other", false)
	if w = b.visit(p, url.Values{"code": {code}}, nil); w.Code != http.StatusConflict {
		t.Errorf("an identity with two accounts: %d", w.Code)
	}
	b.wantAudits(other.ID)
	if err := b.accounts.Disable(a.ID); err != nil {
		t.Fatal(err)
	}
	if w = b.visit(p, nil, nil); w.Code != http.StatusForbidden {
		t.Errorf("a disabled account: %d", w.Code)
	}
}

func TestOpenIDLies(t *testing.T) {
	b := newBrowser(t)
	p := newProvider(t)
	b.opts.Provider = &accounts.Provider{Name: "Ministry", Issuer: p.URL, Client: "entente", Secret: "s3"}
	a, _ := b.invite("Estonian desk", false)
	if err := b.accounts.Tie(a.ID, accounts.Subject{Issuer: p.URL, Name: "ada"}); err != nil {
		t.Fatal(err)
	}
	check := func(name string, want string, lie func(map[string]any), change func(url.Values)) {
		t.Helper()
		b.now = b.now.Add(time.Minute)
		p.lie = lie
		w := b.visit(p, nil, change)
		if w.Code != http.StatusForbidden || b.cookies[b.sessions.cookie] != nil {
			t.Errorf("%s: %d", name, w.Code)
		}
		wantPage(t, w.Body.String(), "Signing in at Ministry did not work", want)
	}
	check("another nonce", "another sign-in", func(c map[string]any) { c["nonce"] = "x" }, nil)
	check("for another program", "audience", func(c map[string]any) { c["aud"] = "other" }, nil)
	check("of another provider", "issued by a different provider", func(c map[string]any) { c["iss"] = "https://evil.example" }, nil)
	check("old", "expired", func(c map[string]any) { c["exp"] = time.Now().Add(-time.Hour).Unix() }, nil)
	check("another state", "not to the question", nil, func(back url.Values) { back.Set("state", "x") })
	check("denied", "She said no", nil, func(back url.Values) {
		back.Set("error", "access_denied")
		back.Set("error_description", "She said no")
	})
	if w := b.do("GET", backAddress+"?code=c&state="+p.asked.Get("state"), "", nil); w.Code != http.StatusForbidden {
		t.Errorf("come back twice: %d", w.Code)
	}
	p.key, _ = rsa.GenerateKey(rand.Reader, 2048)
	check("signed by another", "signature", nil, nil)
	b.opts.Provider.Secret = "wrong"
	check("a wrong secret", "invalid_grant", nil, nil)
	refused := b.audits("unknown")
	if len(refused) != 8 || refused[0] != "sign-in-refused openid" {
		t.Errorf("on record %q", refused)
	}

	b.opts.Provider = &accounts.Provider{Name: "Nobody", Issuer: "http://127.0.0.1:1", Client: "entente"}
	if w := b.do("GET", "/signin/openid", "", nil); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "Signing in at Nobody did not work") {
		t.Errorf("a provider that is not there: %d %s", w.Code, w.Body)
	}
}
