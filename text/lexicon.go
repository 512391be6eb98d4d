package text

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"

	"entente"
	"entente/unit"
)

//go:embed lexicon/*.yaml
var builtin embed.FS

// A Lexicon is everything the reader knows about one language. It is data: the reader itself has no word of any
// language. The file format is described in doc/lexicon.md.
type Lexicon struct {
	Lang        entente.Lang        `yaml:"lang"`
	Script      Script              `yaml:"script"`
	Actors      []Actor             `yaml:"actors"`
	Classes     map[string][]string `yaml:"classes"`
	Rules       []Rule              `yaml:"rules"`
	Default     entente.Act         `yaml:"default"`
	Speaker     string              `yaml:"speaker"` // the bearer where a statement names none
	Instruments []Named             `yaml:"instruments"`
	Heads       []string            `yaml:"instrument-heads"` // words that end the name of a document
	HeadsFirst  bool                `yaml:"heads-first"`      // or rather begin it
	Numbers     Numbers             `yaml:"numbers"`
	Dates       Dates               `yaml:"dates"`
	Deadlines   []Named             `yaml:"deadlines"`
	Strength    map[string]int      `yaml:"strength"` // of classes: 1 consider, 2 intend, 3 ought, 4 will
	Toronto     Toronto             `yaml:"toronto"`

	trie             trie
	forms            [][]dateMark
	strength         []strength
	past, aspiration mask
	rules            []*compiledRule // of predicates, the weightiest first
	anywhere         []*compiledRule // of words wherever they stand
	classes          map[string]mask
}

// A Script says how a language is written.
type Script struct {
	Spaced        bool     `yaml:"spaced"`        // words stand between spaces
	Ends          []string `yaml:"ends"`          // what ends a sentence
	Closers       []string `yaml:"closers"`       // what may follow the end and belongs to the sentence
	Clauses       []string `yaml:"clauses"`       // what stands between clauses
	Halves        []string `yaml:"halves"`        // what stands between two sentences that share a full stop
	Brackets      []string `yaml:"brackets"`      // pairs "open close" whose inside is no part of the main clause
	Titles        []string `yaml:"titles"`        // pairs "open close" around the title of a document
	Abbreviations []string `yaml:"abbreviations"` // words whose final point ends no sentence
	Frequent      []string `yaml:"frequent"`      // frequent words that tell the language from others
}

// An Actor is somebody a text names: who speaks and binds itself, or somebody else.
type Actor struct {
	Name  string   `yaml:"name"` // as the codebook writes it, in English
	Role  string   `yaml:"role"` // issuer, body (of the issuers) or other
	Words []string `yaml:"words"`
}

// Named is a canonical name with the words that stand for it.
type Named struct {
	Name  string   `yaml:"name"`
	Words []string `yaml:"words"`
}

// Numbers is the number grammar.
type Numbers struct {
	Decimal     string            `yaml:"decimal"`     // "," where a comma stands before decimals; empty for a point
	Spaces      bool              `yaml:"spaces"`      // a space may stand between groups of three digits
	Values      map[string]int64  `yaml:"values"`      // three: 3
	Multipliers map[string]int64  `yaml:"multipliers"` // million: 1000000
	Vague       map[string]int64  `yaml:"vague"`       // millions: at least that many
	Percent     []string          `yaml:"percent"`
	Before      map[string]string `yaml:"before"`  // comparators by the words before a figure
	After       map[string]string `yaml:"after"`   // and behind it
	Units       map[string]string `yaml:"units"`   // words to units; a currency sign stands in front
	Bases       map[string]string `yaml:"bases"`   // what a share is a share of
	Ordinal     []string          `yaml:"ordinal"` // words that make the number next to them a name, not a figure
	Classifiers []string          `yaml:"classifiers"`
	Uncounted   []string          `yaml:"uncounted"` // nouns whose number is part of the name
}

// Dates is the date grammar. A form is made of Y, M, D, "month" (a name of [Dates.Months]) and other marks.
type Dates struct {
	Forms    []string       `yaml:"forms"`
	Months   map[string]int `yaml:"months"`
	ThisYear []string       `yaml:"this-year"`
	By       []string       `yaml:"by"`   // words before a date that make it a deadline
	Till     []string       `yaml:"till"` // words behind a date that make it a deadline
	Past     []string       `yaml:"past"` // words that make a date a matter of record
}

