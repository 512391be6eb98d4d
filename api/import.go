package api

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"entente"
	"entente/measure"
	"entente/measure/table"
	"entente/node"
)

// maxFile is the most bytes that a file to import may have as it is sent. The command takes larger ones.
const maxFile = 64 << 20

// importFile takes figures from the file in the body and answers with what became of every cell.
func (s *server) importFile(w http.ResponseWriter, r *http.Request) {
	out, err := s.imported(w, r)
	if err != nil {
		s.fail(w, r, named(err))
		return
	}
	s.send(w, r, http.StatusOK, "application/json", out)
}

func (s *server) imported(w http.ResponseWriter, r *http.Request) (out node.Imported, err error) {
	if err := s.authorise(r); err != nil {
		return out, err
	}
	in, err := importQuery(r.URL.Query())
	if err != nil {
		return out, err
	}
	if in.Data, err = readFile(w, r); err != nil {
		return out, err
	}
	if in.Document == "" {
		sum := sha256.Sum256(in.Data)
		in.Document = "sha256:" + hex.EncodeToString(sum[:])
	}
	if !s.importing.TryLock() {
		return out, fmt.Errorf("api: an import is under way; wait until it has ended: %w", entente.ErrConflict)
	}
	defer s.importing.Unlock()
	// Whatever is damaged once the node has its own figures is the file.
	if _, err := s.node.Book(r.Context()); err != nil {
		return out, err
	}
	out, err = s.node.Import(r.Context(), in)
	if errors.Is(err, entente.ErrDamaged) {
		err = fmt.Errorf("%w: %w", err, entente.ErrInvalid)
	}
	out.Refusals = cellByCell(out.Refusals)
	return out, err
}

// cellByCell lists the refusal of every cell by itself, as entente import --json does.
func cellByCell(refusals []table.Refusal) []table.Refusal {
	all := []table.Refusal{}
	for _, r := range refusals {
		all = append(all, r.Each()...)
	}
	return all
}

func importQuery(q url.Values) (in node.Import, err error) {
	in = node.Import{Source: q.Get("source"), Vintage: measure.VintageID(q.Get("vintage")), Title: q.Get("title"), Document: q.Get("document")}
	if in.Source == "" {
		return in, fmt.Errorf("api: source: want the source of the pack that says how the file is read: %w", entente.ErrInvalid)
	}
	if in.Published, err = day(q, "published"); err != nil {
		return in, err
	}
	in.DryRun, err = boolean(q, "dry-run")
	return in, err
}

func readFile(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxFile))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return nil, fmt.Errorf("api: file of more than %d bytes: cut it in parts, or use entente import: %w", maxFile, errTooLarge)
	}
	if err != nil {
		return nil, fmt.Errorf("api: file cut off: %w: %w", err, entente.ErrInvalid)
	}
	if len(b) == 0 {
		return nil, fmt.Errorf("api: no file: send it as the body: %w", entente.ErrInvalid)
	}
	return b, nil
}
