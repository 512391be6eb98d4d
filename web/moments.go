package web

import (
	"cmp"
	"context"
	"net/url"
	"slices"

	"entente/cal"
	"entente/measure"
)

// at returns a function that gives the address asked for with one value of its query changed; with "" for a value, without it.
func at(v *view) func(name, value string) string {
	return func(name, value string) string {
		q := make(url.Values)
		for k, values := range v.Query {
			if k != name {
				q[k] = values
			}
		}
		if value != "" {
			q.Set(name, value)
		}
		return address(v.Path, q)
	}
}

// years returns the periods that a measure, or any, has verdicts of, the latest first, with the page for each.
func (s *site) years(ctx context.Context, id measure.MeasureID, m moment, to func(name, value string) string) ([]alternative, error) {
	q := m.then().ask()
	q.Measure, q.Groups, q.Untargeted = id, true, id != ""
	verdicts, err := s.node.Assess(ctx, q)
	if err != nil {
		return nil, err
	}
	seen := make(map[cal.Period]bool)
	var periods []cal.Period
	for _, v := range verdicts {
		if v.Value != nil && !seen[v.Period] {
			seen[v.Period] = true
			periods = append(periods, v.Period)
		}
	}
	slices.SortFunc(periods, func(a, b cal.Period) int { return b.Compare(a) })
	return each(periods, func(p cal.Period) alternative {
		return alternative{Name: p.String(), URL: to("at", p.String()), Chosen: p == m.At}
	}), nil
}

// vintages returns the days on which something was published that a measure, or any, rests on, with the page as of each.
func (s *site) vintages(ctx context.Context, id measure.MeasureID, m moment, to func(name, value string) string) ([]alternative, error) {
	book, err := s.node.Book(ctx)
	if err != nil {
		return nil, err
	}
	var uses []measure.IndicatorID
	for _, o := range book.Measures {
		if o.ID == id || id == "" && o.RivalOf == "" {
			uses = append(uses, book.Uses(o.ID)...)
		}
	}
	var days []alternative
	for _, p := range book.Publications {
		isUsed := slices.ContainsFunc(uses, func(id measure.IndicatorID) bool {
			i, err := book.Indicator(id)
			return err == nil && i.Publication == p.ID
		})
		for _, v := range p.Vintages {
			if isUsed {
				day := v.Published.String()
				days = append(days, alternative{Name: day, URL: to("known", day), Chosen: v.Published == m.Known, Explain: v.Title})
			}
		}
	}
	slices.SortFunc(days, func(a, b alternative) int { return cmp.Compare(a.Name, b.Name) })
	return days, nil
}

// tabs are the pages about delivery.
func (s *site) tabs(here string, m moment) []alternative {
	var all []alternative
	for _, t := range []struct{ name, path string }{{"tab.map", "/delivery"}, {"tab.revisions", "/revisions"}, {"tab.what-if", "/what-if"}, {"tab.desk", "/scores"}} {
		if s.pack.Book == nil && t.path != "/scores" {
			continue
		}
		all = append(all, alternative{Name: t.name, URL: address(t.path, m.then().values()), Chosen: t.path == here})
	}
	return all
}
