package site

import (
	"archive/zip"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"time"

	"github.com/spf13/afero"
)

// zipFolder is the folder that everything in the zip file is in.
const zipFolder = "pillars-site/"

// zipTime is when every file in the zip file says it was changed: the earliest
// time that the format can tell.
var zipTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// WriteZip writes the site as one file, pillars-site.zip, for reading from a
// disk. It is a site of its own: a public address would give its assets the
// integrity attributes that browsers refuse there, and it does not link
// itself. It is built in a folder below out, which is gone in the end, and
// packed file by file, so that it needs no more memory than the site itself.
func WriteZip(in Input, out afero.Fs) (err error) {
	in.BaseURL, in.Zip = "", false
	const scratch = ".zip"
	defer func() {
		if removeErr := out.RemoveAll(scratch); err == nil && removeErr != nil {
			err = fmt.Errorf("could not clear away the folder that the zip file was made of: %w", removeErr)
		}
	}()
	unpacked := afero.NewBasePathFs(out, scratch)
	if _, err := Build(in, unpacked); err != nil {
		return err
	}
	f, err := out.Create(zipURL)
	if err != nil {
		return fmt.Errorf("could not write %s: %w", zipURL, err)
	}
	err = pack(f, afero.NewIOFS(unpacked))
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("could not write %s: %w", zipURL, err)
	}
	return nil
}

// pack writes files to a zip file, sorted by name.
func pack(w io.Writer, fsys fs.FS) error {
	var names []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		return err
	}
	slices.Sort(names)
	z := zip.NewWriter(w)
	for _, name := range names {
		if err := packFile(z, fsys, name); err != nil {
			return err
		}
	}
	return z.Close()
}

func packFile(z *zip.Writer, fsys fs.FS, name string) error {
	f, err := fsys.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	header := &zip.FileHeader{Name: zipFolder + name, Method: zip.Deflate, Modified: zipTime}
	header.SetMode(0o644)
	entry, err := z.CreateHeader(header)
	if err != nil {
		return err
	}
	_, err = io.Copy(entry, f)
	return err
}
