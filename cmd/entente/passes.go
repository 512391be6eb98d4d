package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"time"

	"entente"
	"entente/cal"
	"entente/geo"
	"entente/watch/orbit"
)

type passesCommand struct {
	TLE       []string `name:"tle" required:"" sep:"none" help:"File of element sets: TLE, or OMM as CSV, JSON or XML, also packed; - is standard input. May be repeated." placeholder:"FILE"`
	Area      string   `required:"" help:"The area: a file of GeoJSON or WKT, WKT itself, such as 'POINT (25 60)', or the name of an area of the pack, such as baltic." placeholder:"AREA"`
	From      string   `help:"From this moment in UTC, such as 2026-11-26T00:00Z, or from the beginning of a day; otherwise now." placeholder:"TIME"`
	Hours     float64  `help:"So many hours." default:"24" placeholder:"H"`
	Satellite []string `sep:"none" help:"Only satellites whose name has this in it, or with this catalogue number; may be repeated." placeholder:"NAME"`
	Elevation float64  `help:"In sight from this elevation on, in degrees at the nearest point of the area." placeholder:"DEGREES"`
	HalfAngle float64  `name:"half-angle" help:"The sensor sees so many degrees from straight down; otherwise to the horizon." placeholder:"DEGREES"`
	JSONL     bool     `name:"jsonl" help:"Print one JSON object for each pass." xor:"format"`
	JSON      bool     `help:"Print passes, gaps and refusals as one JSON document." xor:"format"`
}

// A passRow is a pass as it is printed.
type passRow struct {
	Satellite   string      `json:"satellite"`
	Number      int         `json:"number"` // of the catalogue
	Rise        cal.Instant `json:"rise"`
	Culmination cal.Instant `json:"culmination"`
	Set         cal.Instant `json:"set"`
	Elevation   float64     `json:"elevation"` // degrees, at the culmination
	RangeKM     float64     `json:"range_km"`
	Lat         float64     `json:"lat"` // of the point below the satellite at the culmination
	Lon         float64     `json:"lon"`
	HeightKM    float64     `json:"height_km"`
	AgeHours    float64     `json:"age_hours"` // of the element set at the culmination
	BeginsEarly bool        `json:"begins_before,omitempty"`
	EndsLate    bool        `json:"ends_after,omitempty"`
}

// A passReport is all that a run found.
type passReport struct {
	From      cal.Instant `json:"from"`
	To        cal.Instant `json:"to"`
	Sets      int         `json:"sets"`     // element sets that were read
	Used      int         `json:"used"`     // of these: those that were asked for
	Refusals  []string    `json:"refusals"` // sets that could not be read, or not be followed, and why
	Passes    []passRow   `json:"passes"`   // by rise
	Share     float64     `json:"share"`    // of the time in which one satellite or more sees the area
	LongestS  float64     `json:"longest_gap_seconds"`
	LongestAt cal.Instant `json:"longest_gap_from,omitzero"`
	MeanS     float64     `json:"mean_revisit_seconds"`
	seen      []orbit.Window
}

func (c *passesCommand) Run(w *world) error {
	area, err := c.area(w)
	if err != nil {
		return placed{"--area", err}
	}
	window, err := c.window()
	if err != nil {
		return err
	}
	r := passReport{From: window.From, To: window.To, Refusals: []string{}, Passes: []passRow{}}
	catalogue, err := c.catalogue(w, &r)
	if err != nil {
		return err
	}
	options := orbit.Options{MinElevation: c.Elevation, HalfAngle: c.HalfAngle}
	if err := options.Check(); err != nil {
		return err
	}
	c.follow(w, catalogue, area, window, options, &r)
	switch {
	case c.JSON:
		err = w.writeJSON(r)
	case c.JSONL:
		for _, p := range r.Passes {
			err = errors.Join(err, w.writeLine(p))
		}
		fmt.Fprintf(w.stderr, "entente: %s\n", r.summary())
	default:
		r.print(w)
	}
	if err == nil && len(r.Refusals) > 0 {
		const most = 5
		for _, refusal := range r.Refusals[:min(most, len(r.Refusals))] {
			fmt.Fprintf(w.stderr, "entente: %s\n", refusal)
		}
		return finding{count(len(r.Refusals), "element set", "element sets") + " could not be used to the end; --json lists all"}
	}
	return err
}

