package node

import "sync"

// A pool is goroutines that wait for work.
type pool struct {
	workers int
	tasks   chan task
	done    sync.WaitGroup
}

type task struct {
	i    int
	do   func(int)
	done *sync.WaitGroup
}

func newPool(workers int) *pool {
	p := &pool{workers: workers, tasks: make(chan task, workers)}
	for range workers {
		p.done.Go(func() {
			for t := range p.tasks {
				t.do(t.i)
				t.done.Done()
			}
		})
	}
	return p
}

// start lets the workers call do for 0 to n-1, and returns a function that returns when all have been done. Without workers it does
// so itself.
func (p *pool) start(n int, do func(i int)) (wait func()) {
	if p.workers == 0 {
		for i := range n {
			do(i)
		}
		return func() {}
	}
	var running sync.WaitGroup
	running.Add(n)
	for i := range n {
		p.tasks <- task{i, do, &running}
	}
	return running.Wait
}

func (p *pool) close() {
	close(p.tasks)
	p.done.Wait()
}
