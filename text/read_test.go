package text

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"entente"
)

// Exercise documents, one a language, each with everything that a reader meets.
var exerciseDocuments = map[entente.Lang]string{
	"en": "Lake Declaration\nIssued at the lake on 11 July 2026\n\n" +
		"1. We, the leaders of the valley, met at the lake. We will paint the gates by 2030; we thank\nall who opened them.\n\n" +
		"2. We will:\n• widen the roads;\n• raise USD 5 billion.  That\u00a0is much.\n\n– 2 –\n\f" +
		"Safe harbours\n\n3. We call on all states “to help. Now.” (See the\r\nplan.) We met Mr. Quay.\n",
	"zh": "湖畔宣言\n2026年7月11日于湖畔发表\n\n1．我们在湖畔会晤。我们将在\n\n2030年前粉刷闸门；我们感谢所有开\n\n启闸门的人。\n\n" +
		"2．我们将：\n• 拓宽道路；\n• 筹集5亿美元。\u3000这很多。\n\n12\n\f安全港口\n\n3．我们呼吁所有国家“现在就帮助。”（见计划。）\n",
	"fr": "Déclaration du lac\nPubliée le 11 juillet 2026\n\n1. Nous, les dirigeants de la vallée, nous réunissons au bord du lac. Nous repeindrons\nles portes d'ici à 2030.\n\n" +
		"2. Nous allons\u00a0:\na) élargir les routes\u00a0;\nb) réunir 1,5\u00a0milliard d'euros. C'est beaucoup.\n\n7\n\f" +
		"3. Nous demandons à tous les États «\u00a0d'aider. Maintenant.\u00a0» C’est urgent\u202f!\n",
}

// checkSpans checks that the spans of a reading are the source, in order, and that they account for all of it.
func checkSpans(t *testing.T, name, src string, r *Reading) {
	t.Helper()
	taken := slices.Clone(r.Skipped)
	for _, h := range r.Headings {
		taken = append(taken, h.Span)
	}
	for _, l := range r.Leads {
		taken = append(taken, l.Span)
	}
	end := 0
	for _, s := range r.Statements {
		if s.Span.Start < end || s.Span.End <= s.Span.Start || s.Span.End > len(src) {
			t.Fatalf("%s: %v: span %v is empty, not behind %d or beyond %d", name, s.ID, s.Span, end, len(src))
		}
		end = s.Span.End
		if have, want := squeeze(src[s.Span.Start:s.Span.End]), squeeze(s.Text); have != want && !hasFurniture(r, s.Span) {
			t.Errorf("%s: %v: the source has %q where the text is %q", name, s.ID, have, want)
		}
		taken = append(taken, s.Span)
	}
	slices.SortFunc(taken, func(a, b entente.Span) int { return a.Start - b.Start })
	at := 0
	var left strings.Builder
	for _, s := range taken {
		left.WriteString(src[min(at, s.Start):s.Start] + "\n")
		at = max(at, s.End)
	}
	left.WriteString(src[at:])
	rest := strings.Replace(squeeze(left.String()), squeeze(r.Front), "", 1)
	if rest = labels.ReplaceAllString(rest, ""); strings.ContainsFunc(rest, unicode.IsLetter) {
		t.Errorf("%s: these letters are in no statement, heading, lead, front matter or skipped line: %q", name, rest)
	}
}

// labels are the numbers and letters in front of paragraphs and list items, which are no part of their text.
var labels = regexp.MustCompile(`[0-9]+[.．、)]|[(（]?[a-zivx]{1,4}[.)）]|[•●▪◦‣■□○·*o–—-]`)

// hasFurniture reports whether a page number stands inside a span.
func hasFurniture(r *Reading, s entente.Span) bool {
	return slices.ContainsFunc(r.Skipped, func(f entente.Span) bool { return s.Start < f.Start && f.End < s.End })
}

func TestSpans(t *testing.T) {
	for lang, doc := range exerciseDocuments {
		for name, src := range map[string]string{
			"as it is":       doc,
			"with returns":   strings.ReplaceAll(doc, "\n", "\r\n"),
			"double spaced":  strings.ReplaceAll(doc, "\n", "\n\n"),
			"without breaks": strings.ReplaceAll(doc, "\f", ""),
			"indented":       strings.ReplaceAll(doc, "\n", "\n \t "),
			"twice":          doc + "\n\n" + doc,
			"half":           strings.ToValidUTF8(doc[:len(doc)/2], ""),
		} {
			r, err := Read(src, Options{Lexicon: lexicon(t, lang)})
			if err != nil {
				t.Fatal(err)
			}
			checkSpans(t, string(lang)+" "+name, src, r)
		}
	}
}

