package procedure

import (
	"slices"
	"time"

	"entente/cal"
)

// An edge leads from a state to another.
type edge struct {
	from, to string
	by       string // "act object", "clock silence", or "" for a condition
}

// edges returns all ways from state to state that a definition has.
func (d *Definition) edges() []edge {
	var all []edge
	add := func(from, to, by string) {
		if to != "" && !slices.Contains(all, edge{from, to, by}) {
			all = append(all, edge{from, to, by})
		}
	}
	for i := range d.States {
		s := &d.States[i]
		for _, x := range s.Leaves {
			add(s.ID, x.To, "")
		}
		for j := range d.Acts {
			r := &d.Acts[j]
			if len(r.By) == 0 || !r.opens(s) {
				continue
			}
			add(s.ID, r.To, "act "+r.ID)
			for _, x := range r.When {
				add(s.ID, x.To, "act "+r.ID)
			}
		}
		for j := range d.Clocks {
			k := &d.Clocks[j]
			if !slices.Contains(k.In, s.ID) {
				continue
			}
			add(s.ID, k.To, "clock "+k.ID)
			for _, x := range k.Exits {
				add(s.ID, x.To, "clock "+k.ID)
			}
		}
	}
	return all
}

// reach returns the states that can be reached from some along edges, those included.
func reach(edges []edge, from ...string) map[string]bool {
	seen := map[string]bool{}
	for len(from) > 0 {
		s := from[0]
		from = from[1:]
		if seen[s] {
			continue
		}
		seen[s] = true
		for _, e := range edges {
			if e.from == s {
				from = append(from, e.to)
			}
		}
	}
	return seen
}

// flow checks that cases can come everywhere, that whatever is foreseen can happen, and that every case can end.
func (c *checker) flow() {
	edges := c.d.edges()
	reached := reach(edges, c.d.States[0].ID)
	for _, s := range c.d.States {
		if !reached[s.ID] {
			c.fault(FaultUnreachable, "state "+s.ID, "no act, clock or condition leads here")
		}
	}
	c.ends(edges, reached)
	c.rounds()
	c.doable(reached)
	c.running(reached)
	c.items(reached)
	for i := range c.d.States {
		s := &c.d.States[i]
		if reached[s.ID] {
			c.duties(s, reached)
			c.exitsHold("state "+s.ID, s.Leaves, reached)
		}
	}
	for i := range c.d.Acts {
		r := &c.d.Acts[i]
		c.hold("act "+r.ID, r.If, reached)
		c.exitsHold("act "+r.ID, r.When, reached)
	}
}

func (c *checker) exitsHold(where string, exits []Exit, reached map[string]bool) {
	for _, x := range exits {
		c.hold(where, x.If, reached)
	}
}

// ends finds states that cases cannot leave, or from which they cannot end.
func (c *checker) ends(edges []edge, reached map[string]bool) {
	isEnd := map[string]bool{}
	for _, s := range c.d.States {
		isEnd[s.ID] = s.End
	}
	for _, s := range c.d.States {
		if s.End || !reached[s.ID] {
			continue
		}
		out := false
		for _, e := range edges {
			out = out || e.from == s.ID && e.to != s.ID
		}
		ends := false
		for to := range reach(edges, s.ID) {
			ends = ends || isEnd[to]
		}
		switch {
		case !out:
			c.fault(FaultDeadlock, "state "+s.ID, "is no end, and nothing leads out of it")
		case !ends:
			c.fault(FaultNoEnd, "state "+s.ID, "no end can be reached from here")
		}
	}
}

// rounds finds conditions that lead from state to state and back, and clocks that do so in less than an hour.
func (c *checker) rounds() {
	var leaves, quick []edge
	for _, e := range c.d.edges() {
		if e.by == "" {
			leaves = append(leaves, e)
		}
	}
	for _, e := range leaves {
		if reach(leaves, e.to)[e.from] {
			c.fault(FaultRound, "state "+e.from, "its conditions lead to %s, whose conditions lead back", e.to)
		}
	}
	for _, e := range c.d.edges() {
		for i := range c.d.Clocks {
			if k := &c.d.Clocks[i]; e.by == "clock "+k.ID && k.isQuick() {
				quick = append(quick, e)
			}
		}
	}
	for _, e := range quick {
		if reach(append(quick, leaves...), e.to)[e.from] {
			c.fault(FaultRound, e.by, "leads from %s to %s, and others back, perhaps in less than an hour", e.from, e.to)
		}
	}
}

// isQuick reports whether a clock may run out within an hour of any moment, again and again.
func (c *Clock) isQuick() bool {
	return c.AfterTerm != "" || c.From == "" && !c.After.IsZero() && c.After.After(0) < hour
}

const hour = cal.Instant(time.Hour / time.Microsecond)

// doable finds acts that nobody can ever do.
func (c *checker) doable(reached map[string]bool) {
	for i := range c.d.Acts {
		r := &c.d.Acts[i]
		where := "act " + r.ID
		if len(r.By) == 0 {
			c.fault(FaultNobody, where, "names no role that may do it")
			continue
		}
		open := c.openIn(r, reached)
		if len(open) == 0 {
			c.fault(FaultNobody, where, "is open in no state that a case comes to")
		}
		for j := range i {
			if c.hides(&c.d.Acts[j], r, open) {
				c.fault(FaultNobody, where, "an earlier variant is open wherever this one is, to the same roles")
			}
		}
	}
}

