package score_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"entente/cal"
	"entente/measure/score"
)

// FuzzReadLong reads any file: what is accepted is written and read back the same, and every row is accounted for.
func FuzzReadLong(f *testing.F) {
	f.Add([]byte(longHeader + "exercise-2031/1/1,ALF,2031,ann,-1,Law,https://example.org,2031-02,'=Pays.,'+note\n"))
	f.Add([]byte("\ufeffundertaking;party;period;analyst;score;words\r\n\r\nexercise-2031/1/1;NATO;2031;ann;−1;\"a\r\nb\"\r\n"))
	f.Add([]byte(longHeader + "exercise-2031/1/1,ALF,2031,ann,1,,,,x,\nexercise-2031/1/1,ALF,2031,ann,1,Law,,,,\n,,,,\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		scores, report, err := score.ReadLong(b, score.Compliance())
		if err != nil {
			if scores != nil {
				t.Errorf("got %v and %v", scores, err)
			}
			return
		}
		evidence := 0
		for _, s := range scores {
			evidence += len(s.Evidence)
			if err := score.Compliance().CheckScore(s); err != nil {
				t.Error(err)
			}
		}
		if !report.Balanced() || report.Stored != evidence {
			t.Errorf("%d rows of evidence, and the report says %+v", evidence, report)
		}
		var out bytes.Buffer
		if err := score.WriteLong(&out, scores); err != nil {
			t.Fatal(err)
		}
		again, report, err := score.ReadLong(out.Bytes(), score.Compliance())
		if err != nil || mustJSON(t, again) != mustJSON(t, scores) || report.Refused+report.Duplicates+len(report.Notes) > 0 {
			t.Errorf("got %v, %+v, %v from %q", again, report, err, out.String())
		}
	})
}

// FuzzReadWide reads any file: what is accepted is written and read back the same, and every cell is accounted for.
func FuzzReadWide(f *testing.F) {
	f.Add([]byte("Commitment,ALF,BRA,Average\nexercise-2031/1/1,+1,−1,0.00\nexercise-2031/2/1,n/a,,\nAverage,100%,0%,50%\n"))
	f.Add([]byte("\ufeffid;ALF;Germny;avg\r\n\r\n\"exercise-2031/1/1\";'-1;\"0\n\";1\r\nexercise-2031/1/1;0\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		w := score.Wide{Scale: score.Compliance(), Period: cal.Year(2031)}
		results, report, err := w.Read(b)
		if err != nil {
			if results != nil {
				t.Errorf("got %v and %v", results, err)
			}
			return
		}
		if !report.Balanced() || report.Stored != len(results) {
			t.Errorf("%d results, and the report says %+v", len(results), report)
		}
		if len(results) == 0 {
			return
		}
		var out, third bytes.Buffer
		if err := score.WriteWide(&out, w.Scale, results); err != nil {
			return // a code that reads like an average
		}
		again, report, err := w.Read(out.Bytes())
		if err != nil || len(again) != len(results) || report.Refused+report.Duplicates+len(report.Notes) > 0 {
			t.Errorf("got %v, %+v, %v from %q", again, report, err, out.String())
		}
		if err := score.WriteWide(&third, w.Scale, again); err != nil || third.String() != out.String() {
			t.Errorf("%q is written %q, %v", out.String(), third.String(), err)
		}
	})
}

// FuzzDecode reads any JSON: what is accepted is written and read back the same.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"undertaking":"exercise-2031/1/1","party":"ALF","period":"2031","analyst":"ann","level":"-1","evidence":[{"title":"Law","url":"https://example.org","date":"2031-02","words":"Pays."}],"note":"n"}`))
	f.Add([]byte(`{"analyst":null,"evidence":[null]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := score.Decode[score.Score](b)
		if err != nil {
			return
		}
		out, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		again, err := score.Decode[score.Score](out)
		if err != nil || mustJSON(t, again) != string(out) {
			t.Errorf("%s is read as %+v, %v", out, again, err)
		}
		if err := score.WriteLong(new(bytes.Buffer), []score.Score{s}); err != nil {
			t.Error(err)
		}
	})
}
