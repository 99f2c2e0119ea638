// Results as elements.

import { checkScript as words, severity as severityNames } from "../../strings.json";
import type { Finding, Report, Result } from "../check/report.ts";
import { element } from "../dom.ts";
import { fill, named } from "../words.ts";
import { type CatalogIndex, severities, verdictNames } from "./catalog.ts";
import { type Choice, type Group, groups, heat } from "./groups.ts";

/** Resources of a group shown at once, and more at each press. */
const firstShown = 3;
const moreShown = 50;

/** What the results need of the page. */
export interface Context {
  index: CatalogIndex;
  /** The address of a rule's page, where there is one. */
  ruleURL(id: string): string | undefined;
  /** A line of a document, "" where there is none. */
  line(document: string, line: number): string;
  /** Leads to a place in a document. */
  go(document: string, line: number, column: number): void;
}

/** The counts by verdict, each a button that shows only those results. */
export function summary(report: Report, choice: Choice, choose: (verdict: string) => void): HTMLElement[] {
  return Object.entries(verdictNames).flatMap(([verdict, label]): HTMLElement[] => {
    const n = report.summary[verdict as keyof Report["summary"]] ?? 0;
    if (n === 0 && verdict !== "fail" && verdict !== "pass") return [];
    const inside = [element("b", { class: `verdict-${verdict}` }, String(n)), element("span", {}, label)];
    if (verdict === "manual" || verdict === "accepted") return [element("div", { class: "tile" }, ...inside)];
    const on = choice.verdict === verdict;
    const button = element("button", { type: "button", class: "tile", "aria-pressed": String(on) }, ...inside);
    button.addEventListener("click", () => choose(on ? "" : verdict));
    return [button];
  });
}

/** The rows of the heat map; a cell shows only its results. */
export function heatRows(report: Report, index: CatalogIndex, choice: Choice, choose: (pillar: string, severity: string) => void): HTMLElement[] {
  const counts = heat(report, index);
  const most = Math.max(1, ...counts.values());
  return index.catalog.pillars.map((pillar) =>
    element("tr", { "data-pillar": pillar.id }, element("th", { scope: "row" }, pillar.name),
      ...severities.map((severity) => {
        const n = counts.get(`${pillar.id} ${severity}`) ?? 0;
        const cell = element("td", { "data-heat": String(Math.ceil((4 * n) / most)) });
        if (n === 0) {
          cell.append(element("span", { "aria-hidden": "true" }, "·"), element("span", { class: "visually-hidden" }, "0"));
          return cell;
        }
        const on = choice.pillar === pillar.id && choice.severity === severity;
        const button = element("button", { type: "button", "aria-pressed": String(on), "aria-label": fill(words.cell, { n, severity: named(severityNames, severity), pillar: pillar.name }) }, String(n));
        button.addEventListener("click", () => (on ? choose("", "") : choose(pillar.id, severity)));
        cell.append(button);
        return cell;
      })));
}

/** What was read, and what could not be. */
export function documents(report: Report, context: Context): HTMLElement[] {
  const list = element("ul", { class: "documents" });
  const problems: HTMLElement[] = [];
  for (const doc of report.documents) {
    const resources = fill(words.resources, { n: doc.resources });
    if (report.documents.length <= 20 || doc.problems.length > 0) {
      list.append(element("li", {}, element("code", {}, doc.name), ` ${doc.shape === "unrecognised" ? words.notRecognised : fill(words.recognised, { shape: doc.shape, resources })}`));
    }
    for (const p of doc.problems) {
      problems.push(element("div", { class: "result result-fail" },
        element("h3", {}, words.couldNotRead),
        element("p", {}, p.message),
        place(context, doc.name, p.line, p.column, report.documents.length > 1)));
    }
  }
  if (report.documents.length > 20) list.prepend(element("li", {}, fill(words.documents, { n: report.documents.length })));
  return [list, ...problems];
}

/** The results that fit a choice. What holds and what does not apply is one
 * line each, folded away. */
export function resultViews(report: Report, context: Context, choice: Choice): HTMLElement[] {
  const views: HTMLElement[] = [];
  const quiet = new Map<string, Group[]>();
  for (const group of groups(report, context.index, choice)) {
    if (group.verdict !== "pass" && group.verdict !== "notApplicable") {
      views.push(groupView(group, context, report.documents.length > 1));
      continue;
    }
    const list = quiet.get(group.verdict);
    if (list) list.push(group);
    else quiet.set(group.verdict, [group]);
  }
  for (const [verdict, list] of quiet) views.push(quietView(verdict, list, context, choice.verdict === verdict));
  if (views.length === 0) views.push(element("p", { class: "empty" }, report.results.length === 0 ? words.noCheck : words.nothingFits));
  return views;
}

/** Leads from a line of a document to the first result about it. */
export function showLine(views: ParentNode, document: string, line: number): void {
  const key = `${document}:${line}`;
  const found = [...views.querySelectorAll<HTMLElement>("[data-lines]")].find((item) => item.dataset["lines"]!.split("\n").includes(key));
  found?.scrollIntoView({ block: "center" });
  found?.querySelector<HTMLElement>(".at")?.focus({ preventScroll: true });
}

