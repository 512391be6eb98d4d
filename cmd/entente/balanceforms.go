package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"entente"
	"entente/balance"
	"entente/balance/aid"
	"entente/balance/edxl"
	"entente/balance/forms"
	"entente/balance/iati"
	"entente/balance/joint"
	"entente/balance/ocds"
	"entente/measure"
	"entente/node"
)

type balanceExport struct {
	Case  string `arg:"" help:"A case of the pack, by its name, or a YAML file with one."`
	As    string `help:"The form: ocds (joint orders), iati (assistance), request or offer (EDXL-RM, of requirements or contributions)." enum:"ocds,iati,request,offer" required:""`
	Party string `help:"With --as offer: of this party only." placeholder:"PARTY"`
	display
}

func (c *balanceExport) Run(w *world) error {
	n, err := w.openToRead()
	if err != nil {
		return err
	}
	defer n.Close()
	k, _, err := (&balanceCase{Case: c.Case}).load(w, n)
	if err != nil {
		return err
	}
	h := forms.Head{
		Publisher: "Entente node " + n.Name(), URI: "urn:entente:" + n.Name(), At: time.Now().UTC().Truncate(time.Second),
		Name: func(id entente.ActorID) string { return n.AreaNames(measure.Area(id)).In(c.langs()...) },
	}
	wrong := func(model string) error {
		return fmt.Errorf("case %s is of the model %s; --as %s is for %s: %w", k.ID, k.Model, c.As, model, entente.ErrInvalid)
	}
	switch c.As {
	case "ocds":
		if k.Orders == nil {
			return wrong("orders")
		}
		b, err := n.BalanceCase(w.ctx, k, node.BalanceQuery{})
		if err != nil {
			return err
		}
		return ocds.Write(w.stdout, forms.OCDS(h, &k.Case, k.Orders, b.Finding.Detail.(joint.Detail).Answer))
	case "iati":
		if k.Fund == nil {
			return wrong("assistance")
		}
		return iati.Write(w.stdout, forms.IATI(h, k.Fund, k.Recipient))
	}
	if len(k.Requirements) == 0 || c.As == "offer" && len(k.Contributions) == 0 {
		return wrong("coverage or surge")
	}
	m, err := forms.Request(h, &k.Case)
	if c.As == "offer" {
		m, err = forms.Offer(h, &k.Case, entente.ActorID(c.Party))
	}
	if err != nil {
		return err
	}
	return edxl.Write(w.stdout, m)
}

type balanceRead struct {
	File string `arg:"" help:"A document: OCDS 1.1 (JSON), IATI 2.03 or EDXL-RM 1.0 (XML), also packed; - is standard input."`
	JSON bool   `help:"Print what was read as JSON, with what became of it."`
}

// A document is what was read of another form.
type readDocument struct {
	Form          string                 `json:"form"`
	Read          int                    `json:"read"`
	Stored        int                    `json:"stored"`
	Refused       int                    `json:"refused"`
	Refusals      []string               `json:"refusals,omitempty"`
	Ignored       []string               `json:"ignored,omitempty"`
	Requirements  []balance.Requirement  `json:"requirements,omitempty"`  // of a request
	Contributions []balance.Contribution `json:"contributions,omitempty"` // of an offer
	OCDS          *ocds.Package          `json:"ocds,omitempty"`
	IATI          *iati.Document         `json:"iati,omitempty"`
	Message       *edxl.Message          `json:"message,omitempty"`
}

