package sdmx

import (
	"fmt"
	"regexp"
	"strings"

	"entente"
)

// A Kind says what a [Reference] names.
type Kind string

// The kinds, in the words of SDMX-CSV.
const (
	Dataflow      Kind = "dataflow"
	DataStructure Kind = "datastructure"
	Provision     Kind = "dataprovision"
)

// A Reference names what describes a dataset.
type Reference struct {
	Kind    Kind
	Agency  string
	ID      string
	Version string // "" for what has no version; a URN says 1.0 then
}

// String returns "ESTAT:NA_MAIN(1.6.0)", without the brackets where there is no version.
func (r Reference) String() string {
	if r.Version == "" {
		return r.Agency + ":" + r.ID
	}
	return r.Agency + ":" + r.ID + "(" + r.Version + ")"
}

// classes are the packages and classes of the information model, as they stand in a URN.
var classes = map[Kind]string{
	Dataflow:      "datastructure.Dataflow",
	DataStructure: "datastructure.DataStructure",
	Provision:     "registry.ProvisionAgreement",
}

const urnPrefix = "urn:sdmx:org.sdmx.infomodel."

// URN returns the reference as a uniform resource name.
func (r Reference) URN() string {
	return urnPrefix + classes[r.Kind] + "=" + r.versioned().String()
}

// versioned returns r with the version that a URN states for what has none.
func (r Reference) versioned() Reference {
	if r.Version == "" {
		r.Version = "1.0"
	}
	return r
}

var (
	identification = regexp.MustCompile(`^([A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)*):([\w@$-]+)(?:\(([\w.+-]+)\))?$`)
	agencyForm     = regexp.MustCompile(`^[A-Za-z][\w-]*(\.[A-Za-z][\w-]*)*$`)
	artefactForm   = regexp.MustCompile(`^[A-Za-z][\w-]*$`)
	idForm         = regexp.MustCompile(`^[\w@$-]+$`)
	componentForm  = regexp.MustCompile(`^[A-Za-z][\w-]*$`)
	nestedForm     = regexp.MustCompile(`^[A-Za-z][\w-]*((\[\])*\.[A-Za-z][\w-]*)*$`)
	versionForm    = regexp.MustCompile(`^(0|[1-9]\d*)(\.(0|[1-9]\d*)){0,2}$`)
)

// parseReference reads what [Reference.String] writes.
func parseReference(kind Kind, s string) (Reference, error) {
	m := identification.FindStringSubmatch(s)
	if m == nil {
		return Reference{}, fmt.Errorf("structure %q: want AGENCY:ID(VERSION): %w", clip(s), entente.ErrInvalid)
	}
	return Reference{kind, m[1], m[2], m[3]}, nil
}

// parseURN reads what [Reference.URN] writes.
func parseURN(s string) (Reference, error) {
	s = strings.TrimSpace(s)
	class, name, _ := strings.Cut(strings.TrimPrefix(s, urnPrefix), "=")
	for kind, c := range classes {
		if c == class {
			return parseReference(kind, name)
		}
	}
	return Reference{}, fmt.Errorf("%q: want the URN of a data flow, data structure or provision agreement: %w", clip(s), entente.ErrInvalid)
}

// check reports whether r can be written in any format.
func (r Reference) check() error {
	switch {
	case classes[r.Kind] == "":
		return fmt.Errorf("structure %v: kind %q: want %s, %s or %s: %w", r, r.Kind, Dataflow, DataStructure, Provision, entente.ErrInvalid)
	case !agencyForm.MatchString(r.Agency), !artefactForm.MatchString(r.ID):
		return fmt.Errorf("structure %q: want AGENCY:ID(VERSION): %w", clip(r.String()), entente.ErrInvalid)
	case !versionForm.MatchString(r.versioned().Version):
		return fmt.Errorf("structure %v: version %q: want up to three numbers joined by points: %w", r, r.Version, entente.ErrInvalid)
	}
	return nil
}

// clip shortens s for a message.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
