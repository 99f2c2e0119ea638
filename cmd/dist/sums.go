package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// sumsName is the list of checksums, in the form that sha256sum -c reads.
const sumsName = "SHA256SUMS"

// sums writes the checksum of every other artifact, sorted by name.
func (r *release) sums() error {
	entries, err := os.ReadDir(r.out)
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, e := range entries {
		_, sum, err := sumFile(filepath.Join(r.out, e.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%s  %s\n", sum, e.Name())
	}
	return os.WriteFile(r.artifact(sumsName), []byte(b.String()), 0o644)
}