// area reads what is to be seen.
func (c *passesCommand) area(w *world) (orbit.Area, error) {
	text := []byte(c.Area)
	b, err := os.ReadFile(c.Area)
	switch {
	case err == nil:
		text = b
	case entente.CheckSlug("area", c.Area) == nil:
		return areaOfPack(w.app.Pack, c.Area)
	case !strings.Contains(c.Area, "("):
		return orbit.Area{}, plainError(err)
	}
	g, err := geometry(text)
	if err != nil {
		return orbit.Area{}, err
	}
	return orbit.AreaOf(g)
}

// areaOfPack returns an area that a pack names.
func areaOfPack(name, id string) (orbit.Area, error) {
	sea, err := loadWatch(name)
	if err != nil {
		return orbit.Area{}, err
	}
	a, err := sea.Area(id)
	if err != nil {
		return orbit.Area{}, fmt.Errorf("no such file, and the pack has no such area: %w", err)
	}
	if a.Radius == 0 {
		return orbit.AreaOf(a.Shape)
	}
	const corners = 36
	var ring geo.Ring
	for k := range corners {
		ring = append(ring, a.Centre.Destination(-float64(k)*360/corners, a.Radius))
	}
	return orbit.AreaOf(geo.Polygon{append(ring, ring[0])})
}

// geometry reads one geometry: WKT, or GeoJSON by itself, in a feature, or in a collection of one feature.
func geometry(text []byte) (geo.Geometry, error) {
	s := strings.TrimSpace(string(text))
	if !strings.HasPrefix(s, "{") {
		return geo.ParseWKT(s)
	}
	var object struct {
		Type     string            `json:"type"`
		Geometry json.RawMessage   `json:"geometry"`
		Features []json.RawMessage `json:"features"`
	}
	if err := json.Unmarshal([]byte(s), &object); err != nil {
		return nil, fmt.Errorf("GeoJSON: %w", err)
	}
	switch object.Type {
	case "Feature":
		return geo.ParseGeoJSON(object.Geometry)
	case "FeatureCollection":
		if len(object.Features) != 1 {
			return nil, fmt.Errorf("collection of %d features: want one", len(object.Features))
		}
		return geometry(object.Features[0])
	}
	return geo.ParseGeoJSON([]byte(s))
}

func (c *passesCommand) window() (orbit.Window, error) {
	from := cal.InstantOf(time.Now())
	if c.From != "" {
		var err error
		if from, err = parseMoment(c.From); err != nil {
			return orbit.Window{}, placed{"--from", err}
		}
	}
	if !(c.Hours > 0 && c.Hours <= 24*366) {
		return orbit.Window{}, placed{"--hours", fmt.Errorf("%v: want more than 0, at most a year", c.Hours)}
	}
	return orbit.Window{From: from, To: from + cal.Instant(math.Round(c.Hours*float64(time.Hour/time.Microsecond)))}, nil
}

// parseMoment parses a moment in UTC; a day is its beginning.
func parseMoment(s string) (cal.Instant, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return cal.InstantOf(t), nil
		}
	}
	return 0, fmt.Errorf("%q: want a moment in UTC such as 2026-11-26T06:30Z, or a day: %w", s, entente.ErrInvalid)
}

// catalogue reads the element sets that are asked for.
func (c *passesCommand) catalogue(w *world, r *passReport) (orbit.Catalogue, error) {
	var all orbit.Catalogue
	for _, name := range c.TLE {
		b, err := readUnpacked(w, name)
		if err != nil {
			return nil, placed{name, plainError(err)}
		}
		some, refused := orbit.ReadElements(b)
		for _, err := range refused {
			r.Refusals = append(r.Refusals, name+": "+err.Error())
		}
		all = append(all, some...)
	}
	r.Sets = len(all)
	all = slices.DeleteFunc(all, func(e orbit.Elements) bool { return !c.wants(e) })
	r.Used = len(all)
	if r.Used == 0 {
		return nil, fmt.Errorf("none of %d element sets is of a satellite that is asked for: %w", r.Sets, entente.ErrNotFound)
	}
	return all, nil
}

