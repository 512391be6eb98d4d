package pack

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"entente"
	"entente/cal"
	"entente/watch"
	"entente/watch/asset"
	"entente/watch/feed"
)

// watchFolder is the folder of a pack that holds what the watch at sea goes by.
const watchFolder = "watch"

// The files of that folder that are not YAML.
const (
	assetsFile   = watchFolder + "/assets.geojson"
	areasFile    = watchFolder + "/areas.geojson"
	exerciseFile = watchFolder + "/exercise.geojson"
	replayFile   = watchFolder + "/replay.json"
)

// A Watch is what a pack says of the sea: what lies there, where ships have good reasons, what the detectors go by, what has
// happened, and an exercise to try the watch on.
type Watch struct {
	Assets     []watch.Asset
	Areas      []watch.Area
	Params     watch.Params // [watch.Standard] with the values of Parameters
	Parameters []Parameter  // in the order of the pack's files
	Incidents  []Incident   // in order of their dates
	Exercise   asset.Set    // invented assets and areas, for Replay
	Replay     []byte       // keyframes of an invented incident, checked by [feed.ParseScript]; nil: the pack has none
}

// A Parameter is a value that detectors go by, and why it is that.
type Parameter struct {
	Name   string          `json:"name"` // of [watch.Parameters]
	Value  float64         `json:"value"`
	Unit   string          `json:"unit,omitempty"` // that of [watch.Parameters]
	Does   entente.Wording `json:"does"`
	Source string          `json:"source"` // a publication, or the reasoning where there is none
}

// An Incident is a public case in which something under water was harmed, or thought to be: who said what of it. The pack takes
// no side; where accounts differ, it has each.
type Incident struct {
	ID        string          `json:"id"`
	Title     entente.Wording `json:"title"`
	Date      cal.Period      `json:"date"`
	Ships     []Ship          `json:"ships,omitempty"`  // that accounts name; to be named says nothing of guilt
	Assets    []string        `json:"assets,omitempty"` // identifiers of assets of the pack
	Also      []string        `json:"also,omitempty"`   // what else, which the pack has no line of
	Accounts  []Account       `json:"accounts"`         // in the order of the pack's files
	Uncertain entente.Wording `json:"uncertain"`        // what is not known, or in dispute
}

// A Ship is one that accounts of an incident name.
type Ship struct {
	Name string `json:"name"`
	IMO  int    `json:"imo,omitempty"`  // 0: not given
	MMSI int    `json:"mmsi,omitempty"` // at the time; 0: not given
	Note string `json:"note,omitempty"`
}

// An Account is what somebody said of an incident, in the editors' words.
type Account struct {
	By     string          `json:"by"`
	Says   entente.Wording `json:"says"`
	Source string          `json:"source"` // where it can be read
	Date   cal.Period      `json:"date,omitzero"`
}

// Area returns the area that is named id, or an error wrapping [entente.ErrNotFound] that says which there are.
func (w *Watch) Area(id string) (watch.Area, error) {
	i := slices.IndexFunc(w.Areas, func(a watch.Area) bool { return a.ID == id })
	if i < 0 {
		var zones []string
		for _, a := range w.Areas {
			zones = append(zones, a.ID)
		}
		return watch.Area{}, fmt.Errorf("area %q%s: %w", id, suggest(id, zones), entente.ErrNotFound)
	}
	return w.Areas[i], nil
}

// isWatchFile reports whether a file is one of those that a watch has besides YAML.
func isWatchFile(name string) bool {
	return slices.Contains([]string{assetsFile, areasFile, exerciseFile, replayFile}, name)
}

// readWatch adds what a file of the folder holds.
func (d *draft) readWatch(name string, data []byte) {
	if name == replayFile {
		if _, err := feed.ParseScript(data); err != nil {
			d.fault(place{file: name}, "", "%s", plain(err))
		}
		d.pack.Watch.Replay = data
		return
	}
	set, err := asset.Read(data, name)
	if err != nil {
		d.partial = true
		d.fault(place{file: name}, "", "%s", plain(err))
		return
	}
	lines := featureLines(data)
	for _, r := range set.Refused {
		d.fault(place{file: name, line: lines[r.Feature]}, "", "%s: %s", quote(r.Name), strings.TrimSuffix(r.Reason, ": "+entente.ErrInvalid.Error()))
	}
	w := &d.pack.Watch
	switch name {
	case assetsFile:
		w.Assets = d.real(name, set).Assets
	case areasFile:
		w.Areas = d.real(name, set).Areas
	case exerciseFile:
		w.Exercise = d.invented(set)
	}
}

// real checks that what a file says of the world has its source, that a line says how far it may be off, and that a file of assets
// has assets and one of areas has areas.
func (d *draft) real(name string, s asset.Set) asset.Set {
	at := place{file: name}
	for _, a := range s.Assets {
		d.declare(at, a.ID, assetKind)
		switch {
		case name == areasFile:
			d.fault(at, "area", "asset %s: assets are in %s; give it an area (port, anchorage, …) if it is one", a.ID, assetsFile)
		case a.Exercise:
			d.fault(at, "exercise", "asset %s is invented: put it into %s", a.ID, exerciseFile)
		case a.Source == "":
			d.fault(at, "source", "asset %s: source missing: say where its route is public", a.ID)
		case a.Accuracy == 0:
			d.fault(at, "accuracy_m", "asset %s: accuracy_m missing: say how far it may lie from the line", a.ID)
		}
	}
	for _, a := range s.Areas {
		switch {
		case name == assetsFile:
			d.fault(at, "area", "area %s: areas are in %s", a.ID, areasFile)
		case a.Exercise:
			d.fault(at, "exercise", "area %s is invented: put it into %s", a.ID, exerciseFile)
		case a.Source == "":
			d.fault(at, "source", "area %s: source missing: say where it is public", a.ID)
		}
	}
	return s
}

