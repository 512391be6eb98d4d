package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v4"

	"entente"
	"entente/cal"
	"entente/measure"
	figures "entente/measure/table"
	"entente/node"
	"entente/pack"
)

type importCommand struct {
	File      string `arg:"" help:"The file: XLSX, CSV or SDMX, also packed with gzip or zstd; - is standard input."`
	Source    string `help:"How to read it: the name of a source of the pack." placeholder:"ID" xor:"how"`
	Mapping   string `help:"How to read it: a file with one source in the form of a pack." placeholder:"FILE" xor:"how"`
	Vintage   string `help:"Which issue of its publication the file is, such as 2024-06." placeholder:"ID"`
	Published string `help:"When that issue came out, where the pack does not know it." placeholder:"DAY"`
	Title     string `help:"What that issue is called." placeholder:"TEXT"`
	DryRun    bool   `help:"Tell what would be stored and refused, and store nothing."`
	List      bool   `help:"With --dry-run: print the figures too, as a pack carries them."`
	JSON      bool   `help:"Print one JSON document."`
}

func (c *importCommand) Run(w *world) error {
	in, err := c.prepare(w)
	if err != nil {
		return err
	}
	n, err := w.open(node.Options{ReadOnly: c.DryRun})
	if err != nil {
		return err
	}
	defer n.Close()
	p := w.progress("import")
	in.Progress = p.report
	result, err := n.Import(w.ctx, in)
	p.done()
	if err != nil {
		return placed{c.File, err}
	}
	if err := c.print(w, result); err != nil {
		return err
	}
	if result.Refused > 0 {
		return finding{fmt.Sprintf("%d of %d cells refused", result.Refused, result.Read)}
	}
	return nil
}

// prepare reads the file and the flags.
func (c *importCommand) prepare(w *world) (in node.Import, err error) {
	if c.Source == "" && c.Mapping == "" {
		return in, fmt.Errorf("want --source or --mapping: how is the file to be read? %w", entente.ErrInvalid)
	}
	if c.List && !c.DryRun {
		return in, fmt.Errorf("--list goes with --dry-run: %w", entente.ErrInvalid)
	}
	in = node.Import{Source: c.Source, Vintage: measure.VintageID(c.Vintage), Title: c.Title, DryRun: c.DryRun, Document: filepath.Base(c.File)}
	if c.Published != "" {
		if in.Published, err = cal.ParseDate(c.Published); err != nil {
			return in, placed{"--published", err}
		}
	}
	if c.Mapping != "" {
		if in.Mapping, err = readMapping(c.Mapping); err != nil {
			return in, err
		}
	}
	in.Data, err = readUnpacked(w, c.File)
	return in, err
}

// readMapping reads a file with one source.
func readMapping(name string) (*figures.Mapping, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var raw any
	if err := yaml.Load(b, &raw); err != nil {
		return nil, placed{name, err}
	}
	m, err := pack.DecodeSource(raw)
	if err != nil {
		return nil, placed{name, err}
	}
	return &m, nil
}

// maxUnpacked is the largest file that is read: what is larger is hardly a table.
const maxUnpacked = 4 << 30

// readUnpacked reads a file, and unpacks it where it is packed.
func readUnpacked(w *world, name string) ([]byte, error) {
	raw, err := readAll(w, name)
	if err != nil || !isPacked(raw) {
		return raw, err
	}
	r, err := unpack(bytes.NewReader(raw))
	if err != nil {
		return nil, placed{name, err}
	}
	defer r.Close()
	unpacked, err := io.ReadAll(io.LimitReader(r, maxUnpacked+1))
	switch {
	case err != nil:
		return nil, placed{name, fmt.Errorf("cut off or damaged: %w", err)}
	case len(unpacked) > maxUnpacked:
		return nil, placed{name, errors.New("more than 4 GiB when unpacked; cut it in parts")}
	}
	return unpacked, nil
}

func readAll(w *world, name string) ([]byte, error) {
	if name == standardInput {
		return io.ReadAll(w.stdin)
	}
	return os.ReadFile(name)
}

func (c *importCommand) print(w *world, r node.Imported) error {
	switch {
	case c.JSON:
		return w.writeJSON(cellByCell(r))
	case c.List:
		return pack.WriteFigures(w.stdout, r.Figures)
	}
	const most = 50
	for i, f := range r.Refusals {
		if i == most {
			w.printf("… %d more; --json lists them\n", len(r.Refusals)-most)
			break
		}
		w.printf("%v\n", f)
	}
	const mostLeft = 10
	for i, l := range r.Left {
		if i == mostLeft {
			w.printf("… and %d more left out; --json lists them\n", len(r.Left)-mostLeft)
			break
		}
		w.printf("%s: left out, %s: %s\n", l.What, count(l.Cells, "cell", "cells"), l.Reason)
	}
	would := map[bool]string{true: "would be stored", false: "stored"}[r.DryRun]
	w.printf("%s read: %d %s, %d refused, %d empty, %d known already", count(r.Read, "cell", "cells"), r.Stored, would, r.Refused, r.Empty, r.Duplicates)
	if r.Merged > 0 {
		w.printf(", %d added to others", r.Merged)
	}
	w.printf("\n")
	return nil
}

// cellByCell lists the refusal of every cell by itself, for programs; people read runs of cells better.
func cellByCell(r node.Imported) node.Imported {
	all := []figures.Refusal{}
	for _, refusal := range r.Refusals {
		all = append(all, refusal.Each()...)
	}
	r.Refusals = all
	return r
}

type sourcesCommand struct {
	JSON bool `help:"Print one JSON document."`
	display
}

func (c *sourcesCommand) Run(w *world) error {
	n, err := w.openToRead()
	if err != nil {
		return err
	}
	defer n.Close()
	sources := listed(n.Pack().Sources)
	if c.JSON {
		return w.writeJSON(sources)
	}
	t := newTable("SOURCE", "FORMAT", "PUBLICATION", "TITLE")
	for _, s := range sources {
		t.add(s.ID, string(s.Format), string(s.Publication), s.Title.In(c.langs()...))
	}
	w.write(t)
	return nil
}
