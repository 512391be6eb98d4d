// Package picture draws procedures and cases.
package picture

import (
	"fmt"
	"slices"
	"strings"

	"entente"
	"entente/cal"
	"entente/internal/chart"
	"entente/procedure"
)

// A Guide says how to name things. The zero Guide speaks English, and names actors by their identifiers.
type Guide struct {
	Lang  entente.Lang
	Words func(key string, args ...any) string // nil: English; keys are those of [Words]
	Name  func(entente.ActorID) string
}

// Words are the words of the pictures in English, by key.
var Words = map[string]string{
	"case.picture.from":      "State",
	"case.picture.by":        "What leads on",
	"case.picture.to":        "To",
	"case.picture.end":       "end",
	"case.picture.also":      "Also: ",
	"case.picture.when":      "as soon as ",
	"case.picture.time":      "Time",
	"case.picture.item":      "What",
	"case.picture.state":     "State",
	"case.picture.now":       "now",
	"case.picture.what":      "How a case runs",
	"case.picture.all":       "all",
	"case.picture.held":      "What happened in the case",
	"case.picture.after":     "after %s",
	"case.picture.meeting":   "at the next meeting",
	"case.picture.no-effect": "no effect",
}

func (g Guide) word(key string, args ...any) string {
	if g.Words != nil {
		return g.Words(key, args...)
	}
	return fmt.Sprintf(Words[key], args...)
}

func (g Guide) in(w entente.Wording) string { return w.In(g.Lang) }

func (g Guide) name(a entente.ActorID) string {
	if g.Name == nil {
		return string(a)
	}
	return g.Name(a)
}

// Definition returns the picture of a procedure, with the state named now marked; "" for none.
func (g Guide) Definition(d *procedure.Definition, now string) chart.Process {
	c := chart.Process{
		Text: chart.Text{Title: g.in(d.Title), Desc: g.word("case.picture.what")},
		From: g.word("case.picture.from"), By: g.word("case.picture.by"), To: g.word("case.picture.to"),
	}
	for i := range d.States {
		s := &d.States[i]
		stage := chart.Stage{ID: s.ID, Name: g.in(s.Title), Tone: toneOf(s), Now: s.ID == now}
		if s.End {
			stage.State = g.word("case.picture.end")
		}
		g.ways(d, s, &stage)
		c.Stages = append(c.Stages, stage)
	}
	c.Desc += ". " + g.sentences(d, c.Stages)
	return c
}

// sentences say in words what the picture shows, a sentence for each way.
func (g Guide) sentences(d *procedure.Definition, stages []chart.Stage) string {
	var all []string
	for _, s := range stages {
		for _, w := range s.Ways {
			to := ""
			for i := range d.States {
				if d.States[i].ID == w.To {
					to = g.in(d.States[i].Title)
				}
			}
			all = append(all, join(s.Name, join(w.Name, w.Who))+" → "+to+".")
		}
	}
	return strings.Join(all, " ")
}

func toneOf(s *procedure.State) chart.Tone {
	switch {
	case s.Tone == procedure.Good:
		return chart.Good
	case s.Tone == procedure.Bad:
		return chart.Bad
	case s.Tone == procedure.Over:
		return chart.Muted
	}
	return chart.Info
}

// ways adds what leads out of a state, and what else can be done there.
func (g Guide) ways(d *procedure.Definition, s *procedure.State, stage *chart.Stage) {
	var also []string
	for i := range d.Acts {
		r := &d.Acts[i]
		if !isOpen(r, s) {
			continue
		}
		who := g.roles(d, r.By)
		led := false
		for _, x := range r.When {
			if x.To != s.ID {
				stage.Ways = append(stage.Ways, chart.Way{Name: g.in(r.Title), Who: join(who, g.conditions(d, x.If)), Kind: chart.ByAct, To: x.To})
				led = true
			}
		}
		if r.To != "" && r.To != s.ID {
			stage.Ways = append(stage.Ways, chart.Way{Name: g.in(r.Title), Who: who, Kind: chart.ByAct, To: r.To})
			led = true
		}
		if !led && !slices.Contains(also, g.in(r.Title)) {
			also = append(also, g.in(r.Title))
		}
	}
	for i := range d.Clocks {
		g.clockWays(d, &d.Clocks[i], s, stage)
	}
	for _, x := range s.Leaves {
		stage.Ways = append(stage.Ways, chart.Way{Name: g.word("case.picture.when") + g.conditions(d, x.If), Kind: chart.ByRule, To: x.To})
	}
	if len(also) > 0 {
		stage.Also = g.word("case.picture.also") + strings.Join(also, " · ")
	}
}

