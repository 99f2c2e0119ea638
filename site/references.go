package site

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"pillars/rules"
)

// scheme is a catalog of others that rules refer to.
type scheme struct {
	id, name string
	ids      *regexp.Regexp // IDs of which the address of a page can be made
	address  string         // format of that address, of the ID in lower case; "" where there is none
}

var (
	guid = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	word = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
)

// schemes are shown in this order. There is an address only where the ID alone
// gives it for certain: the pages of PSRule are named for its rules, not for
// their references, those of Checkov for what they check.
var schemes = []scheme{
	{"azure-policy", "Azure Policy", guid, "https://www.azadvertizer.net/azpolicyadvertizer/%s.html"},
	{"psrule", "PSRule for Azure", nil, ""},
	{"aprl", "Azure Proactive Resiliency Library", nil, ""},
	{"azqr", "Azure Quick Review", nil, ""},
	{"review-checklists", "Azure Review Checklists", nil, ""},
	{"checkov", "Checkov", nil, ""},
	{"trivy", "Trivy", regexp.MustCompile(`^[a-z]{2,5}-[0-9]{4}$`), "https://avd.aquasec.com/misconfig/%s"},
	{"kube-linter", "KubeLinter", word, "https://docs.kubelinter.io/#/generated/checks?id=%s"},
	{"kube-score", "kube-score", nil, ""},
	{"kubebuddy", "KubeBuddy", nil, ""},
}

// initiatives are the sets of policies among the references to Azure Policy:
// their pages are elsewhere.
var initiatives = []string{
	"42b8ef37-b724-4e24-bbc8-7a7708edfe00", // pod security, restricted
	"a8640138-9b0a-4a28-b8cb-1666c838647d", // pod security, baseline
}

const initiativeAddress = "https://www.azadvertizer.net/azpolicyinitiativesadvertizer/%s.html"

// referenceAddress gives the public page of a reference, "" where none is
// certain.
func referenceAddress(r rules.Reference) string {
	id := strings.ToLower(r.ID)
	for _, s := range schemes {
		if s.id != r.Scheme || s.ids == nil || !s.ids.MatchString(id) {
			continue
		}
		if s.id == "azure-policy" && slices.Contains(initiatives, id) {
			return fmt.Sprintf(initiativeAddress, id)
		}
		return fmt.Sprintf(s.address, id)
	}
	return ""
}

// referenceViews gives a rule's references by catalog, those that are not
// known last and by the name they have.
func referenceViews(refs []rules.Reference) []ReferencesView {
	var views []ReferencesView
	add := func(id, name string) {
		v := ReferencesView{Name: name}
		for _, r := range refs {
			if r.Scheme == id {
				v.References = append(v.References, ReferenceView{r.ID, referenceAddress(r)})
			}
		}
		if len(v.References) > 0 {
			views = append(views, v)
		}
	}
	known := map[string]bool{}
	for _, s := range schemes {
		known[s.id] = true
		add(s.id, s.name)
	}
	for _, r := range refs {
		if !known[r.Scheme] {
			known[r.Scheme] = true
			add(r.Scheme, r.Scheme)
		}
	}
	return views
}
