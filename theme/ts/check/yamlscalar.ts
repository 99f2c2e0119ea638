// Scalars of YAML: the twin of rules/check/yamlscalar.go, with the reader's
// position and its small tests from yaml.go.

import { parseNumber, Stop, foundAt } from "./json.ts";
import { Kind, Node } from "./node.ts";
import { maxNodes } from "./text.ts";

/** Whether a character ends a token: white space, or the end. */
export function blank(c: string): boolean {
  return c === "" || c === " " || c === "\t" || c === "\n" || c === "\r";
}

export function isBreak(c: string): boolean {
  return c === "\n" || c === "\r";
}

/** Whether a character has a meaning inside brackets and braces. */
export function isFlow(c: string): boolean {
  return c !== "" && ",[]{}".includes(c);
}

const breakForm = /[\r\n]/g;

/** The offset of the line break at or after an offset. */
export function lineEnd(text: string, at: number): number {
  breakForm.lastIndex = at;
  const m = breakForm.exec(text);
  return m === null ? text.length : m.index;
}

/** Whether a line that begins at an offset is a document marker. */
export function isMarker(text: string, at: number): boolean {
  return (text.startsWith("---", at) || text.startsWith("...", at)) && blank(text.charAt(at + 3));
}

/** A tag and an anchor before a node. */
export interface Properties {
  tag: string;
  anchor: string;
  offset: number; // of the first, or -1
}

export const noProperties: Properties = { tag: "", anchor: "", offset: -1 };

export class ScalarReader {
  protected pos: number;
  protected depth = 0;
  protected nodes = 0;

  constructor(
    protected readonly text: string,
    start: number,
    protected readonly end: number,
  ) {
    this.pos = start;
  }

  protected fail(offset: number, message: string): never {
    throw new Stop({ offset, code: "yaml-syntax", message: "not valid YAML: " + message });
  }

  protected found(): string {
    return foundAt(this.text, this.pos);
  }

  /** The character at a distance from the position, "" behind the end. */
  protected peek(d: number): string {
    return this.pos + d < this.end ? this.text[this.pos + d]! : "";
  }

  protected column(): number {
    let start = this.pos;
    while (start > 0 && !isBreak(this.text[start - 1]!)) start--;
    return this.pos - start;
  }

  protected spaces(): boolean {
    const start = this.pos;
    while (this.peek(0) === " " || this.peek(0) === "\t") this.pos++;
    return this.pos > start;
  }

  protected make(kind: Kind, offset: number): Node {
    if (++this.nodes > maxNodes) {
      throw new Stop({ offset, code: "too-many-nodes", message: "more than 1,000,000 values in one document" });
    }
    return new Node(kind, offset);
  }

  /** The node of a scalar by the core schema of YAML 1.2. */
  protected scalarNode(s: string, p: Properties, offset: number, plain: boolean): Node {
    const n = this.make(Kind.Text, offset);
    n.text = s;
    switch (p.tag) {
      case "!":
      case "!!str":
      case "!!binary":
        return n;
      case "!!int":
      case "!!float":
      case "!!bool":
      case "!!null":
        plain = true;
    }
    if (plain) resolvePlain(n);
    return n;
  }

  /** Refuses the characters that cannot begin a plain scalar. */
  protected plainStart(inFlow: boolean): void {
    const c = this.peek(0);
    const next = this.peek(1);
    let bad = ",[]{}#&*!|>'\"%@`".includes(c);
    if (c === "-" || c === "?" || c === ":") {
      bad = blank(next) || (inFlow && isFlow(next));
      if (c === ":" && !inFlow) bad = false;
    }
    if (bad || c === "") this.fail(this.pos, `expected a value, found ${foundAt(this.text.slice(0, this.end), this.pos)}`);
  }

  /** Where a plain scalar ends on its line, and whether a colon ends it. */
  protected plainEnd(inFlow: boolean): { end: number; colon: boolean } {
    let end = this.pos;
    for (let i = this.pos; i < this.end; i++) {
      const c = this.text[i]!;
      if (isBreak(c)) break;
      if (c === " " || c === "\t") continue;
      if (c === "#" && i > this.pos && (this.text[i - 1] === " " || this.text[i - 1] === "\t")) break;
      if (c === ":") {
        const next = i + 1 < this.end ? this.text[i + 1]! : "";
        if (blank(next) || (inFlow && isFlow(next))) return { end, colon: true };
      }
      if (inFlow && isFlow(c)) break;
      end = i + 1;
    }
    return { end, colon: false };
  }

