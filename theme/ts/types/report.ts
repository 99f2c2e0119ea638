// Code generated from schema/report.schema.json by types.mjs. DO NOT EDIT.

export type Count = number;
export type Place = number;
export type Result = {
  check: string;
  rules: string[];
  /**
   * accepted: it fails, and people took the risk in a review file.
   */
  verdict: "pass" | "fail" | "unknown" | "notApplicable" | "accepted";
  severity: "high" | "medium" | "low";
  resource: {
    type: string;
    name: string;
    document: string;
    /**
     * JSON pointer; in a YAML stream it begins at each document.
     */
    pointer: string;
  };
  findings: {
    pointer: string;
    keyword: string;
    expected: unknown;
    actual: unknown;
    message: string;
    line: Place;
    column: Place;
  }[];
  /**
   * Of an unknown: which values are not known. Of what a review decided: who said so, and why.
   */
  reason?: string;
};

/**
 * What pillars check --format json prints: a verdict for every resource and check.
 */
export interface Report {
  schemaVersion: string;
  /**
   * Digest of the catalog.
   */
  catalog: string;
  summary: {
    pass: Count;
    fail: Count;
    unknown: Count;
    notApplicable: Count;
    manual: Count;
    accepted: Count;
  };
  documents: DocumentReport[];
  results: Result[];
}
export interface DocumentReport {
  name: string;
  shape:
    | "az"
    | "arm"
    | "arm-template"
    | "terraform-plan"
    | "terraform-state"
    | "kubernetes"
    | "resource-graph"
    | "unrecognised";
  resources: Count;
  problems: {
    line: Place;
    column: Place;
    code:
      | "too-large"
      | "encoding"
      | "empty"
      | "json-syntax"
      | "yaml-syntax"
      | "trailing-data"
      | "duplicate-key"
      | "comment"
      | "template"
      | "too-deep"
      | "too-many-nodes"
      | "unrecognised";
    message: string;
  }[];
}
