// The checker page: documents in, verdicts out, while you edit. Checking runs
// in a worker with a deadline; nothing is sent anywhere.
import type { CheckAnswer, CheckRequest } from "./check-worker.ts";
import { scriptURL } from "./script-url.ts";

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
interface Catalog {
  rules: { id: string; title: string; checks: Check[] }[];
}
interface InputDocument {
  name: string;
  text: string;
}

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

  const catalog = readData("catalog-data") as Catalog;
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
    summary!.hidden = !report;
    downloads!.hidden = !report;
    summary!.replaceChildren();
    results!.replaceChildren();
    if (!report) return;
    for (const [verdict, label] of Object.entries(verdictNames)) {
      const n = report.summary[verdict] ?? 0;
      if (n === 0 && (verdict === "accepted" || verdict === "notApplicable")) continue;
      summary!.append(element("div", {}, element("b", { class: `verdict-${verdict}` }, String(n)), element("span", {}, label)));
    }
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
      const order = Object.keys(verdictNames);
      const own = report.results.filter((r) => r.resource.document === doc.name);
      own.sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
      for (const result of own) results!.append(resultView(result));
    }
  }

  function resultView(result: Result): HTMLElement {
    const about = findCheck(catalog, result.check);
    const view = element("article", { class: `result result-${result.verdict}` },
      element("h3", {}, element("span", { class: `verdict verdict-${result.verdict}` }, verdictNames[result.verdict] ?? result.verdict), ` · ${about?.title ?? result.check}`),
      element("p", { class: "rule-meta" }, element("span", { class: `sev sev-${result.severity}` }, result.severity), element("span", {}, result.resource.name || result.resource.type),
        ...result.rules.map((id) => element("a", { href: `${host!.dataset["root"]}rules/${id}/` }, id))));
    if (result.verdict === "fail" && about) view.append(element("p", {}, about.message));
    if (result.reason) view.append(element("p", {}, result.reason));
    for (const finding of result.findings) {
      view.append(element("div", { class: "finding" },
        element("p", {}, finding.message),
        jump(result.resource.document, finding.line, finding.column),
        excerpt(result.resource.document, finding.line)));
    }
    return view;
  }

  /** A button that leads to a place in a document. */
  function jump(name: string, line: number, column: number): HTMLElement {
    const button = element("button", { type: "button", class: "at" }, `line ${line}, column ${column}`);
    button.addEventListener("click", () => {
      const doc = documents.find((d) => d.name === name);
      if (!doc) return;
      if (area!.value !== doc.text) area!.value = doc.text;
      const lines = doc.text.split("\n");
      const from = lines.slice(0, line - 1).reduce((sum, l) => sum + l.length + 1, 0);
      area!.focus();
      area!.setSelectionRange(from + column - 1, from + (lines[line - 1]?.length ?? 0));
      area!.scrollTop = (area!.scrollHeight / Math.max(lines.length, 1)) * Math.max(line - 5, 0);
    });
    return button;
  }

  function excerpt(name: string, line: number): HTMLElement {
    const text = documents.find((d) => d.name === name)?.text.split("\n")[line - 1] ?? "";
    return element("pre", {}, `${line} │ ${text.trim().slice(0, 200)}`);
  }

  async function open(list: FileList): Promise<void> {
    say("Reading …");
    documents = await Promise.all(Array.from(list, async (file) => ({ name: file.name, text: await file.text() })));
    area!.value = documents[0]?.text ?? "";
    await run();
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
    area.value = chosen.Text;
    void run();
  });
  clear.addEventListener("click", () => {
    documents = [];
    area.value = example.value = "";
    void run();
    area.focus();
  });
  downloads.addEventListener("click", (event) => {
    if ((event.target as HTMLElement).dataset["format"] !== "json" || !report) return;
    const url = URL.createObjectURL(new Blob([JSON.stringify(report, null, 2) + "\n"], { type: "application/json" }));
    const link = element("a", { href: url, download: "pillars-report.json" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
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
      const settle = (event: MessageEvent<CheckAnswer>) => {
        if (event.data.id !== request.id) return;
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
    if (!scope.pillarsCheck) {
      await new Promise<void>((resolve, reject) => {
        const script = document.createElement("script");
        script.src = scriptURL(this.#url) as string;
        script.onload = () => resolve();
        script.onerror = () => reject(new Error("The checker could not be loaded."));
        document.head.append(script);
      });
    }
    return scope.pillarsCheck!(request);
  }
}

function readData(id: string): unknown {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null");
}

function findCheck(catalog: Catalog, id: string): Check | undefined {
  for (const rule of catalog.rules) for (const check of rule.checks) if (check.id === id) return check;
  return undefined;
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
