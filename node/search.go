package node

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"

	"entente"
	"entente/pack"
)

// A Hit is something that a search found.
type Hit struct {
	Kind    HitKind         `json:"kind"`
	ID      string          `json:"id"`
	Title   entente.Wording `json:"title"`
	Snippet string          `json:"snippet,omitempty"` // the words found, with those around them
	Score   float64         `json:"score"`             // the higher the nearer; says nothing across searches
}

// A HitKind says what a [Hit] is.
type HitKind string

// The kinds of hits.
const (
	HitUndertaking HitKind = "undertaking"
	HitContext     HitKind = "context"
	HitProvision   HitKind = "provision"
	HitProgramme   HitKind = "programme"
	HitSystem      HitKind = "system"
	HitInstrument  HitKind = "instrument"
	HitParty       HitKind = "party"
	HitGroup       HitKind = "group"
	HitBody        HitKind = "body"
)

// Search returns what has all the words of a query, best first: entries of the register, provisions, programmes, systems,
// instruments and actors, in all languages of the pack. English words are found in any form, Chinese ones from one
// character on; of a Chinese phrase of five characters or more, most must be there. A query without words finds nothing.
func (n *Node) Search(ctx context.Context, query string, limit int) ([]Hit, error) {
	hits, err := n.search.find(ctx, query, limit)
	if err != nil {
		return nil, fmt.Errorf("node: search %q: %w", query, err)
	}
	return hits, nil
}

// A searcher searches a pack. Its index is built by the first search: it is not small, and many a command needs none.
type searcher struct {
	pack  *pack.Pack
	build func() (*index, error)

	mu    sync.Mutex
	built *index // nil before the first search
}

func newSearcher(p *pack.Pack) *searcher {
	s := &searcher{pack: p}
	s.build = sync.OnceValues(func() (*index, error) {
		i, err := buildIndex(p)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.built = i
		return i, err
	})
	return s
}

func (s *searcher) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.built == nil {
		return nil
	}
	return s.built.bleve.Close()
}

func (s *searcher) find(ctx context.Context, text string, limit int) ([]Hit, error) {
	i, err := s.build()
	if err != nil {
		return nil, err
	}
	q := i.query(text)
	if q == nil || limit <= 0 {
		return []Hit{}, nil
	}
	request := bleve.NewSearchRequestOptions(q, min(limit, len(i.documents)), 0, false)
	request.IncludeLocations = true
	request.SortBy([]string{"-_score", "_id"})
	result, err := i.bleve.SearchInContext(ctx, request)
	if err != nil {
		return nil, err
	}
	hits := make([]Hit, 0, len(result.Hits))
	for _, m := range result.Hits {
		d := i.documents[m.ID]
		hits = append(hits, Hit{d.kind, d.id, d.title, d.snippet(m.Locations, i.langs), m.Score})
	}
	return hits, nil
}

// query returns what finds everything with all the words of text, or nil where there is none.
func (i *index) query(text string) query.Query {
	var all []query.Query
	for _, w := range words(text) {
		if q := i.word(w); q != nil {
			all = append(all, bleve.NewDisjunctionQuery(q...))
		}
	}
	if len(all) == 0 {
		return nil
	}
	return bleve.NewConjunctionQuery(all...)
}

// words cuts a query at white space, and where Chinese characters and others meet.
func words(text string) []string {
	var out []string
	for _, w := range strings.Fields(text) {
		start, wasHan := 0, false
		for at, r := range w {
			isHan := unicode.Is(unicode.Han, r)
			if at > start && isHan != wasHan {
				out = append(out, w[start:at])
				start = at
			}
			wasHan = isHan
		}
		out = append(out, w[start:])
	}
	return out
}

// How much more a word counts than one somewhere in the text.
const (
	titleBoost = 3
	idBoost    = 10
)

// word returns what finds a word, in the title or elsewhere, in any language or as an identifier. It returns nil for a
// word such as "the", that a language takes for nothing.
func (i *index) word(w string) []query.Query {
	id := bleve.NewTermQuery(strings.ToLower(w))
	id.SetField(fieldID)
	id.SetBoost(idBoost)
	ways := []query.Query{id}
	for _, lang := range i.langs {
		terms := i.terms(w, lang)
		if len(terms) == 0 {
			return nil
		}
		inTitle, inText := match(w, terms, titleField(lang)), match(w, terms, textField(lang))
		inTitle.SetBoost(titleBoost)
		ways = append(ways, inTitle, inText)
	}
	return ways
}

type boostable interface {
	query.Query
	SetBoost(float64)
}

// match returns what finds the terms of a word in a field. Chinese is indexed by pairs of characters: a single one is
// looked for inside pairs; a long run of characters is seldom repeated word for word, and most of its pairs will do.
func match(w string, terms []string, field string) boostable {
	isHan := unicode.Is(unicode.Han, []rune(w)[0])
	const short, most = 3, 0.7 // pairs
	switch {
	case isHan && len(terms) == 1 && len([]rune(terms[0])) == 1:
		q := bleve.NewWildcardQuery("*" + terms[0] + "*")
		q.SetField(field)
		return q
	case isHan && len(terms) > short:
		pairs := make([]query.Query, len(terms))
		for i, t := range terms {
			q := bleve.NewTermQuery(t)
			q.SetField(field)
			pairs[i] = q
		}
		q := bleve.NewDisjunctionQuery(pairs...)
		q.SetMin(most * float64(len(pairs)))
		return q
	}
	return bleve.NewPhraseQuery(terms, field)
}

// snippet returns the words found with those around them, or the beginning of the text where they stand elsewhere.
func (d *document) snippet(found search.FieldTermLocationMap, langs []entente.Lang) string {
	const around = 60 // characters on either side
	for _, lang := range langs {
		var at []int
		for _, locations := range found[textField(lang)] {
			for _, l := range locations {
				at = append(at, int(l.Start))
			}
		}
		slices.Sort(at)
		text, title := d.text[lang], len(d.title[lang])
		if i := slices.IndexFunc(at, func(a int) bool { return a > title }); i >= 0 && at[i] < len(text) {
			return excerpt(text[title:], at[i]-title, around)
		}
		if len(at) > 0 {
			return excerpt(text[title:], 0, 2*around)
		}
	}
	return ""
}

// excerpt cuts out of s what stands around byte at.
func excerpt(s string, at, around int) string {
	before, after := []rune(strings.ToValidUTF8(s[:at], "")), []rune(strings.ToValidUTF8(s[at:], ""))
	head, tail := "", ""
	if len(before) > around {
		before, head = before[len(before)-around:], "…"
	}
	if len(after) > around {
		after, tail = after[:around], "…"
	}
	return head + strings.TrimSpace(string(before)+string(after)) + tail
}
