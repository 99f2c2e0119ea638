package site

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"sync"

	"github.com/spf13/afero"

	"pillars/content"
)

// readImages finds the images that guides show, and their sizes, so that a
// page can leave room for each before it is loaded. Keys are paths in the
// content folder; an image that is not there is left out.
func (b *builder) readImages() (map[string]pixels, error) {
	seen, found := map[string]bool{}, map[string]pixels{}
	var mu sync.Mutex
	var tasks []func(*bytes.Buffer) error
	for _, d := range b.Library.Docs {
		for _, img := range d.Images {
			p, ok := content.ImagePath(img)
			if !ok || seen[p] {
				continue
			}
			seen[p] = true
			tasks = append(tasks, func(*bytes.Buffer) error {
				if !b.hasImage(p) {
					return nil
				}
				f, err := b.Content.Open(p)
				if err != nil {
					return fmt.Errorf("could not read an image: %w", err)
				}
				defer f.Close()
				size := imageSize(path.Ext(p), f)
				mu.Lock()
				found[p] = size
				mu.Unlock()
				return nil
			})
		}
	}
	return found, inParallel(tasks)
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

// imageSource gives what a guide's image is loaded from: its copy in the
// site, or an address with nothing behind it, so that nothing is asked of
// another host.
func (b *builder) imageSource(root string, img content.Image) string {
	if p, ok := content.ImagePath(img); ok {
		if _, ok := b.images[p]; ok {
			return root + imageURL(p)
		}
	}
	return "data:,"
}

// picture gives a guide's image as HTML. The text of one that is not there
// stands in its place; an icon's text would only repeat what is beside it.
func (b *builder) picture(root string, img content.Image) string {
	alt := template.HTMLEscapeString(img.Alt)
	p, _ := content.ImagePath(img)
	size, ok := b.images[p]
	if !ok {
		if img.Icon || alt == "" {
			return ""
		}
		return `<span class="no-image">` + alt + `</span>`
	}
	tag := `<img src="` + template.HTMLEscapeString(root+imageURL(p)) + `" alt="` + alt + `" loading="lazy"`
	switch {
	case img.Icon:
		tag += ` class="icon"`
	case img.Plain:
		tag += ` class="plain"`
	}
	if size.width > 0 && size.height > 0 {
		tag += fmt.Sprintf(` width="%d" height="%d"`, size.width, size.height)
	}
	return tag + ">"
}

// imageTasks copies the images that guides show.
func (b *builder) imageTasks() []func(*bytes.Buffer) error {
	var tasks []func(*bytes.Buffer) error
	for p := range b.images {
		tasks = append(tasks, func(*bytes.Buffer) error {
			data, err := afero.ReadFile(b.Content, p)
			if err != nil {
				return fmt.Errorf("could not read an image: %w", err)
			}
			return b.write(imageURL(p), data)
		})
	}
	return tasks
}