  /** A plain scalar, over several lines where these are indented more than indent. */
  protected plain(indent: number, inFlow: boolean): string {
    this.plainStart(inFlow);
    let { end, colon } = this.plainEnd(inFlow);
    if (colon && !inFlow) this.fail(end, "a colon that ends no key");
    let s = this.text.slice(this.pos, end);
    this.pos = end;
    if (colon) return s;
    for (;;) {
      const at = this.pos;
      const breaks = this.lineBreaks();
      const c = this.peek(0);
      const over =
        breaks === 0 || c === "" || c === "#" || (!inFlow && this.column() <= indent) ||
        (inFlow && (isFlow(c) || c === ":") && !(c === ":" && !blank(this.peek(1))));
      if (over) {
        this.pos = at;
        return s;
      }
      ({ end, colon } = this.plainEnd(inFlow));
      if (colon && !inFlow) {
        this.fail(this.pos, "the indentation does not fit, or a value over several lines has a colon");
      }
      s += folded(breaks) + this.text.slice(this.pos, end);
      this.pos = end;
      if (colon) return s;
    }
  }

  /** Passes blanks and line breaks and counts the breaks. */
  protected lineBreaks(): number {
    let n = 0;
    for (;;) {
      const c = this.peek(0);
      if (c === " " || c === "\t") {
        this.pos++;
      } else if (c === "\r" && this.peek(1) === "\n") {
        this.pos += 2;
        n++;
      } else if (isBreak(c)) {
        this.pos++;
        n++;
      } else {
        return n;
      }
    }
  }

  /** A scalar in single or double quotes. */
  protected quoted(): string {
    const open = this.pos;
    const mark = this.text[this.pos]!;
    let start = ++this.pos;
    let s = "";
    for (;;) {
      if (this.pos >= this.end) this.fail(open, "a quoted text without end");
      const c = this.text[this.pos]!;
      if (c === mark) {
        if (c === "'" && this.peek(1) === c) {
          s += this.text.slice(start, this.pos + 1);
          this.pos += 2;
          start = this.pos;
          continue;
        }
        return s + this.text.slice(start, this.pos++);
      }
      if (c === "\\" && mark === '"') {
        s += this.text.slice(start, this.pos) + this.escape();
        start = this.pos;
      } else if (isBreak(c)) {
        s += this.text.slice(start, this.pos).replace(/[ \t]+$/, "") + folded(this.lineBreaks());
        start = this.pos;
      } else {
        this.pos++;
      }
    }
  }

  private escape(): string {
    const at = this.pos;
    const c = this.peek(1);
    const i = c === "" ? -1 : yamlEscapes.indexOf(c);
    if (i >= 0) {
      this.pos += 2;
      return yamlEscaped[i]!;
    }
    if (isBreak(c)) {
      this.pos++;
      return "\n".repeat(Math.max(this.lineBreaks() - 1, 0));
    }
    const digits = c === "x" ? 2 : c === "u" ? 4 : c === "U" ? 8 : 0;
    let u = this.hex(this.pos + 2, digits);
    if (u < 0) this.fail(at, "not an escape");
    this.pos += 2 + digits;
    if (u >= 0xd800 && u <= 0xdfff) {
      const v = this.peek(0) === "\\" && this.peek(1) === "u" ? this.hex(this.pos + 2, 4) : -1;
      if (u < 0xdc00 && v >= 0xdc00 && v <= 0xdfff) {
        this.pos += 6;
        u = 0x10000 + ((u - 0xd800) << 10) + (v - 0xdc00);
      } else {
        u = 0xfffd;
      }
    }
    return String.fromCodePoint(u);
  }

  private hex(at: number, digits: number): number {
    if (digits === 0 || at + digits > this.end) return -1;
    const s = this.text.slice(at, at + digits);
    if (!/^[0-9a-fA-F]+$/.test(s)) return -1;
    const u = parseInt(s, 16);
    return u <= 0x10ffff ? u : -1;
  }

