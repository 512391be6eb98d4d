package node

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"entente"
	"entente/cal"
	"entente/ledger"
	"entente/measure"
	"entente/pack"
	"entente/unit"
)

// KindFigures is the kind of a fact that holds published figures.
const KindFigures = "figures"

// Figures is the payload of a fact of [KindFigures]: figures of one vintage of one publication, as they stand in one
// document. A correction replaces all of them.
type Figures struct {
	Publication measure.PublicationID `json:"publication"`
	Vintage     measure.VintageID     `json:"vintage"`
	Published   cal.Date              `json:"published"`
	Decimals    *int                  `json:"decimals,omitempty"` // places that the figures were rounded to
	Document    string                `json:"document"`           // the file that they were read from
	Rows        []FigureRow           `json:"rows"`
}

// A FigureRow is one figure. Its JSON form is the list
// [indicator, party, part, period, value, status, place, row], all text but the row, which is where it stands in the document.
type FigureRow struct {
	measure.Observation
	Row int
}

const figureRowLen = 8

// UnmarshalJSON implements [json.Unmarshaler].
func (r *FigureRow) UnmarshalJSON(b []byte) (err error) {
	var cells [figureRowLen]string
	row := []any{&cells[0], &cells[1], &cells[2], &cells[3], &cells[4], &cells[5], &cells[6], &r.Row}
	if err := json.Unmarshal(b, &row); err != nil {
		return err
	}
	if len(row) != figureRowLen {
		return fmt.Errorf("row of %d members: want [indicator, party, part, period, value, status, place, row]", len(row))
	}
	o := &r.Observation
	o.Indicator, o.Area, o.Part, o.Place = measure.IndicatorID(cells[0]), measure.Area(cells[1]), cells[2], cells[6]
	if err := entente.CheckSlug("indicator", cells[0]); err != nil {
		return err
	}
	if err := measure.CheckArea(o.Area); err != nil {
		return err
	}
	if o.Period, err = cal.ParsePeriod(cells[3]); err != nil {
		return err
	}
	if o.Value, err = unit.ParseDecimal(cells[4]); err != nil {
		return err
	}
	o.Status, err = measure.ParseStatus(cells[5])
	return err
}

func (f Figures) check() error {
	switch {
	case entente.CheckSlug("publication", string(f.Publication)) != nil, f.Vintage == "", f.Document == "":
		return fmt.Errorf(`want {"publication": …, "vintage": …, "published": …, "document": …, "rows": [[…]]}`)
	case len(f.Rows) == 0:
		return fmt.Errorf("no rows")
	}
	return nil
}

// appendJSON appends the payload of figures to b. It is written by hand, in the canonical form of RFC 8785 already: a
// million rows pass here, and the ledger takes what is canonical as it is.
func (f Figures) appendJSON(b []byte) []byte {
	b = append(b, '{')
	if f.Decimals != nil {
		b = append(b, `"decimals":`...)
		b = append(strconv.AppendInt(b, int64(*f.Decimals), 10), ',')
	}
	b = appendText(append(b, `"document":`...), f.Document)
	b = appendText(append(b, `,"publication":`...), string(f.Publication))
	b = appendText(append(b, `,"published":`...), f.Published.String())
	b = append(b, `,"rows":[`...)
	for i, r := range f.Rows {
		if i > 0 {
			b = append(b, ',')
		}
		for k, s := range [...]string{string(r.Indicator), string(r.Area), r.Part, r.Period.String(), r.Value.String(), string(r.Status), r.Place} {
			b = append(b, "[,"[min(k, 1)])
			b = appendText(b, s)
		}
		b = append(b, ',')
		b = append(strconv.AppendInt(b, int64(r.Row), 10), ']')
	}
	b = appendText(append(b, `],"vintage":`...), string(f.Vintage))
	return append(b, '}')
}

