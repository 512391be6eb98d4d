package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"entente"
	"entente/internal/intake"
	"entente/node"
	"entente/pack"
	"entente/watch"
	"entente/watch/asset"
	"entente/watch/feed"
)

// A watchInput says where reports come from, and what is watched over. Two commands have it.
type watchInput struct {
	Replay  []string `help:"Files or folders of reports, also packed: AIS sentences, Danish Maritime Authority CSV, Marine Cadastre CSV, keyframes, tables of points; - is standard input." placeholder:"FILE"`
	Listen  []string `help:"Address at which receivers send AIS sentences: tcp://HOST:PORT or udp://HOST:PORT; may be repeated." placeholder:"ADDRESS"`
	Connect []string `help:"Server that sends AIS sentences: tcp://HOST:PORT; may be repeated." placeholder:"ADDRESS"`
	Speed   string   `help:"How fast a replay goes: max, or times the time of the reports, such as 60x." default:"max" placeholder:"SPEED"`
	Assets  []string `help:"GeoJSON, KML or WKT of what is watched over, and of ports, anchorages and lanes; without it, those of the pack." placeholder:"FILE"`
	Set     []string `help:"Parameter of a detector in place of the pack's, such as held.for=15; may be repeated." placeholder:"NAME=VALUE"`
	Zone    string   `help:"Time zone of dates before sentences that name none." default:"UTC" placeholder:"ZONE"`
	MMSI    uint32   `name:"mmsi" help:"Ship that a table of points is about which names none." default:"200000001" placeholder:"NUMBER"`
	Cores   int      `help:"How many cores to use; 0: all there are. The result is the same." default:"0" placeholder:"N"`
}

func (c *watchInput) live() bool { return len(c.Listen)+len(c.Connect) > 0 }

// check refuses flags that do not fit together.
func (c *watchInput) check() error {
	switch {
	case c.live() && len(c.Replay) > 0:
		return fmt.Errorf("--replay with --listen or --connect: want either recorded reports or live ones: %w", entente.ErrInvalid)
	case c.live() && c.Speed != "max":
		return fmt.Errorf("--speed %s: live reports come as they come: %w", c.Speed, entente.ErrInvalid)
	case c.Cores < 0 || c.Cores > 256:
		return fmt.Errorf("--cores %d: want 0 to 256: %w", c.Cores, entente.ErrInvalid)
	}
	_, err := c.speed()
	return err
}

// speed returns how many seconds of the reports pass in one, and 0 for as fast as it goes.
func (c *watchInput) speed() (float64, error) {
	if c.Speed == "max" || c.Speed == "" {
		return 0, nil
	}
	x, err := strconv.ParseFloat(strings.TrimSuffix(c.Speed, "x"), 64)
	if err != nil || !(x > 0 && x <= 1e6) {
		return 0, fmt.Errorf("--speed %q: want max, or a number such as 60x: %w", c.Speed, entente.ErrInvalid)
	}
	return x, nil
}

// options gathers what is watched over, and by which parameters: those of the files that are named, or of the pack.
func (c *watchInput) options(w *world, sea *pack.Watch) (node.WatcherOptions, error) {
	o := node.WatcherOptions{Workers: workers(c.Cores)}
	if sea == nil {
		var err error
		if sea, err = loadWatch(w.app.Pack); err != nil {
			return o, err
		}
	}
	params, err := setParams(sea.Params, c.Set)
	if err != nil {
		return o, err
	}
	o.Params = &params
	if len(c.Assets) == 0 {
		o.Assets, o.Areas = sea.Assets, sea.Areas
	}
	for _, name := range c.Assets {
		set, err := readAssets(w, name)
		if err != nil {
			return o, err
		}
		o.Assets, o.Areas = append(o.Assets, set.Assets...), append(o.Areas, set.Areas...)
	}
	return o, nil
}

// workers returns how many goroutines are to follow ships beside the one that reads: none when there is but one core to use.
func workers(cores int) int {
	if cores == 0 {
		cores = runtime.GOMAXPROCS(0)
	}
	if cores == 1 {
		return 0
	}
	return cores
}

