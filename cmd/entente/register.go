package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"entente"
	"entente/ledger"
	"entente/node"
	"entente/pack"
	"entente/text/akn"
)

type registerCommand struct {
	List   registerList   `cmd:"" default:"withargs" help:"List entries (the default)."`
	Show   registerShow   `cmd:"" help:"Show an entry with all that it belongs to, and the facts about it."`
	Export registerExport `cmd:"" help:"Print entries for another program; JSON unless told otherwise."`
}

// A filter selects entries.
type filter struct {
	Programme  string `help:"Of this programme." placeholder:"ID"`
	Act        string `help:"With this act: commitment, decision, tasking, call, position, assessment, report or appraisal." placeholder:"ACT"`
	Bearer     string `help:"Binding this party, group or body." placeholder:"ID"`
	Addressee  string `help:"Addressed to this party, group or body." placeholder:"ID"`
	System     string `help:"Concerning this system." placeholder:"ID"`
	Instrument string `help:"Citing this instrument." placeholder:"ID"`
	Provision  int    `help:"With a statement in this provision." placeholder:"N"`
	Deadline   string `help:"Due in this period, such as 2024; any: with a deadline." placeholder:"PERIOD"`
	Kind       string `help:"undertakings, context or all." enum:"undertakings,context,all" default:"all" placeholder:"KIND"`
	Search     string `help:"With these words, in any language." placeholder:"WORDS"`
}

// entries returns the entries selected.
func (f filter) entries(n *node.Node) ([]entente.Undertaking, error) {
	filter := node.Filter{
		Programme:  entente.ProgrammeID(f.Programme),
		Act:        entente.Act(f.Act),
		Bearer:     entente.ActorID(f.Bearer),
		Addressee:  entente.ActorID(f.Addressee),
		System:     entente.SystemID(f.System),
		Instrument: entente.InstrumentID(f.Instrument),
		Provision:  f.Provision,
		Deadline:   f.Deadline,
		Kind:       node.Kind(f.Kind),
		Text:       f.Search,
	}
	if err := n.CheckFilter(filter); err != nil {
		return nil, err
	}
	return n.Register(filter), nil
}

// Formats of a list of entries.
type formats struct {
	JSON bool `help:"Print one JSON document." xor:"format"`
	CSV  bool `name:"csv" help:"Print comma-separated values." xor:"format"`
	AKN  bool `name:"akn" help:"Print Akoma Ntoso 3.0 XML." xor:"format"`
}

func (f formats) isAny() bool { return f.JSON || f.CSV || f.AKN }

// print prints entries in the format asked for.
func (f formats) print(w *world, p *pack.Pack, lang entente.Lang, entries []entente.Undertaking) error {
	switch {
	case f.CSV:
		return pack.WriteCSV(w.stdout, entries, p)
	case f.AKN:
		return akn.Write(w.stdout, akn.NewRegister(p.Instrument, lang, p.Provisions, entries))
	}
	return w.writeJSON(map[string]any{
		"pack": p.ID, "version": p.Version, "instrument": p.Instrument.ID, "entries": listed(entries),
	})
}

// A selection is which entries to print, and how.
type selection struct {
	filter
	display
	formats
}

// find opens the node and returns it with the entries selected. The caller closes it.
func (s *selection) find(w *world) (*node.Node, []entente.Undertaking, error) {
	n, err := w.openToRead()
	if err != nil {
		return nil, nil, err
	}
	entries, err := s.entries(n)
	if err != nil {
		n.Close()
		return nil, nil, err
	}
	return n, entries, nil
}

type registerList struct{ selection }

func (c *registerList) Run(w *world) error {
	n, entries, err := c.find(w)
	if err != nil {
		return err
	}
	defer n.Close()
	if c.isAny() {
		return c.print(w, n.Pack(), c.inPack(n.Pack()), entries)
	}
	t := newTable("ID", "ACT", "BEARER", "DUE", "PROGRAMME", "TITLE")
	for _, e := range entries {
		t.add(e.ID.String(), string(e.Act), join(e.Bearer), due(e.Deadline, c.langs()), string(e.Programme), e.Title.In(c.langs()...))
	}
	w.write(t)
	w.printf("%d of %s\n", len(entries), count(len(n.Pack().Entries), "entry", "entries"))
	return nil
}

// inPack returns the first display language that the pack has.
func (d display) inPack(p *pack.Pack) entente.Lang {
	for _, l := range d.langs() {
		if slices.Contains(p.Languages, l) {
			return l
		}
	}
	return p.Languages[0]
}

func due(d *entente.Deadline, langs []entente.Lang) string {
	switch {
	case d == nil:
		return ""
	case !d.Due.IsZero():
		return d.Due.String()
	case d.Recurs != "":
		return d.Recurs
	}
	return d.Phrase.In(langs...)
}

type registerExport struct{ selection }

