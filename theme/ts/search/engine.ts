// The search engine: a bundle of its own, loaded when somebody searches.
import MiniSearch, { type SearchOptions, type SearchResult } from "minisearch";
import { fold, terms } from "../fold.ts";
import type { SearchIndex, SearchTexts } from "./data.ts";

/** A rule found. found holds the terms of its texts that fit. */
export interface RuleHit {
  rule: number; // place in the index
  found: Set<string>;
}

/** A guide found, or the heading in it that fits best. */
export interface GuideHit {
  guide: number;
  heading: number; // place of the heading in the guide's list, -1 for the guide itself
  found: Set<string>;
}

export interface SearchEngine {
  /** Finds among names. */
  find(query: string): { rules: RuleHit[]; guides: GuideHit[] };
  /** Takes in the rules' text, a few at a time so that typing stays fluid. */
  addTexts(texts: SearchTexts): Promise<void>;
  /** Finds in the text of rules; before addTexts is done, nothing. */
  findInTexts(query: string): RuleHit[];
}

const options: SearchOptions = {
  combineWith: "AND",
  prefix: true,
  fuzzy: (text) => (text.length > 3 && !/^\d+$/.test(text) ? 0.25 : false),
  maxFuzzy: 2,
  weights: { prefix: 0.6, fuzzy: 0.25 },
  boost: { id: 5, title: 2 },
};

function create(index: SearchIndex): SearchEngine {
  const shape = { idField: "n", tokenize: terms, processTerm: (text: string) => text, storeFields: [], autoVacuum: false };
  const names = new MiniSearch({ ...shape, fields: ["id", "title", "headings"] });
  // Guides stand behind the rules, numbered on from them.
  const guidesFrom = index.rules.length;
  names.addAll(index.rules.map(([id, title], n) => ({ n, id, title })));
  names.addAll(index.guides.map(([title, , headings], i) => ({ n: guidesFrom + i, title, headings: headings.filter((_, k) => k % 2 === 0).join(" ") })));
  const texts = new MiniSearch({ ...shape, fields: ["text", "benefit"] });
  let ready = false;

  const withdrawnLast = (n: number) => (index.rules[n]?.[3] ? 0.05 : 1);
  const search = (engine: MiniSearch, query: string) => engine.search(query, { ...options, boostDocument: (n) => withdrawnLast(n as number) });

  return {
    find(query) {
      const results = search(names, query);
      const rules = results.filter((r) => r.id < guidesFrom).map(ruleHit);
      const exact = byID(index, query);
      const first = exact.map((rule) => ({ rule, found: new Set(terms(index.rules[rule]![0])) }));
      return {
        rules: [...first, ...rules.filter((hit) => !exact.includes(hit.rule))],
        guides: results.filter((r) => r.id >= guidesFrom).map((r) => guideHit(index, r, r.id - guidesFrom)),
      };
    },
    async addTexts(all) {
      const rows = index.rules.map(([id], n) => ({ n, text: all[id]?.[0] ?? "", benefit: all[id]?.[1] ?? "" }));
      await texts.addAllAsync(rows, { chunkSize: 50 });
      ready = true;
    },
    findInTexts(query) {
      return ready ? search(texts, query).map(ruleHit) : [];
    },
  };
}

function ruleHit(r: SearchResult): RuleHit {
  return { rule: r.id as number, found: new Set(r.terms) };
}

/** Leads to the heading that holds more of the words found than the title. */
function guideHit(index: SearchIndex, r: SearchResult, guide: number): GuideHit {
  const found = new Set(r.terms);
  const held = (text: string) => new Set(terms(text).filter((t) => found.has(t))).size;
  const [title, , headings] = index.guides[guide]!;
  let best = held(title);
  let heading = -1;
  for (let i = 0; i < headings.length; i += 2) {
    const n = held(headings[i]!);
    if (n > best) {
      best = n;
      heading = i;
    }
  }
  return { guide, heading, found };
}

/** The rule whose ID was typed: “AKS-017”, “aks 17”, “aks17”. */
function byID(index: SearchIndex, query: string): number[] {
  const wanted = plainID(query);
  if (!wanted) return [];
  const n = index.rules.findIndex(([id]) => plainID(id) === wanted);
  return n < 0 ? [] : [n];
}

function plainID(text: string): string {
  const parts = /^\s*(.*[a-z])[-\s]*0*([0-9]+)\s*$/.exec(fold(text));
  return parts ? `${parts[1]}-${parts[2]}` : "";
}

(window as unknown as { pillarsSearchEngine: typeof create }).pillarsSearchEngine = create;
