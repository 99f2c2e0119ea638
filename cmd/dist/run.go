package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"pillars/theme"
)

// run makes a release as the flags say, and gives the exit status.
func run(args []string, stderr io.Writer) int {
	flags := flag.NewFlagSet("dist", flag.ContinueOnError)
	flags.SetOutput(stderr)
	out := flags.String("out", "dist", "folder to write")
	version := flags.String("version", "", "version of the release (default: what git describes)")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil {
		return 2
	}
	if err := makeRelease(*out, *version, stderr); err != nil {
		fmt.Fprintf(stderr, "dist: %v\n", err)
		return 1
	}
	return 0
}

func makeRelease(out, version string, stderr io.Writer) error {
	if _, err := theme.Load(nil); err != nil {
		return err
	}
	if version == "" {
		var err error
		if version, err = describe("."); err != nil {
			return err
		}
	}
	date, err := sourceDate(".")
	if err != nil {
		return err
	}
	return newRelease(".", version, date, platforms, stderr).write(out)
}

// describe gives the version that git has for the sources.
func describe(root string) (string, error) {
	text, err := output(root, "git", "describe", "--tags", "--always", "--dirty")
	if err != nil {
		return "", fmt.Errorf("name the version with -version, since git has none: %w", err)
	}
	return text, nil
}

// sourceDate gives the time that the files of a release bear: SOURCE_DATE_EPOCH
// where it is set (seconds since 1970), else that of the last commit, else
// the earliest that a zip file can hold.
func sourceDate(root string) (time.Time, error) {
	earliest := time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
	text := os.Getenv("SOURCE_DATE_EPOCH")
	if text == "" {
		var err error
		if text, err = output(root, "git", "log", "-1", "--format=%ct"); err != nil {
			return earliest, nil
		}
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return earliest, fmt.Errorf("SOURCE_DATE_EPOCH is no number of seconds: %w", err)
	}
	if date := time.Unix(seconds, 0).UTC(); date.After(earliest) {
		return date, nil
	}
	return earliest, nil
}

// output runs a command in a folder and gives what it prints, without the end
// of the last line.
func output(dir, name string, args ...string) (string, error) {
	return outputWith(nil, dir, name, args...)
}

// outputWith is output with variables besides those of the environment.
func outputWith(env []string, dir, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	text, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		err = fmt.Errorf("%w\n%s", err, strings.TrimSpace(string(exit.Stderr)))
	}
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", name, strings.Join(args, " "), err)
	}
	return strings.TrimRight(string(text), "\n"), nil
}

// versions are those that can stand in a file's name and on a command line.
var versions = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z.+_-]*$`)

// replace puts a folder in the place of out, if out is an earlier release,
// empty, or not there.
func replace(out, with string) error {
	entries, err := os.ReadDir(out)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if len(entries) > 0 {
		if _, err := os.Stat(filepath.Join(out, sumsName)); err != nil {
			return fmt.Errorf("%s holds files that are no release: name an empty or a new folder with -out", out)
		}
	}
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	return os.Rename(with, out)
}
