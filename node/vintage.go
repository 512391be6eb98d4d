package node

import (
	"context"
	"fmt"
	"slices"

	"entente/cal"
	"entente/measure"
)

// A VintageView is the verdicts by what was known when a vintage came out.
type VintageView struct {
	Vintage  measure.Vintage   `json:"vintage"`
	Verdicts []measure.Verdict `json:"verdicts"`
}

// ByVintage returns the verdicts that q wants, once for each vintage of the publication that its measure's value comes from,
// in the order of publication. A vintage that changes nothing is there too. q.Measure is required.
func (n *Node) ByVintage(ctx context.Context, q AssessQuery) ([]VintageView, error) {
	var views []VintageView
	err := n.reading(ctx, func(d *measure.Data) error {
		mq, err := n.measureQuery(d.Book(), q)
		if err != nil {
			return err
		}
		mq.Today = mq.Known
		for _, v := range d.Vintages(q.Measure) {
			if v.Published > mq.Known {
				break
			}
			at := mq
			at.Known = v.Published
			views = append(views, VintageView{v, d.Assess(at)})
		}
		return nil
	})
	return views, err
}

// Sources returns the documents that the values of verdicts come from, the latest last.
func (n *Node) Sources(ctx context.Context, verdicts []measure.Verdict) ([]string, error) {
	var titles []string
	err := n.reading(ctx, func(d *measure.Data) error {
		type source struct {
			published cal.Date
			title     string
		}
		var all []source
		for _, v := range verdicts {
			for _, c := range d.Vintages(v.Measure) {
				s := source{c.Published, c.Title}
				if c.ID == v.Vintage && !slices.Contains(all, s) {
					all = append(all, s)
				}
			}
		}
		slices.SortFunc(all, func(a, b source) int { return int(a.published - b.published) })
		for _, s := range all {
			titles = append(titles, s.title)
		}
		return nil
	})
	return titles, err
}

// Observations returns the figures of a publication, or of one vintage of it: by indicator in the order of the pack, then by
// area, part, period and vintage.
func (n *Node) Observations(ctx context.Context, id measure.PublicationID, vintage measure.VintageID) ([]measure.Observation, error) {
	var all []measure.Observation
	err := n.reading(ctx, func(d *measure.Data) error {
		if _, err := d.Book().Publication(id); err != nil {
			return fmt.Errorf("node: %w", err)
		}
		for _, i := range d.Book().Indicators {
			if i.Publication != id {
				continue
			}
			for _, area := range d.Areas(i.ID) {
				for _, e := range d.Figures(i.ID, area) {
					if vintage == "" || e.Vintage == vintage {
						all = append(all, e.Observation())
					}
				}
			}
		}
		return nil
	})
	return all, err
}
