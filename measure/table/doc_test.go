package table_test

import (
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// TestDocExamples checks the mappings that doc/import.md shows.
func TestDocExamples(t *testing.T) {
	doc, err := os.ReadFile("../../doc/import.md")
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, block := range strings.Split(string(doc), "```yaml\n")[1:] {
		example, _, _ := strings.Cut(block, "```")
		var file struct{ Sources []any }
		if err := yaml.Unmarshal([]byte(example), &file); err != nil {
			t.Fatal(err)
		}
		for _, s := range file.Sources {
			text, err := yaml.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			if err := mapping(t, string(text)).Check(); err != nil {
				t.Errorf("%s\n%v", text, err)
			}
			checked++
		}
	}
	if checked != 8 {
		t.Errorf("checked %d mappings", checked)
	}
}
