package report_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"pillars/content/testfile"
	"pillars/rules"
	"pillars/rules/check"
	"pillars/rules/report"
)

// secretPatterns find values that look like secrets, in their last group.
var secretPatterns = []*regexp.Regexp{
	regexp.MustCompile(`(?i)["']?[\w.-]*(?:password|passwd|pwd|secret|token|api_?key|access_?key|account_?key|shared_?key|private_?key|client_?key|connection_?string|kube_?config|sas_?token)[\w.-]*["']?\s*[:=]\s*["']([^"'\s\[{$][^"']{7,})["']`),
	regexp.MustCompile(`(?i)(?:password|passwd|pwd|secret|token|api_?key|access_?key|account_?key|connection_?string)[\w.-]*:[ \t]+([^"'\s\[{$#&*|>][^\s"']{7,})`),
	regexp.MustCompile(`(?i)name["']?:[ \t]*["']?\w*(?:password|passwd|pwd|secret|token|api_?key)\w*["']?,?\s+["']?value["']?:[ \t]*["']?([^"'\s\[{$][^"'\s]{3,})`),
	regexp.MustCompile(`((?:ssh-rsa|ssh-ed25519) [A-Za-z0-9+/=]{20,})`),
	regexp.MustCompile(`(eyJhbGciOi[\w.-]{10,})`),
	regexp.MustCompile(`(LS0tLS1CRUdJTi[A-Za-z0-9+/=]{10,})`),
	regexp.MustCompile(`-----BEGIN [A-Z ]+-----(?:\\n|\s)+([A-Za-z0-9+/=]{20,})`),
	regexp.MustCompile(`AccountKey=([A-Za-z0-9+/=]{20,})`),
}

// secretsIn lists the values in a text that look like secrets. Names of
// secrets (words with hyphens and dots) are none.
func secretsIn(text string) []string {
	names := regexp.MustCompile(`^(?:[a-zA-Z]+|[a-z0-9]+(?:[-./][a-z0-9]+)+|[A-Za-z]+(?:[._-][A-Za-z]+)+|/.*|https?://[^?]*)$`)
	var out []string
	for _, p := range secretPatterns {
		for _, m := range p.FindAllStringSubmatch(text, -1) {
			if v := strings.TrimRight(m[1], ",;"); !names.MatchString(v) && !strings.Contains(v, " ") || strings.HasPrefix(v, "ssh-") {
				out = append(out, v)
			}
		}
	}
	return out
}

// planted is a document whose every value that is shown nowhere else is a
// secret, at places that checks look at and fail.
const planted = `{"type": "Microsoft.ContainerService/managedClusters", "name": "c", "sku": {"tier": "Free"}, "properties": {
  "servicePrincipalProfile": {"clientId": "x", "secret": "planted-Secret-0001"}, "windowsProfile": {"adminPassword": "planted-Secret-0002"},
  "agentPoolProfiles": [{"name": "p", "count": 1, "env": [{"name": "API_TOKEN", "value": "planted-Secret-0003"}]}],
  "linuxProfile": {"ssh": {"publicKeys": [{"keyData": "ssh-rsa AAAAB3plantedSecret0004AAAA"}]}}}}`

// TestNoSecrets holds that no value that looks like a secret, in any of the
// real inputs, is in a report of any format.
func TestNoSecrets(t *testing.T) {
	cat, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	batches := map[string][]check.Document{"planted": {{Name: "planted.json", Data: []byte(planted)}, {Name: "minified.json", Data: []byte(strings.ReplaceAll(planted, "\n", ""))}}}
	root := testfile.Shared(t, "inputs")
	err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if info, err := d.Info(); err != nil || info.Size() > 4<<20 {
			return err
		}
		name, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(p)
		folder, _, _ := strings.Cut(filepath.ToSlash(name), "/")
		if folder != "truth" {
			batches[folder] = append(batches[folder], check.Document{Name: filepath.ToSlash(name), Data: data})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	searched := 0
	for folder, docs := range batches {
		secrets := map[string]string{}
		for _, d := range docs {
			for _, s := range secretsIn(string(d.Data)) {
				if len(s) >= 6 { // shorter ones are parts of anything
					secrets[s] = d.Name
				}
			}
		}
		searched += len(secrets)
		for format, text := range allFormats(t, cat, docs) {
			for s, name := range secrets {
				if strings.Contains(text, s[:min(len(s), 40)]) { // a report may cut it
					t.Errorf("%s: the %s report of %s has %q", name, format, folder, s)
				}
			}
			if folder == "planted" && (strings.Contains(text, "lanted-Secret") || strings.Contains(text, "plantedSecret")) {
				t.Errorf("the %s report has a planted secret", format)
			}
		}
	}
	if searched < 20 {
		t.Errorf("only %d values that look like secrets were searched for", searched)
	}
	t.Logf("%d values searched for", searched)
}

func allFormats(t *testing.T, cat *rules.Catalog, docs []check.Document) map[string]string {
	t.Helper()
	r, err := check.Run(cat, docs, check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	opt := report.Options{Sources: check.NewSources(docs)}
	for _, f := range formats {
		var b bytes.Buffer
		if err := f.write(&b, r, cat, opt); err != nil {
			t.Fatal(err)
		}
		out[f.name] = b.String()
	}
	var b bytes.Buffer
	if err := report.JSON(&b, r); err != nil {
		t.Fatal(err)
	}
	out["json"] = b.String()
	return out
}
