package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"entente"
	"entente/text"
	"entente/text/document"
)

// standardInput is the name that stands for standard input on the command line.
const standardInput = "-"

// A source is a document that has been read.
type source struct {
	File     string          `json:"file"`
	Format   document.Format `json:"format"`
	Encoding string          `json:"encoding,omitempty"`
	Title    string          `json:"title,omitempty"`
	Notes    []string        `json:"notes,omitempty"`
	*text.Reading

	text string // that spans are offsets into
}

// How to read a document where it does not say so itself.
type reading struct {
	Lang     string `help:"Language of the document, such as zh; otherwise found out." placeholder:"LANG" xor:"lang"`
	Lexicon  string `help:"Lexicon file of the language, instead of a built-in one." placeholder:"FILE" xor:"lang"`
	Encoding string `help:"Encoding of plain text and HTML, such as gb18030; otherwise found out." placeholder:"NAME"`
}

// lexicon returns the lexicon asked for, or nil where the language is to be found out.
func (r reading) lexicon() (*text.Lexicon, error) {
	switch {
	case r.Lexicon != "":
		b, err := os.ReadFile(r.Lexicon)
		if err != nil {
			return nil, err
		}
		l, err := text.ParseLexicon(b)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.Lexicon, err)
		}
		return l, nil
	case r.Lang != "":
		return text.BuiltinLexicon(entente.Lang(r.Lang))
	}
	return nil, nil
}

// read reads one file. Errors name it.
func (r reading) read(w *world, file string, o text.Options) (source, error) {
	if o.Lexicon == nil {
		var err error
		if o.Lexicon, err = r.lexicon(); err != nil {
			return source{}, err
		}
	}
	doc, err := r.decode(w, file)
	if err != nil {
		return source{}, placed{file, err}
	}
	if o.Instrument == "" {
		o.Instrument = instrumentOf(file)
	}
	read, err := text.Read(doc.Text, o)
	if err != nil {
		return source{}, placed{file, err}
	}
	return source{file, doc.Format, doc.Encoding, doc.Title, doc.Notes, read, doc.Text}, nil
}

func (r reading) decode(w *world, file string) (document.Document, error) {
	o := document.Options{Encoding: r.Encoding, CacheDir: cacheFolder()}
	if file == standardInput {
		return document.Read(w.stdin, "", o)
	}
	f, err := os.Open(file)
	if err != nil {
		return document.Document{}, plainError(err)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return document.Document{}, fmt.Errorf("is a folder; name the files in it: %w", entente.ErrInvalid)
	}
	return document.Read(f, file, o)
}

// plainError drops the path from a file error: it has been said.
func plainError(err error) error {
	var e *fs.PathError
	if errors.As(err, &e) {
		return e.Err
	}
	return err
}

// cacheFolder returns where the compiled PDF reader is kept, which saves seconds for every PDF.
func cacheFolder() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "entente")
}

var (
	languageSuffix = regexp.MustCompile(`\.[a-z]{2}$`)
	noSlug         = regexp.MustCompile(`[^a-z0-9]+`)
)

// instrumentOf returns the name of a document by that of its file: "vilnius-2023.zh.txt" is of vilnius-2023.
func instrumentOf(file string) entente.InstrumentID {
	name := strings.ToLower(filepath.Base(file))
	name = strings.TrimSuffix(name, filepath.Ext(name))
	name = languageSuffix.ReplaceAllString(name, "")
	return entente.InstrumentID(strings.Trim(noSlug.ReplaceAllString(name, "-"), "-"))
}

// readStatements reads what read --jsonl printed.
func readStatements(file string) ([]entente.Statement, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	statements := []entente.Statement{}
	in := newLineReader(f)
	for {
		number, line, err := in.next()
		if errors.Is(err, io.EOF) {
			return statements, nil
		}
		var s entente.Statement
		if err == nil {
			err = decodeStrictly(line, &s)
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, number, err)
		}
		statements = append(statements, s)
	}
}
