package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"entente"
	"entente/ledger"
	"entente/watch"
)

// KindWarningResponse is the kind of facts by which people answer a warning. Their payload is a [WarningResponse], their subject
// warning/ID.
const KindWarningResponse = "warning-response"

const warningSubject = "warning/"

// A WarningAct is what somebody does about a warning.
type WarningAct string

// What people do about warnings.
const (
	Acknowledge WarningAct = "acknowledge" // somebody looks at it
	Comment     WarningAct = "comment"
	Dismiss     WarningAct = "dismiss" // nothing is wrong, for a reason
	Confirm     WarningAct = "confirm" // it is so: the warning may be passed on
)

// WarningActs are all of them.
var WarningActs = []WarningAct{Acknowledge, Comment, Dismiss, Confirm}

// A WarningResponse is the payload of a fact of [KindWarningResponse]. The warning is kept with it as it was then: it was
// computed from reports that nobody may have any more.
type WarningResponse struct {
	Act     WarningAct    `json:"act"`
	Text    string        `json:"text,omitempty"` // required to comment and to dismiss
	By      string        `json:"by,omitempty"`   // the person, in the author's own words
	Warning watch.Warning `json:"warning"`
}

var warningID = regexp.MustCompile(`^w-[0-9]{8}-[0-9]{4}-[0-9]{9}$`)

func (r WarningResponse) check() error {
	switch {
	case !slices.Contains(WarningActs, r.Act):
		return fmt.Errorf("act %q: want one of %v", r.Act, WarningActs)
	case (r.Act == Comment || r.Act == Dismiss) && strings.TrimSpace(r.Text) == "":
		return fmt.Errorf("%s without a text: say why", r.Act)
	case !warningID.MatchString(r.Warning.ID) || len(r.Warning.Ships) == 0:
		return errors.New("no warning")
	}
	return nil
}

// A WarningRecord is a response as it stands in the ledger.
type WarningRecord struct {
	Fact     entente.FactID  `json:"fact"`
	Author   entente.ActorID `json:"author"`
	Recorded time.Time       `json:"recorded"`
	Exercise bool            `json:"exercise,omitempty"`
	Label    entente.Label   `json:"label"`
	WarningResponse
}

// A WarningState is how far the handling of a warning has come.
type WarningState string

// The states of a warning.
const (
	NewWarning          WarningState = "new"
	AcknowledgedWarning WarningState = "acknowledged"
	DismissedWarning    WarningState = "dismissed"
	ConfirmedWarning    WarningState = "confirmed"
)

// StateOf returns the state that responses, in the order of the ledger, have brought a warning to.
func StateOf(all []WarningRecord) WarningState {
	state := NewWarning
	for _, r := range all {
		switch r.Act {
		case Acknowledge:
			if state == NewWarning {
				state = AcknowledgedWarning
			}
		case Dismiss:
			state = DismissedWarning
		case Confirm:
			state = ConfirmedWarning
		}
	}
	return state
}

// Respond records what somebody does about a warning. A response to a warning of invented reports is marked as an exercise.
func (n *Node) Respond(ctx context.Context, author entente.ActorID, r WarningResponse) (ledger.Record, error) {
	r.Text = strings.TrimSpace(r.Text)
	if err := r.check(); err != nil {
		return ledger.Record{}, fmt.Errorf("node: respond to a warning: %w: %w", err, entente.ErrInvalid)
	}
	payload, err := json.Marshal(r)
	if err != nil {
		return ledger.Record{}, fmt.Errorf("node: %w", err)
	}
	return n.AddFact(ctx, entente.Fact{
		Author: author, Kind: KindWarningResponse, Subject: warningSubject + r.Warning.ID, Payload: payload, Exercise: r.Warning.Synthetic,
	})
}

// Responses returns what was done about one warning, or about all when id is empty, in the order of the ledger.
func (n *Node) Responses(ctx context.Context, id string) ([]WarningRecord, error) {
	q := ledger.Query{Kind: KindWarningResponse}
	if id != "" {
		q.Subject = warningSubject + id
	}
	facts, err := collect(n.reader.Facts(ctx, q))
	if err != nil {
		return nil, err
	}
	all := []WarningRecord{}
	for _, f := range facts {
		r := WarningRecord{Fact: f.ID, Author: f.Fact.Author, Recorded: f.Recorded.Time(), Exercise: f.Fact.Exercise, Label: f.Fact.Label}
		if err := json.Unmarshal(f.Fact.Payload, &r.WarningResponse); err != nil {
			return nil, fmt.Errorf("node: fact %v: %w", f.ID, err)
		}
		all = append(all, r)
	}
	slices.SortStableFunc(all, func(a, b WarningRecord) int { return a.Recorded.Compare(b.Recorded) })
	return all, nil
}

// A Confirmed is a warning that somebody confirmed, and nobody dismissed since.
type Confirmed struct {
	Warning watch.Warning
	By      WarningRecord
}

// Confirmed returns the warnings that stand as confirmed, in the order in which they were.
func (n *Node) Confirmed(ctx context.Context) ([]Confirmed, error) {
	all, err := n.Responses(ctx, "")
	if err != nil {
		return nil, err
	}
	var order []string
	by := make(map[string][]WarningRecord)
	for _, r := range all {
		if by[r.Warning.ID] == nil {
			order = append(order, r.Warning.ID)
		}
		by[r.Warning.ID] = append(by[r.Warning.ID], r)
	}
	stand := []Confirmed{}
	for _, id := range order {
		if StateOf(by[id]) != ConfirmedWarning {
			continue
		}
		for _, r := range slices.Backward(by[id]) {
			if r.Act == Confirm {
				w := r.Warning
				w.Certainty = watch.Observed
				stand = append(stand, Confirmed{w, r})
				break
			}
		}
	}
	return stand, nil
}
