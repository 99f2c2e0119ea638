// The checker page: documents in, verdicts out, while you edit. Checking runs
// in a worker with a deadline; nothing is sent anywhere.
import type { CheckAnswer, CheckPart, CheckRequest } from "./check-worker.ts";
import { loadScript, scriptURL } from "./script-url.ts";

/** Milliseconds a check may take before it is stopped. */
const deadline = 30_000;
/** Bytes of all documents together. */
const sizeLimit = 64 * 1024 * 1024;

interface Finding {
  pointer: string;
  keyword: string;
  message: string;
  line: number;
  column: number;
}
interface Result {
  check: string;
  rules: string[];
  verdict: "pass" | "fail" | "unknown" | "notApplicable" | "manual";
  severity: string;
  resource: { type: string; name: string; document: string; pointer: string };
  findings: Finding[];
  reason: string;
}
interface Report {
  summary: Record<string, number>;
  documents: { name: string; shape: string; resources: number; problems: { line: number; column: number; code: string; message: string }[] }[];
  results: Result[];
}
interface Check {
  id: string;
  title: string;
  message: string;
}
interface Rule {
  id: string;
  title: string;
  pillar: string | null;
  remediation: { tool: string; code: string }[];
  checks: Check[];
}
interface Catalog {
  pillars: { id: string; name: string }[];
  rules: Rule[];
}
interface InputDocument {
  name: string;
  text: string;
}

const severities = ["high", "medium", "low"];

/** Characters of a document that the text field shows: laying out more freezes
 * the page. A longer one is checked whole and shown up to here. */
const shownText = 300_000;

/** Findings shown at once: more would make the page slow, not clearer. */
const mostShown = 500;

