package main

import (
	"errors"
	"fmt"
	"strconv"

	"entente"
	"entente/node"
	"entente/pack"
	"entente/text"
)

type packCommand struct {
	Check packCheck `cmd:"" help:"List what is wrong in a pack, and where it disagrees with a source document."`
	Show  packShow  `cmd:"" help:"Show what a pack holds."`
	Load  packLoad  `cmd:"" help:"Record the figures that the pack carries in the ledger, so that they are signed and can be proved; serve does so too."`
}

type packCheck struct {
	Dir    string `arg:"" optional:"" help:"Folder of the pack, or the name of a built-in one."`
	Source string `help:"Document that the register is held against." placeholder:"FILE"`
	Strict bool   `help:"Exit with 1 where the register and the source disagree."`
	reading

	JSON bool `help:"Print one JSON document." xor:"format"`
	CSV  bool `name:"csv" help:"Print disagreements as comma-separated values." xor:"format"`
}

// A packReport is the result of a check.
type packReport struct {
	Pack       string           `json:"pack,omitempty"`
	Faults     pack.Faults      `json:"faults"`
	Coverage   int              `json:"coverage"` // per cent of provisions accounted for
	Provisions int              `json:"provisions"`
	Statements int              `json:"statements"`
	Entries    int              `json:"entries"`
	Source     *pack.Comparison `json:"source,omitempty"`
}

func (c *packCheck) Run(w *world) error {
	name := c.Dir
	if name == "" {
		name = w.app.Pack
	}
	p, dir, err := loadPack(name)
	var faults pack.Faults
	if errors.As(err, &faults) {
		return c.faulty(w, faults.In(dir))
	}
	if err != nil {
		return err
	}
	coverage := p.Coverage()
	report := packReport{p.ID, pack.Faults{}, coverage.Percent(), len(p.Provisions), coverage.Statements, len(p.Entries), nil}
	if c.Source != "" {
		s, err := c.read(w, c.Source, text.Options{Instrument: p.Instrument.ID})
		if err != nil {
			return err
		}
		comparison := p.Compare(s.Statements)
		report.Source = &comparison
	}
	if err := c.print(w, dir, report); err != nil {
		return err
	}
	if c.Strict && report.Source != nil && len(report.Source.Disagreements) > 0 {
		return finding{fmt.Sprintf("%s of %s and %s", count(len(report.Source.Disagreements), "disagreement", "disagreements"), dir, c.Source)}
	}
	return nil
}

// faulty prints the faults of a pack that could not be loaded.
func (c *packCheck) faulty(w *world, faults pack.Faults) error {
	if c.JSON {
		if err := w.writeJSON(packReport{Faults: faults}); err != nil {
			return err
		}
	} else {
		for _, f := range faults {
			w.printf("%v\n", f)
		}
	}
	return finding{fmt.Sprintf("faults: %d", len(faults))}
}

func (c *packCheck) print(w *world, dir string, r packReport) error {
	t := newTable("statement", "field", "register", "source")
	if r.Source != nil {
		for _, d := range r.Source.Disagreements {
			t.add(d.Statement.String(), d.Field, d.Register, d.Read)
		}
	}
	switch {
	case c.JSON:
		return w.writeJSON(r)
	case c.CSV:
		return w.writeCSV(t)
	}
	if len(t.rows) > 0 {
		w.write(t)
	}
	w.printf("%s: no faults; %d entries account for %d statements in %d provisions; coverage %d%%\n",
		dir, r.Entries, r.Statements, r.Provisions, r.Coverage)
	if s := r.Source; s != nil {
		w.printf("%s: %s read, %d%% accounted for; %s\n", c.Source, count(s.Read, "statement", "statements"), s.Percent(),
			count(len(s.Disagreements), "disagreement", "disagreements"))
	}
	return nil
}

type packShow struct {
	Name string `arg:"" optional:"" name:"pack" help:"Folder of the pack, or the name of a built-in one."`
	display
	JSON bool `help:"Print one JSON document." xor:"format"`
	CSV  bool `name:"csv" help:"Print the programmes as comma-separated values." xor:"format"`
}

func (c *packShow) Run(w *world) error {
	name := c.Name
	if name == "" {
		name = w.app.Pack
	}
	p, dir, err := loadPack(name)
	var faults pack.Faults
	if errors.As(err, &faults) {
		return fmt.Errorf("%s has %d faults; see entente pack check %s: %w", dir, len(faults), name, entente.ErrInvalid)
	}
	if err != nil {
		return err
	}
	switch {
	case c.JSON:
		return w.writeJSON(p)
	case c.CSV:
		return w.writeCSV(programmes(p, c.langs()))
	}
	c.print(w, p)
	return nil
}

func (c *packShow) print(w *world, p *pack.Pack) {
	undertakings := 0
	for _, e := range p.Entries {
		if !e.Context {
			undertakings++
		}
	}
	w.printf("%s %s: %s\n", p.ID, p.Version, p.Title.In(c.langs()...))
	w.printf("instrument   %s, %s\n", p.Instrument.ID, p.Instrument.Date)
	w.printf("languages    %s\n", join(p.Languages))
	w.printf("licence      %s\n", p.Licence)
	w.printf("register     %d undertakings, %d context entries, in %d provisions; coverage %d%%\n",
		undertakings, len(p.Entries)-undertakings, len(p.Provisions), p.Coverage().Percent())
	w.printf("names        %d parties, %d groups, %d bodies, %d instruments, %d systems\n\n",
		len(p.Parties), len(p.Groups), len(p.Bodies), len(p.Instruments), len(p.Systems))
	t := programmes(p, c.langs())
	t.head = []string{"PROGRAMME", "UNDERTAKINGS", "CONTEXT", "SYSTEMS", "TITLE"}
	w.write(t)
}

// programmes lists the programmes with how much belongs to each.
func programmes(p *pack.Pack, langs []entente.Lang) *table {
	systems := make(map[entente.ProgrammeID]int)
	for _, s := range p.Systems {
		systems[s.Programme]++
	}
	t := newTable("programme", "undertakings", "context", "systems", "title")
	for _, pr := range p.Programmes {
		counts := make(map[bool]int)
		for _, e := range p.EntriesByProgramme(pr.ID) {
			counts[e.Context]++
		}
		t.add(string(pr.ID), strconv.Itoa(counts[false]), strconv.Itoa(counts[true]), strconv.Itoa(systems[pr.ID]), pr.Title.In(langs...))
	}
	return t
}

type packLoad struct{}

func (packLoad) Run(w *world) error {
	n, err := w.open(node.Options{})
	if err != nil {
		return err
	}
	return errors.Join(loadFigures(w, n), n.Close())
}

// loadFigures records the figures of the pack that the ledger does not have yet.
func loadFigures(w *world, n *node.Node) error {
	stored, err := n.LoadFigures(w.ctx)
	if err != nil {
		return err
	}
	if stored > 0 {
		fmt.Fprintf(w.screen, "entente: %s of pack %s recorded in the ledger\n", count(stored, "figure", "figures"), n.Pack().ID)
	}
	return nil
}
