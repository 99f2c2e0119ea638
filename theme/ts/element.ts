// <pillars-check>: the checker in any page. As a worker, this file is the
// checker that the element talks to.
import elementStyle from "../css/element.css";
import { CheckWorker, NoWorker, sizeLimit } from "./check-engine.ts";
import { Documents, readFiles, type InputDocument } from "./check-documents.ts";
import { serve, type WorkerScope } from "./check-messages.ts";
import { resultsView, sentence, summaryView, type Places } from "./check-results.ts";
import type { Document, Options, Report } from "./check/report.ts";
import { decode } from "./check/text.ts";
import { check } from "./checker.ts";
import { element } from "./dom.ts";
import { scriptURL } from "./script-url.ts";
import type { Catalog } from "./types/catalog.ts";

/** Tells this file that it was started as the element's worker. */
const workerName = "pillars-check";

/** Characters of all documents together that are checked on the page's own
 * thread, where no worker may be started: a second or two of standing still. */
const pageLimit = 1024 * 1024;

/** Milliseconds without typing before a text is checked. */
const pause = 150;

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

  readonly #area = element("textarea", {
    id: "text", class: "document-text", spellcheck: "false", autocomplete: "off", autocapitalize: "off",
    placeholder: "Paste JSON or YAML here, or drop files.",
  });
  readonly #files = element("input", { id: "files", type: "file", multiple: "", accept: ".json,.yaml,.yml,.tfplan,application/json" });
  readonly #clear = element("button", { type: "button" }, "Clear");
  readonly #status = element("p", { class: "status", role: "status" }, "Nothing to check yet.");
  readonly #summary = element("div", { class: "summary" });
  readonly #results = element("div", { class: "results" });
  readonly #documents = new Documents(this.#area);
  readonly #places: Places = {
    rule: (id) => this.#rulePage(id),
    line: (name, line) => this.#documents.line(name, line),
    go: (name, line, column) => this.#documents.go(name, line, column),
  };
  readonly #parts: HTMLElement;
  #worker: CheckWorker | undefined = new CheckWorker(startWorker);
  #options: Options = {};
  #given: Catalog | undefined; // by the property
  #loaded: Promise<Catalog> | undefined; // from the attribute
  #shown: { catalog: Catalog; report: Report } | undefined;
  #latest = 0; // number of the check that counts
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [style()];
    this.#parts = element("div", { class: "parts" },
      element("section", { "aria-labelledby": "document-title" },
        element("h2", { id: "document-title" }, "Document"),
        element("p", { class: "toolbar" }, element("label", { class: "button", for: "files" }, "Open files", this.#files), this.#clear),
        element("label", { for: "text", class: "visually-hidden" }, "Document text"),
        this.#area,
        element("p", { class: "privacy" }, "Checked on this page: documents are not sent anywhere.")),
      element("section", { "aria-labelledby": "result-title" },
        element("h2", { id: "result-title" }, "Result"),
        this.#status, this.#summary, this.#results));
    root.append(this.#parts);
    this.#area.addEventListener("input", () => {
      this.#documents.typed();
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#run(), pause);
    });
    this.#files.addEventListener("change", () => {
      if (this.#files.files?.length) void this.#open(this.#files.files);
      this.#files.value = "";
    });
    this.#clear.addEventListener("click", () => {
      this.#documents.set([]);
      void this.#run();
      this.#area.focus();
    });
    this.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      this.#parts.classList.add("dropping");
    });
    this.addEventListener("dragleave", () => this.#parts.classList.remove("dropping"));
    this.addEventListener("drop", (event) => {
      this.#parts.classList.remove("dropping");
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      void this.#open(event.dataTransfer.files);
    });
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
    this.#documents.set(documents.map(({ name, text }) => ({ name, text: decode(text) })));
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
    if (this.#documents.given.length > 0 && !this.#shown) void this.#run(); // it was moved while checking
  }

  disconnectedCallback(): void {
    this.#latest++;
    clearTimeout(this.#timer);
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

  async #open(files: FileList): Promise<void> {
    this.#say("Reading …");
    try {
      this.#documents.set(await readFiles(files));
    } catch (error) {
      this.#fail(asError(error));
      return;
    }
    await this.#run();
  }

  async #fetch(src: string): Promise<void> {
    const before = this.#documents.list;
    const late = () => this.#documents.list !== before || this.getAttribute("src") !== src;
    try {
      const url = new URL(src, this.baseURI);
      const text = await (await load(url, "the document")).text();
      if (late()) return; // the visitor has begun with something else
      this.#documents.set([{ name: url.pathname.split("/").at(-1) || "document", text }]);
    } catch (error) {
      if (!late()) this.#fail(asError(error));
      return;
    }
    await this.#run();
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
        this.#shown = { catalog, report };
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
  async #engine(catalog: Catalog, documents: InputDocument[]): Promise<Report> {
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
    this.#summary.replaceChildren(...(shown ? summaryView(shown.report) : []));
    this.#results.replaceChildren(...(shown ? resultsView(shown.catalog, shown.report, shown.report.results, this.#places) : []));
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
