// Package node is one running Entente: a data folder with its ledger, a content pack and a search index. The use cases
// are its methods; it is the only place with a clock and goroutines of its own. Faces translate to and from it.
package node

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"entente"
	"entente/balance/lp"
	"entente/balance/solve"
	"entente/ledger"
	"entente/measure"
	"entente/pack"
	"entente/watch"
)

// Options say what to open. Dir and Pack are required.
type Options struct {
	Dir      string          // the data folder; made where there is none
	Pack     *pack.Pack      // the content
	Name     string          // names the node when its folder is made; empty: "local". Must be the folder's afterwards.
	Author   entente.ActorID // states facts that name no author; empty: the node itself, by its name
	ReadOnly bool            // changes nothing, and works while another process has the folder open
	Clock    func() time.Time
	Cache    string      // folder in which compiled code is kept between processes; empty: none
	Warn     func(error) // is told what needs attention and yet stops nothing; nil for nobody
}

const defaultName = "local"

// A Node is an open data folder. It may be used by several goroutines at once.
type Node struct {
	pack   *pack.Pack
	name   string
	dir    string
	author entente.ActorID
	token  string
	public ledger.PublicKey
	store  ledger.Store
	reader *ledger.Reader
	ledger *ledger.Ledger // nil when read-only
	search *searcher
	clock  func() time.Time

	scoring sync.Mutex // held while scored is looked at
	scored  scoredAt

	importing sync.Mutex // held while a file is taken in: what it finds new must stay new until it is recorded

	solver   lp.Solver // of the cases of balance
	balanced answers

	acting sync.Mutex // held while somebody acts in a case
	book   casebook   // of the procedures

	picturing sync.RWMutex // held while picture is looked at or changed
	picture   watch.Picture

	measuring sync.RWMutex  // held to write while figures are added, to read while verdicts are computed
	figures   *measure.Data // nil until somebody asks
	verdicts  memo[[]measure.Verdict]
	revisions memo[[]measure.Revision]
}

// Open opens the node in a data folder. Where there is none it makes one, with a key, a token and an empty ledger. A
// folder that another process has open gives an error wrapping [entente.ErrConflict], unless it is opened read-only. A
// read-only node without a folder has an empty ledger.
func Open(ctx context.Context, o Options) (*Node, error) {
	if o.Dir == "" || o.Pack == nil {
		return nil, fmt.Errorf("node: open without a data folder or a pack: %w", entente.ErrInvalid)
	}
	if o.Name != "" {
		if err := entente.CheckSlug("node", o.Name); err != nil {
			return nil, fmt.Errorf("node: %w", err)
		}
	}
	open := openFolder
	if o.ReadOnly {
		open = openFolderReadOnly
	}
	f, err := open(o.Dir, o.Name)
	if err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	n := &Node{
		pack: o.Pack, name: f.name, dir: o.Dir, author: o.Author, token: f.token, public: f.public,
		store: f.store, reader: ledger.NewReader(f.store), search: newSearcher(o.Pack), clock: o.Clock, solver: solve.New(o.Cache),
	}
	if n.clock == nil {
		n.clock = time.Now
	}
	if n.author == "" {
		n.author = entente.ActorID(n.name)
	}
	if o.ReadOnly {
		return n, nil
	}
	n.ledger, err = ledger.Open(ctx, f.store, ledger.Options{Key: f.key, Clock: o.Clock, Warn: o.Warn})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("node: %w", err), f.store.Close())
	}
	return n, nil
}

// Close gives the data folder up.
func (n *Node) Close() error {
	if err := errors.Join(n.search.close(), n.store.Close()); err != nil {
		return fmt.Errorf("node: close: %w", err)
	}
	return nil
}

// Picture returns the picture of the sea that the node shows, or nil when it watches nothing.
func (n *Node) Picture() watch.Picture {
	n.picturing.RLock()
	defer n.picturing.RUnlock()
	return n.picture
}

// Show makes the node show a picture; nil for none.
func (n *Node) Show(p watch.Picture) {
	n.picturing.Lock()
	defer n.picturing.Unlock()
	n.picture = p
}

// Pack returns the content.
func (n *Node) Pack() *pack.Pack { return n.pack }

// Name returns the node's name, a slug.
func (n *Node) Name() string { return n.name }

// Author returns who states facts that name no author.
func (n *Node) Author() entente.ActorID { return n.author }

// Token returns the secret that whoever writes through a face has to show. A read-only node without a folder has none.
func (n *Node) Token() string { return n.token }

// PublicKey returns the key that the node's entries can be checked with, as [ledger.ParsePublicKey] reads it. A read-only
// node without a folder has none.
func (n *Node) PublicKey() string { return n.public.String() }
