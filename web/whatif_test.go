package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"entente/measure"
	"entente/unit"
)

func (b *browser) whatIfAt(target string) whatIfPage {
	b.Helper()
	v, r := asks(b.TB.(*testing.T), target)
	p, err := b.whatIfPage(r.Context(), v)
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// TestWhatIfPage checks the money that an assumption takes against the shortfalls that the verdicts say.
func TestWhatIfPage(t *testing.T) {
	b := newBrowser(t)
	p := b.whatIfAt("/what-if?assume=" + url.QueryEscape("defence-share all >= 2"))
	if p.Problem != "" || p.Result == nil {
		t.Fatalf("problem %q", p.Problem)
	}
	short := unit.Decimal{}
	for _, r := range p.Rows {
		if r.Area.IsParty() && r.Now.Shortfall != nil {
			short = short.Add(r.Now.Shortfall.Value)
		}
		if r.Area.IsParty() && r.Then.Outcome != measure.Met {
			t.Errorf("%s: %s with two per cent", r.Area, r.Then.Outcome)
		}
	}
	off := short.Sub(p.More.Value)
	if tolerance := unit.NewDecimal(int64(len(p.Rows)), 0); short.Sign() <= 0 || off.Cmp(tolerance) > 0 || off.Neg().Cmp(tolerance) > 0 {
		t.Errorf("takes %v more, and %v is missing: want the same but for whole dollars", p.More.Value, short)
	}
	for _, preset := range p.Presets {
		tried := b.whatIfAt(strings.TrimSuffix(preset.URL, "#result"))
		if tried.Problem != "" || tried.Result == nil || len(tried.Rows) < 20 || !slices.ContainsFunc(tried.Rows, func(r changeRow) bool { return r.Then.Assumed }) {
			t.Errorf("%s %v: problem %q, %d rows", preset.Key, preset.Args, tried.Problem, len(tried.Rows))
		}
	}
	if len(p.Presets) < 4 || !p.Presets[0].Is {
		t.Errorf("presets: %+v", p.Presets)
	}
}

// TestRevisedInputs checks that revising by nothing changes nothing, and that a greater denominator gives a lesser share.
func TestRevisedInputs(t *testing.T) {
	b := newBrowser(t)
	share := func(percent string) (now, then unit.Decimal) {
		t.Helper()
		p := b.whatIfAt("/what-if?at=2024&assume=" + url.QueryEscape("gdp-constant,gdp-current DEU "+percent))
		for _, r := range p.Rows {
			if r.Area == "DEU" {
				return *r.Now.Value, *r.Then.Value
			}
		}
		t.Fatalf("%s: no row for Germany; %s", percent, p.Problem)
		return now, then
	}
	if now, then := share("+0%"); now.Cmp(then) != 0 {
		t.Errorf("nothing revised: %v, then %v", now, then)
	}
	now, then := share("+1%")
	if ratio := now.Float() / then.Float(); ratio < 1.0099999 || ratio > 1.0100001 {
		t.Errorf("one per cent more: %v, then %v; want a share less by one part in 101", now, then)
	}
}

func TestWhatIfProblems(t *testing.T) {
	b := newBrowser(t)
	check := func(query, field, want string) {
		t.Helper()
		p := b.whatIfAt("/what-if?" + query)
		if p.Field != field || !strings.Contains(p.Problem, want) {
			t.Errorf("%s: field %q, problem %q", query, p.Field, p.Problem)
		}
		page := b.get("/what-if?"+query, http.StatusBadRequest)
		if !strings.Contains(page, `role="alert"`) || !strings.Contains(page, `aria-invalid="true"`) {
			t.Errorf("%s: the page does not say where", query)
		}
	}
	check("assume=two+per+cent", "assume", `"two per cent"`)
	check("assume="+url.QueryEscape("defence-share all = 2\nnonsense"), "assume", `"nonsense"`)
	check("assume="+url.QueryEscape("no-such-share all = 2"), "assume", "no-such-share")
	check("assume="+url.QueryEscape("defence-share ZZZ = 2"), "assume", "ZZZ")
	check("assume="+url.QueryEscape("defence-share all = 2")+"&at=soon", "at", "soon")
	check("measure=none", "measure", "none")
}
