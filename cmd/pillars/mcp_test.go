package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/spf13/afero"

	"pillars/rules"
	"pillars/rules/check"
	"pillars/schema"
)

// badCluster breaks two rules.
const badCluster = `{
  "name": "shop",
  "type": "Microsoft.ContainerService/ManagedClusters",
  "agentPoolProfiles": [],
  "sku": { "tier": "Free" },
  "disableLocalAccounts": false
}`

// assistant is a client of the protocol that talks to "pillars mcp".
type assistant struct {
	*testing.T
	*mcp.ClientSession
}

// startAssistant runs "pillars mcp" with flags in this process.
func startAssistant(t *testing.T, flags ...string) assistant {
	t.Helper()
	fromClient, toServer := osPipe(t)
	fromServer, toClient := osPipe(t)
	var stderr bytes.Buffer
	done := make(chan int, 1)
	go func() {
		done <- run(append([]string{"mcp"}, flags...), fromClient, toClient, &stderr, afero.NewOsFs())
		toClient.Close()
	}()
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test"}, nil).Connect(t.Context(), &mcp.IOTransport{Reader: fromServer, Writer: toServer}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		session.Close()
		if status := <-done; status != exitOK {
			t.Errorf("status %d\n%s", status, &stderr)
		}
	})
	return assistant{t, session}
}

// osPipe gives a pipe with a buffer, as there is between two processes.
func osPipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	return r, w
}

// call calls a tool and gives its text, and its structured content as JSON.
func (a assistant) call(tool string, args map[string]any) (text string, structured []byte, isError bool) {
	a.Helper()
	res, err := a.CallTool(a.Context(), &mcp.CallToolParams{Name: tool, Arguments: args})
	if err != nil {
		a.Fatalf("%s: %v", tool, err)
	}
	for _, c := range res.Content {
		text += c.(*mcp.TextContent).Text
	}
	if structured, err = json.Marshal(res.StructuredContent); err != nil {
		a.Fatal(err)
	}
	return text, structured, res.IsError
}

// use calls a tool, which must not fail, and reads its structured content.
func use[T any](a assistant, tool string, args map[string]any) (text string, out T) {
	a.Helper()
	text, structured, isError := a.call(tool, args)
	if isError {
		a.Fatalf("%s %v: %s", tool, args, text)
	}
	if err := json.Unmarshal(structured, &out); err != nil {
		a.Fatal(err)
	}
	return text, out
}

func TestMCPTools(t *testing.T) {
	a := startAssistant(t)
	var names []string
	for tool, err := range a.Tools(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, tool.Name)
		if !tool.Annotations.ReadOnlyHint || tool.Description == "" || tool.InputSchema == nil {
			t.Errorf("%s: not said to be read-only, or without description or schema", tool.Name)
		}
	}
	slices.Sort(names)
	if want := []string{"check_document", "get_rule", "search_rules"}; !slices.Equal(names, want) {
		t.Errorf("tools %v, want %v", names, want)
	}
}

func TestMCPSearch(t *testing.T) {
	a := startAssistant(t)
	text, out := use[searchOutput](a, "search_rules", map[string]any{"query": "uptime SLA tier", "service": "azure-kubernetes-service", "limit": 3})
	if len(out.Rules) != 3 || out.Total < 3 || !strings.Contains(text, out.Rules[0].ID) || !strings.Contains(text, "first 3 of") {
		t.Errorf("found %+v\n%s", out, text)
	}
	if !slices.ContainsFunc(out.Rules, func(r foundRule) bool { return r.ID == "AKS-017" }) {
		t.Errorf("AKS-017 is not among the first:\n%s", text)
	}
	_, all := use[searchOutput](a, "search_rules", nil)
	if c, err := rules.Default(); err != nil || all.Total != len(c.Rules) || len(all.Rules) != defaultLimit {
		t.Errorf("without arguments: %d rules, %d shown (%v)", all.Total, len(all.Rules), err)
	}
	for _, automated := range []bool{true, false} {
		_, out := use[searchOutput](a, "search_rules", map[string]any{"pillar": "security", "severity": "high", "kind": "recommendation", "automated": automated, "limit": maxLimit})
		if out.Total == 0 {
			t.Errorf("automated %v: no rule", automated)
		}
		for _, r := range out.Rules {
			if r.Pillar == nil || *r.Pillar != "security" || r.Severity != rules.High || r.Kind != rules.Recommendation || (r.Automation != rules.Manual) != automated {
				t.Errorf("automated %v: found %+v", automated, r)
			}
		}
	}
	if text, out := use[searchOutput](a, "search_rules", map[string]any{"query": "zebra"}); out.Total != 0 || !strings.Contains(text, "No rule fits") {
		t.Errorf("zebra: %s", text)
	}
}

