// The selection as a file: JSON, CSV, Markdown.
import { kind as kinds, rulesScript as words, severity as severities } from "../../strings.json";
import { csvOf } from "../csv.ts";
import { fill, named } from "../words.ts";

/** A rule as it is handed over: from the catalog, or from the page. */
export interface ExportedRule {
  id: string;
  title: string;
  pillar: string | null;
  service: string | null;
  kind: string;
  severity: string;
  scope: string[];
  check: string;
  text: string;
  benefit: string;
  url: string;
}

/** What the columns of the CSV are called, and what stands in them. */
const columns: [string, (r: ExportedRule) => string][] = [
  ["ID", (r) => r.id],
  ["Title", (r) => r.title],
  ["Pillar", (r) => r.pillar ?? ""],
  ["Service", (r) => r.service ?? ""],
  ["Kind", (r) => r.kind],
  ["Scope", (r) => r.scope.join(" ")],
  ["Severity", (r) => r.severity],
  ["Checked", (r) => r.check],
  ["Text", (r) => r.text],
  ["Benefit", (r) => r.benefit],
  ["Address", (r) => r.url],
];

/** RFC 4180, with a mark that tells spreadsheets it is UTF-8. */
export function csv(rules: ExportedRule[]): string {
  const lines = [columns.map(([name]) => name), ...rules.map((r) => columns.map(([, value]) => value(r)))];
  return "\ufeff" + csvOf(lines);
}

/** A list with the rules' text, under a heading that says what was chosen. */
export function markdown(rules: ExportedRule[], heading: string, about: string): string {
  const entries = rules.map((r) => {
    const facts = [r.pillar, named(kinds, r.kind), fill(words.severity, { severity: named(severities, r.severity) }), ...r.scope].filter(Boolean).join(" · ");
    const lines = [`- **[${r.id}](${r.url}) ${escape(r.title)}**`, `  ${facts}`, ""];
    if (r.text) lines.push(`  ${escape(r.text)}`, "");
    if (r.benefit) lines.push(`  ${fill(words.why, { text: escape(r.benefit) })}`, "");
    return lines.join("\n");
  });
  return `# ${heading}\n\n${escape(about)}\n\n${entries.join("\n")}`;
}

/** Text that Markdown leaves as it is. */
function escape(text: string): string {
  return text.replace(/[\\`*_[\]<>|#]/g, "\\$&");
}
