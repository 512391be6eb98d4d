package entente_test

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

// A floor is one row of the table in doc/architecture.md. A family is the package of that name and those below it.
type floor struct {
	level    int
	families []string
	pure     bool // values in, values out: no files, no network, no log, no clock, no goroutine
}

var floors = []floor{
	{0, []string{"unit", "cal", "geo"}, true},
	{0, []string{root}, true},
	{1, []string{"text", "measure", "balance", "procedure", "watch"}, true},
	{1, []string{"ledger"}, false},
	{2, []string{"pack", "exchange"}, false},
	{3, []string{"node"}, false},
	{4, []string{"api", "web"}, false},
	{5, []string{"cmd/entente"}, false},
	{plumbing, []string{"internal"}, false},
}

const (
	module = "entente"
	root   = "." // the family of the module's root package, which may also import the rest of its floor

	plumbing = -1 // below all floors: anyone may import it, and it imports nothing of ours
)

// outside lists every outside module that we import, with the reason for having it.
var outside = map[string]string{
	"github.com/alecthomas/kong":               "command line: commands are structs, a mistyped word gets a suggestion",
	"github.com/blevesearch/bleve/v2":          "full-text search that finds two-character Chinese words and stems English",
	"github.com/cockroachdb/apd/v3":            "exact decimals: figures are compared with targets as they are written",
	"github.com/coreos/go-oidc/v3":             "sign-in at an OpenID provider: discovery, keys, identity tokens",
	"github.com/go-webauthn/webauthn":          "passkeys (WebAuthn): the ceremonies and what authenticators attest",
	"golang.org/x/oauth2":                      "the code flow with PKCE on which go-oidc rests",
	"github.com/gowebpki/jcs":                  "canonical JSON (RFC 8785), the bytes that are hashed and signed",
	"github.com/klauspost/compress":            "Zstandard, in which many published tables come packed",
	"github.com/klippa-app/go-pdfium":          "text of PDF files, Chinese included, without cgo",
	"github.com/rogpeppe/go-internal":          "testscript: the behaviour of commands as scripts",
	"github.com/tetratelabs/wazero":            "runs the PDF reader and the solver of linear models in sandboxes with bounds on memory and time",
	"github.com/santhosh-tekuri/jsonschema/v6": "the API's answers against its description, in tests",
	"go.yaml.in/yaml/v4":                       "packs and lexicons, with the line of every node for messages",
	"golang.org/x/mod":                         "Merkle trees (RFC 6962) and signed notes; module file of this test",
	"golang.org/x/net":                         "HTML parser",
	"golang.org/x/term":                        "width of the terminal, for tables",
	"golang.org/x/text":                        "ISO 4217 codes, language tags, text encodings, Unicode normal forms",
	"honnef.co/go/tools":                       "staticcheck, run by make lint",
	"modernc.org/libc":                         "a file layer under SQLite that records its writes, in tests",
	"modernc.org/sqlite":                       "embedded store without cgo",
}

// A source is one Go file of ours, of whatever operating system.
type source struct {
	name string // with slashes, from the root
	file *ast.File
	fset *token.FileSet
	test bool
}

func (s source) pkg() string { return path.Dir(s.name) }

func (s source) imports() []string {
	var paths []string
	for _, spec := range s.file.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			panic(err) // the parser let it through
		}
		paths = append(paths, p)
	}
	return paths
}

// family returns the floor and family of a package named by its path from the root.
func family(pkg string) (floor, string, error) {
	for _, f := range floors {
		for _, name := range f.families {
			if pkg == name || strings.HasPrefix(pkg, name+"/") {
				return f, name, nil
			}
		}
	}
	return floor{}, "", fmt.Errorf("%s: on no floor; give it a row in arch_test.go and doc/architecture.md", pkg)
}

