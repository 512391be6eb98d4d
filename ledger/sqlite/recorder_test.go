package sqlite

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// A recorder is a file system for SQLite that passes everything on, remembers what was written in what order, and can
// fail. It is for tests that run one after the other.
type recorder struct {
	mu    sync.Mutex
	ops   []op
	names map[uintptr]string // of open files
	under map[uintptr]*sqlite3.Tsqlite3_io_methods

	writesLeft int   // before writes fail; negative for ever
	writeError int32 // the code with which they fail
	half       bool  // and yet write the first half
	syncError  int32 // the code with which syncs fail, or 0
}

// An op is a change to a file.
type op struct {
	kind   opKind
	name   string
	offset int64
	data   []byte
}

type opKind int

const (
	opWrite opKind = iota
	opTruncate
	opSync
	opDelete
)

const recorderName = "recorder"

var (
	rec         recorder
	recOnce     sync.Once
	underlying  *sqlite3.Tsqlite3_vfs
	recMethods  = make(map[uintptr]uintptr) // the recorder's methods, by those they stand for
	methodsSize = unsafe.Sizeof(sqlite3.Tsqlite3_io_methods{})
)

// record makes ledgers that are opened from here on write through a recorder.
func record(t *testing.T) *recorder {
	t.Helper()
	recOnce.Do(register)
	rec.mu.Lock()
	rec.ops, rec.writesLeft, rec.syncError, rec.half = nil, -1, 0, false
	rec.mu.Unlock()
	vfs, openSums = []string{recorderName}, rec.openSums
	t.Cleanup(func() { rec.stop() })
	return &rec
}

// register makes SQLite know the recorder.
func register() {
	tls := libc.NewTLS()
	sqlite3.Xsqlite3_initialize(tls)
	name, err := libc.CString(recorderName)
	if err != nil {
		panic(err)
	}
	underlying = at[sqlite3.Tsqlite3_vfs](sqlite3.Xsqlite3_vfs_find(tls, 0))
	own := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(*underlying)))
	v := at[sqlite3.Tsqlite3_vfs](own)
	*v = *underlying
	v.FpNext, v.FzName = 0, name
	v.FxOpen, v.FxDelete = pointer(recOpen), pointer(recDelete)
	if rc := sqlite3.Xsqlite3_vfs_register(tls, own, 0); rc != sqlite3.SQLITE_OK {
		panic("recorder not registered")
	}
	rec.names = make(map[uintptr]string)
	rec.under = make(map[uintptr]*sqlite3.Tsqlite3_io_methods)
}

// at returns what lies at an address outside Go's memory.
func at[T any](address uintptr) *T { return *(**T)(unsafe.Pointer(&address)) }

// pointer returns a function as SQLite calls it; function is the reverse.
func pointer[F any](f F) uintptr { return *(*uintptr)(unsafe.Pointer(&f)) }

func function[F any](p uintptr) F { return *(*F)(unsafe.Pointer(&p)) }

