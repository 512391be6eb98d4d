package web

import (
	"errors"
	"fmt"
	"net/http"

	"entente"
	"entente/internal/accounts"
)

// backAddress is where an OpenID provider sends people back to. The provider has to know it.
const backAddress = "/signin/openid/back"

// openID sends somebody to the OpenID provider.
func (s *site) openID(w http.ResponseWriter, r *http.Request) {
	v := s.view(r)
	if s.opts.Provider == nil {
		s.fail(w, v, fmt.Errorf("web: no OpenID provider is set up: %w", entente.ErrNotFound))
		return
	}
	visit := &accounts.Visit{Code: v.Query.Get("code"), Next: local(v.Query.Get("next"))}
	back := "http://" + r.Host + backAddress
	if isSecure(r) {
		back = "https://" + r.Host + backAddress
	}
	err := s.try(r)
	var to string
	if err == nil {
		to, err = s.opts.Provider.Begin(r.Context(), back, visit)
	}
	if err != nil {
		s.showNotSignedIn(w, r, v, signInPage{Next: visit.Next}, err)
		return
	}
	s.await(w, r, waiting{visit: visit})
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// openIDBack takes whoever comes back from the provider. The cookie of the session does not go along with what another
// site leads to, so the browser is sent on by a page of ours.
func (s *site) openIDBack(w http.ResponseWriter, r *http.Request) {
	v := s.view(r)
	x, err := s.recall(r)
	if err == nil && x.visit == nil {
		err = fmt.Errorf("web: another sign-in is under way; begin anew: %w", entente.ErrForbidden)
	}
	if err != nil {
		s.showNotSignedIn(w, r, v, signInPage{Next: "/"}, err)
		return
	}
	subject, err := s.opts.Provider.Finish(r.Context(), v.Query, x.visit)
	var a accounts.Account
	if err == nil {
		a, err = s.accounts.Welcome(subject, x.visit.Code)
	}
	if errors.Is(err, accounts.ErrUnknown) {
		err = errStranger{subject}
	}
	if err != nil {
		s.refuse(r, a, "openid", err)
		s.showNotSignedIn(w, r, v, signInPage{Next: x.visit.Next}, err)
		return
	}
	s.tried(r)
	v.Session, v.Account = s.sessions.begin(w, r, a.ID), &a
	if x.visit.Code != "" {
		s.audit(r, "enrol", a, "openid")
	} else {
		s.audit(r, "sign-in", a, "openid")
	}
	p, err := s.asSignIn(v, r, signInPage{Next: x.visit.Next, Going: true})
	if err != nil {
		s.fail(w, v, err)
		return
	}
	s.render(w, v, http.StatusOK, p)
}

// An errStranger is an identity without an account.
type errStranger struct{ accounts.Subject }

func (e errStranger) Error() string {
	return fmt.Sprintf("web: the identity %s of %s has no account", e.Name, e.Issuer)
}

func (errStranger) Unwrap() error { return accounts.ErrUnknown }

// showNotSignedIn answers with the page to sign in with, and says why it did not work.
func (s *site) showNotSignedIn(w http.ResponseWriter, r *http.Request, v *view, p signInPage, wrong error) {
	made, err := s.notSignedIn(v, r, p, wrong)
	if err != nil {
		s.fail(w, v, err)
		return
	}
	s.render(w, v, made.Code, made)
}
