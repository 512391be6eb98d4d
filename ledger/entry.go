package ledger

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"

	"entente"
	"entente/cal"

	"golang.org/x/mod/sumdb/tlog"
)

// A Record is a fact with its place in the ledger.
type Record struct {
	ID       entente.FactID `json:"id"` // the RFC 6962 leaf hash of the entry
	Node     string         `json:"node"`
	Index    int64          `json:"index"`
	Recorded cal.Instant    `json:"recorded"` // when the ledger learned it
	Fact     entente.Fact   `json:"fact"`

	// ReplacedBy names the correction that was in force as of a query; zero while the fact itself is. It is no part of
	// the entry.
	ReplacedBy entente.FactID `json:"replacedBy,omitzero"`
}

// Log returns the log that r stands in.
func (r Record) Log() LogID { return LogID{r.Node, r.Fact.Label} }

// An entry is the canonical JSON object
//
//	{"fact":{…},"index":0,"node":"deu","recorded":"2023-07-11T00:00:00.000000Z"}
//
// Since it names its log and index it cannot be moved to another place unnoticed.

// An encoder writes facts as canonical JSON. It remembers what the facts of one append mostly share.
type encoder struct {
	label      entente.Label
	labelText  string
	period     cal.Period
	periodText string
}

// appendFact appends f as canonical JSON. The payload is canonical already.
func (e *encoder) appendFact(b []byte, f *entente.Fact) []byte {
	if e.labelText == "" || e.label != f.Label {
		e.label, e.labelText = f.Label, f.Label.String()
	}
	if e.period != f.Period {
		e.period, e.periodText = f.Period, f.Period.String()
	}
	b = appendMember(append(b, '{'), "author", string(f.Author))
	if f.Exercise {
		b = append(b, `,"exercise":true`...)
	}
	b = appendMember(b, "kind", f.Kind)
	b = appendMember(b, "label", e.labelText)
	b = append(b, `,"payload":`...)
	b = append(b, f.Payload...)
	if !f.Period.IsZero() {
		b = appendMember(b, "period", e.periodText)
	}
	if !f.Replaces.IsZero() {
		b = appendMember(b, "replaces", f.Replaces.String())
	}
	if f.Source != nil {
		b = append(b, `,"source":`...)
		b = appendSource(b, f.Source)
	}
	b = appendMember(b, "subject", f.Subject)
	return append(b, '}')
}

func appendSource(b []byte, s *entente.Source) []byte {
	b = append(b, '{')
	if !s.Date.IsZero() {
		b = appendMember(b, "date", s.Date.String())
	}
	if s.Place != "" {
		b = appendMember(b, "place", s.Place)
	}
	b = appendMember(b, "title", s.Title)
	if s.URL != "" {
		b = appendMember(b, "url", s.URL)
	}
	return append(b, '}')
}

// appendMember appends a member whose name needs no escape, with a comma where one is due.
func appendMember(b []byte, name, value string) []byte {
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	b = append(b, '"')
	b = append(b, name...)
	b = append(b, '"', ':')
	return appendString(b, value)
}

// appendEntry appends the entry of a fact, given as canonical JSON, recorded at an instant, given as text.
func appendEntry(b, fact []byte, index int64, node, recorded string) []byte {
	b = append(b, `{"fact":`...)
	b = append(b, fact...)
	b = append(b, `,"index":`...)
	b = strconv.AppendInt(b, index, 10)
	b = appendMember(b, "node", node)
	b = appendMember(b, "recorded", recorded)
	return append(b, '}')
}

// maxIndex is the largest integer that canonical JSON holds exactly.
const maxIndex = 1<<53 - 1

// fields are the raw parts of an entry. Those that are absent are nil.
type fields struct {
	author, kind, label, payload, period, replaces, source, subject []byte
	isExercise                                                      bool
	index                                                           int64
	node, recorded                                                  []byte
}

