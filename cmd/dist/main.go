// Command dist makes a release of Pillars: binaries for each platform, packed
// with their documents, the site as one file, a bill of materials, and the
// checksums of all. Equal sources give equal bytes, wherever they are built.
//
// Run it from the root of the repository; "make dist" does, after "make
// bundle". It runs the go command and, where there is no -version, git.
package main

import "os"

func main() {
	os.Exit(run(os.Args[1:], os.Stderr))
}
