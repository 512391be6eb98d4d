package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"entente/watch/ais"
)

type watchCommand struct {
	Run    watchRun    `cmd:"" default:"withargs" help:"Follow ships by their reports, and warn of those that endanger an asset."`
	Score  watchScore  `cmd:"" help:"Say how good the watch is: which incidents it warns of and how soon, and how often it warns without cause."`
	Decode watchDecode `cmd:"" help:"Decode recorded AIS sentences: every message, and what became of every line."`
}

type watchDecode struct {
	Files []string `arg:"" help:"Files or folders of NMEA 0183 sentences, also packed with gzip or zstd; - is standard input."`
	JSONL bool     `name:"jsonl" help:"Print one JSON object for each message." xor:"format"`
	JSON  bool     `help:"Print what became of the lines as one JSON document." xor:"format"`
}

func (c *watchDecode) Run(w *world) error {
	names, size, err := filesIn(c.Files)
	if err != nil {
		return err
	}
	d := decoding{progress: w.progress("watch: bytes"), size: size}
	if c.JSONL {
		d.out = bufio.NewWriter(w.screen)
	}
	for _, name := range names {
		if err = d.file(w, name); err != nil {
			err = placed{name, err}
			break
		}
	}
	d.progress.done()
	if d.out != nil {
		err = errors.Join(err, d.out.Flush())
	}
	switch {
	case err != nil:
		return err
	case c.JSON:
		return w.writeJSON(d.counts())
	case c.JSONL:
		fmt.Fprintf(w.stderr, "entente: %s\n", d.summary())
		return nil
	}
	d.print(w)
	return nil
}

// filesIn returns the files that are named, or lie in folders that are, and how long they are together.
func filesIn(names []string) (files []string, size int, err error) {
	for _, name := range names {
		if name == standardInput {
			files = append(files, name)
			continue
		}
		err := filepath.WalkDir(name, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			info, err := e.Info()
			if err != nil {
				return err
			}
			files, size = append(files, path), size+int(info.Size())
			return nil
		})
		if err != nil {
			return nil, 0, placed{name, plainError(err)}
		}
	}
	return files, size, nil
}

// A decoding is a run through sentences.
type decoding struct {
	decoder  ais.Decoder
	message  ais.Message
	types    [28]int // messages by type
	out      *bufio.Writer
	line     []byte // of JSON, used again
	progress *progress
	size     int // bytes of all files, packed as they are
	read     int
}

// A countingReader counts what is read of a file.
type countingReader struct {
	io.Reader
	d *decoding
}

func (r countingReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.d.read += n
	r.d.progress.report(r.d.read, r.d.size)
	return n, err
}

func (d *decoding) file(w *world, name string) error {
	in := io.NopCloser(w.stdin)
	if name != standardInput {
		f, err := os.Open(name)
		if err != nil {
			return plainError(err)
		}
		in = f
	}
	defer in.Close()
	r, err := unpack(countingReader{in, d})
	if err != nil {
		return err
	}
	defer r.Close()
	return d.lines(w, r)
}

// lines decodes line after line.
func (d *decoding) lines(w *world, r io.Reader) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 2*ais.MaxLine), 2*ais.MaxLine)
	lines.Split(ais.SplitLines)
	for lines.Scan() {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		if err := d.decode(lines.Bytes()); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("cut off or damaged: %w", err)
	}
	return nil
}

// decode takes every sentence out of a line.
func (d *decoding) decode(line []byte) error {
	for ; line != nil; line = d.decoder.Rest() {
		if d.decoder.Decode(line, &d.message) != ais.Complete {
			continue
		}
		d.types[d.message.Type]++
		if err := d.write(); err != nil {
			return err
		}
	}
	return nil
}

func (d *decoding) write() error {
	if d.out == nil {
		return nil
	}
	d.line = append(d.message.AppendJSON(d.line[:0]), '\n')
	_, err := d.out.Write(d.line)
	return err
}

// A decodeCount says what became of the lines: lines = messages + parts + the sum of refused.
type decodeCount struct {
	Lines     uint64            `json:"lines"`
	Messages  uint64            `json:"messages"`
	Parts     uint64            `json:"parts"`     // lines that are a part of a message and did not complete it
	Waiting   int               `json:"waiting"`   // of these: for parts that never came, until the end
	Abandoned uint64            `json:"abandoned"` // of these: whose message could not be completed any more
	Refused   map[string]uint64 `json:"refused"`   // lines by reason
	BadTags   uint64            `json:"bad_tags"`  // tag blocks that were not believed; their sentences were decoded
	Types     map[string]int    `json:"types"`     // messages by type
}

func (d *decoding) counts() decodeCount {
	n := d.decoder.Counts()
	c := decodeCount{
		Lines: n.Lines(), Messages: n.By[ais.Complete], Parts: n.By[ais.Waiting], Waiting: d.decoder.Waiting(), Abandoned: n.Abandoned,
		Refused: make(map[string]uint64), BadTags: n.BadTags, Types: make(map[string]int),
	}
	for _, s := range ais.Statuses() {
		if s != ais.Complete && s != ais.Waiting && n.By[s] > 0 {
			c.Refused[s.String()] = n.By[s]
		}
	}
	for t, n := range d.types {
		if n > 0 {
			c.Types[fmt.Sprint(t)] = n
		}
	}
	return c
}

// became says what became of a line with a status.
func became(s ais.Status) string {
	switch s {
	case ais.Complete:
		return "messages"
	case ais.Waiting:
		return "parts of messages"
	}
	return "refused: " + s.String()
}

// summary says in one line what became of the lines.
func (d *decoding) summary() string {
	n := d.decoder.Counts()
	return fmt.Sprintf("%s: %s, %s, %d refused", count(int(n.Lines()), "line", "lines"), count(int(n.By[ais.Complete]), "message", "messages"),
		count(int(n.By[ais.Waiting]), "part of a message", "parts of messages"), n.Refused())
}

func (d *decoding) print(w *world) {
	n := d.decoder.Counts()
	t := newTable("LINES", "WHAT BECAME OF THEM")
	for _, s := range ais.Statuses() {
		if n.By[s] > 0 {
			t.add(fmt.Sprint(n.By[s]), became(s))
		}
	}
	w.write(t)
	types := newTable("MESSAGES", "TYPE")
	for i, n := range d.types {
		if n > 0 {
			types.add(fmt.Sprint(n), fmt.Sprint(i))
		}
	}
	w.printf("\n")
	w.write(types)
	w.printf("%s\n", d.summary())
}