// checkImport reports whether one package of ours may import another.
func checkImport(from, to string) error {
	f, ffam, err := family(from)
	if err != nil {
		return err
	}
	t, tfam, err := family(to)
	if err != nil {
		return err
	}
	if ffam == tfam || t.level < f.level || ffam == root && t.level == f.level {
		return nil
	}
	return fmt.Errorf("%s (floor %d) imports %s (floor %d)", from, f.level, to, t.level)
}

func TestImports(t *testing.T) {
	for _, s := range sources(t) {
		if _, _, err := family(s.pkg()); err != nil {
			t.Error(err)
			continue
		}
		for _, p := range s.imports() {
			to, ours := strings.CutPrefix(p+"/", module+"/")
			if !ours {
				continue
			}
			if err := checkImport(s.pkg(), cmp.Or(strings.TrimSuffix(to, "/"), root)); err != nil {
				t.Errorf("%s: %v", s.name, err)
			}
		}
	}
}

func TestFloorTable(t *testing.T) {
	check := func(from, to string, allowed bool) {
		t.Helper()
		if err := checkImport(from, to); (err == nil) != allowed {
			t.Errorf("%s imports %s: allowed should be %v: %v", from, to, allowed, err)
		}
	}
	check(root, "cal", true)
	check("cal", root, false)
	check("cal", "unit", false)
	check("text", root, true)
	check("text", "ledger", false)
	check("ledger", "text", false)
	check("measure", "text", false)
	check("watch/ais", "watch", true)
	check("watch", "watch/ais", true)
	check("pack", "text", true)
	check("exchange", "ledger/sqlite", true)
	check("node", "api", false)
	check("web", "api", false)
	check("web", "internal/hosts", true)
	check("internal/hosts", root, false)
	check("cmd/entente", "node", true)
	check("cmd/other", "node", false)
}

// TestPure keeps the world out of the packages that compute. Their functions may bound the time that foreign code takes
// (time.AfterFunc); reading a clock they may not.
func TestPure(t *testing.T) {
	for _, s := range sources(t) {
		if f, _, err := family(s.pkg()); err != nil || !f.pure || s.test {
			continue
		}
		for _, p := range s.imports() {
			if worldly.MatchString(p) && !slices.Contains(values, p) {
				t.Errorf("%s: imports %q; values in, values out", s.name, p)
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				t.Errorf("%s: starts a goroutine; node does that", s.fset.Position(n.Pos()))
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" && clock[n.Sel.Name] {
					t.Errorf("%s: time.%s; time is an argument", s.fset.Position(n.Pos()), n.Sel.Name)
				}
			}
			return true
		})
	}
}

var (
	worldly = regexp.MustCompile(`^(os|net|log|database/sql|syscall|testing|plugin|expvar)(/|$)`)
	values  = []string{"net/netip", "net/url"} // parsers that open nothing
	clock   = map[string]bool{"Now": true, "Since": true, "Until": true, "Sleep": true, "After": true, "Tick": true, "NewTimer": true, "NewTicker": true}
)

func TestNoInit(t *testing.T) {
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s: func init: importing a package has no effect here", s.name)
			}
		}
	}
}

func TestModules(t *testing.T) {
	b, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := modfile.Parse("go.mod", b, nil)
	if err != nil {
		t.Fatal(err)
	}
	imported := map[string]bool{}
	for _, s := range sources(t) {
		for _, p := range s.imports() {
			if m := provider(mod, p); m != "" {
				imported[m] = true
			}
		}
	}
	used := maps.Clone(imported)
	for _, tool := range mod.Tool {
		used[provider(mod, tool.Path)] = true
	}
	for _, r := range mod.Require {
		m := r.Mod.Path
		if r.Indirect && imported[m] || !r.Indirect && !used[m] {
			t.Errorf("go.mod: %s: imported: %v, marked indirect: %v; run go mod tidy", m, imported[m], r.Indirect)
		}
	}
	for m := range used {
		if outside[m] == "" {
			t.Errorf("%s: used without a reason; give it a line in arch_test.go, or do without it", m)
		}
	}
	for m := range outside {
		if !used[m] {
			t.Errorf("%s: has a line in arch_test.go and is not used", m)
		}
	}
}

