package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/measure/sdmx"
	figures "entente/measure/table"
)

// agency is the SDMX identifier under which the program publishes what it exports.
const agency = "ENTENTE"

type exportCommand struct {
	Publication string `arg:"" help:"The publication, such as nato-defence-expenditure; entente sources lists them."`
	Vintage     string `help:"Only this vintage, such as 2024-06." placeholder:"ID"`
	Format      string `help:"sdmx-csv (2.0), sdmx-json (2.0), sdmx-ml (3.0), sdmx-ml-2.1 (structure-specific) or sdmx-ml-2.1-generic." enum:"sdmx-csv,sdmx-json,sdmx-ml,sdmx-ml-2.1,sdmx-ml-2.1-generic" default:"sdmx-csv" placeholder:"FORMAT"`
	Structure   bool   `help:"Print the definition of the structure instead: JSON for sdmx-json, XML for sdmx-ml."`
	Prepared    string `help:"The day that the message says it was prepared on; otherwise that of the latest vintage in it, so that the same figures give the same bytes." placeholder:"DAY"`
}

var dataFormats = map[string]sdmx.Format{
	"sdmx-csv": sdmx.CSV2, "sdmx-json": sdmx.JSON2, "sdmx-ml": sdmx.Specific30, "sdmx-ml-2.1": sdmx.Specific21, "sdmx-ml-2.1-generic": sdmx.Generic21,
}

var structureFormats = map[string]sdmx.Format{"sdmx-json": sdmx.StructureJSON2, "sdmx-ml": sdmx.Structure30}

func (c *exportCommand) Run(w *world) error {
	n, err := w.openToRead()
	if err != nil {
		return err
	}
	defer n.Close()
	id := measure.PublicationID(c.Publication)
	observations, err := n.Observations(w.ctx, id, measure.VintageID(c.Vintage))
	if err != nil {
		return err
	}
	if len(observations) == 0 {
		return fmt.Errorf("no figures of %s%s are at hand: %w", c.Publication, map[bool]string{false: " in vintage " + c.Vintage}[c.Vintage == ""], entente.ErrNotFound)
	}
	book, err := n.Book(w.ctx)
	if err != nil {
		return err
	}
	prepared, err := c.prepared(book, observations)
	if err != nil {
		return err
	}
	message, definition, err := figures.Export(book, id, agency, sdmx.Header{ID: c.Publication, Sender: agency, Prepared: prepared}, observations)
	if err != nil {
		return err
	}
	if !c.Structure {
		return sdmx.Write(w.stdout, message, dataFormats[c.Format])
	}
	format, ok := structureFormats[c.Format]
	if !ok {
		return fmt.Errorf("--structure goes with --format sdmx-json or sdmx-ml: %w", entente.ErrInvalid)
	}
	return sdmx.WriteDefinitions(w.stdout, message.Header, []sdmx.Definition{definition}, format)
}

// prepared returns the day that the message carries.
func (c *exportCommand) prepared(book *measure.Book, all []measure.Observation) (time.Time, error) {
	if c.Prepared != "" {
		d, err := cal.ParseDate(c.Prepared)
		if err != nil {
			return time.Time{}, placed{"--prepared", err}
		}
		return d.Time(), nil
	}
	var last cal.Date
	for _, o := range all {
		if v, err := book.Vintage(o.Indicator, o.Vintage); err == nil {
			last = max(last, v.Published)
		}
	}
	return last.Time(), nil
}

// writeVerdictsSDMX prints the values of verdicts as SDMX-CSV 2.0, with what was decided as attributes.
func writeVerdictsSDMX(w *world, verdicts []measure.Verdict) error {
	named := func(ids ...string) []sdmx.Component {
		all := make([]sdmx.Component, len(ids))
		for i, id := range ids {
			all[i] = sdmx.Component{ID: id}
		}
		return all
	}
	d := sdmx.Dataset{
		Structure:  sdmx.Reference{Kind: sdmx.DataStructure, Agency: agency, ID: "VERDICTS", Version: "1.0"},
		Action:     sdmx.Information,
		Dimensions: named("MEASURE", "REF_AREA", "KNOWN", "TIME_PERIOD"),
		Measures:   named("OBS_VALUE"),
		Attributes: named("VERDICT", "COMPARATOR", "TARGET", "MARGIN", "OBS_STATUS", "UNIT_MEASURE", "VINTAGE", "RECOMPUTED", "ROUNDING_ONLY", "UNDERTAKING"),
	}
	for _, v := range verdicts {
		if v.Measure == "" || v.Value == nil {
			continue // without a value there is no observation; --csv and --json have the rest
		}
		status := measure.Actual
		if v.Estimate {
			status = measure.Estimate
		}
		values := []string{
			string(v.Outcome), string(v.Comparator), written(v.Target), written(v.Margin), string(status), string(v.Unit), string(v.Vintage), written(v.Recomputed),
			strings.ToLower(strconv.FormatBool(v.RoundingOnly)), v.Undertaking.String(),
		}
		o := sdmx.Observation{
			Key:      []string{string(v.Measure), string(v.Area), v.Known.String(), v.Period.String()},
			Measures: []sdmx.Value{{Text: v.Value.String()}},
		}
		for _, s := range values {
			o.Attributes = append(o.Attributes, sdmx.Value{Text: s})
		}
		d.Observations = append(d.Observations, o)
	}
	return sdmx.Write(w.stdout, sdmx.Message{Datasets: []sdmx.Dataset{d}}, sdmx.CSV2)
}

// written writes what may be missing.
func written[T fmt.Stringer](d *T) string {
	if d == nil {
		return ""
	}
	return (*d).String()
}
