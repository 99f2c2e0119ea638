package enforce

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"pillars/content/testfile"
	"pillars/rules"
)

// TestGolden compiles some checks for an engine. An archive is named for the
// engine; its file "checks" lists the IDs.
func TestGolden(t *testing.T) {
	all := map[string]rules.Rule{}
	for _, r := range catalogOf(t).Rules {
		all[r.Checks[0].ID] = r
	}
	testfile.Golden(t, "testdata", func(t *testing.T, in *txtar.Archive) map[string]string {
		cat := &rules.Catalog{SchemaVersion: rules.SchemaVersion, Digest: "sha256-golden"}
		for i, id := range strings.Fields(string(in.Files[0].Data)) {
			r, ok := all[id]
			if !ok {
				t.Fatalf("there is no check %s", id)
			}
			r.ID = fmt.Sprintf("GLD-%03d", i+1)
			r.Links = []rules.Link{{Text: "Learn", Href: "/azure", URL: "https://learn.microsoft.com/azure"}}
			cat.Rules = append(cat.Rules, r)
		}
		got := map[string]string{}
		_, engine, _ := strings.Cut(t.Name(), "/")
		for _, f := range compiled(t, engine, cat).Files {
			got[f.Path] = string(f.Data)
		}
		return got
	})
}
