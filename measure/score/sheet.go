package score

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"entente"
	"entente/unit"
)

// Independent is how many analysts have to score an item before it counts as scored.
const Independent = 2

// Records are what was recorded about a set of items, in any order.
type Records struct {
	Scores       []Recorded[Score]
	Resolutions  []Recorded[Resolution]
	Publications []Recorded[Publication]
}

// A Sheet is all that is known of a set of items on one scale. What it says follows from its records alone, and not from
// the order in which they are given.
type Sheet struct {
	scale    Scale
	files    map[Item]*file
	replaced map[Ref]Item // what was corrected, and the item that the correction is about
}

// A file is what was recorded about one item, in the order of its instants; of one instant, in the order of the references.
type file struct {
	scores       []Recorded[Score]
	resolutions  []Recorded[Resolution]
	publications []Recorded[Publication]
}

// NewSheet returns the sheet of records. A record that cannot be used is left out and reported in faults: one that is not
// well formed or not on the scale, that has no reference or another's, or that corrects what it may not: a score is corrected
// by its analyst, a resolution by a resolution, a publication by a publication.
func NewSheet(scale Scale, records Records) (sheet *Sheet, faults []error) {
	s := &Sheet{scale: scale, files: map[Item]*file{}, replaced: map[Ref]Item{}}
	a := admission{scale: scale, seen: map[Ref]bool{}, owners: owners(records)}
	scores := admit(&a, records.Scores, scoreOwner)
	resolutions := admit(&a, records.Resolutions, resolutionOwner)
	publications := admit(&a, records.Publications, publicationOwner)
	for _, r := range scores {
		f := s.file(r.Value.Item)
		f.scores = append(f.scores, r)
		s.replace(r.Replaces, r.Value.Item)
	}
	for _, r := range resolutions {
		f := s.file(r.Value.Item)
		f.resolutions = append(f.resolutions, r)
		s.replace(r.Replaces, r.Value.Item)
	}
	for _, r := range publications {
		f := s.file(r.Value.Item)
		f.publications = append(f.publications, r)
		s.replace(r.Replaces, r.Value.Item)
	}
	return s, a.faults
}

// An admission sorts records into those that can be used and faults.
type admission struct {
	scale  Scale
	seen   map[Ref]bool
	owners map[Ref]string
	faults []error
}

// A judgement is what a record holds.
type judgement interface {
	Check() error
	level() unit.Decimal
}

func (s Score) level() unit.Decimal       { return s.Level }
func (r Resolution) level() unit.Decimal  { return r.Level }
func (p Publication) level() unit.Decimal { return p.Level }

// What may correct a record is what has the same owner.

func scoreOwner(s Score) string           { return "a score of " + string(s.Analyst) }
func resolutionOwner(Resolution) string   { return "a resolution" }
func publicationOwner(Publication) string { return "a publication" }

func owners(records Records) map[Ref]string {
	all := map[Ref]string{}
	for _, r := range records.Scores {
		all[r.Ref] = scoreOwner(r.Value)
	}
	for _, r := range records.Resolutions {
		all[r.Ref] = resolutionOwner(r.Value)
	}
	for _, r := range records.Publications {
		all[r.Ref] = publicationOwner(r.Value)
	}
	return all
}

// admit returns the records that can be used, ordered by instant and reference.
func admit[T judgement](a *admission, records []Recorded[T], owner func(T) string) []Recorded[T] {
	var good []Recorded[T]
	for _, r := range inOrder(records) {
		err := cmp.Or(a.checkRef(r.Ref), r.Value.Check(), a.scale.checkLevel(r.Value.level()), a.checkOwner(r.Replaces, owner(r.Value)))
		if err != nil {
			a.faults = append(a.faults, fmt.Errorf("record %q: %w", clip(string(r.Ref)), err))
			continue
		}
		a.seen[r.Ref] = true
		good = append(good, r)
	}
	return good
}

func (a *admission) checkRef(r Ref) error {
	switch {
	case r == "":
		return fmt.Errorf("want a reference: %w", entente.ErrInvalid)
	case a.seen[r]:
		return fmt.Errorf("is the reference of another record: %w", entente.ErrConflict)
	}
	return nil
}

func (a *admission) checkOwner(replaced Ref, owner string) error {
	if was, known := a.owners[replaced]; replaced != "" && known && was != owner {
		return fmt.Errorf("corrects %q, which is %s and not %s: %w", clip(string(replaced)), was, owner, entente.ErrForbidden)
	}
	return nil
}

func inOrder[T any](records []Recorded[T]) []Recorded[T] {
	ordered := slices.Clone(records)
	slices.SortStableFunc(ordered, func(a, b Recorded[T]) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Ref, b.Ref))
	})
	return ordered
}

func (s *Sheet) file(i Item) *file {
	if s.files[i] == nil {
		s.files[i] = &file{}
	}
	return s.files[i]
}

func (s *Sheet) replace(old Ref, by Item) {
	if old != "" {
		s.replaced[old] = by
	}
}

// Scale returns the scale of the sheet.
func (s *Sheet) Scale() Scale { return s.scale }

// Items returns the items that anything was recorded about, in their order.
func (s *Sheet) Items() []Item { return slices.SortedFunc(maps.Keys(s.files), Item.Compare) }

// Analysts returns who has scored, in alphabetical order.
func (s *Sheet) Analysts() []Analyst {
	all := map[Analyst]bool{}
	for _, f := range s.files {
		for a := range s.standing(f) {
			all[a] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// ScoredBy returns the items that an analyst has scored, in their order.
func (s *Sheet) ScoredBy(a Analyst) []Item {
	return slices.DeleteFunc(s.Items(), func(i Item) bool {
		_, scored := s.standing(s.files[i])[a]
		return !scored
	})
}

// standing returns the score of each analyst that stands: the last that was not corrected by another record.
func (s *Sheet) standing(f *file) map[Analyst]Recorded[Score] {
	all := map[Analyst]Recorded[Score]{}
	for _, r := range f.scores {
		if _, gone := s.replaced[r.Ref]; !gone {
			all[r.Value.Analyst] = r
		}
	}
	return all
}

// Visible returns the sheet as an analyst may see it: of an item nothing but the analyst's own scores, until the analyst
// has scored it and so have as many as it needs. Scores are independent for that reason. What is computed from the sheet
// that is returned, such as a state or an average, gives away no more.
func (s *Sheet) Visible(a Analyst) *Sheet {
	v := &Sheet{scale: s.scale, files: map[Item]*file{}, replaced: s.replaced}
	for i, f := range s.files {
		standing := s.standing(f)
		if _, scored := standing[a]; scored && len(standing) >= Independent {
			v.files[i] = f
			continue
		}
		isOthers := func(r Recorded[Score]) bool { return r.Value.Analyst != a }
		if own := slices.DeleteFunc(slices.Clone(f.scores), isOthers); len(own) > 0 {
			v.files[i] = &file{scores: own}
		}
	}
	return v
}
