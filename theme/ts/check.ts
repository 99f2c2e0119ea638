// The checker page: documents in, verdicts out, while you edit. Checking runs
// in a worker with a deadline; nothing is sent anywhere.

import { checkScript as words, severity as severityNames } from "../strings.json";
import { CatalogIndex, severities } from "./check-page/catalog.ts";
import { Documents } from "./check-page/documents.ts";
import { Engine, sizeLimit } from "./check-page/engine.ts";
import { formats } from "./check-page/formats.ts";
import { type Choice, sentence } from "./check-page/groups.ts";
import { type Context, documents as documentViews, heatRows, resultViews, showLine, summary } from "./check-page/results.ts";
import type { Report } from "./check/report.ts";
import { download, element, redraw } from "./dom.ts";
import { loadScript } from "./script-url.ts";
import type { Catalog } from "./types/catalog.ts";
import { named } from "./words.ts";

const $ = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T;

function start(host: HTMLElement): void {
  const example = $<HTMLSelectElement>("example");
  const clear = $<HTMLButtonElement>("clear");
  const filter = {
    verdict: $<HTMLSelectElement>("filter-verdict"),
    pillar: $<HTMLSelectElement>("filter-pillar"),
    severity: $<HTMLSelectElement>("filter-severity"),
  };
  const examples = JSON.parse($("examples-data").textContent ?? "[]") as { Name: string; Title: string; Text: string }[];
  const engine = new Engine(host.dataset["worker"] ?? "");
  let index: CatalogIndex | undefined;
  let report: Report | undefined;
  let latest = 0; // the newest check; an older one's answer is dropped

  const say = (text: string) => {
    $("status").textContent = text;
  };

  clear.addEventListener("click", () => (example.value = ""));
  const documents = new Documents(
    {
      area: $<HTMLTextAreaElement>("text"), gutter: $("gutter"), files: $<HTMLInputElement>("files"), clear,
      shown: $<HTMLSelectElement>("document"), choice: $("document-choice"), drop: window, host,
    },
    { changed: () => void run(), say, marked: (line) => showLine($("results"), documents.current?.name ?? "", line) },
  );

  async function run(): Promise<void> {
    const turn = ++latest;
    const given = documents.given;
    if (given.length === 0) {
      report = undefined;
      say(words.nothingYet);
      show();
      return;
    }
    if (given.reduce((sum, d) => sum + d.text.length, 0) > sizeLimit) {
      say(words.tooLarge);
      return;
    }
    say(words.checking);
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

  const context: Omit<Context, "index"> = {
    ruleURL: (id) => `${host.dataset["root"]}rules/${id}/`,
    line: (name, line) => documents.line(name, line),
    go: (name, line, column) => documents.go(name, line, column),
  };

  /** Shows the report, or how to get something to check where there is none. */
  function show(): void {
    $("overview").hidden = !report;
    $("howto").hidden = report !== undefined;
    documents.mark(report);
    if (!report || !index) {
      $("results").replaceChildren();
      return;
    }
    const choice: Choice = { verdict: filter.verdict.value, pillar: filter.pillar.value, severity: filter.severity.value };
    $("filter-clear").hidden = !choice.verdict && !choice.pillar && !choice.severity;
    redraw($("summary"), summary(report, choice, (verdict) => choose({ verdict })));
    $("heat-head").replaceChildren(element("tr", {}, element("th", { scope: "col" }, words.pillar), ...severities.map((s) => element("th", { scope: "col" }, named(severityNames, s)))));
    redraw($("heat"), heatRows(report, index, choice, (pillar, severity) => choose({ pillar, severity, verdict: pillar ? "fail" : "" })));
    const all = { ...context, index };
    $("results").replaceChildren(...documentViews(report, all), ...resultViews(report, all, choice));
  }

  function choose(change: Partial<Choice>): void {
    for (const [name, value] of Object.entries(change)) filter[name as keyof Choice].value = value;
    show();
  }

  example.addEventListener("change", () => {
    const chosen = examples[Number(example.value)];
    if (example.value === "" || !chosen) return;
    documents.take([{ name: chosen.Name, text: chosen.Text }]);
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
      say(words.notKept);
    }
  });
  $("result-filter").addEventListener("input", show);
  $("result-filter").addEventListener("submit", (event) => event.preventDefault());
  $("filter-clear").addEventListener("click", () => {
    choose({ verdict: "", pillar: "", severity: "" });
    filter.verdict.focus();
  });
  host.hidden = false;
  documents.draw();
}

const host = document.getElementById("checker");
if (host) start(host);
