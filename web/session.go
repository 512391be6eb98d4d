package web

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"sync"
	"time"
)

// A session is somebody who showed the node's token.
type session struct {
	CSRF    string // stands in every form of the session
	expires time.Time
}

const (
	sessionLength = 12 * time.Hour
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
	if found != nil && !s.now().Before(found.expires) {
		delete(s.open, c.Value)
		return nil
	}
	return found
}

// begin opens a session and tells the browser.
func (s *sessions) begin(w http.ResponseWriter) {
	secret := rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget()
	s.open[secret] = &session{CSRF: rand.Text(), expires: s.now().Add(sessionLength)}
	http.SetCookie(w, s.newCookie(secret, int(sessionLength/time.Second)))
}

// forget drops sessions that have ended, and the oldest where there are too many.
func (s *sessions) forget() {
	var oldest string
	for secret, open := range s.open {
		if !s.now().Before(open.expires) {
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
	http.SetCookie(w, s.newCookie("", -1))
}

func (s *sessions) newCookie(value string, maxAge int) *http.Cookie {
	return &http.Cookie{
		Name: s.cookie, Value: value, Path: "/", MaxAge: maxAge, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
}

// equal compares secrets in a time that does not tell how much of them is right. Nothing equals an empty secret.
func equal(got, want string) bool {
	return want != "" && subtle.ConstantTimeCompare([]byte(got), []byte(want)) == 1
}
