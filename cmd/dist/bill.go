package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"pillars/rules/export"
)

// bill writes the bill of materials (CycloneDX 1.6, JSON): each binary with its
// hash, each module and npm package with its licence, and which binary is
// made of which.
func (r *release) bill() error {
	bom := cdx.NewBOM()
	bom.JSONSchema, bom.SpecVersion = "http://cyclonedx.org/schema/bom-1.6.schema.json", cdx.SpecVersion1_6
	own := cdx.Component{
		BOMRef: "pillars", Type: cdx.ComponentTypeApplication, Name: "pillars", Version: r.version, PackageURL: "pkg:generic/pillars@" + r.version,
		Description: "Well-Architected guides as rules you can browse, embed and check", Licenses: licences([]string{"MIT"}),
	}
	bom.Metadata = &cdx.Metadata{Timestamp: r.date.UTC().Format(time.RFC3339), Component: &own}
	components := []cdx.Component{}
	dependencies := []cdx.Dependency{{Ref: own.BOMRef, Dependencies: &[]string{}}}
	for _, b := range r.binaries {
		ref := "binary/" + b.platform.String()
		components = append(components, cdx.Component{
			BOMRef: ref, Type: cdx.ComponentTypeFile, Name: b.platform.String() + "/" + b.name(), Version: r.version,
			Hashes:     &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: b.sha256}},
			Properties: &[]cdx.Property{{Name: "GOOS", Value: b.os}, {Name: "GOARCH", Value: b.arch}, {Name: "go", Value: b.info.GoVersion}},
		})
		*dependencies[0].Dependencies = append(*dependencies[0].Dependencies, ref)
		dependencies = append(dependencies, cdx.Dependency{Ref: ref, Dependencies: r.partsOf(b)})
	}
	for _, m := range r.modules {
		c := cdx.Component{BOMRef: m.ref(), Type: cdx.ComponentTypeLibrary, Name: m.path, Version: m.version, PackageURL: m.ref(), Licenses: licences(m.license.ids)}
		if m.sum != "" {
			c.Properties = &[]cdx.Property{{Name: "go.sum", Value: m.sum}}
		}
		components = append(components, c)
		dependencies = append(dependencies, cdx.Dependency{Ref: c.BOMRef})
	}
	for _, p := range r.packages {
		sum, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(p.integrity, "sha512-"))
		if err != nil {
			return fmt.Errorf("the integrity of npm package %s is no SHA-512: %w", p.name, err)
		}
		components = append(components, cdx.Component{
			BOMRef: p.ref(), Type: cdx.ComponentTypeLibrary, Name: p.name, Version: p.version, PackageURL: p.ref(), Licenses: licences(p.license.ids),
			Hashes: &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA512, Value: hex.EncodeToString(sum)}},
		})
		dependencies = append(dependencies, cdx.Dependency{Ref: p.ref()})
	}
	bom.Components, bom.Dependencies = &components, &dependencies
	text, err := encodeBill(bom)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(text)
	bom.SerialNumber = "urn:uuid:" + export.UUID("bill of materials "+hex.EncodeToString(sum[:])) // of the content without it
	if text, err = encodeBill(bom); err != nil {
		return err
	}
	return os.WriteFile(r.artifact("pillars_"+r.version+".cdx.json"), text, 0o644)
}

// partsOf gives the modules and packages that a binary is made of.
func (r *release) partsOf(b binary) *[]string {
	linked := map[string]bool{stdPath: true}
	for _, d := range b.info.Deps {
		linked[d.Path] = true
	}
	parts := []string{}
	for _, m := range r.modules {
		if linked[m.path] {
			parts = append(parts, m.ref())
		}
	}
	for _, p := range r.packages {
		parts = append(parts, p.ref())
	}
	return &parts
}

// licences gives licences in the form of CycloneDX.
func licences(ids []string) *cdx.Licenses {
	if len(ids) == 1 {
		return &cdx.Licenses{{License: &cdx.License{ID: ids[0]}}}
	}
	return &cdx.Licenses{{Expression: strings.Join(ids, " AND ")}}
}

func encodeBill(bom *cdx.BOM) ([]byte, error) {
	var b bytes.Buffer
	if err := cdx.NewBOMEncoder(&b, cdx.BOMFileFormatJSON).SetPretty(true).SetEscapeHTML(false).Encode(bom); err != nil {
		return nil, fmt.Errorf("could not write the bill of materials: %w", err)
	}
	return b.Bytes(), nil
}
