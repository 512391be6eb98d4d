package orbit

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"entente"
)

const (
	vanguard1 = "1 00005U 58002B   00179.78495062  .00000023  00000-0  28098-4 0  4753"
	vanguard2 = "2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413667"
)

var vanguard = Elements{
	Name: "VANGUARD 1", Number: 5, Designator: "1958-002B", Classification: "U", Epoch: instant("2000-06-27T18:50:19.733568Z"),
	MeanMotion: 10.82419157, Eccentricity: 0.1859667, Inclination: 34.2682, Raan: 348.7242, ArgumentOfPerigee: 331.7664,
	MeanAnomaly: 19.3264, BStar: 0.28098e-4, MeanMotionDot: 0.00000023, ElementSet: 475, Revolution: 41366,
}

func TestReadTLE(t *testing.T) {
	nameless := vanguard
	nameless.Name = ""
	check := func(what, text string, want ...Elements) {
		t.Helper()
		got, refused := ReadTLE([]byte(text))
		if len(refused) > 0 || fmt.Sprint(got) != fmt.Sprint(Catalogue(want)) {
			t.Errorf("%s: %+v, refused %v", what, got, refused)
		}
	}
	pair := vanguard1 + "\n" + vanguard2 + "\n"
	check("two lines", pair, nameless)
	check("three lines", "VANGUARD 1\n"+pair, vanguard)
	check("three lines of Space-Track", "0 VANGUARD 1\n"+pair, vanguard)
	check("padded name, line ends of Windows, twice", strings.ReplaceAll("VANGUARD 1              \n"+pair, "\n", "\r\r\n"), vanguard)
	check("mixed", pair+"\n# a comment\n\nVANGUARD 1\n"+pair+pair, nameless, vanguard, nameless)
	check("after a byte order mark", "\ufeffVANGUARD 1\n"+pair, vanguard)
	check("nothing", "")
}

// sealed returns a line with its checksum put right.
func sealed(line string) string { return line[:cardLength-1] + string('0'+checksum(line)) }

func TestReadTLERefuses(t *testing.T) {
	check := func(what, first, second, want string) {
		t.Helper()
		text := "VANGUARD 1\n" + first + "\n" + second + "\nVANGUARD 1\n" + vanguard1 + "\n" + vanguard2 + "\n"
		got, refused := ReadTLE([]byte(text))
		if len(got) != 1 || len(refused) != 1 || !strings.HasPrefix(refused[0].Error(), want) {
			t.Errorf("%s: %d read, refused %v, want %s", what, len(got), refused, want)
		}
		var syntax *SyntaxError
		if len(refused) > 0 && (!errors.As(refused[0], &syntax) || !errors.Is(refused[0], entente.ErrInvalid) && !errors.Is(refused[0], entente.ErrUnsupported)) {
			t.Errorf("%s: %v is of no kind", what, refused[0])
		}
	}
	first := func(column int, text string) string {
		return sealed(vanguard1[:column-1] + text + vanguard1[column-1+len(text):])
	}
	second := func(column int, text string) string {
		return sealed(vanguard2[:column-1] + text + vanguard2[column-1+len(text):])
	}
	const set = `, set "VANGUARD 1": `
	check("checksum", vanguard1[:68]+"4", vanguard2, `line 2, column 69`+set+`checksum '4', computed '3'; a digit is wrong`)
	check("cut off", vanguard1[:60], vanguard2, `line 2, column 60`+set+`line ends after 60 columns: want 69`)
	check("too long", vanguard1, vanguard2+" 0.0", `line 3, column 70`+set+`text after column 69: " 0.0"; remove it`)
	check("shifted", first(18, "0"), vanguard2, `line 2, column 18`+set+`'0' where a blank separates columns`)
	check("another satellite", vanguard1, second(3, "00006"), `line 3, column 3`+set+`satellite 6, but line 1 is of 5`)
	check("catalogue number", first(3, "I0005"), vanguard2, `line 2, column 3`+set+`catalogue number "I0005": want digits`)
	check("classification", first(8, "X"), vanguard2, `line 2, column 8`+set+`classification "X"`)
	check("designator", first(10, "5B"), vanguard2, `line 2, column 10`+set+`international designator "5B002B"`)
	check("no such day", first(21, "367"), vanguard2, `line 2, column 21`+set+`day of epoch "367.78495062": want a day of 2000`)
	check("no leap year", first(19, "01366"), vanguard2, `line 2, column 21`+set+`day of epoch "366.78495062": want a day of 2001`)
	check("power", first(54, " 28098x4"), vanguard2, `line 2, column 54`+set+`drag term B* "28098x4"`)
	check("other theory", first(63, "4"), vanguard2, `line 3`+set+`ephemeris type 4: these elements are for another theory`)
	check("inclination", vanguard1, second(9, "184.2682"), `line 3`+set+`inclination of 184.2682: want 0 to 180`)
	check("eccentricity", vanguard1, second(27, "18 9667"), `line 3, column 27`+set+`eccentricity "18 9667": want 7 digits`)
	check("exponent where none belongs", vanguard1, second(53, "10.8241e000"), `line 3, column 53`+set+`mean motion "10.8241e000"`)
	check("no motion", vanguard1, second(53, " 0.00000000"), `line 3`+set+`mean motion in revolutions a day of 0: want more than 0`)
	check("letters of elsewhere", first(10, "5\xc3"), vanguard2, `line 2, column 11`+set+`byte 0xc3`)
	check("line 1 alone", vanguard1, "", `line 2`+set+`line 1 of a set without line 2`)
	check("line 2 twice", vanguard2, "", `line 2`+set+`line 2 of a set without line 1`)
	check("a name alone", "", "", `line 1`+set+`name without lines of elements`)
}

