// The review that is open: its answers by rule, and its way to and from the
// form of a file.
import { type Answer, type Review, type Scope, instant, sortAnswers, tidy } from "./model.ts";

export interface Work {
  /** Names it in the store. */
  id: string;
  workload: string;
  catalog: string;
  created: string;
  updated: string;
  scope: Scope;
  /** About the whole workload, by rule ID. */
  answers: Map<string, Answer>;
  /** About one resource each; the page shows and keeps them. */
  forResources: Answer[];
}

export function newWork(id: string, workload: string, catalog: string, scope: Scope): Work {
  const now = instant();
  return { id, workload, catalog, created: now, updated: now, scope, answers: new Map(), forResources: [] };
}

export function toReview(w: Work): Review {
  return {
    schemaVersion: "1.0",
    workload: w.workload,
    catalog: w.catalog,
    created: w.created,
    updated: w.updated,
    scope: w.scope,
    answers: sortAnswers([...w.answers.values(), ...w.forResources].map(tidy)),
  };
}

export function fromReview(id: string, r: Review): Work {
  const work: Work = {
    id, workload: r.workload, catalog: r.catalog, created: r.created, updated: r.updated, scope: r.scope,
    answers: new Map(), forResources: [],
  };
  for (const a of r.answers) {
    if (a.resource) work.forResources.push(a);
    else work.answers.set(a.rule, a);
  }
  return work;
}

export function fileText(r: Review): string {
  return JSON.stringify(r, null, 2) + "\n";
}
