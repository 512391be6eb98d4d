package main

import (
	"fmt"
	"strconv"
	"strings"

	"entente"
	"entente/text"
	"entente/text/akn"
	"entente/unit"
)

type readCommand struct {
	Files []string `arg:"" name:"file" help:"Plain text, HTML, DOCX or PDF; - is standard input."`
	reading

	ID          string `name:"id" help:"Name of the document in identifiers; otherwise made of the file's name." placeholder:"ID"`
	Previous    string `help:"An earlier output of --jsonl: unchanged statements keep their identifiers." placeholder:"FILE"`
	Commitments string `help:"List and count commitments by a method: toronto." enum:",toronto" default:"" placeholder:"METHOD"`

	JSON    bool `help:"Print one JSON document." xor:"format"`
	JSONL   bool `name:"jsonl" help:"Print a JSON object a line, one for each statement." xor:"format"`
	CSV     bool `name:"csv" help:"Print comma-separated values." xor:"format"`
	AKN     bool `name:"akn" help:"Print Akoma Ntoso 3.0 XML, of one file." xor:"format"`
	Explain bool `help:"Print the rules that decided, with the words that fired them." xor:"format"`
}

func (c *readCommand) Run(w *world) error {
	sources, err := c.readAll(w)
	if err != nil {
		return err
	}
	switch {
	case c.Commitments != "":
		return c.commitments(w, sources)
	case c.JSON:
		return w.writeJSON(map[string]any{"documents": sources})
	case c.JSONL:
		return writeStatements(w, sources)
	case c.CSV:
		return w.writeCSV(statementsTable(sources))
	case c.AKN:
		s := sources[0]
		of := entente.Instrument{ID: s.Instrument, Names: entente.Wording{s.Lang: s.Title}}
		return akn.Write(w.stdout, akn.NewCommunique(of, s.Lang, s.File, s.Statements))
	case c.Explain:
		explain(w, sources)
		return nil
	}
	readTable(w, sources)
	return nil
}

// readAll reads all files before anything is printed.
func (c *readCommand) readAll(w *world) ([]source, error) {
	var o text.Options
	switch {
	case len(c.Files) > 1 && (c.ID != "" || c.Previous != "" || c.AKN):
		return nil, fmt.Errorf("--id, --previous and --akn are for one file: %w", entente.ErrInvalid)
	case c.ID != "":
		if err := entente.CheckSlug("--id", c.ID); err != nil {
			return nil, err
		}
		o.Instrument = entente.InstrumentID(c.ID)
	}
	var err error
	if c.Previous != "" {
		if o.Previous, err = readStatements(c.Previous); err != nil {
			return nil, err
		}
	}
	if o.Lexicon, err = c.lexicon(); err != nil {
		return nil, err
	}
	var sources []source
	p := w.progress("read")
	defer p.done()
	for i, file := range c.Files {
		p.report(i, len(c.Files))
		s, err := c.read(w, file, o)
		if err != nil {
			return nil, err
		}
		sources = append(sources, s)
	}
	return sources, nil
}

// A statementLine is what --jsonl prints of a statement. Other programs depend on it.
type statementLine struct {
	ID          entente.StatementID `json:"id"`
	Provision   int                 `json:"provision"`
	Statement   int                 `json:"statement"`
	Span        entente.Span        `json:"span"`
	Text        string              `json:"text"`
	Act         entente.Act         `json:"act"`
	Acts        []entente.Act       `json:"acts"`
	Bearer      string              `json:"bearer"`
	Addressee   *string             `json:"addressee"`
	Quantities  []entente.Figure    `json:"quantities"`
	Deadline    *string             `json:"deadline"`
	Instruments []string            `json:"instruments"`
	Rules       []string            `json:"rules"`
}

