package accounts

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// A Provider is an OpenID provider at which people sign in. It is asked what it can do when it is first needed.
type Provider struct {
	Name   string // what people call it
	Issuer string
	Client string
	Secret string

	mu    sync.Mutex
	found *oidc.Provider
}

// Check reports whether the provider can be asked without others listening.
func (p *Provider) Check() error {
	u, err := url.Parse(p.Issuer)
	if err != nil || u.Host == "" {
		return fmt.Errorf("issuer %q: want an address such as https://login.example.org", p.Issuer)
	}
	ip := net.ParseIP(u.Hostname())
	here := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	if u.Scheme != "https" && !(u.Scheme == "http" && here) {
		return fmt.Errorf("issuer %q: want https", p.Issuer)
	}
	return nil
}

// A Visit is somebody who was sent to the provider: what has to be remembered until they come back.
type Visit struct {
	Code string // of the invitation that is taken up; "" for none
	Next string // where to go afterwards

	back, state, nonce, verifier string
}

const providerPatience = 10 * time.Second

// client answers in time, or not at all.
var client = &http.Client{Timeout: providerPatience}

func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	// With this context the provider fetches keys later, too: it must outlive the request.
	found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), client), p.Issuer)
	if err != nil {
		return nil, fmt.Errorf("accounts: %s does not answer as one: %w: %w", p.Issuer, err, ErrProvider)
	}
	p.found = found
	return found, nil
}

func (p *Provider) config(found *oidc.Provider, back string) *oauth2.Config {
	return &oauth2.Config{ClientID: p.Client, ClientSecret: p.Secret, Endpoint: found.Endpoint(), RedirectURL: back, Scopes: []string{oidc.ScopeOpenID}}
}

// Begin returns where to send somebody for a visit, who is to come back to an address.
func (p *Provider) Begin(ctx context.Context, back string, v *Visit) (url string, err error) {
	found, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	v.back, v.state, v.nonce, v.verifier = back, rand.Text(), rand.Text(), oauth2.GenerateVerifier()
	return p.config(found, back).AuthCodeURL(v.state, oidc.Nonce(v.nonce), oauth2.S256ChallengeOption(v.verifier)), nil
}

// Finish returns who came back with the query q.
func (p *Provider) Finish(ctx context.Context, q url.Values, v *Visit) (Subject, error) {
	s, err := p.finish(ctx, q, v)
	if err != nil {
		return Subject{}, fmt.Errorf("accounts: %w: %w", err, ErrProvider)
	}
	return s, nil
}

func (p *Provider) finish(ctx context.Context, q url.Values, v *Visit) (Subject, error) {
	if subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(v.state)) != 1 {
		return Subject{}, errors.New("the answer is not to the question that was asked")
	}
	if problem := q.Get("error"); problem != "" {
		return Subject{}, errors.New(cmp.Or(q.Get("error_description"), problem))
	}
	found, err := p.discover(ctx)
	if err != nil {
		return Subject{}, err
	}
	token, err := p.config(found, v.back).Exchange(oidc.ClientContext(ctx, client), q.Get("code"), oauth2.VerifierOption(v.verifier))
	if err != nil {
		return Subject{}, err
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return Subject{}, errors.New("no identity in the answer")
	}
	id, err := found.Verifier(&oidc.Config{ClientID: p.Client}).Verify(ctx, raw)
	if err != nil {
		return Subject{}, err
	}
	if id.Nonce != v.nonce {
		return Subject{}, errors.New("the identity was given to another sign-in")
	}
	return Subject{id.Issuer, id.Subject}, nil
}

// Welcome returns the account of an identity. With the code of an invitation it first ties the identity to that account.
func (b *Book) Welcome(s Subject, code string) (a Account, err error) {
	if code != "" {
		err = b.change(func(c *content) error {
			to, err := c.take(code)
			if err == nil {
				err = c.tie(to, s)
			}
			return err
		})
		if err != nil {
			return a, err
		}
	}
	return b.find(func(a Account) bool { return slices.Contains(a.Subjects, s) })
}
