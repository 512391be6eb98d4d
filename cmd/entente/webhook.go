package main

import (
	"context"
	"fmt"
	"time"

	"entente"
	"entente/cal"
	"entente/node"
)

type webhookCommand struct {
	Add    webhookAdd    `cmd:"" help:"Tell an address what an actor is told of, by signed messages (Standard Webhooks)."`
	List   webhookList   `cmd:"" help:"List the addresses, and how delivery stands."`
	Remove webhookRemove `cmd:"" help:"Tell an address no more."`
}

type webhookAdd struct {
	URL     string `arg:"" name:"url" help:"Where messages are sent, such as https://example.org/entente."`
	For     string `required:"" help:"The party or body whose notices it gets." placeholder:"WHO"`
	Private bool   `help:"It may be on this machine or in a private network."`
	JSON    bool   `help:"Print JSON."`
}

func (c *webhookAdd) Run(w *world) error {
	n, err := w.openToRead()
	if err != nil {
		return err
	}
	defer n.Close()
	if _, err := n.Pack().Actor(entente.ActorID(c.For)); err != nil {
		return placed{"--for", err}
	}
	h, err := node.OpenHooks(w.app.Data)
	if err != nil {
		return err
	}
	hook, err := h.Add(entente.ActorID(c.For), c.URL, c.Private, cal.InstantOf(time.Now()))
	if err != nil {
		return err
	}
	if c.JSON {
		return w.writeJSON(hook)
	}
	w.printf("%s\nsecret to check signatures with, shown this once: %s\n", hook.ID, hook.Secret)
	return nil
}

type webhookList struct {
	JSON bool `help:"Print JSON."`
}

func (c *webhookList) Run(w *world) error {
	h, err := node.OpenHooks(w.app.Data)
	if err != nil {
		return err
	}
	if c.JSON {
		return w.writeJSON(listed(h.List()))
	}
	t := newTable("ID", "FOR", "STANDS", "URL")
	for _, x := range h.List() {
		stands := "delivers"
		switch {
		case x.Gone:
			stands = "gone: " + x.LastErr
		case x.Attempts > 0:
			stands = fmt.Sprintf("waits until %s after %d attempts", shortTime(x.Again.Time()), x.Attempts)
		}
		t.add(x.ID, string(x.For), stands, x.URL)
	}
	w.write(t)
	return nil
}

type webhookRemove struct {
	ID string `arg:"" help:"As listed."`
}

func (c *webhookRemove) Run(w *world) error {
	h, err := node.OpenHooks(w.app.Data)
	if err != nil {
		return err
	}
	return h.Remove(c.ID)
}

// tellHooks delivers to webhooks until the context ends. The file is read anew each time: another process may have changed it.
func tellHooks(ctx context.Context, n *node.Node, dir string, warn func(error)) {
	const every = 5 * time.Second
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		h, err := node.OpenHooks(dir)
		if err == nil && len(h.List()) > 0 {
			_, err = n.Deliver(ctx, h)
		}
		if err != nil && ctx.Err() == nil {
			warn(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