func isOpen(r *procedure.Rule, s *procedure.State) bool {
	if len(r.In) == 0 {
		return !s.End
	}
	return slices.Contains(r.In, s.ID)
}

func (g Guide) clockWays(d *procedure.Definition, k *procedure.Clock, s *procedure.State, stage *chart.Stage) {
	if !slices.Contains(k.In, s.ID) {
		return
	}
	length := ""
	switch {
	case k.Meeting != "":
		length = g.word("case.picture.meeting")
	case !k.After.IsZero():
		length = g.word("case.picture.after", k.After.String())
	}
	for _, x := range k.Exits {
		stage.Ways = append(stage.Ways, chart.Way{Name: g.in(k.Title), Who: join(length, g.conditions(d, x.If)), Kind: chart.ByClock, To: x.To})
	}
	if k.To != "" {
		stage.Ways = append(stage.Ways, chart.Way{Name: g.in(k.Title), Who: length, Kind: chart.ByClock, To: k.To})
	}
}

func (g Guide) roles(d *procedure.Definition, roles []string) string {
	var all []string
	for _, r := range roles {
		if role := d.Role(r); role != nil {
			all = append(all, g.in(role.Title))
		}
	}
	return strings.Join(all, ", ")
}

// conditions says what must hold, by the titles of acts and roles.
func (g Guide) conditions(d *procedure.Definition, all []procedure.Condition) string {
	var words []string
	for i := range all {
		c := all[i]
		if c.Act != "" && c.Most == nil && c.Lack == nil && !c.Not {
			least := c.Least.String()
			if least == "all" {
				least = g.word("case.picture.all")
			}
			words = append(words, join(least+" "+g.roles(d, []string{c.Role}), g.act(d, c.Act)))
			continue
		}
		words = append(words, c.String())
	}
	return strings.Join(words, "; ")
}

func (g Guide) act(d *procedure.Definition, id string) string {
	for i := range d.Acts {
		if d.Acts[i].ID == id {
			return g.in(d.Acts[i].Title)
		}
	}
	return id
}

func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ": ")
}

// Case returns the picture of what happened in a case.
func (g Guide) Case(p *procedure.Procedure, o *procedure.Opening, acts []procedure.Act, f *procedure.Finding) chart.History {
	c := chart.History{
		Text: chart.Text{
			Title: g.in(o.Title), Desc: g.word("case.picture.held"),
			Item: g.word("case.picture.item"), Time: g.word("case.picture.time"), State: g.word("case.picture.state"),
		},
		Now: seconds(f.At), NowName: g.word("case.picture.now"),
	}
	g.spans(p, f, &c)
	for _, s := range f.Steps {
		if s.Act >= 0 {
			c.Moments = append(c.Moments, g.moment(p, &acts[s.Act], s))
		}
		if s.Clock != "" {
			c.Flags = append(c.Flags, chart.Flag{At: seconds(s.At), Name: g.in(p.Clock(s.Clock).Title), When: When(s.At)})
		}
	}
	for _, r := range f.Refused {
		a := &acts[r.Act]
		c.Moments = append(c.Moments, chart.Moment{
			At: seconds(a.Received), Name: g.name(a.By) + ": " + g.act(&p.Definition, a.Act) + " (" + g.word("case.picture.no-effect") + ")", When: When(a.Received), Tone: chart.Muted, Below: true,
		})
	}
	ahead := map[string]bool{}
	for _, t := range f.Timers {
		if t.At > f.At && !ahead[t.Clock] {
			ahead[t.Clock] = true
			c.Flags = append(c.Flags, chart.Flag{At: seconds(t.At), Name: g.in(p.Clock(t.Clock).Title), When: When(t.At), Ahead: true})
		}
	}
	g.axis(o, f, &c)
	return c
}

