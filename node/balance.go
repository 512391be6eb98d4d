package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"entente"
	"entente/balance"
	"entente/balance/cover"
	"entente/balance/joint"
	"entente/balance/lp"
	"entente/balance/solve"
	"entente/balance/target"
	"entente/cal"
	"entente/ledger"
	"entente/pack"
)

// ErrNoSolver is wrapped by the error of a program that was built without the solver of linear models.
var ErrNoSolver = solve.ErrAbsent

// A BalanceQuery says what to balance, as of when. The zero query is about now.
type BalanceQuery struct {
	At     cal.Date    // the day by which offers count or have lapsed; 0: that of Known
	Known  cal.Instant // by what the ledger knew then; 0: now
	Assume []string    // assumptions, in the forms of [balance.Forms]
	Gap    float64     // at which the search for whole numbers may end; 0: one per cent
	Tell   func(done, all int)
}

// A Balanced is a case as it stands, and what came of it.
type Balanced struct {
	Case    *pack.Case
	Finding *balance.Finding
	Offers  []OfferRecord    // what the ledger says of contributions, in its order
	Base    *balance.Finding // without the assumptions; nil where there are none
	Changes []balance.Difference
}

// searchTime is for how long a search for whole numbers goes on.
const searchTime = time.Minute

// BalanceCases returns the cases of balance of the pack.
func (n *Node) BalanceCases() []pack.Case { return n.pack.Cases }

// Balance answers a case: with the contributions of the pack, and what the ledger says of them.
func (n *Node) Balance(ctx context.Context, id string, q BalanceQuery) (*Balanced, error) {
	c, err := n.pack.CaseByID(id)
	if err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	return n.BalanceCase(ctx, c, q)
}

// BalanceCase is like Balance, for a case that need not be the pack's.
func (n *Node) BalanceCase(ctx context.Context, c *pack.Case, q BalanceQuery) (*Balanced, error) {
	if q.Known == 0 {
		q.Known = cal.InstantOf(n.clock())
	}
	if q.At == 0 {
		q.At = q.Known.Date()
	}
	offers, err := n.Offers(ctx, c.ID, q.Known)
	if err != nil {
		return nil, err
	}
	now, err := withOffers(c, offers, q.At)
	if err != nil {
		return nil, err
	}
	b := &Balanced{Case: now, Offers: offers}
	if b.Finding, err = n.solveCase(ctx, now, q, ""); err != nil || len(q.Assume) == 0 {
		return b, err
	}
	b.Base = b.Finding
	var changes []balance.Change
	for _, text := range q.Assume {
		x, err := balance.ParseChange(text)
		if err != nil {
			return nil, fmt.Errorf("node: %w", err)
		}
		changes = append(changes, x)
	}
	then, err := now.Assume(changes)
	if err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	b.Case = then
	if b.Finding, err = n.solveCase(ctx, then, q, strings.Join(q.Assume, "\n")); err != nil {
		return nil, err
	}
	b.Changes = balance.Compare(b.Base, b.Finding)
	return b, nil
}

// An answers keeps findings of cases for as long as nothing about them changes: a page is asked for more often than that.
type answers struct {
	mu   sync.Mutex
	kept map[string]*balance.Finding
}

const mostAnswers = 32

// solveCase answers a case by its model. Findings are kept; they are not to be changed.
func (n *Node) solveCase(ctx context.Context, c *pack.Case, q BalanceQuery, assumed string) (*balance.Finding, error) {
	state, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	key := string(state) + "\x00" + q.At.String() + "\x00" + strconv.FormatFloat(q.Gap, 'g', -1, 64) + "\x00" + assumed
	n.balanced.mu.Lock()
	f := n.balanced.kept[key]
	n.balanced.mu.Unlock()
	if f != nil {
		return f, nil
	}
	if f, err = n.answer(ctx, c, q); err != nil {
		return nil, fmt.Errorf("node: case %s: %w", c.ID, err)
	}
	n.balanced.mu.Lock()
	defer n.balanced.mu.Unlock()
	if n.balanced.kept == nil || len(n.balanced.kept) >= mostAnswers {
		n.balanced.kept = map[string]*balance.Finding{}
	}
	n.balanced.kept[key] = f
	return f, nil
}

func (n *Node) answer(ctx context.Context, c *pack.Case, q BalanceQuery) (*balance.Finding, error) {
	const gap = 0.01
	limits := lp.Limits{Gap: q.Gap, Time: searchTime}
	if limits.Gap == 0 {
		limits.Gap = gap
	}
	switch c.Model {
	case pack.ModelOrders:
		return c.Orders.Find(ctx, &c.Case, q.At, joint.Options{Solver: n.solver, Tell: q.Tell})
	case pack.ModelAid:
		return c.Fund.Find(&c.Case, q.At)
	case pack.ModelTargets:
		return c.Targets.Find(ctx, n.solver, &c.Case, q.At, target.Options{Limits: limits, Tell: q.Tell})
	}
	work := c.Case // the engine brings quantities to one unit
	work.Requirements, work.Contributions = slices.Clone(c.Requirements), slices.Clone(c.Contributions)
	if c.Model == pack.ModelSurge {
		return cover.FindSurge(ctx, &work, cover.Options{On: q.At})
	}
	return cover.Solve(ctx, n.solver, &work, cover.Options{On: q.At, Limits: limits})
}

// KindOffer is the kind of facts by which contributions to a case are offered, changed, withdrawn and accepted. Their payload is an
// [Offer], their subject case/ID.
const KindOffer = "offer"

const caseSubject = "case/"

// An OfferAct is what somebody does about a contribution.
type OfferAct string

