package webhook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// serve starts a server, and returns an endpoint of it.
func serve(t *testing.T, answer http.HandlerFunc) Endpoint {
	s := httptest.NewServer(answer)
	t.Cleanup(s.Close)
	return Endpoint{URL: s.URL + "/hook?a=b", Secrets: []string{secret}}
}

func inside(t *testing.T) *Sender {
	s := &Sender{AllowPrivate: true, Timeout: 10 * time.Second}
	t.Cleanup(func() {
		if s.client != nil {
			s.client.CloseIdleConnections()
		}
	})
	return s
}

func TestSend(t *testing.T) {
	var got Message
	var heard error
	e := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got, heard = Verify(r.Header, body, secret, message.Time)
		if r.Method != "POST" || r.URL.RequestURI() != "/hook?a=b" || r.Header.Get("Content-Type") != "application/json" {
			heard = fmt.Errorf("%s %s %v", r.Method, r.URL, r.Header)
		}
		w.WriteHeader(http.StatusNoContent)
	})
	e.Secrets = []string{another, secret}
	if err := inside(t).Send(t.Context(), e, message); err != nil || heard != nil || got.ID != message.ID || string(got.Body) != string(message.Body) {
		t.Errorf("sent: %v, heard: %v, %v", err, got, heard)
	}
}

func TestAnswers(t *testing.T) {
	s := inside(t)
	check := func(code int, header, value, body string, want *AnswerError) {
		t.Helper()
		e := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set(header, value)
			w.WriteHeader(code)
			io.WriteString(w, body)
		})
		err := s.Send(t.Context(), e, message)
		var got *AnswerError
		switch {
		case want == nil && err != nil, want != nil && (!errors.As(err, &got) || *got != *want):
			t.Errorf("%d, %s %q: got %v, want %v", code, header, value, err, want)
		case errors.Is(err, ErrGone) != (code == 410):
			t.Errorf("%d: gone should be %v: %v", code, code == 410, err)
		}
	}
	check(200, "", "", "ok", nil)
	check(299, "", "", "", nil)
	check(200, "", "", strings.Repeat("x", 1<<20), nil)
	check(400, "", "", " no such field\n", &AnswerError{Code: 400, Text: "no such field"})
	check(404, "", "", strings.Repeat("能", 1<<20), &AnswerError{Code: 404, Text: strings.Repeat("能", 66)})
	check(410, "", "", "", &AnswerError{Code: 410})
	check(429, "Retry-After", "120", "", &AnswerError{Code: 429, After: 2 * time.Minute})
	check(503, "Retry-After", message.Time.Add(time.Hour).Format(http.TimeFormat), "", &AnswerError{Code: 503, After: time.Hour})
	check(503, "Retry-After", message.Time.Add(-time.Hour).Format(http.TimeFormat), "", &AnswerError{Code: 503})
	check(503, "Retry-After", "-1", "", &AnswerError{Code: 503})
	check(503, "Retry-After", "soon", "", &AnswerError{Code: 503})
	check(503, "Retry-After", "9000000000000000000", "", &AnswerError{Code: 503, After: 1 << 31 * time.Second})
	check(503, "Retry-After", "99999999999999999999", "", &AnswerError{Code: 503})
	for _, code := range []int{301, 302, 303, 307, 308} {
		check(code, "Location", "/elsewhere", "", &AnswerError{Code: code})
	}
}

// TestNoRedirect has a redirect not be followed, to wherever it leads.
func TestNoRedirect(t *testing.T) {
	var followed atomic.Bool
	to := serve(t, func(http.ResponseWriter, *http.Request) { followed.Store(true) })
	e := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, to.URL, http.StatusTemporaryRedirect)
	})
	if err := inside(t).Send(t.Context(), e, message); err == nil || followed.Load() {
		t.Errorf("got %v, followed: %v", err, followed.Load())
	}
}

// TestAnswerWithoutEnd has no more of an answer be read than the limit.
func TestAnswerWithoutEnd(t *testing.T) {
	sent := make(chan int, 1)
	e := serve(t, func(w http.ResponseWriter, r *http.Request) {
		n := 0
		for block := make([]byte, 1<<16); ; n += len(block) {
			if _, err := w.Write(block); err != nil {
				break
			}
		}
		sent <- n
	})
	if err := inside(t).Send(t.Context(), e, message); err != nil {
		t.Error(err)
	}
	if n := <-sent; n > 64<<20 { // the system's buffers take some
		t.Errorf("the server could send %d bytes", n)
	}
}

func TestTimeout(t *testing.T) {
	end := make(chan struct{})
	e := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		<-end
	})
	defer close(end)
	s := inside(t)
	s.Timeout = 50 * time.Millisecond
	if err := s.Send(t.Context(), e, message); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Send(ctx, e, message); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
}

// TestHungUp has a connection that ends before the answer be an error.
func TestHungUp(t *testing.T) {
	e := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	var answer *AnswerError
	if err := inside(t).Send(t.Context(), e, message); err == nil || errors.As(err, &answer) {
		t.Errorf("got %v", err)
	}
}

// TestPrivate has the zero sender not reach a server of this machine, by whatever name.
func TestPrivate(t *testing.T) {
	var reached atomic.Bool
	e := serve(t, func(http.ResponseWriter, *http.Request) { reached.Store(true) })
	_, port, _ := strings.Cut(strings.TrimPrefix(e.URL, "http://"), ":")
	var s Sender
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "0.0.0.0", "169.254.169.254"} {
		e.URL = "http://" + host + ":" + port
		err := s.Send(t.Context(), e, message)
		six := strings.HasPrefix(host, "[") // which this machine may know nothing of
		if err == nil || !six && !strings.Contains(err.Error(), "none of the public internet") {
			t.Errorf("%s: got %v", e.URL, err)
		}
	}
	if reached.Load() {
		t.Error("reached")
	}
}

func TestEndpoint(t *testing.T) {
	check := func(url, want string) {
		t.Helper()
		e := Endpoint{url, []string{secret}}
		for _, err := range []error{e.Check(), new(Sender).Send(t.Context(), e, message)} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%q: got %v, want %s", url, err, want)
			}
		}
	}
	check("", "want https://HOST/PATH")
	check("example.org/hook", "want https://HOST/PATH")
	check("ftp://example.org/", "want https://HOST/PATH")
	check("file:///etc/passwd", "want https://HOST/PATH")
	check("https:///hook", "want https://HOST/PATH")
	check("https://:443/hook", "want https://HOST/PATH")
	check("http:example.org", "want https://HOST/PATH")
	check("https://example.org:x/", "want https://HOST/PATH")
	check("https://a:b@example.org/", `"https://a:xxxxx@example.org/": want it without a user`)
	if err := (Endpoint{"https://example.org/hook", []string{another, secret}}).Check(); err != nil {
		t.Error(err)
	}
	if err := (Endpoint{URL: "https://example.org/hook"}).Check(); err == nil || !strings.Contains(err.Error(), "no secret") {
		t.Errorf("no secret: got %v", err)
	}
}
