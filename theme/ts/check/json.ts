// Reads JSON into nodes, in one pass and without recursion: the twin of
// rules/check/json.go. Both give the same tree, and of a text that is no JSON
// the same problem at the same place.

import { Kind, Node } from "./node.ts";
import { maxDepth, maxNodes, type Failure } from "./text.ts";
import { quote, shorten } from "./value.ts";

export interface JSONText {
  root: Node | undefined;
  /** Offset of the first comment, or -1. */
  comment: number;
  fail: Failure | undefined;
}

export function readJSON(text: string, start: number): JSONText {
  const r = new JSONReader(text, start);
  try {
    return { root: r.document(), comment: r.comment, fail: undefined };
  } catch (e) {
    if (!(e instanceof Stop)) throw e;
    return { root: undefined, comment: r.comment, fail: e.failure };
  }
}

/** Leaves a reader with its failure. */
export class Stop extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

interface Frame {
  node: Node;
  seen: Set<string> | undefined;
}

export class JSONReader {
  comment = -1;
  private nodes = 0;

  constructor(
    readonly text: string,
    public pos: number,
  ) {}

  document(): Node {
    const text = this.text;
    let root: Node | undefined;
    const stack: Frame[] = [];
    let key = "";
    let keyed = -1;
    let expects = "a value";
    for (;;) {
      this.space();
      if (root !== undefined && stack.length === 0) {
        if (this.pos < text.length) {
          this.fail(this.pos, "trailing-data", `more text after the end of the document: found ${this.found()}`);
        }
        return root;
      }
      if (this.pos >= text.length) this.expected(expects);
      const top = stack[stack.length - 1];
      const c = text[this.pos]!;

      switch (expects) {
        case "a comma or ]":
        case "a comma or }":
          if (c === ",") {
            this.pos++;
            expects = top!.node.kind === Kind.Array ? "a value" : "a member name";
            continue;
          }
          if ((c === "]" && top!.node.kind === Kind.Array) || (c === "}" && top!.node.kind === Kind.Object)) {
            this.pos++;
            stack.pop();
            expects = after(stack);
            continue;
          }
          this.expected(expects);
        // falls through: never reached
        case "a member name":
        case "a member name or }":
          if (c === "}" && expects === "a member name or }") {
            this.pos++;
            stack.pop();
            expects = after(stack);
            continue;
          }
          if (c !== '"') this.expected(expects);
          keyed = this.pos;
          key = this.string();
          if (repeats(top!, key)) {
            this.fail(keyed, "duplicate-key", `the member name ${quote(shorten(key))} appears twice in one object`);
          }
          expects = "a colon";
          continue;
        case "a colon":
          if (c !== ":") this.expected(expects);
          this.pos++;
          expects = "a value";
          continue;
      }

      if (c === "]" && expects === "a value or ]") {
        this.pos++;
        stack.pop();
        expects = after(stack);
        continue;
      }
      const start = this.pos;
      if (++this.nodes > maxNodes) this.fail(start, "too-many-nodes", "more than 1,000,000 values in one document");
      let n: Node;
      if (c === "{" || c === "[") {
        if (stack.length === maxDepth) this.fail(start, "too-deep", "nested deeper than 1,000 levels");
        this.pos++;
        n = new Node(c === "{" ? Kind.Object : Kind.Array, start);
      } else if (c === '"') {
        n = new Node(Kind.Text, start);
        n.text = this.string();
      } else if (c === "-" || (c >= "0" && c <= "9")) {
        n = new Node(Kind.Number, start);
        n.number = this.number();
      } else if (this.word("true")) {
        n = new Node(Kind.Boolean, start);
        n.boolean = true;
      } else if (this.word("false")) {
        n = new Node(Kind.Boolean, start);
      } else if (this.word("null")) {
        n = new Node(Kind.Null, start);
      } else {
        this.expected(expects);
      }
      if (top === undefined) {
        root = n;
      } else if (top.node.kind === Kind.Array) {
        n.parent = top.node;
        n.index = top.node.items.length;
        top.node.items.push(n);
      } else {
        n.parent = top.node;
        n.key = key;
        n.offset = keyed;
        top.node.members.push({ name: key, value: n });
      }
      if (n.kind === Kind.Array) {
        stack.push({ node: n, seen: undefined });
        expects = "a value or ]";
      } else if (n.kind === Kind.Object) {
        stack.push({ node: n, seen: undefined });
        expects = "a member name or }";
      } else {
        expects = after(stack);
      }
    }
  }

