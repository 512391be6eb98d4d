package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"

	"entente"
	"entente/measure"
)

// revisionsCSV serves the revisions that the page shows as comma-separated values.
func (s *site) revisionsCSV(w http.ResponseWriter, r *http.Request) {
	v := s.view(r)
	_, _, shown, err := s.revisionsOf(r.Context(), v.Query)
	var b bytes.Buffer
	if err == nil {
		err = measure.WriteRevisionsCSV(&b, shown)
	}
	if err != nil {
		s.fail(w, v, err)
		return
	}
	s.send(w, v, "text/csv; charset=utf-8", s.pack.ID+"-revisions.csv", b.Bytes())
}

// revisionsJSON serves them as the command line prints them.
func (s *site) revisionsJSON(w http.ResponseWriter, r *http.Request) {
	v := s.view(r)
	_, _, shown, err := s.revisionsOf(r.Context(), v.Query)
	if err != nil {
		s.fail(w, v, err)
		return
	}
	s.sendJSON(w, v, s.pack.ID+"-revisions.json", shown)
}

// deliveryVerdicts returns the verdicts that the page of deliveries shows for an address, those on undertakings that no
// figure shows too where it asks for all.
func (s *site) deliveryVerdicts(r *http.Request, v *view) ([]measure.Verdict, error) {
	f, _, err := s.readDelivery(v.Query)
	if err != nil {
		return nil, err
	}
	_, shown, err := s.standings(r.Context(), f)
	if err != nil {
		return nil, err
	}
	q := f.ask()
	rest, err := s.node.Unmeasured(r.Context(), q)
	if err != nil {
		return nil, err
	}
	why := make(map[entente.StatementID]measure.Verdict)
	for _, x := range rest {
		why[x.Undertaking] = x
	}
	verdicts := []measure.Verdict{}
	for _, st := range shown {
		verdicts = append(verdicts, st.Verdicts...)
		if x, ok := why[st.Entry.ID]; ok && f.all {
			verdicts = append(verdicts, x)
		}
	}
	return verdicts, nil
}

// deliveryCSV serves the verdicts that the page shows as comma-separated values.
func (s *site) deliveryCSV(w http.ResponseWriter, r *http.Request) {
	v := s.view(r)
	var b bytes.Buffer
	verdicts, err := s.deliveryVerdicts(r, v)
	if err == nil {
		err = measure.WriteCSV(&b, verdicts)
	}
	if err != nil {
		s.fail(w, v, err)
		return
	}
	s.send(w, v, "text/csv; charset=utf-8", s.pack.ID+"-delivery.csv", b.Bytes())
}

// deliveryJSON serves them as the command line prints them, without the figures that they rest on.
func (s *site) deliveryJSON(w http.ResponseWriter, r *http.Request) {
	v := s.view(r)
	verdicts, err := s.deliveryVerdicts(r, v)
	if err != nil {
		s.fail(w, v, err)
		return
	}
	s.sendJSON(w, v, s.pack.ID+"-delivery.json", verdicts)
}

// verdictJSON serves a verdict with its evidence as data.
func (s *site) verdictJSON(w http.ResponseWriter, r *http.Request) {
	v := s.view(r)
	x, _, err := s.verdictOf(r.Context(), v, r)
	if err != nil {
		s.fail(w, v, err)
		return
	}
	s.sendJSON(w, v, "", []measure.Verdict{x})
}

// sendJSON sends a value as JSON; with a name, as a file to keep.
func (s *site) sendJSON(w http.ResponseWriter, v *view, name string, value any) {
	b, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		s.fail(w, v, err)
		return
	}
	s.send(w, v, "application/json", name, append(b, '\n'))
}

// send sends bytes; with a name, as a file to keep.
func (s *site) send(w http.ResponseWriter, v *view, media, name string, b []byte) {
	w.Header().Set("Content-Type", media)
	w.Header().Set("Cache-Control", "private, no-cache")
	if name != "" {
		w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	}
	if _, err := w.Write(b); err != nil {
		s.opts.Warn(fmt.Errorf("web: %s: %w", v.Path, err)) // the reader left
	}
}
