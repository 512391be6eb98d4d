package entente

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A Class is a level of protection, lowest first.
type Class string

// The classes.
const (
	Unclassified Class = "UNCLASSIFIED"
	Restricted   Class = "RESTRICTED"
	Confidential Class = "CONFIDENTIAL"
	Secret       Class = "SECRET"
)

var classes = []Class{Unclassified, Restricted, Confidential, Secret}

// A Label says who may know a fact: the parties of its release, cleared for its class. A label names the channel that the
// fact travels in. Its text form is "PUBLIC", or CLASS:RELEASE such as "RESTRICTED:ALLIES+UKR".
type Label struct {
	class   Class
	release string
}

// Public is the label of what anyone may know. The zero Label is Public.
var Public = Label{}

const public = "PUBLIC"

var releaseAtom = regexp.MustCompile(`^[A-Z][A-Z0-9-]{1,31}$`)

// NewLabel returns the label of a class released to groups and parties, named in capitals ("ALLIES", "UKR").
func NewLabel(class Class, release ...string) (Label, error) {
	if !slices.Contains(classes, class) {
		return Label{}, fmt.Errorf("class %q: want one of %v: %w", clip(string(class)), classes, ErrInvalid)
	}
	if len(release) == 0 {
		return Label{}, fmt.Errorf("label of class %s names nobody: %w", class, ErrInvalid)
	}
	release = slices.Clone(release)
	slices.Sort(release)
	for i, atom := range release {
		switch {
		case !releaseAtom.MatchString(atom), atom == public:
			return Label{}, fmt.Errorf("release to %q: want a group or party in capitals: %w", clip(atom), ErrInvalid)
		case i > 0 && release[i-1] == atom:
			return Label{}, fmt.Errorf("release names %q twice: %w", atom, ErrInvalid)
		}
	}
	return Label{class, strings.Join(release, "+")}, nil
}

// ParseLabel parses what [Label.String] writes.
func ParseLabel(s string) (Label, error) {
	if s == public {
		return Public, nil
	}
	class, release, found := strings.Cut(s, ":")
	if !found {
		return Label{}, fmt.Errorf("label %q: want PUBLIC, or CLASS:RELEASE such as RESTRICTED:ALLIES+UKR: %w", clip(s), ErrInvalid)
	}
	l, err := NewLabel(Class(class), strings.Split(release, "+")...)
	if err != nil {
		return Label{}, fmt.Errorf("label %q: %w", clip(s), err)
	}
	if l.String() != s {
		return Label{}, fmt.Errorf("label %q: write %q: %w", clip(s), l, ErrInvalid)
	}
	return l, nil
}

// IsPublic reports whether anyone may know.
func (l Label) IsPublic() bool { return l == Public }

// Class returns the level of protection.
func (l Label) Class() Class {
	if l.IsPublic() {
		return Unclassified
	}
	return l.class
}

// Release returns the groups and parties that may know, in alphabetical order; none for [Public].
func (l Label) Release() []string {
	if l.IsPublic() {
		return nil
	}
	return strings.Split(l.release, "+")
}

func (l Label) String() string {
	if l.IsPublic() {
		return public
	}
	return string(l.class) + ":" + l.release
}

// MarshalText implements [encoding.TextMarshaler].
func (l Label) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (l *Label) UnmarshalText(b []byte) (err error) {
	*l, err = ParseLabel(string(b))
	return err
}