func TestParseNumber(t *testing.T) {
	check := func(s string, want int, isGood bool) {
		t.Helper()
		if got, err := ParseNumber(s); got != want || (err == nil) != isGood {
			t.Errorf("%q: %d, %v", s, got, err)
		}
	}
	check("00005", 5, true)
	check("99999", 99999, true)
	check("A0000", 100000, true)
	check("H9999", 179999, true)
	check("J0000", 180000, true)
	check("P0000", 230000, true)
	check("T0002", 270002, true)
	check("Z9999", 339999, true)
	check("123456789", 123456789, true)
	check("I0000", 0, false)
	check("O0000", 0, false)
	check("a0000", 0, false)
	check("T002", 0, false)
	check("", 0, false)
	check("-5", 0, false)
}

// TestYears is the rule of 57.
func TestYears(t *testing.T) {
	for yy, want := range map[int]int{57: 1957, 99: 1999, 0: 2000, 26: 2026, 56: 2056} {
		if got := century(yy); got != want {
			t.Errorf("%02d: %d, want %d", yy, got, want)
		}
	}
}

func TestReadCatalogues(t *testing.T) {
	check := func(file string, want int) {
		t.Helper()
		got, refused := ReadElements(shared(t, file))
		if len(got) != want || len(refused) > 0 {
			t.Errorf("%s: %d sets, want %d; %d refused, such as %v", file, len(got), want, len(refused), refused[:min(1, len(refused))])
		}
		for _, e := range got {
			if _, err := New(e); err != nil {
				t.Errorf("%s: %v", e.Label(), err)
			}
		}
	}
	check("celestrak_active_2025.txt.gz", 12801)
	check("celestrak_active_2026.txt.gz", 15008)
	check("celestrak_debris_2025.txt", 606)
}

const (
	keywords = "OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,MEAN_ANOMALY," +
		"EPHEMERIS_TYPE,CLASSIFICATION_TYPE,NORAD_CAT_ID,ELEMENT_SET_NO,REV_AT_EPOCH,BSTAR,MEAN_MOTION_DOT,MEAN_MOTION_DDOT"
	vanguardCSV = "VANGUARD 1,1958-002B,2000-06-27T18:50:19.733568,10.82419157,.1859667,34.2682,348.7242,331.7664,19.3264,0,U,5,475,41366,.28098E-4,2.3E-7,0"
)

// inJSON and inXML return the line of CSV as those.
func inJSON(line string) string {
	var b strings.Builder
	for i, k := range strings.Split(keywords, ",") {
		fmt.Fprintf(&b, ",\n %q: %q", k, strings.Split(line, ",")[i])
	}
	return "{" + b.String()[1:] + "}"
}

func inXML(line string) string {
	var b strings.Builder
	for i, k := range strings.Split(keywords, ",") {
		fmt.Fprintf(&b, "<%s>%s</%s>\n", k, strings.Split(line, ",")[i], k)
	}
	return "<omm><header><COMMENT>a</COMMENT><COMMENT>b</COMMENT></header><body>" + b.String() + "</body></omm>"
}

