package highs

import (
	"compress/gzip"
	"context"
	"embed"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"sync"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/sys"
)

// The folder wasm/built is made by make; before the first make only a description is there.
//
//go:embed wasm
var carried embed.FS

// A Solver compiles HiGHS when it is first needed, and keeps it. It may be used by several goroutines; each call of Solve has a copy of
// its own, with its own memory.
type Solver struct {
	dir      string
	start    sync.Once
	failed   error
	names    names
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
}

// New returns a solver. What is compiled is kept in dir for the next process, or not at all if dir is empty or cannot be used.
func New(dir string) *Solver { return &Solver{dir: dir} }

// Present reports whether the program carries the solver.
func Present() bool {
	_, err := fs.Stat(carried, "wasm/built/highs.wasm.gz")
	return err == nil
}

// names are the functions of HiGHS by the letters under which the module has them.
type names struct {
	Exports map[string]string `json:"exports"`
	Imports map[string]string `json:"imports"`
}

// maxMemory is how much memory a search may take, in pages of 64 KiB: 3 GiB.
const maxMemory = 3 << 30 >> 16

func (s *Solver) compile() error {
	ctx := context.Background()
	list, err := carried.ReadFile("wasm/built/names.json")
	if err != nil {
		return ErrAbsent
	}
	if err := json.Unmarshal(list, &s.names); err != nil {
		return fmt.Errorf("highs: names.json: %w", err)
	}
	packed, err := carried.Open("wasm/built/highs.wasm.gz")
	if err != nil {
		return ErrAbsent
	}
	defer packed.Close()
	plain, err := gzip.NewReader(packed)
	if err != nil {
		return fmt.Errorf("highs: %w", err)
	}
	code, err := io.ReadAll(plain)
	if err != nil {
		return fmt.Errorf("highs: %w", err)
	}
	// To end a search when its context is done, wazero would look at it at every turn of a loop, which takes four times as long. The
	// search asks for the time often enough: it is ended there.
	config := wazero.NewRuntimeConfig().WithMemoryLimitPages(maxMemory).WithCompilationCache(newCache(s.dir))
	s.runtime = wazero.NewRuntimeWithConfig(ctx, config)
	if s.compiled, err = s.runtime.CompileModule(ctx, code); err != nil {
		return fmt.Errorf("highs: compile: %w", err)
	}
	return s.offer(ctx)
}

func newCache(dir string) wazero.CompilationCache {
	if dir != "" {
		if cache, err := wazero.NewCompilationCacheWithDir(dir); err == nil {
			return cache
		}
	}
	return wazero.NewCompilationCache()
}

// An instance is one copy of HiGHS, for one search.
type instance struct {
	module api.Module
	memory api.Memory
	names  names
	log    io.Writer
	ctx    context.Context // of the call that made it; the host's functions look at it
	spent  error           // why the host ended the search
}

type instanceKey struct{}

func (s *Solver) instance(ctx context.Context, log io.Writer) (*instance, error) {
	s.start.Do(func() { s.failed = s.compile() })
	if s.failed != nil {
		return nil, s.failed
	}
	in := &instance{names: s.names, log: log}
	in.ctx = context.WithValue(ctx, instanceKey{}, in)
	module, err := s.runtime.InstantiateModule(in.ctx, s.compiled, wazero.NewModuleConfig().WithName("").WithStartFunctions())
	if err != nil {
		return nil, fmt.Errorf("highs: start: %w", err)
	}
	in.module, in.memory = module, module.ExportedMemory(s.names.Exports["memory"])
	if _, err := module.ExportedFunction(s.names.Exports["construct"]).Call(in.ctx); err != nil {
		in.close()
		return nil, fmt.Errorf("highs: start: %w", err)
	}
	return in, nil
}

func (in *instance) close() { _ = in.module.Close(in.ctx) } // its memory is given back; nothing else can be wrong

// explain says why a search was ended from within.
func (in *instance) explain(ctx context.Context, fault error) error {
	var exit *sys.ExitError
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("highs: %w", ctx.Err())
	case in.spent != nil:
		return fmt.Errorf("highs: %w", in.spent)
	case errors.As(fault, &exit):
		return fmt.Errorf("highs: the solver ended with code %d", exit.ExitCode())
	}
	return fmt.Errorf("highs: %w", fault)
}

// call calls a function of HiGHS. Its faults are panics with an error, which Solve turns into one.
func (in *instance) call(name string, arguments ...uint64) uint64 {
	f := in.module.ExportedFunction(in.names.Exports[name])
	if f == nil {
		panic(fmt.Errorf("the solver has no function %s", name))
	}
	results, err := f.Call(in.ctx, arguments...)
	if err != nil {
		panic(err)
	}
	if len(results) == 0 {
		return 0
	}
	return results[0]
}

func (in *instance) alloc(n int) uint64 {
	p := in.call("malloc", uint64(max(n, 8)))
	if p == 0 {
		in.spent = errOutOfMemory
		panic(in.spent)
	}
	return p
}

var errOutOfMemory = errors.New("the model takes more memory than the 3 GiB that a search may have")

func (in *instance) write(b []byte) uint64 {
	p := in.alloc(len(b))
	in.memory.Write(uint32(p), b)
	return p
}

func (in *instance) floats(v []float64) uint64 {
	b := make([]byte, 0, 8*len(v))
	for _, x := range v {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
	}
	return in.write(b)
}