// appendText appends s as a JSON string.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c > '~' {
			text, err := json.Marshal(s)
			if err != nil {
				panic(err) // a string
			}
			return append(b, text...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// figuresPerFact is how many figures share a fact: few enough to correct one by hand, and enough to be quick.
const figuresPerFact = 1000

// figureFacts cuts figures into facts of the node.
func (n *Node) figureFacts(f Figures, source entente.Source) []entente.Fact {
	var facts []entente.Fact
	for rows := range slices.Chunk(f.Rows, figuresPerFact) {
		part := f
		part.Rows = rows
		facts = append(facts, entente.Fact{
			Author: n.author, Kind: KindFigures, Subject: fmt.Sprintf("figures/%s/%s", f.Publication, f.Vintage),
			Payload: part.appendJSON(nil), Source: &source, Label: entente.Public,
		})
	}
	return facts
}

// data returns the figures known to the node: those in its ledger, and those that its pack carries. The caller must not add
// to them.
func (n *Node) data(ctx context.Context) (*measure.Data, error) {
	n.measuring.Lock()
	defer n.measuring.Unlock()
	return n.load(ctx)
}

// load builds the data when they are asked for first, or when the ledger has figures that they lack.
func (n *Node) load(ctx context.Context) (*measure.Data, error) {
	if n.pack.Book == nil {
		return nil, fmt.Errorf("node: pack %s has no measures: %w", n.pack.ID, entente.ErrNotFound)
	}
	if n.figures != nil {
		return n.figures, nil
	}
	records, err := collect(n.reader.Facts(ctx, ledger.Query{Kind: KindFigures}))
	if err != nil {
		return nil, err
	}
	var known []Figures
	kept := records[:0]
	for _, rec := range records {
		f, err := readFigures(rec)
		if err != nil {
			return nil, fmt.Errorf("node: fact %v: %w", rec.ID, err)
		}
		if rec.Fact.Exercise || !rec.Fact.Label.IsPublic() {
			continue // what is invented, or not for everybody, is in no verdict on real parties that everybody may see
		}
		known, kept = append(known, f), append(kept, rec)
	}
	book, err := n.bookWith(known, kept)
	if err != nil {
		return nil, err
	}
	data := measure.NewData(book)
	for i, f := range known {
		addFigures(data, f, kept[i].ID)
	}
	for _, f := range n.pack.FigureFiles {
		f.Load(data, "packs/"+n.pack.ID)
	}
	data.Prepare()
	n.figures = data
	return data, nil
}

func readFigures(rec ledger.Record) (f Figures, err error) {
	if err := json.Unmarshal(rec.Fact.Payload, &f); err != nil {
		return f, err
	}
	for i := range f.Rows {
		f.Rows[i].Vintage = f.Vintage
	}
	return f, nil
}

// addFigures adds what a fact holds. What contradicts a figure already there stays out: the first stands.
func addFigures(data *measure.Data, f Figures, id entente.FactID) {
	most := 0
	for _, r := range f.Rows {
		most = max(most, r.Row)
	}
	const tooMany = 1 << 22
	var places []string
	if most < tooMany {
		places = make([]string, most+1)
		for _, r := range f.Rows {
			if r.Row >= 0 {
				places[r.Row] = r.Place
			}
		}
	}
	origin := data.Refer(measure.Origin{Document: f.Document, Fact: id, Places: places})
	for _, r := range f.Rows {
		_, _ = data.Add(r.Observation, origin, max(0, r.Row))
	}
}

// bookWith returns the pack's book with the vintages that were imported besides.
func (n *Node) bookWith(known []Figures, records []ledger.Record) (*measure.Book, error) {
	d := n.pack.Book.Definitions
	grown := false
	d.Publications = slices.Clone(d.Publications)
	for i, f := range known {
		title := ""
		if s := records[i].Fact.Source; s != nil {
			title = s.Title
		}
		if withVintage(d.Publications, f.Publication, measure.Vintage{ID: f.Vintage, Published: f.Published, Title: title, Decimals: f.Decimals}) {
			grown = true
		}
	}
	if !grown {
		return n.pack.Book, nil
	}
	book, err := measure.NewBook(d)
	if err != nil {
		return nil, fmt.Errorf("node: vintages in the ledger: %w", err)
	}
	return book, nil
}

// withVintage adds a vintage where its publication does not have it yet, and reports whether it did.
func withVintage(all []measure.Publication, id measure.PublicationID, v measure.Vintage) bool {
	for i := range all {
		if all[i].ID != id || slices.ContainsFunc(all[i].Vintages, func(o measure.Vintage) bool { return o.ID == v.ID || o.Published == v.Published }) {
			continue
		}
		at, _ := slices.BinarySearchFunc(all[i].Vintages, v.Published, func(o measure.Vintage, d cal.Date) int { return int(o.Published - d) })
		all[i].Vintages = slices.Insert(slices.Clone(all[i].Vintages), at, v)
		return true
	}
	return false
}

// forget makes the data be built anew when they are asked for next.
func (n *Node) forget() {
	n.measuring.Lock()
	n.figures = nil
	n.measuring.Unlock()
}

// LoadFigures records the figures that the pack carries in the ledger, where it does not have them yet, and returns how many
// it recorded. Figures in the ledger are signed and can be proved.
func (n *Node) LoadFigures(ctx context.Context) (stored int, err error) {
	if n.pack.Book == nil {
		return 0, nil
	}
	records, err := collect(n.reader.Facts(ctx, ledger.Query{Kind: KindFigures}))
	if err != nil {
		return 0, err
	}
	there := measure.NewData(n.pack.Book)
	for _, rec := range records {
		f, err := readFigures(rec)
		if err != nil {
			return 0, fmt.Errorf("node: fact %v: %w", rec.ID, err)
		}
		addFigures(there, f, rec.ID)
	}
	for _, file := range n.pack.FigureFiles {
		for _, f := range missing(there, file, "packs/"+n.pack.ID+"/"+file.Name) {
			if err := n.recordAll(ctx, there.Book(), f, nil); err != nil {
				return stored, err
			}
			stored += len(f.Rows)
		}
	}
	return stored, nil
}

// missing returns the figures of a pack's file that are not in there, by publication and vintage.
func missing(there *measure.Data, file pack.FigureFile, document string) []Figures {
	var rows []FigureRow
	for i, o := range file.Figures {
		if added, _ := there.Would(o); added == measure.Stored {
			rows = append(rows, FigureRow{o, file.Lines[i]})
		}
	}
	all := byVintage(there.Book(), rows)
	for i := range all {
		all[i].Document = document
	}
	return all
}

// recordAll records figures of one vintage in one append, as long as it fits into memory.
func (n *Node) recordAll(ctx context.Context, book *measure.Book, f Figures, progress func(done, total int)) error {
	p, err := book.Publication(f.Publication)
	if err != nil {
		return err
	}
	source := entente.Source{Title: p.Title.In("en"), URL: p.URL, Date: cal.Day(f.Published)}
	for _, v := range p.Vintages {
		if v.ID == f.Vintage {
			source.Title = v.Title
		}
	}
	const perAppend = 4000 // facts: some three hundred megabytes
	done := 0
	for facts := range slices.Chunk(n.figureFacts(f, source), perAppend) {
		if _, err := n.append(ctx, facts); err != nil {
			return err
		}
		if done += len(facts) * figuresPerFact; progress != nil {
			progress(min(done, len(f.Rows)), len(f.Rows))
		}
	}
	return nil
}
