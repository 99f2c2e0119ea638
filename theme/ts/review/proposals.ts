// What a report proposes, for the visitor to take over: all, or one by one.
import { reviewLaterScript as words } from "../../strings.json";
import { fill } from "../words.ts";
import type { Evidence, Proposal } from "./evidence.ts";
import { stateNames } from "./words.ts";
import { byId, element } from "../dom.ts";

function about(found: Evidence): string {
  const parts = [fill(words.proposals.new, { n: found.fresh.length })];
  if (found.differ.length) parts.push(fill(words.proposals.differs, { n: found.differ.length }));
  if (found.same) parts.push(fill(words.proposals.same, { n: found.same }));
  if (found.undecided) parts.push(fill(words.proposals.undecided, { n: found.undecided }));
  return fill(words.proposals.about, { parts: parts.join(", ") });
}

export class Proposals {
  readonly #host = byId("review-proposals");
  readonly #list = byId("review-proposals-list");
  #all: Proposal[] = [];

  /** take is called with the proposals that were ticked; closed when the panel is left. */
  constructor(take: (ticked: Proposal[]) => void, closed: () => void) {
    this.#host.addEventListener("change", () => this.#count());
    this.#host.addEventListener("click", (event) => {
      switch ((event.target as Element).closest<HTMLElement>("[data-do]")?.dataset["do"]) {
        case "take": {
          const ticked = this.#boxes().filter((b) => b.checked).map((b) => this.#all[Number(b.value)]!);
          this.#host.hidden = true;
          take(ticked);
          break;
        }
        case "tick-all":
          this.#tick(true);
          break;
        case "tick-none":
          this.#tick(false);
          break;
        case "discard":
          this.close();
          closed();
          break;
      }
    });
  }

  show(found: Evidence, digest: string, title: (rule: string) => string): void {
    this.#all = [...found.fresh, ...found.differ];
    byId("review-proposals-about").textContent =
      about(found) + (found.catalog === digest ? "" : ` ${words.proposals.otherCatalog}`);
    this.#list.replaceChildren();
    for (const [heading, own, ticked] of [[words.proposals.fresh, found.fresh, true], [words.proposals.differ, found.differ, false]] as const) {
      if (own.length === 0) continue;
      this.#list.append(element("h3", {}, heading), element("ul", {}, ...own.map((p) => this.#item(p, ticked, title(p.rule)))));
    }
    this.#count();
    this.#host.hidden = false;
    byId("review-proposals-title").focus();
  }

  close(): void {
    this.#host.hidden = true;
  }

  #item(p: Proposal, ticked: boolean, title: string): HTMLElement {
    const box = element("input", { type: "checkbox", value: String(this.#all.indexOf(p)), ...(ticked ? { checked: "" } : {}) });
    const item = element("li", {},
      element("label", {}, box, " ", element("span", { class: "rule-code" }, p.rule), " ", title, " → ", element("strong", {}, stateNames[p.status])),
      element("p", { class: "review-note" }, p.reason));
    const a = p.standing;
    if (a) item.append(element("p", { class: "review-state" }, fill(words.proposals.standing, { answer: [stateNames[a.status], a.by, a.date].filter(Boolean).join(", ") + (a.reason ? `: ${a.reason}` : "") })));
    return item;
  }

  #boxes(): HTMLInputElement[] {
    return Array.from(this.#list.querySelectorAll("input"));
  }

  #tick(on: boolean): void {
    for (const box of this.#boxes()) box.checked = on;
    this.#count();
  }

  #count(): void {
    const button = this.#host.querySelector<HTMLButtonElement>("[data-do=take]")!;
    const n = this.#boxes().filter((b) => b.checked).length;
    button.textContent = fill(words.proposals.take, { n });
    button.disabled = n === 0;
  }
}