// readAssets reads a file of assets and areas, and says what of it is refused.
func readAssets(w *world, name string) (asset.Set, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return asset.Set{}, placed{name, plainError(err)}
	}
	set, err := asset.Read(b, name)
	if err != nil {
		return set, placed{name, err}
	}
	for _, refused := range set.Refused {
		fmt.Fprintf(w.stderr, "entente: %s: %v\n", name, refused)
	}
	return set, nil
}

// setParams puts values of the form NAME=VALUE in place of those of p.
func setParams(p watch.Params, all []string) (watch.Params, error) {
	values := make(map[string]float64)
	for _, one := range all {
		name, text, _ := strings.Cut(one, "=")
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return p, fmt.Errorf("--set %q: want NAME=VALUE, such as held.for=15: %w", one, entente.ErrInvalid)
		}
		values[name] = v
	}
	p, err := p.With(values)
	if err != nil {
		return p, fmt.Errorf("--set: %w", err)
	}
	return p, nil
}

// A watchFile says what became of one file, or of all that was heard.
type watchFile struct {
	Name      string          `json:"name"`
	Form      string          `json:"form"`
	Synthetic bool            `json:"synthetic"`
	Count     feed.Count      `json:"count"`
	Sources   []intake.Source `json:"sources,omitempty"` // of what was heard
}

// source describes where the reports come from. When one of the files holds reconstructed reports, all that comes out is marked.
func (c *watchInput) source(w *world) (watch.Source, error) {
	if c.live() {
		name := strings.Join(slices.Concat(c.Listen, c.Connect), ", ")
		return watch.Source{Name: name, Title: name, Live: true}, nil
	}
	s := watch.Source{Name: strings.Join(c.Replay, ", ")}
	names, _, err := filesIn(c.Replay)
	if err != nil {
		return s, err
	}
	var titles []string
	for _, name := range names {
		if name == standardInput || !strings.HasSuffix(strings.ToLower(name), ".json") {
			continue
		}
		f, err := os.Open(name)
		if err != nil {
			return s, placed{name, plainError(err)}
		}
		source, err := c.open(f)
		if err = errors.Join(err, f.Close()); err != nil {
			return s, placed{name, err}
		}
		if source.Synthetic {
			s.Synthetic, titles = true, append(titles, source.Title)
		}
	}
	s.Title = cmp.Or(strings.Join(titles, "; "), s.Name)
	return s, nil
}

// follow gives all reports to a watcher. It returns when they end, when the context does, or when stop returns an error.
func (c *watchInput) follow(w *world, watcher *node.Watcher, stop func() error) (files []watchFile, err error) {
	if c.live() {
		f, err := c.hear(w, watcher, stop)
		return []watchFile{f}, err
	}
	names, size, err := filesIn(c.Replay)
	if err != nil {
		return nil, err
	}
	bar := w.progress("watch: bytes")
	defer bar.done()
	read := 0
	pace := pace{times: 0}
	if pace.times, err = c.speed(); err != nil {
		return nil, err
	}
	for _, name := range names {
		f, err := c.file(w, watcher, name, &pace, stop, func(n int) { read += n; bar.report(read, size) })
		if err != nil {
			return files, placed{name, err}
		}
		files = append(files, f)
	}
	watcher.End()
	return files, stop()
}

// file takes in the reports of a file.
func (c *watchInput) file(w *world, watcher *node.Watcher, name string, pace *pace, stop func() error, progress func(int)) (watchFile, error) {
	f := watchFile{Name: name}
	in := io.NopCloser(w.stdin)
	if name != standardInput {
		file, err := os.Open(name)
		if err != nil {
			return f, plainError(err)
		}
		in = file
	}
	defer in.Close()
	plain, err := unpack(tellingReader{in, progress})
	if err != nil {
		return f, err
	}
	defer plain.Close()
	source, err := c.open(plain)
	if err != nil {
		return f, err
	}
	before := func() error { return cmp.Or(pace.wait(w), w.ctx.Err(), stop()) }
	if err := watcher.Follow(source, pace.due(), before); err != nil {
		return f, err
	}
	f.Form, f.Synthetic, f.Count = source.Form, source.Synthetic, source.Count()
	return f, source.Err()
}

