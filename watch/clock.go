package watch

import "slices"

// A clock follows the time of the reports. A receiver whose own clock is wrong must not move it: a report that is well ahead of
// the others waits until two more agree that time has gone on so far, or until one shows that it has not.
type clock struct {
	now   int64    // Unix milliseconds; 0 before the first report
	ahead []Report // that wait, in order of time
	late  int      // reports in a row that were too late
}

const (
	agreement = 5 * 60_000  // milliseconds within which reports agree
	lateness  = 10 * 60_000 // older reports are refused
	patience  = 200         // late reports in a row, after which the time has gone back
	witnesses = 2           // later reports that confirm a leap
)

// A verdict on the time of a report.
type timing uint8

const (
	onTime timing = iota
	tooLate
	waits   // for others to confirm its time
	rewound // on time, because the time of the reports went back: what came before is another story
)

// see judges the time t of a report.
func (c *clock) see(t int64) timing {
	switch {
	case c.now == 0:
		c.now = t
	case t > c.now+agreement:
		return waits
	case t < c.now-lateness:
		c.late++
		if c.late < patience {
			return tooLate
		}
		c.now, c.late = t, 0
		return rewound
	}
	c.late, c.now = 0, max(c.now, t)
	return onTime
}

// wait keeps a copy of a report until its time is confirmed. It returns those that are, in order of time.
func (c *clock) wait(r *Report) []Report {
	i, _ := slices.BinarySearchFunc(c.ahead, r.Time, func(a Report, t int64) int {
		if a.Time <= t {
			return -1
		}
		return 1
	})
	c.ahead = slices.Insert(c.ahead, i, r.clone())
	if len(c.ahead) <= witnesses {
		return nil
	}
	believed := slices.Clone(c.ahead[:1])
	c.ahead = slices.Delete(c.ahead, 0, 1)
	return believed
}

// refuted removes the reports that wait although others show that their time has not come, and returns how many.
func (c *clock) refuted() int {
	n := len(c.ahead)
	c.ahead = slices.DeleteFunc(c.ahead, func(r Report) bool { return r.Time > c.now+agreement })
	return n - len(c.ahead)
}

// clone returns a copy of r that shares no memory with it.
func (r *Report) clone() Report {
	c := *r
	if r.Static != nil {
		s := *r.Static
		c.Static = &s
	}
	c.Raw = slices.Clone(r.Raw)
	return c
}
