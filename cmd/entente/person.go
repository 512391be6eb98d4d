package main

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"entente"
	"entente/internal/accounts"
	"entente/node"
)

type personCommand struct {
	Invite  personInvite  `cmd:"" help:"Make an account, and print the link by which somebody takes it up."`
	List    personList    `cmd:"" help:"List the accounts, and for whom they may act."`
	Grant   personGrant   `cmd:"" help:"Let an account act or read for somebody, or take that from it."`
	Disable personDisable `cmd:"" help:"Keep an account from signing in, at once."`
}

// A granting is what a command grants.
type granting struct {
	For  []string `help:"Party, group or body for which the account may act; may be repeated." placeholder:"WHO"`
	In   []string `help:"Body in which it may; may be repeated. Otherwise everywhere." placeholder:"BODY"`
	Read bool     `help:"It may read what they may, and not act for them."`
}

// grants returns what is granted, for actors and bodies of the pack.
func (g granting) grants(n *node.Node) ([]accounts.Grant, error) {
	for _, body := range g.In {
		if _, err := n.Pack().Body(entente.ActorID(body)); err != nil {
			return nil, placed{"--in", err}
		}
	}
	var all []accounts.Grant
	for _, who := range g.For {
		if _, err := n.Pack().Actor(entente.ActorID(who)); err != nil {
			return nil, placed{"--for", err}
		}
		all = append(all, accounts.Grant{For: who, In: g.In, Read: g.Read})
	}
	if len(all) == 0 && (g.Read || len(g.In) > 0) {
		return nil, fmt.Errorf("--in and --read say how to act: want --for, too: %w", entente.ErrInvalid)
	}
	return all, nil
}

// people does something with the accounts of the node, and puts on record what it changed. Where a server has the ledger
// open, that one does so.
func (w *world) people(f func(*accounts.Book, *node.Node) error) error {
	book, err := w.book(f)
	if err != nil {
		return err
	}
	n, err := w.open(node.Options{})
	if errors.Is(err, entente.ErrConflict) {
		return nil
	}
	if err == nil {
		err = errors.Join(n.RecordAccess(w.ctx, book), n.Close())
	}
	if err != nil {
		// What was done stands, and is put on record the next time.
		fmt.Fprintln(w.stderr, "entente: "+message(err))
	}
	return nil
}

// book does something with the accounts of the node, which has to exist: an account alone would be of no use.
func (w *world) book(f func(*accounts.Book, *node.Node) error) (*accounts.Book, error) {
	n, err := w.openToRead()
	if err != nil {
		return nil, err
	}
	defer n.Close()
	if n.PublicKey() == "" {
		return nil, fmt.Errorf("%s holds no node yet; entente serve or entente fact add makes one: %w", w.app.Data, entente.ErrNotFound)
	}
	b, err := accounts.Open(n.AccountsFile(), time.Now)
	if err == nil {
		err = f(b, n)
	}
	if errors.Is(err, accounts.ErrUnknown) {
		err = fmt.Errorf("%w; entente person list shows them", err)
	}
	return b, err
}

type personInvite struct {
	granting
	Name     string        `arg:"" help:"What the account is called, such as 'Estonian desk'; or the ID of one that there is, for another passkey of it."`
	Operator bool          `help:"The account may do all that the node's token allows."`
	Valid    time.Duration `help:"How long the link can be used." default:"168h" placeholder:"TIME"`
	Site     string        `help:"Address of the pages, as people reach them." default:"http://localhost:8642" placeholder:"URL"`
	JSON     bool          `help:"Print JSON."`
}

func (c *personInvite) Run(w *world) error {
	if u, err := url.Parse(c.Site); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("--site %q: want an address such as https://entente.example.org: %w", c.Site, entente.ErrInvalid)
	}
	if c.Valid <= 0 {
		return fmt.Errorf("--valid %v: want a time, such as 168h: %w", c.Valid, entente.ErrInvalid)
	}
	return w.people(func(b *accounts.Book, n *node.Node) error {
		grants, err := c.grants(n)
		if err != nil {
			return err
		}
		a, code, err := b.Invite(c.Name, grants, c.Operator, c.Valid)
		if err != nil {
			return err
		}
		link := strings.TrimSuffix(c.Site, "/") + "/enrol?" + url.Values{"code": {code}}.Encode()
		if c.JSON {
			return w.writeJSON(struct {
				person
				Link string `json:"link"`
			}{newPerson(a), link})
		}
		w.printf("%s\n", link)
		fmt.Fprintf(w.stderr, "entente: account %s, %q; the link works once, for %v, and is not shown again\n", a.ID, a.Name, c.Valid)
		return nil
	})
}

