package score

import (
	"fmt"
	"slices"

	"entente"
	"entente/unit"
)

// A Metric says what may be done with the levels of a scale (S. S. Stevens, On the Theory of Scales of Measurement,
// Science 103, 1946): tell them apart, order them, subtract them, divide them.
type Metric string

// The metrics.
const (
	Nominal  Metric = "nominal"
	Ordinal  Metric = "ordinal"
	Interval Metric = "interval"
	Ratio    Metric = "ratio"
)

var metrics = []Metric{Nominal, Ordinal, Interval, Ratio}

// An Outcome is what a published level says as a verdict.
type Outcome string

// The outcomes.
const (
	Met           Outcome = "met"
	OnTrack       Outcome = "on-track"
	OffTrack      Outcome = "off-track"
	Missed        Outcome = "missed"
	NotApplicable Outcome = "not-applicable"
)

var outcomes = []Outcome{Met, OnTrack, OffTrack, Missed, NotApplicable}

// A Scale is the set of levels that a score may have.
type Scale struct {
	ID     string          `json:"id"` // a slug
	Title  entente.Wording `json:"title"`
	Metric Metric          `json:"metric"`
	Levels []Level         `json:"levels"` // lowest first
}

// maxValue is the most digits that a value may have, so that sums and products of many stay exact.
const maxValue = 30

// A Level is one step of a scale. A level that is not applicable has a value to be told by, and is in no average; where the
// metric is not nominal it is in no measure of agreement either.
type Level struct {
	Value   unit.Decimal    `json:"value"`
	Title   entente.Wording `json:"title"`
	Means   entente.Wording `json:"means"`
	Outcome Outcome         `json:"outcome"`
}

// Compliance is the three-point scale of the research groups that follow the summits of the G7 and G20. Its values and what
// they stand for are those of: Global Governance Program, University of Toronto, Compliance Coding Manual for International
// Institutional Commitments, version of 12 November 2020, chapter 5, "Scoring". The wording is our own.
//
// Its levels are ordered, and nothing there says that the steps are of one size: agreement is measured as ordinal. The
// averages that the groups publish do take them for such, and so does [Summarise].
func Compliance() Scale {
	return Scale{
		ID:     "compliance",
		Title:  entente.Wording{"en": "Compliance", "zh": "履约"},
		Metric: Ordinal,
		Levels: []Level{
			{
				Value:   unit.NewDecimal(-1, 0),
				Title:   entente.Wording{"en": "No compliance", "zh": "未履约"},
				Means:   entente.Wording{"en": "Nothing was done towards it in the period, or the opposite was done.", "zh": "期间内没有采取相应行动，或者反其道而行。"},
				Outcome: Missed,
			},
			{
				Value:   unit.NewDecimal(0, 0),
				Title:   entente.Wording{"en": "Partial compliance, or work in progress", "zh": "部分履约或正在进行"},
				Means:   entente.Wording{"en": "Some of it was done, or it was begun and the end of the period came first.", "zh": "只做到一部分，或已经开始而期末尚未完成。"},
				Outcome: OnTrack,
			},
			{
				Value:   unit.NewDecimal(1, 0),
				Title:   entente.Wording{"en": "Full compliance", "zh": "完全履约"},
				Means:   entente.Wording{"en": "What was undertaken was done in the period.", "zh": "期间内做到了所承诺的事。"},
				Outcome: Met,
			},
		},
	}
}

