package web

import (
	"html/template"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"entente"
	"entente/node"
)

// A searchPage lists what was found.
type searchPage struct {
	Words string // asked for
	Hits  []hit
	More  bool // there are more than are listed
}

// A hit is something found, with its page.
type hit struct {
	node.Hit
	URL  string
	Code string      // a short identifier
	Act  entente.Act // of an entry
}

// maxHits is how many hits a page lists.
const maxHits = 60

func (s *site) search(v *view, r *http.Request) (page, error) {
	p := searchPage{Words: strings.TrimSpace(v.Query.Get("q"))}
	if p.Words != "" {
		found, err := s.node.Search(r.Context(), p.Words, maxHits+1)
		if err != nil {
			return page{}, err
		}
		p.More = len(found) > maxHits
		p.Hits = each(found[:min(len(found), maxHits)], s.hit)
	}
	title := s.catalogue(v.Lang).text("search.title")
	if p.Words != "" {
		title = p.Words + " – " + title
	}
	return page{Template: "search", Section: "search", Title: title, Body: p}, nil
}

func (s *site) hit(h node.Hit) hit {
	v := hit{Hit: h, Code: h.ID}
	switch h.Kind {
	case node.HitUndertaking, node.HitContext:
		v.URL = "/u/" + h.ID
		if id, err := entente.ParseStatementID(h.ID); err == nil {
			e, _ := s.pack.Entry(id)
			v.Act, v.Code = e.Act, s.entry(e).Place()
		}
	case node.HitProvision:
		n := h.ID[strings.LastIndex(h.ID, "/")+1:]
		v.URL, v.Code = "/p/"+n, "¶"+n
	case node.HitProgramme:
		v.URL, v.Code = programmeURL(entente.ProgrammeID(h.ID)), ""
	case node.HitSystem:
		v.URL = systemURL(entente.SystemID(h.ID))
	case node.HitInstrument:
		v.URL, v.Code = instrumentURL(entente.InstrumentID(h.ID)), ""
	default:
		v.URL, v.Code = s.actorLink(entente.ActorID(h.ID)).URL, ""
	}
	return v
}

// highlight returns text with the words of a query marked, in whatever form they stand there.
func highlight(text, query string) template.HTML {
	pattern := wordsOf(query)
	if pattern == nil {
		return template.HTML(template.HTMLEscapeString(text))
	}
	var b strings.Builder
	at := 0
	for _, m := range pattern.FindAllStringIndex(text, -1) {
		b.WriteString(template.HTMLEscapeString(text[at:m[0]]))
		b.WriteString("<mark>" + template.HTMLEscapeString(text[m[0]:m[1]]) + "</mark>")
		at = m[1]
	}
	b.WriteString(template.HTMLEscapeString(text[at:]))
	return template.HTML(b.String())
}

// wordsOf returns a pattern of the words of a query, longest first, or nil for none. A word of letters stands for those that
// begin with its stem.
func wordsOf(query string) *regexp.Regexp {
	var words []string
	for _, run := range runs.FindAllString(strings.ToLower(query), 50) {
		if unicode.Is(unicode.Han, []rune(run)[0]) {
			words = append(words, regexp.QuoteMeta(run))
			continue
		}
		stem := run
		for _, ending := range []string{"ing", "ies", "ed", "es", "s", "y", "e"} {
			if cut := strings.TrimSuffix(run, ending); cut != run && len(cut) >= 3 {
				stem = cut
				break
			}
		}
		words = append(words, `\b`+regexp.QuoteMeta(stem)+`\p{L}*`)
	}
	if len(words) == 0 {
		return nil
	}
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	return regexp.MustCompile("(?i)" + strings.Join(words, "|"))
}

// runs finds words: Chinese characters apart from letters, which may stand beside them without a space.
var runs = regexp.MustCompile(`\p{Han}+|[\p{Latin}\p{Greek}\p{Cyrillic}\pN]+`)
