package pack_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"entente"
	"entente/cal"
	"entente/pack"
	"entente/procedure"
)

// The properties of decisions under silence that are checked here, against a reading of the rules that shares nothing with the engine:
//
//	P1 nobody reports an adoption as certain while an objection or amendment was recorded in time in anybody's ledger;
//	P2 when all is delivered, whoever broke silence in time is named, and nobody else;
//	P3 the same acts give the same finding, in whatever order and however often they came;
//	P4 an announcement over an objection never counts, whoever makes it;
//	P5 an adoption that is certain stays one, whatever arrives later;
//	P6 an act recorded before expiry is not called late, one recorded at or after it is never in time;
//	P7 the engine and the reading agree on state, expiry, who broke silence, and which acts count;
//	P8 statements, reservations and duplicates change nothing;
//	P9 what is said of a past instant is what would have been said then.

// A reading is how a case stands by the rules as they are written.
type reading struct {
	state    string
	expiry   cal.Instant
	broken   []entente.ActorID
	counted  []bool
	version  int
	objected map[string]bool // who did which act on this version, as it stands
	said     map[string]bool
}

// order is that of acts at one instant, as the definition lists them.
var order = []string{"object", "amend", "refuse-silence", "withdraw", "table", "silence", "ask-time", "extend", "statement", "reserve", "notify", "announce"}

// read reads acts up to an instant. The acts must be in order, and none twice.
func read(acts []procedure.Act, members []entente.ActorID, at cal.Instant) reading {
	r := reading{state: "draft", counted: make([]bool, len(acts)), objected: map[string]bool{}, said: map[string]bool{}}
	for i := range acts {
		a := &acts[i]
		if a.Received > at {
			break
		}
		if r.state == "silence" && r.expiry <= a.Received {
			r.state = "adopted"
		}
		r.counted[i] = r.take(a, slices.Contains(members, a.By), a.By == "CHR")
	}
	if r.state == "silence" && r.expiry <= at {
		r.state = "adopted"
	}
	return r
}

func (r *reading) take(a *procedure.Act, member, chair bool) bool {
	until, given := a.Content.Moment("expiry")
	in := func(states ...string) bool { return slices.Contains(states, r.state) }
	switch {
	case (a.Act == "object" || a.Act == "amend") && member && in("silence", "broken"):
		if a.Received >= r.expiry || r.objected[string(a.By)+a.Act] {
			return false
		}
		r.state = "broken"
		r.objected[string(a.By)+a.Act] = true
		if !slices.Contains(r.broken, a.By) {
			r.broken = append(r.broken, a.By)
		}
	case a.Act == "refuse-silence" && member && in("tabled"):
		r.state = "draft"
	case a.Act == "withdraw" && chair && in("draft", "tabled", "silence", "broken"):
		r.state = "withdrawn"
	case a.Act == "withdraw" && member && in("broken"):
		delete(r.objected, string(a.By)+"object")
		delete(r.objected, string(a.By)+"amend")
	case a.Act == "table" && chair && in("draft", "tabled", "broken"):
		if given && until <= a.Received {
			return false
		}
		r.state = "tabled"
		r.version++
		r.broken, r.objected, r.said = nil, map[string]bool{}, map[string]bool{}
		if given {
			r.state, r.expiry = "silence", until
		}
	case a.Act == "silence" && chair && in("tabled") && given && until > a.Received:
		r.state, r.expiry = "silence", until
	case a.Act == "extend" && chair && in("silence") && given && until > r.expiry:
		r.expiry = until
	case (a.Act == "statement" || a.Act == "reserve") && member && in("silence", "broken", "adopted"):
	case a.Act == "notify" && chair && in("broken", "adopted") && !r.said["notify"]:
		r.said["notify"] = true
	case a.Act == "announce" && chair && in("adopted") && !r.said["announce"]:
		r.said["announce"] = true
	default:
		return false
	}
	return true
}

// A world is members, a chair, and what each recorded in a ledger of its own.
type model struct {
	p       *procedure.Procedure
	opening procedure.Opening
	members []entente.ActorID
	begin   cal.Instant
}