// What is done about contributions.
const (
	MakeOffer     OfferAct = "offer" // a new one, or another in its place
	WithdrawOffer OfferAct = "withdraw"
	AcceptOffer   OfferAct = "accept"
	DeclineOffer  OfferAct = "decline"
)

// OfferActs are all of them.
var OfferActs = []OfferAct{MakeOffer, WithdrawOffer, AcceptOffer, DeclineOffer}

// An Offer is the payload of a fact of [KindOffer].
type Offer struct {
	Act          OfferAct              `json:"act"`
	Contribution *balance.Contribution `json:"contribution,omitempty"` // to offer
	ID           string                `json:"id,omitempty"`           // of the contribution, for the other acts
	Text         string                `json:"text,omitempty"`         // why
}

func (o Offer) check() error {
	switch {
	case !slices.Contains(OfferActs, o.Act):
		return fmt.Errorf("act %q: want one of %v", o.Act, OfferActs)
	case o.Act == MakeOffer && (o.Contribution == nil || o.Contribution.ID == "" || o.Contribution.Kind == "" || o.Contribution.Party == ""):
		return errors.New("an offer without a contribution that has an id, a party and a kind")
	case o.Act == MakeOffer && !(o.Contribution.Quantity >= 0):
		return fmt.Errorf("quantity %v: want a number that is not negative", o.Contribution.Quantity)
	case o.Act != MakeOffer && (o.ID == "" || o.Contribution != nil):
		return fmt.Errorf("%s: want the id of a contribution, and none", o.Act)
	}
	return nil
}

// An OfferRecord is an offer as it stands in the ledger.
type OfferRecord struct {
	Fact     entente.FactID  `json:"fact"`
	Author   entente.ActorID `json:"author"`
	Recorded cal.Instant     `json:"recorded"`
	Exercise bool            `json:"exercise,omitempty"`
	Label    entente.Label   `json:"label"`
	Offer
}

// Offers returns what the ledger knew of contributions to a case at an instant, in its order.
func (n *Node) Offers(ctx context.Context, id string, known cal.Instant) ([]OfferRecord, error) {
	facts, err := collect(n.reader.Facts(ctx, ledger.Query{Kind: KindOffer, Subject: caseSubject + id, Known: known}))
	if err != nil {
		return nil, err
	}
	all := []OfferRecord{}
	for _, f := range facts {
		r := OfferRecord{Fact: f.ID, Author: f.Fact.Author, Recorded: f.Recorded, Exercise: f.Fact.Exercise, Label: f.Fact.Label}
		if err := json.Unmarshal(f.Fact.Payload, &r.Offer); err != nil {
			return nil, fmt.Errorf("node: fact %v: %w", f.ID, err)
		}
		all = append(all, r)
	}
	slices.SortStableFunc(all, func(a, b OfferRecord) int { return int(min(1, max(-1, a.Recorded-b.Recorded))) })
	return all, nil
}

// AddOffer records what somebody does about a contribution to a case of the pack. On a case that is an exercise it is one, too. An act on
// a contribution that is not there is refused, and so is an offer that the case cannot hold.
func (n *Node) AddOffer(ctx context.Context, author entente.ActorID, id string, o Offer, label entente.Label) (ledger.Record, error) {
	fail := func(err error) (ledger.Record, error) {
		return ledger.Record{}, fmt.Errorf("node: %s: %w", id, err)
	}
	c, err := n.pack.CaseByID(id)
	if err != nil {
		return fail(err)
	}
	if err := o.check(); err != nil {
		return fail(fmt.Errorf("%w: %w", err, entente.ErrInvalid))
	}
	now := cal.InstantOf(n.clock())
	offers, err := n.Offers(ctx, id, now)
	if err != nil {
		return fail(err)
	}
	after, err := withOffers(c, append(offers, OfferRecord{Author: author, Offer: o}), now.Date())
	if err != nil {
		return fail(err)
	}
	check := after.Case
	check.Requirements, check.Contributions = slices.Clone(after.Requirements), slices.Clone(after.Contributions)
	if err := check.Check(); err != nil {
		return fail(err)
	}
	payload, err := json.Marshal(o)
	if err != nil {
		return fail(err)
	}
	return n.AddFact(ctx, entente.Fact{
		Author: author, Kind: KindOffer, Subject: caseSubject + id, Payload: payload, Exercise: c.Exercise, Label: label,
	})
}

// withOffers returns a case with what the ledger says of its contributions. An act on a contribution that is not there is an error. An
// offer that has lapsed by then can still be withdrawn, and no longer accepted.
func withOffers(c *pack.Case, offers []OfferRecord, on cal.Date) (*pack.Case, error) {
	k := *c
	k.Contributions = slices.Clone(c.Contributions)
	for _, o := range offers {
		id := o.ID
		if o.Act == MakeOffer {
			id = o.Contribution.ID
		}
		i := slices.IndexFunc(k.Contributions, func(x balance.Contribution) bool { return x.ID == id })
		switch {
		case o.Act == MakeOffer && i < 0:
			k.Contributions = append(k.Contributions, *o.Contribution)
		case o.Act == MakeOffer:
			k.Contributions[i] = *o.Contribution
		case i < 0:
			return nil, fmt.Errorf("no contribution %q: %w", id, entente.ErrNotFound)
		case o.Act == WithdrawOffer, o.Act == DeclineOffer:
			k.Contributions[i].State = balance.Withdrawn
		case o.Fact == entente.FactID{} && k.Contributions[i].StateOn(on) != balance.Offered:
			return nil, fmt.Errorf("%s is %s, and can no longer be accepted: %w", id, k.Contributions[i].StateOn(on), entente.ErrConflict)
		default:
			k.Contributions[i].State = balance.Accepted
		}
	}
	return &k, nil
}
