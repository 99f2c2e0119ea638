// Package spec holds what somebody needs who works with the catalog in a
// language of their own: the specification of the catalog and of its checks,
// and a short program that follows it. The conformance suite belongs to
// package check.
package spec

import _ "embed"

// Specification is the text of specification.md. Its examples are evaluated
// by tests.
//
//go:embed specification.md
var Specification []byte

// Runner is the text of runner.py, which runs the checks of a catalog with
// Python's jsonschema. A test holds it to the verdicts of package check.
//
//go:embed runner.py
var Runner []byte
