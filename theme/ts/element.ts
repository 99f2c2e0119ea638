// <pillars-check>: the checker in any page. As a worker, this file is the
// checker that the element talks to.
import elementStyle from "../css/element.css";
import { CatalogIndex } from "./check-page/catalog.ts";
import { Documents } from "./check-page/documents.ts";
import { CheckWorker, NoWorker, sizeLimit } from "./check-page/engine.ts";
import { type Choice, sentence } from "./check-page/groups.ts";
import { documents as documentViews, resultViews, showLine, summary, type Context } from "./check-page/results.ts";
import { serve, type WorkerScope } from "./check-messages.ts";
import type { Document, Options, Report } from "./check/report.ts";
import { decode } from "./check/text.ts";
import { check } from "./checker.ts";
import { element, redraw } from "./dom.ts";
import { scriptURL } from "./script-url.ts";
import type { Catalog } from "./types/catalog.ts";

/** Tells this file that it was started as the element's worker. */
const workerName = "pillars-check";

/** Characters of all documents together that are checked on the page's own
 * thread, where no worker may be started: a second or two of standing still. */
const pageLimit = 1024 * 1024;

let sheet: CSSStyleSheet | undefined;

function style(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(elementStyle);
  }
  return sheet;
}

/**
 * Starts this file as a worker. A browser refuses that where the file is of
 * another origin than the page, and the page's policies may forbid it; and
 * where the file became a part of something larger, it is not to be run twice.
 */
function startWorker(): Worker {
  const here = new URL(import.meta.url);
  if (here.origin !== location.origin || !here.pathname.endsWith("/element.js")) throw new NoWorker();
  return new Worker(scriptURL(here.href), { type: "module", name: workerName });
}

// Where there are no elements (in a worker, in Node) the class is of no use,
// but the file can be loaded.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * Shows a place for documents and what a catalog's checks say of them.
 *
 * Attributes: catalog (address of a catalog.json, required unless the property
 * is set), rules (address of the folder of the rules' pages), src (address of
 * a document to begin with). Events: pillars-report, whose detail is the
 * report, and pillars-error, whose detail is the error.
 */
export class PillarsCheck extends Base {
  static readonly observedAttributes = ["catalog", "rules", "src"];

