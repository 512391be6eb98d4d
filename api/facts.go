package api

import (
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"entente"
	"entente/cal"
	"entente/ledger"
	"entente/node"
)

func (s *server) facts(r *http.Request) (list[ledger.Record], error) {
	q := r.URL.Query()
	want := node.FactQuery{Subject: q.Get("subject"), Kind: q.Get("kind"), Author: entente.ActorID(q.Get("author"))}
	var errs [3]error
	if q.Has("at") {
		want.At, errs[0] = cal.ParsePeriod(q.Get("at"))
	}
	if q.Has("known") {
		want.Known, errs[1] = cal.ParseWhen(q.Get("known"))
	}
	if q.Has("replaced") {
		want.Replaced, errs[2] = strconv.ParseBool(q.Get("replaced"))
	}
	if err := errors.Join(errs[:]...); err != nil {
		return list[ledger.Record]{}, fmt.Errorf("api: %w: %w", err, entente.ErrInvalid)
	}
	all, err := s.node.Facts(r.Context(), want)
	if err != nil {
		return list[ledger.Record]{}, err
	}
	return newList(r, all)
}

func (s *server) fact(r *http.Request) (ledger.Record, error) {
	id, err := factID(r)
	if err != nil {
		return ledger.Record{}, err
	}
	return s.node.Fact(r.Context(), id)
}

// factID returns the fact that the path names.
func factID(r *http.Request) (entente.FactID, error) {
	id, err := entente.ParseFactID(r.PathValue("id"))
	if err != nil {
		return id, fmt.Errorf("api: fact %q: %w", r.PathValue("id"), entente.ErrNotFound)
	}
	return id, nil
}

func (s *server) history(r *http.Request) (list[ledger.Record], error) {
	subject := r.URL.Query().Get("subject")
	if subject == "" {
		return list[ledger.Record]{}, fmt.Errorf("api: subject: want what the facts are about, such as vilnius-2023/27/1: %w", entente.ErrInvalid)
	}
	all, err := s.node.History(r.Context(), subject)
	if err != nil {
		return list[ledger.Record]{}, err
	}
	return newList(r, all)
}

// addFact records the fact in the body and answers with its record.
func (s *server) addFact(w http.ResponseWriter, r *http.Request) {
	rec, err := s.record(w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Location", "/v1/facts/"+rec.ID.String())
	s.send(w, r, http.StatusCreated, "application/json", rec)
}

func (s *server) record(w http.ResponseWriter, r *http.Request) (ledger.Record, error) {
	if err := s.authorise(r); err != nil {
		return ledger.Record{}, err
	}
	f, err := readFact(w, r)
	if err != nil {
		return ledger.Record{}, err
	}
	rec, err := s.node.AddFact(r.Context(), f)
	if errors.Is(err, entente.ErrNotFound) {
		return rec, fmt.Errorf("%w: %w", entente.ErrInvalid, err)
	}
	return rec, err
}

// authorise reports whether r shows the node's token.
func (s *server) authorise(r *http.Request) error {
	token, isBearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	want := s.node.Token()
	if !isBearer || want == "" || subtle.ConstantTimeCompare([]byte(token), []byte(want)) != 1 {
		return fmt.Errorf("api: write: send the node's token as Authorization: Bearer TOKEN: %w", errUnauthorized)
	}
	return nil
}

// maxBody is the most bytes that a fact may have as it is sent: its payload and all around it.
const maxBody = entente.MaxPayload + 1<<16

func readFact(w http.ResponseWriter, r *http.Request) (f entente.Fact, err error) {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return f, fmt.Errorf("api: content type %q: want application/json: %w", r.Header.Get("Content-Type"), errMedia)
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	err = d.Decode(&f)
	if err == nil {
		_, more := d.Token()
		if !errors.Is(more, io.EOF) {
			err = errors.New("want one JSON object")
		}
	}
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return f, fmt.Errorf("api: fact of more than %d bytes: %w", maxBody, errTooLarge)
	}
	if err != nil {
		return f, fmt.Errorf("api: fact: %w: %w", err, entente.ErrInvalid)
	}
	return f, nil
}
