// The search dialog: a field and a list of results, as a combobox. The focus
// stays in the field; the arrows move the active result, Enter opens it.
import { searchScript as words } from "../../strings.json";
import { element } from "../dom.ts";
import { parts } from "../words.ts";

/** One result. */
export interface Option {
  url: string; // from the page
  path: string; // below the site's root
  code?: string; // a rule's ID
  plainTitle: string;
  title: (Node | string)[];
  about?: (Node | string)[];
  pillar?: string;
}

export interface Group {
  title: string;
  options: Option[];
}

export interface SearchDialog {
  field: HTMLInputElement;
  open(): void;
  /** Shows results; the active one stays where it is, if it is still there. */
  show(groups: Group[]): void;
  /** Says something below the results, which screen readers read out. */
  say(text: string): void;
  more(link: HTMLElement | undefined): void;
}

/** Makes the dialog; opened is called with the result that is opened. */
export function makeDialog(typed: () => void, opened: (option: Option) => void): SearchDialog {
  const field = element("input", {
    type: "text", class: "search-field", role: "combobox", "aria-label": words.label, "aria-expanded": "false", "aria-controls": "search-results",
    "aria-autocomplete": "list", autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "go", placeholder: words.placeholder,
  });
  const close = element("button", { type: "button" }, words.close);
  const results = element("div", { class: "search-results", id: "search-results", role: "listbox", "aria-label": words.results, hidden: "" });
  const status = element("p", { role: "status" });
  const more = element("p", { class: "search-more" });
  const keys = element("p", { class: "search-keys", "aria-hidden": "true" }, ...parts(words.keys, {}, { up: element("kbd", {}, "↑"), down: element("kbd", {}, "↓") }));
  const dialog = element("dialog", { class: "search-dialog", "aria-label": words.label },
    element("div", { class: "search-head" }, field, close), results, element("div", { class: "search-foot" }, status, more, keys));
  document.body.append(dialog);

  let options: { option: Option; node: HTMLAnchorElement }[] = [];
  let active = -1;

  function activate(n: number): void {
    options[active]?.node.setAttribute("aria-selected", "false");
    active = n;
    const node = options[n]?.node;
    if (!node) return field.removeAttribute("aria-activedescendant");
    node.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", node.id);
    node.scrollIntoView({ block: "nearest", behavior: "instant" });
  }

  function optionNode(option: Option): HTMLAnchorElement {
    const n = options.length;
    const node = element("a", { class: "search-option", role: "option", id: `search-option-${n}`, href: option.url, tabindex: "-1", "aria-selected": "false" });
    if (option.pillar) node.dataset["pillar"] = option.pillar;
    if (option.code) node.append(element("span", { class: "rule-code" }, option.code), " ");
    node.append(element("span", { class: "search-title" }, ...option.title));
    if (option.about) node.append(element("span", { class: "search-about" }, ...option.about));
    node.addEventListener("click", () => {
      opened(option);
      dialog.close();
    });
    options.push({ option, node });
    return node;
  }

  function show(groups: Group[]): void {
    const before = options[active]?.option.path;
    const scroll = results.scrollTop;
    const kept = active > 0;
    options = [];
    active = -1;
    field.removeAttribute("aria-activedescendant");
    const nodes = groups.filter((g) => g.options.length > 0).map((g, i) => {
      const title = element("div", { class: "search-group-title", id: `search-group-${i}`, role: "presentation" }, g.title);
      return element("div", { class: "search-group", role: "group", "aria-labelledby": title.id }, title, ...g.options.map(optionNode));
    });
    results.replaceChildren(...nodes);
    results.hidden = nodes.length === 0;
    field.setAttribute("aria-expanded", String(nodes.length > 0));
    const same = kept ? options.findIndex((o) => o.option.path === before) : -1;
    if (same >= 0) {
      results.scrollTop = scroll;
      activate(same);
    } else if (options.length > 0) {
      activate(0);
      results.scrollTop = 0;
    }
  }

  field.addEventListener("input", typed);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length > 0) activate((active + step + options.length) % options.length);
    else if (event.key === "Enter") options[active]?.node.click();
    else return;
    event.preventDefault();
  });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // beside it
  });
  return {
    field,
    open() {
      if (dialog.open) return;
      dialog.showModal();
      field.focus();
      field.select();
    },
    show,
    say(text) {
      if (status.textContent !== text) status.textContent = text;
    },
    more(link) {
      more.replaceChildren(...(link ? [link] : []));
    },
  };
}
