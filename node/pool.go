package node

import "sync"

// A pool is goroutines that wait for work, one less than it is told: whoever gives the work does a part of it.
type pool struct {
	tasks chan task
	done  sync.WaitGroup
}

type task struct {
	i    int
	do   func(int)
	done *sync.WaitGroup
}

func newPool(workers int) *pool {
	p := &pool{tasks: make(chan task)}
	for range workers - 1 {
		p.done.Go(func() {
			for t := range p.tasks {
				t.do(t.i)
				t.done.Done()
			}
		})
	}
	return p
}

// each calls do for 0 to n-1 and returns when all have been done. It needs as many workers as n, or does them in turn.
func (p *pool) each(n int, do func(i int)) {
	var running sync.WaitGroup
	for i := 1; i < n; i++ {
		running.Add(1)
		p.tasks <- task{i, do, &running}
	}
	do(0)
	running.Wait()
}

func (p *pool) close() {
	close(p.tasks)
	p.done.Wait()
}
