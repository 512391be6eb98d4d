package node

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"entente"
	"entente/cal"
	"entente/ledger"
	"entente/procedure"
)

// The kinds of facts that make cases of procedures. Their subject is case/ID, but for definitions, whose subject is procedure/ID.
const (
	KindDefinition = "definition" // payload: a [procedure.Definition], as it was when the first case began by it
	KindCase       = "case"       // payload: a [procedure.Opening]
	KindAct        = "act"        // payload: an [ActPayload]
)

const procedureSubject = "procedure/"

// An ActPayload is the payload of a fact of [KindAct]. Who acts is the author of the fact; when, the instant at which the ledger
// recorded it.
type ActPayload struct {
	Act     string            `json:"act"`
	Content procedure.Content `json:"content,omitempty"`
	Person  string            `json:"person,omitempty"` // the account of who acted, where two must
}

func (p ActPayload) check() error { return entente.CheckSlug("act", p.Act) }

// An openingPayload is a [procedure.Opening] that checks its own form. Whether the case fits its definition is checked when it is opened.
type openingPayload struct{ procedure.Opening }

func (p openingPayload) check() error {
	if err := entente.CheckSlug("case", p.Case); err != nil {
		return err
	}
	if p.Definition == "" || p.Version < 1 || len(p.Title) == 0 {
		return errors.New("want a definition, its version and a title")
	}
	return nil
}

type definitionPayload struct{ procedure.Definition }

func (p definitionPayload) check() error {
	_, err := procedure.New(p.Definition)
	return err
}

// isOfCase reports whether facts of a kind make cases. They stand as they were recorded: whoever wants to go back on one does another.
func isOfCase(kind string) bool { return kind == KindCase || kind == KindAct || kind == KindDefinition }

// A Case is a case of a procedure, with all that was ever done in it.
type Case struct {
	procedure.Opening
	Procedure *procedure.Procedure
	Acts      []procedure.Act
	Fact      entente.FactID // that opened it; zero where the pack tells of it
	Unknown   string         // what is not known of it, in words of the pack
	Until     cal.Instant    // up to when the sources of the pack tell of it; 0: to this day
	IsPublic  bool           // the pack tells of it: its acts are public facts, each with its source
}

// Find returns how the case stands at an instant, or as it stood when what is known of it ends.
func (c *Case) Find(at cal.Instant, w *procedure.World) *procedure.Finding {
	if c.Until != 0 {
		at = min(at, c.Until)
	}
	return c.Procedure.Fold(&c.Opening, c.Acts, procedure.Query{At: at, World: w})
}

// actOf returns an act as its fact tells of it.
func actOf(r ledger.Record) (procedure.Act, error) {
	p, ok := scanAct(r.Fact.Payload)
	if !ok {
		if err := json.Unmarshal(r.Fact.Payload, &p); err != nil {
			return procedure.Act{}, fmt.Errorf("node: fact %v: %w", r.ID, err)
		}
	}
	return procedure.Act{
		Act: p.Act, By: r.Fact.Author, Person: p.Person, Received: r.Recorded, Content: p.Content, ID: r.ID.String(),
		Label: r.Fact.Label, Source: r.Fact.Source,
	}, nil
}

// scanAct reads a payload as the ledger keeps it, several times as fast as [json.Unmarshal]. It leaves to that what has an escape in a
// name, or another form.
func scanAct(payload []byte) (p ActPayload, ok bool) {
	members, ok := ledger.Members(payload)
	if !ok {
		return p, false
	}
	for name, value := range members {
		switch string(name) {
		case "act":
			p.Act, ok = plainText(value)
		case "person":
			p.Person, ok = plainText(value)
		case "content":
			p.Content, ok = scanContent(value)
		default:
			ok = false
		}
		if !ok {
			return ActPayload{}, false
		}
	}
	return p, true
}

func scanContent(value []byte) (procedure.Content, bool) {
	members, ok := ledger.Members(value)
	if !ok {
		return nil, false
	}
	c := procedure.Content{}
	for name, v := range members {
		if bytes.IndexByte(name, '\\') >= 0 {
			return nil, false
		}
		c[string(name)] = v
	}
	return c, true
}

// plainText returns the words of a JSON string without escapes.
func plainText(value []byte) (string, bool) {
	if len(value) < 2 || value[0] != '"' || bytes.IndexByte(value, '\\') >= 0 {
		return "", false
	}
	return string(value[1 : len(value)-1]), true
}

// caseOf returns the case that a fact opened.
func caseOf(r ledger.Record, find func(id string, version int) (*procedure.Procedure, error)) (*Case, error) {
	c := &Case{Fact: r.ID}
	if err := json.Unmarshal(r.Fact.Payload, &c.Opening); err != nil {
		return nil, fmt.Errorf("node: fact %v: %w", r.ID, err)
	}
	c.Opened, c.Label, c.Exercise = r.Recorded, r.Fact.Label, r.Fact.Exercise
	if c.By == "" {
		c.By = r.Fact.Author
	}
	var err error
	c.Procedure, err = find(c.Definition, c.Version)
	return c, err
}

// definitionOf reads a definition that the ledger keeps.
func definitionOf(r ledger.Record) (*procedure.Procedure, error) {
	var d procedure.Definition
	if err := json.Unmarshal(r.Fact.Payload, &d); err != nil {
		return nil, fmt.Errorf("node: fact %v: %w", r.ID, err)
	}
	return procedure.New(d)
}

// sameDefinition reports whether two definitions say the same.
func sameDefinition(a, b *procedure.Procedure) bool {
	x, err := json.Marshal(a.Definition)
	y, err2 := json.Marshal(b.Definition)
	return err == nil && err2 == nil && bytes.Equal(x, y)
}
