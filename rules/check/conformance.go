package check

import (
	"embed"
	"io/fs"
)

//go:embed testdata/conformance/*.json
var conformance embed.FS

// Conformance gives the conformance suite: files of vectors that say what
// every implementation of the checker must answer, sorted by name. The
// specification of the catalog (rules/spec) says how to read them.
func Conformance() fs.FS {
	files, err := fs.Sub(conformance, "testdata/conformance")
	if err != nil {
		panic(err) // the path is a constant
	}
	return files
}
