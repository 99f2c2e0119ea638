package main

import (
	"archive/tar"
	"archive/zip"
	"cmp"
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"
)

// packable is a file to put into an archive, by its name there.
type packable struct {
	name string
	path string // where it is
	mode fs.FileMode
}

// pack makes the archive of each platform: the binary, and documents.
func (r *release) pack() error {
	for _, b := range r.binaries {
		folder := "pillars_" + r.version + "_" + b.platform.String()
		files := []packable{{folder + "/" + b.name(), b.path, 0o755}}
		for _, d := range r.docs {
			d.name = folder + "/" + d.name
			files = append(files, d)
		}
		slices.SortFunc(files, func(a, b packable) int { return cmp.Compare(a.name, b.name) })
		write, ext := writeTarGz, ".tar.gz"
		if b.os == "windows" {
			write, ext = writeZip, ".zip"
		}
		if err := writeArchive(r.artifact(folder+ext), files, r.date, write); err != nil {
			return err
		}
	}
	return nil
}

// writeArchive writes an archive to a file.
func writeArchive(name string, files []packable, date time.Time, write func(io.Writer, []packable, time.Time) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := write(f, files, date); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}

// writeTarGz writes files as a compressed tar file. Nothing of the machine is
// in it: no owner, no time but date.
func writeTarGz(w io.Writer, files []packable, date time.Time) error {
	compressed, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	t := tar.NewWriter(compressed)
	for _, f := range files {
		info, err := os.Stat(f.path)
		if err != nil {
			return err
		}
		header := &tar.Header{Typeflag: tar.TypeReg, Name: f.name, Mode: int64(f.mode), Size: info.Size(), ModTime: date, Format: tar.FormatUSTAR}
		if err := t.WriteHeader(header); err != nil {
			return err
		}
		if err := copyInto(t, f.path); err != nil {
			return err
		}
	}
	if err := t.Close(); err != nil {
		return err
	}
	return compressed.Close()
}

// writeZip writes files as a zip file, with date as the time of each.
func writeZip(w io.Writer, files []packable, date time.Time) error {
	z := zip.NewWriter(w)
	for _, f := range files {
		header := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: date}
		header.SetMode(f.mode)
		entry, err := z.CreateHeader(header)
		if err != nil {
			return err
		}
		if err := copyInto(entry, f.path); err != nil {
			return err
		}
	}
	return z.Close()
}

func copyInto(w io.Writer, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}
