package pack

import (
	"slices"
	"strings"

	"entente"
	"entente/cal"
	"entente/unit"
)

// A Comparison is the register held against statements read from a source document.
type Comparison struct {
	Read          int            `json:"read"`         // statements read
	AccountedFor  int            `json:"accountedFor"` // those of them that the register accounts for
	Disagreements []Disagreement `json:"disagreements"`
}

// A Disagreement is one thing that the register and a source document say differently about a statement.
type Disagreement struct {
	Statement entente.StatementID `json:"statement"`
	Field     string              `json:"field"`    // one of the Field constants
	Register  string              `json:"register"` // "" where the register has none
	Read      string              `json:"read"`     // "" where the document has none
}

// What a [Disagreement] may be about.
const (
	FieldStatement = "statement" // one side lacks the whole statement
	FieldAct       = "act"       // the primary act
	FieldActs      = "acts"      // an act besides the primary one
	FieldQuantity  = "quantity"
	FieldDeadline  = "deadline"
)

// Percent returns the share of statements read that the register accounts for, rounded down.
func (c Comparison) Percent() int {
	if c.Read == 0 {
		return 0
	}
	return 100 * c.AccountedFor / c.Read
}

// Compare holds the register against the statements of a source document, which stand for one another by provision and
// number; what instrument the statements name does not matter. Disagreements are in order of statements.
//
// Acts, quantities and deadlines agree where neither side has more. Of quantities, the number, the direction of the
// comparator and a unit that has a code must agree; of deadlines, a date read must have a day in common with the one in
// the register. Wording does not count: what a counting noun, a share's base or a phrase is called is a matter of language.
func (p *Pack) Compare(read []entente.Statement) Comparison {
	c := Comparison{Read: len(read), Disagreements: []Disagreement{}}
	sources := make(map[entente.StatementID][]entente.Statement) // by entry
	found := make(map[entente.StatementID]bool)
	for _, s := range read {
		id := entente.StatementID{Instrument: p.Instrument.ID, Provision: s.Provision, Number: s.Number}
		e, err := p.Entry(id)
		if err != nil {
			c.add(id, FieldStatement, "", s.Text)
			continue
		}
		c.AccountedFor++
		found[id] = true
		s.ID = id
		sources[e.ID] = append(sources[e.ID], s)
	}
	for _, e := range p.Entries {
		for _, id := range e.Statements {
			if !found[id] {
				c.add(id, FieldStatement, e.Title.In(p.Languages...), "")
			}
		}
		if statements := sources[e.ID]; len(statements) > 0 {
			c.compareActs(e, statements)
			c.compareQuantities(e, statements)
			c.compareDeadlines(e, statements)
		}
	}
	slices.SortStableFunc(c.Disagreements, func(a, b Disagreement) int { return a.Statement.Compare(b.Statement) })
	return c
}

func (c *Comparison) add(id entente.StatementID, field, register, read string) {
	c.Disagreements = append(c.Disagreements, Disagreement{id, field, register, read})
}

func (c *Comparison) compareActs(e entente.Undertaking, statements []entente.Statement) {
	var all []entente.Act
	for _, s := range statements {
		all = append(append(all, s.Act), s.Acts...)
		switch {
		case s.Act != e.Act:
			c.add(s.ID, FieldAct, string(e.Act), string(s.Act))
		case !isSubset(s.Acts, e.Acts):
			c.add(s.ID, FieldActs, list(e.Acts), list(s.Acts))
		}
	}
	// An act of the register must be in one of the entry's statements. A wrong primary act has been said already.
	if !isSubset(e.Acts[1:], all) {
		c.add(e.ID, FieldActs, list(e.Acts), list(distinct(all)))
	}
}

func isSubset[T comparable](part, whole []T) bool {
	return !slices.ContainsFunc(part, func(v T) bool { return !slices.Contains(whole, v) })
}

func distinct[T comparable](values []T) []T {
	var out []T
	for _, v := range values {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

func (c *Comparison) compareQuantities(e entente.Undertaking, statements []entente.Statement) {
	open := slices.Clone(e.Quantities) // without a counterpart so far
	var extra []Disagreement
	for _, s := range statements {
		for _, f := range s.Quantities {
			i := slices.IndexFunc(open, func(t entente.Target) bool { return agrees(t, f) })
			if i < 0 {
				extra = append(extra, Disagreement{s.ID, FieldQuantity, "", figure(f)})
				continue
			}
			open = slices.Delete(open, i, i+1)
		}
	}
	// What is left on both sides is taken for one quantity with two values.
	for i, t := range open {
		if i < len(extra) {
			extra[i].Register = targetText(t)
			continue
		}
		extra = append(extra, Disagreement{e.ID, FieldQuantity, targetText(t), ""})
	}
	c.Disagreements = append(c.Disagreements, extra...)
}

func agrees(t entente.Target, f entente.Figure) bool {
	v, err := unit.ParseDecimal(f.Value.String())
	return err == nil && v.Cmp(t.Value) == 0 &&
		direction(t.Comparator) == direction(f.Comparator) && sameUnit(t.Unit, f.Unit)
}

// direction drops the difference between "at least" and "more than", which readers of a text seldom keep.
func direction(c unit.Comparator) string { return strings.TrimSuffix(string(c), "=") }

func sameUnit(a, b unit.Unit) bool {
	if a.Kind() != b.Kind() {
		return false
	}
	return a == b || a.Kind() == unit.Count || a.Kind() == unit.Share
}

func (c *Comparison) compareDeadlines(e entente.Undertaking, statements []entente.Statement) {
	read := ""
	for _, s := range statements {
		if s.Deadline == nil {
			continue
		}
		read = *s.Deadline
		if e.Deadline == nil {
			c.add(s.ID, FieldDeadline, "", read)
			return
		}
		if due, err := cal.ParsePeriod(read); err == nil && !due.IsZero() && !due.Overlaps(e.Deadline.Due) {
			c.add(s.ID, FieldDeadline, deadline(e.Deadline), read)
			return
		}
	}
	if read == "" && e.Deadline != nil {
		c.add(e.ID, FieldDeadline, deadline(e.Deadline), "")
	}
}
