// Runs checks away from the page's own thread.

import { checkScript as words } from "../../strings.json";
import type { answer, CheckAnswer, CheckPart, CheckRequest } from "../check-messages.ts";
import type { Catalog, Document, Options, Report } from "../check/report.ts";
import { loadScript, scriptURL } from "../script-url.ts";
import { fill } from "../words.ts";

/** Milliseconds a check may take before it is stopped. */
const deadline = 30_000;

/** Characters of all documents together. */
export const sizeLimit = 64 * 1024 * 1024;

/** The worker could not be loaded: no check was made. */
export class NoWorker extends Error {
  constructor() {
    super(words.notStarted);
  }
}

/** Runs checks in a worker, which is started when there is something to check. */
export class CheckWorker {
  #worker: Worker | undefined;
  #next = 0;

  constructor(readonly start: () => Worker) {}

  /** Checks documents. Rejects with a message for the visitor, with NoWorker
   * where no worker can be had. */
  async check(catalog: Catalog, documents: Document[], options: Options = {}): Promise<Report> {
    const request: CheckRequest = { id: ++this.#next, catalog, documents, options };
    const worker = this.#started();
    return new Promise((resolve, reject) => {
      const stop = (error: Error) => {
        clearTimeout(timer);
        this.stop(worker);
        reject(error);
      };
      const timer = setTimeout(() => stop(new Error(fill(words.stopped, { n: deadline / 1000 }))), deadline);
      const parts: Report["results"][] = [];
      const settle = (event: MessageEvent<CheckAnswer | CheckPart>) => {
        if (event.data.id !== request.id) return;
        if ("part" in event.data) {
          parts.push(event.data.part);
          return;
        }
        clearTimeout(timer);
        worker.removeEventListener("message", settle);
        if ("error" in event.data) {
          reject(new Error(event.data.error));
          return;
        }
        event.data.report.results = parts.flat();
        resolve(event.data.report);
      };
      worker.addEventListener("message", settle);
      worker.addEventListener("error", () => stop(new NoWorker()), { once: true });
      worker.postMessage(request);
    });
  }

  #started(): Worker {
    try {
      return (this.#worker ??= this.start());
    } catch {
      throw new NoWorker(); // the page may start none
    }
  }

  /** Ends the worker, and with it what it is checking. */
  stop(worker = this.#worker): void {
    worker?.terminate();
    if (this.#worker === worker) this.#worker = undefined;
  }
}

/** Runs checks in a worker, or on the page where it may start none. */
export class Engine {
  readonly #worker: CheckWorker;

  /** Takes the address of the worker's script. */
  constructor(readonly url: string) {
    this.#worker = new CheckWorker(() => new Worker(scriptURL(url)));
  }

  /** Checks documents. Rejects with a message for the visitor. */
  check(catalog: Catalog, documents: Document[]): Promise<Report> {
    return location.protocol === "file:" ? this.#onPage(catalog, documents) : this.#worker.check(catalog, documents);
  }

  async #onPage(catalog: Catalog, documents: Document[]): Promise<Report> {
    const scope = window as unknown as { pillarsCheck?: typeof answer };
    if (!scope.pillarsCheck) await loadScript(this.url);
    const done = await scope.pillarsCheck!({ id: 0, catalog, documents });
    if ("error" in done) throw new Error(done.error);
    return done.report;
  }
}
