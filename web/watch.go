package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"entente"
	"entente/node"
	"entente/watch"
)

// A watchPage shows a picture of the sea: a chart, and the same as tables.
type watchPage struct {
	Source   watch.Source
	At       time.Time // what is shown
	Minute   int       // of At since Source.From
	Minutes  int       // of the whole
	Ticks    []int     // where warnings were raised, in thousandths of the whole
	Chart    seaChart
	Warnings []warningRow
	Ships    shipTable
	Assets   []assetRow
	Areas    []areaRow
	Seen     []seenRow
	More     int // detections that are not listed
}

// A warningRow is a warning in a list, as its last revision has it.
type warningRow struct {
	watch.Warning
	Ship  string
	Asset string
	State node.WarningState
	When  string // the page of the time at which it was raised; "" where there is none
}

// URL returns the page of the warning.
func (w warningRow) URL() string { return warningURL(w.ID) }

// Open reports whether the event goes on and nobody has dismissed the warning.
func (w warningRow) Open() bool { return !w.Ended && w.State != node.DismissedWarning }

// A shipTable lists ships, those in a warning first.
type shipTable struct {
	At    time.Time
	Words string // searched for
	All   int    // ships in the picture
	Found int    // by the search
	Rows  []shipRow
}

// A shipRow is where a ship was last heard.
type shipRow struct {
	watch.ShipState
	Name string
	Age  time.Duration
}

// An assetRow is an asset in a list.
type assetRow struct {
	watch.Asset
	Name string
	Half float64 // metres to either side that count as near
}

// An areaRow is an area in a list.
type areaRow struct {
	watch.Area
	Name string
}

// A seenRow is a detection in a list.
type seenRow struct {
	watch.Detection
	Ship  string
	Asset string
}

const (
	mostShips    = 100 // in the table; a search finds the others
	mostWarnings = 100 // in the list
	mostSeen     = 200 // detections in the table
)

func warningURL(id string) string { return "/watch/warning/" + id }

func shipURL(mmsi uint32) string { return "/watch/ship/" + strconv.FormatUint(uint64(mmsi), 10) }

// sea returns the picture that the node shows, or an error wrapping entente.ErrNotFound where it watches nothing.
func (s *site) sea() (watch.Picture, error) {
	if p := s.node.Picture(); p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("web: this node watches nothing: %w", entente.ErrNotFound)
}

func (s *site) watch(v *view, r *http.Request) (page, error) {
	words := s.catalogue(v.Lang)
	p := page{Template: "watch", Section: "watch", Title: words.text("watch.title")}
	sea, err := s.sea()
	if err != nil {
		p.Body = watchPage{}
		return p, nil // the page says so
	}
	body, err := s.watchPage(r.Context(), words, sea, v.Query)
	p.Body = body
	return p, err
}

func (s *site) watchPage(ctx context.Context, c *catalogue, sea watch.Picture, q url.Values) (p watchPage, err error) {
	p.Source = sea.Source()
	all := sea.Warnings()
	if p.At, err = momentOf(p.Source, all, q); err != nil {
		return p, err
	}
	p.Minutes = max(1, int(p.Source.To.Sub(p.Source.From).Minutes()))
	p.Minute = int(p.At.Sub(p.Source.From).Minutes())
	names := namesOf(c.lang, sea)
	if p.Warnings, err = s.warningRows(ctx, p.Source, all, names); err != nil {
		return p, err
	}
	for _, w := range p.Warnings {
		p.Ticks = append(p.Ticks, int(1000*w.Raised.Sub(p.Source.From).Minutes())/p.Minutes)
	}
	p.Ships = shipsAt(sea, p.At, q.Get("q"))
	for _, a := range sea.Assets() {
		p.Assets = append(p.Assets, assetRow{a, names.asset(a.ID, a.Name), halfWidth(a)})
	}
	for _, a := range areasOf(sea) {
		p.Areas = append(p.Areas, areaRow{a, cmp.Or(a.Names[c.lang], a.Name)})
	}
	seen := sea.Detections()
	slices.Reverse(seen)
	p.More = max(0, len(seen)-mostSeen)
	for _, d := range seen[:len(seen)-p.More] {
		p.Seen = append(p.Seen, names.seen(d))
	}
	p.Chart, err = s.chartFor(c, sea, p.At, focus{})
	return p, err
}

// halfWidth returns how far to either side of an asset ships count as near, by the standard parameters.
func halfWidth(a watch.Asset) float64 {
	p := watch.Standard()
	return cmp.Or(a.Corridor, p.Corridor) + p.HalfTrust*a.Accuracy
}

// momentOf returns the time that an address asks for: by its minute, or by the time itself. Otherwise it is the newest one of
// a live picture, and of a replay the time at which the first warning was raised, so that there is something to see.
func momentOf(src watch.Source, warnings []watch.Warning, q url.Values) (time.Time, error) {
	at := src.To
	if !src.Live && len(warnings) > 0 {
		at = warnings[0].Raised
	}
	if text := q.Get("minute"); text != "" {
		n, err := strconv.ParseFloat(text, 64)
		if err != nil || !(n >= 0 && n <= 1e7) { // not a number is neither
			return at, fmt.Errorf("web: minute %q: want the minutes since the beginning of the replay: %w", text, entente.ErrInvalid)
		}
		at = src.From.Add(time.Duration(n * float64(time.Minute)))
	}
	if text := q.Get("at"); text != "" {
		t, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return at, fmt.Errorf("web: at %q: want a time such as 2024-12-25T10:26:00Z: %w", text, entente.ErrInvalid)
		}
		at = t.UTC()
	}
	if at.After(src.To) {
		at = src.To
	}
	if at.Before(src.From) {
		at = src.From
	}
	return at, nil
}

