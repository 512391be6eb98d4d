package ledger

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"entente"
	"entente/cal"

	"github.com/gowebpki/jcs"
	"golang.org/x/mod/sumdb/tlog"
)

func facts(t testing.TB) []entente.Fact {
	t.Helper()
	label, err := entente.ParseLabel("RESTRICTED:ALLIES+UKR")
	if err != nil {
		t.Fatal(err)
	}
	least := entente.Fact{Author: "DEU", Kind: "note", Subject: "a", Payload: json.RawMessage(`{}`)}
	most := entente.Fact{
		Author:   "marcom",
		Kind:     "evidence",
		Subject:  "vilnius-2023/27/1",
		Period:   cal.Quarter(2023, 3),
		Payload:  json.RawMessage(`{"a":"é<&>\u0001","b":[1,2.5]}`),
		Source:   &entente.Source{Title: "T\"\\\b\f\n\r\t\u0002</script> 号", URL: "https://example.org/?a=1&b=2", Date: cal.Day(cal.NewDate(2023, 7, 11)), Place: "p. 3"},
		Replaces: entente.FactID{1, 2, 3},
		Label:    label,
		Exercise: true,
	}
	return []entente.Fact{least, most}
}

func entry(f entente.Fact) []byte {
	return appendEntry(nil, new(encoder).appendFact(nil, &f), 42, "deu", cal.Instant(1689066000000001).String())
}

// TestEntry compares the writer of entries with the library: both must write the same bytes.
func TestEntry(t *testing.T) {
	for _, f := range facts(t) {
		plain, err := json.Marshal(map[string]any{"fact": f, "index": 42, "node": "deu", "recorded": "2023-07-11T09:00:00.000001Z"})
		if err != nil {
			t.Fatal(err)
		}
		want, err := jcs.Transform(plain)
		if err != nil {
			t.Fatal(err)
		}
		got := entry(f)
		if !bytes.Equal(got, want) {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
		r, err := ParseEntry(got)
		if err != nil {
			t.Fatal(err)
		}
		back, err := json.Marshal(r.Fact)
		if err != nil {
			t.Fatal(err)
		}
		fact, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		if string(back) != string(fact) || r.Index != 42 || r.Node != "deu" || r.ID != entente.FactID(tlog.RecordHash(want)) {
			t.Errorf("read back: got %+v, want %+v", r, f)
		}
	}
}

func TestParseEntry(t *testing.T) {
	good := string(entry(facts(t)[1]))
	for _, change := range [][2]string{
		{`"index":42`, `"index":-1`}, {`"index":42`, `"index":042`}, {`"index":42`, `"index":42.0`}, {`"index":42`, `"index":4e+30`},
		{`"node":"deu"`, `"node":"D EU"`}, {`"node":"deu"`, `"node": "deu"`},
		{`Z"}`, `Z","x":1}`}, {`Z"}`, `Z"} `}, {`.000001Z`, `Z`}, {`"2023-Q3"`, `"2023-07/2023-09"`}, {`"exercise":true`, `"exercise":false`},
		{`ALLIES+UKR`, `UKR+ALLIES`}, {`"evidence"`, `"Evidence"`}, {`"period"`, `"perjod"`}, {`"payload":{`, `"payload":[{`}, {`vilnius-2023/27/1`, `a b`},
		{`"place"`, `"plaCe"`}, {`é`, "\xff"}, {`0102030`, `0102G30`}, {`"title":`, `"title":"","x":`},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if bad == good {
			t.Fatalf("%q is not in %s", change[0], good)
		}
		if _, err := ParseEntry([]byte(bad)); err == nil {
			t.Errorf("accepted with %q for %q", change[1], change[0])
		}
	}
}

// FuzzEntry requires that what is accepted is what the ledger writes, and canonical to the library.
func FuzzEntry(f *testing.F) {
	for _, fact := range facts(f) {
		f.Add(entry(fact))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := ParseEntry(body)
		if err != nil {
			return
		}
		again := appendEntry(nil, new(encoder).appendFact(nil, &r.Fact), r.Index, r.Node, r.Recorded.String())
		if !bytes.Equal(again, body) {
			t.Errorf("accepted %q, writes %q", body, again)
		}
		if canonical, err := jcs.Transform(body); err != nil || !bytes.Equal(canonical, body) {
			t.Errorf("accepted %q, canonical is %q, %v", body, canonical, err)
		}
	})
}