// A person is an account as it is printed: without its keys.
type person struct {
	ID       string             `json:"id"`
	Name     string             `json:"name"`
	Operator bool               `json:"operator"`
	Disabled bool               `json:"disabled"`
	Grants   []accounts.Grant   `json:"grants"`
	Passkeys int                `json:"passkeys"`
	Subjects []accounts.Subject `json:"subjects"`
	Created  time.Time          `json:"created"`
}

func newPerson(a accounts.Account) person {
	return person{a.ID, a.Name, a.Operator, a.Disabled, listed(a.Grants), len(a.Passkeys), listed(a.Subjects), a.Created}
}

// stands says what an account can do, in a word or two.
func (p person) stands() string {
	switch {
	case p.Disabled:
		return "disabled"
	case p.Passkeys+len(p.Subjects) == 0:
		return "invited"
	case len(p.Subjects) == 0:
		return count(p.Passkeys, "passkey", "passkeys")
	}
	return count(p.Passkeys, "passkey", "passkeys") + ", " + count(len(p.Subjects), "identity", "identities")
}

// acts says for whom.
func (p person) acts() string {
	var all []string
	if p.Operator {
		all = append(all, "operator")
	}
	for _, g := range p.Grants {
		text := g.For
		if g.Read {
			text += " (reads)"
		}
		if len(g.In) > 0 {
			text += " in " + strings.Join(g.In, ", ")
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}

type personList struct {
	JSON bool `help:"Print JSON."`
}

func (c *personList) Run(w *world) error {
	_, err := w.book(func(b *accounts.Book, _ *node.Node) error {
		all, err := b.List()
		if err != nil {
			return err
		}
		people := make([]person, len(all))
		for i, a := range all {
			people[i] = newPerson(a)
		}
		slices.SortStableFunc(people, func(a, b person) int { return strings.Compare(a.Name, b.Name) })
		if c.JSON {
			return w.writeJSON(people)
		}
		t := newTable("ID", "NAME", "STANDS", "ACTS FOR")
		for _, p := range people {
			t.add(p.ID, p.Name, p.stands(), p.acts())
		}
		w.write(t)
		return nil
	})
	return err
}

type personGrant struct {
	granting
	ID      string `arg:"" help:"Of the account, as listed."`
	Revoke  bool   `help:"Take from it what it was granted for those of --for."`
	Subject string `help:"Identity at an OpenID provider that may sign in to it." placeholder:"SUBJECT"`
	Issuer  string `help:"That provider." placeholder:"URL"`
	JSON    bool   `help:"Print JSON."`
}

func (c *personGrant) Run(w *world) error {
	switch {
	case len(c.For) == 0 && c.Subject == "":
		return fmt.Errorf("want --for, or --subject and --issuer: %w", entente.ErrInvalid)
	case (c.Subject == "") != (c.Issuer == ""):
		return fmt.Errorf("--subject and --issuer go together: %w", entente.ErrInvalid)
	}
	return w.changePerson(c.ID, c.JSON, func(b *accounts.Book, n *node.Node) error {
		grants, err := c.grants(n)
		if c.Revoke {
			for _, who := range c.For {
				if err := b.Revoke(c.ID, who); err != nil {
					return err
				}
			}
			grants, err = nil, nil // also for what the pack has no more
		}
		for _, g := range grants {
			if err := b.Grant(c.ID, g); err != nil {
				return err
			}
		}
		if err == nil && c.Subject != "" {
			err = b.Tie(c.ID, accounts.Subject{Issuer: c.Issuer, Name: c.Subject})
		}
		return err
	})
}

type personDisable struct {
	ID   string `arg:"" help:"Of the account, as listed."`
	JSON bool   `help:"Print JSON."`
}

func (c *personDisable) Run(w *world) error {
	return w.changePerson(c.ID, c.JSON, func(b *accounts.Book, _ *node.Node) error { return b.Disable(c.ID) })
}

// changePerson changes an account and prints it as it is afterwards, where JSON is wanted.
func (w *world) changePerson(id string, asJSON bool, f func(*accounts.Book, *node.Node) error) error {
	return w.people(func(b *accounts.Book, n *node.Node) error {
		if err := f(b, n); err != nil || !asJSON {
			return err
		}
		all, err := b.List()
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(a accounts.Account) bool { return a.ID == id })
		return w.writeJSON(newPerson(all[i]))
	})
}