type (
	openFunc     = func(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32
	deleteFunc   = func(tls *libc.TLS, vfs, name uintptr, dirSync int32) int32
	closeFunc    = func(tls *libc.TLS, file uintptr) int32
	writeFunc    = func(tls *libc.TLS, file, data uintptr, n int32, offset int64) int32
	truncateFunc = func(tls *libc.TLS, file uintptr, size int64) int32
	syncFunc     = func(tls *libc.TLS, file uintptr, flags int32) int32
)

func recOpen(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32 {
	rc := function[openFunc](underlying.FxOpen)(tls, vfs, name, file, flags, out)
	if rc != sqlite3.SQLITE_OK || name == 0 {
		return rc
	}
	rec.mu.Lock()
	defer rec.mu.Unlock()
	f := at[sqlite3.Tsqlite3_file](file)
	rec.names[file] = filepath.Base(libc.GoString(name))
	rec.under[file] = at[sqlite3.Tsqlite3_io_methods](f.FpMethods)
	f.FpMethods = methods(tls, f.FpMethods)
	return rc
}

// methods returns the recorder's methods for files with the given ones.
func methods(tls *libc.TLS, under uintptr) uintptr {
	if own, ok := recMethods[under]; ok {
		return own
	}
	own := libc.Xmalloc(tls, libc.Tsize_t(methodsSize))
	m := at[sqlite3.Tsqlite3_io_methods](own)
	*m = *at[sqlite3.Tsqlite3_io_methods](under)
	m.FxClose, m.FxWrite, m.FxTruncate, m.FxSync = pointer(recClose), pointer(recWrite), pointer(recTruncate), pointer(recSync)
	recMethods[under] = own
	return own
}

func recDelete(tls *libc.TLS, vfs, name uintptr, dirSync int32) int32 {
	rec.add(op{kind: opDelete, name: filepath.Base(libc.GoString(name))})
	return function[deleteFunc](underlying.FxDelete)(tls, vfs, name, dirSync)
}

func recClose(tls *libc.TLS, file uintptr) int32 {
	_, m := rec.file(file)
	rec.mu.Lock()
	delete(rec.names, file)
	delete(rec.under, file)
	rec.mu.Unlock()
	return function[closeFunc](m.FxClose)(tls, file)
}

func recWrite(tls *libc.TLS, file, data uintptr, n int32, offset int64) int32 {
	name, m := rec.file(file)
	write := function[writeFunc](m.FxWrite)
	bytes := append([]byte(nil), unsafe.Slice(at[byte](data), n)...)
	if rc, half := rec.mayWrite(); rc != sqlite3.SQLITE_OK {
		if half {
			rec.add(op{opWrite, name, offset, bytes[:n/2]})
			write(tls, file, data, n/2, offset)
		}
		return rc
	}
	rec.add(op{opWrite, name, offset, bytes})
	return write(tls, file, data, n, offset)
}

func recTruncate(tls *libc.TLS, file uintptr, size int64) int32 {
	name, m := rec.file(file)
	rec.add(op{kind: opTruncate, name: name, offset: size})
	return function[truncateFunc](m.FxTruncate)(tls, file, size)
}

func recSync(tls *libc.TLS, file uintptr, flags int32) int32 {
	name, m := rec.file(file)
	rec.mu.Lock()
	rc := rec.syncError
	rec.mu.Unlock()
	if rc != sqlite3.SQLITE_OK {
		return rc
	}
	rc = function[syncFunc](m.FxSync)(tls, file, flags)
	rec.add(op{kind: opSync, name: name})
	return rc
}

func (r *recorder) file(file uintptr) (string, *sqlite3.Tsqlite3_io_methods) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.names[file], r.under[file]
}

func (r *recorder) add(o op) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ops = append(r.ops, o)
}

// now returns how many operations there were.
func (r *recorder) now() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.ops)
}

// stop lets ledgers that are opened from here on write directly, and returns what was recorded.
func (r *recorder) stop() []op {
	vfs, openSums = nil, openSumsFile
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ops
}

// mayWrite returns with what code the next write fails, and whether it writes half.
func (r *recorder) mayWrite() (rc int32, half bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.writesLeft < 0 {
		return sqlite3.SQLITE_OK, false
	}
	if r.writesLeft > 0 {
		r.writesLeft--
		return sqlite3.SQLITE_OK, false
	}
	return r.writeError, r.half
}

// fail lets n more writes succeed, and the rest fail with a code. It can let each write half.
func (r *recorder) fail(n int, code int32, half bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.writesLeft, r.writeError, r.half = n, code, half
}

// heal ends all faults.
func (r *recorder) heal() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.writesLeft, r.syncError = -1, 0
}

// openSums opens a file of sums that is recorded.
func (r *recorder) openSums(path string) (sumsFile, error) {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	return recordedSums{f, r}, err
}

type recordedSums struct {
	*os.File
	*recorder
}

func (s recordedSums) WriteAt(b []byte, offset int64) (int, error) {
	s.add(op{opWrite, sumsName, offset, append([]byte(nil), b...)})
	return s.File.WriteAt(b, offset)
}

func (s recordedSums) Sync() error {
	err := s.File.Sync()
	s.add(op{kind: opSync, name: sumsName})
	return err
}