  /** Passes white space and comments. */
  space(): void {
    const text = this.text;
    while (this.pos < text.length) {
      const c = text.charCodeAt(this.pos);
      if (c === 0x20 || c === 0x09 || c === 0x0a || c === 0x0d) {
        this.pos++;
      } else if (c === 0x2f && text[this.pos + 1] === "/") {
        if (this.comment < 0) this.comment = this.pos;
        while (this.pos < text.length && text[this.pos] !== "\n" && text[this.pos] !== "\r") this.pos++;
      } else if (c === 0x2f && text[this.pos + 1] === "*") {
        if (this.comment < 0) this.comment = this.pos;
        const end = text.indexOf("*/", this.pos + 2);
        if (end < 0) this.fail(this.pos, "json-syntax", "not valid JSON: a comment without end");
        this.pos = end + 2;
      } else {
        return;
      }
    }
  }

  private word(w: string): boolean {
    if (!this.text.startsWith(w, this.pos)) return false;
    this.pos += w.length;
    return true;
  }

  private number(): number {
    numberForm.lastIndex = this.pos;
    const m = numberForm.exec(this.text);
    if (m === null) this.fail(this.pos, "json-syntax", "not valid JSON: not a number");
    // A point or exponent that is begun must be finished.
    const next = this.text[this.pos + m[0].length];
    const exponent = m[2] !== undefined;
    if ((next === "." && m[1] === undefined && !exponent) || ((next === "e" || next === "E") && !exponent)) {
      this.fail(this.pos, "json-syntax", "not valid JSON: not a number");
    }
    this.pos += m[0].length;
    return parseNumber(m[0]);
  }

  private string(): string {
    const text = this.text;
    const open = this.pos++;
    let start = this.pos;
    let out = "";
    for (;;) {
      if (this.pos >= text.length) this.fail(open, "json-syntax", "not valid JSON: a string without end");
      const c = text.charCodeAt(this.pos);
      if (c === 0x22) {
        out += text.slice(start, this.pos++);
        return out;
      }
      if (c < 0x20) this.fail(this.pos, "json-syntax", "not valid JSON: a line break or control character in a string");
      if (c !== 0x5c) {
        this.pos++;
        continue;
      }
      out += text.slice(start, this.pos) + this.escape();
      start = this.pos;
    }
  }

  private escape(): string {
    const text = this.text;
    const c = text[this.pos + 1];
    if (c !== undefined) {
      const i = '"\\/bfnrt'.indexOf(c);
      if (i >= 0) {
        this.pos += 2;
        return '"\\/\b\f\n\r\t'[i]!;
      }
      const u = c === "u" ? this.hex(this.pos + 2) : -1;
      if (u >= 0) {
        this.pos += 6;
        if (u < 0xd800 || u > 0xdfff) return String.fromCharCode(u);
        if (u < 0xdc00 && text.startsWith("\\u", this.pos)) {
          const v = this.hex(this.pos + 2);
          if (v >= 0xdc00 && v <= 0xdfff) {
            this.pos += 6;
            return String.fromCharCode(u, v);
          }
        }
        return "\ufffd";
      }
    }
    this.fail(this.pos, "json-syntax", "not valid JSON: not an escape");
  }

  private hex(at: number): number {
    const digits = this.text.slice(at, at + 4);
    return /^[0-9a-fA-F]{4}$/.test(digits) ? parseInt(digits, 16) : -1;
  }

  private expected(what: string): never {
    this.fail(this.pos, "json-syntax", `not valid JSON: expected ${what}, found ${this.found()}`);
  }

  private found(): string {
    return foundAt(this.text, this.pos);
  }

  private fail(offset: number, code: Failure["code"], message: string): never {
    throw new Stop({ offset, code, message });
  }
}

const numberForm = /-?(?:0|[0-9]+)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;

/** Converts a JSON number to a double; what is too large becomes the largest. */
export function parseNumber(s: string): number {
  const f = Number(s);
  if (f === Infinity) return Number.MAX_VALUE;
  if (f === -Infinity) return -Number.MAX_VALUE;
  return f === 0 ? 0 : f;
}

function after(stack: Frame[]): string {
  const top = stack[stack.length - 1];
  if (top === undefined) return "";
  return top.node.kind === Kind.Array ? "a comma or ]" : "a comma or }";
}

function repeats(f: Frame, name: string): boolean {
  const members = f.node.members;
  if (f.seen === undefined) {
    if (members.length < 16) {
      for (const m of members) if (m.name === name) return true;
      return false;
    }
    f.seen = new Set();
    for (const m of members) f.seen.add(m.name);
  }
  if (f.seen.has(name)) return true;
  f.seen.add(name);
  return false;
}

/** Names the character at an offset, for a message. */
export function foundAt(text: string, pos: number): string {
  if (pos >= text.length) return "the end of the document";
  const c = text.codePointAt(pos)!;
  if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c === 0xfeff || c === 0x2028 || c === 0x2029) {
    return "U+" + c.toString(16).toUpperCase().padStart(4, "0");
  }
  return quote(String.fromCodePoint(c));
}
