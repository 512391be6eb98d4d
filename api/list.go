package api

import (
	"net/http"
	"net/url"
	"strconv"
)

// A list is a run of a longer list. The order of what is listed does not change while the pack stays and nothing is added.
type list[T any] struct {
	Items  []T    `json:"items"`
	Total  int    `json:"total"` // in the longer list
	Limit  int    `json:"limit"`
	Offset int    `json:"offset"`
	Next   string `json:"next,omitempty"` // where the run after this one is; absent for the last
}

const (
	defaultLimit = 100
	maxLimit     = 1000
)

// newList returns the run of all that r asks for with limit and offset.
func newList[T any](r *http.Request, all []T) (list[T], error) {
	q := r.URL.Query()
	limit, err := number(q, "limit", defaultLimit, 1, maxLimit)
	if err != nil {
		return list[T]{}, err
	}
	offset, err := number(q, "offset", 0, 0, 1<<31-1)
	if err != nil {
		return list[T]{}, err
	}
	l := list[T]{Items: []T{}, Total: len(all), Limit: limit, Offset: offset}
	if offset < len(all) {
		l.Items = append(l.Items, all[offset:min(offset+limit, len(all))]...)
	}
	if end := offset + limit; end < len(all) {
		q.Set("offset", strconv.Itoa(end))
		l.Next = (&url.URL{Path: r.URL.Path, RawQuery: q.Encode()}).String()
	}
	return l, nil
}
