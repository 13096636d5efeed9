package reports

import "io"

func WriteHTML(w io.Writer, in Input) error { return in.check() }
