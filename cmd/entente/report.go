package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/measure/report"
	"entente/node"
)

type reportCommand struct {
	At        string `help:"About this period, such as 2023; otherwise of each measure the latest that is well known." placeholder:"PERIOD"`
	Known     string `help:"By what had been published on this day; otherwise today." placeholder:"DAY"`
	Programme string `help:"Confined to this programme." placeholder:"ID"`
	Party     string `help:"Confined to this party (DEU) or group (NATO)." placeholder:"PARTY"`
	Out       string `help:"File to write, replacing one of that name; otherwise the standard output." type:"path" placeholder:"FILE"`
	JSON      bool   `help:"Write one JSON document." xor:"format"`
	CSV       bool   `name:"csv" help:"Write comma-separated values." xor:"format"`
	display
}

func (c *reportCommand) Run(w *world) error {
	q, err := c.query()
	if err != nil {
		return err
	}
	n, err := w.openToRead()
	if err != nil {
		return err
	}
	defer n.Close()
	p := w.progress("report: measures")
	q.Progress = p.report
	r, err := n.Report(w.ctx, q)
	p.done()
	if err != nil {
		return err
	}
	if c.Out == "" {
		return c.write(w.stdout, r)
	}
	var b bytes.Buffer
	if err := c.write(&b, r); err != nil {
		return err
	}
	if err := writeFile(c.Out, b.Bytes()); err != nil {
		return placed{"--out", err}
	}
	return nil
}

// query turns the flags into what the node is asked. Without a flag, a language of the environment that no report is written
// in gives way to English.
func (c *reportCommand) query() (q node.ReportQuery, err error) {
	q = node.ReportQuery{Programme: entente.ProgrammeID(c.Programme), Party: measure.Area(c.Party)}
	if q.Period, err = cal.ParsePeriod(c.At); err != nil {
		return q, placed{"--at", err}
	}
	if c.Known != "" {
		if q.Known, err = cal.ParseDate(c.Known); err != nil {
			return q, placed{"--known", err}
		}
	}
	if langs := c.langs(); len(langs) > 0 && (c.Lang != "" || report.CheckLang(langs[0]) == nil) {
		q.Lang = langs[0]
	}
	return q, nil
}

func (c *reportCommand) write(out io.Writer, r report.Report) error {
	switch {
	case c.JSON:
		return report.WriteJSON(out, r)
	case c.CSV:
		return report.WriteCSV(out, r)
	}
	return report.WriteHTML(out, r)
}

// writeFile writes a file whole or not at all: a report that was cut off would look like one.
func writeFile(name string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".entente-*")
	if err != nil {
		return plainError(err)
	}
	_, err = f.Write(b)
	const public = 0o644
	err = errors.Join(err, f.Chmod(public), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(plainError(err), os.Remove(f.Name()))
	}
	return nil
}
