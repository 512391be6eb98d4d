package text

import (
	"slices"
	"strings"

	"entente"
)

// A firing is a rule that applies to a sentence.
type firing struct {
	rule *compiledRule
	pred *predicate // nil for a rule that looks anywhere
	hit  int        // index of the word that fired it
}

func (f firing) weight() int {
	w := f.rule.Weight
	if f.pred != nil && f.pred.lone {
		w -= 4 // of two verbs of one clause the first is the main one
	}
	return w
}

// verbClasses returns the classes that rules name as verbs of a main clause.
func (l *Lexicon) verbClasses() mask {
	var m mask
	for _, r := range l.rules {
		m |= r.verb
	}
	return m
}

// fire returns the rules that apply to a sentence: for each predicate the weightiest one, then those that look anywhere.
func (l *Lexicon) fire(a analysis) []firing {
	var all mask
	for _, h := range a.hits {
		all |= h.classes
	}
	out := make([]firing, 0, len(a.preds)+2)
	for i := range a.preds {
		p := &a.preds[i]
		if n := slices.IndexFunc(l.rules, func(r *compiledRule) bool { return r.applies(p, a.hits, all) }); n >= 0 {
			out = append(out, firing{l.rules[n], p, p.hit})
		}
	}
	for _, r := range l.anywhere {
		if r.verb&all == 0 || r.has != 0 && r.has&all == 0 || r.not&all != 0 {
			continue
		}
		if r.subject != 0 && r.subject&a.subjects == 0 {
			continue
		}
		at := slices.IndexFunc(a.hits, func(h hit) bool { return h.classes&r.verb != 0 })
		out = append(out, firing{r, nil, at})
	}
	return out
}

func (r *compiledRule) applies(p *predicate, hits []hit, all mask) bool {
	switch {
	case r.subject != 0 && r.subject&p.subject == 0,
		p.verb == 0 && r.verb != 0 && !r.noVerb,
		p.verb != 0 && (r.verb != 0 || r.noVerb) && r.verb&p.verb == 0,
		r.with&^p.aux != 0,
		r.without&p.aux != 0,
		r.has != 0 && r.has&all == 0,
		r.not&all != 0:
		return false
	}
	return r.then == 0 || slices.ContainsFunc(hits[p.hit+1:p.end], func(h hit) bool { return h.classes&r.then != 0 })
}

// acts returns the acts of a sentence, primary first, with the firings in that order. Before is the act of the statement
// that stands before it in the provision, empty at its head.
func (l *Lexicon) acts(a analysis, before entente.Act) ([]entente.Act, []firing) {
	fired := l.fire(a)
	if before == "" {
		fired = slices.DeleteFunc(fired, func(f firing) bool { return f.rule.Act == sameAct })
	}
	slices.SortStableFunc(fired, func(a, b firing) int {
		if d := b.weight() - a.weight(); d != 0 {
			return d
		}
		return a.hit - b.hit
	})
	if len(fired) == 0 {
		return []entente.Act{l.Default}, nil
	}
	acts := make([]entente.Act, 0, 2)
	add := func(a entente.Act) {
		if a == sameAct {
			a = before
		}
		if !slices.Contains(acts, a) {
			acts = append(acts, a)
		}
	}
	add(fired[0].rule.Act)
	for i, f := range fired {
		if i > 0 && f.weight() < secondary {
			break
		}
		add(f.rule.Act)
		for _, a := range f.rule.Adds {
			add(a)
		}
	}
	return acts, fired
}

// secondary is the least weight of a rule that adds an act beside the primary one.
const secondary = 40

// explain names the rules that fired and the words that fired them.
func explain(text string, s analysis, fired []firing, fallback entente.Act) []string {
	if len(fired) == 0 {
		return []string{"no rule applies: " + string(fallback)}
	}
	out := make([]string, 0, len(fired))
	for _, f := range fired {
		out = append(out, f.rule.Name+": "+string(f.rule.Act)+" ("+f.words(text, s.hits)+")")
	}
	return out
}

// words returns what fired a rule: the subject, the auxiliaries, the verb.
func (f firing) words(text string, hits []hit) string {
	if f.hit < 0 {
		return "from the words before the list"
	}
	first := f.hit
	for f.pred != nil && first > 0 && hits[first-1].marks&(clsAuxiliary|clsActor|clsAdverb) != 0 {
		first--
	}
	var b strings.Builder
	if f.pred != nil && f.pred.actor != nil && hits[first].marks&clsActor == 0 {
		b.WriteString(f.pred.actor.Name + " …")
	}
	for _, h := range hits[first : f.hit+1] {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(text[h.start:h.end])
	}
	return b.String()
}
