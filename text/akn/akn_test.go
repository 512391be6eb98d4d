package akn

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"entente"
	"entente/cal"
	"entente/unit"
)

// communique returns a small communiqué, invented for the tests.
func communique() Document {
	return Document{
		Kind:         Communique,
		ID:           "exercise-2023",
		Titles:       entente.Wording{"en": "Exercise Communiqué", "zh": "演习公报"},
		Lang:         "zh",
		Date:         cal.Day(cal.NewDate(2023, 7, 11)),
		Jurisdiction: "lt",
		Author:       "The issuers",
		Source:       "exercise <1>.txt",
		Provisions: []Provision{
			{Number: 0, Statements: []Statement{{ID: id(0, 1), Text: entente.Wording{"zh": "演习 & 公报"}}}},
			{
				Number:  27,
				Heading: entente.Wording{"zh": "投资"},
				Statements: []Statement{
					{
						ID:          id(27, 1),
						Text:        entente.Wording{"zh": "我们将至少投入 2%。"},
						Acts:        []entente.Act{entente.Commitment, entente.Report},
						Bearer:      []string{"Allies"},
						Quantities:  []Quantity{{unit.AtLeast, "2", "% of GDP", "defence"}, {unit.About, "0.5", "", ""}},
						Deadline:    Deadline{Phrase: "2024 summit", Due: cal.Month(2024, 7), Recurs: "P1Y"},
						Instruments: []string{"Defence Investment Pledge", "Żółć/plan?"},
						Programme:   "investment",
					},
					{ID: id(27, 2), Text: entente.Wording{"zh": "他们行动"}, Addressee: []string{"Russia", "Allies"}},
					{ID: id(27, 4), Text: entente.Wording{"zh": "• 项目\n二"}, Apart: true},
				},
			},
			{Number: 28},
		},
	}
}

// register returns a small register, invented for the tests.
func register() Document {
	return Document{
		Kind: Register, ID: "exercise-2023", Lang: "en", Date: cal.Year(2023),
		Titles: entente.Wording{"en": "Register"},
		Provisions: []Provision{{
			Number:  27,
			Heading: entente.Wording{"en": "Investment", "zh": "投资"},
			Statements: []Statement{
				{
					ID: id(27, 1), Text: entente.Wording{"en": "Spend more", "zh": "增加投入"}, Summary: entente.Wording{"en": "Each spends."},
					Acts: []entente.Act{entente.Commitment}, Statements: []entente.StatementID{id(27, 1), id(28, 2)},
					Systems: []entente.SystemID{"V001", "V047"}, Bearer: []string{"DEU", "nato"},
				},
				{ID: id(27, 2), Apart: true, Text: entente.Wording{"zh": "另"}},
			},
		}},
	}
}

func id(provision, number int) entente.StatementID {
	return entente.StatementID{Instrument: "exercise-2023", Provision: provision, Number: number}
}

