// Package watch follows ships near cables, pipelines and other assets on the sea floor, and warns of those that seem to drag
// an anchor over them.
//
// Reports of ships go in, in the order in which they were heard; tracks, detections and warnings come out. A [Detection] is
// what one detector saw of one ship, with the figures it went by. A [Warning] is what a set of rules makes of the detections
// of an event, with the assets ahead, and with what speaks against it. Nothing here says why a ship does what it does.
//
// Package ais decodes the reports, package feed reads files of other forms, package asset reads assets and areas.
package watch
