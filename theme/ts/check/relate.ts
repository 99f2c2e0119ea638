// Joins between resources and derived values: the twin of
// rules/check/relate.go.

import type { CompiledCheck, Resource } from "./check.ts";
import { equal, evaluate, keyOf, maybe, no, type Truth, yes } from "./evaluate.ts";
import { fold, foldEqual, is, Kind, Node, str } from "./node.ts";
import type { Derivation, Relation } from "./report.ts";
import { compileSchema, type Schema } from "./schema.ts";
import { maxNodes } from "./text.ts";
import { formatNumber } from "./value.ts";
import { plainNumber } from "./yamlscalar.ts";

type Join = (self: Node | undefined, other: Node | undefined) => Truth;

const known = (b: boolean): Truth => (b ? yes : no);
const least = (a: Truth, b: Truth): Truth => (a < b ? a : b);

const joins = new Map<string, Join>([
  ["equal", joinEqual],
  ["equalFold", joinEqualFold],
  ["selects", joinSelects],
]);

function joinEqual(self: Node | undefined, other: Node | undefined): Truth {
  if (self === undefined || other === undefined) return known(self === other);
  return other.kind === Kind.Unknown ? maybe : equal(self, other);
}

function joinEqualFold(self: Node | undefined, other: Node | undefined): Truth {
  if (self === undefined || other === undefined) return no;
  if (self.kind === Kind.Unknown || other.kind === Kind.Unknown) return maybe;
  return known(self.kind === Kind.Text && other.kind === Kind.Text && foldEqual(self.text, other.text));
}

/** Whether a Kubernetes label selector selects labels. */
function joinSelects(labels: Node | undefined, selector: Node | undefined): Truth {
  if (selector === undefined) return no;
  if (selector.kind === Kind.Unknown) return maybe;
  let t: Truth = yes;
  const matchLabels = selector.get("matchLabels");
  if (is(matchLabels, Kind.Object)) {
    for (const m of matchLabels.members) t = least(t, labelIn(labels, m.name, [m.value]));
  }
  const expressions = selector.get("matchExpressions");
  for (const e of is(expressions, Kind.Array) ? expressions.items : []) {
    const key = str(e.get("key"));
    const list = e.get("values");
    const values = is(list, Kind.Array) ? list.items : [];
    switch (str(e.get("operator"))) {
      case "In":
        t = least(t, labelIn(labels, key, values));
        break;
      case "NotIn":
        t = least(t, (2 - labelIn(labels, key, values)) as Truth);
        break;
      case "Exists":
        t = least(t, known(labels?.get(key) !== undefined));
        break;
      case "DoesNotExist":
        t = least(t, known(labels?.get(key) === undefined));
        break;
      default:
        t = least(t, maybe);
    }
  }
  return t;
}

function labelIn(labels: Node | undefined, key: string, values: Node[]): Truth {
  const label = labels?.get(key);
  if (label === undefined) return no;
  let t: Truth = no;
  for (const v of values) {
    const e = joinEqual(label, v);
    if (e > t) t = e;
  }
  return t;
}

function walk(n: Node | undefined, names: string[]): Node | undefined {
  for (const name of names) n = n?.get(name);
  return n;
}

function splitPointer(p: string): string[] {
  if (p === "") return [];
  return p.slice(1).split("/").map((s) => s.replace(/~1/g, "/").replace(/~0/g, "~"));
}

export interface CompiledRelation {
  name: string;
  types: string[];
  joins: { op: Join; self: string[]; other: string[] }[];
}

export function compileRelation(r: Relation): CompiledRelation {
  return {
    name: r.name,
    types: r.types,
    joins: r.where.map((j) => {
      const op = joins.get(j.op);
      if (op === undefined) throw new Error(`relation ${r.name}: no operator ${JSON.stringify(j.op)}`);
      return { op, self: splitPointer(j.self), other: splitPointer(j.other) };
    }),
  };
}

/** What an assertion with relations and derived values is about. */
export function joined(c: CompiledCheck, res: Resource, index: Map<string, Resource[]>, copied: boolean): Node {
  const made = (kind: Kind, label: string): Node => {
    const n = new Node(kind);
    n.at = res.root;
    n.label = label;
    return n;
  };
  const all = made(Kind.Object, "");
  const related = made(Kind.Object, "");
  const derived = made(Kind.Object, "");
  all.members.push({ name: "self", value: res.body }, { name: "related", value: related }, { name: "derived", value: derived });
  for (const r of c.relations) {
    let list = made(Kind.Array, r.name);
    let others = 0;
    let open = false;
    for (const t of r.types) {
      for (const other of index.get(fold(t)) ?? []) {
        others++;
        if (other === res) continue;
        const fit = fits(r, res.body, other.body);
        if (fit === maybe) open = true;
        if (fit === yes) {
          const body = copied ? other.body.copyAt(res.root, { left: maxNodes }) : other.body;
          if (body !== undefined) list.items.push(body);
        }
      }
    }
    if (others === 0) {
      list = made(Kind.Unknown, r.name);
      list.text = `not given: there is no ${r.types.join(" or ")} among the documents`;
    } else if (open) {
      list = made(Kind.Unknown, r.name);
      list.text = "not certain: which resources belong to this one depends on values that are not known";
    }
    related.members.push({ name: r.name, value: list });
  }
  for (const d of c.derivations) {
    const v = derive(d, res.body, derived);
    if (v !== undefined) {
      v.at = res.root;
      v.label = d.name;
      derived.members.push({ name: d.name, value: v });
    }
  }
  return all;
}

function fits(r: CompiledRelation, self: Node, other: Node): Truth {
  let t: Truth = yes;
  for (const j of r.joins) {
    t = least(t, j.op(walk(self, j.self), walk(other, j.other)));
    if (t === no) break;
  }
  return t;
}

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
function derive(d: CompiledDerivation, body: Node, derived: Node): Node | undefined {
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