func (c *checker) openIn(r *Rule, reached map[string]bool) []*State {
	var all []*State
	for i := range c.d.States {
		if s := &c.d.States[i]; reached[s.ID] && r.opens(s) {
			all = append(all, s)
		}
	}
	return all
}

// hides reports whether a variant of an act applies wherever a later one would.
func (c *checker) hides(first, later *Rule, open []*State) bool {
	if first.ID != later.ID || len(open) == 0 {
		return false
	}
	for _, role := range later.By {
		if !slices.Contains(first.By, role) {
			return false
		}
	}
	return !slices.ContainsFunc(open, func(s *State) bool { return !first.opens(s) })
}

// running finds clocks that never run out.
func (c *checker) running(reached map[string]bool) {
	for i := range c.d.Clocks {
		k := &c.d.Clocks[i]
		where := "clock " + k.ID
		if !slices.ContainsFunc(k.In, func(s string) bool { return reached[s] }) {
			c.fault(FaultNever, where, "runs in no state that a case comes to")
			continue
		}
		if k.From != "" && !c.happens(k.From, "", reached) {
			c.fault(FaultNever, where, "counts from %s, which nobody can do", k.From)
		}
		onlyField := k.Field != "" && k.After.IsZero() && k.AfterTerm == "" && k.Workdays == 0 && k.Meeting == ""
		if onlyField && !c.says(k.Field, reached) {
			c.fault(FaultNever, where, "goes by %s, which no term and no act gives", k.Field)
		}
		c.exitsHold(where, k.Exits, reached)
		if onlyField || k.From != "" {
			c.standsStill(k)
		}
	}
}

// standsStill finds a clock that leads to where it runs, and goes by a moment that does not move by that.
func (c *checker) standsStill(k *Clock) {
	round := k.To != "" && slices.Contains(k.In, k.To)
	for _, x := range k.Exits {
		round = round || slices.Contains(k.In, x.To)
	}
	if round {
		c.fault(FaultRound, "clock "+k.ID, "leads to where it runs, by a moment that has passed then")
	}
}

// happens reports whether an act can be done, by holders of a role where one is given.
func (c *checker) happens(act, role string, reached map[string]bool) bool {
	for i := range c.d.Acts {
		r := &c.d.Acts[i]
		if r.ID == act && (role == "" || slices.Contains(r.By, role)) && len(c.openIn(r, reached)) > 0 {
			return true
		}
	}
	return false
}

func (c *checker) says(field string, reached map[string]bool) bool {
	isIt := func(f Field) bool { return f.ID == field && f.isMoment() }
	if slices.ContainsFunc(c.d.Terms, isIt) {
		return true
	}
	for i := range c.d.Acts {
		if slices.ContainsFunc(c.d.Acts[i].Content, isIt) && len(c.openIn(&c.d.Acts[i], reached)) > 0 {
			return true
		}
	}
	return false
}

// hold finds conditions that never hold: on acts that nobody can do, and on items that never are so far.
func (c *checker) hold(where string, all []Condition, reached map[string]bool) {
	for _, x := range all {
		if x.Act != "" && !c.happens(x.Act, x.Role, reached) {
			c.fault(FaultNever, where, "counts %s by %s, which they can never do", x.Act, x.Role)
		}
		if x.Act == "" && len(x.Of) > 0 && !slices.ContainsFunc(x.Of, func(act string) bool { return c.happens(act, x.Role, reached) }) {
			c.fault(FaultNever, where, "asks for %s by %s, which they can never do", list(x.Of), x.Role)
		}
		if x.Items != "" {
			c.become(where, FaultNever, x.Items, x.Are, reached)
		}
	}
}

// become finds what items of a kind never are.
func (c *checker) become(where string, kind FaultKind, items string, are []string, reached map[string]bool) {
	for _, is := range are {
		if !c.becomes(items, is, reached) {
			c.fault(kind, where, "speaks of a %s that is %s, which none ever is", items, is)
		}
	}
}

func (c *checker) becomes(kind, is string, reached map[string]bool) bool {
	return slices.ContainsFunc(c.d.Acts, func(r Rule) bool {
		if r.Item == nil || r.Item.Kind != kind || len(c.openIn(&r, reached)) == 0 {
			return false
		}
		return r.Item.To == is || is == Lapsed && r.Item.Expires != ""
	})
}

// duties finds duties that nobody can fulfil.
func (c *checker) duties(s *State, reached map[string]bool) {
	where := "state " + s.ID
	for i := range s.Duties {
		u := &s.Duties[i]
		can := func(act string) bool {
			for j := range c.d.Acts {
				r := &c.d.Acts[j]
				if r.ID == act && slices.Contains(r.By, u.Role) && r.opens(s) {
					return true
				}
			}
			return false
		}
		if !slices.ContainsFunc(u.Acts, can) {
			c.fault(FaultNobody, where, "%s is to do %s, which it may not do here", u.Role, list(u.Acts))
		}
		c.become(where, FaultNever, u.Items, u.Are, reached)
		if u.Clock == "" {
			continue
		}
		for _, k := range c.d.Clocks {
			if k.ID == u.Clock && !slices.Contains(k.In, s.ID) {
				c.fault(FaultNever, where, "the clock %s of a duty does not run here", u.Clock)
			}
		}
	}
}

// items finds acts on items that can never be so far.
func (c *checker) items(reached map[string]bool) {
	for i := range c.d.Acts {
		if r := &c.d.Acts[i]; r.Item != nil {
			c.become("act "+r.ID, FaultNobody, r.Item.Kind, r.Item.In, reached)
		}
	}
}
