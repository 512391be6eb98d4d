package procedure

import (
	"maps"
	"slices"

	"entente"
)

// Seen returns a finding as somebody sees it who may read some of the acts, with those acts: what the others said is left out, and where
// the case stands is not. That a party acted may show, by what is due or counted; what it said does not. The finding itself is left as it
// is, and is returned where all acts may be read.
func (f *Finding) Seen(o *Opening, acts []Act, reads func(*Act) bool) (*Finding, []Act) {
	place := make([]int, len(acts)) // of each act among those seen; -1 for the others
	var seen []Act
	for i := range acts {
		place[i] = -1
		if reads(&acts[i]) {
			place[i] = len(seen)
			seen = append(seen, acts[i])
		}
	}
	if len(seen) == len(acts) {
		return f, acts
	}
	own := *f
	own.Attached, own.Waiting, own.Breaking = moved(f.Attached, place), moved(f.Waiting, place), moved(f.Breaking, place)
	own.BrokenBy = []entente.ActorID{}
	for _, i := range own.Breaking {
		if by := seen[i].By; !slices.Contains(own.BrokenBy, by) {
			own.BrokenBy = append(own.BrokenBy, by)
		}
	}
	own.Refused = movedIn(f.Refused, place, func(r *Refusal) *int { return &r.Act })
	own.Standings = movedIn(f.Standings, place, func(s *StandingOf) *int { return &s.Act })
	own.Follows = movedIn(f.Follows, place, func(n *Following) *int { return &n.Act })
	own.Texts = movedIn(f.Texts, place, func(t *Text) *int { return &t.Act })
	own.seeSteps(o, f, acts, place)
	own.seeItems(o, f, acts, place)
	return &own, seen
}

// moved returns places among the acts that are seen.
func moved(all, place []int) []int {
	var out []int
	for _, i := range all {
		if place[i] >= 0 {
			out = append(out, place[i])
		}
	}
	return out
}

// movedIn returns what rests on acts that are seen, with their places.
func movedIn[T any](all []T, place []int, act func(*T) *int) []T {
	out := make([]T, 0, len(all))
	for _, x := range all {
		if at := act(&x); *at >= 0 && place[*at] >= 0 {
			*at = place[*at]
			out = append(out, x)
		}
	}
	return out
}

// seeSteps keeps the steps that are seen, and what was said by them. An act that led on and is not seen is a step without one.
func (f *Finding) seeSteps(o *Opening, whole *Finding, acts []Act, place []int) {
	f.Steps, f.Values = nil, Content{}
	for k, v := range o.Terms {
		if _, said := whole.Values[k]; said {
			f.Values[k] = v
		}
	}
	for _, s := range whole.Steps {
		if s.Act >= 0 && place[s.Act] < 0 {
			if s.From == s.To {
				continue
			}
			s.Act, s.Notify, s.rule = -1, nil, nil
		}
		if s.rule != nil && s.rule.Item == nil {
			f.Values.add(s.rule, &acts[s.Act])
		}
		if s.Act >= 0 {
			s.Act = place[s.Act]
		}
		f.Steps = append(f.Steps, s)
	}
}

// add adds what an act says in the fields that its rule declares.
func (c Content) add(r *Rule, a *Act) {
	said := renamed(a.Content, r.Content)
	for i := range r.Content {
		if v := said[r.Content[i].ID]; !isEmpty(v) {
			c[r.Content[i].ID] = v
		}
	}
}

// seeItems keeps the items whose beginning is seen, with what is seen of them, and what is due about them.
func (f *Finding) seeItems(o *Opening, whole *Finding, acts []Act, place []int) {
	f.Items = nil
	hidden := map[string]bool{}
	for _, item := range whole.Items {
		carried := slices.IndexFunc(o.Items, func(c Carried) bool { return c.Kind == item.Kind && c.ID == item.ID })
		if carried < 0 && place[item.Acts[0]] < 0 {
			hidden[item.ID] = true
			continue
		}
		content := Content{}
		if carried >= 0 {
			maps.Copy(content, o.Items[carried].Content)
		}
		for _, i := range item.Acts {
			if place[i] >= 0 {
				maps.Copy(content, acts[i].Content)
			}
		}
		item.Content, item.Acts = content, moved(item.Acts, place)
		f.Items = append(f.Items, item)
	}
	f.Dues = slices.DeleteFunc(slices.Clone(whole.Dues), func(d Due) bool { return hidden[d.Item] })
}
