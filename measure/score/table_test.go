package score_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"entente"
	"entente/cal"
	"entente/measure/score"
)

const longHeader = "undertaking,party,period,analyst,score,source,url,date,words,note\n"

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// counts returns the figures of a report.
func counts(r score.Report) string {
	return fmt.Sprintf("read %d stored %d refused %d duplicates %d empty %d n/a %d", r.Read, r.Stored, r.Refused, r.Duplicates, r.Empty, r.NotApplicable)
}

func remarks(all []score.Remark) string {
	var lines []string
	for _, r := range all {
		lines = append(lines, r.String())
	}
	return strings.Join(lines, "\n")
}

func TestLongRoundTrip(t *testing.T) {
	s := given(item(1, "ALF"), "ann", "-1")
	s.Note = "'=already with an apostrophe"
	s.Evidence = []score.Evidence{
		{Title: "=HYPERLINK(\"http://example.org\")", URL: "https://example.org/?a=1,2;3", Date: cal.Year(2031), Words: "+1 for effort,\nand \"quotes\""},
		{Title: "@report", Words: "-nothing"},
		{Words: "''@"},
		{Words: "\ttab first"},
		{Words: "＝full width; semicolon"},
		{Words: " space around "},
		{Words: "评分依据"},
		{Title: "A title and no words"},
	}
	scores := []score.Score{s, given(item(1, "ALF"), "ben", "1.0"), given(item(2, "NATO"), "ann", "0")}
	var b, again bytes.Buffer
	if err := score.WriteLong(&b, scores); err != nil {
		t.Fatal(err)
	}
	if err := score.WriteLong(&again, scores); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Errorf("written twice, and different: %v", err)
	}
	for name, text := range map[string]string{
		"as written":        b.String(),
		"byte order mark":   "\ufeff" + b.String(),
		"lines end as CRLF": strings.ReplaceAll(b.String(), "\n", "\r\n"),
	} {
		got, report, err := score.ReadLong([]byte(text), score.Compliance())
		if err != nil || mustJSON(t, got) != mustJSON(t, scores) {
			t.Errorf("%s: got %s, %v\nwant %s", name, mustJSON(t, got), err, mustJSON(t, scores))
		}
		if want := "read 10 stored 10 refused 0 duplicates 0 empty 0 n/a 0"; counts(report) != want || len(report.Notes) > 0 {
			t.Errorf("%s: got %s, %v", name, counts(report), report.Notes)
		}
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for i, c := range row {
			if i != 4 && strings.IndexAny(c, "=+-@\t\r\n＝＋－＠") == 0 {
				t.Errorf("cell %q: a spreadsheet would compute it", c)
			}
		}
	}
	if got := []string{rows[1][4], rows[9][4], rows[10][4]}; !slices.Equal(got, []string{"-1", "1.0", "0"}) {
		t.Errorf("scores are written %q: want numbers", got)
	}
}

func TestWriteLongRefuses(t *testing.T) {
	twice := []score.Score{given(item(1, "ALF"), "ann", "1"), given(item(1, "ALF"), "ann", "0")}
	if err := score.WriteLong(io.Discard, twice); !errors.Is(err, entente.ErrConflict) {
		t.Errorf("twice: got %v", err)
	}
	if err := score.WriteLong(io.Discard, []score.Score{{}}); !errors.Is(err, entente.ErrInvalid) {
		t.Errorf("empty: got %v", err)
	}
}

type fullDisk struct{}

var errFull = errors.New("no space left")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestWritersFail(t *testing.T) {
	if err := score.WriteLong(fullDisk{}, []score.Score{given(item(1, "ALF"), "ann", "1")}); !errors.Is(err, errFull) {
		t.Errorf("long: got %v", err)
	}
	if err := score.WriteWide(fullDisk{}, score.Compliance(), []score.Result{result(1, "ALF", "1")}); !errors.Is(err, errFull) {
		t.Errorf("wide: got %v", err)
	}
}

