package web

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"entente"
	"entente/internal/accounts"
)

// Pending holds what has to be remembered of sign-ins that are under way, by the secret in a cookie.
type pending struct {
	mu   sync.Mutex
	open map[string]waiting
}

// A waiting is a sign-in that is under way: one of both.
type waiting struct {
	ceremony *accounts.Ceremony
	visit    *accounts.Visit
	next     string // where to go afterwards
	expires  time.Time
}

const (
	ceremonyLength = 5 * time.Minute
	mostPending    = 1000
)

func (s *site) ceremonyCookie() string { return "entente-ceremony-" + s.node.Name() }

// await remembers a sign-in until the browser comes back.
func (s *site) await(w http.ResponseWriter, r *http.Request, x waiting) {
	secret, now := rand.Text(), s.opts.Clock()
	x.expires = now.Add(ceremonyLength)
	s.pending.mu.Lock()
	defer s.pending.mu.Unlock()
	if s.pending.open == nil || len(s.pending.open) >= mostPending {
		s.pending.open = make(map[string]waiting) // the bounds on tries keep it from coming to this
	}
	maps.DeleteFunc(s.pending.open, func(_ string, x waiting) bool { return !now.Before(x.expires) })
	s.pending.open[secret] = x
	// A provider sends the browser back from another site: the cookie has to come along then.
	http.SetCookie(w, &http.Cookie{
		Name: s.ceremonyCookie(), Value: secret, Path: "/", MaxAge: int(ceremonyLength / time.Second),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: isSecure(r),
	})
}

// recall returns what was remembered, once.
func (s *site) recall(r *http.Request) (waiting, error) {
	if c, err := r.Cookie(s.ceremonyCookie()); err == nil {
		s.pending.mu.Lock()
		defer s.pending.mu.Unlock()
		x, found := s.pending.open[c.Value]
		delete(s.pending.open, c.Value)
		if found && s.opts.Clock().Before(x.expires) {
			return x, nil
		}
	}
	return waiting{}, fmt.Errorf("web: this sign-in took too long, or was begun elsewhere; begin anew: %w", entente.ErrForbidden)
}

// ceremony returns the passkey that is being made or shown.
func (s *site) ceremony(r *http.Request) (waiting, error) {
	x, err := s.recall(r)
	if err == nil && x.ceremony == nil {
		err = fmt.Errorf("web: another sign-in is under way; begin anew: %w", entente.ErrForbidden)
	}
	return x, err
}

// scripted answers a script in JSON: by what f returns, or with what went wrong in the reader's words.
func (s *site) scripted(f func(http.ResponseWriter, *http.Request, *view) (any, error)) http.HandlerFunc {
	const most = 1 << 16
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, most)
		v := s.view(r)
		body, err := f(w, r, v)
		code := http.StatusOK
		h := w.Header()
		if err != nil {
			words, refused, after := s.refusal(v, err)
			if after > 0 {
				h.Set("Retry-After", strconv.Itoa(after))
			}
			body, code = map[string]string{"problem": words}, refused
		}
		h.Set("Content-Type", "application/json")
		h.Set("Cache-Control", "no-store")
		w.WriteHeader(code)
		if err := json.NewEncoder(w).Encode(body); err != nil {
			s.opts.Warn(fmt.Errorf("web: %s: %w", v.Path, err)) // the reader left
		}
	}
}

// passkeyBegin begins to show a passkey, or to make one: for an invitation, or for the account that is signed in.
func (s *site) passkeyBegin(w http.ResponseWriter, r *http.Request, v *view) (any, error) {
	var body []byte
	x := waiting{next: local(r.PostFormValue("next"))}
	err := s.try(r)
	if err != nil {
		return nil, err
	}
	switch code := r.PostFormValue("code"); {
	case code != "":
		var a accounts.Account
		if a, err = s.accounts.Invited(code); err == nil {
			body, x.ceremony, err = accounts.BeginPasskey(r, a, code)
		}
	case r.PostFormValue("csrf") != "":
		if err = v.checkCSRF(r); err == nil && v.Account == nil {
			err = fmt.Errorf("web: the node's token has no passkeys: %w", entente.ErrInvalid)
		}
		if err == nil {
			s.tried(r)
			body, x.ceremony, err = accounts.BeginPasskey(r, *v.Account, "")
		}
	default:
		body, x.ceremony, err = accounts.BeginSignIn(r)
	}
	if err != nil {
		if errors.Is(err, accounts.ErrCode) {
			s.refuse(r, accounts.Account{}, "passkey", err)
		}
		return nil, err
	}
	s.await(w, r, x)
	return json.RawMessage(body), nil
}

// passkeyMade keeps a passkey that the browser made. Who takes an invitation up by it is signed in.
func (s *site) passkeyMade(w http.ResponseWriter, r *http.Request, v *view) (any, error) {
	x, err := s.ceremony(r)
	if err != nil {
		return nil, err
	}
	enrols := x.ceremony.Code != ""
	if !enrols && v.who().ID != x.ceremony.Account {
		return nil, fmt.Errorf("web: signed out meanwhile: %w", entente.ErrForbidden)
	}
	a, err := s.accounts.FinishPasskey(r, x.ceremony)
	if err != nil {
		s.refuse(r, a, "passkey", err)
		return nil, err
	}
	if enrols {
		s.tried(r)
		s.sessions.begin(w, r, a.ID)
		s.audit(r, "enrol", a, "passkey")
	} else {
		s.audit(r, "passkey-added", a, "passkey")
	}
	return map[string]string{"next": "/account"}, nil
}

// passkeyShown signs in whoever showed a passkey.
func (s *site) passkeyShown(w http.ResponseWriter, r *http.Request, _ *view) (any, error) {
	x, err := s.ceremony(r)
	if err != nil {
		return nil, err
	}
	a, err := s.accounts.FinishSignIn(r, x.ceremony)
	if err != nil {
		s.refuse(r, a, "passkey", err)
		return nil, err
	}
	s.tried(r)
	s.sessions.begin(w, r, a.ID)
	s.audit(r, "sign-in", a, "passkey")
	return map[string]string{"next": x.next}, nil
}

// byName returns the same page under a name, where the browser came to this machine by an address: a passkey belongs to a
// name. It returns "" where that is not needed.
func byName(r *http.Request) string {
	host, port, err := net.SplitHostPort(r.Host)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return ""
	}
	return "http://" + net.JoinHostPort("localhost", port) + r.URL.RequestURI()
}