// Check reports whether s is complete and its levels ascend.
func (s Scale) Check() error {
	if err := entente.CheckSlug("scale", s.ID); err != nil {
		return err
	}
	switch {
	case !slices.Contains(metrics, s.Metric):
		return fmt.Errorf("scale %s: metric %q: want one of %v: %w", s.ID, clip(string(s.Metric)), metrics, entente.ErrInvalid)
	case len(s.Levels) < 2:
		return fmt.Errorf("scale %s: %d levels: want at least 2: %w", s.ID, len(s.Levels), entente.ErrInvalid)
	}
	if err := checkWording("title", s.Title); err != nil {
		return fmt.Errorf("scale %s: %w", s.ID, err)
	}
	for i, l := range s.Levels {
		if err := l.check(); err != nil {
			return fmt.Errorf("scale %s: level %v: %w", s.ID, l.Value, err)
		}
		if i > 0 && l.Value.Cmp(s.Levels[i-1].Value) <= 0 {
			return fmt.Errorf("scale %s: level %v: want it above %v: %w", s.ID, l.Value, s.Levels[i-1].Value, entente.ErrInvalid)
		}
	}
	return s.checkMetric()
}

// checkMetric reports whether the metric of s can be applied to its levels.
func (s Scale) checkMetric() error {
	applicable := s.applicable()
	switch {
	case s.Metric == Ratio && s.Levels[0].Value.Sign() < 0:
		return fmt.Errorf("scale %s: level %v: want no value below 0 where the metric is ratio: %w", s.ID, s.Levels[0].Value, entente.ErrInvalid)
	case len(applicable) < 2:
		return fmt.Errorf("scale %s: %d levels are applicable: want at least 2: %w", s.ID, len(applicable), entente.ErrInvalid)
	}
	return nil
}

func (l Level) check() error {
	if err := checkWording("title", l.Title); err != nil {
		return err
	}
	if err := checkWording("means", l.Means); err != nil {
		return err
	}
	if len(l.Value.String()) > maxValue {
		return fmt.Errorf("value: want at most %d digits: %w", maxValue, entente.ErrInvalid)
	}
	if !slices.Contains(outcomes, l.Outcome) {
		return fmt.Errorf("outcome %q: want one of %v: %w", clip(string(l.Outcome)), outcomes, entente.ErrInvalid)
	}
	return nil
}

func checkWording(field string, w entente.Wording) error {
	if len(w) == 0 {
		return fmt.Errorf("%s: want words in at least one language: %w", field, entente.ErrInvalid)
	}
	for _, l := range w.Langs() {
		if w[l] == "" {
			return fmt.Errorf("%s: want words in %q: %w", field, l, entente.ErrInvalid)
		}
		if err := checkText(field, w[l]); err != nil {
			return err
		}
	}
	return nil
}

// Level returns the level of s with the given value, however that is written.
func (s Scale) Level(value unit.Decimal) (Level, bool) {
	i := slices.IndexFunc(s.Levels, func(l Level) bool { return l.Value.Cmp(value) == 0 })
	if i < 0 {
		return Level{}, false
	}
	return s.Levels[i], true
}

// Values returns the values of the levels, ascending.
func (s Scale) Values() []unit.Decimal { return values(s.Levels) }

func values(levels []Level) []unit.Decimal {
	all := make([]unit.Decimal, len(levels))
	for i, l := range levels {
		all[i] = l.Value
	}
	return all
}

// applicable returns the levels that are not [NotApplicable].
func (s Scale) applicable() []Level {
	return slices.DeleteFunc(slices.Clone(s.Levels), func(l Level) bool { return l.Outcome == NotApplicable })
}

// compared returns the levels between which agreement is measured.
func (s Scale) compared() []Level {
	if s.Metric == Nominal {
		return s.Levels
	}
	return s.applicable()
}

// CheckScore reports whether a score is well formed and its level one of s.
func (s Scale) CheckScore(score Score) error {
	if err := score.Check(); err != nil {
		return err
	}
	if err := s.checkLevel(score.Level); err != nil {
		return fmt.Errorf("score of %v by %s: %w", score.Item, score.Analyst, err)
	}
	return nil
}

func (s Scale) checkLevel(value unit.Decimal) error {
	if _, ok := s.Level(value); !ok {
		return fmt.Errorf("level %v: want one of %v: %w", value, s.Values(), entente.ErrInvalid)
	}
	return nil
}
