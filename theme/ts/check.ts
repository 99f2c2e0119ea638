// The checker page: documents in, verdicts out, while you edit. Checking runs
// in a worker with a deadline; nothing is sent anywhere.

import { type Catalog, CatalogIndex, severities } from "./check-page/catalog.ts";
import { Editor, type InputDocument, type Mark } from "./check-page/editor.ts";
import { Engine } from "./check-page/engine.ts";
import { formats } from "./check-page/formats.ts";
import { type Choice, sentence } from "./check-page/groups.ts";
import { type Context, documents as documentViews, heatRows, resultViews, summary } from "./check-page/results.ts";
import type { Report } from "./check/report.ts";
import { download, element } from "./dom.ts";
import { loadScript } from "./script-url.ts";

/** Characters of all documents together. */
const sizeLimit = 64 * 1024 * 1024;

/** Milliseconds without a key press before a text is checked. */
const pause = 150;

const $ = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T;

function start(host: HTMLElement): void {
  const files = $<HTMLInputElement>("files");
  const example = $<HTMLSelectElement>("example");
  const clear = $<HTMLButtonElement>("clear");
  const shown = $<HTMLSelectElement>("document");
  const filter = {
    verdict: $<HTMLSelectElement>("filter-verdict"),
    pillar: $<HTMLSelectElement>("filter-pillar"),
    severity: $<HTMLSelectElement>("filter-severity"),
  };
  const examples = JSON.parse($("examples-data").textContent ?? "[]") as { Name: string; Title: string; Text: string }[];
  const engine = new Engine(host.dataset["worker"] ?? "");
  const editor = new Editor($<HTMLTextAreaElement>("text"), $("gutter"), showLine);
  let index: CatalogIndex | undefined;
  let documents: InputDocument[] = [];
  let current: InputDocument | undefined; // the one in the text field
  let report: Report | undefined;
  let latest = 0; // the newest check; an older one's answer is dropped

  const say = (text: string) => {
    $("status").textContent = text;
  };

  /** Takes other documents and checks them. */
  function take(docs: InputDocument[]): void {
    documents = docs;
    shown.replaceChildren(...docs.map((d, i) => element("option", { value: String(i) }, d.name)));
    $("document-choice").hidden = docs.length < 2;
    view(docs[0]);
    void run();
  }

  /** Shows a document in the text field. */
  function view(doc: InputDocument | undefined): void {
    current = doc;
    shown.value = doc ? String(documents.indexOf(doc)) : "";
    editor.show(doc);
    clear.disabled = documents.length === 0;
    mark();
  }

  async function run(): Promise<void> {
    const turn = ++latest;
    const given = documents.filter((d) => d.text.trim() !== "");
    if (given.length === 0) {
      report = undefined;
      say("Nothing to check yet.");
      show();
      return;
    }
    if (given.reduce((sum, d) => sum + d.text.length, 0) > sizeLimit) {
      say("That is more than 64 MB: check it on the command line with “pillars check”.");
      return;
    }
    say("Checking …");
    try {
      index ??= await loadCatalog();
      const answer = await engine.check(index.catalog, given);
      if (turn !== latest) return;
      report = answer;
      say(sentence(answer));
    } catch (error) {
      if (turn !== latest) return;
      report = undefined;
      say(error instanceof Error ? error.message : String(error));
    }
    show();
  }

  async function loadCatalog(): Promise<CatalogIndex> {
    await loadScript(host.dataset["catalog"] ?? "");
    const { pillarsCatalog } = window as unknown as { pillarsCatalog: Catalog };
    for (const pillar of pillarsCatalog.pillars) filter.pillar.append(element("option", { value: pillar.id }, pillar.name));
    return new CatalogIndex(pillarsCatalog);
  }

  const cut = new Map<InputDocument, string[]>(); // the lines of the latest documents
  const context: Omit<Context, "index"> = {
    ruleURL: (id) => `${host.dataset["root"]}rules/${id}/`,
    line(name, line) {
      const doc = documents.find((d) => d.name === name);
      if (!doc) return "";
      let lines = cut.get(doc);
      if (!lines) cut.set(doc, (lines = doc.text.split(/\r\n|\r|\n/)));
      return lines[line - 1] ?? "";
    },
    go(name, line, column) {
      const doc = documents.find((d) => d.name === name);
      if (!doc) return;
      if (doc !== current) view(doc);
      editor.go(line, column);
    },
  };

  /** Shows the report, or how to get something to check where there is none. */
  function show(): void {
    $("overview").hidden = !report;
    $("howto").hidden = report !== undefined;
    cut.clear();
    mark();
    if (!report || !index) {
      $("results").replaceChildren();
      return;
    }
    const choice: Choice = { verdict: filter.verdict.value, pillar: filter.pillar.value, severity: filter.severity.value };
    $("filter-clear").hidden = !choice.verdict && !choice.pillar && !choice.severity;
    redraw($("summary"), summary(report, choice, (verdict) => choose({ verdict })));
    $("heat-head").replaceChildren(element("tr", {}, element("th", { scope: "col" }, "Pillar"), ...severities.map((s) => element("th", { scope: "col" }, s))));
    redraw($("heat"), heatRows(report, index, choice, (pillar, severity) => choose({ pillar, severity, verdict: pillar ? "fail" : "" })));
    const all = { ...context, index };
    $("results").replaceChildren(...documentViews(report, all), ...resultViews(report, all, choice));
  }

  function choose(change: Partial<Choice>): void {
    for (const [name, value] of Object.entries(change)) filter[name as keyof Choice].value = value;
    show();
  }

  /** Marks the lines of the document in view that have findings. */
  function mark(): void {
    const marks = new Map<number, Mark>();
    for (const r of report?.results ?? []) {
      if (r.verdict !== "fail" || r.resource.document !== current?.name) continue;
      for (const f of r.findings) {
        const before = marks.get(f.line);
        if (!before) marks.set(f.line, { severity: r.severity, count: 1 });
        else {
          before.count++;
          if (severities.indexOf(r.severity) < severities.indexOf(before.severity)) before.severity = r.severity;
        }
      }
    }
    editor.mark(marks);
  }

  /** Leads from a line to the first result about it. */
  function showLine(line: number): void {
    const key = `${current?.name}:${line}`;
    const found = [...document.querySelectorAll<HTMLElement>("[data-lines]")].find((item) => item.dataset["lines"]!.split("\n").includes(key));
    found?.scrollIntoView({ block: "center" });
    found?.querySelector<HTMLElement>(".at")?.focus({ preventScroll: true });
  }

  async function open(list: FileList): Promise<void> {
    say("Reading …");
    try {
      take(await Promise.all(Array.from(list, async (file) => ({ name: file.name, text: await file.text() }))));
    } catch {
      say("A file could not be read: a folder, or one that has changed since it was chosen.");
    }
  }

  let timer = 0;
  editor.area.addEventListener("input", () => {
    const doc = { name: current?.name ?? "document.json", text: editor.area.value };
    if (current) documents[documents.indexOf(current)] = doc;
    else documents = [doc];
    current = doc;
    clear.disabled = false;
    editor.changed();
    clearTimeout(timer);
    timer = window.setTimeout(run, pause);
  });
  files.addEventListener("change", () => {
    if (files.files?.length) void open(files.files);
    files.value = "";
  });
  shown.addEventListener("change", () => view(documents[Number(shown.value)]));
  example.addEventListener("change", () => {
    const chosen = examples[Number(example.value)];
    if (example.value === "" || !chosen) return;
    take([{ name: chosen.Name, text: chosen.Text }]);
  });
  clear.addEventListener("click", () => {
    example.value = "";
    take([]);
    editor.area.focus();
  });
  $("downloads").addEventListener("click", (event) => {
    const extension = (event.target as HTMLElement).dataset["format"] ?? "";
    const format = formats[extension];
    if (format && report && index) download(`pillars-report.${extension}`, format.type, format.write(report, index));
  });
  $("to-review").addEventListener("click", () => {
    const root = new URL(host.dataset["root"] ?? "./", location.href);
    try {
      sessionStorage.setItem(`pillars:${root.pathname}:report`, JSON.stringify(report));
      location.href = new URL(location.protocol === "file:" ? "review/index.html" : "review/", root).href;
    } catch {
      say("This browser keeps nothing here: download the report and open it on the review page.");
    }
  });
  $("result-filter").addEventListener("input", show);
  $("result-filter").addEventListener("submit", (event) => event.preventDefault());
  $("filter-clear").addEventListener("click", () => {
    choose({ verdict: "", pillar: "", severity: "" });
    filter.verdict.focus();
  });
  addEventListener("dragover", (event) => {
    event.preventDefault();
    host.classList.add("dropping");
  });
  addEventListener("dragleave", () => host.classList.remove("dropping"));
  addEventListener("drop", (event) => {
    event.preventDefault();
    host.classList.remove("dropping");
    if (event.dataTransfer?.files.length) void open(event.dataTransfer.files);
  });
  host.hidden = false;
  editor.changed();
}

/** Replaces what is in a part of the page; the focus stays where it was. */
function redraw(box: HTMLElement, children: HTMLElement[]): void {
  const buttons = () => [...box.querySelectorAll("button")];
  const at = buttons().indexOf(document.activeElement as HTMLButtonElement);
  box.replaceChildren(...children);
  if (at >= 0) buttons()[at]?.focus();
}

const host = document.getElementById("checker");
if (host) start(host);
