package main

import (
	"fmt"

	"entente"
)

type keyCommand struct {
	Show keyShow `cmd:"" help:"Print the node's public key, with which others can verify its ledger."`
}

type keyShow struct {
	JSON bool `help:"Print one JSON document."`
}

func (c *keyShow) Run(w *world) error {
	n, err := w.openToRead()
	if err != nil {
		return err
	}
	defer n.Close()
	if n.PublicKey() == "" {
		return fmt.Errorf("%s holds no node yet; entente serve or entente fact add makes one: %w", w.app.Data, entente.ErrNotFound)
	}
	if c.JSON {
		return w.writeJSON(map[string]string{"node": n.Name(), "publicKey": n.PublicKey()})
	}
	w.printf("%s\n", n.PublicKey())
	return nil
}
