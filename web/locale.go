package web

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"entente"
	"entente/cal"
)

//go:embed locale/*.yaml
var localeFiles embed.FS

// A catalogue holds the words of the pages in one language.
type catalogue struct {
	lang  entente.Lang
	words map[string]string
}

// preferred is the language of the pages for who asks for none of those there are.
const preferred entente.Lang = "en"

// readCatalogues reads a catalogue per file, named LANG.yaml, the preferred language first and the others by name.
func readCatalogues(fsys fs.FS) ([]*catalogue, error) {
	files, err := fs.Glob(fsys, "locale/*.yaml")
	if err != nil {
		return nil, err
	}
	var all []*catalogue
	for _, name := range files {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		c := &catalogue{lang: entente.Lang(strings.TrimSuffix(path.Base(name), ".yaml"))}
		if err := yaml.Load(data, &c.words); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, c)
	}
	slices.SortStableFunc(all, func(a, b *catalogue) int {
		switch {
		case a.lang == preferred:
			return -1
		case b.lang == preferred:
			return 1
		}
		return strings.Compare(string(a.lang), string(b.lang))
	})
	return all, nil
}

// text returns the words of a key, with args put in where they have verbs of package fmt. A key ending in ".n" counts by
// its first argument: where that is 1, the words are those of the key that ends in ".one" instead. A key without words
// stands for itself.
func (c *catalogue) text(key string, args ...any) string {
	if base, counts := strings.CutSuffix(key, ".n"); counts && len(args) > 0 && fmt.Sprint(args[0]) == "1" {
		if _, has := c.words[base+".one"]; has {
			key = base + ".one"
		}
	}
	s, ok := c.words[key]
	switch {
	case !ok:
		return key
	case len(args) == 0:
		return s
	}
	return fmt.Sprintf(s, args...)
}

// or returns the words of prefix and name, or name where the catalogue has none: for names that content brings along.
func (c *catalogue) or(prefix, name string) string {
	if s, ok := c.words[prefix+"."+name]; ok {
		return s
	}
	return name
}

// period returns a period in words where it has an end that is open, and otherwise as it is written.
func (c *catalogue) period(p cal.Period) string {
	first, last, isRange := strings.Cut(p.String(), "/")
	switch open := ".."; {
	case !isRange:
		return first
	case first == open && last == open:
		return c.text("period.always")
	case last == open:
		return c.text("period.since", first)
	case first == open:
		return c.text("period.until", last)
	}
	return c.text("period.both", first, last)
}

// catalogue returns the words in one of the languages of the pages.
func (s *site) catalogue(lang entente.Lang) *catalogue {
	i := slices.IndexFunc(s.catalogues, func(c *catalogue) bool { return c.lang == lang })
	return s.catalogues[max(i, 0)]
}
