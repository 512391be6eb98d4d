package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"entente"
	"entente/api"
	"entente/internal/accounts"
	"entente/node"
	"entente/watch"
	"entente/watch/feed"
	"entente/web"
)

type serveCommand struct {
	Address string   `help:"Address to listen on; port 0 takes a free one." default:"127.0.0.1:8642" placeholder:"HOST:PORT"`
	Host    []string `help:"Name that the pages answer to besides this machine's own; may be repeated. Needed for an address that other machines reach." placeholder:"NAME"`
	Name    string   `help:"Name of the node when its data folder is made; otherwise local." placeholder:"NAME"`
	Author  string   `help:"States facts that name no author: a state (DEU), a group or a body; otherwise the node." env:"ENTENTE_AUTHOR" placeholder:"ID"`

	Watch watchInput `embed:"" prefix:"watch-"`
	OIDC  openID     `embed:"" prefix:"oidc-"`
}

func (c *serveCommand) Run(w *world) error {
	if err := c.checkAddress(); err != nil {
		return err
	}
	n, err := w.open(node.Options{Name: c.Name, Author: entente.ActorID(c.Author)})
	if err != nil {
		return err
	}
	if err = loadFigures(w, n); err == nil {
		err = c.watchAndServe(w, n)
	}
	return errors.Join(err, n.Close())
}

// watchAndServe shows what ships do while it serves: those that are heard or replayed, or else the exercise of the pack.
func (c *serveCommand) watchAndServe(w *world, n *node.Node) error {
	in := c.Watch
	if err := in.check(); err != nil {
		return err
	}
	o, err := in.options(w, &n.Pack().Watch)
	if err != nil {
		return err
	}
	o.Tracks = true
	if !in.live() && len(in.Replay) == 0 {
		if err := showExercise(n, o); err != nil {
			return err
		}
		return c.serve(w, n)
	}
	if o.Source, err = in.source(w); err != nil {
		return err
	}
	watcher, err := node.NewWatcher(o)
	if err != nil {
		return err
	}
	n.Show(watcher)
	ctx, stop := context.WithCancel(w.ctx)
	watching := *w
	watching.ctx = ctx
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, err := in.follow(&watching, watcher, func() error { return nil })
		if err != nil && ctx.Err() == nil {
			fmt.Fprintln(w.stderr, "entente: "+message(err))
		}
	}()
	err = c.serve(w, n)
	stop()
	<-ended
	watcher.Close()
	return err
}

// showExercise shows the invented incident of the pack, so that a newcomer sees what the watch does.
func showExercise(n *node.Node, o node.WatcherOptions) error {
	sea := &n.Pack().Watch
	if len(sea.Replay) == 0 {
		return nil
	}
	script, err := feed.ParseScript(sea.Replay)
	if err != nil {
		return err
	}
	o.Source = watch.Source{Name: "exercise", Title: script.Title, Synthetic: true}
	o.Assets, o.Areas = slices.Concat(o.Assets, sea.Exercise.Assets), slices.Concat(o.Areas, sea.Exercise.Areas)
	watcher, err := node.NewWatcher(o)
	if err != nil {
		return err
	}
	defer watcher.Close()
	reports := script.Play()
	for b := new(feed.Batch); b.Fill(reports, 1024, nil); {
		watcher.Add(b.Reports...)
	}
	watcher.End()
	n.Show(watcher)
	return nil
}

// checkAddress refuses an address that other machines reach, unless a name for it is given: then somebody has thought
// about it, and put something with TLS in front.
func (c *serveCommand) checkAddress() error {
	host, _, err := net.SplitHostPort(c.Address)
	if err != nil {
		return fmt.Errorf("--address %q: want HOST:PORT, such as 127.0.0.1:8642: %w", c.Address, entente.ErrInvalid)
	}
	ip := net.ParseIP(host)
	isLoopback := host == "localhost" || ip != nil && ip.IsLoopback()
	if !isLoopback && len(c.Host) == 0 {
		return fmt.Errorf("--address %s: other machines reach it, without encryption; stay on 127.0.0.1 behind a proxy with TLS, or name the host with --host: %w",
			c.Address, entente.ErrForbidden)
	}
	return nil
}

// serve serves until the context ends, then lets the requests that are under way finish.
func (c *serveCommand) serve(w *world, n *node.Node) error {
	handler, err := c.handler(w, n)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(w.ctx, "tcp", c.Address)
	if err != nil {
		return fmt.Errorf("--address %s: %w; choose another", c.Address, err)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	fmt.Fprintf(w.screen, "entente: node %s, pack %s, at http://%s/\n", n.Name(), n.Pack().ID, listener.Addr())
	fmt.Fprintf(w.screen, "entente: reading needs no account; to add facts, sign in with the token in %s\n", filepath.Join(w.app.Data, "token"))
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	telling, stop := context.WithCancel(w.ctx)
	warn := func(err error) { fmt.Fprintln(w.stderr, "entente: "+message(err)) }
	var beside sync.WaitGroup
	beside.Go(func() { tellHooks(telling, n, w.app.Data, warn) })
	beside.Go(func() { recordAccess(telling, n, warn) })
	defer func() { stop(); beside.Wait() }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-w.ctx.Done():
	}
	const patience = 10 * time.Second
	ctx, cancel := context.WithTimeout(context.WithoutCancel(w.ctx), patience)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return fmt.Errorf("serve: stopped with requests under way: %w", err)
	}
	return nil
}

// recordAccess puts on record what the command line changes about accounts, until the context ends.
func recordAccess(ctx context.Context, n *node.Node, warn func(error)) {
	const every = 2 * time.Second
	tick := time.NewTicker(every)
	defer tick.Stop()
	said := ""
	for {
		book, err := accounts.Open(n.AccountsFile(), time.Now)
		if err == nil {
			err = n.RecordAccess(ctx, book)
		}
		switch {
		case err == nil:
			said = ""
		case err.Error() != said && ctx.Err() == nil: // once, and not at each look
			said = err.Error()
			warn(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// handler puts the faces of a node together.
func (c *serveCommand) handler(w *world, n *node.Node) (http.Handler, error) {
	warn := func(err error) { fmt.Fprintln(w.stderr, "entente: "+message(err)) }
	provider, err := c.OIDC.provider()
	if err != nil {
		return nil, err
	}
	pages, err := web.New(n, web.Options{Hosts: c.Host, Version: version, Provider: provider, Warn: warn})
	if err != nil {
		return nil, err
	}
	data, err := api.New(n, api.Options{Hosts: c.Host, Version: version, Warn: warn})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/", pages)
	mux.Handle("/v1/", data)
	return mux, nil
}
