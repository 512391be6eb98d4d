package node

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"entente"
	"entente/cal"
	"entente/ledger"
	"entente/procedure"
)

// tellCases tells the casebook of what was recorded, where it has been read.
func (n *Node) tellCases(records []ledger.Record) {
	if !slices.ContainsFunc(records, func(r ledger.Record) bool { return isOfCase(r.Fact.Kind) }) {
		return
	}
	n.book.mu.Lock()
	defer n.book.mu.Unlock()
	if !n.book.loaded {
		return
	}
	for _, r := range records {
		n.book.take(r)
	}
}

// A NewCase is what it takes to open a case.
type NewCase struct {
	ID         string // empty: made from the title
	Definition string
	Version    int // 0: the latest
	Title      entente.Wording
	By         entente.ActorID // empty: the node's author
	Roles      map[string][]entente.ActorID
	Terms      procedure.Content
	Weights    map[string]map[entente.ActorID]float64
	From       string // the statement, case or warning that it comes from
	Label      entente.Label
	Exercise   bool
	Source     *entente.Source
	Items      []procedure.Carried // taken over from the case before
}

// OpenCase opens a case of a procedure of the pack, under a name that no other has. Roles that are not given are held by whom the definition names; a group stands for
// its members of the day, which are written down: who joins later is no member of this case.
func (n *Node) OpenCase(ctx context.Context, c NewCase) (ledger.Record, error) {
	n.acting.Lock()
	defer n.acting.Unlock()
	return n.openCase(ctx, c)
}

func (n *Node) openCase(ctx context.Context, c NewCase) (ledger.Record, error) {
	fail := func(err error) (ledger.Record, error) {
		return ledger.Record{}, fmt.Errorf("node: open a case: %w", err)
	}
	p, err := n.pack.ProcedureByID(c.Definition, c.Version)
	if err != nil {
		return fail(err)
	}
	if c.By == "" {
		c.By = n.author
	}
	o := procedure.Opening{
		Case: c.ID, Title: c.Title, By: c.By, Roles: n.spread(p, c.Roles), Terms: c.Terms, Weights: c.Weights, From: c.From, Label: c.Label,
		Exercise: c.Exercise, Source: c.Source, Items: c.Items,
	}
	p.Fill(&o, n.membersToday)
	if o.Case == "" {
		o.Case = n.newCaseID(ctx, p.ID, c)
	}
	if err := n.checkOpening(ctx, p, &o); err != nil {
		return fail(err)
	}
	facts, err := n.openingFacts(ctx, p, &o)
	if err != nil {
		return fail(err)
	}
	records, err := n.AddFacts(ctx, facts...)
	if err != nil {
		return fail(err)
	}
	return records[len(records)-1], nil
}

// spread replaces groups among those who hold roles by their members of the day, but where one actor is to hold the role.
func (n *Node) spread(p *procedure.Procedure, roles map[string][]entente.ActorID) map[string][]entente.ActorID {
	out := make(map[string][]entente.ActorID, len(roles))
	for role, who := range roles {
		for _, a := range who {
			r := p.Role(role)
			if members := n.membersToday(a); len(members) > 0 && r != nil && !r.One {
				out[role] = append(out[role], members...)
			} else {
				out[role] = append(out[role], a)
			}
		}
	}
	return out
}

func (n *Node) membersToday(group entente.ActorID) []entente.ActorID {
	g, err := n.pack.Group(group)
	if err != nil {
		return nil
	}
	var all []entente.ActorID
	for _, m := range g.At(cal.InstantOf(n.clock()).Date()) {
		all = append(all, entente.ActorID(m))
	}
	return all
}

