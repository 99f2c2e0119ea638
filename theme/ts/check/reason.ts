// Says why an evaluation stays open: the twin of rules/check/reason.go.

import { asksForValue, equal, evaluate, maybe, no, tooLong, unique } from "./evaluate.ts";
import { Kind, type Node } from "./node.ts";
import type { Schema } from "./schema.ts";
import { maskIDs, shorten } from "./value.ts";

/** Why it is not known whether n satisfies s: which values are not known. */
export function reason(s: Schema, n: Node): string {
  const nodes = new Set<Node>();
  schema(s, n, nodes);
  return sentence(nodes);
}

function sentence(nodes: Set<Node>): string {
  const parts = new Set<string>();
  for (const n of nodes) {
    const place = n.label || n.pointer() || "the document";
    parts.add(n.kind === Kind.Unknown ? `${place} is ${shorten(maskIDs(n.text))}` : `${place} is too long to match a pattern`);
  }
  const list = [...parts];
  const more = list.length - 3;
  if (more > 0) list.splice(3, more, `and ${more} more`);
  return "not known: " + list.join("; ");
}

function schema(s: Schema, n: Node, nodes: Set<Node>): void {
  if (s.constant !== undefined) return;
  const open = (sub: Schema | undefined): void => {
    if (sub !== undefined && evaluate(sub, n) === maybe) schema(sub, n, nodes);
  };
  if (n.kind !== Kind.Unknown) value(s, n, nodes);
  else if (asksForValue(s)) nodes.add(n);
  for (const list of [s.allOf, s.anyOf, s.oneOf]) for (const sub of list ?? []) open(sub);
  open(s.not);
  if (s.if !== undefined) {
    open(s.if);
    open(s.then);
    open(s.else);
  }
}

function value(s: Schema, n: Node, nodes: Set<Node>): void {
  if (s.constVal !== undefined && equal(n, s.constVal) === maybe) unknowns(n, nodes);
  for (const v of s.enum ?? []) if (equal(n, v) === maybe) unknowns(n, nodes);
  const child = (v: Node, sub: Schema): void => {
    const t = evaluate(sub, v);
    if (t === no && v.optional) nodes.add(v);
    else if (t === maybe) schema(sub, v, nodes);
  };
  switch (n.kind) {
    case Kind.Object:
      for (const m of n.members) {
        const asked = s.required?.includes(m.name) || s.minProperties !== undefined || s.maxProperties !== undefined;
        if (m.value.optional && asked) nodes.add(m.value);
        let other = true;
        for (const p of s.properties ?? []) {
          if (p.name === m.name) {
            other = false;
            child(m.value, p.schema);
          }
        }
        for (const p of s.patterns ?? []) {
          if (p.pattern.test(m.name)) {
            other = false;
            child(m.value, p.schema);
          }
        }
        if (other && s.additional !== undefined) child(m.value, s.additional);
      }
      break;
    case Kind.Array:
      for (const item of n.items) {
        if (s.items !== undefined) child(item, s.items);
        if (s.contains !== undefined) child(item, s.contains);
      }
      if (s.uniqueItems && unique(n) === maybe) unknowns(n, nodes);
      break;
    case Kind.Text:
      if (s.pattern !== undefined && tooLong(n.text)) nodes.add(n);
      break;
    default:
  }
}

function unknowns(n: Node, nodes: Set<Node>): void {
  if (n.kind === Kind.Unknown) nodes.add(n);
  for (const m of n.members) unknowns(m.value, nodes);
  for (const item of n.items) unknowns(item, nodes);
}
