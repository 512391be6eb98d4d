package pack

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"

	"entente"
	"entente/internal/sheet"
)

// WriteCSV writes entries of p as comma-separated values in UTF-8 (RFC 4180), a header and a row each. Lists are joined by
// "; ". What is worded has a column for each language of the pack, named with the language behind it (title_en). The columns
// and their order are the same for all packs of the same languages.
//
// Cells are safe to open in a spreadsheet: what it would take for a formula begins with an apostrophe, and cannot be told
// from the same cell with that apostrophe. There is no byte order mark.
func WriteCSV(w io.Writer, entries []entente.Undertaking, p *Pack) error {
	out := csv.NewWriter(w)
	columns := p.columns()
	header := make([]string, len(columns))
	for i, c := range columns {
		header[i] = c.name
	}
	if err := out.Write(header); err != nil {
		return err
	}
	row := make([]string, len(columns))
	for _, e := range entries {
		for i, c := range columns {
			row[i] = sheet.Safe(c.value(e))
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// A column is a heading and how an entry fills it.
type column struct {
	name  string
	value func(entente.Undertaking) string
}

func (p *Pack) columns() []column {
	one := func(name string, value func(entente.Undertaking) string) []column { return []column{{name, value}} }
	return slices.Concat(
		one("id", func(e entente.Undertaking) string { return e.ID.String() }),
		one("statements", func(e entente.Undertaking) string { return mapped(e.Statements, entente.StatementID.String) }),
		one("provisions", func(e entente.Undertaking) string { return mapped(e.Provisions(), strconv.Itoa) }),
		one("kind", kindOf),
		one("act", func(e entente.Undertaking) string { return string(e.Act) }),
		one("acts", func(e entente.Undertaking) string { return list(e.Acts) }),
		p.worded("title", func(e entente.Undertaking, l entente.Lang) string { return e.Title[l] }),
		p.worded("summary", func(e entente.Undertaking, l entente.Lang) string { return e.Summary[l] }),
		one("bearer", func(e entente.Undertaking) string { return list(e.Bearer) }),
		p.worded("bearer", func(e entente.Undertaking, l entente.Lang) string { return p.actorNames(e.Bearer, l) }),
		one("addressee", func(e entente.Undertaking) string { return list(e.Addressee) }),
		p.worded("addressee", func(e entente.Undertaking, l entente.Lang) string { return p.actorNames(e.Addressee, l) }),
		p.worded("quantities", quantitiesIn),
		p.worded("deadline", func(e entente.Undertaking, l entente.Lang) string { return orEmpty(e.Deadline).Phrase[l] }),
		one("due", func(e entente.Undertaking) string { return orEmpty(e.Deadline).Due.String() }),
		one("recurs", func(e entente.Undertaking) string { return orEmpty(e.Deadline).Recurs }),
		one("instruments", func(e entente.Undertaking) string { return list(e.Instruments) }),
		p.worded("instruments", p.instrumentNames),
		one("programme", func(e entente.Undertaking) string { return string(e.Programme) }),
		p.worded("programme", p.programmeTitle),
		one("systems", func(e entente.Undertaking) string { return list(e.Systems) }),
	)
}

// worded returns a column for each language of p.
func (p *Pack) worded(name string, value func(entente.Undertaking, entente.Lang) string) []column {
	var columns []column
	for _, l := range p.Languages {
		columns = append(columns, column{name + "_" + string(l), func(e entente.Undertaking) string { return value(e, l) }})
	}
	return columns
}

func kindOf(e entente.Undertaking) string {
	if e.Context {
		return "context"
	}
	return "undertaking"
}

func (p *Pack) actorNames(ids []entente.ActorID, l entente.Lang) string {
	return mapped(ids, func(id entente.ActorID) string { return p.index.actors[id].Names.In(l) })
}

func (p *Pack) instrumentNames(e entente.Undertaking, l entente.Lang) string {
	return mapped(e.Instruments, func(id entente.InstrumentID) string { return p.index.instruments[id].Names.In(l) })
}

func quantitiesIn(e entente.Undertaking, l entente.Lang) string {
	return mapped(e.Quantities, func(t entente.Target) string { return targetText(t) + " (" + t.Of.In(l) + ")" })
}

func (p *Pack) programmeTitle(e entente.Undertaking, l entente.Lang) string {
	return p.index.programmes[e.Programme].Title.In(l)
}

// orEmpty returns what d points to, or the empty deadline.
func orEmpty(d *entente.Deadline) entente.Deadline {
	if d == nil {
		return entente.Deadline{}
	}
	return *d
}
