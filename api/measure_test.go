package api

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"testing"

	"entente"
	"entente/cal"
	"entente/measure"
	"entente/node"
	"entente/pack"
)

func TestDefinitions(t *testing.T) {
	g := newRig(t)
	var d definition
	g.get("/v1/measures/defence-spending-share", &d)
	if len(d.Targets) != 2 || d.Targets[1].Value.String() != "2" || d.Exempt[0].Party != "ISL" {
		t.Errorf("measure: %+v", d)
	}
	if !slices.Contains(d.Rivals, "defence-spending-share-sipri") || !slices.Contains(d.Indicators, "gdp-constant") {
		t.Errorf("rivals %v, indicators %v", d.Rivals, d.Indicators)
	}
	g.get("/v1/measures/defence-spending-share-sipri", &d)
	if d.RivalOf != "defence-spending-share" || !slices.Contains(d.Rivals, d.RivalOf) || slices.Contains(d.Rivals, d.ID) {
		t.Errorf("a rival of %q has the rivals %v", d.RivalOf, d.Rivals)
	}
	var i indicator
	g.get("/v1/indicators/gdp-world-bank", &i)
	if i.Unit != "USD" || !slices.Contains(i.Measures, "defence-spending-share-world-bank") || !slices.Contains(i.Parties, "POL") {
		t.Errorf("indicator: %+v", i)
	}
	var m list[pack.Measurability]
	g.get("/v1/measurability?limit=1000", &m)
	undertakings := 0
	for _, e := range g.node.Pack().Entries {
		if !e.Context {
			undertakings++
		}
	}
	if m.Total != undertakings {
		t.Errorf("measurability of %d undertakings, of %d", m.Total, undertakings)
	}
}

// TestVerdicts holds answers against the official tables of 17 June 2024: Germany 1.64 % in 2023, Poland 3.26 %, Iceland none.
func TestVerdicts(t *testing.T) {
	g := newRig(t)
	check := func(query string, want measure.Outcome, places int, value string) {
		t.Helper()
		var l list[measure.Verdict]
		g.get("/v1/verdicts?"+query, &l)
		if l.Total != 1 || l.Items[0].Outcome != want {
			t.Fatalf("%s: %d verdicts, %+v", query, l.Total, l.Items)
		}
		if v := l.Items[0].Value; (v == nil) != (value == "") || v != nil && v.Round(places).String() != value {
			t.Errorf("%s: value %v, want %s", query, v, value)
		}
	}
	const share = "measure=defence-spending-share&at=2023&known=2024-06-30&party="
	check(share+"POL", measure.Met, 2, "3.26")
	check(share+"DEU", measure.Missed, 2, "1.64")
	check(share+"ISL", measure.NotApplicable, 2, "")
	check(share+"DEU&assume="+url.QueryEscape("defence-share DEU = 2"), measure.Met, 1, "2.0")
	check(share+"DEU&assume="+url.QueryEscape("defence-share DEU = 2")+"&assume="+url.QueryEscape("defence-share DEU -1%"), measure.Missed, 2, "1.98")
	if got := g.outcomes("undertaking=vilnius-2023/36/5"); !slices.Equal(got, []measure.Outcome{measure.NotMeasurable}) {
		t.Errorf("what nothing measures has the verdicts %v", got)
	}
}

// outcomes returns the outcomes of the verdicts that a query asks for.
func (g *rig) outcomes(query string) (all []measure.Outcome) {
	g.Helper()
	var l list[struct{ Verdict measure.Outcome }]
	g.get("/v1/verdicts?"+query, &l)
	for _, v := range l.Items {
		all = append(all, v.Verdict)
	}
	return all
}

// TestVerdictsAreThoseOfTheNode compares with what the command prints: the verdicts, and behind them those on what nothing
// measures, unless one measure or party is wanted.
func TestVerdictsAreThoseOfTheNode(t *testing.T) {
	g := newRig(t)
	check := func(query string, q node.AssessQuery, rest bool) {
		t.Helper()
		want, err := g.node.Assess(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if rest {
			unmeasured, err := g.node.Unmeasured(t.Context(), q)
			if err != nil || len(unmeasured) == 0 {
				t.Fatalf("%d unmeasured, %v", len(unmeasured), err)
			}
			want = slices.Concat(want, unmeasured)
		}
		var got []json.RawMessage
		for next := "/v1/verdicts?limit=1000&" + query; next != ""; {
			var l list[json.RawMessage]
			g.get(next, &l)
			got, next = append(got, l.Items...), l.Next
		}
		if len(got) != len(want) {
			t.Fatalf("%s: %d verdicts, want %d", query, len(got), len(want))
		}
		for i, v := range want {
			text, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got[i], text) {
				t.Fatalf("%s: verdict %d is\n%s\nwant\n%s", query, i, got[i], text)
			}
		}
	}
	id := entente.StatementID{Instrument: "vilnius-2023", Provision: 28, Number: 1}
	check("", node.AssessQuery{}, true)
	check("party=ALL", node.AssessQuery{Groups: true}, true)
	check("undertaking=vilnius-2023/28/1&evidence=true", node.AssessQuery{Undertaking: id, Evidence: true}, false)
	check("party=NATO", node.AssessQuery{Area: "NATO"}, false)
	check("measure=major-equipment-share&party=ALL", node.AssessQuery{Measure: "major-equipment-share", Groups: true}, false)
	known := cal.NewDate(2023, 7, 11)
	check("at=2022&known=2023-07-11", node.AssessQuery{Known: known, Period: cal.Year(2022)}, true)
}

