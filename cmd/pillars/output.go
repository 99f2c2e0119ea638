package main

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/afero"
)

// writeOut writes text to a file, whole or not at all, or to standard output.
func (a *app) writeOut(name string, text []byte) error {
	return a.writeTo(name, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// writeTo lets write write to standard output where name is "-", else to a
// file that takes its name when it is whole.
func (a *app) writeTo(name string, write func(io.Writer) error) error {
	if name == "-" {
		w := bufio.NewWriter(a.stdout)
		if err := write(w); err != nil {
			return failure(err)
		}
		return w.Flush()
	}
	f, err := afero.TempFile(a.fs, filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return failure(fmt.Errorf("could not write %s: %w", name, err))
	}
	w := bufio.NewWriter(f)
	if err = write(w); err == nil {
		err = w.Flush()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = a.fs.Chmod(f.Name(), 0o644)
	}
	if err == nil {
		err = a.fs.Rename(f.Name(), name)
	}
	if err != nil {
		_ = a.fs.Remove(f.Name())
		return failure(fmt.Errorf("could not write %s: %w", name, err))
	}
	return nil
}
