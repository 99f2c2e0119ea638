// The operators of relations, and the index that finds what they may join:
// the twin of rules/check/join.go.

import type { Resource } from "./check.ts";
import { equal, maybe, no, type Truth, yes } from "./evaluate.ts";
import { fold, foldEqual, is, Kind, type Member, type Node, splitPointer, str, walk } from "./node.ts";
import type { Relation } from "./report.ts";

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

export interface CompiledRelation {
  name: string;
  types: string[];
  where: string; // the joins as JSON
  number: number; // of its index in a run
  joins: { name: string; op: Join; self: string[]; other: string[] }[];
}

export function compileRelation(r: Relation): CompiledRelation {
  return {
    name: r.name,
    types: r.types,
    where: JSON.stringify(r.where),
    number: 0,
    joins: r.where.map((j) => {
      const op = joins.get(j.op);
      if (op === undefined) throw new Error(`relation ${r.name}: no operator ${JSON.stringify(j.op)}`);
      return { name: j.op, op, self: splitPointer(j.self), other: splitPointer(j.other) };
    }),
  };
}

/**
 * Finds the resources that may fit a relation without looking at all of them.
 * It lists the others by what the equal joins compare, and those with a label
 * selector by the first label that it asks for.
 */
export class JoinIndex {
  readonly all: Resource[] = [];
  private groups = new Map<string, { byLabel: Map<string, number[]>; rest: number[] }>();
  private loose: number[] = []; // places in all of those without a key

  constructor(
    private relation: CompiledRelation,
    byType: Map<string, Resource[]>,
  ) {
    for (const t of relation.types) for (const other of byType.get(fold(t)) ?? []) this.add(other);
  }

  private add(other: Resource): void {
    const i = this.all.push(other) - 1;
    const key = keyOfJoins(this.relation, other.body, "other");
    if (key === undefined) {
      this.loose.push(i);
      return;
    }
    let group = this.groups.get(key);
    if (group === undefined) this.groups.set(key, (group = { byLabel: new Map(), rest: [] }));
    const label = selectedLabel(this.relation, other.body);
    if (label === undefined) {
      group.rest.push(i);
      return;
    }
    const list = group.byLabel.get(label);
    if (list === undefined) group.byLabel.set(label, [i]);
    else list.push(i);
  }

  /** What may fit a body, in the order of the run. */
  candidates(body: Node): Resource[] {
    const key = keyOfJoins(this.relation, body, "self");
    if (key === undefined) return this.all;
    const found = [...this.loose];
    const group = this.groups.get(key);
    if (group !== undefined) {
      for (const i of group.rest) found.push(i);
      const labels = labelsOf(this.relation, body);
      const lists = labels === undefined ? group.byLabel.values() : labels.map((m) => group.byLabel.get(labelKey(m)) ?? []);
      for (const list of lists) for (const i of list) found.push(i);
    }
    return found.sort((a, b) => a - b).map((i) => this.all[i]!);
  }
}

/**
 * What the equal joins compare; undefined where one of the values is not known
 * or no scalar. Different keys mean that the relation does not hold.
 */
function keyOfJoins(r: CompiledRelation, body: Node, side: "self" | "other"): string | undefined {
  let key = "";
  for (const j of r.joins) {
    if (j.name !== "equal" && j.name !== "equalFold") continue;
    const v = walk(body, j[side]);
    if (v === undefined) key += "\0-";
    else if (v.kind !== Kind.Text) return undefined;
    else key += "\0" + (j.name === "equal" ? v.text : fold(v.text));
  }
  return key;
}

/** A label that a selector asks for. */
function selectedLabel(r: CompiledRelation, body: Node): string | undefined {
  const j = r.joins.find((j) => j.name === "selects");
  if (j === undefined) return undefined;
  const labels = walk(body, j.other)?.get("matchLabels");
  const m = is(labels, Kind.Object) ? labels.members.find((m) => m.value.kind === Kind.Text) : undefined;
  return m === undefined ? undefined : labelKey(m);
}

const labelKey = (m: Member): string => m.name + "\0" + m.value.text;

/** The labels that the first selector looks at; undefined where one has a value that is no text. */
function labelsOf(r: CompiledRelation, body: Node): Member[] | undefined {
  const j = r.joins.find((j) => j.name === "selects");
  if (j === undefined) return undefined;
  const labels = walk(body, j.self);
  const members = is(labels, Kind.Object) ? labels.members : [];
  return members.every((m) => m.value.kind === Kind.Text) ? members : undefined;
}