// provider returns the required module that holds package p, or "" for the standard library and for ourselves.
func provider(mod *modfile.File, p string) string {
	longest := ""
	for _, r := range mod.Require {
		if m := r.Mod.Path; (p == m || strings.HasPrefix(p, m+"/")) && len(m) > len(longest) {
			longest = m
		}
	}
	return longest
}

func TestPacksAreData(t *testing.T) {
	for _, s := range sources(t) {
		if strings.HasPrefix(s.name, "packs/") {
			t.Errorf("%s: packs are data; there is no Go in them", s.name)
		}
	}
}

func TestFilesAreSmall(t *testing.T) {
	const (
		mostLines = 600     // of a Go file
		mostBytes = 1 << 20 // of any file
	)
	for name, b := range files(t) {
		if len(b) > mostBytes {
			t.Errorf("%s: %d bytes: want at most %d", name, len(b), mostBytes)
		}
		if lines := bytes.Count(b, []byte("\n")); path.Ext(name) == ".go" && lines > mostLines {
			t.Errorf("%s: %d lines: want at most %d; cut it by noun", name, lines, mostLines)
		}
	}
}

// TestFilesNameNoPlace keeps what is true on one machine only out of the repository.
func TestFilesNameNoPlace(t *testing.T) {
	for name, b := range files(t) {
		if path.Base(name) == "package-lock.json" || bytes.IndexByte(b, 0) >= 0 {
			continue // npm writes the address of each package; a byte 0 is no text
		}
		if m := place.Find(b); m != nil {
			t.Errorf("%s: names a place of one machine: %q", name, m)
		}
	}
}

var place = regexp.MustCompile(`(?m)(^|[^\w.])/(home|root|Users|work|farm|mnt|srv)/\w|https?://(registry|proxy|deb|mirror)\.`)

// TestLinks follows the links between documents, and from sources to documents.
func TestLinks(t *testing.T) {
	all := files(t)
	for name, b := range all {
		for _, m := range document.FindAll(b, -1) {
			if all[string(m)] == nil {
				t.Errorf("%s: refers to %s, which is not there", name, m)
			}
		}
		if path.Ext(name) != ".md" {
			continue
		}
		for _, m := range link.FindAllSubmatch(b, -1) {
			if _, err := os.Stat(path.Join(path.Dir(name), string(m[1]))); err != nil {
				t.Errorf("%s: links to %s: %v", name, m[1], err)
			}
		}
	}
}

var (
	link     = regexp.MustCompile(`\]\(([^):#\s]+)(?:#[^)]*)?\)`)
	document = regexp.MustCompile(`\bdoc/[a-z]+\.md\b`)
)

// sources returns the Go files of the repository. It reads them all, those for other systems and with other build tags
// too, which go list would leave out.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	fset := token.NewFileSet()
	for name, b := range files(t) {
		if path.Ext(name) != ".go" || slices.Contains(strings.Split(name, "/"), "testdata") {
			continue
		}
		f, err := parser.ParseFile(fset, name, b, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, source{name, f, fset, strings.HasSuffix(name, "_test.go")})
	}
	slices.SortFunc(all, func(a, b source) int { return cmp.Compare(a.name, b.name) })
	return all
}

// made holds the folders that .gitignore names: they are made, not written.
var made = []string{".git", "bin", "build", "data", "node_modules", "built"}

// files returns the files of the repository by name.
func files(t *testing.T) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains(made, d.Name()) && (d.Name() == "node_modules" || d.Name() == "built" || !strings.Contains(name, "/")):
			return filepath.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		b, err := os.ReadFile(name)
		all[filepath.ToSlash(name)] = b
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
