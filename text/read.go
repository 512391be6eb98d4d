// Package text reads a document: it finds the provisions and statements, and says of each statement what it does, who is
// bound, what figures, dates and instruments it names. It opens nothing; languages are data (see [Lexicon]).
package text

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"entente"
)

// Options say what the reader cannot know from the text. The zero value is fine.
type Options struct {
	Instrument entente.InstrumentID // names the document in identifiers; "document" when empty
	Lexicon    *Lexicon             // nil: the built-in language that fits best
	Previous   []entente.Statement  // an earlier reading, whose identifiers unchanged statements keep
}

// A Reading is what a document says.
type Reading struct {
	Instrument entente.InstrumentID `json:"instrument"`
	Lang       entente.Lang         `json:"lang"`
	Front      string               `json:"front,omitempty"` // what stands before the first numbered provision
	Headings   []Heading            `json:"headings,omitempty"`
	Statements []entente.Statement  `json:"statements"`
	Leads      []Lead               `json:"leads,omitempty"`
	Skipped    []entente.Span       `json:"skipped,omitempty"` // page numbers and the like

	lex     *Lexicon
	toronto []Commitment
}

// A Lead is words that introduce a list and say nothing without it, such as "We will:".
type Lead struct {
	Provision int          `json:"provision"`
	Span      entente.Span `json:"span"`
	Text      string       `json:"text"`
}

// A Heading is a title inside the document.
type Heading struct {
	Before int          `json:"before"` // the provision that follows
	Text   string       `json:"text"`
	Span   entente.Span `json:"span"`
}

// A reader holds what is the same for all statements of a document.
type reader struct {
	lex     *Lexicon
	id      entente.InstrumentID
	verbs   mask
	year    int         // the document's own
	before  entente.Act // of the statement before, empty at the head of a provision
	out     *Reading
	scratch []hit
}

// bytesPerStatement is about how long statements are, on the short side.
const bytesPerStatement = 110

// Read reads src, the decoded text of a document. It fails when the language has no lexicon or src has no words.
func Read(src string, o Options) (*Reading, error) {
	lex := o.Lexicon
	if lex == nil {
		var err error
		if lex, err = Detect(src); err != nil {
			return nil, err
		}
	}
	r := reader{lex: lex, id: o.Instrument, verbs: lex.verbClasses()}
	if r.id == "" {
		r.id = "document"
	}
	r.out = &Reading{lex: lex, Instrument: r.id, Lang: lex.Lang, Statements: make([]entente.Statement, 0, 1+len(src)/bytesPerStatement)}
	blocks := reflow(src, &lex.Script)
	if len(blocks) == 0 {
		return nil, fmt.Errorf("no text: %w", entente.ErrInvalid)
	}
	r.read(blocks)
	if o.Previous != nil {
		keepIdentifiers(r.out.Statements, o.Previous)
	}
	return r.out, nil
}

func (r *reader) read(blocks []block) {
	hasNumbers := false
	for _, b := range blocks {
		hasNumbers = hasNumbers || b.kind == numbered
	}
	titles := !hasNumbers && r.mostEnd(blocks)
	provision, number := 0, 0
	var lead context
	for i := range blocks {
		b := &blocks[i]
		switch {
		case b.kind == furniture:
			r.out.Skipped = append(r.out.Skipped, b.span(0, len(b.text)))
			continue
		case b.kind == numbered && b.text == "":
			provision, number = enter(b.number, provision, number)
			continue
		case b.kind == plain && titles && i+1 < len(blocks) && r.isTitle(b):
			r.learnYear(b.text)
			r.out.Headings = append(r.out.Headings, Heading{provision + 1, b.text, b.span(0, len(b.text))})
			continue
		case b.kind == numbered:
			provision, number = enter(b.number, provision, number)
			lead = context{}
		case b.kind == plain && !hasNumbers:
			provision, number = provision+1, 0
			lead = context{}
		case b.kind == heading:
			r.out.Headings = append(r.out.Headings, Heading{provision + 1, b.text, b.span(0, len(b.text))})
			continue
		case b.kind == plain && provision == 0:
			r.front(b)
			continue
		case b.kind == item && provision == 0:
			provision = 1
		}
		if number == 0 {
			r.before = ""
		}
		opensList := i+1 < len(blocks) && blocks[i+1].kind == item
		lead = r.block(b, provision, &number, lead, opensList)
	}
}

// enter returns the provision that a number opens and how many statements it holds: items of a list that stood before its
// number are the first of provision 1.
func enter(next, provision, number int) (int, int) {
	if next == provision {
		return provision, number
	}
	return next, 0
}

// mostEnd reports whether at least half of the paragraphs end as a sentence does, so that one that does not may be a title.
func (r *reader) mostEnd(blocks []block) bool {
	ended, all := 0, 0
	for _, b := range blocks {
		if b.kind != plain {
			continue
		}
		all++
		if slices.ContainsFunc(r.lex.Script.Ends, func(e string) bool { return strings.HasSuffix(b.text, e) }) {
			ended++
		}
	}
	return 2*ended >= all
}

