package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/spf13/afero"
	"github.com/spf13/cobra"

	"pillars/content"
	"pillars/site"
)

func (a *app) serveCommand() *cobra.Command {
	var s sources
	var addr, themeDir string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Preview the site, rebuilt as you write",
		Long: `Serve builds the site in memory and serves it. When a guide or the theme
changes it builds again, reloads open pages, and shows problems on them.`,
		Example: `  pillars serve
  pillars serve --content guides --addr 127.0.0.1:9000`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM)
			defer stop()
			return a.serve(ctx, s, addr, themeDir)
		},
	}
	s.addFlags(cmd)
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "`address` to listen on")
	cmd.Flags().StringVar(&themeDir, "theme", "", "`folder` whose templates/, css/, ts/ and strings.json take the place of the built-in ones")
	return cmd
}

func (a *app) serve(ctx context.Context, s sources, addr, themeDir string) error {
	p := &preview{}
	rebuild := func() {
		start := time.Now()
		problems, stats, err := a.buildPreview(p, s, themeDir)
		if err != nil {
			fmt.Fprintf(a.stderr, "pillars: %v\n", err)
			p.tell([]content.Problem{{Code: "build", Severity: content.SeverityError, Message: err.Error()}})
			return
		}
		printProblems(a.stderr, problems)
		fmt.Fprintf(a.stderr, "%s, %s, in %s\n", count(stats.Pages, "page"), count(len(problems), "problem"), time.Since(start).Round(time.Millisecond))
		p.tell(problems)
	}
	problems, _, err := a.buildPreview(p, s, themeDir)
	if err != nil {
		return err
	}
	printProblems(a.stderr, problems)

	l, err := net.Listen("tcp", addr)
	if err != nil {
		return failure(fmt.Errorf("could not listen: %w", err))
	}
	watched := []string{s.content, themeDir}
	if err := watch(ctx, watched, rebuild); err != nil {
		return failure(fmt.Errorf("could not watch for changes: %w", err))
	}
	fmt.Fprintf(a.stderr, "http://%s/ (stop with Ctrl-C)\n", l.Addr())
	server := &http.Server{Handler: p, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return failure(err)
	}
	return nil
}

// buildPreview builds the site in memory and shows it.
func (a *app) buildPreview(p *preview, s sources, themeDir string) ([]content.Problem, site.Stats, error) {
	t, err := a.theme(themeDir)
	if err != nil {
		return nil, site.Stats{}, err
	}
	c, err := a.compile(s, content.Options{})
	if err != nil {
		return nil, site.Stats{}, err
	}
	out := afero.NewMemMapFs()
	stats, err := site.Build(c.site(t, ""), out)
	if err != nil {
		return nil, stats, failure(err)
	}
	p.show(out)
	return c.problems, stats, nil
}

// preview serves the latest site and tells open pages of the next.
type preview struct {
	mu       sync.Mutex
	fs       afero.Fs
	problems []content.Problem
	waiting  map[chan []content.Problem]bool
}

func (p *preview) show(fsys afero.Fs) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fs = fsys
}

// tell sends every open page the outcome of a build.
func (p *preview) tell(problems []content.Problem) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.problems = problems
	for ch := range p.waiting {
		select {
		case ch <- problems:
		default: // it has not taken the last one yet
		}
	}
}

const (
	liveScriptURL = "/_preview.js"
	liveEventsURL = "/_preview"
)

// liveScript reloads the page after a build and shows the problems of one
// that failed.
const liveScript = `new EventSource("/_preview").onmessage = (event) => {
  const problems = JSON.parse(event.data).filter((p) => p.severity === "error");
  if (problems.length === 0) return location.reload();
  let box = document.getElementById("preview-problems");
  if (!box) {
    box = document.createElement("pre");
    box.id = "preview-problems";
    box.setAttribute("role", "alert");
    document.body.prepend(box);
  }
  box.textContent = problems.map((p) => (p.file ? p.file + ":" + p.line + ":" + p.column + ": " : "") + p.message).join("\n");
};
`

// ServeHTTP implements http.Handler.
func (p *preview) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	switch r.URL.Path {
	case liveScriptURL:
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		_, _ = w.Write([]byte(liveScript))
		return
	case liveEventsURL:
		p.events(w, r)
		return
	}
	p.mu.Lock()
	fsys := p.fs
	p.mu.Unlock()
	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	if ok, _ := afero.IsDir(fsys, name); ok {
		http.Redirect(w, r, r.URL.Path+"/", http.StatusMovedPermanently)
		return
	}
	status := http.StatusOK
	data, err := afero.ReadFile(fsys, name)
	if err != nil {
		status, name = http.StatusNotFound, "404.html"
		data, _ = afero.ReadFile(fsys, name)
	}
	if strings.HasSuffix(name, ".html") {
		data = bytes.Replace(data, []byte("</head>"), []byte(`<script defer src="`+liveScriptURL+`"></script></head>`), 1)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(status)
		_, _ = w.Write(data)
		return
	}
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(data))
}

// events is a stream of server-sent events: the problems of each build.
func (p *preview) events(w http.ResponseWriter, r *http.Request) {
	ch := make(chan []content.Problem, 1)
	p.mu.Lock()
	if p.waiting == nil {
		p.waiting = map[chan []content.Problem]bool{}
	}
	p.waiting[ch] = true
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		delete(p.waiting, ch)
		p.mu.Unlock()
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	flush := http.NewResponseController(w)
	_, _ = fmt.Fprint(w, ": preview\n\n")
	_ = flush.Flush()
	for {
		select {
		case <-r.Context().Done():
			return
		case problems := <-ch:
			if problems == nil {
				problems = []content.Problem{}
			}
			text, err := json.Marshal(problems)
			if err != nil {
				return
			}
			if _, err := fmt.Fprintf(w, "data: %s\n\n", text); err != nil || flush.Flush() != nil {
				return
			}
		}
	}
}

// settle is how long changes are collected before a build: editors write a
// file in several steps.
const settle = 20 * time.Millisecond

// watch calls changed after something below the folders has changed.
func watch(ctx context.Context, dirs []string, changed func()) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	add := func(dir string) error {
		return filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
			if err != nil || !d.IsDir() {
				return err
			}
			if name := d.Name(); p != dir && (strings.HasPrefix(name, ".") || name == "node_modules") {
				return fs.SkipDir
			}
			return w.Add(p)
		})
	}
	for _, dir := range dirs {
		if dir != "" {
			if err := add(dir); err != nil {
				_ = w.Close()
				return err
			}
		}
	}
	go func() {
		defer w.Close()
		var timer <-chan time.Time
		for {
			select {
			case <-ctx.Done():
				return
			case e, ok := <-w.Events:
				if !ok {
					return
				}
				if e.Has(fsnotify.Create) {
					_ = add(e.Name) // a new folder; for a file this does nothing
				}
				if !e.Has(fsnotify.Chmod) {
					timer = time.After(settle)
				}
			case <-w.Errors: // an overflow: something has changed
				timer = time.After(settle)
			case <-timer:
				timer = nil
				changed()
			}
		}
	}()
	return nil
}
