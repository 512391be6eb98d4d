package icalendar

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// client returns a function that runs a calendar program, if it is installed.
func client(t *testing.T, name string) func(args ...string) string {
	if _, err := exec.LookPath(name); err != nil {
		t.Skip("without", name)
	}
	return func(args ...string) string {
		t.Helper()
		c := exec.Command(name, args...)
		c.Env = append(os.Environ(), "TZ=UTC", "LC_ALL=C.UTF-8")
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %q: %v\n%s", name, args, err, out)
		}
		return string(out)
	}
}

// save writes a file into a folder.
func save(t *testing.T, dir, name, text string) string {
	t.Helper()
	name = filepath.Join(dir, name)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// january returns a whole day, an hour and a thing to do for each of 30 days.
func january() (whole, hour, due []Entry) {
	for i := range 30 {
		n := i + 1
		text := fmt.Sprintf("声明 %d, of all; and \\ more: %s", n, strings.Repeat("能源", i))
		whole = append(whole, Entry{UID: fmt.Sprint("w", n), Stamp: stamp, Start: on(n), End: on(n + 1), Summary: text,
			Description: "Two\nlines", Categories: []string{"energy"}, Alarms: []time.Duration{time.Hour}})
		hour = append(hour, Entry{UID: fmt.Sprint("h", n), Stamp: stamp, Start: in(n), End: When{in(n).Time.Add(time.Hour), false},
			Summary: "A vote on " + text, Location: "Bonn"})
		due = append(due, Entry{Todo: true, UID: fmt.Sprint("d", n), Stamp: stamp, Due: on(n), Status: "NEEDS-ACTION", Priority: 1 + i%9,
			Summary: text, Description: "Two\nlines", Alarms: []time.Duration{time.Hour}})
	}
	return whole, hour, due
}

// TestCalcurse has calcurse import a calendar and list each event on its days, and each thing to do. When that is due it does not keep.
func TestCalcurse(t *testing.T) {
	calcurse := client(t, "calcurse")
	dir := t.TempDir()
	whole, hour, due := january()
	talks := Entry{UID: "talks", Stamp: stamp, Start: When{on(1).Time.AddDate(0, 1, 0), true}, Summary: "Talks"}
	talks.End = When{talks.Start.Time.AddDate(0, 0, 3), true}
	all := calendar(append(append(append(whole, hour...), due...), talks)...)

	got := calcurse("-D", dir, "-i", save(t, dir, "calendar.ics", write(t, all)))
	if !strings.Contains(got, "30 apps / 31 events / 30 todos / 0 skipped") {
		t.Errorf("imported: %s", got)
	}
	got = calcurse("-D", dir, "-Q", "--filter-type", "cal", "--from", "01/01/2030", "--days", "60")
	for i := range whole {
		want := fmt.Sprintf("01/%02d/30:\n * %s\n - 12:30 -> 13:30\n\t%s\n", i+1, whole[i].Summary, hour[i].Summary)
		if !strings.Contains(got, want) {
			t.Errorf("want %s in\n%s", want, got)
		}
	}
	if want := "\n02/01/30:\n * Talks\n\n02/02/30:\n * Talks\n\n02/03/30:\n * Talks\n"; !strings.HasSuffix(got, want) {
		t.Errorf("want %s at the end of\n%s", want, got)
	}
	got = calcurse("-D", dir, "-t")
	for _, e := range due {
		if want := fmt.Sprintf("%d. %s\n", e.Priority, e.Summary); !strings.Contains(got, want) {
			t.Errorf("want %s in\n%s", want, got)
		}
	}
}

// TestTodoman has todoman list things to do, each with the day on which it is due. It reads one of a file.
func TestTodoman(t *testing.T) {
	todoman := client(t, "todoman")
	dir := t.TempDir()
	_, _, due := january()
	for _, e := range due {
		save(t, dir, e.UID+".ics", write(t, calendar(e)))
	}
	config := save(t, t.TempDir(), "config.py", fmt.Sprintf("path = %q\ncache_path = %q\n", dir, filepath.Join(t.TempDir(), "cache")))

	type item struct {
		Summary, Description string
		Due                  int64
		Priority             int
	}
	var got []item
	out := todoman("--config", config, "--porcelain", "list", "--sort", "due", "--no-reverse")
	if err := json.Unmarshal([]byte(out), &got); err != nil || len(got) != len(due) {
		t.Fatalf("%v, %d items: %s", err, len(got), out)
	}
	for i, e := range due {
		if want := (item{e.Summary, e.Description, e.Due.Time.Unix(), e.Priority}); got[i] != want {
			t.Errorf("got %v, want %v", got[i], want)
		}
	}
}