func (c *balanceRead) Run(w *world) error {
	in, err := (&balanceSolve{File: c.File}).open(w)
	if err != nil {
		return placed{c.File, err}
	}
	defer in.Close()
	const most = 64 << 20
	b, err := io.ReadAll(io.LimitReader(in, most+1))
	if err == nil && len(b) > most {
		err = fmt.Errorf("more than %d bytes: %w", most, entente.ErrInvalid)
	}
	if err != nil {
		return placed{c.File, err}
	}
	d, err := readForm(b)
	if err != nil {
		return placed{c.File, err}
	}
	if c.JSON {
		if err := w.writeJSON(d); err != nil {
			return err
		}
	} else {
		w.printf("%s: %d read, %d stored, %d refused\n", d.Form, d.Read, d.Stored, d.Refused)
		for _, line := range slices.Concat(d.Refusals, d.Ignored) {
			w.printf("  %s\n", line)
		}
		for _, r := range d.Requirements {
			w.printf("requirement %s: %s %v %s %v\n", r.ID, r.Kind, r.Quantity, r.Unit, r.Period)
		}
		for _, o := range d.Contributions {
			w.printf("contribution %s of %s: %s %v %s %v\n", o.ID, o.Party, o.Kind, o.Quantity, o.Unit, o.Period)
		}
	}
	if d.Refused > 0 {
		return finding{fmt.Sprintf("%d of %d refused", d.Refused, d.Read)}
	}
	return nil
}

// readForm reads a document of any of the forms, by how it begins.
func readForm(b []byte) (*readDocument, error) {
	text := bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\ufeff")))
	switch {
	case bytes.HasPrefix(text, []byte("{")):
		p, r, err := ocds.Read(bytes.NewReader(b))
		d := &readDocument{Form: "OCDS", Read: r.Read, Stored: r.Stored, Refused: r.Refused, OCDS: &p}
		d.told(r)
		return d, err
	case bytes.Contains(text[:min(len(text), 4096)], []byte("<iati-activities")):
		doc, r, err := iati.Read(bytes.NewReader(b))
		d := &readDocument{Form: "IATI", Read: r.Read, Stored: r.Stored, Refused: r.Refused, IATI: &doc}
		d.told(r)
		return d, err
	case bytes.HasPrefix(text, []byte("<")):
		m, r, err := edxl.Read(bytes.NewReader(b))
		if err != nil {
			return nil, err
		}
		d := &readDocument{Form: "EDXL-RM " + string(m.Type), Read: r.Read, Stored: r.Stored, Refused: r.Refused, Message: &m}
		d.told(r)
		return d, d.takeMessage(m)
	}
	return nil, fmt.Errorf("neither JSON nor XML: want OCDS, IATI or EDXL-RM: %w", entente.ErrInvalid)
}

func (d *readDocument) told(r iati.Report) {
	for _, x := range r.Refusals {
		d.Refusals = append(d.Refusals, "refused "+x.String())
	}
	for _, x := range r.Ignored {
		d.Ignored = append(d.Ignored, "not read: "+x.String())
	}
}

// takeMessage makes requirements of a request and contributions of an offer.
func (d *readDocument) takeMessage(m edxl.Message) error {
	for i := range m.Entries {
		switch m.Type {
		case "RequestResource":
			r, err := edxl.RequirementOf(m, i)
			if err != nil {
				return err
			}
			d.Requirements = append(d.Requirements, r)
		case "OfferUnsolicitedResource", "ResponseToRequestResource":
			o, err := edxl.ContributionOf(m, i)
			if err != nil {
				return err
			}
			d.Contributions = append(d.Contributions, o)
		}
	}
	return nil
}

type balanceKiel struct {
	Folder string `arg:"" help:"Folder with the CSV files of the Ukraine Support Tracker of the Kiel Institute." type:"existingdir"`
	JSON   bool   `help:"Print all of it as JSON." xor:"format"`
	CSV    bool   `name:"csv" help:"Print the reconciliation of the European Union and its members as comma-separated values." xor:"format"`
}

