// Package accounts keeps who may sign in, with what, and for whom they may act. It stands in one file that only its owner
// can read.
package accounts

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// Kinds of error.
var (
	ErrUnknown  = errors.New("no such account")
	ErrCode     = errors.New("this invitation is not valid, was used, or has lapsed")
	ErrRefused  = errors.New("sign-in refused")
	ErrProvider = errors.New("the OpenID provider signs nobody in")
	ErrConflict = errors.New("in the way")
)

// An invite lets somebody take up an account, once. Only the hash of its code is kept.
type invite struct {
	Hash    string    `json:"hash"`
	Account string    `json:"account"`
	Expires time.Time `json:"expires"`
}

// An Event is something that was changed about an account, and is yet to be put on record by whoever can.
type Event struct {
	ID      string `json:"id"`
	Event   string `json:"event"`
	Account string `json:"account"`
	Name    string `json:"name"`
	For     string `json:"for,omitempty"`
	Detail  string `json:"detail,omitempty"`
}

type content struct {
	Accounts []Account `json:"accounts"`
	Invites  []invite  `json:"invites,omitempty"`
	Events   []Event   `json:"events,omitempty"`
}

func (c *content) account(id string) (*Account, error) {
	i := slices.IndexFunc(c.Accounts, func(a Account) bool { return a.ID == id })
	if i < 0 {
		return nil, fmt.Errorf("accounts: %q: %w", id, ErrUnknown)
	}
	return &c.Accounts[i], nil
}

// tell has a change of an account put on record.
func (c *content) tell(event string, a *Account, who, detail string) {
	c.Events = append(c.Events, Event{rand.Text(), event, a.ID, a.Name, who, detail})
}

// A Book is the accounts of a node. It may be used by several goroutines and by several processes: what another one wrote
// is seen at the next look.
type Book struct {
	path string
	now  func() time.Time

	mu    sync.Mutex
	read  fs.FileInfo // of the file as it was read; nil for none
	state content     // as read; not changed, for others may look at it
}

// Open returns the accounts in a file; without the file there are none.
func Open(path string, now func() time.Time) (*Book, error) {
	b := &Book{path: path, now: now}
	_, err := b.look()
	return b, err
}

// look returns what the file holds, and reads it anew only if it was changed.
func (b *Book) look() (content, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	info, err := os.Stat(b.path)
	if errors.Is(err, fs.ErrNotExist) {
		b.read, b.state = nil, content{}
		return b.state, nil
	}
	if err == nil && b.read != nil && os.SameFile(info, b.read) && info.ModTime().Equal(b.read.ModTime()) && info.Size() == b.read.Size() {
		return b.state, nil
	}
	if err == nil {
		b.state, err = readFile(b.path)
	}
	if err != nil {
		b.read, b.state = nil, content{}
		return b.state, fmt.Errorf("accounts: %w", err)
	}
	b.read = info
	return b.state, nil
}

