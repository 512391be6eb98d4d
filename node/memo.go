package node

import (
	"sync"

	"entente"
	"entente/cal"
	"entente/measure"
)

// A memo keeps answers for as long as no figure is added: many readers ask the same, and all verdicts at once take some
// hundredths of a second. What it returns is shared, and not to be changed.
type memo[T any] struct {
	mu      sync.Mutex
	of      *measure.Data
	size    int
	answers map[memoKey]T
}

// A memoKey is a query that answers are kept for: one about all parties, by what is known. The others are quick.
type memoKey struct {
	measure measure.MeasureID
	groups  bool
	period  cal.Period
	known   cal.Date

	untargeted bool
}

// maxAnswers bounds what is kept: an answer is a megabyte or two, and visitors may ask for any day.
const maxAnswers = 24

// get returns the answer to q from d, computed by f unless it is known. Nobody may add to d meanwhile.
func (m *memo[T]) get(d *measure.Data, q AssessQuery, known cal.Date, f func() (T, error)) (T, error) {
	if len(q.Assume) > 0 || q.Evidence || q.Area != "" || q.Undertaking != (entente.StatementID{}) {
		return f()
	}
	key := memoKey{q.Measure, q.Groups, q.Period, known, q.Untargeted}
	m.mu.Lock()
	if m.of != d || m.size != d.Len() {
		m.of, m.size, m.answers = d, d.Len(), make(map[memoKey]T)
	}
	answer, ok := m.answers[key]
	m.mu.Unlock()
	if ok {
		return answer, nil
	}
	answer, err := f()
	if err != nil {
		return answer, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.of == d && m.size == d.Len() {
		if len(m.answers) >= maxAnswers {
			clear(m.answers)
		}
		m.answers[key] = answer
	}
	return answer, nil
}