func TestReadLong(t *testing.T) {
	check := func(name, text string, scores int, want, refusals string) {
		t.Helper()
		got, report, err := score.ReadLong([]byte(text), score.Compliance())
		if err != nil || len(got) != scores || counts(report) != want || remarks(report.Refusals) != refusals || !report.Balanced() {
			t.Errorf("%s: got %d scores, %v, %s\nrefused:\n%s\nwant %d, %s\n%s", name, len(got), err, counts(report), remarks(report.Refusals), scores, want, refusals)
		}
	}
	const ok = "exercise-2031/1/1,ALF,2031,ann,1,Law,https://example.org,2031-02,Pays.,\n"
	check("one", longHeader+ok, 1, "read 1 stored 1 refused 0 duplicates 0 empty 0 n/a 0", "")
	check("the same row again", longHeader+ok+ok, 1, "read 2 stored 1 refused 0 duplicates 1 empty 0 n/a 0", "")
	check("two rows of one score", longHeader+ok+strings.Replace(ok, "Pays.", "Plans.", 1), 1, "read 2 stored 2 refused 0 duplicates 0 empty 0 n/a 0", "")
	check("other columns first", "Words;Score;Analyst;Party;Period;Undertaking;Evidence source\nPays.;−1;ann;ALF;2031;exercise-2031/1/1;Law\n", 1, "read 1 stored 1 refused 0 duplicates 0 empty 0 n/a 0", "")
	check("tabs", strings.ReplaceAll(longHeader+ok, ",", "\t"), 1, "read 1 stored 1 refused 0 duplicates 0 empty 0 n/a 0", "")
	check("a delimiter in a quoted heading", "undertaking,party,period,analyst,score,words,\"a;b;c;d;e;f;g;h\"\nexercise-2031/1/1,ALF,2031,ann,1,Pays.,\n", 1, "read 1 stored 1 refused 0 duplicates 0 empty 0 n/a 0", "")
	check("blank lines before semicolons", "\r\n\r\n"+strings.ReplaceAll(longHeader+ok, ",", ";"), 1, "read 1 stored 1 refused 0 duplicates 0 empty 0 n/a 0", "")
	check("a row of commas", longHeader+ok+",,,,,,,,,\n", 1, "read 2 stored 1 refused 0 duplicates 0 empty 1 n/a 0", "")
	check("another level", longHeader+ok+strings.Replace(ok, ",1,", ",0,", 1), 1, "read 2 stored 1 refused 1 duplicates 0 empty 0 n/a 0",
		"row 3, column score: 0, and row 2 gave the same item 1")
	check("another note", longHeader+ok+strings.Replace(ok, "Pays.,", "More.,why", 1), 1, "read 2 stored 1 refused 1 duplicates 0 empty 0 n/a 0",
		"row 3: has another note than row 2 for the same score")
	check("a comma not quoted", longHeader+strings.Replace(ok, "Pays.", "Pays, and how", 1)+strings.Replace(ok, "Pays.,", "a,b,c", 1), 1, "read 2 stored 1 refused 1 duplicates 0 empty 0 n/a 0",
		"row 3: has a cell behind the last column; is a comma not quoted?")
	check("no words anywhere", longHeader+strings.Replace(ok, "Pays.", "", 1), 0, "read 1 stored 0 refused 1 duplicates 0 empty 0 n/a 0",
		"row 2, column words: no row of the score has words of the analyst's own")
	many := longHeader
	for n := range 1002 {
		many += strings.Replace(ok, "Pays.", fmt.Sprint("Pays ", n), 1)
	}
	check("no end of it", many, 1, "read 1002 stored 1000 refused 2 duplicates 0 empty 0 n/a 0",
		"row 1002: the score has 1000 pieces of evidence already, the most that it may\n"+
			"row 1003: the score has 1000 pieces of evidence already, the most that it may")
	check("cut off", longHeader+"exercise-2031/1/1,ALF,2031\n", 0, "read 1 stored 0 refused 1 duplicates 0 empty 0 n/a 0",
		`row 2, column analyst: analyst "": want lower-case words joined by hyphens`)

	refused := func(name, old, cell, refusal string) {
		t.Helper()
		check(name, longHeader+strings.Replace(ok, old, cell, 1), 0, "read 1 stored 0 refused 1 duplicates 0 empty 0 n/a 0", "row 2, column "+refusal)
	}
	refused("undertaking", "exercise-2031/1/1", "1/1", `undertaking: statement "1/1": want INSTRUMENT/PROVISION/NUMBER, such as vilnius-2023/27/1`)
	refused("party", "ALF", "Alfa", `party: party "Alfa": want a code in capitals, such as DEU or NATO`)
	refused("no period", ",2031,", ",,", "period: want the days that the score is about, such as 2023")
	refused("period", ",2031,", ",2031-13,", `period: period "2031-13": want 2023, 2023-Q3, 2023-07, 2023-07-11 or FIRST/LAST (".." for open)`)
	refused("score", ",1,", ",yes,", `score: number "yes": want digits with an optional minus and decimal point, such as -12.50`)
	refused("two signs", ",1,", ",+-1,", `score: number "+-1": want digits with an optional minus and decimal point, such as -12.50`)
	refused("score off the scale", ",1,", ",2,", "score: level 2: want one of [-1 0 1]")
	refused("date", "2031-02", "Feb 2031", `date: period "Feb 2031": want 2023, 2023-Q3, 2023-07, 2023-07-11 or FIRST/LAST (".." for open)`)
	refused("url", "https://example.org", "example.org", `url: url "example.org": want https://…`)

	// Rows are counted as a spreadsheet counts them: a cell of two lines is in one, and a blank line is one.
	check("numbers of rows", "\n"+longHeader+strings.Replace(ok, "Pays.,", "\"two\nlines\",\"and\nthree\nmore\"", 1)+"\n"+strings.Replace(ok, "ALF", "??", 1), 1, "read 2 stored 1 refused 1 duplicates 0 empty 0 n/a 0",
		`row 5, column party: party "??": want a code in capitals, such as DEU or NATO`)

	_, report, err := score.ReadLong([]byte("undertaking,party,period,analyst,score,words,mood\nexercise-2031/1/1,ALF,2031,ann,'-1,Pays.,good\n"), score.Compliance())
	if err != nil || report.Stored != 1 || !strings.HasPrefix(remarks(report.Notes), "column mood: is not read") {
		t.Errorf("another column: got %+v, %v", report, err)
	}
}