// isTitle reports whether a block is a few words that neither end as a sentence does nor hold a verb of any rule.
func (r *reader) isTitle(b *block) bool {
	const characters = 80
	if utf8.RuneCountInString(b.text) > characters {
		return false
	}
	hits := r.lex.trie.scan(b.text, nil)
	if n := len(hits); n > 0 && hits[n-1].end == len(b.text) && hits[n-1].marks&(clsEnd|clsClause|clsCloser) != 0 {
		return false
	}
	return len(r.lex.parse(b.text, sentence{0, len(b.text), hits}, r.verbs, context{}).preds) == 0
}

// front keeps what stands before the first provision, and takes the document's year from its first full date.
func (r *reader) front(b *block) {
	if r.out.Front != "" {
		r.out.Front += "\n"
	}
	r.out.Front += b.text
	r.learnYear(b.text)
}

func (r *reader) learnYear(text string) {
	if r.year > 0 {
		return
	}
	for _, d := range r.lex.dates(text, r.lex.trie.scan(text, nil), 0) {
		if first, ok := d.period.First(); ok {
			r.year, _, _ = first.Civil()
			return
		}
	}
}

// block reads the statements of a block and returns what the items of a list that it introduces take over.
func (r *reader) block(b *block, provision int, number *int, lead context, opensList bool) context {
	r.scratch = r.lex.trie.scan(b.text, r.scratch[:0])
	sentences := r.split(b.text, r.lex.sentences(b.text, r.scratch))
	from := context{}
	if b.kind == item {
		from = lead
	}
	next := lead
	for i, s := range sentences {
		if i > 0 {
			from = context{}
		}
		a := r.lex.parse(b.text, s, r.verbs, from)
		if last := i == len(sentences)-1; last && opensList && b.kind != item && introduces(b.text[s.start:s.end]) {
			next = takeOver(a.preds)
			next.asked = r.asked(a)
			if r.fragment(a) {
				r.out.Leads = append(r.out.Leads, Lead{provision, b.span(s.start, s.end), b.text[s.start:s.end]})
				continue
			}
		}
		*number++
		r.statement(b, a, entente.StatementID{Instrument: r.id, Provision: provision, Number: *number})
	}
	return next
}

// introduces reports whether a sentence ends in a colon.
func introduces(s string) bool {
	return strings.HasSuffix(s, ":") || strings.HasSuffix(s, "：")
}

// takeOver returns what list items inherit from the words before the list: "We will:", "我们已经：".
func takeOver(preds []predicate) context {
	if len(preds) == 0 {
		return context{}
	}
	p := preds[len(preds)-1]
	return context{subject: p.subject, actor: p.actor, aux: p.aux, verb: p.verb}
}

// asked names whom the words before a list call upon or task, or returns nil.
func (r *reader) asked(a analysis) *string {
	acts, fired := r.lex.acts(a, r.before)
	if acts[0] != entente.Call && acts[0] != entente.Tasking {
		return nil
	}
	return r.lex.addressee(a.sentence, acts[0], fired)
}

// fragment reports whether the words that introduce a list say nothing without it: few words around one predicate.
func (r *reader) fragment(a analysis) bool {
	return len(a.preds) > 0 && a.end-a.start <= 5*r.lex.gap()
}

func (r *reader) statement(b *block, s analysis, id entente.StatementID) {
	text := b.text
	acts, fired := r.lex.acts(s, r.before)
	r.before = acts[0]
	dates := r.lex.dates(text, s.hits, r.year)
	st := entente.Statement{
		ID: id, Provision: id.Provision, Number: id.Number,
		Span: b.span(s.start, s.end), Text: text[s.start:s.end],
		Act: acts[0], Acts: acts,
		Bearer:      r.lex.bearer(s, fired),
		Addressee:   r.lex.addressee(s.sentence, acts[0], fired),
		Quantities:  r.lex.figures(text, s.sentence, dates),
		Deadline:    r.lex.deadline(text, s.sentence, dates, r.year),
		Instruments: r.lex.instruments(text, s.sentence),
		Rules:       explain(text, s, fired, r.lex.Default),
	}
	if st.Addressee == nil && (st.Act == entente.Call || st.Act == entente.Tasking) {
		st.Addressee = s.asked
	}
	st.Strength = r.lex.strengthOf(s, fired)
	r.out.Statements = append(r.out.Statements, st)
	r.out.toronto = append(r.out.toronto, r.lex.commitments(text, s, fired, id)...)
}

// split cuts sentences at a semicolon where the halves do different things, each by words of its own.
func (r *reader) split(text string, sentences []sentence) []sentence {
	var out []sentence
	for _, s := range sentences {
		for i, h := range s.hits {
			if h.marks&clsHalf == 0 {
				continue
			}
			a := sentence{s.start, h.end, s.hits[:i+1]}
			start, _ := trim(text, h.end, s.end)
			z := sentence{start, s.end, s.hits[i+1:]}
			if r.distinct(text, a, z) {
				out = append(out, a)
				s = z
				break
			}
		}
		out = append(out, s)
	}
	return out
}

