// What people decided about results: the twin of rules/check/review.go.

import { compareText, fold, foldEqual } from "./node.ts";
import type { Report, Result } from "./report.ts";
import { wellFormed } from "./text.ts";
import { quote, shortenTo } from "./value.ts";

/** What people said of one rule; what the file does not have is empty. */
interface Answer {
  rule: string;
  resource: { type: string; name: string } | undefined;
  status: string;
  reason: string;
  by: string;
  date: string;
  expires: string;
}

const statuses = ["done", "notApplicable", "accepted", "todo"];

/**
 * Reads the answers of a review file, given as what JSON.parse makes of it.
 * Throws where one of them cannot be used, and says which: half a review
 * would give other verdicts than people decided on.
 */
export function readReview(file: unknown): Answer[] {
  const review = object(file, "it");
  const version = text(review, "schemaVersion");
  if (!version.startsWith("1.")) {
    throw new Error(`not a review file that this version reads: schemaVersion is ${quote(version)}, expected 1.0`);
  }
  const list = review["answers"] ?? [];
  if (!Array.isArray(list)) throw new Error("not a review file: answers is not a list");
  const seen = new Set<string>();
  return list.map((given: unknown, i) => {
    const a = answer(given);
    const wrong = (why: string) => new Error(`answer ${i + 1} of the review (rule ${quote(a.rule)}): ${why}`);
    const why = invalid(a);
    if (why !== "") throw wrong(why);
    const key = JSON.stringify([a.rule, fold(a.resource?.type ?? ""), a.resource?.name ?? ""]);
    if (seen.has(key)) throw wrong("there is another answer for the same rule and resource; keep one");
    seen.add(key);
    return a;
  });
}

/** Null stands for an empty object, as it does for Go. */
function object(v: unknown, what: string): Record<string, unknown> {
  if (v === undefined || v === null) return {};
  if (typeof v !== "object" || Array.isArray(v)) throw new Error(`not a review file: ${what} is not an object`);
  return v as Record<string, unknown>;
}

function text(of: Record<string, unknown>, name: string): string {
  const v = of[name] ?? "";
  if (typeof v !== "string") throw new Error(`not a review file: ${name} is not a text`);
  return wellFormed(v);
}

function answer(given: unknown): Answer {
  const a = object(given, "an answer");
  const resource = a["resource"] === undefined || a["resource"] === null ? undefined : object(a["resource"], "a resource");
  return {
    rule: text(a, "rule"),
    resource: resource && { type: text(resource, "type"), name: text(resource, "name") },
    status: text(a, "status"),
    reason: text(a, "reason"),
    by: text(a, "by"),
    date: text(a, "date"),
    expires: text(a, "expires"),
  };
}

/** Says why an answer cannot be used, or nothing. */
function invalid(a: Answer): string {
  if (a.rule === "") return "rule is missing";
  if (!statuses.includes(a.status)) return `status is ${quote(a.status)}, expected done, notApplicable, accepted or todo`;
  if (a.resource !== undefined && (a.resource.type === "" || a.resource.name === "")) return "resource needs a type and a name";
  if (a.expires !== "" && !isDay(a.expires)) return `expires is ${quote(a.expires)}, expected a day such as 2026-12-31`;
  return "";
}

function isDay(s: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(s)) return false;
  const instant = new Date(`${s}T00:00:00Z`); // 30 February is none, or moved on to March
  return !Number.isNaN(instant.valueOf()) && instant.toISOString().startsWith(s);
}

/** Whether an answer no longer counts on a day. On the day that expires names it still does. */
function expired(a: Answer, today: string): boolean {
  return a.status === "accepted" && a.expires !== "" && compareText(a.expires, today) < 0;
}

/**
 * Changes the verdicts that people have decided otherwise: a failed result
 * becomes accepted or notApplicable, an unknown one notApplicable.
 */
export function applyReview(answers: Answer[], report: Report, today: string): void {
  const byRule = new Map<string, Answer[]>();
  for (const a of answers) {
    const list = byRule.get(a.rule);
    if (list === undefined) byRule.set(a.rule, [a]);
    else list.push(a);
  }
  for (const result of report.results) {
    if (result.verdict !== "fail" && result.verdict !== "unknown") continue;
    const a = decisive(byRule, result, today);
    if (a !== undefined) decide(a, result);
  }
}

/** The answer that decides a result. */
function decisive(byRule: Map<string, Answer[]>, result: Result, today: string): Answer | undefined {
  let found: Answer | undefined;
  for (const id of result.rules) {
    const a = answerFor(byRule.get(id) ?? [], result.resource);
    if (a === undefined || expired(a, today)) continue;
    if (a.status === "notApplicable") return a;
    if (a.status === "accepted" && result.verdict === "fail") found ??= a;
  }
  return found;
}

/** The answer for a resource, else the one for the workload. */
function answerFor(answers: Answer[], resource: Result["resource"]): Answer | undefined {
  let found: Answer | undefined;
  for (const a of answers) {
    if (a.resource === undefined) found = a;
    else if (a.resource.name === resource.name && foldEqual(a.resource.type, resource.type)) return a;
  }
  return found;
}

/** Puts an answer into a result. */
function decide(a: Answer, result: Result): void {
  if (a.status === "accepted") {
    result.verdict = "accepted";
  } else {
    result.verdict = "notApplicable";
    result.findings = [];
  }
  result.reason = words(a);
}

/** What Go's strings.Fields takes for space. */
const spaces = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** Says in a line who answered what, and why. */
function words(a: Answer): string {
  let w = a.status === "notApplicable" ? "not applicable" : "accepted risk";
  if (a.by !== "") w += `, by ${a.by}`;
  if (a.date !== "") w += `, on ${a.date}`;
  if (a.expires !== "") w += `, until ${a.expires}`;
  w += ` (${a.rule})`;
  const reason = a.reason.split(spaces).filter((part) => part !== "").join(" ");
  return reason === "" ? w : `${w}: ${shortenTo(reason, 1000)}`;
}
