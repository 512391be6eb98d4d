package accounts_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"entente/internal/accounts"
	"entente/internal/accounts/accountstest"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func open(t *testing.T, path string, now *time.Time) *accounts.Book {
	t.Helper()
	b, err := accounts.Open(path, func() time.Time { return *now })
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func wants(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%v, want %v", err, want)
	}
}

func TestInvitation(t *testing.T) {
	now, path := start, filepath.Join(t.TempDir(), "accounts.json")
	b := open(t, path, &now)
	a, code, err := b.Invite("Estonian desk", []accounts.Grant{{For: "EST"}}, false, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if raw, err := os.ReadFile(path); err != nil || strings.Contains(string(raw), code) {
		t.Errorf("the file holds the code: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the file: %v, %v", info.Mode(), err)
	}
	other := open(t, path, &now) // another process
	if got, err := other.Invited(" " + strings.ToLower(code) + "\n"); err != nil || got.ID != a.ID {
		t.Errorf("%v, %v", got, err)
	}
	_, err = other.Invited(code + "x")
	wants(t, err, accounts.ErrCode)
	_, err = other.Invited("")
	wants(t, err, accounts.ErrCode)
	ada := accounts.Subject{Issuer: "https://login.example.org", Name: "ada"}
	if got, err := other.Welcome(ada, code); err != nil || got.ID != a.ID {
		t.Fatalf("%v, %v", got, err)
	}
	_, err = b.Invited(code)
	wants(t, err, accounts.ErrCode) // used
	_, err = b.Welcome(accounts.Subject{Issuer: "https://login.example.org", Name: "eve"}, code)
	wants(t, err, accounts.ErrCode)
	if got, err := b.Welcome(ada, ""); err != nil || got.ID != a.ID {
		t.Errorf("%v, %v", got, err)
	}
	_, err = b.Welcome(accounts.Subject{Issuer: "https://other.example.org", Name: "ada"}, "")
	wants(t, err, accounts.ErrUnknown)

	_, _, err = b.Invite("Estonian desk", nil, false, time.Hour)
	wants(t, err, accounts.ErrConflict)
	again, second, err := b.Invite(a.ID, []accounts.Grant{{For: "EST", Read: true}, {For: "LVA"}}, false, time.Hour)
	if err != nil || again.ID != a.ID || len(again.Grants) != 2 || !again.Grants[0].Read {
		t.Errorf("%+v, %v", again, err)
	}
	now = now.Add(time.Hour)
	_, err = b.Invited(second)
	wants(t, err, accounts.ErrCode) // lapsed
	_, err = b.Welcome(ada, second)
	wants(t, err, accounts.ErrCode)
}

func TestAnIdentityHasOneAccount(t *testing.T) {
	now := start
	b := open(t, filepath.Join(t.TempDir(), "accounts.json"), &now)
	one, code, _ := b.Invite("One", nil, false, time.Hour)
	_, other, _ := b.Invite("Two", nil, false, time.Hour)
	ada := accounts.Subject{Issuer: "i", Name: "ada"}
	if _, err := b.Welcome(ada, code); err != nil {
		t.Fatal(err)
	}
	_, err := b.Welcome(ada, other)
	wants(t, err, accounts.ErrConflict)
	if _, err := b.Invited(other); err != nil {
		t.Errorf("the invitation was used up: %v", err)
	}
	if err := b.Disable(one.ID); err != nil {
		t.Fatal(err)
	}
	_, err = b.Welcome(ada, "")
	wants(t, err, accounts.ErrUnknown)
	if a, err := b.Welcome(ada, other); err != nil || a.Name != "Two" {
		t.Errorf("%v, %v", a, err)
	}
}

// TestOtherProcess changes accounts in two books of one file, as the command line does beside a server.
func TestOtherProcess(t *testing.T) {
	now, path := start, filepath.Join(t.TempDir(), "accounts.json")
	server, line := open(t, path, &now), open(t, path, &now)
	const each = 10
	var all sync.WaitGroup
	for i, b := range []*accounts.Book{server, line} {
		all.Go(func() {
			for n := range each {
				if _, _, err := b.Invite(fmt.Sprint("desk ", i, n), nil, false, time.Hour); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	found, err := server.List()
	if err != nil || len(found) != 2*each {
		t.Fatalf("%d accounts, %v", len(found), err)
	}
	if err := line.Disable(found[0].ID); err != nil {
		t.Fatal(err)
	}
	_, err = server.Account(found[0].ID)
	wants(t, err, accounts.ErrUnknown)
	if err := line.Grant(found[1].ID, accounts.Grant{For: "EST"}); err != nil {
		t.Fatal(err)
	}
	if a, err := server.Account(found[1].ID); err != nil || !a.May("EST", "") {
		t.Errorf("%v, %v", a, err)
	}
	if err := line.Revoke(found[1].ID, "EST"); err != nil {
		t.Fatal(err)
	}
	if a, err := server.Account(found[1].ID); err != nil || a.May("EST", "") {
		t.Errorf("%v, %v", a, err)
	}
	wants(t, line.Grant("nobody", accounts.Grant{For: "EST"}), accounts.ErrUnknown)

	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(`{"accounts": [], "more": 1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := server.List(); err == nil {
		t.Error("read what others may read")
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := server.List(); err == nil {
		t.Error("read what it would lose")
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if found, err := server.List(); err != nil || len(found) != 0 {
		t.Errorf("without the file: %v, %v", found, err)
	}
}

func TestReport(t *testing.T) {
	now := start
	b := open(t, filepath.Join(t.TempDir(), "accounts.json"), &now)
	a, _, err := b.Invite("Estonian desk", []accounts.Grant{{For: "EST", In: []string{"nac"}}}, true, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Disable(a.ID); err != nil {
		t.Fatal(err)
	}
	var got []string
	full := errors.New("full")
	put := func(e accounts.Event) error {
		if len(got) == 2 {
			return full
		}
		got = append(got, strings.TrimSpace(strings.Join([]string{e.Event, e.For, e.Detail}, " ")))
		return nil
	}
	wants(t, b.Report(put), full)
	if want := []string{"grant EST act in nac", "invite  operator"}; strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%q, want %q", got, want)
	}
	got = nil
	if err := b.Report(put); err != nil || len(got) != 1 || got[0] != "disable" {
		t.Errorf("%q, %v", got, err)
	}
	if err := b.Report(func(accounts.Event) error { return full }); err != nil {
		t.Errorf("reported twice: %v", err)
	}
}

func TestMay(t *testing.T) {
	a := accounts.Account{Grants: []accounts.Grant{{For: "EST", In: []string{"north-atlantic-council"}}, {For: "LVA", Read: true}, {For: "nato"}}}
	check := func(who, in string, want bool) {
		t.Helper()
		if got := a.May(who, in); got != want {
			t.Errorf("%s in %q: %v", who, in, got)
		}
	}
	check("EST", "north-atlantic-council", true)
	check("EST", "nato-ukraine-council", false)
	check("EST", "", false)
	check("LVA", "", false)
	check("nato", "", true)
	check("nato", "north-atlantic-council", true)
	check("DEU", "", false)
	a.Operator = true
	check("DEU", "", true)
}

// A desk is somebody with a device who signs in.
type desk struct {
	*testing.T
	book   *accounts.Book
	device *accountstest.Authenticator
	host   string
}

func (d *desk) request(body []byte) *http.Request {
	return httptest.NewRequest(http.MethodPost, "http://"+d.host+"/", bytes.NewReader(body))
}

// make makes a passkey.
func (d *desk) make(a accounts.Account, code string) error {
	d.Helper()
	asked, ceremony, err := accounts.BeginPasskey(d.request(nil), a, code)
	if err != nil {
		return err
	}
	made, err := d.device.Make(asked)
	if err == nil {
		_, err = d.book.FinishPasskey(d.request(made), ceremony)
	}
	return err
}

// show signs in with it.
func (d *desk) show() (accounts.Account, error) {
	d.Helper()
	asked, ceremony, err := accounts.BeginSignIn(d.request(nil))
	if err != nil {
		return accounts.Account{}, err
	}
	shown, err := d.device.Show(asked)
	if err != nil {
		return accounts.Account{}, err
	}
	return d.book.FinishSignIn(d.request(shown), ceremony)
}

func TestPasskey(t *testing.T) {
	now := start
	b := open(t, filepath.Join(t.TempDir(), "accounts.json"), &now)
	a, code, err := b.Invite("Estonian desk", nil, false, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t, b, &accountstest.Authenticator{Origin: "http://localhost:8642"}, "localhost:8642"}
	if err := d.make(a, code); err != nil {
		t.Fatal(err)
	}
	eve := &desk{t, b, &accountstest.Authenticator{Origin: "http://localhost:8642"}, "localhost:8642"}
	wants(t, eve.make(a, code), accounts.ErrCode) // used up
	now = now.Add(time.Hour)
	for range 2 {
		got, err := d.show()
		if err != nil || got.ID != a.ID {
			t.Fatalf("%v, %v", got, err)
		}
	}
	if a, _ = b.Account(a.ID); len(a.Passkeys) != 1 || a.Passkeys[0].Site != "localhost" || !a.Passkeys[0].Used.Equal(now) || a.Passkeys[0].Key.Authenticator.SignCount == 0 {
		t.Errorf("%+v", a.Passkeys)
	}
	if err := d.make(a, ""); err == nil {
		t.Error("two passkeys on one device")
	}

	d.device.Frozen = true
	_, err = d.show()
	wants(t, err, accounts.ErrRefused) // a copy
	d.device.Frozen = false
	d.device.Origin = "http://localhost.example.org"
	_, err = d.show()
	wants(t, err, accounts.ErrRefused) // another site that sends on what it was shown
	d.device.Origin = "https://localhost:8642"
	if _, err = d.show(); err != nil {
		t.Errorf("behind a proxy: %v", err)
	}
	d.host = "127.0.0.1:8642"
	_, err = d.show()
	wants(t, err, accounts.ErrRefused) // a passkey belongs to a name
	wants(t, d.make(a, ""), accounts.ErrRefused)
	d.host = "localhost:8642"

	wants(t, b.RemovePasskey(a.ID, a.Passkeys[0].Key.ID), accounts.ErrConflict) // the last
	second := &desk{t, b, &accountstest.Authenticator{Origin: "http://localhost:8642"}, "localhost:8642"}
	if err := second.make(a, ""); err != nil {
		t.Fatal(err)
	}
	if err := b.RemovePasskey(a.ID, a.Passkeys[0].Key.ID); err != nil {
		t.Fatal(err)
	}
	wants(t, b.RemovePasskey(a.ID, a.Passkeys[0].Key.ID), accounts.ErrUnknown)
	_, err = d.show()
	wants(t, err, accounts.ErrRefused)
	if _, err := second.show(); err != nil {
		t.Error(err)
	}
	if err := b.Disable(a.ID); err != nil {
		t.Fatal(err)
	}
	_, err = second.show()
	wants(t, err, accounts.ErrRefused)
}

// TestAnswerToAnotherQuestion shows an answer to another question than the one that was asked.
func TestAnswerToAnotherQuestion(t *testing.T) {
	now := start
	b := open(t, filepath.Join(t.TempDir(), "accounts.json"), &now)
	a, code, _ := b.Invite("Estonian desk", nil, false, time.Hour)
	d := &desk{t, b, &accountstest.Authenticator{Origin: "http://localhost:8642"}, "localhost:8642"}
	if err := d.make(a, code); err != nil {
		t.Fatal(err)
	}
	asked, _, _ := accounts.BeginSignIn(d.request(nil))
	_, other, _ := accounts.BeginSignIn(d.request(nil))
	shown, err := d.device.Show(asked)
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.FinishSignIn(d.request(shown), other)
	wants(t, err, accounts.ErrRefused)
}

func TestLimiter(t *testing.T) {
	l := accounts.Limiter{Each: accounts.Rate{Burst: 10, Every: 6 * time.Second}, All: accounts.Rate{Burst: 25, Every: time.Second}}
	now := start
	take := func(key string, n int) {
		t.Helper()
		for i := range n {
			if wait := l.Take(key, now); wait != 0 {
				t.Fatalf("%s: try %d has to wait %v", key, i+1, wait)
			}
		}
	}
	refused := func(key string, want time.Duration) {
		t.Helper()
		if wait := l.Take(key, now); wait != want {
			t.Errorf("%s: has to wait %v, want %v", key, wait, want)
		}
	}
	take("a", 10)
	refused("a", 6*time.Second)
	l.Return("a")
	take("a", 1)
	now = now.Add(2 * time.Second)
	refused("a", 4*time.Second)
	now = now.Add(4 * time.Second)
	take("a", 1)
	take("b", 10)
	take("c", 9) // 30 of 25, and 6 s went by
	take("d", 1)
	refused("d", time.Second)
	now = now.Add(time.Hour)
	for i := range 3000 { // what is full again is forgotten
		now = now.Add(time.Minute)
		take(fmt.Sprint(i), 1)
	}
}