// Toronto is the commitment rule set of the summit research groups at the University of Toronto, as far as it is a
// matter of words: see [Reading.Toronto].
type Toronto struct {
	Past       []string `yaml:"past"`       // classes of auxiliaries and verbs that tell of what has been done
	Aspiration []string `yaml:"aspiration"` // classes of verbs that hope rather than bind
}

// A Rule gives an act to a predicate of the main clause, or, when Anywhere is set, to a word wherever it stands.
type Rule struct {
	Name     string        `yaml:"name"`
	Act      entente.Act   `yaml:"act"`
	Weight   int           `yaml:"weight"`
	Adds     []entente.Act `yaml:"adds"`
	Subject  []string      `yaml:"subject"` // issuer, body, own, other, none; empty for any
	Verb     []string      `yaml:"verb"`    // classes; "none" for a verb the lexicon does not know; empty for any
	With     []string      `yaml:"with"`    // classes of auxiliaries that must stand with the verb
	Without  []string      `yaml:"without"`
	Then     []string      `yaml:"then"`     // classes of which one must follow in the clause
	Has      []string      `yaml:"has"`      // classes of which one must stand in the statement
	Lacks    []string      `yaml:"lacks"`    // classes that must not stand in the statement
	Anywhere bool          `yaml:"anywhere"` // Verb may stand anywhere in the statement
}

type compiledRule struct {
	*Rule
	subject                             role
	verb, with, without, then, has, not mask
	noVerb                              bool
}

// sameAct stands in a rule for the act of the statement before.
const sameAct entente.Act = "same"

// A mask is a set of classes of a lexicon, which its rules ask about.
type mask uint64

const mostClasses = 64

// A mark is a set of properties of a word that the reader itself asks about.
type mark uint64

const (
	clsEnd mark = 1 << iota
	clsCloser
	clsClause
	clsHalf
	clsOpen
	clsClose
	clsTitleOpen
	clsTitleClose
	clsAbbreviation
	clsActor
	clsInstrument
	clsHead
	clsValue
	clsMultiplier
	clsVague
	clsPercent
	clsBefore
	clsAfter
	clsUnit
	clsBase
	clsOrdinal
	clsClassifier
	clsUncounted
	clsMonth
	clsThisYear
	clsBy
	clsTill
	clsPast
	clsDeadline
	clsDigits
	clsOwn         // words that begin a subject which belongs to the issuers: "this", "our"
	clsPossessive  // what turns an actor into the owner of the subject: "'s"
	clsAuxiliary   // any class under "auxiliary:"
	clsAdverb      // words that may stand between a subject, its auxiliaries and its verb: "also", "today"
	clsCoordinator // "and", where it joins verbs
	clsNominal     // words behind which what looks like a verb is a noun
	clsAdverbial   // what opens a clause that states no predicate of its own: "in order to"
	clsSubordinate // what opens a clause that hangs on another: "although"
	clsEmbedding   // what opens a clause inside the clause: "that", "which"
)

// clsNumeral is what a numeral begins with.
const clsNumeral = clsDigits | clsValue | clsMultiplier | clsVague

// grammar holds the classes of a lexicon that are marks: they matter to the reader, not to rules.
var grammar = map[string]mark{
	"own": clsOwn, "possessive": clsPossessive, "coordinator": clsCoordinator, "adverbial": clsAdverbial, "adverb": clsAdverb, "nominal": clsNominal,
	"subordinate": clsSubordinate, "embedding": clsEmbedding, "neutral": 0,
}

// auxiliaryPrefix marks classes of words that stand with a verb: "aux-will".
const auxiliaryPrefix = "aux-"

// Languages returns the built-in languages in alphabetical order.
func Languages() []entente.Lang {
	entries, err := fs.ReadDir(builtin, "lexicon")
	if err != nil {
		panic(err) // the files are part of the program
	}
	var langs []entente.Lang
	for _, e := range entries {
		langs = append(langs, entente.Lang(strings.TrimSuffix(e.Name(), ".yaml")))
	}
	return langs
}

// BuiltinLexicon returns the built-in lexicon of a language, or an error wrapping [entente.ErrUnsupported].
// It is parsed once and shared: do not change it.
func BuiltinLexicon(lang entente.Lang) (*Lexicon, error) {
	parse, ok := parsed()[lang]
	if !ok {
		return nil, fmt.Errorf("language %q: %w; there are %v (or give a lexicon file)", lang, entente.ErrUnsupported, Languages())
	}
	return parse()
}

