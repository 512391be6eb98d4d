package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"entente"
	"entente/geo"
	"entente/node"
	"entente/watch"
	"entente/watch/feed"
	"entente/watch/score"
)

type watchScore struct {
	Incidents string   `required:"" help:"Folder of incidents: keyframes (.json), tracks of single ships (.csv), and what is watched over (.geojson, .kml, .wkt)." type:"path" placeholder:"DIR"`
	Traffic   []string `help:"Files or folders of reports of ships that do nothing wrong, such as a day of the Danish Maritime Authority." placeholder:"FILE"`
	Assets    []string `help:"What is watched over in place of that in the folder." placeholder:"FILE"`
	Set       []string `help:"Parameter in place of the pack's; both scores are shown. May be repeated." placeholder:"NAME=VALUE"`
	Cores     int      `help:"How many cores to use; 0: all there are. The result is the same." default:"0" placeholder:"N"`
	Out       string   `help:"Write the score as a page of HTML too." type:"path" placeholder:"FILE"`
	JSON      bool     `help:"Print the score as one JSON document."`
}

// A scoring is what is scored, and by what.
type scoring struct {
	input     watchInput
	options   node.WatcherOptions
	incidents []string
	traffic   []string
}

// scoreReport is what a run prints as one JSON document.
type watchScoreReport struct {
	Score   score.Report       `json:"score"`
	Set     map[string]float64 `json:"set,omitempty"`
	WithSet *score.Report      `json:"with_set,omitempty"`
}

func (c *watchScore) Run(w *world) error {
	s, err := c.gather(w)
	if err != nil {
		return err
	}
	var r watchScoreReport
	if r.Score, err = s.run(w); err != nil {
		return err
	}
	if len(c.Set) > 0 {
		params, err := setParams(*s.options.Params, c.Set)
		if err != nil {
			return err
		}
		r.Set = changed(*s.options.Params, params)
		s.options.Params = &params
		other, err := s.run(w)
		if err != nil {
			return err
		}
		r.WithSet = &other
	}
	if c.Out != "" {
		var b bytes.Buffer
		if err := score.WriteHTML(&b, r.Score, r.WithSet, r.Set); err != nil {
			return err
		}
		if err := writeFile(c.Out, b.Bytes()); err != nil {
			return placed{"--out", err}
		}
	}
	if c.JSON {
		return w.writeJSON(r)
	}
	printScore(w, &r)
	return nil
}

// changed returns the parameters of b that differ from a.
func changed(a, b watch.Params) map[string]float64 {
	all := make(map[string]float64)
	for _, q := range watch.Parameters {
		if v := q.Get(b); v != q.Get(a) {
			all[q.Name] = v
		}
	}
	return all
}

// gather sorts the files of the folder.
func (c *watchScore) gather(w *world) (*scoring, error) {
	s := &scoring{input: watchInput{Speed: "max", Zone: "UTC", MMSI: 200_000_001, Cores: c.Cores, Assets: c.Assets}}
	names, _, err := filesIn([]string{c.Incidents})
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		switch ext := strings.ToLower(filepath.Ext(name)); {
		case slices.Contains([]string{".geojson", ".kml", ".wkt"}, ext):
			if len(c.Assets) == 0 {
				s.input.Assets = append(s.input.Assets, name)
			}
		case ext == ".json" || ext == ".csv":
			s.incidents = append(s.incidents, name)
		default:
			fmt.Fprintf(w.stderr, "entente: %s: left out; incidents are .json or .csv\n", name)
		}
	}
	if len(s.incidents) == 0 {
		return nil, placed{c.Incidents, fmt.Errorf("no incident: want keyframes (.json) or tracks (.csv): %w", entente.ErrInvalid)}
	}
	if s.traffic, _, err = filesIn(c.Traffic); err != nil {
		return nil, err
	}
	s.options, err = s.input.options(w, nil)
	return s, err
}

// run watches all incidents and all traffic.
func (s *scoring) run(w *world) (score.Report, error) {
	var all score.Scorer
	bar := w.progress("score: files")
	defer bar.done()
	for i, name := range s.incidents {
		bar.report(i, len(s.incidents)+len(s.traffic))
		incident, err := s.incident(name)
		if err != nil {
			return score.Report{}, placed{name, err}
		}
		r, err := s.watch(w, []string{name}, incident.Synthetic)
		if err != nil {
			return score.Report{}, err
		}
		all.Add(incident, r)
	}
	if len(s.traffic) > 0 {
		r, err := s.watch(w, s.traffic, false)
		if err != nil {
			return score.Report{}, err
		}
		all.Add(nil, r)
	}
	return all.Report(), nil
}

