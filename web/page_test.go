package web

import (
	"net/url"
	"reflect"
	"slices"
	"testing"

	"entente"
	"entente/cal"
	"entente/node"
)

// The pages are compared as structs: what a template makes of them is looked at in the browser test.

func TestOverviewPage(t *testing.T) {
	b := newBrowser(t)
	check := func(by string) {
		t.Helper()
		p := b.overviewPage(&view{Lang: "en", Query: url.Values{"by": {by}}})
		statements, seen := 0, make(map[int]bool)
		byAct := make(map[entente.Act]int)
		for _, g := range p.Groups {
			for _, tile := range g.Tiles {
				if seen[tile.Number] {
					t.Errorf("%s: provision %d stands twice", by, tile.Number)
				}
				seen[tile.Number] = true
				statements += len(tile.Marks)
				for _, c := range tile.Counts {
					byAct[c.Act] += c.Statements
				}
			}
		}
		if len(seen) != p.Numbers.Provisions || statements != p.Numbers.Statements {
			t.Errorf("%s: %d tiles with %d marks, want %d with %d", by, len(seen), statements, p.Numbers.Provisions, p.Numbers.Statements)
		}
		for _, l := range p.Legend {
			if byAct[l.Act] != l.Statements {
				t.Errorf("%s: %s: %d in the tiles, %d in the legend", by, l.Act, byAct[l.Act], l.Statements)
			}
		}
		if p.Numbers.Coverage != 100 {
			t.Errorf("coverage %d", p.Numbers.Coverage)
		}
	}
	check("")
	check("programme")
}

func TestProvisionPage(t *testing.T) {
	b := newBrowser(t)
	check := func(n, previous, next int) {
		t.Helper()
		p, err := b.provisionPage("en", n)
		if err != nil {
			t.Fatal(err)
		}
		number := func(tile *tile) int {
			if tile == nil {
				return 0
			}
			return tile.Number
		}
		if number(p.Previous) != previous || number(p.Next) != next {
			t.Errorf("%d: between %d and %d, want %d and %d", n, number(p.Previous), number(p.Next), previous, next)
		}
		if len(p.Entries) == 0 || len(p.Marks) < len(p.Entries) {
			t.Errorf("%d: %d entries, %d marks", n, len(p.Entries), len(p.Marks))
		}
		if slices.ContainsFunc(p.Neighbours, func(o tile) bool { return o.Number == n }) {
			t.Errorf("%d is its own neighbour", n)
		}
	}
	check(1, 0, 2)
	check(27, 26, 28)
	check(90, 89, 0)
}

func TestEntry(t *testing.T) {
	b := newBrowser(t)
	e, err := b.pack.Entry(entente.StatementID{Instrument: "vilnius-2023", Provision: 27, Number: 1})
	if err != nil {
		t.Fatal(err)
	}
	v := b.entry(e)
	if v.Place() != "27/1" || v.URL != aPage {
		t.Errorf("place %q, url %q", v.Place(), v.URL)
	}
	if len(v.Figures) == 0 || v.Figures[0].Amount != "≥ 2% of GDP" {
		t.Errorf("figures %+v", v.Figures)
	}
	if len(v.Bearer) == 0 || v.Bearer[0].URL != "/group/allies" {
		t.Errorf("bearer %+v", v.Bearer)
	}
	e.Statements = append(e.Statements, entente.StatementID{Instrument: "vilnius-2023", Provision: 28, Number: 2})
	var codes []string
	for _, s := range b.chain(e) {
		codes = append(codes, s.Kind+" "+s.Code)
	}
	want := []string{"instrument 2023-07-11", "provision ¶27", "statement vilnius-2023/27/1", "provision ¶28", "statement vilnius-2023/28/2"}
	if !reflect.DeepEqual(codes, want) {
		t.Errorf("chain %q, want %q", codes, want)
	}
}

func TestGrouped(t *testing.T) {
	check := func(number, want string) {
		t.Helper()
		if got := grouped(number); got != want {
			t.Errorf("%s: %q, want %q", number, got, want)
		}
	}
	check("2", "2")
	check("2.50", "2.50")
	check("2023", "2023")
	check("30000", "30\u202f000")
	check("1000000000", "1\u202f000\u202f000\u202f000")
	check("-123456.789", "−123\u202f456.789")
}

func TestActorPage(t *testing.T) {
	b := newBrowser(t)
	members := func(at string) (count, listed int) {
		d, err := cal.ParseDate(at)
		if err != nil {
			t.Fatal(err)
		}
		p := actorPage{ID: "allies", At: d}
		if err := b.fillGroup(&p); err != nil {
			t.Fatal(err)
		}
		for _, m := range p.Members {
			if m.Is {
				listed++
			}
		}
		return p.Count, listed
	}
	for at, want := range map[string]int{"2023-04-03": 30, "2023-07-11": 31, "2024-03-08": 32} {
		if count, listed := members(at); count != want || listed != want {
			t.Errorf("Allies on %s: %d, %d listed as such; want %d", at, count, listed, want)
		}
	}
	finland := actorPage{ID: "FIN", At: cal.NewDate(2023, 7, 11)}
	if err := b.fillParty(&finland); err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(finland.Through, func(s shared) bool { return s.Register == "/register?bearer=allies&kind=undertakings" && s.Bears > 100 }) {
		t.Errorf("what Finland bears with its groups: %+v", finland.Through)
	}
}

func TestRegisterPage(t *testing.T) {
	b := newBrowser(t)
	check := func(query string, fits func(entry) bool) {
		t.Helper()
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		p, err := b.registerPage(q)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Entries) == 0 || len(p.Entries) >= p.All {
			t.Errorf("%s: %d of %d entries", query, len(p.Entries), p.All)
		}
		for _, e := range p.Entries {
			if !fits(e) {
				t.Errorf("%s: %v does not fit", query, e.ID)
			}
		}
	}
	check("programme=investment", func(e entry) bool { return e.Undertaking.Programme == "investment" })
	check("act=decision&kind=undertakings", func(e entry) bool { return slices.Contains(e.Acts, entente.Decision) && !e.Context })
	check("provision=34", func(e entry) bool { return slices.Contains(e.Provisions(), 34) })
	check("deadline="+node.AnyDeadline, func(e entry) bool { return e.Deadline != nil })
	check("system=V047&bearer=&text=", func(e entry) bool { return slices.Contains(e.Undertaking.Systems, "V047") })
}
