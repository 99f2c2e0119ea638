// Reading files that people open: a review, or a report of the checker. What
// is wrong with a file is said in words, with the place.
import { reviewScript as words } from "../../strings.json";
import { fill } from "../words.ts";
import { type Answer, type Review, type Scope, statuses } from "./model.ts";

/** Bytes of a file that are worth reading. */
export const largestFile = 20 * 1024 * 1024;

/** A file is one of the two, or wrong in a way that can be said. */
export type Opened = { review: Review } | { report: unknown } | { problem: string };

export function openFile(text: string): Opened {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    return { problem: fill(words.file.notJSON, { why: error instanceof Error ? error.message : String(error) }) };
  }
  if (isObject(value) && Array.isArray(value["results"]) && Array.isArray(value["documents"])) return { report: value };
  if (isObject(value) && Array.isArray(value["answers"])) return readReview(value);
  return { problem: words.file.neither };
}

/** Reads a review; gives the first thing that is wrong with it. */
export function readReview(value: unknown): { review: Review } | { problem: string } {
  try {
    return { review: review(value) };
  } catch (error) {
    if (error instanceof Wrong) return { problem: error.message };
    throw error;
  }
}

class Wrong extends Error {}

function need(fine: boolean, where: string, what: string): asserts fine {
  if (!fine) throw new Wrong(fill(words.file.must, { where, what }));
}

const instantForm = /^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$/;
const dayForm = /^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$/;
const ruleForm = /^[A-Z][A-Z0-9]{1,11}-[0-9]{3,}$/;

function review(v: unknown): Review {
  const w = words.file.what;
  need(isObject(v), words.file.whole, w.object);
  const version = v["schemaVersion"];
  if (typeof version !== "string" || !/^1\.[0-9]+$/.test(version)) throw new Wrong(fill(words.file.version, { version: String(version) }));
  const answers = v["answers"];
  need(Array.isArray(answers), "answers", w.list);
  const seen = new Set<string>();
  return {
    schemaVersion: "1.0",
    workload: matching(v, "workload", /^(?=[^]*[^ ])[^]{1,200}$/u, w.words),
    catalog: matching(v, "catalog", /^sha256-[A-Za-z0-9+/]{43}=$/, w.digest),
    created: matching(v, "created", instantForm, w.instant),
    updated: matching(v, "updated", instantForm, w.instant),
    scope: scope(v["scope"]),
    answers: answers.map((a, i) => answer(a, `answers[${i}]`, seen)),
  };
}

function day(v: Record<string, unknown>, key: string, where: string): string {
  const text = matching(v, key, dayForm, words.file.what.day, where);
  const instant = new Date(`${text}T00:00:00Z`); // 30 February is moved on to March
  need(!Number.isNaN(instant.valueOf()) && instant.toISOString().startsWith(text), `${where}.${key}`, words.file.what.day);
  return text;
}

function scope(v: unknown): Scope {
  need(isObject(v), "scope", words.file.what.object);
  const out: Scope = {};
  for (const key of ["services", "pillars", "severities"] as const) {
    const list = v[key];
    if (list === undefined) continue;
    const fine = Array.isArray(list) && list.length > 0 && new Set(list).size === list.length && list.every((x) => typeof x === "string" && /^[a-z0-9-]+$/.test(x));
    need(fine, `scope.${key}`, words.file.what.slugs);
    out[key] = list as string[];
  }
  return out;
}

function answer(v: unknown, where: string, seen: Set<string>): Answer {
  const w = words.file.what;
  need(isObject(v), where, w.object);
  const status = statuses.find((s) => s === v["status"]);
  need(status !== undefined, `${where}.status`, w.status);
  const out: Answer = {
    rule: matching(v, "rule", ruleForm, w.id, where),
    status,
    reason: matching(v, "reason", /^[^]{0,10000}$/u, w.long, where),
    by: matching(v, "by", /^[^]{0,200}$/u, w.text, where),
    date: day(v, "date", where),
    textHash: matching(v, "textHash", /^[0-9a-f]{16}$/, w.hash, where),
  };
  for (const [key, only] of [["expires", "accepted"], ["due", "todo"]] as const) {
    if (v[key] === undefined) continue;
    out[key] = day(v, key, where);
    need(status === only, `${where}.${key}`, fill(words.file.only, { status: only }));
  }
  if (v["resource"] !== undefined) {
    const r = v["resource"];
    need(isObject(r), `${where}.resource`, w.object);
    out.resource = { type: matching(r, "type", /[^]/, w.text, `${where}.resource`), name: matching(r, "name", /[^]/, w.text, `${where}.resource`) };
  }
  const key = JSON.stringify([out.rule, out.resource?.type.toLowerCase(), out.resource?.name]);
  if (seen.has(key)) throw new Wrong(fill(words.file.twice, { where, rule: out.rule }));
  seen.add(key);
  return out;
}

function matching(v: Record<string, unknown>, key: string, form: RegExp, what: string, where = ""): string {
  const value = v[key];
  need(typeof value === "string" && form.test(value), where ? `${where}.${key}` : key, what);
  return value;
}

export function isObject(v: unknown): v is Record<string, unknown> {
  return typeof v === "object" && v !== null && !Array.isArray(v);
}
