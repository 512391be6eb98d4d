package text

import (
	"strings"

	"entente/unit"
)

// A Mention is a number, share, date or named document in a statement, in a form that is the same in every language.
type Mention struct {
	Kind  MentionKind `json:"kind"`
	Value string      `json:"value"` // "2", "2%", "2023-07-11", "UN Charter"
	Text  string      `json:"text"`  // how the statement puts it
}

// A MentionKind is what a mention names.
type MentionKind string

// The kinds of mention.
const (
	NumberMention     MentionKind = "number"
	ShareMention      MentionKind = "percentage"
	DateMention       MentionKind = "date"
	InstrumentMention MentionKind = "instrument"
)

// Mentions returns what a text of the reading's language names that a translation must name too. Small numbers in words
// ("one", "三大") are left out unless they count something, since languages differ in where they use them.
func (r *Reading) Mentions(text string) []Mention {
	hits := r.lex.trie.scan(text, nil)
	s := sentence{0, len(text), hits}
	dates := r.lex.dates(text, hits, 0)
	var out []Mention
	for _, d := range dates {
		out = append(out, Mention{DateMention, d.period.String(), text[d.start:d.end]})
	}
	fr := figureReader{r.lex, text, s, hits}
	for i := 0; i < len(hits); {
		n, ok := fr.number(i)
		if !ok {
			i++
			continue
		}
		if m, ok := fr.mention(n); ok && !inDate(dates, n.start) && !fr.inTitle(i) {
			out = append(out, m)
		}
		i = n.next
	}
	for _, name := range r.lex.instruments(text, s) {
		out = append(out, Mention{InstrumentMention, name, name})
	}
	return out
}

func (r *figureReader) mention(n number) (Mention, bool) {
	value := canonicalNumber(n.value)
	_, counts := r.figure(n)
	if n.spelled && len(value) < 2 && !counts && !r.ordinal(n) {
		return Mention{}, false
	}
	if n.next < len(r.hits) && r.follows(n, n.next) && r.hits[n.next].marks&clsPercent != 0 {
		return Mention{ShareMention, value + "%", r.text[n.start:r.hits[n.next].end]}, true
	}
	return Mention{NumberMention, value, r.text[n.start:n.end]}, true
}

// ordinal reports whether a word before the number makes it the name of an article, a paragraph and the like.
func (r *figureReader) ordinal(n number) bool {
	return n.first > 0 && r.hits[n.first-1].marks&clsOrdinal != 0 && r.close(r.hits[n.first-1].end, n.start)
}

// canonicalNumber drops zeros behind the decimal point.
func canonicalNumber(s string) string {
	if _, err := unit.ParseDecimal(s); err != nil || !strings.Contains(s, ".") {
		return s
	}
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// Terms returns the content words of a text of the reading's language: words in lower case without the frequent ones, or,
// where no spaces stand between words, pairs of neighbouring characters.
func (r *Reading) Terms(text string) []string {
	if !r.lex.Script.Spaced {
		return pairs(text)
	}
	frequent := map[string]bool{}
	for _, w := range r.lex.Script.Frequent {
		frequent[w] = true
	}
	var terms []string
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return !wordRune(c) }) {
		if !frequent[w] {
			terms = append(terms, w)
		}
	}
	return terms
}

func pairs(text string) []string {
	var terms []string
	var before rune
	for _, c := range text {
		if !wordRune(c) {
			before = 0
			continue
		}
		if before != 0 {
			terms = append(terms, string([]rune{before, c}))
		}
		before = c
	}
	return terms
}
