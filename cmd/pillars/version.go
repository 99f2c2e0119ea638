package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"pillars/rules"
)

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the versions of the program and its catalog",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			c, err := rules.Default()
			if err != nil {
				return failure(err)
			}
			_, err = fmt.Fprintf(a.stdout, "pillars %s\ncatalog %s (schema %s, %s)\n%s %s/%s\n",
				version, c.Digest, c.SchemaVersion, count(len(c.Rules), "rule"), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
