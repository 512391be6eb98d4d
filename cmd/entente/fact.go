package main

import (
	"fmt"
	"strings"

	"entente"
	"entente/cal"
	"entente/ledger"
	"entente/node"
)

type factCommand struct {
	Add     factAdd     `cmd:"" help:"Record a fact, or many from JSON lines."`
	List    factList    `cmd:"" help:"List the facts in force."`
	Show    factShow    `cmd:"" help:"Show one fact."`
	History factHistory `cmd:"" help:"List everything ever recorded about a subject."`
}

// A moment says for which time of the world and of the ledger to answer.
type moment struct {
	At    string `help:"Holding then: a day or period such as 2023-07-11 or 2023; otherwise whenever." placeholder:"WHEN"`
	Known string `help:"As known then: a day, to its end, or an RFC 3339 time; otherwise now." placeholder:"WHEN"`
}

// query fills in the times of a query.
func (m moment) query(q node.FactQuery) (node.FactQuery, error) {
	var err error
	if m.Known != "" {
		if q.Known, err = cal.ParseWhen(m.Known); err != nil {
			return q, fmt.Errorf("--known: %w", err)
		}
	}
	if q.At, err = cal.ParsePeriod(m.At); err == nil {
		return q, nil
	}
	when, werr := cal.ParseWhen(m.At)
	if werr != nil {
		return q, fmt.Errorf("--at: %w", err)
	}
	q.At = cal.Day(when.Date())
	return q, nil
}

// recordFormats of a list of facts.
type recordFormats struct {
	JSON bool `help:"Print one JSON document." xor:"format"`
	CSV  bool `name:"csv" help:"Print comma-separated values." xor:"format"`
}

func (f recordFormats) print(w *world, records []ledger.Record) error {
	switch {
	case f.JSON:
		return w.writeJSON(map[string]any{"facts": records})
	case f.CSV:
		return w.writeCSV(recordsTable(records))
	}
	t := newTable("ID", "RECORDED", "AUTHOR", "KIND", "SUBJECT", "PERIOD", "STATE", "SAYS")
	for _, r := range records {
		t.add(short(r.ID), minute(r.Recorded), string(r.Fact.Author), r.Fact.Kind, r.Fact.Subject, r.Fact.Period.String(), state(r), says(r.Fact))
	}
	w.write(t)
	w.printf("%s\n", count(len(records), "fact", "facts"))
	return nil
}

func recordsTable(records []ledger.Record) *table {
	t := newTable("id", "node", "index", "recorded", "author", "kind", "subject", "period", "label", "exercise", "replaces", "replaced_by",
		"source", "source_url", "source_date", "source_place", "payload")
	for _, r := range records {
		f, src := r.Fact, orNone(r.Fact.Source)
		t.add(r.ID.String(), r.Node, fmt.Sprint(r.Index), r.Recorded.String(), string(f.Author), f.Kind, f.Subject, f.Period.String(),
			f.Label.String(), fmt.Sprint(f.Exercise), orBlank(f.Replaces), orBlank(r.ReplacedBy),
			src.Title, src.URL, src.Date.String(), src.Place, string(f.Payload))
	}
	return t
}

func orNone(s *entente.Source) entente.Source {
	if s == nil {
		return entente.Source{}
	}
	return *s
}

func orBlank(id entente.FactID) string {
	if id.IsZero() {
		return ""
	}
	return id.String()
}

// short returns the beginning of an identifier, enough for a person and for fact show.
func short(id entente.FactID) string { return id.String()[:12] }

func minute(i cal.Instant) string { return i.Time().Format("2006-01-02 15:04") }

// state says in a word what became of a fact, and that it is invented where it is.
func state(r ledger.Record) string {
	var words []string
	if !r.ReplacedBy.IsZero() {
		words = append(words, "replaced")
	} else if !r.Fact.Replaces.IsZero() {
		words = append(words, "correction")
	}
	if r.Fact.Exercise {
		words = append(words, "exercise")
	}
	return strings.Join(words, ", ")
}

// says returns what a fact says in a line: what is meant for people where its kind has that, its payload otherwise.
func says(f entente.Fact) string {
	if text := node.Says(f); text != "" {
		return text
	}
	return string(f.Payload)
}

// factLine prints a fact in one line.
func factLine(r ledger.Record) string {
	line := fmt.Sprintf("%s  %s  %s %s: %s", short(r.ID), minute(r.Recorded), r.Fact.Author, r.Fact.Kind, says(r.Fact))
	if s := state(r); s != "" {
		line += " (" + s + ")"
	}
	return line
}
