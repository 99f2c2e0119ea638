// What a review is, and what follows from its answers. Nothing here touches
// the page. The file's form is described in schema/review.schema.json.

import type { Answer, Review as File } from "../types/review.ts";

export type { Answer } from "../types/review.ts";

export type Status = Answer["status"];
export type Resource = NonNullable<Answer["resource"]>;

/** Lists that are absent take in everything; "none" stands for no service or pillar. */
export type Scope = Partial<Record<keyof File["scope"], string[]>>;

/** A review as its file has it. */
export type Review = Omit<File, "scope"> & { scope: Scope };

/** The statuses in the order of their keys 1 to 4. */
export const statuses: readonly Status[] = ["done", "notApplicable", "accepted", "todo"];

/** A rule that stands, as the page lists it. */
export interface Rule {
  id: string;
  title: string;
  pillar: string;
  pillarName: string;
  service: string;
  serviceName: string;
  severity: string;
  hash: string;
  /** Address of its page, absolute. */
  url: string;
  /** What the filter by words looks through. */
  words: string;
}

/** Who answers where an answer was taken over from a report. */
export const checker = "pillars check";

/** Where a rule stands in a review: its answer, or "open" without a valid one. */
export type State = Status | "open";

export const states: readonly State[] = ["done", "notApplicable", "accepted", "todo", "open"];

/** The calendar day here, as 2026-11-22. */
export function today(now = new Date()): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** The instant in UTC, to the second. */
export function instant(now = new Date()): string {
  return now.toISOString().replace(/\.\d+Z$/, "Z");
}

export function expired(a: Answer, day: string): boolean {
  return a.status === "accepted" && a.expires !== undefined && a.expires < day;
}

export function overdue(a: Answer, day: string): boolean {
  return a.status === "todo" && a.due !== undefined && a.due < day;
}

export function stateOf(a: Answer | undefined, day: string): State {
  return a && !expired(a, day) ? a.status : "open";
}

/** Nothing is left to do: done, not applicable, or a risk that is accepted. */
export function settled(state: State): boolean {
  return state !== "open" && state !== "todo";
}

export function inScope(rule: Rule, scope: Scope): boolean {
  return (
    (scope.pillars?.includes(rule.pillar) ?? true) &&
    (scope.services?.includes(rule.service) ?? true) &&
    (scope.severities?.includes(rule.severity) ?? true)
  );
}

/** What the list may be narrowed to, in the order of the choice. */
export const views = ["all", "open", "todo", "done", "notApplicable", "accepted", "changed", "late"] as const;
export type View = (typeof views)[number];

/** Says whether a rule with that answer is in a view. */
export function inView(view: View, rule: Rule, a: Answer | undefined, day: string): boolean {
  switch (view) {
    case "all":
      return true;
    case "changed":
      return a !== undefined && a.textHash !== rule.hash;
    case "late":
      return a !== undefined && (overdue(a, day) || expired(a, day));
  }
  return stateOf(a, day) === view;
}

/** Counts rules by where they stand. */
export type Tally = Record<State, number>;

export function tally(rules: readonly Rule[], answers: ReadonlyMap<string, Answer>, day: string): Tally {
  const t: Tally = { done: 0, notApplicable: 0, accepted: 0, todo: 0, open: 0 };
  for (const rule of rules) t[stateOf(answers.get(rule.id), day)]++;
  return t;
}

export function total(t: Tally): number {
  return states.reduce((n, s) => n + t[s], 0);
}

/** Compares strings by code unit, so that files do not depend on the language. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Compares rule IDs as the catalog sorts them: prefix, then number. */
export function byID(a: string, b: string): number {
  const cut = (id: string) => id.lastIndexOf("-");
  return byText(a.slice(0, cut(a)), b.slice(0, cut(b))) || Number(a.slice(cut(a) + 1)) - Number(b.slice(cut(b) + 1));
}

/** Sorts answers as the file has them. */
export function sortAnswers(answers: Answer[]): Answer[] {
  const of = (a: Answer) => (a.resource ? `${a.resource.type}\n${a.resource.name}` : "");
  return answers.sort((a, b) => byID(a.rule, b.rule) || byText(of(a), of(b)));
}

/** An answer with its members in the file's order, and only those that fit its status. */
export function tidy(a: Answer): Answer {
  return {
    rule: a.rule,
    ...(a.resource ? { resource: { type: a.resource.type, name: a.resource.name } } : {}),
    status: a.status,
    reason: a.reason,
    by: a.by,
    date: a.date,
    ...(a.status === "accepted" && a.expires ? { expires: a.expires } : {}),
    ...(a.status === "todo" && a.due ? { due: a.due } : {}),
    textHash: a.textHash,
  };
}
