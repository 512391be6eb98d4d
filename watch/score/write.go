package score

import (
	"fmt"
	"html/template"
	"io"
	"slices"
	"strconv"
	"time"
)

// When says when an incident was warned of, or that it was not.
func When(o *Outcome) string {
	if o.Warned == nil {
		return "never"
	}
	return o.Warned.Format(time.DateTime)
}

// Minutes says a number of minutes, or that there is none.
func Minutes(v *float64) string {
	if v == nil {
		return "-"
	}
	return strconv.FormatFloat(*v, 'f', 0, 64)
}

// Verdict says whether a warning came in time.
func Verdict(o *Outcome) string {
	switch {
	case len(o.Ships) == 0:
		return "none is due"
	case o.InTime && o.Warned != nil:
		return "yes"
	}
	return "no"
}

// Pair returns the rows of a report as text, and behind each what another report has in its place, if there is one.
func Pair(r Report, other *Report) [][]string {
	names := make([]string, 0, len(r.Rows))
	for _, row := range r.Rows {
		names = append(names, row.Name)
	}
	if other != nil {
		for _, row := range other.Rows {
			if !slices.Contains(names, row.Name) {
				names = append(names, row.Name)
			}
		}
	}
	all := make([][]string, 0, len(names))
	for _, name := range names {
		line := append([]string{name}, r.cells(name)...)
		if other != nil {
			line = append(line, other.cells(name)...)
		}
		all = append(all, line)
	}
	return all
}

func (r *Report) cells(name string) []string {
	i := slices.IndexFunc(r.Rows, func(row Row) bool { return row.Name == name })
	if i < 0 {
		return []string{"0", "0", "0", "0.00"}
	}
	row := r.Rows[i]
	return []string{fmt.Sprintf("%d of %d", row.Found, r.Due), strconv.Itoa(row.InTime), strconv.Itoa(row.False), fmt.Sprintf("%.2f", row.PerThousand)}
}

// Of returns what became of an incident, by its name; nil when the report has none of that name.
func (r *Report) Of(name string) *Outcome {
	if i := slices.IndexFunc(r.Outcomes, func(o Outcome) bool { return o.Name == name }); i >= 0 {
		return &r.Outcomes[i]
	}
	return nil
}

// WriteHTML writes a report as a page that needs nothing else. other is the score with some parameters set, or nil.
func WriteHTML(w io.Writer, r Report, other *Report, set map[string]float64) error {
	return page.Execute(w, map[string]any{"Report": &r, "Other": other, "Set": set, "Rows": Pair(r, other)})
}

var page = template.Must(template.New("score").Funcs(template.FuncMap{"when": When, "minutes": Minutes, "verdict": Verdict}).Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>How good the watch is</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
caption { text-align: left; font-weight: 600; padding: .5rem 0; }
th, td { text-align: left; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
small { opacity: .75; }
</style>
<h1>How good the watch is</h1>
<p>{{.Report.Due}} incidents that a warning is due of, {{printf "%.1f" .Report.ShipDays}} days in which ships were followed.
A warning is in time when it comes before the second asset is passed. Minutes count from the first passage; a negative number is a
warning before it. {{if .Set}}On the right: the score with{{range $name, $v := .Set}} <code>{{$name}}={{$v}}</code>{{end}}.{{end}}</p>
<div class="wide"><table>
<caption>Incidents</caption>
<tr><th scope="col">Incident<th scope="col">Warned (UTC)<th scope="col">Kind<th scope="col" class="n">Minutes<th scope="col" class="n">Lead<th scope="col">Next asset<th scope="col">In time<th scope="col" class="n">Other ships{{if .Other}}<th scope="col">Set: warned (UTC)<th scope="col" class="n">Minutes<th scope="col" class="n">Lead<th scope="col">In time<th scope="col" class="n">Other ships{{end}}
{{range $i, $o := .Report.Outcomes}}{{with $.Report.Of $o.Name}}<tr><th scope="row">{{or .Title .Name}}{{if .Synthetic}} <small>reconstructed, synthetic</small>{{end}}<td>{{when .}}<td>{{.Kind}}<td class="n">{{minutes .Minutes}}<td class="n">{{minutes .Lead}}<td>{{.Ahead}}<td>{{verdict .}}<td class="n">{{.Others}}{{if $.Other}}{{with $.Other.Of .Name}}<td>{{when .}}<td class="n">{{minutes .Minutes}}<td class="n">{{minutes .Lead}}<td>{{verdict .}}<td class="n">{{.Others}}{{end}}{{end}}{{end}}
{{end}}</table></div>
<div class="wide"><table>
<caption>Rules and detectors</caption>
<tr><th scope="col">Detector<th scope="col">Found<th scope="col" class="n">In time<th scope="col" class="n">False<th scope="col" class="n">per 1,000 ship-days{{if .Other}}<th scope="col">Set: found<th scope="col" class="n">In time<th scope="col" class="n">False<th scope="col" class="n">per 1,000{{end}}
{{range .Rows}}<tr>{{range $i, $c := .}}{{if eq $i 0}}<th scope="row">{{$c}}{{else if or (eq $i 1) (eq $i 5)}}<td>{{$c}}{{else}}<td class="n">{{$c}}{{end}}{{end}}
{{end}}</table></div>
</html>
`))
