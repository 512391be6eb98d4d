package pack_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"entente"
	"entente/cal"
	"entente/pack"
)

// minimal is a pack that uses every field. Alpha and Beta are invented.
const minimal = `pack:
  id: test
  version: "1"
  instrument: accord
  languages: [en, zh]
  licence: Apache-2.0
  title: {en: Accord, zh: 协定}
  source: invented for tests
provisions:
- {number: 1, title: {en: Purpose, zh: 宗旨}, programme: peace}
- {number: 2, title: {en: Spending, zh: 开支}, programme: money}
programmes:
- {id: peace, title: {en: Peace, zh: 和平}, summary: {en: Keeping it, zh: 维护和平}}
- {id: money, title: {en: Money, zh: 资金}}
parties:
- {id: ALP, names: {en: Alpha, zh: 甲国, fr: Alpha}, note: invented}
- {id: BET, names: {en: Beta, zh: 乙国}}
groups:
- id: members
  names: {en: Members, zh: 成员国}
  members:
  - {party: ALP}
  - {party: BET, since: 2020, until: 2021-07-01}
  - {party: BET, since: 2023-05}
  source: invented
- {id: everyone, names: {en: Everyone, zh: 各方}, open: true}
bodies:
- {id: council, names: {en: Council, zh: 理事会}, group: members, rule: consensus, since: 2019-04-04, until: 2030, source: invented, note: sits weekly}
- {id: bureau, names: {en: Bureau, zh: 局}, parent: council, until: 2022}
instruments:
- {id: accord, names: {en: Accord, zh: 协定}, kind: treaty, date: 2023-07-11, source: invented, note: the subject}
- {id: annex, names: {en: Annex, zh: 附件}, part-of: accord}
systems:
- {id: S1, names: {en: Ledger, zh: 账本}, provisions: [2], programme: money, who: {en: Members, zh: 成员国}, lets: {en: See it, zh: 查看}, today: register, note: {en: Later, zh: 以后}}
undertakings:
- at: [2/1, 2/2]
  title: {en: Spend at least half, zh: 至少花一半}
  summary: {en: Members spend at least half., zh: 成员国至少花一半。}
  act: commitment
  acts: [commitment, position]
  bearer: [members]
  addressee: [council, BET]
  quantities:
  - {value: "50.0", comparator: ">=", unit: "% of budget", of: {en: spending, zh: 开支}}
  deadline: {phrase: {en: every year until 2025, zh: 至2025年每年}, due: 2025, recurs: P1Y}
  instruments: [annex]
  programme: money
  systems: [S1]
context:
- at: [1/1]
  title: {en: Peace matters, zh: 和平重要}
  act: assessment
  bearer: [members]
  programme: peace
`

func load(t testing.TB, files map[string]string) (*pack.Pack, error) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, data := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(data)}
	}
	return pack.Load(fsys)
}

