// What a report looks like, on the checker page and in the element.
import type { Finding, Report, Result } from "./check/report.ts";
import { element } from "./dom.ts";
import type { Check, Rule } from "./types/catalog.ts";

export const severities = ["high", "medium", "low"];

/** Findings shown at once: more would make the page slow, not clearer. */
const mostShown = 500;

/** Verdicts in the order in which they are shown. */
export const verdictNames: Record<string, string> = {
  fail: "Fails",
  unknown: "Unknown",
  pass: "Holds",
  notApplicable: "Not applicable",
  accepted: "Accepted",
  manual: "For a person",
};

/** The part of a catalog that results are shown with. */
export interface Shown {
  rules: Pick<Rule, "id" | "remediation" | "checks">[];
}

/** Where results lead to. */
export interface Places {
  /** The address of a rule's page, where there is one. */
  rule(id: string): string | undefined;
  /** A line of a document, counted from 1. */
  line(document: string, line: number): string;
  /** Leads to a place in a document. */
  go(document: string, line: number, column: number): void;
}

const checks = new WeakMap<object, Map<string, Check>>();

/** A check of a catalog by its ID. */
export function findCheck(catalog: Shown, id: string): Check | undefined {
  let byID = checks.get(catalog);
  if (!byID) {
    byID = new Map(catalog.rules.flatMap((rule) => rule.checks.map((check) => [check.id, check])));
    checks.set(catalog, byID);
  }
  return byID.get(id);
}

/** A report in a sentence. */
export function sentence(report: Report): string {
  const { fail, pass, unknown } = report.summary;
  const problems = report.documents.reduce((n, d) => n + d.problems.length, 0);
  const parts = [`${fail} ${fail === 1 ? "check fails" : "checks fail"}`, `${pass} hold`];
  if (unknown) parts.push(`${unknown} cannot be decided`);
  if (problems) parts.push(`${problems} ${problems === 1 ? "problem" : "problems"} reading`);
  if (report.results.length === 0 && problems === 0) return "Nothing in here that a check applies to.";
  return parts.join(", ") + ".";
}

/** The counts of a report, one box a verdict. */
export function summaryView(report: Report): HTMLElement[] {
  return Object.entries(verdictNames).flatMap(([verdict, label]) => {
    const n = report.summary[verdict as keyof Report["summary"]];
    if (n === 0 && (verdict === "accepted" || verdict === "notApplicable")) return [];
    return element("div", {}, element("b", { class: `verdict-${verdict}` }, String(n)), element("span", {}, label));
  });
}

/** Results of a report, document by document. What holds and what does not
 * apply is folded away, but for the verdict that was asked for. */
export function resultsView(catalog: Shown, report: Report, chosen: Result[], places: Places, asked = ""): HTMLElement[] {
  const views: HTMLElement[] = [];
  const byDocument = grouped(chosen, (r) => r.resource.document);
  let left = mostShown;
  for (const doc of report.documents) {
    views.push(element("p", { class: "document-name" }, `${doc.name}: ${doc.shape}, ${doc.resources} ${doc.resources === 1 ? "resource" : "resources"}`));
    for (const problem of doc.problems) {
      views.push(
        element("div", { class: "result result-fail" },
          element("h3", {}, "Could not read the document"),
          element("p", {}, problem.message),
          placeButton(places, doc.name, problem)),
      );
    }
    const byRank = grouped(byDocument.get(doc.name) ?? [], (r) => `${r.verdict} ${r.severity}`);
    const ranked = (verdict: string) => severities.flatMap((severity) => byRank.get(`${verdict} ${severity}`) ?? []);
    const loud = Object.keys(verdictNames).filter((v) => v !== "pass" && v !== "notApplicable").flatMap(ranked);
    views.push(...loud.slice(0, left).map((result) => resultView(catalog, result, places)));
    left -= Math.min(left, loud.length);
    for (const verdict of ["pass", "notApplicable"]) {
      const quiet = ranked(verdict);
      if (quiet.length > 0) views.push(foldedView(catalog, verdict, quiet, places, asked === verdict));
    }
  }
  if (left === 0 && chosen.length > mostShown) views.push(element("p", {}, `Only the first ${mostShown} findings are shown; the report has all.`));
  return views;
}