// distinct reports whether the halves have different acts, and the second a speaker of its own.
func (r *reader) distinct(text string, first, second sentence) bool {
	a := r.lex.parse(text, first, r.verbs, context{})
	z := r.lex.parse(text, second, r.verbs, context{})
	aActs, aFired := r.lex.acts(a, r.lex.Default)
	zActs, zFired := r.lex.acts(z, r.lex.Default)
	return len(aFired) > 0 && len(zFired) > 0 && aActs[0] != zActs[0] &&
		a.subjects&(roleIssuer|roleOwn) != 0 && z.subjects&roleIssuer != 0 && zFired[0].pred != nil
}

// bearer names who is bound or speaks: the subject of the predicate that decided the act, when it is one of the issuers
// or their bodies, otherwise the first of them that is a subject of the sentence, or else the speaker.
func (l *Lexicon) bearer(s analysis, fired []firing) string {
	if len(fired) > 0 && fired[0].pred != nil {
		if p := fired[0].pred; p.actor != nil && p.actor.role() != roleOther {
			return p.actor.Name
		}
	}
	if s.speaker != nil {
		return s.speaker.Name
	}
	return l.Speaker
}

// addressee names who is asked or tasked, or whom a judgement is about: the first actor behind the verb that asks,
// otherwise the first actor who is not an issuer. Nil where the act has none.
func (l *Lexicon) addressee(s sentence, act entente.Act, fired []firing) *string {
	from := 0
	switch act {
	case entente.Tasking, entente.Call:
		if len(fired) > 0 && fired[0].pred != nil && fired[0].pred.subject == roleIssuer {
			from = fired[0].hit + 1
		}
	case entente.Appraisal, entente.Position, entente.Assessment:
	default:
		return nil
	}
	for _, h := range s.hits[from:] {
		if h.marks&clsActor == 0 {
			continue
		}
		if r := h.actor.role(); r == roleOther || act == entente.Tasking {
			return &h.actor.Name
		}
	}
	return nil
}

// Detect returns the built-in lexicon whose frequent words cover most of src, or an error wrapping
// [entente.ErrUnsupported] when none covers enough.
func Detect(src string) (*Lexicon, error) {
	const enough = 1 << 16
	sample := src
	if len(sample) > enough {
		sample = strings.ToValidUTF8(sample[:enough], "")
	}
	var best *Lexicon
	share := 0.0
	for _, lang := range Languages() {
		l, err := BuiltinLexicon(lang)
		if err != nil {
			return nil, err
		}
		if c := l.covers(sample); c > share {
			best, share = l, c
		}
	}
	const least = 0.08
	if share < least {
		return nil, fmt.Errorf("the language of the text is none of %v: %w; name it with --lang, or give a lexicon file", Languages(), entente.ErrUnsupported)
	}
	return best, nil
}

// covers returns the share of the letters of s that stand in frequent words of the language.
func (l *Lexicon) covers(s string) float64 {
	t := trie{spaced: l.Script.Spaced}
	for _, w := range l.Script.Frequent {
		t.add(w)
	}
	covered, letters := 0, 0
	for _, h := range t.scan(s, nil) {
		if h.marks&clsDigits == 0 {
			covered += h.end - h.start
		}
	}
	for _, r := range s {
		if wordRune(r) {
			letters += len(string(r))
		}
	}
	if letters == 0 {
		return 0
	}
	return float64(covered) / float64(letters)
}

// keepIdentifiers gives statements that stand unchanged in an earlier reading of the same document their earlier
// identifiers, first those that stand in the same provision, then those that moved to another. The others get the next
// free numbers of their provision.
func keepIdentifiers(now, before []entente.Statement) {
	type place struct {
		provision int // 0 for anywhere
		text      string
	}
	earlier := map[place][]entente.StatementID{}
	highest := map[int]int{}
	for _, s := range before {
		text := squeeze(s.Text)
		earlier[place{s.Provision, text}] = append(earlier[place{s.Provision, text}], s.ID)
		earlier[place{0, text}] = append(earlier[place{0, text}], s.ID)
		highest[s.ID.Provision] = max(highest[s.ID.Provision], s.ID.Number)
	}
	kept := map[entente.StatementID]bool{}
	settled := make([]bool, len(now))
	keep := func(i int, p place) {
		ids := earlier[p]
		for len(ids) > 0 && kept[ids[0]] {
			ids = ids[1:]
		}
		if len(ids) > 0 && !settled[i] {
			id := ids[0]
			now[i].ID, now[i].Number, kept[id], settled[i] = id, id.Number, true, true
		}
		earlier[p] = ids
	}
	for i, s := range now {
		keep(i, place{s.Provision, squeeze(s.Text)})
	}
	for i, s := range now {
		keep(i, place{0, squeeze(s.Text)})
	}
	for i := range now {
		if s := &now[i]; !settled[i] {
			highest[s.Provision]++
			s.ID.Number = highest[s.Provision]
			s.Number = s.ID.Number
		}
	}
}

// squeeze drops white space.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }
