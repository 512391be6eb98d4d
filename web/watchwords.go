package web

import (
	"bytes"
	"fmt"
	"html/template"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"entente/watch"
)

// watchFuncs are what the templates of the watch call, in one language.
func watchFuncs(c *catalogue) template.FuncMap {
	return template.FuncMap{
		"spot":      position,
		"minute":    func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") },
		"on":        clockOn,
		"stamp":     func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"knots":     func(v *float64) string { return fixed(v, 1) },
		"degrees":   bearing,
		"shiptype":  c.shipType,
		"nav":       c.navStatus,
		"ago":       c.ago,
		"amountIn":  c.amountIn,
		"distance":  c.distance,
		"shipURL":   shipURL,
		"doubtSays": doubtSays,
		"gauge":     gauge,
	}
}

// part serves a named part of the pages of the watch without what surrounds it.
func (s *site) part(w http.ResponseWriter, v *view, name string, data any) {
	var b bytes.Buffer
	if err := s.templates[v.Lang]["watch"].ExecuteTemplate(&b, name, data); err != nil {
		s.fail(w, v, fmt.Errorf("web: template %s: %w", name, err))
		return
	}
	w.Header().Set("Vary", "Cookie, Accept-Language")
	s.send(w, v, "text/html; charset=utf-8", "", b.Bytes())
}

// position writes a position as charts do, in degrees and minutes.
func position(p watch.Spot) string {
	return angleOf(p.Lat, 2, "N", "S") + " " + angleOf(p.Lon, 3, "E", "W")
}

func angleOf(degrees float64, digits int, positive, negative string) string {
	half := positive
	if degrees < 0 {
		degrees, half = -degrees, negative
	}
	tenths := int(math.Round(degrees * 600))
	return fmt.Sprintf("%0*d°%02d.%d′%s", digits, tenths/600, tenths/10%60, tenths%10, half)
}

// clockOn writes the time of day, and the day before it where that is another than a reader expects.
func clockOn(t, day time.Time) string {
	t, day = t.UTC(), day.UTC()
	if t.YearDay() == day.YearDay() && t.Year() == day.Year() {
		return t.Format("15:04")
	}
	return t.Format("01-02 15:04")
}

func fixed(v *float64, digits int) string {
	if v == nil {
		return "–"
	}
	return strconv.FormatFloat(*v, 'f', digits, 64)
}

// bearing writes a direction with three digits, as sailors say it.
func bearing(v *float64) string {
	if v == nil {
		return "–"
	}
	return fmt.Sprintf("%03d°", int(math.Round(*v))%360)
}

// shipType names what a ship says it is (ITU-R M.1371-5, annex 8, 3.3.2).
func (c *catalogue) shipType(code int) string {
	key := strconv.Itoa(code)
	if _, ok := c.words["shiptype."+key]; ok {
		return c.text("shiptype." + key)
	}
	if tens := code / 10; code > 0 && code < 100 {
		return c.or("shiptype", strconv.Itoa(tens)+"x")
	}
	return c.text("shiptype.0")
}

// navStatus names what a ship says it does (ITU-R M.1371-5, annex 8, 3.1).
func (c *catalogue) navStatus(code *int) string {
	if code == nil {
		return "–"
	}
	if name := c.or("nav.status", strconv.Itoa(*code)); name != strconv.Itoa(*code) {
		return name
	}
	return "–"
}

// ago writes how long ago something was, in whole minutes.
func (c *catalogue) ago(d time.Duration) string {
	minutes := int(d.Minutes())
	switch {
	case minutes < 1:
		return c.text("ago.now")
	case minutes < 120:
		return c.text("ago.minutes", minutes)
	}
	return c.text("ago.hours", minutes/60)
}

// amountIn writes a figure of the engine in its unit; one without a unit is a share or a factor, as its rule has it.
func (c *catalogue) amountIn(v float64, unit, rule string) string {
	if unit == "" && isShare(rule) {
		return strconv.FormatFloat(math.Round(1000*v)/10, 'f', -1, 64) + " %"
	}
	digits := 1
	if math.Abs(v) >= 100 || v == math.Trunc(v) {
		digits = 0
	}
	text := strconv.FormatFloat(v, 'f', digits, 64)
	if unit == "" {
		return text
	}
	return text + " " + c.or("unit", unit)
}

// isShare reports whether the figures of a rule are shares of something; others without a unit are counts and factors.
func isShare(rule string) bool {
	switch rule {
	case "speed-step.loss", "dip.loss", "stop-and-go.gain", "gap.speed", "back-and-forth.speed", "held.decay":
		return true
	}
	return false
}

// distance writes a length at sea: metres, and nautical miles where it is long.
func (c *catalogue) distance(metres float64) string {
	const mile, near = 1852, 1000
	if metres < near {
		return c.text("distance.metres", int(math.Round(metres)))
	}
	return c.text("distance.miles", strconv.FormatFloat(metres/mile, 'f', 1, 64), strconv.FormatFloat(metres/1000, 'f', 1, 64))
}

// doubtSays returns how an innocent explanation came out.
func doubtSays(d watch.Doubt) string {
	switch {
	case d.Holds:
		return "holds"
	case d.Known:
		return "not"
	}
	return "unknown"
}

// gauge draws a figure as a bar with a mark at its limit. It is decoration: the figures stand beside it.
func gauge(value, limit float64) template.HTML {
	const width, height = 96, 10
	most := max(math.Abs(value), math.Abs(limit)) * 1.1
	if most == 0 || math.IsInf(most, 0) || math.IsNaN(most) {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="gauge" viewBox="0 0 %d %d" width="%d" height="%d" aria-hidden="true">`, width, height, width, height)
	fmt.Fprintf(&b, `<rect class="ground" width="%d" height="%d"/>`, width, height)
	fmt.Fprintf(&b, `<rect class="value" width="%.1f" height="%d"/>`, width*math.Abs(value)/most, height)
	x := width * math.Abs(limit) / most
	fmt.Fprintf(&b, `<path class="limit" d="M%.1f 0V%d"/></svg>`, x, height)
	return template.HTML(b.String())
}
