package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"entente"
	"entente/node"
	"entente/procedure"
)

type caseOpen struct {
	Procedure string            `arg:"" help:"Procedure of the pack, such as tasking or silence-nato."`
	From      string            `help:"Undertaking that it comes from, such as vilnius-2023/22/8: roles, task and due date are taken from it." placeholder:"STATEMENT"`
	ID        string            `name:"id" help:"Name of the case; otherwise made from the procedure and where it comes from." placeholder:"NAME"`
	Title     string            `help:"What it is about." placeholder:"TEXT"`
	As        string            `help:"The party or body that opens it; otherwise the node's." placeholder:"WHO"`
	Role      map[string]string `help:"Who holds a role, such as lead=DEU or member=allies; several are separated by +." placeholder:"ROLE=WHO"`
	Term      map[string]string `help:"A term of the case, such as due=2024-07-09." placeholder:"FIELD=VALUE"`
	Label     string            `help:"Who may know." default:"PUBLIC" placeholder:"LABEL"`
	Exercise  bool              `help:"It is invented for an exercise."`
	JSON      bool              `help:"Print the case as JSON."`
	display
}

func (c *caseOpen) Run(w *world) error {
	n, err := w.open(node.Options{Author: entente.ActorID(c.As)})
	if err != nil {
		return err
	}
	defer n.Close()
	k := node.NewCase{Definition: c.Procedure, Roles: map[string][]entente.ActorID{}, Terms: procedure.Content{}}
	if c.From != "" {
		id, err := entente.ParseStatementID(subject(n.Pack(), c.From))
		if err != nil {
			return placed{"--from", err}
		}
		if k, err = n.CaseFrom(c.Procedure, id); err != nil {
			return placed{"--from", err}
		}
	}
	k.ID, k.By, k.Exercise = c.ID, entente.ActorID(c.As), c.Exercise
	if k.Label, err = entente.ParseLabel(c.Label); err != nil {
		return placed{"--label", err}
	}
	if c.Title != "" {
		k.Title = entente.Wording{"en": c.Title}
	}
	for role, who := range c.Role {
		k.Roles[role] = nil
		for one := range strings.SplitSeq(who, "+") {
			k.Roles[role] = append(k.Roles[role], entente.ActorID(one))
		}
	}
	for field, value := range c.Term {
		k.Terms[field] = fieldValue(value)
	}
	if len(k.Title) == 0 {
		return placed{"--title", fmt.Errorf("say what the case is about: %w", entente.ErrInvalid)}
	}
	r, err := n.OpenCase(w.ctx, k)
	if err != nil {
		return err
	}
	return w.showCase(n, strings.TrimPrefix(r.Fact.Subject, "case/"), "", c.JSON, c.langs())
}

// fieldValue is JSON where the text is a JSON number, flag, list or text in quotation marks, and otherwise the text itself.
func fieldValue(text string) json.RawMessage {
	if raw := json.RawMessage(text); json.Valid(raw) && !strings.HasPrefix(text, "{") {
		return raw
	}
	c := procedure.Content{}
	c.SetText("v", text)
	return c["v"]
}

type caseAct struct {
	Case    string            `arg:"" help:"The case, by its name."`
	Act     string            `arg:"" help:"What is done, by its name in the procedure, such as object."`
	As      string            `help:"The party or body that does it; otherwise the node's." placeholder:"WHO"`
	Content map[string]string `help:"What it says, such as text='We cannot agree'; may be repeated." placeholder:"FIELD=VALUE" sep:"none"`
	From    string            `help:"File with the content as a JSON object." placeholder:"FILE"`
	Label   string            `help:"Who may know; otherwise as the case." placeholder:"LABEL"`
	Anyway  bool              `help:"Put it on record even where it cannot count."`
	JSON    bool              `help:"Print what came of it as JSON."`
	display
}

func (c *caseAct) Run(w *world) error {
	n, err := w.open(node.Options{Author: entente.ActorID(c.As)})
	if err != nil {
		return err
	}
	defer n.Close()
	a := node.NewAct{Case: c.Case, Act: c.Act, Content: procedure.Content{}, Anyway: c.Anyway}
	if c.From != "" {
		b, err := os.ReadFile(c.From)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(b, &a.Content); err != nil {
			return placed{c.From, fmt.Errorf("want a JSON object: %w: %w", err, entente.ErrInvalid)}
		}
	}
	for field, value := range c.Content {
		a.Content[field] = fieldValue(value)
	}
	if c.Label != "" {
		label, err := entente.ParseLabel(c.Label)
		if err != nil {
			return placed{"--label", err}
		}
		a.Label = &label
	}
	done, err := n.Do(w.ctx, a)
	if err != nil {
		return err
	}
	if done.Waits {
		fmt.Fprintln(w.stderr, "entente: on record; it counts when a second person does the same")
	}
	for _, r := range done.Opened {
		fmt.Fprintf(w.stderr, "entente: opened %s\n", r.Fact.Subject)
	}
	if err := w.showCase(n, c.Case, "", c.JSON, c.langs()); err != nil {
		return err
	}
	if done.Refusal != nil {
		return finding{fmt.Sprintf("on record, and does not count: %s (rule %s)", done.Refusal.Words, done.Refusal.Rule)}
	}
	return nil
}

type caseReceipt struct {
	Fact  string `arg:"" help:"The act, by the identifier of its fact, or the file of a receipt with --check."`
	Check bool   `help:"Check a receipt, from the file alone."`
	With  string `help:"Public key to trust, or the file that holds it; otherwise the one in the receipt." placeholder:"PUBLIC_KEY"`
}

func (c *caseReceipt) Run(w *world) error {
	if c.Check {
		return c.check(w)
	}
	n, err := w.openToRead()
	if err != nil {
		return err
	}
	defer n.Close()
	f, err := n.FindFact(w.ctx, c.Fact)
	if err != nil {
		return err
	}
	r, err := n.Receipt(w.ctx, f.ID)
	if err != nil {
		return err
	}
	return w.writeJSON(r)
}

func (c *caseReceipt) check(w *world) error {
	b, err := os.ReadFile(c.Fact)
	if err != nil {
		return err
	}
	var r node.Receipt
	if err := decodeStrictly(b, &r); err != nil {
		return placed{c.Fact, err}
	}
	trusted := ""
	if c.With != "" {
		k, err := publicKey(c.With)
		if err != nil {
			return placed{"--with", err}
		}
		trusted = k.String()
	}
	got, err := r.Check(trusted)
	if err != nil {
		return finding{message(err)}
	}
	return w.writeJSON(got)
}
