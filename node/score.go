package node

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"entente"
	"entente/ledger"
	"entente/measure"
	"entente/measure/score"
)

// The kinds of facts by which analysts judge what no number measures. Their payloads are those of package score.
const (
	KindScore       = "score"
	KindResolution  = "score-resolution"
	KindPublication = "score-publication"
)

// Scale returns the scale that an undertaking is scored on: the pack's, or the three points of the summit research groups.
func (n *Node) Scale(id entente.StatementID) score.Scale {
	for _, m := range n.pack.Measurability {
		if m.Undertaking != id || m.Scale == "" {
			continue
		}
		for _, s := range n.pack.Scales {
			if s.ID == m.Scale {
				return s
			}
		}
	}
	return score.Compliance()
}

// Scales returns every scale that undertakings of the pack are scored on.
func (n *Node) Scales() []score.Scale {
	return append([]score.Scale{score.Compliance()}, n.pack.Scales...)
}

// Scores returns all that is recorded on one scale. Invented scores are on sheets of their own, for exercises.
func (n *Node) Scores(ctx context.Context, scale string, exercise bool) (*score.Sheet, error) {
	i := slices.IndexFunc(n.Scales(), func(s score.Scale) bool { return s.ID == scale })
	if i < 0 {
		return nil, fmt.Errorf("node: scale %q: %w", scale, entente.ErrNotFound)
	}
	facts, err := n.scoreFacts(ctx)
	if err != nil {
		return nil, err
	}
	var r score.Records
	for _, rec := range facts {
		id, err := entente.ParseStatementID(rec.Fact.Subject)
		if err != nil || rec.Fact.Exercise != exercise || n.Scale(id).ID != scale {
			continue
		}
		if err := addScoreRecord(&r, rec); err != nil {
			return nil, fmt.Errorf("node: fact %v: %w", rec.ID, err)
		}
	}
	sheet, _ := score.NewSheet(n.Scales()[i], r) // what cannot be used was refused when it was recorded, or came from elsewhere
	return sheet, nil
}

func addScoreRecord(r *score.Records, rec ledger.Record) error {
	var err error
	switch rec.Fact.Kind {
	case KindScore:
		err = addRecorded(&r.Scores, rec)
	case KindResolution:
		err = addRecorded(&r.Resolutions, rec)
	case KindPublication:
		err = addRecorded(&r.Publications, rec)
	}
	return err
}

func addRecorded[T interface{ Check() error }](to *[]score.Recorded[T], rec ledger.Record) error {
	v, err := score.Decode[T](rec.Fact.Payload)
	if err != nil {
		return err
	}
	r := score.Recorded[T]{Ref: score.Ref(rec.ID.String()), At: rec.Recorded, Value: v}
	if !rec.Fact.Replaces.IsZero() {
		r.Replaces = score.Ref(rec.Fact.Replaces.String())
	}
	*to = append(*to, r)
	return nil
}

// scoreFacts returns the facts of scoring, those that were corrected too. They are kept until the ledger grows.
func (n *Node) scoreFacts(ctx context.Context) ([]ledger.Record, error) {
	size, err := n.entries(ctx)
	if err != nil {
		return nil, err
	}
	n.scoring.Lock()
	defer n.scoring.Unlock()
	if n.scored.size == size && n.scored.facts != nil {
		return n.scored.facts, nil
	}
	facts := []ledger.Record{}
	for _, kind := range []string{KindScore, KindResolution, KindPublication} {
		some, err := collect(n.reader.Facts(ctx, ledger.Query{Kind: kind, Replaced: true}))
		if err != nil {
			return nil, err
		}
		facts = append(facts, some...)
	}
	n.scored = scoredAt{size, facts}
	return facts, nil
}

// scoredAt is the facts of scoring in a ledger of some size.
type scoredAt struct {
	size  int64
	facts []ledger.Record
}

// entries returns how many entries the ledger has.
func (n *Node) entries(ctx context.Context) (int64, error) {
	logs, err := n.store.Logs(ctx)
	if err != nil {
		return 0, fmt.Errorf("node: %w", err)
	}
	total := int64(0)
	for _, l := range logs {
		total += l.Entries
	}
	return total, nil
}

// A Scoring says in whose name scores are recorded.
type Scoring struct {
	Author   entente.ActorID // empty: the node
	Exercise bool            // invented for an exercise
}

// AddScore records an analyst's score. Where the analyst has scored the same item before, it corrects that score.
func (n *Node) AddScore(ctx context.Context, s score.Score, by Scoring) (ledger.Record, error) {
	scale := n.Scale(s.Undertaking)
	if err := scale.CheckScore(s); err != nil {
		return ledger.Record{}, fmt.Errorf("node: %w", err)
	}
	if err := n.checkItem(s.Item); err != nil {
		return ledger.Record{}, err
	}
	sheet, err := n.Scores(ctx, scale.ID, by.Exercise)
	if err != nil {
		return ledger.Record{}, err
	}
	var old score.Ref
	if c, err := sheet.Case(s.Item); err == nil {
		for _, o := range c.Scores {
			if o.Value.Analyst == s.Analyst {
				old = o.Ref
			}
		}
	}
	return n.addScoring(ctx, KindScore, s.Item, s, old, by)
}

