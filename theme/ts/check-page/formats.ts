// A report in the formats that the page offers for download. The command line
// has the same formats with more in them: it knows the documents' folders.

import { checkScript as words, severity as severityNames } from "../../strings.json";
import type { Report } from "../check/report.ts";
import { csvOf } from "../csv.ts";
import { fill, named } from "../words.ts";
import { type CatalogIndex, verdictNames } from "./catalog.ts";
import { sentence } from "./groups.ts";

/** The formats by the extension of their files. */
export const formats: Record<string, { type: string; write: (report: Report, index: CatalogIndex) => string }> = {
  json: { type: "application/json", write: (report) => JSON.stringify(report, null, 2) + "\n" },
  sarif: { type: "application/sarif+json", write: sarif },
  md: { type: "text/markdown", write: markdown },
  csv: { type: "text/csv", write: csv },
};

/** The results as CSV, safe to open in a spreadsheet. */
export function csv(report: Report, index: CatalogIndex): string {
  const rows = [["verdict", "severity", "check", "title", "rules", "document", "resource type", "resource name", "line", "finding", "reason"]];
  for (const r of report.results) {
    const head = [r.verdict, r.severity, r.check, index.title(r.check), r.rules.join(" "), r.resource.document, r.resource.type, r.resource.name];
    if (r.findings.length === 0) rows.push([...head, "", "", r.reason ?? ""]);
    for (const f of r.findings) rows.push([...head, String(f.line), f.message, r.reason ?? ""]);
  }
  return csvOf(rows);
}

/** What fails and what is unknown, as Markdown. */
export function markdown(report: Report, index: CatalogIndex): string {
  const plain = (text: string) => text.replace(/[\\`*_[\]<>|]/g, "\\$&");
  const lines = [`# ${words.report}`, "", sentence(report), ""];
  for (const r of report.results) {
    if (r.verdict !== "fail" && r.verdict !== "unknown") continue;
    lines.push(`- **${verdictNames[r.verdict]}** (${named(severityNames, r.severity)}) ${plain(index.title(r.check))}: ${fill(words.entry, { name: plain(r.resource.name), document: plain(r.resource.document), rules: r.rules.join(", ") })}`);
    for (const f of r.findings) lines.push(`  - ${fill(words.entryLine, { line: f.line, message: plain(f.message) })}`);
    if (r.reason) lines.push(`  - ${plain(r.reason)}`);
  }
  return lines.join("\n") + "\n";
}

/** SARIF levels of our severities. */
const levels: Record<string, string> = { high: "error", medium: "warning", low: "note" };

/** What fails, as SARIF 2.1.0: one result for each finding, under the check's ID. */
export function sarif(report: Report, index: CatalogIndex): string {
  const at = new Map<string, number>();
  const rules: unknown[] = [];
  const results: unknown[] = [];
  for (const r of report.results) {
    if (r.verdict !== "fail") continue;
    let ruleIndex = at.get(r.check);
    if (ruleIndex === undefined) {
      at.set(r.check, (ruleIndex = rules.length));
      rules.push({
        id: r.check,
        shortDescription: { text: index.title(r.check) },
        help: { text: index.check(r.check)?.message || index.title(r.check) },
        defaultConfiguration: { level: levels[r.severity] },
        properties: { tags: [...r.rules, ...index.pillars(r)] },
      });
    }
    for (const f of r.findings) {
      results.push({
        ruleId: r.check,
        ruleIndex,
        level: levels[r.severity],
        message: { text: `${r.resource.name || r.resource.type}: ${f.message}` },
        locations: [{
          physicalLocation: { artifactLocation: { uri: encodeURI(r.resource.document) }, region: { startLine: f.line, startColumn: f.column } },
          logicalLocations: [{ fullyQualifiedName: f.pointer }],
        }],
      });
    }
  }
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{ tool: { driver: { name: "Pillars", rules } }, columnKind: "utf16CodeUnits", results, properties: { catalog: report.catalog, summary: report.summary } }],
  };
  return JSON.stringify(log, null, 2) + "\n";
}