func TestMCPGetRule(t *testing.T) {
	a := startAssistant(t)
	text, r := use[rules.Rule](a, "get_rule", map[string]any{"id": " aks-017"})
	var printed bytes.Buffer
	if status := run([]string{"rule", "AKS-017"}, nil, &printed, &printed, afero.NewMemMapFs()); status != exitOK || text != printed.String() {
		t.Errorf("not what \"pillars rule\" prints:\n%s", text)
	}
	if r.ID != "AKS-017" || len(r.Checks) == 0 || r.Text == "" {
		t.Errorf("structured content: %+v", r)
	}
}

// TestMCPWithdrawn serves a catalog with a withdrawn rule.
func TestMCPWithdrawn(t *testing.T) {
	c, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	changed := *c
	changed.Rules = slices.Clone(c.Rules)
	old := &changed.Rules[slices.IndexFunc(c.Rules, func(r rules.Rule) bool { return r.ID == "AKS-017" })]
	old.Status, old.SupersededBy, old.Automation, old.Checks = rules.Withdrawn, []string{"AKS-018"}, "", []rules.Check{}
	text, err := changed.JSON()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "catalog.json")
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
	a := startAssistant(t, "--catalog", file)
	if text, r := use[rules.Rule](a, "get_rule", map[string]any{"id": "AKS-017"}); !strings.HasPrefix(text, "AKS-017 is withdrawn: follow AKS-018 instead.") || r.Status != rules.Withdrawn {
		t.Errorf("%s", text)
	}
	if _, out := use[searchOutput](a, "search_rules", map[string]any{"query": "AKS-017"}); slices.ContainsFunc(out.Rules, func(r foundRule) bool { return r.ID == "AKS-017" }) {
		t.Error("a withdrawn rule is found")
	}
}

func TestMCPCheck(t *testing.T) {
	a := startAssistant(t)
	text, structured, isError := a.call("check_document", map[string]any{"name": "shop.json", "text": badCluster})
	for _, want := range []string{`"shop.json" is az, with 1 resource`, "FAIL  aks-uptime-sla", "shop.json:5:12", "AKS-017", " failed (", " passed,"} {
		if isError || !strings.Contains(text, want) {
			t.Errorf("the text has no %q:\n%s", want, text)
		}
	}
	if err := schema.ValidateJSON("report.schema.json", structured); err != nil {
		t.Errorf("structured content: %v", err)
	}
	// The same as the command line gives.
	var printed, said bytes.Buffer
	if status := run([]string{"check", "--format", "json", "-"}, strings.NewReader(badCluster), &printed, &said, afero.NewMemMapFs()); status != exitFindings {
		t.Fatalf("status %d: %s", status, &said)
	}
	var want, got check.Report
	if err := json.Unmarshal(printed.Bytes(), &want); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(bytes.ReplaceAll(structured, []byte("shop.json"), []byte("-")), &got); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}

	text, r := use[check.Report](a, "check_document", map[string]any{"text": "a: b: c"})
	if len(r.Documents) != 1 || len(r.Documents[0].Problems) != 1 || !strings.Contains(text, "document:1:") {
		t.Errorf("a broken document: %s", text)
	}
}

