// Results as the page shows them: those of one check and verdict together.

import { checkScript as words } from "../../strings.json";
import type { Report, Result } from "../check/report.ts";
import { fill } from "../words.ts";
import { type CatalogIndex, severities, verdictNames } from "./catalog.ts";

/** What the visitor chose to see; "" for everything. */
export interface Choice {
  verdict: string;
  pillar: string;
  severity: string;
}

/** The results of one check with one verdict. */
export interface Group {
  check: string;
  verdict: Result["verdict"];
  severity: string;
  results: Result[]; // in the report's order, at least one
}

/** Groups the results that fit a choice: what fails first, the most severe
 * first, then what concerns the most resources. */
export function groups(report: Report, index: CatalogIndex, choice: Choice): Group[] {
  const found = new Map<string, Group>();
  for (const r of report.results) {
    if (choice.verdict && r.verdict !== choice.verdict) continue;
    if (choice.severity && r.severity !== choice.severity) continue;
    if (choice.pillar && !index.pillars(r).includes(choice.pillar)) continue;
    const key = `${r.check} ${r.verdict} ${r.severity}`;
    const group = found.get(key);
    if (group) group.results.push(r);
    else found.set(key, { check: r.check, verdict: r.verdict, severity: r.severity, results: [r] });
  }
  const order = Object.keys(verdictNames);
  return [...found.values()].sort(
    (a, b) =>
      order.indexOf(a.verdict) - order.indexOf(b.verdict) ||
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      b.results.length - a.results.length ||
      (a.check < b.check ? -1 : a.check > b.check ? 1 : 0),
  );
}

/** Failed results counted by pillar and severity, under "pillar severity". */
export function heat(report: Report, index: CatalogIndex): Map<string, number> {
  const counts = new Map<string, number>();
  for (const r of report.results) {
    if (r.verdict !== "fail") continue;
    for (const pillar of index.pillars(r)) {
      const key = `${pillar} ${r.severity}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

/** A report in a sentence. */
export function sentence(report: Report): string {
  const { fail, pass, unknown } = report.summary;
  const problems = report.documents.reduce((n, d) => n + d.problems.length, 0);
  if (report.results.length === 0 && problems === 0) return words.nothingApplies;
  const parts = [fill(words.checksFail, { n: fail }), fill(words.checksHold, { n: pass })];
  if (unknown) parts.push(fill(words.undecided, { n: unknown }));
  if (problems) parts.push(fill(words.problems, { n: problems }));
  return fill(words.sentence, { parts: parts.join(", ") });
}
