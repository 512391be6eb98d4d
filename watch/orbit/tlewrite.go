package orbit

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"entente"
)

// TLE returns e as two-line elements with line ends, after a line for the name where e has one, in the form that CelesTrak
// publishes. Values with more digits than there are columns are rounded. It fails, with an error that wraps
// [entente.ErrInvalid], where e does not pass [Elements.Check] or does not fit: a number above Z9999, an epoch after 2056.
func (e Elements) TLE() (string, error) {
	if err := e.Check(); err != nil {
		return "", err
	}
	number, err := e.alpha5()
	if err != nil {
		return "", err
	}
	epoch, err := e.cardEpoch()
	if err != nil {
		return "", err
	}
	designator, err := e.cardDesignator()
	if err != nil {
		return "", err
	}
	if math.Abs(e.MeanMotionDot) >= 0.999999995 {
		return "", fmt.Errorf("first derivative of the mean motion %v does not fit: want less than 1: %w", e.MeanMotionDot, entente.ErrInvalid)
	}
	first := fmt.Sprintf("1 %s%1s %-8s %s %s %s %s %d %4d", number, e.Classification, designator, epoch, signed(e.MeanMotionDot),
		power(e.MeanMotionDdot), power(e.BStar), e.EphemerisType, e.ElementSet%10_000)
	second := fmt.Sprintf("2 %s %8.4f %8.4f %07d %8.4f %8.4f %11.8f%5d", number, e.Inclination, e.Raan,
		min(int(math.Round(e.Eccentricity*1e7)), 9_999_999), e.ArgumentOfPerigee, e.MeanAnomaly, e.MeanMotion, e.Revolution%100_000)
	name := ""
	if e.Name != "" {
		name = fmt.Sprintf("%-24s\n", e.Name)
	}
	return fmt.Sprintf("%s%s%d\n%s%d\n", name, first, checksum(first), second, checksum(second)), nil
}

// alpha5 returns the catalogue number in five columns.
func (e Elements) alpha5() (string, error) {
	high := e.Number / 10_000
	switch {
	case high < 10:
		return fmt.Sprintf("%05d", e.Number), nil
	case high-10 < len(alpha5):
		return fmt.Sprintf("%c%04d", alpha5[high-10], e.Number%10_000), nil
	}
	return "", fmt.Errorf("catalogue number %d does not fit: want 339999 at most: %w", e.Number, entente.ErrInvalid)
}

func (e Elements) cardEpoch() (string, error) {
	const unit = 864 // microseconds in the last decimal
	t := time.UnixMicro((int64(e.Epoch) + unit/2) / unit * unit).UTC()
	if int64(e.Epoch) < 0 {
		t = time.UnixMicro(-((-int64(e.Epoch) + unit/2) / unit * unit)).UTC()
	}
	if y := t.Year(); y > 2056 {
		return "", fmt.Errorf("epoch %v does not fit: want a year up to 2056: %w", e.Epoch, entente.ErrInvalid)
	}
	inDay := t.Sub(t.Truncate(24 * time.Hour)).Microseconds()
	return fmt.Sprintf("%02d%03d.%08d", t.Year()%100, t.YearDay(), inDay/unit), nil
}

func (e Elements) cardDesignator() (string, error) {
	if e.Designator == "" {
		return "", nil
	}
	year, rest, _ := strings.Cut(e.Designator, "-")
	y, err := natural(year)
	if err != nil || y < 1957 || y > 2056 || len(rest) < 4 || len(rest) > 6 || !isPiece(rest[3:]) {
		return "", fmt.Errorf("international designator %q does not fit: want one such as 1998-067A: %w", clip(e.Designator), entente.ErrInvalid)
	}
	return year[2:] + rest, nil
}

// signed writes a number below 1 with eight decimals and no zero before the point.
func signed(f float64) string {
	s := strconv.FormatFloat(math.Abs(f), 'f', 8, 64)[1:]
	if f < 0 {
		return "-" + s
	}
	return " " + s
}

// power writes -0.11606e-4 as "-11606-4". What is smaller than 0.00001e-9 is written as 0.
func power(f float64) string {
	sign := " "
	if f < 0 {
		sign, f = "-", -f
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', 4, 64), "e")
	digits := strings.Replace(mantissa, ".", "", 1)
	n, _ := strconv.Atoi(exponent)
	n++
	if f == 0 || n < -9 {
		digits, n = fmt.Sprintf("%05d", int(math.Round(f*1e14))), -9
	}
	if digits == "00000" {
		return " 00000+0"
	}
	return fmt.Sprintf("%s%s%+d", sign, digits, n)
}
