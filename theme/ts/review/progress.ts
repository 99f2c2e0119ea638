// Progress in figures and as a bar for each pillar.
import { reviewScript as words } from "../../strings.json";
import { fill } from "../words.ts";
import { type Rule, type State, type Tally, states, tally, total } from "./model.ts";
import type { Work } from "./work.ts";
import { stateNames } from "./words.ts";
import { byId, element, setText } from "../dom.ts";

const signs: Record<State, string> = { done: "✓", notApplicable: "–", accepted: "!", todo: "→", open: "" };

interface Bar {
  key: string;
  item: HTMLElement;
  picture: HTMLElement;
  figures: HTMLElement;
  parts: Record<State, HTMLElement>;
}

export class Progress {
  readonly #bars: Bar[] = [];
  readonly #figures: Record<State, HTMLElement>;
  readonly #percent = element("p", { class: "review-percent" });

  /** groups are the pillars' sections of the list; choose is called with a pillar's key. */
  constructor(groups: readonly HTMLElement[], choose: (key: string) => void) {
    const legend = element("dl");
    this.#figures = {} as Record<State, HTMLElement>;
    for (const s of states) {
      const n = (this.#figures[s] = element("dd", {}, "0"));
      legend.append(element("div", {}, element("dt", {}, element("span", { class: `swatch part-${s}`, "aria-hidden": "true" }, signs[s]), stateNames[s]), n));
    }
    byId("review-figures").append(this.#percent, legend);
    for (const group of groups) {
      const title = group.querySelector("h2")!;
      const name = title.textContent!.trim();
      const button = element("button", { type: "button", class: "plain", title: fill(words.progress.filter, { name }) }, ...Array.from(title.childNodes, (n) => n.cloneNode(true)));
      const parts = {} as Record<State, HTMLElement>;
      for (const s of states) parts[s] = element("span", { class: `part part-${s}` });
      const bar: Bar = {
        key: group.dataset["key"] ?? "none",
        picture: element("span", { class: "bar", role: "img" }, ...states.map((s) => parts[s])),
        figures: element("span", { class: "n" }),
        parts,
        item: element("li", { "data-pillar": group.dataset["pillar"] ?? "" }),
      };
      bar.item.append(button, bar.figures, bar.picture);
      button.addEventListener("click", () => choose(bar.key));
      byId("review-bars").append(bar.item);
      this.#bars.push(bar);
    }
  }

  /** Shows how far a review is; rules are those in its scope. */
  show(work: Work, rules: readonly Rule[], day: string): Tally {
    const all = tally(rules, work.answers, day);
    const n = total(all);
    const answered = n - all.open;
    this.#percent.replaceChildren(element("strong", {}, fill(words.progress.answered, { n: answered, all: n })), ` · ${fill(words.progress.share, { n: n ? Math.floor((answered * 100) / n) : 0 })}`);
    for (const s of states) setText(this.#figures[s], String(all[s]));
    for (const bar of this.#bars) {
      const own = rules.filter((r) => r.pillar === bar.key);
      bar.item.hidden = own.length === 0;
      const t = tally(own, work.answers, day);
      setText(bar.figures, fill(words.progress.answered, { n: own.length - t.open, all: own.length }));
      bar.picture.setAttribute("aria-label", states.map((s) => fill(words.progress.part, { n: t[s], state: stateNames[s], lower: stateNames[s].toLowerCase() })).join(", "));
      for (const s of states) {
        bar.parts[s].style.flexGrow = String(t[s]);
        bar.parts[s].hidden = t[s] === 0;
      }
    }
    return all;
  }
}
