import type { Catalog, Rule } from "./types/catalog.js";
import type { DocumentReport, Report, Result } from "./types/report.js";
import type { Review } from "./types/review.js";

export type { Assertion, Catalog, Check, Pillar, Rule, Severity } from "./types/catalog.js";
export type { DocumentReport, Report, Result } from "./types/report.js";
export type { Answer, Review } from "./types/review.js";

export type Verdict = Result["verdict"];
export type Finding = Result["findings"][number];
export type Shape = DocumentReport["shape"];
export type Problem = DocumentReport["problems"][number];

/** A document to check, with the name that the report uses for it. */
export interface Document {
  name: string;
  /** The document, as text or as the bytes of a file in UTF-8. */
  text: string | Uint8Array | ArrayBuffer;
}

export interface Options {
  /** ARM template parameter files; the last one's values come first. */
  parameters?: Document[];
  /** People's answers, which may accept a failure or say that a rule is not applicable. */
  review?: Review;
  /** The day on which the answers are to count, as YYYY-MM-DD. Without it no answer has expired. */
  today?: string;
}

/** The part of a catalog that a check needs. */
export type Checks = Pick<Catalog, "digest"> & { rules: Pick<Rule, "id" | "status" | "checks">[] };

/**
 * Checks documents against the checks of a catalog. Rejects where the catalog
 * or the review cannot be used; what is wrong with a document is in the
 * report. JSON.stringify(report, null, 2) + "\n" is what
 * `pillars check --format json` prints, byte for byte.
 */
export declare function check(catalog: Checks, documents: Document[], options?: Options): Promise<Report>;
