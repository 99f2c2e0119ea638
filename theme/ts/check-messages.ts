// What a page and its worker say to each other while documents are checked,
// and the worker's side of it.
import type { Catalog, Document, Options, Report, Result } from "./check/report.ts";
import { check } from "./checker.ts";

export interface CheckRequest {
  id: number;
  catalog: Catalog;
  documents: Document[];
  options?: Options;
}

export type CheckAnswer = { id: number; report: Report } | { id: number; error: string };

/** Some of a report's results, sent ahead of the report: one message with
 * hundreds of thousands of them would freeze the page that receives it. */
export type CheckPart = { id: number; part: Result[] };

/** Results in one message. */
const partSize = 2000;

/** The part of a worker's global scope that talks to its page. */
export interface WorkerScope {
  onmessage: ((event: MessageEvent<CheckRequest>) => void) | null;
  postMessage(answer: CheckAnswer | CheckPart): void;
}

export async function answer(request: CheckRequest): Promise<CheckAnswer> {
  try {
    return { id: request.id, report: await check(request.catalog, request.documents, request.options) };
  } catch (error) {
    return { id: request.id, error: error instanceof Error ? error.message : String(error) };
  }
}

/** Answers the requests that come to a worker. */
export function serve(scope: WorkerScope): void {
  scope.onmessage = async (event) => {
    const done = await answer(event.data);
    if ("report" in done) {
      const { results } = done.report;
      for (let i = 0; i < results.length; i += partSize) scope.postMessage({ id: done.id, part: results.slice(i, i + partSize) });
      done.report.results = [];
    }
    scope.postMessage(done);
  };
}
