package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"entente"
	"entente/cal"
	"entente/internal/webhook"
)

// A Hook is an address that is told of what an actor is told of: by signed messages, after the Standard Webhooks specification.
type Hook struct {
	ID       string          `json:"id"`
	For      entente.ActorID `json:"for"`
	URL      string          `json:"url"`
	Secret   string          `json:"secret"`
	Private  bool            `json:"private,omitempty"` // it may be on this machine or in a private network
	After    cal.Instant     `json:"after"`             // what happened up to then was delivered, or given up
	Done     []string        `json:"done,omitempty"`    // and these messages of that very instant
	Attempts int             `json:"attempts,omitempty"`
	Again    cal.Instant     `json:"again,omitzero"` // when the next message is tried again
	Gone     bool            `json:"gone,omitempty"` // the address wants no more
	LastErr  string          `json:"last_error,omitempty"`
	GivenUp  int             `json:"given_up,omitempty"` // messages that were not taken within the plan
}

// A HookMessage is the body of a message.
type HookMessage struct {
	Type      string            `json:"type"` // "case.step"
	Timestamp time.Time         `json:"timestamp"`
	Data      HookStep          `json:"data"`
	To        []entente.ActorID `json:"to"`
}

// A HookStep tells what happened in a case.
type HookStep struct {
	Case      string          `json:"case"`
	Title     entente.Wording `json:"title"`
	Procedure string          `json:"procedure"`
	Exercise  bool            `json:"exercise,omitempty"`
	By        entente.ActorID `json:"by,omitempty"`
	Act       string          `json:"act,omitempty"`
	Clock     string          `json:"clock,omitempty"`
	From      string          `json:"from,omitempty"`
	To        string          `json:"to"`
}

// Hooks are the addresses that a node tells, kept in the file webhooks.json of its data folder, which only its owner can read. They may
// be used from several goroutines; one process at a time should.
type Hooks struct {
	mu   sync.Mutex
	path string
	all  []Hook
}

// OpenHooks reads the hooks of a data folder; a folder without any has none.
func OpenHooks(dir string) (*Hooks, error) {
	h := &Hooks{path: filepath.Join(dir, "webhooks.json")}
	b, err := os.ReadFile(h.path)
	if errors.Is(err, fs.ErrNotExist) {
		return h, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &h.all)
	}
	if err != nil {
		return nil, fmt.Errorf("node: %s: %w", h.path, err)
	}
	return h, nil
}

// save writes the file anew: all of it, or nothing.
func (h *Hooks) save() error {
	b, err := json.MarshalIndent(h.all, "", "  ")
	if err != nil {
		return fmt.Errorf("node: webhooks: %w", err)
	}
	temp := h.path + ".new"
	if err := os.WriteFile(temp, append(b, '\n'), 0o600); err != nil {
		return fmt.Errorf("node: webhooks: %w", err)
	}
	if err := os.Rename(temp, h.path); err != nil {
		return fmt.Errorf("node: webhooks: %w", err)
	}
	return nil
}

// List returns the hooks, without their secrets.
func (h *Hooks) List() []Hook {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := slices.Clone(h.all)
	for i := range all {
		all[i].Secret = ""
	}
	return all
}

// Add adds a hook for what happens from an instant on, and returns it with the secret that signs its messages.
func (h *Hooks) Add(who entente.ActorID, url string, private bool, from cal.Instant) (Hook, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	hook := Hook{ID: fmt.Sprintf("hook-%d", len(h.all)+1), For: who, URL: url, Secret: webhook.NewSecret(), Private: private, After: from}
	for slices.ContainsFunc(h.all, func(x Hook) bool { return x.ID == hook.ID }) {
		hook.ID += "b"
	}
	if err := (webhook.Endpoint{URL: url, Secrets: []string{hook.Secret}}).Check(); err != nil {
		return Hook{}, fmt.Errorf("node: %w: %w", err, entente.ErrInvalid)
	}
	h.all = append(h.all, hook)
	return hook, h.save()
}

