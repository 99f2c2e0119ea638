// The rule list: facets, search, order; its state is in the address. The page
// holds the rules as data, and of the rows as many as are looked at.
import { rulesScript as words } from "../strings.json";
import { download, element } from "./dom.ts";
import { queryOf, readAddress, writeAddress } from "./rules/address.ts";
import { csv, type ExportedRule, markdown } from "./rules/export.ts";
import { moveByKeys } from "./rules/keys.ts";
import { makePanel } from "./rules/panel.ts";
import { type ListData, readRows, rowMaker } from "./rules/rows.ts";
import { active, type Choice, noValue, ranks, type Row, select, type Selection } from "./rules/select.ts";
import { makeWindow } from "./rules/window.ts";
import { loadScript } from "./script-url.ts";
import { fill, parts } from "./words.ts";

function start(): void {
  const host = document.querySelector<HTMLElement>("#rule-list");
  const list = document.querySelector<HTMLElement>("#rules");
  const links = document.querySelector<HTMLElement>("#facets");
  const search = document.querySelector<HTMLInputElement>("#q");
  const sort = document.querySelector<HTMLSelectElement>("#sort");
  const toggle = document.querySelector<HTMLButtonElement>("#facets-toggle");
  const count = document.querySelector<HTMLElement>("#count");
  const chips = document.querySelector<HTMLElement>("#chips");
  const none = document.querySelector<HTMLElement>("#none");
  const downloads = document.querySelector<HTMLElement>("#downloads");
  if (!host || !list || !links || !search || !sort || !toggle || !count || !chips || !none || !downloads) return;

  const data = JSON.parse(document.querySelector("#rule-data")?.textContent ?? '{"facets":[],"rules":[]}') as ListData;
  const names = data.facets.map((facet) => facet.name);
  const rows = readRows(data);
  const rowElement = rowMaker(data, host.dataset["root"] ?? "", "services" in host.dataset);
  const listed = makeWindow(list, rows, rowElement);
  const panel = makePanel(links, () => unfold(false));
  const pillars = data.facets.find((f) => f.name === "pillar")?.values.map(([value]) => value) ?? [];
  const periods = data.facets.find((f) => f.since)?.values.map(([value]) => value) ?? [];
  const orders = new Map<string, Uint32Array>();
  let choice: Choice = { q: "", facets: {}, sort: "" };
  let selection: Selection = { rows, counts: {}, without: {} };
  let typing = false; // the latest entry of the history is one of typing

  /** The name of a value as people read it. */
  const label = (facet: string, value: string) => data.facets.find((f) => f.name === facet)?.values.find(([v]) => v === value)?.[1] ?? value;
  const title = (facet: string) => data.facets.find((f) => f.name === facet)?.title ?? facet;

  /** Shows a choice. */
  function show(next: Choice): void {
    choice = next;
    let rank = orders.get(choice.sort);
    if (!rank) orders.set(choice.sort, (rank = ranks(rows, choice.sort, pillars, periods)));
    selection = select(rows, choice, names, rank);
    listed.show(selection.rows);
    panel.update(choice.facets, selection.counts, selection.rows.length);
    showCount();
    showChips();
    showNone();
    if (search!.value.trim() !== choice.q.trim()) search!.value = choice.q;
    sort!.value = choice.sort;
  }

  function showCount(): void {
    const n = selection.rows.length;
    const all = n === rows.length;
    count!.replaceChildren(...parts(all ? words.all : words.some, { n: rows.length }, { count: element("strong", {}, String(n)) }));
    downloads!.hidden = n === 0;
    const on = Object.values(choice.facets).flat().length;
    toggle!.textContent = on ? fill(words.filtersOn, { n: on }) : words.filters;
  }

  function showChips(): void {
    const items = Object.entries(choice.facets).flatMap(([facet, values]) => values.map((value) => chip(`${title(facet)}: ${label(facet, value)}`, () => drop(facet, value))));
    if (choice.q.trim()) items.unshift(chip(`${words.words}: ${choice.q.trim()}`, () => drop("q")));
    if (items.length > 1) items.push(element("li", {}, clearButton()));
    chips!.hidden = items.length === 0;
    chips!.replaceChildren(...items);
  }

  function chip(text: string, remove: () => void): HTMLElement {
    const button = element("button", { type: "button", class: "chip", "aria-label": fill(words.remove, { what: text }) }, text, element("span", { "aria-hidden": "true" }, "×"));
    const item = element("li", {}, button);
    button.addEventListener("click", () => {
      const place = [...chips!.children].indexOf(item);
      remove();
      const next = chips!.children[Math.min(place, chips!.children.length - 1)]?.querySelector("button");
      (next ?? search!).focus();
    });
    return item;
  }

  function clearButton(): HTMLElement {
    const button = element("button", { type: "button", class: "chip-clear" }, words.clear);
    button.addEventListener("click", () => {
      clear();
      search!.focus();
    });
    return button;
  }

  /** Says which filter is in the way. */
  function showNone(): void {
    none!.hidden = selection.rows.length > 0;
    if (!none!.hidden) {
      const helpful = active(choice).filter((name) => selection.without[name]! > 0);
      const buttons = helpful.map((name) => {
        const what = name === "q" ? `“${choice.q.trim()}”` : `${title(name)}: ${choice.facets[name]!.map((v) => label(name, v)).join(", ")}`;
        const button = element("button", { type: "button" }, fill(words.drop, { what }));
        button.addEventListener("click", () => {
          drop(name);
          search!.focus();
        });
        return element("li", {}, button, " ", fill(words.dropped, { n: selection.without[name]! }));
      });
      if (buttons.length === 0) buttons.push(element("li", {}, words.nothingHelps, " ", clearButton()));
      none!.replaceChildren(element("p", {}, words.none), element("ul", {}, ...buttons));
    }
  }

  /** Takes a choice over, and writes it into the address. */
  function choose(next: Choice, byTyping = false): void {
    show(next);
    writeAddress(queryOf(next, names), byTyping && typing ? "replace" : "push");
    typing = byTyping;
  }

  function drop(facet: string, value?: string): void {
    if (facet === "q") return choose({ ...choice, q: "" });
    const facets = { ...choice.facets };
    const values = (facets[facet] ?? []).filter((v) => value !== undefined && v !== value);
    if (values.length > 0) facets[facet] = values;
    else delete facets[facet];
    choose({ ...choice, facets });
  }

  function clear(): void {
    choose({ ...choice, q: "", facets: {} });
  }

  /** Opens or folds the panel, where the window is narrow. */
  function unfold(open: boolean): void {
    panel.form.classList.toggle("open", open);
    toggle!.setAttribute("aria-expanded", String(open));
    if (open) panel.form.querySelector("input")?.focus();
    else toggle!.focus();
  }

  search.addEventListener("input", () => choose({ ...choice, q: search.value }, true));
  sort.addEventListener("change", () => choose({ ...choice, sort: sort.value }));
  toggle.addEventListener("click", () => unfold(!panel.form.classList.contains("open")));
  panel.form.addEventListener("change", (event) => {
    if (!(event.target as HTMLElement).matches("[type=checkbox], select")) return;
    // What the panel has no box for stays as the address said.
    const known = new Set(panel.facets.flatMap((f) => [...f.labels.keys()].map((value) => `${f.name} ${value}`)));
    const facets = panel.chosen();
    for (const [name, values] of Object.entries(choice.facets)) {
      const others = values.filter((value) => !known.has(`${name} ${value}`));
      if (others.length > 0) facets[name] = [...others, ...(facets[name] ?? [])];
    }
    choose({ ...choice, facets });
  });
  panel.form.addEventListener("submit", (event) => event.preventDefault());
  panel.form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel.form.classList.contains("open")) unfold(false);
  });
  panel.form.addEventListener("reset", (event) => {
    event.preventDefault();
    clear();
  });
  addEventListener("popstate", () => {
    typing = false;
    show(readAddress(data.facets));
  });
  moveByKeys(search, list, listed.grow);

  /** The selection with the rules' text. */
  async function exported(): Promise<ExportedRule[]> {
    await loadScript(host!.dataset["text"]!, host!.dataset["textIntegrity"]);
    const texts = (window as unknown as { pillarsSearchText: Record<string, [string, string]> }).pillarsSearchText;
    const value = (row: Row, name: string) => row.values[name]!.filter((v) => v !== noValue);
    return selection.rows.map((row) => ({
      id: row.id,
      title: row.title,
      pillar: value(row, "pillar")[0] ?? null,
      service: value(row, "service")[0] ?? null,
      kind: row.values["kind"]![0]!,
      severity: row.values["severity"]![0]!,
      scope: value(row, "scope"),
      check: row.values["check"]![0]!,
      text: texts[row.id]?.[0] ?? "",
      benefit: texts[row.id]?.[1] ?? "",
      url: new URL(`${host!.dataset["root"]}rules/${row.id}/`, location.href).href,
    }));
  }

  /** The selection as the catalog has it; from the page, where it was opened from disk. */
  async function exportedJSON(): Promise<unknown> {
    if (location.protocol !== "file:") {
      const answer = await fetch(host!.dataset["catalog"]!);
      const catalog = (await answer.json()) as { schemaVersion: string; digest: string; rules: { id: string }[] };
      const byID = new Map(catalog.rules.map((rule) => [rule.id, rule]));
      return { schemaVersion: catalog.schemaVersion, catalog: catalog.digest, selection: queryOf(choice, names), rules: selection.rows.map((row) => byID.get(row.id)) };
    }
    return { selection: queryOf(choice, names), rules: await exported() };
  }

  const formats: Record<string, () => Promise<void>> = {
    json: async () => download("pillars-rules.json", "application/json", JSON.stringify(await exportedJSON(), null, 2) + "\n"),
    csv: async () => download("pillars-rules.csv", "text/csv", csv(await exported())),
    markdown: async () => {
      const about = Object.entries(choice.facets).map(([facet, values]) => `${title(facet)}: ${values.map((v) => label(facet, v)).join(", ")}.`);
      if (choice.q.trim()) about.unshift(`${words.words}: ${choice.q.trim()}.`);
      download("pillars-rules.md", "text/markdown", markdown(await exported(), words.heading, about.join(" ") || words.everything));
    },
  };
  downloads.addEventListener("click", (event) => {
    const format = (event.target as HTMLElement).dataset["format"];
    if (format) void formats[format]?.();
  });

  show(readAddress(data.facets));
  host.classList.add("ready");
}

start();
