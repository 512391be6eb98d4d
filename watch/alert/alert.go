// Package alert writes warnings in the forms in which others take them in: the Common Alerting Protocol (OASIS CAP 1.2), GeoJSON
// (RFC 7946) and Cursor on Target.
package alert

import (
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"math"
	"strings"
	"time"
	"unicode"

	"entente"
	"entente/watch"
)

// Options say who passes a warning on, and when. Sender is required.
type Options struct {
	Sender string        // of the node, such as watch.example.org: no spaces, commas, < or & (CAP 1.2, 3.2.1)
	Sent   time.Time     // when the message is made; zero for the warning's own time
	Label  entente.Label // to whom it may be released
	By     string        // who confirmed it, in words; "" for nobody
}

func (o *Options) sent(x *watch.Warning) time.Time {
	if o.Sent.IsZero() {
		return x.Time
	}
	return o.Sent
}

// capTime is the form of times in CAP 1.2, 3.3.2: with an offset, and never Z.
const capTime = "2006-01-02T15:04:05-00:00"

type capAlert struct {
	XMLName    xml.Name `xml:"urn:oasis:names:tc:emergency:cap:1.2 alert"`
	Identifier string   `xml:"identifier"`
	Sender     string   `xml:"sender"`
	Sent       string   `xml:"sent"`
	Status     string   `xml:"status"`
	Type       string   `xml:"msgType"`
	Scope      string   `xml:"scope"`
	Restrict   string   `xml:"restriction,omitempty"`
	Note       string   `xml:"note,omitempty"`
	References string   `xml:"references,omitempty"`
	Incidents  string   `xml:"incidents,omitempty"`
	Info       capInfo  `xml:"info"`
}

type capInfo struct {
	Language    string         `xml:"language"`
	Category    []string       `xml:"category"`
	Event       string         `xml:"event"`
	Response    string         `xml:"responseType"`
	Urgency     string         `xml:"urgency"`
	Severity    string         `xml:"severity"`
	Certainty   string         `xml:"certainty"`
	Effective   string         `xml:"effective"`
	Onset       string         `xml:"onset"`
	Sender      string         `xml:"senderName,omitempty"`
	Headline    string         `xml:"headline"`
	Description string         `xml:"description"`
	Instruction string         `xml:"instruction,omitempty"`
	Parameters  []capParameter `xml:"parameter"`
	Area        capArea        `xml:"area"`
}

type capParameter struct {
	Name  string `xml:"valueName"`
	Value string `xml:"value"`
}

type capArea struct {
	Description string `xml:"areaDesc"`
	Circle      string `xml:"circle"`
}

// CAP returns a warning as an alert of the Common Alerting Protocol 1.2. One of reconstructed or invented reports has the status
// Exercise. Revisions after the first refer to those before.
func CAP(x *watch.Warning, o Options) ([]byte, error) {
	if err := check(x, &o); err != nil {
		return nil, err
	}
	a := capAlert{
		Identifier: identifier(x, x.Revision), Sender: o.Sender, Sent: o.sent(x).UTC().Format(capTime), Status: "Actual", Type: "Alert", Scope: "Public",
		Incidents: x.ID, Info: capInfo{
			Language: "en", Category: []string{"Transport", "Infra"}, Event: event(x), Response: "Monitor", Urgency: string(x.Urgency),
			Severity: string(x.Severity), Certainty: string(x.Certainty), Effective: x.Time.UTC().Format(capTime), Onset: x.Since.UTC().Format(capTime),
			Sender: clean(o.By), Headline: headline(x), Description: description(x), Instruction: instruction(x), Parameters: parameters(x),
			Area: capArea{clean("Around " + ship(x) + ", near " + x.Asset.Name), circle(x)},
		},
	}
	if x.Synthetic {
		a.Status, a.Note = "Exercise", "Made of invented or reconstructed reports. No ship sent them."
	}
	if !o.Label.IsPublic() {
		a.Scope, a.Restrict = "Restricted", o.Label.String()
	}
	if x.Revision > 1 {
		a.Type, a.References = "Update", references(x, &o)
	}
	if x.Ended {
		a.Type, a.Info.Response = "Cancel", "AllClear"
	}
	return marshal(a)
}

// marshal writes a document of XML.
func marshal(v any) ([]byte, error) {
	b, err := xml.MarshalIndent(v, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("alert: %w", err)
	}
	return append(append([]byte(xml.Header), b...), '\n'), nil
}

func check(x *watch.Warning, o *Options) error {
	switch {
	case len(x.Ships) == 0 || x.ID == "":
		return fmt.Errorf("alert: a warning without id or ship: %w", entente.ErrInvalid)
	case o.Sender == "" || strings.ContainsAny(o.Sender, " ,<&\t\r\n"):
		return fmt.Errorf("alert: sender %q: want a name without spaces, commas, < or &: %w", o.Sender, entente.ErrInvalid)
	}
	return nil
}

func identifier(x *watch.Warning, revision int) string { return fmt.Sprintf("%s-%d", x.ID, revision) }

