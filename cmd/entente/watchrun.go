package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"entente"
	"entente/node"
	"entente/watch"
	"entente/watch/chart"
)

type watchRun struct {
	watchInput
	JSONL  bool   `name:"jsonl" help:"Print one JSON object for each warning and each update." xor:"format"`
	JSON   bool   `help:"Print warnings, detections and what became of the reports as one JSON document." xor:"format"`
	Detect bool   `help:"Print what single detectors saw too."`
	Map    string `help:"Draw a chart of what was seen into a file: .svg, or .html with every warning in words." type:"path" placeholder:"FILE"`

	unsaid error // a warning could not be written
}

// watchReport is what a run prints as one JSON document.
type watchReport struct {
	Source     watch.Source      `json:"source"`
	Files      []watchFile       `json:"files"`
	Warnings   []watch.Warning   `json:"warnings"`
	Detections []watch.Detection `json:"detections"`
}

func (c *watchRun) Run(w *world) error {
	if len(c.Replay) == 0 && !c.live() {
		return fmt.Errorf("nothing to watch: give --replay FILE, --listen tcp://127.0.0.1:10110 or --connect tcp://HOST:PORT: %w", entente.ErrInvalid)
	}
	if err := c.check(); err != nil {
		return err
	}
	draw, err := c.drawing()
	if err != nil {
		return err
	}
	o, err := c.options(w, nil)
	if err != nil {
		return err
	}
	if o.Source, err = c.source(w); err != nil {
		return err
	}
	o.Tracks = draw != nil
	c.print(w, &o)
	watcher, err := node.NewWatcher(o)
	if err != nil {
		return err
	}
	defer watcher.Close()
	r := watchReport{}
	if r.Files, err = c.follow(w, watcher, c.said); err != nil {
		return err
	}
	if draw != nil {
		if err := c.draw(draw, watcher); err != nil {
			return err
		}
	}
	r.Source = watcher.Source()
	if c.JSON {
		r.Warnings, r.Detections = watcher.Warnings(), watcher.Detections()
		return w.writeJSON(r)
	}
	fmt.Fprintf(w.stderr, "entente: %s\n", watchSummary(&r, watcher))
	return nil
}

// drawing returns what draws the chart that is asked for, or nil.
func (c *watchRun) drawing() (func(io.Writer, watch.Picture, []chart.Trail) error, error) {
	switch strings.ToLower(filepath.Ext(c.Map)) {
	case ".svg":
		return chart.SVG, nil
	case ".html":
		return chart.HTML, nil
	}
	if c.Map != "" {
		return nil, fmt.Errorf("--map %s: want a name that ends in .svg or .html: %w", c.Map, entente.ErrInvalid)
	}
	return nil, nil
}

func (c *watchRun) draw(draw func(io.Writer, watch.Picture, []chart.Trail) error, watcher *node.Watcher) error {
	var trails []chart.Trail
	for _, mmsi := range watcher.Tracked() {
		trails = append(trails, chart.Trail{MMSI: mmsi, Places: watcher.Track(mmsi)})
	}
	var b bytes.Buffer
	if err := draw(&b, watcher, trails); err != nil {
		return err
	}
	if err := writeFile(c.Map, b.Bytes()); err != nil {
		return placed{"--map", err}
	}
	return nil
}

// said returns what kept a warning from being written.
func (c *watchRun) said() error {
	if c.unsaid != nil {
		return fmt.Errorf("a warning could not be written: %w", c.unsaid)
	}
	return nil
}

// A warningLine is a warning, or an update of one, as a line of JSON.
type warningLine struct {
	ID        string           `json:"id"`
	Revision  int              `json:"revision"`
	Time      time.Time        `json:"time"`
	Since     time.Time        `json:"since"`
	Ended     bool             `json:"ended"`
	Kind      string           `json:"kind"`
	MMSI      []uint32         `json:"mmsi"`
	Ship      string           `json:"ship"`
	Lat       float64          `json:"lat"`
	Lon       float64          `json:"lon"`
	Asset     string           `json:"asset"`
	Crossed   []string         `json:"crossed"`
	Next      []nextLine       `json:"next_assets"`
	Severity  string           `json:"severity"`
	Urgency   string           `json:"urgency"`
	Certainty string           `json:"certainty"`
	Why       string           `json:"why"`
	Evidence  []watch.Evidence `json:"evidence"`
	Against   []watch.Doubt    `json:"against"`
	Synthetic bool             `json:"synthetic"`
}

