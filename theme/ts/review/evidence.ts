// From a report of the checker to answers: what passes everywhere is done,
// what fails somewhere is to do. These are proposals; the visitor takes them.
import { reviewLaterScript as words } from "../../strings.json";
import { fill } from "../words.ts";
import { type Answer, type Rule, checker } from "./model.ts";
import { isObject } from "./file.ts";

/** Findings that are written into a note. */
const mostLines = 20;

export interface Proposal {
  rule: string;
  status: "done" | "todo";
  reason: string;
  /** The answer of a person that says something else. */
  standing?: Answer;
}

export interface Evidence {
  catalog: string;
  /** For rules without an answer, or with one from an earlier report. */
  fresh: Proposal[];
  /** Other than what a person answered. */
  differ: Proposal[];
  /** Rules whose answer already says the same. */
  same: number;
  /** Rules of which the checker could not decide everything. */
  undecided: number;
}

interface Result {
  rules: string[];
  verdict: string;
  name: string;
  document: string;
  findings: { message: string; line: number }[];
}

/** Reads what is needed of a report; undefined where it is none. */
function results(report: unknown): { catalog: string; results: Result[] } | undefined {
  if (!isObject(report) || !Array.isArray(report["results"])) return undefined;
  const out: Result[] = [];
  for (const r of report["results"] as unknown[]) {
    if (!isObject(r) || !Array.isArray(r["rules"]) || typeof r["verdict"] !== "string" || !isObject(r["resource"])) return undefined;
    const findings = Array.isArray(r["findings"]) ? (r["findings"] as unknown[]).filter(isObject) : [];
    out.push({
      rules: r["rules"].filter((id) => typeof id === "string"),
      verdict: r["verdict"],
      name: String(r["resource"]["name"] || r["resource"]["type"]),
      document: String(r["resource"]["document"]),
      findings: findings.map((f) => ({ message: String(f["message"]), line: Number(f["line"]) })),
    });
  }
  return { catalog: String(report["catalog"]), results: out };
}

export function evidence(report: unknown, rules: readonly Rule[], answers: ReadonlyMap<string, Answer>): Evidence | undefined {
  const read = results(report);
  if (!read) return undefined;
  const byRule = new Map<string, Result[]>();
  for (const r of read.results) for (const id of r.rules) byRule.set(id, [...(byRule.get(id) ?? []), r]);
  const out: Evidence = { catalog: read.catalog, fresh: [], differ: [], same: 0, undecided: 0 };
  for (const rule of rules) {
    const own = byRule.get(rule.id);
    if (!own) continue;
    const proposal = propose(rule.id, own);
    if (!proposal) {
      if (own.some((r) => r.verdict === "unknown")) out.undecided++;
      continue;
    }
    const a = answers.get(rule.id);
    const person = a !== undefined && a.by !== checker;
    if (a && a.status === proposal.status && a.textHash === rule.hash && (person || a.reason === proposal.reason)) out.same++;
    else if (person) out.differ.push({ ...proposal, standing: a });
    else out.fresh.push(proposal);
  }
  return out;
}

function propose(rule: string, own: Result[]): Proposal | undefined {
  const failed = own.filter((r) => r.verdict === "fail");
  if (failed.length > 0) {
    const lines = failed.flatMap((r) => r.findings.map((f) => `${r.name}: ${f.message} ${fill(words.evidence.at, { document: r.document, line: f.line })}`));
    return { rule, status: "todo", reason: note([...new Set(lines)]) };
  }
  const passed = own.filter((r) => r.verdict === "pass");
  // A risk that was accepted somewhere (by a review file) is not done.
  if (passed.length === 0 || own.some((r) => r.verdict === "unknown" || r.verdict === "accepted")) return undefined;
  const names = [...new Set(passed.map((r) => `${r.name} (${r.document})`))];
  const shown = names.slice(0, mostLines);
  if (names.length > shown.length) shown.push(fill(words.evidence.more, { n: names.length - shown.length }));
  return { rule, status: "done", reason: cut(fill(words.evidence.holds, { names: shown.join(", ") })) };
}

function note(lines: string[]): string {
  const shown = lines.slice(0, mostLines);
  if (lines.length > shown.length) shown.push(fill(words.evidence.more, { n: lines.length - shown.length }));
  return cut(shown.join("\n"));
}

/** A note is at most 10,000 characters long. */
function cut(text: string): string {
  return text.length <= 10_000 ? text : text.slice(0, 9_990).replace(/[\uD800-\uDBFF]$/, "") + " …";
}
