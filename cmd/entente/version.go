package main

import (
	"runtime"
	"runtime/debug"
)

// version is the program's; the linker sets it in a release (-X main.version=1.2.3).
var version = "0.1.0-dev"

type versionCommand struct {
	JSON bool `help:"Print one JSON document."`
}

// A build says what a program was built from.
type build struct {
	Version  string `json:"version"`
	Commit   string `json:"commit,omitempty"`
	Modified bool   `json:"modified"` // the sources were not exactly those of the commit
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func (c *versionCommand) Run(w *world) error {
	b := build{Version: version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				b.Commit = s.Value
			case "vcs.modified":
				b.Modified = s.Value == "true"
			}
		}
	}
	if c.JSON {
		return w.writeJSON(b)
	}
	w.printf("entente %s\n", b.Version)
	if b.Commit != "" {
		w.printf("commit  %s%s\n", b.Commit, map[bool]string{true: " (modified)"}[b.Modified])
	}
	w.printf("built   %s %s\n", b.Go, b.Platform)
	return nil
}
