package ocds_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"entente"
	"entente/balance/ocds"
	"entente/unit"
)

func written(t testing.TB, p ocds.Package) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := ocds.Write(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// dump shows a value with all that it points to.
func dump(t testing.TB, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// shared returns a folder of shared data, or skips the test.
func shared(t *testing.T, parts ...string) string {
	t.Helper()
	dir := filepath.Join(append([]string{"..", "..", "..", "shared", "data"}, parts...)...)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("without the shared data: %v", err)
	}
	return dir
}

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRoundTrip(t *testing.T) {
	for _, isExercise := range []bool{false, true} {
		p := sample()
		p.Exercise = isExercise
		got, r, err := ocds.Read(bytes.NewReader(written(t, p)))
		if err != nil {
			t.Fatal(err)
		}
		if dump(t, got) != dump(t, p) {
			t.Errorf("got\n%s\nwant\n%s", dump(t, got), dump(t, p))
		}
		// one release, one award, two contracts, nine items
		if r.Read != 13 || r.Stored != 13 || r.Refused != 0 || len(r.Ignored) != 0 {
			t.Errorf("%+v", r)
		}
	}
}

// What each has is the same whether it is added up or told by the contracts.
func TestShares(t *testing.T) {
	check := func(name, want string, change func(p *ocds.Purchase)) {
		t.Helper()
		p := sample().Purchases[0]
		change(&p)
		shares, missing := p.Shares()
		var got []string
		for _, s := range shares {
			got = append(got, fmt.Sprint(s.Buyer, " ", len(s.Items), " ", s.Values))
		}
		if got := strings.Join(append(got, missing...), "; "); got != want {
			t.Errorf("%s: %s\nwant %s", name, got, want)
		}
	}
	check("contracts: prices for two, the value for the third", "B1 1 [{37515.00 EUR}]; B2 1 [{25010.00 EUR}]; B3 1 [{12000 EUR}]", func(p *ocds.Purchase) {})
	check("awards", "B1 1 [{37515.00 EUR}]; B2 1 [{25010.00 EUR}]; B3 1 [{12505.00 EUR}]", func(p *ocds.Purchase) { p.Contracts = nil })
	check("tender", "B1 1 [{37515.00 EUR}]; B2 1 [{25010.00 EUR}]; B3 1 [{12505.00 EUR}]", func(p *ocds.Purchase) { p.Contracts, p.Awards = nil, nil })
	check("no items", "B1 0 []; B2 0 []; B3 0 []", func(p *ocds.Purchase) { p.Contracts, p.Awards, p.Tender = nil, nil, nil })
	check("no price", "B1 0 []; B2 1 [{25010.00 EUR}]; B3 1 [{12000 EUR}]; contract c1: item 1: no buyer", func(p *ocds.Purchase) { p.Contracts[0].Items[0].Buyer = "" })
	check("no buyer", "B1 1 []; B2 1 [{25010.00 EUR}]; B3 1 [{12000 EUR}]; contract c1: item 1: no price of a unit", func(p *ocds.Purchase) { p.Contracts[0].Items[0].Unit = nil })
	check("one buyer", "B1 3 [{74525.00 EUR}]", func(p *ocds.Purchase) {
		p.Parties = p.Parties[1:2]
		for i := range p.Contracts {
			for k := range p.Contracts[i].Items {
				p.Contracts[i].Items[k].Buyer = ""
			}
		}
	})
}

func TestCheck(t *testing.T) {
	check := func(want string, change func(p *ocds.Purchase)) {
		t.Helper()
		p := sample().Purchases[0]
		change(&p)
		var got []string
		for _, err := range p.Check() {
			if !errors.Is(err, entente.ErrInvalid) {
				t.Error(err)
			}
			got = append(got, strings.TrimSuffix(strings.TrimPrefix(err.Error(), "purchase ocds-xxxxxx-1: "), ": invalid"))
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%q, want %s", got, want)
		}
	}
	check("", func(p *ocds.Purchase) {})
	check("no lead among the buyers", func(p *ocds.Purchase) { p.Lead = nil })
	check("no lead among the buyers", func(p *ocds.Purchase) { p.Lead.ID = "S1" })
	check(`contract c2: items[0] 3: buyer "": want one of the parties that buy`, func(p *ocds.Purchase) { p.Contracts[1].Items[0].Buyer = "" })
	check(`award a: supplier "S2" is no party with the role supplier`, func(p *ocds.Purchase) { p.Awards[0].Suppliers[0].ID = "S2" })
	check(`contract c1: no award "b"`, func(p *ocds.Purchase) { p.Contracts[0].Award = "b" })
	if p := sample().Purchases[0]; len(p.Buyers()) != 3 || p.Buyers()[0].ID != "B1" || p.Suppliers()[0].ID != "S1" {
		t.Error(p.Buyers(), p.Suppliers())
	}
}

// Invented data stay marked if any one of the marks is left.
func TestExercise(t *testing.T) {
	p := sample()
	p.Exercise = true
	out := string(written(t, p))
	if n := strings.Count(out, `"EXERCISE: `); n != 9 { // the publisher, and two texts of tender, award and two contracts
		t.Errorf("%d marks in\n%s", n, out)
	}
	if n := strings.Count(out, `"exercise": true`); n != 2 {
		t.Errorf("%d fields", n)
	}
	check := func(name, text string, want bool) {
		t.Helper()
		got, _, err := ocds.Read(strings.NewReader(text))
		if err != nil || got.Exercise != want {
			t.Errorf("%s: exercise %v, %v", name, got.Exercise, err)
		}
	}
	words, fields := strings.NewReplacer("EXERCISE: ", ""), strings.NewReplacer(`"exercise": true,`, "")
	check("all", out, true)
	check("without fields", fields.Replace(out), true)
	check("without words", words.Replace(out), true)
	check("one field", strings.Replace(words.Replace(out), `"exercise": true,`, "", 1), true)
	check("one word", strings.Replace(words.Replace(fields.Replace(out)), `"To the fuel`, `"EXERCISE: To the fuel`, 1), true)
	check("none", words.Replace(fields.Replace(out)), false)
}

func TestWriteRefuses(t *testing.T) {
	check := func(want string, change func(p *ocds.Package)) {
		t.Helper()
		p := sample()
		change(&p)
		err := ocds.Write(&bytes.Buffer{}, p)
		if !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	check("/: uri missing", func(p *ocds.Package) { p.URI = "" })
	check(`/: uri "no uri": want a URI`, func(p *ocds.Package) { p.URI = "no uri" })
	check("/: publisher/name missing", func(p *ocds.Package) { p.Publisher.Name = "" })
	check("/releases/0: ocid missing", func(p *ocds.Package) { p.Purchases[0].OCID = "" })
	check("/releases/0: date missing", func(p *ocds.Package) { p.Purchases[0].Date = time.Time{} })
	check(`/releases/0: tag "signed": want one of`, func(p *ocds.Package) { p.Purchases[0].Tags[0] = "signed" })
	check("/releases/0/contracts/1: awardID missing", func(p *ocds.Package) { p.Purchases[0].Contracts[1].Award = "" })
	check(`/releases/0/contracts/1: a second one with the id "c1"`, func(p *ocds.Package) { p.Purchases[0].Contracts[1].ID = "c1" })
	check(`/releases/0/awards/0/items/2: a second one with the id "1"`, func(p *ocds.Package) { p.Purchases[0].Awards[0].Items[2].ID = "1" })
	check(`/releases/0/awards/0: status "signed": want one of pending`, func(p *ocds.Package) { p.Purchases[0].Awards[0].Status = "signed" })
	check(`/releases/0/awards/0/value: currency "Euro"`, func(p *ocds.Package) { p.Purchases[0].Awards[0].Value.Currency = "Euro" })
	check(`/releases/0/tender/items/1: buyer "B9" is no party`, func(p *ocds.Package) { p.Purchases[0].Tender.Items[1].Buyer = "B9" })
	check(`2 buyers of one item`, func(p *ocds.Package) { p.Purchases[0].Tender.Items[1].Classes[0].Scheme = ocds.BuyerScheme })
	check("/releases/0/tender/tenderPeriod: ends before it begins", func(p *ocds.Package) { p.Purchases[0].Tender.Period.End = time.Unix(0, 0) })
}

// What the schema does not admit is refused by itself, with its pointer, and the rest stays.
func TestRefusals(t *testing.T) {
	good := string(written(t, sample()))
	check := func(old, new, where, why, counts string) {
		t.Helper()
		i := strings.LastIndex(good, old)
		if i < 0 {
			t.Fatalf("no %s in\n%s", old, good)
		}
		_, r, err := ocds.Read(strings.NewReader(good[:i] + new + good[i+len(old):]))
		if err != nil {
			t.Errorf("%s: %v", new, err)
			return
		}
		if got := fmt.Sprint(r.Read, r.Stored, r.Refused); got != counts || len(r.Refusals) != 1 || r.Refusals[0].Where != where || !strings.Contains(r.Refusals[0].Why, why) {
			t.Errorf("%s: %s %v\nwant %s %s: %s", new, got, r.Refusals, counts, where, why)
		}
	}
	const last = "/releases/0/contracts/1"
	check(`"quantity": 10`, `"quantity": "10"`, last+"/items/0", "quantity: a string: want a number", "13 12 1")
	check(`"id": "B3"`, `"id": "B4"`, last+"/items/0", `buyer "B4" is no party with the role buyer`, "13 12 1")
	check(`"awardID": "a"`, `"awardID": null`, last, "awardID missing", "12 11 1")
	check(`"amount": 12000`, `"amount": "12000"`, last, "/releases/0/contracts/1/value: amount: a string: want a number", "12 11 1")
	check(`"awardID": "a"`, `"awardID": ["a"]`, last, "awardID: a list: want a string", "12 11 1")
	check(`"ocid": "ocds-xxxxxx-1"`, `"ocid": ""`, "/releases/0", "ocid missing", "1 0 1")
	check(`"date": "2023-07-11T12:00:00Z",
      "tag"`, `"date": "11 July","tag"`, "/releases/0", `date: "11 July": want a moment`, "1 0 1")
}

func TestReadRefusesHostile(t *testing.T) {
	check := func(name, text, want string) {
		t.Helper()
		_, r, err := ocds.Read(strings.NewReader(text))
		if !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), want) || r.Read != r.Stored+r.Refused {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	check("nothing", "", "byte 0: EOF")
	check("cut off", `{"releases":[`, "unexpected EOF")
	check("two", `{"ocid":"x"}{}`, "more than one value")
	check("a list", `[]`, "a list: want an object")
	check("something else", `{"a":1}`, "want a release package, a record package or a release")
	check("no list", `{"releases":{}}`, "releases: an object: want a list")
	check("another version", `{"version":"2.0","releases":[]}`, `version "2.0": want 1.1`)
	check("deep", `{"releases":`+strings.Repeat("[", 20000), "max depth")
	check("huge", strings.Repeat(" ", ocds.MaxSize+1), "more than 67108864 bytes")
	check("no UTF-8", "{\"ocid\":\"\xff\"}", "not UTF-8")
}

func TestUnits(t *testing.T) {
	seen := map[string]unit.Unit{}
	for _, u := range []unit.Unit{"", "%", "t", "km", "MW.h", "l", "GW", "battlegroups", "EUR"} {
		x := ocds.UnitOf(u)
		if got, ok := x.Unit(); !ok || got != u {
			t.Errorf("%q as %+v is %q, %v", u, x, got, ok)
		}
		if x.ID != "" && seen[x.ID] != "" {
			t.Errorf("%s stands for %s and %s", x.ID, u, seen[x.ID])
		}
		seen[x.ID] = u
	}
	if u, ok := (ocds.Unit{Scheme: ocds.UNCEFACT, ID: "ZZZ", Name: "t"}).Unit(); ok {
		t.Errorf("an unknown code is %q", u)
	}
}

// The schemas of the standard refer to each other by address; they are found beside each other.
func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	dir := shared(t, "schemas", "ocds")
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	for _, name := range []string{"release-package-schema.json", "release-schema.json"} {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(readFile(t, filepath.Join(dir, name))))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(doc.(map[string]any)["id"].(string), doc); err != nil {
			t.Fatal(err)
		}
	}
	s, err := c.Compile("https://standard.open-contracting.org/schema/1__1__5/release-package-schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func valid(s *jsonschema.Schema, data []byte) error {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return err
	}
	return s.Validate(v)
}

