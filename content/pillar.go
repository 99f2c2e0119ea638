package content

import "strings"

// Pillar is one of the five pillars of the framework.
type Pillar struct {
	ID, Code, Name string
	names          []string // lower-case names it goes by in headings: today's first, then older ones
}

// Pillars lists the five pillars in the framework's order.
var Pillars = []Pillar{
	{"reliability", "RE", "Reliability", []string{"reliability", "resiliency"}},
	{"security", "SE", "Security", []string{"security"}},
	{"cost-optimization", "CO", "Cost Optimization", []string{"cost optimization", "cost"}},
	{"operational-excellence", "OE", "Operational Excellence", []string{"operational excellence", "operations", "devops"}},
	{"performance-efficiency", "PE", "Performance Efficiency", []string{"performance efficiency", "performance", "scalability"}},
}

// pillarByName gives the ID of the pillar with that name, ignoring case, or "".
func pillarByName(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	for _, p := range Pillars {
		for _, n := range p.names {
			if n == name {
				return p.ID
			}
		}
	}
	return ""
}

// pillarByCode gives the ID of the pillar of a code such as SE:01, or "".
func pillarByCode(code string) string {
	for _, p := range Pillars {
		if strings.HasPrefix(strings.ToUpper(code), p.Code+":") {
			return p.ID
		}
	}
	return ""
}

// pillarOfHeading reads a heading that names its pillar among other words:
// "… for Reliability", "Azure SQL Database and reliability", "Reliability and
// availability", "Security design checklist".
func pillarOfHeading(text string) string {
	s := strings.ToLower(strings.TrimSpace(text))
	for _, p := range Pillars {
		for _, n := range p.names {
			if strings.HasSuffix(s, " for "+n) || strings.HasSuffix(s, " and "+n) || strings.HasPrefix(s, n+" and ") {
				return p.ID
			}
			switch strings.TrimPrefix(s, n+" ") {
			case "design checklist", "checklist", "recommendations", "design recommendations":
				if strings.HasPrefix(s, n+" ") {
					return p.ID
				}
			}
		}
	}
	return ""
}

// pillarOfTitle gives the one pillar that a title names in full, or "" where
// it names none or several. The older names do not count here: "operations"
// and "cost" are ordinary words in a title.
func pillarOfTitle(title string) string {
	s := " " + foldWords(title) + " "
	found := ""
	for _, p := range Pillars {
		if strings.Contains(s, " "+p.names[0]+" ") {
			if found != "" {
				return ""
			}
			found = p.ID
		}
	}
	return found
}

// foldWords lower-cases s and puts single spaces between its words, so that
// words can be looked up with a space on each side.
func foldWords(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 127)
	}), " ")
}

// IsPillarName tells whether a heading is the name of the pillar with that
// ID, one it went by earlier included.
func IsPillarName(heading, id string) bool { return id != "" && pillarByName(heading) == id }