func (in *instance) ints(v []int32) uint64 {
	b := make([]byte, 0, 4*len(v))
	for _, x := range v {
		b = binary.LittleEndian.AppendUint32(b, uint32(x))
	}
	return in.write(b)
}

func (in *instance) text(s string) uint64 { return in.write(append([]byte(s), 0)) }

func (in *instance) read(p uint64, n int) []float64 {
	b, _ := in.memory.Read(uint32(p), uint32(8*n))
	v := make([]float64, n)
	for i := range v {
		v[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
	}
	return v
}

func (in *instance) double(h uint64, name string, v float64) {
	in.call("Highs_setDoubleOptionValue", h, in.text(name), math.Float64bits(v))
}

func (in *instance) info(h uint64, name string) float64 {
	p := in.alloc(8)
	in.call("Highs_getDoubleInfoValue", h, in.text(name), p)
	v, _ := in.memory.ReadFloat64Le(uint32(p))
	return v
}

func (in *instance) integer(h uint64, name string) int32 {
	p := in.alloc(4)
	in.call("Highs_getIntInfoValue", h, in.text(name), p)
	v, _ := in.memory.ReadUint32Le(uint32(p))
	return int32(v)
}

// offer gives the module the functions that it wants of its host, each with the signature that the module gives it.
func (s *Solver) offer(ctx context.Context) error {
	builders := map[string]wazero.HostModuleBuilder{}
	for _, f := range s.compiled.ImportedFunctions() {
		module, short, _ := f.Import()
		name := s.names.Imports[short]
		do := host[name]
		if do == nil {
			do = func(*instance, []uint64) {
				panic(fmt.Errorf("the solver calls %s, which its host does not have", name))
			}
		}
		if builders[module] == nil {
			builders[module] = s.runtime.NewHostModuleBuilder(module)
		}
		builders[module].NewFunctionBuilder().WithGoFunction(api.GoFunc(func(ctx context.Context, stack []uint64) {
			do(ctx.Value(instanceKey{}).(*instance), stack)
		}), f.ParamTypes(), f.ResultTypes()).Export(short)
	}
	for _, b := range builders {
		if _, err := b.Instantiate(ctx); err != nil {
			return fmt.Errorf("highs: %w", err)
		}
	}
	return nil
}

const (
	badFile    = 8 // EBADF of WASI
	noFile     = ^uint64(43)
	pageSize   = 1 << 16
	standard   = 2 // descriptors 1 and 2 are the log
	vectorSize = 8
)

// host holds what the module wants of an operating system: a clock, a log, more memory, and nothing else. A function finds its
// arguments on the stack, and leaves its result there.
var host = map[string]func(in *instance, stack []uint64){
	"emscripten_get_now":  func(in *instance, stack []uint64) { stack[0] = math.Float64bits(in.now() * 1e3) },
	"emscripten_date_now": func(in *instance, stack []uint64) { stack[0] = math.Float64bits(in.now() * 1e3) },
	"clock_time_get": func(in *instance, stack []uint64) {
		in.memory.WriteUint64Le(uint32(stack[2]), uint64(in.now()*1e9))
		stack[0] = 0
	},
	"emscripten_resize_heap": func(in *instance, stack []uint64) {
		size := in.memory.Size()
		want := uint32(stack[0])
		// Half as much again, so that it does not come back for every page.
		for _, n := range []uint32{max(want, size+size/2), want} {
			if _, ok := in.memory.Grow((n - size + pageSize - 1) / pageSize); ok && n > size {
				stack[0] = 1
				return
			}
		}
		stack[0], in.spent = 0, errOutOfMemory
	},
	"fd_write": func(in *instance, stack []uint64) { stack[0] = in.print(stack) },
	"environ_sizes_get": func(in *instance, stack []uint64) {
		in.memory.WriteUint32Le(uint32(stack[0]), 0)
		in.memory.WriteUint32Le(uint32(stack[1]), 0)
		stack[0] = 0
	},
	"environ_get":     func(_ *instance, stack []uint64) { stack[0] = 0 },
	"fd_close":        func(_ *instance, stack []uint64) { stack[0] = badFile },
	"fd_read":         func(_ *instance, stack []uint64) { stack[0] = badFile },
	"fd_seek":         func(_ *instance, stack []uint64) { stack[0] = badFile },
	"syscall_openat":  func(_ *instance, stack []uint64) { stack[0] = noFile },
	"syscall_fcntl64": func(_ *instance, stack []uint64) { stack[0] = noFile },
	"syscall_ioctl":   func(_ *instance, stack []uint64) { stack[0] = noFile },
	"tzset_js":        func(*instance, []uint64) {},
	"setitimer_js":    func(_ *instance, stack []uint64) { stack[0] = 0 },
}

var epoch = time.Now()

// now returns seconds since the process began. Here a search ends whose context is done.
func (in *instance) now() float64 {
	if err := in.ctx.Err(); err != nil {
		panic(err)
	}
	return time.Since(epoch).Seconds()
}

func (in *instance) print(stack []uint64) uint64 {
	vectors, n := uint32(stack[1]), uint32(stack[2])
	if stack[0] > standard {
		return badFile
	}
	var written uint32
	for i := range n {
		p, _ := in.memory.ReadUint32Le(vectors + i*vectorSize)
		length, _ := in.memory.ReadUint32Le(vectors + i*vectorSize + 4)
		b, _ := in.memory.Read(p, length)
		if in.log != nil {
			_, _ = in.log.Write(b) // a log that is lost does not end a search
		}
		written += length
	}
	in.memory.WriteUint32Le(uint32(stack[3]), written)
	return 0
}
