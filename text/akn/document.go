// Package akn writes and reads Akoma Ntoso 3.0 XML, the OASIS standard for parliamentary and legal documents, of two kinds
// of document: a communiqué with what was read from it, and a register of undertakings.
//
// What the standard has a place for stands there: the document's identity under FRBRWork, FRBRExpression and
// FRBRManifestation; a provision as <paragraph eId="para_27"> with <num> and <heading>; a statement as
// <span eId="para_27__span_1">, whose refersTo names its acts, the primary first; acts as TLCConcept, whoever is bound or
// addressed as TLCOrganization, and the instruments named as TLCReference under <references>. Bearer, addressee,
// quantities, deadline, instruments and programme of a statement have no place of their own in the standard. They stand
// in the place that it leaves to others, <otherAnalysis>, as elements of the namespace [Namespace].
package akn

import (
	"errors"
	"fmt"
	"regexp"

	"entente"
	"entente/cal"
	"entente/unit"
)

// Namespace is that of the elements under <otherAnalysis> and <proprietary>.
const Namespace = "urn:x-entente:akn:1"

// A Kind says what a document is.
type Kind string

// The kinds.
const (
	Communique Kind = "communique" // a text of its issuers; <statement> in the standard's terms
	Register   Kind = "register"   // a list of undertakings, made by its editor; <doc> in the standard's terms
)

// A Document is a communiqué or a register.
type Document struct {
	Kind         Kind
	ID           entente.InstrumentID
	Titles       entente.Wording
	Lang         entente.Lang // of what is not marked otherwise; empty: undetermined
	Date         cal.Period   // when the instrument was adopted; zero: unknown
	Jurisdiction string       // ISO 3166-1 alpha-2 code; empty: "xx", which stands for no state
	Author       string       // in whose name the text speaks; empty: not stated
	Source       string       // the name of the file that the text was read from
	Provisions   []Provision
}

// A Provision is one numbered paragraph. Number 0 is what stands before the first.
type Provision struct {
	Number     int
	Heading    entente.Wording
	Statements []Statement
}

// A Statement is a statement of a communiqué, or an entry of a register.
type Statement struct {
	ID          entente.StatementID // of the document's instrument and the provision's number
	Text        entente.Wording     // the wording of a statement, the title of an entry
	Summary     entente.Wording
	Apart       bool // it begins a paragraph, as a bullet does; says nothing of a provision's first
	Acts        []entente.Act
	Bearer      []string
	Addressee   []string
	Quantities  []Quantity
	Deadline    Deadline
	Instruments []string
	Programme   entente.ProgrammeID
	Statements  []entente.StatementID // what an entry of a register rests on
	Systems     []entente.SystemID
}

// A Quantity is a figure that a statement names.
type Quantity struct {
	Comparator unit.Comparator
	Value      string
	Unit       unit.Unit
	Of         string
}

// A Deadline says by when, in the text's words and, where it is known, in the calendar.
type Deadline struct {
	Phrase string
	Due    cal.Period
	Recurs string // an ISO 8601 duration
}

// NewCommunique returns the document of the statements read from a source in one language, in their order.
func NewCommunique(of entente.Instrument, lang entente.Lang, source string, statements []entente.Statement) Document {
	d := Document{Kind: Communique, ID: of.ID, Titles: of.Names, Lang: lang, Date: of.Date, Source: source}
	at := map[int]int{}
	for _, s := range statements {
		d.add(at, Statement{
			ID:          s.ID,
			Text:        entente.Wording{lang: s.Text},
			Acts:        s.Acts,
			Bearer:      some(s.Bearer),
			Addressee:   optional(s.Addressee),
			Quantities:  figures(s.Quantities),
			Deadline:    Deadline{Phrase: first(optional(s.Deadline))},
			Instruments: s.Instruments,
		})
	}
	return d
}

