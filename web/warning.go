package web

import (
	"context"
	"fmt"
	"html/template"
	"math"
	"net/http"
	"net/url"
	"slices"
	"time"

	"entente"
	"entente/internal/chart"
	"entente/node"
	"entente/watch"
)

// A warningPage shows one warning: the ship, what it did, what it passed over and what lies ahead, and what speaks against it.
type warningPage struct {
	watch.Warning
	Name      string // of the ship
	Asset     string
	State     node.WarningState
	Kept      bool // only the ledger has it: the picture has gone on
	Crossed   []passageRow
	Next      []aheadRow
	Speed     *chart.Line
	Chart     seaChart
	Plan      template.HTML // the same in short, for those without scripts
	Revisions []updateRow
	Responses []responseRow
	Acts      []node.WarningAct
	CSRF      string // "" for a visitor
	Signin    string
	Problem   string
	Sent      url.Values
}

// A passageRow is a way over an asset in a table.
type passageRow struct {
	watch.Passage
	Name string
	Why  string // there was a warning, or none; "" where that is plain
	Loss int    // per cent of the ship's own speed; negative where that is not known
}

// An aheadRow is an asset that lies ahead.
type aheadRow struct {
	watch.NextAsset
	Name string
	At   time.Time // when the ship would be there
}

// An updateRow is one revision of a warning.
type updateRow struct {
	watch.Warning
	Asset string
}

// A responseRow is what somebody did about a warning.
type responseRow struct {
	node.WarningRecord
	Author link
	URL    string // of the fact
}

func (s *site) warning(v *view, r *http.Request) (page, error) {
	p, err := s.warningPage(r.Context(), v, r.PathValue("id"))
	return s.asWarning(v, p), err
}

func (s *site) asWarning(v *view, p warningPage) page {
	words := s.catalogue(v.Lang)
	title := words.or("warning", string(p.Kind)) + words.text("colon") + p.Name
	return page{Template: "warning", Section: "watch", Title: title, Body: p}
}

// revisionsOfWarning returns the revisions of a warning in the picture, the first one first.
func (s *site) revisionsOfWarning(id string) (all []watch.Warning) {
	sea := s.node.Picture()
	if sea == nil {
		return nil
	}
	for _, w := range sea.Warnings() {
		if w.ID == id && len(w.Ships) > 0 {
			all = append(all, w)
		}
	}
	return all
}

func (s *site) warningPage(ctx context.Context, v *view, id string) (p warningPage, err error) {
	responses, err := s.node.Responses(ctx, id)
	if err != nil {
		return p, err
	}
	revisions := s.revisionsOfWarning(id)
	if len(revisions) == 0 {
		if len(responses) == 0 {
			return p, fmt.Errorf("web: warning %q: %w", id, entente.ErrNotFound)
		}
		p.Kept = true
		revisions = []watch.Warning{responses[len(responses)-1].Warning}
	}
	words := s.catalogue(v.Lang)
	p.Warning = revisions[len(revisions)-1]
	p.State, p.Acts, p.Sent = node.StateOf(responses), node.WarningActs, url.Values{}
	names := names{}
	if sea := s.node.Picture(); sea != nil {
		names = namesOf(v.Lang, sea)
		if p.Chart, err = s.chartFor(words, sea, p.Time, focus{p.Ships[0].MMSI, id}); err != nil {
			return p, err
		}
		track := sea.Track(p.Ships[0].MMSI)
		p.Speed = speedOf(words, track, p.Warning, names)
		p.Plan = planOf(p.Warning, track, sea.Assets(), names)
	}
	p.fill(revisions, names)
	for _, r := range responses {
		p.Responses = append(p.Responses, responseRow{r, s.actorLink(r.Author), factURL(r.Fact)})
	}
	if v.Session != nil {
		p.CSRF = v.Session.CSRF
	} else {
		p.Signin = "/signin?" + url.Values{"next": {warningURL(id)}}.Encode()
	}
	return p, nil
}

// fill makes the tables of the page.
func (p *warningPage) fill(revisions []watch.Warning, names names) {
	p.Name, p.Asset = shipName(p.Ships[0]), names.asset(p.Warning.Asset.ID, p.Warning.Asset.Name)
	for _, c := range p.Warning.Crossed {
		p.Crossed = append(p.Crossed, passageRow{c, names.asset(c.Asset.ID, c.Asset.Name), "", loss(c)})
	}
	for _, n := range p.Warning.Next {
		at := p.Time.Add(time.Duration(n.Minutes * float64(time.Minute)))
		p.Next = append(p.Next, aheadRow{n, names.asset(n.Asset.ID, n.Asset.Name), at})
	}
	for _, w := range slices.Backward(revisions) {
		p.Revisions = append(p.Revisions, updateRow{w, names.asset(w.Asset.ID, w.Asset.Name)})
	}
}

