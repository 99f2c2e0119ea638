package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/santhosh-tekuri/jsonschema/v5"
)

const (
	root        = "../.."
	testVersion = "v1.2.3-test"
)

var (
	testDate  = time.Date(2026, 1, 2, 3, 4, 6, 0, time.UTC)
	shared    string // folder of the release that all tests look at
	testOnce  sync.Once
	errShared error
)

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "pillars-release-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	shared = filepath.Join(dir, "dist")
	status := m.Run()
	os.RemoveAll(dir)
	os.Exit(status)
}

// hostRelease gives a folder with the release for this platform alone.
func hostRelease(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("building a release takes a while")
	}
	testOnce.Do(func() { errShared = writeRelease(shared) })
	if errShared != nil {
		t.Fatal(errShared)
	}
	return shared
}

func writeRelease(out string) error {
	var log bytes.Buffer
	if err := newRelease(root, testVersion, testDate, []platform{hostPlatform}, &log).write(out); err != nil {
		return fmt.Errorf("%w\n%s", err, &log)
	}
	return nil
}

// folderFiles gives the files of a folder by name.
func folderFiles(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, e := range entries {
		if all[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// TestEqualBytes makes the release for this platform again: every artifact is
// the same.
func TestEqualBytes(t *testing.T) {
	first := folderFiles(t, hostRelease(t))
	out := filepath.Join(t.TempDir(), "elsewhere", "dist")
	if err := writeRelease(out); err != nil {
		t.Fatal(err)
	}
	second := folderFiles(t, out)
	if len(first) != len(second) {
		t.Errorf("%d and %d artifacts", len(first), len(second))
	}
	for name, data := range first {
		if !bytes.Equal(data, second[name]) {
			t.Errorf("%s differs", name)
		}
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(out), ".dist-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	if err := writeRelease(out); err != nil {
		t.Errorf("an earlier release is not replaced: %v", err)
	}
}

// TestArtifacts looks at what a release has.
func TestArtifacts(t *testing.T) {
	dir := hostRelease(t)
	all := folderFiles(t, dir)
	archive := "pillars_" + testVersion + "_" + hostPlatform.String() + ".tar.gz"
	if hostPlatform.os == "windows" {
		archive = strings.Replace(archive, ".tar.gz", ".zip", 1)
	}
	want := []string{archive, "pillars_" + testVersion + ".cdx.json", "pillars-site_" + testVersion + ".zip", "pillars-check-1.2.3-test.tgz", sumsName}
	for _, name := range want {
		if all[name] == nil {
			t.Errorf("there is no %s", name)
		}
	}
	if len(all) != len(want) {
		t.Errorf("%d artifacts, want %d", len(all), len(want))
	}
	lines := strings.Split(strings.TrimSuffix(string(all[sumsName]), "\n"), "\n")
	if len(lines) != len(want)-1 {
		t.Errorf("checksums of %d artifacts, want %d", len(lines), len(want)-1)
	}
	for _, line := range lines {
		sum, name, _ := strings.Cut(line, "  ")
		if _, got, err := sumFile(filepath.Join(dir, name)); err != nil || got != sum {
			t.Errorf("%s: checksum %s, want %s (%v)", name, got, sum, err)
		}
	}
	z, err := zip.OpenReader(filepath.Join(dir, "pillars-site_"+testVersion+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if _, err := z.Open("pillars-site/index.html"); err != nil {
		t.Error(err)
	}
}

// TestNpmPackage installs the npm package and checks with it.
func TestNpmPackage(t *testing.T) {
	if _, err := exec.LookPath("npm"); err != nil {
		t.Skip("skipped: there is no npm")
	}
	tarball, err := filepath.Abs(filepath.Join(hostRelease(t), "pillars-check-1.2.3-test.tgz"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if _, err := output(dir, "npm", "install", "--offline", "--no-audit", "--no-fund", "--silent", tarball); err != nil {
		t.Fatal(err)
	}
	const program = `import { catalog, check } from "pillars-check";
const report = await check(catalog, [{ name: "a", text: '{"type": "Microsoft.ContainerService/managedClusters", "sku": {"tier": "Free"}}' }]);
console.log(report.results.find((r) => r.check === "aks-uptime-sla").verdict);`
	if verdict, err := output(dir, "node", "--input-type=module", "--eval", program); err != nil || verdict != "fail" {
		t.Errorf("the verdict is %q (%v)", verdict, err)
	}
}

// unpack gives the files of the archive for this platform by their names below
// its folder.
func unpack(t *testing.T) map[string]tarFile {
	t.Helper()
	if hostPlatform.os == "windows" {
		t.Skip("reads a tar file")
	}
	folder := "pillars_" + testVersion + "_" + hostPlatform.String()
	f, err := os.Open(filepath.Join(hostRelease(t), folder+".tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	compressed, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]tarFile{}
	for r := tar.NewReader(compressed); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		name, ok := strings.CutPrefix(header.Name, folder+"/")
		if !ok || header.Uid != 0 || header.Uname != "" || !header.ModTime.Equal(testDate) {
			t.Errorf("%s: owner %d %s, time %s", header.Name, header.Uid, header.Uname, header.ModTime)
		}
		files[name] = tarFile{header.FileInfo().Mode(), data}
	}
}

type tarFile struct {
	mode os.FileMode
	data []byte
}

// TestArchive holds what is packed with a binary.
func TestArchive(t *testing.T) {
	files := unpack(t)
	for name, text := range map[string]string{
		"LICENSE": "MIT License", "README.md": "# Pillars", "CHANGELOG.md": "# Changelog",
		"man/pillars.1": `"pillars v1.2.3\-test"`, "man/pillars-check.1": ".SH EXAMPLES",
		"completions/pillars.bash": "__start_pillars", "completions/_pillars": "#compdef pillars",
		"completions/pillars.fish": "complete -c pillars", "completions/pillars.ps1": "Register-ArgumentCompleter",
		"THIRD_PARTY_NOTICES": "npm minisearch ",
	} {
		if f := files[name]; !bytes.Contains(f.data, []byte(text)) || f.mode != 0o644 {
			t.Errorf("%s: mode %s, %d bytes, %q is not in it", name, f.mode, len(f.data), text)
		}
	}
	if files["pillars"].mode != 0o755 {
		t.Errorf("the binary has mode %s", files["pillars"].mode)
	}
	// Nothing of this machine is in the binary.
	here, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(files["pillars"].data, []byte(here+"/")) {
		t.Errorf("the binary holds the path %s", here)
	}
}

// TestNotices holds that every module that the binary names has its licence in
// the notices, and a licence in the bill of materials.
func TestNotices(t *testing.T) {
	notices := string(unpack(t)["THIRD_PARTY_NOTICES"].data)
	for _, c := range *readBill(t).Components {
		if c.Type != cdx.ComponentTypeLibrary {
			continue
		}
		line := regexp.MustCompile(`(?m)^(npm )?` + regexp.QuoteMeta(c.Name+" "+c.Version) + ` \(([^)]+)\)$`).FindStringSubmatch(notices)
		if line == nil {
			t.Errorf("%s is not in the notices", c.Name)
			continue
		}
		said := (*c.Licenses)[0].Expression
		if l := (*c.Licenses)[0].License; l != nil {
			said = l.ID
		}
		if said != line[2] {
			t.Errorf("%s: %s in the bill of materials, %s in the notices", c.Name, said, line[2])
		}
		if !strings.Contains(notices, "\n"+strings.TrimSuffix(line[0], " ("+line[2]+")")+"\n") {
			t.Errorf("%s: no text of its licence", c.Name)
		}
	}
	// A licence in a folder below a module's root.
	if !strings.Contains(notices, "github.com/cespare/xxhash") && !strings.Contains(notices, "Caleb Spare") {
		t.Error("the licence of esbuild's xxhash is not in the notices")
	}
}

func readBill(t *testing.T) *cdx.BOM {
	t.Helper()
	f, err := os.Open(filepath.Join(hostRelease(t), "pillars_"+testVersion+".cdx.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	bom := new(cdx.BOM)
	if err := cdx.NewBOMDecoder(f, cdx.BOMFileFormatJSON).Decode(bom); err != nil {
		t.Fatal(err)
	}
	return bom
}

// TestBill holds the bill of materials to CycloneDX's own schema, and to what
// is released.
func TestBill(t *testing.T) {
	bom := readBill(t)
	if !regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(bom.SerialNumber) {
		t.Errorf("serial number %s", bom.SerialNumber)
	}
	if bom.Metadata.Timestamp != "2026-01-02T03:04:06Z" || bom.Metadata.Component.Version != testVersion {
		t.Errorf("metadata %+v", bom.Metadata)
	}
	refs := map[string]bool{bom.Metadata.Component.BOMRef: true}
	var names []string
	for _, c := range *bom.Components {
		refs[c.BOMRef] = true
		names = append(names, c.Name)
		if c.Type == cdx.ComponentTypeFile {
			binary := filepath.Join(t.TempDir(), "pillars")
			if err := os.WriteFile(binary, unpack(t)["pillars"].data, 0o755); err != nil {
				t.Fatal(err)
			}
			if _, sum, err := sumFile(binary); err != nil || sum != (*c.Hashes)[0].Value {
				t.Errorf("%s: hash %s, want %s (%v)", c.Name, (*c.Hashes)[0].Value, sum, err)
			}
		}
	}
	for _, name := range []string{hostPlatform.String() + "/" + hostPlatform.name(), "github.com/yuin/goldmark", "minisearch", stdPath} {
		if !slices.Contains(names, name) {
			t.Errorf("no %s among %v", name, names)
		}
	}
	for _, d := range *bom.Dependencies {
		if !refs[d.Ref] {
			t.Errorf("there is no component %s", d.Ref)
		}
		if d.Dependencies == nil {
			continue
		}
		for _, ref := range *d.Dependencies {
			if !refs[ref] {
				t.Errorf("%s depends on %s, which is no component", d.Ref, ref)
			}
		}
	}
	// The schema comes with the library.
	lib, err := output(root, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/CycloneDX/cyclonedx-go")
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	for file, id := range map[string]string{"bom-1.6.schema.json": "bom-1.6.schema.json", "spdx.schema.json": "spdx.schema.json", "jsf-0.82.schemax.json": "jsf-0.82.schema.json"} {
		text, err := os.ReadFile(filepath.Join(lib, "schema", file))
		if err != nil {
			t.Fatal(err)
		}
		if err := compiler.AddResource("http://cyclonedx.org/schema/"+id, bytes.NewReader(text)); err != nil {
			t.Fatal(err)
		}
	}
	schema, err := compiler.Compile("http://cyclonedx.org/schema/bom-1.6.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := decodeJSON(filepath.Join(hostRelease(t), "pillars_"+testVersion+".cdx.json"), &value); err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("%#v", err)
	}
}

// TestRefused holds what dist does not do.
func TestRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "letter.txt"), []byte("Dear …"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := replace(dir, filepath.Join(t.TempDir(), "new")); err == nil || !strings.Contains(err.Error(), "no release") {
		t.Errorf("a folder with other files is replaced: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "letter.txt")); err != nil {
		t.Error(err)
	}
	for _, version := range []string{"", "../x", "v1 -X main.evil=1", "-rc"} {
		if err := newRelease(root, version, testDate, nil, io.Discard).write(filepath.Join(t.TempDir(), "dist")); err == nil || !strings.Contains(err.Error(), "no version") {
			t.Errorf("version %q: %v", version, err)
		}
	}
	t.Setenv("SOURCE_DATE_EPOCH", "yesterday")
	if _, err := sourceDate(root); err == nil {
		t.Error("a date that is none is taken")
	}
	t.Setenv("SOURCE_DATE_EPOCH", "1767323046")
	if date, err := sourceDate(root); err != nil || !date.Equal(testDate) {
		t.Errorf("date %s, want %s (%v)", date, testDate, err)
	}
}

// TestLicenceIDs holds how licences are known.
func TestLicenceIDs(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"Permission is hereby granted, free of\n  charge, to any person obtaining a copy of it", "MIT"},
		{"Redistribution and use in source and binary forms … PROVIDED AS IS", "BSD-2-Clause"},
		{"Redistribution and use in source and binary forms … may be used to endorse or promote products …", "BSD-3-Clause"},
		{"                 Apache License\n            Version 2.0, January 2004", "Apache-2.0"},
		{"Licensed under the Apache License, Version 2.0 …\nPermission is hereby granted, free of charge, to any person obtaining a copy", "Apache-2.0 MIT"},
		{"All rights reserved.", ""},
	} {
		if got := strings.Join(licenceIDs(test.text), " "); got != test.want {
			t.Errorf("%q: %s, want %s", test.text, got, test.want)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "LICENSE"), []byte("All rights reserved."), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := readLicence("example.org/m v1", dir, nil); err == nil || !strings.Contains(err.Error(), "could not tell the licence of example.org/m v1") {
		t.Errorf("an unknown licence: %v", err)
	}
}

// TestLinkerFlags holds that make build and a release link alike.
func TestLinkerFlags(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), "LDFLAGS := "+linkerFlags+"$(VERSION)\n") {
		t.Error("the Makefile has other flags for the linker")
	}
}

func decodeJSON(name string, into any) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}
