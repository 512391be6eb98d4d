package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"entente"
	"entente/internal/accounts"
	"entente/node"
)

// A signInPage shows the ways to sign in.
type signInPage struct {
	Next      string // where to go afterwards
	Going     bool   // the reader has signed in just now, elsewhere, and goes on by itself
	Problem   string // why it did not work the last time
	Wrong     bool   // the token was at fault
	Operator  bool   // the token's form is open
	Provider  string // at which one can sign in, too; "" for none
	OpenID    string
	Localhost string // where to go for a passkey instead; "" where this is a good place
}

func (s *site) signIn(v *view, r *http.Request) (page, error) {
	return s.asSignIn(v, r, signInPage{Next: local(v.Query.Get("next"))})
}

func (s *site) asSignIn(v *view, r *http.Request, p signInPage) (page, error) {
	known, err := s.accounts.List()
	p.Operator = p.Wrong || len(known) == 0 // nobody was invited yet: the operator is alone
	p.Localhost = byName(r)
	if s.opts.Provider != nil {
		p.Provider, p.OpenID = s.opts.Provider.Name, "/signin/openid?"+url.Values{"next": {p.Next}}.Encode()
	}
	return page{Template: "signin", Section: "signin", Title: s.catalogue(v.Lang).text("signin.title"), Body: p}, err
}

// notSignedIn returns the page to sign in with, and says why it did not work.
func (s *site) notSignedIn(v *view, r *http.Request, p signInPage, wrong error) (page, error) {
	var code, after int
	p.Problem, code, after = s.refusal(v, wrong)
	made, err := s.asSignIn(v, r, p)
	made.Code, made.After = code, after
	return made, err
}

// doSignIn takes the node's token, which makes the reader its operator.
func (s *site) doSignIn(w http.ResponseWriter, r *http.Request, v *view) (string, error) {
	next := local(r.PostFormValue("next"))
	err := s.try(r)
	if err == nil && !equal(strings.TrimSpace(r.PostFormValue("token")), s.node.Token()) {
		err = errWrongToken
	}
	if err == nil {
		s.tried(r)
		s.sessions.begin(w, r, "")
		s.audit(r, "sign-in", operator, "token")
		return next, nil
	}
	s.refuse(r, operator, "token", err)
	again, perr := s.notSignedIn(v, r, signInPage{Next: next, Wrong: errors.Is(err, errWrongToken)}, err)
	if perr != nil {
		return "", perr
	}
	return "", &mendError{again, err}
}

// doSignOut ends the session, or all that there are of the account.
func (s *site) doSignOut(w http.ResponseWriter, r *http.Request, v *view) (string, error) {
	if err := v.checkCSRF(r); err != nil {
		return "", err
	}
	s.sessions.end(w, r)
	if r.PostFormValue("everywhere") != "" {
		s.sessions.endAll(v.Session.Account)
	}
	s.audit(r, "sign-out", v.who(), "")
	return "/", nil
}

// operator stands for whoever shows the node's token, where an account is put on record.
var operator = accounts.Account{ID: "token", Name: "the node's token"}

// who returns who is signed in.
func (v *view) who() accounts.Account {
	if v.Account == nil {
		return operator
	}
	return *v.Account
}

var errWrongToken = fmt.Errorf("web: sign in: that is not the node's token: %w", entente.ErrForbidden)

// An errTooMany is somebody who tries too often.
type errTooMany struct{ seconds int }

func (e errTooMany) Error() string { return fmt.Sprintf("web: too many tries; wait %d s", e.seconds) }

// The bounds on failed tries, for each client and over all, and on how many of them are put on record: nobody may fill the
// ledger by guessing.
var (
	triesEach, triesAll       = accounts.Rate{Burst: 10, Every: 6 * time.Second}, accounts.Rate{Burst: 200, Every: time.Second}
	refusalsEach, refusalsAll = accounts.Rate{Burst: 1, Every: time.Minute}, accounts.Rate{Burst: 10, Every: time.Minute}
)

// try counts a try to sign in, or returns an errTooMany.
func (s *site) try(r *http.Request) error {
	if wait := s.tries.Take(client(r), s.opts.Clock()); wait > 0 {
		return errTooMany{int(math.Ceil(wait.Seconds()))}
	}
	return nil
}