// TestMCPLargeReport checks many workloads: failures stay, the summary counts
// all, and both forms say that something is missing.
func TestMCPLargeReport(t *testing.T) {
	var docs strings.Builder
	for n := range 300 {
		fmt.Fprintf(&docs, "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web-%d, namespace: shop}\nspec: {replicas: 2, template: {spec: {containers: [{name: web, image: web}]}}}\n---\n", n)
	}
	a := startAssistant(t)
	text, structured, isError := a.call("check_document", map[string]any{"text": docs.String()})
	var r struct {
		check.Report
		Note string `json:"note"`
	}
	if err := json.Unmarshal(structured, &r); err != nil || isError {
		t.Fatalf("%v %s", err, text)
	}
	counted := r.Summary.Pass + r.Summary.Fail + r.Summary.Unknown + r.Summary.NotApplicable
	left := counted - len(r.Results)
	if len(structured) > maxReportJSON+1000 || left <= 0 || !strings.Contains(r.Note, fmt.Sprintf("%d results left out", left)) {
		t.Errorf("%d bytes, %d of %d results, note %q", len(structured), len(r.Results), counted, r.Note)
	}
	if slices.ContainsFunc(r.Results, func(res check.Result) bool { return res.Verdict != check.Fail || res.Severity != rules.High }) {
		t.Error("others stayed though not all severe failures did")
	}
	if len(text) > maxReportText+3000 || !strings.Contains(text, "lines are left out here") || !strings.Contains(text, r.Note) || !strings.Contains(text, "passed, ") {
		t.Errorf("%d bytes of text:\n…%s", len(text), text[max(0, len(text)-1500):])
	}
}

// TestMCPErrors holds that what goes wrong in a call is told to the assistant,
// which can then do better, and that the server goes on.
func TestMCPErrors(t *testing.T) {
	a := startAssistant(t)
	for _, test := range []struct {
		tool string
		args map[string]any
		want string
	}{
		{"get_rule", map[string]any{"id": "AKS-999"}, `no rule "AKS-999": IDs go from AKS-001 to`},
		{"get_rule", map[string]any{"id": ""}, `no rule ""; search_rules`},
		{"get_rule", nil, "id"},
		{"search_rules", map[string]any{"pillar": "beauty"}, "pillar"},
		{"search_rules", map[string]any{"limit": 1000}, "limit"},
		{"search_rules", map[string]any{"query": strings.Repeat("a", maxQuery+1)}, "query"},
		{"search_rules", map[string]any{"words": "a"}, "words"},
		{"check_document", nil, "text"},
		{"check_document", map[string]any{"text": " \n"}, "text is empty"},
		{"check_document", map[string]any{"text": strings.Repeat(`"`, maxChecked+1)}, "larger than 10 MiB"},
		{"check_document", map[string]any{"path": "mcp_test.go"}, "path"}, // no folder is allowed
		{"check_document", map[string]any{"text": "a", "path": "mcp_test.go"}, "path"},
	} {
		if text, _, isError := a.call(test.tool, test.args); !isError || !strings.Contains(text, test.want) {
			t.Errorf("%s %.60v: error %v: %.300s", test.tool, test.args, isError, text)
		}
	}
	if _, err := a.CallTool(t.Context(), &mcp.CallToolParams{Name: "delete_rule"}); err == nil {
		t.Error("a tool that does not exist gives no error")
	}
	if text, _, isError := a.call("get_rule", map[string]any{"id": "AKS-017"}); isError {
		t.Errorf("after the errors: %s", text)
	}
}

