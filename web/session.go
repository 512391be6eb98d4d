package web

import (
	"crypto/rand"
	"crypto/subtle"
	"maps"
	"net/http"
	"sync"
	"time"
)

// A session is somebody who showed the node's token, or signed in to an account.
type session struct {
	CSRF    string // stands in every form of the session
	Account string // its ID; "" for the node's token
	expires time.Time
	seen    time.Time // last
}

const (
	sessionLength = 12 * time.Hour
	idleLength    = time.Hour // after which a session ends in which nothing was asked for
	maxSessions   = 1000
)

// Sessions are kept in memory: when the program ends, everybody is signed out.
type sessions struct {
	cookie string
	now    func() time.Time

	mu   sync.Mutex
	open map[string]*session // by the secret in the cookie
}

// newSessions returns no sessions, of a node by its name: cookies of two nodes on one machine must not meet.
func newSessions(node string, now func() time.Time) *sessions {
	return &sessions{cookie: "entente-session-" + node, now: now, open: make(map[string]*session)}
}

// of returns the session that a request belongs to, or nil.
func (s *sessions) of(r *http.Request) *session {
	c, err := r.Cookie(s.cookie)
	if err != nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.open[c.Value]
	if found == nil {
		return nil
	}
	if s.hasEnded(found) {
		delete(s.open, c.Value)
		return nil
	}
	found.seen = s.now()
	return found
}

func (s *sessions) hasEnded(x *session) bool {
	now := s.now()
	return !now.Before(x.expires) || now.Sub(x.seen) >= idleLength
}

// begin opens a session of an account, or with "" of the node's token, and tells the browser. One that was open in it ends:
// a secret from before the sign-in is worth nothing after it.
func (s *sessions) begin(w http.ResponseWriter, r *http.Request, account string) *session {
	secret := rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget()
	if c, err := r.Cookie(s.cookie); err == nil {
		delete(s.open, c.Value)
	}
	begun := &session{CSRF: rand.Text(), Account: account, expires: s.now().Add(sessionLength), seen: s.now()}
	s.open[secret] = begun
	http.SetCookie(w, s.newCookie(r, secret, int(sessionLength/time.Second)))
	return begun
}

// forget drops sessions that have ended, and the oldest where there are too many.
func (s *sessions) forget() {
	var oldest string
	for secret, open := range s.open {
		if s.hasEnded(open) {
			delete(s.open, secret)
		} else if oldest == "" || open.expires.Before(s.open[oldest].expires) {
			oldest = secret
		}
	}
	if len(s.open) >= maxSessions {
		delete(s.open, oldest)
	}
}

// end closes the session that a request belongs to and tells the browser.
func (s *sessions) end(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(s.cookie); err == nil {
		s.mu.Lock()
		delete(s.open, c.Value)
		s.mu.Unlock()
	}
	http.SetCookie(w, s.newCookie(r, "", -1))
}

// endAll closes all sessions of an account, or with "" of the node's token, in whatever browser.
func (s *sessions) endAll(account string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.open, func(_ string, x *session) bool { return x.Account == account })
}

func (s *sessions) newCookie(r *http.Request, value string, maxAge int) *http.Cookie {
	return &http.Cookie{
		Name: s.cookie, Value: value, Path: "/", MaxAge: maxAge, HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: isSecure(r),
	}
}

// isSecure reports whether a browser came by HTTPS: to us, or to a proxy that says so.
func isSecure(r *http.Request) bool {
	return r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https"
}

// equal compares secrets in a time that does not tell how much of them is right. Nothing equals an empty secret.
func equal(got, want string) bool {
	return want != "" && subtle.ConstantTimeCompare([]byte(got), []byte(want)) == 1
}