func TestReadLongFails(t *testing.T) {
	for name, text := range map[string]string{
		"empty":           "",
		"only a mark":     "\ufeff",
		"no words column": "undertaking,party,period,analyst,score\n",
		"column twice":    longHeader[:len(longHeader)-1] + ",Score\n",
		"quote left open": longHeader + "\"exercise-2031/1/1,ALF\n",
		"not UTF-8":       longHeader + "\xe4\n",
		"another file":    "<html>",
	} {
		if s, _, err := score.ReadLong([]byte(text), score.Compliance()); !errors.Is(err, entente.ErrInvalid) || s != nil {
			t.Errorf("%s: got %v, %v", name, s, err)
		}
	}
}

var names = map[string]string{"Alfaland": "ALF", "Bravia": "BRA", "ALF": "ALF", "European Group": "EUG"}

func wide() score.Wide {
	return score.Wide{
		Scale:  score.Compliance(),
		Period: cal.Year(2031),
		Undertaking: func(s string) (entente.StatementID, bool) {
			var n int
			_, err := fmt.Sscanf(s, "2031-%d", &n)
			return item(n, "ALF").Undertaking, err == nil
		},
		Area: func(name string) (string, bool) { code, ok := names[name]; return code, ok },
	}
}

func TestReadWide(t *testing.T) {
	check := func(name, text, want, refusals, notes string) {
		t.Helper()
		got, report, err := wide().Read([]byte(text))
		if err != nil || len(got) != report.Stored || counts(report) != want || remarks(report.Refusals) != refusals || remarks(report.Notes) != notes || !report.Balanced() {
			t.Errorf("%s: got %d results, %v, %s\nrefused:\n%s\nnotes:\n%s\nwant %s\n%s\n%s", name, len(got), err, counts(report), remarks(report.Refusals), remarks(report.Notes), want, refusals, notes)
		}
	}
	const header = "Commitment,Alfaland,Bravia,European Group,Average\n"
	check("as published", header+
		"2031-1,+1,−1,0,0.00\n"+
		"2031-2,-1,n/a,,-1\n"+
		"Average,0.00,-1.00,0,−0.25\n",
		"read 6 stored 4 refused 0 duplicates 0 empty 1 n/a 1", "", "")
	check("in per cent, with semicolons, a mark and CRLF", "\ufeffCommitment;Alfaland;Bravia;Average\r\n\"2031-1\";1;\"0\";75%\r\n2031-2;1;1;100%\r\nAverage;100%;75%;88%\r\n",
		"read 4 stored 4 refused 0 duplicates 0 empty 0 n/a 0", "", "")
	check("averages that do not come out", header+
		"2031-1,1,0,0,0.50\n"+
		"2031-2,1,x,1,1.00\n"+
		"Average,0.9,,,72%\n",
		"read 6 stored 5 refused 1 duplicates 0 empty 0 n/a 0",
		`row 3, column Bravia: number "x": want digits with an optional minus and decimal point, such as -12.50`,
		"row 2, column Average: average 0.50, and the 3 scores that were stored give 0.33, or 67%\n"+
			"row 4, column Alfaland: average 0.9, and the 2 scores that were stored give 1.00, or 100%\n"+
			"row 4, column Average: average 72%, and the 5 scores that were stored give 0.60, or 80%")
	check("refused", header+
		"2031-1,2,1.5,yes,\n"+
		"unheard of,1,,0,\n"+
		",1,,,\n",
		"read 9 stored 0 refused 6 duplicates 0 empty 3 n/a 0",
		"row 2, column Alfaland: level 2: want one of [-1 0 1]\n"+
			"row 2, column Bravia: level 1.5: want one of [-1 0 1]\n"+
			`row 2, column European Group: number "yes": want digits with an optional minus and decimal point, such as -12.50`+"\n"+
			`row 3, column Alfaland: commitment "unheard of" is not known`+"\n"+
			`row 3, column European Group: commitment "unheard of" is not known`+"\n"+
			"row 4, column Alfaland: the row names no commitment", "")
	check("said twice", header+
		"2031-1,1,0,0,\n"+
		"2031-1,1,-1,,\n",
		"read 6 stored 3 refused 1 duplicates 1 empty 1 n/a 0",
		"row 3, column Bravia: -1, and row 2, column Bravia gave the same item 0",
		"row 3, column Alfaland: says again what stands in row 2, column Alfaland")
	check("two columns of one member", "Commitment,Alfaland,ALF\n2031-1,1,1\n2031-2,1,0\n",
		"read 4 stored 2 refused 1 duplicates 1 empty 0 n/a 0",
		"row 3, column ALF: 0, and row 3, column Alfaland gave the same item 1",
		"row 2, column ALF: says again what stands in row 2, column Alfaland")
	check("columns that are no member's", "Commitment,Issue,Bravia,Germny,\n2031-1,trade,1,0,\n2031-2,,1,1,,5\n",
		"read 2 stored 2 refused 0 duplicates 0 empty 0 n/a 0", "",
		"column Issue: is no member's; its 1 filled cells are not read\n"+
			"column Germny: is no member's; its 2 filled cells are not read\n"+
			"row 3, column 6: has no heading, and is not read")
	check("a row that ends early, and one without cells", "Commitment,Alfaland,Bravia\n2031-1,1\n\n2031-3,,\n",
		"read 4 stored 1 refused 0 duplicates 0 empty 3 n/a 0", "", "")
	check("averages that are no numbers, or of nothing", header+"2031-1,,,,high\n2031-2,,,,0.5\n",
		"read 6 stored 0 refused 0 duplicates 0 empty 6 n/a 0", "",
		"row 2, column Average: average \"high\": want a number\n"+
			"row 3, column Average: average 0.5, and no score that it is of was stored")
}

