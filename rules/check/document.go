package check

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"

	"pillars/rules"
)

// Document is something to check, with the name that the report uses for it.
type Document struct {
	Name string
	Data []byte
}

// ReadDocument reads a document from a file, a request's body, standard input
// or whatever else it comes from, under the name that the report is to use.
// It reads at most one byte more than the 64 MiB that a document may have;
// that there was more is a problem in the report (too-large), as everything
// that is wrong with a document is. The error is the reader's.
func ReadDocument(name string, r io.Reader) (Document, error) {
	var buf bytes.Buffer
	if f, ok := r.(fs.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			buf.Grow(int(min(info.Size(), maxBytes)) + bytes.MinRead)
		}
	}
	if _, err := buf.ReadFrom(io.LimitReader(r, maxBytes+1)); err != nil {
		return Document{}, fmt.Errorf("could not read %s: %w", name, err)
	}
	return Document{name, buf.Bytes()}, nil
}

// Reader checks what a reader gives with the catalog that comes with Pillars,
// under the name that the report is to use: the short way for one document.
// Who checks many takes [Compile] once and [Checker.Run].
func Reader(name string, r io.Reader) (*Report, error) {
	catalog, err := rules.Default()
	if err != nil {
		return nil, err
	}
	doc, err := ReadDocument(name, r)
	if err != nil {
		return nil, err
	}
	return Run(catalog, []Document{doc}, Options{})
}
