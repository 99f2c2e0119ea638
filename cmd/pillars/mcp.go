package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/spf13/cobra"

	"pillars/rules"
	"pillars/rules/check"
)

func (a *app) mcpCommand() *cobra.Command {
	var catalogFile, allowed string
	cmd := &cobra.Command{
		Use:   "mcp",
		Short: "Serve the rules and the checker to assistants",
		Long: `Mcp serves the Model Context Protocol on standard input and output, for
assistants that start it: they search the rules, read them, and check
configurations.

Tools:
  search_rules    the rules that fit a few words, by pillar, service, severity …
  get_rule        one rule: what to do, why, how it is checked, how to fix it
  check_document  what the rules say of a configuration, given as text

The server reads no file and opens no connection. With --allow-files,
check_document also takes the path of a file or folder in that folder, and in
no other.

Most assistants (Claude Desktop, Cursor, Windsurf, Gemini CLI) are told of a
server in a settings file:

  {
    "mcpServers": {
      "pillars": {
        "command": "/path/to/pillars",
        "args": ["mcp", "--allow-files", "/path/to/your/project"]
      }
    }
  }

Visual Studio Code reads .vscode/mcp.json in the project:

  {
    "servers": {
      "pillars": {
        "type": "stdio",
        "command": "pillars",
        "args": ["mcp", "--allow-files", "${workspaceFolder}"]
      }
    }
  }`,
		Example: `  pillars mcp
  pillars mcp --allow-files deploy
  claude mcp add pillars -- pillars mcp --allow-files .`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM)
			defer stop()
			return a.mcp(ctx, catalogFile, allowed)
		},
	}
	cmd.Flags().StringVar(&catalogFile, "catalog", "", "catalog.json to serve, a `file` (default: the catalog that comes with Pillars)")
	cmd.Flags().StringVar(&allowed, "allow-files", "", "`folder` whose files check_document may read")
	return cmd
}

// maxFrame is the longest message that is read, in bytes. A document of
// [maxChecked] bytes fits however it is escaped.
const maxFrame = 6*maxChecked + 1<<20

// mcp serves until standard input ends.
func (a *app) mcp(ctx context.Context, catalogFile, allowed string) error {
	catalog, err := a.checkCatalog(catalogFile)
	if err != nil {
		return err
	}
	checker, err := check.Compile(catalog)
	if err != nil {
		return failure(err)
	}
	s := &mcpServer{catalog: catalog, checker: checker}
	if allowed != "" {
		if s.files, err = openAllowed(allowed); err != nil {
			return err
		}
		defer s.files.root.Close()
	}
	server := s.server(slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	fmt.Fprintf(a.stderr, "%s; serving the Model Context Protocol on standard input and output\n", count(len(catalog.Rules), "rule"))
	err = server.Run(ctx, &mcp.IOTransport{Reader: io.NopCloser(a.stdin), Writer: unclosed{a.stdout}, MaxLineLength: maxFrame})
	if err != nil && !errors.Is(err, io.EOF) && ctx.Err() == nil {
		return failure(fmt.Errorf("the conversation ended: %w", err))
	}
	return nil
}

// unclosed is a writer that the transport does not close.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }

// mcpServer is what the tools work with; it is not changed by them.
type mcpServer struct {
	catalog *rules.Catalog
	checker *check.Checker
	files   *allowedFiles // nil where no file may be read
}

// server gives the protocol server with its tools, resources and prompts.
func (s *mcpServer) server(log *slog.Logger) *mcp.Server {
	server := mcp.NewServer(&mcp.Implementation{Name: "pillars", Title: "Pillars", Version: version}, &mcp.ServerOptions{
		Instructions: "Well-Architected rules for Azure and Kubernetes, with automated checks. search_rules finds rules, get_rule gives one whole, " +
			"check_document says which rules a configuration breaks. Name rules by their IDs, which stay.",
		Logger:            log,
		Capabilities:      &mcp.ServerCapabilities{}, // those of what is added below, and no logging to the client
		CompletionHandler: s.complete,
	})
	server.AddReceivingMiddleware(survive(log))
	s.addTools(server)
	s.addResources(server)
	s.addPrompts(server)
	return server
}

// survive makes of a panic in a request an error of that request, so that the
// conversation goes on.
func survive(log *slog.Logger) mcp.Middleware {
	return func(next mcp.MethodHandler) mcp.MethodHandler {
		return func(ctx context.Context, method string, req mcp.Request) (res mcp.Result, err error) {
			defer func() {
				if p := recover(); p != nil {
					log.Error("a request failed", "method", method, "panic", p, "stack", string(debug.Stack()))
					res, err = nil, fmt.Errorf("an error in Pillars itself: %v; please report it", p)
				}
			}()
			return next(ctx, method, req)
		}
	}
}

// ruleURI is the address of a rule as a resource, without its ID.
const ruleURI = "pillars://rules/"

// addResources lets clients read rules by address.
func (s *mcpServer) addResources(server *mcp.Server) {
	server.AddResource(&mcp.Resource{
		URI: "pillars://rules", Name: "rules", Title: "All rules", MIMEType: "text/plain",
		Description: "ID, severity and title of each rule, by line.",
	}, func(context.Context, *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
		var b strings.Builder
		for i := range s.catalog.Rules {
			if r := &s.catalog.Rules[i]; r.Status == rules.Active {
				fmt.Fprintf(&b, "%s  %s  %s\n", r.ID, r.Severity, r.Title)
			}
		}
		return &mcp.ReadResourceResult{Contents: []*mcp.ResourceContents{{Text: b.String()}}}, nil
	})
	server.AddResourceTemplate(&mcp.ResourceTemplate{
		URITemplate: ruleURI + "{id}", Name: "rule", Title: "One rule", MIMEType: "text/plain",
		Description: "A rule by its ID: what to do, why, how it is checked, how to fix it.",
	}, func(_ context.Context, req *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
		r := s.catalog.Rule(strings.ToUpper(strings.TrimPrefix(req.Params.URI, ruleURI)))
		if r == nil {
			return nil, mcp.ResourceNotFoundError(req.Params.URI)
		}
		return &mcp.ReadResourceResult{Contents: []*mcp.ResourceContents{{Text: ruleText(r)}}}, nil
	})
}

// maxCompletions is how many values the protocol lets a completion have.
const maxCompletions = 100

// complete completes the ID of a rule, in its address and in prompts.
func (s *mcpServer) complete(_ context.Context, req *mcp.CompleteRequest) (*mcp.CompleteResult, error) {
	var ids []string
	if req.Params.Argument.Name == "id" {
		for i := range s.catalog.Rules {
			if id := s.catalog.Rules[i].ID; strings.HasPrefix(id, strings.ToUpper(req.Params.Argument.Value)) {
				ids = append(ids, id)
			}
		}
	}
	shown := ids[:min(len(ids), maxCompletions)]
	return &mcp.CompleteResult{Completion: mcp.CompletionResultDetails{
		Values: append([]string{}, shown...), Total: len(ids), HasMore: len(shown) < len(ids),
	}}, nil
}