// watch runs a watch over files, one after the other.
func (s *scoring) watch(w *world, names []string, synthetic bool) (r score.Run, err error) {
	o := s.options
	o.Source = watch.Source{Name: strings.Join(names, ", "), Synthetic: synthetic}
	o.Detection = func(d watch.Detection) { r.Detections = append(r.Detections, d) }
	o.Warning = func(x watch.Warning) { r.Warnings = append(r.Warnings, x) }
	watcher, err := node.NewWatcher(o)
	if err != nil {
		return r, err
	}
	defer watcher.Close()
	in := s.input
	in.Replay = names
	_, err = in.follow(w, watcher, func() error { return nil })
	r.ShipDays = watcher.Source().Tally.ShipDays
	return r, err
}

// incident reads who a file is about, and when they passed what.
func (s *scoring) incident(name string) (*score.Incident, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, plainError(err)
	}
	source, err := s.input.open(f)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	defer f.Close()
	base := filepath.Base(name)
	i := &score.Incident{Name: strings.TrimSuffix(base, filepath.Ext(base)), Title: source.Title, Synthetic: source.Synthetic, Passages: []score.Passage{}}
	script := source.Script
	if script == nil {
		if script, err = trackOf(source); err != nil {
			return nil, err
		}
	}
	i.Ships = script.Subjects()
	return i, s.passages(i, script)
}

// trackOf makes a script of a table of one ship.
func trackOf(source feed.Reader) (*feed.Script, error) {
	s := &feed.Script{Vessels: []feed.Vessel{{}}}
	v := &s.Vessels[0]
	for r := new(watch.Report); source.Next(r); {
		if !r.HasPosition() {
			continue
		}
		switch p, t := r.Point(), time.UnixMilli(r.Time).UTC(); {
		case v.MMSI != 0 && v.MMSI != r.MMSI:
			return nil, fmt.Errorf("more ships than one: the track of an incident is of one ship; give others with --traffic: %w", entente.ErrInvalid)
		case len(v.Waypoints) == 0 || t.After(v.Waypoints[len(v.Waypoints)-1].Time):
			v.MMSI = r.MMSI
			v.Waypoints = append(v.Waypoints, feed.Waypoint{Time: t, Lat: p.Lat, Lon: p.Lon})
		}
	}
	if len(v.Waypoints) == 0 {
		return nil, cmp.Or(source.Err(), fmt.Errorf("no positions: %w", entente.ErrInvalid))
	}
	return s, source.Err()
}

// passages finds when the ships of an incident passed over assets.
func (s *scoring) passages(i *score.Incident, script *feed.Script) error {
	var lines []geo.Corridor
	var owners []string
	for _, a := range s.options.Assets {
		for _, l := range a.Lines {
			lines, owners = append(lines, geo.Corridor{Line: l, HalfWidth: 1}), append(owners, a.Name)
		}
	}
	if len(lines) == 0 {
		return nil
	}
	crossed, err := script.Crossings(lines)
	for _, x := range crossed {
		if slices.Contains(i.Ships, x.MMSI) {
			i.Passages = append(i.Passages, score.Passage{Asset: owners[x.Line], Time: x.Time.UTC()})
		}
	}
	return err
}

func printScore(w *world, r *watchScoreReport) {
	head := []string{"INCIDENT", "WARNED", "MINUTES", "LEAD", "NEXT", "IN TIME", "OTHERS"}
	if r.WithSet != nil {
		head = append(head, "SET: WARNED", "MINUTES", "LEAD", "IN TIME", "OTHERS")
	}
	t := newTable(head...)
	for i := range r.Score.Outcomes {
		o := &r.Score.Outcomes[i]
		row := []string{o.Name, score.When(o), score.Minutes(o.Minutes), score.Minutes(o.Lead), cmp.Or(o.Ahead, "-"), score.Verdict(o), fmt.Sprint(o.Others)}
		if r.WithSet != nil {
			o = r.WithSet.Of(o.Name)
			row = append(row, score.When(o), score.Minutes(o.Minutes), score.Minutes(o.Lead), score.Verdict(o), fmt.Sprint(o.Others))
		}
		t.add(row...)
	}
	w.write(t)
	fmt.Fprintln(w.stdout)
	head = []string{"DETECTOR", "FOUND", "IN TIME", "FALSE", "PER 1,000 SHIP-DAYS"}
	if r.WithSet != nil {
		head = append(head, "SET: FOUND", "IN TIME", "FALSE", "PER 1,000")
	}
	t = newTable(head...)
	for _, row := range score.Pair(r.Score, r.WithSet) {
		t.add(row...)
	}
	w.write(t)
	fmt.Fprintf(w.stdout, "\n%s that a warning is due of; %.1f ship-days\n", count(r.Score.Due, "incident", "incidents"), r.Score.ShipDays)
}
