// Command pillars turns Well-Architected guides into a rule catalog and a
// site, and checks configurations against the rules.
package main

import (
	"os"

	"github.com/spf13/afero"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, afero.NewOsFs()))
}