func (n *Node) checkOpening(ctx context.Context, p *procedure.Procedure, o *procedure.Opening) error {
	if err := p.CheckOpening(o); err != nil {
		return err
	}
	for role, who := range o.Roles {
		for _, a := range who {
			if !n.isActor(a) && a != entente.ActorID(n.name) {
				return fmt.Errorf("role %s: %q is no state, and no group or body of the pack: %w", role, a, entente.ErrNotFound)
			}
		}
	}
	if o.From != "" {
		if err := n.checkSubject(o.From); err != nil {
			return err
		}
	}
	b, err := n.cases(ctx)
	if err != nil {
		return err
	}
	defer b.mu.Unlock()
	if b.byID[o.Case] != nil {
		return fmt.Errorf("case %q is there already: %w", o.Case, entente.ErrConflict)
	}
	return nil
}

// openingFacts returns the facts that open a case: the definition, too, when it is the first by it.
func (n *Node) openingFacts(ctx context.Context, p *procedure.Procedure, o *procedure.Opening) ([]entente.Fact, error) {
	b, err := n.cases(ctx)
	if err != nil {
		return nil, err
	}
	kept := b.kept[definitionKey(p.ID, p.Version)]
	b.mu.Unlock()
	if kept != nil && !sameDefinition(kept, p) {
		return nil, fmt.Errorf("procedure %s version %d of the pack is no longer the one that earlier cases began by; give it a new version: %w",
			p.ID, p.Version, entente.ErrConflict)
	}
	var facts []entente.Fact
	if kept == nil {
		payload, err := json.Marshal(p.Definition)
		if err != nil {
			return nil, err
		}
		facts = append(facts, entente.Fact{Author: n.author, Kind: KindDefinition, Subject: procedureSubject + p.ID, Payload: payload, Label: o.Label})
	}
	payload, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	return append(facts, entente.Fact{
		Author: o.By, Kind: KindCase, Subject: caseSubject + o.Case, Payload: payload, Label: o.Label, Exercise: o.Exercise, Source: o.Source,
	}), nil
}

// newCaseID makes a name for a case that none has yet: of its procedure and what it comes from, or its day.
func (n *Node) newCaseID(ctx context.Context, definition string, c NewCase) string {
	from := slugOf(c.From)
	if from == "" {
		from = cal.InstantOf(n.clock()).Date().String()
	}
	id := definition + "-" + from
	b, err := n.cases(ctx)
	if err != nil {
		return id // whoever opens it will be told
	}
	defer b.mu.Unlock()
	for k := 2; b.byID[id] != nil; k++ {
		id = fmt.Sprintf("%s-%s-%d", definition, from, k)
	}
	return id
}

// slugOf makes lower-case words joined by hyphens of a text.
func slugOf(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	return strings.Join(words, "-")
}

// A NewAct is what somebody does in a case.
type NewAct struct {
	Case    string
	Act     string
	By      entente.ActorID // empty: the node's author
	Person  string          // the account of who acts for By
	Content procedure.Content
	Label   *entente.Label // nil: that of the case
	Source  *entente.Source
	Anyway  bool // put it on record even where it cannot count
}

// A Done is an act that was put on record, and what came of it.
type Done struct {
	Record  ledger.Record
	Refusal *procedure.Refusal // why it does not count; nil where it does
	Waits   bool               // a second person has to do the same
	Finding *procedure.Finding
	Opened  []ledger.Record // cases that follow from it
}

// A RefusedError is an act that would not count, and was therefore not put on record.
type RefusedError struct {
	Rule  string
	Words string
}

func (e *RefusedError) Error() string { return e.Words + " (rule " + e.Rule + ")" }

// Unwrap gives the kind of error: forbidden to this actor, in conflict with what is there, or malformed.
func (e *RefusedError) Unwrap() error {
	switch e.Rule {
	case procedure.RuleRole:
		return entente.ErrForbidden
	case procedure.RuleContent, procedure.RuleMoment, procedure.RuleUnknown:
		return entente.ErrInvalid
	}
	return entente.ErrConflict
}