func newModel(t testing.TB, id string, members int) *model {
	t.Helper()
	content, err := pack.LoadProcedures(os.DirFS("../packs/vilnius"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := content.ProcedureByID(id, 0)
	if err != nil {
		t.Fatal(err)
	}
	m := &model{p: p, begin: cal.InstantOf(cal.NewDate(2026, 3, 2).Time())}
	for i := range members {
		m.members = append(m.members, entente.ActorID(fmt.Sprintf("M%c%c", 'A'+i/26, 'A'+i%26)))
	}
	m.opening = procedure.Opening{Case: "model", Opened: m.begin, Roles: map[string][]entente.ActorID{"chair": {"CHR"}, "member": m.members}}
	return m
}

func (m *model) find(acts []procedure.Act, at cal.Instant, seen map[entente.ActorID]cal.Instant) *procedure.Finding {
	return m.p.Fold(&m.opening, acts, procedure.Query{At: at, Seen: seen})
}

// sorted puts acts in the order of the receipt rule, without duplicates.
func sorted(acts []procedure.Act) []procedure.Act {
	all := slices.Clone(acts)
	slices.SortStableFunc(all, func(a, b procedure.Act) int {
		return cmp.Or(cmp.Compare(a.Received, b.Received), cmp.Compare(slices.Index(order, a.Act), slices.Index(order, b.Act)),
			cmp.Compare(a.By, b.By), cmp.Compare(a.Content.Text("expiry"), b.Content.Text("expiry")), cmp.Compare(a.ID, b.ID))
	})
	return slices.CompactFunc(all, func(a, b procedure.Act) bool { return a.ID == b.ID })
}

// agree checks P2, P4, P6 and P7 for acts at an instant: it returns what is wrong.
func (m *model) agree(acts []procedure.Act, at cal.Instant) string {
	all := sorted(acts)
	want := read(all, m.members, at)
	got := m.find(all, at, nil)
	if got.State != want.state || want.state == "silence" && got.Expiry != want.expiry || !slices.Equal(got.BrokenBy, want.broken) && len(got.BrokenBy)+len(want.broken) > 0 {
		return fmt.Sprintf("P2/P7 at %v: %s by %v until %v, and by the rules %s by %v until %v", at, got.State, got.BrokenBy, got.Expiry, want.state, want.broken, want.expiry)
	}
	refused := make([]string, len(all))
	for _, r := range got.Refused {
		refused[r.Act] = r.Rule
	}
	for i := range all {
		if all[i].Received > at {
			break
		}
		if (refused[i] == "") != want.counted[i] {
			return fmt.Sprintf("P7: %s by %s at %v: refused by %q, and by the rules it counts: %v", all[i].Act, all[i].By, all[i].Received, refused[i], want.counted[i])
		}
		if refused[i] == procedure.RuleExpired && want.expiry != 0 && all[i].Received < want.expiry && want.version == 1 && want.state != "withdrawn" {
			return fmt.Sprintf("P6: %s by %s at %v is called late, before %v", all[i].Act, all[i].By, all[i].Received, want.expiry)
		}
	}
	return ""
}

// partial checks P1 and P5: what a node says that knows each ledger up to a cut only.
func (m *model) partial(acts []procedure.Act, at cal.Instant, cut func(by entente.ActorID) cal.Instant) string {
	seen := map[entente.ActorID]cal.Instant{}
	for _, by := range append(slices.Clone(m.members), "CHR") {
		seen[by] = min(at, cut(by))
	}
	var known []procedure.Act
	for _, a := range acts {
		if until, ok := seen[a.By]; !ok || a.Received <= until {
			known = append(known, a)
		}
	}
	f := m.find(known, at, seen)
	if !f.Adopted() || len(f.Unseen) > 0 {
		return ""
	}
	if whole := m.find(acts, at, nil); !whole.Adopted() {
		return fmt.Sprintf("P1/P5: adopted for certain at %v, and %s by %v when all is known", at, whole.State, whole.BrokenBy)
	}
	return ""
}

func act(by entente.ActorID, name string, at cal.Instant, expiry cal.Instant, id int) procedure.Act {
	a := procedure.Act{Act: name, By: by, Received: at, ID: strconv.Itoa(id), Content: procedure.Content{}}
	if expiry != 0 {
		a.Content.SetText("expiry", expiry.String())
	}
	if name == "table" {
		a.Content.SetText("text", "Text "+strconv.Itoa(id))
	}
	return a
}

// TestSilenceExhaustively tries every choice of up to so many events, at every instant around two expiries, with every cut of every ledger.
func TestSilenceExhaustively(t *testing.T) {
	depth, sizes := 3, []int{2}
	if os.Getenv("ENTENTE_LONG") != "" {
		depth, sizes = 4, []int{1, 2, 3}
	}
	for _, id := range []string{"silence-osce", "silence-nato"} {
		for _, size := range sizes {
			exhaust(t, id, size, depth)
		}
	}
}

// exhaust tries all choices for a membership: its first two members act, and where there is one only, the second is a stranger.
func exhaust(t *testing.T, id string, size, depth int) {
	m := newModel(t, id, size)
	expiry, later := m.begin+1000, m.begin+2000
	instants := []cal.Instant{m.begin + 1, expiry - 1, expiry, later - 1, later}
	var events []procedure.Act
	for _, at := range instants {
		for _, e := range []procedure.Act{
			act("MAA", "object", at, 0, 0), act("MAB", "amend", at, 0, 0), act("MAA", "statement", at, 0, 0), act("MAA", "withdraw", at, 0, 0),
			act("CHR", "extend", at, later, 0), act("CHR", "withdraw", at, 0, 0), act("CHR", "table", at, later, 0), act("CHR", "notify", at, 0, 0), act("CHR", "announce", at, 0, 0), act("XXX", "object", at, 0, 0),
		} {
			e.ID = strconv.Itoa(len(events) + 1)
			events = append(events, e)
		}
	}
	schedules := 0
	var try func(from int, acts []procedure.Act)
	try = func(from int, acts []procedure.Act) {
		schedules++
		for _, at := range append(instants, later+1) {
			if wrong := m.agree(acts, at); wrong != "" {
				t.Fatalf("%s: %s\n%v", id, wrong, acts)
			}
			for cuts := range 1 << 3 {
				wrong := m.partial(acts, at, func(by entente.ActorID) cal.Instant {
					i := map[entente.ActorID]int{"MAA": 0, "MAB": 1, "CHR": 2}[by]
					if cuts&(1<<i) == 0 {
						return expiry - 1
					}
					return at
				})
				if wrong != "" {
					t.Fatalf("%s: %s\n%v", id, wrong, acts)
				}
			}
		}
		if len(acts) > depth {
			return
		}
		for i := from; i < len(events); i++ {
			try(i+1, append(slices.Clip(acts), events[i]))
		}
	}
	try(0, []procedure.Act{act("CHR", "table", m.begin, expiry, 0)})
	t.Logf("%s, %d members: %d schedules", id, size, schedules)
}

// TestSilenceAtRandom tries seeded schedules of nodes with skewed clocks and ledgers of their own, a chair that lies, and a network that
// delays, repeats, reorders and withholds.
func TestSilenceAtRandom(t *testing.T) {
	schedules := 20_000
	if os.Getenv("ENTENTE_LONG") != "" {
		schedules = 10_000_000
	}
	for part, id := range []string{"silence-osce", "silence-nato"} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			models := map[int]*model{}
			for n := 2; n <= 7; n++ {
				models[n] = newModel(t, id, n)
			}
			for seed := range schedules / 2 {
				if wrong := randomSchedule(models, uint64(seed), uint64(part)); wrong != "" {
					t.Fatalf("seed %d, %d: %s", seed, part, wrong)
				}
			}
			t.Logf("%d schedules, seeds 0 to %d", schedules/2, schedules/2-1)
		})
	}
}