const verdictNames: Record<string, string> = {
  fail: "Fails",
  unknown: "Unknown",
  pass: "Holds",
  notApplicable: "Not applicable",
  accepted: "Accepted",
  manual: "For a person",
};

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
  let catalog: Catalog = { pillars: [], rules: [] };
  const examples = readData("examples-data") as { Name: string; Title: string; Text: string }[];
  const engine = new Engine(host.dataset["worker"] ?? "");
  let documents: InputDocument[] = [];
  let latest = 0;
  let report: Report | undefined;

  const say = (text: string) => {
    status.textContent = text;
  };

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
      if (catalog.rules.length === 0) {
        await loadScript(host!.dataset["catalog"] ?? "");
        catalog = (window as unknown as { pillarsCatalog: Catalog }).pillarsCatalog;
        for (const pillar of catalog.pillars) byPillar.append(element("option", { value: pillar.id }, pillar.name));
      }
      const answer = (await engine.check(catalog, given)) as Report;
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
    summary!.replaceChildren();
    results!.replaceChildren();
    if (!report) return;
    for (const [verdict, label] of Object.entries(verdictNames)) {
      const n = report.summary[verdict] ?? 0;
      if (n === 0 && (verdict === "accepted" || verdict === "notApplicable")) continue;
      summary!.append(element("div", {}, element("b", { class: `verdict-${verdict}` }, String(n)), element("span", {}, label)));
    }
    showHeat(report);
    const order = Object.keys(verdictNames);
    const chosen = report.results.filter(
      (r) =>
        (!byVerdict.value || r.verdict === byVerdict.value) &&
        (!bySeverity.value || r.severity === bySeverity.value) &&
        (!byPillar.value || pillarsOf(r).includes(byPillar.value)),
    );
    const byDocument = new Map<string, Result[]>();
    for (const r of chosen) {
      const list = byDocument.get(r.resource.document);
      if (list) list.push(r);
      else byDocument.set(r.resource.document, [r]);
    }
    let left = mostShown;
    for (const doc of report.documents) {
      results!.append(element("p", { class: "document-name" }, `${doc.name}: ${doc.shape}, ${doc.resources} ${doc.resources === 1 ? "resource" : "resources"}`));
      for (const problem of doc.problems) {
        results!.append(
          element("div", { class: "result result-fail" },
            element("h3", {}, "Could not read the document"),
            element("p", {}, problem.message),
            jump(doc.name, problem.line, problem.column)),
        );
      }
      const own = byDocument.get(doc.name) ?? [];
      const byRank = new Map<string, Result[]>();
      for (const r of own) {
        const rank = `${r.verdict} ${r.severity}`;
        const list = byRank.get(rank);
        if (list) list.push(r);
        else byRank.set(rank, [r]);
      }
      const ranked = (verdict: string) => severities.flatMap((severity) => byRank.get(`${verdict} ${severity}`) ?? []);
      // What holds and what does not apply is one line each, folded away.
      const loud = order.filter((v) => v !== "pass" && v !== "notApplicable").flatMap(ranked);
      for (const result of loud.slice(0, left)) results!.append(resultView(result));
      left -= Math.min(left, loud.length);
      for (const verdict of ["pass", "notApplicable"]) {
        const quiet = ranked(verdict);
        if (quiet.length === 0) continue;
        const fold = element("details", { class: "quiet-results" }, element("summary", {}, `${verdictNames[verdict]}: ${quiet.length}`));
        const list = element("ul", {});
        fold.append(list);
        fold.addEventListener("toggle", () => {
          if (list.childElementCount > 0) return;
          for (const r of quiet.slice(0, mostShown)) {
            list.append(element("li", {}, `${findCheck(catalog, r.check)?.title ?? r.check} `, element("span", { class: "rule-meta" }, r.resource.name, ...ruleLinks(r)), r.reason ? element("p", {}, r.reason) : ""));
          }
        });
        if (byVerdict.value === verdict) fold.open = true;
        results!.append(fold);
      }
    }
    if (left === 0 && chosen.length > mostShown) results!.append(element("p", {}, `Only the first ${mostShown} findings are shown; the download has all.`));
  }

  /** Failed checks counted by pillar and severity. */
  function showHeat(r: Report): void {
    const counts = new Map<string, number>();
    for (const result of r.results) {
      if (result.verdict !== "fail") continue;
      for (const pillar of pillarsOf(result)) {
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
  // say is looked up once a check, a document's lines are cut once.
  const pillars = new Map<string, string[]>();
  function pillarsOf(result: Result): string[] {
    let found = pillars.get(result.check);
    if (!found) {
      const own = catalog.rules.filter((rule) => rule.pillar && result.rules.includes(rule.id));
      pillars.set(result.check, (found = [...new Set(own.map((rule) => rule.pillar!))]));
    }
    return found;
  }

  const cut = new Map<InputDocument, string[]>();
  function linesOf(name: string): string[] {
    const doc = documents.find((d) => d.name === name);
    if (!doc) return [];
    let lines = cut.get(doc);
    if (!lines) {
      cut.clear(); // only the latest: edits make new documents
      cut.set(doc, (lines = doc.text.split("\n")));
    }
    return lines;
  }

  function ruleLinks(result: Result): HTMLElement[] {
    return result.rules.map((id) => element("a", { href: `${host!.dataset["root"]}rules/${id}/` }, id));
  }

  function resultView(result: Result): HTMLElement {
    const about = findCheck(catalog, result.check);
    const view = element("article", { class: `result result-${result.verdict}` },
      element("h3", {}, element("span", { class: `verdict verdict-${result.verdict}` }, verdictNames[result.verdict] ?? result.verdict), ` · ${about?.title ?? result.check}`),
      element("p", { class: "rule-meta" }, element("span", { class: `sev sev-${result.severity}` }, result.severity), element("span", {}, result.resource.name || result.resource.type), ...ruleLinks(result)));
    if (result.verdict === "fail" && about) view.append(element("p", {}, about.message));
    if (result.reason) view.append(element("p", { class: "reason" }, result.verdict === "unknown" ? `Why unknown: ${result.reason}` : result.reason));
    for (const finding of result.findings) {
      view.append(element("div", { class: "finding" },
        element("p", {}, finding.message),
        jump(result.resource.document, finding.line, finding.column),
        excerpt(result.resource.document, finding.line)));
    }
    const fixes = catalog.rules.find((r) => result.rules.includes(r.id) && r.remediation.length > 0)?.remediation ?? [];
    if (result.verdict === "fail" && fixes.length > 0) {
      view.append(element("details", { class: "fix" }, element("summary", {}, "How to fix"),
        ...fixes.flatMap((fix) => [element("p", { class: "rule-meta" }, fix.tool), element("pre", { tabindex: "0" }, element("code", {}, fix.code))])));
    }
    return view;
  }

  /** A button that leads to a place in a document. */
  function jump(name: string, line: number, column: number): HTMLElement {
    const button = element("button", { type: "button", class: "at" }, `line ${line}, column ${column}`);
    button.addEventListener("click", () => {
      const doc = documents.find((d) => d.name === name);
      if (!doc) return;
      fill(doc);
      const lines = linesOf(name);
      const from = lines.slice(0, line - 1).reduce((sum, l) => sum + l.length + 1, 0);
      area!.focus();
      area!.setSelectionRange(from + column - 1, from + (lines[line - 1]?.length ?? 0));
      area!.scrollTop = (area!.scrollHeight / Math.max(lines.length, 1)) * Math.max(line - 5, 0);
    });
    return button;
  }

  function excerpt(name: string, line: number): HTMLElement {
    const text = linesOf(name)[line - 1] ?? "";
    return element("pre", {}, `${line} │ ${text.trim().slice(0, 200)}`);
  }

  async function open(list: FileList): Promise<void> {
    say("Reading …");
    documents = await Promise.all(Array.from(list, async (file) => ({ name: file.name, text: await file.text() })));
    fill(documents[0]);
    await run();
  }

  /** Shows a document in the text field. */
  function fill(doc: InputDocument | undefined): void {
    const text = doc?.text ?? "";
    const long = text.length > shownText;
    const shown = long ? text.slice(0, shownText) + "\n…" : text;
    if (area!.value !== shown) area!.value = shown;
    area!.readOnly = long;
  }

  let timer = 0;
  area.addEventListener("input", () => {
    documents = [{ name: documents.length === 1 ? documents[0]!.name : "document.json", text: area.value }];
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
    documents = [{ name: chosen.Name, text: chosen.Text }];
    fill(documents[0]);
    void run();
  });
  clear.addEventListener("click", () => {
    documents = [];
    fill(undefined);
    example.value = "";
    void run();
    area.focus();
  });
  downloads.addEventListener("click", (event) => {
    const format = (event.target as HTMLElement).dataset["format"];
    if (!format || !report) return;
    const [text, type] = format === "json" ? [JSON.stringify(report, null, 2) + "\n", "application/json"] : format === "csv" ? [csvOf(report, catalog), "text/csv"] : [markdownOf(report, catalog), "text/markdown"];
    const url = URL.createObjectURL(new Blob([text!], { type: type! }));
    const link = element("a", { href: url, download: `pillars-report.${format}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
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

/** Runs checks in a worker, or on the page where it may start none. */
class Engine {
  #worker: Worker | undefined;
  #next = 0;
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async check(catalog: unknown, documents: InputDocument[]): Promise<unknown> {
    const request: CheckRequest = { id: ++this.#next, catalog, documents };
    const answer = location.protocol === "file:" ? await this.#onPage(request) : await this.#inWorker(request);
    if ("error" in answer) throw new Error(answer.error);
    return answer.report;
  }

  #inWorker(request: CheckRequest): Promise<CheckAnswer> {
    // A check that is still running is of an older text: it makes way.
    this.#worker ??= new Worker(scriptURL(this.#url));
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      const stop = (message: string) => {
        worker.terminate();
        if (this.#worker === worker) this.#worker = undefined;
        reject(new Error(message));
      };
      const timer = setTimeout(() => stop(`Stopped after ${deadline / 1000} seconds: check this document on the command line with “pillars check”.`), deadline);
      const parts: unknown[][] = [];
      const settle = (event: MessageEvent<CheckAnswer | CheckPart>) => {
        if (event.data.id !== request.id) return;
        if ("part" in event.data) {
          parts.push(event.data.part);
          return;
        }
        if ("report" in event.data) (event.data.report as { results: unknown[] }).results = parts.flat();
        clearTimeout(timer);
        worker.removeEventListener("message", settle);
        resolve(event.data);
      };
      worker.addEventListener("message", settle);
      worker.addEventListener("error", () => {
        clearTimeout(timer);
        stop("The checker could not be started.");
      }, { once: true });
      worker.postMessage(request);
    });
  }

  async #onPage(request: CheckRequest): Promise<CheckAnswer> {
    const scope = window as unknown as { pillarsCheck?: (r: CheckRequest) => Promise<CheckAnswer> };
    if (!scope.pillarsCheck) await loadScript(this.#url);
    return scope.pillarsCheck!(request);
  }
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
    if (r.findings.length === 0) rows.push([...head, "", "", r.reason]);
    for (const f of r.findings) rows.push([...head, String(f.line), f.message, r.reason]);
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

const checks = new Map<string, Check>();
function findCheck(catalog: Catalog, id: string): Check | undefined {
  if (checks.size === 0) for (const rule of catalog.rules) for (const check of rule.checks) checks.set(check.id, check);
  return checks.get(id);
}

function sentence(report: Report): string {
  const { fail = 0, pass = 0, unknown = 0 } = report.summary;
  const problems = report.documents.reduce((n, d) => n + d.problems.length, 0);
  const parts = [`${fail} ${fail === 1 ? "check fails" : "checks fail"}`, `${pass} hold`];
  if (unknown) parts.push(`${unknown} cannot be decided`);
  if (problems) parts.push(`${problems} ${problems === 1 ? "problem" : "problems"} reading`);
  if (report.results.length === 0 && problems === 0) return "Nothing in here that a check applies to.";
  return parts.join(", ") + ".";
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string>, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

start();
