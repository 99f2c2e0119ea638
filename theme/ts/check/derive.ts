// Derived values: the twin of rules/check/derive.go.

import { evaluate, keyOf, maybe, no } from "./evaluate.ts";
import { Kind, Node, splitPointer, walk } from "./node.ts";
import type { Derivation } from "./report.ts";
import { compileSchema, type Schema } from "./schema.ts";
import { formatNumber } from "./value.ts";
import { plainNumber } from "./yamlscalar.ts";

export interface CompiledDerivation {
  name: string;
  fn: string;
  path: string[];
  of: string[];
  names: string[];
  where: Schema | undefined;
}

const functions = ["count", "sum", "distinct", "quantity", "version", "difference"];

export function compileDerivation(d: Derivation): CompiledDerivation {
  if (!functions.includes(d.fn)) throw new Error(`derived value ${d.name}: no function ${JSON.stringify(d.fn)}`);
  return {
    name: d.name,
    fn: d.fn,
    path: splitPointer(d.path ?? ""),
    of: splitPointer(d.of ?? ""),
    names: d.names ?? [],
    where: d.where === undefined || d.where === null ? undefined : compileSchema(d.where, "/where"),
  };
}

/** Computes a derived value; undefined where that gives none. */
export function derive(d: CompiledDerivation, body: Node, derived: Node): Node | undefined {
  if (d.fn === "difference") return difference(derived.get(d.names[0]!), derived.get(d.names[1]!));
  const n = walk(body, d.path);
  if (n === undefined) return undefined;
  if (n.kind === Kind.Unknown) return notKnown(n);
  if (d.fn === "quantity") return numberFrom(n, quantity);
  if (d.fn === "version") return numberFrom(n, version);
  if (n.kind !== Kind.Array) return undefined;
  let total = 0;
  const seen = new Set<string>();
  for (const item of n.items) {
    if (d.where !== undefined) {
      const t = evaluate(d.where, item);
      if (t === no) continue;
      if (t === maybe) return notKnown(item);
    }
    if (d.fn === "count") {
      total++;
      continue;
    }
    if (item.kind === Kind.Unknown) return notKnown(item);
    const v = walk(item, d.of);
    if (v === undefined) {
      if (d.fn !== "sum") continue;
      const u = new Node(Kind.Unknown);
      u.text = `not certain: ${d.of.join(".")} is not set everywhere`;
      return u;
    }
    if (v.kind === Kind.Unknown) return notKnown(v);
    if (d.fn === "sum") {
      if (v.kind !== Kind.Number) return undefined;
      total += v.number;
      continue;
    }
    const key = keyOf(v);
    if (key === undefined) return notKnown(v);
    seen.add(key);
  }
  return numberNode(d.fn === "distinct" ? seen.size : total);
}

function numberNode(f: number): Node {
  const n = new Node(Kind.Number);
  n.number = f;
  return n;
}

function notKnown(n: Node): Node {
  const u = new Node(Kind.Unknown);
  u.text = n.kind === Kind.Unknown ? n.text : "a value in it is not known";
  u.optional = n.optional;
  return u;
}

function difference(a: Node | undefined, b: Node | undefined): Node | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (a.kind === Kind.Unknown) return notKnown(a);
  if (b.kind === Kind.Unknown) return notKnown(b);
  return numberNode(a.number - b.number);
}

/** Computes a number from a text or number. */
function numberFrom(n: Node, parse: (s: string) => number | undefined): Node | undefined {
  if (n.kind !== Kind.Text && n.kind !== Kind.Number) return undefined;
  const f = parse(n.kind === Kind.Number ? formatNumber(n.number) : n.text);
  return f === undefined ? undefined : numberNode(f);
}

const quantitySuffixes: [string, number][] = [
  ["Ki", 2 ** 10], ["Mi", 2 ** 20], ["Gi", 2 ** 30], ["Ti", 2 ** 40], ["Pi", 2 ** 50], ["Ei", 2 ** 60],
  ["n", 1e-9], ["u", 1e-6], ["m", 1e-3], ["k", 1e3], ["M", 1e6], ["G", 1e9], ["T", 1e12], ["P", 1e15], ["E", 1e18],
];

/** Reads a Kubernetes quantity: 500m is 0.5, 1Gi is 1073741824. */
function quantity(s: string): number | undefined {
  let factor = 1;
  for (const [suffix, f] of quantitySuffixes) {
    if (s.endsWith(suffix)) {
      s = s.slice(0, -suffix.length);
      factor = f;
      break;
    }
  }
  const f = s === "" ? undefined : plainNumber(s);
  if (f === undefined) return undefined;
  return factor < 1 ? f / Math.round(1 / factor) : f * factor;
}

/** Reads a version: 1.35.7 is 1035007. */
function version(s: string): number | undefined {
  const m = /^v?([0-9]{1,3})(?:\.([0-9]{1,3}))?(?:\.([0-9]{1,3}))?$/.exec(s.replace(/[-+].*$/su, ""));
  if (m === null) return undefined;
  return (Number(m[1]) * 1000 + Number(m[2] ?? 0)) * 1000 + Number(m[3] ?? 0);
}