// readFile reads a file of accounts. It refuses one that others may read.
func readFile(path string) (c content, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return c, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return c, fmt.Errorf("%s: mode %v lets others read it; make it 0600", path, info.Mode().Perm())
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return c, err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields() // what this program does not know it would lose at the next change
	if err := d.Decode(&c); err != nil {
		return content{}, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// change changes the accounts and writes the file anew: all of it, or nothing. Processes wait for one another.
func (b *Book) change(f func(*content) error) error {
	unlock, err := lock(b.path + ".lock")
	if err != nil {
		return fmt.Errorf("accounts: %w", err)
	}
	defer unlock()
	c, err := readFile(b.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("accounts: %w", err)
	}
	c.Invites = slices.DeleteFunc(c.Invites, func(i invite) bool { return !b.now().Before(i.Expires) })
	if err := f(&c); err != nil {
		return err
	}
	raw, err := json.MarshalIndent(c, "", "  ")
	if err == nil {
		err = replace(b.path, append(raw, '\n'))
	}
	if err != nil {
		return fmt.Errorf("accounts: %w", err)
	}
	return nil
}

// replace puts a file in the place of another once it is on the disk.
func replace(path string, data []byte) error {
	temp := path + ".new"
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(temp, path)
}

// List returns all accounts, disabled ones too.
func (b *Book) List() ([]Account, error) {
	c, err := b.look()
	return slices.Clone(c.Accounts), err
}

// Account returns an account that may sign in.
func (b *Book) Account(id string) (Account, error) {
	return b.find(func(a Account) bool { return a.ID == id })
}

// find returns the account that may sign in and of which f holds.
func (b *Book) find(f func(Account) bool) (Account, error) {
	c, err := b.look()
	if err != nil {
		return Account{}, err
	}
	i := slices.IndexFunc(c.Accounts, func(a Account) bool { return !a.Disabled && f(a) })
	if i < 0 {
		return Account{}, fmt.Errorf("accounts: %w", ErrUnknown)
	}
	return c.Accounts[i], nil
}

// Invite makes an account, and returns it with the code by which somebody can take it up, once and within a time. Where an
// account has that ID already, the code is for another passkey of it, and for what is granted besides. Names are not used twice.
func (b *Book) Invite(name string, grants []Grant, operator bool, valid time.Duration) (a Account, code string, err error) {
	code = rand.Text()
	now := b.now().UTC().Truncate(time.Second)
	err = b.change(func(c *content) error {
		found, err := c.account(name)
		if err != nil {
			if name = strings.TrimSpace(name); name == "" {
				return fmt.Errorf("accounts: an account without a name: %w", ErrConflict)
			}
			if i := slices.IndexFunc(c.Accounts, func(a Account) bool { return a.Name == name && !a.Disabled }); i >= 0 {
				return fmt.Errorf("accounts: %q has an account, %s; invite that ID, or choose another name: %w", name, c.Accounts[i].ID, ErrConflict)
			}
			c.Accounts = append(c.Accounts, Account{ID: strings.ToLower(rand.Text()[:12]), Name: name, Created: now})
			found = &c.Accounts[len(c.Accounts)-1]
		}
		if found.Disabled {
			return fmt.Errorf("accounts: %s is disabled; invite its people under a name, as a new account: %w", found.ID, ErrConflict)
		}
		for _, g := range grants {
			found.grant(g)
			c.tell("grant", found, g.For, g.detail())
		}
		found.Operator = found.Operator || operator
		c.Invites = append(c.Invites, invite{hash(code), found.ID, now.Add(valid)})
		detail := ""
		if operator {
			detail = "operator"
		}
		c.tell("invite", found, "", detail)
		a = *found
		return nil
	})
	return a, code, err
}

// detail says what a grant is in a few words.
func (g Grant) detail() string {
	may := "act"
	if g.Read {
		may = "read"
	}
	if len(g.In) == 0 {
		return may
	}
	return may + " in " + strings.Join(g.In, ", ")
}

func hash(code string) string {
	sum := sha256.Sum256([]byte(strings.ToUpper(strings.TrimSpace(code))))
	return hex.EncodeToString(sum[:])
}

// Invited returns the account that a code leads to, or an error wrapping [ErrCode]. The code stays good.
func (b *Book) Invited(code string) (Account, error) {
	c, err := b.look()
	if err != nil {
		return Account{}, err
	}
	// Looking a hash up takes a time that tells nothing about the code.
	i := slices.IndexFunc(c.Invites, func(i invite) bool { return i.Hash == hash(code) && b.now().Before(i.Expires) })
	if i < 0 {
		return Account{}, fmt.Errorf("accounts: %w", ErrCode)
	}
	a, err := b.Account(c.Invites[i].Account)
	if errors.Is(err, ErrUnknown) {
		return Account{}, fmt.Errorf("accounts: %w", ErrCode)
	}
	return a, err
}

// take uses an invitation up and returns its account.
func (c *content) take(code string) (*Account, error) {
	i := slices.IndexFunc(c.Invites, func(i invite) bool { return i.Hash == hash(code) })
	if i < 0 {
		return nil, fmt.Errorf("accounts: %w", ErrCode)
	}
	a, err := c.account(c.Invites[i].Account)
	if err != nil || a.Disabled {
		return nil, fmt.Errorf("accounts: %w", ErrCode)
	}
	c.Invites = slices.Delete(c.Invites, i, i+1)
	return a, nil
}

// alter changes an account.
func (b *Book) alter(id string, f func(*content, *Account) error) error {
	return b.change(func(c *content) error {
		a, err := c.account(id)
		if err != nil {
			return err
		}
		return f(c, a)
	})
}

// Grant lets an account act or read for somebody, in place of what it was granted for the same before.
func (b *Book) Grant(id string, g Grant) error {
	return b.alter(id, func(c *content, a *Account) error {
		a.grant(g)
		c.tell("grant", a, g.For, g.detail())
		return nil
	})
}

// Revoke takes from an account all that it was granted for somebody.
func (b *Book) Revoke(id, who string) error {
	return b.alter(id, func(c *content, a *Account) error {
		a.revoke(who)
		c.tell("grant", a, who, "nothing")
		return nil
	})
}

// Tie lets an identity at an OpenID provider sign in to an account.
func (b *Book) Tie(id string, s Subject) error {
	return b.alter(id, func(c *content, a *Account) error {
		c.tell("grant", a, "", "sign in as "+s.Name+" of "+s.Issuer)
		return c.tie(a, s)
	})
}

func (c *content) tie(a *Account, s Subject) error {
	for _, other := range c.Accounts {
		if slices.Contains(other.Subjects, s) && other.ID != a.ID && !other.Disabled {
			return fmt.Errorf("accounts: the identity %s of %s is that of the account %s: %w", s.Name, s.Issuer, other.ID, ErrConflict)
		}
	}
	if !slices.Contains(a.Subjects, s) {
		a.Subjects = append(a.Subjects, s)
	}
	return nil
}

// Disable keeps an account from signing in, and ends its sessions and invitations.
func (b *Book) Disable(id string) error {
	return b.alter(id, func(c *content, a *Account) error {
		a.Disabled = true
		c.Invites = slices.DeleteFunc(c.Invites, func(i invite) bool { return i.Account == id })
		c.tell("disable", a, "", "")
		return nil
	})
}

// Report has put put the changes on record that are not yet, oldest first. Should the program end in between, the last of
// them is put twice, and none is lost.
func (b *Book) Report(put func(Event) error) error {
	c, err := b.look()
	if err != nil || len(c.Events) == 0 {
		return err
	}
	done := make(map[string]bool)
	for _, e := range c.Events {
		if err = put(e); err != nil {
			break
		}
		done[e.ID] = true
	}
	return errors.Join(err, b.change(func(c *content) error {
		c.Events = slices.DeleteFunc(c.Events, func(e Event) bool { return done[e.ID] })
		return nil
	}))
}
