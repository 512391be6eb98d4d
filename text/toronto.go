package text

import (
	"slices"
	"strings"

	"entente"
)

// A Commitment is one commitment by the method of the G7, G20 and NATO research groups at the University of Toronto: a
// discrete, specific, publicly expressed, collectively agreed statement of intent, a promise to do something in future
// (Kirton, Kokotsis and Guebert, Compliance Coding Manual, "Commitments"). "Will continue to" counts, past action and
// general aspiration do not, and one target is one commitment even where several measures serve it.
type Commitment struct {
	Number    int                 `json:"number"` // in the order of the document, from 1
	Statement entente.StatementID `json:"statement"`
	Text      string              `json:"text"` // the clause that promises
}

// Toronto lists the commitments of the document by that method.
func (r *Reading) Toronto() []Commitment {
	out := []Commitment{}
	for i, c := range r.toronto {
		c.Number = i + 1
		out = append(out, c)
	}
	return out
}

// commitments returns a commitment for each predicate that promises something of its own. Verbs joined to one another
// ("commit and resolve to") share a target, and so do the clauses behind it that only say how.
func (l *Lexicon) commitments(text string, s analysis, fired []firing, id entente.StatementID) []Commitment {
	var out []Commitment
	for i := range s.preds {
		p := &s.preds[i]
		if p.lone || !p.own && p.hit >= 0 || !l.promises(p, fired) {
			continue
		}
		end := s.end
		if next := nextOwn(s.preds[i+1:]); next != nil {
			end = next.start
		}
		start := max(p.start, s.start)
		if len(out) == 0 {
			start = s.start
		}
		out = append(out, Commitment{Statement: id, Text: strings.TrimSpace(text[start:end])})
	}
	return out
}

// nextOwn returns the next predicate that says something of its own, or nil.
func nextOwn(preds []predicate) *predicate {
	for i := range preds {
		if preds[i].own && !preds[i].lone {
			return &preds[i]
		}
	}
	return nil
}

var promised = map[entente.Act]bool{entente.Commitment: true, entente.Decision: true, entente.Tasking: true}

// promises reports whether a predicate binds the issuers or their bodies to future conduct.
func (l *Lexicon) promises(p *predicate, fired []firing) bool {
	if p.subject&(roleIssuer|roleBody|roleOwn) == 0 || p.aux&l.past != 0 || p.verb&(l.aspiration|l.past) != 0 {
		return false
	}
	for _, f := range fired {
		if f.pred == p {
			return promised[f.rule.Act] || slices.Contains(f.rule.Adds, entente.Commitment)
		}
	}
	return false
}

// A strength says how firmly a class of words binds.
type strength struct {
	classes mask
	firm    int
}

// strengthOf returns how firmly a statement binds: the weakest of the words that decided its act, so that "will consider"
// binds less than "will".
func (l *Lexicon) strengthOf(s analysis, fired []firing) int {
	if len(fired) == 0 || fired[0].pred == nil {
		return 0
	}
	p := fired[0].pred
	weakest := 0
	for _, st := range l.strength {
		if st.classes&(p.aux|p.verb) != 0 && (weakest == 0 || st.firm < weakest) {
			weakest = st.firm
		}
	}
	if p.hit >= 0 {
		for _, st := range l.strength {
			if st.classes&s.hits[p.hit].classes != 0 && st.firm < weakest {
				weakest = st.firm
			}
		}
	}
	return weakest
}
