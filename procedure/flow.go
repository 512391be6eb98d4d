package procedure

import "slices"

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
	for _, s := range c.d.States {
		if reached[s.ID] {
			c.duties(&s)
			for _, x := range s.Leaves {
				c.countable("state "+s.ID, x.If, reached)
			}
		}
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

// rounds finds conditions that lead from state to state and back.
func (c *checker) rounds() {
	var leaves []edge
	for _, s := range c.d.States {
		for _, x := range s.Leaves {
			leaves = append(leaves, edge{from: s.ID, to: x.To})
		}
	}
	for _, e := range leaves {
		if reach(leaves, e.to)[e.from] {
			c.fault(FaultRound, "state "+e.from, "its conditions lead to %s, whose conditions lead back", e.to)
		}
	}
}

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
		for _, x := range k.Exits {
			c.countable(where, x.If, reached)
		}
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
	isIt := func(f Field) bool { return f.ID == field && (f.Kind == MomentField || f.Kind == DayField) }
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

// countable finds conditions on acts that nobody can do.
func (c *checker) countable(where string, all []Condition, reached map[string]bool) {
	for _, x := range all {
		if x.Act != "" && !c.happens(x.Act, x.Role, reached) {
			c.fault(FaultNever, where, "counts %s by %s, which they can never do", x.Act, x.Role)
		}
	}
}

// duties finds duties that nobody can fulfil.
func (c *checker) duties(s *State) {
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
	become := map[string]bool{}
	for i := range c.d.Acts {
		if r := &c.d.Acts[i]; r.Item != nil && len(c.openIn(r, reached)) > 0 {
			become[r.Item.Kind+" "+r.Item.To] = true
			if r.Item.Expires != "" {
				become[r.Item.Kind+" "+Lapsed] = true
			}
		}
	}
	for i := range c.d.Acts {
		r := &c.d.Acts[i]
		if r.Item == nil {
			continue
		}
		for _, is := range r.Item.In {
			if !become[r.Item.Kind+" "+is] {
				c.fault(FaultNobody, "act "+r.ID, "speaks of a %s that is %s, which none ever is", r.Item.Kind, is)
			}
		}
	}
}
