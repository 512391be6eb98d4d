package node

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/measure/table"
)

// An Import is a file to take figures from.
type Import struct {
	Source    string            // the mapping of the pack that the file is read by
	Mapping   *table.Mapping    // instead of Source: a mapping that the pack does not have
	Data      []byte            // the file, unpacked
	Document  string            // what the file is called
	Vintage   measure.VintageID // of the figures; empty: that of the mapping or of the file
	Published cal.Date          // when a vintage that the pack does not know came out
	Title     string            // of that vintage
	DryRun    bool              // tell what would become of each cell, and store nothing
	Progress  func(done, total int)
}

// An Imported says what became of every cell: Read = Stored + Refused + Empty + Duplicates + Merged.
type Imported struct {
	Source     string                `json:"source"`
	Vintage    measure.VintageID     `json:"vintage,omitempty"`
	DryRun     bool                  `json:"dryRun,omitempty"`
	Read       int                   `json:"read"`
	Stored     int                   `json:"stored"` // or would be, in a dry run
	Refused    int                   `json:"refused"`
	Empty      int                   `json:"empty"`
	Duplicates int                   `json:"duplicates"`        // the same figure is there already, in the file or in the node
	Merged     int                   `json:"merged,omitempty"`  // went into a sum, beyond the first
	Ignored    int                   `json:"ignored,omitempty"` // not read: left out by the mapping, with a reason
	Refusals   []table.Refusal       `json:"refusals"`
	Left       []table.Ignored       `json:"left,omitempty"` // what was ignored, and why
	Figures    []measure.Observation `json:"-"`              // of a dry run: those that would be stored
}

// Import takes the figures of a file into the ledger. A figure that the node has already is a duplicate; one that
// contradicts a figure of the same vintage is refused. The
// figures of one vintage are recorded all at once, or, beyond four million, in runs of so many.
func (n *Node) Import(ctx context.Context, in Import) (Imported, error) {
	n.importing.Lock()
	defer n.importing.Unlock()
	m, err := n.mapping(in)
	if err != nil {
		return Imported{}, fmt.Errorf("node: %w", err)
	}
	data, err := n.dataFor(ctx, m, in)
	if err != nil {
		return Imported{}, err
	}
	read, err := table.Import(bytes.NewReader(in.Data), m, table.Context{Names: n.pack.Names(), Vintage: in.Vintage, Book: data.Book()})
	if err != nil {
		return Imported{}, fmt.Errorf("node: %w", err)
	}
	out := Imported{
		Source: m.ID, Vintage: in.Vintage, DryRun: in.DryRun, Read: read.Count.Read, Refused: read.Count.Refused, Empty: read.Count.Empty,
		Duplicates: read.Count.Duplicates, Merged: read.Count.Merged, Ignored: read.Count.Ignored,
		Refusals: append([]table.Refusal{}, read.Refusals...), Left: read.Ignored,
	}
	fresh := n.sift(data, read, &out)
	if in.DryRun || len(fresh) == 0 {
		return out, nil
	}
	return out, n.keep(ctx, data, in, fresh)
}

// mapping returns how the file is read.
func (n *Node) mapping(in Import) (table.Mapping, error) {
	if in.Mapping != nil {
		return *in.Mapping, nil
	}
	return n.pack.SourceByID(in.Source)
}

// dataFor returns the figures known, with room for the vintage of the import.
func (n *Node) dataFor(ctx context.Context, m table.Mapping, in Import) (*measure.Data, error) {
	data, err := n.data(ctx)
	if err != nil || in.Vintage == "" {
		return data, err
	}
	d := data.Book().Definitions
	i := slices.IndexFunc(d.Publications, func(p measure.Publication) bool { return p.ID == m.Publication })
	if i < 0 {
		return nil, fmt.Errorf("node: publication %q of source %s unknown: %w", m.Publication, m.ID, entente.ErrNotFound)
	}
	if slices.ContainsFunc(d.Publications[i].Vintages, func(v measure.Vintage) bool { return v.ID == in.Vintage }) {
		return data, nil
	}
	if in.Published == 0 {
		return nil, fmt.Errorf("node: vintage %q of %s is new: say on which day it was published: %w", in.Vintage, m.Publication, entente.ErrInvalid)
	}
	d.Publications = slices.Clone(d.Publications)
	title := in.Title
	if title == "" {
		title = in.Document
	}
	if !withVintage(d.Publications, m.Publication, measure.Vintage{ID: in.Vintage, Published: in.Published, Title: title}) {
		return nil, fmt.Errorf("node: %s has a vintage of %v already: %w", m.Publication, in.Published, entente.ErrConflict)
	}
	book, err := measure.NewBook(d)
	if err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	return measure.NewData(book), nil
}

// sift returns the figures that the node does not have yet, and counts the others.
func (n *Node) sift(data *measure.Data, read table.Result, out *Imported) []FigureRow {
	n.measuring.RLock()
	defer n.measuring.RUnlock()
	fresh := make([]FigureRow, 0, len(read.Figures))
	for _, f := range read.Figures {
		switch added, err := data.Would(f.Observation); added {
		case measure.Stored:
			o := f.Observation
			o.Place = read.Place(f)
			fresh = append(fresh, FigureRow{o, f.Row})
			if out.DryRun {
				out.Figures = append(out.Figures, o)
			}
		case measure.Duplicate:
			out.Duplicates++
		default:
			out.Refused++
			out.Refusals = append(out.Refusals, table.Refusal{Where: read.Place(f), Reason: err.Error(), Cells: 1})
		}
	}
	out.Stored = len(fresh)
	return fresh
}

// keep records figures, by vintage.
func (n *Node) keep(ctx context.Context, data *measure.Data, in Import, fresh []FigureRow) error {
	for _, f := range byVintage(data.Book(), fresh) {
		f.Document = in.Document
		if err := n.recordAll(ctx, data.Book(), f, in.Progress); err != nil {
			return err
		}
	}
	return nil
}

// byVintage cuts rows into the figures of each publication and vintage.
func byVintage(book *measure.Book, rows []FigureRow) []Figures {
	var all []Figures
	last := -1 // rows of one vintage mostly follow each other
	for _, r := range rows {
		ind, _ := book.Indicator(r.Indicator) // the rows were checked
		isOf := func(f Figures) bool { return f.Publication == ind.Publication && f.Vintage == r.Vintage }
		if last < 0 || !isOf(all[last]) {
			if last = slices.IndexFunc(all, isOf); last < 0 {
				v, _ := book.Vintage(r.Indicator, r.Vintage)
				all = append(all, Figures{Publication: ind.Publication, Vintage: v.ID, Published: v.Published, Decimals: v.Decimals})
				last = len(all) - 1
			}
		}
		all[last].Rows = append(all[last].Rows, r)
	}
	return all
}
