package sdmx

import (
	"bytes"
	"errors"
	"maps"
	"reflect"
	"strings"
	"testing"
	"time"

	"entente"
)

// invented returns a message with all that a structure may have, invented for the tests.
func invented() Message {
	several := Value{Parts: []Value{text("first; second"), text(`"third"`), text("")}}
	languages := Value{Parts: []Value{{Text: "Text; more", Lang: "en"}, {Text: "Texte\nsuite", Lang: "fr"}}}
	both := Value{Parts: []Value{{Parts: []Value{{Text: "a;fr:b", Lang: "en"}, {Text: "c", Lang: "fr"}}}, {Parts: []Value{{Text: "d", Lang: "de"}}}}}
	structure := Dataset{
		Structure:  Reference{Dataflow, "TEST.SUB", "DF_EXERCISE", "1.2.0"},
		Action:     Replace,
		Dimensions: []Component{{ID: "FREQ", Codes: []Code{{"A", "Annual"}}}, {ID: "REF_AREA"}, {ID: "TIME_PERIOD"}},
		Measures:   []Component{{ID: "OBS_VALUE"}, {ID: "MEAS_LOW"}},
		Attributes: []Component{{ID: "SOURCE"}, {ID: "NOTE"}, {ID: "COMMENT"}, {ID: "OBS_STATUS", Name: "Status <&>"}},
	}
	replaced, deleted, everything := structure, structure, structure
	replaced.Observations = []Observation{
		{Key: []string{"A", "XA", "2021"}, Measures: []Value{text("2.50"), text("-1E3")}, Attributes: []Value{several, languages, both, text("E")}},
		{Key: []string{"A", "XA", "2022"}, Measures: []Value{text("NaN"), {}}, Attributes: []Value{text("a;b"), {Text: "x", Lang: "en"}, {}, {}}},
		{Key: []string{"A", "XB", "2021"}, Measures: []Value{{}, {}}, Attributes: []Value{{}, {}, {}, text(" <p>“quoted”, & 'so'</p>\r\n")}},
		{Key: []string{"A", "", ""}, Measures: []Value{{}, {}}, Attributes: []Value{{}, {}, {}, text("P")}},
		{Key: []string{"", "", ""}, Measures: []Value{{}, {}}, Attributes: []Value{{}, {}, {}, text("W")}},
	}
	deleted.Action = Delete
	deleted.Observations = []Observation{{Key: []string{"A", "XC", "2021"}, Measures: []Value{{}, {}}, Attributes: make([]Value, 4)}}
	everything.Action = Delete
	everything.Observations = []Observation{{Key: make([]string, 3), Measures: make([]Value, 2), Attributes: make([]Value, 4)}}
	return Message{
		Header:   Header{ID: "X-1", Test: true, Prepared: time.Date(2024, 2, 29, 23, 59, 59, 5e8, time.FixedZone("", 3600)), Sender: "TEST"},
		Datasets: []Dataset{everything, replaced, deleted},
	}
}

// simple returns a message that every format has a place for, invented for the tests.
func simple() Message {
	d := Dataset{
		Structure:  Reference{DataStructure, "TEST", "DSD_EXERCISE", ""},
		Action:     Append,
		Dimensions: []Component{{ID: "FREQ"}, {ID: "TIME_PERIOD"}},
		Measures:   []Component{{ID: "OBS_VALUE"}},
		Attributes: []Component{{ID: "OBS_STATUS"}},
		Observations: []Observation{
			{Key: []string{"A", "2021"}, Measures: []Value{text("001.10")}, Attributes: []Value{text("\tE ")}},
			{Key: []string{"A", ""}, Measures: []Value{{}}, Attributes: []Value{text("group")}},
			{Key: []string{"", ""}, Measures: []Value{{}}, Attributes: []Value{text("all")}},
			{Key: []string{"B", "2021"}, Measures: []Value{text("not a number")}, Attributes: []Value{{}}},
		},
	}
	return Message{Header: Header{ID: "X-2", Prepared: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), Sender: "TEST"}, Datasets: []Dataset{d}}
}

// examples returns the invented messages, and the samples where they are at hand.
func examples(t *testing.T) map[string]Message {
	all := map[string]Message{"invented": invented(), "simple": simple()}
	maps.Copy(all, samples(t))
	return all
}

