package records

import (
	"archive/zip"
	"context"
)

func (f *file) readBook(ctx context.Context, z *zip.Reader, data []byte) { f.unknown() }
