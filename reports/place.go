package reports

import (
	"fmt"
	"os"
	"path/filepath"
)

// place writes files into a new folder beside dir and renames it there, so
// that dir is never seen half written; on any error it stays as it was.
func place(dir string, files []File) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("the output folder has no usable path: %w\ngive another folder with -o", err)
	}
	if err := mayWrite(dir, true); err != nil {
		return err
	}
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return cannotWrite(dir, err)
	}
	temp, err := os.MkdirTemp(parent, "."+filepath.Base(dir)+".part-*")
	if err != nil {
		return cannotWrite(dir, err)
	}
	defer os.RemoveAll(temp) // nothing is left there once it is renamed
	if err := os.Chmod(temp, 0o755); err != nil {
		return cannotWrite(dir, err)
	}
	for _, f := range files {
		if err := writeFile(filepath.Join(temp, f.Name), f.Write); err != nil {
			return fmt.Errorf("%s could not be written: %w\nnothing was changed in %s", f.Name, err, dir)
		}
	}
	return swap(temp, dir)
}