type nextLine struct {
	Asset   string  `json:"asset"`
	Minutes float64 `json:"minutes"`
}

func warningLineOf(x *watch.Warning) warningLine {
	l := warningLine{
		ID: x.ID, Revision: x.Revision, Time: x.Time, Since: x.Since, Ended: x.Ended, Kind: string(x.Kind), Ship: x.Ships[0].Name,
		Lat: x.Place.Lat, Lon: x.Place.Lon, Asset: x.Asset.Name, Crossed: []string{}, Next: []nextLine{}, Severity: string(x.Severity),
		Urgency: string(x.Urgency), Certainty: string(x.Certainty), Why: x.Why, Evidence: x.Evidence, Against: x.Against, Synthetic: x.Synthetic,
	}
	for _, s := range x.Ships {
		l.MMSI = append(l.MMSI, s.MMSI)
	}
	for _, p := range x.Crossed {
		l.Crossed = append(l.Crossed, p.Asset.Name)
	}
	for _, n := range x.Next {
		l.Next = append(l.Next, nextLine{n.Asset.Name, n.Minutes})
	}
	return l
}

// print says how warnings are put out as they come.
func (c *watchRun) print(w *world, o *node.WatcherOptions) {
	lines := json.NewEncoder(w.screen)
	switch {
	case c.JSON:
	case c.JSONL:
		o.Warning = func(x watch.Warning) { c.unsaid = errors.Join(c.unsaid, lines.Encode(warningLineOf(&x))) }
	default:
		o.Warning = func(x watch.Warning) {
			_, err := io.WriteString(w.screen, warningText(&x))
			c.unsaid = errors.Join(c.unsaid, err)
		}
		if c.Detect {
			o.Detection = func(d watch.Detection) {
				fmt.Fprintf(w.screen, "%s  %d  %s: %s\n", d.To.Format(time.DateTime), d.MMSI, d.Detector, d.Evidence[0].Text)
			}
		}
	}
}

// warningText is a warning for people: a line, and what speaks for and against it when it is new.
func warningText(x *watch.Warning) string {
	var b strings.Builder
	mark := ""
	if x.Synthetic {
		mark = "SYNTHETIC  "
	}
	ship := strings.TrimSpace(fmt.Sprintf("%s %d", x.Ships[0].Name, x.Ships[0].MMSI))
	fmt.Fprintf(&b, "%s%s  %s  %s  %s  %s, %s, %s: %s\n", mark, x.Time.Format(time.DateTime), x.Kind, ship, x.Asset.Name, x.Severity, x.Urgency, x.Certainty, x.Why)
	if x.Revision > 1 {
		return b.String()
	}
	for _, e := range x.Evidence {
		fmt.Fprintf(&b, "    + %s\n", e.Text)
	}
	for _, d := range x.Against {
		fmt.Fprintf(&b, "    - %s\n", d.Text)
	}
	for _, n := range x.Next {
		fmt.Fprintf(&b, "    > %s in %.0f minutes\n", n.Asset.Name, n.Minutes)
	}
	return b.String()
}

// watchSummary says in one line what became of the reports.
func watchSummary(r *watchReport, w *node.Watcher) string {
	t := r.Source.Tally
	refused := int64(0)
	for _, n := range t.Refused {
		refused += n
	}
	ids := make(map[string]bool)
	for _, x := range w.Warnings() {
		ids[x.ID] = true
	}
	rows, bad := int64(0), int64(0)
	for _, f := range r.Files {
		rows += f.Count.Rows
		for _, n := range f.Count.Refused {
			bad += n
		}
	}
	return fmt.Sprintf("%s, %d refused; %d reports: %d used, %d duplicates, %d late, %d refused; %s", count(int(rows), "row", "rows"), bad,
		t.Read, t.Used, t.Duplicates, t.Late, refused, count(len(ids), "warning", "warnings"))
}
