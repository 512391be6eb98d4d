package web

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"path"

	"entente"
	"entente/measure"
	"entente/measure/report"
	"entente/node"
)

// reportFormats are how a compliance report is written, by the end of its address.
var reportFormats = map[string]struct {
	media string
	write func(io.Writer, report.Report) error
}{
	".html": {"text/html; charset=utf-8", report.WriteHTML},
	".csv":  {"text/csv; charset=utf-8", report.WriteCSV},
	".json": {"application/json", report.WriteJSON},
}

// report serves the compliance report as a file to keep, by what of the filter of the delivery page a report knows.
func (s *site) report(w http.ResponseWriter, r *http.Request) {
	v := s.view(r)
	b, err := s.writeReport(r, v)
	if err != nil {
		s.fail(w, v, err)
		return
	}
	s.send(w, v, reportFormats[path.Ext(v.Path)].media, s.pack.ID+"-"+path.Base(v.Path), b)
}

// reportQuery returns what of an address of the delivery page a report knows.
func reportQuery(asked url.Values) url.Values {
	q := make(url.Values)
	for _, name := range []string{"programme", "party", "at", "known"} {
		if asked.Has(name) {
			q.Set(name, asked.Get(name))
		}
	}
	return q
}

func (s *site) writeReport(r *http.Request, v *view) ([]byte, error) {
	m, err := readMoment(v.Query)
	if err != nil {
		return nil, err
	}
	q := node.ReportQuery{
		Period: m.At, Known: m.Known, Lang: v.Lang,
		Programme: entente.ProgrammeID(v.Query.Get("programme")), Party: measure.Area(v.Query.Get("party")),
	}
	if report.CheckLang(q.Lang) != nil {
		q.Lang = ""
	}
	doc, err := s.node.Report(r.Context(), q)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = reportFormats[path.Ext(v.Path)].write(&b, doc)
	return b.Bytes(), err
}
