package testfile

import (
	"os/exec"
	"strings"
	"testing"
)

// Python gives the path of a Python 3 that has some modules, and skips the
// test, saying what to install, where there is none.
func Python(t testing.TB, modules ...string) string {
	t.Helper()
	for _, name := range []string{"python3", "/usr/bin/python3"} { // Debian's own has Debian's modules
		exe, err := exec.LookPath(name)
		if err == nil && exec.Command(exe, "-c", "import "+strings.Join(append(modules, "sys"), ", ")).Run() == nil {
			return exe
		}
	}
	t.Skipf("python3 is not here, or lacks one of %q: install Debian's python3 and python3-<module>", modules)
	return ""
}
