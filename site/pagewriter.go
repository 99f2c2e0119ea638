package site

import (
	"bytes"
	"fmt"
	"path"

	"github.com/spf13/afero"
)

// pageHeld is how much of a page is held in memory, in bytes. Hardly any page
// is larger; those that list every rule of a large site may be.
const pageHeld = 1 << 20

// pageWriter takes a page as it is rendered and writes it in one go, or in
// parts where it is large.
type pageWriter struct {
	builder *builder
	name    string
	held    *bytes.Buffer // not written yet
	file    afero.File    // nil until there was a first part
	size    int64         // written
}

// newPageWriter gives a writer that uses buf.
func (b *builder) newPageWriter(name string, buf *bytes.Buffer) *pageWriter {
	buf.Reset()
	return &pageWriter{builder: b, name: name, held: buf}
}

func (w *pageWriter) Write(p []byte) (int, error) {
	w.held.Write(p)
	if w.held.Len() < pageHeld {
		return len(p), nil
	}
	return len(p), w.part()
}

// part writes what is held.
func (w *pageWriter) part() error {
	if w.file == nil {
		if err := w.builder.mkdir(path.Dir(w.name)); err != nil {
			return err
		}
		f, err := w.builder.out.Create(w.name)
		if err != nil {
			return fmt.Errorf("could not write %s: %w", w.name, err)
		}
		w.file = f
	}
	n, err := w.held.WriteTo(w.file)
	w.size += n
	if err != nil {
		return fmt.Errorf("could not write %s: %w", w.name, err)
	}
	return nil
}

// end writes the rest, where the page was rendered without an error, and
// closes the file.
func (w *pageWriter) end(err error) error {
	if w.file == nil {
		if err != nil {
			return err
		}
		return w.builder.write(w.name, w.held.Bytes())
	}
	if err == nil {
		err = w.part()
	}
	if closed := w.file.Close(); err == nil && closed != nil {
		err = fmt.Errorf("could not write %s: %w", w.name, closed)
	}
	w.builder.count(w.size)
	return err
}
