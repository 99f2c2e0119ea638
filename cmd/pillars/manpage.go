package main

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// writeManPage writes the page of a command in the macros of man(7), made of
// what --help says. There is no date in it.
func writeManPage(w *bytes.Buffer, cmd *cobra.Command) {
	fmt.Fprintf(w, ".TH %s 1 \"\" \"pillars %s\" \"Pillars manual\"\n", roff(strings.ToUpper(manName(cmd))), roff(version))
	fmt.Fprintf(w, ".SH NAME\n%s \\- %s\n", roff(manName(cmd)), roff(cmd.Short))
	below := manCommands(cmd)
	behind := strings.TrimSpace(strings.TrimPrefix(cmd.UseLine(), cmd.CommandPath()))
	if len(below) > 0 {
		behind = "COMMAND …"
	}
	fmt.Fprintf(w, ".SH SYNOPSIS\n.B %s\n%s\n", roff(cmd.CommandPath()), roff(behind))
	w.WriteString(".SH DESCRIPTION\n")
	manText(w, cmp.Or(cmd.Long, cmd.Short+"."))
	if len(below) > 0 {
		w.WriteString(".SH COMMANDS\n")
		for _, c := range below {
			fmt.Fprintf(w, ".TP\n.BR %s (1)\n%s\n", roff(manName(c)), roff(c.Short))
		}
	}
	cmd.InitDefaultHelpFlag()
	cmd.InitDefaultVersionFlag()
	w.WriteString(".SH OPTIONS\n")
	cmd.Flags().VisitAll(func(f *pflag.Flag) { manFlag(w, f) })
	if cmd.Example != "" {
		w.WriteString(".SH EXAMPLES\n")
		manText(w, cmd.Example)
	}
	w.WriteString(".SH EXIT STATUS\n")
	for status, meaning := range []string{exitOK: "Clean.", exitFindings: "Findings or problems.", exitUsage: "Wrong usage.", exitFailure: "Could not do it."} {
		fmt.Fprintf(w, ".TP\n.B %d\n%s\n", status, meaning)
	}
	w.WriteString(".SH SEE ALSO\n")
	if cmd.HasParent() {
		fmt.Fprintf(w, ".BR %s (1)\n", roff(manName(cmd.Parent())))
	} else {
		fmt.Fprintf(w, "%s\n", roff(`"pillars completion" prints completions for shells, "pillars COMMAND --help" the help of a command.`))
	}
}

// manFlag writes a flag with its help.
func manFlag(w *bytes.Buffer, f *pflag.Flag) {
	name, usage := pflag.UnquoteUsage(f)
	w.WriteString(".TP\n")
	if f.Shorthand != "" {
		fmt.Fprintf(w, "\\fB%s\\fR, ", roff("-"+f.Shorthand))
	}
	fmt.Fprintf(w, "\\fB%s\\fR", roff("--"+f.Name))
	if name != "" {
		fmt.Fprintf(w, " \\fI%s\\fR", roff(name))
	}
	fmt.Fprintf(w, "\n%s", roff(usage))
	if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "[]" && name != "" {
		fmt.Fprintf(w, " (default %s)", roff(f.DefValue))
	}
	w.WriteByte('\n')
}

// manText writes the text of a help: paragraphs, and indented lines as they
// are.
func manText(w *bytes.Buffer, text string) {
	literal := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if indented := strings.HasPrefix(line, "  "); indented != literal && line != "" {
			literal = indented
			w.WriteString(map[bool]string{true: ".PP\n.nf\n.RS 4\n", false: ".RE\n.fi\n.PP\n"}[literal])
		}
		switch {
		case line == "" && literal:
			w.WriteByte('\n')
		case line == "":
			w.WriteString(".PP\n")
		default:
			fmt.Fprintf(w, "%s\n", roff(strings.TrimPrefix(line, "  ")))
		}
	}
	if literal {
		w.WriteString(".RE\n.fi\n")
	}
}

// roff escapes a line of text.
func roff(line string) string {
	line = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(line)
	if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
		line = `\&` + line
	}
	return line
}
