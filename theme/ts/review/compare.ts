// What has become of the rules since an earlier review.
import { type Answer, type Rule, settled, stateOf } from "./model.ts";

export interface Comparison {
  /** Done now, and not before. */
  done: Rule[];
  /** Settled before, open or to do now. */
  back: Rule[];
  /** Open or to do, then and now. */
  open: Rule[];
  /** Newly not applicable, or accepted. */
  other: Rule[];
  /** Rules in scope that say the same as before. */
  same: number;
}

/** Compares by the day given: a risk that has expired since has fallen back. */
export function compare(rules: readonly Rule[], now: ReadonlyMap<string, Answer>, before: ReadonlyMap<string, Answer>, day: string, dayBefore: string): Comparison {
  const c: Comparison = { done: [], back: [], open: [], other: [], same: 0 };
  for (const rule of rules) {
    const to = stateOf(now.get(rule.id), day);
    const from = stateOf(before.get(rule.id), dayBefore);
    if (!settled(to)) (settled(from) ? c.back : c.open).push(rule);
    else if (to === from) c.same++;
    else (to === "done" ? c.done : c.other).push(rule);
  }
  return c;
}
