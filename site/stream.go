package site

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"hash"
	"io"
	"path"

	"pillars/rules/export"
)

// gzipFrom is the size in bytes from which a file has its gzip form beside
// it: below, the saving is not worth a second file.
const gzipFrom = 50_000

// madeFile is a file that was written as a stream.
type madeFile struct {
	packedFile
	gzip *packedFile   // nil where there is none
	lost []export.Loss // what the writer says is not in it
}

// packedFile is a file with what people are told of it.
type packedFile struct {
	url  string
	size int64
	sum  [sha256.Size]byte
}

// digest gives the SHA-256 as integrity attributes have it.
func (f *packedFile) digest() string {
	return "sha256-" + base64.StdEncoding.EncodeToString(f.sum[:])
}

// stream writes a file of the site as f makes it, and its gzip form beside
// it where it is large and not packed already. The gzip form holds no time.
func (b *builder) stream(url string, f fill) (madeFile, error) {
	if err := b.mkdir(path.Dir(url)); err != nil {
		return madeFile{}, err
	}
	plain, err := b.newFileStream(url)
	if err != nil {
		return madeFile{}, err
	}
	packed := &gzipStream{builder: b, url: url + ".gz", never: path.Ext(url) == ".xlsx"}
	lost, err := f(io.MultiWriter(plain, packed))
	for _, close := range []func() error{plain.Close, packed.Close} {
		if closed := close(); err == nil {
			err = closed
		}
	}
	if err != nil {
		return madeFile{}, fmt.Errorf("could not write %s: %w", url, err)
	}
	made := madeFile{packedFile: plain.made(), lost: lost}
	if packed.file != nil {
		m := packed.file.made()
		made.gzip = &m
	}
	return made, nil
}

// fileStream is a file that is being written, with what is told of it.
type fileStream struct {
	builder *builder
	url     string
	file    io.Closer
	out     *bufio.Writer
	hash    hash.Hash
	size    int64
}

func (b *builder) newFileStream(url string) (*fileStream, error) {
	f, err := b.out.Create(url)
	if err != nil {
		return nil, fmt.Errorf("could not write %s: %w", url, err)
	}
	return &fileStream{builder: b, url: url, file: f, out: bufio.NewWriterSize(f, 1<<16), hash: sha256.New()}, nil
}

func (s *fileStream) Write(p []byte) (int, error) {
	s.hash.Write(p)
	s.size += int64(len(p))
	return s.out.Write(p)
}

// Close closes the file and counts it.
func (s *fileStream) Close() error {
	err := s.out.Flush()
	if closed := s.file.Close(); err == nil {
		err = closed
	}
	s.builder.count(s.size)
	return err
}

func (s *fileStream) made() packedFile {
	f := packedFile{url: s.url, size: s.size}
	s.hash.Sum(f.sum[:0])
	return f
}

// gzipStream writes the gzip form of what it is given into a file of its own,
// which it begins when there is enough.
type gzipStream struct {
	builder *builder
	url     string
	never   bool
	held    bytes.Buffer // what came before the file was begun
	file    *fileStream  // nil until then
	zip     *gzip.Writer
}

func (s *gzipStream) Write(p []byte) (int, error) {
	switch {
	case s.never:
		return len(p), nil
	case s.file != nil:
		return s.zip.Write(p)
	}
	s.held.Write(p)
	if s.held.Len() < gzipFrom {
		return len(p), nil
	}
	var err error
	if s.file, err = s.builder.newFileStream(s.url); err != nil {
		return 0, err
	}
	// The best compression would make our files 3 % smaller, in six times the
	// time.
	s.zip = gzip.NewWriter(s.file)
	_, err = s.zip.Write(s.held.Bytes())
	s.held = bytes.Buffer{}
	return len(p), err
}

// Close ends the file, if one was begun.
func (s *gzipStream) Close() error {
	if s.zip == nil {
		return nil
	}
	err := s.zip.Close()
	if closed := s.file.Close(); err == nil {
		err = closed
	}
	return err
}
