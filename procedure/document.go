package procedure

import (
	"time"

	"entente"
	"entente/cal"
)

// A Document is a finding for other programs: with the acts that it speaks of, and times in RFC 3339. Its schema is
// [DocumentSchema].
type Document struct {
	Case       string                       `json:"case"`
	Title      entente.Wording              `json:"title,omitempty"`
	Definition string                       `json:"definition"`
	Revision   int                          `json:"definition_version"`
	Exercise   bool                         `json:"exercise,omitempty"`
	From       string                       `json:"from,omitempty"`
	At         time.Time                    `json:"at"`
	State      string                       `json:"state"`
	Since      time.Time                    `json:"since"`
	Ended      bool                         `json:"ended"`
	Outcome    string                       `json:"outcome,omitempty"`
	Adopted    bool                         `json:"adopted"`
	BrokenBy   []entente.ActorID            `json:"broken_by"`
	Expiry     *time.Time                   `json:"expiry"`
	Version    int                          `json:"version,omitempty"` // of the text
	Texts      []TextRecord                 `json:"texts,omitempty"`
	Attached   []ActRecord                  `json:"attached,omitempty"`
	Due        []DueRecord                  `json:"due"`
	Refused    []RefusalRecord              `json:"refused"`
	Waiting    []ActRecord                  `json:"waiting,omitempty"`
	Timeline   []StepRecord                 `json:"timeline"`
	Awaits     []Await                      `json:"awaits,omitempty"`
	Items      []ItemRecord                 `json:"items,omitempty"`
	Standings  []StandingRecord             `json:"standings,omitempty"`
	Roles      map[string][]entente.ActorID `json:"roles"`
	Values     Content                      `json:"values,omitempty"`
	Unseen     []entente.ActorID            `json:"unseen,omitempty"`
	Next       *time.Time                   `json:"next,omitempty"`
}

// A TextRecord is one version of a text.
type TextRecord struct {
	Version int             `json:"version"`
	Text    string          `json:"text"`
	By      entente.ActorID `json:"by"`
	At      time.Time       `json:"at"`
}

// An ActRecord is an act that was received.
type ActRecord struct {
	Line     int             `json:"line"` // its number among those received, from 1
	Received time.Time       `json:"received"`
	By       entente.ActorID `json:"by"`
	Act      string          `json:"act"`
	Content  Content         `json:"content,omitempty"`
	ID       string          `json:"id,omitempty"`
	Label    string          `json:"label,omitempty"`
	Source   *entente.Source `json:"source,omitempty"`
}

// A DueRecord is what somebody is to do, or may still do.
type DueRecord struct {
	Actors   []entente.ActorID `json:"actors"`
	Role     string            `json:"role"`
	Acts     []string          `json:"acts"`
	At       *time.Time        `json:"at"`
	Clock    string            `json:"clock,omitempty"`
	Why      string            `json:"why,omitempty"`
	Late     bool              `json:"late"`
	Optional bool              `json:"optional"`
	Item     string            `json:"item,omitempty"`
}

// A RefusalRecord is an act that did not count.
type RefusalRecord struct {
	Line  int             `json:"line"`
	Rule  string          `json:"rule"`
	Words string          `json:"words"`
	Act   string          `json:"act,omitempty"`
	By    entente.ActorID `json:"by,omitempty"`
}

// A StepRecord is something that happened.
type StepRecord struct {
	At    time.Time  `json:"at"`
	Act   *ActRecord `json:"act,omitempty"`
	Clock string     `json:"clock,omitempty"`
	From  string     `json:"from,omitempty"`
	To    string     `json:"to"`
}

// An ItemRecord is something that acts began within a case.
type ItemRecord struct {
	Kind    string          `json:"kind"`
	ID      string          `json:"id"`
	By      entente.ActorID `json:"by"`
	Is      string          `json:"is"`
	Since   time.Time       `json:"since"`
	Lapses  *time.Time      `json:"lapses,omitempty"`
	Content Content         `json:"content"`
}

// A StandingRecord is what an actor is, or will be.
type StandingRecord struct {
	Actor entente.ActorID `json:"actor"`
	Is    string          `json:"is"`
	Since time.Time       `json:"since"`
	Ahead bool            `json:"ahead,omitempty"` // it lies in the future
}

// Document writes a finding of a case out.
func (f *Finding) Document(o *Opening, acts []Act) *Document {
	d := &Document{
		Case: f.Case, Title: o.Title, Definition: f.Definition, Revision: f.Version, Exercise: o.Exercise, From: o.From,
		At: f.At.Time(), State: f.State, Since: f.Since.Time(), Ended: f.Ended, Outcome: f.Outcome, Adopted: f.Adopted(),
		BrokenBy: f.BrokenBy, Expiry: moment(f.Expiry), Version: len(f.Texts), Due: []DueRecord{}, Refused: []RefusalRecord{},
		Timeline: []StepRecord{}, Roles: f.Roles, Values: f.Values, Unseen: f.Unseen, Next: moment(f.Next), Awaits: f.Awaits,
	}
	for _, t := range f.Texts {
		d.Texts = append(d.Texts, TextRecord{t.Version, t.Text, t.By, t.At.Time()})
	}
	for _, i := range f.Attached {
		d.Attached = append(d.Attached, actRecord(acts, i))
	}
	for _, i := range f.Waiting {
		d.Waiting = append(d.Waiting, actRecord(acts, i))
	}
	for _, x := range f.Dues {
		d.Due = append(d.Due, DueRecord{x.Actors, x.Role, x.Acts, moment(x.At), x.Clock, x.Why, x.Late, x.Optional, x.Item})
	}
	for _, r := range f.Refused {
		d.Refused = append(d.Refused, RefusalRecord{r.Act + 1, r.Rule, r.Words, acts[r.Act].Act, acts[r.Act].By})
	}
	for _, s := range f.Steps {
		step := StepRecord{At: s.At.Time(), Clock: s.Clock, From: s.From, To: s.To}
		if s.Act >= 0 {
			a := actRecord(acts, s.Act)
			step.Act = &a
		}
		d.Timeline = append(d.Timeline, step)
	}
	for _, x := range f.Items {
		d.Items = append(d.Items, ItemRecord{x.Kind, x.ID, x.By, x.Is, x.Since.Time(), moment(x.Lapses), x.Content})
	}
	for _, s := range f.Standings {
		d.Standings = append(d.Standings, StandingRecord{s.Actor, s.Is, s.At.Time(), s.At > f.At})
	}
	return d
}

func moment(i cal.Instant) *time.Time {
	if i == 0 {
		return nil
	}
	t := i.Time()
	return &t
}

func actRecord(acts []Act, i int) ActRecord {
	a := &acts[i]
	r := ActRecord{Line: i + 1, Received: a.Received.Time(), By: a.By, Act: a.Act, Content: a.Content, ID: a.ID, Source: a.Source}
	if !a.Label.IsPublic() {
		r.Label = a.Label.String()
	}
	return r
}
