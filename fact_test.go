package entente_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"entente"
	"entente/cal"
)

func TestParseFactID(t *testing.T) {
	hex := strings.Repeat("0123456789abcdef", 4)
	id, err := entente.ParseFactID(hex)
	if err != nil || id.String() != hex || id.IsZero() {
		t.Errorf("got %v, %v", id, err)
	}
	for _, s := range []string{"", hex[:63], hex[:62], hex + "00", hex + "0", strings.ToUpper(hex), "g" + hex[1:]} {
		if id, err := entente.ParseFactID(s); !errors.Is(err, entente.ErrInvalid) || !id.IsZero() {
			t.Errorf("%q: got %v, %v", s, id, err)
		}
	}
}

func FuzzParseFactID(f *testing.F) {
	f.Add(strings.Repeat("0123456789abcdef", 4))
	f.Add(strings.Repeat("F", 64))
	f.Add(strings.Repeat("0", 66))
	f.Fuzz(func(t *testing.T, s string) {
		if id, err := entente.ParseFactID(s); err == nil && id.String() != s {
			t.Errorf("%q is written %q", s, id)
		}
	})
}

func TestFactCheck(t *testing.T) {
	good := entente.Fact{Author: "DEU", Kind: "evidence", Subject: "vilnius-2023/27/1", Payload: json.RawMessage(`{"note":"x"}`)}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	check := func(what string, accepted bool, change func(*entente.Fact)) {
		t.Helper()
		f := good
		change(&f)
		if err := f.Check(); (err == nil) != accepted || !accepted && !errors.Is(err, entente.ErrInvalid) {
			t.Errorf("%s: accepted should be %v: %v", what, accepted, err)
		}
	}
	check("a body states it", true, func(f *entente.Fact) { f.Author = "military-committee" })
	check("nobody states it", false, func(f *entente.Fact) { f.Author = "" })
	check("author of neither form", false, func(f *entente.Fact) { f.Author = "Germany" })
	check("no kind", false, func(f *entente.Fact) { f.Kind = "" })
	check("kind is no slug", false, func(f *entente.Fact) { f.Kind = "Evidence" })
	check("no subject", false, func(f *entente.Fact) { f.Subject = "" })
	check("subject of one word", true, func(f *entente.Fact) { f.Subject = "investment" })
	check("subject with time and sign", true, func(f *entente.Fact) { f.Subject = "ship/244660000@2023-07-11T10:00:00Z" })
	check("subject leads upward", false, func(f *entente.Fact) { f.Subject = "vilnius-2023/../x" })
	check("subject ends in a slash", false, func(f *entente.Fact) { f.Subject = "vilnius-2023/" })
	check("subject with a space", false, func(f *entente.Fact) { f.Subject = "a b" })
	check("subject with a line break", false, func(f *entente.Fact) { f.Subject = "a\n" })
	check("no payload", false, func(f *entente.Fact) { f.Payload = nil })
	check("empty object", true, func(f *entente.Fact) { f.Payload = json.RawMessage(" {} ") })
	check("array", false, func(f *entente.Fact) { f.Payload = json.RawMessage(`[1]`) })
	check("broken object", false, func(f *entente.Fact) { f.Payload = json.RawMessage(`{"a":}`) })
	check("largest payload", true, func(f *entente.Fact) { f.Payload = object(entente.MaxPayload) })
	check("payload too large", false, func(f *entente.Fact) { f.Payload = object(entente.MaxPayload + 1) })
	check("source", true, func(f *entente.Fact) { f.Source = &entente.Source{Title: "Annual Report 2023"} })
	check("source without title", false, func(f *entente.Fact) { f.Source = &entente.Source{URL: "https://example.org"} })
}

// object returns a JSON object of n bytes.
func object(n int) json.RawMessage {
	const frame = `{"a":""}`
	return json.RawMessage(`{"a":"` + strings.Repeat("x", n-len(frame)) + `"}`)
}

func TestFactJSON(t *testing.T) {
	label, err := entente.NewLabel(entente.Restricted, "ALLIES")
	if err != nil {
		t.Fatal(err)
	}
	check := func(f entente.Fact, want string) {
		t.Helper()
		b, err := json.Marshal(f)
		if err != nil || string(b) != want {
			t.Errorf("got  %s, %v\nwant %s", b, err, want)
		}
		var again entente.Fact
		if err := json.Unmarshal(b, &again); err != nil {
			t.Fatal(err)
		}
		if b, err := json.Marshal(again); err != nil || string(b) != want {
			t.Errorf("second writing: got %s, %v", b, err)
		}
	}
	f := entente.Fact{Author: "DEU", Kind: "evidence", Subject: "vilnius-2023/27/1", Payload: json.RawMessage(`{}`)}
	check(f, `{"author":"DEU","kind":"evidence","subject":"vilnius-2023/27/1","payload":{},"label":"PUBLIC"}`)

	f.Period, f.Label, f.Replaces, f.Exercise = cal.Quarter(2023, 3), label, entente.FactID{1}, true
	f.Source = &entente.Source{Title: "T", Date: cal.Year(2023)}
	check(f, `{"author":"DEU","kind":"evidence","subject":"vilnius-2023/27/1","period":"2023-Q3","payload":{},`+
		`"source":{"title":"T","date":"2023"},"replaces":"01`+strings.Repeat("0", 62)+`","label":"RESTRICTED:ALLIES","exercise":true}`)
}
