package procedure_test

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"slices"
	"testing"

	"entente"
	"entente/cal"
	"entente/procedure"
)

// actsFrom makes acts of bytes: of a list of them in JSON, or else of pairs, each a move of the case and how many hours it is after the
// one before. Acts are within a year of the opening.
func actsFrom(data []byte, c nextCase) []procedure.Act {
	const hour, year = cal.Instant(3600e6), cal.Instant(366 * 24 * 3600e6)
	var all []procedure.Act
	if json.Unmarshal(data, &all) != nil {
		all = nil
		when := c.o.Opened
		for i := 0; i+1 < len(data) && len(all) < 40; i += 2 {
			when += cal.Instant(int8(data[i+1])) * hour / 2
			a := c.moves[int(data[i])%len(c.moves)]
			a.Received = when
			content := procedure.Content{}
			for k, v := range a.Content {
				content[k] = v
				var hours int
				if n, _ := fmt.Sscan(a.Content.Text(k), &hours); n == 1 && a.Content.Text(k)[0] == '+' {
					content.SetText(k, (when + cal.Instant(hours)*hour).String())
				}
			}
			a.Content = content
			all = append(all, a)
		}
	}
	all = slices.DeleteFunc(all, func(a procedure.Act) bool { return a.Received < c.o.Opened-year || a.Received > c.o.Opened+year })
	all = all[:min(len(all), 40)]
	return all
}

