package entente

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"entente/cal"
)

// An InstrumentID names a document by a slug, such as "vilnius-2023".
type InstrumentID string

// An Instrument is a document that binds, decides, asks or declares: a communiqué, treaty, policy, plan or pledge.
type Instrument struct {
	ID     InstrumentID `json:"id"`
	Names  Wording      `json:"names"`
	Kind   string       `json:"kind,omitempty"`
	Date   cal.Period   `json:"date,omitzero"`
	PartOf InstrumentID `json:"partOf,omitempty"`
	Source string       `json:"source,omitempty"`
	Note   string       `json:"note,omitempty"`
}

// A Provision is one numbered paragraph of an instrument.
type Provision struct {
	Number    int         `json:"number"`
	Title     Wording     `json:"title"`
	Programme ProgrammeID `json:"programme"`
}

// A ProgrammeID names an area of work by a slug, such as "investment".
type ProgrammeID string

// A Programme is an area of work that statements and undertakings belong to.
type Programme struct {
	ID      ProgrammeID `json:"id"`
	Title   Wording     `json:"title"`
	Summary Wording     `json:"summary,omitempty"`
}

// A StatementID names a statement by its instrument, provision and number in it; its text form is "vilnius-2023/27/1".
type StatementID struct {
	Instrument InstrumentID
	Provision  int
	Number     int
}

// ParseStatementID parses what [StatementID.String] writes.
func ParseStatementID(s string) (StatementID, error) {
	bad := fmt.Errorf("statement %q: want INSTRUMENT/PROVISION/NUMBER, such as vilnius-2023/27/1: %w", clip(s), ErrInvalid)
	parts := strings.Split(s, "/")
	if len(parts) != 3 || CheckSlug("instrument", parts[0]) != nil {
		return StatementID{}, bad
	}
	provision, perr := strconv.Atoi(parts[1])
	number, nerr := strconv.Atoi(parts[2])
	id := StatementID{InstrumentID(parts[0]), provision, number}
	if perr != nil || nerr != nil || provision < 0 || number < 1 || id.String() != s {
		return StatementID{}, bad
	}
	return id, nil
}

func (id StatementID) String() string {
	return fmt.Sprintf("%s/%d/%d", id.Instrument, id.Provision, id.Number)
}

// Compare orders statements by instrument, provision and number.
func (id StatementID) Compare(other StatementID) int {
	return cmp.Or(
		cmp.Compare(id.Instrument, other.Instrument),
		cmp.Compare(id.Provision, other.Provision),
		cmp.Compare(id.Number, other.Number))
}

// MarshalText implements [encoding.TextMarshaler].
func (id StatementID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (id *StatementID) UnmarshalText(b []byte) (err error) {
	*id, err = ParseStatementID(string(b))
	return err
}
