// Code generated from schema/catalog.schema.json by types.mjs. DO NOT EDIT.

export type Digest = string;
export type Pillar =
  "reliability" | "security" | "cost-optimization" | "operational-excellence" | "performance-efficiency";
export type Words = string;
export type Slug = string;
export type Path = string;
export type Rule = {
  id: RuleID;
  status: "active" | "withdrawn";
  /**
   * @minItems 1
   */
  supersededBy?: RuleID[];
  /**
   * The day on which the rule changed last, as far as its guide tells.
   */
  modified?: string;
  kind: "checklist" | "recommendation" | "policy";
  pillar: Pillar | null;
  service: Slug | null;
  code: string | null;
  scope: ("cluster" | "workload")[];
  section: string[];
  ordinal: number;
  title: Words;
  text: Words;
  benefit: string;
  links: {
    text: string;
    href: string;
    url: string;
  }[];
  source: {
    path: Path;
    line: number;
    endLine: number;
  };
  related: RuleID[];
  severity: Severity;
  effort?: "low" | "medium" | "high";
  /**
   * @minItems 1
   */
  principles?: string[];
  /**
   * @minItems 1
   */
  tradeoffs?: {
    pillar: Pillar;
    text: Words;
  }[];
  look?: Words;
  automation?: "automated" | "assisted" | "manual";
  references: {
    scheme: Slug;
    id: Words;
  }[];
  remediation: {
    tool: "az" | "bicep" | "terraform" | "kubectl";
    code: Words;
  }[];
  checks: Check[];
};
export type RuleID = string;
export type Severity = "high" | "medium" | "low";
export type Assertion =
  | {
      [k: string]: unknown;
    }
  | boolean;

/**
 * Every rule of a set of Well-Architected guides, sorted by ID.
 */
export interface Catalog {
  schemaVersion: string;
  digest: Digest;
  pillars: {
    id: Pillar;
    code: string;
    name: Words;
  }[];
  services: {
    id: Slug;
    name: Words;
    short: string;
    source: Path;
  }[];
  rules: Rule[];
}
export interface Check {
  id: Slug;
  title: Words;
  severity: Severity;
  target: {
    /**
     * @minItems 1
     */
    types: string[];
    match?: Assertion;
  };
  /**
   * Other resources of the same run that the assertion speaks of, by name.
   *
   * @minItems 1
   */
  relate?: {
    name: string;
    /**
     * @minItems 1
     */
    types: string[];
    /**
     * @minItems 1
     */
    where: {
      op: "equal" | "equalFold" | "selects";
      self: string;
      other: string;
    }[];
  }[];
  /**
   * Values computed from the resource by named functions.
   *
   * @minItems 1
   */
  derive?: {
    name: string;
    fn: "count" | "sum" | "distinct" | "quantity" | "version" | "difference";
    path?: string;
    of?: string;
    where?: Assertion;
    names?: string[];
  }[];
  assert: Assertion;
  message: Words;
}