// loss returns by how many per cent a ship was slower than it goes, or a negative number where that is not known.
func loss(c watch.Passage) int {
	if c.Usual <= 0 {
		return -1
	}
	return max(0, int(math.Round(100*(1-c.Speed/c.Usual))))
}

// URL returns the page of the warning.
func (p warningPage) URL() string { return warningURL(p.ID) }

// Ship returns what is known of the ship.
func (p warningPage) Ship() watch.ShipInfo { return p.Ships[0] }

// Others returns the further ships that the warning is about.
func (p warningPage) Others() []watch.ShipInfo { return p.Ships[1:] }

// speedOf draws how fast a ship went around an event, with a mark where it passed over an asset. It returns nil where the track
// is not kept.
func speedOf(c *catalogue, track []watch.Place, w watch.Warning, names names) *chart.Line {
	const before, after = 90 * time.Minute, 30 * time.Minute
	from, to := w.Since.Add(-before), w.Time.Add(after)
	track = slices.DeleteFunc(slices.Clone(track), func(p watch.Place) bool { return p.Time.Before(from) || p.Time.After(to) })
	l := speedLine(c, track)
	if l == nil {
		return nil
	}
	for _, x := range w.Crossed {
		if x.Usual > 0 {
			l.Axis.Target = chart.Target{Value: x.Usual, Label: c.text("speed.own", fmt.Sprintf("%.1f", x.Usual))}
		}
		l.remark(x.Time, names.asset(x.Asset.ID, x.Asset.Name))
	}
	l.remark(w.Raised, c.text("speed.raised"))
	slices.SortFunc(l.Remarks, func(a, b chart.Remark) int { return a.Time - b.Time })
	return &l.Line
}

// A timeLine is a chart of speeds, and the times of its points.
type timeLine struct {
	chart.Line
	at []time.Time
}

// speedLine draws the speeds of a track, thinned to what a reader can tell apart; nil for fewer than two.
func speedLine(c *catalogue, track []watch.Place) *timeLine {
	const most = 60
	step := max(1, (len(track)+most-1)/most)
	l := &timeLine{Line: chart.Line{
		Text:   chart.Text{Title: c.text("speed.title"), Time: c.text("speed.time"), Missing: "–"},
		Axis:   chart.Axis{Title: c.text("speed.axis"), Format: chart.Format{Places: 1}},
		Series: []chart.Series{{Name: c.text("speed.series")}},
	}}
	layout := "15:04"
	if n := len(track); n > 0 && track[n-1].Time.Sub(track[0].Time) > 20*time.Hour {
		layout = "01-02 15:04"
	}
	add := func(at time.Time, speed float64) {
		l.at = append(l.at, at)
		l.Times, l.At = append(l.Times, at.Format(layout)), append(l.At, at.Sub(track[0].Time).Minutes())
		l.Series[0].Values = append(l.Series[0].Values, chart.Value{V: speed})
	}
	for i := 0; i < len(track); i += step {
		p, speed := track[i], math.NaN()
		if p.Speed != nil {
			speed = *p.Speed
		}
		if n := len(l.at); n > 0 && p.Time.Sub(l.at[n-1]) > max(silence, 3*time.Duration(step)*time.Minute) {
			add(l.at[n-1].Add(time.Minute), math.NaN()) // no line over a time without reports
		}
		add(p.Time, speed)
	}
	if len(l.at) < 2 {
		return nil
	}
	return l
}

// remark marks the time nearest to one.
func (l *timeLine) remark(at time.Time, label string) {
	best := 0
	for i, t := range l.at {
		if t.Sub(at).Abs() < l.at[best].Sub(at).Abs() {
			best = i
		}
	}
	if at.Before(l.at[0]) || at.After(l.at[len(l.at)-1]) {
		return
	}
	for i := range l.Remarks {
		if l.Remarks[i].Time == best {
			l.Remarks[i].Label += " · " + label
			return
		}
	}
	l.Remarks = append(l.Remarks, chart.Remark{Time: best, Label: label})
}

// sayWarning records what somebody does about a warning and goes back to its page.
func (s *site) sayWarning(_ http.ResponseWriter, r *http.Request, v *view) (string, error) {
	if err := v.takeForm(r); err != nil {
		return "", err
	}
	id := r.PathValue("id")
	p, err := s.warningPage(r.Context(), v, id)
	if err != nil {
		return "", err
	}
	_, err = s.node.Respond(r.Context(), s.node.Author(), node.WarningResponse{
		Act: node.WarningAct(r.PostForm.Get("act")), Text: r.PostForm.Get("text"), By: r.PostForm.Get("by"), Warning: p.Warning,
	})
	if err == nil {
		return warningURL(id) + "#responses", nil
	}
	if !isMendable(err) {
		return "", err
	}
	p.Problem, p.Sent = reason(err), r.PostForm
	return "", &mendError{s.asWarning(v, p), err}
}
