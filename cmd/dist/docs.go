package main

import (
	"os"
	"path/filepath"
)

// completions says which shell's completions go into which file.
var completions = []struct{ shell, file string }{
	{"bash", "pillars.bash"}, {"fish", "pillars.fish"}, {"powershell", "pillars.ps1"}, {"zsh", "_pillars"},
}

// document collects what every archive has besides the binary.
func (r *release) document() error {
	for _, name := range []string{"CHANGELOG.md", "LICENSE", "README.md"} {
		r.docs = append(r.docs, packable{name, filepath.Join(r.root, name), 0o644})
	}
	man := filepath.Join(r.work, "man")
	if _, err := output(r.work, r.host, "man", man); err != nil {
		return err
	}
	pages, err := os.ReadDir(man)
	if err != nil {
		return err
	}
	for _, p := range pages {
		r.docs = append(r.docs, packable{"man/" + p.Name(), filepath.Join(man, p.Name()), 0o644})
	}
	for _, c := range completions {
		text, err := output(r.work, r.host, "completion", c.shell)
		if err != nil {
			return err
		}
		if err := r.addText("completions/"+c.file, text+"\n"); err != nil {
			return err
		}
	}
	return r.addText("THIRD_PARTY_NOTICES", r.notices())
}

// addText adds a file with a text to every archive.
func (r *release) addText(name, text string) error {
	file := filepath.Join(r.work, "docs", filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	r.docs = append(r.docs, packable{name, file, 0o644})
	return os.WriteFile(file, []byte(text), 0o644)
}
