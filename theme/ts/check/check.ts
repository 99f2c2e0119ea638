// Runs the checks of a catalog over documents: the twin of rules/check/check.go.

import { envelopeNames, isAzureType } from "./azure.ts";
import { evaluate, maybe, no, type Truth, yes } from "./evaluate.ts";
import { type CompiledDerivation, compileDerivation } from "./derive.ts";
import { explain } from "./explain.ts";
import { compileRelation, type CompiledRelation, JoinIndex } from "./join.ts";
import { JSONReader } from "./json.ts";
import { compareText, fold, type Node } from "./node.ts";
import { reason } from "./reason.ts";
import type { Catalog, Check, Document, DocumentReport, Options, Report, Result } from "./report.ts";
import { joined } from "./relate.ts";
import { applyReview, readReview } from "./review.ts";
import { collectNames, compileSchema, foldNames, type Schema } from "./schema.ts";
import { ShapeReader } from "./shape.ts";
import { readParameters } from "./template.ts";
import { decode, type Failure, Source, tooLarge } from "./text.ts";

/** A compiled catalog. */
export interface Program {
  digest: string;
  checks: Map<string, CompiledCheck[]>;
  relations: CompiledRelation[]; // one for each number
  fold: Map<string, string>;
  manual: number;
}

export interface CompiledCheck {
  check: Check;
  verifies: string[];
  match: Schema | undefined;
  assert: Schema;
  relations: CompiledRelation[];
  derivations: CompiledDerivation[];
}

/** A document after reading. */
export interface Read {
  report: DocumentReport;
  src: Source;
  resources: Resource[];
}

/** A resource in canonical form. */
export interface Resource {
  type: string;
  name: string;
  body: Node;
  root: Node;
  doc: Source;
  pointer: string; // of root
}

/** Catalogs that were compiled already: a page checks with one many times. */
const programs = new WeakMap<Catalog, Program>();

/** Checks documents; throws only where the catalog or the review is unusable. */
export function run(catalog: Catalog, docs: Document[], options: Options): Report {
  const answers = options.review ? readReview(options.review) : [];
  let program = programs.get(catalog);
  if (program === undefined) programs.set(catalog, (program = compile(catalog)));
  const compiled = program;
  const parameters = readParameters(options.parameters ?? []);
  const reads = docs.map((d) => read(compiled, d, parameters));
  const report: Report = {
    schemaVersion: "1.0",
    catalog: program.digest,
    summary: { pass: 0, fail: 0, unknown: 0, notApplicable: 0, manual: program.manual, accepted: 0 },
    documents: reads.map((r) => r.report),
    results: [],
  };
  const indexes = indexesOf(program, reads);
  for (const r of reads) {
    for (const resource of r.resources) {
      for (const c of program.checks.get(fold(resource.type)) ?? []) report.results.push(runCheck(c, resource, indexes));
    }
  }
  applyReview(answers, report, options.today ?? "");
  for (const r of report.results) report.summary[r.verdict]++;
  return report;
}

export function compile(catalog: Catalog): Program {
  const program: Program = { digest: catalog.digest, checks: new Map(), relations: [], fold: envelopeNames(), manual: 0 };
  const verifies = new Map<string, string[]>();
  const seen = new Set<string>();
  const checks: CompiledCheck[] = [];
  for (const rule of catalog.rules) {
    if (rule.status === "withdrawn") continue;
    if (rule.checks.length === 0) program.manual++;
    for (const check of rule.checks) {
      const ids = verifies.get(check.id) ?? [];
      if (!ids.includes(rule.id)) ids.push(rule.id);
      verifies.set(check.id, ids);
      const key = JSON.stringify(check);
      if (seen.has(key)) continue;
      seen.add(key);
      const match = check.target.match;
      checks.push({
        check,
        verifies: ids,
        match: match === undefined || match === null ? undefined : compileSchema(match, "/target/match"),
        assert: compileSchema(check.assert, "/assert"),
        relations: (check.relate ?? []).map((r) => numbered(program, compileRelation(r))),
        derivations: (check.derive ?? []).map(compileDerivation),
      });
    }
  }
  for (const ids of verifies.values()) ids.sort(compareText);
  checks.sort((a, b) => compareText(a.check.id, b.check.id));
  for (const c of checks) {
    for (const t of c.check.target.types) {
      const list = program.checks.get(fold(t)) ?? [];
      list.push(c);
      program.checks.set(fold(t), list);
    }
    if (c.check.target.types.some(isAzureType)) {
      for (const d of c.derivations) {
        foldNames(program.fold, [...d.path, ...d.of]);
        if (d.where !== undefined) collectNames(d.where, program.fold);
      }
      for (const r of c.relations) for (const j of r.joins) foldNames(program.fold, [...j.self, ...j.other]);
      collectNames(c.assert, program.fold);
      if (c.match !== undefined) collectNames(c.match, program.fold);
    }
  }
  return program;
}

