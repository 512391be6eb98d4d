package pack

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"entente/cal"
	"entente/measure"
	"entente/unit"
)

// figuresFolder is the folder of a pack that holds its figures, as comma-separated values.
const figuresFolder = "figures"

// A FigureFile is a file of published figures that a pack carries.
type FigureFile struct {
	Name    string                `json:"name"` // slash-separated, from the pack's folder
	Figures []measure.Observation `json:"figures"`
	Lines   []int                 `json:"-"` // where each stands
}

// figureColumns are the columns of a file of figures, in this order.
var figureColumns = []string{"indicator", "party", "part", "period", "value", "status", "vintage", "place"}

// readFigures adds the figures of one file.
func (d *draft) readFigures(name string, data []byte) {
	r := csv.NewReader(strings.NewReader(string(data)))
	r.FieldsPerRecord = len(figureColumns)
	head, err := r.Read()
	if err != nil || strings.Join(head, ",") != strings.Join(figureColumns, ",") {
		d.fault(place{file: name, line: 1}, "", "want the columns %s", strings.Join(figureColumns, ","))
		return
	}
	f := FigureFile{Name: name}
	known := newFigureReader()
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if e, ok := errors.AsType[*csv.ParseError](err); ok {
			d.fault(place{file: name, line: e.Line}, "", "%v", e.Err)
			continue
		}
		if err != nil {
			d.fault(place{file: name}, "", "%v", err)
			break
		}
		line, _ := r.FieldPos(0)
		o, field, err := known.read(row)
		if err != nil {
			d.fault(place{file: name, line: line}, field, "%s", about(field, err))
			continue
		}
		f.Figures, f.Lines = append(f.Figures, o), append(f.Lines, line)
	}
	d.pack.FigureFiles = append(d.pack.FigureFiles, f)
}

// A figureReader reads rows. Periods repeat, and are kept.
type figureReader struct{ periods map[string]cal.Period }

func newFigureReader() figureReader { return figureReader{make(map[string]cal.Period)} }

func (k figureReader) read(row []string) (o measure.Observation, field string, err error) {
	o = measure.Observation{
		Indicator: measure.IndicatorID(row[0]), Area: measure.Area(row[1]), Part: row[2], Vintage: measure.VintageID(row[6]), Place: row[7],
	}
	if err := measure.CheckArea(o.Area); err != nil {
		return o, "party", err
	}
	p, ok := k.periods[row[3]]
	if !ok {
		if p, err = cal.ParsePeriod(row[3]); err != nil || p.IsZero() {
			return o, "period", fmt.Errorf("period %s: want such as 2023", quote(row[3]))
		}
		k.periods[row[3]] = p
	}
	o.Period = p
	if o.Value, err = unit.ParseDecimal(row[4]); err != nil {
		return o, "value", err
	}
	if o.Status, err = measure.ParseStatus(row[5]); err != nil {
		return o, "status", err
	}
	return o, "", nil
}

// addFigures adds the figures of the pack to data and notes what does not fit.
func (d *draft) addFigures(data *measure.Data) {
	for _, f := range d.pack.FigureFiles {
		origin := data.Refer(measure.Origin{Document: f.Name})
		for i, o := range f.Figures {
			added, err := data.Add(o, origin, f.Lines[i])
			switch {
			case err != nil:
				d.fault(place{file: f.Name, line: f.Lines[i]}, "value", "%s", plain(err))
			case added == measure.Duplicate:
				d.fault(place{file: f.Name, line: f.Lines[i]}, "value", "figure given twice")
			}
		}
	}
}

// Load adds the figures that the pack carries to data of its book. Documents are named with dir in front.
func (f FigureFile) Load(data *measure.Data, dir string) {
	places := make([]string, 0, len(f.Figures)+2)
	for i, o := range f.Figures {
		for len(places) <= f.Lines[i] {
			places = append(places, "")
		}
		places[f.Lines[i]] = o.Place
	}
	origin := data.Refer(measure.Origin{Document: dir + "/" + f.Name, Places: places})
	for i, o := range f.Figures {
		_, _ = data.Add(o, origin, f.Lines[i]) // the pack was checked
	}
}

// WriteFigures writes figures in the form that a pack carries them: a header, and a row each.
func WriteFigures(w io.Writer, figures []measure.Observation) error {
	out := csv.NewWriter(w)
	if err := out.Write(figureColumns); err != nil {
		return err
	}
	for _, o := range figures {
		status := string(o.Status)
		if o.Status == measure.Actual {
			status = ""
		}
		row := []string{string(o.Indicator), string(o.Area), o.Part, o.Period.String(), o.Value.String(), status, string(o.Vintage), o.Place}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
