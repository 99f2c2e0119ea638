package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/afero"
)

// isSite says why a folder that holds something is no site, and so not ours
// to replace; nil where it is one.
func isSite(fsys afero.Fs, dir string) error {
	if ok, _ := afero.Exists(fsys, filepath.Join(dir, "api/v1/index.json")); ok {
		return nil
	}
	return errors.New("holds files that are no Pillars site")
}

// replaceDir lets write fill a new folder beside dir and puts it in dir's
// place when it is whole. A dir that holds something is replaced only where
// ours says nothing against it. Where write fails, or the process ends before
// it is done, dir stays as it was. What earlier runs that were killed left
// behind is cleared away, and a dir they had moved aside is put back.
func replaceDir(fsys afero.Fs, dir string, ours func(fsys afero.Fs, dir string) error, write func(afero.Fs) error) (err error) {
	dir = filepath.Clean(dir)
	if err := checkReplaceable(fsys, dir, ours); err != nil {
		return err
	}
	if err := fsys.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return fmt.Errorf("could not make the output's folder: %w", err)
	}
	if err := recoverDir(fsys, dir); err != nil {
		return err
	}
	pid := strconv.Itoa(os.Getpid())
	stage, old := aside(dir, "new", pid), aside(dir, "old", pid)
	if err := fsys.Mkdir(stage, 0o755); err != nil {
		return fmt.Errorf("could not make the staging folder: %w", err)
	}
	defer func() {
		if err != nil {
			_ = fsys.RemoveAll(stage)
		}
	}()
	if err := write(afero.NewBasePathFs(fsys, stage)); err != nil {
		return err
	}
	hadOld := true
	if err := fsys.Rename(dir, old); os.IsNotExist(err) {
		hadOld = false
	} else if err != nil {
		return fmt.Errorf("could not move the old output aside: %w", err)
	}
	if err := fsys.Rename(stage, dir); err != nil {
		if hadOld {
			_ = fsys.Rename(old, dir)
		}
		return fmt.Errorf("could not put the new output in its place: %w", err)
	}
	if hadOld {
		if err := fsys.RemoveAll(old); err != nil {
			return fmt.Errorf("the new output is in place, but the old one could not be removed: %w", err)
		}
	}
	return nil
}

// checkReplaceable refuses to replace a folder that holds something else.
func checkReplaceable(fsys afero.Fs, dir string, ours func(fsys afero.Fs, dir string) error) error {
	info, err := fsys.Stat(dir)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("could not look at the output folder: %w", err)
	}
	if !info.IsDir() {
		return fmt.Errorf("--out %s is a file", dir)
	}
	entries, err := afero.ReadDir(fsys, dir)
	if err != nil {
		return fmt.Errorf("could not look at the output folder: %w", err)
	}
	if len(entries) == 0 {
		return nil
	}
	if err := ours(fsys, dir); err != nil {
		return fmt.Errorf("--out %s %w: name an empty or a new folder", dir, err)
	}
	return nil
}

// aside gives the name of a folder beside dir: ".public.new-123".
func aside(dir, what, pid string) string {
	return filepath.Join(filepath.Dir(dir), "."+filepath.Base(dir)+"."+what+"-"+pid)
}

// recoverDir clears away what killed runs left beside dir.
func recoverDir(fsys afero.Fs, dir string) error {
	for _, what := range []string{"old", "new"} {
		left, err := afero.Glob(fsys, aside(dir, what, "*"))
		if err != nil {
			return err
		}
		for _, name := range left {
			pid, err := strconv.Atoi(name[strings.LastIndexByte(name, '-')+1:])
			if err != nil || pid != os.Getpid() && alive(pid) {
				continue
			}
			if exists, _ := afero.DirExists(fsys, dir); what == "old" && !exists {
				if err := fsys.Rename(name, dir); err != nil {
					return fmt.Errorf("could not put back the output that an interrupted build had moved aside: %w", err)
				}
				continue
			}
			if err := fsys.RemoveAll(name); err != nil {
				return fmt.Errorf("could not clear away what an interrupted build left: %w", err)
			}
		}
	}
	return nil
}

// alive tells whether a process with that ID runs.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	return err == nil && p.Signal(syscall.Signal(0)) == nil
}
