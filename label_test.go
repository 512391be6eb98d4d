package entente_test

import (
	"errors"
	"slices"
	"testing"

	"entente"
)

func TestParseLabel(t *testing.T) {
	check := func(s string, class entente.Class, release ...string) {
		t.Helper()
		l, err := entente.ParseLabel(s)
		if err != nil {
			t.Error(err)
		}
		if l.Class() != class || !slices.Equal(l.Release(), release) || l.String() != s {
			t.Errorf("%q: got %v: %s to %v", s, l, l.Class(), l.Release())
		}
	}
	check("PUBLIC", entente.Unclassified)
	check("UNCLASSIFIED:ALLIES", entente.Unclassified, "ALLIES")
	check("RESTRICTED:ALLIES+UKR", entente.Restricted, "ALLIES", "UKR")
	check("SECRET:DEU", entente.Secret, "DEU")

	refuse := func(s string) {
		t.Helper()
		if l, err := entente.ParseLabel(s); !errors.Is(err, entente.ErrInvalid) {
			t.Errorf("%q: got %v, %v", s, l, err)
		}
	}
	refuse("")
	refuse("public")
	refuse("RESTRICTED")
	refuse("RESTRICTED:")
	refuse("RESTRICTED:UKR+ALLIES") // not in order
	refuse("RESTRICTED:UKR+UKR")
	refuse("RESTRICTED:ukr")
	refuse("RESTRICTED:PUBLIC")
	refuse("TOP SECRET:ALLIES")
	refuse("RESTRICTED:ALLIES+")
}

func TestNewLabel(t *testing.T) {
	release := []string{"UKR", "ALLIES"}
	l, err := entente.NewLabel(entente.Restricted, release...)
	if err != nil || l.String() != "RESTRICTED:ALLIES+UKR" {
		t.Errorf("got %v, %v", l, err)
	}
	if !slices.Equal(release, []string{"UKR", "ALLIES"}) {
		t.Errorf("the argument was reordered: %v", release)
	}
	if _, err := entente.NewLabel(entente.Secret); !errors.Is(err, entente.ErrInvalid) {
		t.Errorf("a label for nobody: %v", err)
	}
	if !(entente.Label{}).IsPublic() || l.IsPublic() {
		t.Error("the zero label is the public one, and no other")
	}
}

func FuzzParseLabel(f *testing.F) {
	for _, s := range []string{"PUBLIC", "RESTRICTED:ALLIES+UKR", "SECRET:DEU", "SECRET:", "UNCLASSIFIED:A+B"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := entente.ParseLabel(s)
		if err != nil {
			return
		}
		if l.String() != s {
			t.Errorf("%q is written %q", s, l)
		}
		if l.IsPublic() {
			return
		}
		if again, err := entente.NewLabel(l.Class(), l.Release()...); err != nil || again != l {
			t.Errorf("%q: its parts make %v, %v", s, again, err)
		}
	})
}
