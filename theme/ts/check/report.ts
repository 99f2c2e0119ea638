// What goes in and out of a check: the twin of rules/check/report.go. The
// types of files are those of their schemas.

import type * as catalog from "../types/catalog.ts";
import type { DocumentReport, Result } from "../types/report.ts";
import type { Review } from "../types/review.ts";
import type { Text } from "./text.ts";

export type { DocumentReport, Report, Result } from "../types/report.ts";

export type Check = catalog.Check;
export type CatalogRule = Pick<catalog.Rule, "id" | "status" | "checks">;

/** The part of a catalog that the checker needs. */
export type Catalog = Pick<catalog.Catalog, "digest"> & { rules: CatalogRule[] };

/** Other resources of the same run that belong to a resource. */
export type Relation = NonNullable<Check["relate"]>[number];

/** A value computed from a resource by a named function. */
export type Derivation = NonNullable<Check["derive"]>[number];

/** A document to check, with the name that the report uses for it. */
export interface Document {
  name: string;
  /** The document, as text or as the bytes of a file in UTF-8. */
  text: Text;
}

export interface Options {
  /** ARM template parameter files; the last one's values come first. */
  parameters?: Document[];
  /** People's answers, which may accept a failure or say that a rule is not applicable. */
  review?: Review;
  /** The day on which the answers are to count, as YYYY-MM-DD. Without it no answer has expired. */
  today?: string;
}

export type Verdict = Result["verdict"];
export type Finding = Result["findings"][number];
export type Shape = DocumentReport["shape"];
export type Problem = DocumentReport["problems"][number];
