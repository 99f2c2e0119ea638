// The rules as the page's data has them, and the rows that show them. A row is
// made like the template's; a browser test holds the two together.
import { kind as kinds, rulesScript as words, severity as severities } from "../../strings.json";
import { element } from "../dom.ts";
import { fold } from "../fold.ts";
import { named } from "../words.ts";
import { noValue, type Row } from "./select.ts";
import { sinceOf } from "./since.ts";

/** What site/facets.go writes: listData. */
export interface ListData {
  facets: { name: string; title: string; since?: boolean; values: [value: string, label: string][] }[];
  rules: [id: string, title: string, ...places: (number | number[])[]][];
}

/** The rules of the list, in the order of their IDs. */
export function readRows(data: ListData): Row[] {
  // What rules have that were changed in each of the periods: the same list for all of them.
  const since = data.facets.map((facet) => {
    const periods = facet.values.map(([value]) => value);
    return facet.since ? periods.map((own) => sinceOf(periods, own)) : null;
  });
  return data.rules.map(([id, title, ...places], index) => {
    const values: Record<string, string[]> = {};
    data.facets.forEach((facet, k) => {
      const own = [places[k] ?? []].flat();
      values[facet.name] = since[k]?.[own[0] ?? -1] ?? own.map((n) => facet.values[n]?.[0] ?? noValue);
    });
    return { id, title, text: fold(`${id} ${title}`), values, index };
  });
}

/** Gives each rule's element, made once. */
export function rowMaker(data: ListData, root: string, withService: boolean): (row: Row) => HTMLElement {
  const made = new Map<Row, HTMLElement>();
  const labels = new Map(data.facets.map((facet) => [facet.name, new Map(facet.values)]));
  const glyphs = new Set(Array.from(document.querySelectorAll(".sprite symbol"), (symbol) => symbol.id));

  function make(row: Row): HTMLElement {
    const value = (name: string) => row.values[name]?.find((v) => v !== noValue) ?? "";
    const pillar = value("pillar");
    const tag = element("span", { class: "pillar-tag" });
    if (glyphs.has(`glyph-${pillar}`)) tag.append(glyph(pillar));
    tag.append(pillar ? (labels.get("pillar")?.get(pillar) ?? pillar) : words.noPillar);
    const parts: Node[] = [tag, element("span", {}, named(kinds, value("kind"))), element("span", { class: `sev sev-${value("severity")}` }, named(severities, value("severity")))];
    for (const scope of row.values["scope"] ?? []) if (scope !== noValue) parts.push(element("span", {}, scope));
    if (withService && value("service")) parts.push(element("span", {}, labels.get("service")?.get(value("service")) ?? ""));
    if (value("check") === "automated") parts.push(element("span", { class: "automated" }, words.automated));
    return element("li", { class: "rule-row", "data-pillar": pillar },
      element("a", { href: `${root}rules/${row.id}/` }, element("span", { class: "rule-code" }, row.id), " ", element("span", { class: "rule-title" }, row.title)),
      element("p", { class: "rule-meta" }, ...parts.flatMap((part, i) => (i > 0 ? [" ", part] : [part]))));
  }

  return (row) => {
    let node = made.get(row);
    if (!node) made.set(row, (node = make(row)));
    return node;
  };
}

/** The pillar's sign out of the page's sprite. */
function glyph(pillar: string): Element {
  const space = "http://www.w3.org/2000/svg";
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#glyph-${pillar}`);
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "glyph");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}
