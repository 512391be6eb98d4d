package iati_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"entente"
	"entente/balance/iati"
	"entente/cal"
	"entente/unit"
)

func written(t testing.TB, d iati.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := iati.Write(&b, d); err != nil {
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

func TestRoundTrip(t *testing.T) {
	for _, isExercise := range []bool{false, true} {
		d := sample()
		d.Exercise = isExercise
		out := written(t, d)
		got, report, err := iati.Read(bytes.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		if dump(t, got) != dump(t, d) {
			t.Errorf("got\n%s\nwant\n%s", dump(t, got), dump(t, d))
		}
		// one activity, one budget, two planned, two transactions, one condition
		if report.Read != 7 || report.Stored != 7 || len(report.Ignored) != 0 {
			t.Errorf("%+v", report)
		}
	}
}

// Invented data stay marked if any one of the marks is left.
func TestExercise(t *testing.T) {
	d := sample()
	d.Exercise = true
	out := string(written(t, d))
	for _, want := range []string{`exercise:exercise="1"`, "<narrative>EXERCISE: Arland", "<narrative>EXERCISE: Fuel", `<narrative xml:lang="fr">EXERCISE: Carburant`, "<narrative>EXERCISE: More"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
	check := func(name, text string, want bool) {
		t.Helper()
		got, _, err := iati.Read(strings.NewReader(text))
		if err != nil || got.Exercise != want {
			t.Errorf("%s: exercise %v, %v", name, got.Exercise, err)
		}
	}
	attr := ` exercise:exercise="1"`
	check("all marks", out, true)
	check("without attributes", strings.ReplaceAll(out, attr, ""), true)
	check("without words", strings.ReplaceAll(out, "EXERCISE: ", ""), true)
	check("without that of the document", strings.Replace(strings.ReplaceAll(out, "EXERCISE: ", ""), attr, "", 1), true)
	check("only in the name of the reporter", strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(out, attr, ""), "EXERCISE: ", ""), ">Arland", ">EXERCISE: Arland"), true)
	check("none", strings.ReplaceAll(strings.ReplaceAll(out, attr, ""), "EXERCISE: ", ""), false)
}

func TestWriteRefuses(t *testing.T) {
	check := func(want string, change func(d *iati.Document)) {
		t.Helper()
		d := sample()
		change(&d)
		err := iati.Write(&bytes.Buffer{}, d)
		if !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	check("iati-activity[1]: iati-identifier missing", func(d *iati.Document) { d.Activities[0].ID = "" })
	check("iati-activities: no activity", func(d *iati.Document) { d.Activities = nil })
	check("iati-activity[1]/title[1]: narrative missing", func(d *iati.Document) { d.Activities[0].Title = nil })
	check("participating-org[2]: @role missing", func(d *iati.Document) { d.Activities[0].Parties[1].Role = "" })
	check("participating-org missing", func(d *iati.Document) { d.Activities[0].Parties = nil })
	check("activity-date missing", func(d *iati.Document) { d.Activities[0].Dates = nil })
	check("activity-status missing", func(d *iati.Document) { d.Activities[0].Status = "" })
	check("transaction[2]: transaction-type missing", func(d *iati.Document) { d.Activities[0].Transfers[1].Type = "" })
	check(`budget[1]/value[1]: currency "Euro"`, func(d *iati.Document) { d.Activities[0].Budgets[0].Value.Currency = "Euro" })
	check("budget[1]: period 2023-07-11/..: want a first and a last day", func(d *iati.Document) { d.Activities[0].Budgets[0].Period = cal.Since(cal.NewDate(2023, 7, 11)) })
	check("condition[1]: narrative missing", func(d *iati.Document) { d.Activities[0].Conditions.List[0].Text = nil })
	check("recipient-country[1]: @percentage: want 0 to 100", func(d *iati.Document) { p := unit.MustDecimal("100.1"); d.Activities[0].Countries[0].Percent = &p })
	check("XML cannot hold it", func(d *iati.Document) { d.Activities[0].Title[0].Text = "a\x00b" })
	check("XML cannot hold it", func(d *iati.Document) { d.Activities[0].ID = "a\xff" })
}

// A record with a fault is refused by itself, with its line, and the others stay.
func TestRefusals(t *testing.T) {
	good := string(written(t, sample()))
	check := func(old, new, where, why string, counts string) {
		t.Helper()
		if !strings.Contains(good, old) {
			t.Fatalf("no %s in\n%s", old, good)
		}
		_, r, err := iati.Read(strings.NewReader(strings.Replace(good, old, new, 1)))
		if err != nil {
			t.Errorf("%s: %v", new, err)
			return
		}
		if got := fmt.Sprint(r.Read, r.Stored, r.Refused); got != counts || len(r.Refusals) != r.Refused {
			t.Errorf("%s: %s, want %s: %v", new, got, counts, r.Refusals)
		}
		if len(r.Refusals) != 1 || !strings.HasSuffix(r.Refusals[0].Where, where) || !strings.HasPrefix(r.Refusals[0].Where, "line ") || !strings.Contains(r.Refusals[0].Why, why) {
			t.Errorf("%s: %q, want %s: %s", new, r.Refusals, where, why)
		}
	}
	check("1250000.50", "1250000,50", "iati-activity[1]/budget[1]", `text: "1250000,50": want a number`, "7 6 1")
	check(`value-date="2023-12-31"`, `value-date="2023-13-31"`, "transaction[2]", `want a day`, "7 6 1")
	check(`value-date="2023-12-31"`, ``, "transaction[2]", `@value-date missing`, "7 6 1")
	check(`<transaction-type code="3"/>`, ``, "transaction[2]", `transaction-type missing`, "7 6 1")
	check(`<period-end iso-date="2023-12-31"/>`, `<period-end iso-date="2022-12-31"/>`, "budget[1]", `before it begins`, "7 6 1")
	check(`<condition type="2">`, `<condition>`, "conditions[1]/condition[1]", `@type missing`, "7 6 1")
	check(`<iati-identifier>XA-1-42</iati-identifier>`, ``, "iati-activity[1]", `iati-identifier missing`, "1 0 1")
}

// What has no place is named and counted, and so is an element out of order.
func TestIgnored(t *testing.T) {
	text := strings.Replace(string(written(t, sample())), "<sector ", `<location ref="x"/><location/><tag code="1"/><sector hint="x" `, 1)
	text = strings.Replace(text, "<activity-status code=\"2\"/>", "", 1)
	text = strings.Replace(text, "<related-activity", `<activity-status code="2"/><related-activity`, 1)
	_, r, err := iati.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, x := range r.Ignored {
		names = append(names, fmt.Sprintf("%s %d", x.Name, x.Count))
	}
	want := "iati-activity/activity-status (the order) 1\niati-activity/location 2\niati-activity/tag 1\nsector/@hint 1" // what stands in a location is not looked at
	if got := strings.Join(names, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestReadRefusesHostile(t *testing.T) {
	check := func(name, text, want string) {
		t.Helper()
		_, _, err := iati.Read(strings.NewReader(text))
		if !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	check("nothing", "", "no element")
	check("another document", "<a/>", `line 1: element "a": want iati-activities`)
	check("another version", `<iati-activities version="1.05"/>`, `version "1.05": want 2.03`)
	check("a document type", "<!DOCTYPE a [<!ENTITY b \"c\">]>\n<iati-activities/>", "document type declaration")
	check("an entity", "<iati-activities>&b;</iati-activities>", "line 1: ")
	check("cut off", "<iati-activities>\n<iati-activity>", "line 2: ")
	check("two documents", "<iati-activities/><iati-activities/>", "after the end")
	check("text after", "<iati-activities/>x", "outside of all elements")
	check("deep", strings.Repeat("<a>", 40), "within each other")
	check("huge", "<iati-activities>"+strings.Repeat(" ", 64<<20), "more than 67108864 bytes")
	check("another encoding", `<?xml version="1.0" encoding="latin1"?><iati-activities/>`, "encoding")
}

func TestWrittenIsValid(t *testing.T) {
	schema := filepath.Join(shared(t, "schemas", "iati"), "iati-activities-schema.xsd")
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("without xmllint (Debian: libxml2-utils)")
	}
	valid := func(data []byte) error {
		name := filepath.Join(t.TempDir(), "data.xml")
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(xmllint, "--noout", "--nonet", "--schema", schema, name).CombinedOutput(); err != nil {
			return fmt.Errorf("%w\n%.3000s", err, out)
		}
		return nil
	}
	d := sample()
	d.Exercise = true
	example, _, err := iati.Read(bytes.NewReader(readFile(t, filepath.Join(shared(t, "assistance"), "iati_activity_example.xml"))))
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]iati.Document{"sample": sample(), "exercise": d, "example": example} {
		if err := valid(written(t, d)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	// The schema refuses what it should: without this, the lines before would prove little.
	if valid(bytes.Replace(written(t, d), []byte("<activity-scope"), []byte("<scope"), 1)) == nil {
		t.Error("the schema lets everything through")
	}
}

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The annotated example of the standard has every element once.
func TestReadExample(t *testing.T) {
	dir := shared(t, "assistance")
	d, r, err := iati.Read(bytes.NewReader(readFile(t, filepath.Join(dir, "iati_activity_example.xml"))))
	if err != nil {
		t.Fatal(err)
	}
	// one activity, one budget, two planned disbursements, one transaction, one condition
	if r.Read != 6 || r.Stored != 6 || r.Refused != 0 {
		t.Errorf("%d read, %d stored, refused: %v", r.Read, r.Stored, r.Refusals)
	}
	if len(d.Activities) != 1 {
		t.Fatalf("%d activities", len(d.Activities))
	}
	a := d.Activities[0]
	got := fmt.Sprint(a.ID, " ", a.Reporter.Ref, " titles:", len(a.Title), " about:", len(a.About), " parties:", len(a.Parties), " dates:", len(a.Dates),
		" countries:", len(a.Countries), " regions:", len(a.Regions), " sectors:", len(a.Sectors), " ", a.Transfers[0].Type, " ", a.Transfers[0].Value.Amount, a.Transfers[0].Value.Currency,
		" ", a.Budgets[0].Period, " ", a.Conditions.Attached, " ", a.Conditions.List[0].Text[1].Text)
	if want := "AA-AAA-123456789-ABC123 AA-AAA-123456789 titles:3 about:3 parties:3 dates:3 countries:2 regions:2 sectors:3 1 1000EUR 2014 true Conditions texte"; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	ignored := 0
	for _, x := range r.Ignored {
		ignored += x.Count
	}
	if len(r.Ignored) != 21 || ignored != 28 {
		t.Errorf("%d names, %d in all: %v", len(r.Ignored), ignored, r.Ignored)
	}
	if _, _, err := iati.Read(bytes.NewReader(readFile(t, filepath.Join(dir, "iati_organisation_example.xml")))); !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), `line 5: element "iati-organisations": want iati-activities`) {
		t.Errorf("a file of organisations: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	d := sample()
	f.Add(written(f, d))
	d.Exercise = true
	f.Add(written(f, d))
	f.Add([]byte(`<iati-activities version="2.03"><iati-activity><title><narrative> EXERCISE: </narrative></title></iati-activity></iati-activities>`))
	if b, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", "assistance", "iati_activity_example.xml")); err == nil {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, r, err := iati.Read(bytes.NewReader(data))
		if r.Read != r.Stored+r.Refused || r.Refused != len(r.Refusals) {
			t.Errorf("%+v", r)
		}
		if err != nil {
			if !errors.Is(err, entente.ErrInvalid) {
				t.Errorf("%v: want one that is invalid", err)
			}
			return
		}
		if len(d.Activities) == 0 {
			return
		}
		got, _, err := iati.Read(bytes.NewReader(written(t, d)))
		if err != nil || dump(t, got) != dump(t, d) {
			t.Errorf("%v\n%s\nwant\n%s", err, dump(t, got), dump(t, d))
		}
	})
}
