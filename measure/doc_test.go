package measure

import (
	"encoding/csv"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"entente/cal"
	"entente/unit"
)

// documentation returns doc/measure.md.
func documentation(t *testing.T) string {
	t.Helper()
	doc, err := os.ReadFile("../doc/measure.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}

// block returns what stands in the one fenced block of a kind.
func block(t *testing.T, doc, kind string) string {
	t.Helper()
	_, rest, found := strings.Cut(doc, "```"+kind+"\n")
	text, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatalf("doc/measure.md has no block of %s", kind)
	}
	return text
}

// TestDocFunctions computes the example of each function in doc/measure.md from the figures that stand there.
func TestDocFunctions(t *testing.T) {
	doc := documentation(t)
	d := NewData(exerciseData(t).book)
	rows, err := csv.NewReader(strings.NewReader(block(t, doc, "csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows[1:] {
		p, err := cal.ParsePeriod(r[3])
		if err != nil {
			t.Fatal(err)
		}
		o := Observation{Indicator: IndicatorID(r[0]), Area: Area(r[1]), Part: r[2], Period: p, Value: unit.MustDecimal(r[4]), Vintage: "first"}
		if o.Indicator == "imports" {
			o.Vintage = "once"
		}
		if added, err := d.Add(o, -1, 0); added != Stored {
			t.Fatal(r, err)
		}
	}
	var shown []string
	for _, m := range exampleRow.FindAllStringSubmatch(doc, -1) {
		shown = append(shown, m[1])
		x, err := compileIn(d.book, m[2])
		if err != nil || x.name() != m[3] {
			t.Errorf("%s: in %s, %v, the page says %s", m[2], x.name(), err, m[3])
			continue
		}
		e := &env{data: d, area: d.areaIDs["XAA"], period: cal.Year(2022), limits: d.book.limits(cal.NewDate(2024, 1, 1))}
		n, err := x.eval(e)
		if err != nil || written(n).Cmp(unit.MustDecimal(m[4])) != 0 {
			t.Errorf("%s: got %v, %v, the page says %s", m[2], written(n), err, m[4])
		}
	}
	for name := range d.book.functions {
		if !slices.Contains(shown, name) {
			t.Errorf("doc/measure.md does not describe the function %s", name)
		}
	}
}

// exampleRow is a row of the table of functions: name, example, unit, value.
var exampleRow = regexp.MustCompile("(?m)^\\| (?:with )?`([a-z]+)[^`]*` \\|[^|]*\\| `([^`]+)` \\| ([^|]+) \\| ([0-9.]+) \\|$")

// TestDocAssumptions reads the assumptions that doc/measure.md shows.
func TestDocAssumptions(t *testing.T) {
	kinds := make(map[AssumptionKind]bool)
	for text := range strings.Lines(block(t, documentation(t), "assumptions")) {
		text = strings.TrimSpace(text)
		a, err := ParseAssumption(text)
		if err != nil || a.String() != text {
			t.Errorf("%q: got %v, %v", text, a, err)
		}
		kinds[a.Kind] = true
	}
	if len(kinds) != 5 {
		t.Errorf("shown are %v", kinds)
	}
}

// TestDocBounds finds the bounds of the engine in doc/measure.md.
func TestDocBounds(t *testing.T) {
	doc := strings.Join(strings.Fields(documentation(t)), " ")
	for phrase, n := range map[string]int{
		"nests more than %d deep": maxDepth, "multiplies more than %d numbers": maxFactors, "look up more than %d figures": maxFigures, "divide more than %d times": maxDivisions,
		"at most %d digits": maxDigits, "up to %d periods ahead": maxAhead, "up to %d periods on": maxAhead, "written with %d decimal places": writtenPlaces,
	} {
		digits := strconv.Itoa(n)
		if n >= 1000 {
			digits = digits[:len(digits)-3] + "," + digits[len(digits)-3:]
		}
		if want := strings.Replace(phrase, "%d", digits, 1); !strings.Contains(doc, want) {
			t.Errorf("doc/measure.md does not say %q", want)
		}
	}
}

// TestDocOutcomes finds every outcome in the table of doc/measure.md.
func TestDocOutcomes(t *testing.T) {
	doc := documentation(t)
	for _, o := range Outcomes {
		if !strings.Contains(doc, "`"+string(o)+"`") {
			t.Errorf("doc/measure.md does not tell of %s", o)
		}
	}
}
