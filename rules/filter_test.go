package rules

import (
	"slices"
	"strings"
	"testing"
)

// filterCatalog has rules that differ in what filters look at.
func filterCatalog() *Catalog {
	reliability, security, aks := "reliability", "security", "aks"
	return &Catalog{
		Pillars:  []Pillar{{ID: reliability, Code: "RE", Name: "Reliability"}, {ID: security, Code: "SE", Name: "Security"}},
		Services: []Service{{ID: aks, Name: "Azure Kubernetes Service (AKS)", Short: "AKS"}},
		Rules: []Rule{
			{ID: "AKS-001", Status: Active, Kind: Checklist, Pillar: &reliability, Service: &aks, Severity: High, Scope: []string{"cluster"}, Automation: Automated},
			{ID: "AKS-002", Status: Active, Kind: Policy, Pillar: &security, Service: &aks, Severity: Low, Scope: []string{"cluster", "workload"}, Automation: Manual},
			{ID: "AKS-003", Status: Withdrawn, Kind: Policy, Pillar: &security, Service: &aks, Severity: Low},
			{ID: "WAF-001", Status: Active, Kind: Checklist, Severity: Medium, Automation: Assisted},
		},
	}
}

func TestSelect(t *testing.T) {
	for _, test := range []struct {
		name string
		f    Filter
		want string
	}{
		{"all that stand", Filter{}, "AKS-001 AKS-002 WAF-001"},
		{"pillar", Filter{Pillars: []string{"security"}}, "AKS-002"},
		{"no pillar", Filter{Pillars: []string{""}}, "WAF-001"},
		{"one of several values", Filter{Pillars: []string{"", "reliability"}}, "AKS-001 WAF-001"},
		{"service", Filter{Services: []string{"aks"}}, "AKS-001 AKS-002"},
		{"no service", Filter{Services: []string{""}}, "WAF-001"},
		{"kind", Filter{Kinds: []Kind{Checklist}}, "AKS-001 WAF-001"},
		{"severity", Filter{Severities: []Severity{High, Medium}}, "AKS-001 WAF-001"},
		{"scope", Filter{Scope: []string{"workload"}}, "AKS-002"},
		{"no scope", Filter{Scope: []string{""}}, "WAF-001"},
		{"automation", Filter{Automation: []Automation{Manual, Assisted}}, "AKS-002 WAF-001"},
		{"withdrawn", Filter{Status: []Status{Withdrawn}}, "AKS-003"},
		{"withdrawn too", Filter{Status: []Status{Active, Withdrawn}, Kinds: []Kind{Policy}}, "AKS-002 AKS-003"},
		{"all fields must agree", Filter{Kinds: []Kind{Checklist}, Severities: []Severity{Low}}, ""},
		{"unknown", Filter{Pillars: []string{"beauty"}}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := filterCatalog()
			var got []string
			for _, r := range c.Select(test.f) {
				got = append(got, r.ID)
				if r != c.Rule(r.ID) {
					t.Errorf("%s is a copy", r.ID)
				}
			}
			if got := strings.Join(got, " "); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestLookup finds every rule of the published catalog, and of one in another
// order.
func TestLookup(t *testing.T) {
	published, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	reversed := *published
	reversed.Rules = slices.Clone(published.Rules)
	slices.Reverse(reversed.Rules)
	for name, c := range map[string]*Catalog{"published": published, "reversed": &reversed} {
		byID := c.ByID()
		for i := range c.Rules {
			if r := &c.Rules[i]; c.Rule(r.ID) != r || byID[r.ID] != r {
				t.Errorf("%s: %s is not found", name, r.ID)
			}
		}
		if r := c.Rule("AKS-000"); r != nil {
			t.Errorf("%s: AKS-000 gives %s", name, r.ID)
		}
	}
	for i := range published.Pillars {
		if p := &published.Pillars[i]; published.Pillar(p.ID) != p {
			t.Errorf("pillar %s is not found", p.ID)
		}
	}
	for i := range published.Services {
		if s := &published.Services[i]; published.Service(s.ID) != s {
			t.Errorf("service %s is not found", s.ID)
		}
	}
	if published.Pillar("beauty") != nil || published.Service("") != nil {
		t.Error("something that is not there is found")
	}
}
