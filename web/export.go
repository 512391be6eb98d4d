package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"entente"
	"entente/pack"
	"entente/text/akn"
)

// exportCSV serves the entries that a filter leaves as comma-separated values.
func (s *site) exportCSV(w http.ResponseWriter, r *http.Request) {
	s.export(w, r, "text/csv; charset=utf-8", func(b *bytes.Buffer, _ *view, entries []entente.Undertaking) error {
		return pack.WriteCSV(b, entries, s.pack)
	})
}

// exportJSON serves the entries that a filter leaves, and what they are of, as the command line exports them.
func (s *site) exportJSON(w http.ResponseWriter, r *http.Request) {
	s.export(w, r, "application/json", func(b *bytes.Buffer, _ *view, entries []entente.Undertaking) error {
		e := json.NewEncoder(b)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(map[string]any{
			"pack": s.pack.ID, "version": s.pack.Version, "instrument": s.pack.Instrument.ID,
			"entries": append([]entente.Undertaking{}, entries...),
		})
	})
}

// exportAKN serves the entries that a filter leaves as Akoma Ntoso, in the language of the pages.
func (s *site) exportAKN(w http.ResponseWriter, r *http.Request) {
	s.export(w, r, "application/xml; charset=utf-8", func(b *bytes.Buffer, v *view, entries []entente.Undertaking) error {
		return akn.Write(b, akn.NewRegister(s.pack.Instrument, v.Lang, s.pack.Provisions, entries))
	})
}

// export serves the entries that the address asks for as a file, once it is whole.
func (s *site) export(w http.ResponseWriter, r *http.Request, media string, write func(*bytes.Buffer, *view, []entente.Undertaking) error) {
	v := s.view(r)
	var b bytes.Buffer
	f, _, err := s.readFilter(v.Query)
	if err == nil {
		err = write(&b, v, s.node.Register(f))
	}
	if err != nil {
		s.fail(w, v, err)
		return
	}
	name := s.pack.ID + strings.TrimPrefix(r.URL.Path, "/register")
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	w.Header().Set("Cache-Control", "private, no-cache")
	if _, err := b.WriteTo(w); err != nil {
		s.opts.Warn(fmt.Errorf("web: %s: %w", v.Path, err)) // the reader left
	}
}
