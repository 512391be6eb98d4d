package api

import (
	"context"
	"fmt"
	"net/http"

	"entente"
	"entente/internal/features"
	"entente/node"
	"entente/watch"
	"entente/watch/alert"
)

// warningsPath is where confirmed warnings are offered: an OGC API – Features of its own, with its own description below /api.
const warningsPath = "/v1/warnings"

// mountWarnings serves the warnings that stand as confirmed.
func (s *server) mountWarnings(mux *http.ServeMux) {
	collection := features.Collection{
		ID: "warnings", Title: "Confirmed warnings", Description: "Ships that endanger undersea assets, as somebody at this node has confirmed.",
		Items: s.warnings,
	}
	h := features.New(warningsPath, collection, s.opts.Warn)
	mux.Handle(warningsPath, h)
	mux.Handle(warningsPath+"/", h)
	mux.HandleFunc("GET "+warningsPath+"/{id}/cap.xml", s.warningAs("application/cap+xml", alert.CAP))
	mux.HandleFunc("GET "+warningsPath+"/{id}/cot.xml", s.warningAs("application/xml", alert.CoT))
}

// warnings returns confirmed warnings as features.
func (s *server) warnings(ctx context.Context) ([]features.Item, error) {
	all, err := s.node.Confirmed(ctx)
	if err != nil {
		return nil, err
	}
	items := make([]features.Item, 0, len(all))
	for i := range all {
		w := &all[i].Warning
		f, err := alert.Feature(w)
		if err != nil {
			return nil, err
		}
		items = append(items, features.Item{ID: w.ID, Time: w.Time, Lon: w.Place.Lon, Lat: w.Place.Lat, Feature: f})
	}
	return items, nil
}

// warningAs serves one confirmed warning in another form.
func (s *server) warningAs(media string, write func(*watch.Warning, alert.Options) ([]byte, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		one, err := s.confirmed(r.Context(), r.PathValue("id"))
		if err != nil {
			s.fail(w, r, err)
			return
		}
		b, err := write(&one.Warning, alert.Options{Sender: s.node.Name(), Sent: one.By.Recorded, Label: one.By.Label, By: one.By.By})
		if err != nil {
			s.fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", media)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Write(b)
	}
}

func (s *server) confirmed(ctx context.Context, id string) (node.Confirmed, error) {
	all, err := s.node.Confirmed(ctx)
	for _, one := range all {
		if one.Warning.ID == id {
			return one, nil
		}
	}
	if err == nil {
		err = fmt.Errorf("warning %q: nobody has confirmed one of that name: %w", id, entente.ErrNotFound)
	}
	return node.Confirmed{}, err
}
