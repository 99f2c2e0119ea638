package main

import (
	"fmt"
	"math"
	"net/url"
	"runtime/debug"
	"time"

	"github.com/spf13/afero"
	"github.com/spf13/cobra"

	"pillars/content"
	"pillars/site"
	"pillars/theme"
)

func (a *app) buildCommand() *cobra.Command {
	var s sources
	var out, baseURL, themeDir string
	var exports, zip bool
	cmd := &cobra.Command{
		Use:   "build",
		Short: "Build the site",
		Long: `Build reads the guides and writes the site: pages, rule catalog, checker.

The site is written beside the old one and takes its place when it is whole;
a build that fails leaves the old site as it was. Problems in the guides are
printed and do not stop the build.`,
		Example: `  pillars build
  pillars build --content guides --previous public/api/v1/catalog.json --out public
  pillars build --base-url https://example.org/pillars/
  pillars build --zip`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if u, err := url.Parse(baseURL); baseURL != "" && (err != nil || u.Scheme == "" || u.Host == "") {
				return usage("--base-url %s is not an absolute address such as https://example.org/pillars/", baseURL)
			}
			return a.build(s, out, baseURL, themeDir, exports, zip)
		},
	}
	s.addFlags(cmd)
	cmd.Flags().StringVar(&out, "out", "public", "`folder` to write")
	cmd.Flags().StringVar(&baseURL, "base-url", "", "public `address` of the site: adds canonical links, a sitemap, and integrity attributes")
	cmd.Flags().StringVar(&themeDir, "theme", "", "`folder` whose templates/, css/, ts/ and strings.json take the place of the built-in ones")
	cmd.Flags().BoolVar(&exports, "exports", true, "with the catalog in the formats of other tools, as downloads")
	cmd.Flags().BoolVar(&zip, "zip", false, "also write the whole site as one file, pillars-site.zip, to read from a disk")
	return cmd
}

func (a *app) build(s sources, out, baseURL, themeDir string, exports, zip bool) error {
	start := time.Now()
	defer limitMemory()()
	t, err := a.theme(themeDir)
	if err != nil {
		return err
	}
	c, err := a.compile(s, content.Options{})
	if err != nil {
		return err
	}
	printProblems(a.stderr, c.problems)
	var stats site.Stats
	err = replaceDir(a.fs, out, isSite, func(stage afero.Fs) error {
		var err error
		in := c.site(t, baseURL)
		in.Offline, in.Exports, in.Zip = true, exports, zip
		if stats, err = site.Build(in, stage); err != nil || !zip {
			return err
		}
		return site.WriteZip(in, stage)
	})
	if err != nil {
		return failure(err)
	}
	fmt.Fprintf(a.stderr, "%s: %s, %s, %s (%.1f MB) in %s\n", out, count(len(c.library.Docs), "guide"), count(len(c.catalog.Rules), "rule"),
		count(stats.Pages, "page"), float64(stats.Bytes)/1e6, time.Since(start).Round(time.Millisecond))
	if n := len(c.problems); n > 0 {
		fmt.Fprintf(a.stderr, "%s in the guides\n", count(n, "problem"))
	}
	return nil
}

// buildMemory is what a build takes at most where it can, in bytes: less than
// a gigabyte with what the operating system adds. Ten thousand guides need
// half of it; the rest is for garbage, which is then collected sooner.
const buildMemory = 960 << 20

// limitMemory has garbage collected in time to stay below buildMemory, unless
// GOMEMLIMIT says otherwise, until the function it gives is called.
func limitMemory() (end func()) {
	before := debug.SetMemoryLimit(-1)
	if before == math.MaxInt64 {
		debug.SetMemoryLimit(buildMemory)
	}
	return func() { debug.SetMemoryLimit(before) }
}

// site gives what the site is built from.
func (c *compiled) site(t *theme.Theme, baseURL string) site.Input {
	return site.Input{Catalog: c.catalog, Library: c.library, Theme: t, Content: c.fs, Previous: c.previous, BaseURL: baseURL, Version: version}
}

// theme loads the theme, with the overrides in dir where one is named.
func (a *app) theme(dir string) (*theme.Theme, error) {
	var override afero.Fs
	if dir != "" {
		if ok, err := afero.DirExists(a.fs, dir); err != nil || !ok {
			return nil, usage("--theme %s is not a folder", dir)
		}
		override = afero.NewBasePathFs(a.fs, dir)
	}
	t, err := theme.Load(override)
	if err != nil {
		return nil, failure(err)
	}
	return t, nil
}
