package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"entente/measure"
	"entente/unit"
)

func asJSON(t testing.TB, r Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteJSON(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asCSV(t testing.TB, r Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteCSV(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// shuffle puts every list of a report in another order.
func shuffle(r Report, random *rand.Rand) Report {
	mix(&r.Heads, random)
	mix(&r.Parties, random)
	mix(&r.Groups, random)
	mix(&r.Programmes, random)
	mix(&r.Provisions, random)
	mix(&r.Instruments, random)
	mix(&r.Publications, random)
	mix(&r.Publications[0].Vintages, random)
	mix(&r.Indicators, random)
	mix(&r.Revisions, random)
	mix(&r.Scores, random)
	mix(&r.Scores[0].Cases, random)
	mix(&r.Undertakings, random)
	for i := range r.Undertakings {
		u := &r.Undertakings[i]
		mix(&u.Records, random)
		mix(&u.Measured, random)
		for k := range u.Measured {
			m := &u.Measured[k]
			mix(&m.Verdicts, random)
			mix(&m.History, random)
			mix(&m.Remarks, random)
			mix(&m.Rivals, random)
			for j := range m.Rivals {
				mix(&m.Rivals[j].Verdicts, random)
			}
		}
	}
	return r
}

func mix[T any](list *[]T, random *rand.Rand) {
	*list = slices.Clone(*list)
	random.Shuffle(len(*list), func(i, j int) { (*list)[i], (*list)[j] = (*list)[j], (*list)[i] })
}

func TestSameFactsSameBytes(t *testing.T) {
	for _, lang := range Langs {
		r := sample(t)
		r.Lang = lang
		before := asJSON(t, r)
		page, _ := written(t, r)
		table := asCSV(t, r)
		for seed := range uint64(5) {
			mixed := shuffle(r, rand.New(rand.NewPCG(seed, 1)))
			if got, _ := written(t, mixed); got != page {
				t.Errorf("%s: the page depends on the order of what it is made from", lang)
			}
			if !bytes.Equal(asJSON(t, mixed), before) || !bytes.Equal(asCSV(t, mixed), table) {
				t.Errorf("%s: JSON or CSV depend on the order of what they are made from", lang)
			}
		}
		if again := sample(t); again.Lang == "en" && lang == "en" && !bytes.Equal(asJSON(t, again), before) {
			t.Error("the same report gave other bytes")
		}
	}
}

// TestWritingLeavesTheReport checks that what is handed over is not changed: verdicts are shared.
func TestWritingLeavesTheReport(t *testing.T) {
	r := shuffle(sample(t), rand.New(rand.NewPCG(3, 3)))
	before, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	written(t, r)
	asJSON(t, r)
	asCSV(t, r)
	if after, err := json.Marshal(r); err != nil || !bytes.Equal(before, after) {
		t.Errorf("writing changed the report: %v", err)
	}
}

// TestNumbers holds every number of the page against the JSON document.
func TestNumbers(t *testing.T) {
	var doc any
	d := json.NewDecoder(bytes.NewReader(asJSON(t, sample(t))))
	d.UseNumber()
	if err := d.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	known := make(map[string]bool)
	collect(doc, known)
	_, root := written(t, sample(t))
	numbers := find(root, named("data", ""))
	for _, n := range numbers {
		exact, text := attr(n, "value"), textOf(n)
		if !known[exact] {
			t.Errorf("%q is not in the JSON document", exact)
		}
		if money := n.Parent != nil && strings.Contains(attr(n.Parent, "class"), "shortfall"); !isRounding(exact, text, money) {
			t.Errorf("%q is printed as %q", exact, text)
		}
	}
	const fewest = 90
	if len(numbers) < fewest {
		t.Errorf("%d numbers", len(numbers))
	}
}

// collect notes every number of a JSON document, those written as text too.
func collect(v any, known map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for _, x := range v {
			collect(x, known)
		}
	case []any:
		for _, x := range v {
			collect(x, known)
		}
	case string:
		known[v] = true
	case json.Number:
		known[v.String()] = true
		if f, err := v.Float64(); err == nil {
			known[strconv.FormatFloat(f, 'g', -1, 64)] = true
		}
	}
}

// isRounding reports whether text is exact, rounded to the places that it has; money is in thousand millions.
func isRounding(exact, text string, money bool) bool {
	clean := strings.NewReplacer("\u202f", "", "−", "-", "+", "", "≥ ", "", "≤ ", "", "> ", "", "< ", "", "= ", "").Replace(text)
	got, err := unit.ParseDecimal(clean)
	if err != nil {
		return false
	}
	want, err := unit.ParseDecimal(exact)
	if err != nil { // 1e-05
		f, err := strconv.ParseFloat(exact, 64)
		if err != nil {
			return false
		}
		want = unit.MustDecimal(strconv.FormatFloat(f, 'f', -1, 64))
	}
	if money {
		want = want.Shift(-9)
	}
	_, fraction, _ := strings.Cut(clean, ".")
	return want.Round(len(fraction)).Cmp(got) == 0
}

// TestRows holds the row of each verdict against the verdict, by the names of its cells.
func TestRows(t *testing.T) {
	r := sample(t)
	_, root := written(t, r)
	cell := func(row *html.Node, class string) string {
		for _, td := range find(row, named("td", class)) {
			for _, n := range find(td, named("data", "")) {
				return attr(n, "value")
			}
		}
		return ""
	}
	rows := 0
	for _, v := range r.Undertakings[0].Measured[0].Verdicts {
		row := find(root, func(n *html.Node) bool { return n.Data == "tr" && attr(n, "id") == verdictAnchor(v) })
		if len(row) != 1 {
			t.Fatalf("%s: %d rows", v.Area, len(row))
		}
		rows++
		for class, want := range map[string]*unit.Decimal{"value": v.Value, "margin": v.Margin} {
			if got := cell(row[0], class); want == nil && class == "margin" {
				continue // the cell then has the target alone
			} else if want == nil && got != "" || want != nil && got != want.String() {
				t.Errorf("%s: %s is %q, want %v", v.Area, class, got, want)
			}
		}
		if name := catalogues()["en"]["picture."+string(v.Outcome)]; !strings.Contains(textOf(row[0]), name) {
			t.Errorf("%s: no word for %s in %q", v.Area, v.Outcome, textOf(row[0]))
		}
		if hasMark := len(find(row[0], named("abbr", "e"))) > 0; hasMark != v.Estimate {
			t.Errorf("%s: marked as an estimate: %v, want %v", v.Area, hasMark, v.Estimate)
		}
		if s := v.Shortfall; s != nil && cell(row[0], "shortfall") != s.Value.String() {
			t.Errorf("%s: shortfall %q, want %v", v.Area, cell(row[0], "shortfall"), s.Value)
		}
	}
	if rows != 5 {
		t.Errorf("%d rows, want four parties and the Union", rows)
	}
}

// TestNothingWithoutSource checks that each value leads to a figure of annex B, and that to a document and a place.
func TestNothingWithoutSource(t *testing.T) {
	_, root := written(t, sample(t))
	for _, row := range find(root, func(n *html.Node) bool { return n.Data == "tr" && strings.HasPrefix(attr(n, "id"), "v-") }) {
		if len(find(row, named("data", ""))) < 2 {
			continue // no value: no more than a target
		}
		leads := find(row, func(n *html.Node) bool { return n.Data == "a" && strings.HasPrefix(attr(n, "href"), "#f-") })
		if len(leads) == 0 {
			t.Errorf("%s: a value without a figure", attr(row, "id"))
		}
	}
	figures := find(root, func(n *html.Node) bool { return n.Data == "tr" && strings.HasPrefix(attr(n, "id"), "f-") })
	if len(figures) == 0 {
		t.Fatal("no figures")
	}
	for _, f := range figures {
		if text := textOf(f); !strings.Contains(text, "Table 1") || !strings.Contains(text, "exercise.csv:") || !strings.Contains(text, "not recorded") {
			t.Errorf("%s: no source: %s", attr(f, "id"), text)
		}
	}
}

// TestBasis computes the basis of each verdict again from the JSON document alone.
func TestBasis(t *testing.T) {
	var doc struct {
		Undertakings []struct {
			Measured []struct {
				Measure  measure.Measure
				Verdicts []measure.Verdict
			}
		}
	}
	if err := json.Unmarshal(asJSON(t, sample(t)), &doc); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, u := range doc.Undertakings {
		for _, m := range u.Measured {
			for _, v := range m.Verdicts {
				var lines bytes.Buffer
				e := json.NewEncoder(&lines)
				if err := e.Encode(m.Measure); err != nil {
					t.Fatal(err)
				}
				for _, x := range v.Evidence {
					x.Document, x.Row, x.Fact, x.Place = "", 0, nil, ""
					if err := e.Encode(x); err != nil {
						t.Fatal(err)
					}
				}
				sum := sha256.Sum256(lines.Bytes())
				if got := hex.EncodeToString(sum[:]); got != v.Basis {
					t.Errorf("%s: the document gives the basis %s, and says %s", v.Area, got, v.Basis)
				}
				n++
			}
		}
	}
	if n != 5 {
		t.Errorf("%d verdicts", n)
	}
}

func TestCSV(t *testing.T) {
	r := sample(t)
	r.Undertakings[3].Entry.Title["en"] = "=HYPERLINK(1)"
	rows, err := csv.NewReader(bytes.NewReader(asCSV(t, r))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := func(row []string, name string) string { return row[slices.Index(columns, name)] }
	n := make(map[string]int)
	for _, row := range rows[1:] {
		n[at(row, "row")]++
		switch {
		case at(row, "row") == "verdict" && at(row, "party") == "XCC":
			if at(row, "margin") != "-1.2499999" || at(row, "value") != "0.7500001" {
				t.Errorf("a number is not as it is: %q", row)
			}
		case at(row, "undertaking") == "pact-2031/2/5":
			if at(row, "title") != "'=HYPERLINK(1)" || at(row, "by") != "silent" {
				t.Errorf("got %q", row)
			}
		}
	}
	w, err := newWriter(r)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"undertaking": 4, "verdict": 5, "rival": 5, "record": 1, "score": 2, "figure": len(w.figures.list), "revision": len(r.Revisions)}
	for kind, count := range want {
		if n[kind] != count || count == 0 {
			t.Errorf("%d rows of %s, want %d", n[kind], kind, count)
		}
	}
}

// TestWords checks that both languages say the same things, and that neither falls back on the other.
func TestWords(t *testing.T) {
	en, zh := catalogues()["en"], catalogues()["zh"]
	for key := range en {
		if zh[key] == "" && strings.HasPrefix(key, "picture.") {
			continue // of a picture that the report has not: TestIsWellFormed finds those that it has
		}
		if zh[key] == "" {
			t.Errorf("zh: no words for %s", key)
		}
		if verbs(en[key]) != verbs(zh[key]) {
			t.Errorf("%s: %q and %q take other arguments", key, en[key], zh[key])
		}
	}
	for key := range zh {
		if prefix, _, _ := strings.Cut(key, "."); en[key] == "" && prefix != "unit" && prefix != "amount" {
			t.Errorf("en: no words for %s", key)
		}
	}
	r := sample(t)
	r.Lang = "zh"
	text, _ := written(t, r)
	for key, s := range en {
		const least = 12 // letters: shorter words may stand in names
		if len(s) > least && !strings.Contains(s, "%") && s != zh[key] && strings.Contains(text, html.EscapeString(s)) {
			t.Errorf("the Chinese report says %q", s)
		}
	}
	if !strings.Contains(text, "没有预算") || strings.Contains(text, "has no budget") {
		t.Error("a reason is not in Chinese")
	}
	r.Lang = "fr"
	if err := WriteHTML(&bytes.Buffer{}, r); err == nil || !strings.Contains(err.Error(), `"fr"`) {
		t.Errorf("got %v, want a refusal of fr", err)
	}
}

// verbs returns the verbs of package fmt in s.
func verbs(s string) string {
	s = strings.ReplaceAll(s, "%%", "")
	var out strings.Builder
	for i := range len(s) - 1 {
		if s[i] == '%' && strings.IndexByte("svd", s[i+1]) >= 0 {
			out.WriteByte(s[i+1])
		}
	}
	return out.String()
}

// TestSays looks at what the sample is there for.
func TestSays(t *testing.T) {
	text, root := written(t, sample(t))
	check := func(name, want string) {
		t.Helper()
		if !strings.Contains(text, want) {
			t.Errorf("%s: no %q", name, want)
		}
	}
	check("a value by its own inputs", "Arstotzka: the published inputs of the same vintage give 1.9, not 2.000.")
	check("who is exempt, and why", "Borduria: has no budget.")
	check("a rounded figure", "Zembla: the answer depends on digits that the source rounds away.")
	check("what the choice of indicator does", "By another indicator the verdict would be a different one for: Zembla.")
	check("a verdict that a revision changed", "with 1 of them the verdict changed")
	check("an undertaking that the register is silent on", catalogues()["en"]["how.silent"])
	check("agreement", "Agreement of the analysts: alpha 1.000 over 2 items.")
	check("an analyst's words", "met XAA")
	check("a remark with its source", "another denominator (Tables, note 3)")
	check("a head", "local/PUBLIC, 12 entries, root cm9vdA==")
	if n := len(find(root, named("tr", "score"))); n != 4 {
		t.Errorf("%d rows of scores, want two with the undertaking and one with each party", n)
	}
}
