package web

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestCalendarOpens opens the calendar of what is due in two programs that people have.
func TestCalendarOpens(t *testing.T) {
	b := newBrowser(t)
	calendar := b.get("/due/feed.ics", 200)
	file := filepath.Join(t.TempDir(), "due.ics")
	if err := os.WriteFile(file, []byte(calendar), 0o600); err != nil {
		t.Fatal(err)
	}
	if strings.Count(calendar, "BEGIN:VEVENT") < 5 || strings.Count(calendar, "BEGIN:VTODO") < 5 {
		t.Fatalf("little in the calendar:\n%s", calendar)
	}

	t.Run("calcurse", func(t *testing.T) {
		folder := t.TempDir()
		said := runClient(t, folder, "calcurse", "-D", folder, "-i", file)
		if !strings.Contains(said, " 0 skipped") {
			t.Errorf("calcurse: %s", said)
		}
		if said := runClient(t, folder, "calcurse", "-D", folder, "--input-datefmt", "4", "-Q", "--from", "2024-07-09", "--days", "3"); !strings.Contains(said, "Washington Summit") {
			t.Errorf("calcurse shows %q", said)
		}
	})
	t.Run("khal", func(t *testing.T) {
		folder := t.TempDir()
		config := filepath.Join(folder, "config")
		err := os.WriteFile(config, []byte(`[calendars]
[[due]]
path = `+folder+`/due
[locale]
local_timezone = UTC
default_timezone = UTC
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[default]
default_calendar = due
`), 0o600)
		if err != nil {
			t.Fatal(err)
		}
		runClient(t, folder, "khal", "-c", config, "import", "--batch", file)
		if said := runClient(t, folder, "khal", "-c", config, "list", "2024-07-01", "30d"); !strings.Contains(said, "Washington Summit") {
			t.Errorf("khal shows %q", said)
		}
	})
}

// runClient runs a program with a home folder of its own, and returns what it says.
func runClient(t *testing.T, home, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("%s is not installed; .ci/install installs it", name)
	}
	c := exec.Command(name, args...)
	c.Env = append(os.Environ(), "HOME="+home, "XDG_CACHE_HOME="+home, "XDG_DATA_HOME="+home, "LC_ALL=C.UTF-8", "TERM=xterm")
	said, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", name, err, said)
	}
	return string(said)
}