func write(t testing.TB, d Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func examples() map[string]Document {
	return map[string]Document{
		"communiqué":    communique(),
		"register":      register(),
		"nothing known": {Kind: Communique, ID: "x"},
		"empty":         {Kind: Register, ID: "x", Provisions: []Provision{{Number: 1}}},
	}
}

func TestRoundTrip(t *testing.T) {
	for name, d := range examples() {
		data := write(t, d)
		got, err := Read(bytes.NewReader(data))
		if err != nil || !reflect.DeepEqual(got, d) {
			t.Errorf("%s:\n%+v (%v), want\n%+v\n%s", name, got, err, d, data)
		}
	}
}

func TestText(t *testing.T) {
	text := string(write(t, communique()))
	check := func(want string) {
		t.Helper()
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	check(`<statement name="communique">`)
	check(`<FRBRthis value="/akn/lt/statement/communique/2023-07-11/exercise-2023/zho@/!main"/>`)
	check(`<FRBRlanguage language="zho"/>`)
	check(`<FRBRalias value="演习公报" name="title" xml:lang="zh"/>`)
	check(`<paragraph eId="para_27">`)
	check(`<num eId="para_27__num">27.</num>`)
	check(`<heading eId="para_27__heading">投资</heading>`)
	check(`<p eId="para_27__content__p_1"><span eId="para_27__span_1" refersTo="#act-commitment #act-report">我们将至少投入 2%。</span>` +
		`<span eId="para_27__span_2">他们行动</span></p>`)
	check(`<p eId="para_27__content__p_2"><span eId="para_27__span_4">• 项目&#xA;二</span></p>`)
	check(`<TLCConcept eId="act-commitment" href="/akn/ontology/concept/commitment" showAs="commitment"/>`)
	check(`<e:statement about="#para_27__span_2" addressee="#actor-2 #actor-1"/>`)
	check(`<e:quantity comparator="&gt;=" value="2" unit="% of GDP" of="defence"/>`)
	check(`<e:source name="exercise &lt;1&gt;.txt"/>`)

	d := communique()
	d.Lang, d.Provisions = "en", []Provision{{Number: 1, Statements: []Statement{
		{ID: id(1, 1), Text: entente.Wording{"en": "We act."}}, {ID: id(1, 2), Text: entente.Wording{"en": "Now."}}}}}
	text = string(write(t, d))
	check(`We act.</span> <span eId="para_1__span_2">Now.`)
}

func TestValidBySchema(t *testing.T) {
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("without xmllint (Debian: libxml2-utils)")
	}
	schema := filepath.Join(shared(), "data", "schemas", "akomantoso", "akomantoso30.xsd")
	if _, err := os.Stat(schema); err != nil {
		t.Skipf("without the schema: %v", err)
	}
	dir := t.TempDir()
	for name, d := range examples() {
		path := filepath.Join(dir, "document.xml")
		if err := os.WriteFile(path, write(t, d), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(lint, "--noout", "--nonet", "--schema", schema, path).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// shared returns the folder of the shared data.
func shared() string {
	if dir := os.Getenv("ENTENTE_SHARED"); dir != "" {
		return dir
	}
	return filepath.Join("..", "..", "..", "shared")
}

func TestFromStatements(t *testing.T) {
	of := entente.Instrument{ID: "exercise-2023", Names: entente.Wording{"en": "Exercise"}, Date: cal.Year(2023)}
	addressee, deadline := "Russia", "2024"
	got := NewCommunique(of, "en", "a.txt", []entente.Statement{
		{ID: id(2, 1), Text: "One.", Acts: []entente.Act{entente.Call}, Bearer: "Allies", Addressee: &addressee, Deadline: &deadline,
			Quantities: []entente.Figure{{Value: json.Number("2"), Unit: "%", Comparator: unit.AtLeast, Of: "GDP"}}},
		{ID: id(2, 2), Text: "Two."},
		{ID: id(3, 1), Text: "Three."},
	})
	want := Document{
		Kind: Communique, ID: of.ID, Titles: of.Names, Lang: "en", Date: of.Date, Source: "a.txt",
		Provisions: []Provision{
			{Number: 2, Statements: []Statement{
				{ID: id(2, 1), Text: entente.Wording{"en": "One."}, Acts: []entente.Act{entente.Call}, Bearer: []string{"Allies"},
					Addressee: []string{"Russia"}, Deadline: Deadline{Phrase: "2024"}, Quantities: []Quantity{{unit.AtLeast, "2", "%", "GDP"}}},
				{ID: id(2, 2), Text: entente.Wording{"en": "Two."}},
			}},
			{Number: 3, Statements: []Statement{{ID: id(3, 1), Text: entente.Wording{"en": "Three."}}}},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want\n%+v", got, want)
	}
}

func TestFromUndertakings(t *testing.T) {
	of := entente.Instrument{ID: "exercise-2023", Date: cal.Year(2023), Source: "exercise"}
	provisions := []entente.Provision{{Number: 1, Title: entente.Wording{"en": "First"}}, {Number: 2}}
	got := NewRegister(of, "en", provisions, []entente.Undertaking{
		{ID: id(2, 1), Statements: []entente.StatementID{id(2, 1), id(2, 3)}, Title: entente.Wording{"en": "Spend", "zh": "投入"},
			Acts: []entente.Act{entente.Commitment}, Bearer: []entente.ActorID{"nato"}, Programme: "investment",
			Quantities:  []entente.Target{{Comparator: unit.AtLeast, Quantity: unit.Quantity{Value: unit.MustDecimal("2"), Unit: "%"}, Of: entente.Wording{"en": "GDP"}}},
			Deadline:    &entente.Deadline{Phrase: entente.Wording{"en": "annually"}, Recurs: "P1Y"},
			Instruments: []entente.InstrumentID{"pledge"}, Systems: []entente.SystemID{"V001"}},
		{ID: id(2, 2), Statements: []entente.StatementID{id(2, 2)}, Context: true, Title: entente.Wording{"en": "Context"}},
	})
	want := Document{
		Kind: Register, ID: of.ID, Lang: "en", Date: of.Date, Source: "exercise",
		Provisions: []Provision{
			{Number: 1, Heading: entente.Wording{"en": "First"}},
			{Number: 2, Statements: []Statement{
				{ID: id(2, 1), Text: entente.Wording{"en": "Spend", "zh": "投入"}, Acts: []entente.Act{entente.Commitment},
					Bearer: []string{"nato"}, Quantities: []Quantity{{unit.AtLeast, "2", "%", "GDP"}}, Programme: "investment",
					Deadline: Deadline{Phrase: "annually", Recurs: "P1Y"}, Instruments: []string{"pledge"},
					Statements: []entente.StatementID{id(2, 1), id(2, 3)}, Systems: []entente.SystemID{"V001"}},
				{ID: id(2, 2), Apart: true, Text: entente.Wording{"en": "Context"}, Statements: []entente.StatementID{id(2, 2)}},
			}},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want\n%+v", got, want)
	}
	if back, err := Read(bytes.NewReader(write(t, got))); err != nil || !reflect.DeepEqual(back, got) {
		t.Errorf("%+v (%v), want\n%+v", back, err, got)
	}
}

func TestWriteRefuses(t *testing.T) {
	check := func(name, says string, change func(*Document)) {
		t.Helper()
		d := communique()
		change(&d)
		var b bytes.Buffer
		if err := Write(&b, d); !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), says) || b.Len() > 0 {
			t.Errorf("%s: %v and %d bytes, want %v saying %q", name, err, b.Len(), entente.ErrInvalid, says)
		}
	}
	check("no kind", "kind", func(d *Document) { d.Kind = "" })
	check("instrument", "instrument", func(d *Document) { d.ID = "Vilnius 2023" })
	check("jurisdiction", "jurisdiction", func(d *Document) { d.Jurisdiction = "NATO" })
	check("language", "language", func(d *Document) { d.Lang = "klingon" })
	check("language of a title", "language", func(d *Document) { d.Titles["x y"] = "z" })
	check("provision twice", "provision 27", func(d *Document) { d.Provisions[2].Number = 27 })
	check("statement twice", "statement exercise-2023/27/1", func(d *Document) { d.Provisions[1].Statements[1].ID = id(27, 1) })
	check("statement elsewhere", "provision 27", func(d *Document) { d.Provisions[1].Statements[1].ID = id(28, 1) })
	check("act", "act", func(d *Document) { d.Provisions[1].Statements[0].Acts[0] = "promise" })
	check("system", "system", func(d *Document) { d.Provisions[1].Statements[0].Systems = []entente.SystemID{"V 1"} })
}

func TestReadRefuses(t *testing.T) {
	whole := string(write(t, communique()))
	check := func(name, data, says string) {
		t.Helper()
		if _, err := Read(strings.NewReader(data)); !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %v saying %q", name, err, entente.ErrInvalid, says)
		}
	}
	change := func(old, new string) string { return strings.Replace(whole, old, new, 1) }
	check("nothing", "", "EOF")
	check("cut off", whole[:len(whole)/2], "syntax")
	check("another document", `<akomaNtoso xmlns="`+standard+`"><act/></akomaNtoso>`, "neither")
	check("white space", change("<meta>", "<meta> "), "line 4")
	check("a number that is not the paragraph's", change(">27.<", ">26.<"), "as this program writes")
	check("an act without a concept", change(`"#act-commitment `, `"#act-call `), "act")
	check("an act of no kind", change(`showAs="commitment"`, `showAs="promise"`), "act")
	check("an attribute more", change(`<mainBody>`, `<mainBody class="x">`), "as this program writes")
	check("text behind", whole+"<x/>", "")
	check("a date", change(`date="2023-07-11"`, `date="2023-7-11"`), "period")
}

func TestCharactersThatXMLCannotHold(t *testing.T) {
	d := communique()
	s := &d.Provisions[1].Statements[0]
	s.Text["zh"] = "我们\x02\xFF\f将"
	s.Bearer = []string{"A\x00", "A\x01"}
	got, err := Read(bytes.NewReader(write(t, d)))
	if err != nil {
		t.Fatal(err)
	}
	s = &got.Provisions[1].Statements[0]
	if s.Text["zh"] != "我们\uFFFD\uFFFD\uFFFD将" || !reflect.DeepEqual(s.Bearer, []string{"A\uFFFD", "A\uFFFD"}) {
		t.Errorf("%q, %q", s.Text["zh"], s.Bearer)
	}
}

// An empty text is no text, and counts for nothing.
func TestEmptyWordings(t *testing.T) {
	full, empty := communique(), communique()
	empty.Titles["fr"], empty.Provisions[1].Heading["en"] = "", ""
	empty.Provisions[1].Statements[0].Text["en"] = ""
	if want, got := write(t, full), write(t, empty); !bytes.Equal(got, want) {
		t.Errorf("%s, want\n%s", got, want)
	}
}

func FuzzRead(f *testing.F) {
	for _, d := range examples() {
		f.Add(write(f, d))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Read(bytes.NewReader(data))
		if err != nil {
			if !errors.Is(err, entente.ErrInvalid) {
				t.Errorf("%v, want %v", err, entente.ErrInvalid)
			}
			return
		}
		if again := write(t, d); !bytes.Equal(again, data) {
			t.Errorf("read\n%s\nwritten\n%s", data, again)
		}
	})
}

func FuzzWrite(f *testing.F) {
	f.Add("我们将。", "Allies", "2024 summit", "zh", 27, true)
	f.Add("We\x00 \xFF will.\n", "", " ", "", 0, false)
	f.Fuzz(func(t *testing.T, text, name, phrase, lang string, number int, isApart bool) {
		d := communique()
		d.Lang, d.Author, d.Source = entente.Lang(lang), name, phrase
		s := Statement{ID: id(number, 1), Text: entente.Wording{d.Lang: text, "en": phrase}, Summary: entente.Wording{"fr": text},
			Bearer: []string{name, phrase}, Instruments: []string{text}, Deadline: Deadline{Phrase: phrase}, Apart: isApart}
		d.Provisions = []Provision{{Number: number, Heading: entente.Wording{"zh": name}, Statements: []Statement{s}}}
		var b, again bytes.Buffer
		if err := Write(&b, d); err != nil {
			return
		}
		got, err := Read(&b)
		if err != nil {
			t.Fatal(err)
		}
		if err := Write(&again, got); err != nil {
			t.Error(err)
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	d := communique()
	one := d.Provisions[1].Statements[0]
	d.Provisions = nil
	for n := range 90 {
		p := Provision{Number: n + 1}
		for k := range 5 {
			one.ID = id(n+1, k+1)
			p.Statements = append(p.Statements, one)
		}
		d.Provisions = append(d.Provisions, p)
	}
	for b.Loop() {
		var out bytes.Buffer
		if err := Write(&out, d); err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(out.Len()))
	}
}
