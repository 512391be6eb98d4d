package document

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// readers is the one PDF reader of the process. It is compiled when the first PDF comes, and kept.
var readers pdfReader

// A pdfReader runs PDFium, compiled to WebAssembly, in a sandbox without files, network or clock: a document that breaks
// it breaks a copy that is thrown away. It reads one document at a time.
type pdfReader struct {
	mu    sync.Mutex
	cache wazero.CompilationCache
	pool  pdfium.Pool
	stop  context.CancelFunc
}

// maxMemory is how much memory a document may take in the sandbox, in pages of 64 KiB.
const maxMemory = 1 << 30 >> 16

// read returns the lines of each page, and the title.
func (r *pdfReader) read(data []byte, opts Options) (pages [][]pdfLine, title string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.start(opts.CacheDir); err != nil {
		return nil, "", err
	}
	limit := opts.PDFTime
	if limit <= 0 {
		limit = DefaultPDFTime
	}
	timer := time.AfterFunc(limit, r.stop)
	defer func() {
		if p := recover(); p != nil {
			err = damaged(fmt.Errorf("%v", p))
		}
		if !timer.Stop() {
			err = fmt.Errorf("not read within %v; split the document: %w", limit, ErrTooLarge)
		}
		if err != nil {
			r.close()
		}
	}()
	return r.pages(data, opts.limit())
}

// start compiles the reader, or starts the compiled one anew where the last document broke it.
func (r *pdfReader) start(dir string) error {
	if r.pool != nil {
		return nil
	}
	if r.cache == nil {
		r.cache = newCache(dir)
	}
	features := api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling // PDFium is compiled to these
	ctx, stop := context.WithCancel(context.Background())
	pool, err := webassembly.Init(webassembly.Config{
		Context:  ctx,
		MaxIdle:  1,
		MaxTotal: 1,
		FSConfig: wazero.NewFSConfig(), // none: the default is the whole file system
		Stdout:   io.Discard,
		Stderr:   io.Discard,
		RuntimeConfig: wazero.NewRuntimeConfig().
			WithCoreFeatures(features).
			WithCompilationCache(r.cache).
			WithMemoryLimitPages(maxMemory).
			WithCloseOnContextDone(true), // slower by a factor of four, and the only way to end a document without end
	})
	if err != nil {
		stop()
		return fmt.Errorf("start the PDF reader: %w", err)
	}
	r.pool, r.stop = pool, stop
	return nil
}

// newCache returns a cache in dir, or in memory where dir cannot be used: it saves time, nothing else.
func newCache(dir string) wazero.CompilationCache {
	if dir != "" {
		if cache, err := wazero.NewCompilationCacheWithDir(dir); err == nil {
			return cache
		}
	}
	return wazero.NewCompilationCache()
}

// close throws the running reader away; what was compiled stays in the cache.
func (r *pdfReader) close() {
	r.stop()
	_ = r.pool.Close() // nothing of it is used again
	r.pool = nil
}

func (r *pdfReader) pages(data []byte, limit int64) (pages [][]pdfLine, title string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	p, err := r.pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, "", fmt.Errorf("start the PDF reader: %w", err)
	}
	defer p.Close()
	doc, err := p.OpenDocument(&requests.OpenDocument{File: &data})
	switch {
	case errors.Is(err, pdfiumerrors.ErrPassword), errors.Is(err, pdfiumerrors.ErrSecurity):
		return nil, "", fmt.Errorf("it has a password; save it without one: %w", ErrEncrypted)
	case err != nil:
		return nil, "", damaged(err)
	}
	count, err := p.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil || count.PageCount == 0 {
		return nil, "", fmt.Errorf("it has no page; get a fresh copy: %w", ErrDamaged)
	}
	left := limit
	for i := range count.PageCount {
		lines, err := readPage(p, doc.Document, i)
		if err != nil {
			return nil, "", fmt.Errorf("page %d: %w", i+1, damaged(err))
		}
		for _, l := range lines {
			left -= int64(len(l.text))
		}
		if left < 0 {
			return nil, "", tooLarge("its text is longer", limit)
		}
		pages = append(pages, lines)
	}
	if t, err := p.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: doc.Document, Tag: "Title"}); err == nil {
		title = t.Value
	}
	return pages, title, nil
}

func damaged(err error) error { return fmt.Errorf("%v; get a fresh copy: %w", err, ErrDamaged) }

// readPage returns the lines of a page that have text.
func readPage(p pdfium.Pdfium, doc references.FPDF_DOCUMENT, index int) ([]pdfLine, error) {
	page, err := p.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: index})
	if err != nil {
		return nil, err
	}
	defer p.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: page.Page})
	text, err := p.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: requests.Page{ByReference: &page.Page}})
	if err != nil {
		return nil, err
	}
	defer p.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage})
	count, err := p.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text.TextPage})
	if err != nil {
		return nil, err
	}
	var b lineBuilder
	for i := range count.Count {
		c, err := p.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: text.TextPage, Index: i})
		if err != nil {
			return nil, err
		}
		if isFirst := b.add(rune(c.Unicode)); !isFirst {
			continue
		}
		o, err := p.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: text.TextPage, Index: i})
		if err == nil { // a character that PDFium made up has no place
			b.y = o.Y
		}
	}
	b.end()
	return b.lines, nil
}

// A lineBuilder puts the characters of a page together to lines.
type lineBuilder struct {
	lines []pdfLine
	text  strings.Builder
	y     float64
}

// add adds a character and reports whether it is the first of its line. PDFium ends a line by "\r\n", and one that ends
// in a hyphen by U+0002 alone.
func (b *lineBuilder) add(r rune) bool {
	const hyphenEnd = 2
	switch r {
	case hyphenEnd:
		b.text.WriteByte('-')
		b.end()
		return false
	case '\n':
		b.end()
		return false
	}
	s := plainRune(r)
	isFirst := b.text.Len() == 0 && strings.TrimSpace(s) != ""
	if b.text.Len() > 0 || isFirst {
		b.text.WriteString(s)
	}
	return isFirst
}

func (b *lineBuilder) end() {
	if text := strings.TrimSpace(b.text.String()); text != "" {
		b.lines = append(b.lines, pdfLine{text, b.y})
	}
	b.text.Reset()
}
