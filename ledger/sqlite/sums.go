package sqlite

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"os"
	"slices"
)

// The database has bytes that no entry uses: free space in pages, the structure of its trees. So that an altered bit in
// them is found too, the file ledger.sum holds the CRC-32C of every page. It is written before SQLite copies pages from the
// write-ahead log into the database, and made durable first: at each instant a page either stands in the write-ahead
// log, which has checksums of its own, or has its sum in the file.

// sums are the checksums of the pages, the first page first.
type sums []uint32

const sumsHeader = "entente sums v1\n"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

var errSums = errors.New("damaged")

// readSums reads a file of sums.
func readSums(path string) (sums, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if len(b) < len(sumsHeader) || string(b[:len(sumsHeader)]) != sumsHeader || len(b)%4 != 0 {
		return nil, errSums
	}
	var s sums
	for b = b[len(sumsHeader):]; len(b) > 0; b = b[4:] {
		s = append(s, binary.BigEndian.Uint32(b))
	}
	return s, nil
}

// writeSums makes a file of sums for a database and makes it durable.
func writeSums(path string, database io.Reader) error {
	b := []byte(sumsHeader)
	page := make([]byte, pageSize)
	for {
		_, err := io.ReadFull(database, page)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		b = binary.BigEndian.AppendUint32(b, crc32.Checksum(page, castagnoli))
	}
	temporary := path + ".new"
	f, err := os.Create(temporary)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(temporary, path)
}

// update writes into the file of sums those of the pages in the write-ahead log, and makes them durable.
func (w wal) update(sumsPath, walPath string) error {
	if len(w.pages) == 0 {
		return nil
	}
	log, err := os.Open(walPath)
	if err != nil {
		return err
	}
	defer log.Close()
	f, err := openSums(sumsPath)
	if err != nil {
		return err
	}
	err = w.writeSums(f, log)
	return errors.Join(err, f.Sync(), f.Close())
}

// openSums opens a file of sums for writing; tests put one in between that they watch.
var openSums = openSumsFile

func openSumsFile(path string) (sumsFile, error) { return os.OpenFile(path, os.O_WRONLY, 0) }

type sumsFile interface {
	io.WriterAt
	io.Closer
	Sync() error
}

func (w wal) writeSums(f io.WriterAt, log io.ReaderAt) error {
	page := make([]byte, pageSize)
	var run []byte // the sums of adjacent pages are written at once
	numbers := slices.Sorted(maps.Keys(w.pages))
	for i, number := range numbers {
		if _, err := log.ReadAt(page, w.pages[number]); err != nil {
			return err
		}
		run = binary.BigEndian.AppendUint32(run, crc32.Checksum(page, castagnoli))
		if i+1 < len(numbers) && numbers[i+1] == number+1 {
			continue
		}
		first := int64(number) - int64(len(run)/4) // counted from 0
		if _, err := f.WriteAt(run, int64(len(sumsHeader))+4*first); err != nil {
			return err
		}
		run = run[:0]
	}
	return nil
}

// check compares the pages of a database with their sums and returns the numbers of those that differ. Pages in the
// write-ahead log are left out: the database may hold any version of them.
func (s sums) check(database io.ReaderAt, size int64, w wal) (differ []uint32, err error) {
	if size%pageSize != 0 {
		return nil, fmt.Errorf("%d bytes long, no multiple of the page size", size)
	}
	const chunk = 256 // pages
	buffer := make([]byte, chunk*pageSize)
	for first := int64(0); first < size/pageSize; first += chunk {
		n, err := database.ReadAt(buffer, first*pageSize)
		if err != nil && !errors.Is(err, io.EOF) {
			return differ, err
		}
		for i := range n / pageSize {
			number := uint32(first) + uint32(i) + 1
			if _, inLog := w.pages[number]; inLog {
				continue
			}
			sum := crc32.Checksum(buffer[i*pageSize:][:pageSize], castagnoli)
			if int(number) > len(s) || s[number-1] != sum {
				differ = append(differ, number)
			}
		}
	}
	for number := uint32(size/pageSize) + 1; int(number) <= len(s); number++ {
		if _, inLog := w.pages[number]; !inLog {
			differ = append(differ, number)
		}
	}
	return differ, nil
}