// warningRows returns the last revision of each warning with what was done about it, the newest warning first.
func (s *site) warningRows(ctx context.Context, src watch.Source, all []watch.Warning, names names) ([]warningRow, error) {
	states, err := s.statesOf(ctx)
	if err != nil {
		return nil, err
	}
	var rows []warningRow
	for _, w := range lastRevisions(all) {
		row := warningRow{Warning: w, Ship: shipName(w.Ships[0]), Asset: names.asset(w.Asset.ID, w.Asset.Name), State: cmp.Or(states[w.ID], node.NewWarning)}
		if !src.Live {
			row.When = address("/watch", url.Values{"at": {w.Raised.UTC().Format(time.RFC3339)}})
		}
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(a, b warningRow) int { return b.Raised.Compare(a.Raised) })
	return rows[:min(len(rows), mostWarnings)], nil
}

// statesOf returns how far the handling of the warnings has come that somebody has answered.
func (s *site) statesOf(ctx context.Context) (map[string]node.WarningState, error) {
	responses, err := s.node.Responses(ctx, "")
	if err != nil {
		return nil, err
	}
	by := make(map[string][]node.WarningRecord)
	for _, r := range responses {
		by[r.Warning.ID] = append(by[r.Warning.ID], r)
	}
	states := make(map[string]node.WarningState, len(by))
	for id, all := range by {
		states[id] = node.StateOf(all)
	}
	return states, nil
}

// lastRevisions returns the last revision of each warning, in the order in which they were raised.
func lastRevisions(all []watch.Warning) []watch.Warning {
	var last []watch.Warning
	place := make(map[string]int)
	for _, w := range all {
		if len(w.Ships) == 0 {
			continue
		}
		i, known := place[w.ID]
		if !known {
			i = len(last)
			place[w.ID] = i
			last = append(last, w)
		}
		last[i] = w
	}
	return last
}

// shipsAt returns the ships at a time that a search finds: by name, call sign, or the digits of their numbers.
func shipsAt(sea watch.Picture, at time.Time, words string) shipTable {
	all := sea.Ships(at)
	t := shipTable{At: at, Words: strings.TrimSpace(words), All: len(all)}
	for _, s := range all {
		if !hasWords(s.Ship, t.Words) {
			continue
		}
		t.Rows = append(t.Rows, shipRow{s, shipName(s.Ship), at.Sub(s.Place.Time)})
	}
	slices.SortStableFunc(t.Rows, func(a, b shipRow) int {
		if (a.Warning == "") != (b.Warning == "") {
			return strings.Compare(b.Warning, a.Warning)
		}
		return cmp.Compare(a.Name, b.Name)
	})
	t.Found = len(t.Rows)
	t.Rows = t.Rows[:min(t.Found, mostShips)]
	return t
}

func hasWords(s watch.ShipInfo, words string) bool {
	if words == "" {
		return true
	}
	what := strings.ToUpper(fmt.Sprintf("%s\n%s\n%d\n%d", s.Name, s.Callsign, s.MMSI, s.IMO))
	return strings.Contains(what, strings.ToUpper(words))
}

// Hidden returns how many ships the search found beyond those that are listed.
func (t shipTable) Hidden() int { return t.Found - len(t.Rows) }

// shipName returns what a ship is called: its name, or its number where it sent none.
func shipName(s watch.ShipInfo) string {
	return cmp.Or(s.Name, fmt.Sprintf("MMSI %d", s.MMSI))
}

// Names say what assets and ships are called in one language.
type names struct {
	assets map[string]string
	ships  map[uint32]string
}

func namesOf(lang entente.Lang, sea watch.Picture) names {
	n := names{make(map[string]string), make(map[uint32]string)}
	for _, a := range sea.Assets() {
		n.assets[a.ID] = cmp.Or(a.Names[lang], a.Name)
	}
	for _, s := range sea.Ships(sea.Source().To) {
		n.ships[s.Ship.MMSI] = shipName(s.Ship)
	}
	for _, w := range sea.Warnings() {
		for _, s := range w.Ships {
			n.ships[s.MMSI] = shipName(s)
		}
	}
	return n
}

func (n names) asset(id, otherwise string) string { return cmp.Or(n.assets[id], otherwise) }

func (n names) ship(mmsi uint32) string {
	return cmp.Or(n.ships[mmsi], shipName(watch.ShipInfo{MMSI: mmsi}))
}

func (n names) seen(d watch.Detection) seenRow {
	row := seenRow{Detection: d, Ship: n.ship(d.MMSI)}
	if d.Asset != nil {
		row.Asset = n.asset(d.Asset.ID, d.Asset.Name)
	}
	return row
}

// watchShips serves the table of ships on its own: the page takes it in when another time is shown.
func (s *site) watchShips(w http.ResponseWriter, r *http.Request) {
	v := s.view(r)
	sea, err := s.sea()
	if err != nil {
		s.fail(w, v, err)
		return
	}
	at, err := momentOf(sea.Source(), sea.Warnings(), v.Query)
	if err != nil {
		s.fail(w, v, err)
		return
	}
	s.part(w, v, "shiptable", shipsAt(sea, at, v.Query.Get("q")))
}

// watchWarnings serves the list of warnings on its own.
func (s *site) watchWarnings(w http.ResponseWriter, r *http.Request) {
	v := s.view(r)
	sea, err := s.sea()
	if err != nil {
		s.fail(w, v, err)
		return
	}
	rows, err := s.warningRows(r.Context(), sea.Source(), sea.Warnings(), namesOf(v.Lang, sea))
	if err != nil {
		s.fail(w, v, err)
		return
	}
	s.part(w, v, "warninglist", rows)
}
