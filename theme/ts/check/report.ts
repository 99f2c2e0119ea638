// What goes in and out of a check: the twin of rules/check/report.go.

/** The part of a catalog that the checker needs. */
export interface Catalog {
  digest: string;
  rules: CatalogRule[];
}

export interface CatalogRule {
  id: string;
  status: string;
  checks: Check[];
}

export interface Check {
  id: string;
  title: string;
  severity: string;
  target: { types: string[]; match?: unknown };
  relate?: Relation[];
  derive?: Derivation[];
  assert: unknown;
  message: string;
}

/** Other resources of the same run that belong to a resource. */
export interface Relation {
  name: string;
  types: string[];
  where: { op: string; self: string; other: string }[];
}

/** A value computed from a resource by a named function. */
export interface Derivation {
  name: string;
  fn: string;
  path?: string;
  of?: string;
  where?: unknown;
  names?: string[];
}

/** A document to check, with the name that the report uses for it. */
export interface Document {
  name: string;
  text: string;
}

export interface Options {
  /** ARM template parameter files; the last one's values come first. */
  parameters?: Document[];
}

export interface Report {
  schemaVersion: string;
  catalog: string;
  summary: Summary;
  documents: DocumentReport[];
  results: Result[];
}

export interface Summary {
  pass: number;
  fail: number;
  unknown: number;
  notApplicable: number;
  manual: number;
  accepted: number;
}

export interface DocumentReport {
  name: string;
  shape: Shape;
  resources: number;
  problems: Problem[];
}

export type Shape =
  | "az"
  | "arm"
  | "arm-template"
  | "terraform-plan"
  | "terraform-state"
  | "kubernetes"
  | "resource-graph"
  | "unrecognised";

export interface Problem {
  line: number;
  column: number;
  code: string;
  message: string;
}

export type Verdict = "pass" | "fail" | "unknown" | "notApplicable";

export interface Result {
  check: string;
  rules: string[];
  verdict: Verdict;
  severity: string;
  resource: { type: string; name: string; document: string; pointer: string };
  findings: Finding[];
  reason?: string;
}

export interface Finding {
  pointer: string;
  keyword: string;
  expected: unknown;
  actual: unknown;
  message: string;
  line: number;
  column: number;
}
