package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// release is what the artifacts are made of.
type release struct {
	root      string // of the repository
	version   string
	date      time.Time // of every file in an archive
	platforms []platform
	log       io.Writer // progress, a line for each step

	out  string // where artifacts go
	work string // for what they are made of: gone in the end

	modules  []module   // linked into the binaries, sorted by path; see readModules
	packages []npm      // bundled into the front end, sorted by name
	binaries []binary   // in the order of platforms
	host     string     // path of a binary that runs here
	docs     []packable // what every archive has besides the binary
}

func newRelease(root, version string, date time.Time, platforms []platform, log io.Writer) *release {
	return &release{root: root, version: version, date: date, platforms: platforms, log: log}
}

// steps make the artifacts of a release, one after the other: later ones use
// what earlier ones found or left in the work folder.
var steps = []struct {
	name string
	run  func(*release) error
}{
	{"binaries", (*release).compile},
	{"modules and their licences", (*release).readModules},
	{"npm packages and their licences", (*release).readPackages},
	{"manual pages, completions, notices", (*release).document},
	{"archives", (*release).pack},
	{"site", (*release).site},
	{"bill of materials", (*release).bill},
	{"npm package", (*release).npmPackage},
	{"checksums", (*release).sums},
}

// write makes the release in a folder, which it replaces when all is done.
func (r *release) write(out string) (err error) {
	if !versions.MatchString(r.version) {
		return fmt.Errorf("%q is no version: letters, digits and . _ + - make one", r.version)
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return err
	}
	if r.out, err = os.MkdirTemp(filepath.Dir(out), ".dist-*"); err != nil {
		return err
	}
	defer os.RemoveAll(r.out)
	if r.work, err = os.MkdirTemp("", "pillars-dist-*"); err != nil {
		return err
	}
	defer os.RemoveAll(r.work)
	for _, step := range steps {
		fmt.Fprintf(r.log, "%s\n", step.name)
		if err := step.run(r); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
	}
	if err := os.Chmod(r.out, 0o755); err != nil {
		return err
	}
	return replace(out, r.out)
}

// artifact gives the path of an artifact, and says that it is made.
func (r *release) artifact(name string) string {
	fmt.Fprintf(r.log, "  %s\n", name)
	return filepath.Join(r.out, name)
}

// site builds the site of our own guides and takes the file with all of it.
func (r *release) site() error {
	dir := filepath.Join(r.work, "site")
	if _, err := output(r.work, r.host, "build", "--zip", "--out", dir); err != nil {
		return err
	}
	return copyFile(r.artifact("pillars-site_"+r.version+".zip"), filepath.Join(dir, "pillars-site.zip"))
}

// copyFile copies a file's bytes.
func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		_ = out.Close()
		return err
	}
	return out.Close()
}
