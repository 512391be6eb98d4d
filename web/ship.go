package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"entente"
	"entente/internal/chart"
	"entente/node"
	"entente/watch"
)

// A shipPage shows one ship: where it is and was, what it passed over, and why it is warned of or not.
type shipPage struct {
	Ship     watch.ShipInfo
	Name     string
	Source   watch.Source
	Place    *watch.Place // nil where it is not in the picture any more
	Warnings []warningRow
	Seen     []seenRow
	Why      *watch.Explanation // nil where the picture does not say
	Passages []passageRow
	Speed    *chart.Line
	Track    []watch.Place // the newest first, at most so many
	Points   int           // of the whole track
	Chart    seaChart
}

// An explainer says why a ship is warned of or not.
type explainer interface {
	Explain(mmsi uint32) (watch.Explanation, bool)
}

const mostTrack = 240 // places in the table

func (s *site) ship(v *view, r *http.Request) (page, error) {
	sea, err := s.sea()
	if err != nil {
		return page{}, err
	}
	mmsi, err := mmsiOf(r.PathValue("mmsi"))
	if err != nil {
		return page{}, err
	}
	p, err := s.shipPage(r.Context(), s.catalogue(v.Lang), sea, mmsi)
	return page{Template: "ship", Section: "watch", Title: p.Name, Body: p}, err
}

func (s *site) shipPage(ctx context.Context, c *catalogue, sea watch.Picture, mmsi uint32) (p shipPage, err error) {
	p.Source = sea.Source()
	p.Ship.MMSI = mmsi
	for _, state := range sea.Ships(p.Source.To) {
		if state.Ship.MMSI == mmsi {
			p.Ship, p.Place = state.Ship, &state.Place
		}
	}
	track := sea.Track(mmsi)
	if p.Place == nil && len(track) > 0 {
		p.Place = &track[len(track)-1]
	}
	names := namesOf(c.lang, sea)
	var own []watch.Warning
	for _, w := range sea.Warnings() {
		if slices.ContainsFunc(w.Ships, func(x watch.ShipInfo) bool { return x.MMSI == mmsi }) {
			own = append(own, w)
			if p.Ship.Name == "" {
				p.Ship = w.Ships[0]
			}
		}
	}
	if p.Place == nil && len(own) == 0 {
		return p, fmt.Errorf("web: ship %d: %w", mmsi, entente.ErrNotFound)
	}
	p.Name = shipName(p.Ship)
	if p.Warnings, err = s.warningRows(ctx, p.Source, own, names); err != nil {
		return p, err
	}
	for _, d := range sea.Detections() {
		if d.MMSI == mmsi || d.Other == mmsi {
			p.Seen = append(p.Seen, names.seen(d))
		}
	}
	p.explain(sea, names)
	p.fillTrack(c, track)
	p.Chart, err = s.chartFor(c, sea, p.Source.To, focus{MMSI: mmsi})
	return p, err
}

// explain fills in why the ship is warned of or not, as far as the picture says it.
func (p *shipPage) explain(sea watch.Picture, names names) {
	x, ok := sea.(explainer)
	if !ok {
		return
	}
	why, ok := x.Explain(p.Ship.MMSI)
	if !ok {
		return
	}
	p.Why = &why
	for _, one := range why.Passages {
		p.Passages = append(p.Passages, passageRow{one.Passage, names.asset(one.Asset.ID, one.Asset.Name), one.Why, loss(one.Passage)})
	}
}

func (p *shipPage) fillTrack(c *catalogue, track []watch.Place) {
	p.Points = len(track)
	if l := speedLine(c, track); l != nil {
		for _, w := range p.Warnings {
			l.remark(w.Raised, c.text("speed.raised"))
		}
		p.Speed = &l.Line
	}
	p.Track = slices.Clone(track[max(0, len(track)-mostTrack):])
	slices.Reverse(p.Track)
}

// Open reports whether a warning of the ship is open.
func (p shipPage) Open() bool {
	return slices.ContainsFunc(p.Warnings, func(w warningRow) bool { return !w.Ended && w.State != node.DismissedWarning })
}
