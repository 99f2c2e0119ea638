// The list's state in the address: ?q=…&pillar=…&pillar=…&sort=…
import type { ListData } from "./rows.ts";
import type { Choice } from "./select.ts";
import { periodFor } from "./since.ts";

/** Reads the state; parameters that are none of ours are passed over. */
export function readAddress(facets: ListData["facets"]): Choice {
  const query = new URLSearchParams(location.search);
  const choice: Choice = { q: query.get("q") ?? "", facets: {}, sort: query.get("sort") ?? "" };
  for (const facet of facets) {
    let values = query.getAll(facet.name).filter(Boolean);
    if (facet.since) {
      const periods = facet.values.map(([value]) => value);
      values = values.map((value) => periodFor(periods, value));
    }
    if (values.length > 0) choice.facets[facet.name] = [...new Set(values)];
  }
  return choice;
}

/** The state as a query, "" for all rules. */
export function queryOf(choice: Choice, names: string[]): string {
  const query = new URLSearchParams();
  if (choice.q.trim()) query.set("q", choice.q.trim());
  for (const name of names) for (const value of choice.facets[name] ?? []) query.append(name, value);
  if (choice.sort) query.set("sort", choice.sort);
  const text = query.toString();
  return text && `?${text}`;
}

/** Writes the state, as a new entry of the history or in place of this one. */
export function writeAddress(query: string, entry: "push" | "replace"): void {
  if (query === location.search) return;
  const url = location.pathname + query + location.hash;
  // Some browsers refuse this for files opened from disk; the list still works.
  try {
    if (entry === "push") history.pushState(null, "", url);
    else history.replaceState(null, "", url);
  } catch {}
}
