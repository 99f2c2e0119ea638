package rules

import (
	"strings"
	"testing"
)

// TestSearch searches the published catalog as people and assistants do. want
// is what the first rules must say, one in any of them for each.
func TestSearch(t *testing.T) {
	c, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		query string
		first int      // how many of the first rules to look at
		want  []string // the titles of these have this, in small letters
	}{
		{"aks-017", 1, []string{c.Rule("AKS-017").Title}},
		{"what is AKS-017?", 1, []string{c.Rule("AKS-017").Title}},
		{"CKV_AZURE_139", 1, []string{"restrict network access to the registry"}},
		{"aks-uptime-sla", 2, []string{c.Rule("AKS-017").Title}},
		{"availability zones", 3, []string{"zone"}},
		{"availability zone", 3, []string{"zone"}},
		{"AVAILABILITY ZONES", 3, []string{"zone"}},
		{"which rules are about network policies of a cluster?", 5, []string{"network polic"}},
		{"private cluster", 3, []string{"private cluster"}},
		{"private clusters for the API server", 1, []string{"api server"}},
		{"backup", 3, []string{"backup"}},
		{"publicNetworkAccess", 2, []string{"restrict network access to the registry"}},
	} {
		hits := c.Search(test.query, Filter{})
		if len(hits) < test.first {
			t.Errorf("%q finds %d rules", test.query, len(hits))
			continue
		}
		var titles []string
		for _, r := range hits[:test.first] {
			titles = append(titles, r.Title)
		}
		for _, want := range test.want {
			if !strings.Contains(strings.ToLower(strings.Join(titles, "\n")), strings.ToLower(want)) {
				t.Errorf("%q: none of the first has %q:\n%s", test.query, want, strings.Join(titles, "\n"))
			}
		}
	}
}

// TestSearchOrder holds what decides the order, on a small catalog.
func TestSearchOrder(t *testing.T) {
	c := &Catalog{Rules: []Rule{
		{ID: "X-001", Status: Active, Title: "Size the nodes", Text: "Size the nodes. Leave room for the encryption of disks."},
		{ID: "X-002", Status: Active, Title: "Encryption of disks", Text: "Encrypt disks on the host.", Severity: High},
		{ID: "X-003", Status: Withdrawn, Title: "Encryption of disks", Text: "Encrypt disks."},
		{ID: "X-004", Status: Active, Title: "Scale nodes", Text: "Scale nodes by load.", References: []Reference{{Scheme: "other", ID: "Disk-7"}}},
		{ID: "X-005", Status: Active, Title: "Watch the cost", Text: "Set a budget.", Checks: []Check{{ID: "x-budget"}}},
	}}
	all := Filter{Status: []Status{Active, Withdrawn}}
	for _, test := range []struct {
		query  string
		filter Filter
		want   string
	}{
		{"encryption", all, "X-002 X-003 X-001"},            // the title weighs more than the text
		{"encrypting disk", all, "X-002 X-003 X-001"},       // a plural is its singular; one word of two is enough
		{"encrypt", all, "X-002 X-003 X-001"},               // the begin of a word
		{"nodes disks", all, "X-001 X-004 X-002 X-003"},     // both words before one
		{"disk-7", all, "X-004 X-002 X-003 X-001"},          // a name before words
		{"X-BUDGET", all, "X-005 X-001 X-002 X-003 X-004"},  // of a check, whatever the case; x is a part of each ID
		{"the", all, "X-001 X-005 X-002"},                   // words that say nothing, where there are no others
		{"the cost of the", all, "X-005"},                   // else they count nothing
		{"nodes", Filter{Severities: []Severity{High}}, ""}, // what is not chosen is not found
		{"", Filter{}, "X-001 X-002 X-004 X-005"},
		{"zebra", all, ""},
	} {
		var got []string
		for _, r := range c.Search(test.query, test.filter) {
			got = append(got, r.ID)
		}
		if got := strings.Join(got, " "); got != test.want {
			t.Errorf("%q: got %q, want %q", test.query, got, test.want)
		}
	}
}

func BenchmarkSearch(b *testing.B) {
	c, err := Default()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		c.Search("network policies for the pods of a cluster", Filter{})
	}
}
