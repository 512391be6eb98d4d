package report

import (
	"embed"
	"fmt"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"

	"entente"
	"entente/measure/picture"
)

//go:embed words/*.yaml
var wordFiles embed.FS

// Langs lists the languages that a report can be written in.
var Langs = []entente.Lang{"en", "zh"}

// words are the words of the report in one language, by key.
type words map[string]string

// catalogues reads the words of all languages, once.
var catalogues = sync.OnceValue(func() map[entente.Lang]words {
	all := make(map[entente.Lang]words)
	for _, lang := range Langs {
		b, err := wordFiles.ReadFile("words/" + string(lang) + ".yaml")
		w := make(words)
		if err == nil {
			err = yaml.Load(b, &w)
		}
		if err != nil {
			panic(fmt.Sprintf("report: words of %s: %v", lang, err)) // they are part of the program
		}
		all[lang] = w
	}
	for key, text := range picture.English {
		all["en"][key] = text
	}
	return all
})

// CheckLang reports whether a report can be written in lang.
func CheckLang(lang entente.Lang) error {
	for _, l := range Langs {
		if l == lang {
			return nil
		}
	}
	return fmt.Errorf("language %.20q: a report is written in one of %v: %w", lang, Langs, entente.ErrInvalid)
}

// text returns the words of a key with args put in. A key without words stands for itself, in brackets that no text has.
func (w words) text(key string, args ...any) string {
	s, ok := w[key]
	switch {
	case !ok:
		return "⟦" + key + "⟧"
	case len(args) == 0:
		return s
	}
	return fmt.Sprintf(s, args...)
}

// or returns the words of prefix and name, or name where there are none: for names that content brings along.
func (w words) or(prefix, name string) string {
	if s, ok := w[prefix+"."+name]; ok {
		return s
	}
	return name
}

// join lists things as the language does.
func (w words) join(list []string) string { return strings.Join(list, w["comma"]) }