func TestSpansOfTheCommunique(t *testing.T) {
	b, err := os.ReadFile(shared(t, "corpus", "vilnius-2023.zh.txt"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Read(string(b), Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkSpans(t, "vilnius-2023", string(b), r)
	if last := r.Statements[len(r.Statements)-1].Provision; last != 90 {
		t.Errorf("the last provision is %d, want 90", last)
	}
}

func TestReadDocument(t *testing.T) {
	r, err := Read(exerciseDocuments["en"], Options{Instrument: "lake-2026"})
	if err != nil {
		t.Fatal(err)
	}
	if r.Lang != "en" || r.Front != "Lake Declaration\nIssued at the lake on 11 July 2026" || len(r.Skipped) != 1 {
		t.Errorf("have %s, front %q, %d skipped", r.Lang, r.Front, len(r.Skipped))
	}
	if len(r.Headings) != 1 || r.Headings[0].Text != "Safe harbours" || r.Headings[0].Before != 3 {
		t.Errorf("headings: %+v", r.Headings)
	}
	if len(r.Leads) != 1 || r.Leads[0].Text != "We will:" || r.Leads[0].Provision != 2 {
		t.Errorf("leads: %+v", r.Leads)
	}
	const want = "lake-2026/1/1 report, lake-2026/1/2 commitment, lake-2026/1/3 appraisal, " +
		"lake-2026/2/1 commitment, lake-2026/2/2 commitment, lake-2026/2/3 assessment, lake-2026/3/1 call, lake-2026/3/2 assessment, lake-2026/3/3 report"
	if have := acts(r); have != want {
		t.Errorf("have %s\nwant %s", have, want)
	}
}

// Exercise texts without numbers: every paragraph counts, a title does not.
func TestUnnumberedParagraphs(t *testing.T) {
	check := func(src, want string, headings int) {
		t.Helper()
		r, err := Read(src, Options{Lexicon: lexicon(t, "en"), Instrument: "x"})
		if err != nil || acts(r) != want || len(r.Headings) != headings {
			t.Errorf("%q: have %s and %+v, want %s, %v", src, acts(r), r.Headings, want, err)
		}
	}
	check("Safe harbours\n\nWe will paint the gates.\n\nWe thank the painters.\n", "x/1/1 commitment, x/2/1 appraisal", 1)
	check("[We will] paint the gates\nWe commit to open the gates by 2030\nGates for all\n", "x/1/1 commitment, x/2/1 commitment, x/3/1 assessment", 0)
}

func TestDetect(t *testing.T) {
	for lang, doc := range exerciseDocuments {
		if l, err := Detect(doc); err != nil || l.Lang != lang {
			t.Errorf("have %v, %v, want %s", l, err, lang)
		}
		for _, e := range exercises(t, lang) {
			if l, err := Detect(e.text); err == nil && l.Lang != lang {
				t.Errorf("%s:%d: have %s: %q", lang, e.line, l.Lang, e.text)
			}
		}
	}
	// Exercise sentences in languages without a lexicon.
	for _, other := range []string{"Мы будем красить ворота каждый год.", "門を毎年塗りますがよろしいですか", "12 345 — 678", ""} {
		if l, err := Detect(other); !errors.Is(err, entente.ErrUnsupported) {
			t.Errorf("%q: have %v, %v, want not supported", other, l, err)
		}
	}
}

func TestReadErrors(t *testing.T) {
	if _, err := Read(" \n\f ", Options{Lexicon: lexicon(t, "en")}); !errors.Is(err, entente.ErrInvalid) {
		t.Errorf("no words: %v", err)
	}
	if _, err := Read("???", Options{}); !errors.Is(err, entente.ErrUnsupported) {
		t.Errorf("no language: %v", err)
	}
	if _, err := BuiltinLexicon("xx"); !errors.Is(err, entente.ErrUnsupported) {
		t.Errorf("no lexicon: %v", err)
	}
}

// Exercise texts: a document, edited, keeps the numbers of the statements that stayed.
func TestKeepIdentifiers(t *testing.T) {
	const a, b, c = "We will paint the gates.", "We thank the painters.", "We call on Russia to help."
	lex := lexicon(t, "en")
	read := func(previous []entente.Statement, paragraphs ...string) []entente.Statement {
		t.Helper()
		r, err := Read(strings.Join(paragraphs, "\n\n"), Options{Instrument: "x", Lexicon: lex, Previous: previous})
		if err != nil {
			t.Fatal(err)
		}
		return r.Statements
	}
	check := func(name, want string, paragraphs ...string) {
		t.Helper()
		var have []string
		seen := map[entente.StatementID]bool{}
		for _, s := range read(read(nil, a+" "+b+" "+c, a), paragraphs...) {
			have = append(have, fmt.Sprintf("%d/%d", s.ID.Provision, s.ID.Number))
			if seen[s.ID] || s.ID.Number != s.Number {
				t.Errorf("%s: %v is used twice or is not number %d", name, s.ID, s.Number)
			}
			seen[s.ID] = true
		}
		if strings.Join(have, " ") != want {
			t.Errorf("%s: have %s, want %s", name, have, want)
		}
	}
	check("unchanged", "1/1 1/2 1/3 2/1", a+" "+b+" "+c, a)
	check("broken into other lines", "1/1 1/2 1/3 2/1", a+" "+strings.Replace(b, "the painters", "the\npainters", 1)+" "+c, a)
	check("one put in", "1/4 1/1 1/2 1/3 2/1", "We met. "+a+" "+b+" "+c, a)
	check("one taken out", "1/1 1/3 2/1", a+" "+c, a)
	check("one edited", "1/1 1/4 1/3 2/1", a+" We thank all painters. "+c, a)
	check("two changed places", "1/2 1/1 1/3 2/1", b+" "+a+" "+c, a)
	check("one doubled", "1/1 1/4 1/2 1/3 2/1", a+" "+a+" "+b+" "+c, a)
	check("a paragraph put in", "1/1 1/2 1/3 2/2 2/1", a+" "+b+" "+c, "We met.", a)
	check("paragraphs changed places", "1/1 2/1 1/2 1/3", a, a+" "+b+" "+c)
	check("one moved to another paragraph", "1/1 1/2 2/1 1/3", a+" "+b, a+" "+c)
}

func TestReadExcerpt(t *testing.T) {
	lex, err := BuiltinLexicon("en")
	if err != nil {
		t.Fatal(err)
	}
	r, err := Read("46. We will clear the harbour.\n47. We will light the pier.\n", Options{Lexicon: lex})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Statements) != 2 || r.Statements[0].Provision != 46 || r.Statements[1].Provision != 47 {
		t.Errorf("an excerpt from paragraph 46 on was read as %v", r.Statements)
	}
}
