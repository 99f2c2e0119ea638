// Flow collections, aliases and merges of YAML: the twin of
// rules/check/yamlflow.go and of a part of yaml.go.

import { Stop } from "./json.ts";
import { Kind, type Member, Node } from "./node.ts";
import { maxDepth } from "./text.ts";
import { quote, shorten } from "./value.ts";
import { blank, isFlow, isMarker, lineEnd, type Properties, ScalarReader } from "./yamlscalar.ts";

/** The members of an object that is being read. */
export interface Entries {
  node: Node;
  names: Set<string>;
  merge: Node | undefined;
}

export class FlowReader extends ScalarReader {
  private anchors = new Map<string, Node>();

  constructor(
    text: string,
    start: number,
    end: number,
    protected readonly budget: { left: number },
  ) {
    super(text, start, end);
  }

  private tooMany(offset: number): never {
    throw new Stop({ offset, code: "too-many-nodes", message: "more than 1,000,000 values in one document" });
  }

  protected enter(offset: number): void {
    if (++this.depth > maxDepth) {
      throw new Stop({ offset, code: "too-deep", message: "nested deeper than 1,000 levels" });
    }
  }

  /** Passes blanks, comments and line breaks; false at the end. */
  protected content(): boolean {
    while (this.pos < this.end) {
      const c = this.text[this.pos]!;
      if (c === " " || c === "\t" || c === "\n" || c === "\r") {
        this.pos++;
      } else if (
        c === "#" &&
        (this.pos === 0 || blank(this.text[this.pos - 1]!) || (this.pos >= 3 && isMarker(this.text, this.pos - 3)))
      ) {
        this.pos = Math.min(lineEnd(this.text, this.pos), this.end);
      } else {
        return true;
      }
    }
    return false;
  }

  protected properties(): Properties {
    const p: Properties = { tag: "", anchor: "", offset: -1 };
    for (;;) {
      const c = this.peek(0);
      if (!((c === "&" && p.anchor === "") || (c === "!" && p.tag === ""))) return p;
      if (p.offset < 0) p.offset = this.pos;
      const start = this.pos;
      const verbatim = c === "!" && this.peek(1) === "<";
      while (!blank(this.peek(0)) && (verbatim || !isFlow(this.peek(0)))) this.pos++;
      const word = this.text.slice(start, this.pos);
      if (c === "!") {
        p.tag = word;
        const prefix = "!<tag:yaml.org,2002:";
        if (word.startsWith(prefix)) p.tag = "!!" + word.slice(prefix.length).replace(/>$/, "");
      } else {
        p.anchor = word.slice(1);
        if (p.anchor === "") this.fail(start, "an anchor without a name");
      }
      this.spaces();
    }
  }

  /** Gives a node its anchor. */
  protected named(p: Properties, n: Node): Node {
    if (p.anchor !== "") this.anchors.set(p.anchor, n);
    return n;
  }

  /** Reads *name and gives a copy of what it stands for. */
  protected alias(): Node {
    const start = this.pos++;
    while (!blank(this.peek(0)) && !isFlow(this.peek(0))) this.pos++;
    const name = this.text.slice(start + 1, this.pos);
    const anchored = this.anchors.get(name);
    if (anchored === undefined) this.fail(start, `the alias ${quote(shorten(name))} has no anchor before it`);
    const place = this.make(anchored.kind, start);
    const copied = anchored.copyAt(place, this.budget);
    if (copied === undefined) this.tooMany(start);
    place.boolean = copied.boolean;
    place.optional = copied.optional;
    place.number = copied.number;
    place.text = copied.text;
    place.members = copied.members;
    place.items = copied.items;
    return place;
  }

  protected entries(node: Node): Entries {
    return { node, names: new Set(), merge: undefined };
  }

  /** Adds a member, or notes what is to be merged. */
  protected enterMember(e: Entries, key: string, value: Node, offset: number, merges: boolean): void {
    const mergeable = value.kind === Kind.Object || value.kind === Kind.Array;
    if (merges && key === "<<" && mergeable && e.merge === undefined) {
      e.merge = value;
    } else {
      if (e.names.has(key)) {
        const message = `the member name ${quote(shorten(key))} appears twice in one object`;
        throw new Stop({ offset, code: "duplicate-key", message });
      }
      e.node.members.push({ name: key, value });
      e.names.add(key);
    }
    value.parent = e.node;
    value.key = key;
    value.offset = offset;
  }

