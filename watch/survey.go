package watch

import "math"

// A survey follows the legs of a ship, to find one that goes to and fro on parallel lines, as those do that chart the sea floor
// or look for something on it.
type survey struct {
	course float64 // of the leg that runs, degrees
	since  int32   // minute in which it began; 0: none
	legs   int     // in a row, each against the one before
	first  int32   // minute in which these began
	told   int32
}

// legs follows the legs of the ship at the end of a minute, and notes a pattern of them.
func (s *shard) legs(v *ship, m *minute) {
	const shortest = 8 // minutes
	y, p := &v.survey, s.params
	if m.knots() < 1.5 {
		return
	}
	off := math.Abs(angle(m.degrees() - y.course))
	switch {
	case y.since == 0:
		*y = survey{course: m.degrees(), since: m.at, first: m.at}
	case off <= p.SurveyTurn:
	case 180-off <= p.SurveyTurn && m.at-y.since >= shortest:
		y.legs++
		y.course, y.since = m.degrees(), m.at
	case m.at-y.since > shortest/2:
		if w := v.minutes.over(m.at-2, m.at); w.n >= 2 && math.Abs(angle(w.course-y.course)) > p.SurveyTurn &&
			180-math.Abs(angle(w.course-y.course)) > p.SurveyTurn && w.spread < p.SurveyTurn {
			*y = survey{course: w.course, since: m.at, first: m.at, told: y.told} // it goes another way
		}
	}
	const again = 6 * 60
	if float64(y.legs) >= p.SurveyLegs-1 && m.at-y.told > again {
		y.told = m.at
		var l signs
		l.add(context, "survey.legs", float64(y.legs+1), p.SurveyLegs, "", y.first, m.at,
			"%d legs to and fro on the courses %.0f° and %.0f°", y.legs+1, y.course, math.Mod(y.course+180, 360))
		s.detected("survey-pattern", v, y.first, m.at, l)
	}
}
