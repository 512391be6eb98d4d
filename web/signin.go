package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"entente"
)

// A signInPage asks for the node's token.
type signInPage struct {
	Next  string // where to go afterwards
	Wrong bool   // the token sent is not the node's
}

func (s *site) signIn(v *view, _ *http.Request) (page, error) {
	return s.asSignIn(v, signInPage{Next: local(v.Query.Get("next"))}), nil
}

func (s *site) asSignIn(v *view, p signInPage) page {
	return page{Template: "signin", Section: "signin", Title: s.catalogue(v.Lang).text("signin.title"), Body: p}
}

func (s *site) doSignIn(w http.ResponseWriter, r *http.Request, v *view) (string, error) {
	next := local(r.PostFormValue("next"))
	if !equal(strings.TrimSpace(r.PostFormValue("token")), s.node.Token()) {
		err := fmt.Errorf("web: sign in: that is not the node's token: %w", entente.ErrForbidden)
		return "", &mendError{s.asSignIn(v, signInPage{Next: next, Wrong: true}), err}
	}
	s.sessions.begin(w)
	return next, nil
}

func (s *site) doSignOut(w http.ResponseWriter, r *http.Request, v *view) (string, error) {
	if err := v.checkCSRF(r); err != nil {
		return "", err
	}
	s.sessions.end(w, r)
	return "/", nil
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
