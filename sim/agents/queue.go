package agents

// event is what comes next in a life. An event of an older version no longer
// happens.
type event struct {
	t       float64
	id      int32
	what    kind
	version int32
}

// kind is of what an event is.
type kind uint8

const (
	comesIn kind = iota
	ofPlan
	ofCare   // or of the time after it
	ofReview // and those after it: by review
)

// before orders events, and those of one moment by life and kind.
func (e *event) before(f *event) bool {
	switch {
	case e.t != f.t:
		return e.t < f.t
	case e.id != f.id:
		return e.id < f.id
	}
	return e.what < f.what
}

// push and pop keep the queue as a heap, the earliest event first.
func (g *crowd) push(e event) {
	q := append(g.queue, e)
	for i := len(q) - 1; i > 0; {
		up := (i - 1) / 2
		if !q[i].before(&q[up]) {
			break
		}
		q[i], q[up] = q[up], q[i]
		i = up
	}
	g.queue = q
}

func (g *crowd) pop() event {
	q := g.queue
	first := q[0]
	last := len(q) - 1
	q[0] = q[last]
	q = q[:last]
	for i := 0; ; {
		down := 2*i + 1
		if down >= last {
			break
		}
		if down+1 < last && q[down+1].before(&q[down]) {
			down++
		}
		if !q[down].before(&q[i]) {
			break
		}
		q[i], q[down] = q[down], q[i]
		i = down
	}
	g.queue = q
	return first
}
