package main

import (
	"fmt"

	"entente"
	"entente/node"
)

type checkpointCommand struct {
	Log  string `arg:"" optional:"" help:"The log whose signed checkpoint to print, such as local/PUBLIC; otherwise all logs are listed."`
	JSON bool   `help:"Print one JSON document." xor:"format"`
	CSV  bool   `name:"csv" help:"Print comma-separated values." xor:"format"`
}

func (c *checkpointCommand) Run(w *world) error {
	n, err := w.openToRead()
	if err != nil {
		return err
	}
	defer n.Close()
	checkpoints, err := n.Checkpoints(w.ctx)
	if err != nil {
		return err
	}
	if c.Log != "" {
		return c.print(w, checkpoints)
	}
	t := newTable("log", "entries", "root", "recorded")
	for _, p := range checkpoints {
		t.add(p.Log.String(), fmt.Sprint(p.Entries), p.Root.String(), p.Recorded.String())
	}
	switch {
	case c.JSON:
		return w.writeJSON(map[string]any{"checkpoints": checkpoints})
	case c.CSV:
		return w.writeCSV(t)
	}
	t.head = []string{"LOG", "ENTRIES", "ROOT", "RECORDED"}
	w.write(t)
	return nil
}

// print prints the checkpoint of one log: the signed note byte by byte, as verify --head reads it.
func (c *checkpointCommand) print(w *world, checkpoints []node.Checkpoint) error {
	for _, p := range checkpoints {
		if p.Log.String() != c.Log {
			continue
		}
		if c.JSON {
			return w.writeJSON(p)
		}
		w.printf("%s", p.Signed)
		return nil
	}
	return fmt.Errorf("log %s: %w", c.Log, entente.ErrNotFound)
}
