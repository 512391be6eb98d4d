package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"entente"
	"entente/internal/accounts"
	"entente/internal/accounts/accountstest"
	"entente/node"
)

// A person visits the site with a device that keeps passkeys.
type person struct {
	*browser
	device *accountstest.Authenticator
}

// invite makes an account and returns the code by which it is taken up.
func (b *browser) invite(name string, operator bool, grants ...accounts.Grant) (accounts.Account, string) {
	b.Helper()
	a, code, err := b.accounts.Invite(name, grants, operator, time.Hour)
	if err != nil {
		b.Fatal(err)
	}
	return a, code
}

// another returns another browser that visits the same site, with a device.
func (b *browser) another() *person {
	other := *b
	other.cookies = make(map[string]*http.Cookie)
	return &person{&other, &accountstest.Authenticator{Origin: "http://localhost"}}
}

// passkey goes through a ceremony, up to the answer to what the device says.
func (p *person) passkey(form url.Values, use func([]byte) ([]byte, error), to string) (code int, said map[string]string) {
	p.Helper()
	w := p.do("POST", "/passkey/begin", form.Encode(), nil)
	if w.Code == http.StatusOK {
		answer, err := use(w.Body.Bytes())
		if err != nil {
			p.Fatal(err)
		}
		w = p.do("POST", to, string(answer), func(r *http.Request) { r.Header.Set("Content-Type", "application/json") })
	}
	if err := json.Unmarshal(w.Body.Bytes(), &said); err != nil {
		p.Fatalf("%d, %v: %s", w.Code, err, w.Body)
	}
	return w.Code, said
}

func (p *person) make(form url.Values) (int, map[string]string) {
	p.Helper()
	return p.passkey(form, p.device.Make, "/passkey/made")
}

func (p *person) show(next string) (int, map[string]string) {
	p.Helper()
	return p.passkey(url.Values{"next": {next}}, p.device.Show, "/passkey/shown")
}

// enrolled returns somebody who took up an invitation, and what forms of the session hold.
func (b *browser) enrolled(operator bool, grants ...accounts.Grant) (*person, accounts.Account, url.Values) {
	b.Helper()
	a, code := b.invite("Estonian desk", operator, grants...)
	p := b.another()
	if code, said := p.make(url.Values{"code": {code}}); code != http.StatusOK || said["next"] != "/account" {
		b.Fatalf("%d, %v", code, said)
	}
	return p, a, p.form()
}

// form returns what forms of the session hold.
func (p *person) form() url.Values {
	p.Helper()
	return url.Values{"csrf": {csrfField.FindStringSubmatch(p.get("/account", http.StatusOK))[1]}}
}

// audits returns what is on record of an account, as "event method".
func (b *browser) audits(account string) (events []string) {
	b.Helper()
	all, err := b.node.Facts(b.Context(), node.FactQuery{Kind: node.KindAudit, Subject: "account/" + account})
	if err != nil {
		b.Fatal(err)
	}
	for _, r := range all {
		var a node.Audit
		if err := json.Unmarshal(r.Fact.Payload, &a); err != nil || a.Account != account || r.Fact.Label.String() != "RESTRICTED:TEST" || r.Fact.Author != "test" {
			b.Errorf("on record %+v, %v", r, err)
		}
		events = append(events, strings.TrimSpace(a.Event+" "+a.Method))
	}
	return events
}

func (b *browser) wantAudits(account string, want ...string) {
	b.Helper()
	if got := b.audits(account); strings.Join(got, ", ") != strings.Join(want, ", ") {
		b.Errorf("on record of %s: %q, want %q", account, got, want)
	}
}

func wantPage(t *testing.T, page string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(page, w) {
			t.Errorf("the page does not show %q", w)
		}
	}
}