// invented checks that everything of an exercise says that it is one.
func (d *draft) invented(s asset.Set) asset.Set {
	at := place{file: exerciseFile}
	for _, a := range s.Assets {
		if !a.Exercise {
			d.fault(at, "exercise", "asset %s: want exercise: true; what is real goes into %s", a.ID, assetsFile)
		}
	}
	for _, a := range s.Areas {
		if !a.Exercise {
			d.fault(at, "exercise", "area %s: want exercise: true; what is real goes into %s", a.ID, areasFile)
		}
	}
	return s
}

// featureLines returns the line of each feature of a collection, by its number from 1; nothing where it is not of that form.
func featureLines(data []byte) map[int]int {
	lines := make(map[int]int)
	in := json.NewDecoder(bytes.NewReader(data))
	for depth := 0; ; {
		t, err := in.Token()
		if err != nil {
			return nil
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 1 && t == "features" {
			break
		}
	}
	if t, err := in.Token(); err != nil || t != json.Delim('[') {
		return nil
	}
	for n := 1; in.More(); n++ {
		var raw json.RawMessage
		if in.Decode(&raw) != nil {
			return lines
		}
		lines[n] = 1 + bytes.Count(data[:int(in.InputOffset())-len(raw)], []byte("\n"))
	}
	return lines
}

func (d *decoder) detector(n *yaml.Node) {
	var p Parameter
	d.fields(n, "detectors",
		must("name", id(d, &p.Name, knownParameter, parameterKind)),
		must("value", parsed(d, &p.Value, parseNumber)),
		may("unit", text(d, &p.Unit)), // left out for a share, a factor or a count
		must("does", d.wording(&p.Does)),
		must("source", text(d, &p.Source)))
	i := slices.IndexFunc(watch.Parameters, func(q watch.Parameter) bool { return q.Name == p.Name })
	if i < 0 {
		return // said already
	}
	if want := watch.Parameters[i].Unit; p.Unit != want {
		d.wrong(n, "unit", "unit %s of %s: want %s", quote(p.Unit), p.Name, quote(want))
	}
	w := &d.pack.Watch
	params, err := w.Params.With(map[string]float64{p.Name: p.Value})
	if err != nil {
		d.wrong(n, "value", "%s", plain(err))
		return
	}
	w.Params, w.Parameters = params, append(w.Parameters, p)
}

func knownParameter(s string) error {
	names := make([]string, len(watch.Parameters))
	for i, p := range watch.Parameters {
		names[i] = p.Name
	}
	if !slices.Contains(names, s) {
		return fmt.Errorf("parameter %s unknown%s", quote(s), suggest(s, names))
	}
	return nil
}

func parseNumber(s string) (float64, error) {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, fmt.Errorf("%s: want a number", quote(s))
	}
	return v, nil
}

func (d *decoder) incident(n *yaml.Node) {
	var c Incident
	d.fields(n, "incidents",
		must("id", id(d, &c.ID, slug(incidentKind), incidentKind)),
		must("title", d.title(&c.Title)),
		must("date", d.start(&c.Date)),
		may("ships", d.each(func(n *yaml.Node) { d.ship(&c, n) })),
		may("assets", refs(d, &c.Assets, assetKind)),
		may("also", d.each(func(n *yaml.Node) {
			var s string
			text(d, &s)("also", n)
			c.Also = append(c.Also, s)
		})),
		must("accounts", d.each(func(n *yaml.Node) { d.account(&c, n) })),
		must("uncertain", d.wording(&c.Uncertain)))
	d.pack.Watch.Incidents = append(d.pack.Watch.Incidents, c)
	slices.SortStableFunc(d.pack.Watch.Incidents, func(a, b Incident) int {
		first, _ := a.Date.First()
		second, _ := b.Date.First()
		return cmp.Compare(first, second)
	})
}

func (d *decoder) ship(c *Incident, n *yaml.Node) {
	var s Ship
	d.fields(n, "ships",
		must("name", text(d, &s.Name)),
		may("imo", d.number(&s.IMO)),
		may("mmsi", d.number(&s.MMSI)),
		may("note", text(d, &s.Note)))
	if s.IMO != 0 && !goodIMO(s.IMO) {
		d.wrong(n, "imo", "imo %d: want seven digits, the last of which checks the others", s.IMO)
	}
	if s.MMSI != 0 && (s.MMSI < 100_000_000 || s.MMSI > 999_999_999) {
		d.wrong(n, "mmsi", "mmsi %d: want nine digits", s.MMSI)
	}
	c.Ships = append(c.Ships, s)
}

// goodIMO checks a ship's number: the last digit is that of the sum of the others times 7, 6, 5, 4, 3 and 2 (IMO resolution
// A.1117(30)).
func goodIMO(n int) bool {
	if n < 1_000_000 || n > 9_999_999 {
		return false
	}
	sum := 0
	for rest, weight := n/10, 2; rest > 0; rest, weight = rest/10, weight+1 {
		sum += rest % 10 * weight
	}
	return sum%10 == n%10
}

func (d *decoder) account(c *Incident, n *yaml.Node) {
	var a Account
	d.fields(n, "accounts",
		must("by", text(d, &a.By)),
		must("says", d.wording(&a.Says)),
		must("source", text(d, &a.Source)),
		may("date", d.period(&a.Date)))
	c.Accounts = append(c.Accounts, a)
}