// open finds out the form of a file.
func (c *watchInput) open(r io.Reader) (feed.Source, error) {
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return feed.Source{}, fmt.Errorf("--zone %q: want a name such as Europe/Paris: %w", c.Zone, entente.ErrInvalid)
	}
	return feed.Open(r, feed.Options{Sentences: feed.SentenceOptions{Zone: zone}, MMSI: c.MMSI})
}

// A pace holds a replay back. Its zero value does not.
type pace struct {
	times float64   // seconds of the reports in a second; 0: as fast as it goes
	first int64     // time of the first report
	begun time.Time // when it was played
	next  time.Time // when the newest is due
}

// due returns what tells whether a report has to wait, or nil when none has.
func (p *pace) due() func(*watch.Report) bool {
	if p.times == 0 {
		return nil
	}
	return func(r *watch.Report) bool {
		if r.Time == 0 {
			return false
		}
		if p.first == 0 {
			p.first, p.begun = r.Time, time.Now()
		}
		p.next = p.begun.Add(time.Duration(float64(r.Time-p.first) / p.times * float64(time.Millisecond)))
		return time.Until(p.next) > 0
	}
}

// wait waits until the newest report is due.
func (p *pace) wait(w *world) error {
	d := time.Until(p.next)
	if p.times == 0 || d <= 0 {
		return nil
	}
	select {
	case <-w.ctx.Done():
		return w.ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// hear takes in what receivers and servers send, until the context ends.
func (c *watchInput) hear(w *world, watcher *node.Watcher, stop func() error) (watchFile, error) {
	f := watchFile{Name: strings.Join(slices.Concat(c.Listen, c.Connect), ", "), Form: "AIS sentences"}
	in := intake.New(w.ctx, intake.Options{Tell: func(s string) { fmt.Fprintln(w.stderr, "entente: "+s) }})
	defer in.Close()
	for _, at := range c.Listen {
		addr, err := in.Listen(at)
		if err != nil {
			return f, fmt.Errorf("--listen: %w: %w", err, entente.ErrInvalid)
		}
		fmt.Fprintf(w.stderr, "entente: listening at %s://%s\n", addr.Network(), addr)
	}
	for _, to := range c.Connect {
		if err := in.Connect(to); err != nil {
			return f, fmt.Errorf("--connect: %w: %w", err, entente.ErrInvalid)
		}
	}
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return f, fmt.Errorf("--zone %q: want a name such as Europe/Paris: %w", c.Zone, entente.ErrInvalid)
	}
	source := feed.NewSentences(in, feed.SentenceOptions{Zone: zone, Clock: time.Now})
	tell := status{w: w, in: in, last: time.Now()}
	idle := func(*watch.Report) bool { return in.Idle() }
	var b feed.Batch
	for b.Fill(source, 1024, idle) {
		watcher.Add(b.Reports...)
		if err = stop(); err != nil {
			break
		}
		tell.report(len(b.Reports))
	}
	in.Close()
	watcher.End()
	f.Count, f.Sources = source.Count(), in.Sources()
	return f, errors.Join(err, source.Err())
}

// A status says once a minute what was heard.
type status struct {
	w       *world
	in      *intake.Intake
	last    time.Time
	reports int
}

func (s *status) report(n int) {
	s.reports += n
	passed := time.Since(s.last)
	if passed < time.Minute {
		return
	}
	var shed int64
	var silent []string
	for _, one := range s.in.Sources() {
		shed += one.Shed
		if one.Open && time.Since(one.Heard) > time.Minute {
			silent = append(silent, one.Address)
		}
	}
	line := fmt.Sprintf("%.0f reports a second, %s shed so far", float64(s.reports)/passed.Seconds(), count(int(shed), "line", "lines"))
	if len(silent) > 0 {
		line += "; silent for a minute: " + strings.Join(silent, ", ")
	}
	fmt.Fprintln(s.w.stderr, "entente: "+line)
	s.last, s.reports = time.Now(), 0
}

// A tellingReader tells how much is read.
type tellingReader struct {
	io.Reader
	tell func(int)
}

func (r tellingReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.tell(n)
	return n, err
}
