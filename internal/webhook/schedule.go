package webhook

import (
	"errors"
	"hash/fnv"
	"time"
)

// A Schedule says when one message is sent again.
type Schedule struct {
	ID string // of the message
}

// plan is how long to wait after each attempt: the example of the specification, which ends after three days.
var plan = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

// mostWait is how long a server can have itself be left alone.
const mostWait = 24 * time.Hour

// Next returns how long to wait after a number of attempts, of which the last ended with an error or nil, and whether to try again
// at all. It does not after success, when the endpoint is gone, and at the end of the plan.
//
// To each wait up to a tenth is added, by the ID of the message, so that messages that failed together do not come back together.
// A server that asks for more time gets it, up to a day.
func (s Schedule) Next(attempts int, last error) (wait time.Duration, again bool) {
	if last == nil || errors.Is(last, ErrGone) || attempts < 1 || attempts > len(plan) {
		return 0, false
	}
	wait = plan[attempts-1]
	var answer *AnswerError
	if errors.As(last, &answer) {
		wait = max(wait, min(answer.After, mostWait))
	}
	return wait + s.jitter(wait/10), true
}

// jitter returns part of a duration, always the same of one message.
func (s Schedule) jitter(most time.Duration) time.Duration {
	h := fnv.New32a()
	h.Write([]byte(s.ID))
	return time.Duration(float64(most) * float64(h.Sum32()) / (1 << 32))
}