// spans adds the states, each until the next one began.
func (g Guide) spans(p *procedure.Procedure, f *procedure.Finding, c *chart.History) {
	for _, s := range f.Steps {
		if s.From == s.To {
			continue
		}
		at := seconds(s.At)
		if n := len(c.Spans); n > 0 {
			c.Spans[n-1].To = at
			c.Spans[n-1].When += " – " + When(s.At)
		}
		state := p.State(s.To)
		if state == nil { // of an earlier version of the definition
			state = &procedure.State{ID: s.To, Title: entente.Wording{"en": s.To}}
		}
		c.Spans = append(c.Spans, chart.Span{From: at, To: seconds(f.At), Name: g.in(state.Title), When: When(s.At), Tone: toneOf(state)})
	}
}

func (g Guide) moment(p *procedure.Procedure, a *procedure.Act, s procedure.Step) chart.Moment {
	m := chart.Moment{At: seconds(a.Received), Name: g.name(a.By) + ": " + g.act(&p.Definition, a.Act), When: When(a.Received), Tone: chart.Muted}
	for _, r := range p.Rules(a.Act) {
		switch {
		case r.Breaks:
			m.Tone = chart.Bad
		case r.Attaches:
			m.Tone = chart.Blank
		case s.From != s.To:
			m.Tone = chart.Good
		}
	}
	return m
}

// axis sets the ends of the axis, with room for what lies ahead, and names days, months or years along it.
func (g Guide) axis(o *procedure.Opening, f *procedure.Finding, c *chart.History) {
	c.From = seconds(o.Opened)
	last := f.At
	if f.Ended && len(f.Steps) > 0 && f.Next == 0 { // what came after the end is of no interest
		last = f.Steps[len(f.Steps)-1].At
		last += (last - o.Opened) / 8
	}
	c.To = seconds(min(last, f.At))
	for _, x := range c.Flags {
		if x.Ahead {
			c.To = max(c.To, x.At)
		}
	}
	c.To += (c.To - c.From) / 30
	if n := len(c.Spans); n > 0 {
		c.Spans[n-1].To = max(c.Spans[n-1].To, c.To)
		if c.Now >= c.From && c.Now < c.To && f.Next != 0 {
			c.Spans[n-1].To = c.Now
		}
	}
	c.Ticks = ticks(c.From, c.To)
}

// ticks names days, months or years.
func ticks(from, to float64) []chart.Tick {
	const day = 24 * 60 * 60
	first := cal.DateOf(cal.Instant(from * 1e6).Time())
	end := cal.DateOf(cal.Instant(to*1e6).Time()) + 1
	layout, step := "2006", [2]int{12, 0}
	switch days := (to - from) / day; {
	case days < 1:
		return hours(from, to)
	case days < 40:
		layout, step = "01-02", [2]int{0, 1}
	case days < 800:
		layout, step = "2006-01", [2]int{1, 0}
	}
	y, m, d := first.Civil()
	if step[0] > 0 {
		d = 1
	}
	if step[0] == 12 {
		m = 1
	}
	var all []chart.Tick
	for at := cal.NewDate(y, m, d); at <= end && len(all) < 400; at = at.AddDate(0, step[0], step[1]) {
		if x := float64(at.Time().Unix()); x >= from {
			all = append(all, chart.Tick{At: x, Name: at.Time().Format(layout)})
		}
	}
	return all
}

func hours(from, to float64) []chart.Tick {
	step := 3600.0
	if to-from < 3600 {
		step = 300
	}
	var all []chart.Tick
	for at := from - float64(int64(from)%int64(step)) + step; at <= to && len(all) < 100; at += step {
		all = append(all, chart.Tick{At: at, Name: cal.Instant(at * 1e6).Time().Format("15:04")})
	}
	return all
}

func seconds(i cal.Instant) float64 { return float64(i) / 1e6 }

// When writes an instant in UTC, or the day alone where no more is known of it.
func When(i cal.Instant) string {
	const day = cal.Instant(24 * 60 * 60 * 1e6)
	switch {
	case i == 0:
		return ""
	case (i+1)%day == 0:
		return i.Date().String()
	case i%(60*1e6) != 0:
		return i.Time().Format("2006-01-02 15:04:05") + " UTC"
	}
	return i.Time().Format("2006-01-02 15:04") + " UTC"
}