  /** Adds the members of merged mappings that are not there yet. */
  protected merge(e: Entries): void {
    const m = e.merge;
    if (m === undefined) return;
    for (const from of m.kind === Kind.Object ? [m] : m.items) {
      if (from.kind !== Kind.Object) this.fail(m.offset, "a merge of something that is no mapping");
      for (const member of from.members) {
        if (e.names.has(member.name)) continue;
        const value = member.value.copyAt(m, this.budget);
        if (value === undefined) this.tooMany(m.offset);
        value.key = member.name;
        const added: Member = { name: member.name, value };
        e.node.members.push(added);
        e.names.add(member.name);
      }
    }
  }

  protected adopt(n: Node, item: Node): void {
    item.parent = n;
    item.index = n.items.length;
    n.items.push(item);
  }

  /** Reads a collection in brackets or braces. */
  protected flow(): Node {
    const isObject = this.text[this.pos] === "{";
    const closing = isObject ? "}" : "]";
    this.enter(this.pos);
    const n = this.make(isObject ? Kind.Object : Kind.Array, this.pos);
    const e = this.entries(n);
    const start = this.pos++;
    for (;;) {
      this.flowContent(start);
      if (this.peek(0) === closing) {
        this.pos++;
        break;
      }
      const at = this.pos;
      if (isObject) {
        const { key, value } = this.flowPair(start);
        this.enterMember(e, key, value, at, true);
      } else {
        this.adopt(n, this.flowItem(start));
      }
      this.flowContent(start);
      const c = this.peek(0);
      if (c === ",") this.pos++;
      else if (c !== closing) this.fail(this.pos, `expected a comma or ${closing}, found ${this.found()}`);
    }
    this.merge(e);
    this.depth--;
    return n;
  }

  private flowContent(start: number): void {
    if (!this.content()) this.fail(start, "a bracket or brace without end");
  }

  private flowPair(start: number): { key: string; value: Node } {
    const at = this.pos;
    if (this.peek(0) === "?" && blank(this.peek(1))) {
      this.pos++;
      this.flowContent(start);
    }
    let key = "";
    const quoted = this.peek(0) === '"' || this.peek(0) === "'";
    if (this.peek(0) !== ":" || !this.flowColon(false)) {
      const n = this.flowNode(start);
      if (n.kind === Kind.Array || n.kind === Kind.Object) this.fail(at, "a key that is no scalar");
      key = written(n);
    }
    this.flowContent(start);
    if (this.peek(0) !== ":" || !this.flowColon(quoted)) return { key, value: this.make(Kind.Null, at) };
    this.pos++;
    return { key, value: this.flowValue(start, at) };
  }

  /** Whether the colon here stands between key and value. */
  private flowColon(quoted: boolean): boolean {
    return quoted || blank(this.peek(1)) || isFlow(this.peek(1));
  }

  private flowValue(start: number, at: number): Node {
    this.flowContent(start);
    const c = this.peek(0);
    if (c === "," || c === "]" || c === "}") return this.make(Kind.Null, at);
    return this.flowNode(start);
  }

  /** An item of a sequence, which may be a single pair. */
  private flowItem(start: number): Node {
    const at = this.pos;
    const quoted = this.peek(0) === '"' || this.peek(0) === "'";
    const nodes = this.nodes;
    const n = this.flowNode(start);
    this.flowContent(start);
    if (this.peek(0) !== ":" || !this.flowColon(quoted)) return n;
    if (n.kind === Kind.Array || n.kind === Kind.Object) this.fail(at, "a key that is no scalar");
    this.nodes = nodes;
    this.pos++;
    const pair = this.make(Kind.Object, at);
    this.enterMember(this.entries(pair), written(n), this.flowValue(start, at), at, false);
    return pair;
  }

  private flowNode(start: number): Node {
    const at = this.pos;
    const p = this.properties();
    this.flowContent(start);
    switch (this.peek(0)) {
      case "[":
      case "{":
        return this.named(p, this.flow());
      case "*":
        return this.alias();
      case '"':
      case "'":
        return this.named(p, this.scalarNode(this.quoted(), p, at, false));
      case ",":
      case "]":
      case "}":
        if (p.offset >= 0) return this.named(p, this.scalarNode("", p, at, true));
    }
    return this.named(p, this.scalarNode(this.plain(0, true), p, at, true));
  }
}

/** A scalar as it was written. */
export function written(n: Node): string {
  return n.kind === Kind.Unknown ? n.key : n.text;
}
