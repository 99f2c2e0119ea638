package site

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"

	"github.com/spf13/afero"

	"pillars/content"
)

// imageSource gives what a guide's image is loaded from: its copy in the
// site, or an empty address, so that nothing is asked of another host and the
// image's text is shown.
func (b *builder) imageSource(root string, img content.Image) string {
	p, ok := content.ImagePath(img)
	if !ok || !b.hasImage(p) {
		return "data:,"
	}
	return root + imageURL(p)
}

// hasImage tells whether an image is an ordinary file, not a link that could
// lead out of the content folder.
func (b *builder) hasImage(p string) bool {
	if b.Content == nil {
		return false
	}
	if l, ok := b.Content.(afero.Lstater); ok {
		for q := p; q != "."; q = path.Dir(q) {
			info, _, err := l.LstatIfPossible(q)
			if err != nil || info.Mode()&fs.ModeSymlink != 0 {
				return false
			}
		}
	}
	info, err := b.Content.Stat(p)
	return err == nil && info.Mode().IsRegular()
}

// imageTasks copies the images that guides show.
func (b *builder) imageTasks() []func(*bytes.Buffer) error {
	seen := map[string]bool{}
	var tasks []func(*bytes.Buffer) error
	for _, d := range b.Library.Docs {
		for _, img := range d.Images {
			p, ok := content.ImagePath(img)
			if !ok || seen[p] || !b.hasImage(p) {
				continue
			}
			seen[p] = true
			tasks = append(tasks, func(*bytes.Buffer) error {
				data, err := afero.ReadFile(b.Content, p)
				if err != nil {
					return fmt.Errorf("could not read an image: %w", err)
				}
				return b.write(imageURL(p), data)
			})
		}
	}
	return tasks
}
