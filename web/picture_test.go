package web

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"entente"
)

func TestEveryActHasItsShape(t *testing.T) {
	seen := make(map[string]entente.Act)
	for _, a := range entente.Acts {
		d := outlines[a]
		if d == "" {
			t.Errorf("%s has no shape", a)
		}
		if other, ok := seen[d]; ok {
			t.Errorf("%s and %s have one shape", a, other)
		}
		seen[d] = a
	}
	if len(outlines) != len(entente.Acts) {
		t.Errorf("%d shapes for %d acts", len(outlines), len(entente.Acts))
	}
}

func TestNewMark(t *testing.T) {
	check := func(want mark, acts ...entente.Act) {
		t.Helper()
		if got := newMark(entente.Undertaking{Act: acts[0], Acts: acts}, ""); got != want {
			t.Errorf("%v: %+v, want %+v", acts, got, want)
		}
	}
	check(mark{Act: entente.Commitment}, entente.Commitment)
	check(mark{Act: entente.Position}, entente.Position)
	check(mark{Act: entente.Position}, entente.Position, entente.Report)
	check(mark{Act: entente.Position, Inner: entente.Call}, entente.Position, entente.Report, entente.Call)
	check(mark{Act: entente.Commitment}, entente.Commitment, entente.Call)
}

func TestStrip(t *testing.T) {
	marks := make([]mark, 11)
	for i := range marks {
		marks[i] = mark{Act: entente.Report}
	}
	marks[0] = mark{Act: entente.Position, Inner: entente.Call, Label: `1/1 "a" <b> & c`}
	svg := string(strip(marks, perRow))
	for _, want := range []string{
		`viewBox="0 0 108 24"`, `aria-hidden="true"`,
		`<g class="m position" transform="translate(1 1)"><title>1/1 &#34;a&#34; &lt;b&gt; &amp; c</title>`,
		`<circle class="call"`, `translate(97 1)`, `translate(1 13)`, `translate(13 13)`,
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("%s: no %s", svg, want)
		}
	}
	if got := strings.Count(svg, "<path"); got != len(marks) {
		t.Errorf("%d shapes, want %d", got, len(marks))
	}
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("not XML: %v", err)
		}
	}
}
