// Joins between resources: the twin of rules/check/relate.go.

import type { CompiledCheck, Resource } from "./check.ts";
import { derive } from "./derive.ts";
import { maybe, no, type Truth, yes } from "./evaluate.ts";
import type { CompiledRelation, JoinIndex } from "./join.ts";
import { Kind, Node, walk } from "./node.ts";
import { maxNodes } from "./text.ts";

const least = (a: Truth, b: Truth): Truth => (a < b ? a : b);

/** What an assertion with relations and derived values is about. */
export function joined(c: CompiledCheck, res: Resource, indexes: (JoinIndex | undefined)[], copied: boolean): Node {
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
    const index = indexes[r.number]!;
    let open = false;
    for (const other of index.candidates(res.body)) {
      if (open) break; // the list is unknown, whatever else is in it
      if (other === res) continue;
      const fit = fits(r, res.body, other.body);
      if (fit === maybe) open = true;
      if (fit === yes) {
        const body = copied ? other.body.copyAt(res.root, { left: maxNodes }) : other.body;
        if (body !== undefined) list.items.push(body);
      }
    }
    if (index.all.length === 0) {
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