func TestRoundTrip(t *testing.T) {
	for _, f := range written {
		throughFormat(t, "simple", simple(), f)
		if f != Generic21 && f != Specific21 { // two measures, several values
			throughFormat(t, "invented", invented(), f)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	check := func(name string, f Format, kind error, says string, change func(*Message)) {
		t.Helper()
		m := simple()
		change(&m)
		var b bytes.Buffer
		if err := Write(&b, m, f); !errors.Is(err, kind) || !strings.Contains(err.Error(), says) || b.Len() > 0 {
			t.Errorf("%s: %v and %d bytes, want %v saying %q", name, err, b.Len(), kind, says)
		}
	}
	first := func(m *Message) *Observation { return &m.Datasets[0].Observations[0] }
	invalid, unsupported := entente.ErrInvalid, entente.ErrUnsupported
	check("format", CSV1, unsupported, "want SDMX-CSV 2.0", func(m *Message) {})
	check("header", JSON2, invalid, "header", func(m *Message) { m.Header = Header{} })
	check("no time", Specific30, invalid, "preparation", func(m *Message) { m.Header.Prepared = time.Time{} })
	check("agency", CSV2, invalid, "AGENCY:ID", func(m *Message) { m.Datasets[0].Structure.Agency = "" })
	check("kind", CSV2, invalid, "kind", func(m *Message) { m.Datasets[0].Structure.Kind = "codelist" })
	check("version", CSV2, invalid, "version", func(m *Message) { m.Datasets[0].Structure.Version = "latest" })
	check("action", CSV2, invalid, "action", func(m *Message) { m.Datasets[0].Action = "Upsert" })
	check("component twice", CSV2, invalid, "twice", func(m *Message) { m.Datasets[0].Attributes[0].ID = "FREQ" })
	check("reserved heading", CSV2, unsupported, "heading", func(m *Message) { m.Datasets[0].Attributes[0].ID = "ACTION" })
	check("reserved attribute", Specific30, unsupported, "reserves", func(m *Message) { m.Datasets[0].Attributes[0].ID = "type" })
	check("width", CSV2, invalid, "as many as", func(m *Message) { first(m).Key = first(m).Key[:1] })
	check("key twice", CSV2, invalid, "twice", func(m *Message) { first(m).Key[0] = "B" })
	check("says nothing", CSV2, invalid, "nothing", func(m *Message) { m.Datasets[0].Observations[2].Attributes[0] = Value{} })
	check("not UTF-8", CSV2, invalid, "UTF-8", func(m *Message) { first(m).Key[0] = "\xFF" })
	check("no XML", Specific30, unsupported, "XML", func(m *Message) { first(m).Key[0] = "\x01" })
	check("one part", CSV2, invalid, "there is one", func(m *Message) { first(m).Attributes[0] = Value{Parts: []Value{text("x")}} })
	check("language", CSV2, invalid, "language", func(m *Message) { first(m).Attributes[0] = Value{Text: "x", Lang: "e n"} })
	check("a language twice", CSV2, invalid, "twice", func(m *Message) {
		first(m).Attributes[0] = Value{Parts: []Value{{Text: "x", Lang: "en"}, {Text: "y", Lang: "en"}}}
	})
	check("with and without language", CSV2, unsupported, "language", func(m *Message) { first(m).Attributes[0] = Value{Text: "x", Lang: "en"} })
	check("with and without language", Specific30, unsupported, "language", func(m *Message) { first(m).Attributes[0] = Value{Text: "x", Lang: "en"} })
	check("switched off", Specific30, unsupported, "switched off", func(m *Message) { first(m).Key[0], first(m).Measures[0] = SwitchedOff, Value{} })
	check("measure of part of a key", JSON2, unsupported, "part of a key", func(m *Message) { m.Datasets[0].Observations[1].Measures[0] = text("1") })
	check("several measures", Generic21, unsupported, "OBS_VALUE", func(m *Message) { m.Datasets[0].Measures[0].ID = "PRICE" })
	check("several values", Specific21, unsupported, "several", func(m *Message) { first(m).Attributes[0] = Value{Parts: []Value{text("x"), text("y")}} })
}

func TestResolve(t *testing.T) {
	d := invented().Datasets[1].Resolve()
	var got []string
	for _, o := range d.Observations {
		got = append(got, strings.Join(o.Key, ".")+"="+o.Attributes[3].Text)
	}
	want := []string{"A.XA.2021=E", "A.XA.2022=P", "A.XB.2021= <p>“quoted”, & 'so'</p>\r\n"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if again := invented().Datasets[1].Observations[1].Attributes[3]; !again.IsZero() {
		t.Errorf("the dataset itself is changed: %v", again)
	}
}

func TestParseNumber(t *testing.T) {
	check := func(s, want string) {
		t.Helper()
		d, err := ParseNumber(s)
		if want == "" {
			if !errors.Is(err, entente.ErrInvalid) && !errors.Is(err, entente.ErrUnsupported) {
				t.Errorf("%q: %v, %v, want an error", s, d, err)
			}
			return
		}
		if err != nil || d.String() != want {
			t.Errorf("%q: %v (%v), want %s", s, d, err, want)
		}
	}
	check("12.4", "12.4")
	check("+40.3000", "40.3000")
	check("-0", "0")
	check("007", "7")
	check(".5", "0.5")
	check("5.", "5")
	check("1.2E3", "1200")
	check("1.25e-3", "0.00125")
	check("-12.5e+1", "-125")
	check("120e-1", "12.0")
	for _, s := range []string{"", "NaN", "INF", "12,4", "1 000", "1e999999", "0x10", "e5", "--1", "1O.8", strings.Repeat("9", 2000)} {
		check(s, "")
	}
}