func (c *passesCommand) wants(e orbit.Elements) bool {
	return len(c.Satellite) == 0 || slices.ContainsFunc(c.Satellite, func(s string) bool {
		return fmt.Sprint(e.Number) == s || strings.Contains(strings.ToLower(e.Name), strings.ToLower(s))
	})
}

// follow finds the passes and what is between them.
func (c *passesCommand) follow(w *world, all orbit.Catalogue, area orbit.Area, window orbit.Window, o orbit.Options, r *passReport) {
	progress := w.progress("passes: satellites")
	defer progress.done()
	var passes []orbit.Pass
	for p, err := range all.Passes(area, window, o) {
		if err != nil {
			r.Refusals = append(r.Refusals, err.Error())
			continue
		}
		progress.report(p.Index, len(all))
		passes = append(passes, p)
	}
	slices.SortStableFunc(passes, func(a, b orbit.Pass) int { return int(max(-1, min(1, a.Rise-b.Rise))) })
	for _, p := range passes {
		r.Passes = append(r.Passes, rowOf(p))
	}
	gaps := orbit.Coverage(passes, window)
	r.Share, r.MeanS, r.LongestS, r.LongestAt = gaps.Share, gaps.MeanRevisit.Seconds(), gaps.Longest.Duration().Seconds(), gaps.Longest.From
	r.seen = gaps.Seen
}

func rowOf(p orbit.Pass) passRow {
	return passRow{
		Satellite: p.Name, Number: p.Number, Rise: p.Rise, Culmination: p.Culmination, Set: p.Set,
		Elevation: digits(p.Elevation, 2), RangeKM: digits(p.Range, 1), Lat: digits(p.Below.Lat, 4), Lon: digits(p.Below.Lon, 4),
		HeightKM: digits(p.Height, 1), AgeHours: digits(p.Age.Hours(), 1), BeginsEarly: p.BeginsBefore, EndsLate: p.EndsAfter,
	}
}

func digits(f float64, n int) float64 {
	p := math.Pow10(n)
	return math.Round(f*p) / p
}

func (r passReport) summary() string {
	s := fmt.Sprintf("%s of %s, in sight %.1f%% of the time", count(len(r.Passes), "pass", "passes"), count(r.Used, "satellite", "satellites"), 100*r.Share)
	if r.LongestS > 0 {
		s += fmt.Sprintf(", longest gap %v from %s", time.Duration(r.LongestS*float64(time.Second)).Round(time.Second), clock(r.LongestAt))
	}
	return s
}

func clock(i cal.Instant) string { return i.Time().Format("2006-01-02 15:04:05") }

func (r passReport) print(w *world) {
	t := newTable("RISE (UTC)", "HIGHEST", "SET", "FOR", "ELEVATION", "RANGE KM", "SATELLITE")
	const hours = "15:04:05"
	for _, p := range r.Passes {
		duration := time.Duration(p.Set-p.Rise) * time.Microsecond
		t.add(clock(p.Rise), p.Culmination.Time().Format(hours), p.Set.Time().Format(hours), duration.Round(time.Second).String(),
			fmt.Sprintf("%.0f°", p.Elevation), fmt.Sprintf("%.0f", p.RangeKM), strings.TrimSpace(fmt.Sprintf("%s [%d]", p.Satellite, p.Number)))
	}
	w.write(t)
	w.printf("\n%s  %s\n%s  %s\n%s\n", r.From.Time().Format(hours), r.timeline(), strings.Repeat(" ", len(hours)), "█ in sight, · not", r.summary())
}

// timeline draws the window: a mark for each stretch of time in which the area is in sight for a part of it.
func (r passReport) timeline() string {
	const marks = 72
	step := float64(r.To-r.From) / marks
	var b strings.Builder
	for i := range marks {
		from := r.From + cal.Instant(float64(i)*step)
		to := r.From + cal.Instant(float64(i+1)*step)
		if slices.ContainsFunc(r.seen, func(s orbit.Window) bool { return s.From < to && s.To > from }) {
			b.WriteString("█")
		} else {
			b.WriteString("·")
		}
	}
	return b.String()
}
