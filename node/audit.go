package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"entente"
	"entente/internal/accounts"
)

// KindAudit is the kind of facts that tell who signed in, and what was changed about accounts. Their payload is an [Audit],
// their subject account/ID, and their label names the node alone.
const KindAudit = "audit"

// An Audit is something that happened to an account. It never says from which address.
type Audit struct {
	Event   string `json:"event"`
	Account string `json:"account"` // an ID; "token" for the node's token, "unknown" where it could not be told
	Name    string `json:"name,omitempty"`
	Method  string `json:"method,omitempty"` // passkey, openid, token
	For     string `json:"for,omitempty"`    // of a grant
	Detail  string `json:"detail,omitempty"`
}

var auditEvents = []string{"sign-in", "sign-in-refused", "sign-out", "enrol", "invite", "grant", "disable", "passkey-added", "passkey-removed"}

func (a Audit) check() error {
	switch {
	case !slices.Contains(auditEvents, a.Event):
		return fmt.Errorf("event %q: want one of %s", a.Event, strings.Join(auditEvents, ", "))
	case a.Account == "":
		return errors.New(`want {"event": "…", "account": "…"}`)
	}
	return nil
}

// Audit puts on record what happened to an account, for readers whom the node's own name lets in.
func (n *Node) Audit(ctx context.Context, a Audit) error {
	payload, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("node: audit: %w", err)
	}
	label, err := entente.NewLabel(entente.Restricted, strings.ToUpper(n.name))
	if err != nil {
		return fmt.Errorf("node: audit: %w", err)
	}
	_, err = n.AddFact(ctx, entente.Fact{Author: entente.ActorID(n.name), Kind: KindAudit, Subject: "account/" + a.Account, Payload: payload, Label: label})
	return err
}

// AccountsFile returns where the accounts of the node are kept.
func (n *Node) AccountsFile() string { return filepath.Join(n.dir, "accounts.json") }

// RecordAccess puts on record what the command line changed about accounts: it may do so while another process, this one,
// holds the ledger.
func (n *Node) RecordAccess(ctx context.Context, b *accounts.Book) error {
	return b.Report(func(e accounts.Event) error {
		return n.Audit(ctx, Audit{Event: e.Event, Account: e.Account, Name: e.Name, For: e.For, Detail: e.Detail})
	})
}