// An average is right when it is rounded, whichever way a half goes.
func TestPublishedAverages(t *testing.T) {
	cells := "1,1,1,1,0,0,0,0" // 0.5, 75 %
	check := func(row, average string, right bool) {
		t.Helper()
		w := wide()
		w.Area = nil
		text := "Commitment,AA,BB,CC,DD,EE,FF,GG,HH,Average\n2031-1," + row + "," + average + "\n"
		_, report, err := w.Read([]byte(text))
		if err != nil || (len(report.Notes) == 0) != right {
			t.Errorf("%s of %s: got %v, %v", average, row, report.Notes, err)
		}
	}
	check(cells, "0.5", true)
	check(cells, "+0.50", true)
	check(cells, "75%", true)
	check(cells, "75.0%", true)
	check(cells, "0", true) // rounded to a whole number, to the even neighbour
	check(cells, "1", true) // or up
	check(cells, "0.51", false)
	check(cells, "74%", false)
	check("1,0,0,0,0,0,0,0", "0.12", true) // 0.125
	check("1,0,0,0,0,0,0,0", "0.13", true)
	check("1,0,0,0,0,0,0,0", "0.14", false)
	check("-1,0,0,0,0,0,0,0", "−0.12", true)
	check("-1,0,0,0,0,0,0,0", "-0.13", true)
	check("-1,0,0,0,0,0,0,0", "0.13", false)
	check("1,0,0,0,0,0,0,0", "56%", true) // 56.25
	check("1,0,0,0,0,0,0,0", "57%", false)
	check(cells, "0."+strings.Repeat("3", 999), false)
	check(cells, strings.Repeat("9", 1000)+"%", false)
}