// tried forgets a try that went well.
func (s *site) tried(r *http.Request) { s.tries.Return(client(r)) }

// client returns what stands for the sender of a request: the address that it comes from, or that a proxy on this machine
// names last. Of the sixth version half is taken, for the rest is the sender's to choose.
func client(r *http.Request) string {
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if said := r.Header.Values("X-Forwarded-For"); addr.IsLoopback() && len(said) > 0 {
		last := said[len(said)-1]
		if other, err := netip.ParseAddr(strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])); err == nil {
			addr = other
		}
	}
	if addr = addr.Unmap(); addr.Is6() {
		const half = 64
		return netip.PrefixFrom(addr.WithZone(""), half).Masked().String()
	}
	return addr.String()
}

// audit puts on record what happened to an account.
func (s *site) audit(r *http.Request, event string, a accounts.Account, method string) {
	s.keepRecord(r, node.Audit{Event: event, Account: a.ID, Name: a.Name, Method: method})
}

// keepRecord puts an event on record. That it cannot be recorded stops nobody, nor does a reader who leaves meanwhile.
func (s *site) keepRecord(r *http.Request, a node.Audit) {
	if err := s.node.Audit(context.WithoutCancel(r.Context()), a); err != nil {
		s.opts.Warn(fmt.Errorf("web: %w", err))
	}
}

// refuse puts a refused sign-in on record, unless much was already.
func (s *site) refuse(r *http.Request, a accounts.Account, method string, why error) {
	const mostDetail = 200 // bytes
	if _, tooMany := errors.AsType[errTooMany](why); tooMany || s.refusals.Take(client(r), s.opts.Clock()) > 0 {
		return
	}
	detail := plain(why)
	if len(detail) > mostDetail {
		detail = strings.ToValidUTF8(detail[:mostDetail], "") + "…"
	}
	s.keepRecord(r, node.Audit{Event: "sign-in-refused", Account: cmp.Or(a.ID, "unknown"), Name: a.Name, Method: method, Detail: detail})
}

// refusal returns what a sign-in that did not work says to the reader, with the code of the answer and the seconds to wait.
func (s *site) refusal(v *view, err error) (words string, code, after int) {
	c := s.catalogue(v.Lang)
	tooMany, isTooMany := errors.AsType[errTooMany](err)
	stranger, isStranger := errors.AsType[errStranger](err)
	switch {
	case isTooMany:
		return c.text("signin.wait", tooMany.seconds), http.StatusTooManyRequests, tooMany.seconds
	case errors.Is(err, errWrongToken):
		return c.text("signin.wrong"), http.StatusForbidden, 0
	case errors.Is(err, accounts.ErrCode):
		return c.text("enrol.bad"), http.StatusForbidden, 0
	case isStranger:
		return c.text("signin.stranger", stranger.Name, stranger.Issuer), http.StatusForbidden, 0
	case errors.Is(err, accounts.ErrProvider):
		return c.text("signin.elsewhere", s.opts.Provider.Name, plain(err)), http.StatusForbidden, 0
	case errors.Is(err, accounts.ErrRefused), errors.Is(err, accounts.ErrUnknown):
		return c.text("signin.refused"), http.StatusForbidden, 0
	case errors.Is(err, accounts.ErrConflict):
		return plain(err), http.StatusConflict, 0
	}
	code = codeOf(err)
	if code >= http.StatusInternalServerError {
		s.opts.Warn(fmt.Errorf("web: %s: %w", v.Path, err))
		return c.text("problem.500"), code, 0
	}
	return reason(err), code, 0
}

// plain returns what an error of accounts says to people.
func plain(err error) string {
	text := strings.TrimPrefix(reason(err), "accounts: ")
	for _, kind := range []error{accounts.ErrRefused, accounts.ErrProvider, accounts.ErrConflict} {
		text = strings.TrimSuffix(text, ": "+kind.Error())
	}
	return text
}

// local returns an address if it leads to a page of this site, and otherwise that of the first page.
func local(address string) string {
	u, err := url.Parse(address)
	isLocal := err == nil && u.Scheme == "" && u.Host == "" && u.User == nil && strings.HasPrefix(address, "/") &&
		!strings.HasPrefix(u.Path, "//") && !strings.ContainsAny(address, "\\\t\r\n")
	if !isLocal {
		return "/"
	}
	return u.String()
}