func randomSchedule(models map[int]*model, seed, part uint64) string {
	rng := rand.New(rand.NewPCG(seed, part))
	m := models[2+rng.IntN(6)]
	end := m.begin + 10_000
	last := map[entente.ActorID]cal.Instant{} // of each ledger: instants only rise
	skew := map[entente.ActorID]cal.Instant{}
	for _, by := range append(slices.Clone(m.members), "CHR") {
		skew[by] = cal.Instant(rng.IntN(401) - 200)
	}
	record := func(by entente.ActorID, name string, at, expiry cal.Instant, id int) procedure.Act {
		at = max(at+skew[by], last[by]+1, m.begin)
		last[by] = at
		return act(by, name, at, expiry, id)
	}
	moment := func() cal.Instant {
		edges := []cal.Instant{1000, 2000, 3000, 5000}
		if rng.IntN(2) == 0 {
			return m.begin + edges[rng.IntN(4)] + cal.Instant(rng.IntN(5)-2)
		}
		return m.begin + cal.Instant(rng.IntN(9000))
	}
	expiry := func() cal.Instant { return m.begin + []cal.Instant{1000, 2000, 3000, 5000}[rng.IntN(4)] }
	acts := []procedure.Act{record("CHR", "table", m.begin, expiry(), 0)}
	n := 1 + rng.IntN(7)
	times := make([]cal.Instant, n)
	for i := range times {
		times[i] = moment()
	}
	slices.Sort(times)
	for i, at := range times {
		by := m.members[rng.IntN(len(m.members))]
		switch rng.IntN(12) {
		case 0, 1, 2:
			acts = append(acts, record(by, "object", at, 0, i+1))
		case 3:
			acts = append(acts, record(by, "amend", at, 0, i+1))
		case 4:
			acts = append(acts, record(by, []string{"statement", "reserve", "withdraw"}[rng.IntN(3)], at, 0, i+1))
		case 5, 6:
			acts = append(acts, record("CHR", "extend", at, expiry(), i+1))
		case 7:
			acts = append(acts, record("CHR", "table", at, expiry(), i+1))
		case 8:
			acts = append(acts, record("CHR", "withdraw", at, 0, i+1))
		case 9:
			acts = append(acts, record("CHR", "table", at, 0, i+1), record("CHR", "silence", at+1, expiry(), i+100))
		default: // the chair announces whenever it likes
			acts = append(acts, record("CHR", "announce", at, 0, i+1))
		}
	}
	at := m.begin + cal.Instant(rng.IntN(int(end-m.begin)))
	if wrong := m.agree(acts, at); wrong != "" {
		return wrong
	}
	if wrong := m.agree(acts, end); wrong != "" {
		return wrong
	}
	cuts := map[entente.ActorID]cal.Instant{}
	for by := range skew {
		cuts[by] = m.begin + cal.Instant(rng.IntN(int(end-m.begin)))
	}
	if wrong := m.partial(acts, at, func(by entente.ActorID) cal.Instant { return cuts[by] }); wrong != "" {
		return wrong
	}
	return m.unmoved(rng, acts, at)
}