// Resolve records how scores of an item that differ are settled. It weighs all scores that stand.
func (n *Node) Resolve(ctx context.Context, r score.Resolution, by Scoring) (ledger.Record, error) {
	c, err := n.scoreCase(ctx, r.Item, by.Exercise)
	if err != nil {
		return ledger.Record{}, err
	}
	if _, ok := n.Scale(r.Undertaking).Level(r.Level); !ok {
		return ledger.Record{}, fmt.Errorf("node: level %v: not on the scale %s: %w", r.Level, n.Scale(r.Undertaking).ID, entente.ErrInvalid)
	}
	r.Between = nil
	for _, s := range c.Scores {
		r.Between = append(r.Between, s.Ref)
	}
	var old score.Ref
	if c.Resolution != nil {
		old = c.Resolution.Ref
	}
	return n.addScoring(ctx, KindResolution, r.Item, r, old, by)
}

// Publish makes the level of an item known that analysts agree on, or that was resolved.
func (n *Node) Publish(ctx context.Context, item score.Item, by Scoring) (ledger.Record, error) {
	c, err := n.scoreCase(ctx, item, by.Exercise)
	if err != nil {
		return ledger.Record{}, err
	}
	p := score.Publication{Item: item}
	switch c.State {
	case score.Agreed:
		for _, s := range c.Scores {
			p.Refs = append(p.Refs, s.Ref)
		}
	case score.Resolved:
		p.Refs = []score.Ref{c.Resolution.Ref}
	default:
		return ledger.Record{}, fmt.Errorf("node: %v is %s: publish what two analysts agree on, or what was resolved: %w", item, c.State, entente.ErrConflict)
	}
	p.Level = *c.Level
	var old score.Ref
	if c.Publication != nil {
		old = c.Publication.Ref
	}
	return n.addScoring(ctx, KindPublication, item, p, old, by)
}

func (n *Node) scoreCase(ctx context.Context, item score.Item, exercise bool) (score.Case, error) {
	sheet, err := n.Scores(ctx, n.Scale(item.Undertaking).ID, exercise)
	if err != nil {
		return score.Case{}, err
	}
	c, err := sheet.Case(item)
	if err != nil {
		return c, fmt.Errorf("node: %v: nobody has scored it: %w", item, entente.ErrNotFound)
	}
	return c, nil
}

// checkItem reports whether what is scored exists.
func (n *Node) checkItem(i score.Item) error {
	e, err := n.pack.Entry(i.Undertaking)
	switch {
	case err != nil:
		return fmt.Errorf("node: %w", err)
	case e.Context:
		return fmt.Errorf("node: %v is a context entry: nothing is left to be delivered: %w", i.Undertaking, entente.ErrInvalid)
	case e.ID != i.Undertaking:
		return fmt.Errorf("node: %v is part of %v: score that: %w", i.Undertaking, e.ID, entente.ErrInvalid)
	case !n.isArea(measure.Area(i.Party)):
		return fmt.Errorf("node: party %q: no state (DEU), and no code of a group of pack %s: %w", i.Party, n.pack.ID, entente.ErrNotFound)
	}
	return nil
}

// isArea reports whether figures or scores can be of a.
func (n *Node) isArea(a measure.Area) bool {
	if n.isActor(entente.ActorID(a)) {
		return true
	}
	for _, code := range n.pack.Codes {
		if measure.Area(code) == a {
			return true
		}
	}
	return false
}

// addScoring records one step of scoring.
func (n *Node) addScoring(ctx context.Context, kind string, item score.Item, payload any, replaces score.Ref, by Scoring) (ledger.Record, error) {
	b, err := json.Marshal(payload)
	if err != nil {
		return ledger.Record{}, fmt.Errorf("node: %w", err)
	}
	f := entente.Fact{Author: by.Author, Kind: kind, Subject: item.Undertaking.String(), Period: item.Period, Payload: b, Exercise: by.Exercise}
	if replaces != "" {
		if f.Replaces, err = entente.ParseFactID(string(replaces)); err != nil {
			return ledger.Record{}, fmt.Errorf("node: %w", err)
		}
	}
	return n.AddFact(ctx, f)
}

// scoreVerdicts returns what the published scores of real parties say as verdicts.
func (n *Node) scoreVerdicts(ctx context.Context, q measure.Query) ([]measure.Verdict, error) {
	var all []measure.Verdict
	for _, scale := range n.Scales() {
		sheet, err := n.Scores(ctx, scale.ID, false)
		if err != nil {
			return nil, err
		}
		for _, r := range sheet.Results() {
			area := measure.Area(r.Party)
			if q.Undertaking != (entente.StatementID{}) && r.Undertaking != q.Undertaking || q.Area != "" && area != q.Area || !q.Period.IsZero() && r.Period != q.Period {
				continue
			}
			level, _ := scale.Level(r.Level)
			value := r.Level
			all = append(all, measure.Verdict{
				Undertaking: r.Undertaking, Area: area, Period: r.Period, Known: q.Known, Value: &value, Exact: true,
				Outcome: measure.Outcome(level.Outcome), Reason: fmt.Sprintf("scored %v on the scale %s: %s", r.Level, scale.ID, level.Title.In("en")),
			})
		}
	}
	return all, nil
}
