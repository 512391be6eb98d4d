package node

import (
	"encoding/json"
	"fmt"
	"strings"

	"entente"
	"entente/measure"
	"entente/measure/score"
)

// Says returns in one line what a fact says, or "" where its kind has no words for it.
func Says(f entente.Fact) string {
	switch f.Kind {
	case KindFigures:
		return saysFigures(f)
	case KindScore:
		if s, err := score.Decode[score.Score](f.Payload); err == nil {
			return fmt.Sprintf("%s scores %v for %s: %s", s.Analyst, s.Level, s.Party, ownWords(s.Evidence))
		}
	case KindResolution:
		if r, err := score.Decode[score.Resolution](f.Payload); err == nil {
			return fmt.Sprintf("%s settles on %v for %s: %s", r.By, r.Level, r.Party, r.Reason)
		}
	case KindPublication:
		if p, err := score.Decode[score.Publication](f.Payload); err == nil {
			return fmt.Sprintf("score %v for %s published", p.Level, p.Party)
		}
	default:
		var p struct {
			Summary string `json:"summary"`
			Text    string `json:"text"`
		}
		if json.Unmarshal(f.Payload, &p) == nil {
			return strings.Join(strings.Fields(p.Summary+p.Text), " ")
		}
	}
	return ""
}

func ownWords(evidence []score.Evidence) string {
	for _, e := range evidence {
		if e.Words != "" {
			return strings.Join(strings.Fields(e.Words), " ")
		}
	}
	return ""
}

func saysFigures(f entente.Fact) string {
	var p Figures
	if json.Unmarshal(f.Payload, &p) != nil || len(p.Rows) == 0 {
		return ""
	}
	seen := make(map[measure.IndicatorID]bool)
	var names []string
	for _, r := range p.Rows {
		if !seen[r.Indicator] {
			seen[r.Indicator] = true
			names = append(names, string(r.Indicator))
		}
	}
	const most = 3
	if len(names) > most {
		names = append(names[:most:most], fmt.Sprintf("%d more", len(seen)-most))
	}
	return fmt.Sprintf("%d figures: %s", len(p.Rows), strings.Join(names, ", "))
}
