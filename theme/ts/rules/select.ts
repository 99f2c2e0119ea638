// Which rules fit a choice of filters, and how many would: plain functions.
import { fold } from "../fold.ts";

/** What rules without a value of a facet have in addresses. */
export const noValue = "none";

/** Order of the severities in the list, most severe first. */
const severities = ["high", "medium", "low"];

/** A rule of the list. */
export interface Row {
  id: string;
  title: string;
  text: string; // ID and title, folded
  values: Record<string, string[]>; // by facet; [noValue] for none
  index: number; // place in the page
}

/** What the visitor has chosen; it is what the address says. */
export interface Choice {
  q: string;
  facets: Record<string, string[]>; // facets with at least one value
  sort: string; // "" is by ID
}

export interface Selection {
  rows: Row[]; // those that fit, in order
  counts: Record<string, Record<string, number>>; // by facet and value: what fits with that value, all else unchanged
  without: Record<string, number>; // by facet, or "q": what fits where only that one is dropped
}

/** The filters of a choice: its facets, and "q" for its words. */
export function active(choice: Choice): string[] {
  const names = Object.keys(choice.facets).filter((name) => choice.facets[name]!.length > 0);
  return choice.q.trim() ? ["q", ...names] : names;
}

/** Picks the rows that fit. A row fits where every word occurs in it and, for
 * each facet chosen from, it has one of the chosen values. */
export function select(rows: Row[], choice: Choice, names: string[], rank: Uint32Array): Selection {
  const search = fold(choice.q).split(/\s+/).filter(Boolean);
  const chosen = Object.entries(choice.facets).filter(([, values]) => values.length > 0);
  const selection: Selection = { rows: [], counts: {}, without: { q: 0 } };
  for (const name of names) selection.counts[name] = {};
  for (const [name] of chosen) selection.without[name] = 0;
  for (const row of rows) {
    let misses = 0;
    let missed = "";
    if (!search.every((word) => row.text.includes(word))) {
      misses = 1;
      missed = "q";
    }
    for (const [name, values] of chosen) {
      if (row.values[name]?.some((value) => values.includes(value))) continue;
      missed = name;
      if (++misses > 1) break;
    }
    if (misses > 1) continue;
    if (misses === 1) {
      selection.without[missed]!++;
      if (missed !== "q") count(selection.counts[missed], row.values[missed]);
      continue;
    }
    selection.rows.push(row);
    for (const name of names) count(selection.counts[name], row.values[name]);
  }
  for (const name of Object.keys(selection.without)) selection.without[name]! += selection.rows.length;
  selection.rows.sort((a, b) => rank[a.index]! - rank[b.index]!);
  return selection;
}

function count(counts: Record<string, number> | undefined, values: string[] | undefined): void {
  if (!counts || !values) return;
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
}

/** Each row's place in an order, by the row's index. */
export function ranks(rows: Row[], sort: string, pillars: string[], periods: string[]): Uint32Array {
  const place = (list: string[], value = "") => (list.indexOf(value) + list.length + 1) % (list.length + 1); // unknown ones last
  const collator = new Intl.Collator("en", { numeric: true });
  const orders: Record<string, (a: Row, b: Row) => number> = {
    severity: (a, b) => place(severities, a.values["severity"]?.[0]) - place(severities, b.values["severity"]?.[0]),
    pillar: (a, b) => place(pillars, a.values["pillar"]?.[0]) - place(pillars, b.values["pillar"]?.[0]),
    changed: (a, b) => place(periods, a.values["changed"]?.[0]) - place(periods, b.values["changed"]?.[0]),
    title: (a, b) => collator.compare(a.title, b.title),
  };
  const order = orders[sort] ?? (() => 0);
  const sorted = [...rows].sort((a, b) => order(a, b) || a.index - b.index);
  const rank = new Uint32Array(rows.length);
  sorted.forEach((row, i) => (rank[row.index] = i));
  return rank;
}