/** Gives a relation its number; those that find the same resources share one. */
function numbered(program: Program, r: CompiledRelation): CompiledRelation {
  const same = (o: CompiledRelation): boolean => o.where === r.where && o.types.join() === r.types.join();
  r.number = program.relations.findIndex(same);
  if (r.number < 0) r.number = program.relations.push(r) - 1;
  return r;
}

/** What the relations may find, by their numbers; undefined for those that no resource asks for. */
function indexesOf(program: Program, reads: Read[]): (JoinIndex | undefined)[] {
  const byType = new Map<string, Resource[]>();
  for (const d of reads) {
    for (const res of d.resources) {
      const t = fold(res.type);
      const list = byType.get(t);
      if (list === undefined) byType.set(t, [res]);
      else list.push(res);
    }
  }
  const asked = new Set<number>();
  for (const t of byType.keys()) {
    for (const c of program.checks.get(t) ?? []) for (const r of c.relations) asked.add(r.number);
  }
  return program.relations.map((r, i) => (asked.has(i) ? new JoinIndex(r, byType) : undefined));
}

function runCheck(c: CompiledCheck, resource: Resource, indexes: (JoinIndex | undefined)[]): Result {
  const result: Result = {
    check: c.check.id,
    rules: c.verifies,
    verdict: "pass",
    severity: c.check.severity,
    resource: { type: resource.type, name: resource.name, document: resource.doc.name, pointer: resource.pointer },
    findings: [],
  };
  const applies: Truth = c.match === undefined ? yes : evaluate(c.match, resource.body);
  if (applies === no) {
    result.verdict = "notApplicable";
    return result;
  }
  const joins = c.relations.length > 0 || c.derivations.length > 0;
  let body = joins ? joined(c, resource, indexes, false) : resource.body;
  const holds = evaluate(c.assert, body);
  if (joins && holds !== yes) body = joined(c, resource, indexes, true);
  if (applies === maybe) {
    result.verdict = "unknown";
    result.reason = reason(c.match!, resource.body);
  } else if (holds === maybe) {
    result.verdict = "unknown";
    result.reason = reason(c.assert, body);
  } else if (holds === no) {
    result.verdict = "fail";
    result.findings = explain(c.assert, body, resource.doc, resource.root);
  }
  return result;
}

export function read(program: Program, d: Document, parameters: Node): Read {
  const large = tooLarge(d.text);
  const src = new Source(d.name, large ? "" : decode(d.text));
  const r: Read = { report: { name: d.name, shape: "unrecognised", resources: 0, problems: [] }, src, resources: [] };
  const shapes = new ShapeReader(program, r, parameters);
  const fail: Failure | undefined = large ? { offset: 0, code: "too-large", message: "larger than 64 MiB" } : readable(src.text);
  if (fail !== undefined) {
    src.text = "";
    shapes.problem(fail);
    return r;
  }
  const first = firstSignificant(src.text);
  if (first === "{" || first === "[") shapes.json();
  else shapes.yaml();
  r.report.resources = r.resources.length;
  return r;
}

/** Refuses what is no text. */
function readable(s: string): Failure | undefined {
  if (s.includes("\0")) {
    return { offset: 0, code: "encoding", message: "not UTF-8 text: there are NUL characters in it; save the file as UTF-8" };
  }
  if (/^[ \t\r\n]*$/.test(s)) return { offset: 0, code: "empty", message: "the document is empty" };
  return undefined;
}

/** The first character that is neither white space nor in a comment. */
function firstSignificant(s: string): string {
  const r = new JSONReader(s, 0);
  try {
    r.space();
  } catch {
    // A comment without end: what it is will be said by the reader.
  }
  return s[r.pos] ?? "";
}
