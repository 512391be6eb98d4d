package webhook

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// An Endpoint is where messages are delivered.
type Endpoint struct {
	URL     string
	Secrets []string // the current one; while it is being replaced, the old one too
}

// Check returns an error if nothing can be delivered to the endpoint. Where its name leads is found out when something is sent.
func (e Endpoint) Check() error {
	u, err := url.Parse(e.URL)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return fmt.Errorf("webhook: URL %q: want https://HOST/PATH", e.URL)
	case u.User != nil:
		return fmt.Errorf("webhook: URL %q: want it without a user; the signature says who sends", u.Redacted())
	}
	_, err = parseSecrets(e.Secrets)
	return err
}

// ErrGone is wrapped by the error of an endpoint that wants no more messages (410 Gone). It should be sent none.
var ErrGone = errors.New("the endpoint wants no more messages")

// An AnswerError is the answer of a server that did not take a message.
type AnswerError struct {
	Code  int           // HTTP status
	Text  string        // beginning of the body
	After time.Duration // how long the server wants to be left alone; 0 if it does not say
}

func (e *AnswerError) Error() string {
	s := fmt.Sprintf("answered %d %s", e.Code, http.StatusText(e.Code))
	if e.Text != "" {
		s += fmt.Sprintf(": %q", e.Text)
	}
	return s
}

// Unwrap returns ErrGone for 410.
func (e *AnswerError) Unwrap() error {
	if e.Code == http.StatusGone {
		return ErrGone
	}
	return nil
}

// A Sender delivers messages. The zero Sender works; its fields are set before the first message. It may be used by several
// goroutines, and must not be copied.
//
// It connects to servers itself, through no proxy: to a proxy the name of the server would be left, and with it what it leads to.
type Sender struct {
	// AllowPrivate has messages be delivered inside too: to this machine, its links and private networks. Without it whoever may name
	// an endpoint would reach what only this machine should.
	AllowPrivate bool
	Timeout      time.Duration // of an attempt; 0 for 20 s: the specification recommends 15 to 30

	once   sync.Once
	client *http.Client
}

const (
	standardTimeout = 20 * time.Second
	mostAnswer      = 64 << 10 // bytes of an answer that are read
	mostText        = 200      // bytes of an answer that are kept
)

// Send makes one attempt to deliver a message. It succeeds if the server answers 2xx; no other answer does, redirects included,
// and its error wraps an *AnswerError.
func (s *Sender) Send(ctx context.Context, e Endpoint, m Message) error {
	if err := e.Check(); err != nil {
		return err
	}
	headers, err := Sign(m, e.Secrets...)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(s.Timeout, standardTimeout))
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, e.URL, bytes.NewReader(m.Body))
	if err != nil {
		return fmt.Errorf("webhook: message %s: %w", m.ID, err)
	}
	r.Header = headers
	r.Header.Set("Content-Type", "application/json")
	s.once.Do(s.connect)
	answer, err := s.client.Do(r)
	if err != nil {
		return fmt.Errorf("webhook: message %s: %w", m.ID, err)
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(answer.Body, mostAnswer)) // what counts is the status
	if answer.StatusCode/100 == 2 {
		return nil
	}
	return fmt.Errorf("webhook: message %s: %s: %w", m.ID, e.URL, &AnswerError{
		Code:  answer.StatusCode,
		Text:  beginning(body),
		After: retryAfter(answer.Header.Get("Retry-After"), m.Time),
	})
}

func (s *Sender) connect() {
	dialer := &net.Dialer{Control: refusePrivate}
	if s.AllowPrivate {
		dialer.Control = nil
	}
	s.client = &http.Client{
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			IdleConnTimeout:        30 * time.Second,
			MaxIdleConnsPerHost:    1,
			MaxResponseHeaderBytes: mostAnswer,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// beginning returns as much of an answer as is worth keeping.
func beginning(body []byte) string {
	return strings.TrimSpace(strings.ToValidUTF8(string(body[:min(len(body), mostText)]), ""))
}

// retryAfter reads how long to wait from a header: seconds, or a date (RFC 9110 10.2.3).
func retryAfter(s string, now time.Time) time.Duration {
	const most = 1 << 31 // seconds
	if seconds, err := strconv.ParseInt(s, 10, 64); err == nil {
		return time.Duration(min(max(seconds, 0), most)) * time.Second
	}
	if at, err := http.ParseTime(s); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}
