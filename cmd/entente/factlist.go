package main

import (
	"fmt"
	"slices"

	"entente"
	"entente/ledger"
	"entente/node"
)

type factList struct {
	Subject  string `help:"About this subject." placeholder:"PATH"`
	Kind     string `help:"Of this kind." placeholder:"KIND"`
	Author   string `help:"Stated by this party, group or body." placeholder:"ID"`
	Replaced bool   `help:"Also those that a correction replaced."`
	moment
	recordFormats
}

func (c *factList) Run(w *world) error {
	n, err := w.openToRead()
	if err != nil {
		return err
	}
	defer n.Close()
	q, err := c.query(node.FactQuery{Subject: subject(n.Pack(), c.Subject), Kind: c.Kind, Author: entente.ActorID(c.Author), Replaced: c.Replaced})
	if err != nil {
		return err
	}
	records, err := n.Facts(w.ctx, q)
	if err != nil {
		return err
	}
	return c.print(w, records)
}

type factHistory struct {
	Subject string `arg:"" help:"What it is about, such as vilnius-2023/27/1."`
	moment
	recordFormats
}

func (c *factHistory) Run(w *world) error {
	n, err := w.openToRead()
	if err != nil {
		return err
	}
	defer n.Close()
	q, err := c.query(node.FactQuery{Subject: subject(n.Pack(), c.Subject), Replaced: true})
	if err != nil {
		return err
	}
	records, err := n.Facts(w.ctx, q)
	if err != nil {
		return err
	}
	return c.print(w, records)
}

type factShow struct {
	ID string `arg:"" help:"The fact's identifier, or the beginning of it."`
	moment
	JSON  bool `help:"Print one JSON document." xor:"format"`
	Proof bool `help:"Print the proof that it stands in its log (C2SP tlog-proof)." xor:"format"`
}

func (c *factShow) Run(w *world) error {
	n, err := w.openToRead()
	if err != nil {
		return err
	}
	defer n.Close()
	r, err := n.FindFact(w.ctx, c.ID)
	if err != nil {
		return err
	}
	if r, err = c.asOf(w, n, r); err != nil {
		return err
	}
	switch {
	case c.JSON:
		return w.writeJSON(r)
	case c.Proof:
		_, proof, err := n.Prove(w.ctx, r.ID)
		w.printf("%s", proof)
		return err
	}
	printRecord(w, r)
	return nil
}

// asOf returns a record as it stood at the moment asked for.
func (c *factShow) asOf(w *world, n *node.Node, r ledger.Record) (ledger.Record, error) {
	q, err := c.query(node.FactQuery{Subject: r.Fact.Subject, Replaced: true})
	if err != nil {
		return r, err
	}
	known, err := n.Facts(w.ctx, q)
	if err != nil {
		return r, err
	}
	i := slices.IndexFunc(known, func(k ledger.Record) bool { return k.ID == r.ID })
	if i < 0 {
		return r, fmt.Errorf("fact %v: recorded %v, for %q: not known or not holding then: %w", r.ID, r.Recorded, r.Fact.Period, entente.ErrNotFound)
	}
	return known[i], nil
}

func printRecord(w *world, r ledger.Record) {
	line := func(name, value string) {
		if value != "" {
			w.printf("%-12s %s\n", name, value)
		}
	}
	f, src := r.Fact, orNone(r.Fact.Source)
	line("fact", r.ID.String())
	line("kind", f.Kind)
	line("subject", f.Subject)
	line("author", string(f.Author))
	line("period", f.Period.String())
	line("recorded", r.Recorded.String())
	line("log", fmt.Sprintf("%v, entry %d", r.Log(), r.Index))
	line("label", f.Label.String())
	line("replaces", orBlank(f.Replaces))
	line("replaced by", orBlank(r.ReplacedBy))
	line("exercise", map[bool]string{true: "yes: it is invented"}[f.Exercise])
	line("source", src.Title)
	line("", src.URL)
	line("", src.Date.String())
	line("", src.Place)
	line("payload", string(f.Payload))
}
