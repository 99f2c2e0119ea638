// The list of rules: a form is made of each row once, and updated in place.
// One row at a time is the current one: it is what Tab leads to and what the
// keys act on; the arrows lead to the others.
import { reviewScript as words } from "../../strings.json";
import { fill } from "../words.ts";
import { type Answer, type Rule, type Status, expired, overdue, statuses } from "./model.ts";
import { deadline, stateNames } from "./words.ts";
import { byId, element, setText } from "../dom.ts";

/** What the page does where somebody acts on a row. */
export interface Actions {
  answer(rule: Rule, status: Status | undefined): void;
  edit(rule: Rule, change: Partial<Record<"reason" | "by" | "due" | "expires", string>>): void;
  still(rule: Rule): void;
  removeResource(rule: Rule, resource: string): void;
  left(row: Row): void;
}

export interface Row {
  rule: Rule;
  item: HTMLElement;
  article: HTMLElement;
  /** Undefined until the row was in scope once. */
  form: Form | undefined;
}

interface Form {
  buttons: HTMLButtonElement[];
  note: HTMLButtonElement;
  flag: HTMLElement;
  state: HTMLElement;
  reason: HTMLElement;
  resources: HTMLElement;
  editor: HTMLElement | undefined;
}

export class List {
  readonly rows: Row[] = [];
  readonly groups: HTMLElement[];
  readonly #byElement = new Map<Element, Row>();
  readonly #byID = new Map<string, Row>();
  readonly #answer = byId<HTMLTemplateElement>("review-answer");
  readonly #editor = byId<HTMLTemplateElement>("review-editor");
  readonly #actions: Actions;
  #answers: ReadonlyMap<string, Answer> = new Map();
  current: Row | undefined;

