// The catalog as results are shown with it.

import { checkScript as words } from "../../strings.json";
import type { Result } from "../check/report.ts";
import type { Catalog, Check, Rule } from "../types/catalog.ts";

export const severities = ["high", "medium", "low"];

/** The verdicts in the order in which they are shown, in words. */
export const verdictNames: Record<string, string> = {
  fail: words.fails,
  unknown: words.unknown,
  pass: words.holds,
  notApplicable: words.notApplicable,
  accepted: words.accepted,
  manual: words.manual,
};

/** Looks things up in a catalog. A report can have hundreds of thousands of
 * results, so each look-up is one in a table. */
export class CatalogIndex {
  readonly #checks = new Map<string, Check>();
  readonly #rules = new Map<string, Rule>();
  readonly #pillars = new Map<string, string[]>();

  constructor(readonly catalog: Catalog) {
    for (const rule of catalog.rules) {
      this.#rules.set(rule.id, rule);
      for (const check of rule.checks) this.#checks.set(check.id, check);
    }
  }

  check(id: string): Check | undefined {
    return this.#checks.get(id);
  }

  rule(id: string): Rule | undefined {
    return this.#rules.get(id);
  }

  /** What a check is called: its title, or its ID where there is none. */
  title(check: string): string {
    return this.#checks.get(check)?.title ?? check;
  }

  /** The pillars of the rules that a result is about. */
  pillars(result: Pick<Result, "check" | "rules">): string[] {
    let found = this.#pillars.get(result.check);
    if (!found) {
      const own = result.rules.map((id) => this.#rules.get(id)?.pillar).filter((p) => p != null);
      this.#pillars.set(result.check, (found = [...new Set(own)]));
    }
    return found;
  }

  /** The code that makes what a result is about hold, of the first rule that has some. */
  remediation(result: Pick<Result, "rules">): Rule["remediation"] {
    for (const id of result.rules) {
      const own = this.#rules.get(id)?.remediation ?? [];
      if (own.length > 0) return own;
    }
    return [];
  }
}
