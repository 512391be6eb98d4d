package measure

import (
	"maps"
	"slices"
)

// Uses returns the indicators that verdicts on a measure rest on, in the order of the book: those of its value, of the
// recomputed one, of its targets, and of the shortfall in money. A measure that is not there uses none.
func (b *Book) Uses(id MeasureID) []IndicatorID {
	i, ok := b.measureIndex[id]
	if !ok {
		return nil
	}
	used := slices.Sorted(maps.Keys(b.compiled[i].uses))
	ids := make([]IndicatorID, len(used))
	for k, ind := range used {
		ids[k] = b.Indicators[ind].ID
	}
	return ids
}
