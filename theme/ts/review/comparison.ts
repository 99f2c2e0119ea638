// The panel that compares the review with an earlier one: another that is
// stored, or a file.
import { reviewLaterScript as words } from "../../strings.json";
import { fill } from "../words.ts";
import { type Answer, type Review, type Rule, today } from "./model.ts";
import { type Work, fromReview } from "./work.ts";
import { compare } from "./compare.ts";
import type { Entry } from "./store.ts";
import { stateNames } from "./words.ts";
import { byId, element } from "../dom.ts";

export class ComparisonPanel {
  readonly #host = byId("review-comparison");
  readonly #other = byId<HTMLSelectElement>("review-other");
  readonly #result = byId("review-comparison-result");
  readonly #lead: (rule: string) => void;
  #entries: Entry[] = [];
  #current: { work: Work; rules: readonly Rule[] } | undefined;

  /** lead takes the visitor to a rule; open reads a file, closed is called when the panel is left. */
  constructor(lead: (rule: string) => void, open: (file: File) => void, closed: () => void) {
    this.#lead = lead;
    this.#other.addEventListener("change", () => {
      const chosen = this.#entries.find((e) => e.id === this.#other.value);
      if (chosen) this.with(chosen.review);
    });
    const file = byId<HTMLInputElement>("review-other-file");
    file.addEventListener("change", () => {
      if (file.files?.[0]) open(file.files[0]);
      file.value = "";
    });
    this.#host.addEventListener("click", (event) => {
      if ((event.target as HTMLElement).dataset["do"] !== "close") return;
      this.close();
      closed();
    });
  }

  open(work: Work, rules: readonly Rule[], others: Entry[]): void {
    this.#current = { work, rules };
    this.#entries = others;
    this.#other.replaceChildren(element("option", { value: "" }, words.comparison.choose),
      ...others.map((e) => element("option", { value: e.id }, `${e.review.workload} (${e.review.updated.slice(0, 10)})`)));
    this.#result.replaceChildren();
    this.#host.hidden = false;
    byId("review-comparison-title").focus();
  }

  close(): void {
    this.#host.hidden = true;
  }

  /** Shows what has changed since the review given. */
  with(earlier: Review): void {
    if (!this.#current) return;
    const { work, rules } = this.#current;
    const before = fromReview("", earlier).answers;
    const c = compare(rules, work.answers, before, today(), earlier.updated.slice(0, 10));
    this.#result.replaceChildren(element("p", {}, fill(words.comparison.about, { workload: earlier.workload, updated: earlier.updated.slice(0, 10), n: c.same })));
    if (earlier.updated > work.updated) this.#result.append(element("p", {}, words.comparison.newer));
    for (const name of ["done", "back", "open", "other"] as const) {
      const own = c[name];
      const details = element("details", { class: `compared compared-${name}`, ...(name === "open" || own.length === 0 ? {} : { open: "" }) },
        element("summary", {}, `${words.comparison.groups[name === "other" ? "apart" : name]}: ${own.length}`));
      details.append(own.length ? element("ul", {}, ...own.map((r) => this.#line(r, before.get(r.id)))) : element("p", {}, words.comparison.none));
      this.#result.append(details);
    }
  }

  #line(rule: Rule, before: Answer | undefined): HTMLElement {
    const button = element("button", { type: "button", class: "plain" }, element("span", { class: "rule-code" }, rule.id), ` ${rule.title}`);
    button.addEventListener("click", () => this.#lead(rule.id));
    return element("li", {}, button, " ", element("span", { class: "count" }, fill(words.comparison.was, { state: stateNames[before?.status ?? "open"] })));
  }
}