// named writes a finding with acts by what they are, rather than by their places in a list.
func named(t testing.TB, f *procedure.Finding, acts []procedure.Act) string {
	name := func(i int) string {
		if i < 0 {
			return ""
		}
		b, err := json.Marshal(acts[i])
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	g := *f
	var places []string
	list := func(what string, all []int) {
		for _, i := range all {
			places = append(places, what+name(i))
		}
	}
	list("attached", g.Attached)
	list("waiting", g.Waiting)
	list("breaking", g.Breaking)
	g.Steps, g.Refused, g.Items, g.Standings, g.Follows = slices.Clone(g.Steps), slices.Clone(g.Refused), slices.Clone(g.Items), slices.Clone(g.Standings), slices.Clone(g.Follows)
	for i := range g.Steps {
		places = append(places, "step"+name(g.Steps[i].Act))
		g.Steps[i].Act = 0
	}
	g.Texts = slices.Clone(g.Texts)
	for i := range g.Texts {
		places = append(places, "text"+name(g.Texts[i].Act))
		g.Texts[i].Act = 0
	}
	for i := range g.Refused {
		places = append(places, "refused"+name(g.Refused[i].Act))
		g.Refused[i].Act = 0
	}
	for i := range g.Items {
		list("item", g.Items[i].Acts)
		g.Items[i].Acts = nil
	}
	for i := range g.Standings {
		places = append(places, "standing"+name(g.Standings[i].Act))
		g.Standings[i].Act = 0
	}
	for i := range g.Follows {
		places = append(places, "follows"+name(g.Follows[i].Act))
		g.Follows[i].Act = 0
	}
	g.Attached, g.Waiting, g.Breaking = nil, nil, nil
	b, err := json.Marshal(struct {
		Finding procedure.Finding
		Places  []string
	}{g, places})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// FuzzFold: whatever is received, a case can be told of; whatever the order, it is told alike; and each act that was received counts,
// or is refused, or waits, or is the first of two persons'.
func FuzzFold(f *testing.F) {
	cases := nextCases(f)
	p := define(f, effects)
	o := opening(f, p)
	o.Terms = procedure.Content{}
	o.Terms.SetText("notice", "P1M")
	o.Terms.SetText("due", "2026-05-01T00:00:00Z")
	cases = append(cases, nextCase{p, o, acts(f, `2026-03-01 CHR text text=A
2026-03-01 AAA object
2026-03-01 BBB statement text=x
2026-03-01 XXX say task=T
2026-03-01 CHR name who=AAA
2026-03-01 CHR admit who=DDD
2026-03-01 DDD object
2026-03-01 AAA work
2026-03-01 XXX join
2026-03-01 XXX notice
2026-03-01 XXX stay
2026-03-01 AAA seal person=x
2026-03-01 AAA seal person=y
2026-03-01 AAA seal person=y text=z
2026-03-01 XXX goal id=g text=G
2026-03-01 CHR met goal=g grounds=x
2026-03-01 CHR spin
2026-03-01 CHR close
2026-03-01 CHR migrate version=2`)})
	for n := range cases {
		f.Add(n, []byte{0, 4, 1, 4, 2, 4, 3, 4, 4, 4, 5, 4, 6, 4, 7, 4, 8, 4, 9, 4})
		f.Add(n, []byte{0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0})
		f.Add(n, []byte{1, 9, 3, 9, 0, 250, 5, 60, 4, 60, 4, 0})
	}
	f.Add(0, []byte(`[{"act":"table","by":"CHR","received":"2026-03-02T09:00:00.000000Z","content":{"text":"A","expiry":"2026-03-05T12:00:00Z"}},{"act":"object","by":"AAA","received":"2026-03-05T12:00:00.000000Z"}]`))
	f.Add(1, []byte(`[{"act":"put","by":"CHR","received":"2026-03-02T09:00:00.000000Z","content":{"text":{"a":[1]},"until":7}},{"act":"","by":"","received":"2026-03-02T09:00:00.000000Z","content":{"":null}}]`))
	f.Add(7, []byte(`[{"act":"notice","by":"BBB","received":"2026-03-02T09:00:00.000000Z","id":"1"},{"act":"notice","by":"BBB","received":"2026-03-02T09:00:00.000000Z","id":"1"}]`))
	f.Fuzz(func(t *testing.T, n int, data []byte) {
		c := cases[uint(n)%uint(len(cases))]
		all := actsFrom(data, c)
		rng := rand.New(rand.NewPCG(uint64(crc32.ChecksumIEEE(data)), 0))
		at := c.o.Opened + cal.Instant(rng.IntN(400*24))*3600e6
		if len(all) > 0 && rng.IntN(2) == 0 {
			at = all[rng.IntN(len(all))].Received
		}
		found := c.p.Fold(c.o, all, procedure.Query{At: at})
		found.Document(c.o, all)

		received, told := 0, len(found.Refused)+len(found.Waiting)
		for _, a := range all {
			if a.Received <= at {
				received++
			}
		}
		for _, s := range found.Steps {
			if s.Act < 0 {
				continue
			}
			told++
			if rules := c.p.Rules(all[s.Act].Act); len(rules) > 0 && rules[0].TwoPersons {
				told++
			}
		}
		if received != told {
			t.Errorf("%d were received, and told is of %d: %s", received, told, named(t, found, all))
		}
		if found.Next != 0 && found.Next <= at {
			t.Errorf("next %v at %v", found.Next, at)
		}

		want := named(t, found, all)
		for k := range 4 {
			mixed := slices.Clone(all)
			if k == 0 {
				slices.Reverse(mixed)
			} else {
				rng.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
			}
			if got := named(t, c.p.Fold(c.o, mixed, procedure.Query{At: at}), mixed); got != want {
				t.Fatalf("in one order\n%s\nin another\n%s", want, got)
			}
		}
	})
}

// sample is a value of each kind of field.
func sample(f procedure.Field) string {
	switch f.Kind {
	case procedure.MomentField:
		return `"2026-03-09T12:00:00Z"`
	case procedure.DayField:
		return `"2026-03-09"`
	case procedure.PeriodField:
		return `"2026"`
	case procedure.NumberField:
		return `1.5`
	case procedure.ChoiceField:
		if len(f.Choices) > 0 {
			b, _ := json.Marshal(f.Choices[0])
			return string(b)
		}
	case procedure.ActorField, procedure.ActorsField:
		return `"BBB"`
	case procedure.FlagField:
		return `true`
	case procedure.SpanField:
		return `"P2D"`
	}
	return `"x"`
}

func samples(fields []procedure.Field) procedure.Content {
	c := procedure.Content{}
	for _, f := range fields {
		c[f.ID] = json.RawMessage(sample(f))
	}
	return c
}

// FuzzDefinition: whatever is given for a definition, Check tells what is wrong with it; what it finds nothing wrong with runs.
func FuzzDefinition(f *testing.F) {
	for _, s := range []string{sound, silence, rulebook, effects, `{}`, `{"id": "x", "version": 1, "kind": "path", "roles": [{"id": "a"}], "states": [{"id": "s", "end": true}], "acts": [{"id": "do", "by": ["a"]}]}`,
		`{"id": "x", "version": 1, "kind": "path", "roles": [{"id": "a", "open": true}], "terms": [{"id": "t", "kind": "span"}], "states": [{"id": "s"}, {"id": "e", "end": true}],
 "acts": [{"id": "do", "by": ["a"], "when": [{"if": [{"act": "do", "role": "a", "least": "more than 50%", "weight": "w"}], "to": "e"}]}], "clocks": [{"id": "c", "in": ["s"], "after_term": "t", "to": "e"}]}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var d procedure.Definition
		if len(data) > 1<<15 || json.Unmarshal(data, &d) != nil {
			return
		}
		faults := d.Check()
		for _, x := range faults {
			if x.Kind == "" || x.Where == "" || x.Words == "" {
				t.Errorf("a fault that says nothing: %+v", x)
			}
		}
		p, err := procedure.New(d)
		if (err == nil) != (len(faults) == 0) {
			t.Fatalf("faults %v, and New gives %v", faults, err)
		}
		if err != nil {
			return
		}
		o := &procedure.Opening{Case: "case", Opened: cal.InstantOf(cal.NewDate(2026, 3, 1).Time()), Roles: map[string][]entente.ActorID{}, Terms: samples(d.Terms)}
		for i, r := range d.Roles {
			o.Roles[r.ID] = []entente.ActorID{"AAA", "BBB", "CCC"}[i%3 : i%3+1]
		}
		var all []procedure.Act
		when := o.Opened
		for range 2 {
			for i := range d.Acts {
				if len(all) > 100 {
					break
				}
				for _, by := range []entente.ActorID{"AAA", "BBB", "CCC"} {
					when += 6 * 3600e6
					all = append(all, procedure.Act{Act: d.Acts[i].ID, By: by, Received: when, Content: samples(d.Acts[i].Content)})
				}
			}
		}
		for _, at := range []cal.Instant{o.Opened, when, when + 60*24*3600e6} {
			f := p.Fold(o, all, procedure.Query{At: at})
			f.Document(o, all)
			if p.State(f.State) == nil {
				t.Fatalf("in no state: %q", f.State)
			}
		}
	})
}