func writeStatements(w *world, sources []source) error {
	for _, src := range sources {
		for _, s := range src.Statements {
			line := statementLine{
				s.ID, s.Provision, s.Number, s.Span, s.Text, s.Act, s.Acts, s.Bearer, s.Addressee,
				s.Quantities, s.Deadline, s.Instruments, s.Rules,
			}
			if err := w.writeLine(line); err != nil {
				return err
			}
		}
	}
	return nil
}

// readTable prints a line for each statement.
func readTable(w *world, sources []source) {
	const firstWords = 60 // columns
	t := newTable("ID", "ACT", "BEARER", "DEADLINE", "TEXT")
	for _, src := range sources {
		for _, s := range src.Statements {
			t.add(s.ID.String(), string(s.Act), clip(s.Bearer, 16), clip(orEmpty(s.Deadline), 12), clip(s.Text, firstWords))
		}
	}
	w.write(t)
}

func statementsTable(sources []source) *table {
	t := newTable("id", "provision", "statement", "act", "acts", "bearer", "addressee", "quantities", "deadline", "instruments", "start", "end", "text")
	for _, src := range sources {
		for _, s := range src.Statements {
			t.add(s.ID.String(), strconv.Itoa(s.Provision), strconv.Itoa(s.Number), string(s.Act), join(s.Acts), s.Bearer,
				orEmpty(s.Addressee), joinFunc(s.Quantities, figure), orEmpty(s.Deadline), join(s.Instruments),
				strconv.Itoa(s.Span.Start), strconv.Itoa(s.Span.End), s.Text)
		}
	}
	return t
}

// explain prints each statement with the rules that decided its acts.
func explain(w *world, sources []source) {
	for _, src := range sources {
		for _, s := range src.Statements {
			w.printf("%s  %s\n  %s\n", s.ID, join(s.Acts), s.Text)
			for _, r := range s.Rules {
				w.printf("  - %s\n", r)
			}
			w.printf("\n")
		}
	}
}

// A commitmentList is the commitments of one document by a method.
type commitmentList struct {
	File        string               `json:"file"`
	Instrument  entente.InstrumentID `json:"instrument"`
	Method      string               `json:"method"`
	Count       int                  `json:"count"`
	Commitments []text.Commitment    `json:"commitments"`
}

// commitments prints the commitments of each document, counted.
func (c *readCommand) commitments(w *world, sources []source) error {
	var lists []commitmentList
	t := newTable("NO", "STATEMENT", "TEXT")
	for _, src := range sources {
		found := src.Toronto()
		lists = append(lists, commitmentList{src.File, src.Instrument, c.Commitments, len(found), found})
		for _, f := range found {
			t.add(strconv.Itoa(f.Number), f.Statement.String(), f.Text)
		}
	}
	switch {
	case c.JSON:
		return w.writeJSON(map[string]any{"documents": lists})
	case c.JSONL, c.AKN, c.Explain:
		return fmt.Errorf("--commitments: print as a table, --json or --csv: %w", entente.ErrInvalid)
	case c.CSV:
		return w.writeCSV(t)
	}
	w.write(t)
	for _, l := range lists {
		w.printf("%s: %s by the method of %s\n", l.Instrument, count(l.Count, "commitment", "commitments"), c.Commitments)
	}
	return nil
}

// figure prints a quantity with its comparator, where it has a bound.
func figure(f entente.Figure) string {
	q := f.Value.String() + string(f.Unit)
	if f.Unit.Kind() != unit.Share {
		q = strings.TrimSpace(f.Value.String() + " " + string(f.Unit))
	}
	if f.Comparator == unit.Exactly {
		return q
	}
	return string(f.Comparator) + " " + q
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// join joins names for a cell.
func join[T ~string](values []T) string {
	return joinFunc(values, func(v T) string { return string(v) })
}

func joinFunc[T any](values []T, name func(T) string) string {
	names := make([]string, 0, len(values))
	for _, v := range values {
		names = append(names, name(v))
	}
	return strings.Join(names, "; ")
}
