package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/afero"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// complete gives what a shell is told to offer behind some words, and the
// directive, by cobra's hidden command.
func complete(t *testing.T, fsys afero.Fs, words ...string) (offered []string, directive string) {
	t.Helper()
	var out, said bytes.Buffer
	if status := run(append([]string{cobra.ShellCompRequestCmd}, words...), nil, &out, &said, fsys); status != exitOK {
		t.Fatalf("%v: status %d: %s", words, status, &said)
	}
	offered = strings.Split(strings.TrimSpace(out.String()), "\n")
	return offered[:len(offered)-1], offered[len(offered)-1]
}

func TestCompletion(t *testing.T) {
	const files, none, folders = ":0", ":4", ":16"
	catalog := afero.NewMemMapFs()
	if status := run([]string{"catalog", "--out", "catalog.json"}, nil, nil, new(bytes.Buffer), catalog); status != exitOK {
		t.Fatal("no catalog")
	}
	for _, test := range []struct {
		line      string // what stands behind pillars; the last word, which may be empty, is to be completed
		want      string // words that must be offered
		not       string // a word that must not
		directive string
	}{
		{"che", "check", "build", none},
		{"rule ", "ACR-001 AKS-017 WAF-001", "", none},
		{"rule acr-0", "ACR-001", "AKS-017", none},
		{"rule --catalog catalog.json AKS-", "AKS-017", "ACR-001", none},
		{"rule --catalog nothere.json AKS-", "", "AKS-017", none},
		{"rule AKS-001 ", "", "AKS-017", none},
		{"check ", "", "", files},
		{"check --format ", "text json sarif junit markdown html", "", ":36"},
		{"check --fail-on ", "high medium low never", "", ":36"},
		{"check --explain ", "aks-uptime-sla k8s-run-as-non-root", "", none},
		{"check --review ", "", "", files},
		{"catalog --format ", "json csv xlsx oscal", "", ":36"},
		{"lint --format ", "text json sarif", "", ":36"},
		{"lint --explain ", "all missing-benefit", "", none},
		{"lint --content ", "", "", folders},
		{"diff --format ", "text json markdown", "", ":36"},
		{"build --out ", "", "", folders},
		{"build --base-url ", "", "", none},
		{"build ", "", "", none},
		{"man ", "", "", folders},
		{"mcp --allow-files ", "", "", folders},
	} {
		offered, directive := complete(t, catalog, strings.Split(test.line, " ")...)
		var words []string
		for _, o := range offered {
			word, _, _ := strings.Cut(o, "\t")
			words = append(words, word)
		}
		for _, want := range strings.Fields(test.want) {
			if !slices.Contains(words, want) {
				t.Errorf("%q offers no %s: %v", test.line, want, words)
			}
		}
		if slices.Contains(words, test.not) && test.not != "" || directive != test.directive || test.want == "" && len(words) > 0 {
			t.Errorf("%q offers %v, directive %s, want %s", test.line, words, directive, test.directive)
		}
	}
}

// TestEveryFlagCompletes holds that the help of each flag with a value says
// what its values are, in a form that addCompletions knows.
func TestEveryFlagCompletes(t *testing.T) {
	for _, cmd := range (&app{}).rootCommand().Commands() {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if _, ok := cmd.GetFlagCompletionFunc(f.Name); !ok && f.NoOptDefVal == "" {
				t.Errorf("%s --%s: shells do not know what stands behind it: %s", cmd.CommandPath(), f.Name, f.Usage)
			}
		})
	}
}

// TestCompletionScripts holds that every shell has its script.
func TestCompletionScripts(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		var out bytes.Buffer
		if status := run([]string{"completion", shell}, nil, &out, &out, afero.NewMemMapFs()); status != exitOK || !strings.Contains(out.String(), cobra.ShellCompRequestCmd) {
			t.Errorf("%s: status %d\n%.300s", shell, status, &out)
		}
	}
}