// parsed holds for each built-in language a function that parses its lexicon when it is first asked for.
var parsed = sync.OnceValue(func() map[entente.Lang]func() (*Lexicon, error) {
	m := map[entente.Lang]func() (*Lexicon, error){}
	for _, lang := range Languages() {
		m[lang] = sync.OnceValues(func() (*Lexicon, error) {
			b, err := builtin.ReadFile("lexicon/" + string(lang) + ".yaml")
			if err != nil {
				return nil, err
			}
			return ParseLexicon(b)
		})
	}
	return m
})

// ParseLexicon parses and checks a lexicon file.
func ParseLexicon(b []byte) (*Lexicon, error) {
	dec := yaml.NewDecoder(bytes.NewReader(b))
	dec.KnownFields(true)
	var l Lexicon
	if err := dec.Decode(&l); err != nil {
		return nil, fmt.Errorf("lexicon: %w: %w", err, entente.ErrInvalid)
	}
	if err := l.compile(); err != nil {
		return nil, fmt.Errorf("lexicon %q: %w", l.Lang, errors.Join(err, entente.ErrInvalid))
	}
	return &l, nil
}

func (l *Lexicon) compile() error {
	if l.Lang == "" || len(l.Script.Ends) == 0 {
		return errors.New("want lang and script.ends")
	}
	if err := entente.CheckAct(l.Default); err != nil {
		return fmt.Errorf("default: %w", err)
	}
	l.trie.spaced, l.trie.groups = l.Script.Spaced, l.Numbers.Spaces
	if err := l.nameClasses(); err != nil {
		return err
	}
	l.addScript()
	l.addNames()
	if err := l.addFigures(); err != nil {
		return err
	}
	l.addDates()
	l.trie.sortSuffixes()
	var faults []error
	classes := func(names ...string) mask {
		m, err := l.union(names)
		faults = append(faults, err)
		return m
	}
	for name, n := range l.Strength {
		l.strength = append(l.strength, strength{classes(name), n})
	}
	l.past, l.aspiration = classes(l.Toronto.Past...), classes(l.Toronto.Aspiration...)
	for i := range l.Rules {
		r, err := l.compileRule(&l.Rules[i])
		if err != nil {
			faults = append(faults, fmt.Errorf("rule %q: %w", l.Rules[i].Name, err))
		}
		if r.Anywhere {
			l.anywhere = append(l.anywhere, r)
		} else {
			l.rules = append(l.rules, r)
		}
	}
	slices.SortStableFunc(l.rules, func(a, b *compiledRule) int { return b.Weight - a.Weight })
	return errors.Join(faults...)
}

// nameClasses gives each class of the file a bit, in alphabetical order, and its words to the trie.
func (l *Lexicon) nameClasses() error {
	l.classes = map[string]mask{}
	for _, name := range slices.Sorted(maps.Keys(l.Classes)) {
		mk, isMark := grammar[name]
		var bit mask
		if !isMark {
			if len(l.classes) == mostClasses {
				return fmt.Errorf("class %q: at most %d classes", name, mostClasses)
			}
			bit = 1 << len(l.classes)
			l.classes[name] = bit
		}
		if strings.HasPrefix(name, auxiliaryPrefix) {
			mk |= clsAuxiliary
		}
		for _, w := range l.Classes[name] {
			e := l.trie.add(w)
			e.marks |= mk
			e.classes |= bit
		}
	}
	return nil
}

func (l *Lexicon) addScript() {
	s := l.Script
	l.addAll(clsEnd, s.Ends)
	l.addAll(clsCloser, s.Closers)
	l.addAll(clsClause, s.Clauses)
	l.addAll(clsHalf|clsClause, s.Halves)
	l.addAll(clsAbbreviation, s.Abbreviations)
	addPairs := func(pairs []string, opening, closing mark) {
		for _, p := range pairs {
			open, end, _ := strings.Cut(p, " ")
			l.trie.add(open).marks |= opening
			l.trie.add(end).marks |= closing
		}
	}
	addPairs(s.Brackets, clsOpen, clsClose)
	addPairs(s.Titles, clsTitleOpen, clsTitleClose)
}

