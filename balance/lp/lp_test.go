package lp_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"entente"
	"entente/balance/lp"
	"entente/balance/solve"
)

var solver = solve.New("") // compiles once

func answer(t *testing.T, m *lp.Model, l lp.Limits) *lp.Result {
	t.Helper()
	r, err := lp.Solve(t.Context(), solver, m, l)
	if errors.Is(err, solve.ErrAbsent) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func read(t *testing.T, text string) *lp.Model {
	t.Helper()
	m, err := lp.ReadMPS(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestPublished solves problems whose answers are known: the files say from where.
func TestPublished(t *testing.T) {
	check := func(name string, want float64) {
		t.Helper()
		b, err := os.ReadFile(filepath.Join("testdata", name+".mps"))
		if err != nil {
			t.Fatal(err)
		}
		r := answer(t, read(t, string(b)), lp.Limits{})
		if math.IsNaN(want) {
			if r.Status != lp.Infeasible || !r.Proved {
				t.Errorf("%s: %+v", name, r)
			}
			return
		}
		if r.Status != lp.Optimal || math.Abs(r.Objective-want) > 1e-8*math.Abs(want) || math.Abs(r.Bound-want) > 1e-6*math.Abs(want) {
			t.Errorf("%s: %s, %v, bound %v; want %v", name, r.Status, r.Objective, r.Bound, want)
		}
	}
	check("afiro", -464.75314285714285)
	check("flugpl", 1201500)
	check("lseu", 1120)
	check("galenet", math.NaN())
}

// TestSteinerTriples covers the lines of affine spaces over three elements. The points outside a cover are a cap: the largest caps have 2,
// 4 and 9 points in 1, 2 and 3 dimensions (Pellegrino, Le Matematiche 25, 1970). With 9 and 27 points these are the problems stein9 and
// stein27 of MIPLIB.
func TestSteinerTriples(t *testing.T) {
	points := 1
	for _, cap := range []int{2, 4, 9} {
		points *= 3
		r := answer(t, steiner(points), lp.Limits{})
		if want := float64(points - cap); r.Status != lp.Optimal || r.Objective != want || math.Abs(r.Bound-want) > 1e-6 {
			t.Errorf("%d points: %s %v, bound %v; want %v", points, r.Status, r.Objective, r.Bound, want)
		}
	}
}

func steiner(points int) *lp.Model {
	m := &lp.Model{}
	for i := range points {
		m.Column(lp.Column{Name: fmt.Sprint("p", i), Cost: 1, Upper: 1, Whole: true})
	}
	for a := range points {
		for b := a + 1; b < points; b++ {
			if c := third(a, b); c > b {
				m.Row(fmt.Sprint(a, b, c), 1, lp.Inf, lp.Term{Column: a, Factor: 1}, lp.Term{Column: b, Factor: 1}, lp.Term{Column: c, Factor: 1})
			}
		}
	}
	return m
}

// third returns the point on the line through a and b: digit by digit to base three, the three add up to none.
func third(a, b int) int {
	if a == 0 && b == 0 {
		return 0
	}
	return third(a/3, b/3)*3 + (6-a%3-b%3)%3
}

const glass = `NAME glass
OBJSENSE
    MAX
ROWS
 N  profit
 L  plant1
 L  plant2
 L  plant3
COLUMNS
    doors    profit   3   plant1   1
    doors    plant3   3
    windows  profit   5   plant2   2
    windows  plant3   2
RHS
    hours    plant1   4   plant2  12
    hours    plant3   18
ENDATA
`

func TestDualsProve(t *testing.T) {
	m := read(t, glass)
	r := answer(t, m, lp.Limits{})
	if r.Objective != 36 || !r.Proved || math.Abs(r.Bound-36) > 1e-9 {
		t.Errorf("%+v", r)
	}
	// Any weights of the right sign prove a bound, and none better than the optimum.
	for _, y := range [][]float64{{3, 2.5, 0}, {0, 1.5, 1}, {0, 2, 2}, {1, 1, 1}} {
		if b := m.DualBound(y); !(b >= 36) {
			t.Errorf("weights %v prove %v", y, b)
		}
	}
	if b := m.DualBound([]float64{-1, 1.5, 1}); b != lp.Inf {
		t.Errorf("weights of the wrong sign prove %v", b)
	}
}

func TestRefuted(t *testing.T) {
	m := read(t, glass)
	good := lp.Solution{Status: lp.Optimal, X: []float64{2, 6}, Bound: 36, Duals: []float64{0, 1.5, 1}}
	if r, err := m.Verify(&good, &good, 0); err != nil || r.Status != lp.Optimal {
		t.Fatal(r, err)
	}
	check := func(name string, change func(s *lp.Solution)) {
		t.Helper()
		s := good
		s.X = slices.Clone(good.X)
		change(&s)
		if _, err := m.Verify(&s, &s, 0); !errors.Is(err, lp.ErrRefuted) {
			t.Errorf("%s: %v", name, err)
		}
	}
	check("a point that breaks a row", func(s *lp.Solution) { s.X[0] = 2.1 })
	check("a point below its range", func(s *lp.Solution) { s.X[0] = -1 })
	check("a value that is none", func(s *lp.Solution) { s.X[0] = math.NaN() })
	check("a point too short", func(s *lp.Solution) { s.X = s.X[:1] })
	worse := good
	worse.X = []float64{2, 5}
	if r, err := m.Verify(&worse, &worse, 0); err != nil || r.Status != lp.Feasible || math.Abs(r.Gap-5./31) > 1e-9 {
		t.Errorf("called optimal and is not: %+v %v", r, err)
	}
	whole := read(t, glass)
	whole.Columns[0].Whole = true
	half := good
	half.X, half.Duals = []float64{0.5, 6}, nil
	if _, err := whole.Verify(&half, &half, 0); !errors.Is(err, lp.ErrRefuted) {
		t.Errorf("a part of a whole: %v", err)
	}
	if err := m.CheckRay([]float64{1, 1, 1}); err == nil {
		t.Error("a ray for a model that has points")
	}
}

// TestCore finds the members of a core among rows that have nothing to do with it, and leaves out each in turn: the rest must fit.
func TestCore(t *testing.T) {
	check := func(name, text string, rows, lower, upper []string, whole bool) {
		t.Helper()
		m := read(t, text)
		answer(t, m, lp.Limits{})
		core, err := lp.FindCore(t.Context(), solver, m, lp.CoreOptions{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		column := func(js []int) (names []string) {
			for _, j := range js {
				names = append(names, m.Columns[j].Name)
			}
			return names
		}
		var of []string
		for _, i := range core.Rows {
			of = append(of, m.Rows[i].Name)
		}
		if !slices.Equal(of, rows) || !slices.Equal(column(core.Lower), lower) || !slices.Equal(column(core.Upper), upper) || core.Whole != whole || !core.Minimal {
			t.Errorf("%s: rows %v, lower %v, upper %v, %+v", name, of, column(core.Lower), column(core.Upper), core)
		}
	}
	check("two rows", "ROWS\n N c\n G much\n L little\n L other\nCOLUMNS\n x c 1 much 1\n x little 1\n y other 1 much 0\nRHS\n r much 5 little 3\n r other 9\nENDATA\n",
		[]string{"much", "little"}, nil, nil, false)
	check("a row and ends", "ROWS\n N c\n G much\nCOLUMNS\n x much 1\n y much 1\n z much -1\nRHS\n r much 5\nBOUNDS\n UP b x 2\n UP b y 1\nENDATA\n",
		[]string{"much"}, []string{"z"}, []string{"x", "y"}, false)
	check("whole numbers", "ROWS\n N c\n E odd\n L other\nCOLUMNS\n M MARKER INTORG\n x odd 2\n y odd 2 other 1\n M MARKER INTEND\nRHS\n r odd 3 other 9\nBOUNDS\n UP b x 9\n UP b y 9\nENDATA\n",
		[]string{"odd"}, nil, nil, true)
	check("an empty range", "ROWS\n N c\n G much\nCOLUMNS\n x much 1\nBOUNDS\n LO b x 3\n UP b x 2\nENDATA\n", nil, []string{"x"}, []string{"x"}, false)
	if _, err := lp.FindCore(t.Context(), solver, read(t, glass), lp.CoreOptions{}); !errors.Is(err, lp.ErrFits) {
		t.Errorf("something fits: %v", err)
	}
}

// TestGaleCore checks a core of the published problem another way: it fits no point, and any member left out lets it.
func TestGaleCore(t *testing.T) {
	b, err := os.ReadFile("testdata/galenet.mps")
	if err != nil {
		t.Fatal(err)
	}
	m := read(t, string(b))
	answer(t, m, lp.Limits{})
	core, err := lp.FindCore(t.Context(), solver, m, lp.CoreOptions{})
	if err != nil || !core.Minimal {
		t.Fatal(core, err)
	}
	fits := func(without int) lp.Status {
		part := &lp.Model{}
		for j, c := range m.Columns {
			c := lp.Column{Name: c.Name, Lower: -lp.Inf, Upper: lp.Inf}
			if slices.Contains(core.Lower, j) && without != len(core.Rows)+slices.Index(core.Lower, j) {
				c.Lower = m.Columns[j].Lower
			}
			if slices.Contains(core.Upper, j) && without != len(core.Rows)+len(core.Lower)+slices.Index(core.Upper, j) {
				c.Upper = m.Columns[j].Upper
			}
			part.Column(c)
		}
		for k, i := range core.Rows {
			if k != without {
				part.Rows = append(part.Rows, m.Rows[i])
			}
		}
		return answer(t, part, lp.Limits{}).Status
	}
	if s := fits(-1); s != lp.Infeasible {
		t.Errorf("the core: %s", s)
	}
	for k := range len(core.Rows) + len(core.Lower) + len(core.Upper) {
		if s := fits(k); s != lp.Optimal {
			t.Errorf("without member %d of %v: %s", k, core.Words(m), s)
		}
	}
}

func TestReadMPS(t *testing.T) {
	m := read(t, everything)
	want := &lp.Model{Name: "everything", Offset: 10,
		Columns: []lp.Column{{"i", 1.5, 0, 1, true}, {"x", 0, -lp.Inf, -1, false}, {"y", 0, -lp.Inf, lp.Inf, false}, {"z z", 0, 2, lp.Inf, false}, {"b", 0, 0, 1, true}},
		Rows: []lp.Row{
			{"l", 2, 4, []lp.Term{{0, 1}, {3, 1}}}, {"g", 1, 6, []lp.Term{{1, 2}}}, {"e", -3, 0, []lp.Term{{1, -1}, {4, 1}}}, {"f", 3, 7, []lp.Term{{2, 10}}},
		}}
	if !reflect.DeepEqual(m, want) {
		t.Errorf("read %+v\nwant %+v", m, want)
	}
}

const everything = `* a comment
NAME          everything
ROWS
 N  cost
 N  other
 L  l
 G  g
 E  e
 E  f
COLUMNS
    MARKER                 'MARKER'                 'INTORG'
    i         cost               1.5   l                  1
    MARKER                 'MARKER'                 'INTEND'
    x         g                  2.0   e                 -1   $ a note
    y         f                  1d1   other              7
    z z       l                    1
    b         e                    1
RHS
    rhs       cost               -10   l                  4
    rhs       g                    1   f                  3
RANGES
    rng       l                    2   g                  5
    rng       e                   -3   f                  4
BOUNDS
 UP bnd       x                   -1
 FR bnd       y
 LO bnd       z z                  2
 BV bnd       b
ENDATA
`

func TestReadMPSFaults(t *testing.T) {
	check := func(text, want string) {
		t.Helper()
		_, err := lp.ReadMPS(strings.NewReader(text))
		if !errors.Is(err, entente.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q:\n got %v\nwant %s", text, err, want)
		}
	}
	const head = "ROWS\n N c\n L r\nCOLUMNS\n x c 1 r 1\n"
	check("", "no ENDATA after line 0: the file is cut off")
	check(head, "no ENDATA after line 5")
	check("ROWS\nENDATA\n", "no objective")
	check("nonsense\n", `line 1: section "nonsense"`)
	check(head+"QUADOBJ\n", `line 6: section "QUADOBJ"`)
	check(head+"SOS\nENDATA\n", "sets, are not read")
	check(" x y 1\n", "line 1: data without a section")
	check("ROWS\n Q c\n", "line 2:")
	check("ROWS\n N c\n L r\n L r\n", `line 4: row "r" a second time`)
	check(head+" x r 2\n", `line 6: column "x" a second time in row "r"`)
	check(head+" y r 1\n x c 1\n", `line 7: column "x" a second time`)
	check(head+" y s 1\n", `line 6: row "s" is not in ROWS`)
	check(head+" y r one\n", `line 6: "one": want a number`)
	check(head+" y r nan\n", `line 6: "nan": want a number`)
	check(head+" y r 1e31\n", "want a number below 1e30")
	check(head+"RHS\n a r 1\n b r 2\n", `line 8: a second set "b": only one, here "a", is read`)
	check(head+"BOUNDS\n UP b y 2\n", `line 7: column "y" is not in COLUMNS`)
	check(head+"BOUNDS\n SC b x 2\n", "line 7: bound SC")
	check(head+"BOUNDS\n XX b x 2\n", "line 7:")
	check("OBJSENSE\n UP\n", `line 2: OBJSENSE "UP"`)
}

// FuzzMPS: what is read is written such that it is read the same.
func FuzzMPS(f *testing.F) {
	f.Add(glass)
	f.Add(everything)
	names, _ := filepath.Glob("testdata/*.mps")
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := lp.ReadMPS(strings.NewReader(text))
		if err != nil {
			return
		}
		var first, second bytes.Buffer
		if err := m.WriteMPS(&first); err != nil {
			t.Fatal(err)
		}
		again, err := lp.ReadMPS(bytes.NewReader(first.Bytes()))
		if err != nil {
			t.Fatalf("%v\n%s", err, first.String())
		}
		if err := again.WriteMPS(&second); err != nil {
			t.Fatal(err)
		}
		if first.String() != second.String() {
			t.Errorf("written:\n%s\nand again:\n%s", first.String(), second.String())
		}
	})
}