  constructor(root: string, actions: Actions) {
    this.#actions = actions;
    const host = byId("review-list");
    this.groups = Array.from(host.querySelectorAll<HTMLElement>(".review-group"));
    for (const group of this.groups) {
      for (const item of group.querySelectorAll<HTMLElement>(".review-rule")) {
        const article = item.firstElementChild as HTMLElement;
        const row: Row = { rule: readRule(item, group, root), item, article, form: undefined };
        article.tabIndex = -1;
        this.rows.push(row);
        this.#byElement.set(item, row);
        this.#byID.set(row.rule.id, row);
        item.querySelector("a")!.tabIndex = -1;
      }
    }
    host.addEventListener("click", (event) => this.#clicked(event));
    host.addEventListener("input", (event) => this.#edited(event));
    host.addEventListener("focusin", (event) => {
      const row = this.#rowOf(event.target);
      if (row) this.#makeCurrent(row);
    });
  }

  row(id: string): Row | undefined {
    return this.#byID.get(id);
  }

  get rules(): Rule[] {
    return this.rows.map((r) => r.rule);
  }

  /** Shows the rows that fit, and gives their number. */
  filter(fits: (row: Row) => boolean): number {
    let shown = 0;
    for (const row of this.rows) {
      const fit = fits(row);
      row.item.hidden = !fit;
      if (fit) shown++;
    }
    for (const group of this.groups) group.hidden = !group.querySelector(".review-rule:not([hidden])");
    if (!this.current || this.current.item.hidden) {
      const first = this.#visible()[0];
      if (first) this.#makeCurrent(first);
    }
    return shown;
  }

  /** Shows one row's answer. */
  show(row: Row, answers: ReadonlyMap<string, Answer>, forResources: readonly Answer[], day: string): void {
    this.#answers = answers;
    const form = (row.form ??= this.#makeForm(row));
    const a = answers.get(row.rule.id);
    row.item.dataset["state"] = a?.status ?? "open";
    for (const b of form.buttons) b.setAttribute("aria-pressed", String(b.dataset["status"] === a?.status));
    setText(form.state, a ? sentence(a, day) : "");
    form.state.classList.toggle("late", a !== undefined && (expired(a, day) || overdue(a, day)));
    setText(form.reason, a?.reason ?? "");
    form.reason.hidden = !a?.reason || (form.editor !== undefined && !form.editor.hidden);
    const changed = a !== undefined && a.textHash !== row.rule.hash;
    form.flag.hidden = !changed;
    if (changed) setText(form.flag.firstElementChild!, words.list.changed);
    this.#showEditor(form, a);
    form.resources.hidden = forResources.length === 0;
    form.resources.replaceChildren(
      ...forResources.map((r) => {
        const name = `${r.resource!.type} ${r.resource!.name}`;
        return element("li", {}, `${fill(words.list.resource, { name, answer: [stateNames[r.status], r.reason].filter(Boolean).join(", ") })} `,
          element("button", { type: "button", class: "plain", "data-do": "remove", "data-resource": name, ...(row === this.current ? {} : { tabindex: "-1" }) }, words.list.remove));
      }),
    );
  }

  /** Leads to the row n visible ones on; stays where there is none. */
  step(n: number): void {
    const rows = this.#visible();
    const at = this.current ? rows.indexOf(this.current) : -1;
    const focused = this.#rowOf(document.activeElement) !== undefined;
    this.#move(rows[at < 0 ? 0 : focused ? at + n : at]);
  }

  /** Leads to the next visible row that fits, from the top again at the end. */
  seek(fits: (row: Row) => boolean): boolean {
    const rows = this.#visible();
    const at = this.current ? rows.indexOf(this.current) : -1;
    const next = [...rows.slice(at + 1), ...rows.slice(0, at + 1)].find(fits);
    this.#move(next);
    return next !== undefined;
  }

  /** Moves by key. Only then may the row that is left go: under a mouse that
   * is about to click, nothing moves. */
  #move(next: Row | undefined): void {
    const left = this.current;
    if (!next) return;
    this.focus(next);
    if (left && left !== next) this.#actions.left(left);
    next.article.scrollIntoView({ block: "nearest", behavior: "instant" });
  }

  focus(row: Row): void {
    row.article.focus({ preventScroll: true });
    row.article.scrollIntoView({ block: "nearest", behavior: "instant" });
  }

  /** The row that has the focus, itself or something in it. */
  focused(): Row | undefined {
    return this.#rowOf(document.activeElement);
  }

  openEditor(row: Row): void {
    const form = row.form;
    if (!form) return;
    if (!form.editor) {
      form.editor = (this.#editor.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
      form.resources.before(form.editor);
    }
    form.editor.hidden = false;
    form.note.setAttribute("aria-expanded", "true");
    form.reason.hidden = true;
    this.#showEditor(form, this.#answers.get(row.rule.id));
    field(form.editor, "reason").focus();
  }

  closeEditor(row: Row): void {
    const form = row.form;
    if (!form?.editor || form.editor.hidden) return;
    form.editor.hidden = true;
    form.note.setAttribute("aria-expanded", "false");
    form.reason.hidden = !form.reason.textContent;
    this.focus(row);
  }

  /** Closes every editor, as another review is opened. */
  closeAll(): void {
    for (const row of this.rows) {
      if (!row.form?.editor) continue;
      row.form.editor.remove();
      row.form.editor = undefined;
      row.form.note.setAttribute("aria-expanded", "false");
    }
  }

  #makeForm(row: Row): Form {
    const answer = (this.#answer.content.cloneNode(true) as DocumentFragment).firstElementChild!;
    const form: Form = {
      buttons: Array.from(answer.querySelectorAll<HTMLButtonElement>("[data-status]")),
      note: answer.querySelector<HTMLButtonElement>("[data-do=note]")!,
      flag: answer.querySelector<HTMLElement>(".review-flag")!,
      state: answer.querySelector<HTMLElement>(".review-state")!,
      reason: answer.querySelector<HTMLElement>(".review-note")!,
      resources: answer.querySelector<HTMLElement>(".review-resources")!,
      editor: undefined,
    };
    answer.querySelector(".review-buttons")!.setAttribute("aria-label", fill(words.list.answerTo, { id: row.rule.id }));
    form.state.id = `s-${row.rule.id}`;
    row.article.setAttribute("aria-describedby", form.state.id);
    row.article.append(answer);
    reach(row, row === this.current);
    return form;
  }

  #showEditor(form: Form, a: Answer | undefined): void {
    if (!form.editor || form.editor.hidden) return;
    for (const name of ["reason", "by", "due", "expires"] as const) {
      const input = field(form.editor, name);
      const value = a?.[name] ?? "";
      if (document.activeElement !== input && input.value !== value) input.value = value;
    }
    field(form.editor, "due").closest("label")!.hidden = a?.status !== "todo";
    field(form.editor, "expires").closest("label")!.hidden = a?.status !== "accepted";
  }

  #makeCurrent(row: Row): void {
    if (row === this.current) return;
    const left = this.current;
    this.current = row;
    if (left) reach(left, false);
    reach(row, true);
  }

  #visible(): Row[] {
    return this.rows.filter((r) => !r.item.hidden);
  }

