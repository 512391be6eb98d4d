package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"entente"
)

// status says which code stands for which kind of error; any other is the server's own fault.
var status = []struct {
	err  error
	code int
}{
	{entente.ErrNotFound, http.StatusNotFound},
	{entente.ErrInvalid, http.StatusBadRequest},
	{entente.ErrConflict, http.StatusConflict},
	{entente.ErrUnsupported, http.StatusUnprocessableEntity},
	{entente.ErrForbidden, http.StatusForbidden},
	{context.Canceled, 499}, // the reader left; nobody sees the code
}

func codeOf(err error) int {
	for _, s := range status {
		if errors.Is(err, s.err) {
			return s.code
		}
	}
	return http.StatusInternalServerError
}

// A problemPage says what went wrong and what to do.
type problemPage struct {
	Code   int
	Reason string // for people who know the program; "" where it would say too much
}

// fail answers with the page of an error.
func (s *site) fail(w http.ResponseWriter, v *view, err error) {
	code := codeOf(err)
	p := problemPage{Code: code}
	if code < http.StatusInternalServerError {
		p.Reason = reason(err)
	} else {
		s.opts.Warn(fmt.Errorf("web: %s: %w", v.Path, err))
	}
	s.render(w, v, code, page{Template: "problem", Title: s.catalogue(v.Lang).text("problem.title", code), Body: p})
}

// reason returns what an error says to people: without the package that says it, and without the kind at its end.
func reason(err error) string {
	text := err.Error()
	for _, prefix := range []string{"web: ", "node: ", "ledger: "} {
		text = strings.TrimPrefix(text, prefix)
	}
	for _, s := range status {
		text = strings.TrimSuffix(text, ": "+s.err.Error())
	}
	return text
}