// TestMCPSurvives holds that a panic ends no conversation.
func TestMCPSurvives(t *testing.T) {
	var said bytes.Buffer
	handle := survive(slog.New(slog.NewTextHandler(&said, nil)))(func(context.Context, string, mcp.Request) (mcp.Result, error) {
		panic("out of paper")
	})
	if res, err := handle(t.Context(), "tools/call", nil); res != nil || err == nil || !strings.Contains(err.Error(), "out of paper") {
		t.Errorf("%v, %v", res, err)
	}
	if !strings.Contains(said.String(), "mcp_test.go") {
		t.Errorf("no stack in the log: %s", &said)
	}
}

// TestMCPFiles holds that --allow-files lets read what is in its folder and
// nothing else.
func TestMCPFiles(t *testing.T) {
	dir := t.TempDir()
	allowed := filepath.Join(dir, "project")
	write := func(name, text string) {
		t.Helper()
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("project/deploy/shop.json", badCluster)
	write("project/deploy/.git/hidden.json", badCluster)
	write("project/deploy/readme.txt", "no document")
	write("project/empty/readme.txt", "no document")
	write("project/large.json", strings.Repeat(" ", maxChecked+1))
	write("secret.json", badCluster)
	for _, link := range [][2]string{{"../secret.json", "project/link.json"}, {"..", "project/up"}, {"../../secret.json", "project/deploy/link.json"}} {
		if err := os.Symlink(filepath.FromSlash(link[0]), filepath.Join(dir, filepath.FromSlash(link[1]))); err != nil {
			t.Fatal(err)
		}
	}
	a := startAssistant(t, "--allow-files", allowed)
	for _, name := range []string{"deploy/shop.json", "./deploy/../deploy/shop.json", "deploy", filepath.Join(allowed, "deploy"), filepath.Join(allowed, "deploy", "shop.json")} {
		text, r := use[check.Report](a, "check_document", map[string]any{"path": name})
		if len(r.Documents) != 1 || r.Documents[0].Name != "deploy/shop.json" || !strings.Contains(text, "FAIL  aks-uptime-sla") {
			t.Errorf("%s: %+v", name, r.Documents)
		}
	}
	for name, want := range map[string]string{
		"../secret.json":                  "only folder that may be read",
		"deploy/../../secret.json":        "only folder that may be read",
		filepath.Join(dir, "secret.json"): "only folder that may be read",
		allowed + "-2/secret.json":        "only folder that may be read",
		"link.json":                       "escapes",
		"up/secret.json":                  "escapes",
		filepath.Join(allowed, "up"):      "escapes",
		"nothere.json":                    "no such file",
		"-":                               "no such file",
		"empty":                           "no .json, .yaml or .yml file",
		"large.json":                      "larger than 10 MiB",
		"deploy/shop.json\x00":            "invalid",
	} {
		if text, _, isError := a.call("check_document", map[string]any{"path": name}); !isError || !strings.Contains(text, want) {
			t.Errorf("%q: error %v: %.300s", name, isError, text)
		}
	}
	if text, _, isError := a.call("check_document", map[string]any{"path": "deploy", "text": "a: b"}); !isError || !strings.Contains(text, "both") {
		t.Errorf("both: %s", text)
	}
}

func TestMCPResources(t *testing.T) {
	a := startAssistant(t)
	read := func(uri string) (string, error) {
		res, err := a.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: uri})
		if err != nil {
			return "", err
		}
		return res.Contents[0].Text, nil
	}
	if text, err := read("pillars://rules/AKS-017"); err != nil || !strings.HasPrefix(text, "AKS-017  ") {
		t.Errorf("%v\n%s", err, text)
	}
	if text, err := read("pillars://rules"); err != nil || !strings.Contains(text, "\nAKS-017  ") {
		t.Errorf("%v\n%.300s", err, text)
	}
	for _, uri := range []string{"pillars://rules/AKS-999", "pillars://rules/../../etc/passwd", "file:///etc/passwd"} {
		if text, err := read(uri); err == nil {
			t.Errorf("%s gives %.100s", uri, text)
		}
	}
	res, err := a.Complete(t.Context(), &mcp.CompleteParams{
		Ref:      &mcp.CompleteReference{Type: "ref/resource", URI: "pillars://rules/{id}"},
		Argument: mcp.CompleteParamsArgument{Name: "id", Value: "acr-01"},
	})
	if err != nil || len(res.Completion.Values) != 10 || res.Completion.Values[0] != "ACR-010" {
		t.Errorf("completions: %+v, %v", res, err)
	}
}

