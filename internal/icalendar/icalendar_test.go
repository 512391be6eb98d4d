package icalendar

import (
	"bytes"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var stamp = time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)

// on is a day of January 2030, in an instant of it.
func on(d int) When { return When{time.Date(2030, 1, d, 0, 0, 0, 0, time.UTC), true} }
func in(d int) When { return When{time.Date(2030, 1, d, 12, 30, 0, 0, time.UTC), false} }

// event and todo are entries with what is required, but for a change.
func event(change func(*Entry)) Entry {
	e := Entry{UID: "1@example.org", Stamp: stamp, Start: on(3)}
	change(&e)
	return e
}

func todo(change func(*Entry)) Entry {
	e := Entry{Todo: true, UID: "1@example.org", Stamp: stamp}
	change(&e)
	return e
}

func calendar(entries ...Entry) Calendar {
	return Calendar{ProdID: "-//Example//Test//EN", Entries: entries}
}

func write(t testing.TB, c Calendar) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// full is a calendar with all that there is.
var full = Calendar{
	ProdID: "-//Example//Test//EN", Name: "Dues; of all, and 中文", Description: "Two\nlines", URL: "https://example.org/dues?of=DEU&a=b,c;d",
	Source: "https://example.org/dues.ics", Refresh: 6 * time.Hour,
	Entries: []Entry{
		{UID: "a,b;c@example.org", Stamp: stamp, Sequence: 2, Start: on(3), End: on(6), Status: "CONFIRMED", Summary: "Talks", Location: "Room 4, Bonn",
			URL: "https://example.org/1", Categories: []string{"energy", "a,b", `back\slash`}, Class: "PUBLIC", Priority: 1, Alarms: []time.Duration{48 * time.Hour, 0}},
		{UID: "2@example.org", Stamp: stamp, Start: in(3), End: in(4), Summary: "A vote", Related: []string{"a,b;c@example.org", "3@example.org"}},
		{Todo: true, UID: "3@example.org", Stamp: stamp, Start: on(1), Due: on(31), Completed: in(7).Time, Percent: 100, Status: "COMPLETED",
			Summary: "Report", Description: "Of the year.\n\tAnd of \\n the one before", Alarms: []time.Duration{90 * time.Minute}},
		{Todo: true, UID: "4@example.org", Stamp: stamp, Due: in(31), Status: "NEEDS-ACTION", Summary: strings.Repeat("关于能源的声明", 40)},
		{Todo: true, UID: "5@example.org", Stamp: stamp},
	},
}

