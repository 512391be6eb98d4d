package accounts

import (
	"slices"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"
)

// An Account is somebody who may sign in: a part that is played on the node, such as the desk of a delegation.
type Account struct {
	ID       string    `json:"id"`   // chosen by chance
	Name     string    `json:"name"` // chosen by the operator of the node
	Grants   []Grant   `json:"grants,omitempty"`
	Operator bool      `json:"operator,omitempty"` // may do all that the node's token allows
	Disabled bool      `json:"disabled,omitempty"`
	Created  time.Time `json:"created"`
	Passkeys []Passkey `json:"passkeys,omitempty"`
	Subjects []Subject `json:"subjects,omitempty"`
}

// A Grant says for whom an account may act.
type Grant struct {
	For  string   `json:"for"`
	In   []string `json:"in,omitempty"`   // bodies in which it may; none: everywhere
	Read bool     `json:"read,omitempty"` // it may read what they may, and not act
}

// A Passkey signs in without a password. It works on the site that it was made on alone.
type Passkey struct {
	Site  string              `json:"site"` // a name, such as "localhost"
	Added time.Time           `json:"added"`
	Used  time.Time           `json:"used,omitzero"` // last
	Key   webauthn.Credential `json:"key"`
}

// A Subject is an identity at an OpenID provider.
type Subject struct {
	Issuer string `json:"issuer"`
	Name   string `json:"subject"`
}

// May reports whether the account may act for somebody in a body; "" stands for no body, which a grant for some does not cover.
func (a Account) May(who, in string) bool {
	return a.Operator || slices.ContainsFunc(a.Grants, func(g Grant) bool {
		return g.For == who && !g.Read && (len(g.In) == 0 || slices.Contains(g.In, in))
	})
}

// Eyes returns those whose eyes the account reads with.
func (a Account) Eyes() []string {
	var all []string
	for _, g := range a.Grants {
		if !slices.Contains(all, g.For) {
			all = append(all, g.For)
		}
	}
	return all
}

// grant gives the account what g says, in place of what it had for the same actor.
func (a *Account) grant(g Grant) {
	a.revoke(g.For)
	a.Grants = append(a.Grants, g)
}

func (a *Account) revoke(who string) {
	a.Grants = slices.DeleteFunc(a.Grants, func(g Grant) bool { return g.For == who })
}

// A holder is an account as the ceremonies of passkeys see it.
type holder struct{ Account }

// WebAuthnID returns the handle by which a passkey finds its account.
func (h holder) WebAuthnID() []byte { return []byte(h.ID) }

// WebAuthnName returns what the device shows when it asks which passkey to use.
func (h holder) WebAuthnName() string { return h.Name }

// WebAuthnDisplayName returns the same.
func (h holder) WebAuthnDisplayName() string { return h.Name }

// WebAuthnCredentials returns the passkeys of the account.
func (h holder) WebAuthnCredentials() []webauthn.Credential {
	var all []webauthn.Credential
	for _, k := range h.Passkeys {
		all = append(all, k.Key)
	}
	return all
}
