package main

import (
	"strconv"

	"entente/internal/chart"
	"entente/procedure"
	"entente/procedure/picture"
)

type procedureCommand struct {
	Check procedureCheck `cmd:"" help:"Check definitions: states nobody reaches, acts nobody may do, clocks that never run out, cases that cannot end."`
	List  procedureList  `cmd:"" help:"List the procedures of the pack."`
	Draw  procedureDraw  `cmd:"" help:"Print the picture of a procedure as SVG."`
}

type procedureCheck struct {
	Files []string `arg:"" help:"YAML files with definitions." placeholder:"FILE"`
	JSON  bool     `help:"Print JSON."`
}

// A checkedProcedure is what a check of a definition found.
type checkedProcedure struct {
	File    string            `json:"file"`
	ID      string            `json:"id"`
	Version int               `json:"version"`
	States  int               `json:"states"`
	Acts    int               `json:"acts"`
	Clocks  int               `json:"clocks"`
	Faults  []procedure.Fault `json:"faults"`
}

func (c *procedureCheck) Run(w *world) error {
	var all []checkedProcedure
	faults := 0
	for _, name := range c.Files {
		list, err := readProcedures(name)
		if err != nil {
			return err
		}
		for _, d := range list {
			x := checkedProcedure{name, d.ID, d.Version, len(d.States), len(d.Acts), len(d.Clocks), listed(d.Check())}
			all, faults = append(all, x), faults+len(x.Faults)
		}
	}
	if c.JSON {
		if err := w.writeJSON(listed(all)); err != nil {
			return err
		}
	} else {
		for _, x := range all {
			for _, f := range x.Faults {
				w.printf("%s: %s: %s (%s)\n", x.File, x.ID, f.Error(), f.Kind)
			}
			if len(x.Faults) == 0 {
				w.printf("%s: %s version %d: %d states, %d acts, %d clocks, no faults\n", x.File, x.ID, x.Version, x.States, x.Acts, x.Clocks)
			}
		}
	}
	if faults > 0 {
		return finding{count(faults, "fault", "faults")}
	}
	return nil
}

type procedureList struct {
	JSON bool `help:"Print JSON."`
	display
}

func (c *procedureList) Run(w *world) error {
	p, err := w.procedures()
	if err != nil {
		return err
	}
	if c.JSON {
		var all []procedure.Definition
		for _, x := range p.Procedures {
			all = append(all, x.Definition)
		}
		return w.writeJSON(listed(all))
	}
	t := newTable("PROCEDURE", "VERSION", "KIND", "TITLE")
	for _, x := range p.Procedures {
		t.add(x.ID, strconv.Itoa(x.Version), string(x.Kind), x.Title.In(c.langs()...))
	}
	w.write(t)
	return nil
}

type procedureDraw struct {
	Procedure string `arg:"" help:"A procedure of the pack, by its name, or a YAML file with one."`
	Narrow    bool   `help:"For a narrow page."`
	display
}

func (c *procedureDraw) Run(w *world) error {
	content, err := w.procedures()
	if err != nil {
		return err
	}
	p, err := oneProcedure(content, c.Procedure)
	if err != nil {
		return err
	}
	lang := append(c.langs(), "en")[0]
	o := chart.Options{Standalone: true, Lang: string(lang)}
	if c.Narrow {
		o.Width = 360
	}
	w.printf("%s\n", picture.Guide{Lang: lang}.Definition(&p.Definition, "").SVG(o))
	return nil
}