func (c *balanceKiel) Run(w *world) error {
	files, err := filepath.Glob(filepath.Join(c.Folder, "*.csv"))
	if err != nil || len(files) == 0 {
		return placed{c.Folder, fmt.Errorf("no CSV files: %w", entente.ErrNotFound)}
	}
	var k aid.Kiel
	refused := 0
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			return placed{file, plainError(err)}
		}
		r, err := k.Read(filepath.Base(file), f)
		f.Close()
		if err != nil {
			return placed{file, err}
		}
		refused += r.Refused
		fmt.Fprintf(w.stderr, "%s: %d rows read, %d stored, %d refused\n", filepath.Base(file), r.Rows, r.Stored, r.Refused)
	}
	rec, err := k.Reconcile()
	if err != nil {
		return placed{c.Folder, err}
	}
	switch {
	case c.JSON:
		err = w.writeJSON(map[string]any{"release": k.Release, "sums": k.Sums(), "reconciliation": rec, "gaps": k.Gaps(), "compared": k.CompareTotals(), "reports": k.Reports})
	case c.CSV:
		err = aid.WriteReconciliation(w.stdout, rec)
	default:
		c.print(w, &k, rec)
	}
	if err == nil && refused > 0 {
		return finding{fmt.Sprintf("%d rows refused", refused)}
	}
	return err
}

func (c *balanceKiel) print(w *world, k *aid.Kiel, r aid.Reconciliation) {
	w.printf("Ukraine Support Tracker, Kiel Institute, %s; billions of euro\n\n", k.Release.Label)
	w.printf("%-34s %12s %12s %12s\n", "donor", "committed", "allocated", "to allocate")
	for _, s := range k.Sums() {
		w.printf("%-34s %12s %12s %12s\n", s.Name, s.Committed.Round(3), s.Allocated.Round(3), s.ToAllocate.Round(3))
	}
	w.printf("\n")
	w.printf("The institutions of the European Union gave %s, of which %s are attributed to members by the table of shares.\n", r.Institutions.Round(3), r.Attributed.Round(3))
	w.printf("Counted once, all gave %s: members by themselves %s, others %s, the institutions %s.\n", r.AsDonor.Round(3), r.Bilateral.Round(3), r.Others.Round(3), r.Institutions.Round(3))
	w.printf("To add members with their shares and the institutions would make %s: %s twice.\n", r.Naive.Round(3), r.Twice.Round(3))
	for _, d := range r.Differences {
		w.printf("The tables differ: %s %s %v: %s from the monthly rows, %s in the other\n", d.Party, d.What, d.Month, d.Ours, d.Theirs)
	}
	for _, note := range r.Notes {
		w.printf("%s\n", note)
	}
}

// record records the contributions of a message, each for itself, and says what became of it.
func (c *balanceOffer) record(w *world) error {
	label, err := entente.ParseLabel(c.Label)
	if err != nil {
		return placed{"--label", err}
	}
	return w.recordOffers(c.From, func(n *node.Node, o balance.Contribution) (entente.FactID, error) {
		r, err := n.AddOffer(w.ctx, cmp.Or(entente.ActorID(c.Author), o.Party), c.Case, node.Offer{Act: node.MakeOffer, Contribution: &o, Text: c.Text}, label)
		return r.ID, err
	})
}

// recordOffers records what is offered in a message of any form, each offer for itself, and says what became of it.
func (w *world) recordOffers(file string, record func(*node.Node, balance.Contribution) (entente.FactID, error)) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return placed{file, plainError(err)}
	}
	d, err := readForm(b)
	if err != nil {
		return placed{file, err}
	}
	if len(d.Contributions) == 0 {
		return placed{file, fmt.Errorf("%s: no offers in it: %w", d.Form, entente.ErrInvalid)}
	}
	n, err := w.open(node.Options{})
	if err != nil {
		return err
	}
	defer n.Close()
	stored := 0
	for i, o := range d.Contributions {
		id, err := record(n, o)
		if err != nil {
			w.printf("refused %d %s: %s\n", i+1, o.ID, message(err))
			continue
		}
		stored++
		w.printf("%v %s\n", id, o.ID)
	}
	refused := len(d.Contributions) - stored + d.Refused
	w.printf("%d read, %d stored, %d refused\n", len(d.Contributions)+d.Refused, stored, refused)
	if refused > 0 {
		return finding{fmt.Sprintf("%d refused", refused)}
	}
	return nil
}
