package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// reviewPrompt asks for a review that says no more than the tools found out.
const reviewPrompt = `Review the configuration of my cluster or workload against the Pillars rules.

1. If I have not given a configuration yet, ask me for one: the output of "az aks show", an ARM template, the JSON of a Terraform plan, or Kubernetes manifests.
2. Call check_document with its text.
3. List what failed, the most severe first: the rule's ID, the line in the document, what is wrong. Call get_rule for the rules behind high severities and show how to fix them.
4. List what is unknown, with the reason the report gives.
5. Call search_rules with automated set to false for what the configuration is about, and ask me about the five most severe rules found: no check decides them.

Say only what the tools gave. A check that is not applicable is not passed. Name rules by their IDs.`

// addPrompts gives clients ways to begin.
func (s *mcpServer) addPrompts(server *mcp.Server) {
	server.AddPrompt(&mcp.Prompt{
		Name: "review_configuration", Title: "Review a configuration", Description: "Check a cluster or workload, explain what fails, ask about the rest.",
	}, func(context.Context, *mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
		return prompt(&mcp.TextContent{Text: reviewPrompt}), nil
	})
	server.AddPrompt(&mcp.Prompt{
		Name: "explain_rule", Title: "Explain a rule", Description: "What a rule asks for, why, and how to tell whether it holds.",
		Arguments: []*mcp.PromptArgument{{Name: "id", Description: "ID of the rule, such as AKS-017", Required: true}},
	}, func(_ context.Context, req *mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
		id := strings.ToUpper(strings.TrimSpace(req.Params.Arguments["id"]))
		r := s.catalog.Rule(id)
		if r == nil {
			return nil, fmt.Errorf("there is no rule %.40q%s", id, nearest(s.catalog, id))
		}
		return prompt(
			&mcp.EmbeddedResource{Resource: &mcp.ResourceContents{URI: ruleURI + id, MIMEType: "text/plain", Text: ruleText(r)}},
			&mcp.TextContent{Text: "Explain this rule to somebody who has to apply it: what it asks for, what goes wrong without it, how to see whether it holds, how to make it hold, what it costs."},
		), nil
	})
}

// prompt gives messages of the user's.
func prompt(parts ...mcp.Content) *mcp.GetPromptResult {
	out := &mcp.GetPromptResult{}
	for _, p := range parts {
		out.Messages = append(out.Messages, &mcp.PromptMessage{Role: "user", Content: p})
	}
	return out
}
