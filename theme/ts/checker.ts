// The checker as a module: what api/v1/checker.js is.

import { run } from "./check/check.ts";
import type { Catalog, Document, Options, Report } from "./check/report.ts";

export type { Catalog, Document, Options, Report } from "./check/report.ts";

/**
 * Checks documents against the checks of a catalog. The report is the one
 * that `pillars check --format json` prints:
 * JSON.stringify(report, null, 2) + "\n" is the same, byte for byte.
 */
export async function check(catalog: Catalog, documents: Document[], options: Options = {}): Promise<Report> {
  return run(catalog, documents, options);
}
