package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"entente"
	"entente/ledger"
	"entente/node"
)

type verifyCommand struct {
	Dir  string   `arg:"" optional:"" help:"A data folder, or a copy of the ledger folder in it; otherwise the node's own."`
	With []string `sep:"none" help:"Public key to trust, or the file that holds it; may be repeated. Otherwise the key in the folder itself." placeholder:"PUBLIC_KEY"`
	Head []string `sep:"none" help:"File with a checkpoint kept elsewhere, which the ledger must still hold; may be repeated." placeholder:"FILE"`
	JSON bool     `help:"Print one JSON document."`
}

func (c *verifyCommand) Run(w *world) error {
	var o node.VerifyOptions
	for _, s := range c.With {
		k, err := publicKey(s)
		if err != nil {
			return err
		}
		o.Keys = append(o.Keys, k)
	}
	for _, file := range c.Head {
		b, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		o.Heads = append(o.Heads, b)
	}
	dir := c.Dir
	if dir == "" {
		dir = w.app.Data
	}
	p := w.progress("verify")
	o.Progress = p.report
	report, err := node.VerifyFolder(w.ctx, dir, o)
	p.done()
	if errors.Is(err, entente.ErrDamaged) {
		return finding{message(err)}
	}
	if err != nil {
		return err
	}
	pack, err := w.procedures()
	if err != nil {
		return err
	}
	cases, breaches, err := node.VerifyCases(w.ctx, dir, pack.World())
	if err != nil && report.Err() == nil {
		return err
	}
	return c.print(w, report, cases, breaches)
}

// print prints a report, and returns a finding where something is wrong.
func (c *verifyCommand) print(w *world, report ledger.Report, cases int, breaches []node.Breach) error {
	if c.JSON {
		if err := w.writeJSON(struct {
			ledger.Report
			Cases    int           `json:"cases"`
			Breaches []node.Breach `json:"breaches"`
		}{report, cases, listed(breaches)}); err != nil {
			return err
		}
	} else {
		for _, p := range report.Problems {
			w.printf("%v\n", p)
		}
		for _, note := range report.Notes {
			w.printf("note: %s\n", note)
		}
		for _, l := range report.Logs {
			w.printf("%v: %s\n", l.Log, count(int(l.Entries), "entry", "entries"))
		}
		for _, b := range breaches {
			w.printf("%v\n", b)
		}
	}
	if err := report.Err(); err != nil {
		return finding{message(err)}
	}
	if !c.JSON {
		w.printf("verified %s and %s: nothing was altered\n",
			count(int(report.Entries), "entry", "entries"), count(int(report.Appends), "signature", "signatures"))
	}
	if len(breaches) > 0 {
		return finding{fmt.Sprintf("%s on record against the rules of %s", count(len(breaches), "act", "acts"), count(cases, "case", "cases"))}
	}
	return nil
}

// publicKey parses a public key, or reads the file that holds it.
func publicKey(s string) (ledger.PublicKey, error) {
	if b, err := os.ReadFile(s); err == nil {
		k, err := ledger.ParsePublicKey(strings.TrimSpace(string(b)))
		if err != nil {
			return k, fmt.Errorf("%s: %w", s, err)
		}
		return k, nil
	}
	return ledger.ParsePublicKey(s)
}
