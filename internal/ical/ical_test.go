package ical_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"entente/internal/ical"
)

var noon = time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)

func sample() ical.Calendar {
	return ical.Calendar{
		Product: "-//Entente//EN", Name: "Due of Estonia", URL: "https://example.org/due.ics?for=EST", Refresh: time.Hour,
		Entries: []ical.Entry{
			{UID: "a@example.org", Stamp: noon, At: noon, Summary: "Silence expires; object, or let it pass", About: "Line one\nLine two", URL: "https://example.org/case/a,b", Tags: []string{"Decision, silence"}, Alarm: 24 * time.Hour},
			{UID: "b@example.org", Stamp: noon, Todo: true, At: noon.AddDate(0, 0, 5), Summary: "提交报告" + strings.Repeat("，须说明进展与所需资源", 12), Alarm: 90 * time.Minute},
			{UID: "c@example.org", Stamp: noon, At: noon.Truncate(24 * time.Hour), End: noon.Truncate(24*time.Hour).AddDate(0, 0, 3), AllDay: true, Summary: "Summit"},
			{UID: "d@example.org", Stamp: noon, Todo: true, Summary: "Without a date", Done: true},
		},
	}
}

func TestWrite(t *testing.T) {
	b, err := sample().Append(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.SplitAfter(string(b), "\r\n") {
		if len(strings.TrimSuffix(line, "\r\n")) > 75 || !utf8.ValidString(line) || line != "" && !strings.HasSuffix(line, "\r\n") {
			t.Errorf("line of %d octets: %q", len(line), line)
		}
	}
	whole := strings.ReplaceAll(string(b), "\r\n ", "")
	for _, want := range []string{
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", `SUMMARY:Silence expires\; object\, or let it pass`, `DESCRIPTION:Line one\nLine two`,
		"URL:https://example.org/case/a,b", `CATEGORIES:Decision\, silence`, "DTSTART:20260305T120000Z", "DUE:20260310T120000Z",
		"DTSTART;VALUE=DATE:20260305", "DTEND;VALUE=DATE:20260308", "TRIGGER:-P1D", "TRIGGER;RELATED=END:-PT90M", "STATUS:COMPLETED",
		"REFRESH-INTERVAL;VALUE=DURATION:PT60M", "提交报告，须说明进展与所需资源，须说明",
	} {
		if !strings.Contains(whole, want) {
			t.Errorf("%q is not there:\n%s", want, whole)
		}
	}
}

func TestRefused(t *testing.T) {
	check := func(change func(*ical.Calendar), want string) {
		t.Helper()
		c := sample()
		change(&c)
		if _, err := c.Append(nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	check(func(c *ical.Calendar) { c.Product = "" }, "without a product")
	check(func(c *ical.Calendar) { c.Entries[1].UID = "" }, `entry 2`)
	check(func(c *ical.Calendar) { c.Entries[0].Stamp = time.Time{} }, "no stamp")
	check(func(c *ical.Calendar) { c.Entries[0].At = time.Time{} }, "without a time")
	check(func(c *ical.Calendar) { c.Entries[2].End = noon.AddDate(-1, 0, 0) }, "ends before")
}

// A line of a text cannot end a content line and begin another one.
func FuzzText(f *testing.F) {
	f.Add("a\r\nATTENDEE:mailto:x", "https://x\r\nX:1")
	f.Add("\\;,\x00\u2028", "")
	f.Fuzz(func(t *testing.T, text, url string) {
		c := ical.Calendar{Product: text, Name: text, URL: url, Entries: []ical.Entry{{UID: "a" + text, Stamp: noon, At: noon, Summary: text, About: text, URL: url, Tags: []string{text}}}}
		b, err := c.Append(nil)
		if err != nil {
			return
		}
		whole := strings.ReplaceAll(string(b), "\r\n ", "")
		for _, line := range strings.Split(strings.TrimSuffix(whole, "\r\n"), "\r\n") {
			name, _, found := strings.Cut(line, ":")
			if !found || name == "" || strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-;=") != "" || strings.ContainsAny(line, "\r\n") {
				t.Fatalf("line %q", line)
			}
		}
	})
}

// A calendar client takes all of it in, with days and words.
func TestClient(t *testing.T) {
	program, err := exec.LookPath("calcurse")
	if err != nil {
		t.Skip("calcurse is not installed: the calendar is not opened in a client")
	}
	b, err := sample().Append(nil)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "due.ics")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) string {
		t.Helper()
		c := exec.Command(program, append([]string{"-D", filepath.Join(dir, "data"), "-C", filepath.Join(dir, "conf")}, args...)...)
		c.Env = append(os.Environ(), "TZ=UTC", "LC_ALL=C.UTF-8")
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("calcurse %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	run("-i", file)
	events := run("-Q", "--filter-type", "cal", "--from", "03/05/2026", "--days", "10")
	todos := run("-Q", "--filter-type", "todo")
	for _, want := range []string{"12:00", "Silence expires; object, or let it pass", "Summit"} {
		if !strings.Contains(events, want) {
			t.Errorf("events lack %q:\n%s", want, events)
		}
	}
	if days := strings.Count(events, "Summit"); days != 3 {
		t.Errorf("the summit takes %d days, want 3:\n%s", days, events)
	}
	for _, want := range []string{"提交报告", "Without a date"} {
		if !strings.Contains(todos, want) {
			t.Errorf("to-dos lack %q:\n%s", want, todos)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	c := sample()
	for len(c.Entries) < 10000 {
		c.Entries = append(c.Entries, sample().Entries...)
	}
	for b.Loop() {
		out, err := c.Append(nil)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(out)))
	}
}