// unmoved checks P3, P8 and P9: order, repetition, statements, and what is known later of a past instant change nothing.
func (m *model) unmoved(rng *rand.Rand, acts []procedure.Act, at cal.Instant) string {
	say := func(f *procedure.Finding) string { return fmt.Sprint(f.State, f.BrokenBy, f.Expiry, len(f.Texts)) }
	want := say(m.find(sorted(acts), at, nil))
	mixed := slices.Clone(acts)
	mixed = append(mixed, acts[rng.IntN(len(acts))], acts[rng.IntN(len(acts))])
	rng.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	if got := say(m.find(mixed, at, nil)); got != want {
		return fmt.Sprintf("P3: %s, and in another order %s", want, got)
	}
	var less []procedure.Act
	for _, a := range acts {
		if a.Act != "statement" && a.Act != "reserve" && a.Received <= at {
			less = append(less, a)
		}
	}
	if got := say(m.find(less, at, nil)); got != want {
		return fmt.Sprintf("P8/P9: %s, and without statements and what came later %s", want, got)
	}
	return ""
}

// The checks can fail: a definition that is wrong in one place is caught.
func TestSilenceMutants(t *testing.T) {
	check := func(name string, change func(d *procedure.Definition)) {
		t.Helper()
		models := map[int]*model{}
		for n := 2; n <= 7; n++ {
			m := newModel(t, "silence-osce", n)
			d := m.p.Definition
			d.Acts, d.Clocks, d.States = slices.Clone(d.Acts), slices.Clone(d.Clocks), slices.Clone(d.States)
			change(&d)
			p, err := procedure.New(d)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			m.p = p
			models[n] = m
		}
		for seed := range uint64(3000) {
			if randomSchedule(models, seed, 0) != "" {
				return
			}
		}
		t.Errorf("%s: nobody noticed", name)
	}
	rule := func(d *procedure.Definition, id string) *procedure.Rule {
		return &d.Acts[slices.IndexFunc(d.Acts, func(r procedure.Rule) bool { return r.ID == id })]
	}
	check("objections after expiry count", func(d *procedure.Definition) { rule(d, "object").Before = "" })
	check("amendments do not break", func(d *procedure.Definition) { rule(d, "amend").Breaks = false })
	check("objections do not move the case", func(d *procedure.Definition) { rule(d, "object").To = "" })
	check("announced over an objection", func(d *procedure.Definition) { rule(d, "announce").In = []string{"adopted", "broken"} })
	check("extended to an earlier time", func(d *procedure.Definition) { rule(d, "extend").Content[0].Later = "" })
	check("statements break", func(d *procedure.Definition) { rule(d, "statement").Breaks = true })
	check("silence of three days whatever the chair says", func(d *procedure.Definition) { d.Clocks[0].Field, d.Clocks[0].After = "", mustSpan("PT72H") })
	check("objections twice", func(d *procedure.Definition) { rule(d, "object").Once = "" })
}

func mustSpan(s string) cal.Span {
	p, err := cal.ParseSpan(s)
	if err != nil {
		panic(err)
	}
	return p
}