function grouped(results: Result[], by: (r: Result) => string): Map<string, Result[]> {
  const groups = new Map<string, Result[]>();
  for (const r of results) {
    const group = groups.get(by(r));
    if (group) group.push(r);
    else groups.set(by(r), [r]);
  }
  return groups;
}

/** Results in one line each, made when they are unfolded. */
function foldedView(catalog: Shown, verdict: string, results: Result[], places: Places, open: boolean): HTMLElement {
  const fold = element("details", { class: "quiet-results" }, element("summary", {}, `${verdictNames[verdict]}: ${results.length}`));
  const list = element("ul");
  fold.append(list);
  fold.addEventListener("toggle", () => {
    if (list.childElementCount > 0) return;
    for (const r of results.slice(0, mostShown)) {
      list.append(element("li", {}, `${findCheck(catalog, r.check)?.title ?? r.check} `, element("span", { class: "rule-meta" }, r.resource.name, ...ruleLinks(r, places)), r.reason ? element("p", {}, r.reason) : ""));
    }
  });
  fold.open = open;
  return fold;
}

function resultView(catalog: Shown, result: Result, places: Places): HTMLElement {
  const about = findCheck(catalog, result.check);
  const view = element("article", { class: `result result-${result.verdict}` },
    element("h3", {}, element("span", { class: `verdict verdict-${result.verdict}` }, verdictNames[result.verdict] ?? result.verdict), ` · ${about?.title ?? result.check}`),
    element("p", { class: "rule-meta" }, element("span", { class: `sev sev-${result.severity}` }, result.severity), element("span", {}, result.resource.name || result.resource.type), ...ruleLinks(result, places)));
  if (result.verdict === "fail" && about) view.append(element("p", {}, about.message));
  if (result.reason) view.append(element("p", { class: "reason" }, result.verdict === "unknown" ? `Why unknown: ${result.reason}` : result.reason));
  for (const finding of result.findings) view.append(findingView(result.resource.document, finding, places));
  const fixes = catalog.rules.find((r) => result.rules.includes(r.id) && r.remediation.length > 0)?.remediation ?? [];
  if (result.verdict === "fail" && fixes.length > 0) {
    view.append(element("details", { class: "fix" }, element("summary", {}, "How to fix"),
      ...fixes.flatMap((fix) => [element("p", { class: "rule-meta" }, fix.tool), element("pre", { tabindex: "0" }, element("code", {}, fix.code))])));
  }
  return view;
}

/** What was expected and found, where. */
function findingView(document: string, finding: Finding, places: Places): HTMLElement {
  const { expected } = finding;
  const alternatives = (finding.keyword === "anyOf" || finding.keyword === "oneOf") && Array.isArray(expected) && expected.length > 1 ? expected : [];
  return element("div", { class: "finding" },
    ...(alternatives.length > 0
      ? [element("p", {}, "Expected one of:"), element("ul", {}, ...alternatives.map((words) => element("li", {}, String(words))))]
      : [element("p", {}, finding.message)]),
    placeButton(places, document, finding),
    element("pre", {}, `${finding.line} │ ${places.line(document, finding.line).trim().slice(0, 200)}`));
}

/** A button that leads to a place in a document. */
function placeButton(places: Places, document: string, { line, column }: { line: number; column: number }): HTMLElement {
  const button = element("button", { type: "button", class: "at" }, `line ${line}, column ${column}`);
  button.addEventListener("click", () => places.go(document, line, column));
  return button;
}

/** The rules that a check verifies, each leading to its page. */
function ruleLinks(result: Result, places: Places): HTMLElement[] {
  return result.rules.map((id) => {
    const href = places.rule(id);
    return href === undefined ? element("span", {}, id) : element("a", { href }, id);
  });
}
