package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"entente"
)

// Kinds of error that only a face has.
var (
	errUnauthorized = errors.New("no or wrong token")
	errTooLarge     = errors.New("too large")
	errMedia        = errors.New("media type not taken")
	errMethod       = errors.New("method not allowed")
)

// status says which code stands for which kind of error; any other is the server's own fault.
var status = []struct {
	err  error
	code int
}{
	{errUnauthorized, http.StatusUnauthorized},
	{errTooLarge, http.StatusRequestEntityTooLarge},
	{errMedia, http.StatusUnsupportedMediaType},
	{errMethod, http.StatusMethodNotAllowed},
	{entente.ErrInvalid, http.StatusBadRequest}, // also of a filter or body that names what is not there
	{entente.ErrNotFound, http.StatusNotFound},
	{entente.ErrConflict, http.StatusConflict},
	{entente.ErrUnsupported, http.StatusUnprocessableEntity},
	{entente.ErrForbidden, http.StatusForbidden},
	{context.Canceled, 499}, // the client left; nobody sees the code
}

func codeOf(err error) int {
	for _, s := range status {
		if errors.Is(err, s.err) {
			return s.code
		}
	}
	return http.StatusInternalServerError
}

// A problem is an error as RFC 9457 has it.
type problem struct {
	Type     string `json:"type"`
	Title    string `json:"title"`
	Status   int    `json:"status"`
	Detail   string `json:"detail,omitempty"` // absent where the fault is the server's
	Instance string `json:"instance"`
}

// handle serves what f returns as JSON.
func handle[T any](s *server, f func(*http.Request) (T, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := f(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		s.send(w, r, http.StatusOK, "application/json", v)
	})
}

// fail answers with an error.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problem{Type: "about:blank", Status: codeOf(err), Instance: r.URL.RequestURI()}
	p.Title = http.StatusText(p.Status)
	if p.Status < http.StatusInternalServerError {
		p.Detail = strings.TrimPrefix(err.Error(), "api: ")
	} else {
		s.opts.Warn(fmt.Errorf("api: %s: %w", r.URL.Path, err))
	}
	if p.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="entente"`)
	}
	s.send(w, r, p.Status, "application/problem+json", p)
}

// send writes v once it is whole: what fails half-way must not have been sent.
func (s *server) send(w http.ResponseWriter, r *http.Request, code int, media string, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		s.opts.Warn(fmt.Errorf("api: %s: %w", r.URL.Path, err))
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Length", strconv.Itoa(len(b)+1))
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(code)
	if _, err := w.Write(append(b, '\n')); err != nil {
		s.opts.Warn(fmt.Errorf("api: %s: %w", r.URL.Path, err)) // the client left
	}
}

// repeatable names the parameters that may be given several times, where a route takes them.
var repeatable = []string{"assume"}

// checkQuery lets through what asks with the route's own parameters, each at most once unless it is repeatable: a misspelt
// filter must not look like an answer to it.
func (s *server) checkQuery(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, values := range r.URL.Query() {
			var err error
			switch {
			case !slices.Contains(rt.query, name):
				err = fmt.Errorf("api: parameter %q: want one of %q: %w", name, rt.query, entente.ErrInvalid)
			case len(values) > 1 && !slices.Contains(repeatable, name):
				err = fmt.Errorf("api: parameter %q: given %d times: %w", name, len(values), entente.ErrInvalid)
			}
			if err != nil {
				s.fail(w, r, err)
				return
			}
		}
		rt.handler.ServeHTTP(w, r)
	})
}

// noRoute answers for paths and methods that no route has.
func (s *server) noRoute(w http.ResponseWriter, r *http.Request) {
	if allow := s.methods(r); len(allow) > 0 {
		w.Header().Set("Allow", strings.Join(allow, ", "))
		s.fail(w, r, fmt.Errorf("api: %s %s: want %s: %w", r.Method, r.URL.Path, strings.Join(allow, " or "), errMethod))
		return
	}
	s.fail(w, r, fmt.Errorf("api: %s: no such route; /v1/openapi.json describes all: %w", r.URL.Path, entente.ErrNotFound))
}

// methods returns the methods that routes have for the path of r.
func (s *server) methods(r *http.Request) []string {
	var allow []string
	for _, rt := range s.routes() {
		mux := http.NewServeMux()
		mux.Handle(rt.path, rt.handler)
		if _, pattern := mux.Handler(r); pattern != "" {
			allow = append(allow, rt.method)
		}
	}
	return allow
}
