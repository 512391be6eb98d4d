package web

import (
	"slices"

	"entente"
	"entente/measure"
)

// A verdictView is a verdict made ready to read.
type verdictView struct {
	measure.Verdict
	URL    string
	Party  link // over time
	Value  string
	Target string
	Why    entente.Wording // why there is no answer, or what it rests on; nil for nothing
}

func (s *site) verdictView(v measure.Verdict, m moment) verdictView {
	out := verdictView{Verdict: v, URL: verdictURL(v, m), Target: targetOf(v)}
	out.Party = link{Names: s.node.AreaNames(v.Area)}
	if v.Reason != "" {
		out.Why = s.why(v)
	}
	if v.Measure == "" {
		out.Value = valueOf(v, 0)
		return out
	}
	out.Party.URL = seriesURL(v.Measure, v.Area, m)
	out.Value = valueOf(v, s.places(v.Measure))
	return out
}

// places returns the decimal places in which values of a measure are printed.
func (s *site) places(id measure.MeasureID) int {
	const usual = 2
	m, err := s.pack.Book.Measure(id)
	if err != nil {
		return usual
	}
	return m.Places
}

// why returns the reason of a verdict: that of an exemption in all languages, any other as the engine says it.
func (s *site) why(v measure.Verdict) entente.Wording {
	if m, err := s.pack.Book.Measure(v.Measure); err == nil && v.Outcome == measure.NotApplicable {
		i := slices.IndexFunc(m.Exempt, func(e measure.Exemption) bool { return e.Reason.In("en") == v.Reason })
		if i >= 0 {
			return m.Exempt[i].Reason
		}
	}
	return entente.Wording{"en": v.Reason}
}
