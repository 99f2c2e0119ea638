// Runs checks away from the page's own thread.

import type { CheckAnswer, CheckPart, CheckRequest } from "../check-worker.ts";
import type { Report } from "../check/report.ts";
import { loadScript, scriptURL } from "../script-url.ts";

/** Milliseconds a check may take before it is stopped. */
const deadline = 30_000;

/** Runs checks in a worker, or on the page where it may start none. */
export class Engine {
  #worker: Worker | undefined;
  #next = 0;

  /** Takes the address of the worker's script. */
  constructor(readonly url: string) {}

  /** Checks documents. Rejects with a message for the visitor. */
  async check(catalog: unknown, documents: { name: string; text: string }[]): Promise<Report> {
    const request: CheckRequest = { id: ++this.#next, catalog, documents };
    const answer = location.protocol === "file:" ? await this.#onPage(request) : await this.#inWorker(request);
    if ("error" in answer) throw new Error(answer.error);
    return answer.report as Report;
  }

  #inWorker(request: CheckRequest): Promise<CheckAnswer> {
    this.#worker ??= new Worker(scriptURL(this.url));
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
    if (!scope.pillarsCheck) await loadScript(this.url);
    return scope.pillarsCheck!(request);
  }
}
