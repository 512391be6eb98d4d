package chart

import (
	"encoding/xml"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func TestStyle(t *testing.T) {
	css := Style()
	if css != Style() {
		t.Error("differs from call to call")
	}
	for _, want := range []string{"@media screen and (prefers-color-scheme:dark)", `:root[data-theme="dark"]`, `:root[data-theme="light"]`, "var(--chart-ink,#1c2025)", "focus-visible"} {
		if !strings.Contains(css, want) {
			t.Errorf("no %s", want)
		}
	}
	if i := strings.Index(css, "$"); i >= 0 {
		t.Errorf("a colour is not in the palette: %.40s", css[i:])
	}
	for _, bad := range []string{"url(", "@import", "</", "expression"} {
		if strings.Contains(css, bad) {
			t.Errorf("has %s", bad)
		}
	}
	if strings.Count(css, "{") != strings.Count(css, "}") {
		t.Error("braces do not match")
	}
	for _, m := range regexp.MustCompile(`var\(--chart-([a-z0-9-]+),`).FindAllStringSubmatch(css, -1) {
		if m[1] != "font" && !strings.Contains(css, "--chart-"+m[1]+":") {
			t.Errorf("--chart-%s is used and not set", m[1])
		}
	}
	// Names of their own keep the sheet and that of the page out of each other's way.
	for _, m := range regexp.MustCompile(`\.([a-z][\w-]*)`).FindAllStringSubmatch(css, -1) {
		if name := m[1]; !strings.HasPrefix(name, "chart") && !strings.HasPrefix(name, "c-") {
			t.Errorf("styles the class %s", name)
		}
	}
}

// TestClassesHaveRules finds marks that would be drawn black for want of a rule.
func TestClassesHaveRules(t *testing.T) {
	css := Style()
	groups := map[string]bool{ // for tests and scripts of pages to find parts by
		"c-row": true, "c-rows": true, "c-columns": true, "c-columnhead": true, "c-panel": true, "c-series": true, "c-point": true,
		"c-part": true, "c-node": true, "c-corner": true, "c-trails": true, "c-cell": true, "c-edges": true,
	}
	for name, c := range samples() {
		for class := range read(t, c.SVG(Options{})).classes {
			if !groups[class] && !regexp.MustCompile(`\.`+class+`\b`).MatchString(css) {
				t.Errorf("%s: no rule for %s", name, class)
			}
		}
	}
}

// TestContrast computes contrast ratios as WCAG 2.2 defines them: 4.5 for text, 3 for what is drawn.
func TestContrast(t *testing.T) {
	light, dark := map[string]string{}, map[string]string{}
	for _, c := range palette {
		light[c.name], dark[c.name] = c.light, c.dark
	}
	check := func(a, b string, least float64) {
		t.Helper()
		for mode, colours := range map[string]map[string]string{"light": light, "dark": dark} {
			if r := contrast(colours[a], colours[b]); r < least {
				t.Errorf("%s: %s on %s: %.2f, want %v", mode, a, b, r, least)
			}
		}
	}
	check("ink", "paper", 7)
	check("soft", "paper", 4.5)
	check("accent", "paper", 4.5)
	for _, tone := range Tones {
		check(string(tone)+"-on", string(tone), 4.5)
		check(string(tone)+"-line", "paper", 3)
	}
	for _, tone := range Tones[:6] { // words are printed in these
		check(string(tone)+"-line", "paper", 4.5)
	}
	for i := range series {
		check(seriesClass(i)[2:], "paper", 4.5)
	}
}

func contrast(a, b string) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(hex string) float64 {
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			panic(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			sum += weight * c / 12.92
			continue
		}
		sum += weight * math.Pow((c+0.055)/1.055, 2.4)
	}
	return sum
}

func TestTonesDifferInShape(t *testing.T) {
	seen := map[string]Tone{}
	for _, tone := range Tones {
		var d drawing
		d.mark(tone, false, 10, 10, 4)
		shape := regexp.MustCompile(`c-[a-gi-z]\w+`).ReplaceAllString(d.b.String(), "")
		if other, ok := seen[shape]; ok {
			t.Errorf("%s and %s have one shape", tone, other)
		}
		seen[shape] = tone
	}
	if Tone("<x>").class() != "c-muted" {
		t.Error(Tone("<x>").class())
	}
}

func TestStandalone(t *testing.T) {
	svg := newMaker(1).share(3).SVG(Options{Standalone: true})
	d := xml.NewDecoder(strings.NewReader(svg))
	sheet := ""
	for in := ""; ; {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if in = token.Name.Local; token.Name.Space != svgNamespace {
				t.Fatalf("%s in %q", in, token.Name.Space)
			}
		case xml.CharData:
			if in == "style" {
				sheet += string(token)
			}
		}
	}
	if !strings.Contains(sheet, "prefers-color-scheme:dark") || !strings.Contains(sheet, `"Segoe UI"`) {
		t.Errorf("%.300s", sheet)
	}
	if strings.Contains(newMaker(1).share(3).SVG(Options{}), "<style") {
		t.Error("a chart in a page brings a sheet of its own")
	}
}
