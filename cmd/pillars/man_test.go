package main

import (
	"bytes"
	"maps"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/afero"
	"github.com/spf13/pflag"
)

// manPages gives the manual pages by name.
func manPages(t *testing.T) map[string]string {
	t.Helper()
	fsys := afero.NewMemMapFs()
	var said bytes.Buffer
	if status := run([]string{"man", "share/man1"}, nil, &said, &said, fsys); status != exitOK {
		t.Fatalf("status %d: %s", status, &said)
	}
	pages := map[string]string{}
	names, err := afero.Glob(fsys, "share/man1/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := afero.ReadFile(fsys, name)
		if err != nil {
			t.Fatal(err)
		}
		pages[path.Base(name)] = string(text)
	}
	return pages
}

// TestMan holds that there is a page for each command with each of its flags,
// the same each time.
func TestMan(t *testing.T) {
	pages := manPages(t)
	root := (&app{}).rootCommand()
	commands := append(root.Commands(), root)
	if len(pages) != len(commands) {
		t.Errorf("%d pages for %d commands: %v", len(pages), len(commands), slices.Sorted(maps.Keys(pages)))
	}
	for _, cmd := range commands {
		page := pages[manName(cmd)+".1"]
		for _, section := range []string{"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "SEE ALSO"} {
			if !strings.Contains(page, "\n.SH "+section+"\n") {
				t.Errorf("%s: no section %s", cmd.Name(), section)
			}
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if !strings.Contains(page, `\fB`+roff("--"+f.Name)+`\fR`) {
				t.Errorf("%s: no --%s", cmd.Name(), f.Name)
			}
		})
		if cmd != root && !strings.Contains(pages["pillars.1"], ".BR "+roff(manName(cmd))+" (1)") {
			t.Errorf("pillars(1) does not name %s", manName(cmd))
		}
	}
	if again := manPages(t); !maps.Equal(pages, again) {
		t.Error("the second time gives other pages")
	}
}

// TestManText holds how help becomes macros.
func TestManText(t *testing.T) {
	var got bytes.Buffer
	manText(&got, ".dot and \\ back-slash\nmore\n\nTable:\n  a   b\n\n    'c'\nend\n  last")
	want := `\&.dot and \e back\-slash
more
.PP
Table:
.PP
.nf
.RS 4
a   b

  'c'
.RE
.fi
.PP
end
.PP
.nf
.RS 4
last
.RE
.fi
`
	if got.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", &got, want)
	}
}

// TestManFormats lets groff read the pages, with all warnings.
func TestManFormats(t *testing.T) {
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("no groff here")
	}
	for name, page := range manPages(t) {
		cmd := exec.Command(groff, "-man", "-ww", "-Kutf8", "-Tutf8", "-P-cbou")
		cmd.Stdin = strings.NewReader(page)
		var text, said bytes.Buffer
		cmd.Stdout, cmd.Stderr = &text, &said
		if err := cmd.Run(); err != nil || said.Len() > 0 {
			t.Errorf("%s: %v\n%s", name, err, &said)
		}
		if name == "pillars-check.1" && !strings.Contains(text.String(), "az aks show -g shop -n shop | pillars check -") {
			t.Errorf("%s has lost its example:\n%s", name, &text)
		}
	}
}
