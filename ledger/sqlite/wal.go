package sqlite

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// pageSize is the size of a page of the database.
const pageSize = 4096

// A wal is what SQLite's write-ahead log holds: see https://sqlite.org/fileformat2.html#walformat.
type wal struct {
	pages map[uint32]int64 // where the last committed version of each page starts in the file
	fault string           // what is wrong with it, where something is
}

const (
	walHeaderSize   = 32
	frameHeaderSize = 24
	frameSize       = frameHeaderSize + pageSize
	walMagic        = 0x377f0682 // the lowest bit says whether checksums are big-endian
)

// readWAL reads the write-ahead log at path. One that does not exist is empty.
//
// The log may end in the middle of a frame, where a process was killed while it wrote one, and may go on with frames of
// an earlier round, both of whose salts differ. A whole frame of this round with a wrong checksum is a fault: it was altered,
// or a power failure cut off an append that was never acknowledged. Opening the ledger for writing settles the latter.
func readWAL(path string) (wal, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return wal{}, nil
	}
	if err != nil {
		return wal{}, err
	}
	defer f.Close()
	return scanWAL(f)
}

func scanWAL(r io.ReaderAt) (wal, error) {
	w := wal{pages: make(map[uint32]int64)}
	header := make([]byte, walHeaderSize)
	if n, err := r.ReadAt(header, 0); n < walHeaderSize {
		return w, eofIsNil(err)
	}
	magic := binary.BigEndian.Uint32(header)
	add := walSum.addLittle
	if magic&1 == 1 {
		add = walSum.addBig
	}
	sum := add(walSum{}, header[:24])
	if magic&^1 != walMagic || binary.BigEndian.Uint32(header[8:]) != pageSize || !sum.matches(header[24:]) {
		w.fault = "header damaged"
		return w, nil
	}
	frame := make([]byte, frameSize)
	uncommitted := make(map[uint32]int64)
	for offset, n := int64(walHeaderSize), 0; ; offset, n = offset+frameSize, n+1 {
		if got, err := r.ReadAt(frame, offset); got < frameSize {
			return w, eofIsNil(err)
		}
		salt1, salt2 := string(frame[8:12]) == string(header[16:20]), string(frame[12:16]) == string(header[20:24])
		if !salt1 && !salt2 {
			return w, nil // of an earlier round
		}
		sum = add(add(sum, frame[:8]), frame[frameHeaderSize:])
		if !salt1 || !salt2 || !sum.matches(frame[16:]) {
			w.fault = fmt.Sprintf("frame %d damaged, or cut off before it was acknowledged", n)
			return w, nil
		}
		uncommitted[binary.BigEndian.Uint32(frame)] = offset + frameHeaderSize
		if isCommit := binary.BigEndian.Uint32(frame[4:]) != 0; isCommit {
			for page, at := range uncommitted {
				w.pages[page] = at
			}
			clear(uncommitted)
		}
	}
}

func eofIsNil(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// A walSum is the running checksum of a write-ahead log, over words in the byte order of the machine that made the log.
type walSum struct{ a, b uint32 }

func (s walSum) addLittle(b []byte) walSum {
	for ; len(b) >= 8; b = b[8:] {
		s.a += binary.LittleEndian.Uint32(b) + s.b
		s.b += binary.LittleEndian.Uint32(b[4:]) + s.a
	}
	return s
}

func (s walSum) addBig(b []byte) walSum {
	for ; len(b) >= 8; b = b[8:] {
		s.a += binary.BigEndian.Uint32(b) + s.b
		s.b += binary.BigEndian.Uint32(b[4:]) + s.a
	}
	return s
}

func (s walSum) matches(b []byte) bool {
	return binary.BigEndian.Uint32(b) == s.a && binary.BigEndian.Uint32(b[4:]) == s.b
}
