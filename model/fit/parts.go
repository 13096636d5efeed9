package fit

import "sync"

// parts is into how many parts long lists are cut. It is fixed, so that sums
// over parts, taken in order, are the same whatever the number of processors.
const parts = 16

// inParts cuts 0 … n−1 into parts and works on them side by side.
func inParts(n int, work func(part, from, to int)) {
	var wait sync.WaitGroup
	for part := range parts {
		from, to := n*part/parts, n*(part+1)/parts
		if from == to {
			continue
		}
		wait.Go(func() { work(part, from, to) })
	}
	wait.Wait()
}
