// The panel of facets: made of the links that the page has without script.
import { rulesScript as words } from "../../strings.json";
import { element } from "../dom.ts";
import { fold } from "../fold.ts";
import { fill } from "../words.ts";

/** A facet with more values than this gets a field to find one. */
const manyValues = 12;

export interface Facet {
  name: string;
  title: string;
  labels: Map<string, string>; // by value, in order
}

export interface Panel {
  facets: Facet[];
  form: HTMLFormElement;
  /** Shows a choice, the counts that go with it, and how many rules fit. */
  update(chosen: Record<string, string[]>, counts: Record<string, Record<string, number>>, fitting: number): void;
  /** What is ticked, by facet. */
  chosen(): Record<string, string[]>;
}

/** Puts a form in the place of the links. */
export function makePanel(links: HTMLElement, done: () => void): Panel {
  const form = element("form", { class: "facets", id: "facets", "aria-label": words.filters });
  const facets: Facet[] = [];
  const boxes: { facet: string; box: HTMLInputElement; count: Element; item: HTMLElement; shown: string }[] = [];
  const fields: DateField[] = [];
  for (const section of links.querySelectorAll<HTMLElement>("[data-facet]")) {
    const name = section.dataset["facet"]!;
    const title = section.querySelector(".facet-title")!.textContent!;
    const facet: Facet = { name, title, labels: new Map() };
    facets.push(facet);
    if (section.dataset["since"]) {
      facet.title = section.dataset["since"];
      for (const link of section.querySelectorAll<HTMLElement>("a[data-value]")) facet.labels.set(link.dataset["value"]!, link.querySelector(".facet-label")!.textContent!);
      const field = dateField(facet);
      fields.push(field);
      form.append(field.element);
      continue;
    }
    const list = element("ul");
    for (const link of section.querySelectorAll<HTMLElement>("a[data-value]")) {
      const value = link.dataset["value"]!;
      const label = link.querySelector(".facet-label")!;
      const count = link.querySelector(".facet-count")!;
      const box = element("input", { type: "checkbox", name, value });
      const item = element("li", {}, element("label", {}, box, label, " ", count));
      facet.labels.set(value, label.textContent!);
      boxes.push({ facet: name, box, count, item, shown: count.textContent! });
      list.append(item);
    }
    const set = element("fieldset", { class: "facet" }, element("legend", { class: "facet-title" }, title));
    if (facet.labels.size > manyValues) set.append(finder(title, list));
    set.append(list);
    form.append(set);
  }
  const close = element("button", { type: "button", class: "facets-done primary" });
  close.addEventListener("click", done);
  form.append(element("p", { class: "facets-foot" }, element("button", { type: "reset" }, words.clearFilters), " ", close));
  links.replaceWith(form);
  return {
    facets,
    form,
    update(chosen, counts, fitting) {
      for (const b of boxes) {
        b.box.checked = chosen[b.facet]?.includes(b.box.value) ?? false;
        const n = counts[b.facet]?.[b.box.value] ?? 0;
        const text = String(n);
        if (text !== b.shown) {
          b.shown = text;
          b.count.textContent = text;
        }
        b.item.classList.toggle("nothing", n === 0 && !b.box.checked);
      }
      for (const f of fields) f.update(chosen[f.name] ?? [], counts[f.name] ?? {});
      close.textContent = fill(words.show, { n: fitting });
    },
    chosen() {
      const values: Record<string, string[]> = {};
      for (const b of boxes) if (b.box.checked) (values[b.facet] ??= []).push(b.box.value);
      for (const f of fields) if (f.select.value) values[f.name] = [f.select.value];
      return values;
    },
  };
}

/** A facet of dates: one of its values is chosen, or none. */
interface DateField {
  name: string;
  element: HTMLElement;
  select: HTMLSelectElement;
  update(chosen: string[], counts: Record<string, number>): void;
}

function dateField(facet: Facet): DateField {
  const select = element("select", { id: `facet-${facet.name}`, name: facet.name }, element("option", { value: "" }, words.anyTime));
  const options = new Map<string, HTMLOptionElement>();
  for (const value of facet.labels.keys()) {
    const option = element("option", { value });
    options.set(value, option);
    select.append(option);
  }
  return {
    name: facet.name,
    element: element("div", { class: "facet facet-since" }, element("label", { class: "facet-title", for: select.id }, facet.title), " ", select),
    select,
    update(chosen, counts) {
      for (const [value, option] of options) option.textContent = fill(words.option, { label: facet.labels.get(value)!, n: counts[value] ?? 0 });
      select.value = [...options.keys()].filter((value) => chosen.includes(value)).at(-1) ?? "";
    },
  };
}

/** A field that hides the values whose label does not hold what is typed. */
function finder(title: string, list: HTMLElement): HTMLElement {
  const name = fill(words.find, { title, lower: title.toLowerCase() });
  const field = element("input", { type: "search", class: "facet-find", "aria-label": name, placeholder: name, autocomplete: "off" });
  field.addEventListener("input", () => {
    const wanted = fold(field.value.trim());
    for (const item of list.children) {
      const ticked = item.querySelector("input")!.checked;
      (item as HTMLElement).hidden = !ticked && !fold(item.querySelector(".facet-label")!.textContent!).includes(wanted);
    }
  });
  list.classList.add("long");
  return field;
}