func mustLoad(t testing.TB, files map[string]string) *pack.Pack {
	t.Helper()
	p, err := load(t, files)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func statementID(provision, number int) entente.StatementID {
	return entente.StatementID{Instrument: "accord", Provision: provision, Number: number}
}

func TestLookups(t *testing.T) {
	p := mustLoad(t, map[string]string{"p.yaml": minimal})
	check := func(what string, got, want any) {
		t.Helper()
		if got != want {
			t.Errorf("%s: got %v, want %v", what, got, want)
		}
	}
	check("id", p.ID, "test")
	check("instrument", p.Instrument.Names["zh"], "协定")
	check("instrument date", p.Instrument.Date.String(), "2023-07-11")
	check("entries", len(p.Entries), 2)
	check("first entry", p.Entries[0].ID, statementID(1, 1))
	check("context", p.Entries[0].Context, true)
	check("acts where there is one", slices.Equal(p.Entries[0].Acts, []entente.Act{entente.Assessment}), true)

	e, err := p.Entry(statementID(2, 2))
	check("entry by a later statement", e.ID, statementID(2, 1))
	check("its error", err, nil)
	check("quantity", string(e.Quantities[0].Comparator)+e.Quantities[0].String(), ">=50.0% of budget")
	check("due", e.Deadline.Due.String(), "2025")

	for id, kind := range map[entente.ActorID]pack.ActorKind{"ALP": pack.Party, "everyone": pack.Group, "bureau": pack.Body} {
		a, err := p.Actor(id)
		check(string(id)+" kind", a.Kind, kind)
		check(string(id)+" error", err, nil)
	}
	body, _ := p.Body("council")
	check("body period", body.Period.String(), "2019-04-04/2029-12-31")
	bureau, _ := p.Body("bureau")
	check("body period without beginning", bureau.Period.String(), "../2021")
	check("body rule", body.Rule, entente.Consensus)
	part, _ := p.InstrumentByID("annex")
	check("part of", part.PartOf, entente.InstrumentID("accord"))

	check("by provision", len(p.EntriesByProvision(2)), 1)
	check("by programme", len(p.EntriesByProgramme("peace")), 1)
	check("by system", len(p.EntriesBySystem("S1")), 1)
	check("by bearer", len(p.EntriesByActor("members")), 2)
	check("by addressee", len(p.EntriesByActor("BET")), 1)
	check("by instrument", len(p.EntriesByInstrument("annex")), 1)
	check("by nobody", len(p.EntriesByActor("bureau")), 0)
}

func TestNotFound(t *testing.T) {
	p := mustLoad(t, map[string]string{"p.yaml": minimal})
	check := func(err error, want string) {
		t.Helper()
		if !errors.Is(err, entente.ErrNotFound) || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	_, err := p.Entry(statementID(9, 1))
	check(err, "pack test: statement accord/9/1: not found")
	_, err = p.Provision(3)
	check(err, "pack test: provision 3: not found")
	_, err = p.Programme("war")
	check(err, "pack test: programme war: not found")
	_, err = p.System("S2")
	check(err, "pack test: system S2: not found")
	_, err = p.InstrumentByID("treaty")
	check(err, "pack test: instrument treaty: not found")
	_, err = p.Actor("GAM")
	check(err, "pack test: actor GAM: not found")
	_, err = p.Party("GAM")
	check(err, "pack test: party GAM: not found")
	_, err = p.Group("council")
	check(err, "pack test: group council: not found")
	_, err = p.Body("members")
	check(err, "pack test: body members: not found")
}

func TestMembership(t *testing.T) {
	p := mustLoad(t, map[string]string{"p.yaml": minimal})
	members, err := p.Group("members")
	if err != nil {
		t.Fatal(err)
	}
	check := func(day string, want ...entente.PartyID) {
		t.Helper()
		d, err := cal.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		if got := members.At(d); !slices.Equal(got, want) {
			t.Errorf("members on %s: got %v, want %v", day, got, want)
		}
	}
	check("1900-01-01", "ALP")
	check("2019-12-31", "ALP")
	check("2020-01-01", "ALP", "BET") // a year begins with its first day
	check("2021-06-30", "ALP", "BET")
	check("2021-07-01", "ALP") // until is the first day no longer
	check("2023-04-30", "ALP")
	check("2023-05-01", "ALP", "BET")
}

// A pack may be cut into files as its editors like: the pieces make the same pack in whatever order they are read.
func TestCutIntoFiles(t *testing.T) {
	whole := mustLoad(t, map[string]string{"p.yaml": minimal})
	head, rest, _ := strings.Cut(minimal, "provisions:\n")
	outline, register, _ := strings.Cut(rest, "undertakings:\n")
	cut := mustLoad(t, map[string]string{
		"a/register.yaml": "undertakings:\n" + register,
		"b/outline.yaml":  "provisions:\n" + outline,
		"z.yaml":          head,
		"tests/bad.yaml":  "no: pack",
		"README.md":       "# not read",
	})
	var w, c strings.Builder
	if err := errors.Join(pack.WriteCSV(&w, whole.Entries, whole), pack.WriteCSV(&c, cut.Entries, cut)); err != nil {
		t.Fatal(err)
	}
	if w.String() != c.String() || whole.Title["zh"] != cut.Title["zh"] || len(whole.Parties) != len(cut.Parties) {
		t.Errorf("got\n%s\nwant\n%s", c.String(), w.String())
	}
}
