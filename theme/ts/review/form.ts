// The form that starts a review, and changes its name and scope later.
import { reviewScript as words } from "../../strings.json";
import { fill } from "../words.ts";
import { type Rule, type Scope, inScope } from "./model.ts";
import { byId, setText } from "../dom.ts";

const lists = ["pillars", "services", "severities"] as const;

export interface Filled {
  workload: string;
  by: string;
  scope: Scope;
}

export class Form {
  readonly #form = byId<HTMLFormElement>("review-form");
  readonly #workload = byId<HTMLInputElement>("review-workload");
  readonly #by = byId<HTMLInputElement>("review-by");
  readonly #rules: readonly Rule[];
  #done: (filled: Filled | undefined) => void = () => {};

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const workload = this.#workload.value.trim();
      if (!workload || this.#count() === 0) {
        (workload ? byId("review-start") : this.#workload).focus();
        return;
      }
      this.#close({ workload, by: this.#by.value.trim(), scope: this.#scope() });
    });
    this.#form.addEventListener("input", () => this.#count());
    this.#form.addEventListener("click", (event) => {
      const button = event.target as HTMLElement;
      const name = button.dataset["all"] ?? button.dataset["none"];
      if (!name) return;
      for (const box of this.#boxes(name)) box.checked = button.dataset["all"] !== undefined;
      this.#count();
    });
    byId("review-cancel").addEventListener("click", () => this.#close(undefined));
    this.#form.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !byId("review-cancel").hidden) this.#close(undefined);
    });
  }

  /** Puts the form away, as another review is opened. */
  hide(): void {
    this.#form.hidden = true;
  }

  /** Opens the form; done is called once, with nothing where it is cancelled. */
  open(filled: Filled, change: boolean, mayCancel: boolean, done: (filled: Filled | undefined) => void): void {
    setText(byId("review-form-title"), change ? words.form.change : words.form.start);
    setText(byId("review-start"), change ? words.form.changeButton : words.form.startButton);
    byId("review-cancel").hidden = !mayCancel;
    this.#workload.value = filled.workload;
    this.#by.value = filled.by;
    for (const name of lists) for (const box of this.#boxes(name)) box.checked = filled.scope[name]?.includes(box.value) ?? true;
    this.#done = done;
    this.#form.hidden = false;
    this.#count();
  }

  focus(): void {
    this.#workload.focus();
    this.#workload.select();
  }

  #close(filled: Filled | undefined): void {
    this.#form.hidden = true;
    this.#done(filled);
  }

  #count(): number {
    const scope = this.#scope();
    const n = this.#rules.filter((r) => inScope(r, scope)).length;
    setText(byId("review-scope-count"), n ? fill(words.form.count, { n }) : words.form.nothing);
    return n;
  }

  /** A list that is ticked whole is left out: it takes in what comes later too. */
  #scope(): Scope {
    const scope: Scope = {};
    for (const name of lists) {
      const boxes = this.#boxes(name);
      const ticked = boxes.filter((b) => b.checked);
      if (ticked.length < boxes.length) scope[name] = ticked.map((b) => b.value);
    }
    return scope;
  }

  #boxes(name: string): HTMLInputElement[] {
    return Array.from(this.#form.querySelectorAll<HTMLInputElement>(`input[name="${name}"]`));
  }
}
