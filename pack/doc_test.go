package pack_test

import (
	"os"
	"strings"
	"testing"
)

// scaffold declares what the register example of doc/pack.md names.
const scaffold = `pack: {id: vilnius, version: "1", instrument: vilnius-2023, languages: [en, zh], licence: Apache-2.0, title: {en: V, zh: 维}}
provisions:
- {number: 26, title: {en: A, zh: 甲}, programme: investment}
- {number: 27, title: {en: B, zh: 乙}, programme: investment}
programmes:
- {id: investment, title: {en: Investment, zh: 防务投入}}
groups:
- {id: allies, names: {en: Allies, zh: 盟国}, open: true}
instruments:
- {id: vilnius-2023, names: {en: V, zh: 维}}
- {id: washington-treaty-3, names: {en: W, zh: 华}}
- {id: strategic-concept-2022, names: {en: S, zh: 战}}
systems:
- {id: V047, names: {en: S, zh: 系}, provisions: [27], programme: investment, lets: {en: See, zh: 看}, today: register}
`

// TestDocExample reads the register that doc/pack.md shows. Its one fault is that it shows 26/3 without what comes before.
func TestDocExample(t *testing.T) {
	doc, err := os.ReadFile("../doc/pack.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(doc), "```yaml\n")
	example, _, found := strings.Cut(rest, "```")
	if !found || !strings.HasPrefix(example, "undertakings:\n") {
		t.Fatalf("doc/pack.md does not begin with the register example: %q", example)
	}
	_, err = load(t, map[string]string{"pack.yaml": scaffold, "register.yaml": example})
	const want = "register.yaml:18: statement 26/1 missing before 26/3"
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}
