package text

import (
	"unicode/utf8"
)

// A role says whose the subject of a clause is.
type role uint8

const (
	roleNone   role = 1 << iota // nobody the lexicon knows
	roleIssuer                  // those in whose name the text speaks
	roleBody                    // an organ of theirs
	roleOwn                     // something of theirs: "this plan", "our forces", "the Alliance's efforts"
	roleOther                   // anybody else
)

var roleNames = map[string]role{"none": roleNone, "issuer": roleIssuer, "body": roleBody, "own": roleOwn, "other": roleOther}

// A predicate is the verb of a main clause with what stands around it.
type predicate struct {
	subject role
	actor   *Actor // who the subject is, when the lexicon knows
	aux     mask   // classes of the auxiliaries and adverbs that stand with the verb
	verb    mask   // classes of the verb; 0 when the lexicon does not know it
	hit     int    // index of the verb, or of the first auxiliary
	end     int    // index of the first word after the clause
	lone    bool   // second or later verb of its clause
	own     bool   // it takes no auxiliary over from the clause before
	start   int    // byte where its clause begins
}

// An analysis is a sentence with the predicates of its main clauses and the roles of all their subjects.
type analysis struct {
	sentence
	preds    []predicate
	subjects role
	speaker  *Actor  // the first issuer or body of theirs that is named as subject, or as owner of the subject
	asked    *string // whom the words before the list call upon or task
}

// A context is what a list item takes over from the words that introduce the list.
type context struct {
	subject role
	actor   *Actor
	aux     mask
	verb    mask
	asked   *string // whom they call upon or task
}

// A parser finds the predicates of a sentence's main clauses. It reads word after word and keeps whose turn it is to act.
type parser struct {
	lex  *Lexicon
	text string
	sentence
	verbs  mask // classes that are verbs of some rule
	preds  []predicate
	named  role // every subject that was named
	speaks bool // an issuer was named as subject

	speaker *Actor
	depth   int
	clause  clauseState

	subject role
	actor   *Actor
}

// A clauseState is what is known of the clause being read.
type clauseState struct {
	start       int  // byte where it begins
	last        int  // byte behind the last word of its subject and verb group
	adverbial   bool // states no predicate of its own
	subordinate bool // and cannot turn into a main clause
	embedded    bool // reading a clause inside the clause
	named       bool // its subject has been named
	phrase      bool // a phrase stands between the subject and its verb
	joined      bool // the word before was a coordinator
	aux         mask
	inherits    mask // auxiliaries taken over from the clause before
	auxAt       int  // index of the first auxiliary, -1 for none
	verb        int  // index of its latest predicate, -1 for none
}

// parse finds the predicates of a sentence's main clauses.
func (l *Lexicon) parse(text string, s sentence, verbs mask, from context) analysis {
	p := parser{lex: l, text: text, sentence: s, verbs: verbs, subject: roleNone, preds: make([]predicate, 0, 4)}
	if from.subject != 0 {
		p.subject, p.actor = from.subject, from.actor
	}
	p.open(s.start, from.aux)
	for i, h := range s.hits {
		p.read(i, h)
	}
	p.close(len(s.hits))
	if from.verb != 0 && !p.speaks || len(p.preds) == 0 && from.subject != 0 {
		inherited := predicate{subject: from.subject, actor: from.actor, aux: from.aux, verb: from.verb, hit: -1, end: len(s.hits)}
		if p.named == 0 {
			p.preds = nil // verbs of the item are what is asked, promised or welcomed
		}
		p.preds = append([]predicate{inherited}, p.preds...)
	}
	return analysis{s, p.preds, p.named | from.subject, p.speaker, from.asked}
}

func (p *parser) open(start int, inherits mask) {
	p.clause = clauseState{start: start, last: start, auxAt: -1, verb: -1, inherits: inherits}
}

// lastAux returns the auxiliaries of the predicate read last, which a clause without a subject of its own takes over.
func (p *parser) lastAux() mask {
	if len(p.preds) == 0 {
		return p.clause.inherits
	}
	return p.preds[len(p.preds)-1].aux
}

// settle makes a predicate of auxiliaries whose verb the lexicon does not know.
func (p *parser) settle() {
	c := &p.clause
	if c.verb < 0 && c.auxAt >= 0 && !c.adverbial && !c.embedded {
		p.add(0, c.auxAt)
	}
}

// close ends the clause before word i.
func (p *parser) close(i int) {
	p.settle()
	for n := range p.preds {
		if p.preds[n].end < 0 {
			p.preds[n].end = i
		}
	}
}