func (l *Lexicon) addAll(m mark, words []string) {
	for _, w := range words {
		l.trie.add(w).marks |= m
	}
}

func (l *Lexicon) addNames() {
	for i := range l.Actors {
		for _, w := range l.Actors[i].Words {
			e := l.trie.add(w)
			e.marks |= clsActor
			e.actor = &l.Actors[i]
		}
	}
	addNamed := func(list []Named, m mark) {
		for i := range list {
			for _, w := range list[i].Words {
				e := l.trie.add(w)
				e.marks |= m
				e.name = list[i].Name
			}
		}
	}
	addNamed(l.Instruments, clsInstrument)
	addNamed(l.Deadlines, clsDeadline)
	l.addAll(clsHead, l.Heads)
}

func (l *Lexicon) addFigures() error {
	n := l.Numbers
	addValues := func(values map[string]int64, m mark) {
		for w, v := range values {
			e := l.trie.add(w)
			e.marks |= m
			e.value = v
		}
	}
	addValues(n.Values, clsValue)
	addValues(n.Multipliers, clsMultiplier)
	addValues(n.Vague, clsVague)
	l.addAll(clsPercent, n.Percent)
	l.addAll(clsOrdinal, n.Ordinal)
	l.addAll(clsClassifier, n.Classifiers)
	l.addAll(clsUncounted, n.Uncounted)
	for w, c := range n.Before {
		if _, err := unit.ParseComparator(c); err != nil {
			return fmt.Errorf("numbers: before: %q: %w", w, err)
		}
		e := l.trie.add(w)
		e.marks |= clsBefore
		e.comparator = unit.Comparator(c)
	}
	for w, c := range n.After {
		if _, err := unit.ParseComparator(c); err != nil {
			return fmt.Errorf("numbers: after: %q: %w", w, err)
		}
		e := l.trie.add(w)
		e.marks |= clsAfter
		e.comparator = unit.Comparator(c)
	}
	for w, u := range n.Units {
		if _, err := unit.ParseUnit(u); err != nil {
			return fmt.Errorf("numbers: units: %q: %w", w, err)
		}
		e := l.trie.add(w)
		e.marks |= clsUnit
		e.unit = u
	}
	for w, base := range n.Bases {
		if _, err := unit.ParseUnit("% of " + base); err != nil {
			return fmt.Errorf("numbers: bases: %q: %w", w, err)
		}
		e := l.trie.add(w)
		e.marks |= clsBase
		e.base = base
	}
	return nil
}

func (l *Lexicon) addDates() {
	d := l.Dates
	for _, form := range d.Forms {
		l.forms = append(l.forms, parseDateForm(form))
	}
	for w, m := range d.Months {
		e := l.trie.add(w)
		e.marks |= clsMonth
		e.value = int64(m)
	}
	l.addAll(clsThisYear, d.ThisYear)
	l.addAll(clsBy, d.By)
	l.addAll(clsTill, d.Till)
	l.addAll(clsPast, d.Past)
}

func (l *Lexicon) compileRule(r *Rule) (*compiledRule, error) {
	c := &compiledRule{Rule: r}
	var faults []error
	for _, act := range append([]entente.Act{r.Act}, r.Adds...) {
		if act != sameAct {
			faults = append(faults, entente.CheckAct(act))
		}
	}
	union := func(names []string) mask {
		m, err := l.union(names)
		faults = append(faults, err)
		return m
	}
	for _, s := range r.Subject {
		bits, ok := roleNames[s]
		if !ok {
			faults = append(faults, fmt.Errorf("subject %q: want issuer, body, own, other or none", s))
		}
		c.subject |= bits
	}
	verbs := slices.DeleteFunc(slices.Clone(r.Verb), func(v string) bool { return v == "none" })
	c.noVerb = len(verbs) < len(r.Verb)
	c.verb, c.with, c.without = union(verbs), union(r.With), union(r.Without)
	c.then, c.has, c.not = union(r.Then), union(r.Has), union(r.Lacks)
	return c, errors.Join(faults...)
}

// union returns the classes named.
func (l *Lexicon) union(names []string) (m mask, err error) {
	for _, name := range names {
		bits, ok := l.classes[name]
		if !ok {
			err = errors.Join(err, fmt.Errorf("class %q is not declared", name))
		}
		m |= bits
	}
	return m, err
}
