package ais

import (
	"bytes"
	"os"
	"testing"
)

// benchLines returns recorded traffic of all kinds as lines.
func benchLines(b *testing.B) [][]byte {
	var lines [][]byte
	for _, name := range []string{"goais_aistest.nmea", "dma_stream_example.txt"} {
		data, err := os.ReadFile(shared(b, name))
		if err != nil {
			b.Fatal(err)
		}
		for line := range bytes.Lines(data) {
			if findSentence(line, 0) >= 0 {
				lines = append(lines, line)
			}
		}
	}
	return lines
}

// BenchmarkDecode decodes recorded sentences on one core, position and static data of every message included.
func BenchmarkDecode(b *testing.B) {
	lines := benchLines(b)
	var d Decoder
	var m Message
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		for _, line := range lines {
			d.Decode(line, &m)
		}
		n += len(lines)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "sentences/s")
}

// BenchmarkDecodeEvery has every field of every message: of the types that have a place in the struct by it, of the others
// by the table.
func BenchmarkDecodeEvery(b *testing.B) {
	lines := benchLines(b)
	var d Decoder
	var m Message
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		for _, line := range lines {
			if d.Decode(line, &m) == Complete && m.Position == nowhere && m.clean {
				for f := range m.Fields() {
					sink += f.Raw
				}
			}
		}
		n += len(lines)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "sentences/s")
}

// BenchmarkDecodeFields reads every field of every message by the table too.
func BenchmarkDecodeFields(b *testing.B) {
	lines := benchLines(b)
	var d Decoder
	var m Message
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		for _, line := range lines {
			if d.Decode(line, &m) == Complete {
				for f := range m.Fields() {
					sink += f.Raw
				}
			}
		}
		n += len(lines)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "sentences/s")
}

var sink int64

// BenchmarkAppendJSON writes every message as JSON.
func BenchmarkAppendJSON(b *testing.B) {
	lines := benchLines(b)
	var d Decoder
	var m Message
	var out []byte
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		for _, line := range lines {
			if d.Decode(line, &m) == Complete {
				out = m.AppendJSON(out[:0])
			}
		}
		n += len(lines)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "sentences/s")
}
