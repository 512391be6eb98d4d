package chart

const svgTemplate = `{{define "svg"}}<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{.Width}} {{printf "%.0f" .Height}}" role="img" aria-label="Chart: {{.Title}}">
<style>
svg { --sea: #f4f7f9; --ink: #223; --faint: #b9c4cc; --track: #7b8794; --red: #c0262d; --power: #8a5a00; --telecom: #1c5fb8; --pipe: #3b7a3b; font: 12px system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { svg { --sea: #10171d; --ink: #dde5ea; --faint: #33424d; --track: #70808c; --red: #ff6b6b; --power: #e5b34b; --telecom: #79b0ff; --pipe: #86c986; } }
.sea { fill: var(--sea); } text { fill: var(--ink); } .grid { stroke: var(--faint); stroke-width: .5; }
.area { fill: var(--faint); fill-opacity: .25; stroke: var(--faint); } .asset { fill: none; stroke-width: 2; stroke: var(--ink); }
.power { stroke: var(--power); } .telecom { stroke: var(--telecom); } .pipeline { stroke: var(--pipe); stroke-width: 3; }
.track { fill: none; stroke: var(--track); stroke-width: 1; } .warned { stroke: var(--red); stroke-width: 2.5; }
.raised { fill: var(--red); } .crossed { fill: var(--sea); stroke: var(--red); stroke-width: 2; }
.label { paint-order: stroke; stroke: var(--sea); stroke-width: 3px; } .loud { fill: var(--red); font-weight: 700; } h1 { display: none; }
</style>
<title>{{.Title}}</title>
<defs><clipPath id="frame"><rect x="48" y="48" width="1104" height="{{printf "%.0f" .Inner}}"/></clipPath></defs>
<rect class="sea" width="{{.Width}}" height="{{printf "%.0f" .Height}}"/>
{{range .Grid}}<line class="grid" x1="{{printf "%.1f" .X1}}" y1="{{printf "%.1f" .Y1}}" x2="{{printf "%.1f" .X2}}" y2="{{printf "%.1f" .Y2}}"/><text x="{{printf "%.1f" .X}}" y="{{printf "%.1f" .Y}}" text-anchor="{{if eq .X1 .X2}}middle{{else}}end{{end}}">{{.Text}}</text>
{{end}}<g clip-path="url(#frame)">
{{range .Areas}}<path class="{{.Class}}" d="{{.Path}}Z"><title>{{.Name}}</title></path>
{{end}}{{range .Assets}}<path class="{{.Class}}" d="{{.Path}}"><title>{{.Name}}</title></path>
{{end}}{{range .Tracks}}<path class="{{.Class}}" d="{{.Path}}"><title>{{.Name}}</title></path>
{{end}}{{range .Marks}}<circle class="{{.Class}}" cx="{{printf "%.1f" .X}}" cy="{{printf "%.1f" .Y}}" r="5"/><text class="label" x="{{printf "%.1f" .X}}" y="{{printf "%.1f" .Y}}" dx="9" dy="{{.Below}}">{{.Text}}</text>
{{end}}</g>
<text x="48" y="26" font-size="16" font-weight="600">{{.Title}}</text>
{{if .Synthetic}}<text class="loud" x="1152" y="42" text-anchor="end">SYNTHETIC: reconstructed or invented reports</text>{{end}}
<text x="48" y="42">{{.Source.From.Format "2006-01-02 15:04"}} to {{.Source.To.Format "2006-01-02 15:04"}} UTC · no land is drawn · not for navigation</text>
<g transform="translate(900 {{printf "%.0f" .Bottom}})"><line class="asset power" x2="24" y1="-4" y2="-4"/><text x="30">power</text><line class="asset telecom" x1="80" x2="104" y1="-4" y2="-4"/><text x="110">telecom</text><line class="asset pipeline" x1="170" x2="194" y1="-4" y2="-4"/><text x="200">pipeline</text></g>
</svg>
{{end}}`

const htmlTemplate = `{{define "html"}}<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 1rem auto; padding: 0 1rem; }
svg { width: 100%; height: auto; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
.mark { color: light-dark(#a01820, #ff8080); font-weight: 700; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .25rem 1rem .25rem 0; vertical-align: top; }
</style>
<h1>{{.Title}}</h1>
{{if .Synthetic}}<p class="mark">Synthetic: the reports are reconstructed or invented.</p>{{end}}
<p>{{.Source.From.Format "2006-01-02 15:04"}} to {{.Source.To.Format "2006-01-02 15:04"}} UTC, {{.Source.Tally.Used}} reports.</p>
{{template "svg" .}}
<h2>Warnings</h2>
{{range .Warnings}}<h3>{{with index .Ships 0}}{{.Name}} {{.MMSI}}{{end}}: {{.Kind}}, {{.Asset.Name}}</h3>
<p>{{.Severity}}, {{.Urgency}}, {{.Certainty}}. Raised {{.Raised.Format "2006-01-02 15:04:05"}}, last word {{.Time.Format "2006-01-02 15:04:05"}}: {{.Why}}.</p>
<ul>{{range .Evidence}}<li>{{.Text}}{{end}}</ul>
{{with .Against}}<p>Looked at and {{/* each says itself whether it holds */}}weighed:</p><ul>{{range .}}<li>{{.Text}}{{if .Holds}} <b>(may explain it)</b>{{end}}{{end}}</ul>{{end}}
{{with .Crossed}}<table><tr><th scope="col">Passed over<th scope="col">at<th scope="col">knots{{range .}}<tr><td>{{.Asset.Name}}<td>{{.Time.Format "2006-01-02 15:04"}}<td>{{printf "%.1f" .Speed}}{{end}}</table>{{end}}
{{else}}<p>None.</p>
{{end}}</html>
{{end}}`
