package ais

import "bytes"

// MaxLine is the length at which SplitLines cuts a line that does not end: longer than any sentence with its tag blocks,
// short enough to wait for.
const MaxLine = 64 << 10

// SplitLines is a bufio.SplitFunc for lines that end in LF, CR or both, as logs of several receivers mix them. It gives a
// line without its end, and one longer than MaxLine in pieces, so that a scanner with its usual buffer never gives up.
func SplitLines(data []byte, atEOF bool) (advance int, line []byte, err error) {
	window := data[:min(len(data), MaxLine)]
	i := bytes.IndexByte(window, '\n')
	before := window
	if i >= 0 {
		before = window[:i]
	}
	if j := bytes.IndexByte(before, '\r'); j >= 0 {
		i = j
	}
	switch {
	case i < 0 && len(window) == MaxLine:
		return MaxLine, window, nil
	case i < 0 && atEOF && len(data) > 0:
		return len(data), data, nil
	case i < 0:
		return 0, nil, nil
	case data[i] == '\r' && i+1 == len(data) && !atEOF && len(data) < MaxLine:
		return 0, nil, nil // the LF may follow
	case data[i] == '\r' && i+1 < len(data) && data[i+1] == '\n':
		return i + 2, data[:i], nil
	}
	return i + 1, data[:i], nil
}
