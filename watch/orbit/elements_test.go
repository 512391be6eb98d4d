package orbit

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"entente"
	"entente/cal"
)

func TestNearestSets(t *testing.T) {
	set := func(number int, epoch cal.Instant) Elements { return Elements{Number: number, Epoch: epoch} }
	c := Catalogue{set(7, 100), set(5, 90), set(7, 210), set(5, 90), set(7, 300), set(9, 1)}
	check := func(at cal.Instant, want ...cal.Instant) {
		t.Helper()
		got := c.Nearest(at)
		if len(got) != 3 || got[0] != set(7, want[0]) || got[1] != set(5, want[1]) || got[2] != set(9, want[2]) {
			t.Errorf("%d: %v, want %v", at, got, want)
		}
	}
	check(0, 100, 90, 1)
	check(155, 100, 90, 1) // as near to 210
	check(156, 210, 90, 1)
	check(1000, 300, 90, 1)
	if got := Catalogue(nil).Nearest(5); got != nil {
		t.Errorf("of nothing: %v", got)
	}
}

func TestElementsCheck(t *testing.T) {
	check := func(change func(*Elements), want string, kind error) {
		t.Helper()
		e := vanguard
		change(&e)
		err := e.Check()
		if err == nil || !strings.HasPrefix(err.Error(), want) || !errors.Is(err, kind) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if err := vanguard.Check(); err != nil {
		t.Error(err)
	}
	check(func(e *Elements) { e.MeanMotion = 0 }, "mean motion in revolutions a day of 0: want more than 0, at most 20", entente.ErrInvalid)
	check(func(e *Elements) { e.Eccentricity = 1 }, "eccentricity of 1", entente.ErrInvalid)
	check(func(e *Elements) { e.Inclination = math.NaN() }, "inclination of NaN: want 0 to 180", entente.ErrInvalid)
	check(func(e *Elements) { e.BStar = math.Inf(1) }, "drag term B* of +Inf", entente.ErrInvalid)
	check(func(e *Elements) { e.Epoch = 0; e.Epoch -= 1e15 }, "epoch 1938-", entente.ErrInvalid)
	check(func(e *Elements) { e.EphemerisType = 4 }, "ephemeris type 4", entente.ErrUnsupported)
}

func TestPeriodAndLabel(t *testing.T) {
	if got := vanguard.Period().Round(time.Second); got != 2*time.Hour+13*time.Minute+2*time.Second {
		t.Errorf("period %v", got)
	}
	if got := vanguard.Label(); got != "VANGUARD 1 [00005]" {
		t.Errorf("label %q", got)
	}
	if got := (Elements{Number: 270002}).Label(); got != "[270002]" {
		t.Errorf("label %q", got)
	}
}