func TestFormatsAgree(t *testing.T) {
	check := func(what, text string) {
		t.Helper()
		got, refused := ReadElements([]byte(text))
		if len(refused) > 0 || len(got) != 1 || got[0] != vanguard {
			t.Errorf("%s: %+v, refused %v\nwant %+v", what, got, refused, vanguard)
		}
	}
	check("TLE", "VANGUARD 1\n"+vanguard1+"\n"+vanguard2)
	check("CSV", keywords+"\n"+vanguardCSV+"\n")
	check("CSV after a byte order mark", "\ufeff"+keywords+"\r\n"+vanguardCSV)
	check("JSON", "["+inJSON(vanguardCSV)+"]")
	check("JSON, one object", inJSON(vanguardCSV))
	check("JSON with numbers", strings.Replace(inJSON(vanguardCSV), `"10.82419157"`, `10.82419157`, 1))
	check("XML", `<?xml version="1.0"?><ndm>`+inXML(vanguardCSV)+`</ndm>`)
	check("day of the year", keywords+"\n"+strings.Replace(vanguardCSV, "2000-06-27T", "2000-179T", 1))
	check("with Z", keywords+"\n"+strings.Replace(vanguardCSV, "733568", "733568Z", 1))
}

func TestReadOMMSamples(t *testing.T) {
	check := func(file, epoch string, motion, bstar float64) {
		t.Helper()
		got, refused := ReadElements(shared(t, file))
		if len(refused) > 0 || len(got) != 1 {
			t.Errorf("%s: %+v, refused %v", file, got, refused)
			return
		}
		e := got[0]
		if e.Name != "VANGUARD 1" || e.Designator != "1958-002B" || e.Number != 5 || e.Epoch != instant(epoch) || e.MeanMotion != motion || e.BStar != bstar {
			t.Errorf("%s: %+v", file, e)
		}
	}
	check("sample_omm.csv", "2020-10-13T04:52:48.47232Z", 10.84869164, -0.22483e-4)
	check("sample_omm.xml", "2020-10-13T04:52:48.47232Z", 10.84869164, -0.22483e-4)
	check("sample_omm.json", "2025-02-14T14:36:48.662784Z", 10.85873516, 0.00035436)
}

func TestReadOMMRefuses(t *testing.T) {
	check := func(what, text string, read int, want string) {
		t.Helper()
		got, refused := ReadElements([]byte(text))
		if len(got) != read || len(refused) != 1 || !strings.HasPrefix(refused[0].Error(), want) {
			t.Errorf("%s: %d read, refused %v, want %s", what, len(got), refused, want)
		}
	}
	with := func(from, to string) string { return strings.Replace(vanguardCSV, from, to, 1) }
	good := "\n" + vanguardCSV + "\n"
	check("a field less", keywords+"\n"+with(",0,U", ",U")+good, 1, `line 2, column 1, set "VANGUARD 1": 16 fields: want 17`)
	check("no number", keywords+"\n"+with("34.2682", "x")+good, 1, `line 2, column 70, set "VANGUARD 1": INCLINATION "x": want a decimal number`)
	check("infinite", keywords+"\n"+with("34.2682", "Inf")+good, 1, `line 2, column 70, set "VANGUARD 1": INCLINATION "Inf"`)
	check("missing", keywords+"\n"+with("10.82419157", "")+good, 1, `line 2, column 1, set "VANGUARD 1": MEAN_MOTION is missing`)
	check("other theory", keywords+"\n"+with(",0,U", ",4,U")+good, 1, `line 2, column 1, set "VANGUARD 1": ephemeris type 4`)
	check("quotes", keywords+"\n"+with("VANGUARD 1", `VAN"GUARD`)+good, 1, `line 2, column 4: bare "`)
	check("CSV without keywords", "a,MEAN_MOTIONS\n1,2\n", 0, `line 1: first line has no keyword MEAN_MOTION`)
	check("JSON epoch", "["+inJSON(with("2000-06-27T", "2000-06-31T"))+",\n"+inJSON(vanguardCSV)+"]", 1, `line 4, column 11, set "VANGUARD 1": EPOCH "2000-06-31T18`)
	check("JSON cut off", "["+inJSON(vanguardCSV)+",{", 1, `line 18, column 28: text ends in the middle`)
	check("JSON of something else", `[1]`, 0, `line 1`)
	check("JSON twice", "["+strings.Replace(inJSON(vanguardCSV), "OBJECT_ID", "OBJECT_NAME", 1)+"]", 0, `line 3, column 17, set "VANGUARD 1": OBJECT_NAME stands here a second time`)
	check("XML frame", strings.Replace(inXML(vanguardCSV), "<header>", "<header><REF_FRAME>GCRF</REF_FRAME>", 1), 0, `line 1, column 25, set "VANGUARD 1": REF_FRAME "GCRF": want TEME`)
	check("XML cut off", "<ndm>"+inXML(vanguardCSV), 1, `line 18`)
	check("XML of something else", "<html></html>", 0, `line 1, column 1: no element "omm"`)
	check("nothing", " \n", 0, "no element set: the text is empty")
}