func TestEnrol(t *testing.T) {
	b := newBrowser(t)
	a, code := b.invite("Estonian desk", false, accounts.Grant{For: "EST"}, accounts.Grant{For: "LVA", Read: true})
	p := b.another()
	wantPage(t, p.get("/enrol?code="+code, http.StatusOK), "Estonian desk", `value="`+code+`"`, "/party/EST", "reads")
	wantPage(t, p.get("/enrol?code=x", http.StatusForbidden), "not valid")
	if code, said := p.make(url.Values{"code": {"x"}}); code != http.StatusForbidden || !strings.Contains(said["problem"], "not valid") {
		t.Errorf("another code: %d, %v", code, said)
	}
	if code, said := p.make(url.Values{"code": {code}}); code != http.StatusOK || said["next"] != "/account" {
		t.Fatalf("%d, %v", code, said)
	}
	wantPage(t, p.get("/account", http.StatusOK), "<h1>Estonian desk</h1>", "/party/EST", "reads", "<b>localhost</b>")
	if code, said := b.another().make(url.Values{"code": {code}}); code != http.StatusForbidden {
		t.Errorf("the code again: %d, %v", code, said)
	}

	p.post("/signout", p.form(), http.StatusSeeOther)
	p.get("/account", http.StatusForbidden)
	if code, said := p.show("/due?for=EST"); code != http.StatusOK || said["next"] != "/due?for=EST" {
		t.Fatalf("%d, %v", code, said)
	}
	p.get("/account", http.StatusOK)
	if code, said := p.show("//evil.example"); code != http.StatusOK || said["next"] != "/" {
		t.Errorf("%d, %v", code, said)
	}
	b.now = b.now.Add(refusalsEach.Every)
	p.device.Frozen = true
	if code, said := p.show("/"); code != http.StatusForbidden || !strings.Contains(said["problem"], "a copy") {
		t.Errorf("a copy: %d, %v", code, said)
	}
	b.wantAudits(a.ID, "enrol passkey", "sign-out", "sign-in passkey", "sign-in passkey", "sign-in-refused passkey")
}