func (p *parser) add(verb mask, at int) {
	c := &p.clause
	if p.subject == roleNone && !c.named && c.start == p.start && p.unknown(at) <= 1+p.space() {
		p.subject = roleIssuer // who speaks leaves himself out: "Agree to …"
	}
	p.preds = append(p.preds, predicate{
		subject: p.subject, actor: p.actor, aux: c.aux | c.inherits, verb: verb, hit: at, end: -1, lone: c.verb >= 0,
		own: c.aux != 0 || verb != 0 && c.inherits == 0, start: c.start,
	})
	c.verb = len(p.preds) - 1
	c.joined = false
}

// read takes in the next word.
func (p *parser) read(i int, h hit) {
	if p.skips(i, h) {
		return
	}
	p.opens(i, h)
	c := &p.clause
	if h.marks&clsPossessive != 0 && c.verb < 0 && c.named && c.auxAt < 0 && !c.phrase && p.subject&(roleIssuer|roleBody) != 0 {
		p.subject = roleOwn
		p.named |= roleOwn
	}
	if h.marks&(clsActor|clsInstrument|clsOwn) != 0 {
		p.actorHit(i, h)
	}
	c.joined = c.joined && p.behind(h) <= p.lex.gap()/2
	switch {
	case h.classes&p.verbs != 0:
		p.verb(i, h)
	case h.marks&clsAuxiliary != 0:
		p.auxiliary(i, h)
	case h.marks&clsAdverb != 0 && p.reaches(h):
		c.last = h.end
	case h.marks&clsCoordinator != 0:
		c.joined, c.last = true, h.end
	default:
		c.joined = false
	}
}

// skips deals with brackets and clause marks and reports whether nothing else is to be read from the word.
func (p *parser) skips(i int, h hit) bool {
	opens := h.marks&(clsOpen|clsTitleOpen) != 0 && closes(p.hits[i+1:], h)
	switch {
	case opens:
		if p.depth == 0 && h.marks&clsTitleOpen != 0 && p.head(i) {
			p.name(h, roleOwn, nil)
		}
		p.depth++
	case h.marks&(clsClose|clsTitleClose) != 0 && p.depth > 0:
		p.depth--
	case p.depth > 0:
	case h.marks&clsClause != 0:
		p.close(i)
		p.open(h.end, p.lastAux())
	default:
		return false
	}
	return true
}

// opens notes words that begin a phrase or a clause of another kind.
func (p *parser) opens(i int, h hit) {
	c := &p.clause
	fresh := c.verb < 0 && c.auxAt < 0 && !c.named && p.head(i)
	if h.marks&clsSubordinate != 0 && fresh {
		c.adverbial, c.subordinate = true, true
	}
	if h.marks&clsAdverbial != 0 {
		c.adverbial = c.adverbial || fresh
		c.phrase = c.phrase || c.named
	}
	if h.marks&clsEmbedding != 0 && (fresh || c.verb >= 0 || c.named) {
		p.settle()
		c.embedded = true
	}
	if h.marks&clsCoordinator != 0 && c.embedded && p.speakerNext(i+1, h) {
		c.embedded = false
	}
}

// auxiliary takes in a word that stands with a verb. Behind a verb it counts only when joined to it: "and will".
func (p *parser) auxiliary(i int, h hit) {
	c := &p.clause
	if c.embedded || !p.reaches(h) {
		return
	}
	if c.verb >= 0 {
		switch {
		case c.joined:
			c.aux = h.classes
			p.add(0, i)
		case p.preds[c.verb].verb == 0:
			p.preds[c.verb].aux |= h.classes
		default:
			return
		}
	}
	c.aux |= h.classes
	c.last = h.end
	if c.auxAt < 0 {
		c.auxAt = i
	}
}

func (p *parser) verb(i int, h hit) {
	c := &p.clause
	v := h.classes & p.verbs
	if c.embedded || c.subordinate || c.adverbial && !p.adjacent(i) || p.inPhrase(i) || p.isNoun(i) || !p.reaches(h) {
		return
	}
	switch {
	case c.verb < 0 || c.joined:
		p.add(v, i)
	case p.preds[c.verb].verb == 0:
		p.preds[c.verb].verb, p.preds[c.verb].hit = v, i
	}
}

// reaches reports whether the word stands near enough to the subject and verb group to belong to it. In a language
// without spaces between words a phrase of any length stands in between.
func (p *parser) reaches(h hit) bool {
	far := p.clause.phrase || p.subject&roleIssuer == 0 || h.marks&clsAuxiliary != 0
	return far && !p.lex.Script.Spaced || p.behind(h) <= p.lex.gap()
}

// behind returns how many characters stand between the subject and verb group and the word.
func (p *parser) behind(h hit) int {
	return utf8.RuneCountInString(p.text[min(p.clause.last, h.start):h.start])
}

// near reports whether few letters stand between words i and j.
func (p *parser) near(i, j int) bool {
	return utf8.RuneCountInString(p.text[p.hits[i].end:p.hits[j].start]) <= p.lex.gap()
}