// Do puts an act on record, if it counts. What it comes to is decided by the instant at which the ledger records it: an act that is
// handed in before a clock runs out and recorded after it is on record, and does not count. Acts are done one after another, each on the
// case as the one before left it.
func (n *Node) Do(ctx context.Context, a NewAct) (Done, error) {
	fail := func(err error) (Done, error) { return Done{}, fmt.Errorf("node: %s: %w", a.Case, err) }
	if a.By == "" {
		a.By = n.author
	}
	n.acting.Lock()
	defer n.acting.Unlock()
	c, w, err := n.wholeCase(ctx, a.Case)
	if err != nil {
		return fail(err)
	}
	label := c.Label
	if a.Label != nil {
		label = *a.Label
	}
	act := procedure.Act{Act: a.Act, By: a.By, Person: a.Person, Content: a.Content, Label: label, Received: cal.InstantOf(n.clock()), ID: "new"}
	if r := judge(c, act, w).Refusal; r != nil && !a.Anyway {
		return fail(&RefusedError{r.Rule, r.Words})
	}
	payload, err := json.Marshal(ActPayload{a.Act, a.Content, a.Person})
	if err != nil {
		return fail(err)
	}
	record, err := n.AddFact(ctx, entente.Fact{
		Author: a.By, Kind: KindAct, Subject: caseSubject + a.Case, Payload: payload, Label: label, Exercise: c.Exercise, Source: a.Source,
	})
	if err != nil {
		return fail(err)
	}
	act.Received, act.ID = record.Recorded, record.ID.String()
	done := judge(c, act, w)
	done.Record = record
	if done.Refusal == nil && !done.Waits {
		if done.Opened, err = n.openFollowing(ctx, c, done.Finding); err != nil {
			return done, fmt.Errorf("node: %s: the act is on record, and the case that follows was not opened: %w", a.Case, err)
		}
	}
	return done, nil
}

// wholeCase returns a case with all its acts.
func (n *Node) wholeCase(ctx context.Context, id string) (*Case, *procedure.World, error) {
	b, err := n.cases(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer b.mu.Unlock()
	c := b.byID[id]
	if c == nil {
		return nil, nil, b.unknown(id, Reader{}) // no hint at what whoever asks may not know
	}
	own := c.Case
	own.Acts = slices.Clone(c.Acts)
	return &own, b.world(), nil
}

// judge returns what becomes of an act that comes to a case last.
func judge(c *Case, act procedure.Act, w *procedure.World) Done {
	with := *c
	with.Until = 0
	with.Acts = append(slices.Clip(c.Acts), act)
	last := len(with.Acts) - 1
	d := Done{Finding: with.Find(act.Received, w)}
	for i := range d.Finding.Refused {
		if d.Finding.Refused[i].Act == last {
			d.Refusal = &d.Finding.Refused[i]
		}
	}
	d.Waits = slices.Contains(d.Finding.Waiting, last)
	return d
}

// openFollowing opens the cases that the last act called for.
func (n *Node) openFollowing(ctx context.Context, c *Case, f *procedure.Finding) ([]ledger.Record, error) {
	var opened []ledger.Record
	for _, next := range f.Follows {
		if next.Act != len(c.Acts) {
			continue
		}
		p, err := n.pack.ProcedureByID(next.Definition, 0)
		if err != nil {
			return opened, err
		}
		title := entente.Wording{}
		for lang, words := range p.Title {
			title[lang] = words + ": " + c.Title.In(lang)
		}
		if p.ID == c.Definition {
			title = c.Title
		}
		r, err := n.openCase(ctx, NewCase{
			Definition: p.ID, Title: title, By: n.author, Roles: next.Roles, Terms: next.Terms, From: caseSubject + c.Opening.Case, Label: c.Label, Exercise: c.Exercise, Items: next.Items,
		})
		if err != nil {
			return opened, err
		}
		opened = append(opened, r)
	}
	return opened, nil
}
