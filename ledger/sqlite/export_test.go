package sqlite

import "testing"

// Small makes runs and the write-ahead log short for the duration of a test, so that a few entries meet all there is.
func Small(t testing.TB) {
	tail, after := maxTail, checkpointAfter
	maxTail, checkpointAfter = 16, 64<<10
	t.Cleanup(func() { maxTail, checkpointAfter = tail, after })
}

// Describe gives errors their kind.
var Describe = describe
