package main

import (
	"fmt"
	"strconv"
	"time"

	"entente"
	"entente/balance"
	"entente/balance/edxl"
	"entente/balance/forms"
	"entente/node"
)

type caseMatch struct {
	Case string `arg:"" help:"A request for support, by its name."`
	At   string `help:"As it stood at this time; otherwise now." placeholder:"WHEN"`
	JSON bool   `help:"Print JSON."`
}

// support returns a request for support and its match. The match is nil where there was no solver; the fits are there all the same.
func (w *world) support(n *node.Node, id, at string) (node.CaseFinding, *node.Match, error) {
	asOf, err := when("--at", at)
	if err != nil {
		return node.CaseFinding{}, nil, err
	}
	k, err := n.Case(w.ctx, id, node.Everything, asOf)
	if err != nil {
		return k, nil, err
	}
	if k.Procedure.Kind != "support" {
		return k, nil, fmt.Errorf("case %s is no request for support: %w", id, entente.ErrInvalid)
	}
	m, err := n.MatchSupport(w.ctx, k)
	return k, m, err
}

func (c *caseMatch) Run(w *world) error {
	n, err := w.openToRead()
	if err != nil {
		return err
	}
	defer n.Close()
	_, m, err := w.support(n, c.Case, c.At)
	if err != nil {
		return err
	}
	if c.JSON {
		return w.writeJSON(m)
	}
	t := newTable("NEED", "OFFER", "WHO", "STANDS", "FITS", "READY", "KM", "COST", "WHY")
	for _, f := range m.Offers {
		fits, why := "yes", f.Condition
		if !f.Fits {
			fits, why = "no", f.Why
		}
		t.add(f.Need, f.Offer, string(f.Party), f.Is, fits, strconv.Itoa(f.Ready), strconv.Itoa(int(f.Kilometres)), plainly(f.Cost), why)
	}
	w.write(t)
	if m.Finding == nil {
		return nil
	}
	for _, r := range m.Finding.Requirements {
		w.printf("%s: %s needed, at worst %s missing\n", r.Name(), plainly(r.Quantity), plainly(r.Missing))
	}
	if len(m.Finding.Gaps) > 0 {
		return finding{count(len(m.Finding.Gaps), "gap", "gaps")}
	}
	return nil
}

type caseExport struct {
	Case string          `arg:"" help:"A request for support, by its name."`
	What string          `help:"The request, or what is offered (by one party with --by)." enum:"request,offers" default:"request"`
	By   entente.ActorID `help:"Only what this party offers." placeholder:"WHO"`
	At   string          `help:"As it stood at this time; otherwise now." placeholder:"WHEN"`
}

// Run prints a request for support, or the offers to it, as an EDXL-RM 1.0 message.
func (c *caseExport) Run(w *world) error {
	n, err := w.openToRead()
	if err != nil {
		return err
	}
	defer n.Close()
	k, m, err := w.support(n, c.Case, c.At)
	if m == nil {
		return err
	}
	h := forms.Head{Publisher: "Entente node " + n.Name(), URI: "urn:entente:" + n.Name(), At: time.Now().UTC().Truncate(time.Second)}
	if c.At != "" {
		h.At = k.Finding.At.Time().Truncate(time.Second)
	}
	var message edxl.Message
	if c.What == "request" {
		message, err = forms.Request(h, m.Case)
	} else {
		message, err = forms.Offer(h, m.Case, c.By)
	}
	if err != nil {
		return err
	}
	return edxl.Write(w.stdout, message)
}

type caseImport struct {
	Case string `arg:"" help:"A request for support, by its name."`
	File string `arg:"" help:"EDXL-RM message with offers: an offer or a response to a request."`
}

// Run takes the offers of a message into a case: each is an act of the party that makes it, or is refused for a reason.
func (c *caseImport) Run(w *world) error {
	return w.recordOffers(c.File, func(n *node.Node, o balance.Contribution) (entente.FactID, error) {
		done, err := n.Do(w.ctx, node.NewAct{Case: c.Case, Act: "offer", By: o.Party, Content: node.OfferContent(o)})
		return done.Record.ID, err
	})
}