// checkRead is what holds for all readers: a refusal has a place and a kind, and what was read can be used.
func checkRead(t *testing.T, text []byte, read func([]byte) (Catalogue, []error)) {
	t.Helper()
	sets, refused := read(text)
	for _, err := range refused {
		var syntax *SyntaxError
		if !errors.As(err, &syntax) || syntax.Line < 1 || syntax.Line > 1+bytes.Count(text, []byte("\n")) || syntax.Column < 0 {
			t.Errorf("%v has no place in the text", err)
		}
		if !errors.Is(err, entente.ErrInvalid) && !errors.Is(err, entente.ErrUnsupported) {
			t.Errorf("%v is of no kind", err)
		}
	}
	for _, e := range sets {
		s, err := New(e)
		if err != nil {
			t.Fatalf("%+v was read: %v", e, err)
		}
		for _, minutes := range []float64{0, -1440, 10000} {
			state, err := s.Propagate(minutes)
			if l := state.Position.Length(); err == nil && !(l < math.MaxFloat64) {
				t.Errorf("%+v at %v: %v", e, minutes, state)
			}
		}
	}
}

// TestTLE writes whole catalogues as they were published, byte for byte.
func TestTLE(t *testing.T) {
	check := func(file string) {
		t.Helper()
		text := shared(t, file)
		sets, _ := ReadTLE(text)
		want := strings.FieldsFunc(string(text), func(r rune) bool { return r == '\r' || r == '\n' })
		for i, e := range sets {
			got, err := e.TLE()
			if err != nil {
				t.Errorf("%s: %v", file, err)
			}
			if w := strings.Join(want[3*i:3*i+3], "\n") + "\n"; got != w {
				t.Errorf("%s:\n%s\n%s", file, got, w)
			}
		}
	}
	check("celestrak_active_2025.txt.gz")
	check("celestrak_active_2026.txt.gz")
	check("celestrak_debris_2025.txt")
}

func TestTLERefuses(t *testing.T) {
	check := func(what string, change func(*Elements), want string) {
		t.Helper()
		e := vanguard
		change(&e)
		if _, err := e.TLE(); err == nil || !strings.HasPrefix(err.Error(), want) || !errors.Is(err, entente.ErrInvalid) {
			t.Errorf("%s: %v, want %s", what, err, want)
		}
	}
	check("number", func(e *Elements) { e.Number = 340000 }, "catalogue number 340000 does not fit")
	check("epoch", func(e *Elements) { e.Epoch = instant("2056-12-31T23:59:59.9999Z") }, "epoch 2056-12-31T23:59:59.999900Z does not fit")
	check("designator", func(e *Elements) { e.Designator = "1940-001A" }, `international designator "1940-001A" does not fit`)
	check("derivative", func(e *Elements) { e.MeanMotionDot = -1 }, "first derivative of the mean motion -1 does not fit")
	check("elements", func(e *Elements) { e.Eccentricity = 2 }, "eccentricity of 2")
}

func FuzzReadTLE(f *testing.F) {
	f.Add("VANGUARD 1\n" + vanguard1 + "\n" + vanguard2)
	f.Add(vanguard2 + "\r\n" + vanguard1[:50])
	f.Fuzz(func(t *testing.T, text string) {
		checkRead(t, []byte(text), ReadTLE)
		lines := strings.Split(text, "\n")
		for i, l := range lines { // a checksum is seldom found by chance
			if len(l) == cardLength {
				lines[i] = sealed(l)
			}
		}
		sealed := []byte(strings.Join(lines, "\n"))
		checkRead(t, sealed, ReadTLE)
		sets, _ := ReadTLE(sealed)
		for _, e := range sets { // what was read is written, and read again as the same
			e.Name = ""
			text, err := e.TLE()
			if err != nil {
				t.Fatalf("%+v: %v", e, err)
			}
			if again, refused := ReadTLE([]byte(text)); len(refused) > 0 || len(again) != 1 || again[0] != e {
				t.Fatalf("%+v is written as\n%sand read as %+v, refused %v", e, text, again, refused)
			}
		}
	})
}

func FuzzReadOMMCSV(f *testing.F) {
	f.Add(keywords + "\n" + vanguardCSV)
	f.Fuzz(func(t *testing.T, text string) { checkRead(t, []byte(text), ReadOMMCSV) })
}

func FuzzReadOMMJSON(f *testing.F) {
	f.Add("[" + inJSON(vanguardCSV) + "]")
	f.Fuzz(func(t *testing.T, text string) { checkRead(t, []byte(text), ReadOMMJSON) })
}

func FuzzReadOMMXML(f *testing.F) {
	f.Add("<ndm>" + inXML(vanguardCSV) + "</ndm>")
	f.Fuzz(func(t *testing.T, text string) { checkRead(t, []byte(text), ReadOMMXML) })
}
