// What is searched: two scripts that the build writes (site/search.go), each
// setting one global variable, and the engine, which sets a third.
import { loadScript } from "../script-url.ts";
import type { SearchEngine } from "./engine.ts";

/** The names of everything. Addresses are below the site's root. */
export interface SearchIndex {
  text: { path: string; integrity?: string };
  pillars: [id: string, name: string][];
  rules: [id: string, title: string, pillar: number, withdrawn?: 1][];
  guides: [title: string, url: string, headings: string[]][]; // heading, anchor, heading, anchor …
}

/** Text and benefit of each rule, by its ID. */
export type SearchTexts = Record<string, [text: string, benefit: string]>;

const shared = window as unknown as {
  pillarsSearch?: SearchIndex;
  pillarsSearchText?: SearchTexts;
  pillarsSearchEngine?: (index: SearchIndex) => SearchEngine;
};

/** Loads the engine and the names; scripts are the addresses the page's search button holds. */
export async function loadEngine(root: string, scripts: string[], integrity: string[]): Promise<{ index: SearchIndex; engine: SearchEngine }> {
  await Promise.all(scripts.map((path, i) => loadScript(root + path, integrity[i])));
  const index = shared.pillarsSearch!;
  return { index, engine: shared.pillarsSearchEngine!(index) };
}

/** Loads the text of the rules. */
export async function loadTexts(root: string, index: SearchIndex): Promise<SearchTexts> {
  await loadScript(root + index.text.path, index.text.integrity);
  return shared.pillarsSearchText!;
}
