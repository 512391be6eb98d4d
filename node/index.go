package node

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/char/asciifolding"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	"github.com/blevesearch/bleve/v2/analysis/token/porter"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"

	"entente"
	"entente/pack"
)

// An index finds the documents of a pack by their words.
type index struct {
	bleve     bleve.Index
	mapping   *mapping.IndexMappingImpl
	langs     []entente.Lang
	documents map[string]*document
}

// A document is one thing in a pack that can be found.
type document struct {
	kind  HitKind
	id    string
	names []string // its identifiers, as people may type them
	title entente.Wording
	text  entente.Wording // the title, and what else is said about it
}

// The fields of a document. Those of titles and text have the language behind.
const fieldID = "id"

func titleField(l entente.Lang) string { return "title-" + string(l) }
func textField(l entente.Lang) string  { return "text-" + string(l) }

// The analyzers: English words by their stems, Chinese by pairs of characters, other languages by their words.
const (
	english = "entente-en"
	plain   = "entente-plain"
)

func analyzer(l entente.Lang) string {
	switch l {
	case "en":
		return english
	case "zh", "ja", "ko":
		return cjk.AnalyzerName
	}
	return plain
}

func buildIndex(p *pack.Pack) (*index, error) {
	m, err := newMapping(p.Languages)
	if err != nil {
		return nil, err
	}
	// Scorch in memory is built in less than half the time of bleve's older in-memory store, from a quarter of the memory.
	b, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	i := &index{b, m, p.Languages, make(map[string]*document)}
	batch := b.NewBatch()
	for _, d := range documents(p) {
		key := string(d.kind) + " " + d.id
		i.documents[key] = d
		if err := batch.Index(key, d.fields(p.Languages)); err != nil {
			return nil, fmt.Errorf("search index: %s: %w", key, err)
		}
	}
	if err := b.Batch(batch); err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	return i, nil
}

func newMapping(langs []entente.Lang) (*mapping.IndexMappingImpl, error) {
	m := bleve.NewIndexMapping()
	add := func(name string, filters ...string) error {
		return m.AddCustomAnalyzer(name, map[string]any{
			"type": custom.Name, "char_filters": []string{asciifolding.Name}, "tokenizer": unicode.Name, "token_filters": filters,
		})
	}
	if err := add(english, en.PossessiveName, lowercase.Name, en.StopName, porter.Name); err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	if err := add(plain, lowercase.Name); err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	d := bleve.NewDocumentStaticMapping()
	field := func(name, analyzer string) {
		f := bleve.NewTextFieldMapping()
		f.Analyzer, f.Store, f.IncludeInAll, f.DocValues = analyzer, false, false, false
		d.AddFieldMappingsAt(name, f)
	}
	field(fieldID, "keyword")
	for _, l := range langs {
		field(titleField(l), analyzer(l))
		field(textField(l), analyzer(l))
	}
	m.DefaultMapping = d
	return m, nil
}

// terms returns what the index knows a word as.
func (i *index) terms(w string, l entente.Lang) []string {
	var terms []string
	for _, t := range i.mapping.AnalyzerNamed(analyzer(l)).Analyze([]byte(w)) {
		terms = append(terms, string(t.Term))
	}
	return terms
}

func (d *document) fields(langs []entente.Lang) map[string]any {
	fields := map[string]any{fieldID: d.names}
	for _, l := range langs {
		fields[titleField(l)] = d.title[l]
		fields[textField(l)] = d.text[l]
	}
	return fields
}

// documents returns everything in a pack that can be found.
func documents(p *pack.Pack) []*document {
	var out []*document
	add := func(kind HitKind, id string, title entente.Wording, names []string, rest ...entente.Wording) {
		d := &document{kind: kind, id: id, names: names, title: title, text: make(entente.Wording)}
		for _, l := range p.Languages {
			parts := []string{title[l]}
			for _, w := range rest {
				parts = append(parts, w[l])
			}
			d.text[l] = strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "\n")
		}
		out = append(out, d)
	}
	for _, e := range p.Entries {
		kind := HitUndertaking
		if e.Context {
			kind = HitContext
		}
		add(kind, e.ID.String(), e.Title, entryNames(e), entryWords(p, e)...)
	}
	for _, v := range p.Provisions {
		n := strconv.Itoa(v.Number)
		add(HitProvision, n, v.Title, []string{n, string(p.Instrument.ID) + "/" + n})
	}
	for _, v := range p.Programmes {
		add(HitProgramme, string(v.ID), v.Title, []string{string(v.ID)}, v.Summary)
	}
	for _, v := range p.Systems {
		add(HitSystem, string(v.ID), v.Names, []string{strings.ToLower(string(v.ID))}, v.Lets, v.Who, v.Note)
	}
	for _, v := range p.Instruments {
		add(HitInstrument, string(v.ID), v.Names, []string{string(v.ID)})
	}
	for _, v := range p.Parties {
		add(HitParty, string(v.ID), v.Names, []string{strings.ToLower(string(v.ID))})
	}
	for _, v := range p.Groups {
		add(HitGroup, string(v.ID), v.Names, []string{string(v.ID)})
	}
	for _, v := range p.Bodies {
		add(HitBody, string(v.ID), v.Names, []string{string(v.ID)})
	}
	return out
}

// entryNames returns the statements of an entry, with and without the instrument.
func entryNames(e entente.Undertaking) []string {
	var names []string
	for _, s := range e.Statements {
		names = append(names, s.String(), fmt.Sprintf("%d/%d", s.Provision, s.Number))
	}
	return names
}

// entryWords returns what is said about an entry besides its title.
func entryWords(p *pack.Pack, e entente.Undertaking) []entente.Wording {
	words := []entente.Wording{e.Summary}
	for _, q := range e.Quantities {
		words = append(words, q.Of)
	}
	if e.Deadline != nil {
		words = append(words, e.Deadline.Phrase)
	}
	for _, id := range slices.Concat(e.Bearer, e.Addressee) {
		if a, err := p.Actor(id); err == nil {
			words = append(words, a.Names)
		}
	}
	for _, id := range e.Instruments {
		if i, err := p.InstrumentByID(id); err == nil {
			words = append(words, i.Names)
		}
	}
	return words
}
