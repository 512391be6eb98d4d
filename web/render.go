package web

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"math"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/measure/picture"
	drawn "entente/procedure/picture"
)

//go:embed template/*.html
var templateFiles embed.FS

// A page is what a handler makes: a struct and the template that shows it.
type page struct {
	Template string // such as "provision"
	Title    string
	Section  string // the entry of the main menu that it belongs to
	Code     int    // of the answer; 0 for all is well
	After    int    // seconds until it may be tried again; 0 for nothing of the kind
	Body     any
}

// A frame is a page with all that surrounds it.
type frame struct {
	*view
	page
	Site  entente.Wording // what the pack is called
	Node  string
	Langs []entente.Lang // of the pages
}

// Templates are parsed once for each language of the pages.
type templates map[entente.Lang]map[string]*template.Template

// parseTemplates reads frame.html and the files of parts, which all pages share, and one file per page.
func (s *site) parseTemplates(fsys fs.FS) (templates, error) {
	names, err := fs.Glob(fsys, "template/*.html")
	if err != nil {
		return nil, err
	}
	all := make(templates)
	for _, c := range s.catalogues {
		all[c.lang] = make(map[string]*template.Template)
		shared, err := template.New("").Funcs(s.funcs(c)).Funcs(watchFuncs(c)).ParseFS(fsys, "template/frame.html", "template/parts.html", "template/watchparts.html", "template/procedureparts.html")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			t := template.Must(shared.Clone())
			if t, err = t.ParseFS(fsys, name); err != nil {
				return nil, err
			}
			all[c.lang][strings.TrimSuffix(path.Base(name), ".html")] = t
		}
	}
	return all, nil
}

// show answers with the page that f makes.
func (s *site) show(f func(*view, *http.Request) (page, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := s.view(r)
		p, err := f(v, r)
		if err != nil {
			s.fail(w, v, err)
			return
		}
		s.render(w, v, cmp.Or(p.Code, http.StatusOK), p)
	}
}

// act answers a form: f does what it asks for and returns where to go next.
func (s *site) act(f func(http.ResponseWriter, *http.Request, *view) (next string, err error)) http.HandlerFunc {
	const maxForm = 2 << 20
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		v := s.view(r)
		next, err := f(w, r, v)
		if again, ok := errors.AsType[*mendError](err); ok {
			s.render(w, v, cmp.Or(again.page.Code, codeOf(err)), again.page)
			return
		}
		if err != nil {
			s.fail(w, v, err)
			return
		}
		http.Redirect(w, r, next, http.StatusSeeOther)
	}
}

