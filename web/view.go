package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"entente"
	"entente/internal/accounts"
)

// A view is what the pages know of whoever reads them.
type view struct {
	Lang    entente.Lang      // of the pages
	Theme   string            // "light" or "dark"; "" for the reader's system's
	Path    string            // asked for
	Query   url.Values        // asked for
	Session *session          // nil for a visitor
	Account *accounts.Account // of the session; nil for the node's token
}

const (
	langCookie  = "entente-lang"
	themeCookie = "entente-theme"
	yearSeconds = 365 * 24 * 60 * 60
)

func (s *site) view(r *http.Request) *view {
	v := &view{Path: r.URL.Path, Query: r.URL.Query(), Session: s.sessions.of(r)}
	if v.Session != nil && v.Session.Account != "" {
		s.findAccount(v)
	}
	v.Lang = s.lang(r, v.Query.Get("lang"))
	if c, err := r.Cookie(themeCookie); err == nil && isTheme(c.Value) {
		v.Theme = c.Value
	}
	return v
}

// findAccount finds the account of a session as it stands now: what was changed about it holds at once.
func (s *site) findAccount(v *view) {
	a, err := s.accounts.Account(v.Session.Account)
	switch {
	case err == nil:
		v.Account = &a
		return
	case errors.Is(err, accounts.ErrUnknown): // disabled
		s.sessions.endAll(v.Session.Account)
	default:
		s.opts.Warn(fmt.Errorf("web: %w", err))
	}
	v.Session = nil
}

func isTheme(s string) bool { return s == "light" || s == "dark" }

// lang returns the language of the pages: the one asked for in the address, chosen before, or preferred by the browser.
func (s *site) lang(r *http.Request, asked string) entente.Lang {
	if s.speaks(asked) {
		return entente.Lang(asked)
	}
	if c, err := r.Cookie(langCookie); err == nil && s.speaks(c.Value) {
		return entente.Lang(c.Value)
	}
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		// Browsers list the languages best first.
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		base, _, _ := strings.Cut(tag, "-")
		if s.speaks(strings.ToLower(base)) {
			return entente.Lang(strings.ToLower(base))
		}
	}
	return preferred
}

func (s *site) speaks(lang string) bool {
	return slices.ContainsFunc(s.catalogues, func(c *catalogue) bool { return string(c.lang) == lang })
}

// remember keeps the choices that an address makes, as ?lang=zh and ?theme=dark.
func (s *site) remember(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if lang := q.Get("lang"); s.speaks(lang) {
			http.SetCookie(w, choice(langCookie, lang))
		}
		if theme := q.Get("theme"); isTheme(theme) && r.Method == http.MethodGet {
			http.SetCookie(w, choice(themeCookie, theme))
			q.Del("theme")
			http.Redirect(w, r, address(r.URL.Path, q), http.StatusSeeOther)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func choice(name, value string) *http.Cookie {
	return &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: yearSeconds, SameSite: http.SameSiteStrictMode}
}

// address returns a path of this site with a query. A second slash at its beginning would lead to another site.
func address(path string, q url.Values) string {
	path = "/" + strings.TrimLeft(path, "/\\")
	if len(q) == 0 {
		return (&url.URL{Path: path}).String()
	}
	return (&url.URL{Path: path, RawQuery: q.Encode()}).String()
}

// With returns the address asked for with one value of its query changed.
func (v *view) With(name, value string) string {
	q := make(url.Values, len(v.Query)+1)
	for k, values := range v.Query {
		q[k] = values
	}
	q.Set(name, value)
	return address(v.Path, q)
}

// takeForm reads a form that was sent from a page of the session.
func (v *view) takeForm(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return fmt.Errorf("web: form: %w: %w", err, entente.ErrInvalid)
	}
	return v.checkCSRF(r)
}

// checkCSRF reports whether a form was sent from a page of the session.
func (v *view) checkCSRF(r *http.Request) error {
	switch {
	case v.Session == nil:
		return fmt.Errorf("web: not signed in: %w", entente.ErrForbidden)
	case !equal(r.PostFormValue("csrf"), v.Session.CSRF):
		return fmt.Errorf("web: the form is from an earlier session; go back, load the page again and repeat: %w", entente.ErrForbidden)
	}
	return nil
}
