package site

import "pillars/rules"

// StyleView is templates/style.html: the parts of the site with their states.
type StyleView struct {
	Page
	Tokens  []string
	Pillars []PillarCard
	Rows    []RuleRow
	Alerts  []string
}

func (b *builder) styleView(p Page) StyleView {
	return StyleView{
		Page:    p,
		Tokens:  []string{"bg", "bg-raised", "bg-code", "line", "line-strong", "text", "text-soft", "link", "accent", "good", "warn", "bad"},
		Pillars: b.pillarCards(p.Root),
		Rows:    b.sampleRows(p.Root),
		Alerts:  []string{"note", "tip", "important", "warning", "caution"},
	}
}

// sampleRows gives a rule of each severity, and an automated one.
func (b *builder) sampleRows(root string) []RuleRow {
	var rows []RuleRow
	seen := map[rules.Severity]bool{}
	automated := false
	for _, r := range b.active {
		if !seen[r.Severity] || !automated && len(r.Checks) > 0 {
			rows = append(rows, b.row(root, r))
		}
		seen[r.Severity] = true
		automated = automated || len(r.Checks) > 0
	}
	return rows
}
