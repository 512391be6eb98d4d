package accounts

import (
	"sync"
	"time"
)

// A Rate allows so many at once, and one more each time.
type Rate struct {
	Burst int
	Every time.Duration
}

// A Limiter bounds how often something happens, for each key and over all.
type Limiter struct {
	Each, All Rate

	mu  sync.Mutex
	all bucket
	by  map[string]bucket
}

// A bucket is the instant at which all that was taken will have come back.
type bucket time.Time

// wait returns how long it takes until there is room for one more.
func (b bucket) wait(r Rate, now time.Time) time.Duration {
	return max(0, time.Time(b).Sub(now.Add(time.Duration(r.Burst-1)*r.Every)))
}

func (b bucket) take(r Rate, now time.Time) bucket {
	if b.isFull(now) {
		b = bucket(now)
	}
	return bucket(time.Time(b).Add(r.Every))
}

func (b bucket) isFull(now time.Time) bool { return !time.Time(b).After(now) }

// Take counts one for a key, and returns 0; or it says how long to wait where there is no room.
func (l *Limiter) Take(key string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if wait := max(l.all.wait(l.All, now), l.by[key].wait(l.Each, now)); wait > 0 {
		return wait
	}
	const most = 1000
	if l.by == nil || len(l.by) >= most {
		l.forget(now)
	}
	l.all, l.by[key] = l.all.take(l.All, now), l.by[key].take(l.Each, now)
	return 0
}

// forget drops the keys that stand as if they had never come. The rate over all bounds how many do not.
func (l *Limiter) forget(now time.Time) {
	kept := make(map[string]bucket)
	for key, b := range l.by {
		if !b.isFull(now) {
			kept[key] = b
		}
	}
	l.by = kept
}

// Return gives back one that was taken for a key.
func (l *Limiter) Return(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = bucket(time.Time(l.all).Add(-l.All.Every))
	if b, taken := l.by[key]; taken {
		l.by[key] = bucket(time.Time(b).Add(-l.Each.Every))
	}
}
