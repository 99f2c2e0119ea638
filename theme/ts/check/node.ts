// The tree that documents are read into: the twin of rules/check/node.go.

/** The JSON type of a node; unknown is a value that the document does not tell. */
export const enum Kind {
  Null,
  Boolean,
  Number,
  Text,
  Array,
  Object,
  Unknown,
}

export interface Member {
  name: string;
  value: Node;
}

const none: never[] = [];

/** One value of a document, with the way back to its place. */
export class Node {
  boolean = false;
  optional = false;
  number = 0;
  text = "";
  members: Member[] = none;
  nulls: Member[] = none;
  items: Node[] = none;
  parent: Node | undefined = undefined;
  key = "";
  index = 0;
  at: Node | undefined = undefined;
  label = ""; // what a made node is called in sentences

  constructor(
    public kind: Kind,
    public offset = 0,
  ) {
    if (kind === Kind.Object) this.members = [];
    if (kind === Kind.Array) this.items = [];
  }

  get(name: string): Node | undefined {
    if (this.kind !== Kind.Object) return undefined;
    for (const m of this.members) if (m.name === name) return m.value;
    return undefined;
  }

  getFold(name: string): Node | undefined {
    if (this.kind !== Kind.Object) return undefined;
    for (const m of this.members) if (foldEqual(m.name, name)) return m.value;
    return undefined;
  }

  /** The node of the original document that this one stands for. */
  source(): Node {
    let n: Node = this;
    while (n.at !== undefined) n = n.at;
    return n;
  }

  /** The JSON pointer in the original document. */
  pointer(): string {
    let p = "";
    for (let n = this.source(); n.parent !== undefined; n = n.parent) {
      p = "/" + (n.parent.kind === Kind.Array ? String(n.index) : escapePointer(n.key)) + p;
    }
    return p;
  }

  /** Copies the tree so that every node stands for at; undefined where the budget is not enough. */
  copyAt(at: Node, budget: { left: number }): Node | undefined {
    if (--budget.left < 0) return undefined;
    const c = new Node(this.kind);
    c.boolean = this.boolean;
    c.optional = this.optional;
    c.number = this.number;
    c.text = this.text;
    c.at = at;
    for (const m of this.members) {
      const value = m.value.copyAt(at, budget);
      if (value === undefined) return undefined;
      c.members.push({ name: m.name, value });
    }
    for (const item of this.items) {
      const value = item.copyAt(at, budget);
      if (value === undefined) return undefined;
      c.items.push(value);
    }
    return c;
  }
}

/** The text of a text node, else "". */
export function str(n: Node | undefined): string {
  return n !== undefined && n.kind === Kind.Text ? n.text : "";
}

export function is(n: Node | undefined, kind: Kind): n is Node {
  return n !== undefined && n.kind === kind;
}

export function escapePointer(s: string): string {
  return !s.includes("~") && !s.includes("/") ? s : s.replace(/~/g, "~0").replace(/\//g, "~1");
}

/** Compares ignoring the case of ASCII letters only. */
export function foldEqual(a: string, b: string): boolean {
  return a === b || (a.length === b.length && fold(a) === fold(b));
}

/** The text with ASCII letters in lower case. */
export function fold(s: string): string {
  return /[A-Z]/.test(s) ? s.replace(/[A-Z]+/g, (c) => c.toLowerCase()) : s;
}

/** The order of two texts by code point. */
export function compareText(a: string, b: string): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x !== y) {
      // Surrogates come after everything else of the basic plane.
      if (x >= 0xd800) x = x >= 0xe000 ? x - 0x800 : x + 0x2000;
      if (y >= 0xd800) y = y >= 0xe000 ? y - 0x800 : y + 0x2000;
      return x - y;
    }
  }
  return a.length - b.length;
}

/** Walks down by exact member names. */
export function walk(n: Node | undefined, names: string[]): Node | undefined {
  for (const name of names) n = n?.get(name);
  return n;
}

/** Takes a JSON pointer apart. */
export function splitPointer(p: string): string[] {
  if (p === "") return [];
  return p.slice(1).split("/").map((s) => s.replace(/~1/g, "/").replace(/~0/g, "~"));
}
