package content

import (
	"embed"
	"io/fs"

	"github.com/spf13/afero"
)

//go:embed guides/*.md guides/*.rules.yaml
var guides embed.FS

// Guides gives the guides that come with Pillars, read-only, as the root of a
// file system.
func Guides() afero.Fs {
	sub, err := fs.Sub(guides, "guides")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return afero.FromIOFS{FS: sub}
}
