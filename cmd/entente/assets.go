package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"math"
	"os"
	"strings"

	"entente/geo"
	"entente/watch"
	"entente/watch/asset"
)

type assetsCommand struct {
	Check assetsCheck `cmd:"" help:"Read files of cables, pipelines and areas, and say what of them can be watched over, and what looks wrong."`
}

type assetsCheck struct {
	Files []string `arg:"" help:"Files of GeoJSON, KML, well-known text or tables with it, also packed; - is standard input."`
	Out   string   `help:"Write all of them as one file of GeoJSON." type:"path" placeholder:"FILE"`
	JSON  bool     `help:"Print the result as one JSON document."`
}

// An assetRow is an asset or an area as it is listed.
type assetRow struct {
	File     string   `json:"file"`
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Kind     string   `json:"kind"`
	Lines    int      `json:"lines"`
	Shapes   int      `json:"shapes"`
	LengthKM float64  `json:"length_km"` // of the lines and outlines
	Corridor float64  `json:"corridor_m"`
	Accuracy float64  `json:"accuracy_m"`
	Look     []string `json:"look"` // what is worth a look
}

type assetsReport struct {
	Read    int             `json:"read"`
	Rows    []assetRow      `json:"features"`
	Refused []refusedInFile `json:"refused"`
}

type refusedInFile struct {
	File string `json:"file"`
	asset.Refusal
}

func (c *assetsCheck) Run(w *world) error {
	r := assetsReport{Rows: []assetRow{}, Refused: []refusedInFile{}}
	var all asset.Set
	for _, name := range c.Files {
		set, err := assetsIn(w, name)
		if err != nil {
			return placed{name, err}
		}
		r.add(name, &set)
		all.Assets, all.Areas = append(all.Assets, set.Assets...), append(all.Areas, set.Areas...)
	}
	r.repeated()
	if c.Out != "" {
		var b bytes.Buffer
		if err := asset.Write(&b, all); err != nil {
			return err
		}
		if err := writeFile(c.Out, b.Bytes()); err != nil {
			return placed{"--out", err}
		}
	}
	if c.JSON {
		if err := w.writeJSON(r); err != nil {
			return err
		}
	} else {
		r.print(w)
	}
	if len(r.Refused) > 0 {
		return finding{count(len(r.Refused), "feature is", "features are") + " refused"}
	}
	return nil
}

// assetsIn reads a file, which may be packed.
func assetsIn(w *world, name string) (asset.Set, error) {
	in := io.NopCloser(w.stdin)
	if name != standardInput {
		f, err := os.Open(name)
		if err != nil {
			return asset.Set{}, plainError(err)
		}
		in = f
	}
	defer in.Close()
	plain, err := unpack(in)
	if err != nil {
		return asset.Set{}, err
	}
	defer plain.Close()
	b, err := io.ReadAll(plain)
	if err != nil {
		return asset.Set{}, err
	}
	return asset.Read(b, name)
}

func (r *assetsReport) add(file string, s *asset.Set) {
	r.Read += s.Read
	for i := range s.Assets {
		a := &s.Assets[i]
		row := assetRow{File: file, ID: a.ID, Name: a.Name, Kind: string(a.Kind), Lines: len(a.Lines), Shapes: len(a.Shapes), Corridor: a.Corridor, Accuracy: a.Accuracy, Look: []string{}}
		for _, l := range a.Lines {
			row.look(l)
		}
		for _, g := range a.Shapes {
			row.LengthKM += geo.Line(g[0]).Length() / 1000
		}
		if a.Kind == watch.OtherAsset {
			row.note("kind unknown: give it power, telecom, pipeline, wind farm or platform")
		}
		if a.Source == "" && !a.Exercise {
			row.note("no source")
		}
		if a.Accuracy == 0 {
			row.note("no accuracy")
		}
		r.Rows = append(r.Rows, row)
	}
	for _, a := range s.Areas {
		row := assetRow{File: file, ID: a.ID, Name: a.Name, Kind: string(a.Kind), Look: []string{}, LengthKM: 2 * math.Pi * a.Radius / 1000}
		if len(a.Shape) > 0 {
			row.Shapes, row.LengthKM = 1, geo.Line(a.Shape[0]).Length()/1000
		}
		if a.Source == "" && !a.Exercise {
			row.note("no source")
		}
		r.Rows = append(r.Rows, row)
	}
	for _, one := range s.Refused {
		r.Refused = append(r.Refused, refusedInFile{file, one})
	}
}

// look measures a line, and notes what may be a slip.
func (a *assetRow) look(l geo.Line) {
	const long = 200_000 // metres
	for i := range l[1:] {
		switch d := l[i].Distance(l[i+1]); {
		case d == 0:
			a.note("a point is given twice")
		case d > long:
			a.note(fmt.Sprintf("%.0f km from %v to %v without a point between", d/1000, l[i], l[i+1]))
		}
	}
	a.LengthKM += l.Length() / 1000
}

// note keeps a remark once.
func (a *assetRow) note(text string) {
	for _, n := range a.Look {
		if n == text {
			return
		}
	}
	a.Look = append(a.Look, text)
}

// repeated notes names that several features have.
func (r *assetsReport) repeated() {
	names := make(map[string]int)
	for _, row := range r.Rows {
		names[strings.ToLower(row.Name)]++
	}
	for i := range r.Rows {
		if n := names[strings.ToLower(r.Rows[i].Name)]; n > 1 {
			r.Rows[i].note(fmt.Sprintf("%d features have this name", n))
		}
	}
}

func (r *assetsReport) print(w *world) {
	t := newTable("ID", "KIND", "KM", "CORRIDOR", "ACCURACY", "NAME", "WORTH A LOOK")
	for _, a := range r.Rows {
		metres := func(v float64) string {
			if v == 0 {
				return "-"
			}
			return fmt.Sprintf("%.0f m", v)
		}
		t.add(a.ID, a.Kind, fmt.Sprintf("%.1f", a.LengthKM), metres(a.Corridor), metres(a.Accuracy), a.Name, cmp.Or(strings.Join(a.Look, "; "), "-"))
	}
	w.write(t)
	for _, one := range r.Refused {
		fmt.Fprintf(w.stderr, "entente: %s: %v\n", one.File, one.Refusal)
	}
	w.printf("%s read: %d kept, %d refused\n", count(r.Read, "feature", "features"), len(r.Rows), len(r.Refused))
}