  readonly #status = element("p", { role: "status" }, "Nothing to check yet.");
  readonly #summary = element("div", { class: "summary", role: "group", "aria-label": "Results by verdict", hidden: "" });
  readonly #results = element("div");
  readonly #documents: Documents;
  readonly #context: Omit<Context, "index"> = {
    ruleURL: (id) => this.#rulePage(id),
    line: (name, line) => this.#documents.line(name, line),
    go: (name, line, column) => this.#documents.go(name, line, column),
  };
  #choice: Choice = { verdict: "", pillar: "", severity: "" };
  #worker: CheckWorker | undefined = new CheckWorker(startWorker);
  #options: Options = {};
  #given: Catalog | undefined; // by the property
  #loaded: Promise<Catalog> | undefined; // from the attribute
  #shown: { index: CatalogIndex; report: Report } | undefined;
  #latest = 0; // number of the check that counts

  constructor() {
    super();
    const area = element("textarea", {
      id: "text", spellcheck: "false", autocomplete: "off", autocapitalize: "off", wrap: "off",
      placeholder: "Paste JSON or YAML here, or drop files.",
    });
    const gutter = element("div", { class: "gutter", "aria-hidden": "true" });
    const files = element("input", { id: "files", type: "file", multiple: "", accept: ".json,.yaml,.yml,.tfplan,.tfstate,application/json" });
    const clear = element("button", { type: "button", class: "small", disabled: "" }, "Clear");
    const shown = element("select", { id: "document", class: "small" });
    const choice = element("label", { id: "document-choice", hidden: "" }, element("span", { class: "visually-hidden" }, "Document shown"), shown);
    const host = element("div", { class: "parts" },
      element("section", { "aria-labelledby": "document-title" },
        element("div", { class: "checker-bar" },
          element("h2", { id: "document-title" }, "Document"),
          element("label", { class: "button small", for: "files" }, "Open files", files), clear),
        choice,
        element("label", { for: "text", class: "visually-hidden" }, "Document text"),
        element("div", { class: "editor" }, gutter, area),
        element("p", { class: "privacy" }, "Checked on this page: documents are not sent anywhere.")),
      element("section", { "aria-labelledby": "result-title" },
        element("div", { class: "checker-bar" }, element("h2", { id: "result-title" }, "Result"), this.#status),
        this.#summary, this.#results));
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [style()];
    root.append(host);
    this.#documents = new Documents(
      { area, gutter, files, clear, shown, choice, drop: this, host },
      {
        changed: () => void this.#run(),
        say: (text) => this.#say(text),
        marked: (line) => showLine(root, this.#documents.current?.name ?? "", line),
      },
    );
  }

  /** The report that is shown; undefined where there is none. */
  get report(): Report | undefined {
    return this.#shown?.report;
  }

  /** The catalog to check against, in place of the one that the attribute names. */
  get catalog(): Catalog | undefined {
    return this.#given;
  }

  set catalog(catalog: Catalog | undefined) {
    this.#given = catalog;
    void this.#run();
  }

  /** What the check is to know besides: parameters, review, today. */
  get options(): Options {
    return this.#options;
  }

  set options(options: Options) {
    this.#options = options;
    void this.#run();
  }

  /**
   * Shows documents and checks them. Gives the report, or undefined where
   * there is nothing to check. Fails where no check can be made; what is wrong
   * with a document is in the report.
   */
  check(documents: Document[]): Promise<Report | undefined> {
    this.#documents.show(documents.map(({ name, text }) => ({ name, text: decode(text) })));
    return this.#check();
  }

  connectedCallback(): void {
    // What was set before the class was there is to go through it.
    for (const name of ["catalog", "options"]) {
      const early = Object.getOwnPropertyDescriptor(this, name);
      if (!early) continue;
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, early.value);
    }
    this.#documents.draw();
    if (this.#documents.given.length > 0 && !this.#shown) void this.#run(); // it was moved while checking
  }

  disconnectedCallback(): void {
    this.#latest++;
    this.#documents.stop();
    this.#worker?.stop();
  }

  attributeChangedCallback(name: string, _old: string | null, value: string | null): void {
    if (name === "catalog") {
      this.#loaded = undefined;
      void this.#run();
    } else if (name === "rules") {
      this.#show();
    } else if (value !== null) {
      void this.#fetch(value);
    }
  }

  async #fetch(src: string): Promise<void> {
    const before = this.#documents.list;
    const late = () => this.#documents.list !== before || this.getAttribute("src") !== src;
    try {
      const url = new URL(src, this.baseURI);
      const text = await (await load(url, "the document")).text();
      if (late()) return; // the visitor has begun with something else
      this.#documents.take([{ name: url.pathname.split("/").at(-1) || "document", text }]);
    } catch (error) {
      if (!late()) this.#fail(asError(error));
    }
  }

  /** Checks, where what comes of it is told by events alone. */
  #run(): Promise<unknown> {
    return this.#check().catch(() => undefined);
  }

  async #check(): Promise<Report | undefined> {
    const turn = ++this.#latest;
    const { given } = this.#documents;
    if (given.length === 0) {
      this.#shown = undefined;
      this.#say("Nothing to check yet.");
      this.#show();
      return undefined;
    }
    this.#say("Checking …");
    try {
      const catalog = this.#given ?? (await this.#load());
      const report = await this.#engine(catalog, given);
      if (turn === this.#latest) {
        this.#shown = { index: new CatalogIndex(catalog), report };
        this.#say(sentence(report));
        this.#show();
        this.#tell("pillars-report", report);
      }
      return report;
    } catch (error) {
      if (turn === this.#latest) this.#fail(asError(error));
      throw error;
    }
  }

  /** Checks in the worker, or here where none may be started. */
  async #engine(catalog: Catalog, documents: { name: string; text: string }[]): Promise<Report> {
    const size = documents.reduce((sum, d) => sum + d.text.length, 0);
    if (size > sizeLimit) throw new Error("That is more than 64 MB: check it on the command line with “pillars check”.");
    if (this.#worker) {
      try {
        return await this.#worker.check(checkingPart(catalog), documents, this.#options);
      } catch (error) {
        if (!(error instanceof NoWorker)) throw error;
        this.#worker = undefined;
      }
    }
    if (size > pageLimit) throw new Error("This page can check no more than 1 MB: check it on the command line with “pillars check”.");
    return check(checkingPart(catalog), documents, this.#options);
  }

  #load(): Promise<Catalog> {
    this.#loaded ??= loadCatalog(this.getAttribute("catalog"), this.baseURI).catch((error) => {
      this.#loaded = undefined; // the next check may try again
      throw error;
    });
    return this.#loaded;
  }

  #show(): void {
    const shown = this.#shown;
    this.#documents.mark(shown?.report);
    this.#summary.hidden = !shown;
    if (!shown) {
      this.#results.replaceChildren();
      return;
    }
    const context = { ...this.#context, index: shown.index };
    const choose = (verdict: string) => {
      this.#choice = { ...this.#choice, verdict };
      this.#show();
    };
    redraw(this.#summary, summary(shown.report, this.#choice, choose));
    this.#results.replaceChildren(...documentViews(shown.report, context), ...resultViews(shown.report, context, this.#choice));
  }

  #rulePage(id: string): string | undefined {
    const base = this.getAttribute("rules");
    if (base === null) return undefined;
    const address = `${base.replace(/\/?$/, "/")}${encodeURIComponent(id)}/`;
    if (!URL.canParse(address, this.baseURI)) return undefined;
    const url = new URL(address, this.baseURI);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : undefined;
  }

  #say(text: string): void {
    this.#status.textContent = text;
  }

  #fail(error: Error): void {
    this.#shown = undefined;
    this.#say(error.message);
    this.#show();
    this.#tell("pillars-error", error);
  }

  #tell(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

