// Package intake hears lines from sockets: receivers that connect or send datagrams, and servers that it connects to. It holds a
// bounded number of lines; when nobody takes them in time it sheds the newest, and counts them.
package intake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"sync"
	"time"
)

// Options bound what an intake holds. The zero options work.
type Options struct {
	Queue int // bytes of lines that wait to be taken; 0 for 8 MiB
	Line  int // bytes of the longest line; longer ones are shed; 0 for 64 KiB
	Most  int // connections at once; 0 for 256
	// Tell is told in one line what happens to connections; nil for nobody.
	Tell func(string)
}

// An Intake hears lines. Its methods may be called by several goroutines, Read by one at a time.
type Intake struct {
	opts Options
	ctx  context.Context
	stop context.CancelFunc
	work sync.WaitGroup

	mu      sync.Mutex
	filled  *sync.Cond
	waiting [][]byte // blocks of whole lines
	held    int      // bytes of them
	rest    []byte   // of the block that is being read
	ended   bool
	sources map[string]*Source
	gone    Source // sum of those that are forgotten
	open    int
}

// A Source is where lines come from, and what became of them: Lines = taken or waiting + Shed.
type Source struct {
	Address string    `json:"address"`
	Open    bool      `json:"open"`
	Since   time.Time `json:"since"`
	Heard   time.Time `json:"heard"` // last; zero: never
	Lines   int64     `json:"lines"`
	Bytes   int64     `json:"bytes"`
	Shed    int64     `json:"shed"` // lines: nobody took them in time, or they were too long
}

// New returns an intake that hears nothing yet. Close ends it.
func New(ctx context.Context, o Options) *Intake {
	o.Queue, o.Line, o.Most = cmp.Or(o.Queue, 8<<20), cmp.Or(o.Line, 64<<10), cmp.Or(o.Most, 256)
	if o.Tell == nil {
		o.Tell = func(string) {}
	}
	i := &Intake{opts: o, sources: make(map[string]*Source)}
	i.filled = sync.NewCond(&i.mu)
	i.ctx, i.stop = context.WithCancel(ctx)
	context.AfterFunc(i.ctx, i.end)
	return i
}

func (i *Intake) end() {
	i.mu.Lock()
	i.ended = true
	i.mu.Unlock()
	i.filled.Broadcast()
}

// Close ends all connections. What was heard can still be read.
func (i *Intake) Close() {
	i.stop()
	i.work.Wait()
	i.end()
}

// address takes an address such as tcp://127.0.0.1:10110 apart.
func address(s string) (network, host string, err error) {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "tcp" && u.Scheme != "udp" || u.Port() == "" || u.Path != "" {
		return "", "", fmt.Errorf("address %q: want tcp://HOST:PORT or udp://HOST:PORT, such as tcp://127.0.0.1:10110", s)
	}
	return u.Scheme, u.Host, nil
}

// Listen hears whoever connects to an address of the form tcp://HOST:PORT, or what is sent to udp://HOST:PORT. Port 0 takes a
// free one. It returns at once, with the address.
func (i *Intake) Listen(at string) (net.Addr, error) {
	network, host, err := address(at)
	if err != nil {
		return nil, err
	}
	var config net.ListenConfig
	if network == "udp" {
		c, err := config.ListenPacket(i.ctx, network, host)
		if err != nil {
			return nil, fmt.Errorf("listen at %s: %w", at, err)
		}
		context.AfterFunc(i.ctx, func() { c.Close() })
		i.work.Go(func() { i.datagrams(c) })
		return c.LocalAddr(), nil
	}
	l, err := config.Listen(i.ctx, network, host)
	if err != nil {
		return nil, fmt.Errorf("listen at %s: %w", at, err)
	}
	context.AfterFunc(i.ctx, func() { l.Close() })
	i.work.Go(func() { i.accept(l) })
	return l.Addr(), nil
}

// accept hears those that connect.
func (i *Intake) accept(l net.Listener) {
	for {
		c, err := l.Accept()
		if i.ctx.Err() != nil {
			return
		}
		if err != nil {
			i.opts.Tell(fmt.Sprintf("%s: %v", l.Addr(), err))
			i.pause(time.Second)
			continue
		}
		if !i.enter() {
			i.opts.Tell(fmt.Sprintf("%s: refused, %d are connected", c.RemoteAddr(), i.opts.Most))
			c.Close()
			continue
		}
		i.work.Go(func() {
			defer i.leave()
			i.hear(c)
		})
	}
}