// TestRevisionsFollowFigures re-derives each revision from the vintages of the figure that it is about.
func TestRevisionsFollowFigures(t *testing.T) {
	g := newRig(t)
	var few, all list[measure.Revision]
	g.get("/v1/revisions?measure=defence-spending-share&limit=1000", &few)
	g.get("/v1/revisions?measure=defence-spending-share&limit=1000&all=true", &all)
	if few.Total == 0 || few.Total >= all.Total {
		t.Fatalf("%d revisions, and %d in all", few.Total, all.Total)
	}
	var figures list[figure]
	g.get("/v1/figures?indicator=defence-share&limit=1000", &figures)
	if figures.Total > len(figures.Items) {
		t.Fatalf("%d of %d figures", len(figures.Items), figures.Total)
	}
	find := func(r measure.Revision, v measure.VintageID) string {
		for _, f := range figures.Items {
			if f.Area == r.Area && f.Period == r.Period && f.Vintage == v {
				return f.Value.String()
			}
		}
		return ""
	}
	for _, r := range all.Items {
		if before, after := find(r, r.From), find(r, r.To); before != r.Before.String() || after != r.After.String() {
			t.Errorf("%s %v: from %v to %v; the figures say %s and %s", r.Area, r.Period, r.Before, r.After, before, after)
		}
	}
	for _, r := range few.Items {
		if !r.Flipped() && !r.Crossed {
			t.Errorf("%s %v: neither flipped nor crossed", r.Area, r.Period)
		}
	}
}

func TestStandings(t *testing.T) {
	g := newRig(t)
	var l list[node.Standing]
	g.get("/v1/standings?limit=1000&at=2023", &l)
	measured := 0
	for _, s := range l.Items {
		if s.How == nil {
			t.Errorf("%v: nothing says how it can be known", s.Entry.ID)
		}
		if s.Measure == nil {
			continue
		}
		measured++
		for _, v := range s.Verdicts {
			if v.Period != cal.Year(2023) || v.Measure != s.Measure.ID {
				t.Errorf("%v: a verdict by %s in %v", s.Entry.ID, v.Measure, v.Period)
			}
		}
	}
	if measured == 0 {
		t.Error("nothing is measured")
	}
}

// TestFigures looks up Germany's share in 2023 in both official tables that have it.
func TestFigures(t *testing.T) {
	g := newRig(t)
	var l list[figure]
	g.get("/v1/figures?indicator=defence-share&party=DEU&limit=1000", &l)
	seen := make(map[measure.VintageID]string)
	for _, f := range l.Items {
		if f.Area != "DEU" || f.Role != "" || f.Source == "" || f.Document == "" {
			t.Errorf("figure %+v", f)
		}
		if f.Period == cal.Year(2023) {
			seen[f.Vintage] = f.Value.Round(2).String() + " " + f.Place
		}
	}
	if seen["2024-06"] != "1.64 TABLE3!M21" || seen["2023-07"] == "" {
		t.Errorf("figures of 2023: %v", seen)
	}
	g.get("/v1/figures?indicator=defence-share&party=ISL", &l)
	if l.Total != 0 {
		t.Errorf("%d figures of Iceland", l.Total)
	}
}

func TestMeasureProblems(t *testing.T) {
	g := newRig(t)
	check := func(target string, want int, words ...string) {
		t.Helper()
		g.refuses("GET", target, "", want, nil, words...)
	}
	check("/v1/measures/none", 404)
	check("/v1/indicators/none", 404)
	check("/v1/measures/none/more", 404)
	check("/v1/verdicts?measure=none", 400, "none", "/v1/measures")
	check("/v1/verdicts?undertaking=vilnius-2023/27/99", 400, "27/99", "/v1/register")
	check("/v1/verdicts?undertaking=27", 400, "undertaking")
	check("/v1/verdicts?party=XXX", 400, "XXX", "/v1/actors")
	check("/v1/verdicts?at=soon", 400, "at", "soon")
	check("/v1/verdicts?known=2023", 400, "known", "YYYY-MM-DD")
	check("/v1/verdicts?evidence=perhaps", 400, "evidence", "true or false")
	check("/v1/verdicts?assume=everything", 400, "INDICATOR PARTY = 2")
	check("/v1/verdicts?assume="+url.QueryEscape("none DEU = 2"), 400, "none", "/v1/indicators")
	check("/v1/verdicts?assume="+url.QueryEscape("defence-share XXX = 2"), 400, "XXX")
	check("/v1/verdicts?"+url.Values{"assume": slices.Repeat([]string{"defence-share all = 2"}, maxAssumptions+1)}.Encode(), 400, "at most 20")
	check("/v1/verdicts?measure=a&measure=b", 400, "2 times")
	check("/v1/verdicts?limit=0", 400, "from 1 to 1000")
	check("/v1/revisions?measure=none", 400, "/v1/measures")
	check("/v1/revisions?all=yes", 400, "true or false")
	check("/v1/revisions?undertaking=vilnius-2023/27/1", 400, "undertaking")
	check("/v1/standings?at=soon", 400, "soon")
	check("/v1/figures", 400, "indicator", "/v1/indicators")
	check("/v1/figures?indicator=none", 400, "none", "/v1/indicators")
	check("/v1/figures?indicator=defence-share&party=XXX", 400, "XXX", "DEU")
}