// TestCeremonyIsUsedOnce sends one answer twice, an answer of another browser, and one that comes too late.
func TestCeremonyIsUsedOnce(t *testing.T) {
	b := newBrowser(t)
	p, _, _ := b.enrolled(false)
	asJSON := func(r *http.Request) { r.Header.Set("Content-Type", "application/json") }
	shown, err := p.device.Show(p.post("/passkey/begin", nil, http.StatusOK).Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if w := b.do("POST", "/passkey/shown", string(shown), asJSON); w.Code != http.StatusForbidden {
		t.Errorf("from another browser: %d", w.Code)
	}
	for _, want := range []int{http.StatusOK, http.StatusForbidden} {
		if w := p.do("POST", "/passkey/shown", string(shown), asJSON); w.Code != want {
			t.Errorf("%d, want %d", w.Code, want)
		}
	}
	shown, err = p.device.Show(p.post("/passkey/begin", nil, http.StatusOK).Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(ceremonyLength)
	if w := p.do("POST", "/passkey/shown", string(shown), asJSON); w.Code != http.StatusForbidden {
		t.Errorf("too late: %d", w.Code)
	}
}

// TestActsFor states facts as somebody for whom the account may act, and as others.
func TestActsFor(t *testing.T) {
	b := newBrowser(t)
	p, a, form := b.enrolled(false, accounts.Grant{For: "EST"}, accounts.Grant{For: "LVA", Read: true}, accounts.Grant{For: "LTU", In: []string{"nac"}})
	note := func(author string) url.Values {
		return with(form, "kind", "note", "text", "x", "label", "PUBLIC", "author", author)
	}
	p.post(aPage, note("EST"), http.StatusSeeOther)
	for _, author := range []string{"DEU", "LVA", "LTU", "test", ""} {
		if w := p.post(aPage, note(author), http.StatusForbidden); !strings.Contains(w.Body.String(), "may act for [EST LTU]") {
			t.Errorf("%q: no words that say why", author)
		}
	}
	// The author of these is the node, whatever the form says.
	for _, target := range []string{"/score/vilnius-2023/1/4", "/balance/air-defence/offer", "/watch/warning/x/say"} {
		p.post(target, with(form, "author", "EST"), http.StatusForbidden)
	}

	// What the operator changes holds at once, in sessions that are open.
	line, err := accounts.Open(b.node.AccountsFile(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if err := line.Grant(a.ID, accounts.Grant{For: "DEU"}); err != nil {
		t.Fatal(err)
	}
	p.post(aPage, note("DEU"), http.StatusSeeOther)
	if err := line.Revoke(a.ID, "DEU"); err != nil {
		t.Fatal(err)
	}
	p.post(aPage, note("DEU"), http.StatusForbidden)
	if err := line.Disable(a.ID); err != nil {
		t.Fatal(err)
	}
	p.post(aPage, note("EST"), http.StatusForbidden)
	p.get("/account", http.StatusForbidden)
	if code, said := p.show("/"); code != http.StatusForbidden {
		t.Errorf("signed in to a disabled account: %d, %v", code, said)
	}
	if got := b.facts(); len(got) != 2 {
		t.Errorf("%d facts, want 2", len(got))
	}

	// And it is put on record by whoever holds the ledger.
	if err := b.node.RecordAccess(t.Context(), line); err != nil {
		t.Fatal(err)
	}
	b.wantAudits(a.ID, "enrol passkey", "grant", "grant", "grant", "invite", "grant", "grant", "disable")
}

// TestFactsUnderLabels looks for a fact that is released to Estonia on every page that would show it.
func TestFactsUnderLabels(t *testing.T) {
	b := newBrowser(t)
	label, err := entente.ParseLabel("RESTRICTED:EST")
	if err != nil {
		t.Fatal(err)
	}
	rec, err := b.node.AddFact(t.Context(), entente.Fact{Kind: node.KindNote, Subject: "vilnius-2023/27/1", Payload: []byte(`{"text": "for some eyes"}`), Label: label})
	if err != nil {
		t.Fatal(err)
	}
	est, _, _ := b.enrolled(false, accounts.Grant{For: "EST"})
	_, code := b.invite("Latvian desk", false, accounts.Grant{For: "LVA"})
	lva := b.another()
	if status, said := lva.make(url.Values{"code": {code}}); status != http.StatusOK {
		t.Fatal(status, said)
	}
	fact := "/fact/" + rec.ID.String()
	for _, who := range []struct {
		*browser
		reads bool
	}{{b.another().browser, false}, {lva.browser, false}, {est.browser, true}} {
		for _, target := range []string{aPage, "/ledger", fact, fact + "/proof", fact + "/entry"} {
			w := who.do("GET", target, "", nil)
			shows := w.Code == http.StatusOK && (strings.Contains(w.Body.String(), "for some eyes") || strings.Contains(w.Body.String(), rec.ID.String()) || strings.HasSuffix(target, "proof"))
			if shows != who.reads || !who.reads && strings.Contains(w.Body.String(), "for some eyes") {
				t.Errorf("%s: %d, shows %v, want %v", target, w.Code, shows, who.reads)
			}
		}
	}
}

func TestMayAct(t *testing.T) {
	visitor, token := &view{}, &view{Session: &session{}}
	desk := &view{Session: &session{}, Account: &accounts.Account{Grants: []accounts.Grant{{For: "EST"}, {For: "LVA", Read: true}, {For: "nac", In: []string{"allies"}}}}}
	manager := &view{Session: &session{}, Account: &accounts.Account{Operator: true}}
	check := func(name string, v *view, actor, body entente.ActorID, act, read bool) {
		t.Helper()
		if v.mayAct(actor, body) != act || v.mayRead(actor) != read {
			t.Errorf("%s, %s in %q: may act %v, read %v", name, actor, body, v.mayAct(actor, body), v.mayRead(actor))
		}
	}
	check("visitor", visitor, "EST", "", false, false)
	check("token", token, "EST", "", true, true)
	check("manager", manager, "EST", "allies", true, true)
	check("desk", desk, "EST", "", true, true)
	check("desk", desk, "EST", "allies", true, true)
	check("desk", desk, "LVA", "", false, true)
	check("desk", desk, "nac", "allies", true, true)
	check("desk", desk, "nac", "", false, true)
	check("desk", desk, "DEU", "", false, false)
	for v, want := range map[*view]bool{visitor: false, token: true, manager: true} {
		if all, everyone := v.actors(); len(all) != 0 || everyone != want {
			t.Errorf("%v, %v", all, everyone)
		}
	}
	if all, everyone := desk.actors(); len(all) != 2 || all[0] != "EST" || all[1] != "nac" || everyone {
		t.Errorf("%v, %v", all, everyone)
	}
}

func TestOperatorAccount(t *testing.T) {
	b := newBrowser(t)
	p, _, form := b.enrolled(true)
	p.post(aPage, with(form, "kind", "note", "text", "x", "label", "PUBLIC", "author", "DEU"), http.StatusSeeOther)
	wantPage(t, p.get("/account", http.StatusOK), "all that the node")
}

func TestPasskeysOfAnAccount(t *testing.T) {
	b := newBrowser(t)
	p, a, form := b.enrolled(false)
	key := func() string {
		a, err := b.accounts.Account(a.ID)
		if err != nil {
			t.Fatal(err)
		}
		return hexOf(a.Passkeys[0])
	}
	if w := p.post("/account/passkey/remove", with(form, "key", key()), http.StatusConflict); !strings.Contains(w.Body.String(), "last way to sign in") {
		t.Error("no words that say why")
	}
	p.post("/account/passkey/remove", url.Values{"key": {key()}}, http.StatusForbidden)
	p.device = &accountstest.Authenticator{Origin: "http://localhost"} // a second device
	if code, said := p.make(url.Values{"csrf": {"guessed"}}); code != http.StatusForbidden {
		t.Errorf("%d, %v", code, said)
	}
	if code, said := p.make(form); code != http.StatusOK {
		t.Fatalf("%d, %v", code, said)
	}
	first := key()
	p.post("/account/passkey/remove", with(form, "key", first), http.StatusSeeOther)
	p.post("/account/passkey/remove", with(form, "key", first), http.StatusSeeOther) // from an old page
	if key() == first {
		t.Error("the first one is still there")
	}
	if code, said := p.show("/"); code != http.StatusOK {
		t.Errorf("by the second: %d, %v", code, said)
	}
	b.wantAudits(a.ID, "enrol passkey", "passkey-added passkey", "passkey-removed passkey", "sign-in passkey")
	token := b.signIn()
	if w := b.post("/passkey/begin", token, http.StatusBadRequest); !strings.Contains(w.Body.String(), "no passkeys") {
		t.Errorf("for the token: %s", w.Body)
	}
}

func TestSignOutEverywhere(t *testing.T) {
	b := newBrowser(t)
	p, _, form := b.enrolled(false)
	other := b.another()
	other.device = p.device
	if code, said := other.show("/"); code != http.StatusOK {
		t.Fatalf("%d, %v", code, said)
	}
	b.signIn()
	p.post("/signout", with(form, "everywhere", "1"), http.StatusSeeOther)
	other.get("/account", http.StatusForbidden)
	b.get("/account", http.StatusOK) // somebody else
}

func TestTriesAreLimited(t *testing.T) {
	b := newBrowser(t)
	now := b.now
	do := func(method, target, form, address, forwarded string) *httptest.ResponseRecorder {
		b.now = now // which goes on when it is looked at
		return b.do(method, target, form, func(r *http.Request) {
			r.RemoteAddr = address + ":1000"
			r.Header.Set("X-Forwarded-For", forwarded)
		})
	}
	try := func(token, address, forwarded string, want int) {
		t.Helper()
		w := do("POST", "/signin", url.Values{"token": {token}}.Encode(), address, forwarded)
		if w.Code != want {
			t.Errorf("%s: %d, want %d", address, w.Code, want)
		}
		if after := w.Header().Get("Retry-After"); (after != "") != (want == http.StatusTooManyRequests) {
			t.Errorf("%s: %d: Retry-After %q", address, w.Code, after)
		}
	}
	const one, two, three = "192.0.2.1", "192.0.2.2", "192.0.2.3"
	for range 2 * triesEach.Burst {
		try(b.node.Token(), one, "", http.StatusSeeOther) // who is right is not counted
	}
	for range triesEach.Burst {
		try("wrong", one, "", http.StatusForbidden)
	}
	try("wrong", one, "", http.StatusTooManyRequests)
	try(b.node.Token(), one, three, http.StatusTooManyRequests) // it cannot choose its name
	for target, method := range map[string]string{"/enrol?code=x": "GET", "/passkey/begin": "POST"} {
		if w := do(method, target, "", one, ""); w.Code != http.StatusTooManyRequests || !strings.Contains(w.Body.String(), "Too many tries") {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
	try(b.node.Token(), two, "", http.StatusSeeOther)
	refused := 0
	for _, e := range b.audits("token") {
		if e == "sign-in-refused token" {
			refused++
		}
	}
	if refused != 1 {
		t.Errorf("%d refusals on record, want 1", refused)
	}
	for i := 0; i < triesAll.Burst; i += triesEach.Burst { // from many addresses
		for range triesEach.Burst {
			do("POST", "/signin", "token=wrong", fmt.Sprint("198.51.100.", i), "")
		}
	}
	try(b.node.Token(), three, "", http.StatusTooManyRequests)
	now = now.Add(time.Minute)
	try(b.node.Token(), three, "", http.StatusSeeOther)
	try(b.node.Token(), one, "", http.StatusSeeOther)
}

func TestClient(t *testing.T) {
	check := func(remote, forwarded, want string) {
		t.Helper()
		r := &http.Request{RemoteAddr: remote, Header: http.Header{}}
		if forwarded != "" {
			r.Header.Set("X-Forwarded-For", forwarded)
		}
		if got := client(r); got != want {
			t.Errorf("%s, %q: %q, want %q", remote, forwarded, got, want)
		}
	}
	check("192.0.2.1:80", "", "192.0.2.1")
	check("192.0.2.1:80", "198.51.100.1", "192.0.2.1")
	check("127.0.0.1:80", "", "127.0.0.1")
	check("127.0.0.1:80", "203.0.113.9, 198.51.100.1", "198.51.100.1")
	check("127.0.0.1:80", "unknown", "127.0.0.1")
	check("[::1]:80", "198.51.100.1", "198.51.100.1")
	check("[2001:db8:1:2:3::4]:80", "", "2001:db8:1:2::/64")
	check("[fe80::1%eth0]:80", "", "fe80::/64")
	check("[::ffff:192.0.2.1]:80", "", "192.0.2.1")
	check("pipe", "", "")
}

func TestPasskeyPlace(t *testing.T) {
	b := newBrowser(t)
	byAddress := func(r *http.Request) { r.Host = "127.0.0.1:8642" }
	w := b.do("GET", "/signin?next=/due", "", byAddress)
	wantPage(t, w.Body.String(), `href="http://localhost:8642/signin?next=/due"`)
	if strings.Contains(w.Body.String(), "data-passkey") {
		t.Error("a button for a passkey, which would not work")
	}
	if w := b.do("POST", "/passkey/begin", "", byAddress); w.Code != http.StatusForbidden {
		t.Errorf("%d", w.Code)
	}
	wantPage(t, b.get("/signin", http.StatusOK), "data-passkey", "<details open>") // nobody was invited
	b.invite("Estonian desk", false)
	wantPage(t, b.get("/signin", http.StatusOK), "data-passkey", "<details>")
}
