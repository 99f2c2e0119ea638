package main

import (
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
)

// platform is an operating system and a processor as Go names them.
type platform struct{ os, arch string }

func (p platform) String() string { return p.os + "_" + p.arch }

// platforms are those that a release has binaries for.
var platforms = []platform{
	{"darwin", "amd64"}, {"darwin", "arm64"},
	{"linux", "amd64"}, {"linux", "arm64"},
	{"windows", "amd64"}, {"windows", "arm64"},
}

var hostPlatform = platform{runtime.GOOS, runtime.GOARCH}

// linkerFlags are those of the Makefile; the version stands behind them. They
// leave out what differs from build to build.
const linkerFlags = "-s -w -buildid= -X main.version="

// binary is a binary of the release.
type binary struct {
	platform
	path   string
	sha256 string // hexadecimal
	info   *buildinfo.BuildInfo
}

// name gives the name of the program.
func (p platform) name() string {
	if p.os == "windows" {
		return "pillars.exe"
	}
	return "pillars"
}

// env gives the variables that choose a platform and leave nothing to the
// machine's own settings.
func (p platform) env() []string {
	return []string{
		"CGO_ENABLED=0", "GOOS=" + p.os, "GOARCH=" + p.arch, "GOAMD64=v1", "GOARM64=v8.0",
		"GOFLAGS=-trimpath", "GOEXPERIMENT=", "GOWORK=off",
	}
}

// compile builds the binary of each platform, and one that runs here.
func (r *release) compile() error {
	for _, p := range r.platforms {
		b, err := r.build(p)
		if err != nil {
			return err
		}
		r.binaries = append(r.binaries, b)
		if p == hostPlatform {
			r.host = b.path
		}
	}
	if r.host == "" {
		b, err := r.build(hostPlatform)
		if err != nil {
			return err
		}
		r.host = b.path
	}
	return nil
}

// build builds the binary of a platform.
func (r *release) build(p platform) (binary, error) {
	b := binary{platform: p, path: filepath.Join(r.work, "bin", p.String(), p.name())}
	_, err := outputWith(p.env(), r.root, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags", linkerFlags+r.version, "-o", b.path, "./cmd/pillars")
	if err != nil {
		return b, err
	}
	if b.info, err = buildinfo.ReadFile(b.path); err != nil {
		return b, fmt.Errorf("could not read what is linked into %s: %w", b.path, err)
	}
	size, sum, err := sumFile(b.path)
	if err != nil {
		return b, err
	}
	b.sha256 = sum
	fmt.Fprintf(r.log, "  %s: %.1f MB\n", p, float64(size)/1e6)
	return b, nil
}

// sumFile gives the size and the SHA-256 of a file, in hexadecimal.
func sumFile(name string) (size int64, sum string, err error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	hash := sha256.New()
	size, err = io.Copy(hash, f)
	return size, hex.EncodeToString(hash.Sum(nil)), err
}
