package watch

import (
	"fmt"

	"entente"
	"entente/geo"
)

// An Asset is something on the sea floor that an anchor can harm.
type Asset struct {
	ID       string          `json:"id"` // a slug, unique among the assets
	Name     string          `json:"name"`
	Kind     AssetKind       `json:"kind"`
	Owner    string          `json:"owner,omitempty"`
	Lines    []geo.Line      `json:"lines,omitempty"` // where it lies, as far as this is public
	Shapes   []geo.Polygon   `json:"shapes,omitempty"`
	Corridor float64         `json:"corridor"`           // metres to either side that count as near; 0 for the standard one
	Accuracy float64         `json:"accuracy,omitempty"` // metres that the real asset may lie from what is drawn; 0: not stated
	Depth    float64         `json:"depth,omitempty"`    // metres of water over it; 0: not stated
	Source   string          `json:"source,omitempty"`   // of the route
	Note     string          `json:"note,omitempty"`
	Exercise bool            `json:"exercise,omitempty"` // invented
	Label    entente.Label   `json:"label,omitzero"`
	Names    entente.Wording `json:"names,omitempty"` // in other languages
}

// An AssetKind says what an asset is.
type AssetKind string

// The kinds of assets.
const (
	PowerCable   AssetKind = "power"
	TelecomCable AssetKind = "telecom"
	Pipeline     AssetKind = "pipeline"
	WindFarm     AssetKind = "wind farm"
	Platform     AssetKind = "platform"
	OtherAsset   AssetKind = "other"
)

// AssetKinds are all kinds of assets.
var AssetKinds = []AssetKind{PowerCable, TelecomCable, Pipeline, WindFarm, Platform, OtherAsset}

// Check reports whether a is complete, and its lines and shapes good.
func (a *Asset) Check() error {
	switch {
	case a.ID == "":
		return fmt.Errorf("asset %q has no id: %w", a.Name, entente.ErrInvalid)
	case len(a.Lines)+len(a.Shapes) == 0:
		return fmt.Errorf("asset %q lies nowhere: give it a line or an area: %w", a.ID, entente.ErrInvalid)
	case a.Corridor < 0 || a.Accuracy < 0:
		return fmt.Errorf("asset %q: corridor %v m and accuracy %v m: want no negative length: %w", a.ID, a.Corridor, a.Accuracy, entente.ErrInvalid)
	}
	for i, l := range a.Lines {
		if err := l.Check(); err != nil {
			return fmt.Errorf("asset %q: line %d: %w", a.ID, i+1, err)
		}
	}
	for i, g := range a.Shapes {
		if err := g.Check(); err != nil {
			return fmt.Errorf("asset %q: shape %d: %w", a.ID, i+1, err)
		}
	}
	return nil
}

// An Area is a part of the sea in which ships do for good reasons what elsewhere would be a sign: they slow down, stop or
// turn there.
type Area struct {
	ID       string          `json:"id"`
	Name     string          `json:"name"`
	Kind     AreaKind        `json:"kind"`
	Shape    geo.Polygon     `json:"shape,omitempty"`
	Centre   geo.Point       `json:"centre,omitzero"`  // of a circle, in place of a shape
	Radius   float64         `json:"radius,omitempty"` // metres
	Source   string          `json:"source,omitempty"`
	Note     string          `json:"note,omitempty"`
	Exercise bool            `json:"exercise,omitempty"`
	Names    entente.Wording `json:"names,omitempty"`
}

// An AreaKind says what ships do in an area.
type AreaKind string

// The kinds of areas.
const (
	PortArea      AreaKind = "port"      // a port and its approaches
	AnchorageArea AreaKind = "anchorage" // where ships anchor
	PilotArea     AreaKind = "pilot"     // where pilots board
	LaneArea      AreaKind = "lane"      // a traffic separation scheme and its ends
	FishingArea   AreaKind = "fishing"   // a fishing ground
	ZoneArea      AreaKind = "zone"      // waters of a state; explains nothing, names who is to be told
	WorksArea     AreaKind = "works"     // where cables are laid or mended, or the sea floor dredged
)

// AreaKinds are all kinds of areas.
var AreaKinds = []AreaKind{PortArea, AnchorageArea, PilotArea, LaneArea, FishingArea, ZoneArea, WorksArea}

// Contains reports whether p lies in a.
func (a *Area) Contains(p geo.Point) bool {
	if a.Radius > 0 {
		return a.Centre.Distance(p) <= a.Radius
	}
	return a.Shape.Contains(p)
}

// Check reports whether a is complete and its shape good.
func (a *Area) Check() error {
	switch {
	case a.ID == "":
		return fmt.Errorf("area %q has no id: %w", a.Name, entente.ErrInvalid)
	case a.Radius < 0 || a.Radius > 0 && len(a.Shape) > 0 || a.Radius == 0 && len(a.Shape) == 0:
		return fmt.Errorf("area %q: want either a shape, or a centre with a radius: %w", a.ID, entente.ErrInvalid)
	case a.Radius > 0:
		return a.Centre.Check()
	}
	if err := a.Shape.Check(); err != nil {
		return fmt.Errorf("area %q: %w", a.ID, err)
	}
	return nil
}
