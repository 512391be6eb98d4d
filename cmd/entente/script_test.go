package main

import (
	"archive/zip"
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"entente/balance/solve"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/text/encoding/htmlindex"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"entente": main})
}

// TestScripts runs the scripts in testdata/script: one file per behaviour, readable without knowing Go.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", filepath.Join(env.WorkDir, "home"))
			env.Setenv("ENTENTE_DATA", filepath.Join(env.WorkDir, "data"))
			env.Setenv("LC_ALL", "en_GB.UTF-8")
			invented, err := filepath.Abs("../../node/testdata/pack")
			env.Setenv("INVENTED", invented) // the invented pack of the tests of package node
			return err
		},
		Condition: func(name string) (bool, error) {
			if name != "solver" {
				return false, fmt.Errorf("condition %q unknown", name)
			}
			return solve.Present(), nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"alter":    alter,
			"fails":    fails,
			"identify": identify,
			"first":    first,
			"bytes":    writeBytes,
			"encode":   encode,
			"docx":     writeDOCX,
			"sparse":   sparse,
		},
		RequireExplicitExec: true,
	})
}

// fails CODE COMMAND… runs a command that must exit with the code.
func fails(ts *testscript.TestScript, _ bool, args []string) {
	var exit *exec.ExitError
	err := ts.Exec(args[1], args[2:]...)
	if !errors.As(err, &exit) || strconv.Itoa(exit.ExitCode()) != args[0] {
		ts.Fatalf("%s: %v, want exit code %s", strings.Join(args[1:], " "), err, args[0])
	}
}

// identify FILE NAME sets a variable to what a file holds, without its line end.
func identify(ts *testscript.TestScript, _ bool, args []string) {
	ts.Setenv(args[1], strings.TrimSpace(ts.ReadFile(args[0])))
}

// first FILE PATTERN NAME sets a variable to what the first group of a pattern finds in a file.
func first(ts *testscript.TestScript, _ bool, args []string) {
	found := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile(args[0]))
	if found == nil {
		ts.Fatalf("%s holds nothing like %q", args[0], args[1])
	}
	ts.Setenv(args[2], found[1])
}

// alter FILE FROM TO replaces the first FROM in a file.
func alter(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	b, err := os.ReadFile(path)
	ts.Check(err)
	if !bytes.Contains(b, []byte(args[1])) {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(path, bytes.Replace(b, []byte(args[1]), []byte(args[2]), 1), 0o600))
}

// bytes FILE HEX… writes a file of these bytes.
func writeBytes(ts *testscript.TestScript, _ bool, args []string) {
	b, err := hex.DecodeString(strings.Join(args[1:], ""))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o600))
}

// encode ENCODING FROM TO writes a UTF-8 file in another encoding.
func encode(ts *testscript.TestScript, _ bool, args []string) {
	enc, err := htmlindex.Get(args[0])
	ts.Check(err)
	b, err := enc.NewEncoder().Bytes([]byte(ts.ReadFile(args[1])))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), b, 0o600))
}

// docx FILE TEXT MEGABYTES writes a Word document of one paragraph, followed by so many megabytes of spaces.
func writeDOCX(ts *testscript.TestScript, _ bool, args []string) {
	megabytes, err := strconv.Atoi(args[2])
	ts.Check(err)
	const space = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	parts := [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<w:document ` + space + `><w:body><w:p><w:r><w:t>` + args[1] + `</w:t></w:r></w:p>` +
			strings.Repeat(" ", megabytes<<20) + `</w:body></w:document>`},
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		f, err := z.Create(p[0])
		ts.Check(err)
		_, err = f.Write([]byte(p[1]))
		ts.Check(err)
	}
	ts.Check(z.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o600))
}

// sparse FILE MEGABYTES makes a file that is large and takes no room.
func sparse(ts *testscript.TestScript, _ bool, args []string) {
	megabytes, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(f.Truncate(megabytes << 20))
	ts.Check(f.Close())
}
