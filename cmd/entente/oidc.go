package main

import (
	"fmt"
	"os"
	"strings"

	"entente"
	"entente/internal/accounts"
)

// An openID says at which OpenID provider people may sign in.
type openID struct {
	Issuer           string `help:"OpenID provider at which people may sign in, too." placeholder:"URL"`
	ClientID         string `help:"What the node is called there." placeholder:"ID"`
	ClientSecretFile string `help:"File that holds the secret which it has there." placeholder:"FILE"`
	Name             string `help:"What people call the provider; otherwise its address." placeholder:"NAME"`
}

// provider returns the provider, or nil for none.
func (o openID) provider() (*accounts.Provider, error) {
	if o.Issuer == "" {
		if o != (openID{}) {
			return nil, fmt.Errorf("--oidc-issuer is missing: %w", entente.ErrInvalid)
		}
		return nil, nil
	}
	if o.ClientID == "" {
		return nil, fmt.Errorf("--oidc-client-id is missing: %w", entente.ErrInvalid)
	}
	p := &accounts.Provider{Name: o.Name, Issuer: o.Issuer, Client: o.ClientID}
	if p.Name == "" {
		_, p.Name, _ = strings.Cut(o.Issuer, "://")
	}
	if err := p.Check(); err != nil {
		return nil, placed{"--oidc-issuer", fmt.Errorf("%w: %w", err, entente.ErrInvalid)}
	}
	if o.ClientSecretFile != "" {
		secret, err := os.ReadFile(o.ClientSecretFile)
		if err != nil {
			return nil, placed{"--oidc-client-secret-file", plainError(err)}
		}
		p.Secret = strings.TrimSpace(string(secret))
	}
	return p, nil
}
