// Answers to rules that the catalog no longer has, each with what became of
// its rule.
import { reviewScript as words } from "../../strings.json";
import { fill } from "../words.ts";
import type { Answer } from "./model.ts";
import { stateNames } from "./words.ts";
import { byId, element } from "../dom.ts";

export interface Withdrawn {
  id: string;
  title: string;
  supersededBy?: string[];
}

/** The rules that stand for a withdrawn one, by way of others that were withdrawn since. */
export function successors(id: string, withdrawn: ReadonlyMap<string, Withdrawn>, stands: (id: string) => boolean, seen = new Set<string>()): string[] {
  if (seen.has(id)) return [];
  seen.add(id);
  return (withdrawn.get(id)?.supersededBy ?? []).flatMap((next) => (stands(next) ? [next] : successors(next, withdrawn, stands, seen)));
}

/** Lists the answers; act is called with the rule to carry one over to, or without to remove it. */
export function showGone(answers: readonly Answer[], withdrawn: ReadonlyMap<string, Withdrawn>, stands: (id: string) => boolean, root: string, act: (a: Answer, to?: string) => void): void {
  byId("review-gone").hidden = answers.length === 0;
  byId("review-gone-list").replaceChildren(
    ...answers.map((a) => {
      const rule = withdrawn.get(a.rule);
      const item = element("li", {},
        element("p", {}, rule ? element("a", { href: `${root}rules/${a.rule}/`, class: "rule-code" }, a.rule) : element("span", { class: "rule-code" }, a.rule),
          ` ${rule?.title ?? words.gone.unknown}`),
        element("p", { class: "review-state" }, [stateNames[a.status], a.by, a.date, a.resource?.name].filter(Boolean).join(" · ")));
      if (a.reason) item.append(element("p", { class: "review-note" }, a.reason));
      const next = successors(a.rule, withdrawn, stands);
      if (rule) item.append(element("p", {}, next.length ? words.gone.successor : words.gone.none));
      const bar = element("p", { class: "toolbar" });
      for (const id of next) bar.append(button(fill(words.gone.carry, { id }), () => act(a, id)));
      bar.append(button(words.gone.remove, () => act(a)));
      item.append(bar);
      return item;
    }),
  );
}

function button(text: string, act: () => void): HTMLButtonElement {
  const node = element("button", { type: "button" }, text);
  node.addEventListener("click", act);
  return node;
}