// NewRegister returns the document of a register, each entry under the provision of its first statement.
func NewRegister(
	of entente.Instrument, lang entente.Lang, provisions []entente.Provision, entries []entente.Undertaking,
) Document {
	d := Document{Kind: Register, ID: of.ID, Titles: of.Names, Lang: lang, Date: of.Date, Source: of.Source}
	at := map[int]int{}
	for i, p := range provisions {
		at[p.Number] = i
		d.Provisions = append(d.Provisions, Provision{Number: p.Number, Heading: p.Title})
	}
	for _, u := range entries {
		s := Statement{
			ID:          u.ID,
			Text:        u.Title,
			Summary:     u.Summary,
			Apart:       true,
			Acts:        u.Acts,
			Bearer:      texts(u.Bearer),
			Addressee:   texts(u.Addressee),
			Instruments: texts(u.Instruments),
			Programme:   u.Programme,
			Statements:  u.Statements,
			Systems:     u.Systems,
		}
		for _, q := range u.Quantities {
			s.Quantities = append(s.Quantities, Quantity{q.Comparator, q.Value.String(), q.Unit, q.Of.In(lang)})
		}
		if u.Deadline != nil {
			s.Deadline = Deadline{u.Deadline.Phrase.In(lang), u.Deadline.Due, u.Deadline.Recurs}
		}
		d.add(at, s)
	}
	return d
}

// add puts a statement into its provision; at holds the place of each by its number.
func (d *Document) add(at map[int]int, s Statement) {
	i, ok := at[s.ID.Provision]
	if !ok {
		i = len(d.Provisions)
		at[s.ID.Provision] = i
		d.Provisions = append(d.Provisions, Provision{Number: s.ID.Provision})
	}
	p := &d.Provisions[i]
	s.Apart = s.Apart && len(p.Statements) > 0
	p.Statements = append(p.Statements, s)
}

var jurisdiction = regexp.MustCompile(`^[a-z]{2}$`)

// Check reports whether d can be written: identifiers and languages are well formed, fit together and occur once.
func (d Document) Check() error {
	if err := d.check(); err != nil {
		return fmt.Errorf("akn: %w", err)
	}
	return nil
}

func (d Document) check() error {
	if d.Kind != Communique && d.Kind != Register {
		return fmt.Errorf("kind %q: want %s or %s: %w", d.Kind, Communique, Register, entente.ErrInvalid)
	}
	if d.Jurisdiction != "" && !jurisdiction.MatchString(d.Jurisdiction) {
		return fmt.Errorf("jurisdiction %q: want two small letters: %w", d.Jurisdiction, entente.ErrInvalid)
	}
	err := errors.Join(entente.CheckSlug("instrument", string(d.ID)), checkLang(d.Lang), checkWording(d.Titles))
	if err != nil {
		return err
	}
	seen := map[int]bool{}
	for _, p := range d.Provisions {
		if p.Number < 0 || seen[p.Number] {
			return fmt.Errorf("provision %d is negative or there twice: %w", p.Number, entente.ErrInvalid)
		}
		seen[p.Number] = true
		if err := d.checkProvision(p); err != nil {
			return fmt.Errorf("provision %d: %w", p.Number, err)
		}
	}
	return nil
}

func (d Document) checkProvision(p Provision) error {
	errs := []error{checkWording(p.Heading)}
	seen := map[entente.StatementID]bool{}
	for _, s := range p.Statements {
		isOwn := s.ID.Instrument == d.ID && s.ID.Provision == p.Number && s.ID.Number > 0
		if !isOwn || seen[s.ID] {
			return fmt.Errorf("statement %v does not belong here or is there twice: %w", s.ID, entente.ErrInvalid)
		}
		seen[s.ID] = true
		errs = append(errs, checkWording(s.Text), checkWording(s.Summary))
		for _, a := range s.Acts {
			errs = append(errs, entente.CheckAct(a))
		}
		for _, id := range s.Systems {
			errs = append(errs, entente.CheckSystemID(id))
		}
	}
	return errors.Join(errs...)
}

func checkWording(w entente.Wording) error {
	for l := range w {
		if err := checkLang(l); err != nil {
			return err
		}
	}
	return nil
}

func checkLang(l entente.Lang) error {
	_, err := alpha3(l)
	return err
}

func figures(of []entente.Figure) []Quantity {
	var qs []Quantity
	for _, q := range of {
		qs = append(qs, Quantity{q.Comparator, q.Value.String(), q.Unit, q.Of})
	}
	return qs
}

func texts[S ~string](of []S) []string {
	var list []string
	for _, s := range of {
		list = append(list, string(s))
	}
	return list
}

func optional(s *string) []string {
	if s == nil {
		return nil
	}
	return some(*s)
}

func some(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
