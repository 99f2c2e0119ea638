package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/spf13/afero"
)

// TestServe serves a folder, changes a guide, and sees the event and the new
// page; then breaks the guide's front matter and sees the problem.
func TestServe(t *testing.T) {
	dir := t.TempDir()
	guide := filepath.Join(dir, "a.md")
	write := func(title, text string) {
		t.Helper()
		src := "---\ntitle: " + title + "\ndescription: B\n---\n# " + title + "\n\n" + text + "\n"
		if err := os.WriteFile(guide, []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("One", "First text.")

	stderr, said := io.Pipe()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		a := &app{stdin: nil, stdout: io.Discard, stderr: said, fs: afero.NewOsFs()}
		done <- a.serve(ctx, sources{content: dir}, "127.0.0.1:0", "")
		said.Close()
	}()
	lines := bufio.NewScanner(stderr)
	base := ""
	address := regexp.MustCompile(`http://[^ ]+/`)
	for base == "" && lines.Scan() {
		base = address.FindString(lines.Text())
	}
	if base == "" {
		t.Fatalf("serve said no address: %v", <-done)
	}
	go func() { _, _ = io.Copy(io.Discard, stderr) }()

	if page, status := get(t, base+"guides/a/"); status != 200 || !strings.Contains(page, "First text.") || !strings.Contains(page, liveScriptURL) {
		t.Errorf("status %d, page:\n%s", status, page)
	}
	if page, status := get(t, base+"nowhere/"); status != 404 || !strings.Contains(page, "Page not found") {
		t.Errorf("status %d, page:\n%s", status, page)
	}
	if page, status := get(t, base+"guides/a"); status != 200 || !strings.Contains(page, "First text.") {
		t.Errorf("without the slash: status %d, page:\n%s", status, page)
	}

	events := listen(t, ctx, base+"_preview")
	write("One", "Second text.")
	next(t, events, "[]")
	if page, _ := get(t, base+"guides/a/"); !strings.Contains(page, "Second text.") {
		t.Errorf("the page is the old one:\n%s", page)
	}
	write("[", "Third text.")
	next(t, events, `"code":"front-matter-invalid"`)

	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func get(t *testing.T, url string) (string, int) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body), res.StatusCode
}

// listen gives the data lines of a stream of server-sent events.
func listen(t *testing.T, ctx context.Context, url string) <-chan string {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	ch := make(chan string, 16)
	go func() {
		defer res.Body.Close()
		for s := bufio.NewScanner(res.Body); s.Scan(); {
			if data, ok := strings.CutPrefix(s.Text(), "data: "); ok {
				ch <- data
			}
		}
	}()
	return ch
}

// next waits for an event that holds want; builds of half-written files may
// come before it.
func next(t *testing.T, events <-chan string, want string) {
	t.Helper()
	timeout := time.After(20 * time.Second)
	for {
		select {
		case data := <-events:
			if strings.Contains(data, want) {
				return
			}
		case <-timeout:
			t.Fatalf("no event with %s", want)
		}
	}
}