  /** A literal or folded scalar; indent is the indentation of what it is in. */
  protected blockScalar(indent: number, start: number): Node {
    const isFolded = this.peek(0) === ">";
    this.pos++;
    let chomp = "";
    let width = 0;
    for (;;) {
      const c = this.peek(0);
      if ((c === "+" || c === "-") && chomp === "") chomp = c;
      else if (c >= "1" && c <= "9" && width === 0) width = Number(c);
      else break;
      this.pos++;
    }
    this.endOfLine();
    this.pos = Math.min(lineEnd(this.text, this.pos), this.end);
    let base = width > 0 ? Math.max(indent, 0) + width : -1;
    let s = "";
    let blanks = 0;
    let first = true;
    let moreBefore = false;
    let ended = false;
    while (this.pos < this.end) {
      ended = true;
      let lineAt = this.pos + 1;
      if (this.text[this.pos] === "\r" && this.peek(1) === "\n") lineAt++;
      let i = lineAt;
      while (i < this.end && this.text[i] === " " && (base < 0 || i - lineAt < base)) i++;
      if (i >= this.end) {
        this.pos = i;
        break;
      }
      if (isBreak(this.text[i]!)) {
        blanks++;
        this.pos = i;
        continue;
      }
      if (base < 0 && i - lineAt > indent) base = i - lineAt;
      if (base < 0 || i - lineAt < base) break;
      const end = Math.min(lineEnd(this.text, i), this.end);
      const more = this.text[i] === " " || this.text[i] === "\t";
      if (!first) {
        if (!isFolded || more || moreBefore) s += "\n";
        else if (blanks === 0) s += " ";
      }
      s += "\n".repeat(blanks) + this.text.slice(i, end);
      first = false;
      moreBefore = more;
      blanks = 0;
      ended = false;
      this.pos = end;
    }
    if (chomp === "+" && first) s = "\n".repeat(blanks);
    else if (chomp === "+" && ended) s += "\n".repeat(blanks + 1);
    else if (chomp === "" && !first && ended) s += "\n";
    const n = this.make(Kind.Text, start);
    n.text = s;
    return n;
  }

  /** Makes sure that nothing but a comment follows on the line. */
  protected endOfLine(): void {
    const spaced = this.spaces();
    const c = this.peek(0);
    if (c === "" || isBreak(c) || (c === "#" && spaced)) return;
    this.fail(this.pos, `expected the end of the line, found ${this.found()}`);
  }
}

const yamlEscapes = '0abt\tnvfre "/\\N_LP';
const yamlEscaped = [
  "\0", "\x07", "\b", "\t", "\t", "\n", "\v", "\f", "\r", "\x1b", " ", '"', "/", "\\", "\u0085", "\u00a0", "\u2028", "\u2029",
];

/** Line breaks when folded: one becomes a space, more become one less. */
function folded(breaks: number): string {
  return breaks === 1 ? " " : "\n".repeat(Math.max(breaks - 1, 0));
}

/** Gives a plain scalar its type; see rules/check/yamlscalar.go. */
export function resolvePlain(n: Node): void {
  switch (n.text) {
    case "":
    case "~":
    case "null":
    case "Null":
    case "NULL":
      n.kind = Kind.Null;
      return;
    case "true":
    case "True":
    case "TRUE":
      n.kind = Kind.Boolean;
      n.boolean = true;
      return;
    case "false":
    case "False":
    case "FALSE":
      n.kind = Kind.Boolean;
      return;
  }
  const old = /^(?:(yes|Yes|YES|on|On|ON)|no|No|NO|off|Off|OFF)$/.exec(n.text);
  if (old !== null) {
    n.kind = Kind.Unknown;
    n.key = n.text;
    n.text += ` (${old[1] !== undefined} in YAML 1.1, a text in YAML 1.2)`;
    return;
  }
  const f = plainNumber(n.text);
  if (f !== undefined) {
    n.kind = Kind.Number;
    n.number = f;
  }
}

export function plainNumber(s: string): number | undefined {
  if (!/^[0-9+.-]/.test(s)) return undefined;
  if (/^0o[0-7]+$/.test(s) || /^0x[0-9a-fA-F]+$/.test(s)) {
    const base = s[1] === "x" ? 16 : 8;
    let f = 0;
    for (const c of s.slice(2)) f = f * base + parseInt(c, 16);
    return Math.min(f, Number.MAX_VALUE);
  }
  if (!/^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(s)) return undefined;
  return parseNumber(s.replace(/^\+/, ""));
}
