// The checker page: documents in, verdicts out, while you edit. Checking runs
// in a worker with a deadline; nothing is sent anywhere.
import { CheckWorker, sizeLimit } from "./check-engine.ts";
import type { answer } from "./check-messages.ts";
import { Documents, readFiles } from "./check-documents.ts";
import { findCheck, resultsView, sentence, severities, summaryView, verdictNames, type Places } from "./check-results.ts";
import type { Document, Report, Result } from "./check/report.ts";
import { download, element } from "./dom.ts";
import { loadScript, scriptURL } from "./script-url.ts";
import type { Catalog } from "./types/catalog.ts";

function start(): void {
  const host = document.querySelector<HTMLElement>("#checker");
  const area = document.querySelector<HTMLTextAreaElement>("#text");
  const files = document.querySelector<HTMLInputElement>("#files");
  const example = document.querySelector<HTMLSelectElement>("#example");
  const clear = document.querySelector<HTMLButtonElement>("#clear");
  const status = document.querySelector<HTMLElement>("#status");
  const summary = document.querySelector<HTMLElement>("#summary");
  const results = document.querySelector<HTMLElement>("#results");
  const downloads = document.querySelector<HTMLElement>("#downloads");
  if (!host || !area || !files || !example || !clear || !status || !summary || !results || !downloads) return;

  const overview = document.querySelector<HTMLElement>("#overview")!;
  const heat = document.querySelector<HTMLElement>("#heat")!;
  const heatHead = document.querySelector<HTMLElement>("#heat-head")!;
  const filter = document.querySelector<HTMLFormElement>("#result-filter")!;
  const byVerdict = document.querySelector<HTMLSelectElement>("#filter-verdict")!;
  const byPillar = document.querySelector<HTMLSelectElement>("#filter-pillar")!;
  const bySeverity = document.querySelector<HTMLSelectElement>("#filter-severity")!;
  let catalog: Catalog | undefined;
  const examples = readData("examples-data") as { Name: string; Title: string; Text: string }[];
  const worker = host.dataset["worker"] ?? "";
  const engine = new CheckWorker(() => new Worker(scriptURL(worker)));
  const documents = new Documents(area);
  const places: Places = {
    rule: (id) => `${host.dataset["root"]}rules/${id}/`,
    line: (name, line) => documents.line(name, line),
    go: (name, line, column) => documents.go(name, line, column),
  };
  let latest = 0;
  let report: Report | undefined;

  const say = (text: string) => {
    status.textContent = text;
  };

  async function run(): Promise<void> {
    const turn = ++latest;
    const given = documents.given;
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
      if (!catalog) {
        await loadScript(host!.dataset["catalog"] ?? "");
        catalog = (window as unknown as { pillarsCatalog: Catalog }).pillarsCatalog;
        for (const pillar of catalog.pillars) byPillar.append(element("option", { value: pillar.id }, pillar.name));
      }
      const answer = location.protocol === "file:" ? await checkOnPage(worker, catalog, given) : await engine.check(catalog, given);
      if (turn !== latest) return; // a newer check is on its way
      report = answer;
      say(sentence(answer));
    } catch (error) {
      if (turn !== latest) return;
      report = undefined;
      say(error instanceof Error ? error.message : String(error));
    }
    show();
  }

  function show(): void {
    overview.hidden = !report;
    if (!report || !catalog) {
      summary!.replaceChildren();
      results!.replaceChildren();
      return;
    }
    summary!.replaceChildren(...summaryView(report));
    showHeat(report, catalog);
    const chosen = report.results.filter(
      (r) =>
        (!byVerdict.value || r.verdict === byVerdict.value) &&
        (!bySeverity.value || r.severity === bySeverity.value) &&
        (!byPillar.value || pillarsOf(r, catalog!).includes(byPillar.value)),
    );
    results!.replaceChildren(...resultsView(catalog, report, chosen, places, byVerdict.value));
  }

  /** Failed checks counted by pillar and severity. */
  function showHeat(r: Report, catalog: Catalog): void {
    const counts = new Map<string, number>();
    for (const result of r.results) {
      if (result.verdict !== "fail") continue;
      for (const pillar of pillarsOf(result, catalog)) {
        const key = `${pillar} ${result.severity}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    heatHead.replaceChildren(element("tr", {}, element("th", { scope: "col" }, "Pillar"), ...severities.map((s) => element("th", { scope: "col" }, s))));
    heat.replaceChildren(
      ...catalog.pillars.map((pillar) =>
        element("tr", { "data-pillar": pillar.id }, element("th", { scope: "row" }, pillar.name),
          ...severities.map((severity) => {
            const n = counts.get(`${pillar.id} ${severity}`) ?? 0;
            return element("td", { "data-heat": String(Math.min(n, 4)) }, n === 0 ? "–" : String(n));
          }))),
    );
  }

  // A report can have hundreds of thousands of results: what a check's rules
  // say is looked up once a check.
  const pillars = new Map<string, string[]>();
  function pillarsOf(result: Result, catalog: Catalog): string[] {
    let found = pillars.get(result.check);
    if (!found) {
      const own = catalog.rules.filter((rule) => rule.pillar && result.rules.includes(rule.id));
      pillars.set(result.check, (found = [...new Set(own.map((rule) => rule.pillar!))]));
    }
    return found;
  }

  async function open(files: FileList): Promise<void> {
    say("Reading …");
    documents.set(await readFiles(files));
    await run();
  }

  let timer = 0;
  area.addEventListener("input", () => {
    documents.typed();
    clearTimeout(timer);
    timer = window.setTimeout(run, 150);
  });
  files.addEventListener("change", () => {
    if (files.files?.length) void open(files.files);
    files.value = "";
  });
  example.addEventListener("change", () => {
    const chosen = examples[Number(example.value)];
    if (example.value === "" || !chosen) return;
    documents.set([{ name: chosen.Name, text: chosen.Text }]);
    void run();
  });
  clear.addEventListener("click", () => {
    documents.set([]);
    example.value = "";
    void run();
    area.focus();
  });
  downloads.addEventListener("click", (event) => {
    const format = (event.target as HTMLElement).dataset["format"];
    if (!format || !report || !catalog) return;
    const [text, type] = format === "json" ? [JSON.stringify(report, null, 2) + "\n", "application/json"] : format === "csv" ? [csvOf(report, catalog), "text/csv"] : [markdownOf(report, catalog), "text/markdown"];
    download(`pillars-report.${format}`, type!, text!);
  });
  document.querySelector("#to-review")?.addEventListener("click", () => {
    const root = new URL(host.dataset["root"] ?? "./", location.href);
    try {
      sessionStorage.setItem(`pillars:${root.pathname}:report`, JSON.stringify(report));
      location.href = new URL(location.protocol === "file:" ? "review/index.html" : "review/", root).href;
    } catch {
      say("This browser keeps nothing here: download the report and open it on the review page.");
    }
  });
  filter.addEventListener("input", show);
  filter.addEventListener("submit", (event) => event.preventDefault());
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
}

/** Checks on the page's own thread: a page opened from disk may start no worker. */
async function checkOnPage(script: string, catalog: Catalog, documents: Document[]): Promise<Report> {
  const scope = window as unknown as { pillarsCheck?: typeof answer };
  if (!scope.pillarsCheck) await loadScript(script);
  const done = await scope.pillarsCheck!({ id: 0, catalog, documents });
  if ("error" in done) throw new Error(done.error);
  return done.report;
}

function readData(id: string): unknown {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null");
}

/** The results as CSV, safe to open in a spreadsheet. */
function csvOf(report: Report, catalog: Catalog): string {
  const cell = (text: string) => {
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const rows = [["verdict", "severity", "check", "title", "rules", "document", "resource type", "resource name", "line", "finding", "reason"]];
  for (const r of report.results) {
    const title = findCheck(catalog, r.check)?.title ?? "";
    const head = [r.verdict, r.severity, r.check, title, r.rules.join(" "), r.resource.document, r.resource.type, r.resource.name];
    if (r.findings.length === 0) rows.push([...head, "", "", r.reason ?? ""]);
    for (const f of r.findings) rows.push([...head, String(f.line), f.message, r.reason ?? ""]);
  }
  return rows.map((row) => row.map(cell).join(",") + "\r\n").join("");
}

/** What fails and what is unknown, as Markdown. */
function markdownOf(report: Report, catalog: Catalog): string {
  const plain = (text: string) => text.replace(/[\\`*_[\]<>|]/g, "\\$&");
  const lines = ["# Pillars report", "", sentence(report), ""];
  for (const r of report.results) {
    if (r.verdict !== "fail" && r.verdict !== "unknown") continue;
    lines.push(`- **${verdictNames[r.verdict]}** (${r.severity}) ${plain(findCheck(catalog, r.check)?.title ?? r.check)}: ${plain(r.resource.name)} in ${plain(r.resource.document)} (${r.rules.join(", ")})`);
    for (const f of r.findings) lines.push(`  - line ${f.line}: ${plain(f.message)}`);
    if (r.reason) lines.push(`  - ${plain(r.reason)}`);
  }
  return lines.join("\n") + "\n";
}

start();
