package webhook

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestSchedule(t *testing.T) {
	failed := errors.New("connection refused")
	after := func(d time.Duration) error { return fmt.Errorf("webhook: %w", &AnswerError{Code: 503, After: d}) }
	check := func(name string, attempts int, last error, want time.Duration) {
		t.Helper()
		wait, again := Schedule{"msg_1"}.Next(attempts, last)
		if again != (want > 0) || wait < want || wait > want+want/10 {
			t.Errorf("%s: got %v, %v, want %v", name, wait, again, want)
		}
	}
	check("success", 1, nil, 0)
	for i, want := range []string{"5s", "5m", "30m", "2h", "5h", "10h", "14h", "20h", "24h"} {
		d, err := time.ParseDuration(want)
		if err != nil {
			t.Fatal(err)
		}
		check(want, i+1, failed, d)
	}
	check("the end", 10, failed, 0)
	check("none yet", 0, failed, 0)
	check("gone", 1, fmt.Errorf("webhook: %w", &AnswerError{Code: 410}), 0)
	check("not found", 1, fmt.Errorf("webhook: %w", &AnswerError{Code: 404}), 5*time.Second)
	check("asked for more", 1, after(time.Hour), time.Hour)
	check("asked for less", 2, after(time.Second), 5*time.Minute)
	check("asked for too much", 1, after(1000*time.Hour), 24*time.Hour)
}

// TestJitter has messages that failed together be spread, and each always wait the same.
func TestJitter(t *testing.T) {
	failed := errors.New("connection refused")
	var tenths [10]int
	for i := range 1000 {
		s := Schedule{fmt.Sprint("msg_", i)}
		a, _ := s.Next(2, failed)
		b, _ := s.Next(2, failed)
		if a != b {
			t.Fatalf("%s: %v and %v", s.ID, a, b)
		}
		tenths[(a-5*time.Minute)*10/(30*time.Second)]++
	}
	for i, n := range tenths {
		if n < 50 || n > 200 {
			t.Errorf("%d of 1000 messages in tenth %d: %v", n, i+1, tenths)
		}
	}
}
