// The checker away from the page's own thread. Loaded as a worker it answers
// messages; loaded as a script (a page opened from disk may start no worker)
// it leaves its function where the page finds it.
import { check } from "./checker.ts";

export interface CheckRequest {
  id: number;
  catalog: unknown;
  documents: { name: string; text: string }[];
}

export type CheckAnswer = { id: number; report: unknown } | { id: number; error: string };

/** Some of a report's results, sent ahead of the report: one message with
 * hundreds of thousands of them would freeze the page that receives it. */
export type CheckPart = { id: number; part: unknown[] };

/** Results in one message. */
const partSize = 2000;

const scope = globalThis as unknown as {
  document?: unknown;
  pillarsCheck?: (request: CheckRequest) => Promise<CheckAnswer>;
  onmessage: ((event: MessageEvent<CheckRequest>) => void) | null;
  postMessage(answer: CheckAnswer | CheckPart): void;
};

async function answer(request: CheckRequest): Promise<CheckAnswer> {
  try {
    const report = await check(request.catalog as Parameters<typeof check>[0], request.documents);
    return { id: request.id, report };
  } catch (error) {
    return { id: request.id, error: error instanceof Error ? error.message : String(error) };
  }
}

if (scope.document === undefined) {
  scope.onmessage = async (event) => {
    const done = await answer(event.data);
    if ("report" in done) {
      const report = done.report as { results: unknown[] };
      const { results } = report;
      for (let i = 0; i < results.length; i += partSize) scope.postMessage({ id: done.id, part: results.slice(i, i + partSize) });
      report.results = [];
    }
    scope.postMessage(done);
  };
} else {
  scope.pillarsCheck = answer;
}
