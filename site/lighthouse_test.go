package site_test

import (
	"compress/gzip"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/afero"

	"pillars/site"
)

var lighthouse = flag.Bool("lighthouse", false, "run Lighthouse over both sites; needs npx, takes minutes")

// lighthouseVersion is the last that runs on Node 20.
const lighthouseVersion = "lighthouse@12.8.2"

// TestLighthouse runs Lighthouse with its phone profile over one page of each
// of the main kinds, of our site and the corpus's, served as a static host
// would: packed, hashed files to be kept. What depends on the machine, the
// speed, is logged; everything else must be 100.
func TestLighthouse(t *testing.T) {
	if !*lighthouse {
		t.Skip("skipped: make lighthouse runs it")
	}
	for _, c := range []struct {
		name  string
		input func(testing.TB) site.Input
		pages []string
	}{
		{"ours", ourInput, []string{"", "rules/AKS-017/", "guides/azure-kubernetes-service/", "rules/", "review/", "check/"}},
		{"corpus", corpusInput, []string{"", "rules/AKS-001/", "guides/service-guides/azure-kubernetes-service/", "rules/", "review/", "check/"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := c.input(t)
			in.Offline = true
			fsys := afero.NewMemMapFs()
			s := httptest.NewServer(asHost(fsys))
			t.Cleanup(s.Close)
			in.BaseURL = s.URL + "/"
			if _, err := site.Build(in, fsys); err != nil {
				t.Fatal(err)
			}
			for _, page := range c.pages {
				for range 3 { // a busy machine makes a page slow now and then
					if runLighthouse(t, in.BaseURL+page) == 100 {
						break
					}
				}
			}
		})
	}
}

// asHost serves a site packed, its hashed files to be kept for ever.
func asHost(fsys afero.Fs) http.Handler {
	files := serveSite(fsys, "/")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/assets/") {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		w.Header().Set("Content-Encoding", "gzip")
		packed := gzip.NewWriter(w)
		defer packed.Close()
		r.Header.Del("Range")
		files.ServeHTTP(packedWriter{w, packed}, r)
	})
}

type packedWriter struct {
	http.ResponseWriter
	packed *gzip.Writer
}

func (w packedWriter) WriteHeader(status int) {
	w.Header().Del("Content-Length")
	w.ResponseWriter.WriteHeader(status)
}

func (w packedWriter) Write(data []byte) (int, error) { return w.packed.Write(data) }

// runLighthouse looks at a page, and gives what it scores for speed.
func runLighthouse(t *testing.T, url string) int {
	t.Helper()
	out := filepath.Join(t.TempDir(), "report.json")
	cmd := exec.Command("npx", "--yes", lighthouseVersion, url, "--quiet", "--output=json", "--output-path="+out,
		"--only-categories=performance,accessibility,best-practices,seo",
		"--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync")
	cmd.Env = append(os.Environ(), "CHROME_PATH="+chromium(t))
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var r struct {
		Categories map[string]struct {
			Score     float64
			AuditRefs []struct {
				ID     string
				Weight float64
			}
		}
		Audits map[string]struct {
			Title        string
			Score        *float64
			DisplayValue string
			NumericValue float64
		}
	}
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	score := func(category string) int { return int(100*r.Categories[category].Score + 0.5) }
	t.Logf("%-70s %3d %3d %3d %3d  LCP %s, TBT %s, CLS %s, %s", url, score("performance"), score("accessibility"), score("best-practices"), score("seo"),
		r.Audits["largest-contentful-paint"].DisplayValue, r.Audits["total-blocking-time"].DisplayValue, r.Audits["cumulative-layout-shift"].DisplayValue, r.Audits["total-byte-weight"].DisplayValue)
	for name, c := range r.Categories {
		if c.Score == 1 {
			continue
		}
		for _, ref := range c.AuditRefs {
			if a := r.Audits[ref.ID]; ref.Weight > 0 && a.Score != nil && *a.Score < 1 {
				t.Logf("\t%s: %s: %.2f, %s", name, a.Title, *a.Score, a.DisplayValue)
			}
		}
		if name != "performance" {
			t.Errorf("%s: %s is %d", url, name, score(name))
		}
	}
	if shift := r.Audits["cumulative-layout-shift"].NumericValue; shift > 0.001 {
		t.Errorf("%s: things move, by %.4f", url, shift)
	}
	return score("performance")
}
