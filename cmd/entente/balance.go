package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"entente"
	"entente/balance"
	"entente/balance/aid"
	"entente/balance/cover"
	"entente/balance/joint"
	"entente/balance/picture"
	"entente/cal"
	"entente/internal/chart"
	"entente/measure"
	"entente/measure/table/xlsx"
	"entente/node"
	"entente/pack"
)

type balanceCommand struct {
	Case   balanceCase   `cmd:"" default:"withargs" help:"Answer a case: what is covered, what is missing, why, who could close it, how fair it is."`
	List   balanceList   `cmd:"" help:"List the cases of the pack."`
	Export balanceExport `cmd:"" help:"Print a case in the form of others: OCDS, IATI, EDXL-RM."`
	Read   balanceRead   `cmd:"" help:"Read a document of another form, and say what became of every part of it."`
	Kiel   balanceKiel   `cmd:"" help:"Read the Ukraine Support Tracker, and count the European Union and its members once."`
	Offer  balanceOffer  `cmd:"" help:"Record an offer to a case, its withdrawal or its acceptance."`
	Solve  balanceSolve  `cmd:"" help:"Solve a model of the MPS format or a problem of flows of the DIMACS form, and prove the answer."`
}

type balanceCase struct {
	Case          string   `arg:"" help:"A case of the pack, by its name, or a YAML file with one."`
	Requirements  string   `help:"Table of requirements (CSV or XLSX), instead of those of the case." placeholder:"FILE"`
	Contributions string   `help:"Table of contributions (CSV or XLSX), instead of those of the case." placeholder:"FILE"`
	At            string   `help:"As of this day, by which offers count or have lapsed." placeholder:"DAY"`
	Known         string   `help:"By what the ledger knew at this time." placeholder:"TIME"`
	Assume        []string `help:"Under an assumption, such as 'without CONTRIBUTION', 'cap 40%' or 'offer POL 1 battery for 2025'; may be repeated." placeholder:"ASSUMPTION" sep:"none"`
	Gap           float64  `help:"Gap, as a share, at which a search for whole numbers may end." default:"0.01"`
	JSON          bool     `help:"Print the finding as JSON." xor:"format"`
	CSV           bool     `name:"csv" help:"Print what is covered as comma-separated values." xor:"format"`
	SVG           bool     `name:"svg" help:"Print a picture." xor:"format"`
	MPS           bool     `name:"mps" help:"Print the model of capability targets in the MPS format, for another solver." xor:"format"`
	display
}

func (c *balanceCase) Run(w *world) error {
	n, err := w.openToRead()
	if err != nil {
		return err
	}
	defer n.Close()
	k, refused, err := c.load(w, n)
	if err != nil {
		return err
	}
	if c.MPS {
		return c.writeModel(w, k)
	}
	q := node.BalanceQuery{Assume: c.Assume, Gap: c.Gap}
	if c.At != "" {
		if q.At, err = cal.ParseDate(c.At); err != nil {
			return placed{"--at", err}
		}
	}
	if q.Known, err = when("--known", c.Known); err != nil {
		return err
	}
	bar := w.progress("balance")
	q.Tell = func(done, all int) { bar.report(done, all) }
	b, err := n.BalanceCase(w.ctx, k, q)
	bar.done()
	if err != nil {
		return err
	}
	if err := c.write(w, n, b); err != nil {
		return err
	}
	return c.outcome(b.Finding, refused)
}

// outcome says what was found wrong: gaps, an infeasible plan, refused rows.
func (c *balanceCase) outcome(f *balance.Finding, refused int) error {
	switch {
	case refused > 0:
		return finding{fmt.Sprintf("%d rows refused", refused)}
	case len(f.Certificate.Core) > 0:
		return finding{f.Certificate.Of}
	case len(f.Gaps) > 0:
		return finding{fmt.Sprintf("%d gaps", len(f.Gaps))}
	}
	return nil
}

func (c *balanceCase) write(w *world, n *node.Node, b *node.Balanced) error {
	switch {
	case c.JSON:
		return w.writeJSON(struct {
			*balance.Finding
			Was     *balance.Finding     `json:"was,omitempty"`
			Changes []balance.Difference `json:"changes,omitempty"`
		}{b.Finding, b.Base, b.Changes})
	case c.CSV:
		return balance.WriteCSV(w.stdout, b.Finding)
	case c.SVG:
		g := picture.Guide{Party: func(id entente.ActorID) string { return n.AreaNames(measure.Area(id)).In(c.langs()...) }}
		w.printf("%s", g.Of(b.Finding).SVG(chart.Options{Standalone: true, Lang: "en"}))
		return nil
	}
	c.print(w, b)
	return nil
}

