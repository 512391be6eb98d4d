package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"entente/geo"
	"entente/watch"
)

type sea struct {
	source   watch.Source
	warnings []watch.Warning
	assets   []watch.Asset
}

func (s sea) Source() watch.Source              { return s.source }
func (s sea) Ships(time.Time) []watch.ShipState { return nil }
func (s sea) Track(uint32) []watch.Place        { return nil }
func (s sea) Warnings() []watch.Warning         { return s.warnings }
func (s sea) Detections() []watch.Detection     { return nil }
func (s sea) Assets() []watch.Asset             { return s.assets }
func (s sea) Areas() []watch.Area               { return nil }

// place returns where a ship is after some minutes.
func place(minutes int, lon float64) watch.Place {
	return watch.Place{Time: time.Date(2030, 1, 1, 0, minutes, 0, 0, time.UTC), Spot: watch.Spot{Lat: 57, Lon: lon}}
}

func TestChart(t *testing.T) {
	s := sea{
		source: watch.Source{Title: `Exercise <&"`, Synthetic: true},
		assets: []watch.Asset{{ID: "a", Name: "Cable & Co", Kind: watch.WindFarm, Lines: []geo.Line{{{Lon: 20, Lat: 56}, {Lon: 20, Lat: 58}}}}},
		warnings: []watch.Warning{{
			ID: "w", Revision: 1, Ships: []watch.ShipInfo{{MMSI: 200_000_001, Name: "<SHIP>"}}, Place: place(9, 19.9),
			Crossed: []watch.Passage{{Asset: watch.AssetRef{Name: "Cable & Co"}, Spot: watch.Spot{Lat: 57, Lon: 20}}},
		}},
	}
	trails := []Trail{{200_000_001, []watch.Place{place(0, 19.5), place(10, 19.9), place(40, 20.1), place(41, 20.11)}}, {200_000_002, []watch.Place{place(0, -120)}}}
	var b bytes.Buffer
	if err := SVG(&b, s, trails); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for d := xml.NewDecoder(&b); ; {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"SYNTHETIC", "Cable &amp; Co", "&lt;SHIP&gt;", `class="asset wind-farm"`, "20°E"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
	if n := strings.Count(text, `class="track warned"`); n != 2 {
		t.Errorf("%d legs of the ship, want 2: it was not heard in between", n)
	}
	b.Reset()
	if err := HTML(&b, s, trails); err != nil || !strings.Contains(b.String(), "&lt;SHIP&gt; 200000001") {
		t.Errorf("page: %v", err)
	}
	if err := SVG(&b, sea{}, nil); err != nil {
		t.Errorf("nothing: %v", err)
	}
}

// TestAntimeridian draws a track that passes the 180th meridian as one line.
func TestAntimeridian(t *testing.T) {
	points := []geo.Point{{Lon: 179, Lat: 0}, {Lon: -179, Lat: 0}}
	f := newFrame(points)
	x1, _ := f.at(points[0])
	x2, _ := f.at(points[1])
	if x1 < margin || x2 > width-margin || x2 <= x1 {
		t.Errorf("from %v to %v", x1, x2)
	}
}