// gap is how many characters may stand between a verb and what belongs to it.
func (l *Lexicon) gap() int {
	if l.Script.Spaced {
		return 24
	}
	return 8
}

// inPhrase reports whether word i is the first of a phrase, as in "by supporting", or a noun, as in "our support".
func (p *parser) inPhrase(i int) bool {
	return i > 0 && p.hits[i-1].marks&(clsAdverbial|clsPossessive|clsNominal) != 0 && p.hits[i].start-p.hits[i-1].end <= p.space()
}

// isNoun reports whether word i opens a clause without a subject and an auxiliary follows, as in "Support will be given".
func (p *parser) isNoun(i int) bool {
	c := &p.clause
	return p.lex.Script.Spaced && !c.named && c.auxAt < 0 && c.inherits == 0 && i+1 < len(p.hits) &&
		p.hits[i+1].marks&clsAuxiliary != 0 && p.hits[i+1].start-p.hits[i].end <= p.space()
}

// space is how many bytes stand between two words.
func (p *parser) space() int {
	if p.lex.Script.Spaced {
		return 1
	}
	return 0
}

// head reports whether word i stands at the head of its clause: few letters before it that the lexicon does not know.
func (p *parser) head(i int) bool {
	if p.lex.Script.Spaced {
		return p.unknown(i) <= p.lex.gap()/2
	}
	return p.unknown(i) <= 1
}

// unknown returns how many characters between the beginning of the clause and word i the lexicon does not know.
func (p *parser) unknown(i int) int {
	n, at := 0, p.hits[i].start
	for j := i - 1; j >= 0 && p.hits[j].start >= p.clause.start; j-- {
		n += utf8.RuneCountInString(p.text[p.hits[j].end:at])
		at = p.hits[j].start
	}
	return n + utf8.RuneCountInString(p.text[min(p.clause.start, at):at]) // a word such as " – " may begin before the clause
}

// adjacent reports whether an issuer stands right before word i, auxiliaries aside.
func (p *parser) adjacent(i int) bool {
	for j := i - 1; j >= 0 && p.near(j, j+1); j-- {
		cls := p.hits[j].marks
		if cls&clsActor != 0 {
			return p.hits[j].actor.role()&(roleIssuer|roleBody) != 0
		}
		if cls&(clsAuxiliary|clsAdverb) == 0 {
			return false
		}
	}
	return false
}

// speakerNext reports whether an issuer follows right after the coordinator h, which ends an embedded clause.
func (p *parser) speakerNext(i int, h hit) bool {
	if i >= len(p.hits) || p.hits[i].start-h.end > 2 {
		return false
	}
	n := p.hits[i]
	return n.marks&clsActor != 0 && n.actor.role() == roleIssuer
}

func (p *parser) actorHit(i int, h hit) {
	c := &p.clause
	r := roleOwn
	if h.marks&clsActor != 0 {
		r = h.actor.role()
	}
	switch {
	case r == roleBody && c.named && c.verb < 0 && i > 0 && p.hits[i-1].marks&clsPossessive != 0:
		c.named = false
		p.name(h, r, h.actor) // "the Alliance's Council"
	case c.adverbial && !c.subordinate && r == roleIssuer && p.leads(i):
		c.adverbial = false
		p.name(h, r, h.actor)
	case c.adverbial, c.embedded:
	case c.named || c.verb >= 0:
		if c.joined && r == roleIssuer && p.leads(i) {
			p.close(i)
			p.open(h.start, 0)
			p.name(h, r, h.actor)
		}
	case c.auxAt < 0 && p.head(i):
		p.name(h, r, h.actor)
	case c.auxAt < 0:
		c.embedded = true // an actor behind words the lexicon does not know is their object
	}
}

// leads reports whether word i is followed at once by an auxiliary or a verb, adverbs aside.
func (p *parser) leads(i int) bool {
	for j := i + 1; j < len(p.hits) && p.near(j-1, j); j++ {
		if p.hits[j].marks&clsAuxiliary != 0 || p.hits[j].classes&p.verbs != 0 {
			return true
		}
		if p.hits[j].marks&clsAdverb == 0 {
			return false
		}
	}
	return false
}

func (p *parser) name(h hit, r role, a *Actor) {
	c := &p.clause
	if c.named || c.verb >= 0 || c.adverbial || c.embedded {
		return
	}
	c.named = true
	c.last = h.end
	c.inherits = 0
	p.subject, p.actor = r, a
	p.named |= r
	p.speaks = p.speaks || r == roleIssuer
	if p.speaker == nil && r&(roleIssuer|roleBody) != 0 {
		p.speaker = a
	}
}

func (a *Actor) role() role {
	switch {
	case a == nil:
		return roleOwn
	case a.Role == "issuer":
		return roleIssuer
	case a.Role == "body":
		return roleBody
	}
	return roleOther
}