func TestReadWideFails(t *testing.T) {
	check := func(name, text string, change func(*score.Wide)) {
		t.Helper()
		w := wide()
		change(&w)
		if got, _, err := w.Read([]byte(text)); !errors.Is(err, entente.ErrInvalid) || got != nil {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
	const ok = "Commitment,Alfaland\n2031-1,1\n"
	check("no period", ok, func(w *score.Wide) { w.Period = cal.Period{} })
	check("no scale", ok, func(w *score.Wide) { w.Scale = score.Scale{} })
	check("no such column", ok, func(w *score.Wide) { w.Column = "Pledge" })
	check("no member", "Commitment,Zulu\n2031-1,1\n", func(*score.Wide) {})
	check("empty", "", func(*score.Wide) {})
	check("not UTF-8", "Commitment,Alfaland\n\xff,1\n", func(*score.Wide) {})

	w := wide()
	w.Column = "pledge"
	if got, report, err := w.Read([]byte("Alfaland,Pledge\n1,2031-1\n")); err != nil || len(got) != 1 || report.Stored != 1 {
		t.Errorf("column by name: got %v, %+v, %v", got, report, err)
	}
}

func TestWideRoundTrip(t *testing.T) {
	scale := score.Compliance()
	results := []score.Result{
		result(1, "ALF", "-1"), result(1, "BRA", "1"), result(1, "NATO", "0"),
		result(2, "BRA", "1.0"), result(10, "ALF", "0"), result(10, "BRA", "1"),
	}
	mixed := slices.Clone(results)
	slices.Reverse(mixed)
	var b, other bytes.Buffer
	if err := score.WriteWide(&b, scale, results); err != nil {
		t.Fatal(err)
	}
	if err := score.WriteWide(&other, scale, mixed); err != nil || b.String() != other.String() {
		t.Errorf("in another order: %v\n%s", err, other.String())
	}
	const want = `commitment,ALF,BRA,NATO,average
exercise-2031/1/1,-1,1,0,0.00
exercise-2031/2/1,,1.0,,1.00
exercise-2031/10/1,0,1,,0.50
`
	if b.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", b.String(), want)
	}
	got, report, err := score.Wide{Scale: scale, Period: cal.Year(2031)}.Read(b.Bytes())
	if err != nil || mustJSON(t, got) != mustJSON(t, results) || len(report.Notes)+report.Refused > 0 {
		t.Errorf("got %s, %+v, %v", mustJSON(t, got), report, err)
	}

	other.Reset()
	if err := score.WriteWide(&other, scale, nil); err != nil || other.String() != "commitment,average\n" {
		t.Errorf("nothing: got %q, %v", other.String(), err)
	}
	otherPeriod := result(2, "ALF", "1")
	otherPeriod.Period = cal.Year(2032)
	for name, bad := range map[string][]score.Result{
		"two periods":         {results[0], otherPeriod},
		"a party like a mean": {result(1, "AVG", "1")},
		"off the scale":       {result(1, "ALF", "7")},
		"the same item twice": {results[0], results[0]},
	} {
		if err := score.WriteWide(io.Discard, scale, bad); err == nil {
			t.Errorf("%s: written", name)
		}
	}
}
