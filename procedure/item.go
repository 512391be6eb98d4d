package procedure

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"entente"
	"entente/cal"
)

// checkItem reports why an act cannot begin an item, or go on with the one that it names.
func (f *fold) checkItem(r *ItemRule, a *Act, content Content) string {
	id := content.Text(r.ID)
	if id == "" {
		return fmt.Sprintf("%s: %s is missing", a.Act, r.ID)
	}
	i, there := f.items[id]
	if len(r.In) == 0 {
		if there && (f.out.Items[i].By != a.By || f.out.Items[i].Is != r.To) {
			return fmt.Sprintf("%s: there is a %s %q already, of %s", a.Act, r.Kind, id, f.out.Items[i].By)
		}
		return ""
	}
	if !there || f.out.Items[i].Kind != r.Kind {
		return fmt.Sprintf("%s: no %s %q", a.Act, r.Kind, id)
	}
	item := &f.out.Items[i]
	if !slices.Contains(r.In, item.Is) {
		return fmt.Sprintf("%s: %s %q is %s; it must be %s", a.Act, r.Kind, id, item.Is, strings.Join(r.In, " or "))
	}
	if r.Own && item.By != a.By {
		return fmt.Sprintf("%s: %s %q is of %s", a.Act, r.Kind, id, item.By)
	}
	return ""
}

// goOn begins an item, or goes on with it. Whoever began one and nothing came of it yet may state it anew.
func (f *fold) goOn(i int, r *ItemRule, a *Act, content Content) {
	id := content.Text(r.ID)
	n, there := f.items[id]
	if !there {
		if f.items == nil {
			f.items = map[string]int{}
		}
		n = len(f.out.Items)
		f.items[id] = n
		f.out.Items = append(f.out.Items, Item{Kind: r.Kind, ID: id, By: a.By, Content: Content{}})
	}
	item := &f.out.Items[n]
	item.Is, item.Since, item.Lapses = r.To, f.now, 0
	item.Acts = append(item.Acts, i)
	for k, v := range content {
		item.Content[k] = v
	}
	if at, ok := content.Moment(r.Expires); ok && r.Expires != "" {
		item.Lapses = at
	}
}

// carry begins the items that a case takes over. What it does not know is left behind.
func (f *fold) carry() {
	for _, c := range f.o.Items {
		for i := range f.p.Acts {
			r := f.p.Acts[i].Item
			if r == nil || r.Kind != c.Kind || len(r.In) > 0 {
				continue
			}
			if f.items == nil {
				f.items = map[string]int{}
			}
			f.items[c.ID] = len(f.out.Items)
			f.out.Items = append(f.out.Items, Item{Kind: c.Kind, ID: c.ID, By: c.By, Is: r.To, Since: f.o.Opened, Content: maps.Clone(c.Content), Acts: []int{}})
			break
		}
	}
}

// lapse lets items lapse whose time has run out by an instant.
func (f *fold) lapse(at cal.Instant) {
	for i := range f.out.Items {
		item := &f.out.Items[i]
		if item.Lapses != 0 && item.Lapses <= at && item.Is != Lapsed {
			item.Is, item.Since, item.Lapses = Lapsed, item.Lapses, 0
		}
	}
}

// follow notes the case that an act calls for.
func (f *fold) follow(i int, o *Opens) {
	next := Following{Act: i, Definition: o.Definition, Terms: Content{}}
	for role, from := range o.Roles {
		if who := f.out.Roles[from]; len(who) > 0 {
			if next.Roles == nil {
				next.Roles = map[string][]entente.ActorID{}
			}
			next.Roles[role] = who
		}
	}
	for term, from := range o.Terms {
		if v := f.out.Values[from]; !isEmpty(v) {
			next.Terms[term] = v
			if !o.Shift.IsZero() {
				shift(next.Terms, term, o.Shift)
			}
		}
	}
	for _, item := range f.out.Items {
		if slices.Contains(o.Items, item.Kind) {
			next.Items = append(next.Items, Carried{item.Kind, item.ID, item.By, item.Content})
		}
	}
	f.out.Follows = append(f.out.Follows, next)
}

// shift moves a day, a moment or a calendar year on.
func shift(c Content, field string, by cal.Span) {
	text := c.Text(field)
	if p, err := cal.ParsePeriod(text); err == nil {
		first, ok1 := p.First()
		last, ok2 := p.Last()
		if ok1 && ok2 {
			c.SetText(field, cal.Days(by.After(cal.InstantOf(first.Time())).Date(), by.After(cal.InstantOf((last+1).Time())).Date()-1).String())
		}
		return
	}
	if at, err := cal.ParseWhen(text); err == nil {
		c.SetText(field, by.After(at).String())
	}
}