// references names the first revision; when those between were sent is not known.
func references(x *watch.Warning, o *Options) string {
	return fmt.Sprintf("%s,%s,%s", o.Sender, identifier(x, 1), x.Raised.UTC().Format(capTime))
}

// clean returns a text without characters that XML may not hold or that would break a line.
func clean(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t' || r == '\r':
			return ' '
		case unicode.IsControl(r) || r == unicode.ReplacementChar || r == 0xfffe || r == 0xffff:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "")))
}

func ship(x *watch.Warning) string {
	s := x.Ships[0]
	return clean(cmp.Or(s.Name, "ship") + fmt.Sprintf(" (MMSI %d)", s.MMSI))
}

var events = map[watch.WarningKind]string{
	watch.AnchorDrag: "Ship may be dragging an anchor", watch.AnchorSlip: "Anchor of a ship does not hold", watch.AnchorOver: "Ship lies over an undersea asset",
	watch.BackAndForth: "Ship goes back and forth over an undersea asset", watch.Silence: "Ship was silent while it passed over an undersea asset",
}

func event(x *watch.Warning) string { return cmp.Or(events[x.Kind], string(x.Kind)) }

func headline(x *watch.Warning) string {
	const most = 160 // CAP 1.2, 3.2.2
	h := []rune(clean(event(x) + ": " + ship(x) + ", " + x.Asset.Name))
	return string(h[:min(most, len(h))])
}

func description(x *watch.Warning) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s.\n", clean(x.Why))
	for _, e := range x.Evidence {
		fmt.Fprintf(&b, "For: %s.\n", clean(e.Text))
	}
	for _, d := range x.Against {
		fmt.Fprintf(&b, "Against, looked at: %s.\n", clean(d.Text))
	}
	for _, p := range x.Crossed {
		fmt.Fprintf(&b, "Passed over %s at %s UTC at %.1f kn.\n", clean(p.Asset.Name), p.Time.UTC().Format(time.DateTime), p.Speed)
	}
	return strings.TrimSpace(b.String())
}

func instruction(x *watch.Warning) string {
	if x.Ended || len(x.Next) == 0 {
		return ""
	}
	n := x.Next[0]
	return clean(fmt.Sprintf("Call the ship. On its present course it reaches %s in about %.0f minutes.", n.Asset.Name, n.Minutes))
}

func parameters(x *watch.Warning) []capParameter {
	all := []capParameter{{"kind", string(x.Kind)}, {"asset", clean(x.Asset.Name)}}
	for _, s := range x.Ships {
		all = append(all, capParameter{"mmsi", fmt.Sprint(s.MMSI)})
		if s.IMO > 0 {
			all = append(all, capParameter{"imo", fmt.Sprint(s.IMO)})
		}
	}
	for _, n := range x.Next {
		all = append(all, capParameter{"next_asset", clean(fmt.Sprintf("%s in %.0f minutes", n.Asset.Name, n.Minutes))})
	}
	return all
}

// circle is around the ship, up to the next asset, within 5 to 50 km.
func circle(x *watch.Warning) string {
	radius := 5.0
	if len(x.Next) > 0 {
		radius = max(radius, min(50, x.Next[0].Distance/1000))
	}
	return fmt.Sprintf("%.5f,%.5f %.1f", x.Place.Lat, x.Place.Lon, radius)
}

// Feature returns a warning as a feature of GeoJSON: a point, where the ship was.
func Feature(x *watch.Warning) ([]byte, error) {
	var mmsi []uint32
	for _, s := range x.Ships {
		mmsi = append(mmsi, s.MMSI)
	}
	var crossed, next []string
	for _, p := range x.Crossed {
		crossed = append(crossed, p.Asset.Name)
	}
	for _, n := range x.Next {
		next = append(next, fmt.Sprintf("%s in %.0f minutes", n.Asset.Name, n.Minutes))
	}
	properties := map[string]any{
		"id": x.ID, "revision": x.Revision, "kind": x.Kind, "time": x.Time, "raised": x.Raised, "since": x.Since, "ended": x.Ended, "mmsi": mmsi,
		"name": x.Ships[0].Name, "asset": x.Asset.Name, "crossed": crossed, "next_assets": next, "severity": x.Severity, "urgency": x.Urgency,
		"certainty": x.Certainty, "why": x.Why, "description": description(x), "synthetic": x.Synthetic,
	}
	return json.Marshal(map[string]any{
		"type": "Feature", "id": x.ID, "properties": properties,
		"geometry": map[string]any{"type": "Point", "coordinates": []float64{round(x.Place.Lon), round(x.Place.Lat)}},
	})
}

func round(v float64) float64 { return math.Round(v*1e6) / 1e6 }

// GeoJSON returns warnings as a feature collection.
func GeoJSON(all []watch.Warning) ([]byte, error) {
	features := make([]json.RawMessage, 0, len(all))
	for i := range all {
		f, err := Feature(&all[i])
		if err != nil {
			return nil, fmt.Errorf("alert: %w", err)
		}
		features = append(features, f)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", " ")
	err := e.Encode(map[string]any{"type": "FeatureCollection", "features": features})
	return b.Bytes(), err
}
