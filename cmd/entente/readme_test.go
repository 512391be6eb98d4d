package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadme runs the console examples of the README, in order, in one folder. In their output "…" stands for any text.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(self, filepath.Join(dir, "entente")); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("ENTENTE_DATA", "data")
	t.Setenv("LC_ALL", "C.UTF-8")

	examples := consoleExamples(string(readme))
	if len(examples) < 10 {
		t.Fatalf("README.md has %d console examples", len(examples))
	}
	for _, e := range examples {
		got, _ := exec.Command("bash", "-c", e.command).CombinedOutput() // what it ends with shows in what it prints
		if !e.output.Match(got) {
			t.Errorf("$ %s\ngot:\n%swant:\n%v", e.command, got, e.output)
		}
	}
}

type example struct {
	command string
	output  *regexp.Regexp
}

// consoleExamples returns the commands in the console blocks of a Markdown text with the output below each.
func consoleExamples(markdown string) []example {
	var examples []example
	for _, block := range strings.Split(markdown, "```console\n")[1:] {
		block, _, _ = strings.Cut(block, "```")
		for _, part := range strings.Split("\n"+block, "\n$ ")[1:] {
			command, output, _ := strings.Cut(part, "\n")
			pattern := strings.ReplaceAll(regexp.QuoteMeta(strings.TrimSpace(output)), "…", "(?s:.*)")
			examples = append(examples, example{command, regexp.MustCompile(`^` + pattern + `\s*$`)})
		}
	}
	return examples
}