func (c *registerExport) Run(w *world) error {
	n, entries, err := c.find(w)
	if err != nil {
		return err
	}
	defer n.Close()
	return c.print(w, n.Pack(), c.inPack(n.Pack()), entries)
}

type registerShow struct {
	ID string `arg:"" help:"The entry, such as vilnius-2023/27/1 or 27/1."`
	display
	JSON bool `help:"Print one JSON document."`
}

// A chain is an entry with all that it belongs to.
type chain struct {
	Entry       entente.Undertaking  `json:"entry"`
	Instrument  entente.Instrument   `json:"instrument"`
	Provisions  []entente.Provision  `json:"provisions"`
	Programme   entente.Programme    `json:"programme"`
	Bearer      []pack.Actor         `json:"bearer"`
	Addressee   []pack.Actor         `json:"addressee"`
	Instruments []entente.Instrument `json:"instruments"` // cited
	Systems     []entente.System     `json:"systems"`
	Facts       []ledger.Record      `json:"facts"`
}

func (c *registerShow) Run(w *world) error {
	n, err := w.openToRead()
	if err != nil {
		return err
	}
	defer n.Close()
	id, err := entente.ParseStatementID(subject(n.Pack(), c.ID))
	if err != nil {
		return err
	}
	e, err := n.Pack().Entry(id)
	if err != nil {
		return err
	}
	facts, err := n.FactsOn(w.ctx, e)
	if err != nil {
		return err
	}
	ch := chainOf(n.Pack(), e, facts)
	if c.JSON {
		return w.writeJSON(ch)
	}
	ch.print(w, c.langs())
	return nil
}

// chainOf looks up what an entry belongs to. A pack without faults has all of it.
func chainOf(p *pack.Pack, e entente.Undertaking, facts []ledger.Record) chain {
	programme, _ := p.Programme(e.Programme)
	return chain{
		Entry: e, Instrument: p.Instrument, Programme: programme, Facts: facts,
		Provisions:  lookUp(e.Provisions(), p.Provision),
		Bearer:      lookUp(e.Bearer, p.Actor),
		Addressee:   lookUp(e.Addressee, p.Actor),
		Instruments: lookUp(e.Instruments, p.InstrumentByID),
		Systems:     lookUp(e.Systems, p.System),
	}
}

func lookUp[K, V any](ids []K, find func(K) (V, error)) []V {
	found := []V{}
	for _, id := range ids {
		if v, err := find(id); err == nil {
			found = append(found, v)
		}
	}
	return found
}

func (ch chain) print(w *world, langs []entente.Lang) {
	e := ch.Entry
	line := func(name, value string) {
		if value != "" {
			w.printf("%-12s %s\n", name, value)
		}
	}
	named := func(id string, names entente.Wording) string { return names.In(langs...) + " (" + id + ")" }
	actor := func(a pack.Actor) string { return named(string(a.ID), a.Names) }

	w.printf("%s\n", e.ID)
	for _, l := range e.Title.Langs() {
		w.printf("  %s  %s\n", l, e.Title[l])
		if s := e.Summary[l]; s != "" {
			w.printf("      %s\n", s)
		}
	}
	line("kind", map[bool]string{true: "context", false: "undertaking"}[e.Context])
	line("act", join(e.Acts))
	line("bearer", joinFunc(ch.Bearer, actor))
	line("addressee", joinFunc(ch.Addressee, actor))
	line("quantities", joinFunc(e.Quantities, func(t entente.Target) string {
		return fmt.Sprintf("%s %v (%s)", t.Comparator, t.Quantity, t.Of.In(langs...))
	}))
	line("deadline", deadline(e.Deadline, langs))
	line("statements", joinFunc(e.Statements, entente.StatementID.String))
	line("instrument", named(string(ch.Instrument.ID), ch.Instrument.Names))
	for _, p := range ch.Provisions {
		line("provision", strconv.Itoa(p.Number)+"  "+p.Title.In(langs...))
	}
	line("programme", named(string(e.Programme), ch.Programme.Title))
	for _, i := range ch.Instruments {
		line("cites", named(string(i.ID), i.Names))
	}
	for _, s := range ch.Systems {
		line("system", string(s.ID)+"  "+s.Names.In(langs...)+"; today: "+s.Today)
	}
	if len(ch.Facts) == 0 {
		line("facts", "none recorded")
	}
	for _, r := range ch.Facts {
		line("fact", factLine(r))
	}
}

// deadline prints a deadline in the text's words and in the calendar.
func deadline(d *entente.Deadline, langs []entente.Lang) string {
	if d == nil {
		return ""
	}
	parts := []string{d.Phrase.In(langs...)}
	if !d.Due.IsZero() {
		parts = append(parts, "due "+d.Due.String())
	}
	if d.Recurs != "" {
		parts = append(parts, "recurs "+d.Recurs)
	}
	return strings.Join(parts, "; ")
}
