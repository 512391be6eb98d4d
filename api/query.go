package api

import (
	"fmt"
	"net/url"
	"strconv"

	"entente"
	"entente/cal"
)

// The readers below return a parameter of the query, zero where it is not given. Their errors name it, say what is wanted,
// and wrap [entente.ErrInvalid].

// number returns a whole number from least to most, or otherwise where it is not given.
func number(q url.Values, name string, otherwise, least, most int) (int, error) {
	if !q.Has(name) {
		return otherwise, nil
	}
	n, err := strconv.Atoi(q.Get(name))
	if err != nil || n < least || n > most {
		return 0, fmt.Errorf("api: %s %q: want a number from %d to %d: %w", name, q.Get(name), least, most, entente.ErrInvalid)
	}
	return n, nil
}

func boolean(q url.Values, name string) (bool, error) {
	if !q.Has(name) {
		return false, nil
	}
	b, err := strconv.ParseBool(q.Get(name))
	if err != nil {
		return false, fmt.Errorf("api: %s %q: want true or false: %w", name, q.Get(name), entente.ErrInvalid)
	}
	return b, nil
}

func period(q url.Values, name string) (cal.Period, error) {
	p, err := cal.ParsePeriod(q.Get(name))
	if err != nil {
		return p, fmt.Errorf("api: %s: %w: %w", name, err, entente.ErrInvalid)
	}
	return p, nil
}

func day(q url.Values, name string) (cal.Date, error) {
	if !q.Has(name) {
		return 0, nil
	}
	d, err := cal.ParseDate(q.Get(name))
	if err != nil {
		return d, fmt.Errorf("api: %s: %w: %w", name, err, entente.ErrInvalid)
	}
	return d, nil
}

// moment returns a day, which stands for its end, or an instant.
func moment(q url.Values, name string) (cal.Instant, error) {
	if !q.Has(name) {
		return 0, nil
	}
	i, err := cal.ParseWhen(q.Get(name))
	if err != nil {
		return i, fmt.Errorf("api: %s: %w: %w", name, err, entente.ErrInvalid)
	}
	return i, nil
}

func statement(q url.Values, name string) (id entente.StatementID, err error) {
	if !q.Has(name) {
		return id, nil
	}
	if id, err = entente.ParseStatementID(q.Get(name)); err != nil {
		return id, fmt.Errorf("api: %s: %w", name, err)
	}
	return id, nil
}
