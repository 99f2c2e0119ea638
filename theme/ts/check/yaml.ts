// Reads YAML into nodes: the twin of rules/check/yaml.go. Both give the same
// tree, and of a text that is no YAML the same problem at the same place.

import { Stop } from "./json.ts";
import { Kind, type Node } from "./node.ts";
import type { Failure } from "./text.ts";
import { FlowReader, written } from "./yamlflow.ts";
import { blank, isBreak, isMarker, lineEnd, noProperties, type Properties } from "./yamlscalar.ts";

/** A document of a stream: a range of its text. */
export interface Chunk {
  start: number;
  end: number;
}

/** Splits a stream at the lines that begin with --- or .... */
export function yamlChunks(text: string): Chunk[] {
  const chunks: Chunk[] = [];
  let start = 0;
  for (let at = 0; at < text.length; ) {
    let next = lineEnd(text, at);
    if (isMarker(text, at)) {
      chunks.push({ start, end: at });
      start = at + 3;
    }
    if (next < text.length) next += text[next] === "\r" && text[next + 1] === "\n" ? 2 : 1;
    at = next;
  }
  chunks.push({ start, end: text.length });
  return chunks;
}

/** Reads a document of a stream; neither root nor fail where there is nothing in it. */
export function readYAML(
  text: string,
  c: Chunk,
  budget: { left: number },
): { root: Node | undefined; fail: Failure | undefined } {
  try {
    return { root: new BlockReader(text, c.start, c.end, budget).document(), fail: undefined };
  } catch (e) {
    if (!(e instanceof Stop)) throw e;
    return { root: undefined, fail: e.failure };
  }
}

class BlockReader extends FlowReader {
  document(): Node | undefined {
    while (this.content() && this.peek(0) === "%" && this.column() === 0) {
      this.pos = Math.min(lineEnd(this.text, this.pos), this.end);
    }
    if (!this.content()) return undefined;
    const root = this.block(-1);
    if (this.content()) this.fail(this.pos, "more text after the end of the document");
    return root;
  }

  /** content for block style, where indentation has no tabs. */
  private indented(): boolean {
    if (!this.content()) return false;
    for (let i = this.pos - 1; i >= 0 && !isBreak(this.text[i]!); i--) {
      if (this.text[i] !== "\t") continue;
      let start = i;
      while (start > 0 && !isBreak(this.text[start - 1]!)) start--;
      const before = this.text.slice(start, this.pos);
      if (/^[ \t]*$/.test(before) && this.peek(0) !== "{" && this.peek(0) !== "[") {
        this.fail(start + before.indexOf("\t"), "a tab in the indentation");
      }
      return true;
    }
    return true;
  }

  /** Reads a node in block style that stands further right than indent. */
  private block(indent: number): Node {
    const start = this.pos;
    const column = this.column();
    const p = this.properties();
    const c = this.peek(0);
    if (p.offset >= 0 && (isBreak(c) || c === "" || c === "#")) {
      if (!this.indented() || (this.column() <= indent && !(this.column() === indent && this.dash()))) {
        return this.named(p, this.scalarNode("", p, start, true));
      }
      return this.named(p, this.block(Math.min(indent, this.column() - 1)));
    }
    if (this.dash() && p.offset < 0) return this.sequence(column);
    if (c === "?" && blank(this.peek(1)) && p.offset < 0) return this.mapping(column);
    if (c === "|" || c === ">") return this.named(p, this.blockScalar(indent, start));
    const value = this.pos;
    this.pos = start;
    if (this.isKey()) return this.mapping(column);
    this.pos = value;
    return this.named(p, this.inline(indent, p, start));
  }

  /** Whether an item of a sequence begins here. */
  private dash(): boolean {
    return this.peek(0) === "-" && blank(this.peek(1));
  }

  /** A node that is neither a block collection nor a block scalar. */
  private inline(indent: number, p: Properties, start: number): Node {
    switch (this.peek(0)) {
      case "[":
      case "{": {
        const n = this.flow();
        this.endOfLine();
        return n;
      }
      case "*": {
        const n = this.alias();
        this.endOfLine();
        return n;
      }
      case '"':
      case "'": {
        const s = this.quoted();
        this.endOfLine();
        return this.scalarNode(s, p, start, false);
      }
    }
    return this.scalarNode(this.plain(indent, false), p, start, true);
  }

  /** Whether a mapping key stands here: a scalar or alias on one line with a colon behind it. */
  private isKey(): boolean {
    const start = this.pos;
    const found = this.findKey();
    this.pos = start;
    return found;
  }