function groupView(group: Group, context: Context, several: boolean): HTMLElement {
  const { index } = context;
  const [first] = group.results;
  const view = element("article", { class: `result result-${group.verdict}` },
    element("h3", {}, element("span", { class: `verdict verdict-${group.verdict}` }, verdictNames[group.verdict] ?? group.verdict), " ", index.title(group.check)),
    element("p", { class: "rule-meta" }, element("span", { class: `sev sev-${group.severity}` }, named(severityNames, group.severity)),
      ...(group.results.length > 1 ? [element("span", {}, fill(words.resources, { n: group.results.length }))] : []),
      ...first!.rules.map((id) => ruleLink(id, context))));
  const about = index.check(group.check);
  if (group.verdict === "fail" && about) view.append(element("p", { class: "advice" }, about.message));
  const list = element("ul", { class: "occurrences" });
  let shown = 0;
  const more = element("button", { type: "button", class: "quiet more" });
  const grow = (by: number) => {
    for (const r of group.results.slice(shown, shown + by)) list.append(occurrence(r, context, several));
    shown = Math.min(group.results.length, shown + by);
    more.hidden = shown === group.results.length;
    const left = group.results.length - shown;
    more.textContent = left > moreShown ? fill(words.moreOf, { n: moreShown, left }) : fill(words.more, { n: left });
  };
  more.addEventListener("click", () => {
    const next = shown;
    grow(moreShown);
    (list.children[next]?.querySelector<HTMLElement>("button") ?? list).focus();
  });
  grow(firstShown);
  view.append(list, more);
  const fixes = group.verdict === "fail" ? index.remediation(first!) : [];
  if (fixes.length > 0) {
    view.append(element("details", { class: "fix" }, element("summary", {}, words.howToFix),
      ...fixes.flatMap((fix) => [element("p", { class: "rule-meta" }, fix.tool), element("pre", { tabindex: "0" }, element("code", {}, fix.code))])));
  }
  return view;
}

/** One resource of a group: its name, and what was found where. */
function occurrence(result: Result, context: Context, several: boolean): HTMLElement {
  const item = element("li", { "data-lines": result.findings.map((f) => `${result.resource.document}:${f.line}`).join("\n") });
  item.append(element("p", { class: "resource" }, result.resource.name || result.resource.type));
  if (result.reason) item.append(element("p", { class: "reason" }, result.verdict === "unknown" ? fill(words.whyUnknown, { reason: result.reason }) : result.reason));
  for (const finding of result.findings) item.append(findingView(finding, result, context, several));
  return item;
}

function findingView(finding: Finding, result: Result, context: Context, several: boolean): HTMLElement {
  const view = element("div", { class: "finding" });
  const { expected } = finding;
  if ((finding.keyword === "anyOf" || finding.keyword === "oneOf") && Array.isArray(expected)) {
    view.append(element("p", {}, finding.keyword === "anyOf" ? words.anyOf : words.oneOf), element("ul", {}, ...expected.map((one) => element("li", {}, String(one)))));
  } else {
    view.append(element("p", {}, finding.message));
  }
  view.append(place(context, result.resource.document, finding.line, finding.column, several));
  return view;
}

/** A button that leads to a place in a document, with the line there. */
function place(context: Context, document: string, line: number, column: number, several: boolean): HTMLElement {
  const button = element("button", { type: "button", class: "at" }, several ? `${document}:${line}:${column}` : fill(words.place, { line, column }));
  button.addEventListener("click", () => context.go(document, line, column));
  const text = context.line(document, line).trim();
  const box = element("div", { class: "place" }, button);
  // A bracket alone says nothing.
  if (/\w/.test(text)) box.append(element("pre", {}, element("span", { class: "line-number" }, String(line)), text.slice(0, 200)));
  return box;
}

function quietView(verdict: string, list: Group[], context: Context, open: boolean): HTMLElement {
  const count = list.reduce((n, g) => n + g.results.length, 0);
  const fold = element("details", { class: "quiet-results" }, element("summary", {}, fill(words.folded, { verdict: verdictNames[verdict]!, n: count })));
  const rows = element("ul");
  fold.append(rows);
  const fillRows = () => {
    if (!fold.open || rows.childElementCount > 0) return;
    for (const group of list) {
      const names = group.results.slice(0, 5).map((r) => r.resource.name || r.resource.type);
      if (group.results.length > names.length) names.push(fill(words.moreNames, { n: group.results.length - names.length }));
      const row = element("li", {}, `${context.index.title(group.check)} `, element("span", { class: "rule-meta" }, names.join(", "), ...group.results[0]!.rules.map((id) => ruleLink(id, context))));
      const reasons = [...new Set(group.results.map((r) => r.reason).filter((r) => r))];
      for (const reason of reasons.slice(0, 3)) row.append(element("p", { class: "reason" }, reason!));
      rows.append(row);
    }
  };
  fold.addEventListener("toggle", fillRows);
  fold.open = open;
  fillRows();
  return fold;
}

function ruleLink(id: string, context: Context): HTMLElement {
  const href = context.ruleURL(id);
  const link = href === undefined ? element("span", {}, id) : element("a", { href }, id);
  const title = context.index.rule(id)?.title;
  if (title) link.title = title;
  return link;
}