// render writes a page to a buffer first: what fails half-way must not have been sent.
func (s *site) render(w http.ResponseWriter, v *view, code int, p page) {
	var b bytes.Buffer
	f := frame{view: v, page: p, Site: s.pack.Title, Node: s.node.Name()}
	for _, c := range s.catalogues {
		f.Langs = append(f.Langs, c.lang)
	}
	if err := s.templates[v.Lang][p.Template].ExecuteTemplate(&b, "frame", f); err != nil {
		http.Error(w, "this page could not be made; the log says why", http.StatusInternalServerError)
		s.opts.Warn(fmt.Errorf("web: %s: template %s: %w", v.Path, p.Template, err))
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", fmt.Sprint(b.Len()))
	h.Set("Vary", "Cookie, Accept-Language")
	h.Set("Cache-Control", "private, no-cache")
	if p.After > 0 {
		h.Set("Retry-After", strconv.Itoa(p.After))
	}
	w.WriteHeader(code)
	if _, err := b.WriteTo(w); err != nil {
		s.opts.Warn(fmt.Errorf("web: %s: %w", v.Path, err)) // the reader left
	}
}

// funcs are what templates can call, in one language.
func (s *site) funcs(c *catalogue) template.FuncMap {
	return template.FuncMap{
		"t":      c.text,
		"word":   c.or,
		"in":     func(w entente.Wording) string { return w.In(c.lang) },
		"texts":  func(w entente.Wording) []text { return texts(w, c.lang, s.pack.Languages) },
		"first":  func(w entente.Wording) text { return texts(w, c.lang, s.pack.Languages)[0] },
		"icon":   icon,
		"inner":  inner,
		"icons":  func(m []mark) template.HTML { return strip(m, 24) },
		"acts":   func() []entente.Act { return entente.Acts },
		"menu":   s.menu,
		"upper":  strings.ToUpper,
		"slug":   path.Base,
		"langOf": langOf,
		"strip":  func(m []mark) template.HTML { return strip(m, perRow) },
		"long":   func(m []mark) template.HTML { return strip(m, len(m)) },
		"mark":   highlight,
		"asset":  s.assets.url,
		"short":  short,
		"day":    func(i cal.Instant) string { return i.Date().String() },
		"time":   func(i cal.Instant) string { return i.Time().Format("2006-01-02 15:04:05") },
		"period": c.period,
		"dict":   dict,

		"chart":     c.draw,
		"titled":    c.titled,
		"heat":      c.heat,
		"bar":       c.bar,
		"spark":     c.spark,
		"outcomes":  func() []measure.Outcome { return measure.Outcomes },
		"sign":      picture.Symbol,
		"money":     c.money,
		"points":    c.points,
		"published": c.published,
		"approx":    approx,
		"margin":    margin,
		"signed":    signed,
		"moment":    drawn.When,
		"neg":       func(n int) int { return -n },
		"actor":     func(a entente.ActorID) string { return s.actorLink(a).Names.In(c.lang) },
		"status":    func(x measure.Status) string { return c.or("status", string(x)) },
		"hundredth": hundredth,
		"goal":      goal,
		"reach":     reach,
		"party":     func(code any) string { return s.node.AreaNames(measure.Area(fmt.Sprint(code))).In(c.lang) },
		"amount":    amountOf,
		"say":       c.sayAll,
		"quantity":  quantityOf,
		"whole":     math.Round,
		"number":    func(v *float64) float64 { return *v },
		"percent":   func(v float64) string { return strconv.FormatFloat(math.Round(v*1e4)/100, 'f', -1, 64) + " %" },

		"provisionURL": provisionURL,
		"systemURL":    systemURL,
		"registerURL":  registerURL,
	}
}

// A text is a wording in one language.
type text struct {
	Lang entente.Lang
	Text string
}

// texts returns what w has of the pack's languages, that of the page first. It has at least one.
func texts(w entente.Wording, first entente.Lang, langs []entente.Lang) []text {
	var out []text
	for _, l := range append([]entente.Lang{first}, langs...) {
		isNew := !slices.ContainsFunc(out, func(t text) bool { return t.Lang == l })
		if w[l] != "" && isNew {
			out = append(out, text{l, w[l]})
		}
	}
	if len(out) == 0 {
		return []text{{preferred, w.In(first)}}
	}
	return out
}

// dict returns a map of names and values, for templates that take several.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errors.New("web: dict: want names and values")
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("web: dict: name %v is no text", pairs[i])
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}

// A menuEntry leads to one of the main pages.
type menuEntry struct{ Name, URL string }

var menu = []menuEntry{
	{"overview", "/"}, {"delivery", "/delivery"}, {"due", "/due"}, {"watch", "/watch"}, {"balance", "/balance"}, {"register", "/register"}, {"programmes", "/programmes"},
	{"systems", "/systems"}, {"actors", "/actors"}, {"instruments", "/instruments"}, {"ledger", "/ledger"}, {"about", "/about"},
}

// menu returns the main pages. Where nothing is measured, analysts are all that says what is delivered.
func (s *site) menu() []menuEntry {
	entries := slices.Clone(menu)
	for i := range entries {
		if entries[i].Name == "delivery" && s.pack.Book == nil {
			entries[i].URL = "/scores"
		}
	}
	return entries
}

// langOf returns the language that a text is likely in, by its script.
func langOf(s string) entente.Lang {
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return "zh"
	}
	return preferred
}
