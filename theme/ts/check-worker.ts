// The checker away from the page's own thread. Loaded as a worker it answers
// messages; loaded as a script (a page opened from disk may start no worker)
// it leaves its function where the page finds it.
import { answer, serve, type WorkerScope } from "./check-messages.ts";

const scope = globalThis as unknown as WorkerScope & { document?: unknown; pillarsCheck?: typeof answer };

if (scope.document === undefined) serve(scope);
else scope.pillarsCheck = answer;
