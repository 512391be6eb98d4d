package procedure

import (
	"fmt"
	"slices"
	"strings"

	"entente"
)

// holdAll reports whether conditions hold; said is the content of the act that they are asked for, nil where there is none.
func (f *fold) holdAll(all []Condition, said Content) bool {
	for i := range all {
		if f.holds(&all[i], said) == all[i].Not {
			return false
		}
	}
	return true
}

func (f *fold) holds(c *Condition, said Content) bool {
	switch {
	case c.Given != "":
		return f.isGiven(c, said)
	case c.Items != "":
		return f.itemsAre(c)
	case c.Nobody != "":
		return len(f.out.Roles[c.Nobody]) == 0
	}
	n, all, quorum := f.tally(c)
	if !quorum {
		return false
	}
	switch {
	case c.Act == "":
		return true
	case c.Most != nil:
		return n <= float64(*c.Most)
	case c.Lack != nil:
		return n > 0 && all-n <= float64(*c.Lack)
	}
	return c.Least.Met(n, all)
}

func (f *fold) isGiven(c *Condition, said Content) bool {
	text := said.Text(c.Given)
	if said == nil {
		text = f.out.Values.Text(c.Given)
	}
	return text != "" && text != "null" && (c.Is == "" || text == c.Is)
}

func (f *fold) itemsAre(c *Condition) bool {
	some := false
	for i := range f.out.Items {
		item := &f.out.Items[i]
		if item.Kind != c.Items {
			continue
		}
		if some = slices.Contains(c.Are, item.Is); !some {
			return false
		}
	}
	return some
}

// tally counts the holders of a role of whom an act stands, and out of how many.
func (f *fold) tally(c *Condition) (n, all float64, quorum bool) {
	present, members := 0.0, 0.0
	for _, who := range f.out.Roles[c.Role] {
		if c.Except != "" && f.has(who, c.Except) {
			continue
		}
		weight := 1.0
		if c.Weight != "" {
			weight = f.o.Weights[c.Weight][who]
		}
		members++
		acted := slices.ContainsFunc(c.Of, func(act string) bool { return f.stands(act, who, c.Since) })
		if acted {
			present++
		}
		if acted || len(c.Of) == 0 {
			all += weight
		}
		if f.stands(c.Act, who, c.Since) {
			n += weight
		}
	}
	return n, all, len(c.Of) == 0 || c.Quorum == (Share{}) || c.Quorum.Met(present, members)
}

// failing says of the first condition that does not hold what is missing.
func (f *fold) failing(all []Condition, said Content) string {
	for i := range all {
		if f.holds(&all[i], said) != all[i].Not {
			continue
		}
		return all[i].String()
	}
	return ""
}

// String says what a condition asks for.
func (c *Condition) String() string {
	var b strings.Builder
	if c.Not {
		b.WriteString("not: ")
	}
	switch {
	case c.Given != "" && c.Is != "":
		fmt.Fprintf(&b, "%s is %s", c.Given, c.Is)
	case c.Given != "":
		fmt.Fprintf(&b, "%s is given", c.Given)
	case c.Nobody != "":
		fmt.Fprintf(&b, "nobody is %s", c.Nobody)
	case c.Items != "":
		fmt.Fprintf(&b, "every %s is %s", c.Items, strings.Join(c.Are, " or "))
	case c.Act == "":
		fmt.Fprintf(&b, "%s by %v %s", strings.Join(c.Of, " or "), c.Quorum, c.Role)
	case c.Lack != nil:
		fmt.Fprintf(&b, "%s by all %s but %d at most", c.Act, c.Role, *c.Lack)
	case c.Most != nil:
		fmt.Fprintf(&b, "%s by at most %d %s", c.Act, *c.Most, c.Role)
	default:
		fmt.Fprintf(&b, "%s by %v %s", c.Act, c.Least, c.Role)
		if len(c.Of) > 0 {
			fmt.Fprintf(&b, " of those who did %s", strings.Join(c.Of, ", "))
		}
		if c.Weight != "" {
			fmt.Fprintf(&b, " by %s", c.Weight)
		}
		if c.Except != "" {
			fmt.Fprintf(&b, " but %s", c.Except)
		}
	}
	return b.String()
}

// missing returns the holders of a role of whom none of acts stands.
func (f *fold) missing(role, except string, acts []string, since Scope) []entente.ActorID {
	var all []entente.ActorID
	for _, who := range f.out.Roles[role] {
		if except != "" && f.has(who, except) {
			continue
		}
		if !slices.ContainsFunc(acts, func(act string) bool { return f.stands(act, who, since) }) {
			all = append(all, who)
		}
	}
	return all
}
