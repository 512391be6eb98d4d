package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"entente"
	"entente/cal"
	"entente/node"
)

type factAdd struct {
	File string `arg:"" optional:"" help:"JSON lines of facts; - is standard input. Instead of the flags below."`

	Subject     string `help:"What the fact is about, such as vilnius-2023/27/1." placeholder:"PATH"`
	Kind        string `help:"evidence, note, or another kind." default:"evidence" placeholder:"KIND"`
	Payload     string `help:"What it says: a JSON object, such as {\"summary\": \"…\"}." placeholder:"JSON"`
	Author      string `help:"Who states it: a state (DEU), a group or a body; otherwise the node." env:"ENTENTE_AUTHOR" placeholder:"ID"`
	Period      string `help:"When it holds in the world, such as 2023 or 2023-07-11/..; otherwise at all times." placeholder:"PERIOD"`
	Source      string `help:"Title of where it comes from." placeholder:"TITLE"`
	SourceURL   string `name:"source-url" help:"Address of where it comes from." placeholder:"URL"`
	SourceDate  string `help:"When the source was published." placeholder:"PERIOD"`
	SourcePlace string `help:"Page, table or cell of the source." placeholder:"PLACE"`
	Replaces    string `help:"The fact that it corrects: its identifier, or the beginning of it." placeholder:"FACT"`
	Label       string `help:"Who may know it, such as RESTRICTED:ALLIES." default:"PUBLIC" placeholder:"LABEL"`
	Exercise    bool   `help:"It is invented for an exercise."`

	All  bool `help:"Of JSON lines, record all or none."`
	JSON bool `help:"Print one JSON document."`
}

func (c *factAdd) Run(w *world) error {
	if c.File == "" && (c.Subject == "" || c.Payload == "") {
		return fmt.Errorf("want --subject and --payload, or JSON lines from a file or -: %w", entente.ErrInvalid)
	}
	if c.File != "" && (c.Subject != "" || c.Payload != "") {
		return fmt.Errorf("want either --subject and --payload or JSON lines, not both: %w", entente.ErrInvalid)
	}
	n, err := w.open(node.Options{Author: entente.ActorID(c.Author)})
	if err != nil {
		return err
	}
	defer n.Close()
	if c.File != "" {
		return c.addLines(w, n)
	}
	f, err := c.fact(w, n)
	if err != nil {
		return err
	}
	r, err := n.AddFact(w.ctx, f)
	if err != nil {
		return err
	}
	if c.JSON {
		return w.writeJSON(r)
	}
	w.printf("%s\n", r.ID)
	return nil
}

// fact makes the fact that the flags describe.
func (c *factAdd) fact(w *world, n *node.Node) (entente.Fact, error) {
	f := entente.Fact{
		Author: entente.ActorID(c.Author), Kind: c.Kind, Subject: subject(n.Pack(), c.Subject),
		Payload: json.RawMessage(c.Payload), Exercise: c.Exercise,
	}
	var err error
	if f.Label, err = entente.ParseLabel(c.Label); err != nil {
		return f, err
	}
	if f.Period, err = cal.ParsePeriod(c.Period); err != nil {
		return f, fmt.Errorf("--period: %w", err)
	}
	if c.Source != "" || c.SourceURL != "" || c.SourceDate != "" || c.SourcePlace != "" {
		f.Source = &entente.Source{Title: c.Source, URL: c.SourceURL, Place: c.SourcePlace}
		if f.Source.Date, err = cal.ParsePeriod(c.SourceDate); err != nil {
			return f, fmt.Errorf("--source-date: %w", err)
		}
	}
	if c.Replaces == "" {
		return f, nil
	}
	old, err := n.FindFact(w.ctx, c.Replaces)
	if err != nil {
		return f, placed{"--replaces", err}
	}
	f.Replaces = old.ID
	return f, nil
}

// A loading says what became of JSON lines.
type loading struct {
	Read    int       `json:"read"`
	Stored  int       `json:"stored"`
	Refused []refusal `json:"refused"`
}

// A refusal is a line that was not recorded.
type refusal struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

// addLines records facts from JSON lines: every line is either stored or refused with a reason.
func (c *factAdd) addLines(w *world, n *node.Node) error {
	in, name := w.stdin, "standard input"
	if c.File != standardInput {
		f, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer f.Close()
		in, name = f, c.File
	}
	result := loading{Refused: []refusal{}}
	add := c.addEach
	if c.All {
		add = c.addAll
	}
	if err := add(w, n, newLineReader(in), &result); err != nil {
		if result.Stored > 0 {
			err = fmt.Errorf("%w; %s before it recorded", err, count(result.Stored, "fact", "facts"))
		}
		return placed{name, err}
	}
	if c.JSON {
		if err := w.writeJSON(result); err != nil {
			return err
		}
	} else {
		for _, r := range result.Refused {
			fmt.Fprintf(w.stderr, "%s:%d: %s\n", name, r.Line, r.Reason)
		}
		w.printf("read %d, stored %d, refused %d\n", result.Read, result.Stored, len(result.Refused))
	}
	if len(result.Refused) > 0 {
		return finding{fmt.Sprintf("%d of %d facts refused", len(result.Refused), result.Read)}
	}
	return nil
}

// addEach records what can be recorded, in groups.
func (c *factAdd) addEach(w *world, n *node.Node, in *lineReader, result *loading) error {
	const group = 1000
	var facts []entente.Fact
	var numbers []int
	p := w.progress("fact add")
	defer p.done()
	flush := func() {
		for i, o := range n.AddEach(w.ctx, facts) {
			result.note(numbers[i], o.Err)
		}
		p.report(result.Read, 0)
		facts, numbers = facts[:0], numbers[:0]
	}
	for {
		number, line, err := in.next()
		if errors.Is(err, io.EOF) {
			flush()
			return nil
		}
		if err != nil {
			flush()
			return err
		}
		var f entente.Fact
		if err := decodeStrictly(line, &f); err != nil {
			result.note(number, err)
			continue
		}
		facts, numbers = append(facts, f), append(numbers, number)
		if len(facts) == group {
			flush()
		}
	}
}

// addAll records all lines in one append, or none.
func (c *factAdd) addAll(w *world, n *node.Node, in *lineReader, result *loading) error {
	var facts []entente.Fact
	for {
		number, line, err := in.next()
		if errors.Is(err, io.EOF) {
			break
		}
		var f entente.Fact
		if err == nil {
			err = decodeStrictly(line, &f)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
		facts = append(facts, f)
	}
	result.Read = len(facts)
	if len(facts) == 0 {
		return nil
	}
	records, err := n.AddFacts(w.ctx, facts...)
	result.Stored = len(records)
	return err
}

// note counts a line.
func (l *loading) note(line int, err error) {
	l.Read++
	if err == nil {
		l.Stored++
		return
	}
	l.Refused = append(l.Refused, refusal{line, message(err)})
}
