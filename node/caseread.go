package node

import (
	"context"
	"runtime"
	"strings"
	"sync"

	"entente/ledger"
	"entente/procedure"
)

// A bookAct is an act and the case that it belongs to.
type bookAct struct {
	of  string
	act procedure.Act
}

// A casePart is what part of a log tells of cases.
type casePart struct {
	log         ledger.LogID
	first, end  int64
	definitions []ledger.Record
	openings    []ledger.Record
	acts        []bookAct
	faults      []error
	err         error
}

// readParts reads all logs in parts, as many at once as there are processors. The parts are in the order of the logs.
func readParts(ctx context.Context, from *ledger.Reader) ([]casePart, error) {
	const most = 20_000 // entries of a part
	logs, err := from.Logs(ctx)
	if err != nil {
		return nil, err
	}
	var parts []casePart
	for _, l := range logs {
		for first := int64(0); first < l.Entries; first += most {
			parts = append(parts, casePart{log: l.Log, first: first, end: min(first+most, l.Entries)})
		}
	}
	inParts(len(parts), func(first, end int) {
		for i := first; i < end; i++ {
			parts[i].read(ctx, from)
		}
	})
	for i := range parts {
		if parts[i].err != nil {
			return nil, parts[i].err
		}
	}
	return parts, nil
}

func (p *casePart) read(ctx context.Context, from *ledger.Reader) {
	for r, err := range from.Entries(ctx, p.log, p.first, p.end) {
		switch {
		case err != nil:
			p.err = err
			return
		case !r.Fact.Replaces.IsZero():
		case r.Fact.Kind == KindDefinition:
			p.definitions = append(p.definitions, r)
		case r.Fact.Kind == KindCase:
			p.openings = append(p.openings, r)
		case r.Fact.Kind == KindAct:
			a, err := actOf(r)
			if err != nil {
				p.faults = append(p.faults, err)
				continue
			}
			p.acts = append(p.acts, bookAct{strings.TrimPrefix(r.Fact.Subject, caseSubject), a})
		}
	}
}

// inParts calls f for runs of n things that together are all of them, as many at once as there are processors.
func inParts(n int, f func(first, end int)) {
	workers := min(n, runtime.GOMAXPROCS(0))
	if workers <= 1 {
		f(0, n)
		return
	}
	var done sync.WaitGroup
	for i := range workers {
		done.Go(func() { f(i*n/workers, (i+1)*n/workers) })
	}
	done.Wait()
}
