package node

import (
	"context"

	"entente/measure"
)

// AreasOf returns whoever an indicator has figures of, in alphabetical order.
func (n *Node) AreasOf(ctx context.Context, id measure.IndicatorID) (areas []measure.Area, err error) {
	err = n.reading(ctx, func(d *measure.Data) error {
		areas = d.Areas(id)
		return nil
	})
	return areas, err
}
