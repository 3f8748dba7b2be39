// Scans the chunks of an input on several goroutines and hands them back in order, in bounded memory.

package query

import (
	"context"
	"iter"
	"sync"
)

// inOrder reads chunks, lets work on each on one of several goroutines, and yields them in the order of the input. The last one has
// its err set. A yielded chunk is used again once the loop goes on. When the loop ends, or ctx is cancelled, no goroutine is left but
// that which reads, and that one only until its Read returns.
func inOrder(ctx context.Context, workers int, read func(context.Context, *chunk), work func(*chunk)) iter.Seq[*chunk] {
	return func(yield func(*chunk) bool) {
		ctx, stop := context.WithCancel(ctx)
		var working sync.WaitGroup
		defer working.Wait()
		defer stop()
		ahead := 2*workers + 1
		todo, order, free := make(chan *chunk, ahead), make(chan *chunk, ahead), make(chan *chunk, ahead)
		for range ahead {
			free <- &chunk{}
		}
		go func() {
			defer close(todo)
			defer close(order)
			for {
				var c *chunk
				select {
				case c = <-free:
				case <-ctx.Done():
					return
				}
				c.done = make(chan struct{})
				read(ctx, c)
				last := c.err != nil
				todo <- c // these two have room for all chunks there are
				order <- c
				if last {
					return
				}
			}
		}()
		for range workers {
			working.Go(func() {
				for {
					select {
					case c, ok := <-todo:
						if !ok {
							return
						}
						work(c)
						close(c.done)
					case <-ctx.Done():
						return
					}
				}
			})
		}
		for {
			var c *chunk
			select {
			case c = <-order:
			case <-ctx.Done():
			}
			if c == nil {
				return
			}
			select {
			case <-c.done:
			case <-ctx.Done():
				return
			}
			if !yield(c) || c.err != nil {
				return
			}
			free <- c
		}
	}
}
