package main

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"entente"
	"entente/node"
	"entente/pack"
)

// builtinPacks is the folder of the packs that come with the program.
const builtinPacks = "packs"

// loadPack loads a pack by the name of a built-in one or by its folder, and says where it stands. An empty name is the
// first built-in pack.
func loadPack(name string) (p *pack.Pack, dir string, err error) {
	fsys, dir, err := openPack(name)
	if err != nil {
		return nil, "", err
	}
	p, err = pack.Load(fsys)
	return p, dir, err
}

// openPack returns the files of a pack, and where they are.
func openPack(name string) (fsys fs.FS, dir string, err error) {
	switch builtin := builtinPack(name); {
	case builtin != "":
		dir = path.Join(builtinPacks, builtin)
		fsys, err = fs.Sub(entente.Packs, dir)
	default:
		dir = name
		fsys, err = folder(name)
	}
	return fsys, dir, err
}

// loadWatch loads what a pack says of the sea.
func loadWatch(name string) (*pack.Watch, error) {
	fsys, _, err := openPack(name)
	if err != nil {
		return nil, err
	}
	return pack.LoadWatch(fsys)
}

// builtinPack returns the name of the built-in pack asked for, or "" where name is a folder.
func builtinPack(name string) string {
	entries, err := fs.ReadDir(entente.Packs, builtinPacks)
	if err != nil {
		panic(err) // the packs are part of the program
	}
	for _, e := range entries {
		if e.Name() == name || name == "" {
			return e.Name()
		}
	}
	return ""
}

func folder(name string) (fs.FS, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil && !strings.ContainsRune(name, filepath.Separator):
		return nil, fmt.Errorf("pack %s: no built-in pack and no folder: %w", name, plainError(err))
	case err != nil:
		return nil, fmt.Errorf("pack %s: %w", name, plainError(err))
	case !info.IsDir():
		return nil, fmt.Errorf("pack %s: want a folder: %w", name, entente.ErrInvalid)
	}
	return os.DirFS(name), nil
}

// open opens the node of the data folder.
func (w *world) open(o node.Options) (*node.Node, error) {
	p, dir, err := loadPack(w.app.Pack)
	if err != nil {
		return nil, fmt.Errorf("pack %s: %w; see entente pack check", dir, err)
	}
	o.Pack, o.Dir, o.Cache = p, w.app.Data, cacheFolder()
	o.Warn = func(err error) { fmt.Fprintln(w.stderr, "entente: "+message(err)) }
	return node.Open(w.ctx, o)
}

// openToRead opens the node without changing anything, also while another process serves it.
func (w *world) openToRead() (*node.Node, error) { return w.open(node.Options{ReadOnly: true}) }

var withoutInstrument = regexp.MustCompile(`^[0-9]+(/[0-9]+)?$`)

// subject completes the short name of a provision or statement, such as 27/1, with the pack's instrument.
func subject(p *pack.Pack, s string) string {
	if withoutInstrument.MatchString(s) {
		return string(p.Instrument.ID) + "/" + s
	}
	return s
}

// A display says in which language to show what has several.
type display struct {
	Lang string `help:"Language of titles and names; otherwise that of the environment." placeholder:"LANG"`
}

// langs returns the languages to show, the preferred one first.
func (d display) langs() []entente.Lang {
	for _, v := range []string{d.Lang, os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG")} {
		if len(v) >= 2 && v != "POSIX" {
			return []entente.Lang{entente.Lang(strings.ToLower(v[:2]))}
		}
	}
	return nil
}