// Remove removes a hook, or returns an error wrapping [entente.ErrNotFound].
func (h *Hooks) Remove(id string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	i := slices.IndexFunc(h.all, func(x Hook) bool { return x.ID == id })
	if i < 0 {
		return fmt.Errorf("node: webhook %q: %w", id, entente.ErrNotFound)
	}
	h.all = slices.Delete(h.all, i, i+1)
	return h.save()
}

// Deliver sends each hook what it was not told of yet, in order, one after another: a message that is not taken is tried again by the plan of
// the specification, and those after it wait. It returns how many were taken.
func (n *Node) Deliver(ctx context.Context, h *Hooks) (sent int, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := cal.InstantOf(n.clock())
	var failed error
	for i := range h.all {
		hook := &h.all[i]
		if hook.Gone || hook.Again > now {
			continue
		}
		taken, err := n.deliverTo(ctx, hook, now)
		sent += taken
		failed = errors.Join(failed, err)
		if taken > 0 || err != nil || hook.Attempts > 0 || hook.Gone {
			failed = errors.Join(failed, h.save())
		}
	}
	return sent, failed
}

// deliverTo sends a hook all that is new, until a message is not taken.
func (n *Node) deliverTo(ctx context.Context, hook *Hook, now cal.Instant) (sent int, err error) {
	notices, err := n.noticesAfter(ctx, hook)
	if err != nil {
		return 0, err
	}
	sender := webhook.Sender{AllowPrivate: hook.Private}
	for _, x := range notices {
		id := fmt.Sprintf("%s-%s-%d", hook.ID, x.Case.Case, x.Number)
		body, err := json.Marshal(messageOf(x))
		if err != nil {
			return sent, fmt.Errorf("node: webhook: %w", err)
		}
		err = sender.Send(ctx, webhook.Endpoint{URL: hook.URL, Secrets: []string{hook.Secret}}, webhook.Message{ID: id, Time: now.Time(), Body: body})
		if err == nil {
			sent++
			hook.pass(x.Step.At, id)
			continue
		}
		hook.Attempts++
		hook.LastErr = err.Error()
		wait, again := webhook.Schedule{ID: id}.Next(hook.Attempts, err)
		switch {
		case errors.Is(err, webhook.ErrGone):
			hook.Gone = true
			return sent, fmt.Errorf("node: webhook %s: %w", hook.ID, err)
		case again:
			hook.Again = now + cal.Instant(wait/time.Microsecond)
			return sent, nil
		}
		hook.GivenUp++
		hook.pass(x.Step.At, id)
	}
	return sent, nil
}

// pass notes that a message was taken or given up.
func (h *Hook) pass(at cal.Instant, id string) {
	if at != h.After {
		h.After, h.Done = at, nil
	}
	h.Done = append(h.Done, id)
	h.Attempts, h.Again, h.LastErr = 0, 0, ""
}

// noticesAfter returns what a hook was not told of yet, oldest first.
func (n *Node) noticesAfter(ctx context.Context, hook *Hook) ([]Notice, error) {
	const most = 1000
	notices, err := n.Notices(ctx, n.ReaderFor(hook.For), most, hook.For)
	if err != nil {
		return nil, err
	}
	slices.Reverse(notices)
	return slices.DeleteFunc(notices, func(x Notice) bool {
		id := fmt.Sprintf("%s-%s-%d", hook.ID, x.Case.Case, x.Number)
		return x.Step.At < hook.After || x.Step.At == hook.After && slices.Contains(hook.Done, id)
	}), nil
}

func messageOf(x Notice) HookMessage {
	m := HookMessage{Type: "case.step", Timestamp: x.Step.At.Time(), To: x.Actors, Data: HookStep{
		Case: x.Case.Case, Title: x.Case.Title, Procedure: x.Case.Definition, Exercise: x.Case.Exercise, Clock: x.Step.Clock, From: x.Step.From, To: x.Step.To,
	}}
	if x.Act != nil {
		m.Data.By, m.Data.Act = x.Act.By, x.Act.Act
	}
	return m
}