func TestWrittenIsValid(t *testing.T) {
	s := schema(t)
	p := sample()
	if err := valid(s, written(t, p)); err != nil {
		t.Error(err)
	}
	p.Exercise = true
	out := written(t, p)
	if err := valid(s, out); err != nil {
		t.Error(err)
	}
	// The schema refuses what it should: without this, the lines before would prove little.
	if valid(s, bytes.Replace(out, []byte(`"awardID"`), []byte(`"award"`), 1)) == nil || valid(s, bytes.Replace(out, []byte(`"EUR"`), []byte(`"Euro"`), 1)) == nil {
		t.Error("the schema lets everything through")
	}
	for name, p := range examples(t) {
		if err := valid(s, written(t, complete(p))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// complete gives a package what a single release does not have.
func complete(p ocds.Package) ocds.Package {
	if p.URI == "" {
		p.URI = "https://example.org/"
	}
	if p.Publisher.Name == "" {
		p.Publisher.Name = "nobody"
	}
	if p.Published.IsZero() {
		p.Published = time.Unix(0, 0).UTC()
	}
	return p
}

func examples(t *testing.T) map[string]ocds.Package {
	t.Helper()
	all := map[string]ocds.Package{}
	files, _ := filepath.Glob(filepath.Join(shared(t, "assistance"), "ocds-213czf-*.json"))
	for _, name := range files {
		p, _, err := ocds.Read(bytes.NewReader(readFile(t, name)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		all[filepath.Base(name)] = p
	}
	return all
}

// The fictional process of the standard: six releases, together, and as a compiled record.
func TestReadExamples(t *testing.T) {
	dir := shared(t, "assistance")
	check := func(name, want string) ocds.Package {
		t.Helper()
		p, r, err := ocds.Read(bytes.NewReader(readFile(t, filepath.Join(dir, "ocds-213czf-000-00001"+name+".json"))))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return p
		}
		awards, contracts, items := 0, 0, 0
		for _, x := range p.Purchases {
			awards, contracts = awards+len(x.Awards), contracts+len(x.Contracts)
			if x.Tender != nil {
				items += len(x.Tender.Items)
			}
			for _, a := range x.Awards {
				items += len(a.Items)
			}
			for _, c := range x.Contracts {
				items += len(c.Items)
			}
		}
		got := fmt.Sprintf("%d read, %d stored, %d refused: %d releases, %d awards, %d contracts, %d items", r.Read, r.Stored, r.Refused, len(p.Purchases), awards, contracts, items)
		if got != want {
			t.Errorf("%s: %s\nwant %s\n%v", name, got, want, r.Refusals)
		}
		return p
	}
	check("-01-planning", "2 read, 2 stored, 0 refused: 1 releases, 0 awards, 0 contracts, 1 items")
	check("-02-tender", "2 read, 2 stored, 0 refused: 1 releases, 0 awards, 0 contracts, 1 items")
	check("-03-tenderAmendment", "2 read, 2 stored, 0 refused: 1 releases, 0 awards, 0 contracts, 1 items")
	check("-04-award", "3 read, 3 stored, 0 refused: 1 releases, 1 awards, 0 contracts, 1 items")
	check("-05-contract", "5 read, 5 stored, 0 refused: 1 releases, 1 awards, 1 contracts, 2 items")
	check("-06-implementation", "5 read, 5 stored, 0 refused: 1 releases, 1 awards, 1 contracts, 2 items")
	all := check("", "19 read, 19 stored, 0 refused: 6 releases, 3 awards, 2 contracts, 8 items")
	compiled := check("-withversions", "6 read, 6 stored, 0 refused: 1 releases, 1 awards, 1 contracts, 3 items")

	c := compiled.Purchases[0]
	if got := fmt.Sprintf("%s %s %s, %s on %s, %d faults", c.OCID, c.Tags, c.Lead.Name, c.Contracts[0].Value.Amount, c.Contracts[0].Signed.Format(time.DateOnly), len(c.Check())); got != "ocds-213czf-000-00001 [compiled] London Borough of Barnet, 11000000 on 2010-06-10, 0 faults" {
		t.Error(got)
	}
	shares, missing := c.Shares()
	if len(shares) != 1 || len(missing) != 0 || shares[0].Values[0] != *c.Contracts[0].Value {
		t.Error(shares, missing)
	}
	// The compiled release has what the last release says.
	last := all.Purchases[5]
	if dump(t, c.Contracts) != dump(t, last.Contracts) || dump(t, c.Awards) != dump(t, last.Awards) {
		t.Error("the compiled release differs from the last")
	}
}

func TestReadShapes(t *testing.T) {
	const r = `{"ocid":"o","id":1,"date":"2023-07-11T12:00:00+02:00","tag":["award"],"awards":[{"id":7,"value":{"currency":"EUR"}},{"id":"x","value":{"amount":1.50e3,"currency":"EUR"}}],"extra":1}`
	check := func(name, text, want string) {
		t.Helper()
		p, rep, err := ocds.Read(strings.NewReader(text))
		var got []string
		for _, x := range p.Purchases {
			got = append(got, x.ID)
			for _, a := range x.Awards {
				if a.Value != nil {
					got = append(got, a.ID+"="+a.Value.Amount.String())
				}
			}
		}
		for _, x := range rep.Refusals {
			got = append(got, x.String())
		}
		for _, x := range rep.Ignored {
			got = append(got, fmt.Sprint(x.Name, " ", x.Count))
		}
		if got := strings.Join(got, "; "); err != nil || got != want {
			t.Errorf("%s: %s (%v)\nwant %s", name, got, err, want)
		}
	}
	check("a release", r, "1; x=1500; awards/value (without amount) 1; extra 1")
	check("a package", `{"releases":[`+r+`,3]}`, "1; x=1500; /releases/1: a number: want an object; releases/awards/value (without amount) 1; releases/extra 1")
	check("a record with its releases", `{"records":[{"ocid":"o","releases":[`+r+`]}]}`, "1; x=1500; records/releases/awards/value (without amount) 1; records/releases/extra 1")
	check("a record with links", `{"records":[{"ocid":"o","releases":[{"url":"https://example.org"}]},4]}`,
		"/records/0: no compiled release, and no releases but links; /records/1: a number: want an object; records/releases 1")
	check("a compiled record", `{"records":[{"ocid":"o","compiledRelease":`+r+`,"versionedRelease":{}}]}`,
		"1; x=1500; records/compiledRelease/awards/value (without amount) 1; records/compiledRelease/extra 1; records/versionedRelease 1")
}

func FuzzRead(f *testing.F) {
	p := sample()
	f.Add(written(f, p))
	p.Exercise = true
	f.Add(written(f, p))
	f.Add([]byte(`{"records":[{"compiledRelease":{"ocid":"o","id":1,"date":"2023-07-11T12:00:00Z","tag":["compiled"],"tender":{"id":0,"title":"EXERCISE: "}}}]}`))
	files, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", "data", "assistance", "ocds-213czf-*0[1-6]-*.json"))
	for _, name := range files {
		f.Add(readFile(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, r, err := ocds.Read(bytes.NewReader(data))
		if r.Read != r.Stored+r.Refused || r.Refused != len(r.Refusals) {
			t.Errorf("%+v", r)
		}
		if err != nil {
			if !errors.Is(err, entente.ErrInvalid) {
				t.Errorf("%v: want one that is invalid", err)
			}
			return
		}
		p = complete(p)
		p.Publisher.URI, p.License, p.Policy, p.URI = "", "", "", "https://example.org/"
		got, _, err := ocds.Read(bytes.NewReader(written(t, p)))
		if err != nil || dump(t, got) != dump(t, p) {
			t.Errorf("%v\n%s\nwant\n%s", err, dump(t, got), dump(t, p))
		}
		for _, x := range p.Purchases {
			x.Check()
			if shares, _ := x.Shares(); len(shares) > len(x.Buyers()) || slices.ContainsFunc(shares, func(s ocds.Share) bool { return s.Buyer == "" }) {
				t.Errorf("%+v", shares)
			}
		}
	})
}
