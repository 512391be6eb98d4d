package pack_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"entente"
	"entente/pack"
)

// wantFaults loads a pack with faults, and expects these and no others.
func wantFaults(t *testing.T, files map[string]string, what string, want []string) {
	t.Helper()
	_, err := load(t, files)
	faults, ok := errors.AsType[pack.Faults](err)
	if !ok {
		t.Errorf("%s: got error %v, want faults", what, err)
		return
	}
	var got []string
	for _, f := range faults {
		got = append(got, f.String())
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s: got\n\t%s\nwant\n\t%s", what, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// TestFaults changes one thing in a good pack and expects the faults that follow, all of them.
func TestFaults(t *testing.T) {
	check := func(old, replacement string, want ...string) {
		t.Helper()
		if !strings.Contains(minimal, old) {
			t.Fatalf("no %q in the pack", old)
		}
		wantFaults(t, map[string]string{"p.yaml": strings.Replace(minimal, old, replacement, 1)}, fmt.Sprintf("%q for %q", replacement, old), want)
	}

	// Fields of every record.
	check("context:", "contexts:", `p.yaml:49: field "contexts" unknown; did you mean "context"?`)
	check("context:", "acts:", `p.yaml:49: field "acts" unknown`)
	check("  title: {en: Peace", "  titel: {en: Peace", `p.yaml:51: field "titel" unknown; did you mean "title"?`)
	check("  act: assessment\n", "", "p.yaml:50: act missing")
	check("act: assessment", "act:", "p.yaml:52: act is empty")
	check("act: assessment", "act: assessment\n  act: report", "p.yaml:53: act given twice")
	check("bearer: [members]\n  addressee", "bearer: []\n  addressee", "p.yaml:41: bearer is empty")
	check("systems:\n- {", "systems:\n- [1]\n- {", "p.yaml:34: system: want fields (name: value), not a list")
	check("bearer: [members]\n  programme", "bearer: members\n  programme", `p.yaml:53: bearer: want a list, not "members"`)
	check("{party: ALP}", "party", `p.yaml:22: members: want fields (name: value), not "party"`)

	// Text, numbers and other types.
	check(`version: "1"`, "version: 1", `p.yaml:3: version: want text; put "1" in quotation marks`)
	check("note: invented", "note: [invented]", "p.yaml:16: note: want text, not a list")
	check("note: invented", `note: " invented"`, `p.yaml:16: note: " invented": want one line of text without spaces around it`)
	check("note: invented", `note: ""`, `p.yaml:16: note: "": want one line of text without spaces around it`)
	check("number: 2,", "number: two,",
		`p.yaml:11: number: want a whole number, not "two"`,
		`p.yaml:34: provisions "2" unknown; declare it in provisions`,
		`p.yaml:36: provision "2" unknown; declare it in provisions`,
		`p.yaml:36: provision "2" unknown; declare it in provisions`)
	check("number: 2,", "number: 02,",
		`p.yaml:11: number: want a whole number, not "02"`,
		`p.yaml:34: provisions "2" unknown; declare it in provisions`,
		`p.yaml:36: provision "2" unknown; declare it in provisions`,
		`p.yaml:36: provision "2" unknown; declare it in provisions`)
	check("number: 2,", "number: -2,",
		`p.yaml:11: number: want a whole number, not "-2"`,
		`p.yaml:34: provisions "2" unknown; declare it in provisions`,
		`p.yaml:36: provision "2" unknown; declare it in provisions`,
		`p.yaml:36: provision "2" unknown; declare it in provisions`)
	check("open: true", "open: yes", `p.yaml:26: open: want true or false, not "yes"`)
	check("act: assessment", "act: {en: assessment}", "p.yaml:52: act: want one value, not fields")
	check("act: assessment", "act: ~", `p.yaml:52: act: want one value, not "~"`)
	check("summary: {en: Keeping it, zh: 维护和平}", "summary: &x {en: Keeping it, zh: 维护和平}}\n- {id: war, title: {en: War, zh: 战争}, summary: *x", "p.yaml:14: summary: want a text for each language, such as {en: …}, not an alias")

	// Wording.
	check(", zh: 和平重要", "", "p.yaml:51: title: zh missing")
	check(", zh: 和平重要", ", cn: 和平重要", "p.yaml:51: title: zh missing")
	check(", zh: 和平重要", ", zh: 和平重要, zh: 和平", "p.yaml:51: title: language zh given twice")
	check(", zh: 和平重要", ", zho: 和平重要",
		"p.yaml:51: title: zh missing",
		`p.yaml:51: title: language "zho": want an ISO 639-1 code such as en`)
	check(", zh: 和平重要", ", zh: 3", `p.yaml:51: title.zh: want text; put "3" in quotation marks`)
	check("title: {en: Peace matters, zh: 和平重要}", "title: Peace matters", `p.yaml:51: title: want a text for each language, such as {en: …}, not "Peace matters"`)
	check("title: {en: Peace matters, zh: 和平重要}", "title: {}", "p.yaml:51: title is empty")
	check("Peace matters", "One two three four five six seven eight nine ten eleven twelve thirteen", "p.yaml:51: title has 13 words: want at most 12")
	check("和平重要", "一二三四五六七八九十一二三四五六七八九十一二三四五六七", "p.yaml:51: title has 27 characters: want at most 26")
	check("languages: [en, zh]", "languages: [en, zh, de]",
		"p.yaml:7: title: de missing",
		"p.yaml:10: title: de missing",
		"p.yaml:11: title: de missing",
		"p.yaml:13: title: de missing",
		"p.yaml:13: summary: de missing",
		"p.yaml:14: title: de missing",
		"p.yaml:16: names: de missing",
		"p.yaml:17: names: de missing",
		"p.yaml:20: names: de missing",
		"p.yaml:26: names: de missing",
		"p.yaml:28: names: de missing",
		"p.yaml:29: names: de missing",
		"p.yaml:31: names: de missing",
		"p.yaml:32: names: de missing",
		"p.yaml:34: names: de missing",
		"p.yaml:34: who: de missing",
		"p.yaml:34: lets: de missing",
		"p.yaml:34: note: de missing",
		"p.yaml:37: title: de missing",
		"p.yaml:38: summary: de missing",
		"p.yaml:44: of: de missing",
		"p.yaml:45: phrase: de missing",
		"p.yaml:51: title: de missing")
	check("languages: [en, zh]", "languages: [english]", `p.yaml:5: languages: want an ISO 639-1 code such as en, not "english"`)

	// Dates.
	check("date: 2023-07-11", "date: 2023-7-11", `p.yaml:31: date "2023-7-11": want 2023, 2023-Q3, 2023-07, 2023-07-11 or FIRST/LAST (".." for open)`)
	check("since: 2023-05", "since: 2023-13", `p.yaml:24: since "2023-13": want 2023, 2023-Q3, 2023-07, 2023-07-11 or FIRST/LAST (".." for open)`)
	check("until: 2021-07-01", "until: 2020", "p.yaml:23: until 2020 is not after since 2020")
	check("since: 2023-05", "since: ../2023", `p.yaml:24: since "../2023": want a first day`)
	check("due: 2025", "due: soon", `p.yaml:45: due "soon": want 2023, 2023-Q3, 2023-07, 2023-07-11 or FIRST/LAST (".." for open)`)
	check("due: 2025", `due: ""`, `p.yaml:45: due: want one value, not ""`)
	check("recurs: P1Y", "recurs: yearly", `p.yaml:45: recurs "yearly": want an ISO 8601 duration such as P1Y`)
	check("since: 2023-05", "since: 2021", "p.yaml:24: party BET is a member twice on the same days (2020-01/2021-06, 2021/..)")

	// Identifiers.
	check("pack:\n  id: test", "pack:\n  id: Test", `p.yaml:2: id "Test": want lower-case words joined by hyphens`)
	check("id: BET", "id: beta",
		`p.yaml:17: id "beta": want an ISO 3166-1 alpha-3 code such as DEU`,
		`p.yaml:23: party "BET" unknown; declare it in parties`,
		`p.yaml:24: party "BET" unknown; declare it in parties`,
		`p.yaml:42: addressee "BET" unknown; declare it in parties, groups or bodies`)
	check("id: everyone", "id: Every One", `p.yaml:26: id "Every One": want lower-case words joined by hyphens`)
	check("id: S1", "id: system-1",
		`p.yaml:34: id "system-1": want a capital letter and digits, such as V047`,
		`p.yaml:48: systems "S1" unknown; declare it in systems`)
	check("instrument: accord", "instrument: acord", `p.yaml:4: instrument "acord" unknown; did you mean "accord"?`)
	check("{party: ALP}", "{party: AL}", `p.yaml:22: party "AL" unknown; did you mean "ALP"?`)
	check("bearer: [members]\n  addressee", "bearer: [member]\n  addressee", `p.yaml:41: bearer "member" unknown; did you mean "members"?`)
	check("bearer: [members]\n  addressee", "bearer: [nobody]\n  addressee", `p.yaml:41: bearer "nobody" unknown; declare it in parties, groups or bodies`)
	check("bearer: [members]\n  addressee", "bearer: [members, members]\n  addressee", `p.yaml:41: bearer "members" given twice`)
	check("addressee: [council, BET]", `addressee: ["", ""]`,
		`p.yaml:42: addressee: want one value, not ""`,
		`p.yaml:42: addressee: want one value, not ""`)
	check("group: members, rule", "group: council, rule", `p.yaml:28: group "council" unknown; declare it in groups`)
	check("parent: council", "parent: members", `p.yaml:29: parent "members" unknown; declare it in bodies`)
	check("parent: council", "parent: bureau", "p.yaml:29: parent of bureau leads back to itself")
	check("part-of: accord", "part-of: acord", `p.yaml:32: part-of "acord" unknown; did you mean "accord"?`)
	check("date: 2023-07-11", "part-of: annex", "p.yaml:31: part-of of accord leads back to itself")
	check("instruments: [annex]", "instruments: [anex]", `p.yaml:46: instruments "anex" unknown; did you mean "annex"?`)
	check("programme: money\n  systems", "programme: mony\n  systems", `p.yaml:47: programme "mony" unknown; did you mean "money"?`)
	check("systems: [S1]", "systems: [S2]", `p.yaml:48: systems "S2" unknown; did you mean "S1"?`)
	check("at: [1/1]", "at: [3/1]",
		"p.yaml:10: provision 1 has no entry under undertakings or context",
		`p.yaml:50: provision "3" unknown; declare it in provisions`)
	check("provisions: [2]", "provisions: [3]",
		`p.yaml:34: provisions "3" unknown; declare it in provisions`,
		"p.yaml:48: system S1 is of provisions [3], not of 2: mend the one or the other")
	check("provisions: [2]", "provisions: [1]", "p.yaml:48: system S1 is of provisions [1], not of 2: mend the one or the other")
	check("id: everyone", "id: members", "p.yaml:26: actor members is declared twice, first in line 19")
	check("id: everyone", "id: council", "p.yaml:28: actor council is declared twice, first in line 26")
	check("id: BET", "id: ALP",
		"p.yaml:17: actor ALP is declared twice, first in line 16",
		`p.yaml:23: party "BET" unknown; declare it in parties`,
		`p.yaml:24: party "BET" unknown; declare it in parties`,
		`p.yaml:42: addressee "BET" unknown; declare it in parties, groups or bodies`)
	check("{number: 2,", "{number: 1,",
		"p.yaml:11: provision 1 is declared twice, first in line 10",
		`p.yaml:34: provisions "2" unknown; declare it in provisions`,
		`p.yaml:36: provision "2" unknown; declare it in provisions`,
		`p.yaml:36: provision "2" unknown; declare it in provisions`)
	check("context:", "pack: {id: other, version: v2, instrument: accord, languages: [en], licence: none, title: {en: Other, zh: 其他}}\ncontext:", "p.yaml:49: pack given twice")

	// Words of a list.
	check("act: assessment", "act: asessment", `p.yaml:52: act "asessment" unknown; did you mean "assessment"?`)
	check("act: assessment", "act: opinion", `p.yaml:52: act "opinion" unknown: want one of commitment, decision, tasking, call, position, assessment, report, appraisal`)
	check("rule: consensus", "rule: concensus", `p.yaml:28: rule "concensus" unknown; did you mean "consensus"?`)
	check("kind: treaty", "kind: Treaty", `p.yaml:31: kind "Treaty": want lower-case words joined by hyphens`)
	check("today: register", "today: not yet", `p.yaml:34: today "not yet": want lower-case words joined by hyphens`)

	// Quantities.
	check(`"50.0"`, "50.0", `p.yaml:44: value: want text; put "50.0" in quotation marks`)
	check(`"50.0"`, `"1/2"`, `p.yaml:44: value "1/2": want digits with an optional minus and decimal point, such as -12.50`)
	check(`">="`, `"≥"`, `p.yaml:44: comparator "≥": want one of >= > = < <= ~`)
	check(`comparator: ">="`, "comparator: ~", `p.yaml:44: comparator: want text; put "~" in quotation marks`)
	check(`unit: "% of budget"`, "unit: tones", `p.yaml:44: unit "tones" unknown; did you mean "t"?`)
	check(`unit: "% of budget"`, "unit: Tonnes", `p.yaml:44: unit "Tonnes" unknown; did you mean "t"?`)
	check(`unit: "% of budget"`, "unit: KM", `p.yaml:44: unit "KM": want %, "% of …", an ISO 4217 or UCUM code, or a plural noun in lower case`)
	check(", of: {en: spending, zh: 开支}", "", "p.yaml:44: of missing")

	// The register.
	check("at: [2/1, 2/2]", "at: [2/2, 2/1]", "p.yaml:36: at 2/1: want statements in ascending order")
	check("at: [2/1, 2/2]", "at: [2/1, 2/1]", "p.yaml:36: statement 2/1 is accounted for twice, first in line 36")
	check("at: [2/1, 2/2]", "at: [2/1, 2/3]", "p.yaml:36: statement 2/2 missing before 2/3")
	check("at: [2/1, 2/2]", "at: [2/2]", "p.yaml:36: statement 2/1 missing before 2/2")
	check("at: [2/1, 2/2]", "at: [2/1, 1/1]",
		"p.yaml:36: at 1/1: want statements in ascending order",
		"p.yaml:50: statement 1/1 is accounted for twice, first in line 36")
	check("at: [1/1]", "at: [1-1]",
		"p.yaml:10: provision 1 has no entry under undertakings or context",
		`p.yaml:50: at "1-1": want PROVISION/NUMBER such as 27/1`)
	check("at: [1/1]", "at: [2/3]", "p.yaml:10: provision 1 has no entry under undertakings or context")
	check("number: 2,", "number: 4,",
		"p.yaml:11: provision 2 missing before 4",
		"p.yaml:11: provision 4 has no entry under undertakings or context",
		`p.yaml:34: provisions "2" unknown; declare it in provisions`,
		`p.yaml:36: provision "2" unknown; declare it in provisions`,
		`p.yaml:36: provision "2" unknown; declare it in provisions`)
	check("acts: [commitment, position]", "acts: [position, commitment]", "p.yaml:40: acts begin with position but act is commitment: the primary act comes first")
	check("acts: [commitment, position]", "acts: [commitment]", "p.yaml:40: acts hold nothing but act commitment: leave them out")
	check("acts: [commitment, position]", "acts: [commitment, commitment]", "p.yaml:40: acts name commitment twice")
	check("acts: [commitment, position]", "acts: [commitment, promise]", `p.yaml:40: acts "promise" unknown: want one of commitment, decision, tasking, call, position, assessment, report, appraisal`)
	check("act: assessment", "act: call", "p.yaml:52: act call belongs under undertakings, not context")
	check("act: commitment\n  acts: [commitment, position]", "act: position", "p.yaml:39: act position belongs under context: no commitment, decision, tasking or call is with it")

	// Groups.
	check(", open: true", "", "p.yaml:26: group everyone has no members; write open: true where they are not enumerated")
	check("  source: invented\n", "  source: invented\n  open: true\n", "p.yaml:19: group members has members and is open: leave out one of the two")
}

// TestFilesWithFaults is about files as a whole.
func TestFilesWithFaults(t *testing.T) {
	check := func(name, data, want string) {
		t.Helper()
		if _, err := load(t, map[string]string{"p.yaml": minimal, name: data}); err == nil || err.Error() != want {
			t.Errorf("%s: got\n%v\nwant\n%s", name, err, want)
		}
	}
	check("a.yaml", "", "a.yaml: not YAML: no documents in stream")
	check("a.yaml", "# nothing", "a.yaml: not YAML: no documents in stream")
	check("a.yaml", "parties:\n- {id: GAM", "a.yaml:3: not YAML: did not find expected ',' or '}'")
	check("a.yaml", "parties: []\n---\nparties: []\n", "a.yaml: not YAML: expected single document, found multiple")
	check("a.yaml", "[]", "a.yaml:1: file: want fields (name: value), not a list")
	check("a.yaml", "- \x01", "a.yaml: not YAML: control characters are not allowed (value: 1)")
	check("a.yml", "parties: []", "a.yml: name the file a.yaml")
	check("a.yaml", strings.Repeat("[", 20_000), "a.yaml:1: not YAML: exceeded max depth of 10000")
	check("dir/a.yaml", strings.Repeat("#", 2<<20), "dir/a.yaml: has 2097152 bytes: want at most 1048576; cut it in two")
	check("p.yaml", "parties: []", ".: pack missing: want pack: {id: …, version: …} in one of the files")
	check("q.yaml", "pack: {id: other, version: v2, instrument: accord, languages: [en], licence: none, title: {en: Other, zh: 其他}}",
		"q.yaml:1: pack is given twice, first in p.yaml:2")
}

// A file gone wrong as a whole is not listed to its end.
func TestTooManyFaults(t *testing.T) {
	_, err := load(t, map[string]string{"p.yaml": minimal, "q.yaml": "parties:\n" + strings.Repeat("- {}\n", 5000)})
	faults, _ := errors.AsType[pack.Faults](err)
	if len(faults) != 1001 || faults[1000].String() != ".: more faults are not listed" {
		t.Errorf("got %d faults, last %v", len(faults), faults[len(faults)-1])
	}
}

// A folder that cannot be read is no fault of the pack.
func TestUnreadable(t *testing.T) {
	_, err := pack.Load(os.DirFS("testdata/none"))
	if !errors.Is(err, os.ErrNotExist) || errors.Is(err, entente.ErrInvalid) {
		t.Errorf("got %v", err)
	}
}

// TestFaultListing reads a pack with many faults and compares all of them.
func TestFaultListing(t *testing.T) {
	_, err := pack.Load(os.DirFS("testdata/faulty"))
	faults, ok := errors.AsType[pack.Faults](err)
	if !ok || !errors.Is(err, entente.ErrInvalid) {
		t.Fatalf("got %v, want faults", err)
	}
	want, err := os.ReadFile("testdata/faulty.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got := faults.In("packs/faulty").Error() + "\n"; got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
