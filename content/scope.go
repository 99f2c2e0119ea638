package content

import (
	"regexp"
	"slices"
	"strings"
)

var (
	scopeBracket = regexp.MustCompile(`^\((?i:(cluster|workload)(?:\s*(?:and|&)\s*(cluster|workload))?)\)[:\s]*`)
	scopeWords   = regexp.MustCompile(`^(?i:(cluster|workload)(?:\s*(?:and|&)\s*(cluster|workload))?\s+architectures?):\s*`)
)

// cutScope takes the scope prefix off an item's text: "(Cluster) …",
// "(Cluster and workload) …", or the older "Cluster architecture: …". Scopes
// are lower-case and sorted.
func cutScope(text string) (scope []string, rest string) {
	for _, re := range []*regexp.Regexp{scopeBracket, scopeWords} {
		m := re.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		for _, s := range m[1:] {
			if s = strings.ToLower(s); s != "" && !slices.Contains(scope, s) {
				scope = append(scope, s)
			}
		}
		slices.Sort(scope)
		return scope, text[len(m[0]):]
	}
	return nil, text
}