// scanEntry cuts an entry into its parts. It checks that the entry is canonical and complete, not what the parts say.
func scanEntry(body []byte) (fields, error) {
	var e fields
	s := scanner{rest: body, ok: isText(body)}
	s.must(`{"fact":{"author":`)
	e.author = s.string()
	e.isExercise = s.has(`,"exercise":true`)
	e.kind = s.member(`,"kind":`)
	e.label = s.member(`,"label":`)
	s.must(`,"payload":`)
	e.payload = s.value()
	e.period = s.optional(`,"period":`)
	e.replaces = s.optional(`,"replaces":`)
	if s.has(`,"source":`) {
		e.source = s.value()
	}
	e.subject = s.member(`,"subject":`)
	s.must(`},"index":`)
	e.index = s.integer()
	e.node = s.member(`,"node":`)
	e.recorded = s.member(`,"recorded":`)
	s.must(`}`)
	if !s.ok || len(s.rest) > 0 {
		return fields{}, fmt.Errorf("entry %.60q: %w: %w", body, errNotCanonical, entente.ErrInvalid)
	}
	return e, nil
}

// A scanner reads canonical JSON of known shape. After a fault it reads nothing more, and ok is false.
type scanner struct {
	rest []byte
	ok   bool
}

func (s *scanner) has(literal string) bool {
	rest, ok := skip(s.rest, literal)
	if !s.ok || !ok {
		return false
	}
	s.rest = rest
	return true
}

func (s *scanner) must(literal string) { s.ok = s.has(literal) }

func (s *scanner) string() []byte {
	raw, rest, ok := skipString(s.rest)
	if !s.ok || !ok {
		s.ok = false
		return nil
	}
	s.rest = rest
	return raw
}

func (s *scanner) value() []byte {
	rest, ok := skipValue(s.rest, maxDepth)
	if !s.ok || !ok {
		s.ok = false
		return nil
	}
	v := s.rest[:len(s.rest)-len(rest)]
	s.rest = rest
	return v
}

// integer reads a number without sign, fraction and exponent.
func (s *scanner) integer() (n int64) {
	for _, c := range s.value() {
		n = 10*n + int64(c-'0')
		s.ok = s.ok && '0' <= c && c <= '9' && n <= maxIndex
	}
	return n
}

// member reads a member that is a string, whose name is given with what stands around it.
func (s *scanner) member(name string) []byte {
	s.must(name)
	return s.string()
}

func (s *scanner) optional(name string) []byte {
	if !s.has(name) {
		return nil
	}
	return s.string()
}

// ParseEntry parses the bytes of an entry. It accepts only what [Ledger.Append] writes.
func ParseEntry(body []byte) (Record, error) {
	e, err := scanEntry(body)
	if err != nil {
		return Record{}, err
	}
	r, err := e.record()
	if err == nil {
		err = r.Fact.Check()
	}
	if err != nil {
		return Record{}, fmt.Errorf("entry %.60q: %w: %w", body, err, entente.ErrInvalid)
	}
	fact := new(encoder).appendFact(make([]byte, 0, len(body)), &r.Fact)
	again := appendEntry(make([]byte, 0, len(body)), fact, r.Index, r.Node, r.Recorded.String())
	if !bytes.Equal(again, body) {
		return Record{}, fmt.Errorf("entry %.60q: not as the ledger writes it: %w", body, entente.ErrInvalid)
	}
	r.ID = entente.FactID(tlog.RecordHash(body))
	return r, nil
}

func (e fields) record() (r Record, err error) {
	r.Fact = entente.Fact{
		Author:   entente.ActorID(e.author),
		Exercise: e.isExercise,
		Kind:     string(e.kind),
		Subject:  string(e.subject),
		Payload:  bytes.Clone(e.payload),
	}
	r.Index, r.Node = e.index, string(e.node)
	if err := entente.CheckSlug("node", r.Node); err != nil {
		return Record{}, err
	}
	if r.Recorded, err = cal.ParseInstant(string(e.recorded)); err != nil {
		return Record{}, err
	}
	if r.Fact.Label, err = entente.ParseLabel(string(e.label)); err != nil {
		return Record{}, err
	}
	if r.Fact.Period, err = cal.ParsePeriod(string(e.period)); err != nil {
		return Record{}, err
	}
	if e.replaces != nil {
		if r.Fact.Replaces, err = entente.ParseFactID(string(e.replaces)); err != nil {
			return Record{}, err
		}
	}
	if e.source != nil {
		err = json.Unmarshal(e.source, &r.Fact.Source)
	}
	return r, err
}
