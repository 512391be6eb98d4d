package score

import (
	"cmp"
	"fmt"
	"slices"

	"entente"
	"entente/cal"
	"entente/unit"
)

// A Kind says what an event of a history is.
type Kind string

// The kinds of events.
const (
	Scoring    Kind = "score"
	Resolving  Kind = "resolution"
	Publishing Kind = "publication"
)

var kinds = []Kind{Scoring, Resolving, Publishing}

// An Event is one record of an item's history, and the state that the item was in after it.
type Event struct {
	Ref      Ref          `json:"ref"`
	At       cal.Instant  `json:"at"`
	Replaces Ref          `json:"replaces,omitempty"`
	Kind     Kind         `json:"kind"`
	By       Analyst      `json:"by,omitempty"` // who scored or resolved
	Level    unit.Decimal `json:"level"`
	State    State        `json:"state"`
}

// History returns what was recorded about an item in the order of the instants; of one instant, scores before resolutions
// before publications. It wraps [entente.ErrNotFound] where nothing was.
func (s *Sheet) History(i Item) ([]Event, error) {
	f := s.files[i]
	if f == nil {
		return nil, fmt.Errorf("item %v: %w", i, entente.ErrNotFound)
	}
	events := f.events()
	for n := range events {
		events[n].State = s.after(i, f, events[:n+1])
	}
	return events, nil
}

func (f *file) events() []Event {
	var all []Event
	for _, r := range f.scores {
		all = append(all, Event{Ref: r.Ref, At: r.At, Replaces: r.Replaces, Kind: Scoring, By: r.Value.Analyst, Level: r.Value.Level})
	}
	for _, r := range f.resolutions {
		all = append(all, Event{Ref: r.Ref, At: r.At, Replaces: r.Replaces, Kind: Resolving, By: r.Value.By, Level: r.Value.Level})
	}
	for _, r := range f.publications {
		all = append(all, Event{Ref: r.Ref, At: r.At, Replaces: r.Replaces, Kind: Publishing, Level: r.Value.Level})
	}
	slices.SortStableFunc(all, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)), cmp.Compare(a.Ref, b.Ref))
	})
	return all
}

// after returns the state that an item was in when events were all that had happened to it. A correction that is about
// another item counts from the beginning: its instant is in that item's history.
func (s *Sheet) after(i Item, f *file, events []Event) State {
	known := map[Ref]bool{}
	then := &Sheet{scale: s.scale, replaced: map[Ref]Item{}}
	for old, by := range s.replaced {
		if by != i {
			then.replaced[old] = by
		}
	}
	for _, e := range events {
		known[e.Ref] = true
		then.replace(e.Replaces, i)
	}
	return then.state(i, &file{
		scores:       among(f.scores, known),
		resolutions:  among(f.resolutions, known),
		publications: among(f.publications, known),
	}).State
}

func among[T any](records []Recorded[T], known map[Ref]bool) []Recorded[T] {
	return slices.DeleteFunc(slices.Clone(records), func(r Recorded[T]) bool { return !known[r.Ref] })
}