  private findKey(): boolean {
    this.properties();
    const c = this.peek(0);
    switch (c) {
      case '"':
      case "'":
        for (this.pos++; ; this.pos++) {
          const d = this.peek(0);
          if (d === "" || isBreak(d)) return false;
          if (d === "\\" && c === '"') {
            this.pos++;
          } else if (d === c) {
            if (c === "'" && this.peek(1) === c) {
              this.pos++;
              continue;
            }
            this.pos++;
            this.spaces();
            return this.peek(0) === ":" && blank(this.peek(1));
          }
        }
      case "*":
        while (!blank(this.peek(0))) this.pos++;
        this.spaces();
        return this.peek(0) === ":" && blank(this.peek(1));
      case "[":
      case "{":
      case "":
      case "\n":
      case "\r":
      case "#":
        return false;
    }
    return this.plainEnd(false).colon;
  }

  /** A block sequence whose dashes stand in a column. */
  private sequence(column: number): Node {
    this.enter(this.pos);
    const n = this.make(Kind.Array, this.pos);
    for (;;) {
      const dash = this.pos++;
      const spaced = this.spaces();
      const c = this.peek(0);
      let item: Node;
      if (c === "" || isBreak(c) || (c === "#" && spaced)) {
        item = this.indented() && this.column() > column ? this.block(column) : this.make(Kind.Null, dash);
      } else {
        item = this.block(column);
      }
      this.adopt(n, item);
      if (!this.indented() || this.column() < column) break;
      if (this.column() > column) this.fail(this.pos, "the indentation does not fit");
      if (!this.dash()) break;
    }
    this.depth--;
    return n;
  }

  /** A block mapping whose keys stand in a column. */
  private mapping(column: number): Node {
    this.enter(this.pos);
    const n = this.make(Kind.Object, this.pos);
    const e = this.entries(n);
    for (;;) {
      const start = this.pos;
      const explicit = this.peek(0) === "?" && blank(this.peek(1));
      if (!explicit && !this.isKey()) this.fail(this.pos, `expected a key with a colon, found ${this.found()}`);
      const key = explicit ? this.explicitKey(column) : this.key();
      let value: Node;
      if (!explicit || (this.indented() && this.column() === column && this.peek(0) === ":" && blank(this.peek(1)))) {
        this.pos++;
        value = this.mappingValue(column, start, explicit);
      } else {
        value = this.make(Kind.Null, start);
      }
      this.enterMember(e, key, value, start, true);
      if (!this.indented() || this.column() < column) break;
      if (this.column() > column) this.fail(this.pos, "the indentation does not fit");
      if (this.dash()) this.fail(this.pos, "an item of a sequence among the keys of a mapping");
    }
    this.merge(e);
    this.depth--;
    return n;
  }

  private mappingValue(column: number, key: number, explicit: boolean): Node {
    const spaced = this.spaces();
    let c = this.peek(0);
    if (c === "" || isBreak(c) || (c === "#" && spaced)) return this.nextLineValue(column, key, noProperties);
    if (explicit) return this.block(column);
    const start = this.pos;
    const p = this.properties();
    c = this.peek(0);
    if (c === "" || isBreak(c) || c === "#") return this.named(p, this.nextLineValue(column, start, p));
    if (c === "|" || c === ">") return this.named(p, this.blockScalar(column, start));
    if (this.dash()) this.fail(this.pos, "an item of a sequence on the line of its key");
    if (c !== "[" && c !== "{" && this.isKey()) this.fail(this.pos, "a key on the line of another key");
    return this.named(p, this.inline(column, p, start));
  }

  private nextLineValue(column: number, start: number, p: Properties): Node {
    if (this.indented()) {
      const c = this.column();
      if (c > column) return this.block(column);
      if (c === column && this.dash()) return this.sequence(column);
    }
    return this.scalarNode("", p, start, true);
  }

  /** An implicit key up to its colon. */
  private key(): string {
    const start = this.pos;
    const p = this.properties();
    let key: string;
    const c = this.peek(0);
    if (c === '"' || c === "'") {
      key = this.quoted();
    } else if (c === "*") {
      const at = this.pos;
      const n = this.alias();
      if (n.kind === Kind.Array || n.kind === Kind.Object) this.fail(at, "a key that is no scalar");
      key = written(n);
    } else {
      const { end } = this.plainEnd(false);
      this.plainStart(false);
      key = this.text.slice(this.pos, end);
      this.pos = end;
    }
    this.spaces();
    if (p.anchor !== "") this.named(p, this.scalarNode(key, p, start, true));
    return key;
  }

  /** A key behind a question mark. */
  private explicitKey(column: number): string {
    const at = this.pos++;
    this.spaces();
    if (!this.indented() || this.column() <= column) return "";
    const n = this.block(column);
    if (n.kind === Kind.Array || n.kind === Kind.Object) this.fail(at, "a key that is no scalar");
    return written(n);
  }
}