func TestWrite(t *testing.T) {
	const want = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Test//EN
NAME:Dues\; of all\, and 中文
X-WR-CALNAME:Dues\; of all\, and 中文
DESCRIPTION:Two\nlines
X-WR-CALDESC:Two\nlines
URL:https://example.org/dues?of=DEU&a=b,c;d
SOURCE;VALUE=URI:https://example.org/dues.ics
REFRESH-INTERVAL;VALUE=DURATION:PT6H
X-PUBLISHED-TTL:PT6H
BEGIN:VEVENT
UID:a\,b\;c@example.org
DTSTAMP:20300102T030405Z
SEQUENCE:2
DTSTART;VALUE=DATE:20300103
DTEND;VALUE=DATE:20300106
STATUS:CONFIRMED
SUMMARY:Talks
LOCATION:Room 4\, Bonn
URL:https://example.org/1
CATEGORIES:energy,a\,b,back\\slash
CLASS:PUBLIC
PRIORITY:1
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Talks
TRIGGER:-P2D
END:VALARM
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Talks
TRIGGER:-PT0S
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:2@example.org
DTSTAMP:20300102T030405Z
DTSTART:20300103T123000Z
DTEND:20300104T123000Z
SUMMARY:A vote
RELATED-TO:a\,b\;c@example.org
RELATED-TO:3@example.org
END:VEVENT
BEGIN:VTODO
UID:3@example.org
DTSTAMP:20300102T030405Z
DTSTART;VALUE=DATE:20300101
DUE;VALUE=DATE:20300131
COMPLETED:20300107T123000Z
PERCENT-COMPLETE:100
STATUS:COMPLETED
SUMMARY:Report
DESCRIPTION:Of the year.\n	And of \\n the one before
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Report
TRIGGER;RELATED=END:-PT1H30M
END:VALARM
END:VTODO
BEGIN:VTODO
UID:5@example.org
DTSTAMP:20300102T030405Z
END:VTODO
END:VCALENDAR
`
	c := full
	c.Entries = append(full.Entries[:3:3], full.Entries[4]) // all but the long one
	if got := write(t, c); got != strings.ReplaceAll(want, "\n", "\r\n") {
		t.Errorf("got %s", got)
	}
}

// TestRefused lists what is no calendar, with what the error says.
func TestRefused(t *testing.T) {
	check := func(want string, c Calendar) {
		t.Helper()
		if err := c.Write(io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	check("no ProdID", Calendar{})
	check("URL \"a b\"", Calendar{ProdID: "x", URL: "a b"})
	check("source \"é\"", Calendar{ProdID: "x", Source: "é"})
	check("refresh after -1s", Calendar{ProdID: "x", Refresh: -time.Second})

	check(`entry 0, UID "", "Talks": no UID`, calendar(event(func(e *Entry) { e.UID, e.Summary = "", "Talks" })))
	check(`entry 1, UID "1@example.org", "": entry 0 has the same UID`, calendar(event(func(*Entry) {}), todo(func(*Entry) {})))
	check("control characters in UID", calendar(event(func(e *Entry) { e.UID = "a\x00" })))
	check("no stamp", calendar(event(func(e *Entry) { e.Stamp = time.Time{} })))
	check("year 10000", calendar(event(func(e *Entry) { e.Start.Time = e.Start.Time.AddDate(7970, 0, 0) })))
	check(`class "public"`, calendar(event(func(e *Entry) { e.Class = "public" })))
	check("priority 10", calendar(event(func(e *Entry) { e.Priority = 10 })))
	check("sequence -1", calendar(event(func(e *Entry) { e.Sequence = -1 })))
	check(`URL "\n"`, calendar(event(func(e *Entry) { e.URL = "\n" })))
	check("an empty category", calendar(event(func(e *Entry) { e.Categories = []string{"a", "\x07"} })))
	check("related to", calendar(event(func(e *Entry) { e.Related = []string{""} })))
	check("an alarm after", calendar(event(func(e *Entry) { e.Alarms = []time.Duration{-time.Hour} })))

	check("no start", calendar(event(func(e *Entry) { e.Start = When{} })))
	check("want it later", calendar(event(func(e *Entry) { e.End = e.Start })))
	check("both instants or both days", calendar(event(func(e *Entry) { e.End = in(4) })))
	check("neither due nor completed", calendar(event(func(e *Entry) { e.Due = on(4) })))
	check("neither due nor completed", calendar(event(func(e *Entry) { e.Percent = 4 })))
	check(`status "COMPLETED"`, calendar(event(func(e *Entry) { e.Status = "COMPLETED" })))

	check("has no end", calendar(todo(func(e *Entry) { e.End = on(4) })))
	check("want it later", calendar(todo(func(e *Entry) { e.Start, e.Due = in(4), in(3) })))
	check("never due", calendar(todo(func(e *Entry) { e.Alarms = []time.Duration{0} })))
	check("101 percent", calendar(todo(func(e *Entry) { e.Percent = 101 })))
	check(`status "TENTATIVE"`, calendar(todo(func(e *Entry) { e.Status = "TENTATIVE" })))
}

func TestText(t *testing.T) {
	check := func(text, want string) {
		t.Helper()
		got := write(t, calendar(event(func(e *Entry) { e.Summary = text })))
		if !strings.Contains(got, "\r\nSUMMARY:"+want+"\r\n") {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
	check(`plain: as it is "here"`, `plain: as it is "here"`)
	check(`a;b,c\d`, `a\;b\,c\\d`)
	check("Unix\nWindows\r\nMac\rend", `Unix\nWindows\nMac\nend`)
	check("a\x00b\x1b[1mc\u0085d\x7fe\tf", "ab[1mcde\tf")
	check("caf\xe9, café", `caf\, café`)
	check("\r\nEND:VEVENT\r\n", `\nEND:VEVENT\n`)
}

func TestWhen(t *testing.T) {
	check := func(name string, w When, want string) {
		t.Helper()
		if got := write(t, calendar(event(func(e *Entry) { e.Start = w }))); !strings.Contains(got, "\r\nDTSTART"+want+"\r\n") {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	late := time.Date(2030, 1, 3, 23, 0, 0, 999, time.FixedZone("", -5*60*60))
	check("day, of its own location", When{late, true}, ";VALUE=DATE:20300103")
	check("instant, in UTC", When{late, false}, ":20300104T040000Z")
	check("year 33", When{time.Date(33, 1, 1, 0, 0, 0, 0, time.UTC), true}, ";VALUE=DATE:00330101")
}

func TestSpan(t *testing.T) {
	check := func(d time.Duration, want string) {
		t.Helper()
		if got := writeSpan(d); got != want {
			t.Errorf("%v: got %s, want %s", d, got, want)
		}
		if got, err := readSpan(want); err != nil || got != d {
			t.Errorf("%s: got %v, %v", want, got, err)
		}
	}
	const day = 24 * time.Hour
	check(0, "PT0S")
	check(5*time.Second, "PT5S")
	check(15*time.Minute, "PT15M")
	check(time.Hour, "PT1H")
	check(time.Hour+time.Second, "PT1H0M1S")
	check(day, "P1D")
	check(30*day, "P30D")
	check(day+time.Minute, "P1DT1M")
	check(2*day+3*time.Hour+4*time.Minute+5*time.Second, "P2DT3H4M5S")
}

// TestFold folds lines of all lengths: the pieces are short enough, whole runes, and together the line again.
func TestFold(t *testing.T) {
	for _, text := range []string{"a", "é", "能", "🚢", "a能", "aé🚢"} {
		for n := range 120 {
			line := strings.Repeat("x", n%5) + strings.Repeat(text, n)
			folded := strings.TrimSuffix(string(fold(nil, line)), "\r\n")
			pieces := strings.Split(folded, "\r\n")
			for _, p := range pieces {
				if len(p) > 75 || !utf8.ValidString(p) {
					t.Fatalf("%d times %q: a line of %d octets: %q", n, text, len(p), p)
				}
			}
			if got := strings.ReplaceAll(folded, "\r\n ", ""); got != line {
				t.Fatalf("%d times %q: got %q", n, text, got)
			}
			if most := len(line)/(74-utf8.UTFMax+1) + 1; len(pieces) > most {
				t.Fatalf("%d times %q: %d lines, want at most %d", n, text, len(pieces), most)
			}
		}
	}
}

func TestRoundTrip(t *testing.T) {
	for _, c := range []Calendar{calendar(), full} {
		text := write(t, c)
		got, err := Parse([]byte(text))
		if err != nil || !reflect.DeepEqual(got, c) {
			t.Errorf("got %+v, %v, want %+v", got, err, c)
		}
		if again := write(t, c); again != text {
			t.Error("written twice, two ways")
		}
	}
}

func TestParseRefuses(t *testing.T) {
	good := write(t, full)
	check := func(name, want, old, new string) {
		t.Helper()
		bad := strings.Replace(good, old, new, 1)
		if _, err := Parse([]byte(bad)); bad == good || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
	check("bare ends of lines", "", "\r\n", "\n")
	check("no version", "line 2: not as it is written here", "VERSION:2.0\r\n", "")
	check("unknown property", `property "RRULE" unknown`, "SEQUENCE:2", "RRULE:FREQ=DAILY")
	check("no property", `"SEQUENCE": no property`, "SEQUENCE:2", "SEQUENCE")
	check("no number", "line 15: SEQUENCE: strconv", "SEQUENCE:2", "SEQUENCE:two")
	check("no such day", "DTSTART;VALUE=DATE: parsing", "20300103", "20300230")
	check("two names", "not as", "X-WR-CALNAME:Dues", "X-WR-CALNAME:Does")
	check("no UID", "no UID", "UID:5@example.org\r\n", "")
	check("lower case", "unknown", "SUMMARY:Report", "Summary:Report")
	check("another order", "not as", "CLASS:PUBLIC\r\nPRIORITY:1\r\n", "PRIORITY:1\r\nCLASS:PUBLIC\r\n")
	check("folded early", "not as", "SUMMARY:Re", "SUMMARY:R\r\n e")
	check("alarm of another text", "not as", "DESCRIPTION:Talks", "DESCRIPTION:Walks")
	check("more after the end", "not as", "END:VCALENDAR\r\n", "END:VCALENDAR\r\n\r\n")
}

// FuzzParse writes what it has read: it is the same.
func FuzzParse(f *testing.F) {
	f.Add([]byte(write(f, full)))
	f.Add([]byte(write(f, calendar())))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Parse(b)
		if err != nil {
			return
		}
		if got := write(t, c); got != string(b) {
			t.Errorf("read %q, written %q", b, got)
		}
	})
}

// FuzzWrite reads what it has written: it is the same, but for what cannot stand in a calendar.
func FuzzWrite(f *testing.F) {
	f.Add("1@example.org", "Report\r\n", "a,b", "https://example.org", stamp.Unix(), int64(time.Hour), true)
	f.Add("a,b;c", "关于能源\x00的声明", "能源", "", int64(0), int64(25*time.Hour), false)
	f.Fuzz(func(t *testing.T, uid, text, category, url string, at, span int64, isTodo bool) {
		e := Entry{Todo: isTodo, UID: uid, Stamp: time.Unix(at, 0), Summary: text, Description: text + category, Location: category,
			Categories: []string{category, text}, URL: url, Alarms: []time.Duration{time.Duration(span)}}
		when := When{time.Unix(at, span), span%2 == 0}
		if isTodo {
			e.Due = when
		} else {
			e.Start = when
		}
		var b bytes.Buffer
		if calendar(e).Write(&b) != nil {
			return
		}
		got, err := Parse(b.Bytes())
		if err != nil || len(got.Entries) != 1 || !reflect.DeepEqual(got.Entries[0], e.clean()) {
			t.Errorf("%s: got %+v, %v, want %+v", b.Bytes(), got.Entries, err, e.clean())
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	c := calendar()
	for i := range 10_000 {
		c.Entries = append(c.Entries, Entry{Todo: i%2 == 0, UID: fmt.Sprint(i, "@example.org"), Stamp: stamp, Start: on(1 + i%30),
			Summary: "关于能源的声明 of the year", Description: strings.Repeat("What has to be done, and by whom. ", 5), Categories: []string{"energy"}})
	}
	b.SetBytes(int64(len(write(b, c))))
	b.ReportAllocs()
	for b.Loop() {
		c.Write(io.Discard)
	}
}