func TestMCPPrompts(t *testing.T) {
	a := startAssistant(t)
	for p, err := range a.Prompts(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		res, err := a.GetPrompt(t.Context(), &mcp.GetPromptParams{Name: p.Name, Arguments: map[string]string{"id": "aks-017"}})
		if err != nil || len(res.Messages) == 0 {
			t.Errorf("%s: %+v, %v", p.Name, res, err)
		}
	}
	res, err := a.GetPrompt(t.Context(), &mcp.GetPromptParams{Name: "explain_rule", Arguments: map[string]string{"id": "AKS-017"}})
	if err != nil {
		t.Fatal(err)
	}
	if rule, ok := res.Messages[0].Content.(*mcp.EmbeddedResource); !ok || !strings.HasPrefix(rule.Resource.Text, "AKS-017  ") {
		t.Errorf("the rule is not in the prompt: %+v", res.Messages[0].Content)
	}
	if _, err := a.GetPrompt(t.Context(), &mcp.GetPromptParams{Name: "explain_rule", Arguments: map[string]string{"id": "AKS-999"}}); err == nil || !strings.Contains(err.Error(), "IDs go from") {
		t.Errorf("an unknown rule: %v", err)
	}
}

// TestMCPCommand starts the command as assistants do, and talks to it over its
// standard input and output; everything else goes to standard error.
func TestMCPCommand(t *testing.T) {
	bin := pillarsBinary(t)
	dir := filepath.Dir(bin)
	if err := os.WriteFile(filepath.Join(dir, "shop.json"), []byte(badCluster), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, "mcp", "--allow-files", ".")
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test"}, nil).Connect(t.Context(), &mcp.CommandTransport{Command: cmd}, nil)
	if err != nil {
		t.Fatal(err)
	}
	a := assistant{t, session}
	if text, _, isError := a.call("check_document", map[string]any{"path": "shop.json"}); isError || !strings.Contains(text, "FAIL  aks-uptime-sla") {
		t.Errorf("%s", text)
	}
	if err := session.Close(); err != nil {
		t.Errorf("the command did not end well: %v", err)
	}
	if !strings.Contains(stderr.String(), "rules; serving the Model Context Protocol") {
		t.Errorf("standard error: %s", &stderr)
	}
}

// TestMCPNonsense sends what is no protocol: the command ends with a message,
// and nothing but protocol is on standard output.
func TestMCPNonsense(t *testing.T) {
	for _, test := range []struct{ name, input, said string }{
		{"empty", "", "serving"},
		{"no JSON", "hello\n", "the conversation ended"},
		{"too long", `{"jsonrpc":"2.0","id":1,"method":"` + strings.Repeat("a", maxFrame), "the conversation ended"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			status := run([]string{"mcp"}, strings.NewReader(test.input), &stdout, &stderr, afero.NewMemMapFs())
			if want := map[bool]int{true: exitFailure, false: exitOK}[test.input != ""]; status != want || !strings.Contains(stderr.String(), test.said) {
				t.Errorf("status %d, want %d: %.500s", status, want, &stderr)
			}
			for line := range bytes.Lines(stdout.Bytes()) {
				if !json.Valid(line) {
					t.Errorf("on standard output: %.200s", line)
				}
			}
		})
	}
	var stderr bytes.Buffer
	if status := run([]string{"mcp", "--allow-files", filepath.Join(t.TempDir(), "nothere")}, strings.NewReader(""), io.Discard, &stderr, afero.NewOsFs()); status != exitFailure || !strings.Contains(stderr.String(), "--allow-files") {
		t.Errorf("status %d: %s", status, &stderr)
	}
}
