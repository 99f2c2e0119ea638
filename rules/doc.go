// Package rules makes catalogs of rules from guides, and is the way to the
// catalog that comes with Pillars.
//
// # In a program of yours
//
// [Default] gives the catalog of the guides that come with Pillars, [Read]
// reads any other catalog.json and says what is wrong with it. Read takes an
// [io.Reader]: whether the text comes from a file, an archive or an address,
// how much of it may come and how long that may take is for the caller to
// say. Nothing in these packages opens a file or a connection by itself, asks
// the environment or reads the clock.
//
//   - Look up: [Catalog.Rule], [Catalog.Pillar], [Catalog.Service]; many rules
//     at once by [Catalog.ByID].
//   - Choose: [Catalog.Select] with a [Filter].
//   - Compare: [Diff] says what became of each rule between two catalogs.
//   - Compile: [content.Load] reads guides from a folder of any file system,
//     [Compile] makes a catalog of them, [Catalog.JSON] its text. Compile takes
//     the catalog of last time, so that rules keep their IDs.
//   - Check: package check runs a catalog's checks over configurations.
//   - Write: package report has the formats of the checker's reports, package
//     export those of catalogs.
//
// The examples below and in those packages are short programs that a test
// runs. A catalog and all in it are plain values: any number of goroutines may
// read them at the same time. Whoever changes one makes sure that it is their
// own; Default gives everybody the same.
//
// # Versions
//
// Versions are numbered by Semantic Versioning. What they speak of, the API,
// is:
//
//   - the exported names of the packages content, schema, rules, rules/check,
//     rules/report and rules/export;
//   - the files that these read and write, by their schemas (package schema)
//     and by what the documentation of [CheckFile], [Sidecar] and package
//     content says;
//   - the flags and exit statuses of the command, and what it prints as json;
//   - the site's addresses below api/v1/ and of each rule's page.
//
// Within a major version none of these goes away or comes to mean something
// else. There will be more of them: functions, fields of structs (name them in
// literals), values of types such as [ChangeKind] or check.Shape (have a
// default in a switch), optional members in files of schemaVersion 1.x (read
// over those you do not know).
//
// Other things may change in any version: the words of messages and problems;
// what reports for people look like (text, Markdown, HTML); the guides and
// checks that come with Pillars and so the verdicts of the default catalog,
// though no rule ID is ever taken away or given to another rule; the site's
// look; the packages rules/sarif, theme, site, cmd/… and content/testfile.
//
// The go line in go.mod names the oldest Go that will do. It is raised in
// minor versions only, to a release that the Go project supports.
package rules
