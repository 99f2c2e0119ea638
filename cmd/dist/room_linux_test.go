package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// room is a folder that holds the released binary and a cluster's
// configuration, and nothing else.
type room struct {
	dir    string
	chroot bool
}

// newRoom unpacks the binary. Where this user may, the room has no way out: the
// folder is all there is of a file system. Else there are an empty PATH and no
// variables.
func newRoom(t *testing.T) room {
	t.Helper()
	r := room{dir: t.TempDir(), chroot: true}
	if err := os.WriteFile(filepath.Join(r.dir, "pillars"), unpack(t)["pillars"].data, 0o755); err != nil {
		t.Fatal(err)
	}
	cluster := `{"name": "shop", "type": "Microsoft.ContainerService/ManagedClusters", "agentPoolProfiles": [], "sku": {"tier": "Free"}}`
	if err := os.WriteFile(filepath.Join(r.dir, "cluster.json"), []byte(cluster), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := r.command("version").Run(); errors.Is(err, syscall.EPERM) {
		t.Log("this user may not change the root: the rest of the file system stays within reach")
		r.chroot = false
	}
	return r
}

// command gives a command in the room.
func (r room) command(args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(r.dir, "pillars"), args...)
	cmd.Dir, cmd.Env = r.dir, []string{"PATH="}
	if r.chroot {
		cmd.Path, cmd.Dir = "/pillars", "/"
		cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: r.dir}
	}
	return cmd
}

// run runs a command to its end.
func (r room) run(t *testing.T, args ...string) (output string, status int) {
	t.Helper()
	cmd := r.command(args...)
	text, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatalf("%v: %v", args, err)
	}
	return string(text), cmd.ProcessState.ExitCode()
}

// TestAlone holds that whoever has the binary needs nothing else: no Go, no
// Node, no sources, no libraries.
func TestAlone(t *testing.T) {
	r := newRoom(t)
	if text, status := r.run(t, "version"); status != 0 || !strings.Contains(text, testVersion) {
		t.Fatalf("version: status %d\n%s", status, text)
	}
	if text, status := r.run(t, "build", "--zip"); status != 0 {
		t.Errorf("build: status %d\n%s", status, text)
	}
	for _, name := range []string{"index.html", "api/v1/checker.js", "rules/AKS-017/index.html", "pillars-site.zip"} {
		if _, err := os.Stat(filepath.Join(r.dir, "public", filepath.FromSlash(name))); err != nil {
			t.Error(err)
		}
	}
	if text, status := r.run(t, "check", "cluster.json"); status != 1 || !strings.Contains(text, "FAIL  aks-uptime-sla") {
		t.Errorf("check: status %d\n%s", status, text)
	}
	if text, status := r.run(t, "catalog", "--format", "xlsx", "--out", "rules.xlsx"); status != 0 {
		t.Errorf("catalog: status %d\n%s", status, text)
	}
}

// TestServedAlone asks for a page from outside the room.
func TestServedAlone(t *testing.T) {
	cmd := newRoom(t).command("serve", "--addr", "127.0.0.1:0")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			t.Errorf("serve did not end well: %v", err)
		}
	}()
	address := regexp.MustCompile(`http://[^ ]+/`)
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		base := address.FindString(lines.Text())
		if base == "" {
			continue
		}
		res, err := http.Get(base + "rules/AKS-017/")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if page, err := io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusOK || !bytes.Contains(page, []byte("AKS-017")) {
			t.Errorf("status %d, %v\n%.500s", res.StatusCode, err, page)
		}
		return
	}
	t.Error("serve said no address")
}

// TestAssistantAlone lets an assistant outside talk to the binary in the room.
func TestAssistantAlone(t *testing.T) {
	cmd := newRoom(t).command("mcp", "--allow-files", ".")
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test"}, nil).Connect(t.Context(), &mcp.CommandTransport{Command: cmd}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for tool, args := range map[string]map[string]any{
		"check_document": {"path": "cluster.json"},
		"get_rule":       {"id": "AKS-017"},
		"search_rules":   {"query": "AKS-017", "limit": 1},
	} {
		res, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: args})
		if err != nil || res.IsError || !strings.Contains(res.Content[0].(*mcp.TextContent).Text, "AKS-017") {
			t.Errorf("%s: %+v, %v", tool, res, err)
		}
	}
	if err := session.Close(); err != nil {
		t.Errorf("the server did not end well: %v", err)
	}
}
