package text

import (
	"strings"
	"testing"
	"unicode/utf8"

	"entente"
)

func FuzzParseLexicon(f *testing.F) {
	f.Add([]byte(tinyLexicon))
	for _, lang := range Languages() {
		b, err := builtin.ReadFile("lexicon/" + string(lang) + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		lex, err := ParseLexicon(b)
		if err != nil {
			return
		}
		if _, err := Read("1. We will.\n\n2. 我们将。\n", Options{Lexicon: lex}); err != nil {
			t.Errorf("a lexicon that parses does not read: %v", err)
		}
	})
}

func fuzzRead(f *testing.F, lang entente.Lang) {
	lex := lexicon(f, lang)
	f.Add(exerciseDocuments[lang])
	f.Add("1.\n2. •\n(a)\f\r\n3. ")
	f.Add("a) First of no number.\n1) Second, by its number the first.\n2) Third.") // both are of provision 1
	f.Add("((((“《«" + strings.Repeat("(", 100) + "。.」»")
	f.Fuzz(func(t *testing.T, src string) {
		if !utf8.ValidString(src) {
			return // a decoder stands in front of the reader
		}
		r, err := Read(src, Options{Lexicon: lex})
		if err != nil {
			return
		}
		end := 0
		for _, s := range r.Statements {
			if s.Span.Start < end || s.Span.End <= s.Span.Start || s.Span.End > len(src) || s.Text == "" {
				t.Fatalf("%v: span %v behind %d of %d, text %q", s.ID, s.Span, end, len(src), s.Text)
			}
			end = s.Span.End
			if entente.CheckAct(s.Act) != nil || len(s.Acts) == 0 || s.Acts[0] != s.Act || len(s.Rules) == 0 {
				t.Fatalf("%v: act %q of %v by %q", s.ID, s.Act, s.Acts, s.Rules)
			}
			if !strings.HasPrefix(squeeze(src[s.Span.Start:]), firstLetter(s.Text)) {
				t.Fatalf("%v: text %q begins elsewhere than its span %q", s.ID, s.Text, src[s.Span.Start:s.Span.End])
			}
		}
		again, err := Read(src, Options{Lexicon: lex, Previous: r.Statements})
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range again.Statements {
			if s.ID != r.Statements[i].ID {
				t.Fatalf("read again, %v becomes %v", r.Statements[i].ID, s.ID)
			}
		}
	})
}

func firstLetter(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return s[:size]
}

func FuzzReadEnglish(f *testing.F) { fuzzRead(f, "en") }
func FuzzReadChinese(f *testing.F) { fuzzRead(f, "zh") }
func FuzzReadFrench(f *testing.F)  { fuzzRead(f, "fr") }

func FuzzFigures(f *testing.F) {
	f.Add("at least 2,5 % du PIB, USD 100 billion, 三千五百亿美元, two hundred and five million people")
	f.Add("1 000 000,5 9999999999999999999999999 trillion trillion billion %")
	f.Add("万亿亿亿亿亿亿亿亿亿亿人 ten hundred thousand million billion")
	f.Fuzz(func(t *testing.T, src string) {
		for _, lang := range Languages() {
			lex := lexicon(t, lang)
			s := sentence{0, len(src), lex.trie.scan(src, nil)}
			for _, q := range lex.figures(src, s, lex.dates(src, s.hits, 2026)) {
				if !wellFormedNumber(q.Value.String()) {
					t.Fatalf("%s: %q is no number", lang, q.Value)
				}
			}
		}
	})
}

func FuzzDates(f *testing.F) {
	f.Add("by 31 February 2027, 2027年13月32日, le 1er mars 2027, May 2027, this year")
	f.Fuzz(func(t *testing.T, src string) {
		for _, lang := range Languages() {
			lex := lexicon(t, lang)
			end := 0
			for _, d := range lex.dates(src, lex.trie.scan(src, nil), 2026) {
				if d.start < end || d.end <= d.start || d.end > len(src) || d.period.String() == "" {
					t.Fatalf("%s: date %+v behind %d of %d", lang, d, end, len(src))
				}
				end = d.end
			}
		}
	})
}
