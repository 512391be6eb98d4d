package intake

import (
	"bytes"
	"errors"
	"io"
	"net"
	"time"
)

// lines reads whole lines to the end of r.
func (i *Intake) lines(r io.Reader, s *Source) error {
	buffer := make([]byte, i.opts.Line)
	n, long := 0, false // bytes of the line that is not whole yet; it is too long
	for {
		got, err := r.Read(buffer[n:])
		whole := bytes.LastIndexByte(buffer[n:n+got], '\n') + 1
		n += got
		if whole > 0 {
			whole += n - got
			i.give(cut(buffer[:whole], long), s, long)
			n, long = copy(buffer, buffer[whole:n]), false
		}
		if n == len(buffer) {
			n, long = 0, true
		}
		if err != nil {
			if n > 0 || long {
				i.give(cut(append(buffer[:n:n], '\n'), long), s, long)
			}
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
	}
}

// cut removes what is left of a line that was too long.
func cut(b []byte, long bool) []byte {
	if long {
		return b[bytes.IndexByte(b, '\n')+1:]
	}
	return b
}

// datagrams reads lines from datagrams. Their sender may leave out the end of the last.
func (i *Intake) datagrams(c net.PacketConn) {
	buffer := make([]byte, 1<<16)
	for {
		n, from, err := c.ReadFrom(buffer[:len(buffer)-1])
		switch {
		case i.ctx.Err() != nil:
			return
		case err != nil:
			i.opts.Tell(err.Error())
			if !i.pause(time.Second) {
				return
			}
			continue
		case n == 0:
			continue
		}
		if buffer[n-1] != '\n' {
			buffer[n] = '\n'
			n++
		}
		i.give(buffer[:n], i.source(from.String()), false)
	}
}

// give lets a block of whole lines wait to be taken, or sheds it when too much waits already.
func (i *Intake) give(block []byte, s *Source, long bool) {
	lines := int64(bytes.Count(block, []byte("\n")))
	i.mu.Lock()
	defer i.mu.Unlock()
	s.Heard = time.Now()
	s.Lines, s.Bytes = s.Lines+lines, s.Bytes+int64(len(block))
	if long {
		s.Lines, s.Shed = s.Lines+1, s.Shed+1
	}
	switch {
	case len(block) == 0:
	case i.held+len(block) > i.opts.Queue:
		s.Shed += lines
	default:
		i.waiting = append(i.waiting, bytes.Clone(block))
		i.held += len(block)
		i.filled.Signal()
	}
}
