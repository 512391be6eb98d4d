package accounts

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// A Ceremony is a passkey being made or shown: what the server has to remember of it meanwhile.
type Ceremony struct {
	Account string // for which one is made; "" where one is shown
	Code    string // of the invitation that is taken up; "" where one is added
	data    webauthn.SessionData
}

// party returns the relying party for the name under which a browser came.
func party(r *http.Request) (*webauthn.WebAuthn, error) {
	name := nameOf(r.Host)
	if net.ParseIP(name) != nil {
		return nil, fmt.Errorf("accounts: a passkey belongs to a name, and %s is none: %w", name, ErrRefused)
	}
	return webauthn.New(&webauthn.Config{
		RPID: name, RPDisplayName: "Entente",
		// Browsers have passkeys without HTTPS on this machine alone. A proxy need not tell us which of both it was.
		RPOrigins: []string{"https://" + r.Host, "http://" + r.Host},
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: protocol.VerificationPreferred,
		},
	})
}

// nameOf returns a host without its port.
func nameOf(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return strings.ToLower(name)
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}

// BeginPasskey begins to make a passkey: for an invitation, or without a code for an account that is signed in. It returns
// what the browser needs, as JSON.
func BeginPasskey(r *http.Request, a Account, code string) ([]byte, *Ceremony, error) {
	p, err := party(r)
	if err != nil {
		return nil, nil, err
	}
	var known []protocol.CredentialDescriptor
	for _, k := range a.Passkeys {
		if k.Site == p.Config.RPID {
			known = append(known, k.Key.Descriptor())
		}
	}
	options, data, err := p.BeginRegistration(holder{a}, webauthn.WithExclusions(known))
	if err != nil {
		return nil, nil, fmt.Errorf("accounts: passkey: %w", err)
	}
	body, err := json.Marshal(options)
	return body, &Ceremony{a.ID, code, *data}, err
}

// FinishPasskey keeps the passkey that the browser made, and uses the invitation up.
func (b *Book) FinishPasskey(r *http.Request, c *Ceremony) (a Account, err error) {
	p, err := party(r)
	if err != nil {
		return a, err
	}
	if a, err = b.Account(c.Account); err != nil {
		return a, err
	}
	key, err := p.FinishRegistration(holder{a}, c.data, r)
	if err != nil {
		return a, fmt.Errorf("accounts: passkey: %w: %w", err, ErrRefused)
	}
	key.Attestation = webauthn.CredentialAttestation{} // nobody attests: we ask for none
	err = b.change(func(all *content) error {
		to, err := all.account(c.Account)
		if c.Code != "" {
			to, err = all.take(c.Code)
		}
		if err != nil {
			return err
		}
		if to.ID != c.Account || to.Disabled {
			return fmt.Errorf("accounts: %w", ErrCode)
		}
		for _, other := range all.Accounts {
			if slices.ContainsFunc(other.Passkeys, func(k Passkey) bool { return slices.Equal(k.Key.ID, key.ID) }) {
				return fmt.Errorf("accounts: this passkey is known already: %w", ErrConflict)
			}
		}
		to.Passkeys = append(to.Passkeys, Passkey{Site: p.Config.RPID, Added: b.now().UTC().Truncate(time.Second), Key: *key})
		a = *to
		return nil
	})
	return a, err
}

// BeginSignIn begins a sign-in with whatever passkey the browser has for this site: nobody types a name. It returns what
// the browser needs, as JSON.
func BeginSignIn(r *http.Request) ([]byte, *Ceremony, error) {
	p, err := party(r)
	if err != nil {
		return nil, nil, err
	}
	options, data, err := p.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationPreferred))
	if err != nil {
		return nil, nil, fmt.Errorf("accounts: sign in: %w", err)
	}
	body, err := json.Marshal(options)
	return body, &Ceremony{data: *data}, err
}

// FinishSignIn returns the account whose passkey the browser showed. A passkey that counts its uses and did not go on
// counting was copied, and is refused.
func (b *Book) FinishSignIn(r *http.Request, c *Ceremony) (Account, error) {
	p, err := party(r)
	if err != nil {
		return Account{}, err
	}
	var a Account
	_, key, err := p.FinishPasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		var err error
		a, err = b.Account(string(handle))
		return holder{a}, err
	}, c.data, r)
	if errors.Is(err, ErrUnknown) {
		return a, fmt.Errorf("accounts: a passkey of no account: %w", ErrRefused)
	}
	if err != nil {
		return a, fmt.Errorf("accounts: passkey: %w: %w", err, ErrRefused)
	}
	if key.Authenticator.CloneWarning {
		return a, fmt.Errorf("accounts: this passkey was used elsewhere meanwhile, as a copy would be: %w", ErrRefused)
	}
	return a, b.alter(a.ID, func(_ *content, a *Account) error {
		i := slices.IndexFunc(a.Passkeys, func(k Passkey) bool { return slices.Equal(k.Key.ID, key.ID) })
		if i < 0 || a.Disabled {
			return fmt.Errorf("accounts: the passkey was removed: %w", ErrRefused)
		}
		a.Passkeys[i].Key, a.Passkeys[i].Used = *key, b.now().UTC().Truncate(time.Second)
		return nil
	})
}

// RemovePasskey takes a passkey from an account, unless nothing would be left to sign in with.
func (b *Book) RemovePasskey(id string, key []byte) error {
	return b.alter(id, func(_ *content, a *Account) error {
		i := slices.IndexFunc(a.Passkeys, func(k Passkey) bool { return slices.Equal(k.Key.ID, key) })
		switch {
		case i < 0:
			return fmt.Errorf("accounts: no such passkey: %w", ErrUnknown)
		case len(a.Passkeys)+len(a.Subjects) == 1:
			return fmt.Errorf("accounts: the last way to sign in: %w", ErrConflict)
		}
		a.Passkeys = slices.Delete(a.Passkeys, i, i+1)
		return nil
	})
}
