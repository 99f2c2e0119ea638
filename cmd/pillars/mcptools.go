package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"pillars/rules"
)

// addTools gives the server its tools. All of them only read.
func (s *mcpServer) addTools(server *mcp.Server) {
	closed := false
	reads := &mcp.ToolAnnotations{ReadOnlyHint: true, IdempotentHint: true, OpenWorldHint: &closed}
	mcp.AddTool(server, &mcp.Tool{
		Name: "search_rules", Title: "Search rules", Annotations: reads, InputSchema: s.searchSchema(),
		Description: "Find Well-Architected rules by words or by the ID of a rule, a check or a rule of another catalog (SE:01, CKV_AZURE_139); best first.",
	}, s.searchRules)
	mcp.AddTool(server, &mcp.Tool{
		Name: "get_rule", Title: "Get a rule", Annotations: reads,
		Description: "Give one rule whole: what to do, why, its automated checks, code that fixes it, links.",
	}, s.getRule)
	mcp.AddTool(server, &mcp.Tool{
		Name: "check_document", Title: "Check a configuration", Annotations: reads, InputSchema: s.checkSchema(),
		Description: "Check a configuration against the rules: the output of az aks show and the like, an ARM template, compiled Bicep, " +
			"the JSON of a Terraform plan or state, Kubernetes manifests. JSON or YAML; what it is, is recognised by its content.",
	}, s.checkDocument)
}

// searchInput is what search_rules takes.
type searchInput struct {
	Query     string         `json:"query,omitempty" jsonschema:"a few words, or an ID; without it, all rules that fit the other arguments"`
	Pillar    string         `json:"pillar,omitempty"`
	Service   string         `json:"service,omitempty" jsonschema:"the product that the rule is about"`
	Severity  rules.Severity `json:"severity,omitempty"`
	Kind      rules.Kind     `json:"kind,omitempty"`
	Automated *bool          `json:"automated,omitempty" jsonschema:"true: only rules with an automated check; false: only those that a person has to look at"`
	Limit     int            `json:"limit,omitempty" jsonschema:"how many rules to give, 10 where it is not said"`
}

// The bounds of what search_rules takes and gives.
const (
	maxQuery     = 500 // characters
	defaultLimit = 10
	maxLimit     = 50
)

// searchSchema is the schema of searchInput with the values of this catalog.
func (s *mcpServer) searchSchema() *jsonschema.Schema {
	schema := inputSchema[searchInput]()
	longest := maxQuery
	schema.Properties["query"].MaxLength = &longest
	lowest, highest := 1.0, float64(maxLimit)
	schema.Properties["limit"].Minimum, schema.Properties["limit"].Maximum = &lowest, &highest // no Default: with one, arguments that are null make jsonschema-go 0.4.3 panic
	schema.Properties["severity"].Enum = []any{rules.High, rules.Medium, rules.Low}
	schema.Properties["kind"].Enum = []any{rules.Checklist, rules.Recommendation, rules.Policy}
	for _, p := range s.catalog.Pillars {
		schema.Properties["pillar"].Enum = append(schema.Properties["pillar"].Enum, p.ID)
	}
	for _, service := range s.catalog.Services {
		schema.Properties["service"].Enum = append(schema.Properties["service"].Enum, service.ID)
	}
	return schema
}

// inputSchema gives the schema of an input type, to be narrowed further.
func inputSchema[T any]() *jsonschema.Schema {
	schema, err := jsonschema.For[T](nil)
	if err != nil {
		panic(err) // the types are in this file and the next
	}
	return schema
}

// searchOutput is what search_rules gives.
type searchOutput struct {
	Total int         `json:"total" jsonschema:"how many rules fit"`
	Rules []foundRule `json:"rules" jsonschema:"the first of them, best first"`
}

// foundRule is a rule as a line of a list.
type foundRule struct {
	ID         string           `json:"id"`
	Title      string           `json:"title"`
	Pillar     *string          `json:"pillar"`
	Service    *string          `json:"service"`
	Kind       rules.Kind       `json:"kind"`
	Severity   rules.Severity   `json:"severity"`
	Automation rules.Automation `json:"automation"`
	Text       string           `json:"text"`
}

func (s *mcpServer) searchRules(_ context.Context, _ *mcp.CallToolRequest, in searchInput) (*mcp.CallToolResult, searchOutput, error) {
	hits := s.catalog.Search(in.Query, in.filter())
	out := searchOutput{Total: len(hits), Rules: []foundRule{}}
	var text strings.Builder
	for _, r := range hits[:min(len(hits), cmp.Or(in.Limit, defaultLimit))] {
		out.Rules = append(out.Rules, foundRule{r.ID, r.Title, r.Pillar, r.Service, r.Kind, r.Severity, r.Automation, r.Text})
		fmt.Fprintf(&text, "%s  %s\n%s, %s\n%s\n\n", r.ID, r.Title, strings.Join(facts(r), ", "), r.Automation, r.Text)
	}
	switch {
	case len(hits) == 0:
		text.WriteString("No rule fits. Try fewer or other words, or leave out the other arguments.\n")
	case len(out.Rules) < len(hits):
		fmt.Fprintf(&text, "These are the first %d of %s; a higher limit (at most %d) or narrower arguments give others.\n", len(out.Rules), count(len(hits), "rule"), maxLimit)
	}
	return textResult(capText(text.String())), out, nil
}

// filter gives what the arguments ask for besides words.
func (in searchInput) filter() rules.Filter {
	var f rules.Filter
	if in.Pillar != "" {
		f.Pillars = []string{in.Pillar}
	}
	if in.Service != "" {
		f.Services = []string{in.Service}
	}
	if in.Severity != "" {
		f.Severities = []rules.Severity{in.Severity}
	}
	if in.Kind != "" {
		f.Kinds = []rules.Kind{in.Kind}
	}
	if in.Automated != nil {
		f.Automation = []rules.Automation{rules.Manual}
		if *in.Automated {
			f.Automation = []rules.Automation{rules.Automated, rules.Assisted}
		}
	}
	return f
}

// getInput is what get_rule takes.
type getInput struct {
	ID string `json:"id" jsonschema:"such as AKS-017"`
}

// getRule gives a rule as text and, as structured content, as the catalog has
// it.
func (s *mcpServer) getRule(_ context.Context, _ *mcp.CallToolRequest, in getInput) (*mcp.CallToolResult, any, error) {
	id := strings.ToUpper(strings.TrimSpace(in.ID))
	r := s.catalog.Rule(id)
	if r == nil {
		return nil, nil, fmt.Errorf("there is no rule %.40q%s; search_rules finds rules by words", id, nearest(s.catalog, id))
	}
	return textResult(ruleText(r)), r, nil
}

// ruleText gives a rule as "pillars rule" prints it; of a withdrawn rule it
// first says what takes its place.
func ruleText(r *rules.Rule) string {
	var b strings.Builder
	if r.Status == rules.Withdrawn {
		successors := "no other rule takes its place"
		if len(r.SupersededBy) > 0 {
			successors = "follow " + strings.Join(r.SupersededBy, ", ") + " instead"
		}
		fmt.Fprintf(&b, "%s is withdrawn: %s.\n\n", r.ID, successors)
	}
	_ = printRule(&b, r) // a strings.Builder takes everything
	return b.String()
}

func textResult(text string) *mcp.CallToolResult {
	return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: text}}}
}
