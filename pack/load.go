package pack

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"entente"
)

// What a pack of any size that people edit stays far below, so that no file can keep Load busy for long.
const (
	maxFile   = 1 << 20 // bytes of a file
	maxFaults = 1000    // faults listed
)

// Load reads the pack in fsys: all *.yaml files in it and its folders, except those under "tests", which are the pack's
// checks; the figures; and what the folder "watch" holds besides. It returns a Pack that is complete and consistent, or [Faults] that list all that is wrong, or another error
// when fsys cannot be read.
func Load(fsys fs.FS) (*Pack, error) {
	d := newDraft()
	if err := d.walk(fsys, "."); err != nil {
		return nil, err
	}
	return d.finish()
}

// LoadWatch reads only what the pack in fsys says of the sea, which is quicker. What that refers to elsewhere in the pack is not
// checked. Errors are those of [Load].
func LoadWatch(fsys fs.FS) (*Watch, error) {
	d := newDraft()
	if _, err := fs.Stat(fsys, watchFolder); errors.Is(err, fs.ErrNotExist) {
		return &d.pack.Watch, nil
	}
	if err := d.walk(fsys, watchFolder); err != nil {
		return nil, err
	}
	if len(d.faults) > 0 {
		return nil, d.sorted()
	}
	return &d.pack.Watch, nil
}

// LoadProcedures reads only what the pack in fsys says of procedures, in its folder "procedures", which is quicker: definitions,
// meetings and holidays. What they refer to elsewhere in the pack is not checked. Errors are those of [Load].
func LoadProcedures(fsys fs.FS) (*Pack, error) {
	const folder = "procedures"
	d := newDraft()
	if _, err := fs.Stat(fsys, folder); errors.Is(err, fs.ErrNotExist) {
		return d.pack, nil
	}
	if err := d.walk(fsys, folder); err != nil {
		return nil, err
	}
	if len(d.faults) > 0 {
		return nil, d.sorted()
	}
	return d.pack, nil
}

// walk reads the files of a folder and those in it.
func (d *draft) walk(fsys fs.FS, root string) error {
	err := fs.WalkDir(fsys, root, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name == "tests":
			return fs.SkipDir
		case entry.IsDir():
			return nil
		case path.Ext(name) == ".yml":
			d.fault(place{file: name}, "", "name the file %s.yaml", name[:len(name)-len(".yml")])
			return nil
		case path.Ext(name) == ".yaml", path.Ext(name) == ".csv" && path.Dir(name) == figuresFolder, isWatchFile(name):
			return d.readFile(fsys, name)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("pack: %w", err)
	}
	return nil
}

func (d *draft) readFile(fsys fs.FS, name string) error {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return err
	}
	if info.Size() > maxFile {
		d.fault(place{file: name}, "", "has %d bytes: want at most %d; cut it in two", info.Size(), maxFile)
		return nil
	}
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	switch {
	case isWatchFile(name):
		d.readWatch(name, data)
	case path.Ext(name) == ".csv":
		d.readFigures(name, data)
	default:
		d.read(name, data)
	}
	return nil
}

// read adds the records of one file.
func (d *draft) read(name string, data []byte) {
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		d.partial = true
		line, text := explain(err)
		d.fault(place{file: name, line: line}, "", "not YAML: %s", text)
		return
	}
	(&decoder{d, name}).document(doc.Content[0])
}

// explain returns the line and the reason of an error in YAML syntax.
func explain(err error) (line int, text string) {
	if e, ok := errors.AsType[*yaml.LoadError](err); ok {
		return e.Mark.Line, strings.TrimPrefix(e.Message, "yaml: ")
	}
	return 0, err.Error()
}

// sorted returns all that is wrong, in order.
func (d *draft) sorted() Faults {
	d.faults.sort()
	if d.more {
		d.faults = append(d.faults, Fault{File: ".", Text: "more faults are not listed"})
	}
	return d.faults
}

// finish checks what only the whole pack can show and returns the pack or the faults.
func (d *draft) finish() (*Pack, error) {
	// Where a part could not be read, everything that it declares would be reported as missing.
	if !d.partial {
		d.link()
	}
	if len(d.faults) > 0 {
		return nil, d.sorted()
	}
	p := d.pack
	slices.SortFunc(p.Provisions, func(a, b entente.Provision) int { return cmp.Compare(a.Number, b.Number) })
	slices.SortFunc(p.Entries, func(a, b entente.Undertaking) int { return a.ID.Compare(b.ID) })
	p.index = newIndex(p)
	return p, nil
}