func (i *Intake) enter() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.open >= i.opts.Most {
		return false
	}
	i.open++
	return true
}

func (i *Intake) leave() {
	i.mu.Lock()
	i.open--
	i.mu.Unlock()
}

// pause waits, and returns false when the intake ends meanwhile.
func (i *Intake) pause(d time.Duration) bool {
	select {
	case <-i.ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// Connect hears a server at an address of the form tcp://HOST:PORT. When it cannot be reached or hangs up it is tried again, first
// after a second and then less and less often, at least once a minute.
func (i *Intake) Connect(to string) error {
	network, host, err := address(to)
	if err != nil {
		return err
	}
	if network != "tcp" {
		return fmt.Errorf("connect to %q: want tcp://HOST:PORT; datagrams are listened for", to)
	}
	i.work.Go(func() {
		wait := time.Second
		for {
			dialer := net.Dialer{Timeout: 20 * time.Second}
			c, err := dialer.DialContext(i.ctx, network, host)
			if err == nil {
				wait = time.Second
				i.hear(c)
			} else if i.ctx.Err() == nil {
				i.opts.Tell(fmt.Sprintf("%s: %v; the next try is in %s", to, err, wait))
			}
			if !i.pause(wait) {
				return
			}
			wait = min(2*wait, time.Minute)
		}
	})
	return nil
}

// hear reads a connection to its end.
func (i *Intake) hear(c net.Conn) {
	stop := context.AfterFunc(i.ctx, func() { c.Close() })
	defer stop()
	defer c.Close()
	s := i.source(c.RemoteAddr().String())
	i.opts.Tell(s.Address + ": connected")
	err := i.lines(c, s)
	i.mu.Lock()
	s.Open = false
	lines, shed := s.Lines, s.Shed
	i.mu.Unlock()
	how := "hung up"
	if err != nil && !errors.Is(err, net.ErrClosed) {
		how = err.Error()
	}
	i.opts.Tell(fmt.Sprintf("%s: %s after %d lines, of which %d were shed", s.Address, how, lines, shed))
}

// source returns the record of where lines come from. Those that left longest ago are forgotten when there are many; their sums
// stay.
func (i *Intake) source(at string) *Source {
	i.mu.Lock()
	defer i.mu.Unlock()
	s := i.sources[at]
	if s == nil {
		i.forget()
		s = &Source{Address: at, Since: time.Now()}
		i.sources[at] = s
	}
	s.Open = true
	return s
}

func (i *Intake) forget() {
	if len(i.sources) < 2*i.opts.Most {
		return
	}
	var oldest *Source
	for _, s := range i.sources {
		if !s.Open && (oldest == nil || s.Heard.Before(oldest.Heard)) {
			oldest = s
		}
	}
	if oldest != nil {
		i.gone.Lines, i.gone.Bytes, i.gone.Shed = i.gone.Lines+oldest.Lines, i.gone.Bytes+oldest.Bytes, i.gone.Shed+oldest.Shed
		delete(i.sources, oldest.Address)
	}
}

// Sources returns where lines come from, in order of address, and first those that are forgotten as one without an address, if
// there are any.
func (i *Intake) Sources() []Source {
	i.mu.Lock()
	defer i.mu.Unlock()
	var all []Source
	if i.gone.Lines > 0 {
		all = append(all, i.gone)
	}
	for _, s := range i.sources {
		all = append(all, *s)
	}
	slices.SortFunc(all, func(a, b Source) int { return cmp.Compare(a.Address, b.Address) })
	return all
}

// Read takes whole lines, in the order in which they were heard, each with its end. It waits for the first, and returns io.EOF
// after Close.
func (i *Intake) Read(p []byte) (int, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for len(i.rest) == 0 {
		if len(i.waiting) == 0 {
			if i.ended {
				return 0, io.EOF
			}
			i.filled.Wait()
			continue
		}
		i.rest = i.waiting[0]
		i.waiting[0] = nil
		i.waiting = i.waiting[1:]
	}
	n := copy(p, i.rest)
	i.rest, i.held = i.rest[n:], i.held-n
	return n, nil
}

// Idle reports whether nothing waits to be read.
func (i *Intake) Idle() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return len(i.rest) == 0 && len(i.waiting) == 0
}