func (c *balanceCase) writeModel(w *world, k *pack.Case) error {
	if k.Targets == nil {
		return fmt.Errorf("case %s: --mps is for capability targets: %w", k.ID, entente.ErrInvalid)
	}
	m, err := k.Targets.Model(&k.Case)
	if err != nil {
		return err
	}
	return m.WriteMPS(w.stdout)
}

// load returns the case asked for, with the tables that stand in for parts of it, and how many of their rows were refused.
func (c *balanceCase) load(w *world, n *node.Node) (*pack.Case, int, error) {
	k, err := n.Pack().CaseByID(c.Case)
	if ext := filepath.Ext(c.Case); ext == ".yaml" || ext == ".yml" || ext == ".json" {
		k, err = readCase(c.Case)
	}
	if err != nil {
		return nil, 0, err
	}
	own := *k
	refused := 0
	if c.Requirements != "" {
		var t balance.Requirements
		if err := readRows(c.Requirements, t.Head, t.Row); err != nil {
			return nil, 0, placed{c.Requirements, err}
		}
		refused += tell(w, c.Requirements, t.Report)
		own.Requirements = t.All
	}
	if c.Contributions != "" {
		var t balance.Contributions
		if err := readRows(c.Contributions, t.Head, t.Row); err != nil {
			return nil, 0, placed{c.Contributions, err}
		}
		refused += tell(w, c.Contributions, t.Report)
		own.Contributions = t.All
	}
	return &own, refused, nil
}

// tell says what became of the rows of a table.
func tell(w *world, file string, r balance.Import) int {
	fmt.Fprintf(w.stderr, "%s: %d rows read, %d stored, %d refused\n", file, r.Read, r.Stored, r.Refused)
	for _, x := range r.Refusals {
		fmt.Fprintf(w.stderr, "%s:%d: %s\n", file, x.Row, x.What)
	}
	return r.Refused
}

func readCase(file string) (*pack.Case, error) {
	const most = 64 << 20
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, placed{file, plainError(err)}
	}
	if len(b) > most {
		return nil, placed{file, fmt.Errorf("%d bytes: want at most %d; bring large tables as --requirements and --contributions: %w", len(b), most, entente.ErrInvalid)}
	}
	var raw any
	if err := yaml.Unmarshal(b, &raw); err != nil {
		return nil, placed{file, err}
	}
	if doc, ok := raw.(map[string]any); ok {
		if list, ok := doc["cases"].([]any); ok && len(list) == 1 {
			raw = list[0]
		}
	}
	k, err := pack.DecodeCase(raw)
	if err != nil {
		return nil, placed{file, err}
	}
	return k, nil
}

// readRows reads a table by its rows, the head first.
func readRows(file string, head func([]string) error, row func([]string) error) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return plainError(err)
	}
	if bytes.HasPrefix(b, []byte("PK")) {
		return readWorkbook(b, head, row)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff"))))
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	if first, _, _ := bytes.Cut(b, []byte("\n")); bytes.Count(first, []byte(";")) > bytes.Count(first, []byte(",")) {
		r.Comma = ';'
	}
	take := head
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = take(fields)
		}
		if err != nil {
			return err
		}
		take = row
	}
}

// readWorkbook reads the first sheet of a workbook.
func readWorkbook(b []byte, head func([]string) error, row func([]string) error) error {
	book, err := xlsx.Read(bytes.NewReader(b))
	if err != nil {
		return err
	}
	if len(book.Sheets) == 0 {
		return fmt.Errorf("no sheet: %w", entente.ErrInvalid)
	}
	take := head
	var fields []string
	line := 1
	flush := func() error {
		err := take(fields)
		take, fields = row, fields[:0]
		return err
	}
	for _, cell := range book.Sheets[0].Cells {
		for ; line < cell.Ref.Row; line++ {
			if err := flush(); err != nil {
				return err
			}
		}
		for len(fields) < cell.Ref.Column {
			fields = append(fields, "")
		}
		fields[cell.Ref.Column-1] = textOf(cell)
	}
	return flush()
}

// textOf returns what a cell says. A day is a count from the end of 1899.
func textOf(cell xlsx.Cell) string {
	if n, err := strconv.ParseFloat(cell.Text, 64); err == nil && cell.Kind == xlsx.Date && n > 0 && n < 1e6 {
		return (cal.NewDate(1899, 12, 30) + cal.Date(n)).String()
	}
	return cell.Text
}

