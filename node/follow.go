package node

import (
	"sync"

	"entente/watch"
	"entente/watch/feed"
)

// A group of reports is small enough to stay near the processor.
const groupOf = 256

// Follow takes in what a source holds. Before each group of reports it calls before, and ends with its error. With due, a group
// ends with the report for which due returns true, and none is read before the last one has been taken in; without it, and with
// workers, the next groups are read meanwhile.
func (w *Watcher) Follow(source feed.Reader, due func(*watch.Report) bool, before func() error) error {
	if due == nil && w.pool.workers > 0 {
		return w.followAhead(source, before)
	}
	for b := new(feed.Batch); b.Fill(source, groupOf, due); {
		if err := before(); err != nil {
			return err
		}
		w.Add(b.Reports...)
	}
	return nil
}

// followAhead reads the next groups while it takes in one.
func (w *Watcher) followAhead(source feed.Reader, before func() error) error {
	const ahead = 256
	full, empty := make(chan *feed.Batch, ahead), make(chan *feed.Batch, ahead)
	for range ahead {
		empty <- new(feed.Batch)
	}
	var reading sync.WaitGroup
	reading.Go(func() {
		defer close(full)
		for b := range empty {
			if !b.Fill(source, groupOf, nil) {
				return
			}
			full <- b
		}
	})
	var err error
	for b := range full {
		if err = before(); err != nil {
			break
		}
		w.Add(b.Reports...)
		empty <- b
	}
	close(empty)
	for range full { // what was read ahead
	}
	reading.Wait()
	return err
}
