package feed

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"

	"entente"
)

// Options say how to read a file of any form. The zero options work.
type Options struct {
	Sentences SentenceOptions
	MMSI      uint32 // of the ship that a table of points is about which names none
}

// A Source is a file that is ready to be read.
type Source struct {
	Reader
	Form      string  // such as "AIS sentences"
	Title     string  // of a script
	Synthetic bool    // the reports are reconstructed
	Script    *Script // nil unless it is one
}

// Open looks at the first bytes of a file, which is not packed, and returns a reader for its form.
func Open(r io.Reader, o Options) (Source, error) {
	const enough = 4096
	b := bufio.NewReaderSize(r, 1<<16)
	head, err := b.Peek(enough)
	if err != nil && err != io.EOF {
		return Source{}, fmt.Errorf("read: %w", err)
	}
	text := bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	if first := bytes.TrimLeft(text, " \t\r\n"); len(first) > 0 && first[0] == '{' && bytes.Contains(text, []byte(`"`)) && !bytes.Contains(text, []byte("VDM,")) {
		return openScript(b)
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	if header := strings.ToLower(string(line)); strings.Contains(header, "lat") && strings.Contains(header, "lon") && strings.Contains(header, ",") && line[0] != '!' {
		t, err := NewTable(b, o.MMSI)
		if err != nil {
			return Source{}, err
		}
		return Source{Reader: inOrder(t), Form: t.Form()}, nil
	}
	return Source{Reader: NewSentences(b, o.Sentences), Form: "AIS sentences"}, nil
}

func openScript(r io.Reader) (Source, error) {
	const most = 64 << 20
	text, err := io.ReadAll(io.LimitReader(r, most+1))
	switch {
	case err != nil:
		return Source{}, fmt.Errorf("read: %w", err)
	case len(text) > most:
		return Source{}, fmt.Errorf("keyframes of more than %d MB: %w", most>>20, entente.ErrInvalid)
	}
	s, err := ParseScript(text)
	if err != nil {
		return Source{}, err
	}
	return Source{Reader: s.Play(), Form: "keyframes", Title: s.Title, Synthetic: true, Script: &s}, nil
}
