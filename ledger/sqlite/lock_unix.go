//go:build unix

package sqlite

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"syscall"

	"entente"
)

// A lock keeps a second process off a folder. The file holds the process id of its owner, and nothing once it is released.
type lock struct {
	file    *os.File
	isOwner bool // for writing
}

// lockForWriting takes the folder for this process alone.
func lockForWriting(path string) (*lock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, describe(err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer f.Close()
		return nil, fmt.Errorf("in use by %s; stop it first: %w", owner(f), entente.ErrConflict)
	}
	_, err = f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	if err == nil {
		return &lock{f, true}, nil
	}
	f.Close()
	return nil, describe(err)
}

// lockForReading keeps writers off the folder. Where a writer has it, isLive is true and the lock is nil.
func lockForReading(path string) (l *lock, isLive bool, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil // a copy without the lock file
	}
	if err != nil {
		return nil, false, describe(err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, true, nil
	}
	return &lock{f, false}, false, nil
}

func owner(f *os.File) string {
	b, err := io.ReadAll(io.LimitReader(f, 20))
	pid, perr := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil || perr != nil {
		return "another process, perhaps a verification"
	}
	return fmt.Sprintf("process %d", pid)
}

// release gives the folder up. It may be called on nil.
func (l *lock) release() error {
	if l == nil {
		return nil
	}
	if l.isOwner {
		return errors.Join(l.file.Truncate(0), l.file.Close())
	}
	return l.file.Close()
}