// plainly writes a number without an exponent.
func plainly(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

type balanceList struct {
	JSON bool `help:"Print the cases as JSON."`
	display
}

func (c *balanceList) Run(w *world) error {
	n, err := w.openToRead()
	if err != nil {
		return err
	}
	defer n.Close()
	if c.JSON {
		return w.writeJSON(n.BalanceCases())
	}
	for _, k := range n.BalanceCases() {
		exercise := ""
		if k.Exercise {
			exercise = " (exercise)"
		}
		w.printf("%-24s %-10s %s%s\n", k.ID, k.Model, k.Title.In(c.langs()...), exercise)
	}
	return nil
}

type balanceOffer struct {
	Case         string `arg:"" help:"A case of the pack, by its name."`
	Contribution string `help:"The contribution as JSON, such as '{\"id\": \"pol-1\", \"party\": \"POL\", \"kind\": \"battery\", \"quantity\": 1}'." placeholder:"JSON" xor:"act"`
	Withdraw     string `help:"Withdraw this contribution." placeholder:"ID" xor:"act"`
	Accept       string `help:"Accept this contribution." placeholder:"ID" xor:"act"`
	Decline      string `help:"Decline this contribution." placeholder:"ID" xor:"act"`
	From         string `help:"Record every contribution of an EDXL-RM offer or response in this file." placeholder:"FILE" xor:"act"`
	Text         string `help:"Why." placeholder:"TEXT"`
	Author       string `help:"The party or body that says so; otherwise that of the node." placeholder:"ID"`
	Label        string `help:"Who may know." default:"PUBLIC" placeholder:"LABEL"`
}

func (c *balanceOffer) Run(w *world) error {
	o := node.Offer{Text: c.Text}
	if c.From != "" {
		return c.record(w)
	}
	switch {
	case c.Withdraw != "":
		o.Act, o.ID = node.WithdrawOffer, c.Withdraw
	case c.Accept != "":
		o.Act, o.ID = node.AcceptOffer, c.Accept
	case c.Decline != "":
		o.Act, o.ID = node.DeclineOffer, c.Decline
	case c.Contribution != "":
		o.Act = node.MakeOffer
		o.Contribution = new(balance.Contribution)
		if err := decodeStrictly([]byte(c.Contribution), o.Contribution); err != nil {
			return placed{"--contribution", err}
		}
	default:
		return fmt.Errorf("want --contribution, --from, --withdraw, --accept or --decline: %w", entente.ErrInvalid)
	}
	label, err := entente.ParseLabel(c.Label)
	if err != nil {
		return placed{"--label", err}
	}
	n, err := w.open(node.Options{})
	if err != nil {
		return err
	}
	defer n.Close()
	author := entente.ActorID(c.Author)
	if author == "" {
		author = n.Author()
	}
	r, err := n.AddOffer(w.ctx, author, c.Case, o, label)
	if err != nil {
		return err
	}
	w.printf("%v\n", r.ID)
	return nil
}

// print writes a finding for people.
func (c *balanceCase) print(w *world, b *node.Balanced) {
	f := b.Finding
	exercise := ""
	if f.Exercise {
		exercise = " · EXERCISE DATA"
	}
	w.printf("%s · as of %s%s\n", b.Case.Title.In(c.langs()...), f.On, exercise)
	for _, text := range c.Assume {
		w.printf("assumed: %s\n", text)
	}
	missing := 0
	for _, r := range f.Requirements {
		if r.Missing > 0 {
			missing++
		}
	}
	w.printf("\n%d requirements, %d of them not covered at some time; %d contributions\n", len(f.Requirements), missing, len(f.Contributions))
	c.printGaps(w, f)
	if f.Conflict != nil {
		w.printf("\nThese cannot all hold%s:\n", map[bool]string{true: ", and each is needed for that"}[f.Conflict.Minimal])
		for _, line := range f.Conflict.Words {
			w.printf("  %s\n", line)
		}
	}
	if len(f.Doubles) > 0 {
		w.printf("\nOffered more than once:\n")
		for _, d := range f.Doubles {
			w.printf("  %s %s: %s %v, %v %s too much; %s\n", d.Party, d.Asset, strings.Join(d.Offers, ", "), d.Period, plainly(d.Twice), d.Unit, d.Why)
		}
	}
	if len(f.Prices) > 0 {
		w.printf("\nWhat one more would change:\n")
		for i, p := range f.Prices {
			if i == mostShown {
				w.printf("  … and %d more (--json)\n", len(f.Prices)-i)
				break
			}
			w.printf("  %s (%v)\n", p.Words, p.Period)
		}
	}
	c.printDetail(w, b)
	c.printShares(w, b)
	if b.Base != nil {
		w.printf("\nWhat the assumptions change:\n")
		if f.Cost != b.Base.Cost {
			w.printf("  cost: %.2f %s, before %.2f\n", f.Cost, f.Currency, b.Base.Cost)
		}
		for i, s := range f.Fairness {
			if i < len(b.Base.Fairness) && b.Base.Fairness[i].Party == s.Party && s.Bears != b.Base.Fairness[i].Bears {
				w.printf("  %s bears %.2f, before %.2f\n", s.Party, s.Bears, b.Base.Fairness[i].Bears)
			}
		}
		for _, d := range b.Changes {
			w.printf("  %s: missing at worst %s, before %s; unit-days %s, before %s\n", d.Requirement, plainly(d.Is), plainly(d.Was), plainly(d.DaysIs), plainly(d.DaysWas))
		}
	}
	c.printCertificate(w, f)
}

// printDetail writes what one model has beyond others.
func (c *balanceCase) printDetail(w *world, b *node.Balanced) {
	switch d := b.Finding.Detail.(type) {
	case *cover.Surge:
		w.printf("\nDays of notice until each is met, alone and together with the others:\n")
		for _, r := range d.Days {
			w.printf("  %-24s %6s %6s\n", r.Requirement, dayOrNever(r.Alone), dayOrNever(r.Together))
		}
	case joint.Detail:
		w.printf("\nWhat each pays, and would pay alone (shares by %s):\n", d.Rule)
		for _, x := range d.Charges {
			w.printf("  %s %14.0f   alone at least %14.0f, saves %12.0f", x.Party, x.Pays, x.AloneLeast, x.Saves)
			if x.Error > 0 {
				w.printf(" ± %.0f", x.Error)
			}
			w.printf("\n")
		}
		if d.NobodyWorse {
			w.printf("Nobody pays more than alone: that is proved.\n")
		}
	case aid.Account:
		for _, t := range d.Totals {
			w.printf("\n%s, by stage: stated, of it went on, open, conditional, lapsed or withdrawn\n", t.Currency)
			for _, s := range t.Steps {
				w.printf("  %-10s %16s %16s %16s %14s %14s\n", s.Stage, s.Stated.Trim(), s.Drawn.Trim(), s.Open.Trim(), s.Conditional.Trim(), s.Lapsed.Add(s.Withdrawn).Trim())
			}
		}
		for _, l := range d.Late {
			w.printf("late: %s of %s, expected by %s: %s %s missing\n", l.Entry, l.Donor, l.Expected, l.Missing, l.Currency)
		}
	}
}

func dayOrNever(day int) string {
	if day < 0 {
		return "never"
	}
	return strconv.Itoa(day)
}

const mostShown = 20 // of a list, for people

func (c *balanceCase) printGaps(w *world, f *balance.Finding) {
	if len(f.Gaps) == 0 {
		w.printf("\nNo gaps.\n")
		return
	}
	w.printf("\nGaps:\n")
	for i, g := range f.Gaps {
		if i == mostShown {
			w.printf("  … and %d more (--json)\n", len(f.Gaps)-i)
			return
		}
		w.printf("  %s %v: %s %s missing; %s\n", g.Requirement, g.Period, plainly(g.Missing), g.Unit, g.Why)
		for _, x := range g.Closers {
			w.printf("    %s could close %s of it with %s: needs %s", x.Party, plainly(x.Quantity), x.Contribution, x.Needs)
			if x.Cost > 0 {
				w.printf("; %s %s", plainly(x.Cost), f.Currency)
			}
			w.printf("\n")
		}
	}
}

func (c *balanceCase) printShares(w *world, b *node.Balanced) {
	if len(b.Finding.Fairness) == 0 {
		return
	}
	w.printf("\nShares:\n")
	for _, s := range b.Finding.Fairness {
		w.printf("  %s %6.2f %%", s.Party, 100*s.Share)
		for _, k := range b.Case.Keys {
			if v, ok := s.Fair[k.ID]; ok {
				w.printf("   by %s %6.2f %%", k.ID, 100*v)
			}
		}
		w.printf("\n")
	}
}

func (c *balanceCase) printCertificate(w *world, f *balance.Finding) {
	k := f.Certificate
	w.printf("\n%s: %s\n", k.Status, k.Of)
	if len(k.Core) > 0 {
		for _, line := range k.Core {
			w.printf("  %s\n", line)
		}
		if k.Minimal {
			w.printf("Each of these is needed for that: without any one of them the others can hold.\n")
		}
		return
	}
	w.printf("objective %s, none is below %s, gap %.3g %%; proof: %s\n", plainly(k.Objective), plainly(k.Bound), 100*k.Gap, k.Proof)
	for _, note := range f.Notes {
		w.printf("%s\n", note)
	}
}