  #rowOf(target: unknown): Row | undefined {
    const item = target instanceof Element ? target.closest(".review-rule") : null;
    return item ? this.#byElement.get(item) : undefined;
  }

  #clicked(event: Event): void {
    const row = this.#rowOf(event.target);
    const button = (event.target as Element).closest<HTMLButtonElement>("button");
    if (!row || !button) return;
    const status = statuses.find((s) => s === button.dataset["status"]);
    if (status) this.#actions.answer(row.rule, button.getAttribute("aria-pressed") === "true" ? undefined : status);
    switch (button.dataset["do"]) {
      case "note":
        if (button.getAttribute("aria-expanded") === "true") this.closeEditor(row);
        else this.openEditor(row);
        break;
      case "close":
        this.closeEditor(row);
        break;
      case "clear":
        this.#actions.answer(row.rule, undefined);
        this.closeEditor(row);
        break;
      case "still":
        this.#actions.still(row.rule);
        this.focus(row);
        break;
      case "remove":
        this.#actions.removeResource(row.rule, button.dataset["resource"] ?? "");
        this.focus(row);
        break;
    }
  }

  #edited(event: Event): void {
    const row = this.#rowOf(event.target);
    const input = event.target as HTMLInputElement;
    if (row && (input.name === "reason" || input.name === "by" || input.name === "due" || input.name === "expires")) {
      this.#actions.edit(row.rule, { [input.name]: input.value });
    }
  }
}

/** Lets Tab reach what is in the current row, and only that. */
function reach(row: Row, current: boolean): void {
  row.article.tabIndex = current ? 0 : -1;
  row.item.classList.toggle("current", current);
  for (const node of row.article.querySelectorAll<HTMLElement>("a, button, input, textarea")) {
    if (current) node.removeAttribute("tabindex");
    else node.tabIndex = -1;
  }
}

function field(editor: HTMLElement, name: string): HTMLInputElement | HTMLTextAreaElement {
  return editor.querySelector<HTMLInputElement | HTMLTextAreaElement>(`[name=${name}]`)!;
}

function sentence(a: Answer, day: string): string {
  const parts = [stateNames[a.status], a.by, a.date, ...deadline(a, day)].filter(Boolean);
  if (a.status === "accepted" && !a.reason) parts.push(words.list.noReason);
  return parts.join(" · ");
}

function readRule(item: HTMLElement, group: HTMLElement, root: string): Rule {
  const text = (part: string) => item.querySelector(part)?.textContent ?? "";
  return {
    id: item.id,
    title: text(".rule-title"),
    pillar: group.dataset["key"] ?? "none",
    pillarName: group.querySelector("h2")!.textContent!.trim(),
    service: item.dataset["service"] ?? "none",
    serviceName: item.dataset["serviceName"] ?? "",
    severity: item.dataset["severity"] ?? "",
    hash: item.dataset["hash"] ?? "",
    url: new URL(`${root}rules/${item.id}/`, location.href).href,
    words: fold(`${item.id} ${text(".rule-title")} ${text(".review-text")}`),
  };
}

/** Lower case, no accents, single spaces: what the filter by words compares. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();
}