/** Loads a file, or says why it cannot be loaded. */
async function load(url: URL, what: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw new Error(`Could not load ${what} from ${url.href}: ${asError(error).message}`);
  }
  if (!response.ok) throw new Error(`Could not load ${what} from ${url.href}: the server answered ${response.status}.`);
  return response;
}

async function loadCatalog(address: string | null, base: string): Promise<Catalog> {
  if (!address) throw new Error("<pillars-check> has no catalog: give it the address of a catalog.json as the attribute “catalog”.");
  const url = new URL(address, base);
  const response = await load(url, "the catalog");
  const wrong = (why: string) => new Error(`This is no catalog: ${url.href} ${why}.`);
  let catalog: Partial<Catalog> | null;
  try {
    catalog = (await response.json()) as Partial<Catalog> | null;
  } catch (error) {
    throw wrong(`is not JSON (${asError(error).message})`);
  }
  if (typeof catalog?.digest !== "string" || !Array.isArray(catalog.rules)) throw wrong("has no digest or no rules");
  return catalog as Catalog;
}

const parts = new WeakMap<Catalog, Parameters<typeof check>[0]>();

/** What the checker needs of a catalog; the whole is too much to send to a worker at each key. */
function checkingPart(catalog: Catalog): Parameters<typeof check>[0] {
  let part = parts.get(catalog);
  if (!part) {
    part = { digest: catalog.digest, rules: catalog.rules.map(({ id, status, checks }) => ({ id, status, checks })) };
    parts.set(catalog, part);
  }
  return part;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

const scope = globalThis as unknown as WorkerScope & { name?: string };
if (!globalThis.document && scope.name === workerName) serve(scope);
if (globalThis.customElements && !customElements.get("pillars-check")) customElements.define("pillars-check", PillarsCheck);
