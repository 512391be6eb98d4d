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
	i, there := f.items[itemKey{r.Kind, id}]
	if len(r.In) == 0 {
		if there && (f.out.Items[i].By != a.By || f.out.Items[i].Is != r.To) {
			return fmt.Sprintf("%s: there is a %s %q already, of %s", a.Act, r.Kind, id, f.out.Items[i].By)
		}
		return ""
	}
	if !there {
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
	n, there := f.items[itemKey{r.Kind, id}]
	if !there {
		n = f.begun(Item{Kind: r.Kind, ID: id, By: a.By, Content: Content{}})
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
			content := Content{}
			maps.Copy(content, c.Content)
			f.begun(Item{Kind: c.Kind, ID: c.ID, By: c.By, Is: r.To, Since: f.o.Opened, Content: content, Acts: []int{}})
			break
		}
	}
}

// begun adds an item, and returns its number.
func (f *fold) begun(item Item) int {
	if f.items == nil {
		f.items = map[itemKey]int{}
	}
	n := len(f.out.Items)
	f.items[itemKey{item.Kind, item.ID}] = n
	f.out.Items = append(f.out.Items, item)
	return n
}

// lapse lets the items lapse whose time runs out first, by an instant, and reports whether there are any. A state may be left by that.
func (f *fold) lapse(until cal.Instant) bool {
	first := cal.Instant(0)
	for i := range f.out.Items {
		if at := f.out.Items[i].Lapses; at != 0 && at <= until && (first == 0 || at < first) {
			first = at
		}
	}
	if first == 0 {
		return false
	}
	for i := range f.out.Items {
		if item := &f.out.Items[i]; item.Lapses == first {
			item.Is, item.Since, item.Lapses = Lapsed, first, 0
		}
	}
	f.now = max(f.now, first)
	f.seq++
	f.settle()
	return true
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
			next.Items = append(next.Items, Carried{item.Kind, item.ID, item.By, f.p.beginning(item)})
		}
	}
	f.out.Follows = append(f.out.Follows, next)
}

// beginning returns the content of an item without the fields that only acts which go on with it have: the next case judges anew.
func (p *Procedure) beginning(item Item) Content {
	content := maps.Clone(item.Content)
	keep := map[string]bool{}
	for _, goesOn := range []bool{false, true} {
		for i := range p.Acts {
			r := &p.Acts[i]
			if r.Item == nil || r.Item.Kind != item.Kind || len(r.Item.In) > 0 != goesOn {
				continue
			}
			for _, field := range r.Content {
				if keep[field.ID] = keep[field.ID] || !goesOn; !keep[field.ID] {
					delete(content, field.ID)
				}
			}
		}
	}
	return content
}

// shift moves a day, a moment or a calendar year on.
func shift(c Content, field string, by cal.Span) {
	text := c.Text(field)
	if p, err := cal.ParsePeriod(text); err == nil {
		first, ok1 := p.First()
		last, ok2 := p.Last()
		if !ok1 || !ok2 {
			return
		}
		later := func(d cal.Date) cal.Date { return by.After(cal.InstantOf(d.Time())).Date() }
		end := later(last)
		if day := (last + 1).Time().Day(); day == 1 && first.Time().Day() == 1 { // whole months stay whole
			end = later(last+1) - 1
		}
		c.SetText(field, cal.Days(later(first), end).String())
		return
	}
	if at, err := cal.ParseWhen(text); err == nil {
		c.SetText(field, by.After(at).String())
	}
}
