package report

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"

	"entente/internal/chart"
)

//go:embed template/*.html template/report.css
var templateFiles embed.FS

// templates are parsed once; the words are put in for each report.
var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(funcs(nil)).ParseFS(templateFiles, "template/*.html"))
})

func funcs(w words) template.FuncMap {
	return template.FuncMap{
		"w":    w.text,
		"args": func(values ...any) []any { return values },
	}
}

// WriteHTML writes r as one HTML file that needs nothing else: no script, no file beside it, no network. It prints on A4
// with page numbers and running heads. It fails where r is in a language that is not among [Langs], and writes nothing then.
func WriteHTML(out io.Writer, r Report) error {
	w, err := newWriter(r)
	if err != nil {
		return err
	}
	d := w.document()
	css := w.css(d)
	d.CSS, d.Policy = template.CSS(css), Policy(css)
	t, err := templates().Clone()
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	var b bytes.Buffer
	if err := t.Funcs(funcs(w.words)).ExecuteTemplate(&b, "report.html", d); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if _, err := out.Write(b.Bytes()); err != nil {
		return fmt.Errorf("report: write: %w", err)
	}
	return nil
}

// Policy returns the content security policy of a page that has css as its only style sheet and loads nothing.
func Policy(css string) string {
	sum := sha256.Sum256([]byte(css))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
}

// css returns the style sheet: that of the charts, that of the report, and a running head for each kind of page.
func (w writer) css(d document) string {
	sheet, err := templateFiles.ReadFile("template/report.css")
	if err != nil {
		panic(err) // it is part of the program
	}
	var b strings.Builder
	b.WriteString(chart.Style())
	b.Write(sheet)
	number, total, _ := strings.Cut(w.text("page", "\x00", "\x01"), "\x00")
	between, after, _ := strings.Cut(total, "\x01")
	foot := w.text("asof", w.Known)
	if d.Exercise {
		foot += " · " + w.text("exercise")
	}
	fmt.Fprintf(&b, "@page{@top-left{content:%s}@bottom-left{content:%s}@bottom-right{content:%s counter(page) %s counter(pages) %s}}\n",
		quoted(w.text("title")+" · "+d.Instrument), quoted(foot), quoted(number), quoted(between), quoted(after))
	head := func(anchor, page, text string) {
		fmt.Fprintf(&b, "#%s{page:%s}@page %s{@top-right{content:%s}}\n", anchor, page, page, quoted(text))
	}
	for _, key := range []string{"contents", "method", "summary", "programmes", "revisions", "figures", "sources", "reproduce", "provisions"} {
		head(key, key, w.text(key))
	}
	head("parties", "parties", w.text("parties"))
	for _, p := range d.Parties {
		head(p.Anchor, p.Page, w.text("parties")+" · "+p.Name)
	}
	head("undertakings", "undertakings", w.text("undertakings"))
	for _, p := range d.Programmes {
		head("x-"+p.Anchor, p.Page, w.text("undertakings")+" · "+p.Title)
	}
	return b.String()
}

// quoted writes a string for a style sheet: everything but letters and digits of ASCII by its number.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		if r < 0x80 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9') {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "\\%06x", r)
	}
	b.WriteByte('"')
	return b.String()
}
