package web

import (
	"fmt"
	"net/http"

	"entente"
)

// An aboutPage says what this is, and of what.
type aboutPage struct {
	Pack    string
	Version string // of the pack
	Licence string
	Source  string
	Program string // version
	Key     string
}

func (s *site) about(v *view, _ *http.Request) (page, error) {
	return page{Template: "about", Section: "about", Title: s.catalogue(v.Lang).text("nav.about"), Body: aboutPage{
		Pack: s.pack.ID, Version: s.pack.Version, Licence: s.pack.Licence, Source: s.pack.Source,
		Program: s.opts.Version, Key: s.node.PublicKey(),
	}}, nil
}

// nothing answers for addresses without a page.
func (s *site) nothing(v *view, _ *http.Request) (page, error) {
	return page{}, fmt.Errorf("web: page %s: %w", v.Path, entente.ErrNotFound)
}
