package api

import (
	"cmp"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"entente"
	"entente/ledger"
	"entente/node"
)

func (s *server) facts(r *http.Request) (list[ledger.Record], error) {
	q := r.URL.Query()
	want := node.FactQuery{Subject: q.Get("subject"), Kind: q.Get("kind"), Author: entente.ActorID(q.Get("author"))}
	var errs [3]error
	want.At, errs[0] = period(q, "at")
	want.Known, errs[1] = moment(q, "known")
	want.Replaced, errs[2] = boolean(q, "replaced")
	if err := cmp.Or(errs[:]...); err != nil {
		return list[ledger.Record]{}, err
	}
	all, err := s.node.Facts(r.Context(), want)
	if err != nil {
		return list[ledger.Record]{}, err
	}
	return newList(r, s.reader(r).Only(all))
}

// fact serves a fact. One that whoever asks may not know is not found.
func (s *server) fact(r *http.Request) (ledger.Record, error) {
	id, err := factID(r)
	if err != nil {
		return ledger.Record{}, err
	}
	rec, err := s.node.Fact(r.Context(), id)
	if err == nil && !s.reader(r).Reads(rec.Fact.Label) {
		return ledger.Record{}, fmt.Errorf("api: fact %v: %w", id, entente.ErrNotFound)
	}
	return rec, err
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
	return newList(r, s.reader(r).Only(all))
}

// recording serves what records a fact: it needs the node's token, and answers with the record, once it is on disk.
func (s *server) recording(f func(http.ResponseWriter, *http.Request) (ledger.Record, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := s.authorise(r)
		var rec ledger.Record
		if err == nil {
			rec, err = f(w, r)
		}
		if err != nil {
			s.fail(w, r, named(err))
			return
		}
		w.Header().Set("Location", "/v1/facts/"+rec.ID.String())
		s.send(w, r, http.StatusCreated, "application/json", rec)
	})
}

// named makes an error about what a query or body names, and is not there, one of the query or body: the path is found.
func named(err error) error {
	if errors.Is(err, entente.ErrNotFound) {
		return fmt.Errorf("%w: %w", err, entente.ErrInvalid)
	}
	return err
}

func (s *server) addFact(w http.ResponseWriter, r *http.Request) (ledger.Record, error) {
	f, err := readBody[entente.Fact](w, r, "fact")
	if err != nil {
		return ledger.Record{}, err
	}
	return s.node.AddFact(r.Context(), f)
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

// readBody reads a body of one JSON object without fields that T does not have. What is the body's name in errors.
func readBody[T any](w http.ResponseWriter, r *http.Request, what string) (v T, err error) {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return v, fmt.Errorf("api: content type %q: want application/json: %w", r.Header.Get("Content-Type"), errMedia)
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	err = d.Decode(&v)
	if err == nil {
		_, more := d.Token()
		if !errors.Is(more, io.EOF) {
			err = errors.New("want one JSON object")
		}
	}
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return v, fmt.Errorf("api: %s of more than %d bytes: %w", what, maxBody, errTooLarge)
	}
	if t, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		err = fmt.Errorf("%s: a JSON %s does not do; /v1/openapi.json says what does", cmp.Or(t.Field, "body"), t.Value)
	}
	if err != nil {
		return v, fmt.Errorf("api: %s: %w: %w", what, err, entente.ErrInvalid)
	}
	return v, nil
}
